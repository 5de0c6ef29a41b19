"""What the shape of a line says of it by itself: its length, its signs, the closed word classes it draws on.

A feature is a small whole number. None holds a word of the text, so that what is learned from them holds on pages in
other words.
"""

import re
from bisect import bisect
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from generator.convert import dateline, phrases
from generator.text import TYPESET

MEDIUM: Final = 40
LONG: Final = 85
"""Columns from which a line is of medium length, and from which it is long: prose, in most cases."""

_LENGTHS: Final = (4, 8, 12, 16, 20, 25, 32, MEDIUM, 50, 60, 72, LONG, 100, 120, 145, 180, 220, 260, 320, 400, 520, 700)
_WIDE_WORD: Final = 2
"""Characters of a word in Chinese, on average."""

_PHRASE: Final = 8
_OPENING: Final = 3
"""Words of a phrase of an interface, at most; of the opening of one."""

_ABBREVIATION: Final = 3
_MOST: Final = 40
_FOREIGN: Final = 1.3
_CAPITALS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_widths: Final = [bisect(_LENGTHS, length) for length in range(_LENGTHS[-1] + 1)]
_SPOKEN_TO: Final = 12
"""One word in so many addresses the reader, where a page asks for something."""

_WORD: Final = re.compile(r"\w+")
_LOWERED: Final = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() or code == ord("_") else ord(" ") for code in range(0x80)
) + bytes(range(0x80, 0x100))
"""Of each byte of ASCII its lower case, or a blank where it is of no word."""

_WIDE: Final = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_STOPS: Final = {
    mark: number for number, marks in enumerate((".。।۔", "!?！？؟", "…›→", ":：", ",;،"), 1) for mark in marks
}
_CLOSERS: Final = "\"'”’»«)] "
_SENTENCES: Final = frozenset((1, 2, 6, 7))
"""The ends of a line that end a sentence (`_end`)."""

_QUOTES: Final = frozenset("\"'“‘«„”")
_BULLETS: Final = frozenset("•◦▪●‣·-–*")
_ITEMS: Final = ("•", "◦", "▪", "●", "‣", "·", "- ", "– ", "* ")
_DOMAIN: Final = re.compile(r"\.(?:com|org|net)\b")
_YEAR: Final = re.compile(r"\d(?:(?<=1)9\d\d|(?<=2)0\d\d|[-/.]\d\d?[-/.]\d\d)")
_MARKS: Final = {
    mark: 4 + number
    for number, marks in enumerate((*["([{<"], "-–—", "•*▪●◦‣·", "#@", "©", "»>→›", "_=+~", "|/\\", "…."))
    for mark in marks
}
_LABELS: Final = phrases.INTERFACE | phrases.ENDINGS
"""What stands before a colon in front of a link to another page: ``Read more: …``."""

_KINDS: Final = (
    *("interface", "copyright", "offer", "labelled", "caption", "ago", "byline", "date"),
    *("ending1", "ending2", "ending3", "ending4", "link", "price", "bullet", "wordless", "dateline", "colon"),
)
_KIND: Final = {sign: number for number, sign in enumerate(_KINDS, 1)}
"""The sign that tells most of a line that shows several."""

_BITS: Final = 12
_FIELDS: Final = ("address", "pitch", "offer", "caption", "ago", "byline")
_AT: Final = {name: _BITS * place for place, name in enumerate(_FIELDS)}
_FULL: Final = (1 << _BITS) - 1
_ADDRESS, _PITCH, _OFFER, _CAPTION, _AGO, _BYLINE = _AT.values()


def _classes() -> dict[str, int]:
    """Return of each word of a closed class one in the field of each class it is of."""
    found: dict[str, int] = {}
    for name, words in (
        ("address", phrases.ADDRESS_WORDS),
        ("pitch", phrases.PITCH_WORDS),
        ("offer", phrases.OFFER_WORDS),
        ("caption", phrases.CAPTION_WORDS),
        ("ago", phrases.AGO_WORDS),
        ("byline", phrases.BYLINE_WORDS),
    ):
        for word in words:
            found[word] = found.get(word, 0) + (1 << _AT[name])
    return found


def _pairs() -> dict[str, set[str]]:
    """Return which words make a pair behind each first one."""
    found: dict[str, set[str]] = {}
    for pair in phrases.PITCH_PAIRS:
        first, _, second = pair.partition(" ")
        found.setdefault(first, set()).add(second)
    return found


_FUNCTION: Final = phrases.FUNCTION_WORDS
_CLASSES: Final = _classes()
_PAIRS: Final = _pairs()
_TELLING: Final = frozenset(_CLASSES).union(_PAIRS, *_PAIRS.values())
"""The words of all closed classes but function words, and of pairs."""

