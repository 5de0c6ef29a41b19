"""What kind of thing a name names: votes for each type from the name itself and from the words around it.

A vote is a weight in favour of a type (against it when negative). The weights were set by hand on development texts;
what they say is the order of the rules: a legal form beats a first name, which beats a neighbour's hint.
"""

import re
from collections.abc import Sequence
from typing import Final

from generator.link.lexicon import (
    COMMON,
    COMPANY_CUE,
    DIRECTION,
    EVENT_HEAD,
    EVENT_NEXT,
    FAMILY,
    FUNCTION,
    GIVEN,
    HONORIFIC,
    ORGANISATION_HEAD,
    ORGANISATION_NEXT,
    ORGANISATION_OF,
    PERSON_NEXT,
    PLACE_CUE,
    PLACE_HEAD,
    PLACE_OF,
    PLACE_PREFIX,
    PRODUCT_HEAD,
    PRODUCT_NEXT,
    ROLE,
    SPEECH,
    SUFFIX,
    WORK_HEAD,
    WORK_NEXT,
    Lexicon,
)
from generator.link.spans import Span
from generator.link.tokens import AMPERSAND, FOR, OF, PARTICLES, Token
from generator.model import EntityType

TYPES: Final[tuple[EntityType, ...]] = ("person", "organisation", "place", "product", "event", "work")
PERSON, ORGANISATION, PLACE, PRODUCT, EVENT, WORK = range(6)
Votes = list[float]
"""One weight for each of `TYPES`."""

_AMBIGUOUS: Final = GIVEN | FAMILY | COMMON
_NEAR: Final = 48
"""Code points looked at before and after a name."""
_WORDS = re.compile(r"[\w’'-]+|[,;:(.]")
_AGE = re.compile(r", (?:aged )?\d{1,2}\b(?! ?(?:per|%|pct|million|billion|percent))")
_TICKER = re.compile(
    r" ?[(<](?:NYSE|NASDAQ|Nasdaq|AMEX|LSE|TSX|ASX|JSE|NSE|BSE|OTC|[A-Z]{1,6}\.[A-Z]{1,2}|LON|FRA|EPA|HKG|TYO)\b"
)
_CAMEL = re.compile(r"[a-z0-9][A-Z]|^[a-z]{1,3}[A-Z]")
_NOT_CAMEL = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Van|Fitz|O'|D'|al-)")
_PLACED = frozenset(("in", "near", "outside", "across", "throughout", "around", "inside", "toward", "towards"))
_STATES = frozenset(
    [
        "AK",
        "AL",
        "AR",
        "AZ",
        "CA",
        "CO",
        "CT",
        "DC",
        "DE",
        "FL",
        "GA",
        "HI",
        "IA",
        "ID",
        "IL",
        "IN",
        "KS",
        "KY",
        "LA",
        "MA",
        "MD",
        "ME",
        "MI",
        "MN",
        "MO",
        "MS",
        "MT",
        "NC",
        "ND",
        "NE",
        "NH",
        "NJ",
        "NM",
        "NV",
        "NY",
        "OH",
        "OK",
        "OR",
        "PA",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VA",
        "VT",
        "WA",
        "WI",
        "WV",
        "WY",
        "BC",
        "ON",
        "QC",
        "AB",
        "NSW",
        "VIC",
        "QLD",
    ]
)
_OWNED = frozenset(("shares", "stake", "unit", "subsidiary", "division", "acquisition", "takeover", "owner", "maker"))


def inside(name: str, words: Sequence[Token], lexicon: Lexicon) -> Votes:
    """Return the votes of the name itself."""
    votes = [0.0] * 6
    first, last, count = words[0], words[-1], len(words)
    alone = count == 1
    known = lexicon.types.get(name) or lexicon.types.get(name.rstrip("0123456789").rstrip())
    if known:
        clear = not (alone and first.bits & _AMBIGUOUS) or name in lexicon.canonical
        votes[TYPES.index(known)] += 5.0 if clear else 3.0
    elif name in lexicon.cities:
        votes[PLACE] += (1.2 if first.bits & (GIVEN | FAMILY | COMMON) else 3.0) if alone else 3.5
    shape = first.text
    if alone:
        _single(first, shape, votes)
        return votes
    _ending(words, votes, lexicon)
    if any(word.link == AMPERSAND for word in words[1:]):
        votes[ORGANISATION] += 3.0
    if words[1].link in (OF, FOR) or any(word.link in (OF, FOR) for word in words[2:]):
        _headed(words, votes)
    elif not known:
        _personal(name, words, votes, lexicon)
    if first.bits & DIRECTION and _place(" ".join(word.key for word in words[1:]), lexicon):
        votes[PLACE] += 4.0
    elif first.bits & PLACE_PREFIX and not first.bits & DIRECTION and not last.bits & (SUFFIX | ORGANISATION_HEAD):
        votes[PLACE] += 2.0 if not first.bits & GIVEN else 0.5
    votes[ORGANISATION] += 0.5 * min(count - 1, 3)
    return votes


