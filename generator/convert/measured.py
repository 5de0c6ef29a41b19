"""The lines of a page, each measured once, when it is first looked at; and what of one comes back in others."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, overload

from generator.convert import tokens
from generator.convert.shape import Shape, measure

_STEM: Final = 6
_COMMON: Final = 4
"""Letters: longer words tell what a text is about, and their first letters do so in every inflection."""


def stems(terms: Iterable[str]) -> set[str]:
    """Return what of the words of a line, or of several, can come back in others on their topic.

    Of longer words that are their first letters, which every inflection has; of a script without blanks, all.
    """
    return {term[:_STEM] for term in terms if len(term) > _COMMON or not term.isascii()}


class Shapes(Sequence[Shape]):
    """The lines of a page, each measured when it is first looked at."""

    __slots__ = ("_measured", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self._measured: dict[int, Shape] = {}

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
        return found

    def stems(self, places: Iterable[int]) -> set[str]:
        """Return what of some lines can come back in others on their topic (`stems`)."""
        known = self._measured
        return stems(set().union(*[known[at].terms if at in known else self._terms(at) for at in places]))

    def _terms(self, at: int) -> AbstractSet[str]:
        """Return the words of a line without all else that it shows."""
        text = self.texts[at]
        return tokens.terms(text, tokens.words_of(text))
