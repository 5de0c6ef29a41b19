"""What every line of a capture is, and which lines are the article: the record that the converter and the editor share.

Nothing is thrown away: a line that is not kept stays in the record with its class and how sure the verdict is, so that
an editor can overrule it by its number (`lines:` in a sidecar).
"""

import functools
import itertools
from collections.abc import Collection, Mapping, Sequence
from operator import add, lt
from typing import Final

import msgspec

from generator.convert import (
    classes,
    contact,
    forest,
    headline,
    insets,
    phrases,
    quotes,
    reflow,
    sidebar,
    surroundings,
    verdict,
)
from generator.convert.classes import LineClass, Place
from generator.convert.measured import Shapes
from generator.convert.prior import prior
from generator.model.parts import Panel

_BODY: Final = frozenset({"body", "subhead"})
_KEPT: Final = _BODY | {"title"}
SPARSE: Final = 0.02
DENSE: Final = 0.9
"""Blank lines before fewer or more of a capture's lines than these shares say nothing of what belongs together."""


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line of a capture, or the lines of one paragraph that was wrapped, as read."""

    number: int
    """The file line where it stands, or begins."""

    end: int
    """The file line where it ends."""

    text: str
    kind: LineClass
    kept: bool
    """Whether it is printed: as the title or in the body."""

    confidence: float
    """How likely it is that keeping it, or not, is right, 0 to 1; 1 where a rule or the editor decided.

    The posterior marginal of the verdict (`verdict.cut`); below 0.5 where doubtful words are worth the risk.
    """

    article: int = 1
    """Which of the capture's articles it stands with, top to bottom; nearly every capture has one."""


