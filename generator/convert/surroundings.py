"""What the lines around a line say of it: its neighbours, the blank lines, its place beside the likeliest run of prose.

Features as in `shape`: small whole numbers, without a word of the text. Only lines that prose stands near have them:
what stands deep in a menu is no article.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise
from operator import sub
from typing import Final, NamedTuple

from generator.convert import shape
from generator.convert.measured import Shapes
from generator.convert.shape import LONG, MEDIUM, Shape

REACH: Final = 8
"""Lines from prose beyond which a line is no article."""

_SPARSE: Final = 4
"""Lines of prose: on a page with fewer every line may be the article's."""

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

_COARSE: Final = (8, 16, 28, MEDIUM, 60, LONG, 120, 180, 280)
_FAR: Final = 30
"""Lines beyond which no distance counts."""

_AWAY: Final = 20
_CLIMB: Final = list(range(_AWAY))
_WIDE: Final = 12
_NARROW: Final = 3
_ALIKE: Final = 24
"""Characters with which two lines open that are alike."""

_MANY: Final = 6

_SIGNED: Final = frozenset({"byline", "date", "ago"})
_PAGES: Final = (10, 20, 35, 50, 75, 100, 140, 200, 300, 500)
_PROSE: Final = (1, 2, 3, 5, 8, 12, 18, 25, 35, 50, 80)
_LONGEST: Final = (85, 120, 160, 200, 250, 300, 400, 500, 700, 1000)
_RATIOS: Final = (5, 10, 20, 30, 40, 50, 65, 80, 100, 125, 160, 220, 320)
_CAPS: Final = shape.OWN.index("caps")
_OPENS: Final = shape.OWN.index("opens")
_SHARES: Final = (0, 1, 2, 4, 7, 12, 20, 30, 40, 50, 60, 70, 80, 88, 93, 96, 98, 99)


def _steps(bounds: Sequence[int]) -> list[int]:
    """Return of each number up to the last bound how many bounds it has reached; behind them, all."""
    return [bisect(bounds, number) for number in range(bounds[-1] + 1)]


_coarse: Final = [1 + step for step in _steps(_COARSE)]
_lengths: Final = _steps(_LONGEST)
_ratios: Final = _steps(_RATIOS)
_shares: Final = [*_steps((*_SHARES, 100))[:100], len(_SHARES)]

NEIGHBOURS: Final = ("caps-1", "caps+1", "opens-1")
PLACES: Final = (
    *("sentences5", "prose3above", "prose12above", "prose12below", "lengths3above", "lengths3below"),
    *("interface3above", "interface8below", "sinceprose", "untilprose", "above", "below", "runstart", "runend"),
    *("endings", "sinceending", "sincebyline", "untilbyline", "sincepitch", "untilpitch", "sincelink", "untillink"),
    *("untilcopyright", "under", "topic", "topic5", "repeated", "alike", "relative", "longestabove", "longestbelow"),
    *("announced", "gaps", "block", "blockprose", "apartend"),
)
PAGE: Final = ("proselines", "lines", "longest", "typical", "runlines", "runshare", "second", "credits")
NAMES: Final = (*shape.OWN, *NEIGHBOURS, *PLACES, *PAGE)


class Surveyed(NamedTuple):
    """The lines of a page that prose stands near, and their features."""

    places: list[int]
    """Where they stand among all lines."""

    shapes: list[Shape]
    columns: list[Sequence[int]]
    """Of each feature that lines differ in, in the order of `NAMES`, its value for each of these lines."""

    page: tuple[int, ...]
    """The values of the features that all lines of the page share: the last of `NAMES`."""


def survey(lines: Shapes, gaps: Sequence[bool] | None) -> Surveyed:
    """Return all features of each line that prose stands near.

    Args:
        lines: The lines with text in them, N.
        gaps: For each line whether a blank line stands before it, and a last one for after the end: N + 1; None where
            the capture's blank lines say nothing, because it has none or they stand everywhere.
    """
    places = _near(lines.texts)
    shapes = lines.near(places)
    if not shapes:
        return Surveyed([], [], [], ())
    if gaps is not None:
        above = [-1, *places]
        gaps = [*[gaps[at] or at - last > 1 for last, at in zip(above, places, strict=False)], True]
    return Surveyed(places, shapes, *_features(shapes, gaps, [lines.stems(at) for at in places]))


