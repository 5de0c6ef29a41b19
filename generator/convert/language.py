"""Which language a text is in, where its words make that certain; a headline or a name is not enough.

Some scripts write one language of news; the others are told apart by function words, of which there must be many, and
clearly more than of any other language. Nothing is guessed from a page's country or its neighbours.
"""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib import resources
from typing import Final

from generator.text import TYPESET, pattern

_ENOUGH: Final = 160
"""Letters of a text, at least."""

_MUCH: Final = 1_600
_FIRST: Final = 600
"""Characters that are looked at, at most; the second at first, where they leave no doubt."""

_SHARE: Final = 0.16
_CLEAR_SHARE: Final = 0.2
"""Of the words that are function words of the language; the second in what is looked at first."""

_LEAD: Final = 1.25
_CLEAR_LEAD: Final = 1.5
"""How many times as much as for the next language speaks for it; a word of several speaks for each in part."""

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
    return _by_words(text[:_FIRST], script, share=_CLEAR_SHARE, lead=_CLEAR_LEAD) or _by_words(text, script)


def _letters(text: str) -> dict[str, int]:
    """Return how many letters a text has of each script; of one in ASCII, its characters."""
    if text.isascii():
        return {"latin": len(text)}
    data = text.encode("utf-8", "surrogatepass")
    others = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    counts = {name: len(sign.findall(others)) for name, sign in _SCRIPTS.items()}
    counts["latin"] += len(data.translate(None, _NO_LETTERS))
    return counts


def or_site(found: str | None, site: str) -> str:
    """Return a language found; where none was, or the site's is a kind of it (`en-ZA` of `en`), the site's."""
    return site if found is None or site.lower().partition("-")[0] == found else found


def likeliest(text: str) -> tuple[float, str]:
    """Return the language most of whose function words a text has, and their share of its words; both may be wrong."""
    total, ranked = _ranked(text, None)
    return (ranked[-1][1] / total, ranked[-1][2]) if ranked else (0.0, "")


def _by_words(text: str, script: str, *, share: float = _SHARE, lead: float = _LEAD) -> str | None:
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


def _ranked(text: str, script: str | None) -> tuple[int, list[tuple[float, int, str]]]:
    """Return how many words a text has, and what speaks for each language of a script: weight, words, name."""
    words = Counter(_words(text.lower().replace("’", "'")))
    known = _languages()
    counts: Counter[str] = Counter()
    weights: dict[str, float] = defaultdict(float)
    # Of a text that was read in a wrong encoding only letters may be left of words.
    for word in [word for word in words if word in known and (script or len(word) > 1)]:
        count, names = words[word], known[word]
        for name in names:
            counts[name] += count
            weights[name] += count / len(names)
    allowed = _WRITTEN_IN.get(script or "")
    wanted = [name for name in weights if script is None or (name in allowed if allowed else name not in _OTHERS)]
    return words.total(), sorted((weights[name], counts[name], name) for name in wanted)


_OTHERS: Final = frozenset().union(*_WRITTEN_IN.values())


@functools.cache
def _languages() -> dict[str, tuple[str, ...]]:
    """Return the languages that each function word is one of."""
    lines = resources.files(__package__).joinpath("words", "languages.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, list[str]] = {}
    for line in lines:
        if not line.startswith(";"):
            name, _, words = line.partition(": ")
            for word in dict.fromkeys(words.split()):
                found.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in found.items()}