class Segments(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A capture taken apart.

    The article's lines, and those that say something of it, are named; the rest only when all are asked for (`lines`).
    """

    shapes: Shapes
    """The lines with text in them, with a blank for each tab and each no-break space."""

    as_read: Sequence[str]
    """The same as they stood."""

    first: int
    starts: Sequence[int]
    ends: Sequence[int]
    """The file line of the first line of all, and how many lines behind it each begins, and what follows each."""

    kinds: Mapping[int, LineClass]
    """Of lines by their places what they are."""

    sure: Mapping[int, float]
    """How likely it is that keeping them, or not, is right; the others are certain."""

    panels: tuple[Panel, ...]
    dropped: tuple[Line, ...]
    """What the editor took out."""

    article: int = 1
    """Which of the capture's articles it is."""

    @functools.cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line with text in it, in order."""
        kinds = _named(self.shapes, self.kinds)
        found = (*map(self._line, range(len(kinds)), kinds), *self.dropped)
        return tuple(sorted(found, key=lambda line: line.number) if self.dropped else found)

    @functools.cached_property
    def kept(self) -> frozenset[int]:
        """Which of the lines are printed, by their places."""
        return frozenset([at for at, kind in self.kinds.items() if kind in _KEPT])

    @functools.cached_property
    def confidence(self) -> float:
        """How well the article is cut, 0 to 1: the F1 to be expected of the words kept against those of the article.

        From the lines' confidence: the kept words that are likely to be the article's, against all that were kept and
        all that are likely to be. 0 where nothing was kept.
        """
        texts, sure = self.as_read, self.sure.get
        kept = right = whole = 0.0
        for at, kind in self.kinds.items():
            if kind in _BODY:
                length = len(texts[at])
                kept += length
                right += length * sure(at, 1.0)
        for at, chance in self.sure.items():
            if self.kinds.get(at) not in _BODY:
                whole += len(texts[at]) * (1.0 - chance)
        return round(2 * right / (kept + right + whole), 4) if kept else 0.0

    def of(self, *kinds: LineClass) -> tuple[Line, ...]:
        """Return the lines of some classes that say something of the article, in order."""
        places = sorted([at for at, kind in self.kinds.items() if kind in kinds])
        return tuple([self._line(at, self.kinds[at]) for at in places])

    def places(self, numbers: Collection[int]) -> list[int]:
        """Return which lines stand in some lines of the file, or begin or end there."""
        return _places(self.starts, self.ends, self.first, numbers)

    def number(self, at: int) -> int:
        """Return the file line where one of them begins."""
        return self.first + self.starts[at]

    def _line(self, at: int, kind: LineClass) -> Line:
        return Line(
            self.number(at),
            self.first + self.ends[at] - 1,
            self.as_read[at],
            kind,
            kind in _KEPT,
            round(self.sure.get(at, 1.0), 4),
            self.article,
        )


def segment(
    lines: Sequence[str],
    *,
    first: int = 1,
    keep: frozenset[int] = frozenset(),
    drop: frozenset[int] = frozenset(),
    outside: frozenset[int] = frozenset(),
    title: str | None = None,
) -> Segments:
    """Return what every line of a capture is.

    Args:
        lines: All its lines, stripped; empty ones for blank lines (`decode.text_lines`).
        first: The file line of the first of them.
        keep: File lines that are to be in the body.
        drop: File lines that are to be nowhere.
        outside: File lines that are not to be in the body.
        title: The headline, where the editor states it: the line that says the same is not body.
    """
    read = ["" if number in drop else line for number, line in enumerate(lines, first)] if drop else lines
    starts, ends, as_read = reflow.parts(read)
    page = "\n".join(as_read)
    texts = reflow.spaced(as_read, page)
    shapes = Shapes(texts)
    kinds: dict[int, LineClass] = {}
    panels: list[Panel] = []
    for table in quotes.find(texts) if "%" in page else ():
        kinds |= dict.fromkeys(range(table.start, table.end), "quotes")
        panels.append(table.panel)
    for facts in sidebar.snapshots(texts):
        kinds |= dict.fromkeys(range(facts.start, facts.end), "snapshot")
        panels.append(facts.panel)

    wanted, barred = (set(_places(starts, ends, first, numbers)) for numbers in (keep, outside))
    gaps = [True, *map(lt, ends, starts[1:])]
    likely, body = _judged(
        shapes, telling(gaps), ruled_out=kinds.keys() | (barred - wanted), expected=title is not None
    )
    body -= classes.ragged(shapes, sorted(body), likely)
    body = (body - classes.closing(shapes, sorted(body)) - barred) | wanted
    place = _place(texts, shapes, body, title=title, wanted=wanted)
    if place.headline is not None:
        kinds[place.headline] = "title"
    said = classes.attributions(texts, place, addressed="://" in page)
    kinds = {at: kind for at, kind in said.items() if at not in wanted} | kinds
    kinds |= {
        at: kind for at, kind in insets.find(texts, shapes, sorted(body - wanted), place).items() if at not in wanted
    }
    summing_up = insets.standfirst(shapes, kinds, place, apart=wanted)
    if summing_up is not None:
        kinds[summing_up] = "standfirst"
    desk = contact.find(texts, place.end)
    if desk:
        kinds |= dict.fromkeys(range(desk.start, desk.end), "contact")
        panels.append(desk.panel)
    pointers = sidebar.links(texts, place.end)
    if pointers:
        kinds |= dict.fromkeys(range(pointers.start, pointers.end), "links")
        panels.append(pointers.panel)
    for at in body:
        if at not in kinds or at in wanted:
            is_short = len(texts[at]) <= classes.SUBHEAD and "\t" not in as_read[at]
            kinds[at] = classes.of_body(at, shapes, body) if is_short else "body"
    inside = {at for at, kind in kinds.items() if kind in _BODY}
    sure = {at: chance if at in inside else 1.0 - chance for at, chance in likely.items()}
    for at in (body ^ inside) | wanted | {at for at, kind in kinds.items() if kind == "quotes"}:
        sure.pop(at, None)
    return Segments(
        shapes=shapes,
        as_read=as_read,
        first=first,
        starts=starts,
        ends=ends,
        kinds=kinds,
        sure=sure,
        panels=tuple(panels),
        dropped=tuple(
            [
                Line(number=number, end=number, text=lines[number - first], kind="dropped", kept=False, confidence=1.0)
                for number in sorted(drop)
                if 0 <= number - first < len(lines) and lines[number - first]
            ]
        ),
    )


def _judged(
    shapes: Shapes, gaps: Sequence[bool] | None, *, ruled_out: Collection[int], expected: bool
) -> tuple[dict[int, float], set[int]]:
    """Return how likely each line near prose is to be body, and the lines that are kept as body."""
    near = surroundings.survey(shapes, gaps)
    out = [place for place, at in enumerate(near.places) if at in ruled_out] if ruled_out else ()
    rules = prior(near.lines, out, expected=expected)
    scores = [*map(add, forest.judge(near.columns), rules)]
    found = verdict.cut(scores, near.lines.extents)
    return dict(zip(near.places, found.likely, strict=True)), {*itertools.compress(near.places, found.kept)}


def _named(shapes: Shapes, known: Mapping[int, LineClass]) -> list[LineClass]:
    """Return what all lines are: those near prose that have no name go by their wording, others by a glance."""
    near, lines = shapes.near, shapes.measured
    return [
        known[at]
        if at in known
        else classes.of_furniture(lines.signs[near[at]], lines.pitches[near[at]], ending=lines.endings[near[at]])
        if at in near
        else "interface"
        if text.casefold() in phrases.INTERFACE
        else "furniture"
        for at, text in enumerate(shapes.texts)
    ]


def _places(starts: Sequence[int], ends: Sequence[int], first: int, numbers: Collection[int]) -> list[int]:
    """Return which lines of a page stand in some lines of its file, the first of which is `first`."""
    if not numbers:
        return []
    spans = enumerate(zip(starts, ends, strict=True))
    return [at for at, (start, end) in spans if any(first + line in numbers for line in range(start, end))]


def telling(gaps: Sequence[bool]) -> list[bool] | None:
    """Return whether a blank line stands before each line and behind the last; None where blanks say nothing.

    Args:
        gaps: Whether a blank line stands before each line.
    """
    within = gaps[1:]
    share = sum(within) / len(within) if within else 0.0
    return [True, *within, True] if SPARSE < share < DENSE else None


def _place(texts: Sequence[str], shapes: Shapes, body: set[int], *, title: str | None, wanted: set[int]) -> Place:
    """Return where the article stands; where the editor states its title, no line of the body is taken for it."""
    start, end = min(body, default=0), max(body, default=-1) + 1
    if title is None:
        return Place(start, end, headline.find(shapes, start, end, apart=wanted))
    words = " ".join(title.split()).casefold()
    stated = [at for at, text in enumerate(texts[:end]) if text.casefold() == words]
    return Place(start, end, stated[-1] if stated else headline.find(shapes, start, end, apart=range(start, end)))
