"""Where on a page further articles begin that have their bylines, days and bars of links between headline and text.

Two stories copied at once look like one with subheads. What tells them apart: each has prose of its own, cut with
confidence, below a headline whose words come back in it; and below both headlines stands who wrote them and when, or
the same bar of links. One byline for both, items of a list, or the entries of a live blog are one article.
"""

import functools
import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from itertools import pairwise
from math import prod
from typing import Final, NamedTuple

from generator.convert import attribution, byline, classes, days, headline
from generator.convert.measured import Shapes
from generator.convert.segment import Line
from generator.convert.shape import LONG, MEDIUM, Shape, has
from generator.convert.tokens import SENTENCES, columns, ends, extent

_PARAGRAPHS: Final = 3
_COLUMNS: Final = 600
"""Of an article: paragraphs, and columns of them together, at least."""

_SURE: Final = 0.66
"""How likely to be body the prose of each must be on average, each column counted."""

_BETWEEN: Final = 2
"""Lines between the prose of two articles, at least: a headline, and what tells that it is one."""

_BELOW: Final = 6
"""Lines below a headline among which its byline or its date stands."""

_FAR: Final = 6
"""Lines from the first paragraph of a story to its third, at most."""

_WORDS: Final = 3
_LONGEST: Final = 160
_ECHOED: Final = 2
_BAR: Final = 2
"""Of a headline its words at least, its columns at most, and how many come back; of a bar of links its lines."""

_REACH: Final = headline.REACH
_ITEM: Final = re.compile(r"\W*\d{1,3}[.):]")
_CLOCK: Final = re.compile(r"\b\d{1,2}(?:[:.h]\d\d\b|\s?[ap]\.?m\b)")
_NO_HEADLINE: Final = ("interface", "caption", "copyright", "byline", "labelled", "link", "bullet", "wordless", "ago")


class _Head(NamedTuple):
    """What stands on top of a story."""

    headline: int
    names: str | None
    """The byline."""

    day: str | None
    """The line that gives a day."""

    bar: frozenset[str]
    """The lines below the headline, in lower case."""

    timed: bool
    """Whether one of its lines is a time of day, as entries of a live blog have."""


def further(shapes: Shapes, *, apart: Collection[int] = ()) -> list[int]:
    """Return the lines at which the second and further articles of a page may begin; none on nearly every page.

    Args:
        shapes: The lines with text in them; those that prose stands near are measured.
        apart: Lines that the editor has spoken of; none of them is a headline.
    """
    texts, near = shapes.texts, shapes.measured
    lengths = {
        at: length
        for at, length, end in zip(shapes.places, near.lengths, near.ends, strict=True)
        if length >= LONG and end in SENTENCES
    }
    prose = [*lengths]
    if len(prose) < 2 * _PARAGRAPHS:
        return []
    # What stands above the first of a run of prose, and that run.
    starts = [
        below for above, below in pairwise(prose) if below - above > _BETWEEN and _parted(texts[above + 1 : below])
    ]
    if not starts:
        return []
    opened: list[int] = []
    first = prose[0]
    above = _Above(texts, 0, first)
    for number, start in enumerate(starts):
        before = prose[bisect_left(prose, first) : bisect_left(prose, start)]
        after = prose[bisect_left(prose, start) :]
        if not (
            _is_long([lengths[at] for at in before])
            and _is_close(before)
            and _is_close(after)
            and above.may_be_another(texts[before[-1] + 1 : start])
            and _runs_on(texts, before)
            and _runs_on(texts, after)
        ):
            continue
        end = next((other for other in starts[number + 1 :] if other > start), len(shapes))
        # There are fewer lines to look at above the second one.
        here = _head(shapes, start, end, floor=before[-1] + 1, apart=apart)
        head = _head(shapes, first, before[-1] + 1, floor=opened[-1] if opened else 0, apart=apart) if here else None
        if head and here and _are_two(head, here):
            opened.append(_top(shapes, here.headline, before[-1] + 1))
            first = start
            above = _Above(texts, opened[-1], first)
    return opened


class _Above:
    """The lines above a story, by which a glance tells whether another one may begin below it."""

    def __init__(self, texts: Sequence[str], floor: int, start: int) -> None:
        self._lines = texts[max(floor, start - _REACH) : start]

    def may_be_another(self, here: Sequence[str]) -> bool:
        """Say of the lines above what follows whether they too have a bar of links, or who wrote it and when."""
        return len(self._bar.intersection(map(str.casefold, here))) >= _BAR or (_is_signed(here) and self._signed)

    @functools.cached_property
    def _bar(self) -> frozenset[str]:
        return frozenset(map(str.casefold, self._lines))

    @functools.cached_property
    def _signed(self) -> bool:
        return _is_signed(self._lines)


