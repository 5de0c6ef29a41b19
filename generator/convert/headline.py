"""Which line of a page is the headline: the one above the body that is worded like it and stands like one.

What tells a headline from the menus and teasers around it: its words come back in the body, it has the length of a
headline, a byline or a date follows it, and often the page repeats it.
"""

from collections.abc import Collection, Sequence
from typing import Final

from generator.convert.measured import Shapes
from generator.convert.shape import Shape
from generator.convert.worded import SIGNS

REACH: Final = 60
"""Lines above the body among which a headline is looked for."""

_AGAINST: Final = {
    "wordless": 9.0,
    "interface": 6.0,
    "copyright": 5.0,
    "byline": 4.0,
    "date": 3.0,
    "ago": 3.0,
    "caption": 3.0,
    "link": 2.0,
    "bullet": 1.0,
    "ending1": 2.0,
    "ending2": 2.0,
    "ending3": 2.0,
    "ending4": 1.0,
}
_PITCH: Final = (0.0, 0.5, 1.0, 2.0, 3.0)
"""What speaks against a headline: signs, and how many words are those of pitches."""

_WORTHS: Final = [(SIGNS[sign], worth) for sign, worth in _AGAINST.items()]
_SIGNS_OFF: Final = SIGNS["byline"] | SIGNS["date"]
_ENOUGH: Final = 1.0
_ECHO: Final = 3.0
_NO_SENTENCE: Final = 1.5
_IN_BODY: Final = 1.5
_REPEATED: Final = 0.3
_SIGNED: Final = 1.5
_BYLINE_WITHIN: Final = 6
_SHORTEST: Final = 3
_LONGEST: Final = 300
"""Characters: no headline is shorter, or longer."""

_STEM: Final = 6
"""Characters of a word of ASCII that has a stem, at least: five letters, and what parts it from the next word."""

_OF_WORDS: Final = bytes(code for code in range(0x80) if chr(code).isalnum() or chr(code) == "_")
"""A line has at most one word more than signs that are none of these."""

_A_LINE_AWAY: Final = 0.04
_LENGTHS: Final = ((2, 180, 0.5), (4, 130, 1.0), (6, 120, 0.5))
"""What a line scores that has as many words, and no more columns."""

_OPENS: Final = frozenset("\"'“‘«„¿¡")
_CLOSES: Final = (".", ":", ",", ";")


def find(shapes: Shapes, start: int, end: int, *, apart: Collection[int] = ()) -> int | None:
    """Return which line is the headline of the body that stands from line `start` to `end`, or None.

    The first line of the body itself is a candidate where no line above it will do; the lines `apart` never are.
    """
    below = shapes.stems(range(start + 1, end))
    first = shapes.stems([start]) - below if start < len(shapes) else set()
    lengths = [*map(len, shapes.texts)]
    best, best_score = None, _ENOUGH
    # From the nearest on: the farther a line, the less it can score.
    for at in range(min(start, end - 1), max(0, start - REACH) - 1, -1):
        text = shapes.texts[at]
        if at in apart or not _SHORTEST <= len(text) <= _LONGEST:
            continue
        away = _A_LINE_AWAY * abs(start - at) + _IN_BODY * (at == start)
        stems, others = _most(text)
        others += _REPEATED + _SIGNED - away
        if others + _ECHO * stems / (stems + 1) < best_score:
            continue
        mine = shapes.stems([at])
        echoed = _ECHO * (len(mine & below) + (len(mine & first) if at != start else 0)) / (len(mine) + 1)
        if others + echoed < best_score:
            continue
        score = echoed + _worded(shapes[at]) - away
        if score + _REPEATED + _SIGNED < best_score:
            continue
        score += _REPEATED * _comes_back(text, shapes.texts, lengths)
        if score + _SIGNED >= best_score and any(
            shapes.signs(line) & _SIGNS_OFF for line in range(at + 1, min(at + 1 + _BYLINE_WITHIN, start))
        ):
            score += _SIGNED
        if score > best_score or (best is None and score == best_score):
            best, best_score = at, score
    return best


def _most(text: str) -> tuple[int, float]:
    """Return by a glance how many stems a line has at most, and what it scores at most for anything but them."""
    words = 1 + len(text.encode("utf-8", "surrogatepass").translate(None, _OF_WORDS))
    stems = min(words, (len(text) + 1) // _STEM) if text.isascii() else words
    return stems, _by_length(words, len(text)) + _by_ends(text)


def _comes_back(text: str, texts: Sequence[str], lengths: Sequence[int]) -> bool:
    """Say whether a line stands on its page more than once, in whatever case."""
    length = len(text)
    if lengths.count(length) == 1:
        return False
    lower = text.lower()
    return len([1 for line in texts if len(line) == length and line.lower() == lower]) > 1


def _worded(shape: Shape) -> float:
    against = sum([worth for bit, worth in _WORTHS if shape.signs & bit]) if shape.signs else 0.0
    against += _PITCH[min(shape.pitch, len(_PITCH) - 1)]
    return _by_length(shape.extent, shape.length) + _by_ends(shape.text) - against


def _by_length(words: int, columns: int) -> float:
    worth = 0.0
    for least, most, more in _LENGTHS:
        if words >= least and columns <= most:
            worth += more
    return worth


def _by_ends(text: str) -> float:
    opens = text[0].isupper() or text[0].isdigit() or text[0] in _OPENS
    return (0.0 if opens else -1.0) - (_NO_SENTENCE if text.endswith(_CLOSES) else 0.0)
