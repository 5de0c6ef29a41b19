"""Which of the registry's names stand in a text, and which entity each means there.

A name is matched as written, the longest at the leftmost place; never inside a longer name ("Apple" in "Apple
Records"), in a phrase the entity refuses, or in its short form before a full one. Where several entities share a name,
what else the text names decides; where that does not, the name stays without an entity.
"""

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter, itemgetter
from typing import Final

import msgspec

from generator.link import tickers
from generator.link.lexicon import CALENDAR, COMMON, FUNCTION, HONORIFIC, ROLE, ROLE_MODIFIER, SUFFIX
from generator.link.phrases import Phrase, Said, Span
from generator.link.registry import UNSPACED, WORD, Lookup, Name
from generator.link.spans import Cut
from generator.link.tokens import Token
from generator.text import level

_TRANSPARENT: Final = CALENDAR | FUNCTION | HONORIFIC | ROLE | ROLE_MODIFIER | SUFFIX

_FEW: Final = 32
"""As many quiet words are looked for one by one, before the text is taken apart."""
_ASIDE: Final = frozenset(("", " ", ",", ".", "\n", ";", ":", "?", "!", "(", ")", '"', "“", "”"))
"""Signs beside a name that are no part of a word."""
Left = Callable[[tuple[Name, ...], int, int, Phrase | None], tuple[Name, ...]]
"""From the names of a place to those that name something there."""


class Match(msgspec.Struct, frozen=True, gc=False):
    """A place where names of the registry stand: all of one text, of one entity or of several."""

    start: int
    end: int
    names: tuple[Name, ...]
    phrase: int
    """The number of the first phrase that ends behind its start."""


class Under(msgspec.Struct, frozen=True, gc=False):
    """The names under one first word, so that looking one up costs the same however many there are."""

    sizes: tuple[tuple[int, int], ...]
    """How long names are, and how far into them their first word stands: the longest first."""

    texts: Mapping[str, tuple[Name, ...]]
    own: Mapping[str, Name]
    """Entity to its own name."""

    wary: bool
    """Whether one of them has phrases in which it names nothing."""

    coded: bool
    """Whether one of them is a code that names only where `tickers` says so."""


class Matched(msgspec.Struct, frozen=True):
    """What the registry has to say of a text."""

    spans: tuple[Span, ...]
    """Its names, each with its entity, in order."""

    names: Mapping[str, Name]
    """Entity to its own name where that was looked up, else to the longest that matched."""

    unsettled: Mapping[str, tuple[str, ...]]
    """Name that several entities share, and that nothing in the text settles, to their ids."""

    asked: Mapping[str, tuple[Name, ...]]
    """All that the registry knows under the words of the text, and under other names of what they name."""


_NOTHING: Final = Matched((), {}, {}, {})


def match(text: str, phrases: Sequence[Phrase], lookup: Lookup, *, others: Container[str] = ()) -> Matched:
    """Find the registry's names in plain text.

    `lookup` is asked once for all words that could begin a name, and once for the quiet ones. No code is in `others`.
    """
    quiet, foreign = lookup.quiet(), _foreign(text)
    words: set[str] = set().union(*[phrase.said.firsts for phrase in phrases])
    spoken = _spoken(text, quiet)
    words.update(foreign, map(str.casefold, spoken))
    asked = lookup.names(tuple(sorted(words)))
    if not asked:
        return _NOTHING
    known = {word: _under(names) for word, names in asked.items()}
    flat = level(text)
    heads = _heads(flat, phrases, known, {*spoken, *foreign})
    standing = _standing(_candidates(flat, heads, phrases, partial(tickers.left, text, known=others)), phrases)
    settled, unsettled = _settle(standing, flat)
    named = _named(settled, phrases)
    longest: dict[str, Name] = {}
    for _, name, _ in named:
        best = longest.get(name.entity)
        if best is None:
            own = (under.own[name.entity] for under in known.values() if name.entity in under.own)
            longest[name.entity] = next(own, name)
        elif not best.canonical and len(name.text) > len(best.text):
            longest[name.entity] = name
    return Matched(tuple([span for span, _, _ in named]), longest, unsettled, asked)


def _spoken(text: str, quiet: tuple[str, ...]) -> set[str]:
    """Return the quiet words that stand in a text."""
    if not any(word in text for word in quiet[:_FEW]) and len(quiet) <= _FEW:
        return set()
    return set(WORD.findall(text)).intersection(quiet)


@functools.cache
def _uncased() -> re.Pattern[str]:
    """Return what finds a word of a script without capitals; fast, for it begins with one set of letters."""
    return re.compile(
        rf"[{UNSPACED}\u0590-\u0dff\u0f00-\u0fff\u10a0-\u177f\u1800-\u1cff\u2d00-\u2ddf\ua000-\ua63f\ua840-\uab2f"
        rf"\uab70-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010000-\U0001efff](?:(?<=[{UNSPACED}])|(?<=\w)[^\W_{UNSPACED}]*)"
    )


def _foreign(text: str) -> set[str]:
    """Return the distinct words, case folded, of scripts that have no capitals."""
    return set() if text.isascii() else {word.casefold() for word in _uncased().findall(text)}


