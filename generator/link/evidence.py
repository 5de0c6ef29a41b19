"""What kind of thing a name names, as far as the name itself tells.

A vote is a weight in favour of a type (against it when negative). The weights were set by hand on development texts;
what they say is the order of the rules: a legal form beats a list, which beats a first name, which beats a shape.
"""

import itertools
import re
from collections.abc import Sequence
from typing import Final

from generator.link.lexicon import (
    COMMON,
    DIRECTION,
    EVENT_HEAD,
    FAMILY,
    FUNCTION,
    GIVEN,
    ORGANISATION_HEAD,
    ORGANISATION_OF,
    PLACE_HEAD,
    PLACE_OF,
    PLACE_PREFIX,
    PRODUCT_HEAD,
    SUFFIX,
    WORK_HEAD,
    Lexicon,
)
from generator.link.links import AMPERSAND, FOR, OF, PARTICLES
from generator.link.tokens import Token
from generator.model import EntityType

TYPES: Final[tuple[EntityType, ...]] = ("person", "organisation", "place", "product", "event", "work")
PERSON, ORGANISATION, PLACE, PRODUCT, EVENT, WORK = range(6)
Votes = list[float]
"""One weight for each of `TYPES`."""

_AMBIGUOUS: Final = GIVEN | FAMILY | COMMON
_HEAD: Final = SUFFIX | ORGANISATION_HEAD | PLACE_HEAD | EVENT_HEAD | WORK_HEAD
_ACRONYM: Final = range(2, 7)
_PAIR: Final = 2
_LONG: Final = 4
"""Words past which length says no more for an organisation."""
_SITES: Final = (".com", ".org", ".net", ".co", ".io")
_CAMEL = re.compile(r"[a-z0-9][A-Z]|^[a-z]{1,3}[A-Z]")
_NOT_CAMEL = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Van|Fitz|O'|D'|al-)")


def inside(name: str, words: Sequence[Token], lexicon: Lexicon) -> Votes:
    """Return the votes of the name itself."""
    votes = [0.0] * len(TYPES)
    _listed(name, words, votes, lexicon)
    if len(words) == 1:
        _single(words[0], votes)
        return votes
    first, last = words[0], words[-1]
    _ending(words, votes, lexicon)
    if any(word.link == AMPERSAND for word in words[1:]):
        votes[ORGANISATION] += 3.0
    if any(word.link in (OF, FOR) for word in words[1:]):
        _headed(words, votes)
    elif name not in lexicon.types:
        _personal(words, votes, lexicon)
    if first.bits & DIRECTION and placed(" ".join(word.key for word in words[1:]), lexicon):
        votes[PLACE] += 4.0
    elif first.bits & PLACE_PREFIX and not first.bits & DIRECTION and not last.bits & (SUFFIX | ORGANISATION_HEAD):
        votes[PLACE] += 0.5 if first.bits & GIVEN else 2.0
    votes[ORGANISATION] += 0.5 * (min(len(words), _LONG) - 1)
    return votes


def placed(name: str, lexicon: Lexicon) -> bool:
    """Say whether a list knows the name as a place's."""
    return name in lexicon.cities or lexicon.types.get(name) == "place"


def _listed(name: str, words: Sequence[Token], votes: Votes, lexicon: Lexicon) -> None:
    """Weigh what the lists know: less where the word is also a first name, a surname or an ordinary word."""
    ambiguous = len(words) == 1 and words[0].bits & _AMBIGUOUS
    known = lexicon.types.get(name) or lexicon.types.get(name.rstrip("0123456789").rstrip())
    if known and name in lexicon.canonical:
        votes[TYPES.index(known)] += 20.0  # one thing under several names: past any doubt
    elif known:
        votes[TYPES.index(known)] += 3.0 if ambiguous else 5.0
    elif name in lexicon.cities:
        votes[PLACE] += 1.2 if ambiguous else 3.0 if len(words) == 1 else 3.5


