"""Which words of a page a browser shows as one paragraph, item or cell, and which it does not show at all."""

import functools
import re
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from generator.convert.inline import BLOCKS, SILENT, holders

_UNPARTED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_MAY_BE_UNPARTED: Final = re.compile(rb"[\xe0\xe1\xe3-\xe9\xef\xf0]|\xe2[\xba-\xbf]")
"""The first bytes of these in UTF-8, and of a few others: a hundred times quicker to look for."""

_NOT_WORDS: Final = re.compile(r"[\W_]+")
_HIDDEN: Final = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-reader(?:-text)?|rollover-block|tooltip(?:-?text|-?content)?)(?:$|\s)",
    re.IGNORECASE,
)
_INVISIBLE: Final = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)


_INLINE: Final = "a abbr b cite code del em font i ins mark q s small span strong sub sup time u".split()  # noqa: SIM905 names are read as words
_HIDEABLE: Final = (*(BLOCKS - {"body", "html"}), *_INLINE)
"""Elements of which is asked whether they are hidden."""


class Piece(NamedTuple):
    """A string of the tree: the text of a node, or its tail."""

    node: HtmlElement
    is_tail: bool
    text: str
    linked: bool


class Segment(NamedTuple):
    """Words that a browser shows as one paragraph, item or cell."""

    holder: HtmlElement
    """The element whose own words these are."""

    pieces: tuple[Piece, ...]
    text: str
    linked: float
    """The share of its letters that are links, 0 to 1."""

    extent: int
    """How many words it has, as `extent` counts."""


def unhide(tree: HtmlElement) -> None:
    """Take out of a tree what a browser would not show."""
    for node in hidden(tree):
        remove(node)


def hidden(tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements of a tree that a browser would not show."""
    return [node for node in tree.iter(*_HIDEABLE) if _is_hidden(node)]


def is_hidden(node: HtmlElement) -> bool:
    """Say whether a browser would not show an element."""
    return node.tag in _HIDEABLE and _is_hidden(node)


def _is_hidden(node: HtmlElement) -> bool:
    return bool(
        node.get("hidden") is not None
        or ((style := node.get("style")) and _INVISIBLE.search(style))
        or ((name := node.get("class")) and _hides(name))
    )


@functools.lru_cache(maxsize=4096)
def _hides(name: str) -> bool:
    """Say whether a class is one of those that hide; pages have few, and each often."""
    return bool(_HIDDEN.search(name))


def segments(tree: HtmlElement) -> list[Segment]:
    """Return the segments of a tree in their order."""
    made: list[Segment] = []
    _segments(tree, holders(tree), made, linked=False)
    return made


def _segments(node: HtmlElement, around: set[HtmlElement], made: list[Segment], *, linked: bool) -> None:
    linked = linked or node.tag == "a"
    text = node.text
    # White space between blocks is most of what a page holds.
    pieces = [Piece(node, False, text, linked)] if text and not text.isspace() else []
    for child in node:
        tag = child.tag
        if tag in BLOCKS or child in around:
            if pieces:
                _cut(node, pieces, made)
                pieces = []
            if tag not in SILENT:
                _segments(child, around, made, linked=linked)
        elif tag not in SILENT and isinstance(tag, str):
            _pieces(child, pieces, linked=linked)
        text = child.tail
        if text and (pieces or not text.isspace()):
            pieces.append(Piece(child, True, text, linked))
    if pieces:
        _cut(node, pieces, made)


def _pieces(node: HtmlElement, pieces: list[Piece], *, linked: bool) -> None:
    tag = node.tag
    linked = linked or tag == "a"
    pieces.append(Piece(node, False, " " if tag == "br" else node.text or "", linked))
    for child in node:
        if child.tag not in SILENT and isinstance(child.tag, str):
            _pieces(child, pieces, linked=linked)
        if child.tail:
            pieces.append(Piece(child, True, child.tail, linked))


def _cut(holder: HtmlElement, pieces: list[Piece], made: list[Segment]) -> None:
    """Add the segments of a run of pieces: one, or as many as double line ends make of it."""
    start = breaks = 0
    for at, piece in enumerate(pieces):
        if piece.text == " " and not piece.is_tail and piece.node.tag == "br":
            breaks += 1
        elif breaks and piece.text.strip():
            if breaks > 1:
                _add(holder, pieces[start:at], made)
                start = at
            breaks = 0
    _add(holder, pieces[start:] if start else pieces, made)


def _add(holder: HtmlElement, pieces: list[Piece], made: list[Segment]) -> None:
    words = "".join([piece.text for piece in pieces]).split()
    if words:
        text = " ".join(words)
        links = [len(piece.text.strip()) for piece in pieces if piece.linked]
        whole = sum(len(piece.text.strip()) for piece in pieces) if links else 1
        linked = sum(links) / max(1, whole)
        made.append(Segment(holder, tuple(pieces), text, linked, len(words) + _unparted(text)))


def extent(text: str) -> int:
    """Return how many words a text has; of a script that does not part them, a word for two letters."""
    return len(text.split()) + _unparted(text)


def _unparted(text: str) -> int:
    """Return how many words letters are that nothing parts; quickly, where there is none."""
    if text.isascii() or not _MAY_BE_UNPARTED.search(text.encode("utf-8", "replace")):
        return 0
    return len(_UNPARTED.findall(text)) // 2


def unspaced(text: str) -> str:
    """Return a text without its white space: quick to make, and enough to tell whether words are the same."""
    return "".join(text.split())


def squeezed(text: str) -> str:
    """Return the letters and digits of a text alone."""
    return _NOT_WORDS.sub("", text)


def remove(node: HtmlElement) -> None:
    """Take an element out of its tree; what follows it stays."""
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    if node.tail:
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
        node.tail = None
    parent.remove(node)
