"""The lines of a page, each measured once, when it is first looked at; and what of one comes back in others."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, overload

from generator.convert import tokens
from generator.convert.shape import Measures, Shape, measure

_STEM: Final = 6
_COMMON: Final = 4
"""Letters: longer words tell what a text is about, and their first letters do so in every inflection."""


def stems(words: Iterable[str]) -> set[str]:
    """Return what of the words of a line, or of several, can come back in others on their topic.

    Of longer words that are their first letters, which every inflection has; of a script without blanks, all.
    """
    return {word[:_STEM] for word in words if len(word) > _COMMON or not word.isascii()}


class Shapes(Sequence[Shape]):
    """The lines of a page, each measured when it is first looked at.

    Attributes:
        texts: The lines.
        places: Those that were measured together (`survey`).
        measured: What was measured of these.
        near: Of each of them which one of these it is.
    """

    __slots__ = ("_shapes", "_words", "measured", "near", "places", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.places: Sequence[int] = ()
        self.measured = measure([])
        self._shapes: dict[int, Shape] = {}
        self._words: dict[int, Collection[str]] = {}
        self.near: Mapping[int, int] = {}

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
        found = self._shapes.get(at)
        if found is None:
            near = self.near.get(at)
            found = measure([self.texts[at]]).shape(0) if near is None else self.measured.shape(near)
            self._shapes[at] = found
        return found

    def signs(self, at: int) -> int:
        """Return what one of them is worded like (`Shape.signs`)."""
        near = self.near.get(at)
        return self[at].signs if near is None else self.measured.signs[near]

    def survey(self, places: Sequence[int]) -> Measures:
        """Return lines that were not looked at before."""
        found = measure([self.texts[at] for at in places])
        self.places, self.measured = places, found
        self.near = {at: place for place, at in enumerate(places)}
        return found

    def stems(self, places: Sequence[int]) -> set[str]:
        """Return what of some lines can come back in others on their topic (`stems`)."""
        near, words, known = self.near, self.measured.words, self._words
        if len(places) == 1 and places[0] in near:
            return stems(words[near[places[0]]])
        for at in [at for at in places if at not in near and at not in known]:
            text = self.texts[at]
            known[at] = tokens.told(text, tokens.words_of(text), tokens.columns(text))
        return stems(set().union(*[words[near[at]] if at in near else known[at] for at in places]))
