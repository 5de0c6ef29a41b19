"""Which observations a build added, by number, and of each a short check.

A dictionary takes 120 bytes for one, and is fast; where there are many, arrays take twelve.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

MANY = 250_000
"""So many lie in a dictionary: those of some 13,000 articles."""

_SHIFT: Final = 51
"""Numbers of 63 bits fall into 4,096 parts, each in order: few enough to put one in between."""


class Numbers:
    """Numbers, each with its check."""

    def __init__(self) -> None:
        self._few: dict[int, int] = {}
        self._parts: dict[int, tuple[array[int], array[int]]] = {}
        self._many = self._sum = 0

    def __len__(self) -> int:
        return len(self._few) + self._many

    def sum(self) -> int:
        """Return the sum of the numbers."""
        return sum(self._few) + self._sum

    def __contains__(self, number: int) -> bool:
        return self.check(number) is not None

    def check(self, number: int) -> int | None:
        """Return the check of a number, None where it is not among these."""
        known = self._few.get(number)
        if known is not None or not self._parts:
            return known
        numbers, checks = self._parts.get(number >> _SHIFT, _NONE)
        at = bisect_left(numbers, number)
        return checks[at] if at < len(numbers) and numbers[at] == number else None

    def add(self, pairs: Iterable[tuple[int, int]]) -> Sequence[bool]:
        """Add numbers with their checks; return of each whether it is new."""
        if len(self._few) > MANY:
            few, self._few = self._few, {}
            for number, check in few.items():
                self._put(number, check)
        pairs = list(pairs)
        if self._parts:
            return [self._put(number, check) for number, check in pairs]
        told = dict(pairs)
        if len(told) == len(pairs) and told.keys().isdisjoint(self._few.keys()):
            self._few.update(told)
            return [True] * len(pairs)
        made = []
        for number, check in pairs:
            made.append(number not in self._few)
            self._few.setdefault(number, check)
        return made

    def _put(self, number: int, check: int) -> bool:
        part = number >> _SHIFT
        if part not in self._parts:
            self._parts[part] = array("q"), array("I")
        numbers, checks = self._parts[part]
        at = bisect_left(numbers, number)
        is_new = at == len(numbers) or numbers[at] != number
        if is_new:
            numbers.insert(at, number)
            checks.insert(at, check)
            self._many += 1
            self._sum += number
        return is_new


_NONE: Final = (array("q"), array("I"))
