"""What is blanked in a picture that is kept in boxes (AVIF) and cannot be packed again without loss, because it moves.

Its parts are found by their places in the file, so that nothing may be cut out: what says something beside the picture
(Exif, XMP, notes of programs, when it was made) is overwritten by zeros, and what else there is stays to the byte.

Source: ISO/IEC 14496-12 (the ISO base media file format): 8.1 (free space), 8.2 and 8.3 (headers), 8.11 (items).
"""

from collections.abc import Iterator
from typing import Final

from generator.outputs.stripped import BrokenError

_HOLDERS: Final = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"))
_TALK: Final = frozenset((b"udta", b"uuid"))
"""Boxes that hold what people and programs noted."""

_DATED: Final = frozenset((b"mvhd", b"tkhd", b"mdhd"))
_SAID: Final = frozenset((b"Exif", b"mime", b"uri "))
"""Types of items that are no picture."""

_WHOLE, _VAST = 0, 1
"""Lengths of a box that are none: to the end of the file; in eight bytes more."""

_DEEPEST: Final = 8


def avif(data: bytes) -> bytes:
    """Return an AVIF file in which nothing but the picture, or the moving pictures, says anything.

    Raises:
        BrokenError: It ends too early, or is damaged.
    """
    if data[4:8] != b"ftyp":
        raise BrokenError("it does not begin as an AVIF file")
    made = bytearray(data)
    _blank(made, 0, len(made), 0)
    return bytes(made)


def _blank(data: bytearray, start: int, end: int, depth: int) -> None:
    for kind, at, inside, after in list(_boxes(data, start, end)):
        if kind in _TALK:
            data[at + 4 : at + 8] = b"free"
            data[inside:after] = bytes(after - inside)
        elif kind in _DATED:
            _undate(data, inside, after)
        elif kind == b"meta":
            _items(data, inside + 4, after)
        elif kind in _HOLDERS and depth < _DEEPEST:
            _blank(data, inside, after, depth + 1)


def _boxes(data: bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield each box: its kind, where it begins, where what it holds begins, and where it ends."""
    at = start
    while at + 8 <= end:
        length, inside = _number(data, at, 4), at + 8
        if length == _VAST:
            length, inside = _number(data, at + 8, 8), at + 16
        after = end if length == _WHOLE else at + length
        if after > end or inside > after:
            raise BrokenError("it ends too early, or is damaged")
        yield bytes(data[at + 4 : at + 8]), at, inside, after
        at = after


def _undate(data: bytearray, inside: int, after: int) -> None:
    """Blank when a track was made and changed."""
    length = 16 if data[inside : inside + 1] == b"\x01" else 8
    data[inside + 4 : min(inside + 4 + length, after)] = bytes(min(length, max(after - inside - 4, 0)))


def _items(data: bytearray, start: int, end: int) -> None:
    """Blank the items of a meta box that are no picture, wherever in the file they stand."""
    parts = {kind: (inside, after) for kind, _, inside, after in _boxes(data, start, end)}
    if b"iinf" not in parts or b"iloc" not in parts:
        return
    said = dict(_talking(data, *parts[b"iinf"]))
    for place in said.values():
        data[place : place + 4] = b"free"  # a reader that knows Exif would find it broken
    held = parts.get(b"idat", (0, 0))[0]
    for item, method, place, length in _places(data, *parts[b"iloc"]):
        begin = place + (held if method == 1 else 0)
        if item in said and begin < len(data):
            stop = min(begin + length, len(data)) if length else len(data)
            data[begin:stop] = bytes(stop - begin)


def _talking(data: bytearray, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the items that say something: the id of each, and where its type stands."""
    wide = _number(data, start, 1) > 0
    for kind, _, inside, after in _boxes(data, start + (8 if wide else 6), end):
        version = _number(data, inside, 1)
        if kind == b"infe" and version >= 2:  # noqa: PLR2004 - older ones name no type
            size = 2 if version == 2 else 4  # noqa: PLR2004 - the length of an id
            place = inside + 6 + size
            if bytes(data[place : place + 4]) in _SAID and place + 4 <= after:
                yield _number(data, inside + 4, size), place


def _places(data: bytearray, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield each piece of each item: the item's id, how its place is counted, its place, its length."""
    version = _number(data, start, 1)
    sizes = _number(data, start + 4, 2)
    offset, extent, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version == 2 else 2  # noqa: PLR2004 - its ids are longer
    at = start + 6
    count, at = _number(data, at, wide), at + wide
    for _ in range(count):
        item, at = _number(data, at, wide), at + wide
        method = _number(data, at, 2) & 15 if version else 0
        at += (2 if version else 0) + 2
        origin, at = _number(data, at, base), at + base
        pieces, at = _number(data, at, 2), at + 2
        for _ in range(pieces):
            at += index if version else 0
            place, at = origin + _number(data, at, offset), at + offset
            length, at = _number(data, at, extent), at + extent
            if at > end:
                raise BrokenError("it ends too early, or is damaged")
            yield item, method, place, length


def _number(data: bytearray, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size])