_NO_SIGN: Final[frozenset[str]] = frozenset()


class Shape(NamedTuple):
    """One line, measured."""

    text: str
    length: int
    """In columns: a character of a wide script counts two."""

    words: Sequence[str]
    """In lower case."""

    extent: int
    """How many words it has; of a script without blanks, about how many."""

    size: str
    """``s``, ``m`` or ``l``: short, medium, long."""

    function: float
    """Share of function words."""

    signs: frozenset[str]
    """What it is worded like."""

    end: int
    """How it ends (`_end`)."""

    pitch: int
    """How many words and pairs of words are those of pitches."""

    ending: bool
    """Whether it is worded like the head of what follows an article."""

    sentence: bool
    """Whether it ends as a sentence does."""


OWN: Final = ("len", "end", "opens", "caps", "commas", "pitch", "kind", "credit", "more", "marks")
"""The features that a line has by itself, in order."""


def measure(text: str) -> Shape:
    """Return what a line, without blanks at its ends, shows by itself."""
    lower = text.lower()
    words = words_of(text)
    count = len(words)
    length = columns(text)
    size = "s" if length < MEDIUM else "m" if length < LONG else "l"
    told = _TELLING.intersection(words)
    found = 0
    for word in told:
        if word in _CLASSES:
            found += _CLASSES[word] * words.count(word)
    end = _end(text)
    signs: list[str] = []
    ending = count <= _PHRASE and _read_label(words, signs, long=size == "l")
    pitch = _pitches(words, told, found) if told else 0
    if pitch:
        signs.append(f"pitch{min(pitch, 4)}")
    _mark(text, lower, signs)
    if found >> _CAPTION:
        signs.extend(_worded_as_note(text, lower, found, size=size))
    if size == "l":
        signs.extend(_worded_as_prose(text, words, found=found, pitch=pitch))
    elif count > 1 and _YEAR.search(text) and phrases.DATE.search(text):
        signs.append("date")
    return Shape(
        text,
        length,
        words,
        _extent(text, length, count),
        size,
        len([word for word in words if word in _FUNCTION]) / (count or 1),
        frozenset(signs) if signs else _NO_SIGN,
        end,
        pitch,
        ending,
        end in _SENTENCES,
    )


def columns(text: str) -> int:
    """Return how wide a line is: a character of a wide script counts two."""
    plain = len(text)
    if text.isascii() or len(text.encode("utf-8", "replace")) <= 2 * plain:
        return plain
    return plain + len(_WIDE.findall(text))


def extent(text: str) -> int:
    """Return how many words a line has; of a script without blanks, about how many."""
    return _extent(text, columns(text), len(words_of(text)))


