"""The lines of a page, each measured once, when it is first looked at; and what of one comes back in others."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, overload

from generator.convert.shape import Shape, measure

_STEM: Final = 6
_COMMON: Final = 4
"""Letters: longer words tell what a text is about, and their first letters do so in every inflection."""

_WIDE_SHARE: Final = 1.5
"""Columns to a character, from which a line is in a script without blanks."""


def rare(shape: Shape) -> set[str]:
    """Return what of a line can come back in others on its topic: the stems of its longer words.

    Of a script without blanks, each two signs in a row.
    """
    text = shape.text
    if text.isascii():
        return {word[:_STEM] for word in shape.words if len(word) > _COMMON}
    if shape.length > _WIDE_SHARE * len(text):
        return {one + two for one, two in pairwise(text) if one.isalpha() and two.isalpha()}
    return {word[:_STEM] for word in shape.words if len(word) > _COMMON or not word.isascii()}


class Shapes(Sequence[Shape]):
    """The lines of a page, each measured when it is first looked at."""

    __slots__ = ("_measured", "_stems", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._measured: dict[int, Shape] = {}
        self._stems: dict[int, set[str]] = {}

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.texts)

    @overload
    def __getitem__(self, at: int) -> Shape: ...
    @overload
    def __getitem__(self, at: slice) -> list[Shape]: ...
    def __getitem__(self, at: int | slice) -> Shape | list[Shape]:
        """Return one of them, or several."""
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self.texts)))]
        found = self._measured.get(at)
        if found is None:
            found = self._measured[at] = measure(self.texts[at])
        return found

    def near(self, places: Sequence[int]) -> list[Shape]:
        """Return lines that were not looked at before."""
        found = list(map(measure, map(self.texts.__getitem__, places)))
        self._measured.update(zip(places, found, strict=True))
        return found

    def stems(self, at: int) -> set[str]:
        """Return what of a line can come back in others on its topic (`rare`)."""
        found = self._stems.get(at)
        if found is None:
            found = self._stems[at] = rare(self[at])
        return found
