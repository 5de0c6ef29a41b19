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


OWN: Final = ("len", "end", "opens", "caps", "pitch", "kind", "more")
"""The features that a line has by itself, in order."""


def measure(texts: Sequence[str]) -> list[Shape]:
    """Return what lines, without blanks at their ends, show by themselves, each alone."""
    if not texts:
        return []
    page = "\n".join(texts).lower()
    lowers = page.split("\n")
    marks = worded.marks(texts, lowers, page)
    lines = tokens.plain(texts)
    # A look at a name of another module costs as much as the half of what is done with it here.
    telling, function_words, dated, end = worded.TELLING.__contains__, phrases.FUNCTION_WORDS, _YEAR.search, tokens.end
    classes, note, label = worded.classed, worded.note, worded.label
    found = []
    for text, lower, line, sign in zip(texts, lowers, lines, marks, strict=True):
        words = line.split()
        spoken: Collection[str] = words
        terms = {*words[: tokens.TERMS]}
        signs, count, plain = sign, len(words), len(text)
        length = plain if text.isascii() else tokens.columns(text)
        ending = False
        function = 0.0
        classed = pitch = 0
        told = [*filter(telling, words)]
        if told:
            classed, pitch = classes(told, line)
            signs |= note(text, lower, classed, long=length >= LONG)
        if length >= LONG:
            function = len(function_words & terms) / (len(terms) or 1)
            if pitch > 1 and worded.offers(text, words, classed):
                signs |= _OFFER
            filed = dateline.read(text)
            if filed and (filed.agency or filed.date or (filed.place or "").isupper()):
                signs |= _DATELINE
        elif count > 1 and dated(text) and phrases.DATE.search(text):
            signs |= _DATE
        if count <= _PHRASE:
            said, ending = label(words, long=length >= LONG)
            signs |= said
        if length != plain:
            count = tokens.counted(count, characters=plain, width=length)
            spoken = tokens.told(text, words, length)
            terms = terms if spoken is words else {*spoken}
        found.append(Shape(text, length, spoken, terms, count, function, signs, end(text), pitch, ending))
    return found


def own(shapes: Sequence[Shape]) -> list[bytes]:
    """Return the features that lines have by themselves, as `OWN` names them: of each its value for each line."""
    last = _LENGTHS[-1]
    texts, lengths, _, _, extents, _, signs, ends, pitches, _ = zip(*shapes, strict=True)
    capitals = zip(_capitals(texts), extents, strict=True)
    return [
        bytes([WIDTH_OF[length if length < last else -1] for length in lengths]),
        bytes(ends),
        bytes([tokens.start(text[0]) for text in texts]),
        bytes([min(10 * some // (words or 1), _MOST) if some else 0 for some, words in capitals]),
        bytes(map(min, pitches, repeat(_PITCHES))),
        bytes([(some & -some).bit_length() if some else 0 for some in signs]),
        bytes([some.bit_count() if some else 0 for some in signs]),
    ]


def _capitals(texts: Sequence[str]) -> list[int]:
    """Return how many capital letters lines have; in other scripts than Latin, how many words begin with one."""
    data = "\n".join(texts).encode("utf-8", "surrogatepass")
    found = [*map(len, data.translate(None, _NO_CAPITALS).split(b"\n"))]
    for at, (text, line) in enumerate(zip(texts, data.split(b"\n"), strict=True)):
        if len(line) > _FOREIGN * len(text):
            found[at] = len([word for word in text.split() if word[0].isupper()])
    return found


def has(shape: Shape, sign: str) -> bool:
    """Say whether a line shows a sign."""
    return bool(shape.signs & SIGNS[sign])
