"""What rules say for or against a line before the learned trees do: few, and each of something a page states.

In nats, for the body. A rule tips what the shapes leave open; it does not overrule a page.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from generator.convert import attribution, phrases
from generator.convert.shape import Shape, has
from generator.convert.tokens import words_of
from generator.convert.worded import SIGNS

_RULED_OUT: Final = -1000.0
_FILED: Final = 4.0
_UNFILED: Final = -3.0
"""A page's only line with a full dateline opens the article; the lines above it do not."""

_ANNOUNCED: Final = 2.0
"""A list is part of the body that a line of prose with a colon announces."""

_LABELLED: Final = -1.5
"""A line is less likely to be that says in front of a colon what it is; a link to another page is not."""

_SIGNED_OFF: Final = 2.0
"""Prose shortly above a credit, or a note on where the story first appeared, is; what stands below it is not."""

_IS_LABELLED, _IS_FILED, _IS_ITEM, _IS_OPEN = (SIGNS[name] for name in ("labelled", "dateline", "bullet", "colon"))
_SHORTLY: Final = 6
_SIGNING_WORDS: Final = frozenset(
    {"reporting", "editing", "writing", "compiled", "appeared", "published", "republished"}
)
_SCRAP: Final = 2.5
"""Where the editor expects an article and no line is long, a sentence is one, and another line is not."""


def prior(shapes: Sequence[Shape], ruled_out: Iterable[int], *, expected: bool = False) -> list[float]:
    """Return what the rules say of each line.

    Args:
        shapes: The lines of a page that prose stands near, measured.
        ruled_out: Which of them cannot be body, such as the lines of a table of quotes.
        expected: Whether the editor says that there is an article: where no line is long, its sentences are it.
    """
    known = [_label(shape) if shape.signs & _IS_LABELLED else 0.0 for shape in shapes]
    _datelines(shapes, known)
    _lists(shapes, known)
    _signatures(shapes, known)
    if expected and not any(shape.long for shape in shapes):
        known = [value + (_SCRAP if shape.sentence else -_SCRAP) for value, shape in zip(known, shapes, strict=True)]
    for at in ruled_out:
        known[at] = _RULED_OUT
    return known


def _label(shape: Shape) -> float:
    if shape.sentence:
        return 0.0
    label = words_of(shape.text.partition(":")[0])
    return _RULED_OUT if " ".join(label) in phrases.LINK_LABELS else _LABELLED


def _datelines(shapes: Sequence[Shape], known: list[float]) -> None:
    filed = [at for at, shape in enumerate(shapes) if shape.signs & _IS_FILED]
    # With most of the prose above it, it is a comment's, or a teaser's.
    if len(filed) != 1 or not _is_mostly(shapes, below=filed[0]):
        return
    known[filed[0]] += _FILED
    for at in range(filed[0]):
        known[at] += _UNFILED


def _lists(shapes: Sequence[Shape], known: list[float]) -> None:
    announced = False
    for at, shape in enumerate(shapes):
        if announced and shape.signs & _IS_ITEM:
            known[at] += _ANNOUNCED
        else:
            announced = shape.signs & _IS_OPEN > 0 and shape.long


def _signatures(shapes: Sequence[Shape], known: list[float]) -> None:
    signed = [
        at
        for at, shape in enumerate(shapes)
        if not _SIGNING_WORDS.isdisjoint(shape.terms)
        and (attribution.credit(shape.text) or attribution.origin(shape.text))
    ]
    if len(signed) != 1:
        return
    above = range(max(0, signed[0] - _SHORTLY), signed[0])
    for at in above:
        known[at] += _SIGNED_OFF * (shapes[at].long and shapes[at].sentence and not has(shapes[at], "offer"))
    # Above the article such a note says nothing of where it ends.
    if not _is_mostly(shapes, below=signed[0]):
        for at in range(signed[0] + 1, len(shapes)):
            known[at] -= _SIGNED_OFF


def _is_mostly(shapes: Sequence[Shape], *, below: int) -> bool:
    """Say whether more of the prose of a page stands below a line than above it."""
    prose = [at for at, shape in enumerate(shapes) if shape.long and shape.sentence]
    return 2 * len([at for at in prose if at >= below]) > len(prose)
