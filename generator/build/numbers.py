"""Which observations a build added, by number, and of each a short check: twelve bytes for one; objects took 120."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

_SHIFT: Final = 51
"""Numbers of 63 bits fall into 4,096 parts, each in order: few enough to put one in between."""


class Numbers:
    """Numbers, each with its check."""

    def __init__(self) -> None:
        self._parts: dict[int, tuple[array[int], array[int]]] = {}
        self._many = self._sum = 0

    def __len__(self) -> int:
        return self._many

    def sum(self) -> int:
        """Return the sum of the numbers."""
        return self._sum

    def __contains__(self, number: int) -> bool:
        return self.check(number) is not None

    def check(self, number: int) -> int | None:
        """Return the check of a number, None where it is not among these."""
        numbers, checks = self._parts.get(number >> _SHIFT, _NONE)
        at = bisect_left(numbers, number)
        return checks[at] if at < len(numbers) and numbers[at] == number else None

    def add(self, pairs: Iterable[tuple[int, int]]) -> Iterator[bool]:
        """Add numbers with their checks; yield of each whether it is new."""
        for number, check in pairs:
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
            yield is_new


_NONE: Final = (array("q"), array("I"))
