"""What becomes of every segment of a saved page: the record of how `saved` cuts it."""

from typing import NamedTuple

from generator.convert import cut, metadata, trim
from generator.convert.layout import segments, unhide
from generator.convert.markup import parsed
from generator.convert.saved import plain
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


def verdicts(source: Source) -> list[Verdict]:
    """Return what becomes of every segment of a saved page, in order; nothing of a page too large to be searched.

    Raises:
        ContentError: The file is no HTML.
    """
    tree = parsed(source)
    # Held while the page is read: lxml makes an element anew for whoever asks when nobody holds it.
    elements = list(tree.iter())
    if len(elements) > _MOST_ELEMENTS:
        return []
    about = metadata.read(tree, timezone=source.timezone)
    unhide(tree)
    found = tree.find("body")
    root = tree if found is None else found
    parts = segments(root)
    captions = cut.captions(parts, root)
    guess = cut.look_up(parts, cut.extracted(tree, parts)) - captions.keys()
    kept = trim.trim(parts, guess, title=about.title) or plain(root, parts)
    whole = root.getroottree()

    def why(at: int) -> str:
        if at in kept:
            return "article" if at in guess else "recovered"
        return "caption" if at in captions else "trimmed" if at in guess else "furniture"

    return [
        Verdict(whole.getpath(part.holder), part.text, at in kept or at in captions, why(at))
        for at, part in enumerate(parts)
    ]