def _features(
    shapes: Sequence[Shape], gaps: Sequence[bool] | None, stems: Sequence[set[str]]
) -> tuple[list[Sequence[int]], tuple[int, ...]]:
    total = len(shapes)
    columns: list[Sequence[int]] = [*zip(*map(shape.own, shapes), strict=True)]
    caps, opens = columns[_CAPS], columns[_OPENS]
    columns += [[0, *caps[:-1]], [*caps[1:], 0], [0, *opens[:-1]]]

    known = _speaks_known(shapes)
    signs = [here.signs for here in shapes]
    heads = [here.ending for here in shapes]
    lengths = [here.length for here in shapes]
    coarse = [_coarse[length if length < _COARSE[-1] else -1] for length in lengths]
    told = [1 if here.sentence and here.length >= MEDIUM else 0 for here in shapes]
    prose = [1 if sentence and length >= LONG else 0 for sentence, length in zip(told, lengths, strict=True)]
    words = [min(_PARAGRAPH, here.extent) for here in shapes]
    furniture = [1 if head or "interface" in some else 0 for head, some in zip(heads, signs, strict=True)]
    columns += [
        _window(told, 2, 2),
        _window(prose, _NARROW, -1),
        _window(prose, _WIDE, -1),
        _window(prose, -1, _WIDE),
        _window(coarse, _NARROW, -1),
        _window(coarse, -1, _NARROW),
        _window(furniture, _NARROW, -1),
        _window(furniture, -1, REACH),
        _since(prose),
        _until(prose),
    ]
    mass = list(accumulate([count if line else 0 for line, count in zip(told, words, strict=True)], initial=0))
    whole = mass[-1] or 1
    columns.append([_shares[100 * above // whole] for above in mass[:-1]])
    columns.append([_shares[100 * (whole - through) // whole] for through in mass[1:]])

    worths = [_worth(here, count, known=known) for here, count in zip(shapes, words, strict=True)]
    start, end, best = _best_run(worths)
    columns += [_beside(start, total), _beside(end - 1, total)]
    counted = accumulate(heads[start:-1], initial=0)
    columns.append([0] * start + [min(count, _MANY) for count in counted])
    columns.append(_since([head and at > start for at, head in enumerate(heads)]))
    columns += _since_signs(shapes)
    columns.append(_under(shapes, stems))
    columns += _topic(stems, start, end)
    columns += _repeated([here.text for here in shapes])
    run = sorted([length for length in lengths[start:end] if length >= LONG])
    typical = run[len(run) // 2] if run else 0
    most = _RATIOS[-1] * (typical or 100)
    columns.append([_ratios[100 * length // (typical or 100) if 100 * length < most else -1] for length in lengths])
    columns += _longest([length if length >= LONG else 0 for length in lengths])
    columns.append(_announced(shapes))
    columns += _blocks(prose, gaps, worths)
    others = [-_PARAGRAPH if start <= at < end else worth for at, worth in enumerate(worths)]
    return columns, (
        bisect(_PROSE, sum(prose)),
        bisect(_PAGES, total),
        bisect(_LONGEST, max(lengths)),
        bisect(_LONGEST, typical),
        bisect(_PROSE, end - start),
        10 * sum(words[start:end]) // (sum(words) or 1),
        10 * _best_run(others)[2] // (best or 1),
        min(len([1 for some in signs if "caption" in some]), 10),
    )


def _since_signs(shapes: Sequence[Shape]) -> list[list[int]]:
    """Return how far above and below each line bylines, pitches and links stand, and how far below it a copyright."""
    signs = [here.signs for here in shapes]
    bylines = [not some.isdisjoint(_SIGNED) for some in signs]
    pitches = [here.pitch > 1 for here in shapes]
    links = ["link" in some for some in signs]
    both = [column for flags in (bylines, pitches, links) for column in (_since(flags), _until(flags))]
    return [*both, _until(["copyright" in some for some in signs])]


def _repeated(texts: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return how often each line stands on the page, and how many lines open as it does."""
    whole = Counter(texts)
    openings = [text[:_ALIKE] for text in texts]
    alike = Counter(openings)
    return (
        [min(whole[text], _MANY) for text in texts],
        [min(alike[opening], _MANY) if len(opening) == _ALIKE else 0 for opening in openings],
    )


def _longest(lengths: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return how long the longest line is of those above each line, and of those below it."""
    last = _LONGEST[-1]
    above = [_lengths[most if most < last else -1] for most in accumulate([0, *lengths[:-1]], max)]
    below = [_lengths[most if most < last else -1] for most in accumulate([0, *lengths[:0:-1]], max)]
    return above, below[::-1]


def _near(texts: Sequence[str]) -> list[int]:
    """Return which lines prose stands near, by a glance: what stands deep in a menu is looked at no further."""
    solid = []
    for at, text in enumerate(texts):
        # No line is wider than twice its characters.
        if 2 * len(text) >= MEDIUM:
            length = shape.columns(text)
            if length >= LONG or (length >= MEDIUM and shape.ends(text)):
                solid.append(at)
    if len(solid) < _SPARSE:
        return list(range(len(texts)))
    found: list[int] = []
    upto = 0
    for at in solid:
        found += range(max(upto, at - REACH), min(len(texts), at + REACH + 1))
        upto = at + REACH + 1
    return found


def _window(values: Sequence[int], above: int, below: int) -> list[int]:
    """Return of each line the sum from so many lines above it to so many below it; -1 leaves the line itself out."""
    sums = list(accumulate(values, initial=0))
    total = len(values)
    first = ([0] * (above + 1) + sums[1:])[:total] if above >= 0 else sums[1:]
    last = (sums[1 + below :] + sums[-1:] * (below + 1))[:total] if below >= 0 else sums[:-1]
    return [*map(sub, last, first)]


def _since(flags: Sequence[int]) -> list[int]:
    """Return how many lines above each one the last that is flagged stands."""
    places = [at for at, flag in enumerate(flags) if flag]
    if not places:
        return [_AWAY] * len(flags)
    found = [_AWAY] * (places[0] + 1)
    for above, below in pairwise([*places, len(flags) - 1]):
        found += _CLIMB[: below - above]
        found += [_AWAY] * (below - above - _AWAY)
    return found


def _until(flags: Sequence[int]) -> list[int]:
    return _since(flags[::-1])[::-1]


def _beside(place: int, total: int) -> list[int]:
    """Return how far each line stands below a place, or above it."""
    return [0 if away < 0 else min(away, 2 * _FAR) for away in range(_FAR - place, total + _FAR - place)]


def _speaks_known(shapes: Sequence[Shape]) -> bool:
    """Say whether a page is in a language whose function words are known; only then do they count."""
    prose = sorted([here.function for here in shapes if here.length >= LONG])
    return bool(prose) and prose[len(prose) // 2] > _KNOWN


def _worth(here: Shape, words: int, *, known: bool) -> int:
    """Return the words of a line beyond what a menu has; none for what is worded like furniture, or is no prose."""
    if here.signs:
        if "interface" in here.signs:
            return -_MENU - 4
        if "bullet" in here.signs:
            return _ITEM
    if here.pitch > 2:  # noqa: PLR2004 a pitch speaks in them, prose may meet two
        words = 0
    elif known and here.length >= LONG and here.function < _LISTLIKE:
        words = min(words, 5)
    if not here.sentence:
        words -= min(6, words // 2)
    return words - _MENU


def _best_run(worths: Sequence[int]) -> tuple[int, int, int]:
    """Return the contiguous run of lines that is worth most, [start, end), and what it is worth."""
    best, best_start, best_end = 0, 0, 0
    here, start = 0, 0
    for at, worth in enumerate(worths):
        if here <= 0:
            here, start = 0, at
        here += worth
        if here > best:
            best, best_start, best_end = here, start, at + 1
    return best_start, best_end, best


def _under(shapes: Sequence[Shape], stems: Sequence[set[str]]) -> list[int]:
    """Return how far above each line the last heading stands whose words come back in the prose below it."""
    prose = [at for at, here in enumerate(shapes) if here.length >= LONG]
    found = []
    since = _AWAY
    first = 0
    for at, here in enumerate(shapes):
        since = since + 1 if since < _AWAY else _AWAY
        found.append(since)
        mine = stems[at]
        if len(mine) < 3 or here.length > _HEADLINE or here.sentence:  # noqa: PLR2004 fewer words are no headline
            continue
        while first < len(prose) and prose[first] <= at:
            first += 1
        below = [
            line for line in prose[first : first + _ECHOES] if line <= at + _BELOW and shapes[line].length > here.length
        ]
        if len(below) > 1:
            echoed = len([word for word in mine if any([word in stems[line] for line in below])])  # noqa: C419 faster
            if 2 * echoed >= len(mine):
                since = 0
    return found


def _topic(stems: Sequence[set[str]], start: int, end: int) -> tuple[list[int], list[int]]:
    """Return how many of a line's rare words the rest of the run of prose has too: alone, and with its neighbours."""
    once: set[str] = set()
    twice: set[str] = set()
    for mine in stems[start:end]:
        twice |= once & mine
        once |= mine
    sizes = [len(mine) for mine in stems]
    shared = [len(mine & (twice if start <= at < end else once)) for at, mine in enumerate(stems)]
    alone = [1 + 10 * found // size if size else 0 for found, size in zip(shared, sizes, strict=True)]
    around = [
        1 + 10 * some // size if size else 0
        for some, size in zip(_window(shared, 2, 2), _window(sizes, 2, 2), strict=True)
    ]
    return alone, around


def _announced(shapes: Sequence[Shape]) -> list[int]:
    """Return how many lines above each one prose ends with a colon, if only items of a list stand between."""
    found = []
    away = 0
    for here in shapes:
        found.append(away)
        if here.length >= LONG and "colon" in here.signs:
            away = 1
        elif away:
            away = min(away + 1, _WIDE) if here.length < LONG else 0
    return found


def _blocks(prose: Sequence[int], gaps: Sequence[bool] | None, worths: Sequence[int]) -> list[list[int]]:
    """Return what blank lines say: which stand around a line, which lines none parts, and which run is set apart."""
    total = len(prose)
    if gaps is None:
        return [[0] * total for _ in range(4)]
    around = [1 + gaps[at] + 2 * gaps[at + 1] for at in range(total)]
    sizes: list[int] = []
    shares: list[int] = []
    start = 0
    for at in range(1, total + 1):
        if at < total and not gaps[at]:
            continue
        size = at - start
        share = 1 + 4 * sum(prose[start:at]) // size
        sizes += [min(size, _AWAY)] * size
        shares += [share] * size
        start = at
    apart = [
        worth + (_SET_APART if blanks == 4 else -_TIGHT if worth != _ITEM else 0)  # noqa: PLR2004 both around it
        for worth, blanks in zip(worths, around, strict=True)
    ]
    return [around, sizes, shares, _beside(_best_run(apart)[1] - 1, total)]
