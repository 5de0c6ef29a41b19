"""Which number each block of a saved page has, by which its editor speaks of it.

A block is what a browser shows as one paragraph, heading, item or cell. Blocks are numbered from 1 as the page came:
neither a recipe nor the editor's word changes the numbers, so those that `--report` and `--explain` tell stay true. An
attribute carries them through whatever is taken out of the page, with a mark that no page can hold: its own digest.
"""

import copy
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from generator.convert.inline import BLOCKS
from generator.convert.layout import Segment, hidden, is_hidden, remove, segments
from generator.model import Source

_NUMBERED: Final = "data-tearsheet-numbered"
"""On the page: its mark, where its blocks are numbered."""

_NUMBERS: Final = "data-tearsheet-blocks"
"""On an element: the mark, and the numbers of the blocks whose words are its own."""

_Key = tuple[HtmlElement, bool]
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
    strings: dict[_Key, int]
    homes: dict[HtmlElement, list[int]]
    """From an element to the numbers of its blocks."""

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
    blocks, strings = [], {}
    homes: dict[HtmlElement, list[int]] = defaultdict(list)
    places = tree.getroottree()
    for at, (holder, keys, text) in enumerate(_shown(tree), 1):
        blocks.append(Block(at, places.getpath(holder), text))
        strings.update(dict.fromkeys(keys, at))
        homes[holder].append(at)
    numbered = Numbered(tree, mark, tuple(blocks), strings, homes)
    tree.set(_NUMBERED, mark)
    _write(numbered, {holder: list(ours) for holder, ours in homes.items()})
    return numbered


def again(numbered: Numbered) -> None:
    """Write the numbers anew, where something was taken out of the tree."""
    found: dict[HtmlElement, list[int]] = defaultdict(list)
    for holder, keys, _ in _shown(numbered.tree):
        taken = found[holder]
        known = next(filter(None, (numbered.strings.get(key) for key in keys)), 0)
        # What stood behind something that is gone stands in another place now, and in the same element.
        taken.append(known or next((other for other in numbered.homes.get(holder, ()) if other not in taken), 0))
    _write(numbered, found)


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
    if not unwanted:
        return
    body = numbered.tree.find("body")
    root = numbered.tree if body is None else body
    take_out(part for part in segments(root) if numbered.of(part) in unwanted)
    again(numbered)


def count(source: Source) -> int:
    """Return how many blocks a page has.

    Raises:
        ContentError: The file is no HTML.
    """
    from generator.convert.markup import parsed

    return sum(1 for _ in _shown(parsed(source)))


def take_out(parts: Iterable[Segment]) -> None:
    """Take the words of segments out of their page, and their elements where nothing else is in them."""
    for part in parts:
        for piece in part.pieces:
            setattr(piece.node, "tail" if piece.is_tail else "text", None)
        holder = part.holder
        if holder.tag not in ("body", "html") and not "".join(holder.itertext()).strip() and not _pictures(holder):
            remove_block(holder)


def remove_block(node: HtmlElement) -> None:
    """Take an element out of its page; what stands on either side of a block stays two blocks."""
    last, after = node, node.getnext()
    while after is not None and not (last.tail or "").strip() and is_hidden(after):
        last, after = after, after.getnext()  # what nobody sees keeps nothing apart
    goes_on = (last.tail or "").strip() or (after is not None and after.tag not in BLOCKS)
    if goes_on and next(node.iter(*BLOCKS), None) is not None:
        # A paragraph ends where a parser reads `div` in it; it lets newer elements stand.
        within = next(node.iterancestors("p"), None) is not None
        node.clear(keep_tail=True)
        node.tag = "section" if within else "div"
    else:
        remove(node)


def _pictures(node: HtmlElement) -> bool:
    return next(node.iter("img", "picture", "video", "svg"), None) is not None


def _shown(tree: HtmlElement) -> list[tuple[HtmlElement, list[_Key], str]]:
    """Return the blocks that a browser shows: of each its element, its strings and its text."""
    seen = copy.deepcopy(tree)
    ours = dict(zip(seen.iter(), tree.iter(), strict=True))
    for node in hidden(seen):
        # Not taken out: what stands behind it would become part of what stands before it.
        node.clear(keep_tail=True)
        node.tag = "template"
    body = seen.find("body")
    made = []
    for part in segments(seen if body is None else body):
        keys = [(ours[piece.node], piece.is_tail) for piece in part.pieces if piece.text.strip()]
        made.append((ours[part.holder], keys, part.text))
    return made


def _write(numbered: Numbered, found: dict[HtmlElement, list[int]]) -> None:
    for holder, ours in found.items():
        holder.set(_NUMBERS, f"{numbered.mark} {' '.join(map(str, ours))}")
