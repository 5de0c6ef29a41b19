"""What the shape of a line says of it by itself: its length, its signs, the closed word classes it draws on.

A feature is a small whole number. None holds a word of the text, so that what is learned from them holds on pages in
other words.
"""

import re
from bisect import bisect
from collections.abc import Collection, Iterable, Sequence
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
_READ: Final = _HEAD + _TAIL
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


_Foreign = Sequence[tuple[int, str]]
"""Lines that have more than ASCII, and where they stand."""


class Shape(NamedTuple):
    """One line, measured."""

    text: str
    length: int
    """In columns: a character of a wide script counts two."""

    words: Collection[str]
    """In lower case; of a script without blanks each two signs in a row."""

    extent: int
    """How many words it has; of a script without blanks, about how many."""

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
    extents: Sequence[int]
    signs: Sequence[int]
    ends: Sequence[int]
    pitches: Sequence[int]
    endings: Sequence[bool]
    capitals: Sequence[int]
    """How many capitals each has where it is read; in scripts other than Latin, how many words begin with one."""

    def shape(self, at: int) -> Shape:
        """Return one of them."""
        texts, lengths, words, extents, signs, ends, pitches, endings, _ = self
        return Shape(texts[at], lengths[at], words[at], extents[at], signs[at], ends[at], pitches[at], endings[at])


_NOTHING: Final = Measures(*[()] * len(Measures._fields))

OWN: Final = ("len", "end", "caps", "pitch", "kind")
"""The features that a line has by itself, in order."""


def measure(texts: Sequence[str]) -> Measures:
    """Return what lines, without blanks at their ends, show by themselves, each alone."""
    if not texts:
        return _NOTHING
    characters = [*map(len, texts)]
    # A long paragraph says what it is where it begins and where it ends.
    heads = [
        text if length <= _READ else f"{text[:_HEAD]} {text[-_TAIL:]}"
        for text, length in zip(texts, characters, strict=True)
    ]
    page = tokens.unset(heads)
    others, data = tokens.foreign(page), page.encode("utf-8", "surrogatepass")
    plains = tokens.words_apart(data, others)
    words = [*map(str.split, plains)]
    lengths = _widths(others, heads, characters)
    long = [at for at, length in enumerate(lengths) if length >= LONG]
    signs = worded.marks(heads, page)
    pitches = _pitches(texts, heads, plains, words, long, signs)
    _note_days(heads, words, lengths, long, signs)
    # A look at a name of another module costs as much as the half of what is done with it here.
    endings, openings = [False] * len(texts), worded.OPENING_LABELS
    for at in [at for at, mine in enumerate(words) if not mine or mine[0] in openings or mine[0].isdigit()]:
        if len(words[at]) <= _PHRASE:
            said, endings[at] = worded.label(words[at], long=lengths[at] >= LONG)
            signs[at] |= said
    extents = [*map(len, words)]
    for at in long:
        if characters[at] > _READ:
            extents[at] = texts[at].count(" ") + 1
    spoken: list[Collection[str]] = [*words]
    for at, _ in others:
        if lengths[at] != characters[at]:
            extents[at] = tokens.counted(extents[at], characters=characters[at], width=lengths[at])
            spoken[at] = tokens.told(heads[at], words[at], lengths[at] * len(heads[at]) // characters[at])
    ends, capitals = tokens.ends_of(texts), _capitals(data, others)
    return Measures(texts, lengths, spoken, extents, signs, ends, pitches, endings, capitals)


def _pitches(
    texts: Sequence[str],
    heads: Sequence[str],
    plains: Sequence[str],
    words: Sequence[list[str]],
    long: Collection[int],
    signs: list[int],
) -> list[int]:
    """Return how many words of each line are of pitches; note signs of the lines that words of closed classes show."""
    pitches = [0] * len(texts)
    classes: dict[int, int] = {}
    telling, classed, lengthy = worded.TELLING.__contains__, worded.classed, {*long}
    for at, told in enumerate([[*filter(telling, mine)] for mine in words]):
        if told:
            found, pitches[at] = classed(told, plains[at])
            if found >= worded.NOTED:
                classes[at] = found
                signs[at] |= worded.note(heads[at], found, long=at in lengthy)
    for at in [at for at in long if pitches[at]]:
        if heads[at] is not texts[at]:
            # What begins as a pitch is read whole.
            pitches[at], asks = _pitched(texts[at])
            signs[at] |= _OFFER * asks
        elif pitches[at] > 1 and worded.offers(texts[at], words[at], classes.get(at, 0)):
            signs[at] |= _OFFER
    return pitches


def _note_days(
    heads: Sequence[str], words: Sequence[list[str]], lengths: Sequence[int], long: Iterable[int], signs: list[int]
) -> None:
    """Note which long lines open with a dateline, and which others give a day."""
    for at in long:
        filed = dateline.read(heads[at])
        if filed and (filed.agency or filed.date or (filed.place or "").isupper()):
            signs[at] |= _DATELINE
    is_dated = _YEAR.search
    for at in [at for at, text in enumerate(heads) if lengths[at] < LONG and is_dated(text)]:
        if len(words[at]) > 1 and phrases.DATE.search(heads[at]):
            signs[at] |= _DATE


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
    return [
        bytes([WIDTH_OF[length if length < last else -1] for length in lines.lengths]),
        bytes(lines.ends),
        bytes([min(10 * some // (words or 1), _MOST) if some else 0 for some, words in capitals]),
        bytes(map(min, lines.pitches, repeat(_PITCHES))),
        bytes([(some & -some).bit_length() if some else 0 for some in lines.signs]),
    ]


def _widths(others: _Foreign, heads: Sequence[str], characters: Sequence[int]) -> Sequence[int]:
    """Return how wide lines are, in columns: of a long one as its beginning and its end suggest."""
    found = [*characters]
    for at, text in others:
        found[at] += (tokens.columns(text) - len(text)) * characters[at] // len(heads[at])
    return found


def _capitals(page: bytes, others: _Foreign) -> list[int]:
    """Return how many capital letters lines have; in other scripts than Latin, how many words begin with one."""
    found = [*map(len, page.translate(None, _NO_CAPITALS).split(b"\n"))]
    for at, text in others:
        if len(text.encode("utf-8", "surrogatepass")) > _FOREIGN * len(text):
            found[at] = _begun(text)
    return found


def _begun(text: str) -> int:
    return len([word for word in text.split() if word[0].isupper()])


def has(shape: Shape, sign: str) -> bool:
    """Say whether a line shows a sign."""
    return bool(shape.signs & SIGNS[sign])
