"""What every line of a capture is, and which lines are the article: the record that the converter and the editor share.

Nothing is thrown away: a line that is not kept stays in the record with its class and how sure the verdict is, so that
an editor can overrule it by its number (`lines:` in a sidecar).
"""

import itertools
from collections.abc import Collection, Sequence
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


class Segments(msgspec.Struct, frozen=True, kw_only=True):
    """A capture taken apart."""

    lines: tuple[Line, ...]
    """Every line with text in it, in order."""

    panels: tuple[Panel, ...]

    confidence: float
    """How well the article is cut, 0 to 1: the F1 to be expected of the words kept against those of the article.

    From the lines' confidence: the kept words that are likely to be the article's, against all that were kept and all
    that are likely to be. 0 where nothing was kept.
    """

    def of(self, *kinds: LineClass) -> tuple[Line, ...]:
        """Return the lines of some classes, in order."""
        return tuple([line for line in self.lines if line.kind in kinds])


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
    parts = reflow.paragraphs(read)
    starts, ends, as_read = zip(*parts, strict=True) if parts else ((), (), ())
    shapes = Shapes(as_read)
    texts = reflow.spaced(shapes.texts)
    kinds: dict[int, LineClass] = {}
    panels: list[Panel] = []
    for table in quotes.find(texts):
        kinds |= dict.fromkeys(range(table.start, table.end), "quotes")
        panels.append(table.panel)
    for facts in sidebar.snapshots(texts):
        kinds |= dict.fromkeys(range(facts.start, facts.end), "snapshot")
        panels.append(facts.panel)

    wanted, barred = (
        {
            at
            for at, part in enumerate(parts if numbers else ())
            if not numbers.isdisjoint(range(first + part.start, first + part.end))
        }
        for numbers in (keep, outside)
    )
    gaps = [True, *map(lt, ends, starts[1:])]
    likely, body = _judged(
        shapes, telling(gaps), ruled_out=kinds.keys() | (barred - wanted), expected=title is not None
    )
    body -= classes.ragged(shapes, sorted(body), likely)
    body = (body - classes.closing(shapes, sorted(body)) - barred) | wanted
    place = _place(texts, shapes, body, title=title, wanted=wanted)
    if place.headline is not None:
        kinds[place.headline] = "title"
    kinds = {at: kind for at, kind in classes.attributions(texts, place).items() if at not in wanted} | kinds
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
    _name_the_rest(kinds, shapes, body, wanted=wanted)

    sure = [1.0] * len(parts)
    for at, chance in likely.items():
        kind = kinds[at]
        inside = kind in _BODY
        if at not in wanted and kind != "quotes" and (at in body) == inside:
            sure[at] = round(chance if inside else 1.0 - chance, 4)
    named = [*map(kinds.__getitem__, range(len(parts)))]
    kept = [*map(_KEPT.__contains__, named)]
    record = [
        *map(Line, [first + start for start in starts], [first - 1 + end for end in ends], as_read, named, kept, sure)
    ]
    dropped = [
        Line(number=number, end=number, text=lines[number - first], kind="dropped", kept=False, confidence=1.0)
        for number in sorted(drop)
        if 0 <= number - first < len(lines) and lines[number - first]
    ]
    return Segments(
        lines=tuple(sorted(record + dropped, key=lambda line: line.number) if dropped else record),
        panels=tuple(panels),
        confidence=_expected(record),
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


def _name_the_rest(kinds: dict[int, LineClass], shapes: Shapes, body: set[int], *, wanted: set[int]) -> None:
    """Name what has no name yet: the lines of the body, those near prose by their wording, others by a glance."""
    texts, near = shapes.texts, shapes.measured
    for at in body:
        if at not in kinds or at in wanted:
            kinds[at] = classes.of_body(at, shapes, body) if len(texts[at]) <= classes.SUBHEAD else "body"
    for at, signs, pitch, ending in zip(shapes.places, near.signs, near.pitches, near.endings, strict=True):
        if at not in kinds:
            kinds[at] = classes.of_furniture(signs, pitch, ending=ending)
    for at in range(len(texts)):
        if at not in kinds:
            kinds[at] = "interface" if texts[at].casefold() in phrases.INTERFACE else "furniture"


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


def _expected(record: Sequence[Line]) -> float:
    """Return the F1 to be expected of the words kept as body."""
    kept = right = whole = 0.0
    for line in record:
        if line.kind in _BODY:
            kept += len(line.text)
            right += len(line.text) * line.confidence
        elif line.confidence < 1:
            whole += len(line.text) * (1.0 - line.confidence)
    return round(2 * right / (kept + right + whole), 4) if kept else 0.0
