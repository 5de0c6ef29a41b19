"""Which lines of a page are its article: the likeliest sequence of before, body, gap and after.

A chain of four states over the lines, as in a linear-chain conditional random field: what stands before the body, the
body, furniture within it, and what follows; once after, a page does not come back. The weights of the features are
learned by ``benchmarks/train_captures.py`` and lie beside this module in ``sequence.json``.
"""

import functools
import json
import math
from collections.abc import Sequence
from importlib import resources
from typing import Final, NamedTuple

BEFORE: Final = 0
BODY: Final = 1
GAP: Final = 2
AFTER: Final = 3

_NEVER: Final = -1e9
_FAINTEST: Final = -30.0
"""Nats below the likeliest state of a line: what is less likely counts as so likely, and no sequence as impossible."""

_Scores = tuple[float, float, float, float]


class Verdict(NamedTuple):
    """What a line is in the likeliest sequence."""

    state: int
    body: float
    """How likely it is that the line is body, 0 to 1, over all sequences: its posterior marginal."""


class _Weights(NamedTuple):
    features: dict[str, _Scores]
    steps: list[list[float]]
    """From each state to each."""

    start: _Scores
    end: _Scores


@functools.cache
def _weights() -> _Weights:
    stored = json.loads(resources.files(__package__).joinpath("sequence.json").read_bytes())
    return _Weights(
        features={name: tuple(scores) for name, scores in stored["features"].items()},
        steps=stored["steps"],
        start=(*stored["start"][:GAP], _NEVER, _NEVER),
        end=(_NEVER, stored["end"][BODY], _NEVER, stored["end"][AFTER]),
    )


def judge(features: Sequence[Sequence[str]], prior: Sequence[float]) -> list[Verdict]:
    """Return the verdict on each line.

    Args:
        features: Of each of N lines.
        prior: Of each of N lines, in nats, what speaks for the body beyond the features: an editor's word, a rule.
    """
    if not features:
        return []
    weights = _weights()
    emitted = [_emission(names, known, weights.features) for names, known in zip(features, prior, strict=True)]
    ahead = _forth(emitted, weights)
    behind = _back(emitted, weights)
    verdicts = []
    for forth, back, body in zip(ahead, behind, _marginals(emitted, weights), strict=True):
        # The best path through each state: max-marginals, from which the path is read.
        totals = [one + other for one, other in zip(forth, back, strict=True)]
        verdicts.append(Verdict(totals.index(max(totals)), body))
    return verdicts


def _emission(names: Sequence[str], prior: float, weights: dict[str, _Scores]) -> _Scores:
    before, body, gap, after = 0.0, prior, 0.0, 0.0
    for name in names:
        if name in weights:
            scores = weights[name]
            before += scores[0]
            body += scores[1]
            gap += scores[2]
            after += scores[3]
    return before, body, gap, after


def _forth(emitted: Sequence[_Scores], weights: _Weights) -> list[_Scores]:
    """Return, for each line and state, the score of the best way there from the top, the line included."""
    (stay, enter, *_), (_, on, pause, leave), (_, resume, rest, _), (*_, end) = weights.steps
    before, body, gap, after = (a + b for a, b in zip(weights.start, emitted[0], strict=True))
    reached = [(before, body, gap, after)]
    for line in emitted[1:]:
        before, body, gap, after = (
            before + stay + line[0],
            max(before + enter, body + on, gap + resume) + line[1],
            max(body + pause, gap + rest) + line[2],
            max(body + leave, after + end) + line[3],
        )
        reached.append((before, body, gap, after))
    return reached


def _back(emitted: Sequence[_Scores], weights: _Weights) -> list[_Scores]:
    """Return, for each line and state, the score of the best way from there to the bottom, the line excluded."""
    (stay, enter, *_), (_, on, pause, leave), (_, resume, rest, _), (*_, end) = weights.steps
    before, body, gap, after = weights.end
    reached = [weights.end]
    for line in reversed(emitted[1:]):
        before, body, gap, after = before + line[0], body + line[1], gap + line[2], after + line[3]
        before, body, gap, after = (
            max(stay + before, enter + body),
            max(on + body, pause + gap, leave + after),
            max(resume + body, rest + gap),
            end + after,
        )
        reached.append((before, body, gap, after))
    return reached[::-1]


def _marginals(emitted: Sequence[_Scores], weights: _Weights) -> list[float]:
    """Return how likely it is of each line that it is body: forward-backward, scaled to one at every line."""
    (stay, enter, *_), (_, on, pause, leave), (_, resume, rest, _), (*_, end) = [
        [math.exp(score or 0.0) for score in row] for row in weights.steps
    ]
    likely = [tuple(math.exp(max(score - max(line), _FAINTEST)) for score in line) for line in emitted]
    line = likely[0]
    reached = [(math.exp(weights.start[BEFORE]) * line[BEFORE], math.exp(weights.start[BODY]) * line[BODY], 0.0, 0.0)]
    for line in likely[1:]:
        before, body, gap, after = reached[-1]
        ways = (
            before * stay * line[BEFORE],
            (before * enter + body * on + gap * resume) * line[BODY],
            (body * pause + gap * rest) * line[GAP],
            (body * leave + after * end) * line[AFTER],
        )
        total = sum(ways)
        reached.append((ways[0] / total, ways[1] / total, ways[2] / total, ways[3] / total))
    before, body, gap, after = 0.0, math.exp(weights.end[BODY]), 0.0, math.exp(weights.end[AFTER])
    found = []
    for at in range(len(likely) - 1, -1, -1):
        forth = reached[at]
        through = (forth[0] * before, forth[1] * body, forth[2] * gap, forth[3] * after)
        found.append(through[BODY] / (sum(through) or 1.0))
        line = likely[at]
        before, body, gap, after = before * line[0], body * line[1], gap * line[2], after * line[3]
        before, body, gap, after = (
            stay * before + enter * body,
            on * body + pause * gap + leave * after,
            resume * body + rest * gap,
            end * after,
        )
        total = before + body + gap + after
        before, body, gap, after = before / total, body / total, gap / total, after / total
    return found[::-1]
