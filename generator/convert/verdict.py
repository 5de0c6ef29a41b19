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

_FAINT: Final = 1e-8
_DOUBT: Final = 1e-15
"""Odds that are none; what is left of doubt at any odds."""

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
    odds = _odds(scores)
    likely = [odd / (1.0 + odd) for odd in odds]
    bar = _bar(likely, [count or 1 for count in words])
    return Cut([chance >= bar for chance in likely], soften(odds))


def soften(odds: Sequence[float], sure: float = SURE) -> list[float]:
    """Return how likely lines are that have such odds in the chain: of each nat that speaks for one, a part."""
    power = math.pow
    return [(pro := power(odd, sure)) / (1.0 + pro) if odd > _FAINT else 0.0 for odd in odds]


def _odds(scores: Sequence[float]) -> list[float]:
    """Return how much likelier each line is to be body than not: forward-backward, scaled to one now and then."""
    enter, leave, pause = math.exp(-_ENTER), math.exp(-_LEAVE), math.exp(-_PAUSE)
    here = [math.exp(_SCALE * (score if -_FAINTEST < score < _FAINTEST else _limited(score))) for score in scores]
    before, body, gap, after = 1.0, 0.0, 0.0, 0.0
    reached = []
    for start in range(0, len(here), _STRETCH):
        total = before + body + gap + after
        before, body, gap, after = before / total, body / total, gap / total, after / total
        for odd in here[start : start + _STRETCH]:
            body, gap, after = (before * enter + body + gap * pause) * odd, body * pause + gap, body * leave + after
            reached.append((odd, before, body, gap, after))
    found = []
    before, body, gap, after = 0.0, 1.0, 0.0, 1.0
    reached.reverse()
    for start in range(0, len(here), _STRETCH):
        total = before + body + gap + after
        before, body, gap, after = before / total, body / total, gap / total, after / total
        for odd, came_before, came_body, came_gap, came_after in reached[start : start + _STRETCH]:
            inside = came_body * body
            outside = came_before * before + came_gap * gap + came_after * after + inside * _DOUBT
            found.append(inside / (outside or 1.0))
            body *= odd
            before, body, gap = before + enter * body, body + pause * gap + leave * after, pause * body + gap
    found.reverse()
    return found


def _limited(score: float) -> float:
    return max(-_FAINTEST, min(_FAINTEST, score))


def _bar(likely: Sequence[float], words: Sequence[int]) -> float:
    """Return how likely a line must be to be kept, for the best F1 to be expected of the words."""
    whole = sum([chance * count for chance, count in zip(likely, words, strict=True)])
    kept = right = 0.0
    best, bar = -1.0, _MOST
    for chance, count in sorted([each for each in zip(likely, words, strict=True) if each[0] >= _LEAST], reverse=True):
        kept += count
        right += chance * count
        expected = right / (kept + whole)
        if expected > best or chance >= _MOST:
            best, bar = expected, chance
    return bar
