"""What the shape of a line says of it, apart from its words: lengths, signs, closed word classes, place on the page.

The features are names of small buckets (``len3``, ``end.``). They hold no word of the text, so that what is learned
from them holds on pages in other words.
"""

import bisect
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from generator.convert import dateline, phrases

_WORD = re.compile(r"\w+")
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_ENDS_SENTENCE = re.compile(r"[.!?。！？؟।][\"'”’»«)\]]*\Z")
_NEXT_SENTENCE = re.compile(r"[.!?][\"'”’»)\]]*\s+[\"'“‘«(\[]?[^\W\da-z_]")
_TEASES = re.compile(r"(?:\.\.\.|…|»|›|→|…\]|\.\.\.\])\W*\Z")
_LENGTHS = (8, 16, 25, 40, 60, 85, 120, 180, 260, 400)
_SHARES = (0.001, 0.08, 0.16, 0.24, 0.32, 0.4, 0.5, 0.7, 0.95)
_COUNTS = (1, 2, 3, 5, 8, 14, 25)
_PLACES = (0.0001, 0.03, 0.08, 0.2, 0.5, 0.8, 0.92, 0.97, 0.9999)
_PROSE = 85
_OPENS_QUOTE = frozenset('"“”«»„')
_DIVIDERS = frozenset("|·•")
_QUOTES = "\"'“‘«„”"


class Shape(NamedTuple):
    """One line, measured."""

    text: str
    length: int
    """In columns: a character of a wide script counts two."""

    words: tuple[str, ...]
    """In lower case."""

    size: str
    """``s``, ``m`` or ``l``: below 40 columns, below 85, or more."""

    function: float
    """Share of function words."""

    own: tuple[str, ...]
    """Features of the line itself."""

    signs: tuple[str, ...]
    """The features which its neighbours see as well."""

    ending: bool
    """Whether it is worded like the head of what follows an article."""

    sentence: bool
    """Whether it ends as a sentence does."""

    rare: frozenset[str]
    """The stems of its longer words."""


def measure(text: str) -> Shape:
    """Return what a line, without blanks at its ends, shows by itself."""
    lower = text.lower()
    words = _WORD.findall(lower)
    length = len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))
    count = len(words) or 1
    size = "s" if length < 40 else "m" if length < _PROSE else "l"
    function = sum(word in phrases.FUNCTION_WORDS for word in words) / count
    own = [
        f"len{bisect.bisect(_LENGTHS, length)}",
        f"start{_sort(text[0])}",
        f"case{size}{bisect.bisect(_SHARES, sum(part[0].isupper() for part in text.split()) / count)}",
        f"comma{min(text.count(',') + text.count('،') + text.count('、'), 4)}{size}",
    ]
    signs, ending = _signs(text, lower, words, size)
    if _TEASES.search(text):
        own.append(f"end…{size}")
    elif _ENDS_SENTENCE.search(text):
        own.append(f"end.{size}")
        own.append(f"sentences{min(len(_NEXT_SENTENCE.findall(text)), 4)}")
    else:
        own.append(f"end{_sort(text[-1])}{size}")
    digits = sum(map(str.isdigit, text))
    if digits:
        own.append(f"digits{bisect.bisect(_SHARES, digits / length)}{size}")
    if text.isupper() and length > 3:
        own.append(f"upper{size}")
    if length >= 40:
        own.append(f"you{min(sum(word in phrases.ADDRESS_WORDS for word in words), 3)}{size}")
        if not phrases.REPORTING_WORDS.isdisjoint(words):
            own.append(f"said{size}")
        if not _OPENS_QUOTE.isdisjoint(text):
            own.append(f"quote{size}")
    if not _DIVIDERS.isdisjoint(text[1:]) or " / " in text:
        own.append(f"divided{size}")
    if "\t" in text:
        own.append("tabbed")
    own.extend(signs)
    sentence = bool(_ENDS_SENTENCE.search(text))
    rare = frozenset(word[:6] for word in words if len(word) > 4 or not word.isascii())
    return Shape(text, length, tuple(words), size, function, tuple(own), signs, ending, sentence, rare)


