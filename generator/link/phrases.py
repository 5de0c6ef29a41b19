"""Which phrases of a text can hold names, and what each says by itself: found by one pattern, cut once, remembered.

A phrase is a capitalised word with all that could go on with its name. What it says hangs on nothing but its letters
and on whether a sentence begins with it; so what was learned of it in one text serves every other, and the order in
which texts are read cannot show.
"""

import functools
import re
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final

import msgspec

from generator.link import foreign, links, registry
from generator.link.lexicon import SUFFIX, Lexicon
from generator.link.spans import Cut, cuts, numbered
from generator.link.tokens import ABBREVIATIONS, UPPER, WORD, Token, alone, begun, read
from generator.model.mention import Form

_REMEMBERED: Final = 1 << 15
"""As many phrases that open sentences are kept in mind, and others; then all are forgotten."""
_LONGEST: Final = 48
"""As many words may follow the first of a phrase: what goes on is no name."""
_BEFORE: Final = frozenset(' \n"“')
"""What stands before a word that begins with its capital."""

_LETTERS: Final = re.compile(r"[A-Za-z\d]+")
"""What `registry.WORD` finds in ASCII, found faster."""
_TICKER: Final = re.compile(
    r"\((?:(?:(?:NYSE|NYSEARCA|NASDAQ|Nasdaq|AMEX|OTC\w*|LSE|LON|TSXV?|ASX|JSE|NSE|BSE|FRA|EPA|HKG|TYO|SGX|AIM|SIX)"
    r"(?: ?[A-Z][A-Za-z]+)?: ?)(?P<code>[A-Z\d.]{1,12})|(?P<ric>\.?[A-Z\d]{1,10}\.[A-Z]{1,2}))\)"
)
"""The code of a company on an exchange, (NYSE: BABA) or (TAMO.NS): no name of its own."""


class Span(msgspec.Struct, frozen=True, gc=False):
    """One place of a text that names something, in its code points."""

    start: int
    end: int
    cut: Cut
    entity: str = ""
    """The id of the registry's entity that it names."""

    form: Form = "full"


class Said(msgspec.Struct, frozen=True, gc=False):
    """What a phrase says by itself, in its own code points."""

    tokens: tuple[Token, ...]
    cuts: tuple[Cut, ...]
    heads: tuple[tuple[str, int], ...]
    """Words by which the registry could know a name in it, case folded, and where they begin."""

    firsts: tuple[str, ...]
    """What to ask the registry for: the same words, and those by which it could know other names of what they name."""


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """A phrase where it stands."""

    start: int
    end: int
    said: Said


