"""What the lines around a line say of it: its neighbours, the blank lines, its place beside the likeliest run of prose.

Features as in `shape`: names of small buckets, without a word of the text.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from typing import Final

from generator.convert.shape import LONG, MEDIUM, SHARES, Shape, has

_COARSE: Final = (16, MEDIUM, LONG, 180)
_COUNTS: Final = (1, 2, 3, 5, 8, 14, 25)
_PLACES: Final = (0.0001, 0.03, 0.08, 0.2, 0.5, 0.8, 0.92, 0.97, 0.9999)
_WINDOW: Final = 5
_KNOWN: Final = 0.15
"""Share of function words in half the prose of a page whose language is among those we have function words of."""

_LISTLIKE: Final = 0.08
"""Share of function words below which a long line is no prose."""

_MENU: Final = 12
_PARAGRAPH: Final = 60
"""Words: a line of fewer than the first costs a run of prose more than it brings; beyond the second none counts."""

_SET_APART: Final = 6
_TIGHT: Final = 8
"""Words that a line gains which blank lines set apart, and that any other loses, where blank lines say something."""

_ITEM: Final = -4

_HEADLINE: Final = 160
_BELOW: Final = 15
_ECHOES: Final = 4
"""Columns of a headline; lines and paragraphs below it in which its words come back."""


def features(shapes: Sequence[Shape], gaps: Sequence[bool] | None) -> list[list[str]]:
    """Return all features of each line of a page.

    Args:
        shapes: The lines with text in them, N.
        gaps: For each line whether a blank line stands before it, and a last one for after the end: N + 1; None where
            the capture's blank lines say nothing, because it has none or they stand everywhere.
    """
    found = [[*shape.own, *shape.signs] for shape in shapes]
    known = _speaks_known(shapes)
    for shape, own in zip(shapes, found, strict=True):
        own.append(f"function{shape.size}{bisect(SHARES, shape.function)}" if known else f"foreign{shape.size}")
    worths = [_worth(shape, known=known) for shape in shapes]
    start, end = _best_run(worths)
    _neighbours(shapes, found)
    _patterns(shapes, found, gaps)
    _streaks(shapes, found)
    _echoes(shapes, found)
    _filed(shapes, found)
    _place(shapes, found, start, end)
    _topic(shapes, found, start, end)
    if gaps is None:
        for shape, own in zip(shapes, found, strict=True):
            own.append(f"gap?{shape.size}")
    else:
        _blocks(shapes, found, gaps)
        apart = [
            worth + (_SET_APART if gaps[at] and gaps[at + 1] else -_TIGHT if worth != _ITEM else 0)
            for at, worth in enumerate(worths)
        ]
        _apart(shapes, found, *_best_run(apart))
    for at in range(min(4, len(shapes))):
        found[at].append(f"top{at}")
        found[-1 - at].append(f"bottom{at}")
    return found


def _speaks_known(shapes: Sequence[Shape]) -> bool:
    """Say whether a page is in a language whose function words are known; only then do they count."""
    prose = sorted(shape.function for shape in shapes if shape.size == "l")
    return bool(prose) and prose[len(prose) // 2] > _KNOWN


def _worth(shape: Shape, *, known: bool) -> int:
    """Return the words of a line beyond what a menu has; none for what is worded like furniture, or is no prose."""
    if has(shape, "interface"):
        return -_MENU - 4
    if has(shape, "bullet"):
        return _ITEM
    words = min(shape.extent, _PARAGRAPH)
    if has(shape, "pitch3") or has(shape, "pitch4"):
        words = 0
    elif shape.size == "l" and known and shape.function < _LISTLIKE:
        words = min(words, 5)
    if not shape.sentence:
        words -= min(6, words // 2)
    return words - _MENU


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


def _neighbours(shapes: Sequence[Shape], found: Sequence[list[str]]) -> None:
    total = len(shapes)
    coarse = [bisect(_COARSE, shape.length) for shape in shapes]
    prose = [0]
    for length in coarse:
        prose.append(prose[-1] + (length > 2))  # noqa: PLR2004 the index of LONG in _COARSE
    for at, shape in enumerate(shapes):
        size, own = shape.size, found[at]
        for step in (-2, -1, 1, 2):
            there = at + step
            if not 0 <= there < total:
                own.append(f"at{step}none")
                continue
            own.append(f"at{step}{size}{coarse[there]}")
            if step in (-1, 1):
                own.extend([f"at{step}{size}{sign}" for sign in shapes[there].signs])
        near = prose[min(total, at + _WINDOW + 1)] - prose[max(0, at - _WINDOW)]
        own.append(f"near{size}{near}")


def _patterns(shapes: Sequence[Shape], found: Sequence[list[str]], gaps: Sequence[bool] | None) -> None:
    """Three lines in a row, each by its size and by whether it is a sentence, and the blank lines between them."""
    kinds = ["-", *(shape.size.upper() if shape.sentence else shape.size for shape in shapes), "-"]
    for at, own in enumerate(found):
        blanks = "?" if gaps is None else f"{int(gaps[at])}{int(gaps[at + 1])}"
        own.append(f"row{''.join(kinds[at : at + 3])}{blanks}")


def _streaks(shapes: Sequence[Shape], found: Sequence[list[str]]) -> None:
    """Lines in a row that are no prose: menus and lists of links."""
    total = len(shapes)
    start = 0
    for at in range(total + 1):
        if at < total and shapes[at].size != "l":
            continue
        streak = bisect(_COUNTS, at - start)
        for inside in range(start, at):
            size = shapes[inside].size
            found[inside].append(f"streak{streak}{size}")
            found[inside].append(f"since{bisect(_COUNTS, inside - start)}{size}")
        if at < total:
            found[at].append(f"after{streak}")
        start = at + 1


def _echoes(shapes: Sequence[Shape], found: Sequence[list[str]]) -> None:
    """Short lines whose words come back in the prose below them, and how far above a line the last of them stands."""
    since: int | None = None
    for at, shape in enumerate(shapes):
        since = None if since is None else since + 1
        found[at].append(f"under{shape.size}{'-' if since is None else bisect(_COUNTS, since)}")
        if shape.length > _HEADLINE or len(shape.rare) < 2 or shape.sentence:  # noqa: PLR2004 one word is no headline
            continue
        below = [s.rare for s in shapes[at + 1 : at + 1 + _BELOW] if s.size == "l" and s.length > shape.length]
        echoed = shape.rare.intersection(*[frozenset().union(*below[:_ECHOES])])
        found[at].append(f"heads{shape.size}{4 * len(echoed) // len(shape.rare)}{min(len(below), 2)}")
        if len(below) > 1 and 2 * len(echoed) >= len(shape.rare) > 2:  # noqa: PLR2004 half of three words and more
            since = 0


def _filed(shapes: Sequence[Shape], found: Sequence[list[str]]) -> None:
    """Whether a line stands above or below the first dateline of the page."""
    filed = next((at for at, shape in enumerate(shapes) if has(shape, "dateline")), None)
    if filed is None:
        return
    for at, shape in enumerate(shapes):
        if at != filed:
            found[at].append(f"{'unfiled' if at < filed else 'filed'}{shape.size}")


def _place(shapes: Sequence[Shape], found: Sequence[list[str]], start: int, end: int) -> None:
    prose = [shape.length if shape.size == "l" else 0 for shape in shapes]
    total = sum(prose) or 1
    above = 0
    endings = since = 0
    for at, shape in enumerate(shapes):
        size, own = shape.size, found[at]
        if at < start:
            own.append(f"before{size}{bisect(_COUNTS, start - at)}")
        elif at < end:
            own.extend([f"in{size}", f"inhead{size}{min(at - start, 3)}", f"intail{size}{min(end - 1 - at, 3)}"])
        else:
            own.append(f"behind{size}{bisect(_COUNTS, at - end + 1)}")
        own.append(f"place{size}{bisect(_PLACES, above / total)}")
        above += prose[at]
        if at >= start:
            own.append(f"endings{size}{min(endings, 4)}")
            if endings:
                own.append(f"sinceending{size}{bisect(_COUNTS, since)}")
        endings, since = (endings + 1, 0) if shape.ending and at > start else (endings, since + 1)


def _topic(shapes: Sequence[Shape], found: Sequence[list[str]], start: int, end: int) -> None:
    """Rare words shared with the rest of the run of prose; lines that stand on the page more than once."""
    counts = Counter(word for shape in shapes[start:end] for word in shape.rare)
    repeats = Counter(shape.text for shape in shapes)
    for at, shape in enumerate(shapes):
        if repeats[shape.text] > 1:
            found[at].append(f"repeated{shape.size}")
        if shape.rare:
            inside = start <= at < end
            shared = len([word for word in shape.rare if counts[word] > inside])
            many = "+" if len(shape.rare) > 8 else ""  # noqa: PLR2004 enough words to trust their share
            found[at].append(f"topic{shape.size}{'i' if inside else 'o'}{5 * shared // len(shape.rare)}{many}")


def _blocks(shapes: Sequence[Shape], found: Sequence[list[str]], gaps: Sequence[bool]) -> None:
    """Lines that no blank line parts, and how much of them is prose."""
    start = 0
    for at in range(1, len(shapes) + 1):
        if at < len(shapes) and not gaps[at]:
            continue
        prose = len([shape for shape in shapes[start:at] if shape.size == "l"])
        block = f"block{bisect(_COUNTS, at - start)}{'0' if not prose else '2' if prose == at - start else '1'}"
        for inside in range(start, at):
            size = shapes[inside].size
            found[inside].append(f"gap{int(gaps[inside])}{int(gaps[inside + 1])}{size}")
            found[inside].append(f"{block}{size}")
        start = at


def _apart(shapes: Sequence[Shape], found: Sequence[list[str]], start: int, end: int) -> None:
    """Where a line stands beside the best run of paragraphs, which blank lines set apart from lists."""
    for at, shape in enumerate(shapes):
        if at < start:
            place = f"apart<{bisect(_COUNTS, start - at)}"
        elif at < end:
            place = f"apart={min(at - start, 2)}{min(end - 1 - at, 2)}"
        else:
            place = f"apart>{bisect(_COUNTS, at - end + 1)}"
        found[at].append(place + shape.size)
