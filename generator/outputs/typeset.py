"""How a headline is set on a card: in which size, on which lines, in which colours; and which words can be set at all.

The largest size is taken in which the headline fits; its lines are then made about equally long, as a person would set
them. A card is 1,200 by 630 pixels. It is drawn with a font of our own and without a shaping library, so its bytes are
the same wherever the same Pillow draws it. What that cannot set (a script that the font lacks, or that is written from
the right) is set nowhere: no box stands for a letter.

Source: the Open Graph protocol, and what its readers say of pictures: 1.91 to 1, 1,200 pixels wide.
"""

import functools
import io
import re
import unicodedata
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Final

import msgspec

WIDTH: Final = 1200
HEIGHT: Final = 630
SIZES: Final = (92, 84, 76, 68, 62, 56, 50, 44)
"""Of a headline, in pixels, the best first."""

_EDGE: Final = 80
_BAND: Final = 18
_SMALL: Final = 34
_TOP: Final = 150
"""Where a headline may begin, below the section."""

_FOOT: Final = 532
"""Where the line above the site's name is; a headline ends above it."""

_AIR: Final = 24
_LEADING: Final = 1.14
"""From one line to the next, in sizes."""

_BASELINE: Final = 0.8
"""Of a line, from its top, in sizes."""

_FINE: Final = 2
"""How many times larger everything is drawn before it is made smaller: edges are smoother, and steps finer."""

_PAPER, _RULE = (0xFD, 0xFC, 0xF9), (0xD8, 0xD2, 0xC6)
_INK: Final = (0x1B, 0x19, 0x17)
ACCENT: Final = "#8f2318"
"""The theme's, where the configuration has none."""

_LINEAR: Final = 0.04045
"""Below this, a part of a colour of sRGB is as bright as it says: WCAG 2.2, relative luminance."""

_READABLE: Final = 4.5
"""Least contrast of small words: WCAG 2.2, 1.4.3."""

_INK_STEPS: Final = 8
_ACCENT_STEPS: Final = 6
"""From paper to colour: with paper and rule they are sixteen, so that a pixel takes half a byte."""

_SPACE: Final = re.compile(r"[ \t\n\r\u2002\u2009]+")
_JOINT: Final = re.compile(r"(?<=[-–—/])(?=\w)")
_ELLIPSIS: Final = "…"


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on a card."""

    title: str
    section: str = ""
    site: str = ""
    accent: str = ACCENT
    """As ``#rrggbb``."""


def settable(words: str) -> bool:
    """Say whether words can be set, all of them; nothing cannot."""
    kept = _settled(words)
    return bool(kept) and _characters().issuperset(kept)


def draw(card: Card) -> bytes:
    """Return a card as PNG. What of its small words cannot be set is left out; its title can."""
    from PIL import Image

    canvas = Image.new("P", (WIDTH, HEIGHT), 0)
    accent = _colour(card.accent)
    canvas.putpalette(
        [
            value
            for colour in (_PAPER, *_steps(_INK, _INK_STEPS), *_steps(accent, _ACCENT_STEPS), _RULE)
            for value in colour
        ]
    )
    solid, rule = _INK_STEPS + _ACCENT_STEPS, _INK_STEPS + _ACCENT_STEPS + 1
    canvas.paste(solid, (0, 0, WIDTH, _BAND))
    canvas.paste(rule, (_EDGE, _FOOT, WIDTH - _EDGE, _FOOT + 2))
    legible = contrast(accent, _PAPER) >= _READABLE
    for words, top in ((card.section, 78), (card.site, _FOOT + 26)):
        if settable(words):
            marked = top < _FOOT and legible
            line = shortened(_settled(words), _SMALL)
            _line(
                canvas,
                line,
                _SMALL,
                top,
                first=_INK_STEPS if marked else 0,
                steps=_ACCENT_STEPS if marked else _INK_STEPS,
            )
    size, lines = set_in_lines(card.title)
    height = _LEADING * size * len(lines)
    start = _TOP + (_FOOT - _AIR - _TOP - height) / 3
    for number, line in enumerate(lines):
        _line(canvas, line, size, round(start + number * _LEADING * size), first=0, steps=_INK_STEPS)
    data = io.BytesIO()
    canvas.save(data, "PNG", compress_level=6)
    return data.getvalue()


def set_in_lines(title: str) -> tuple[int, tuple[str, ...]]:
    """Return the size of a headline and its lines; one that is too long for any size ends in an ellipsis."""
    words = _settled(title).split(" ")
    for size in SIZES:
        lines = broken(words, size)
        if lines and len(lines) <= _most(size):
            return size, lines
    size = SIZES[-1]
    lines = broken([piece for word in words for piece in _pieces(word, size)], size)
    if len(lines) > _most(size):
        last = f"{lines[_most(size) - 1]} {lines[_most(size)]}"
        lines = (*lines[: _most(size) - 1], shortened(last, size))
    return size, lines


