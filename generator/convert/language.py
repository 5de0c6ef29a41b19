"""Which language a text is in, where its words make that certain; a headline or a name is not enough.

Some scripts write one language of news; the others are told apart by function words, of which there must be many, and
clearly more than of any other language. Nothing is guessed from a page's country or its neighbours.
"""

import functools
import math
import struct
from collections.abc import Iterable
from importlib import resources
from typing import Final

from generator.text import TYPESET, pattern

_ENOUGH: Final = 160
"""Letters of a text, at least."""

_MUCH: Final = 1_600
_LOOKS: Final = ((600, 0.2, 1.5), (_MUCH, 0.16, 1.25))
"""Characters that are looked at; what share of their words must be function words of a language, and how many times as
much must speak for it as for the next: little will do where it leaves no doubt. A word of several languages speaks for
each in part.
"""

_WORD_WEIGHT: Final = math.lcm(*range(1, 13))
"""What a word speaks for its language; one of several languages speaks for each in part."""

_COUNTED: Final = 24
_COUNTS: Final = (1 << _COUNTED) - 1
"""Bits in which words are counted."""

_MOSTLY: Final = 0.6
_WORD: Final = pattern(r"'n\b|[^\W\d_]+")
_SCRIPTS: Final = {
    "latin": pattern(r"[A-Za-zÀ-ÖØ-öø-ɏ]"),
    "han": pattern(r"[\u3400-\u9fff]"),
    "kana": pattern(r"[\u3041-\u30ff]"),
    "cyrillic": pattern(r"[\u0400-\u04ff]"),
    "arabic": pattern(r"[\u0620-\u06ff]"),
    "he": pattern(r"[\u05d0-\u05ea]"),
    "el": pattern(r"[\u0370-\u03ff]"),
    "ko": pattern(r"[\uac00-\ud7af]"),
    "th": pattern(r"[\u0e00-\u0e7f]"),
    "hi": pattern(r"[\u0900-\u097f]"),
    "ka": pattern(r"[\u10a0-\u10ff]"),
    "hy": pattern(r"[\u0530-\u058f]"),
}
_ASCII: Final = bytes(range(0x80))
_NO_LETTERS: Final = bytes(set(range(0x100)) - {*b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"})
_APART: Final = bytes(code if chr(code).isalpha() else 0x20 for code in range(0x80)) + bytes(range(0x80, 0x100))
_OF_ONE_LANGUAGE: Final = frozenset({"he", "el", "ko", "th", "ka", "hy"})
_KANA: Final = 0.1
"""Share of kana in Japanese, at least; Chinese has none."""

_WRITTEN_IN: Final = {
    "cyrillic": frozenset({"ru", "uk", "bg", "sr"}),
    "arabic": frozenset({"ar", "fa", "ur"}),
    "he": frozenset({"he"}),
    "el": frozenset({"el"}),
}


def of(texts: Iterable[str]) -> str | None:
    """Return the language of some paragraphs as a code of BCP 47, None where they do not make it certain."""
    text = " ".join(texts)[:_MUCH]
    counts = _letters(text)
    counts["han"] = counts.get("han", 0) + counts.get("kana", 0)
    kana = counts.pop("kana", 0)
    letters = sum(counts.values())
    script = max(counts, key=counts.__getitem__)
    # A character of Chinese says as much as two or three letters.
    if letters < (_ENOUGH // 3 if script in ("han", "ko") else _ENOUGH) or counts[script] < _MOSTLY * letters:
        return None
    if script == "han":
        return "ja" if kana > _KANA * letters else "zh" if not kana else None
    if script in _OF_ONE_LANGUAGE:
        return script
    return next(
        (
            name
            for most, share, lead in _LOOKS
            if (most == _MUCH or len(text) > most) and (name := _by_words(text[:most], script, share=share, lead=lead))
        ),
        None,
    )


def _letters(text: str) -> dict[str, int]:
    """Return how many letters a text has of each script; of one in ASCII, its characters."""
    if text.isascii():
        return {"latin": len(text)}
    data = text.encode("utf-8", "surrogatepass")
    others = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    counts = {"latin": len(data.translate(None, _NO_LETTERS))}
    if others.strip(TYPESET):
        for name, sign in _SCRIPTS.items():
            counts[name] = counts.get(name, 0) + len(sign.findall(others))
    return counts


def or_site(found: str | None, site: str) -> str:
    """Return a language found; where none was, or the site's is a kind of it (`en-ZA` of `en`), the site's."""
    return site if found is None or site.lower().partition("-")[0] == found else found


def likeliest(text: str) -> tuple[float, str]:
    """Return the language most of whose function words a text has, and their share of its words; both may be wrong."""
    total, ranked = _ranked(text, None)
    return (ranked[-1][1] / total, ranked[-1][2]) if ranked else (0.0, "")


def _by_words(text: str, script: str, *, share: float, lead: float) -> str | None:
    total, ranked = _ranked(text, script)
    if not ranked:
        return None
    (most, count, name), second = ranked[-1], ranked[-2][0] if len(ranked) > 1 else 0.0
    return name if count >= share * total and most >= lead * second else None


def _words(lower: str) -> list[str]:
    if not lower.isascii():
        for mark in TYPESET:
            lower = lower.replace(mark, " ")
    if lower.isascii() and "'n" not in lower:
        return lower.encode().translate(_APART).decode().split()
    return _WORD.findall(lower)


def _ranked(text: str, script: str | None) -> tuple[int, list[tuple[int, int, str]]]:
    """Return how many words a text has, and what speaks for each language of a script: weight, words, name."""
    words = _words(text.lower().replace("’", "'"))
    names, known = _languages()
    # Of a text that was read in a wrong encoding only letters may be left of words.
    told = sum([known[word] for word in words if word in known and (script or len(word) > 1)])
    fields = struct.unpack(f"<{len(names)}Q", told.to_bytes(8 * len(names), "little"))
    allowed = _WRITTEN_IN.get(script or "")
    return len(words), sorted(
        [
            (field >> _COUNTED, field & _COUNTS, name)
            for field, name in zip(fields, names, strict=True)
            if field and (script is None or (name in allowed if allowed else name not in _OTHERS))
        ]
    )


_OTHERS: Final = frozenset().union(*_WRITTEN_IN.values())


@functools.cache
def _languages() -> tuple[list[str], dict[str, int]]:
    """Return the languages, and of each function word a number: for each language that it is of, one field of 64 bits.

    A field counts in its lower bits the words of its language, and above them what each speaks for it.
    """
    lines = resources.files(__package__).joinpath("words", "languages.txt").read_text(encoding="utf-8").splitlines()
    listed = [line.partition(": ") for line in lines if not line.startswith(";")]
    found: dict[str, list[int]] = {}
    for place, (_, _, words) in enumerate(listed):
        for word in dict.fromkeys(words.split()):
            found.setdefault(word, []).append(64 * place)
    return [name for name, *_ in listed], {
        word: sum([1 + (_WORD_WEIGHT // len(places) << _COUNTED) << place for place in places])
        for word, places in found.items()
    }
