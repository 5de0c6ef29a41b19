"""What is worked out for all lines of a page at once: a column holds a small number, a byte, for each of them.

A page's column is also one large number, in which each line has its byte: adding, shifting and multiplying it does for
all lines together what a loop would do for one after the other, as long as no sum passes 255.
"""

from bisect import bisect
from collections.abc import Sequence
from typing import Final

AWAY: Final = 20
"""Lines beyond which no distance counts (`since`, `until`)."""

FAR: Final = 30
"""Lines above a place and below it that are told apart (`beside`)."""

_CLIMB: Final = bytes(range(AWAY))
_PAST: Final = bytes([AWAY])
_RAMP: Final = bytes(range(2 * FAR))
_ONES: Final = [int.from_bytes(b"\1" * count, "little") for count in range(16)]


def steps(bounds: Sequence[int]) -> bytes:
    """Return of each number up to the last bound how many bounds it has reached; behind them, all."""
    return bytes([bisect(bounds, number) for number in range(bounds[-1] + 1)])


def both(one: bytes, other: bytes) -> bytes:
    """Return which lines are flagged, 1, in both of two columns."""
    return (int.from_bytes(one, "little") & int.from_bytes(other, "little")).to_bytes(len(one), "little")


def above(column: bytes, count: int) -> bytes:
    """Return of each line the sum of so many above it."""
    summed = int.from_bytes(column, "little") * _ONES[count]
    return b"\0" + summed.to_bytes(len(column) + count, "little")[: len(column) - 1]


def below(column: bytes, count: int) -> bytes:
    """Return of each line the sum of so many below it."""
    return above(column[::-1], count)[::-1]


def around(column: bytes, count: int) -> bytes:
    """Return of each line the sum of itself and of so many above and below it."""
    width = 2 * count + 1
    summed = int.from_bytes(column, "little") * _ONES[width]
    return summed.to_bytes(len(column) + width, "little")[count : count + len(column)]


def since(flags: bytes | bytearray) -> bytes:
    """Return how many lines stand between each one and the last above it that is flagged, 1."""
    head, *others = flags.split(b"\1")
    if not others:
        return _PAST * len(flags)
    sizes = [len(part) + 1 for part in others]
    sizes[-1] -= 1
    return b"".join([_PAST * (len(head) + 1), *[_CLIMB[:size] + _PAST * (size - AWAY) for size in sizes]])


def until(flags: bytes | bytearray) -> bytes:
    """Return how many lines stand between each one and the next below it that is flagged, 1."""
    return since(flags[::-1])[::-1]


def beside(place: int, total: int) -> bytes:
    """Return where each of a page's lines stands: `FAR` at a place, less above it, more below it."""
    if place > FAR:
        return (bytes(place - FAR) + _RAMP).ljust(total, bytes([2 * FAR]))[:total]
    return _RAMP[FAR - place :].ljust(total, bytes([2 * FAR]))[:total]
