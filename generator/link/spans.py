"""Which runs of capitalised words are one name each: where a run is cut, and what is dropped from its ends.

A run is cut at possessives, at titles and roles, at "and", "of", "for" unless the name needs them, and never inside a
name the lexicon knows whole.
"""

import re
from typing import Final

import msgspec

from generator.link import bonds, evidence, titles
from generator.link.lexicon import (
    CALENDAR,
    COMMON,
    COMPANY_CUE,
    EVENT_HEAD,
    FAMILY,
    FUNCTION,
    GIVEN,
    HONORIFIC,
    ORGANISATION_HEAD,
    PLACE_HEAD,
    ROLE,
    ROLE_MODIFIER,
    SUFFIX,
    UNNAMED,
    Lexicon,
)
from generator.link.links import BREAK, OF
from generator.link.runs import Run, run
from generator.link.tokens import Reading, Token

_HEAD: Final = ORGANISATION_HEAD | PLACE_HEAD | SUFFIX | EVENT_HEAD
_PARTING: Final = FUNCTION | CALENDAR | HONORIFIC | ROLE | UNNAMED | SUFFIX
"""A word of these kinds may be no name by itself."""
_HEADLINE: Final = 4
"""As many words in capitals on end are a headline, not a name."""
_NUMBER = re.compile(
    r"[ \n](\d{1,4}[a-zA-Z]?)\b"
    r"(?![.,:]\d|%|(?: ?-)?[ \n](?:per|percent|pct|million|billion|years?|days?|months?|weeks?)\b)"
)
_CODE = re.compile(r"[A-Z]{3,}[a-z]?\d+$")
_DIGIT = re.compile(r"\d")
_WORDY = re.compile(r"\d*[A-Z][a-z]{2}\w*|[a-z]{1,2}[A-Z]\w*")
"""A word with digits that is a name all the same: 11Main, News24, iOS8; no such name: GX8, 2q15."""


class Cut(msgspec.Struct, frozen=True, gc=False):
    """A name that a phrase holds, and all that can be said of it without looking around."""

    start: int
    end: int
    """Code points of the phrase."""

    text: str
    """As it is written, in one spelling."""

    words: tuple[Token, ...]
    opens: bool
    """A sentence begins with it."""

    title: int
    """HONORIFIC or ROLE when one stands right before and was cut off."""

    role_after: bool
    """A role was cut off behind it: Apple CEO."""

    name: str
    """What it is grouped by: the first of several names of something well known."""

    demonym: str
    """The country whose people it names."""

    lows: tuple[str, ...]
    """The words, case folded."""

    votes: tuple[float, ...]
    """What the name itself says of its type."""

    sure: bool
    """One thing under several names: no words around it make it another."""

    damped: bool
    """Well known as a person, a place or an organisation: a product beside it is another thing."""

    numbered: bool
    """A number behind it belongs to it: iPhone 6, Windows 10."""

    rest: "Cut | None" = None
    """The same without its first word, where that is an ordinary word with which a sentence begins."""

    parted: bool = False
    """The rest alone is a name for certain."""

    tagged: bool = False
    """A statistical tagger found it."""


def cuts(reading: Reading) -> list[Cut]:
    """Return the names of a phrase, in order, none overlapping another."""
    made: list[Cut] = []
    tokens = reading.tokens
    start, count = 0, len(tokens)
    if count == 1 and not tokens[0].bits & _PARTING and len(tokens[0].text) > 1 and tokens[0].text.isalpha():
        return [cut(reading, 0, 1)]  # the commonest phrase there is
    while start < count:
        end = start + 1
        while end < count and tokens[end].link != BREAK:
            end += 1
        one = run(reading, start, end)
        if end - start >= _HEADLINE and all(token.text.isupper() for token in tokens[start:end]):
            for first, last in one.whole.items():  # only what is known stands out of capitals
                if one.loud(first, last):
                    _add(one, first, last, 0, made)
        else:
            _cut(one, made)
        start = end
    return made


def cut(
    reading: Reading, first: int, last: int, *, title: int = 0, role_after: bool = False, name: str = "", end: int = 0
) -> Cut:
    """Say what can be said of tokens `first` up to `last`; `name` and `end` where a number goes with them."""
    tokens, lexicon = reading.tokens, reading.lexicon
    words = tuple(tokens[first:last])
    final = words[-1]
    text = name or reading.surface(first, last)
    head, known = words[0], lexicon.types.get(text)
    rest, parted = None, False
    if last - first > 1 and head.opens and head.bits & COMMON and not reading.known(first, last):
        rest = cut(reading, first + 1, last, title=title, role_after=role_after)
        person = words[1].bits & GIVEN and not head.bits & GIVEN and last - first > len(("Chef", "Jane"))
        parted = bool(person) or rest.text in lexicon.types or rest.text in lexicon.demonyms
        if head.bits & GIVEN and last - first == len(("John", "Smith")) and not parted:
            rest = None  # ordinary words are first names too: a surname alone, further on, does not part them
    return Cut(
        start=head.start,
        end=end or final.start + len(final.text),
        text=text,
        words=words,
        opens=head.opens,
        title=title,
        role_after=role_after,
        name=lexicon.canonical.get(text, text),
        demonym=lexicon.demonyms.get(text, ""),
        lows=tuple([word.low for word in words]),
        votes=tuple(evidence.inside(text, words, lexicon)),
        sure=text in lexicon.canonical,
        damped=known in ("organisation", "place", "person"),
        numbered=known == "product" or (final.text[0] == "i" and final.text[1:2].isupper()),
        rest=rest,
        parted=parted,
    )


