"""Which lines of a page are its article: the likeliest sequence of before, body, gap and after.

A chain of four states over the lines, as in a linear-chain conditional random field: what stands before the body, the
body, furniture within it, and what follows; once after, a page does not come back. The weights of the features are
learned by ``benchmarks/train_captures.py`` and lie beside this module in ``sequence.json``.
"""

import functools
import json
from collections.abc import Sequence
from importlib import resources
from typing import Final, NamedTuple

BEFORE: Final = 0
BODY: Final = 1
GAP: Final = 2
AFTER: Final = 3

_NEVER: Final = -1e9
_FOLLOWS: Final = {BEFORE: (BEFORE,), BODY: (BEFORE, BODY, GAP), GAP: (BODY, GAP), AFTER: (BODY, AFTER)}
"""The states that may stand before each."""

_Scores = tuple[float, float, float, float]


class Verdict(NamedTuple):
    """What a line is, and by how much that is likelier than the opposite (body or not), in nats."""

    state: int
    margin: float


class _Weights(NamedTuple):
    features: dict[str, _Scores]
    steps: dict[tuple[int, int], float]
    start: _Scores
    end: _Scores


@functools.cache
def _weights() -> _Weights:
    stored = json.loads(resources.files(__package__).joinpath("sequence.json").read_bytes())
    return _Weights(
        features={name: tuple(scores) for name, scores in stored["features"].items()},
        steps={(state, after): stored["steps"][state][after] for after, states in _FOLLOWS.items() for state in states},
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
    ahead = _sweep(emitted, weights.start, weights.steps)
    steps_back = {(after, state): score for (state, after), score in weights.steps.items()}
    behind = _sweep(emitted[::-1], weights.end, steps_back)[::-1]
    verdicts = []
    for forth, back, emission in zip(ahead, behind, emitted, strict=True):
        totals = [a + b - e for a, b, e in zip(forth, back, emission, strict=True)]
        other = max(totals[BEFORE], totals[GAP], totals[AFTER])
        state = totals.index(max(totals))
        verdicts.append(Verdict(state, abs(totals[BODY] - other)))
    return verdicts


def _emission(names: Sequence[str], prior: float, weights: dict[str, _Scores]) -> _Scores:
    before, body, gap, after = 0.0, prior, 0.0, 0.0
    for name in names:
        scores = weights.get(name)
        if scores:
            before += scores[0]
            body += scores[1]
            gap += scores[2]
            after += scores[3]
    return before, body, gap, after


def _sweep(emitted: Sequence[_Scores], start: _Scores, steps: dict[tuple[int, int], float]) -> list[_Scores]:
    """Return, for each line and state, the score of the best way there from one end of the page, the line included."""
    into = [tuple((state, score) for (state, after), score in steps.items() if after == here) for here in range(4)]
    here = tuple(a + b for a, b in zip(start, emitted[0], strict=True))
    reached = [here]
    for emission in emitted[1:]:
        here = tuple(max([here[state] + score for state, score in into[after]]) + emission[after] for after in range(4))
        reached.append(here)
    return reached
