"""What becomes of every block of a saved page: the record of how `saved` cuts it."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml.html import HtmlElement

from generator.convert import blocks, doubt, metadata, several
from generator.convert.blocks import Block
from generator.convert.chosen import Chosen, choose
from generator.convert.layout import unhide
from generator.convert.markup import parsed
from generator.model import Source

_MOST_ELEMENTS = 30_000
"""A page of more is not searched for an article."""


class Verdict(NamedTuple):
    """What became of one block of a page."""

    kept: bool
    why: str
    """One of article, recovered, trimmed, caption, furniture."""

    article: int = 1
    """Which of the page's articles it stands with."""


class Told(NamedTuple):
    """What becomes of a page."""

    blocks: tuple[Block, ...]
    """All, in order; none of a page too large to be searched, or numbered before it came here."""

    verdicts: dict[int, Verdict]
    """By the numbers of those that are not dropped."""

    confidence: float | None
    """How well the article is cut, 0 to 1; None where none was found."""


def verdicts(source: Source) -> Told:
    """Return what becomes of every block of a saved page, and how sure that is.

    Raises:
        ContentError: The file is no HTML.
    """
    tree = parsed(source)
    # Held while the page is read: lxml makes an element anew for whoever asks when nobody holds it.
    elements = list(tree.iter())
    if len(elements) > _MOST_ELEMENTS:
        return Told((), {}, None)
    numbered = None if blocks.is_numbered(tree, source.sha256) else blocks.number(tree, source.sha256)
    if numbered:
        blocks.drop(numbered, source.drop)
    came = numbered.blocks if numbered else ()
    about = metadata.read(tree, timezone=source.timezone)
    told = several.stories(tree, about, timezone=source.timezone, said=source)
    if not told:
        unhide(tree)
        found = choose(tree, title=about.title, said=source)
        sure = round(doubt.weigh(found, about.stated).confidence, 4) if found.kept else None
        return Told(came, {number: verdict for number, _, verdict in _of(found, source, article=1)}, sure)
    made: dict[int, Verdict] = {}
    all_sure = []
    for place, story in enumerate(told, 1):
        unhide(story.tree)
        found = choose(story.tree, title=story.about.title, said=source)
        all_sure.append(doubt.weigh(found, story.about.stated).confidence)
        inside = set(story.node.iter())
        told_of = _of(found, source, article=place)
        # What stands around the stories is told once, with the first.
        made |= {number: verdict for number, first, verdict in told_of if place == 1 or first in inside}
    return Told(came, made, round(min(all_sure), 4))


def _of(found: Chosen, source: Source, *, article: int) -> Iterator[tuple[int, HtmlElement, Verdict]]:
    """Yield the number of each block, the element in which it begins, and what becomes of it."""

    def why(at: int) -> str:
        if at in found.kept:
            return "article" if at in found.guess else "recovered"
        return "caption" if at in found.captions else "trimmed" if at in found.guess else "furniture"

    for at, number in enumerate(blocks.numbers(found.parts, source.sha256)):
        kept = at in found.kept or at in found.captions
        yield number, found.parts[at].pieces[0].node, Verdict(kept, why(at), article if kept else 1)
