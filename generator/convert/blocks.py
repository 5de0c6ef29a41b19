"""Which number each block of a saved page has, by which its editor speaks of it.

A block is what a browser shows as one paragraph, heading, item or cell. Blocks are numbered from 1 as the page came:
neither a recipe nor the editor's word changes the numbers, so those that `--report` and `--explain` tell stay true. An
attribute carries them through whatever is taken out of the page, with a mark that no page can hold: its own digest.
"""

import copy
import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from generator.convert.inline import BLOCKS
from generator.convert.layout import Segment, hidden, remove, segments
from generator.model import Source

_NUMBERED: Final = "data-tearsheet-numbered"
"""On the page: its mark, where its blocks are numbered."""

_NUMBERS: Final = "data-tearsheet-blocks"
"""On an element: the mark, and the numbers of the blocks whose words are its own."""

Key = tuple[HtmlElement, bool]
"""A string of the tree: an element, and whether it is its tail."""


class Block(NamedTuple):
    """One block of a page as it came."""

    number: int
    path: str
    """Its element, as XPath."""

    text: str


class Numbered(NamedTuple):
    """A page whose blocks are numbered."""

    tree: HtmlElement
    mark: str
    blocks: tuple[Block, ...]
    strings: dict[Key, int]
    """The number of each string that a browser shows, wherever in the tree it is now."""

    def of(self, part: Segment) -> int:
        """Return the number of a segment of the tree; 0 of one that a browser would not show."""
        found = (self.strings.get((piece.node, piece.is_tail)) for piece in part.pieces)
        return next(filter(None, found), 0)


def number(tree: HtmlElement, mark: str) -> Numbered:
    """Number the blocks of a page.

    Args:
        tree: The whole page; its elements get attributes.
        mark: The digest of its file.
    """
    strings: dict[Key, int] = {}
    shown = _shown(tree)
    for at, part in enumerate(shown, 1):
        strings.update(dict.fromkeys(_words(part), at))
    places = tree.getroottree()
    blocks = tuple(Block(at, places.getpath(part.holder), part.text) for at, part in enumerate(shown, 1))
    numbered = Numbered(tree, mark, blocks, strings)
    tree.set(_NUMBERED, mark)
    _write(numbered, shown)
    return numbered


def again(numbered: Numbered) -> list[Segment]:
    """Part blocks that met where something was taken out of the tree, and write the numbers anew.

    Returns:
        The blocks that are left.
    """
    shown = _shown(numbered.tree)
    if any([_part(numbered, block) for block in shown]):  # noqa: C419 all of them
        shown = _shown(numbered.tree)
    _write(numbered, shown)
    return shown


def is_numbered(tree: HtmlElement, mark: str) -> bool:
    """Say whether the blocks of a page were numbered before something was taken out of it."""
    return bool(tree.get(_NUMBERED) == mark)


def numbers(parts: Sequence[Segment], mark: str) -> list[int]:
    """Return the number of each segment of a page that is numbered; 0 of one that has none."""
    seen: Counter[HtmlElement] = Counter()
    made = []
    for part in parts:
        said, _, ours = (part.holder.get(_NUMBERS) or "").partition(" ")
        at = seen[part.holder]
        seen[part.holder] += 1
        made.append(int(ours.split()[at]) if said == mark and at < len(ours.split()) else 0)
    return made


def speak(tree: HtmlElement, source: Source) -> Numbered | None:
    """Take out of a page what its editor drops, and number the rest; None where nothing is to be done.

    A page that a recipe has cut is numbered already, and has nothing in it that is dropped.
    """
    if is_numbered(tree, source.sha256) or not (source.keep or source.drop or source.outside):
        return None
    numbered = number(tree, source.sha256)
    drop(numbered, source.drop)
    return numbered


def drop(numbered: Numbered, unwanted: frozenset[int]) -> None:
    """Take blocks out of a page."""
    if unwanted:
        take_out(numbered, [key for key, at in numbered.strings.items() if at in unwanted])
        again(numbered)