def _under(names: tuple[Name, ...]) -> Under:
    """Return the table of names under a first word; it is made once for each answer, which is the same object."""
    known = _tables.get(id(names))
    if known is not None and known[0] is names:
        return known[1]
    texts: dict[str, tuple[Name, ...]] = {}
    for name in names:
        texts[name.text] = (*texts.get(name.text, ()), name)
    sizes = {(len(text), _offset(text)) for text in texts}
    own = {name.entity: name for name in reversed(names) if name.canonical}
    coded = any(name.exchange is not None for name in names)
    under = Under(tuple(sorted(sizes, reverse=True)), texts, own, any(name.refused for name in names), coded)
    if len(_tables) >= _REMEMBERED:
        _tables.clear()
    _tables[id(names)] = (names, under)
    return under


_tables: dict[int, tuple[tuple[Name, ...], Under]] = {}
_REMEMBERED: Final = 1 << 13


def _heads(
    flat: str, phrases: Sequence[Phrase], known: Mapping[str, Under], others: Iterable[str]
) -> list[tuple[int, int, Under]]:
    """Return where a first word of a name stands, with the number of the phrase there, in order."""
    heads = [
        (phrase.start + start, number, known[word])
        for number, phrase in enumerate(phrases)
        for word, start in phrase.said.heads
        if word in known
    ]
    for word in others:
        under = known.get(word.casefold())
        at = flat.find(word) if under else -1
        while under and at >= 0:
            heads.append((at, -1, under))
            at = flat.find(word, at + 1)
    return sorted(heads, key=itemgetter(0)) if others else heads


def _candidates(
    flat: str, heads: Iterable[tuple[int, int, Under]], phrases: Sequence[Phrase], left: Left
) -> list[Match]:
    """Return where names stand, the longest at each place, none overlapping the one before it."""
    made: list[Match] = []
    reached = 0
    for at, number, under in heads:
        if at < reached:
            continue
        for size, offset in under.sizes:
            start = at - offset
            names = under.texts.get(flat[start : start + size]) if start >= reached else None
            if names is None or not _alone(flat, start, start + size):
                continue
            end = start + size
            same = names
            if under.wary:
                same = tuple([one for one in names if not _refused(flat, start, end, one)])
            if under.coded:
                same = left(same, start, end, phrases[number] if number >= 0 else None)
            if same:
                phrase = number if number >= 0 and not offset else bisect_right(phrases, start, key=_end)
                made.append(Match(start, end, same, phrase))
                reached = end
                break
    return made


def _end(phrase: Phrase) -> int:
    return phrase.end


def _offset(name: str) -> int:
    word = WORD.search(name)
    return word.start() if word else 0


def _alone(flat: str, start: int, end: int) -> bool:
    """Say whether no letter or digit goes on to either side; scripts without spaces have no sides."""
    after = flat[end : end + 1]
    if after not in _ASIDE and flat[end - 1].isalnum() and WORD.fullmatch(flat[end - 1] + after):
        return False
    before = flat[start - 1] if start else ""
    if before in _ASIDE:
        return before != "." or start == 1 or not flat[start - 2].isalnum()
    if WORD.fullmatch(before + flat[start]) and flat[start].isalnum():
        return False
    return not (before in ("'", "@") and start > 1 and flat[start - 2].isalnum())


def _refused(flat: str, start: int, end: int, name: Name) -> bool:
    for phrase in name.refused:
        place = flat.find(phrase, max(0, start - len(phrase)), end + len(phrase))
        while place >= 0:
            if place < end and start < place + len(phrase):
                return True
            place = flat.find(phrase, place + 1, end + len(phrase))
    return False


def _standing(places: Sequence[Match], phrases: Sequence[Phrase]) -> list[Match]:
    """Keep the matches that are no part of a longer name: what is left of the run must be titles and the like."""
    return [
        place for place in places if _whole(place, phrases) or all(map(_transparent, _rest(place, places, phrases)))
    ]


def _whole(place: Match, phrases: Sequence[Phrase]) -> bool:
    """Say whether a match is a whole phrase: then there is nothing beside it."""
    if place.phrase == len(phrases):
        return True
    phrase = phrases[place.phrase]
    return phrase.start >= place.start and (phrase.end == place.end or phrase.start >= place.end)


def _rest(place: Match, places: Sequence[Match], phrases: Sequence[Phrase]) -> Iterator[Token]:
    """Yield the words of the names that a match has a part in, those that no match covers."""
    for number in range(place.phrase, len(phrases)):
        offset = phrases[number].start
        if offset >= place.end:
            return
        for cut in phrases[number].said.cuts:
            first, last = cut.start + offset, cut.end + offset
            if first < place.end and place.start < last and not (place.start <= first and last <= place.end):
                for token in cut.words:
                    start = token.start + offset
                    if not (place.start <= start < place.end or _covered(start, places)):
                        yield token


def _covered(start: int, places: Sequence[Match]) -> bool:
    index = bisect_right(places, start, key=_start) - 1
    return index >= 0 and start < places[index].end


def _start(place: Match) -> int:
    return place.start