def is_one(body: Sequence[Line]) -> bool:
    """Say whether the body of what stands between two such places, cut by itself, is an article beyond doubt."""
    lengths = [(columns(line.text), line.confidence) for line in body if columns(line.text) >= LONG]
    whole = sum(length for length, _ in lengths)
    return _is_long([length for length, _ in lengths]) and sum(map(prod, lengths)) >= _SURE * whole


def _is_long(lengths: Collection[int]) -> bool:
    return len(lengths) >= _PARAGRAPHS and sum(lengths) >= _COLUMNS


def _is_close(prose: Sequence[int]) -> bool:
    """Say by a glance whether prose may open with paragraphs that follow each other (`_runs_on`)."""
    return len(prose) >= _PARAGRAPHS and prose[_PARAGRAPHS - 1] - prose[0] <= _FAR


def _runs_on(texts: Sequence[str], prose: Sequence[int]) -> bool:
    """Say whether prose opens with paragraphs that follow each other; in a list of teasers, a date stands between."""
    opening = prose[:_PARAGRAPHS]
    between = [texts[at] for at in range(opening[0], opening[-1]) if at not in opening]
    return not (any(map(classes.is_date, between)) or byline.find(between))


def _parted(texts: Sequence[str]) -> bool:
    """Say by a glance whether a headline may stand among lines."""
    for text in texts:
        if len(text) >= MEDIUM or (2 * len(text) >= MEDIUM and columns(text) >= MEDIUM):
            return True
        if _has_words(text) and not ends(text):
            return True
    return False


def _has_words(text: str) -> bool:
    return text.count(" ") >= _WORDS if text.isascii() else extent(text) > _WORDS


def _is_signed(lines: Sequence[str]) -> bool:
    return any(classes.is_date(line) or byline.unsigned(line) for line in lines) or byline.find(lines) is not None


def _head(shapes: Shapes, start: int, end: int, *, floor: int, apart: Collection[int]) -> _Head | None:
    """Return what stands on top of the prose from line `start` to `end`, None where no line is surely its headline."""
    at = headline.find(shapes, start, end, apart={*range(floor), *apart, start})
    if at is None or not _is_headline(shapes[at]):
        return None
    # The whole of its paragraphs, of which only the ends are measured.
    story = Shapes([shapes.texts[at], *shapes.texts[start:end]])
    if len(story.stems([0]) & story.stems(range(1, len(story)))) < _ECHOED:
        return None
    lines = shapes.texts[at + 1 : start]
    named = byline.find(lines[:_BELOW])
    unsigned = next(filter(None, map(byline.unsigned, lines[:_BELOW])), None)
    dated = next((line for line in lines[:_BELOW] if classes.is_date(line)), None)
    told = named[1] if named else unsigned
    return _Head(
        at,
        told.text if told else None,
        dated,
        frozenset(line.casefold() for line in lines if not classes.is_date(line)),
        any(_CLOCK.search(line) for line in shapes.texts[max(floor, at - 1) : start] if len(line) < _LONGEST),
    )


def _is_headline(here: Shape) -> bool:
    text = here.text
    return (
        here.extent >= _WORDS
        and here.length <= _LONGEST
        and not (text.endswith((".", ":", ",", ";", "。")) or text[0].islower() or _ITEM.match(text))
        and not any(has(here, sign) for sign in _NO_HEADLINE)
    )


def _are_two(above: _Head, here: _Head) -> bool:
    """Say whether two heads are surely those of two articles."""
    if above.names and here.names:
        return above.names != here.names
    shared = len({line for line in above.bar & here.bar if line}) >= _BAR
    if above.names or here.names:
        # Whom both would have in common stands once: a bar of links, or a day, has to tell that it is not so.
        return shared or (not here.timed and _on_two_days(above, here))
    return not (above.timed or here.timed) and (shared or _on_two_days(above, here))


def _on_two_days(above: _Head, here: _Head) -> bool:
    return bool(above.day and here.day) and _day(above.day or "") != _day(here.day or "")


def _day(line: str) -> str | None:
    return attribution.dates([line]).published or days.read(line)


def _top(shapes: Shapes, at: int, floor: int) -> int:
    """Return where a story begins: at its headline, or at the date that stands above it."""
    return at - 1 if at > floor and classes.is_date(shapes.texts[at - 1]) else at
