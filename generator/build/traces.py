"""The traces of a store in memory: those of this build as they are kept, each read for what is asked of it.

Few of the many that a build keeps are asked for more than what they made.
"""

from collections.abc import Iterator, KeysView, Mapping

import msgspec

from generator.build.trace import File, Trace


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

    def __init__(self) -> None:
        self._held: dict[str, Trace | msgspec.Raw] = {}

    def take(self, found: Mapping[str, Trace]) -> None:
        """Take in what the store held."""
        self._held.update(found)

    def put(self, key: str, trace: Trace) -> msgspec.Raw:
        """Remember a trace; return it as it is kept."""
        made = self._held[key] = msgspec.Raw(_encode(trace))
        return made

    def drop(self, key: str) -> None:
        """Forget a task."""
        self._held.pop(key, None)

    def keys(self) -> KeysView[str]:
        """Return the key of every task that is remembered."""
        return self._held.keys()

    def __len__(self) -> int:
        return len(self._held)

    def all(self) -> Mapping[str, Trace | msgspec.Raw]:
        """Return every trace as it is at hand."""
        return self._held

    def observed(self) -> Iterator[bytes]:
        """Yield the numbers of what each task saw, 8 bytes each."""
        return ((held if isinstance(held, Trace) else _seen(held)).observed for held in self._held.values())

    def get(self, key: str) -> Trace | None:
        """Return the memory of a task."""
        held = self._held.get(key)
        if isinstance(held, msgspec.Raw):
            held = self._held[key] = _trace(held)
        return held

    def products(self, key: str) -> Mapping[str, str]:
        """Return the digests of a task's products, by name."""
        held = self._held.get(key)
        return {} if held is None else held.products if isinstance(held, Trace) else _marks(held).products

    def marks(self, name: str) -> dict[str, str]:
        """Return the digests of all products of one name, by their tasks' keys."""
        made: dict[str, str] = {}
        for key, held in self._held.items():
            mark = (held if isinstance(held, Trace) else _marks(held)).products.get(name)
            if mark:
                made[key] = mark
        return made

    def files(self, key: str) -> tuple[File, ...]:
        """Return the files that a task printed."""
        held = self._held.get(key)
        return () if held is None else held.files if isinstance(held, Trace) else _files(held).files


_encode = msgspec.msgpack.Encoder().encode
_trace = msgspec.msgpack.Decoder(Trace).decode
_marks = msgspec.msgpack.Decoder(_Marks).decode
_files = msgspec.msgpack.Decoder(_Files).decode
_seen = msgspec.msgpack.Decoder(_Seen).decode
