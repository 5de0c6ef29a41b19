"""What kind of thing a name names, as far as the words around one mention tell."""

import functools
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Final

from generator.link.evidence import EVENT, ORGANISATION, PERSON, PLACE, PRODUCT, WORK, Votes, placed
from generator.link.lexicon import (
    COMPANY_CUE,
    EVENT_NEXT,
    FUNCTION,
    HONORIFIC,
    ORGANISATION_HEAD,
    ORGANISATION_NEXT,
    OWNED,
    PERSON_NEXT,
    PLACE_BEFORE,
    PLACE_CUE,
    PLACE_HEAD,
    PRODUCT_NEXT,
    ROLE,
    SPEECH,
    STATE_CODE,
    WORK_NEXT,
    Lexicon,
)
from generator.link.phrases import Span
from generator.link.tokens import Token

_NEAR: Final = 48
"""Code points looked at before and after a name."""
_WORDS = re.compile(r"[\w’'-]+|[,;:(.]")
_WORD = re.compile(r"[\w'’-]+")
_AGE = re.compile(r", (?:aged )?\d{1,2}\b(?! ?(?:per|%|pct|million|billion|percent))")
_TICKER = re.compile(
    r" ?[(<](?:NYSE|NASDAQ|Nasdaq|AMEX|LSE|TSX|ASX|JSE|NSE|BSE|OTC|[A-Z]{1,6}\.[A-Z]{1,2}|LON|FRA|EPA|HKG|TYO)\b"
)
_QUOTES: Final = ('"', "“", "”", "‘", "’", "'")
_TELLS_BEFORE: Final = PLACE_BEFORE | ROLE | COMPANY_CUE
_TELLS_BEHIND: Final = SPEECH | ORGANISATION_NEXT | PRODUCT_NEXT | EVENT_NEXT | WORK_NEXT | PLACE_HEAD | PERSON_NEXT
_SMALL: Final = frozenset(("the", "a", "an", "at", "of", "for", "with", "by", "from"))
_APPOSED: Final = 5
"""Words of an apposition that are looked at."""
_PLACE_WORDS: Final = 3
_ENDS_APPOSITION: Final = frozenset((",", ".", ";", "(", ":", "said", "and", "of", "in"))


def weigh(text: str, span: Span, votes: Votes, lexicon: Lexicon) -> None:
    """Add the votes of the words before and after one mention."""
    cut, start, end = span.cut, span.start, span.end
    if not cut.words:
        return
    if cut.title:
        votes[PERSON] += 6.0 if cut.title == HONORIFIC else 3.5
    if cut.role_after:
        votes[ORGANISATION] += 1.0
    telling, behind = _telling(lexicon)
    last = ""
    if text[start - 1 : start] == " ":
        last = text[text.rfind(" ", max(0, start - _NEAR), start - 1) + 1 : start - 1]
    if not last or last in telling or last[-1] == "," or "\n" in last:
        _preceded(text[max(0, start - _NEAR) : start].rsplit(None, 2), cut.words, votes, lexicon)
    if cut.damped:  # "Fed meeting", "Sony film": the neighbour is not the name
        kept = votes[PRODUCT:]
        _followed(text, span, cut.words[-1], votes, lexicon, behind)
        votes[PRODUCT:] = [was + 0.3 * (now - was) for was, now in zip(kept, votes[PRODUCT:], strict=True)]
        return
    _followed(text, span, cut.words[-1], votes, lexicon, behind)
    if len(cut.words) > 1 and text[end : end + 1] in _QUOTES and text[max(0, start - 1) : start] in _QUOTES:
        votes[WORK] += 2.5  # a title between quotation marks


@functools.lru_cache(maxsize=4)
def _telling(lexicon: Lexicon) -> tuple[frozenset[str], Mapping[str, int]]:
    """Return the words before a name that say something of it, as a text may write them, and those behind one."""
    before = [word for word, bits in lexicon.words.items() if bits & _TELLS_BEFORE]
    before += _SMALL
    behind = {word: bits for word, bits in lexicon.words.items() if bits & _TELLS_BEHIND}
    forms = (str.capitalize, str.title, str.upper)
    return frozenset((*before, *(form(word) for word in before for form in forms))), behind


