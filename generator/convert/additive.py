"""How likely each line of a page is body: tables of what every feature says, and some pairs of features together.

The scores of all tables are added (a generalised additive model with pairs: Lou, Caruana, Gehrke and Hooker, KDD 2013),
so what speaks for a line, or against it, can be read off feature by feature. A table is asked for all lines of a page
at once: its scores are bytes that a feature's column is translated to, and columns of two bytes a line are added as one
large number. The tables are learned by ``benchmarks/train_captures.py`` and lie beside this module in
``additive.json``.
"""

import functools
import json
import struct
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, Final, NamedTuple

VALUES: Final = 64
"""A feature is a whole number below this."""

LEVELS: Final = 16
"""So many steps a feature has in a pair, at most: both are one byte."""

STEPS: Final = 64
"""Of a table's scores, to a nat."""


class Model(NamedTuple):
    """Tables, as they are asked."""

    base: float
    """What speaks for a line of which nothing is known, in nats."""

    single: list[tuple[int, bytes]]
    """The place of a feature, and what each of its values scores."""

    pairs: list[tuple[int, bytes, int, bytes, bytes]]
    """The places of two features, behind each what it adds to the number of a cell, and what each cell scores."""


def load(stored: Mapping[str, Any]) -> Model:
    """Return tables as they are asked.

    Args:
        stored: ``base``, in steps; ``single``, of each feature the scores of its values, in steps; ``levels``, of each
            feature the level of its values; ``pairs``, each two features and the scores of the second's levels for
            each level of the first.
    """
    base = stored["base"]
    single: list[tuple[int, bytes]] = []
    for feature, scores in enumerate(stored["single"]):
        least = min(scores)
        base += least
        if any(score > least for score in scores):
            single.append((feature, bytes([score - least for score in scores]).ljust(0x100, b"\0")))
    low = [bytes(levels).ljust(0x100, b"\0") for levels in stored["levels"]]
    high = [bytes([LEVELS * level for level in levels]) for levels in low]
    pairs: list[tuple[int, bytes, int, bytes, bytes]] = []
    for one, other, rows in stored["pairs"]:
        least = min(map(min, rows))
        base += least
        cells = bytearray(0x100)
        for level, row in enumerate(rows):
            cells[LEVELS * level : LEVELS * level + len(row)] = bytes([score - least for score in row])
        pairs.append((one, high[one], other, low[other], bytes(cells)))
    return Model(base / STEPS, single, pairs)


def _stored() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(resources.files(__package__).joinpath("additive.json").read_bytes())
    return stored


@functools.cache
def shipped() -> Model:
    """Return the tables that come with Tearsheet."""
    return load(_stored())


def names() -> tuple[str, ...]:
    """Return the names of the features that the shipped tables were learned from, in their order."""
    return tuple(_stored()["features"])


def judge(columns: Sequence[bytes], model: Model | None = None) -> list[float]:
    """Return in nats what speaks for each line to be body, more than against.

    Args:
        columns: Of each feature its value for each line.
        model: The tables to ask; those that are shipped if not stated.
    """
    if not columns:
        return []
    base, single, pairs = model or shipped()
    count = len(columns[0])
    # Two bytes for each line, the lower one of which a table fills: no sum of so few tables needs more.
    wide = bytearray(2 * count)
    total = 0
    for feature, table in single:
        wide[::2] = columns[feature].translate(table)
        total += int.from_bytes(wide, "little")
    for one, high, other, low, table in pairs:
        cells = int.from_bytes(columns[one].translate(high), "little")
        cells |= int.from_bytes(columns[other].translate(low), "little")
        wide[::2] = cells.to_bytes(count, "little").translate(table)
        total += int.from_bytes(wide, "little")
    return [base + steps / STEPS for steps in struct.unpack(f"<{count}H", total.to_bytes(2 * count, "little"))]
