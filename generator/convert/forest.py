"""How likely each line of a page is body: boosted trees, asked of all lines at once.

Each tree has at most four leaves, and of each line it is known which leaves it cannot reach: a bit of a number for
every leaf of every tree, cleared where a feature rules it out. So a feature is one look into a table and one ``and``,
whatever the number of trees (QuickScorer: Lucchese et al., SIGIR 2015); one that all lines share is so for all of them
at once. What is left of two trees is a byte, and says what both score. The trees are learned by
``benchmarks/train_captures.py`` and lie beside this module in ``forest.json``.
"""

import functools
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import zip_longest
from operator import and_, getitem
from typing import Any, Final, NamedTuple

LEAVES: Final = 4
"""Of a tree, at most: two trees are a byte."""

VALUES: Final = 64
"""A feature is a whole number below this."""


class Forest(NamedTuple):
    """Trees, as they are asked."""

    size: int
    """In bytes, of the leaves of all trees."""

    masks: list[tuple[int, tuple[int, ...]]]
    """Of each feature that a tree asks for, its place among the features and, by its value, what it leaves of all
    leaves."""

    scores: list[tuple[float, ...]]
    """Of each pair of trees, by the leaves that are left, the scores of the leftmost of each."""


def load(stored: Mapping[str, Any]) -> Forest:
    """Return trees as they are asked.

    Args:
        stored: Under ``trees`` of each its ``splits``, as (feature, threshold, leaves on the left, a bit each), and
            the ``scores`` of its leaves from left to right.
    """
    trees = stored["trees"]
    whole = (1 << LEAVES * len(trees)) - 1
    lost: dict[int, list[int]] = {}
    for place, tree in enumerate(trees):
        for feature, threshold, leaves in tree["splits"]:
            cleared = lost.setdefault(feature, [0] * VALUES)
            # Beyond its threshold, a split rules out the leaves on its left.
            cleared[threshold + 1] |= leaves << LEAVES * place
    masks = []
    for feature, cleared in sorted(lost.items()):
        gone = 0
        table = []
        for here in cleared:
            gone |= here
            table.append(whole & ~gone)
        masks.append((feature, tuple(table)))
    each = [_by_leaves(tree["scores"]) for tree in trees]
    none = (0.0,) * (1 << LEAVES)
    pairs = [_together(low, high) for low, high in zip_longest(each[::2], each[1::2], fillvalue=none)]
    return Forest(len(pairs), masks, pairs)


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


def _by_leaves(scores: Sequence[float]) -> tuple[float, ...]:
    """Return the score of the leftmost leaf that is left, for every set of leaves."""
    found = [0.0] * (1 << LEAVES)
    for leaf in range(len(scores) - 1, -1, -1):
        # Every number whose lowest bit set is this leaf's.
        for left in range(1 << leaf, 1 << LEAVES, 1 << leaf + 1):
            found[left] = scores[leaf]
    return tuple(found)


def _together(low: Sequence[float], high: Sequence[float]) -> tuple[float, ...]:
    """Return what the two trees of a byte score, for every set of leaves: those of the first are its lower half."""
    return tuple([one + other for other in high for one in low])


def judge(columns: Sequence[Sequence[int]], page: Sequence[int] = (), trees: Forest | None = None) -> list[float]:
    """Return in nats what speaks for each line to be body, more than against.

    Args:
        columns: Of each feature its value for each line.
        page: The values of further features, which are the same for all lines.
        trees: The trees to ask; those that are shipped if not stated.
    """
    if not columns:
        return []
    size, masks, scores = trees or shipped()
    own = len(columns)
    shared = -1
    for feature, table in masks:
        if feature >= own:
            shared &= table[page[feature - own]]
    left: Sequence[int] = [shared] * len(columns[0])
    for feature, table in masks:
        if feature < own:
            left = list(map(and_, left, map(table.__getitem__, columns[feature])))
    return [sum(map(getitem, scores, line.to_bytes(size, "little"))) for line in left]
