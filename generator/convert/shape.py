"""What the shape of a line says of it by itself: its length, its signs, the closed word classes it draws on.

A feature is the name of a small bucket (``len3``, ``end.l``). None holds a word of the text, so that what is learned
from them holds on pages in other words.
"""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from generator.convert import dateline, phrases

MEDIUM: Final = 40
LONG: Final = 85
"""Columns from which a line is of medium length, and from which it is long: prose, in most cases."""

SHARES: Final = (0.001, 0.08, 0.16, 0.24, 0.32, 0.4, 0.5, 0.7, 0.95)
_LENGTHS: Final = (8, 16, 25, MEDIUM, 60, LONG, 120, 180, 260, 400)
_STEM: Final = 6
_COMMON: Final = 4
"""Letters: longer words tell what a text is about, and their first letters do so in every inflection."""

_WIDE_WORD: Final = 2
"""Characters of a word in Chinese, on average."""

_PHRASE: Final = 8
_OPENING: Final = 3
"""Words of a phrase of an interface, at most; of the opening of one."""

_ABBREVIATION: Final = 3
_SPOKEN_TO: Final = 12
"""One word in so many addresses the reader, where a page asks for something."""

_WORD: Final = re.compile(r"\w+")
_DIGIT: Final = re.compile(r"\d")
_CAPITALISED: Final = re.compile(r"(?<!\S)[^\W\d_a-zß-öø-ÿа-я]")
_COMMA: Final = re.compile("[,،、]")
_WIDE: Final = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_ENDS_SENTENCE: Final = re.compile(r"[.!?。！？؟।][\"'”’»«)\]]*\Z")
_NEXT_SENTENCE: Final = re.compile(r"[.!?][\"'”’»)\]]*\s+[\"'“‘«(\[]?[^\W\da-z_]")
_TEASES: Final = re.compile(r"(?:\.\.\.|…|»|›|→|…\]|\.\.\.\])\W*\Z")
_QUOTES: Final = "\"'“‘«„”"
_DIRECT: Final = frozenset('"“”«»„')
_MARKS: Final = frozenset(":;,)(-–—•*#?!|")
_DIVIDERS: Final = frozenset("|·•")
_BULLETS: Final = ("•", "◦", "▪", "●", "‣", "·", "- ", "– ", "* ")
_MONEY: Final = frozenset("$€£¥₹%")
_DASHES: Final = (" - ", "- ", "–", "—", "--")
_ADDRESS: Final = re.compile(r"http|www\.|@|\.(?:com|org|net|co)\b")
_LABELS: Final = phrases.INTERFACE | phrases.ENDINGS
"""What stands before a colon in front of a link to another page: ``Read more: …``."""


class Shape(NamedTuple):
    """One line, measured."""

    text: str
    length: int
    """In columns: a character of a wide script counts two."""

    words: tuple[str, ...]
    """In lower case."""

    extent: int
    """How many words it has; of a script without blanks, about how many."""

    size: str
    """``s``, ``m`` or ``l``: short, medium, long."""

    function: float
    """Share of function words."""

    signs: tuple[str, ...]
    """What it is worded like; its neighbours have these as features as well."""

    own: tuple[str, ...]
    """Its other features."""

    ending: bool
    """Whether it is worded like the head of what follows an article."""

    sentence: bool
    """Whether it ends as a sentence does."""

    rare: frozenset[str]
    """The stems of its longer words."""


