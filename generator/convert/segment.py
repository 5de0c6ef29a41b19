"""What every line of a capture is, and which lines are the article: the record that the converter and the editor share.

Nothing is thrown away: a line that is not kept stays in the record with its class and how sure the verdict is, so that
an editor can overrule it by its number (`lines:` in a sidecar).
"""

import itertools
import math
from collections.abc import Collection, Sequence
from typing import Final, Literal

import msgspec

from generator.convert import attribution, contact, headline, phrases, quotes, reflow, sequence, shape
from generator.convert.shape import Shape
from generator.model.parts import Panel

LineClass = Literal[
    "title",
    "body",
    "subhead",
    "byline",
    "date",
    "credit",
    "origin",
    "licence",
    "quotes",
    "contact",
    "caption",
    "notice",
    "pitch",
    "interface",
    "related",
    "furniture",
    "dropped",
]
"""What a line is. `furniture` is what has no better name; `dropped` is what the editor took out."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
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
    """How likely it is that keeping it, or not, is right, 0.5 to 1; 1 where a rule or the editor decided."""


class Segments(msgspec.Struct, frozen=True, kw_only=True):
    """A capture taken apart."""

    lines: tuple[Line, ...]
    """Every line with text in it, in order."""

    panels: tuple[Panel, ...]

    def of(self, *kinds: LineClass) -> tuple[Line, ...]:
        """Return the lines of some classes, in order."""
        return tuple(line for line in self.lines if line.kind in kinds)


_KEPT: Final = frozenset({"title", "body", "subhead"})
_RULED_OUT: Final = -1000.0
_FILED: Final = 4.0
_UNFILED: Final = -3.0
"""In nats, for the body: of a page's only line with a full dateline, and of each line above it."""

_SPARSE: Final = 0.02
_DENSE: Final = 0.9
"""Blank lines before fewer or more of a capture's lines than these shares say nothing of what belongs together."""

_CLOSING: Final = 3
"""Lines at the end of a body among which an offer to the reader ends it."""

_SUBHEAD: Final = 90
_HEAD: Final = 6
"""Lines above the headline among which a byline and a date may stand."""

_TAIL: Final = 8
"""Lines below the body among which a credit and a notice of origin may stand."""

_DATE: Final = 90
"""A line that gives a date and is no sentence is shorter."""


def segment(
    lines: Sequence[str],
    *,
    first: int = 1,
    keep: frozenset[int] = frozenset(),
    drop: frozenset[int] = frozenset(),
    title: str | None = None,
) -> Segments:
    """Return what every line of a capture is.

    Args:
        lines: All its lines, stripped; empty ones for blank lines (`decode.text_lines`).
        first: The file line of the first of them.
        keep: File lines that are to be in the body.
        drop: File lines that are to be nowhere.
        title: The headline, where the editor states it: the line that says the same is not body.
    """
    read = ["" if number in drop else line for number, line in enumerate(lines, first)]
    parts = reflow.paragraphs(read)
    shapes = [shape.measure(part.text) for part in parts]
    texts = [" ".join(part.text.split()) for part in parts]
    tables = quotes.find(texts)
    kinds: list[LineClass | None] = [None] * len(parts)
    for table in tables:
        kinds[table.start : table.end] = ["quotes"] * (table.end - table.start)
    verdicts = sequence.judge(shape.features(shapes, _gaps(parts)), _prior(shapes, kinds))
    wanted = {at for at, part in enumerate(parts) if not keep.isdisjoint(range(first + part.start, first + part.end))}
    body = {at for at, verdict in enumerate(verdicts) if verdict.state == sequence.BODY}
    body = (body - _closing_offer(shapes, sorted(body))) | wanted
    start, end = min(body, default=0), max(body, default=-1) + 1
    head = _stated(texts[:end], title) if title else None
    if head is None:
        spared = frozenset(range(start, end)) if title else frozenset(wanted)
        head = headline.find(shapes, start, end, apart=spared)
    if head is not None:
        kinds[head] = "title"
    _attribute(texts, kinds, (start, end, head), spared=wanted)
    desk = contact.find(texts, end)
    if desk:
        kinds[desk.start : desk.end] = ["contact"] * (desk.end - desk.start)
    for at, text in enumerate(texts):
        kinds[at] = kinds[at] or (_in_body(at, shapes, body) if at in body else _furniture(shapes[at]))

    record = [
        Line(
            number=first + part.start,
            end=first + part.end - 1,
            text=part.text,
            kind=kind or "furniture",
            kept=kind in _KEPT,
            confidence=1.0 if at in wanted or verdict.margin > 50 else round(1 / (1 + math.exp(-verdict.margin)), 4),
        )
        for at, (part, kind, verdict) in enumerate(zip(parts, kinds, verdicts, strict=True))
    ]
    record += [
        Line(number=number, end=number, text=line, kind="dropped", kept=False, confidence=1.0)
        for number, line in enumerate(lines, first)
        if line and number in drop
    ]
    return Segments(
        lines=tuple(sorted(record, key=lambda line: line.number)),
        panels=(*(table.panel for table in tables), *((desk.panel,) if desk else ())),
    )


