"""What the shape of a line says of it by itself: its length, its signs, the closed word classes it draws on.

A feature is a small whole number. None holds a word of the text, so that what is learned from them holds on pages in
other words.
"""

import re
from bisect import bisect
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from itertools import repeat
from typing import Final, NamedTuple

from generator.convert import dateline, phrases, tokens, worded
from generator.convert.worded import SIGNS

MEDIUM: Final = 40
LONG: Final = 85
"""Columns from which a line is of medium length, and from which it is long: prose, in most cases."""

_LENGTHS: Final = (4, 8, 12, 16, 20, 25, 32, MEDIUM, 50, 60, 72, LONG, 100, 120, 145, 180, 220, 260, 320, 400, 520, 700)
_HEAD: Final = 140
_TAIL: Final = 40
"""Characters of the beginning and of the end of a long line that are read; how long it is, all of it tells."""

_PHRASE: Final = worded.PHRASE
_MOST: Final = 40
_PITCHES: Final = 6
_FOREIGN: Final = 1.3
_NO_CAPITALS: Final = bytes(set(range(0x100)) - {*b"\nABCDEFGHIJKLMNOPQRSTUVWXYZ"})
WIDTH_OF: Final = [bisect(_LENGTHS, length) for length in range(_LENGTHS[-1] + 1)]
"""Of each length up to the last that is told from longer ones, its number as the first of the features."""

_YEAR: Final = re.compile(r"\d(?:(?<=1)9\d\d|(?<=2)0\d\d|[-/.]\d\d?[-/.]\d\d)")
_OFFER, _DATELINE, _DATE = SIGNS["offer"], SIGNS["dateline"], SIGNS["date"]


class Shape(NamedTuple):
    """One line, measured."""

    text: str
    length: int
    """In columns: a character of a wide script counts two."""

    words: Collection[str]
    """In lower case; of a script without blanks each two signs in a row."""

    terms: AbstractSet[str]
    """The first of them, each once."""

    extent: int
    """How many words it has; of a script without blanks, about how many."""

    function: float
    """Of a long line, the share of function words among its `terms`."""

    signs: int
    """What it is worded like: bits, as `SIGNS` names them."""

    end: int
    """How it ends (`tokens.end`)."""

    pitch: int
    """How many words and pairs of words are those of pitches."""

    ending: bool
    """Whether it is worded like the head of what follows an article."""

    @property
    def long(self) -> bool:
        """Whether it is as long as prose."""
        return self.length >= LONG

    @property
    def sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return self.end in tokens.SENTENCES


class Measures(NamedTuple):
    """Lines, measured: of each field of `Shape` what it is for each of them, in the same order."""

    texts: Sequence[str]
    lengths: Sequence[int]
    words: Sequence[Collection[str]]
    terms: Sequence[AbstractSet[str]]
    extents: Sequence[int]
    functions: Sequence[float]
    signs: Sequence[int]
    ends: Sequence[int]
    pitches: Sequence[int]
    endings: Sequence[bool]
    capitals: Sequence[int]
    """How many capitals each has where it is read; in scripts other than Latin, how many words begin with one."""

    def shape(self, at: int) -> Shape:
        """Return one of them."""
        return Shape(
            text=self.texts[at],
            length=self.lengths[at],
            words=self.words[at],
            terms=self.terms[at],
            extent=self.extents[at],
            function=self.functions[at],
            signs=self.signs[at],
            end=self.ends[at],
            pitch=self.pitches[at],
            ending=self.endings[at],
        )


OWN: Final = ("len", "end", "opens", "caps", "pitch", "kind", "more")
"""The features that a line has by itself, in order."""