def count(source: Source) -> int:
    """Return how many blocks a page has.

    Raises:
        ContentError: The file is no HTML.
    """
    from generator.convert.markup import parsed

    return sum(1 for _ in _shown(parsed(source)))


def take_out(numbered: Numbered, keys: Sequence[Key]) -> None:
    """Take strings out of their page, and the blocks in which nothing else is."""
    for node, is_tail in keys:
        setattr(node, "tail" if is_tail else "text", None)
        numbered.strings.pop((node, is_tail), None)
    for block in dict.fromkeys(itertools.starmap(_block, keys)):
        if block is not None and not "".join(block.itertext()).strip() and not _pictures(block):
            leave_out(numbered, block)


def leave_out(numbered: Numbered, node: HtmlElement) -> None:
    """Take an element out of its page; the words behind it keep their number."""
    parent, before = node.getparent(), node.getprevious()
    if parent is None:
        return
    joined = (parent, False) if before is None else (before, True)
    ours, theirs = numbered.strings.get((node, True)), numbered.strings.get(joined)
    if ours and theirs and ours != theirs:
        # One string would be one block.
        node.clear(keep_tail=True)
        node.tag = _gap(node)
        return
    if ours:
        numbered.strings[joined] = ours
    remove(node)


def _part(numbered: Numbered, shown: Segment) -> bool:
    """Put what parts blocks between strings of several that now stand in one; say whether there were any."""
    known = [(key, at) for key in _words(shown) if (at := numbered.strings.get(key))]
    met = [key for (_, before), (key, at) in itertools.pairwise(known) if at != before]
    for node, is_tail in met:
        gap = node.makeelement(_gap(node))
        if is_tail:
            gap.tail, node.tail = node.tail, None
            node.addnext(gap)
            numbered.strings[gap, True] = numbered.strings.pop((node, True))
            continue
        first = node
        while (above := first.getparent()) is not shown.holder and above[0] is first and not (above.text or "").strip():
            first = above
        first.addprevious(gap)
    return bool(met)


def _block(node: HtmlElement, is_tail: bool) -> HtmlElement | None:  # noqa: FBT001 a key of a string
    """Return the block in which a string is; None of one that is right in the page."""
    above = node.getparent() if is_tail else node
    while above is not None and above.tag not in BLOCKS:
        above = above.getparent()
    return None if above is None or above.tag in ("body", "html") else above


def _gap(node: HtmlElement) -> str:
    """Return the tag of what parts two blocks: a paragraph ends where a parser reads `div` in it, not at newer ones."""
    return "div" if next(node.iterancestors("p"), None) is None else "section"


def _pictures(node: HtmlElement) -> bool:
    return next(node.iter("img", "picture", "video", "svg"), None) is not None


def _shown(tree: HtmlElement) -> list[Segment]:
    """Return the blocks that a browser shows."""
    seen = copy.deepcopy(tree)
    ours = dict(zip(seen.iter(), tree.iter(), strict=True))
    for node in hidden(seen):
        # Not taken out: what stands behind it would become part of what stands before it.
        node.clear(keep_tail=True)
        node.tag = "template"
    body = seen.find("body")
    return [
        part._replace(
            holder=ours[part.holder], pieces=tuple([piece._replace(node=ours[piece.node]) for piece in part.pieces])
        )
        for part in segments(seen if body is None else body)
    ]


def _words(part: Segment) -> list[Key]:
    return [(piece.node, piece.is_tail) for piece in part.pieces if piece.text.strip()]


def _write(numbered: Numbered, shown: Sequence[Segment]) -> None:
    found: dict[HtmlElement, list[int]] = defaultdict(list)
    for part in shown:
        found[part.holder].append(numbered.of(part))
    for holder, ours in found.items():
        holder.set(_NUMBERS, f"{numbered.mark} {' '.join(map(str, ours))}")