def _place(name: str, lexicon: Lexicon) -> bool:
    return name in lexicon.cities or lexicon.types.get(name) == "place"


def _single(word: Token, shape: str, votes: Votes) -> None:
    bits = word.bits
    votes[ORGANISATION] += 0.4
    if shape.isupper() and 2 <= len(shape) <= 6 and word.key == shape:  # noqa: PLR2004  acronyms have 2 to 6 letters
        votes[ORGANISATION] += 2.0
    elif shape.endswith((".com", ".org", ".net", ".co", ".io")):
        votes[ORGANISATION] += 4.0
    elif _CAMEL.search(shape) and not _NOT_CAMEL.match(shape):
        votes[ORGANISATION] += 1.5
        votes[PRODUCT] += 2.0 if shape[0] == "i" else 0.5
    if bits & FAMILY and not bits & COMMON:
        votes[PERSON] += 1.0
    elif bits & GIVEN and not bits & COMMON:
        votes[PERSON] += 0.8
    if word.compound == "based":
        votes[PLACE] += 4.0


def _ending(words: Sequence[Token], votes: Votes, lexicon: Lexicon) -> None:
    bits = words[-1].bits
    if bits & SUFFIX:
        votes[ORGANISATION] += 6.0
        return
    share = 1.0 if words[0].bits & GIVEN and bits & FAMILY and len(words) == 2 else 3.5  # noqa: PLR2004  John Bank
    if bits & ORGANISATION_HEAD:
        votes[ORGANISATION] += share
    if bits & PLACE_HEAD:
        votes[PLACE] += share - 0.3
    if bits & EVENT_HEAD:
        votes[EVENT] += share - 0.2
    if bits & WORK_HEAD:
        votes[WORK] += share - 0.4
    if bits & PRODUCT_HEAD:
        votes[PRODUCT] += share - (0.0 if lexicon.types.get(words[0].key) == "organisation" else 1.2)


def _headed(words: Sequence[Token], votes: Votes) -> None:
    """Weigh a name with "of" or "for" in it by the word before that."""
    for before, word in zip(words, words[1:], strict=False):
        if word.link in (OF, FOR):
            bits = before.bits
            if bits & ORGANISATION_OF:
                votes[ORGANISATION] += 4.0
            if bits & PLACE_OF:
                votes[PLACE] += 3.0
            if bits & EVENT_HEAD and not bits & ORGANISATION_OF:
                votes[EVENT] += 3.0
            if bits & WORK_HEAD:
                votes[WORK] += 3.0
            return


def _personal(name: str, words: Sequence[Token], votes: Votes, lexicon: Lexicon) -> None:
    first, last = words[0], words[-1]
    headed = last.bits & (SUFFIX | ORGANISATION_HEAD | PLACE_HEAD | EVENT_HEAD | WORK_HEAD)
    if (headed and not last.bits & FAMILY) or any(word.link == AMPERSAND for word in words[1:]):
        return
    if lexicon.types.get(last.key) == "organisation" and not last.bits & FAMILY:
        votes[ORGANISATION] += 2.0
    initial = len(first.text) == 1 or "." in first.text
    middle = any(len(word.text) == 2 and word.text[1] == "." for word in words[1:-1])  # noqa: PLR2004  "F."
    weak = 0.5 if headed else 1.0
    if middle:
        votes[PERSON] += 5.0
    elif first.bits & GIVEN:
        placed = first.key in lexicon.cities or first.key in lexicon.types
        votes[PERSON] += weak * (2.2 if first.bits & COMMON or placed else 4.0)
        if last.bits & FAMILY:
            votes[PERSON] += weak
    elif initial and not first.text.isupper():
        votes[PERSON] += 2.5 * weak
    elif initial and len(words) == 2 and not last.bits & COMMON:  # noqa: PLR2004  "R Mukundan"
        votes[PERSON] += 3.0 * weak
    elif last.bits & FAMILY and not last.bits & COMMON and not first.bits & (COMMON | FUNCTION):
        votes[PERSON] += 2.0 * weak
    elif len(words) == 2 and not (first.bits | last.bits) & COMMON:  # noqa: PLR2004  two unknown words
        votes[PERSON] += 1.0
    if len(words) > 1 and any(word.link == PARTICLES for word in words[1:]):
        votes[PERSON] += 1.5
    if name.isupper():
        votes[PERSON] *= 0.7


