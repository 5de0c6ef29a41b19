"""The traces of a store in memory: held as its rows, each read for what is asked of it, and no more.

Few of the many that a build keeps or finds in order are asked for more than what they made.
"""

from array import array
from collections.abc import Callable, Iterator, KeysView, Mapping, Sequence
from typing import TypeVar

import msgspec

from generator import digest
from generator.build.seals import seal_of_trace
from generator.build.trace import File, Trace

P = TypeVar("P")

Row = tuple[str, bytes, bytes, bytes]
"""A trace: its task's key, its observations, the rest of it, and their seal."""


class _Marks(msgspec.Struct, frozen=True, gc=False):
    products: Mapping[str, str] = {}


class _Files(msgspec.Struct, frozen=True):
    files: tuple[File, ...] = ()


class Traces:
    """What tasks are remembered by, by their keys."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[bytes, bytes]] = {}
        self._read: dict[str, Trace] = {}

    def take(self, key: str, observed: bytes, rest: bytes, sealed: bytes) -> None:
        """Take in a row, unless its seal is broken: it is as good as absent then."""
        if sealed == seal_of_trace(key, observed, rest):
            self._rows[key] = (observed, rest)

    def put(self, key: str, trace: Trace, observed: Sequence[int]) -> Row:
        """Remember a trace with what it observed; return its row."""
        numbers = array("q", observed).tobytes()
        rest = digest.encode(trace if trace.observed == () else msgspec.structs.replace(trace, observed=()))
        self._rows[key] = numbers, rest
        self._read.pop(key, None)
        return key, numbers, rest, seal_of_trace(key, numbers, rest)

    def drop(self, key: str) -> None:
        """Forget a task."""
        self._read.pop(key, None)
        self._rows.pop(key, None)

    def keys(self) -> KeysView[str]:
        """Return the key of every task that is remembered."""
        return self._rows.keys()

    def observed(self) -> Iterator[bytes]:
        """Yield the numbers of what each task saw, 8 bytes each."""
        return (observed for observed, _ in self._rows.values())

    def get(self, key: str) -> Trace | None:
        """Return the memory of a task."""
        trace = self._read.get(key)
        if trace is None:
            trace = self._part(key, _whole)
            if trace is not None:
                self._read[key] = trace
        return trace

    def products(self, key: str) -> Mapping[str, str]:
        """Return the digests of a task's products, by name."""
        known = self._read.get(key) or self._part(key, _marks)
        return known.products if known else {}

    def files(self, key: str) -> tuple[File, ...]:
        """Return the files that a task printed."""
        known = self._read.get(key) or self._part(key, _files)
        return known.files if known else ()

    def _part(self, key: str, read: Callable[[bytes, bytes], P]) -> P | None:
        row = self._rows.get(key)
        if row is None:
            return None
        try:
            return read(*row)
        except (msgspec.DecodeError, ValueError):
            del self._rows[key]
            return None


_trace = msgspec.msgpack.Decoder(Trace).decode
_marks_of = msgspec.msgpack.Decoder(_Marks).decode
_files_of = msgspec.msgpack.Decoder(_Files).decode


def _whole(observed: bytes, rest: bytes) -> Trace:
    return msgspec.structs.replace(_trace(rest), observed=array("q", observed))


def _marks(_: bytes, rest: bytes) -> _Marks:
    return _marks_of(rest)


def _files(_: bytes, rest: bytes) -> _Files:
    return _files_of(rest)
