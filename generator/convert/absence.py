"""Whether what was cut out of a page as its article is none: a notice of the page's own, or the teasers of a list.

A wall that asks for consent or a subscription, a check for robots, a page that was not found: they have sentences and
a heading, but speak of themselves to their reader, and there is little else. In a list of teasers no paragraph follows
another: a day or an hour stands between each two. An article that is about cookies does neither.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from generator.convert import phrases
from generator.convert.segment import Line, Segments
from generator.convert.shape import LONG, has, measure
from generator.convert.tokens import columns, words_of

_MOSTLY: Final = 0.5
"""Of a notice, the share of its characters in lines that say it is one."""

_LONGEST: Final = 2_400
"""Characters of a notice, at most."""

_TEASERS: Final = 3
_DOUBTFUL: Final = 0.76
"""Teasers of a list, at least; how well an article is cut that is none, and how surely a teaser is left out."""

_TITLE: Final = 3
"""Words of a title, at least."""

_OTHER: Final = "\u0590"
"""From here on are the scripts in which no words of address are known."""

_ADDRESS: Final = re.compile(r"(?<!\w)(?:unser|ihre|eure|nuestr|vuestr|noss[ao]|nostr|vostr|ваш|наш)")
"""How words by which a page speaks to its reader begin, beside those of the closed class."""


def is_notice(lines: Sequence[Line]) -> bool:
    """Say whether the lines of an article, its headline among them, are a page's own notice to its reader."""
    whole = sum([len(line.text) for line in lines])
    if not 0 < whole <= _LONGEST:
        return False
    others = 0
    # The longest first: most articles have said enough of other things soon.
    for text in sorted([line.text for line in lines], key=len, reverse=True):
        if not _speaks_of_itself(text):
            others += len(text)
            if others > _MOSTLY * whole:
                return False
    return True


def is_list(found: Segments) -> bool:
    """Say whether what was kept of a page, or nearly was, is the teasers of a list, each with its day."""
    if found.confidence >= _DOUBTFUL:
        return False
    prose = [
        at
        for at, line in enumerate(found.lines)
        if (line.kind == "body" or line.confidence < _DOUBTFUL) and columns(line.text) >= LONG
    ]
    if len(prose) < _TEASERS:
        return False
    return all(_parts([line.text for line in found.lines[above + 1 : below]]) for above, below in pairwise(prose))


def _speaks_of_itself(text: str) -> bool:
    if text[:1] >= _OTHER:
        lower = text.lower()
        return any(term in lower for term in phrases.NOTICES)
    words = words_of(text)
    plain = f" {' '.join(words)}"
    if phrases.ADDRESS_WORDS.isdisjoint(words) and not _ADDRESS.search(plain):
        return False
    return any(f" {term}" in plain for term in phrases.NOTICES)


def _parts(texts: Sequence[str]) -> bool:
    """Say whether the lines between two paragraphs are a day and a title; in a story told by days, it is a day."""
    measured = measure([text for text in texts if len(text) < LONG])
    short = [measured.shape(at) for at in range(len(measured.texts))]
    days = [here for here in short if has(here, "date") or has(here, "ago")]
    return bool(days) and any(here.extent >= _TITLE and not here.sentence for here in short if here not in days)