def measure(text: str) -> Shape:
    """Return what a line, without blanks at its ends, shows by itself."""
    lower = text.lower()
    words = tuple(words_of(lower))
    length = len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))
    size = "s" if length < MEDIUM else "m" if length < LONG else "l"
    phrase = ["#" if word.isdigit() else word for word in words] if len(words) <= _PHRASE else []
    ending = any(" ".join(phrase[:count]) in phrases.ENDINGS for count in range(1, min(len(phrase), _OPENING) + 1))
    function = len([word for word in words if word in phrases.FUNCTION_WORDS]) / (len(words) or 1)
    return Shape(
        text=text,
        length=length,
        words=words,
        extent=max(len(words), (length - len(text)) // _WIDE_WORD),
        size=size,
        function=function,
        signs=tuple(f"{sign}{size}" for sign in _signs(text, lower, words, phrase, long=size == "l")),
        own=tuple(_features(text, length, words, size)),
        ending=ending,
        sentence=bool(_ENDS_SENTENCE.search(text)),
        rare=frozenset(word[:_STEM] for word in words if len(word) > _COMMON or not word.isascii()),
    )


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return _WORD.findall(text.lower())


def has(shape: Shape, sign: str) -> bool:
    """Say whether a line shows a sign, whatever its length."""
    return f"{sign}{shape.size}" in shape.signs


def _features(text: str, length: int, words: Sequence[str], size: str) -> Iterator[str]:
    yield f"len{bisect(_LENGTHS, length)}"
    yield f"start{_sort(text[0])}"
    yield f"case{size}{bisect(SHARES, len(_CAPITALISED.findall(text)) / (len(words) or 1))}"
    yield f"comma{min(len(_COMMA.findall(text)), 4)}{size}"
    if _TEASES.search(text):
        yield f"end…{size}"
    elif _ENDS_SENTENCE.search(text):
        yield f"end.{size}"
        yield f"sentences{min(len(_NEXT_SENTENCE.findall(text)), 4)}"
    else:
        yield f"end{_sort(text[-1])}{size}"
    digits = len(_DIGIT.findall(text))
    if digits:
        yield f"digits{bisect(SHARES, digits / length)}{size}"
    if length > _ABBREVIATION and text.isupper():
        yield f"upper{size}"
    if size != "s":
        yield f"you{min(len([word for word in words if word in phrases.ADDRESS_WORDS]), 3)}{size}"
        if not phrases.REPORTING_WORDS.isdisjoint(words):
            yield f"said{size}"
        if not _DIRECT.isdisjoint(text):
            yield f"quote{size}"
    if " / " in text or not _DIVIDERS.isdisjoint(text[1:]):
        yield f"divided{size}"
    if "\t" in text:
        yield "tabbed"


def _sort(mark: str) -> str:
    """Return the class of a sign at the end or the start of a line."""
    if mark.isalpha():
        return "A" if mark.isupper() else "a"
    if mark.isdigit():
        return "0"
    if mark in _QUOTES:
        return '"'
    return mark if mark in _MARKS else "~"


def _signs(text: str, lower: str, words: Sequence[str], phrase: Sequence[str], *, long: bool) -> Iterator[str]:
    if phrase:
        yield from _worded_as_interface(phrase, long=long)
    pitch = len([word for word in words if word in phrases.PITCH_WORDS])
    pitch += len([1 for first, second in pairwise(words) if f"{first} {second}" in phrases.PITCH_PAIRS])
    if pitch:
        yield f"pitch{min(pitch, 4)}"
    yield from _marked(text, lower)
    yield from _worded_as_note(text, words, long=long)
    if long:
        yield from _worded_as_prose(text, words, pitch=pitch)


def _marked(text: str, lower: str) -> Iterator[str]:
    if text[-1] in ":：":
        yield "colon"
    if text.startswith(_BULLETS):
        yield "bullet"
    if "©" in text or "(c)" in lower:
        yield "copyright"
    if _ADDRESS.search(lower):
        yield "link"
    if not _MONEY.isdisjoint(text) and phrases.PRICE.search(text):
        yield "price"


def _worded_as_note(text: str, words: Sequence[str], *, long: bool) -> Iterator[str]:
    if not words:
        yield "wordless"
    label, colon, rest = text.partition(":")
    if colon and rest and len(label) < MEDIUM and " ".join(words_of(label)) in _LABELS:
        yield "labelled"
    if not phrases.CAPTION_WORDS.isdisjoint(words) and phrases.CAPTION.search(text):
        yield "caption"
    if not phrases.AGO_WORDS.isdisjoint(words) and phrases.RELATIVE_TIME.search(text):
        yield "ago"
    if not long and phrases.BYLINE.match(text):
        yield "byline"
    if not long and phrases.DATE.search(text):
        yield "date"


def _worded_as_interface(phrase: Sequence[str], *, long: bool) -> Iterator[str]:
    if " ".join(phrase) in phrases.INTERFACE:
        yield "interface"
    elif not long:
        opening = next((n for n in range(1, _OPENING + 1) if " ".join(phrase[:n]) in phrases.ENDINGS), 0)
        if opening:
            yield f"ending{min(len(phrase), 4)}"


def _worded_as_prose(text: str, words: Sequence[str], *, pitch: int) -> Iterator[str]:
    if pitch > 1 and _offers(text, words):
        yield "offer"
    if any(dash in text[: dateline.LIMIT] for dash in _DASHES):
        filed = dateline.read(text)
        if filed and (filed.agency or filed.date or (filed.place or "").isupper()):
            yield "dateline"


def _offers(text: str, words: Sequence[str]) -> bool:
    """Say whether a paragraph, and no one quoted in it, asks its reader for a subscription or a gift."""
    spoken_to = len([word for word in words if word in phrases.ADDRESS_WORDS])
    offered = len(phrases.OFFER_WORDS.intersection(words))
    pressing = _SPOKEN_TO * spoken_to >= len(words) or (spoken_to > 1 and offered > 1)
    return pressing and offered > 0 and _DIRECT.isdisjoint(text)
