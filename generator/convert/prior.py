"""What rules say for or against a line before the learned trees do: few, and each of something a page states.

In nats, for the body. A rule tips what the shapes leave open; it does not overrule a page.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from generator.convert import attribution, phrases, tokens
from generator.convert.shape import LONG, Measures
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

_IS_LABELLED, _IS_FILED, _IS_ITEM, _IS_OPEN, _IS_OFFER, _IS_SIGNED = (
    SIGNS[name] for name in ("labelled", "dateline", "bullet", "colon", "offer", "signing")
)
_TELLING: Final = _IS_LABELLED | _IS_FILED | _IS_OPEN | _IS_SIGNED
_SHORTLY: Final = 6
_SCRAP: Final = 2.5
"""Where the editor expects an article and no line is long, a sentence is one, and another line is not."""


def prior(lines: Measures, ruled_out: Iterable[int], *, expected: bool = False) -> list[float]:
    """Return what the rules say of each line.

    Args:
        lines: The lines of a page that prose stands near, measured.
        ruled_out: Which of them cannot be body, such as the lines of a table of quotes.
        expected: Whether the editor says that there is an article: where no line is long, its sentences are it.
    """
    known = [0.0] * len(lines.texts)
    told = [at for at, signs in enumerate(lines.signs) if signs & _TELLING]
    for at in told:
        if lines.signs[at] & _IS_LABELLED and lines.ends[at] not in tokens.SENTENCES:
            known[at] = _label(lines.texts[at])
    _datelines(lines, [at for at in told if lines.signs[at] & _IS_FILED], known)
    _lists(lines, [at for at in told if lines.signs[at] & _IS_OPEN], known)
    _signatures(lines, told, known)
    if expected and not any(length >= LONG for length in lines.lengths):
        known = [
            value + (_SCRAP if end in tokens.SENTENCES else -_SCRAP)
            for value, end in zip(known, lines.ends, strict=True)
        ]
    for at in ruled_out:
        known[at] = _RULED_OUT
    return known


def _label(text: str) -> float:
    label = tokens.words_of(text.partition(":")[0])
    return _RULED_OUT if " ".join(label) in phrases.LINK_LABELS else _LABELLED


def _datelines(lines: Measures, filed: Sequence[int], known: list[float]) -> None:
    # With most of the prose above it, it is a comment's, or a teaser's.
    if len(filed) != 1 or not _is_mostly(lines, below=filed[0]):
        return
    known[filed[0]] += _FILED
    for at in range(filed[0]):
        known[at] += _UNFILED


def _lists(lines: Measures, open_: Sequence[int], known: list[float]) -> None:
    at = 0
    for above in open_:
        if above < at:
            continue
        at = above + 1
        while lines.lengths[above] >= LONG and at < len(known) and lines.signs[at] & _IS_ITEM:
            known[at] += _ANNOUNCED
            at += 1


def _signatures(lines: Measures, told: Sequence[int], known: list[float]) -> None:
    signed = [
        at
        for at in told
        if lines.signs[at] & _IS_SIGNED and (attribution.credit(lines.texts[at]) or attribution.origin(lines.texts[at]))
    ]
    if len(signed) != 1:
        return
    for at in range(max(0, signed[0] - _SHORTLY), signed[0]):
        known[at] += _SIGNED_OFF * (_is_prose(lines, at) and not lines.signs[at] & _IS_OFFER)
    # Above the article such a note says nothing of where it ends.
    if not _is_mostly(lines, below=signed[0]):
        for at in range(signed[0] + 1, len(known)):
            known[at] -= _SIGNED_OFF


def _is_prose(lines: Measures, at: int) -> bool:
    return lines.lengths[at] >= LONG and lines.ends[at] in tokens.SENTENCES


def _is_mostly(lines: Measures, *, below: int) -> bool:
    """Say whether more of the prose of a page stands below a line than above it."""
    prose = [at for at in range(len(lines.texts)) if _is_prose(lines, at)]
    return 2 * len([at for at in prose if at >= below]) > len(prose)