def _signs(text: str, lower: str, words: list[str], size: str) -> tuple[tuple[str, ...], bool]:
    signs: list[str] = []
    ending = False
    if len(words) <= 8:
        whole = " ".join("#" if word.isdigit() else word for word in words)
        if whole in phrases.INTERFACE:
            signs.append("interface")
        if not words:
            signs.append("wordless")
        ending = any(
            " ".join("#" if word.isdigit() else word for word in words[:n]) in phrases.ENDINGS for n in (1, 2, 3)
        )
        if ending and size != "l":
            signs.append(f"ending{min(len(words), 4)}")
    pitch = sum(word in phrases.PITCH_WORDS for word in words)
    pitch += sum(f"{a} {b}" in phrases.PITCH_PAIRS for a, b in zip(words, words[1:], strict=False))
    if pitch:
        signs.append(f"pitch{min(pitch, 4)}{size}")
    if pitch > 1 and size == "l" and _OPENS_QUOTE.isdisjoint(text) and _offers(words):
        signs.append("offer")
    filed = dateline.read(text) if size == "l" else None
    if filed and (filed.agency or filed.date or (filed.place or "").isupper()):
        signs.append("dateline")
    if size != "l" and phrases.BYLINE.match(text):
        signs.append("byline")
    if phrases.CAPTION.search(text):
        signs.append(f"caption{size}")
    if any(map(str.isdigit, lower)):
        if phrases.RELATIVE_TIME.search(text):
            signs.append(f"ago{size}")
        if phrases.DATE.search(text):
            signs.append(f"date{size}")
        if phrases.PRICE.search(text):
            signs.append(f"price{size}")
    if ("." in text or "@" in text or "#" in text) and phrases.LINKISH.search(text):
        signs.append(f"link{size}")
    if text[-1] in ":：" and size != "s":
        signs.append("colon")
    if text[0] in "•◦▪●‣·" or text[:2] in {"- ", "– ", "* "}:
        signs.append("bullet")
    if "©" in text or "(c)" in lower:
        signs.append("copyright")
    return tuple(signs), ending


def _offers(words: Sequence[str]) -> bool:
    """Say whether the words of a line ask their reader for a subscription or a gift."""
    spoken_to = sum(word in phrases.ADDRESS_WORDS for word in words)
    return spoken_to > 2 and 12 * spoken_to >= len(words) and not phrases.OFFER_WORDS.isdisjoint(words)


def _sort(mark: str) -> str:
    """Return the class of a sign at the end or the start of a line."""
    if mark.isalpha():
        return "A" if mark.isupper() else "a"
    if mark.isdigit():
        return "0"
    if mark in _QUOTES:
        return '"'
    return mark if mark in ":;,)(-–—•*#?!|" else "~"


def features(shapes: Sequence[Shape], gaps: Sequence[bool] | None) -> list[list[str]]:
    """Return the features of each line of a page.

    Args:
        shapes: The lines with text in them, N.
        gaps: For each line whether a blank line stands before it, and a last one for after the end: N + 1; None where
            the capture's blank lines say nothing, because it has none or they stand everywhere.
    """
    total = len(shapes)
    found = [list(shape.own) for shape in shapes]
    known = _speaks_known(shapes)
    for shape, own in zip(shapes, found, strict=True):
        own.append(f"function{shape.size}{bisect.bisect(_SHARES, shape.function)}" if known else f"foreign{shape.size}")
    _add_neighbours(shapes, found)
    _add_gaps(shapes, found, gaps)
    _add_streaks(shapes, found)
    _add_heads(shapes, found)
    span = _best_run([_worth(shape, known) for shape in shapes])
    _add_place(shapes, found, span)
    _add_anchors(shapes, found)
    _add_topic(shapes, found, span)
    if gaps is not None:
        apart = [_worth(shape, known) - 12 * (not (gaps[at] and gaps[at + 1])) for at, shape in enumerate(shapes)]
        _add_apart(shapes, found, _best_run(apart))
    for at in range(min(4, total)):
        found[at].append(f"top{at}")
        found[total - 1 - at].append(f"bottom{at}")
    return found


