"""Which paragraphs, items and cells of a saved page are its article: what was guessed, and what was made of the guess.

`saved` prints what is chosen here, `verdicts` tells of every segment why it was, and `doubt` how sure that is.
"""

from typing import Final, NamedTuple

from lxml.html import HtmlElement

from generator.convert import blocks, cut, trim
from generator.convert.layout import Segment, segments
from generator.model import Source

_FURNITURE: Final = ("nav", "aside", "form", "script", "iframe")


class Chosen(NamedTuple):
    """The segments of a page, and which are its article's. Positions are places in `parts`."""

    root: HtmlElement
    """The page's body."""

    parts: list[Segment]
    captions: dict[int, HtmlElement]
    """What says what a picture shows, each with its picture."""

    guess: set[int]
    """What trafilatura takes for the article."""

    kept: set[int]
    """What is: the guess corrected; empty where there is none."""

    wanted: set[int]
    """What of it a recipe or the editor has named, wherever it stands."""

    whole: bool
    """Whether that is all of a page with nothing around its article, as somebody wrote it by hand."""


def choose(tree: HtmlElement, *, title: str, said: Source | None = None) -> Chosen:
    """Return which segments of a page are its article's.

    Args:
        tree: The whole page, without what a browser would not show.
        title: The headline, empty where none is known.
        said: The page's file, with the numbers of the blocks of which a recipe or the editor has spoken.
    """
    found = tree.find("body")
    root = tree if found is None else found
    parts = segments(root)
    captions = cut.captions(parts, root)
    guess = cut.look_up(parts, cut.extracted(tree, parts)) - captions.keys()
    everything = _plain(root, parts)
    kept = trim.trim(parts, guess, title=title) or everything
    wanted: set[int] = set()
    if said and (said.keep or said.outside):
        numbers = blocks.numbers(parts, said.sha256)
        wanted, barred = ({at for at, n in enumerate(numbers) if n in told} for told in (said.keep, said.outside))
        kept = (kept - barred) | wanted
        captions = {at: frame for at, frame in captions.items() if at not in wanted}
    return Chosen(root, parts, captions, guess, kept, wanted, bool(everything) and kept >= everything)


def _plain(root: HtmlElement, parts: list[Segment]) -> set[int]:
    """Return every segment below the headline of a page that has no furniture: too little text for a judgement."""
    if next(root.iter(*_FURNITURE), None) is not None:
        return set()
    headline = max((at for at, part in enumerate(parts) if part.holder.tag == "h1"), default=-1)
    return {at for at in range(headline + 1, len(parts)) if parts[at].linked < 1}
