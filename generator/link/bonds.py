"""Whether one capitalised word goes on with the name before it, or begins another."""

from typing import Final

from generator.link.lexicon import (
    CALENDAR,
    COMMON,
    DIRECTION,
    EVENT_HEAD,
    FAMILY,
    FUNCTION,
    GIVEN,
    NOUN_POSSESSIVE,
    ORGANISATION_HEAD,
    ORGANISATION_OF,
    PLACE_HEAD,
    PLACE_OF,
    SUFFIX,
    WORK_HEAD,
)
from generator.link.links import AMPERSAND, AND, COMMA, FOR, OF, PARTICLES, SPACE
from generator.link.runs import Run
from generator.link.tokens import Token

_HEAD: Final = ORGANISATION_HEAD | PLACE_HEAD | SUFFIX | EVENT_HEAD | WORK_HEAD
_SAINT: Final = ("st", "st.", "saint")
_TICKER: Final = range(2, 6)
_PERSONAL: Final = range(2, 4)
"""How many words a full personal name has."""


def bound(run: Run, first: int, stop: int) -> bool:
    """Say whether the token at `stop` goes on with the name that began at `first`."""
    left, right = run.tokens[stop - 1], run.tokens[stop]
    if left.compound:
        return False
    if left.possessive and not left.bits & NOUN_POSSESSIVE:
        return _owning(run, first, stop)
    if right.link == SPACE:
        return not _parted(run, first, stop)
    if right.link in (OF, FOR):
        return _of(run, first, stop)
    return right.link in (AMPERSAND, COMMA, PARTICLES) or (right.link == AND and _and(run, first, stop))


def _owning(run: Run, first: int, stop: int) -> bool:
    """Say whether a possessive is part of a name: the Farmers' Union, St. Mary's Hospital; but Apple's Store."""
    left, right = run.tokens[stop - 1], run.tokens[stop]
    saint = stop - first > 1 and run.tokens[first].low in _SAINT and right.bits & (ORGANISATION_HEAD | PLACE_HEAD)
    common = right.bits & ORGANISATION_HEAD and left.bits & COMMON and left.key not in run.reading.lexicon.types
    return bool(saint or common)


def _parted(run: Run, first: int, stop: int) -> bool:
    """Say whether a space parts two names."""
    left, right = run.tokens[stop - 1], run.tokens[stop]
    alone = run.whole.get(first) == stop
    return (
        right.low == "the"
        # Jane Roe LONDON: a byline meets a dateline
        or (stop in run.whole and run.loud(stop, run.whole[stop]) and not left.text.isupper())
        or (alone and run.loud(first, stop) and not right.text.isupper())
        or _ticker(run, first, stop)
        or _employed(run, first, stop)
        or (alone and _country(run, first, stop))
    )


def _ticker(run: Run, first: int, stop: int) -> bool:
    """Say whether a code follows the name it stands for: Apple Inc AAPL, Korean People's Army KPA."""
    left, right = run.tokens[stop - 1], run.tokens[stop]
    if not right.text.isupper() or len(right.text) not in _TICKER or right.bits & SUFFIX:
        return False
    initials = "".join(token.text[0] for token in run.tokens[first:stop])
    return right.text == initials or bool(left.bits & SUFFIX and stop - first > 1)


def _employed(run: Run, first: int, stop: int) -> bool:
    """Say whether a full personal name follows something else: Capital Economics Daniel Martin."""
    left, right = run.tokens[stop - 1], run.tokens[stop]
    believer = left.low.endswith(("ist", "ists")) and not left.bits & (GIVEN | FAMILY)  # Scientologist Tom Cruise
    if not right.bits & GIVEN or right.bits & (ORGANISATION_HEAD | DIRECTION) or (right.bits & COMMON and not believer):
        return False
    last = stop + 1
    while last < run.end and run.tokens[last].link in (SPACE, PARTICLES) and not run.tokens[last - 1].possessive:
        last += 1
    if last - stop not in _PERSONAL or run.tokens[last - 1].bits & _HEAD:
        return False
    if any(token.bits & GIVEN and not token.bits & COMMON for token in run.tokens[first:stop]):
        return False
    acronym = left.text.isupper() and len(left.text) in _TICKER and stop - first > 1  # Browns DL Sheldon Richardson
    return believer or acronym or bool(left.bits & (ORGANISATION_HEAD | SUFFIX)) or run.whole.get(first) == stop


def _country(run: Run, first: int, stop: int) -> bool:
    """Say whether a country or its people stands before a name of its own: British David Cameron, US Fed."""
    lexicon, right = run.reading.lexicon, run.tokens[stop]
    name = run.reading.surface(first, stop)
    if name not in lexicon.demonyms and not (name in lexicon.canonical and lexicon.types[name] == "place"):
        return False
    person = right.bits & GIVEN and not right.bits & (COMMON | ORGANISATION_HEAD) and not run.tokens[first].bits & GIVEN
    last = run.whole.get(stop) == stop + 1 and (stop + 1 == run.end or run.tokens[stop + 1].link != SPACE)
    return bool(person) or last


def _of(run: Run, first: int, stop: int) -> bool:
    """Say whether "of", "for" or "on" stands inside a name: Bank of England, Council on Foreign Relations."""
    left, right = run.tokens[stop - 1], run.tokens[stop]
    if right.bits & (FUNCTION | CALENDAR):
        return False
    if left.bits & SUFFIX and run.tokens[run.spaced(stop) - 1].bits & SUFFIX:
        return True  # Saunders Co of Canada Ltd
    heads = ORGANISATION_OF if right.link == FOR else ORGANISATION_OF | PLACE_OF | EVENT_HEAD | WORK_HEAD
    return bool(left.bits & heads) or bool(right.bits & COMMON and _headed(run, first, stop))


def _headed(run: Run, first: int, stop: int) -> bool:
    """Say whether what an organisation is for has begun: Centre for Control, Department of Health."""
    tokens = run.tokens
    return any(
        tokens[place].link in (OF, FOR) and tokens[place - 1].bits & ORGANISATION_OF for place in range(first + 1, stop)
    )


def _and(run: Run, first: int, stop: int) -> bool:
    """Say whether "and" stands inside a name: Securities and Exchange Commission, Hambrecht and Quist Inc."""
    tokens, right = run.tokens, run.tokens[stop]
    left = tokens[first:stop]
    if right.bits & SUFFIX or right.low == left[-1].low:
        return True
    if right.bits & FUNCTION or run.whole.get(first) == stop:
        return False
    end = stop + 1
    while end < run.end and tokens[end].link in (SPACE, OF, AMPERSAND, FOR) and not tokens[end - 1].possessive:
        end += 1
    closed = tokens[end - 1].bits & (ORGANISATION_HEAD | SUFFIX) if end - stop > 1 else 0
    if closed & SUFFIX and len(left) == 1 and end - stop == len(("Quist", "Inc")) and stop not in run.whole:
        return not left[0].text.isupper()
    if not (right.low.endswith("an") if stop in run.whole else right.bits & COMMON):
        return False  # names on both sides; but "School of Oriental and African Studies"
    return _headed(run, first, stop) or bool(closed and _plain(left, right, closed))


def _plain(left: list[Token], right: Token, closed: int) -> bool:
    """Say whether the words on both sides of "and" are those of a trade: Oil and Gas, Food and Drug."""
    last = left[-1].bits
    return bool(
        all(token.bits & COMMON for token in left)
        or (closed & SUFFIX and last & COMMON and not last & SUFFIX)
        or (right.bits & ORGANISATION_HEAD and (closed & SUFFIX or last & ORGANISATION_HEAD))
    )