def _prior(shapes: Sequence[Shape], kinds: Sequence[LineClass | None]) -> list[float]:
    """Return what speaks for the body beyond the features: no table of quotes, and from its one dateline on."""
    filed = [at for at, shape in enumerate(shapes) if "dateline" in shape.signs]
    prior = [0.0] * len(shapes)
    if len(filed) == 1:
        prior[: filed[0]] = [_UNFILED] * filed[0]
        prior[filed[0]] = _FILED
    return [_RULED_OUT if kind else known for kind, known in zip(kinds, prior, strict=True)]


def _gaps(parts: Sequence[reflow.Paragraph]) -> list[bool] | None:
    """Return whether a blank line stands before each paragraph and behind the last; None where blanks say nothing."""
    gaps = [before.end < part.start for before, part in itertools.pairwise(parts)]
    share = sum(gaps) / len(gaps) if gaps else 0.0
    return [True, *gaps, True] if _SPARSE < share < _DENSE else None


def _stated(texts: Sequence[str], title: str) -> int | None:
    """Return the last line that says what the editor's title says, letter case and blanks aside."""
    wanted = " ".join(title.split()).casefold()
    return max((at for at, text in enumerate(texts) if text.casefold() == wanted), default=None)


def _closing_offer(shapes: Sequence[Shape], body: Sequence[int]) -> set[int]:
    """Return the lines at the end of a body with which the page asks its reader to subscribe or to give."""
    for back in range(_CLOSING, 0, -1):
        at = len(body) - back
        if at > 0 and "offer" in shapes[body[at]].signs:
            heading = shapes[body[at - 1]]
            headed = body[at] - body[at - 1] == 1 and heading.size != "l" and heading.text[-1] not in '.!?…"”»'
            return set(body[at - headed :])
    return set()


def _attribute(
    texts: Sequence[str],
    kinds: list[LineClass | None],
    place: tuple[int, int, int | None],
    *,
    spared: Collection[int],
) -> None:
    """Class the lines that say who wrote the article, when, and where it first appeared: near its head, or its end."""
    start, end, title = place
    top = start if title is None else title
    head = [*range(title + 1 if title is not None else start, min(start + 2, end)), *range(max(0, top - _HEAD), top)]
    for at in head:
        if kinds[at] or at in spared:
            continue
        if attribution.byline(texts[at : at + 2]):
            kinds[at] = "byline"
            if attribution.is_alone(texts[at]):
                kinds[at + 1] = "byline"
        elif len(texts[at]) <= _DATE and phrases.DATE.search(texts[at]) and not texts[at].endswith("."):
            kinds[at] = "date"
    for at in [*head, *range(max(start, end - 3), min(end + _TAIL, len(texts)))]:
        if kinds[at] or at in spared:
            continue
        if attribution.credit(texts[at]):
            kinds[at] = "credit"
        elif attribution.origin(texts[at]):
            kinds[at] = "origin"
        elif attribution.licence(texts[at]):
            kinds[at] = "licence"


def _in_body(at: int, shapes: Sequence[Shape], body: Collection[int]) -> LineClass:
    """Return whether a line of the body heads what follows it: short, no sentence, with prose below."""
    here = shapes[at]
    below = shapes[at + 1] if at + 1 in body else None
    heads = (
        len(here.text) <= _SUBHEAD
        and here.words
        and here.text[0] not in "-–—•*\"'“‘«([@#"
        and not here.text[0].islower()
        and here.text[-1] not in '.,;:!…)”"»-–—'
        and "\t" not in here.text
        and below is not None
        and below.size == "l"
        and below.length > 2 * here.length
    )
    return "subhead" if heads else "body"


def _furniture(here: Shape) -> LineClass:
    signs = here.signs
    if "interface" in signs:
        return "interface"
    if any(sign.startswith("caption") for sign in signs):
        return "caption"
    if "copyright" in signs:
        return "notice"
    if here.ending:
        return "related"
    if any(sign.startswith("pitch") for sign in signs):
        return "pitch"
    return "furniture"
