"""What is taken out of a picture file before it is published: all but the picture, and how its colours are meant.

A camera writes into its files where and when a picture was taken, with which device, and often a small copy of the
picture before it was cropped. Nothing of that leaves the house. The picture itself is not touched: only the parts of
the file that say something else are left out, and what follows its end.

Sources: ITU-T T.81 (JPEG), annex B; the PNG specification, third edition, sections 5 and 11; RFC 9649 (WebP); GIF89a,
sections 15 to 27. Pictures in boxes (AVIF) are in `boxes`.
"""

import re
import zlib
from typing import Final

_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC8}
_JPEG_KEPT: Final = _FRAMES | {0xDB, 0xDC, 0xDD, 0xDE, 0xDF}
"""Markers of segments that a picture needs: frames, tables, intervals."""

_JPEG_SAID: Final = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""Markers of segments that say how its colours are meant, and how those begin."""

_SCAN, _END, _APP0 = 0xDA, 0xD9, 0xE0
_JFIF_BARE: Final = 14
"""Bytes of a JFIF segment without its thumbnail."""

_MARKER: Final = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
"""What ends a scan: in it, 0xFF is followed by nought, or by the number of a restart."""

_PNG_MARK: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT".split()
)
_WEBP_KEPT: Final = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_SAYS: Final = 0x08 | 0x04
"""Flags of a WebP file that say whether it holds Exif or XMP."""


_GIF_SCREEN: Final = 13
"""Bytes before the first table of colours."""

_GIF_CONTROL, _GIF_APPLICATION = 0xF9, 0xFF
_GIF_NAME: Final = 11
_GIF_KEPT: Final = frozenset((b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"))
"""Applications that say how often a picture moves, and how its colours are meant."""


class BrokenError(Exception):
    """The file is no whole picture of its format."""


def jpeg(data: bytes) -> bytes:
    """Return a JPEG file without what it says beside the picture.

    Raises:
        BrokenError: It ends too early, or is none.
    """
    if data[:2] != b"\xff\xd8":
        raise BrokenError("it does not begin as a JPEG file")
    kept = [data[:2]]
    at = 2
    while True:
        found = _MARKER.match(data, at)
        if found is None:
            raise BrokenError("it ends too early, or is damaged")
        marker, at = found[1][0], found.end()
        if marker == _END:
            return b"".join([*kept, b"\xff\xd9"])
        end = at + int.from_bytes(data[at : at + 2])
        if end < at + 2 or end > len(data):
            raise BrokenError("it ends too early, or is damaged")
        segment = data[at + 2 : end]
        if marker == _SCAN:
            following = _MARKER.search(data, end)
            end = following.start() if following else len(data)
            kept.append(b"\xff\xda" + data[at:end])
        elif marker == _APP0 and segment.startswith(b"JFIF\0"):
            kept.append(b"\xff\xe0\x00\x10" + segment[: _JFIF_BARE - 2].ljust(_JFIF_BARE - 2, b"\0") + b"\0\0")
        elif marker in _JPEG_KEPT or (marker in _JPEG_SAID and segment.startswith(_JPEG_SAID[marker])):
            kept.append(bytes((0xFF, marker)) + data[at:end])
        at = end


def png(data: bytes) -> bytes:
    """Return a PNG file, animated or not, without what it says beside the picture.

    Raises:
        BrokenError: It ends too early, is damaged, or is none.
    """
    if not data.startswith(_PNG_MARK):
        raise BrokenError("it does not begin as a PNG file")
    kept = [_PNG_MARK]
    at = len(_PNG_MARK)
    while True:
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        end = at + 12 + length
        if len(kind) < len(b"IEND") or end > len(data):
            raise BrokenError("it ends too early, or is damaged")
        if kind in _PNG_KEPT:
            if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end]):
                raise BrokenError("it is damaged: a checksum in it is wrong")
            kept.append(data[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end


def webp(data: bytes) -> bytes:
    """Return a WebP file, animated or not, without what it says beside the picture.

    Raises:
        BrokenError: It ends too early, or is none.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise BrokenError("it does not begin as a WebP file")
    whole = 8 + int.from_bytes(data[4:8], "little")
    if whole > len(data):
        raise BrokenError("it ends too early")
    kept = []
    at = 12
    while at + 8 <= whole:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        if at + 8 + length > whole:
            raise BrokenError("it ends too early, or is damaged")
        if kind == b"VP8X":
            kept.append(data[at : at + 8] + bytes((data[at + 8] & ~_WEBP_SAYS,)) + data[at + 9 : end])
        elif kind in _WEBP_KEPT:
            kept.append(data[at:end])
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def gif(data: bytes) -> bytes:
    """Return a GIF file, animated or not, without its comments and what programs noted in it; how it loops is kept.

    As browsers do, it forgives a missing end and stray bytes between two blocks.

    Raises:
        BrokenError: It ends within a block, holds no picture, or is none.
    """
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < _GIF_SCREEN:
        raise BrokenError("it does not begin as a GIF file")
    at = _GIF_SCREEN + _palette(data[10])
    kept = [data[:at]]
    pictures = 0
    while at < len(data) and data[at : at + 1] != b";":
        start, kind = at, data[at : at + 1]
        if kind == b"!":
            said = data[at + 3 : at + 3 + _GIF_NAME]
            at = _blocks(data, at + 2)
            label = data[start + 1]
            if label == _GIF_CONTROL or (label == _GIF_APPLICATION and said in _GIF_KEPT):
                kept.append(data[start:at])
        elif kind == b",":
            at = _blocks(data, at + 11 + _palette(int.from_bytes(data[at + 9 : at + 10])))
            kept.append(data[start:at])
            pictures += 1
        else:
            at += 1
    if not pictures:
        raise BrokenError("it holds no picture")
    return b"".join([*kept, b";"])


def _palette(flags: int) -> int:
    """Return the length of the table of colours that follows."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _blocks(data: bytes, at: int) -> int:
    """Return where a chain of blocks, each after its length, ends."""
    while at < len(data):
        length = data[at]
        at += 1 + length
        if not length:
            return at
    raise BrokenError("it ends too early, or is damaged")
