"""What the lines around a line say of it: its neighbours, the blank lines, its place beside the likeliest run of prose.

Features as in `shape`: small whole numbers, without a word of the text. Only lines that prose stands near have them:
what stands deep in a menu is no article.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise, repeat
from operator import mul
from typing import Final, NamedTuple

from generator.convert import shape, tokens
from generator.convert.columns import AWAY, above, around, below, beside, both, since, steps, until
from generator.convert.measured import Shapes
from generator.convert.shape import LONG, MEDIUM, Measures
from generator.convert.worded import SIGNS

REACH: Final = 8
"""Lines from prose beyond which a line is no article."""

_SPARSE: Final = 4
"""Lines of prose: on a page with fewer every line may be the article's."""

_SLIGHT: Final = MEDIUM // 2
_MENU: Final = 12
_PARAGRAPH: Final = 60
"""Words: a line of fewer than the first costs a run of prose more than it brings; beyond the second none counts."""

_ITEM: Final = -4

_NARROW: Final = 3
_MANY: Final = 6
_PAGES: Final = (10, 20, 35, 50, 75, 100, 140, 200, 300, 500)
_LONGEST: Final = (85, 120, 160, 200, 250, 300, 400, 500, 700, 1000)
_RATIOS: Final = (5, 10, 20, 30, 40, 50, 65, 80, 100, 125, 160, 220, 320)
_SHARES: Final = (0, 1, 2, 4, 7, 12, 20, 30, 40, 50, 60, 70, 80, 88, 93, 96, 98, 99)
_INTERFACE, _BULLET = SIGNS["interface"], SIGNS["bullet"]
_SIGNED: Final = SIGNS["byline"] | SIGNS["date"] | SIGNS["ago"]
_WORTH: Final = [
    [count - min(6, count // 2) * (not ends) - _MENU for count in range(_PARAGRAPH + 1)] for ends in (False, True)
]
"""What a line of so many words is worth that ends as no sentence, or as one."""

_ratios: Final = steps(_RATIOS)
_shares: Final = steps((*_SHARES, 100))[:100] + bytes([len(_SHARES)])
_sentence: Final = bytes(end in tokens.SENTENCES for end in range(0x100))
"""Of how a line ends (`tokens.end`), whether it ends as a sentence does."""

_ALONE: Final = (b"\1", b"\5")
_coarse: Final = bytes(1 + width // 2 for width in range(0x100))
_medium: Final = bytes(width >= shape.WIDTH_OF[MEDIUM] for width in range(0x100))
_long: Final = bytes(width >= shape.WIDTH_OF[LONG] for width in range(0x100))
_solid: Final = bytes(width * long for width, long in enumerate(_long))
"""Of how wide a line is (`shape.OWN`): roughly; if it is at least medium; if it is long; how wide, if it is long."""

PLACES: Final = (
    *("sentences5", "lengths3above", "lengths3below", "interface3above", "interface8below", "sinceprose"),
    *("above", "below", "runstart", "runend", "endings", "untilbyline"),
    *("repeated", "relative", "longestabove", "block", "blockprose"),
)
PAGE: Final = ("lines", "longest")
NAMES: Final = (*shape.OWN, "caps+1", *PLACES, *PAGE)

_Marked = Sequence[tuple[int, int]]
"""The lines that show signs, and which."""


class Surveyed(NamedTuple):
    """The lines of a page that prose stands near, and their features."""

    places: list[int]
    """Where they stand among all lines."""

    lines: Measures
    """The same lines, measured."""

    columns: list[bytes]
    """Of each feature, in the order of `NAMES`, its value for each of these lines."""


def survey(lines: Shapes, gaps: Sequence[bool] | None) -> Surveyed:
    """Return all features of each line that prose stands near.

    Args:
        lines: The lines with text in them, N.
        gaps: For each line whether a blank line stands before it, and a last one for after the end: N + 1; None where
            the capture's blank lines say nothing, because it has none or they stand everywhere.
    """
    places = _near(lines.texts)
    measures = lines.survey(places)
    if not places:
        return Surveyed([], measures, [])
    if gaps is not None:
        gaps = [*[gaps[at] or at - last > 1 for last, at in pairwise([-1, *places])], True]
    return Surveyed(places, measures, _features(measures, gaps))


def _features(lines: Measures, gaps: Sequence[bool] | None) -> list[bytes]:
    texts, lengths, _, extents, signs, _, pitches, endings, _ = lines
    total = len(texts)
    columns = shape.own(lines)
    widths, ends, caps, *_ = columns
    heads = bytes(endings)
    marked = [(at, some) for at, some in enumerate(signs) if some]
    sentences = ends.translate(_sentence)
    told = both(sentences, widths.translate(_medium))
    prose = both(sentences, widths.translate(_long))
    words = [*map(min, extents, repeat(_PARAGRAPH))]
    columns.append(caps[1:] + b"\0")
    columns += _near_each(widths, told, prose, _furniture(heads, marked))
    mass = list(accumulate(map(mul, told, words), initial=0))
    whole = mass[-1] or 1
    columns.append(bytes([_shares[100 * passed // whole] for passed in mass[:-1]]))
    columns.append(bytes([_shares[100 * (whole - passed) // whole] for passed in mass[1:]]))

    start, end = _best_run(_worths(sentences, words, marked, pitches))
    columns += [beside(start, total), beside(end - 1, total)]
    columns.append(bytes(start) + bytes(map(min, accumulate(heads[start:-1], initial=0), repeat(_MANY))))
    bylines = bytearray(total)
    for at, some in marked:
        if some & _SIGNED:
            bylines[at] = 1
    columns.append(until(bylines))
    repeated = Counter(texts)
    columns.append(bytes([min(repeated[text], _MANY) for text in texts]))
    run = sorted([length for length in lengths[start:end] if length >= LONG])
    typical = run[len(run) // 2] if run else 100
    most = _RATIOS[-1] * typical
    columns.append(bytes([_ratios[100 * length // typical if 100 * length < most else -1] for length in lengths]))
    columns.append(bytes(accumulate([0, *widths.translate(_solid)[:-1]], max)))
    columns += _blocks(prose, gaps)
    page = (bisect(_PAGES, total), bisect(_LONGEST, max(lengths)))
    return [*columns, *(bytes([value]) * total for value in page)]


def _furniture(heads: bytes, marked: _Marked) -> bytes:
    """Return which lines are labels of an interface, or head what follows an article."""
    found = bytearray(heads)
    for at, some in marked:
        if some & _INTERFACE:
            found[at] = 1
    return bytes(found)


def _near_each(widths: bytes, told: bytes, prose: bytes, furniture: bytes) -> list[bytes]:
    """Return what stands within a few lines of each: sentences, long lines, furniture; and how far above is prose."""
    coarse = widths.translate(_coarse)
    return [
        around(told, 2),
        above(coarse, _NARROW),
        below(coarse, _NARROW),
        above(furniture, _NARROW),
        below(furniture, REACH),
        since(prose),
    ]


def _near(texts: Sequence[str]) -> list[int]:
    """Return which lines prose stands near, by a glance: what stands deep in a menu is looked at no further."""
    # No line is wider than twice its characters.
    solid = [
        at
        for at, (text, length) in enumerate(zip(texts, map(len, texts), strict=True))
        if length >= LONG
        or (length >= MEDIUM and _is_solid(text, length))
        or (length >= _SLIGHT and not text.isascii() and _is_solid(text, length))
    ]
    if len(solid) < _SPARSE:
        return list(range(len(texts)))
    found: list[int] = []
    upto = 0
    for at in solid:
        found += range(max(upto, at - REACH), min(len(texts), at + REACH + 1))
        upto = at + REACH + 1
    return found


def _is_solid(text: str, length: int) -> bool:
    if not text.isascii():
        length = tokens.columns(text)
    return length >= LONG or (length >= MEDIUM and tokens.ends(text))


def _worths(sentences: bytes, words: Sequence[int], marked: _Marked, pitches: Sequence[int]) -> list[int]:
    """Return what each line is worth to a run of prose: less than its words where it is worded like furniture."""
    worths = [_WORTH[ends][count] for ends, count in zip(sentences, words, strict=True)]
    for at, pitch in enumerate(pitches):
        if pitch > 2:  # noqa: PLR2004 a pitch speaks in them, prose may meet two
            worths[at] = -_MENU
    for at, some in marked:
        if some & _INTERFACE:
            worths[at] = -_MENU - 4
        elif some & _BULLET:
            worths[at] = _ITEM
    return worths


def _best_run(worths: Sequence[int]) -> tuple[int, int]:
    """Return the contiguous run of lines that is worth most, [start, end)."""
    best, best_start, best_end = 0, 0, 0
    here, start = 0, 0
    for at, worth in enumerate(worths):
        if here <= 0:
            here, start = 0, at
        here += worth
        if here > best:
            best, best_start, best_end = here, start, at + 1
    return best_start, best_end


def _blocks(prose: bytes, gaps: Sequence[bool] | None) -> list[bytes]:
    """Return what blank lines say: how many lines none parts, and what share of them is prose."""
    if gaps is None:
        return [bytes(len(prose))] * 2
    sizes: list[bytes] = []
    shares: list[bytes] = []
    for start, end in pairwise([at for at, gap in enumerate(gaps) if gap or at == 0]):
        size = end - start
        if size == 1:
            sizes.append(b"\1")
            shares.append(_ALONE[prose[start]])
            continue
        sizes.append(bytes([min(size, AWAY)]) * size)
        shares.append(bytes([1 + 4 * prose.count(1, start, end) // size]) * size)
    return [b"".join(sizes), b"".join(shares)]
