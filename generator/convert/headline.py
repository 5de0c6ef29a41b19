"""Which line of a page is the headline: the one above the body that is worded like it and stands like one.

What tells a headline from the menus and teasers around it: its words come back in the body, it is the length of a
headline, a byline or a date follows it, and often the page repeats it.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from generator.convert.shape import Shape

_REACH: Final = 60
"""Lines above the body among which a headline is looked for."""

_AGAINST: Final = {"interface": 6.0, "wordless": 9.0, "byline": 4.0, "copyright": 5.0}
_AGAINST_SHORT: Final = {
    "caption": 3.0,
    "date": 3.0,
    "ago": 3.0,
    "link": 2.0,
    "ending": 2.0,
    "pitch": 0.7,
    "price": 0.5,
}
_ENOUGH: Final = 1.5


def find(shapes: Sequence[Shape], start: int, end: int, *, apart: frozenset[int] = frozenset()) -> int | None:
    """Return which line is the headline of the body that stands from line `start` to `end`, or None.

    The first line of the body itself is a candidate where no line above it will do; the lines `apart` never are.
    """
    body = Counter(word[:6] for shape in shapes[start:end] for word in set(shape.words) if len(word) > 3)
    repeats = Counter(" ".join(shape.words) for shape in shapes)
    best, best_score = None, _ENOUGH
    for at in range(max(0, start - _REACH), min(start + 1, end)):
        if at in apart:
            continue
        score = _score(shapes, at, body) - 0.04 * abs(start - at)
        if at >= start:
            score -= 1.5
        if repeats[" ".join(shapes[at].words)] > 1:
            score += 0.7
        if any({"byline", "dates", "datem"} & set(shape.signs) for shape in shapes[at + 1 : min(at + 5, start)]):
            score += 1.0
        if score >= best_score:
            best, best_score = at, score
    return best


def _score(shapes: Sequence[Shape], at: int, body: Counter[str]) -> float:
    shape = shapes[at]
    rare = {word[:6] for word in shape.words if len(word) > 3}
    score = 4.0 * sum(body[word] > 0 for word in rare) / (len(rare) + 1)
    count = len(shape.words)
    score += 0.0 if shape.length > 180 or count < 2 else 0.5 if count < 4 else 1.5 if shape.length <= 130 else 0.5
    if not (shape.text[0].isupper() or shape.text[0].isdigit() or shape.text[0] in "\"'“‘«„¿¡"):
        score -= 1.0
    if shape.text.endswith(".") or shape.text.endswith((":", ",", ";")):
        score -= 1.5
    for sign in shape.signs:
        score -= _AGAINST.get(sign, 0.0)
        score -= next((cost for name, cost in _AGAINST_SHORT.items() if sign.startswith(name)), 0.0)
    return score
