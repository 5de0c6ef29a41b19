"""Which runs of capitalised words are one name each: where a run is cut, and what is dropped from its ends.

A run is cut at possessives, at titles and roles, at "and", "of", "for" unless the name needs them, and never inside a
name the lexicon knows whole.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from generator.link.lexicon import (
    CALENDAR,
    COMMON,
    COMPANY_CUE,
    EVENT_HEAD,
    FAMILY,
    FUNCTION,
    GIVEN,
    HONORIFIC,
    NOUN_POSSESSIVE,
    ORGANISATION_HEAD,
    ORGANISATION_OF,
    PLACE_HEAD,
    PLACE_OF,
    PLACE_PREFIX,
    ROLE,
    ROLE_MODIFIER,
    SUFFIX,
    UNNAMED,
    WORK_HEAD,
    Lexicon,
)
from generator.link.tokens import AMPERSAND, AND, BREAK, COMMA, FOR, OF, PARTICLES, SPACE, Token

_LONGEST_KNOWN: Final = 5
_HEAD: Final = ORGANISATION_HEAD | PLACE_HEAD | SUFFIX | EVENT_HEAD
_OFFICES: Final = frozenset(("state", "house", "exchequer", "staff", "treasury", "interior", "commons"))
"""What may follow the "of" of a title and still belong to it: Secretary of State."""


class Span(msgspec.Struct, frozen=True, gc=False):
    """One place that names something: tokens `first` up to `last`, code points `start` up to `end`."""

    first: int
    last: int
    start: int
    end: int
    text: str
    title: int = 0
    """HONORIFIC or ROLE when one stands right before and was cut off."""

    role_after: bool = False
    """A role was cut off behind it: Apple CEO."""


def spans(text: str, found: Sequence[Token], lexicon: Lexicon) -> list[Span]:
    """Return the places where names stand, in order, none overlapping another."""
    made: list[Span] = []
    start, count = 0, len(found)
    while start < count:
        end = start + 1
        while end < count and found[end].link != BREAK:
            end += 1
        _cut(text, found, start, end, lexicon, made)
        start = end
    return made


def known(text: str, found: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> bool:
    """Say whether tokens `first` up to `last` are a name that some list holds whole."""
    name = surface(text, found, first, last)
    return (
        name in lexicon.types
        or name in lexicon.cities
        or name in lexicon.demonyms
        or (
            last - first > 1
            and any(token.key != token.text for token in found[first:last])
            and _known_shouted(" ".join(token.key for token in found[first:last]), lexicon)
        )
    )


def _known_shouted(name: str, lexicon: Lexicon) -> bool:
    return name in lexicon.types or name in lexicon.cities


def surface(text: str, found: Sequence[Token], first: int, last: int) -> str:
    """Return the tokens' words as they stand, white space and apostrophes made one kind."""
    if last - first == 1:
        return found[first].key
    name = text[found[first].start : found[last - 1].start + len(found[last - 1].text)]
    if "\n" in name or "  " in name:
        name = " ".join(name.split())
    return name.replace("’", "'") if "’" in name else name


def _cut(text: str, found: Sequence[Token], start: int, end: int, lexicon: Lexicon, made: list[Span]) -> None:
    """Cut one run, tokens `start` up to `end`, into spans."""
    whole = _atoms(text, found, start, end, lexicon)
    first, title = start, 0
    index = start
    while index < end:
        token = found[index]
        atom = whole.get(index, 0)
        if atom:
            stop = atom
        elif _dropped(found, index, first, end):
            title = _close(text, found, first, index, lexicon, made, title)
            if token.bits & HONORIFIC and not token.bits & (CALENDAR | FUNCTION):
                title = HONORIFIC
            first = index = index + 1
            continue
        elif token.bits & ROLE and (role_end := _role(found, index, end)):
            left = _before_role(text, found, first, index, whole, lexicon)
            title = _close(text, found, first, left, lexicon, made, title, role_after=True)
            title = ROLE
            first = index = role_end
            continue
        else:
            stop = index + 1
        if stop < end and not _bound(text, found, first, stop, end, whole, lexicon):
            title = _close(text, found, first, stop, lexicon, made, title)
            first = stop
        index = stop
    _close(text, found, first, end, lexicon, made, title)


