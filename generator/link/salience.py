"""How much a text is about each thing it names, from where and how often it names it.

Position and frequency are the signals that hold up across studies: J. Dunietz and D. Gillick (2014), "A new entity
salience task with millions of training examples", EACL.
"""

import itertools
import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from generator.model.mention import Form

FLOOR: Final = 0.1
"""The least salience that a sidebar shows."""

_DEMONYM: Final = 0.3
"""What a mention by its people weighs of one by name."""
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_LINE: Final = 80
"""Code points: a shorter paragraph before the story is a date, a byline, a subhead."""
_LINES: Final = 4
"""So many paragraphs at most are looked at for the opening."""


class Place(msgspec.Struct, frozen=True, gc=False):
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
    paragraphs: float

    @property
    def total(self) -> float:
        """The raw salience."""
        return self.headline + self.lead + self.mentions + self.paragraphs


class Layout(msgspec.Struct, frozen=True):
    """Where the parts of a text lie: headline, paragraphs, dateline, in code points."""

    text: str
    body: int
    """Where the body begins; the headline stands before it."""

    lead: int
    """Where the dateline, which says where a story was filed and not what it is about, ends."""

    paragraphs: tuple[int, ...]
    """Where each paragraph of the body begins."""

    opening: int = 1
    """How many of them lead in: those up to the first that is more than a line, such as a date or a subhead."""


def layout(text: str, *, body: int, lead: int) -> Layout:
    """Divide a text into headline and paragraphs."""
    starts = [body] + [found.end() for found in _BLANK_LINE.finditer(text, body)]
    while len(starts) > 1 and starts[-1] == len(text):
        starts.pop()
    return Layout(text, body, lead, tuple(starts), _opening(text, starts))


def _opening(text: str, starts: Sequence[int]) -> int:
    for number, (start, end) in enumerate(itertools.pairwise((*starts[:_LINES], len(text))), 1):
        if end - start > _LINE:
            return number
    return 1


def score(places: Mapping[str, Sequence[Place]], page: Layout) -> dict[str, float]:
    """Return the salience of each key, 0 to 1; the most salient has 1.

    Raw salience is 3 times the greatest weight in the headline, 2 times that in the opening, the logarithm of
    all weight in the body, and the share of paragraphs that name it. Whether it begins clauses says nothing: counting
    that lost a tenth of the rank correlation with how many summaries name a thing (GUM news, development half).
    A demonym weighs 0.3, a possessive half; a dateline does not count.
    """
    raw = {key: parts(found, page).total for key, found in places.items()}
    greatest = max(raw.values(), default=0.0)
    if not greatest:
        return dict.fromkeys(places, 0.0)
    return {key: round(value / greatest, 4) for key, value in raw.items()}


def parts(places: Iterable[Place], page: Layout) -> Parts:
    """Return what makes the raw salience of one thing."""
    headline = lead = total = 0.0
    body, paragraphs = page.body, page.paragraphs
    within: set[int] = set()
    for place in places:
        weight = _DEMONYM if place.form == "demonym" else 1.0
        if place.possessive:
            weight *= 0.5
        start = place.start
        if start < page.lead:
            if start < body and weight > headline:
                headline = weight
            continue
        paragraph = bisect_right(paragraphs, start)
        within.add(paragraph)
        total += weight
        if paragraph <= page.opening and weight > lead:
            lead = weight
    share = len(within) / len(paragraphs)
    return Parts(3 * headline, 2 * lead, math.log2(1 + total), share)
