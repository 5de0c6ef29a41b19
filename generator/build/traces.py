"""The traces of a store in memory: those of this build as they are kept, each read for what is asked of it.

Few of the many that a build keeps are asked for more than what they made. Of a segment that is full only this is held,
the digests of products: the rest is read from where it lies.
"""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, KeysView, Mapping
from functools import lru_cache
from itertools import accumulate

import msgspec

from generator.build.trace import File, Trace
from generator.errors import Note

FEW = 16
"""So many observations are looked for one by one among what a task saw."""


class _Marks(msgspec.Struct, frozen=True, array_like=True, gc=False):
    stamp: msgspec.Raw
    observed: msgspec.Raw
    files: msgspec.Raw
    products: Mapping[str, str]


class _Files(msgspec.Struct, frozen=True, array_like=True):
    stamp: msgspec.Raw
    observed: msgspec.Raw
    files: tuple[File, ...]


class _Seen(msgspec.Struct, frozen=True, array_like=True, gc=False):
    stamp: msgspec.Raw
    observed: bytes


class Traces:
    """What tasks are remembered by, by their keys."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        """Begin with none; `read` returns the segment of a number, as it lies."""
        self._held: dict[str, Trace | msgspec.Raw | int] = {}
        """A trace, or what it is kept as, or the number of the segment in which it lies."""

        self._products: dict[str, bytes] = {}
        """The digests of products, by name, of tasks whose traces lie in a segment."""

        self._segment = lru_cache(maxsize=2)(lambda number: _segment(read(number)))

    def take(self, found: Mapping[str, Trace]) -> None:
        """Take in what the store held."""
        self._held.update(found)

    def put(self, key: str, trace: Trace) -> msgspec.Raw:
        """Remember a trace; return it as it is kept."""
        made = self._held[key] = msgspec.Raw(_encode(trace))
        return made

    def lie(self, products_of: Mapping[str, Mapping[str, str]], number: int) -> None:
        """Learn in which segment the traces of tasks lie; of each the digests of its products are held."""
        for key, products in products_of.items():
            if products:
                self._products[key] = _encode(products)
            self._held[key] = number

    def drop(self, key: str) -> None:
        """Forget a task."""
        self._held.pop(key, None)

    def keys(self) -> KeysView[str]:
        """Return the key of every task that is remembered."""
        return self._held.keys()

    def __len__(self) -> int:
        return len(self._held)

    def all(self) -> Mapping[str, Trace | msgspec.Raw]:
        """Return every trace as it is at hand, when none lies in a segment any more."""
        made = {key: self._at_hand(key, held) for key, held in self._held.items()}
        self._held = dict(made)
        return made

    def observed(self) -> Iterator[bytes]:
        """Yield the numbers of what each task saw, 8 bytes each."""
        return (_observed(self._at_hand(key, held)) for key, held in self._held.items())

    def saw(self, numbers: Collection[int]) -> list[str]:
        """Return the keys of the tasks that saw one of some observations."""
        if not numbers:
            return []
        keys = list(self._held)
        seen = [held.observed if type(held) is Trace else self._observed(key) for key, held in self._held.items()]
        if len(numbers) > FEW:
            wanted = frozenset(numbers)
            return [key for key, each in zip(keys, seen, strict=True) if not wanted.isdisjoint(array("q", each))]
        whole, ends = b"".join(seen), list(accumulate(map(len, seen)))
        found = {place for number in numbers for place in _places(whole, array("q", [number]).tobytes())}
        return [keys[at] for at in sorted({bisect_right(ends, place) for place in found})]

    def notes(self, *, but: Collection[str] = ()) -> Iterator[Note]:
        """Yield what tasks say, but for some."""
        for key, held in self._held.items():
            at_hand = held if type(held) is Trace else self._at_hand(key, held)
            notes = (at_hand if isinstance(at_hand, Trace) else _trace(at_hand)).notes
            if notes and key not in but:
                yield from notes

    def get(self, key: str) -> Trace | None:
        """Return the memory of a task."""
        held = self._held.get(key)
        if isinstance(held, int):
            return _trace(self._segment(held)[key])
        if isinstance(held, msgspec.Raw):
            held = self._held[key] = _trace(held)
        return held

    def products(self, key: str) -> Mapping[str, str]:
        """Return the digests of a task's products, by name."""
        held = self._held.get(key)
        if isinstance(held, int):
            data = self._products.get(key)
            return _named(data) if data else {}
        return {} if held is None else held.products if isinstance(held, Trace) else _marks(held).products

    def marks(self, name: str) -> dict[str, str]:
        """Return the digests of all products of one name, by their tasks' keys."""
        made = {}
        for key, held in self._held.items():
            mark = (held.products if isinstance(held, Trace) else self.products(key)).get(name)
            if mark:
                made[key] = mark
        return made

    def files(self, key: str) -> tuple[File, ...]:
        """Return the files that a task printed."""
        held = self._held.get(key)
        if held is None:
            return ()
        at_hand = self._at_hand(key, held)
        return at_hand.files if isinstance(at_hand, Trace) else _files(at_hand).files

    def _observed(self, key: str) -> bytes:
        return _observed(self._at_hand(key, self._held[key]))

    def _at_hand(self, key: str, held: Trace | msgspec.Raw | int) -> Trace | msgspec.Raw:
        return self._segment(held)[key] if isinstance(held, int) else held


def _places(whole: bytes, number: bytes) -> Iterator[int]:
    """Yield where a number stands among others; what is among the bytes at another place is none."""
    at = whole.find(number)
    while at >= 0:
        if at % len(number) == 0:
            yield at
        at = whole.find(number, at + 1)


def _observed(held: Trace | msgspec.Raw) -> bytes:
    return held.observed if isinstance(held, Trace) else _seen(held).observed


_encode = msgspec.msgpack.Encoder().encode
_trace = msgspec.msgpack.Decoder(Trace).decode
_marks = msgspec.msgpack.Decoder(_Marks).decode
_files = msgspec.msgpack.Decoder(_Files).decode
_seen = msgspec.msgpack.Decoder(_Seen).decode
_named = msgspec.msgpack.Decoder(dict[str, str]).decode
_segment = msgspec.msgpack.Decoder(dict[str, msgspec.Raw]).decode