def around(text: str, span: Span, words: Sequence[Token], lexicon: Lexicon) -> Votes:
    """Return the votes of the words before and after one mention."""
    votes = [0.0] * 6
    if span.title == HONORIFIC:
        votes[PERSON] += 6.0
    elif span.title == ROLE:
        votes[PERSON] += 3.5
    if span.role_after:
        votes[ORGANISATION] += 1.0
    before = _WORDS.findall(text, max(0, span.start - _NEAR), span.start)
    after = _WORDS.findall(text, words[-1].end + 2 * words[-1].possessive, span.end + _NEAR)
    if before:
        _preceded([word.casefold() for word in before[-3:]], span, words, votes, lexicon)
    if after:
        _followed(text, after, span, words[-1], votes, lexicon)
    if lexicon.types.get(span.text) in ("organisation", "place", "person"):
        for kind in (PRODUCT, EVENT, WORK):  # "Fed meeting", "Sony film": the neighbour is not the name
            votes[kind] *= 0.3
    return votes


def _preceded(before: Sequence[str], span: Span, words: Sequence[Token], votes: Votes, lexicon: Lexicon) -> None:
    last = before[-1]
    bits = lexicon.words.get(last, 0)
    alone = span.last - span.first == 1
    if last == "," and words[0].text in _STATES and len(words) == 1:
        votes[PLACE] += 5.0
    elif last == "the":
        votes[PERSON] -= 3.0
        votes[ORGANISATION] += 0.4
    elif last in ("a", "an"):
        votes[PERSON] -= 1.0
        votes[PLACE] -= 1.0
    elif last in _PLACED:
        votes[PLACE] += 1.6 if len(before) < 2 or before[-2] not in _OWNED else 0.0  # noqa: PLR2004  a word before
        votes[ORGANISATION] += 2.0 if len(before) > 1 and before[-2] in _OWNED else 0.0
    elif last in ("at", "of", "for", "with", "by"):
        earlier = lexicon.words.get(before[-2], 0) if len(before) > 1 else 0
        if earlier & ROLE or (len(before) > 1 and before[-2] in _OWNED):
            votes[ORGANISATION] += 1.5
        elif last == "of" and earlier & PLACE_CUE:
            votes[PLACE] += 2.5
        elif last == "at":
            votes[ORGANISATION] += 0.6
    elif bits & ROLE and not bits & FUNCTION:
        votes[PERSON] += 3.0 if not alone or not bits & COMPANY_CUE else 1.0
    elif bits & COMPANY_CUE:
        votes[ORGANISATION] += 2.5
    elif last == "from" and alone:
        votes[PLACE] += 0.5


def _followed(text: str, after: Sequence[str], span: Span, last: Token, votes: Votes, lexicon: Lexicon) -> None:
    word = after[0]
    if word in ",(":
        if _AGE.match(text, span.end):
            votes[PERSON] += 3.0
        elif _TICKER.match(text, span.end):
            votes[ORGANISATION] += 4.0
        elif (
            word == ","
            and len(after) > 1
            and span.last - span.first < 4
            and (after[1] in _STATES or _place(after[1], lexicon) or _place(" ".join(after[1:3]), lexicon))
        ):
            votes[PLACE] += 1.5
        elif word == ",":
            _apposed(after[1:6], votes, lexicon)
        return
    bits = lexicon.words.get(word, 0)
    if bits & ORGANISATION_NEXT and not bits & SPEECH:
        votes[ORGANISATION] += 1.2
        votes[PERSON] -= 0.5 * (not last.possessive)
    if bits & PRODUCT_NEXT and not last.possessive:
        votes[PRODUCT] += 1.2
    if bits & EVENT_NEXT and not last.possessive:
        votes[EVENT] += 2.5
    if bits & WORK_NEXT and not last.possessive:
        votes[WORK] += 0.8
    if bits & SPEECH:
        votes[PERSON] += 1.2
        votes[ORGANISATION] += 0.7
        votes[PLACE] -= 0.5
    if bits & PERSON_NEXT:
        votes[PERSON] += 2.0


def _apposed(after: Sequence[str], votes: Votes, lexicon: Lexicon) -> None:
    """Weigh what a comma sets beside a name: ", the chief economist at", ", a maker of"."""
    for word in after:
        if word in (",", ".", ";", "(", ":", "said", "and", "of", "in"):
            return
        bits = lexicon.words.get(word, 0)
        if word in ("who", "whose"):
            votes[PERSON] += 2.0
            return
        if bits & ROLE:
            votes[PERSON] += 2.0
            return
        if bits & COMPANY_CUE:
            votes[ORGANISATION] += 1.5
            return
        if bits & PLACE_CUE:
            votes[PLACE] += 1.0
            return
