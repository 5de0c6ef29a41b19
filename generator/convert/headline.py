"""Which line of a page is the headline: the one above the body that is worded like it and stands like one.

What tells a headline from the menus and teasers around it: its words come back in the body, it has the length of a
headline, a byline or a date follows it, and often the page repeats it.
"""

from collections import Counter
from collections.abc import Collection
from typing import Final

from generator.convert.shape import Shape, Shapes, has, rare

_REACH: Final = 60
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
    "pitch1": 0.5,
    "pitch2": 1.0,
    "pitch3": 2.0,
    "pitch4": 3.0,
}
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

_A_LINE_AWAY: Final = 0.04
_LENGTHS: Final = ((2, 180, 0.5), (4, 130, 1.0), (6, 120, 0.5))
"""What a line scores that has as many words, and no more columns."""

_OPENS: Final = frozenset("\"'“‘«„¿¡")
_CLOSES: Final = (".", ":", ",", ";")


def find(shapes: Shapes, start: int, end: int, *, apart: Collection[int] = ()) -> int | None:
    """Return which line is the headline of the body that stands from line `start` to `end`, or None.

    The first line of the body itself is a candidate where no line above it will do; the lines `apart` never are.
    """
    below_first: set[str] = set().union(*map(rare, shapes[start + 1 : end]))
    body = below_first.union(*map(rare, shapes[start : start + 1]))
    repeats = Counter([text.casefold() for text in shapes.texts])
    best, best_score = None, _ENOUGH
    for at in range(max(0, start - _REACH), min(start + 1, end)):
        if at in apart or not _SHORTEST <= len(shapes.texts[at]) <= _LONGEST:
            continue
        here = shapes[at]
        score = (
            _score(here, below_first if at == start else body)
            - _A_LINE_AWAY * abs(start - at)
            - _IN_BODY * (at == start)
        )
        score += _REPEATED * (repeats[here.text.casefold()] > 1)
        if score + _SIGNED >= best_score and any(
            has(line, "byline") or has(line, "date") for line in shapes[at + 1 : min(at + 1 + _BYLINE_WITHIN, start)]
        ):
            score += _SIGNED
        if score >= best_score:
            best, best_score = at, score
    return best


def _score(shape: Shape, body: set[str]) -> float:
    stems = rare(shape)
    score = _ECHO * len(stems & body) / (len(stems) + 1)
    score += sum(worth for words, columns, worth in _LENGTHS if shape.extent >= words and shape.length <= columns)
    if not (shape.text[0].isupper() or shape.text[0].isdigit() or shape.text[0] in _OPENS):
        score -= 1.0
    if shape.text.endswith(_CLOSES):
        score -= _NO_SENTENCE
    return score - sum(cost for sign, cost in _AGAINST.items() if has(shape, sign))
