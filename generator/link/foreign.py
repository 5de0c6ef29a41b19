"""Which names stand in a phrase of a language other than English, whose small words and titles no list here knows.

Precision goes first: German gives every noun a capital. A name is what a list holds whole, a company with its legal
form, or a person with a first name; a single word is a name only where it is the short form of one of those.
"""

from collections.abc import Iterator
from typing import Final

from generator.link.lexicon import COMMON, FAMILY, GIVEN, HONORIFIC, ROLE, SUFFIX
from generator.link.links import AMPERSAND, COMMA, PARTICLES, SPACE
from generator.link.runs import Run, run
from generator.link.spans import Cut, cut
from generator.link.tokens import Reading, Token

_LONGEST_PERSON: Final = 4
_LONGEST_FIRM: Final = 4
_JOINED: Final = (SPACE, PARTICLES)
_FIRM: Final = (SPACE, AMPERSAND, COMMA)


def english(lang: str) -> bool:
    """Say whether a language, a tag as in BCP 47, is English; an unstated one is taken for it."""
    return lang.replace("_", "-").partition("-")[0].casefold() in ("", "en", "eng")


def cuts(reading: Reading) -> list[Cut]:
    """Return the names of a phrase, in order, none overlapping another."""
    whole = run(reading, 0, len(reading.tokens))
    found: list[Cut] = []
    reached = 0
    for first, last in _names(whole):
        if first >= reached:
            found.append(cut(reading, first, last))
            reached = last
    return found


def _names(one: Run) -> Iterator[tuple[int, int]]:
    tokens = one.tokens
    index = 0
    while index < one.end:
        last = _firm(one, index) or _person(one, index) or _listed(one, index)
        if last:
            yield index, last
        elif not tokens[index].opens:
            yield index, index + 1
        index = last or index + 1


def _firm(one: Run, first: int) -> int:
    """Return where a company with a legal form ends that begins at `first`: Siemens AG, Moor & Hasp GmbH."""
    tokens = one.tokens
    if tokens[first].bits & (SUFFIX | HONORIFIC | ROLE) or (tokens[first].opens and tokens[first].bits & COMMON):
        return 0
    last = first + 1
    while last < one.end and last - first < _LONGEST_FIRM and tokens[last].link in _FIRM:
        last += 1
        if _legal(tokens[last - 1]):
            return last
    return 0


def _legal(token: Token) -> bool:
    """Say whether a word is a legal form in any language: AG and S.A., but not Holding or Partners."""
    return bool(token.bits & SUFFIX) and (token.text.isupper() or token.low in ("gmbh", "ltd", "inc", "corp", "plc"))


def _person(one: Run, first: int) -> int:
    """Return where a full personal name ends that begins at `first` with a first name."""
    tokens = one.tokens
    head = tokens[first]
    if not head.bits & GIVEN or (head.bits & COMMON and head.opens) or head.possessive:
        return 0
    last = first + 1
    while last < one.end and last - first < _LONGEST_PERSON and tokens[last].link in _JOINED:
        if tokens[last].text.isupper() or tokens[last].bits & SUFFIX or _elsewhere(one, last):
            break
        last += 1
    able = last - first > 1 and (not head.opens or tokens[last - 1].bits & (FAMILY | GIVEN) or last - first > len("ab"))
    return last if able else 0


def _elsewhere(one: Run, index: int) -> bool:
    """Say whether a list knows what begins at `index` as no person's name."""
    if index not in one.whole or one.tokens[index].bits & (GIVEN | FAMILY):
        return False
    return one.reading.lexicon.types.get(one.reading.surface(index, one.whole[index])) != "person"


def _listed(one: Run, first: int) -> int:
    """Return where a name ends that a list holds whole; a city that is an ordinary word elsewhere needs two words."""
    last = one.whole.get(first, 0)
    name = one.reading.surface(first, last) if last else ""
    return last if name in one.reading.lexicon.types or last - first > 1 else 0
