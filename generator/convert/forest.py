"""How likely each line of a page is body: boosted trees, asked of all lines at once.

A tree asks of few features whether they pass few bounds; so do several trees together that ask for the same. Of all
that such a group asks, a line's answers are one number below 256, each feature a digit of it, and what all its trees
score for that number stands in a table. A feature is a column of bytes, one a line: translating the column gives the
digits, adding the columns as large numbers the answers of all lines, and translating these what the trees score; scores
are added in columns of two bytes a line. The trees are learned and grouped by ``benchmarks/train_captures.py`` and lie
beside this module in ``forest.json``.
"""

import base64
import functools
import json
import struct
from collections.abc import Mapping, Sequence
from importlib import resources
from itertools import accumulate
from operator import mul
from typing import Any, Final, NamedTuple

VALUES: Final = 64
"""A feature is a whole number below this."""

STEPS: Final = 64
"""Of a score, to a nat."""

ANSWERS: Final = 0x100
"""A group of trees has at most so many different answers, and its scores are less than this apart: each is a byte."""


class Forest(NamedTuple):
    """Groups of trees, as they are asked."""

    base: float
    """What is added to all scores, in nats."""

    groups: list[tuple[list[tuple[int, bytes]], bytes]]
    """Of each group the features that it asks for, with the digit that each value is; and by its answers what they
    score."""


def load(stored: Mapping[str, Any]) -> Forest:
    """Return trees as they are asked.

    Args:
        stored: Under ``groups`` of each what it ``asks``, as (feature, bounds that it may pass), the ``least`` that its
            trees score together, in steps, and in base 64 the ``scores`` of its answers above that, a byte each; of an
            answer the first feature is the lowest digit.
    """
    groups = []
    for group in stored["groups"]:
        places = accumulate([len(bounds) + 1 for _, bounds in group["asks"]], mul, initial=1)
        asks = [
            (feature, bytes([place * sum(value > bound for bound in bounds) for value in range(VALUES)]).ljust(0x100))
            for place, (feature, bounds) in zip(places, group["asks"], strict=False)
        ]
        groups.append((asks, base64.b64decode(group["scores"]).ljust(ANSWERS)))
    return Forest(sum(group["least"] for group in stored["groups"]) / STEPS, groups)


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
    base, groups = trees or shipped()
    count = len(columns[0])
    number = int.from_bytes
    # Two bytes for each line, the lower one of which a group fills: no sum of so few needs more.
    wide = bytearray(2 * count)
    total = 0
    for asks, scores in groups:
        answers = 0
        for feature, digits in asks:
            answers += number(columns[feature].translate(digits), "little")
        wide[::2] = answers.to_bytes(count, "little").translate(scores)
        total += number(wide, "little")
    return [base + steps / STEPS for steps in struct.unpack(f"<{count}H", total.to_bytes(2 * count, "little"))]