def _extent(text: str, length: int, count: int) -> int:
    plain = len(text)
    return count if length == plain else max(count, (length - plain) // _WIDE_WORD)


def ends(text: str) -> bool:
    """Say whether a line ends as a sentence does."""
    return _end(text) in _SENTENCES


def own(shape: Shape) -> tuple[int, ...]:
    """Return the features of a line that it has by itself, as `OWN` names them."""
    text, signs, length = shape.text, shape.signs, shape.length
    kind = more = marked = 0
    for sign in signs:
        if sign in _KIND:
            more += 1
            kind = min(kind, _KIND[sign]) if kind else _KIND[sign]
    if "|" in text or " / " in text or "·" in text or "•" in text or "\t" in text:
        marked = 1
    if ":" in text[:-1]:
        marked += 2
    capitals = _capitals(text)
    if capitals > _ABBREVIATION and text.isupper():
        marked += 4
    return (
        _widths[length if length < _LENGTHS[-1] else -1],
        shape.end,
        _start(text[0]),
        min(10 * capitals // (len(shape.words) or 1), _MOST),
        min(text.count(",") + text.count("、"), 6),
        min(shape.pitch, 6),
        kind,
        ("caption" in signs) + 2 * ("©" in text) + 4 * (text[-1] == ")"),
        more,
        marked,
    )


def _capitals(text: str) -> int:
    """Return how many capital letters a line has; in other scripts than Latin, how many words begin with one."""
    data = text.encode() if text.isascii() else text.encode("utf-8", "surrogatepass")
    if len(data) > _FOREIGN * len(text):
        return len([word for word in text.split() if word[0].isupper()])
    return len(data) - len(data.translate(None, _CAPITALS))


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case: what letters, digits and underscores are together."""
    plain = text
    if not text.isascii():
        for mark in TYPESET:
            plain = plain.replace(mark, " ")
    # Of ASCII, that is the same, and takes half the time.
    return plain.encode().translate(_LOWERED).decode().split() if plain.isascii() else _WORD.findall(text.lower())


def has(shape: Shape, sign: str) -> bool:
    """Say whether a line shows a sign."""
    return sign in shape.signs


def _end(text: str) -> int:
    """Return how a line ends: as `_STOPS` numbers it, 5 more behind a quotation mark or bracket, else 0 or 11 to 13."""
    mark = text[-1]
    if mark in _STOPS:
        return 3 if text.endswith("...") else _STOPS[mark]
    if mark in _CLOSERS:
        inner = text.rstrip(_CLOSERS)[-1:]
        return _STOPS[inner] + 5 if inner in _STOPS else 12
    return 0 if mark.isalpha() else 11 if mark.isdigit() else 13


def _start(mark: str) -> int:
    if mark.isalpha():
        return 1 if mark.isupper() else 0
    if mark.isdigit():
        return 2
    return 3 if mark in _QUOTES else _MARKS.get(mark, 14)


def _is_direct(text: str) -> bool:
    """Say whether someone is quoted."""
    return '"' in text or "“" in text or "”" in text or "«" in text or "„" in text or "「" in text


def _pitches(words: Sequence[str], told: Collection[str], found: int) -> int:
    """Return how many words, and pairs of words, are those of pitches.

    Args:
        words: Those of a line.
        told: Which of them are of a closed class, or of a pair.
        found: How many are of each class.
    """
    pitch = found >> _PITCH & _FULL
    if any([not _PAIRS[word].isdisjoint(told) for word in told if word in _PAIRS]):  # noqa: C419 faster
        pitch += len([1 for first, second in pairwise(words) if first in _PAIRS and second in _PAIRS[first]])
    return pitch


def _read_label(words: Sequence[str], signs: list[str], *, long: bool) -> bool:
    """Add what a line of few words says if it is a label; say whether it heads what follows an article."""
    if not words:
        signs.append("wordless")
        return False
    phrase = ["#" if word.isdigit() else word for word in words]
    is_interface = " ".join(phrase) in phrases.INTERFACE
    ending = _opens_ending(phrase)
    if is_interface:
        signs.append("interface")
    elif ending and not long:
        signs.append(f"ending{min(len(words), 4)}")
    return ending


def _opens_ending(phrase: Sequence[str]) -> bool:
    return (
        phrase[0] in phrases.ENDINGS
        or (len(phrase) > 1 and f"{phrase[0]} {phrase[1]}" in phrases.ENDINGS)
        or (len(phrase) > _OPENING - 1 and " ".join(phrase[:_OPENING]) in phrases.ENDINGS)
    )


def _mark(text: str, lower: str, signs: list[str]) -> None:
    """Add what single marks say."""
    mark = text[-1]
    if mark in ":：":
        signs.append("colon")
    elif ":" in text and _is_labelled(text):
        signs.append("labelled")
    if text[0] in _BULLETS and text.startswith(_ITEMS):
        signs.append("bullet")
    if "©" in text or "(c)" in lower:
        signs.append("copyright")
    if _is_link(lower):
        signs.append("link")
    if ("$" in text or "€" in text or "£" in text or "%" in text) and phrases.PRICE.search(text):
        signs.append("price")


def _is_link(lower: str) -> bool:
    if "@" in lower or "www." in lower or ("http" in lower and "." in lower):
        return True
    return (".com" in lower or ".org" in lower or ".net" in lower) and bool(_DOMAIN.search(lower))


def _is_labelled(text: str) -> bool:
    label, _, rest = text.partition(":")
    return bool(rest) and len(label) < MEDIUM and " ".join(words_of(label)) in _LABELS


def _worded_as_note(text: str, lower: str, found: int, *, size: str) -> Iterator[str]:
    if found >> _CAPTION & _FULL and phrases.CAPTION.search(lower):
        yield "caption"
    if found >> _AGO & _FULL and phrases.RELATIVE_TIME.search(text):
        yield "ago"
    if found >> _BYLINE & _FULL and size != "l" and phrases.BYLINE.match(text):
        yield "byline"


def _worded_as_prose(text: str, words: Sequence[str], *, found: int, pitch: int) -> Iterator[str]:
    if pitch > 1 and found >> _OFFER & _FULL and _offers(text, words, found):
        yield "offer"
    filed = dateline.read(text)
    if filed and (filed.agency or filed.date or (filed.place or "").isupper()):
        yield "dateline"


def _offers(text: str, words: Sequence[str], found: int) -> bool:
    """Say whether a paragraph, and no one quoted in it, asks its reader for a subscription or a gift."""
    spoken_to = found >> _ADDRESS & _FULL
    offered = len(phrases.OFFER_WORDS.intersection(words))
    pressing = _SPOKEN_TO * spoken_to >= len(words) or (spoken_to > 1 and offered > 1)
    return pressing and offered > 0 and not _is_direct(text)
