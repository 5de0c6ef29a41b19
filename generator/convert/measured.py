"""The lines of a page, each measured once, when it is first looked at; and what of one comes back in others."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, overload

from generator.convert import tokens
from generator.convert.shape import Shape, measure

_STEM: Final = 6
_COMMON: Final = 4
"""Letters: longer words tell what a text is about, and their first letters do so in every inflection."""


def stems(words: Iterable[str]) -> set[str]:
    """Return what of the words of a line, or of several, can come back in others on their topic.

    Of longer words that are their first letters, which every inflection has; of a script without blanks, all.
    """
    return {word[:_STEM] for word in words if len(word) > _COMMON or not word.isascii()}


class Shapes(Sequence[Shape]):
    """The lines of a page, each measured when it is first looked at."""

    __slots__ = ("_measured", "_words", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._measured: dict[int, Shape] = {}
        self._words: dict[int, Collection[str]] = {}

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
            (found,) = measure([self.texts[at]])
            self._measured[at] = found
        return found

    def near(self, places: Sequence[int]) -> list[Shape]:
        """Return lines that were not looked at before."""
        found = measure([self.texts[at] for at in places])
        self._measured.update(zip(places, found, strict=True))
        self._words.update((at, here.words) for at, here in zip(places, found, strict=True))
        return found

    def stems(self, places: Sequence[int]) -> set[str]:
        """Return what of some lines can come back in others on their topic (`stems`)."""
        known = self._words
        unknown = [at for at in places if at not in known]
        lines = tokens.plain([self.texts[at] for at in unknown]) if unknown else []
        for at, line in zip(unknown, lines, strict=True):
            text = self.texts[at]
            known[at] = tokens.told(text, line.split(), tokens.columns(text))
        return stems(set().union(*map(known.__getitem__, places)))
