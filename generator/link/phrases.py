"""Which phrases of a text can hold names, and what each says by itself: found by one pattern, cut once, remembered.

A phrase is a capitalised word with all that could go on with its name. What it says hangs on nothing but its letters
and on whether a sentence begins with it; so what was learned of it in one text serves every other, and the order in
which texts are read cannot show.
"""

import functools
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from generator.link import links
from generator.link.lexicon import SUFFIX, Lexicon
from generator.link.spans import Cut, cuts, numbered
from generator.link.tokens import ABBREVIATIONS, UPPER, WORD, Token, begun, read
from generator.model.mention import Form

_REMEMBERED: Final = 1 << 15
"""As many phrases are kept in mind; then all are forgotten."""
_BEFORE: Final = frozenset(' \n"“')
"""What stands before a word that begins with its capital."""


class Span(msgspec.Struct, frozen=True, gc=False):
    """One place of a text that names something, in its code points."""

    start: int
    end: int
    cut: Cut
    entity: str = ""
    """The id of the registry's entity that it names."""

    form: Form = "full"


class Phrase(msgspec.Struct, frozen=True, gc=False):
    """A phrase where it stands: its words and its names are in its own code points."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    cuts: tuple[Cut, ...]


class Reader:
    """Reads texts by one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._pattern = _pattern(word for word, bits in lexicon.words.items() if bits & SUFFIX)
        self._known: dict[tuple[str, bool, str], tuple[tuple[Token, ...], tuple[Cut, ...]]] = {}

    def phrases(self, text: str) -> list[Phrase]:
        """Return the phrases of plain text, in order."""
        found: list[Phrase] = []
        known, reached = self._known, 0
        for match in self._pattern.finditer(text):
            start, end = match.span()
            if start and text[start - 1] not in _BEFORE:
                start, end = self._started(text, start, end, reached)
                if start < 0:
                    continue
            opens = links.opening(text, reached, start)
            words = text[start:end]
            before = text[max(0, start - 2) : start] if words[1:2] == "-" else ""
            said = known.get((words, opens, before))
            if said is None:
                said = self._said(words, before, opens=opens)
            found.append(Phrase(start, end, *said))
            reached = end
        return found

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

    def _said(self, words: str, before: str, *, opens: bool) -> tuple[tuple[Token, ...], tuple[Cut, ...]]:
        reading = read(f"{words} ", self.lexicon, opens=opens, before=before)
        said = tuple(reading.tokens), tuple(cuts(reading))
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[words, opens, before] = said
        return said

    def spans(self, text: str, phrases: Iterable[Phrase]) -> list[Span]:
        """Return the places where names stand, in order, none overlapping another."""
        made: list[Span] = []
        for phrase in phrases:
            for one in phrase.cuts:
                start, end = phrase.start + one.start, phrase.start + one.end
                if one.numbered:
                    one, end = numbered(one, text, end, self.lexicon)  # noqa: PLW2901 - the same name, whole
                made.append(Span(start, end, one))
        return made


@functools.lru_cache(maxsize=4)
def reader(lexicon: Lexicon) -> Reader:
    """Return what reads by a lexicon, with all that it has learned."""
    return Reader(lexicon)


def across(phrases: Sequence[Phrase], start: int, end: int) -> Sequence[Phrase]:
    """Return the phrases of a text that share a character with code points `start` up to `end`."""
    first = bisect_right(phrases, start, key=_end)
    last = first
    while last < len(phrases) and phrases[last].start < end:
        last += 1
    return phrases[first:last]


def _end(phrase: Phrase) -> int:
    return phrase.end


def _pattern(suffixes: Iterable[str]) -> re.Pattern[str]:
    """Compile what finds phrases: every capitalised word with those that could hang on to it, and some that do not."""
    space = r"(?:[^\S\n]+(?:\n[^\S\n]*)?|\n[^\S\n]*)"
    small = _either(word.replace(" ", space) for word in links.SMALL)
    legal = _either(map(re.escape, sorted(suffixes, key=len, reverse=True)))
    gap = (
        rf"(?:{space}(?:&{space}?|(?:{small}){space})?|&{space}?"
        rf"|,\ (?=(?i:{legal})\b|[^\s,]+{space}(?:&|and){space}[{UPPER}]))"
    )
    beginning = r"(?:(?:al|el|ul|ad|an|as|ash|ar|at|az|d|l|bin)[-'’]|(?:al|bin|ibn)\ |[a-z\d]{1,4})?"
    word = rf"{WORD.pattern}(?:\.{_after(ABBREVIATIONS)}|(?<=[sS])['’](?=\ ))?"
    return re.compile(rf"{word}(?:{gap}{beginning}{word})*", re.VERBOSE)


def _either(words: Iterable[str]) -> str:
    return "|".join(words)


def _after(words: Iterable[str]) -> str:
    """Return a pattern that looks back for one of `words`, as they are or in capitals, and a full stop."""
    sizes: dict[int, list[str]] = {}
    for word in sorted({*words, *map(str.upper, words)}):
        sizes.setdefault(len(word), []).append(word)
    behind = (rf"(?<=(?<!\w)(?:{_either(some)})\.)" for some in sizes.values())
    return f"(?:{_either(behind)})"