def _transparent(token: Token) -> bool:
    return bool(token.bits & _TRANSPARENT or (token.opens and token.bits & COMMON))


def _settle(places: Sequence[Match], flat: str) -> tuple[list[tuple[Match, Name]], dict[str, tuple[str, ...]]]:
    """Choose the entity of each match: short forms need a full one before, shared names a hint in the text."""
    certain: set[str] = set()
    if any(len(place.names) > 1 for place in places):
        for place in places:
            full = {name.entity for name in place.names if name.form != "short"}
            if len(full) == 1:
                certain |= full
    introduced: set[str] = set()
    settled: list[tuple[Match, Name]] = []
    unsettled: dict[str, tuple[str, ...]] = {}
    for place in places:
        if len(place.names) == 1 and place.names[0].form == "full":
            introduced.add(place.names[0].entity)
            settled.append((place, place.names[0]))
            continue
        able = [name for name in place.names if name.form != "short" or name.entity in introduced]
        if not able:
            continue
        name = _likeliest(able, introduced, certain, flat)
        if name is None:
            unsettled[place.names[0].text] = tuple(sorted({one.entity for one in able}))
            continue
        if name.form == "full":
            introduced.add(name.entity)
        settled.append((place, name))
    return settled, unsettled


@functools.lru_cache(maxsize=1)
def _words(flat: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in WORD.findall(flat))


def _likeliest(able: Sequence[Name], introduced: set[str], certain: set[str], flat: str) -> Name | None:
    if len({name.entity for name in able}) == 1:
        return able[0]
    scores = {
        name.entity: 2 * (name.entity in certain or name.entity in introduced)
        + sum(hint in certain or hint in _words(flat) for hint in name.hints)
        for name in able
    }
    best = sorted(scores, key=lambda entity: (-scores[entity], entity))
    if scores[best[0]] == scores[best[1]]:
        return None
    return next(name for name in able if name.entity == best[0])


def _named(settled: Iterable[tuple[Match, Name]], phrases: Sequence[Phrase]) -> list[tuple[Span, Name, bool]]:
    """Return the settled matches as spans, each with its name, and whether it is but an ordinary word with a capital.

    Of those only what more speaks for than the capital of a sentence: Apple, Target.
    """
    made: list[tuple[Span, Name, bool]] = []
    doubtful = False
    for place, name in settled:
        cut, plain = _cut(place, name, phrases)
        start = place.start
        made.append((Span(start, start + cut.end, cut, name.entity, name.form), name, plain))
        doubtful = doubtful or plain
    if not doubtful:
        return made
    signalled = {name.entity for _, name, plain in made if not plain and name.form != "demonym"}
    return [one for one in made if not one[2] or one[1].exchange is not None or one[1].entity in signalled]


def _cut(place: Match, name: Name, phrases: Sequence[Phrase]) -> tuple[Cut, bool]:
    """Return what a match says by itself, and whether it is but an ordinary word with which a sentence begins."""
    if place.phrase == len(phrases) or phrases[place.phrase].start >= place.end:
        return _registered(name, (), place.end - place.start, 0), False
    phrase = phrases[place.phrase]
    said, start = phrase.said, place.start - phrase.start
    known = _cuts.get((id(said), start, id(name)))
    if known is not None and known[0] is said and known[1] is name:
        return known[2]
    made = _legal(said.tokens, start, place.end - phrase.start, name)
    if len(_cuts) >= _REMEMBERED:
        _cuts.clear()
    _cuts[id(said), start, id(name)] = said, name, made
    return made


_cuts: dict[tuple[int, int, int], tuple[Said, Name, tuple[Cut, bool]]] = {}


def _legal(found: Sequence[Token], start: int, end: int, name: Name) -> tuple[Cut, bool]:
    """Take the title before a name, and the legal form behind it."""
    first = bisect_left(found, start, key=attrgetter("start"))
    last = bisect_left(found, end, key=attrgetter("start"))
    final, title = end, 0
    while first < last < len(found) and found[last].link and found[last].bits & SUFFIX and name.form == "full":
        final = found[last].start + len(found[last].text)
        last += 1
    if 0 < first < last and found[first].link and name.form != "demonym":
        title = found[first - 1].bits & (HONORIFIC | ROLE)
    plain = first < last and _plain(found, first, start, end)
    return _registered(name, tuple(found[first:last]), final - start, title), plain


def _plain(found: Sequence[Token], first: int, start: int, end: int) -> bool:
    token = found[first]
    if not (token.opens and token.bits & COMMON) or token.possessive or token.start != start or token.end < end:
        return False
    following = found[first + 1] if first + 1 < len(found) else None
    return not (following and following.link and following.bits & (SUFFIX | ROLE))


def _registered(name: Name, words: tuple[Token, ...], end: int, title: int) -> Cut:
    return Cut(
        start=0,
        end=end,
        text=name.text,
        words=words,
        opens=words[0].opens if words else True,
        title=title,
        role_after=False,
        name=name.text,
        demonym="",
        lows=tuple([word.low for word in words]),
        votes=(),
        sure=True,
        damped=False,
        numbered=False,
    )