def bare(name: str) -> Cut:
    """Return a name without a capitalised word: nothing is known of it."""
    return Cut(0, len(name), name, (), False, 0, False, name, "", (), (0.0,) * len(evidence.TYPES), False, False, False)


def numbered(one: Cut, text: str, end: int, lexicon: Lexicon) -> tuple[Cut, int]:
    """Return a name with the number behind it in `text`, and where it ends."""
    number = _NUMBER.match(text, end)
    if not number:
        return one, end
    name = f"{one.text} {number[1]}"
    votes = tuple(evidence.inside(name, one.words, lexicon))
    return msgspec.structs.replace(one, text=name, name=name, votes=votes), number.end()


def _cut(one: Run, made: list[Cut]) -> None:
    """Cut one run into names."""
    tokens = one.tokens
    first = index = one.start
    title = 0
    while index < one.end:
        stop = one.whole.get(index, 0)
        if not stop and titles.parts(one, index, first):
            title = _add(one, first, index, title, made)
            if titles.honorific(one, index):
                title = HONORIFIC
            first = index = index + 1
            continue
        if not stop and (role := titles.role(one, index, first, title)):
            _add(one, first, titles.before(one, index, first), title, made, role_after=True)
            title = 0 if role < one.end and tokens[role].link == OF else ROLE  # Archbishop of Canterbury
            first = index = role
            continue
        index = stop or index + 1
        if index < one.end and not bonds.bound(one, first, index):
            title = _add(one, first, index, title, made)
            first = index
    if first < len(tokens):
        _add(one, first, one.end, title, made)


def _add(one: Run, first: int, last: int, title: int, made: list[Cut], *, role_after: bool = False) -> int:
    """Add the name of tokens `first` up to `last`, its ends trimmed; return the title that still waits for a name."""
    first, last = _trimmed(one, first, last, title)
    if first >= last:
        return title
    if _nameless(one, first, last, title):
        return 0
    made.append(cut(one.reading, first, last, title=title, role_after=role_after))
    return 0


def _trimmed(one: Run, first: int, last: int, title: int) -> tuple[int, int]:
    """Return the bounds without small words, what is left of a title before, and acronyms of the trade behind."""
    tokens, known = one.tokens, one.reading.known
    while first < last and _leads(one, first, last, title) and not known(first, last):
        first += 1
    while last - first > 1 and _trails(tokens[last - 1]) and not known(first, last):
        last -= 1
    return first, last


def _leads(one: Run, first: int, last: int, title: int) -> bool:
    head = one.tokens[first]
    if head.bits & FUNCTION:
        return not (head.text.isupper() and len(head.text) > 1)
    if last - first == 1:
        return False
    if title and head.bits & ROLE_MODIFIER and one.tokens[first + 1].bits & GIVEN:
        return True
    cue = head.opens and head.bits & COMMON and head.bits & (ROLE | COMPANY_CUE)
    return bool(cue and not one.tokens[last - 1].bits & _HEAD)


def _trails(final: Token) -> bool:
    return bool(
        (final.bits & FUNCTION and not final.bits & CALENDAR)
        or (final.bits & UNNAMED and final.text.isupper() and final.low not in titles.BORN)
        or _CODE.match(final.text)
    )


def _nameless(one: Run, first: int, last: int, title: int) -> bool:
    """Say whether what is left names nothing: an initial, a code, "Internet", "House Democrats"."""
    final = one.tokens[last - 1]
    if last - first > 1:
        people = final.bits & UNNAMED and final.low[-1] == "s" and not final.bits & _HEAD
        return bool(people) and not one.reading.known(first, last)
    if final.key in one.reading.lexicon.types:
        return False
    personal = final.bits & (GIVEN | FAMILY) and not final.text.isupper()
    if not personal and (final.bits & (HONORIFIC | SUFFIX | FUNCTION) or (final.bits & UNNAMED and not title)):
        return True
    return len(final.text.rstrip(".")) == 1 or bool(_DIGIT.search(final.text) and not _WORDY.match(final.text))
