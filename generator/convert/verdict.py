"""Which lines of a page are kept as its article, given what speaks for each by itself.

Runs of lines are likelier than single ones: a chain of four states (before, body, gap, after) turns what speaks for
each line into how likely it is to be body, by forward and backward sums. Kept are the lines that promise the best
agreement with the article, its words against those kept (F1); so a page on which nothing is certain still yields its
likeliest lines, and says how sure that is.
"""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

_SCALE: Final = 0.85
"""What a nat of a line by itself counts for in the chain; neighbours see much of the same."""

_ENTER: Final = 2.0
_LEAVE: Final = 1.2
_PAUSE: Final = 0.6
"""Nats that it costs to begin the body, to end it, to leave a line out within it and to come back."""

_FAINTEST: Final = 30.0
"""Nats beyond which more makes no difference, and no sequence is impossible."""

_STRETCH: Final = 10
"""Lines whose odds, the faintest or the clearest, can be multiplied before they leave the range of numbers."""

SURE: Final = 0.78
"""What a nat of a verdict counts for where it is told how sure it is.

At this the F1 that is expected of pages of unseen sites is, on average, theirs; ``benchmarks/train_captures.py --sure``
finds it. Without it .939 was expected where .921 was found: neighbours err together.
"""

_LEAST: Final = 0.25
_MOST: Final = 0.55
"""Lines less likely are never kept, lines likelier always."""


class Cut(NamedTuple):
    """What is kept of the lines of a page."""

    kept: list[bool]
    likely: list[float]
    """How likely each line is to be body, 0 to 1, as far as verdicts on unseen sites were right (`SURE`)."""


def cut(scores: Sequence[float], words: Sequence[int]) -> Cut:
    """Return which lines are kept.

    Args:
        scores: What speaks for each of N lines to be body, in nats.
        words: How many words each has; a line without any counts as one.
    """
    likely = _marginals(scores)
    bar = _bar(likely, [count or 1 for count in words])
    return Cut([chance >= bar for chance in likely], soften(likely))


def soften(likely: Sequence[float], sure: float = SURE) -> list[float]:
    """Return how likely lines are that the chain takes to be so likely: of each nat that speaks for one, a part."""
    power = math.pow
    return [(pro := power(chance, sure)) / (pro + power(1.0 - chance, sure)) for chance in likely]


def _marginals(scores: Sequence[float]) -> list[float]:
    """Return how likely each line is to be body: forward-backward, scaled to one now and then."""
    enter, leave, pause = math.exp(-_ENTER), math.exp(-_LEAVE), math.exp(-_PAUSE)
    odds = [math.exp(_SCALE * (score if -_FAINTEST < score < _FAINTEST else _limited(score))) for score in scores]
    before, body, gap, after = 1.0, 0.0, 0.0, 0.0
    reached = []
    for at, here in enumerate(odds, 1):
        body, gap, after = (before * enter + body + gap * pause) * here, body * pause + gap, body * leave + after
        if not at % _STRETCH:
            total = before + body + gap + after
            before, body, gap, after = before / total, body / total, gap / total, after / total
        reached.append((before, body, gap, after))
    found = []
    before, body, gap, after = 0.0, 1.0, 0.0, 1.0
    for at, here in enumerate(reversed(odds), 1):
        came_before, came_body, came_gap, came_after = reached[-at]
        inside = came_body * body
        found.append(inside / ((came_before * before + inside + came_gap * gap + came_after * after) or 1.0))
        body *= here
        before, body, gap = before + enter * body, body + pause * gap + leave * after, pause * body + gap
        if not at % _STRETCH:
            total = before + body + gap + after
            before, body, gap, after = before / total, body / total, gap / total, after / total
    return found[::-1]


def _limited(score: float) -> float:
    return max(-_FAINTEST, min(_FAINTEST, score))


def _bar(likely: Sequence[float], words: Sequence[int]) -> float:
    """Return how likely a line must be to be kept, for the best F1 to be expected of the words."""
    whole = sum([chance * count for chance, count in zip(likely, words, strict=True)])
    kept = right = 0.0
    best, bar = -1.0, _MOST
    for chance, count in sorted(zip(likely, words, strict=True), reverse=True):
        if chance < _LEAST:
            break
        kept += count
        right += chance * count
        expected = right / (kept + whole)
        if expected > best or chance >= _MOST:
            best, bar = expected, chance
    return bar
