"""What becomes of every segment of a saved page: the record of how `saved` cuts it."""

from typing import NamedTuple

from generator.convert import doubt, metadata
from generator.convert.chosen import choose
from generator.convert.layout import unhide
from generator.convert.markup import parsed
from generator.model import Source

_MOST_ELEMENTS = 30_000
"""A page of more is not searched for an article."""


class Verdict(NamedTuple):
    """What became of one segment of a page."""

    path: str
    """Its element, as XPath."""

    text: str
    kept: bool
    why: str
    """One of article, recovered, trimmed, caption, furniture."""


class Told(NamedTuple):
    """What becomes of a page."""

    verdicts: list[Verdict]
    """Of every segment, in order; none of a page too large to be searched."""

    confidence: float | None
    """How well the article is cut, 0 to 1; None where none was found."""


def verdicts(source: Source) -> Told:
    """Return what becomes of every segment of a saved page, and how sure that is.

    Raises:
        ContentError: The file is no HTML.
    """
    tree = parsed(source)
    # Held while the page is read: lxml makes an element anew for whoever asks when nobody holds it.
    elements = list(tree.iter())
    if len(elements) > _MOST_ELEMENTS:
        return Told([], None)
    about = metadata.read(tree, timezone=source.timezone)
    unhide(tree)
    found = choose(tree, title=about.title)
    root, parts, captions, guess, kept, _ = found
    whole = root.getroottree()

    def why(at: int) -> str:
        if at in kept:
            return "article" if at in guess else "recovered"
        return "caption" if at in captions else "trimmed" if at in guess else "furniture"

    told = [
        Verdict(whole.getpath(part.holder), part.text, at in kept or at in captions, why(at))
        for at, part in enumerate(parts)
    ]
    return Told(told, round(doubt.weigh(found, about.stated).confidence, 4) if kept else None)
