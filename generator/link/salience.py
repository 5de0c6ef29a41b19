"""How much a text is about each thing it names, from where and how often it names it.

Position and frequency are the signals that hold up across studies: J. Dunietz and D. Gillick (2014), "A new entity
salience task with millions of training examples", EACL.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from generator.model.mention import Form

FLOOR: Final = 0.1
"""The least salience that a sidebar shows."""

_WEIGHTS: Final[Mapping[Form, float]] = {"full": 1.0, "short": 1.0, "demonym": 0.3}
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_CLAUSE_SIGNS: Final = '.!?:;,“"('
_CLAUSE_WORDS: Final = frozenset(("and", "but", "that", "while", "as", "because", "said"))
_NEAR: Final = 24
"""Code points before a mention that tell whether it begins a clause."""


class Place(msgspec.Struct, frozen=True):
    """A mention with what salience asks of it."""

    start: int
    end: int
    form: Form
    possessive: bool = False
    """It only modifies what follows: "China's richest person"."""


class Parts(msgspec.Struct, frozen=True):
    """What makes a raw salience: their sum."""

    headline: float
    lead: float
    mentions: float
    clauses: float
    paragraphs: float

    @property
    def total(self) -> float:
        """The raw salience."""
        return self.headline + self.lead + self.mentions + self.clauses + self.paragraphs


class Layout(msgspec.Struct, frozen=True):
    """Where the parts of a text lie: headline, paragraphs, dateline, in code points."""

    text: str
    body: int
    """Where the body begins; the headline stands before it."""

    lead: int
    """Where the dateline, which says where a story was filed and not what it is about, ends."""

    paragraphs: tuple[int, ...]
    """Where each paragraph of the body begins."""


def layout(text: str, *, body: int, lead: int) -> Layout:
    """Divide a text into headline and paragraphs."""
    starts = [body] + [found.end() for found in _BLANK_LINE.finditer(text, body)]
    return Layout(text, body, lead, tuple(start for start in starts if text[start:].strip()) or (body,))


def score(places: Mapping[str, Sequence[Place]], page: Layout) -> dict[str, float]:
    """Return the salience of each key, 0 to 1; the most salient has 1.

    Raw salience is 3 times the greatest weight in the headline, 2 times that in the first paragraph, the logarithm of
    all weight in the body, up to 1 for standing at the start of clauses, and the share of paragraphs that name it.
    A demonym weighs 0.3, a possessive half; a dateline does not count.
    """
    raw = {key: parts(found, page).total for key, found in places.items()}
    greatest = max(raw.values(), default=0.0)
    if not greatest:
        return dict.fromkeys(places, 0.0)
    return {key: round(value / greatest, 4) for key, value in raw.items()}


def parts(places: Iterable[Place], page: Layout) -> Parts:
    """Return what makes the raw salience of one thing."""
    headline = lead = total = clause = 0.0
    within: set[int] = set()
    for place in places:
        weight = _WEIGHTS[place.form] * (0.5 if place.possessive else 1.0)
        if place.start < page.body:
            headline = max(headline, weight)
            continue
        if place.start < page.lead:
            continue
        paragraph = bisect_right(page.paragraphs, place.start) - 1
        within.add(paragraph)
        total += weight
        if paragraph == 0:
            lead = max(lead, weight)
        if _opens_clause(page.text[max(page.body, place.start - _NEAR) : place.start]):
            clause += 0.5 * weight
    share = len(within) / len(page.paragraphs)
    return Parts(3 * headline, 2 * lead, math.log2(1 + total), min(1.0, clause), share)


def _opens_clause(before: str) -> bool:
    words = before.split()
    if words and words[-1] in ("the", "The"):
        words.pop()
    return not words or words[-1][-1] in _CLAUSE_SIGNS or words[-1].casefold() in _CLAUSE_WORDS or "\n\n" in before[-2:]