def _preceded(before: Sequence[str], words: Sequence[Token], votes: Votes, lexicon: Lexicon) -> None:
    """Weigh the word before a name, and what that hangs on."""
    if not before:
        return
    last = before[-1].casefold()
    bits = lexicon.words.get(last, 0)
    earlier = lexicon.words.get(before[-2].casefold(), 0) if len(before) > 1 else 0
    alone = len(words) == 1
    if last[-1] == ",":
        votes[PLACE] += 5.0 if alone and words[0].bits & STATE_CODE and words[0].text.isupper() else 0.0
    elif last in ("the", "a", "an"):
        votes[PERSON] -= 3.0 if last == "the" else 1.0
        votes[PLACE] -= 0.0 if last == "the" else 1.0
        votes[ORGANISATION] += 0.4 if last == "the" else 0.0
    elif bits & PLACE_BEFORE:
        votes[ORGANISATION] += 2.0 if earlier & OWNED else 0.0
        votes[PLACE] += 0.0 if earlier & OWNED else 0.6 if words[0].key.isupper() else 1.6  # "in CBP custody"
    elif last in ("at", "of", "for", "with", "by"):
        _governed(last, earlier, votes)
    elif bits & ROLE and not bits & FUNCTION:
        votes[PERSON] += 1.0 if alone and bits & COMPANY_CUE else 3.0
    elif bits & COMPANY_CUE:
        votes[ORGANISATION] += 2.5
    elif last == "from" and alone:
        votes[PLACE] += 0.5


def _governed(preposition: str, earlier: int, votes: Votes) -> None:
    """Weigh what a preposition hangs on: an economist at, shares of, the town of."""
    if earlier & (ROLE | OWNED):
        votes[ORGANISATION] += 1.5
    elif preposition == "of" and earlier & PLACE_CUE:
        votes[PLACE] += 2.5
    elif preposition == "at":
        votes[ORGANISATION] += 0.6
    elif preposition == "by":
        votes[PERSON] += 0.6


def _followed(text: str, span: Span, last: Token, votes: Votes, lexicon: Lexicon, behind: Mapping[str, int]) -> None:
    end = span.end + 2 * last.possessive
    sign = text[end : end + 1]
    if sign == " ":
        word = text[end + 1 : text.find(" ", end + 1, end + _NEAR)]
        if not word.isalpha():
            if word[:1] in ("(", "<"):
                votes[ORGANISATION] += 4.0 if _TICKER.match(text, end) else 0.0
                return
            found = _WORD.match(text, end + 1)
            word = found[0] if found else ""
        if word in behind:
            _neighboured(behind[word], last, votes)
    elif sign == "\n":
        found = _WORD.match(text, end + 1)
        if found and found[0] in behind:
            _neighboured(behind[found[0]], last, votes)
    elif sign == "," and text[end + 1 : end + 2] == " ":
        if _AGE.match(text, span.end):
            votes[PERSON] += 3.0
        else:
            _apposed(text, end + 2, span, votes, lexicon)


def _neighboured(bits: int, last: Token, votes: Votes) -> None:
    """Weigh the word right behind a name: said, shares, users, conference, film, stadium."""
    if bits & SPEECH:
        votes[PERSON] += 1.2
        votes[ORGANISATION] += 0.7
        votes[PLACE] -= 0.5
    elif bits & ORGANISATION_NEXT:
        votes[ORGANISATION] += 1.2
        votes[PERSON] -= 0.0 if last.possessive else 0.5
    if not last.possessive:
        votes[PRODUCT] += 1.2 if bits & PRODUCT_NEXT else 0.0
        votes[EVENT] += 2.5 if bits & EVENT_NEXT else 0.0
        votes[WORK] += 0.8 if bits & WORK_NEXT else 0.0
        votes[PLACE] += 1.5 if bits & PLACE_HEAD and not bits & (ORGANISATION_NEXT | ORGANISATION_HEAD) else 0.0
    votes[PERSON] += 2.0 if bits & PERSON_NEXT else 0.0


def _apposed(text: str, start: int, span: Span, votes: Votes, lexicon: Lexicon) -> None:
    """Weigh what a comma sets beside a name: a state, "the chief economist at", "a maker of", "who"."""
    if text[start : start + 1].isupper():
        after = _WORDS.findall(text, start, start + _NEAR)[:2]
        place = bool(after) and (
            placed(after[0], lexicon) or placed(" ".join(after), lexicon) or _state(after[0], lexicon)
        )
        if place and len(span.cut.words) <= _PLACE_WORDS:
            votes[PLACE] += 1.0
            return
    for found in itertools.islice(_WORDS.finditer(text, start, start + _NEAR), _APPOSED):
        word = found[0]
        bits = lexicon.words.get(word, 0)
        if word in _ENDS_APPOSITION:
            return
        if bits & (ROLE | COMPANY_CUE | PLACE_CUE) or word in ("who", "whose"):
            kind = PERSON if bits & ROLE or word[0] == "w" else ORGANISATION if bits & COMPANY_CUE else PLACE
            votes[kind] += (2.0, 1.5, 1.0)[kind]
            return


def _state(word: str, lexicon: Lexicon) -> bool:
    return word.isupper() and bool(lexicon.words.get(word.casefold(), 0) & STATE_CODE)
