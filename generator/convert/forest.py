"""How likely each line of a page is body: boosted trees, asked of all lines at once.

Each tree has at most four leaves, and of each line it is known which leaves it cannot reach (QuickScorer: Lucchese et
al., SIGIR 2015): two trees are a byte, a bit a leaf, cleared where a feature rules the leaf out. A feature is a column
of bytes, one a line; so all lines are asked by translating the column, and what two features leave is one ``and`` of
two large numbers. What is left of a pair of trees is a byte a line, which is translated to what both score; scores are
added in columns of two bytes a line. The trees are learned by ``benchmarks/train_captures.py`` and lie beside this
module in ``forest.json``.
"""

import functools
import json
import struct
from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import zip_longest
from typing import Any, Final, NamedTuple

LEAVES: Final = 4
"""Of a tree, at most: two trees are a byte."""

VALUES: Final = 64
"""A feature is a whole number below this."""

STEPS: Final = 64
"""Of a score, to a nat."""

_ALL: Final = (1 << LEAVES) - 1


class Forest(NamedTuple):
    """Trees, as they are asked."""

    base: float
    """What is added to all scores, in nats."""

    pairs: list[tuple[list[tuple[int, bytes]], bytes]]
    """Of each two trees the features that they ask for, with what each value leaves of their leaves; and by the leaves
    that are left, what both score."""


def load(stored: Mapping[str, Any]) -> Forest:
    """Return trees as they are asked.

    Args:
        stored: Under ``trees`` of each its ``splits``, as (feature, threshold, leaves on the left, a bit each), and
            the ``scores`` of its leaves from left to right, in steps.
    """
    trees = stored["trees"]
    base = 0
    pairs: list[tuple[list[tuple[int, bytes]], bytes]] = []
    nothing: dict[str, Any] = {"splits": [], "scores": [0]}
    for low, high in zip_longest(trees[::2], trees[1::2], fillvalue=nothing):
        left: dict[int, list[int]] = {}
        for shift, tree in ((0, low), (LEAVES, high)):
            for feature, threshold, leaves in tree["splits"]:
                masks = left.setdefault(feature, [0xFF] * VALUES)
                for value in range(threshold + 1, VALUES):
                    # Beyond its threshold, a split rules out the leaves on its left.
                    masks[value] &= ~(leaves << shift)
        least = min(low["scores"]) + min(high["scores"])
        base += least
        scores = [
            _leftmost(low["scores"], some & _ALL) + _leftmost(high["scores"], some >> LEAVES) - least
            for some in range(0x100)
        ]
        pairs.append(([(feature, bytes(masks).ljust(0x100)) for feature, masks in sorted(left.items())], bytes(scores)))
    return Forest(base / STEPS, pairs)


def _leftmost(scores: Sequence[int], left: int) -> int:
    """Return the score of the leftmost leaf that is left; where none is, which no line brings about, the least."""
    return next((score for leaf, score in enumerate(scores) if left >> leaf & 1), min(scores))


def _stored() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(resources.files(__package__).joinpath("forest.json").read_bytes())
    return stored


@functools.cache
def shipped() -> Forest:
    """Return the trees that come with Tearsheet."""
    return load(_stored())


def names() -> tuple[str, ...]:
    """Return the names of the features that the shipped trees were grown on, in their order."""
    return tuple(_stored()["features"])


def judge(columns: Sequence[bytes], trees: Forest | None = None) -> list[float]:
    """Return in nats what speaks for each line to be body, more than against.

    Args:
        columns: Of each feature its value for each line.
        trees: The trees to ask; those that are shipped if not stated.
    """
    if not columns:
        return []
    base, pairs = trees or shipped()
    count = len(columns[0])
    number = int.from_bytes
    whole = (1 << 8 * count) - 1
    # Two bytes for each line, the lower one of which a pair of trees fills: no sum of so few needs more.
    wide = bytearray(2 * count)
    total = 0
    for asked, scores in pairs:
        left = whole
        for feature, masks in asked:
            left &= number(columns[feature].translate(masks), "little")
        wide[::2] = left.to_bytes(count, "little").translate(scores)
        total += number(wide, "little")
    return [base + steps / STEPS for steps in struct.unpack(f"<{count}H", total.to_bytes(2 * count, "little"))]
