"""Many values of one kind, held as they are written down and read when they are asked for.

Objects of a hundred thousand articles are many times what they say; and a forked process that touches one gets a page
of memory of its own for it, for the count of who holds it changes. What lies in one piece is shared, whoever reads it.
"""

from array import array
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Packed(Mapping[str, T], Generic[T]):
    """What a mapping holds, in its order; each value is made anew whenever it is asked for."""

    def __init__(self, values: Mapping[str, T], kind: type[T]) -> None:
        """Take in values of a kind that MessagePack gives back as they were."""
        encode, ends, data = msgspec.msgpack.Encoder().encode, array("Q", [0]), bytearray()
        for value in values.values():
            data += encode(value)
            ends.append(len(data))
        self._data, self._ends = memoryview(bytes(data)), ends
        self._places = {key: place for place, key in enumerate(values)}
        self._read = msgspec.msgpack.Decoder(kind).decode

    def __getitem__(self, key: str) -> T:
        place = self._places[key]
        return self._read(self._data[self._ends[place] : self._ends[place + 1]])

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class Asked(Mapping[str, T], Generic[T]):
    """What somebody answers for each of some keys; few answers are at hand."""

    def __init__(self, answer: Callable[[str], T], keys: Mapping[str, object], *, known: Mapping[str, T]) -> None:
        """Answer for `keys`, in their order.

        Args:
            answer: Whoever is asked.
            keys: For what.
            known: The answers that are others than `answer` would give.
        """
        self._answer, self._keys, self._known = answer, keys, known

    def __getitem__(self, key: str) -> T:
        if key in self._known:
            return self._known[key]
        if key not in self._keys:
            raise KeyError(key)
        return self._answer(key)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