def _atoms(text: str, found: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> dict[int, int]:
    """Return where names known whole begin and end, the longest first at each place."""
    atoms: dict[int, int] = {}
    index = start
    while index < end:
        for stop in range(min(end, index + _LONGEST_KNOWN), index, -1):
            if stop - index == 1 and found[index].bits & (FUNCTION | CALENDAR):
                break
            if known(text, found, index, stop, lexicon) and not any(
                token.compound for token in found[index : stop - 1]
            ):
                atoms[index] = stop
                index = stop - 1
                break
        index += 1
    return atoms


def _dropped(found: Sequence[Token], index: int, first: int, end: int) -> bool:
    token = found[index]
    bits = token.bits
    if bits & CALENDAR:
        return not (index > first and bits & (GIVEN | FAMILY) and found[index - 1].bits & GIVEN and token.link == SPACE)
    if bits & FUNCTION:
        return (
            token.text != token.low
            and (len(token.text) > 1 or token.opens)
            and not (token.text.isupper() and 1 < len(token.text) and not token.opens)
        )
    if bits & HONORIFIC and index + 1 < end and found[index + 1].link in (SPACE, PARTICLES):
        following = found[index + 1].bits
        return token.text[-1] == "." or not (following & _HEAD and not following & (GIVEN | FAMILY))
    return False


def _role(found: Sequence[Token], index: int, end: int) -> int:
    """Return where a role that stands at `index` ends, 0 where the word is part of a name instead."""
    stop = index + 1
    while stop < end and found[stop].link == SPACE and not found[stop - 1].possessive:
        stop += 1
    if stop - index > 1 and found[stop - 1].bits & _HEAD and not found[index + 1].bits & GIVEN:
        return 0
    if found[index].possessive and index + 1 < end and found[stop - 1].bits & _HEAD:
        return 0
    after = index + 1
    if after < end and found[after].link == OF and found[after].low in _OFFICES:
        after += 1
    while after < end and found[after].link == SPACE and found[after].bits & ROLE and not found[after].bits & GIVEN:
        after += 1
    return after


def _before_role(
    text: str, found: Sequence[Token], first: int, index: int, whole: dict[int, int], lexicon: Lexicon
) -> int:
    """Return where the name before a role ends: its modifiers go with the role, "Chief Executive", "Oil Minister"."""
    inside = {place for start, stop in whole.items() for place in range(start, stop)}
    left = index
    while (
        left > first
        and left - 1 not in inside
        and found[left - 1].bits & (ROLE_MODIFIER | ROLE)
        and not found[left - 1].possessive
        and (left == index or found[left].link in (SPACE, AND))
    ):
        left -= 1
    if left > first and left - 1 not in inside:
        # A name goes on to the left: words that end names (Bank, Energy) stay with it.
        while left < index and found[left].bits & (ORGANISATION_HEAD | SUFFIX):
            left += 1
    return left


def _bound(
    text: str, found: Sequence[Token], first: int, stop: int, end: int, whole: dict[int, int], lexicon: Lexicon
) -> bool:
    """Say whether the token at `stop` goes on with the name that began at `first`."""
    left, right = found[stop - 1], found[stop]
    if left.compound or (left.possessive and not left.bits & NOUN_POSSESSIVE):
        return False
    link = right.link
    if link == SPACE:
        return _together(text, found, first, stop, whole, lexicon, end=end)
    if link in (AMPERSAND, COMMA, PARTICLES):
        return True
    if link in (OF, FOR) and not right.bits & (FUNCTION | CALENDAR):
        heads = ORGANISATION_OF if link == FOR else ORGANISATION_OF | PLACE_OF | EVENT_HEAD | WORK_HEAD
        nested = bool(found[first].bits & ORGANISATION_OF and right.bits & COMMON) and any(
            token.link in (OF, FOR) for token in found[first + 1 : stop]
        )
        return nested or bool(left.bits & heads)
    return link == AND and _joined(found, first, stop, end, whole)


def _together(
    text: str, found: Sequence[Token], first: int, stop: int, whole: dict[int, int], lexicon: Lexicon, *, end: int
) -> bool:
    """Say whether a word belongs to the name it follows: yes, but where a country meets a name of its own."""
    right = found[stop]
    if whole.get(first) != stop:
        return True
    name = surface(text, found, first, stop)
    if name in lexicon.demonyms or name in lexicon.canonical:
        if right.bits & GIVEN and not right.bits & (COMMON | ORGANISATION_HEAD) and not found[first].bits & GIVEN:
            return False
        if whole.get(stop, 0) == stop + 1 and (stop + 1 == end or found[stop + 1].link != SPACE):
            return False
    return True


def _joined(found: Sequence[Token], first: int, stop: int, end: int, whole: dict[int, int]) -> bool:
    """Say whether "and" stands inside a name: Securities and Exchange Commission, Department of Health and Welfare."""
    right = found[stop]
    if right.bits & SUFFIX or right.low == found[stop - 1].low:
        return True
    if stop in whole or not right.bits & COMMON or right.bits & FUNCTION:
        return False
    ending = stop + 1
    while ending < end and found[ending].link in (SPACE, OF, AMPERSAND, FOR) and not found[ending - 1].possessive:
        ending += 1
    left = found[first:stop]
    if any(place in whole for place in range(first, stop)):
        return False
    if any(token.link in (OF, FOR) for token in left[1:]) and left[0].bits & ORGANISATION_OF:
        return True
    closed = found[ending - 1].bits
    if closed & (ORGANISATION_HEAD | SUFFIX) and ending - stop > 1 and all(token.bits & COMMON for token in left):
        return True
    return bool(closed & SUFFIX and left[-1].bits & COMMON and not left[-1].bits & SUFFIX)


def _close(
    text: str,
    found: Sequence[Token],
    first: int,
    last: int,
    lexicon: Lexicon,
    made: list[Span],
    title: int,
    *,
    role_after: bool = False,
) -> int:
    """Add the span of tokens `first` up to `last`, its ends trimmed; return the title that still waits for a name."""
    while first < last and not known(text, found, first, last, lexicon):
        head = found[first]
        if head.bits & FUNCTION and not (head.text.isupper() and len(head.text) > 1):
            first += 1
        elif title and last - first > 1 and head.bits & ROLE_MODIFIER and found[first + 1].bits & GIVEN:
            first += 1
        elif (
            head.opens
            and last - first > 1
            and head.bits & (ROLE | COMPANY_CUE)
            and head.bits & COMMON
            and (not found[last - 1].bits & _HEAD)
        ):
            first += 1
        else:
            break
    if first >= last:
        return title
    if last - first == 1:
        only = found[first]
        if only.bits & UNNAMED and not title and only.key not in lexicon.types:
            return 0
        if len(only.text) == 1 or (only.text[-1] == "." and len(only.text) == 2):
            return 0
    name = surface(text, found, first, last)
    final = found[last - 1]
    end = final.start + len(final.text)
    made.append(Span(first, last, found[first].start, end, name, title, role_after))
    return 0
