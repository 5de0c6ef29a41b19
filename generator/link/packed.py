"""Many values of one kind, held as they are written down and read when they are asked for.

Objects of a hundred thousand articles are many times what they say; and a forked process that touches one gets a page
of memory of its own for it, for the count of who holds it changes. What lies in one piece is shared, whoever reads it.
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Rows(Collection[T], Generic[T]):
    """Values in their order; each is made anew whenever it comes by."""

    def __init__(self, written: Iterable[bytes], kind: type[T]) -> None:
        """Take in values as MessagePack."""
        ends, data = array("Q", [0]), bytearray()
        for each in written:
            data += each
            ends.append(len(data))
        self._ends, self._data = ends, memoryview(data)
        self._read = msgspec.msgpack.Decoder(kind).decode

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[T]:
        return (self.at(place) for place in range(len(self)))

    def __contains__(self, value: object) -> bool:
        return any(each == value for each in self)

    def at(self, place: int) -> T:
        """Return the value at a place."""
        return self._read(self._data[self._ends[place] : self._ends[place + 1]])


class Keyed(Mapping[str, T], Generic[T]):
    """A mapping of which the keys are known, in their order, before any value is."""

    _keys: Mapping[str, object]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Packed(Keyed[T], Generic[T]):
    """A mapping, in its order; each value is made anew whenever it is asked for, unless it was the last one."""

    def __init__(self, written: Iterable[tuple[str, bytes]], kind: type[T]) -> None:
        """Take in values as MessagePack."""
        self._keys = self._places = dict[str, int]()
        self._last: tuple[str, T] | None = None
        self._rows = Rows(self._placed(written), kind)

    def _placed(self, written: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
        for place, (key, data) in enumerate(written):
            self._places[key] = place
            yield data

    def __getitem__(self, key: str) -> T:
        # A page asks several questions about one article, one after another.
        last = self._last
        if last is None or last[0] != key:
            self._last = last = key, self._rows.at(self._places[key])
        return last[1]


class Asked(Keyed[T], Generic[T]):
    """What somebody answers for each of some keys."""

    def __init__(self, answer: Callable[[str], T], keys: Mapping[str, object], *, known: Mapping[str, T]) -> None:
        """Answer for `keys`, in their order.

        Args:
            answer: Whoever is asked.
            keys: For what.
            known: The answers that are others than `answer` would give.
        """
        self._answer, self._keys, self.known = answer, keys, known

    def __getitem__(self, key: str) -> T:
        if key in self.known:
            return self.known[key]
        if key not in self._keys:
            raise KeyError(key)
        return self._answer(key)

    def but(self, others: Mapping[str, T]) -> "Asked[T]":
        """Return the same with other answers for some keys."""
        return Asked(self._answer, self._keys, known={**self.known, **others})


def but(values: Mapping[str, T], others: Mapping[str, T]) -> Mapping[str, T]:
    """Return a mapping in which some values are others."""
    if not others:
        return values
    return values.but(others) if isinstance(values, Asked) else {**values, **others}


def pack(values: Iterable[tuple[str, T]], kind: type[T]) -> Packed[T]:
    """Return values of a kind that MessagePack gives back as they were."""
    encode = msgspec.msgpack.Encoder().encode
    return Packed(((key, encode(value)) for key, value in values), kind)


class Lazy(Keyed[T], Generic[T]):
    """What somebody makes for each of some keys, once it is asked for."""

    def __init__(self, keys: Mapping[str, object], make: Callable[[str], T]) -> None:
        """Begin with nothing made.

        Args:
            keys: All there are, in order.
            make: Makes a value.
        """
        self._keys, self._make = keys, make
        self._made: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]