def measure(texts: Sequence[str]) -> Measures:
    """Return what lines, without blanks at their ends, show by themselves, each alone."""
    if not texts:
        return Measures(*[()] * len(Measures._fields))
    characters = [*map(len, texts)]
    # A long paragraph says what it is where it begins and where it ends.
    heads = [
        text if length <= _HEAD + _TAIL else f"{text[:_HEAD]} {text[-_TAIL:]}"
        for text, length in zip(texts, characters, strict=True)
    ]
    page = tokens.unset(heads)
    lower = page.lower()
    lowers = lower.split("\n")
    signs = worded.marks(heads, lowers, lower)
    plains = tokens.words_apart(page)
    words = [line.split() for line in plains]
    terms = [{*mine[: tokens.TERMS]} for mine in words]
    lengths = characters if page.isascii() else _widths(page, heads, characters)
    pitches, classes = _classed(heads, lowers, plains, words, lengths, signs)
    for at in [at for at, pitch in enumerate(pitches) if pitch and heads[at] is not texts[at]]:
        # What begins as a pitch is read whole.
        pitches[at], asks = _pitched(texts[at])
        signs[at] |= _OFFER * asks
    functions = [0.0] * len(texts)
    endings = [False] * len(texts)
    # A look at a name of another module costs as much as the half of what is done with it here.
    function_words, is_dated, openings = phrases.FUNCTION_WORDS, _YEAR.search, worded.OPENING_LABELS
    for at, length in enumerate(lengths):
        mine = words[at]
        if length >= LONG:
            here = terms[at]
            functions[at] = len(function_words & here) / (len(here) or 1)
            if pitches[at] > 1 and heads[at] is texts[at] and worded.offers(texts[at], mine, classes.get(at, 0)):
                signs[at] |= _OFFER
            filed = dateline.read(heads[at])
            if filed and (filed.agency or filed.date or (filed.place or "").isupper()):
                signs[at] |= _DATELINE
        elif len(mine) > 1 and is_dated(texts[at]) and phrases.DATE.search(texts[at]):
            signs[at] |= _DATE
        if len(mine) <= _PHRASE and (not mine or mine[0] in openings or mine[0].isdigit()):
            said, endings[at] = worded.label(mine, long=length >= LONG)
            signs[at] |= said
    extents = [
        len(mine) if head is text else text.count(" ") + 1 for mine, head, text in zip(words, heads, texts, strict=True)
    ]
    spoken: list[Collection[str]] = [*words]
    wide = [at for at, length in enumerate(lengths) if length != characters[at]] if lengths is not characters else ()
    for at in wide:
        extents[at] = tokens.counted(extents[at], characters=characters[at], width=lengths[at])
        spoken[at] = tokens.told(heads[at], words[at], lengths[at] * len(heads[at]) // characters[at])
        terms[at] = terms[at] if spoken[at] is words[at] else {*spoken[at]}
    ends, capitals = tokens.ends_of(texts), _capitals(page)
    return Measures(texts, lengths, spoken, terms, extents, functions, signs, ends, pitches, endings, capitals)


def _classed(
    texts: Sequence[str],
    lowers: Sequence[str],
    plains: Sequence[str],
    words: Sequence[list[str]],
    lengths: Sequence[int],
    signs: list[int],
) -> tuple[list[int], dict[int, int]]:
    """Return how many words of lines are of pitches, and of some the classes of their words; note signs of these."""
    pitches = [0] * len(texts)
    classes: dict[int, int] = {}
    telling = worded.TELLING.__contains__
    for at, mine in enumerate(words):
        told = [*filter(telling, mine)]
        if told:
            classed, pitches[at] = worded.classed(told, plains[at])
            if classed >= worded.NOTED:
                classes[at] = classed
                signs[at] |= worded.note(texts[at], lowers[at], classed, long=lengths[at] >= LONG)
    return pitches, classes


def _pitched(text: str) -> tuple[int, bool]:
    """Return how many words and pairs of a paragraph are of pitches, and whether it asks its reader for something."""
    (line,) = tokens.plain([text])
    words = line.split()
    classed, pitch = worded.classed([*filter(worded.TELLING.__contains__, words)], line)
    return pitch, pitch > 1 and worded.offers(text, words, classed)


def own(lines: Measures) -> list[bytes]:
    """Return the features that lines have by themselves, as `OWN` names them: of each its value for each line."""
    last = _LENGTHS[-1]
    capitals = zip(lines.capitals, lines.extents, strict=True)
    signs = lines.signs
    return [
        bytes([WIDTH_OF[length if length < last else -1] for length in lines.lengths]),
        bytes(lines.ends),
        bytes(tokens.starts_of(lines.texts)),
        bytes([min(10 * some // (words or 1), _MOST) if some else 0 for some, words in capitals]),
        bytes(map(min, lines.pitches, repeat(_PITCHES))),
        bytes([(some & -some).bit_length() if some else 0 for some in signs]),
        bytes([some.bit_count() if some else 0 for some in signs]),
    ]


def _widths(page: str, heads: Sequence[str], characters: Sequence[int]) -> Sequence[int]:
    """Return how wide lines are, in columns: of a long one as its beginning and its end suggest."""
    found = [*characters]
    for at, text in enumerate(page.split("\n")):
        if not text.isascii():
            found[at] += (tokens.columns(text) - len(text)) * characters[at] // len(heads[at])
    return found


def _capitals(page: str) -> list[int]:
    """Return how many capital letters lines have; in other scripts than Latin, how many words begin with one."""
    data = page.encode("utf-8", "surrogatepass")
    found = [*map(len, data.translate(None, _NO_CAPITALS).split(b"\n"))]
    if not page.isascii():
        for at, text in enumerate(page.split("\n")):
            if not text.isascii() and len(text.encode("utf-8", "surrogatepass")) > _FOREIGN * len(text):
                found[at] = _begun(text)
    return found


def _begun(text: str) -> int:
    return len([word for word in text.split() if word[0].isupper()])


def has(shape: Shape, sign: str) -> bool:
    """Say whether a line shows a sign."""
    return bool(shape.signs & SIGNS[sign])