def _speaks_known(shapes: Sequence[Shape]) -> bool:
    """Say whether a page is in a language whose function words are known; only then do they count."""
    prose = [shape.function for shape in shapes if shape.size == "l"]
    return bool(prose) and sorted(prose)[len(prose) // 2] > 0.15


def _add_apart(shapes: Sequence[Shape], found: list[list[str]], span: tuple[int, int]) -> None:
    """Where a line stands beside the best run of paragraphs, which blank lines set apart from lists."""
    start, end = span
    for at, shape in enumerate(shapes):
        if at < start:
            place = f"apart<{bisect.bisect(_COUNTS, start - at)}"
        elif at < end:
            place = f"apart={min(at - start, 2)}{min(end - 1 - at, 2)}"
        else:
            place = f"apart>{bisect.bisect(_COUNTS, at - end + 1)}"
        found[at].append(place + shape.size)


def _add_anchors(shapes: Sequence[Shape], found: list[list[str]]) -> None:
    """Whether a line stands before or behind the first dateline of the page."""
    filed = next((at for at, shape in enumerate(shapes) if "dateline" in shape.signs), None)
    if filed is None:
        return
    for at, shape in enumerate(shapes):
        if at != filed:
            found[at].append(f"{'unfiled' if at < filed else 'filed'}{shape.size}")


def _add_heads(shapes: Sequence[Shape], found: list[list[str]]) -> None:
    """Short lines whose words come back in the prose below them, and how far below such a line stands."""
    total = len(shapes)
    since = -1
    for at, shape in enumerate(shapes):
        own = found[at]
        if since >= 0:
            since += 1
            own.append(f"under{shape.size}{bisect.bisect(_COUNTS, since)}")
        else:
            own.append(f"under{shape.size}-")
        if shape.length > 160 or len(shape.rare) < 2 or shape.sentence:
            continue
        below: set[str] = set()
        prose = 0
        for there in range(at + 1, min(at + 16, total)):
            if shapes[there].size == "l" and shapes[there].length > shape.length:
                below |= shapes[there].rare
                prose += 1
                if prose == 4:
                    break
        back = len(shape.rare & below) / len(shape.rare)
        own.append(f"heads{shape.size}{int(back * 4)}{min(prose, 2)}")
        if back >= 0.5 and prose > 1 and len(shape.rare) > 2:
            since = 0


def _add_neighbours(shapes: Sequence[Shape], found: list[list[str]]) -> None:
    total = len(shapes)
    coarse = [
        "0"
        if shape.length < 16
        else "1"
        if shape.length < 40
        else "2"
        if shape.length < 85
        else "3"
        if shape.length < 180
        else "4"
        for shape in shapes
    ]
    for at in range(total):
        size = shapes[at].size
        own = found[at]
        for step in (-2, -1, 1, 2):
            there = at + step
            if 0 <= there < total:
                own.append(f"at{step}{size}{coarse[there]}")
                if step in {-1, 1}:
                    own.extend([f"at{step}{size}{sign}" for sign in shapes[there].signs])
            else:
                own.append(f"at{step}none")
        window = coarse[max(0, at - 5) : at + 6]
        own.append(f"near{size}{window.count('3') + window.count('4')}")


def _add_gaps(shapes: Sequence[Shape], found: list[list[str]], gaps: Sequence[bool] | None) -> None:
    if gaps is None:
        for shape, own in zip(shapes, found, strict=True):
            own.append(f"gap?{shape.size}")
        return
    total = len(shapes)
    start = 0
    for at in range(1, total + 1):
        if at < total and not gaps[at]:
            continue
        block = bisect.bisect(_COUNTS, at - start)
        prose = sum(shape.size == "l" for shape in shapes[start:at])
        mix = "0" if not prose else "2" if prose == at - start else "1"
        for inside in range(start, at):
            size = shapes[inside].size
            found[inside].append(f"gap{int(gaps[inside])}{int(gaps[inside + 1])}{size}")
            found[inside].append(f"block{block}{mix}{size}")
        start = at


def _add_streaks(shapes: Sequence[Shape], found: list[list[str]]) -> None:
    """Lines in a row that are no prose: menus and lists of links."""
    total = len(shapes)
    start = 0
    for at in range(total + 1):
        if at < total and shapes[at].size != "l":
            continue
        streak = bisect.bisect(_COUNTS, at - start)
        for inside in range(start, at):
            found[inside].append(f"streak{streak}{shapes[inside].size}")
            found[inside].append(f"since{bisect.bisect(_COUNTS, inside - start)}{shapes[inside].size}")
        if at < total:
            found[at].append(f"after{streak}")
        start = at + 1


def _worth(shape: Shape, known: bool) -> int:
    """Return the words of a line beyond what a menu has; none for what is worded like furniture, or is no prose."""
    if "interface" in shape.signs:
        return -16
    words = min(len(shape.words) or shape.length // 12, 60)
    if any(sign.startswith("pitch") and sign[5] > "2" for sign in shape.signs):
        words = 0
    if shape.size == "l" and known and shape.function < 0.08:
        words = min(words, 5)
    if not shape.sentence:
        words -= min(6, words // 2)
    return words - 12


def _best_run(worths: Sequence[int]) -> tuple[int, int]:
    """Return the contiguous run of lines that is worth most: [start, end)."""
    best, best_start, best_end = 0, 0, 0
    here, start = 0, 0
    for at, worth in enumerate(worths):
        if here <= 0:
            here, start = 0, at
        here += worth
        if here > best:
            best, best_start, best_end = here, start, at + 1
    return best_start, best_end


def _add_place(shapes: Sequence[Shape], found: list[list[str]], span: tuple[int, int]) -> None:
    start, end = span
    prose = [shape.length if shape.size == "l" else 0 for shape in shapes]
    total = sum(prose) or 1
    above = 0
    endings = since = 0
    for at, shape in enumerate(shapes):
        size = shape.size
        own = found[at]
        inside = start <= at < end
        if inside:
            own.append(f"in{size}")
            own.append(f"inhead{size}{min(at - start, 3)}")
            own.append(f"intail{size}{min(end - 1 - at, 3)}")
        elif at < start:
            own.append(f"before{size}{bisect.bisect(_COUNTS, start - at)}")
        else:
            own.append(f"behind{size}{bisect.bisect(_COUNTS, at - end + 1)}")
        own.append(f"place{size}{bisect.bisect(_PLACES, above / total)}")
        above += prose[at]
        if at >= start:
            own.append(f"endings{size}{min(endings, 4)}")
            if endings:
                own.append(f"sinceending{size}{bisect.bisect(_COUNTS, since)}")
        if shape.ending and at > start:
            endings += 1
            since = 0
        else:
            since += 1


def _add_topic(shapes: Sequence[Shape], found: list[list[str]], span: tuple[int, int]) -> None:
    """Rare words shared with the rest of the run of prose; lines that stand on the page more than once."""
    start, end = span
    counts = Counter(word for shape in shapes[start:end] for word in shape.rare)
    repeats = Counter(shape.text for shape in shapes)
    for at, shape in enumerate(shapes):
        if repeats[shape.text] > 1:
            found[at].append(f"repeated{shape.size}")
        words = shape.rare
        if not words:
            continue
        own = 1 if start <= at < end else 0
        shared = sum(counts[word] > own for word in words) / len(words)
        found[at].append(f"topic{shape.size}{'i' if own else 'o'}{int(shared * 5)}{'+' if len(words) > 8 else ''}")