class Reader:
    """Reads texts by one lexicon, in English or in any other language."""

    def __init__(self, lexicon: Lexicon, *, english: bool) -> None:
        self.lexicon = lexicon
        self._cuts = cuts if english else foreign.cuts
        self._pattern = _pattern(word for word, bits in lexicon.words.items() if bits & SUFFIX)
        self._known: tuple[dict[str, Said], dict[str, Said]] = ({}, {})

    def phrases(self, text: str) -> list[Phrase]:
        """Return the phrases of plain text, in order."""
        found: list[Phrase] = []
        known, reached, parted = self._known, 0, -1
        for match in self._pattern.finditer(text):
            start, end = match.span()
            if start and text[start - 1] not in _BEFORE:
                start, end = self._started(text, start, end, reached)
                if start < 0:
                    continue
            if parted < reached:
                parted = text.find("\n\n", reached)
                parted = len(text) if parted < 0 else parted
            opens = parted < start or links.opening(text, reached, start)
            words = text[start:end]
            before = text[max(0, start - 2) : start] if words[1:2] == "-" else ""
            said = known[opens].get(before + words)
            if said is None:
                said = self._said(words, before, opens=opens)
            found.append(Phrase(start, end, said))
            reached = end
        return found

    def forget(self) -> None:
        """Forget what was learned."""
        for known in self._known:
            known.clear()

    def _started(self, text: str, start: int, end: int, reached: int) -> tuple[int, int]:
        """Return where a phrase begins and ends whose first capital follows no space: eBay, al-Assad, not x.Y."""
        begin = begun(text, start, reached)
        while begin < 0:  # amid an address or a number; the next word may be a name yet
            word = WORD.match(text, start)
            match = self._pattern.search(text, word.end() if word else end, end)
            if match is None:
                return -1, end
            start, end = match.span()
            begin = start if text[start - 1] in _BEFORE else begun(text, start, reached)
        return begin, end

    def _said(self, words: str, before: str, *, opens: bool) -> Said:
        if words.isalpha():
            reading = alone(words, self.lexicon, opens=opens)
            asked: tuple[tuple[str, int], ...] = ((words.casefold(), 0),)
        else:
            reading = read(f"{words} ", self.lexicon, opens=opens, before=before)
            pattern = _LETTERS if words.isascii() else registry.WORD
            heads = [(found[0], found.start()) for found in pattern.finditer(words)]
            asked = tuple([(word.casefold(), start) for word, start in heads if not registry.plain(word)])
        names = tuple(self._cuts(reading)) if reading.tokens else ()
        firsts = [word for word, _ in asked]
        others = [one.demonym or one.name for one in names if one.demonym or one.name != one.text]
        firsts += map(registry.first_word, others)
        said = Said(tuple(reading.tokens), names, asked, tuple(firsts))
        known = self._known[opens]
        if len(known) >= _REMEMBERED:
            known.clear()
        known[before + words] = said
        return said

    def spans(self, text: str, phrases: Iterable[Phrase], taken: Sequence[Span] = ()) -> list[Span]:
        """Return the places where names stand, in order, none overlapping another, and those `taken` among them."""
        made: list[Span] = []
        at, last = 0, len(taken)
        codes = [found.span(found.lastgroup or 0) for found in _TICKER.finditer(text)] if "(" in text else []
        for phrase in phrases:
            if codes and any(start <= phrase.start < end for start, end in codes):
                continue
            for one in phrase.said.cuts:
                start, end = phrase.start + one.start, phrase.start + one.end
                if one.numbered:
                    one, end = numbered(one, text, end, self.lexicon)  # noqa: PLW2901 - the same name, whole
                while at < last and taken[at].end <= start:
                    at += 1
                if at == last or taken[at].start >= end:
                    made.append(Span(start, end, one))
        return sorted([*made, *taken], key=attrgetter("start")) if taken else made


@functools.lru_cache(maxsize=4)
def reader(lexicon: Lexicon, *, english: bool = True) -> Reader:
    """Return what reads by a lexicon, with all that it has learned."""
    return Reader(lexicon, english=english)


def _pattern(suffixes: Iterable[str]) -> re.Pattern[str]:
    """Compile what finds phrases: every capitalised word with those that could hang on to it, and some that do not."""
    space = r"(?>[^\S\n]+(?:\n[^\S\n]*)?|\n[^\S\n]*)"
    small = _either(word.replace(" ", space) for word in links.SMALL)
    letters = "".join(sorted({word[0] for word in links.SMALL}))
    legal = _either(map(re.escape, sorted(suffixes, key=len, reverse=True)))
    gap = (
        rf"(?:(?:\ (?=\S)|(?!\ \S){space})(?:&{space}?|(?=[{letters}])(?:{small}){space})?|&{space}?"
        rf"|,\ (?=(?i:{legal})\b|[^\s,]+{space}(?:&|and){space}[{UPPER}]))"
    )
    beginning = r"(?>(?:(?:al|el|ul|ad|an|as|ash|ar|at|az|d|l|bin)[-'’]|(?:al|bin|ibn)\ |[a-z\d]{1,4}+)?)"
    # Of the words that go on in lower case few are such a beginning: whether one can be is seen first.
    able = rf"(?=[a-z\d]{{1,4}}+(?:[{UPPER}'’-]|(?<=[ln])\ ))"
    beginning = rf"(?:(?![a-z\d])|{able}{beginning})"
    word = rf"{WORD.pattern}(?:\.{_after(ABBREVIATIONS)}|(?<=[sS])['’](?=\ ))?"
    return re.compile(rf"{word}(?:{gap}{beginning}{word}){{0,{_LONGEST}}}", re.VERBOSE)


def _either(words: Iterable[str]) -> str:
    return "|".join(words)


def _after(words: Iterable[str]) -> str:
    """Return a pattern that looks back for one of `words`, as they are or in capitals, and a full stop."""
    sizes: dict[int, list[str]] = {}
    for word in sorted({*words, *map(str.upper, words)}):
        sizes.setdefault(len(word), []).append(word)
    behind = (rf"(?<=(?<!\w)(?:{_either(some)})\.)" for some in sizes.values())
    return f"(?:{_either(behind)})"
