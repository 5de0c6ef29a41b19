"""What becomes of every segment of a saved page: the record of how `saved` cuts it."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from generator.convert import doubt, metadata, several
from generator.convert.chosen import Chosen, choose
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

    article: int = 1
    """Which of the page's articles it stands with."""


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
    told = several.stories(tree, about, timezone=source.timezone)
    if not told:
        unhide(tree)
        found = choose(tree, title=about.title, mark=source.sha256)
        said = [verdict for _, verdict in _of(found, {}, article=1)]
        return Told(said, round(doubt.weigh(found, about.stated).confidence, 4) if found.kept else None)
    place = {node: at for at, node in enumerate(elements)}
    rows: dict[tuple[int, int], Verdict] = {}
    sure = []
    for number, story in enumerate(told, 1):
        unhide(story.tree)
        found = choose(story.tree, title=story.about.title, mark=source.sha256)
        sure.append(doubt.weigh(found, story.about.stated).confidence)
        inside = set(story.node.iter())
        for at, (first, verdict) in enumerate(_of(found, story.came_from, article=number)):
            # What stands around the stories is told once, with the first.
            if number == 1 or first in inside:
                rows[place.get(story.came_from.get(first, first), 0), at] = verdict
    return Told([rows[key] for key in sorted(rows)], round(min(sure), 4))


def _of(
    found: Chosen, came_from: dict[HtmlElement, HtmlElement], *, article: int
) -> Iterator[tuple[HtmlElement, Verdict]]:
    """Yield what becomes of each segment, with the element in which it begins."""

    def why(at: int) -> str:
        if at in found.kept:
            return "article" if at in found.guess else "recovered"
        return "caption" if at in found.captions else "trimmed" if at in found.guess else "furniture"

    for at, part in enumerate(found.parts):
        holder = came_from.get(part.holder, part.holder)
        path = holder.getroottree().getpath(holder)
        kept = at in found.kept or at in found.captions
        yield part.pieces[0].node, Verdict(path, part.text, kept, why(at), article if kept else 1)