def _single(word: Token, votes: Votes) -> None:
    shape = word.text
    votes[ORGANISATION] += 0.4
    if shape.isupper() and len(shape) in _ACRONYM and word.key == shape:
        votes[ORGANISATION] += 2.0
    elif shape.endswith(_SITES):
        votes[ORGANISATION] += 4.0
    elif _CAMEL.search(shape) and not _NOT_CAMEL.match(shape):
        votes[ORGANISATION] += 1.5
        votes[PRODUCT] += 2.0 if shape[0] == "i" else 0.5
    if word.bits & (FAMILY | GIVEN) and not word.bits & COMMON:
        votes[PERSON] += 1.0 if word.bits & FAMILY else 0.8
    if word.compound == "based":
        votes[PLACE] += 4.0


def _ending(words: Sequence[Token], votes: Votes, lexicon: Lexicon) -> None:
    """Weigh the last word, which says what a name is of: Bank, River, Cup, Act."""
    bits = words[-1].bits
    if bits & SUFFIX:
        votes[ORGANISATION] += 6.0
        return
    share = 1.0 if words[0].bits & GIVEN and bits & FAMILY and len(words) == _PAIR else 3.5  # John Bank
    made = lexicon.types.get(words[0].key) == "organisation"  # Apple Music
    for head, kind, less in (
        (ORGANISATION_HEAD, ORGANISATION, 0.0),
        (PLACE_HEAD, PLACE, 0.3),
        (EVENT_HEAD, EVENT, 0.2),
        (WORK_HEAD, WORK, 0.4),
        (PRODUCT_HEAD, PRODUCT, 0.0 if made else 1.2),
    ):
        if bits & head:
            votes[kind] += share - less


def _headed(words: Sequence[Token], votes: Votes) -> None:
    """Weigh a name with "of" or "for" in it by the word before that: Bank of, Gulf of, Battle of."""
    bits = next(before.bits for before, word in itertools.pairwise(words) if word.link in (OF, FOR))
    if bits & ORGANISATION_OF:
        votes[ORGANISATION] += 4.0
    elif bits & EVENT_HEAD:
        votes[EVENT] += 3.0
    if bits & PLACE_OF:
        votes[PLACE] += 3.0
    if bits & WORK_HEAD:
        votes[WORK] += 3.0


def _personal(words: Sequence[Token], votes: Votes, lexicon: Lexicon) -> None:
    """Weigh first names, surnames, initials and particles; half as much where the last word is that of a body."""
    last = words[-1]
    if (last.bits & _HEAD and not last.bits & FAMILY) or any(word.link == AMPERSAND for word in words[1:]):
        return
    if lexicon.types.get(last.key) == "organisation" and not last.bits & FAMILY:
        votes[ORGANISATION] += 2.0
    votes[PERSON] += _called(words, lexicon) * (0.5 if last.bits & _HEAD else 1.0)
    if any(word.link == PARTICLES for word in words[1:]):
        votes[PERSON] += 1.5


def _called(words: Sequence[Token], lexicon: Lexicon) -> float:
    """Return how much several words look like a personal name."""
    first, last = words[0], words[-1]
    if any(len(word.text) == _PAIR and word.text[1] == "." for word in words[1:-1]):  # John F. Kennedy
        return 5.0
    if first.bits & GIVEN:
        doubtful = first.bits & COMMON or first.key in lexicon.cities or first.key in lexicon.types
        return (2.2 if doubtful else 4.0) + (1.0 if last.bits & FAMILY else 0.0)
    if len(first.text) == 1 or "." in first.text:  # R Mukundan, J.P. Morgan
        return 3.0 if len(words) == _PAIR and not last.bits & COMMON else 0.0
    if last.bits & FAMILY and not last.bits & COMMON and not first.bits & (COMMON | FUNCTION):
        return 2.0
    return 1.0 if len(words) == _PAIR and not (first.bits | last.bits) & COMMON else 0.0
