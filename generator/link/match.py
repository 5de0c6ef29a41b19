"""Which of the registry's names stand in a text, and which entity each means there.

A name is matched as written, the longest at the leftmost place; never inside a longer name ("Apple" in "Apple
Records"), in a phrase the entity refuses, or in its short form before a full one. Where several entities share a name,
what else the text names decides; where that does not, the name stays without an entity.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from generator.link.lexicon import CALENDAR, COMMON, FUNCTION, HONORIFIC, ROLE, ROLE_MODIFIER, SUFFIX
from generator.link.phrases import Phrase, Span, across
from generator.link.registry import WORD, Lookup, Name, plain
from generator.link.spans import Cut
from generator.link.tokens import Token

_TRANSPARENT: Final = CALENDAR | FUNCTION | HONORIFIC | ROLE | ROLE_MODIFIER | SUFFIX
_FLAT: Final = str.maketrans({"’": "'", "‘": "'", "\n": " ", "\t": " ", "\u00a0": " "})


class Match(msgspec.Struct, frozen=True):
    """A place where names of the registry stand: all of one text, of one entity or of several."""

    start: int
    end: int
    names: tuple[Name, ...]


class Matched(msgspec.Struct, frozen=True):
    """What the registry has to say of a text."""

    spans: tuple[Span, ...]
    """Its names, each with its entity, in order."""

    names: Mapping[str, Name]
    """Entity to its own name where that was looked up, else to the longest that matched."""

    unsettled: Mapping[str, tuple[str, ...]]
    """Name that several entities share, and that nothing in the text settles, to their ids."""


_NOTHING: Final = Matched((), {}, {})


def match(text: str, phrases: Sequence[Phrase], lookup: Lookup) -> Matched:
    """Find the registry's names in plain text.

    `lookup` is asked once for "" and once for each distinct word that is not all in lower case.
    """
    answers = {word: lookup(word) for word in _asked(text)}
    if not any(answers.values()):
        return _NOTHING
    flat = text.translate(_FLAT)
    standing = _standing(_candidates(flat, answers), phrases)
    settled, unsettled = _settle(standing, flat)
    named = [(place, name) for place, name in settled if _signalled(place, name, settled, phrases)]
    own = {name.entity: name for names in answers.values() for name in names if name.canonical}
    longest: dict[str, Name] = {}
    for _, name in named:
        known = own.get(name.entity) or longest.get(name.entity)
        if known is None or (not known.canonical and len(name.text) > len(known.text)):
            known = name
        longest[name.entity] = known
    return Matched(tuple(_span(place, name, phrases) for place, name in named), longest, unsettled)


def _asked(text: str) -> list[str]:
    """Return the first words to ask for: "" and every distinct word that is not all in lower case."""
    words = set(WORD.findall(text))
    return ["", *sorted({word.casefold() for word in words if not (word.islower() and word.isalpha())})]


def _candidates(flat: str, answers: Mapping[str, tuple[Name, ...]]) -> list[Match]:
    """Return where names stand, the longest at each place, none overlapping the one before it."""
    quiet: dict[str, list[Name]] = {}
    for name in answers[""]:
        word = WORD.search(name.text)
        if word:
            quiet.setdefault(word[0], []).append(name)
    made: list[Match] = []
    reached = 0
    for word in WORD.finditer(flat):
        if word.start() < reached:
            continue
        names: Sequence[Name] = quiet.get(word[0], ()) if plain(word[0]) else answers.get(word[0].casefold(), ())
        for name in names:
            start = word.start() - _offset(name.text)
            end = start + len(name.text)
            if start >= reached and _alone(flat, start, end) and flat.startswith(name.text, start):
                same = tuple(one for one in names if one.text == name.text and not _refused(flat, start, end, one))
                if same:
                    made.append(Match(start, end, same))
                    reached = end
                    break
    return made


def _offset(name: str) -> int:
    word = WORD.search(name)
    return word.start() if word else 0


def _alone(flat: str, start: int, end: int) -> bool:
    """Say whether no letter or digit goes on to either side; scripts without spaces have no sides."""
    before, after = flat[max(0, start - 2) : start], flat[end : end + 2]
    if before and WORD.fullmatch(before[-1] + flat[start]) and flat[start].isalnum():
        return False
    if after and flat[end - 1].isalnum() and WORD.fullmatch(flat[end - 1] + after[0]):
        return False
    return not (before[1:] in ("'", ".", "@") and before[0].isalnum())


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
    return [place for place in places if all(map(_transparent, _rest(place, places, phrases)))]


def _rest(place: Match, places: Sequence[Match], phrases: Sequence[Phrase]) -> Iterator[Token]:
    """Yield the words of the names that a match has a part in, those that no match covers."""
    for phrase in across(phrases, place.start, place.end):
        offset = phrase.start
        for cut in phrase.cuts:
            if cut.start + offset < place.end and place.start < cut.end + offset:
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
    for place in places:
        full = {name.entity for name in place.names if name.form != "short"}
        if len(full) == 1:
            certain |= full
    words = frozenset(word.casefold() for word in WORD.findall(flat))
    introduced: set[str] = set()
    settled: list[tuple[Match, Name]] = []
    unsettled: dict[str, tuple[str, ...]] = {}
    for place in places:
        able = [name for name in place.names if name.form != "short" or name.entity in introduced]
        if not able:
            continue
        name = _likeliest(able, introduced, certain, words)
        if name is None:
            unsettled[place.names[0].text] = tuple(sorted({one.entity for one in able}))
            continue
        if name.form == "full":
            introduced.add(name.entity)
        settled.append((place, name))
    return settled, unsettled


def _likeliest(able: Sequence[Name], introduced: set[str], certain: set[str], words: frozenset[str]) -> Name | None:
    if len({name.entity for name in able}) == 1:
        return able[0]
    scores = {
        name.entity: 2 * (name.entity in certain or name.entity in introduced)
        + sum(hint in certain or hint in words for hint in name.hints)
        for name in able
    }
    best = sorted(scores, key=lambda entity: (-scores[entity], entity))
    if scores[best[0]] == scores[best[1]]:
        return None
    return next(name for name in able if name.entity == best[0])


def _signalled(place: Match, name: Name, settled: Iterable[tuple[Match, Name]], phrases: Sequence[Phrase]) -> bool:
    """Say whether more than the capital of a sentence speaks for a name that is an ordinary word: Apple, Target."""
    if not _plain_opening(place, phrases):
        return True
    others = (other for other, one in settled if one.entity == name.entity and one.form != "demonym")
    return any(other is not place and not _plain_opening(other, phrases) for other in others)


def _plain_opening(place: Match, phrases: Sequence[Phrase]) -> bool:
    phrase, first, _ = _tokens(place, phrases)
    if phrase is None or first == len(phrase.tokens):
        return False
    token = phrase.tokens[first]
    if token.start + phrase.start != place.start or token.end + phrase.start < place.end:
        return False
    if not (token.opens and token.bits & COMMON) or token.possessive:
        return False
    following = phrase.tokens[first + 1] if first + 1 < len(phrase.tokens) else None
    return not (following and following.link and following.bits & (SUFFIX | ROLE))


def _tokens(place: Match, phrases: Sequence[Phrase]) -> tuple[Phrase | None, int, int]:
    """Return the phrase in which a match begins, and which of its words the match holds."""
    for phrase in across(phrases, place.start, place.end):
        first = bisect_left(phrase.tokens, place.start - phrase.start, key=_begin)
        return phrase, first, bisect_left(phrase.tokens, place.end - phrase.start, key=_begin)
    return None, 0, 0


def _begin(token: Token) -> int:
    return token.start


def _span(place: Match, name: Name, phrases: Sequence[Phrase]) -> Span:
    """Return the match as a span, with the legal form behind it."""
    phrase, first, last = _tokens(place, phrases)
    found = phrase.tokens if phrase else ()
    end, title = place.end, 0
    while phrase and first < last < len(found) and _legal(found[last]) and name.form == "full":
        end = phrase.start + found[last].start + len(found[last].text)
        last += 1
    if 0 < first < last and found[first].link and name.form != "demonym":
        title = found[first - 1].bits & (HONORIFIC | ROLE)
    words = found[first:last]
    cut = Cut(
        start=0,
        end=end - place.start,
        text=name.text,
        words=words,
        opens=words[0].opens if words else True,
        title=title,
        role_after=False,
        name=name.text,
        demonym="",
        votes=(),
        damped=False,
        numbered=False,
    )
    return Span(place.start, end, cut, name.entity, name.form)


def _legal(token: Token) -> bool:
    return bool(token.link and token.bits & SUFFIX)
