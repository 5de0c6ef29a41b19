"""Which line of a page is the headline: the one above the body that is worded like it and stands like one.

What tells a headline from the menus and teasers around it: its words come back in the body, it has the length of a
headline, a byline or a date follows it, and often the page repeats it.
"""

from collections.abc import Collection, Sequence
from typing import Final

from generator.convert import phrases
from generator.convert.measured import Shapes
from generator.convert.shape import LONG, Shape
from generator.convert.tokens import columns
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
"""What words are made of, in ASCII."""

_A_LINE_AWAY: Final = 0.04
_LENGTHS: Final = ((2, 180, 0.5), (4, 130, 1.0), (6, 120, 0.5))
"""What a line scores that has as many words, and no more columns."""

_OPENS: Final = frozenset("\"'“‘«„¿¡")
_CLOSES: Final = frozenset(".:,;")


def find(shapes: Shapes, start: int, end: int, *, apart: Collection[int] = ()) -> int | None:
    """Return which line is the headline of the body that stands from line `start` to `end`, or None.

    The first line of the body itself is a candidate where no line above it will do; the lines `apart` never are.
    """
    texts = shapes.texts
    likely = sorted(_glanced(shapes, start, end, apart), reverse=True)
    if not likely:
        return None
    below = shapes.stems(range(start + 1, end))
    opening = shapes.stems([start]) - below
    best, best_score = None, _ENOUGH
    # From the likeliest on, those first that are measured already: few others can score as much as one of them.
    for _, most, at, others in likely:
        if most < best_score:
            continue
        mine = shapes.stems([at])
        echoed = _ECHO * (len(mine & below) + (len(mine & opening) if at != start else 0)) / (len(mine) + 1)
        if others + echoed < best_score:
            continue
        score = echoed + _worded(shapes[at]) - _by_place(start - at)
        if score + _REPEATED + _SIGNED < best_score:
            continue
        score += _REPEATED * _comes_back(texts[at], texts)
        if score + _SIGNED >= best_score and any(
            _signs_off(shapes, line) for line in range(at + 1, min(at + 1 + _BYLINE_WITHIN, start))
        ):
            score += _SIGNED
        # Of two that score the same, the nearer one.
        if score > best_score or (score == best_score and (best is None or at > best)):
            best, best_score = at, score
    return best


def _glanced(shapes: Shapes, start: int, end: int, apart: Collection[int]) -> list[tuple[bool, float, int, float]]:
    """Return what each line that may be a headline scores at most, by a glance.

    Returns:
        Of each whether it is measured, what it scores at most, where it stands, and what of the score is no echo.
    """
    first = max(0, start - REACH)
    lines = shapes.texts[first : min(start + 1, end)]
    signs = "\n".join(lines).encode("utf-8", "surrogatepass").translate(None, _OF_WORDS).split(b"\n")
    found = []
    for at, text, parted in zip(range(first, end), lines, map(len, signs), strict=False):
        length = len(text)
        if _SHORTEST <= length <= _LONGEST and not (apart and at in apart):
            # A line has at most one word more than signs that are of none; a stem takes room.
            words = parted + 1
            stems = min(words, (length + 1) // _STEM) if text.isascii() else words
            others = _REPEATED + _SIGNED - ((start - at) * _A_LINE_AWAY or _IN_BODY)
            others += _BY_WORDS[words] if words < _MANY and length <= _SHORT else _by_length(words, length)
            if text[-1] in _CLOSES:
                others -= _NO_SENTENCE
            found.append((at in shapes.near, others + _ECHO - _ECHO / (stems + 1), at, others))
    return found


def _signs_off(shapes: Shapes, at: int) -> bool:
    """Say whether a line is a byline or gives a day."""
    if at in shapes.near:
        return bool(shapes.signs(at) & _SIGNS_OFF)
    text = shapes.texts[at]
    return columns(text) < LONG and bool(phrases.DATE.search(text) or phrases.BYLINE.match(text))


def _comes_back(text: str, texts: Sequence[str]) -> bool:
    """Say whether a line stands on its page more than once, in whatever case."""
    lengths = [*map(len, texts)]
    if lengths.count(len(text)) == 1:
        return False
    lower = text.lower()
    alike = [line for line, length in zip(texts, lengths, strict=True) if length == len(text)]
    return len([1 for line in alike if line.lower() == lower]) > 1


def _worded(shape: Shape) -> float:
    against = sum([worth for bit, worth in _WORTHS if shape.signs & bit]) if shape.signs else 0.0
    against += _PITCH[min(shape.pitch, len(_PITCH) - 1)]
    return _by_length(shape.extent, shape.length) + _by_ends(shape.text) - against


def _by_place(away: int) -> float:
    return _A_LINE_AWAY * away if away else _IN_BODY


def _by_length(words: int, columns: int) -> float:
    worth = 0.0
    for least, most, more in _LENGTHS:
        if words >= least and columns <= most:
            worth += more
    return worth


def _by_ends(text: str) -> float:
    opens = text[0].isupper() or text[0].isdigit() or text[0] in _OPENS
    return (0.0 if opens else -1.0) - (_NO_SENTENCE if text[-1] in _CLOSES else 0.0)


_SHORT: Final = min(most for _, most, _ in _LENGTHS)
_MANY: Final = max(least for least, _, _ in _LENGTHS) + 1
_BY_WORDS: Final = [_by_length(words, _SHORT) for words in range(_MANY)]
"""What a short line scores that has so many words."""