def broken(words: Sequence[str], size: int) -> tuple[str, ...]:
    """Return words on as few lines as there is room for, the longest as short as can be.

    None where a word alone is too wide.
    """
    widths = [width(word, size) for word in words]
    space = width(" ", size)
    wide = WIDTH - 2.0 * _EDGE
    if max(widths) > wide:
        return ()
    ends = _ends(widths, space, wide)
    narrow = max(widths) - 1
    while wide - narrow > 1:
        middle = (narrow + wide) / 2
        tried = _ends(widths, space, middle)
        if tried and len(tried) == len(ends):
            wide, ends = middle, tried
        else:
            narrow = middle
    return tuple(" ".join(words[start:end]) for start, end in zip([0, *ends], ends, strict=False))


def _ends(widths: Sequence[float], space: float, room: float) -> list[int]:
    """Return after how many words each line ends; nothing where a word is wider than the room."""
    ends: list[int] = []
    line = 0.0
    for number, word in enumerate(widths):
        if word > room:
            return []
        if number and line + space + word > room:
            ends.append(number)
            line = word
        else:
            line += word + (space if number and line else 0)
    return [*ends, len(widths)]


def shortened(line: str, size: int) -> str:
    """Return a line that fits, cut at a word where one is near, and marked as cut."""
    room = WIDTH - 2 * _EDGE
    if width(line, size) <= room:
        return line
    fits, long = 0, len(line)
    while long - fits > 1:
        middle = (fits + long) // 2
        if width(line[:middle].rstrip() + _ELLIPSIS, size) <= room:
            fits = middle
        else:
            long = middle
    cut = line[:fits]
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) > fits / 2 else cut).rstrip(" ,;:–—-") + _ELLIPSIS


def width(words: str, size: int) -> float:
    """Return how wide words are, in pixels of the card."""
    return float(_font(size).getlength(words)) / _FINE


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[int, ...]) -> float:
    # The curve of sRGB, as WCAG writes it.
    linear = [
        part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in (v / 255 for v in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _most(size: int) -> int:
    """Return how many lines of a size there is room for. Large ones are few: a tower of words reads badly."""
    fit = int((_FOOT - _AIR - _TOP) / (_LEADING * size))
    return min(fit, 3) if size > SIZES[3] else fit


def _pieces(word: str, size: int) -> list[str]:
    """Return a word as it is broken where it must be: after a hyphen, else anywhere."""
    room = WIDTH - 2 * _EDGE
    made: list[str] = []
    for part in _JOINT.split(word) if width(word, size) > room else [word]:
        rest = part
        while width(rest, size) > room:
            most = max(1, int(len(rest) * room / width(rest, size)))
            while most > 1 and width(rest[:most], size) > room:
                most -= 1
            made.append(rest[:most])
            rest = rest[most:]
        made.append(rest)
    return made


def _line(canvas: Any, words: str, size: int, top: int, *, first: int, steps: int) -> None:
    """Draw one line: `steps` colours of the palette after `first` go from paper to the colour of the words."""
    from PIL import Image, ImageDraw

    wide, high = round(width(words, size)) + size, 2 * size
    fine = Image.new("L", (wide * _FINE, high * _FINE))
    place = (size // 4 * _FINE, (size // 2 + round(_BASELINE * size)) * _FINE)
    ImageDraw.Draw(fine).text(place, words, fill=255, font=_font(size), anchor="ls")
    level = fine.reduce(_FINE).point([round(value / 255 * steps) for value in range(256)])
    drawn = level.point([0] + [255] * 255)
    colours = level.point([value + first if value else 0 for value in range(256)])
    canvas.paste(colours, (_EDGE - size // 4, top - size // 2), drawn)


def _steps(colour: tuple[int, ...], steps: int) -> list[tuple[int, ...]]:
    """Return the colours from paper to `colour`, the paper left out."""
    return [
        tuple(round(paper + (ink - paper) * step / steps) for paper, ink in zip(_PAPER, colour, strict=True))
        for step in range(1, steps + 1)
    ]


def _colour(written: str) -> tuple[int, ...]:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", written):
        written = ACCENT
    return tuple(bytes.fromhex(written[1:]))


def _settled(words: str) -> str:
    """Return words as they are set: composed, without what is never seen, one space between them."""
    whole = unicodedata.normalize("NFC", words)
    if not whole.isascii():
        whole = "".join(each for each in whole if unicodedata.category(each) != "Cf")
    return _SPACE.sub(" ", whole).strip(" ")


@functools.cache
def _characters() -> frozenset[str]:
    """Return the characters that the font has, without the marks that go over others: where, shaping would tell."""
    lines = (files("generator.outputs") / "fonts/headline.txt").read_text("ascii").split()
    spans = (line.split("-") for line in lines)
    every = (chr(code) for first, last in spans for code in range(int(first, 16), int(last, 16) + 1))
    return frozenset(each for each in every if not unicodedata.combining(each))


@functools.cache
def _font(size: int) -> Any:
    from PIL import ImageFont

    data = _font_file()
    return ImageFont.truetype(io.BytesIO(data), size * _FINE, layout_engine=ImageFont.Layout.BASIC)


@functools.cache
def _font_file() -> bytes:
    return (files("generator.outputs") / "fonts/headline.ttf").read_bytes()
