"""What a line is made of: its words, how wide it is, how it begins and how it ends."""

import functools
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Final

from generator.text import TYPESET

TERMS: Final = 18
"""Words of a line that tell what it is about, at most: so many are a set of half a kilobyte, more one of two."""

_WIDE_WORD: Final = 2
"""Characters of a word in Chinese, on average."""

_WIDE_SHARE: Final = 1.5
"""Columns to a character, from which a line is in a script without blanks."""

_WORD: Final = re.compile(r"\w+")
_LOWERED: Final = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() or code == ord("_") else ord("\n" if code == ord("\n") else " ")
    for code in range(0x80)
) + bytes(range(0x80, 0x100))
"""Of each byte of ASCII its lower case, or a blank where it is of no word; a line feed stays one."""

_STOPS: Final = {
    mark: number for number, marks in enumerate((".。।۔", "!?！？؟", "…›→", ":：", ",;،"), 1) for mark in marks
}
_CLOSERS: Final = "\"'”’»«)] "
_CLOSED: Final = 5
_DIGIT, _CLOSER, _OTHER = 11, 12, 13
SENTENCES: Final = frozenset((1, 2, 6, 7))
"""The ends of a line that end a sentence (`end`)."""

_ENDING: Final = frozenset(mark for mark, number in _STOPS.items() if number in SENTENCES)
_QUOTES: Final = frozenset("\"'“‘«„”")
_MARKS: Final = {
    mark: 4 + number
    for number, marks in enumerate((*["([{<"], "-–—", "•*▪●◦‣·", "#@", "©", "»>→›", "_=+~", "|/\\", "…."))
    for mark in marks
}


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case: what letters, digits and underscores are together."""
    return plain([text])[0].split()


def plain(texts: Sequence[str]) -> list[str]:
    """Return lines as their words in lower case, with blanks between them."""
    page = unset(texts)
    return words_apart(page.encode("utf-8", "surrogatepass"), foreign(page))


def unset(texts: Sequence[str]) -> str:
    """Return lines as one text, with a blank for each sign of typesetting that parts words."""
    page = "\n".join(texts)
    if not page.isascii():
        for mark in TYPESET:
            page = page.replace(mark, " ")
    return page


def foreign(page: str) -> list[tuple[int, str]]:
    """Return the lines of a text that have more than ASCII, and where they stand."""
    return [] if page.isascii() else [(at, line) for at, line in enumerate(page.split("\n")) if not line.isascii()]


def words_apart(page: bytes, others: Iterable[tuple[int, str]]) -> list[str]:
    """Return the lines of a text (`unset`) as their words in lower case, with blanks between them.

    Args:
        page: The text in UTF-8.
        others: Those of its lines that are not ASCII (`foreign`).
    """
    # Of what is ASCII, one translation of all bytes does what the pattern would, in half the time.
    lines = page.translate(_LOWERED).decode("utf-8", "surrogatepass").split("\n")
    for at, text in others:
        lines[at] = " ".join(_WORD.findall(text.lower()))
    return lines


@functools.cache
def _wide() -> re.Pattern[str]:
    """Return what finds a character of a wide script: compiled where it is needed, for that takes long."""
    return re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


def columns(text: str) -> int:
    """Return how wide a line is: a character of a wide script counts two."""
    plain = len(text)
    if text.isascii() or len(text.encode("utf-8", "replace")) <= 2 * plain:
        return plain
    return plain + len(_wide().findall(text))


def extent(text: str) -> int:
    """Return how many words a line has; of a script without blanks, about how many."""
    return counted(len(words_of(text)), characters=len(text), width=columns(text))


def told(text: str, words: list[str], width: int) -> Collection[str]:
    """Return the words of a line so many columns wide; of a script without blanks, each two letters in a row."""
    if width > _WIDE_SHARE * len(text):
        return {one + two for one, two in pairwise(text) if one.isalpha() and two.isalpha()}
    return words


def counted(words: int, *, characters: int, width: int) -> int:
    """Return how many words a line has in which a pattern finds so many, which sees none where no blanks part them."""
    return words if width == characters else max(words, (width - characters) // _WIDE_WORD)


def ends(text: str) -> bool:
    """Say whether a line ends as a sentence does: whether `end` is of `SENTENCES`."""
    mark = text[-1]
    if mark in _CLOSERS:
        return text.rstrip(_CLOSERS)[-1:] in _ENDING
    return mark in _ENDING and not (mark == "." and text.endswith("..."))


def end(text: str) -> int:
    """Return how a line ends: as `_STOPS` numbers it, 5 more behind a quotation mark or bracket, else 0 or 11 to 13."""
    mark = text[-1]
    if mark in _STOPS:
        return 3 if mark == "." and text.endswith("...") else _STOPS[mark]
    if mark in _CLOSERS:
        inner = text.rstrip(_CLOSERS)[-1:]
        return _STOPS[inner] + _CLOSED if inner in _STOPS else _CLOSER
    return 0 if mark.isalpha() else _DIGIT if mark.isdigit() else _OTHER


def ends_of(texts: Sequence[str]) -> list[int]:
    """Return how lines end (`end`)."""
    return [_SURE_ENDS[mark] if mark in _SURE_ENDS else end(text) for text in texts for mark in [text[-1]]]


def starts_of(texts: Sequence[str]) -> list[int]:
    """Return what the first character of each line is (`start`)."""
    return [_STARTS[mark] if mark in _STARTS else start(mark) for text in texts for mark in [text[0]]]


def start(mark: str) -> int:
    """Return what the first character of a line is: 0 to 14."""
    if mark.isalpha():
        return 1 if mark.isupper() else 0
    if mark.isdigit():
        return 2
    return 3 if mark in _QUOTES else _MARKS.get(mark, 14)


_ASCII: Final = [chr(code) for code in range(0x80)]
_SURE_ENDS: Final = {mark: end(mark) for mark in _ASCII if mark != "." and mark not in _CLOSERS}
"""How a line ends whose last character says it alone."""

_STARTS: Final = {mark: start(mark) for mark in _ASCII}
