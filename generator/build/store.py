"""The memory of the build: traces and products, in one SQLite file.

Deleting the file is always safe; the next build is then a full one. A file that is damaged, or of another version,
is discarded with one line of notice, never guessed at: every row carries a seal, and a row whose seal is broken is
as good as absent. Nothing is read before it is asked for: a build that finds nothing changed reads few rows.
"""

import os
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from generator.build import batches, moment, segments, stamps, tables
from generator.build.database import BUSY_SECONDS, ERRORS, Damaged, begun, fault, opened_to_read, transaction, unkept
from generator.build.moment import Settled
from generator.build.observations import Batch, Observations
from generator.build.seals import seal, seal_of_product
from generator.build.segments import Segments
from generator.build.trace import File, Trace
from generator.build.traces import Traces
from generator.errors import PressError

VERSION = "7"

BATCHES = 100
"""So many batches of observations, and as many again for every ten thousand, are kept before they are put together."""

SPARE = 1000
"""So many observations that no trace holds are never worth dropping."""


class Store:
    """One SQLite file of traces, products and source stamps. Use it as a context."""

    def __init__(self, path: Path, *, writing: bool = True) -> None:
        """Open the file, or make it; where nothing may change (`writing`), one that cannot be used is left as it is.

        Raises:
            Damaged: It cannot be used, and nothing may change.
            PressError: It cannot be made.
        """
        self.path = path
        self._writing = writing
        self.notice = ""
        """One line, where an earlier store had to be discarded."""

        self._pid = os.getpid()
        self._readers: dict[int, sqlite3.Connection] = {}
        self._db = self._open()
        self._empty()
        if not writing:
            try:
                self._load()
            except Damaged:
                self._db.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        for reader in self._readers.values():
            reader.close()
        self._db.close()

    # Opening

    def _open(self) -> sqlite3.Connection:
        if not self._writing:
            return opened_to_read(self.path, version=VERSION)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unkept(self.path, error.strerror or str(error)) from error
        for _ in range(2):
            try:
                db = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
                why = begun(db, tables=tables.of(VERSION), version=VERSION)
                if not why:
                    return db
            except ERRORS as error:
                failure = fault(error, self.path)
                if isinstance(failure, PressError):
                    raise failure from error
                why = "is damaged"
            self._remove(why)
        raise PressError(f"cannot make a new store at {self.path}", hint="delete the folder `.tearsheet`")

    def discard(self) -> None:
        """Forget everything: what is here cannot be trusted."""
        self._db.close()
        self._remove("is damaged")
        self._db = self._open()
        self._empty()

    def _remove(self, why: str) -> None:
        self.notice = f"{self.path.name} {why}: everything is made anew"
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    # Reading

    def _empty(self) -> None:
        self._loaded = False
        self._observations = Observations(lambda row: batches.read(self._reader(), row))
        self._batches = 0
        self._segments = Segments(self._db)
        self._traces = Traces(lambda number: segments.read(self._reader(), number))
        self._held: set[tuple[str, str, str]] | None = None
        self._whole: bool | None = None

    def load(self) -> None:
        """Read traces and observations, unless they are read already; what cannot be read is discarded.

        Raises:
            Damaged: They cannot be read, and nothing may change.
        """
        if self._loaded:
            return
        try:
            self._load()
        except Damaged:
            self.discard()
            self._loaded = True

    def _load(self) -> None:
        try:
            for *held, sealed in self._db.execute("SELECT kind, numbers, checks, facts, seal FROM observation"):
                batch = Batch(*held)
                if sealed == seal(*batch):
                    self._observations.take(batch)
                    self._batches += 1
            self._traces.take(self._segments.load())
        except (*ERRORS, TypeError, ValueError, AttributeError) as error:
            raise Damaged(str(error), self.path) from error
        self._loaded = True

    # Asking

    def trace(self, key: str) -> Trace | None:
        """Return the memory of a task."""
        self.load()
        return self._traces.get(key)

    def files(self, key: str) -> tuple[File, ...]:
        """Return the files that a task printed."""
        self.load()
        return self._traces.files(key)

    def keys(self) -> Collection[str]:
        """Return the key of every task that is remembered."""
        self.load()
        return self._traces.keys()

    def traces(self) -> Mapping[str, Trace]:
        """Return every trace by its task's key."""
        self.load()
        found = {key: self._traces.get(key) for key in list(self.keys())}
        return {key: trace for key, trace in found.items() if trace}

    def sound(self) -> bool:
        """Say whether every trace is surely the last of its task, and none is lost: else anything may be in doubt."""
        self.load()
        return self._segments.sound

    def observations(self) -> Observations:
        """Return what tasks saw."""
        self.load()
        return self._observations

    def whole(self) -> bool:
        """Say whether every observation that a trace names is surely known: none is gone since all were in order."""
        self.load()
        if self._whole is None:
            self._whole = moment.was_whole(self._db, self._observations.fingerprint())
        return self._whole

    def mark(self, key: str, name: str) -> str:
        """Return the digest of a product, or an empty string."""
        self.load()
        return self._traces.products(key).get(name, "")

    def marks(self, name: str) -> dict[str, str]:
        """Return the digests of all products of one name, by their tasks' keys: for who asks for most of them."""
        self.load()
        return self._traces.marks(name)

    def holds(self, key: str, name: str) -> bool:
        """Say whether the product that the trace names is there."""
        if self._held is None:
            try:
                self._held = set(self._db.execute("SELECT key, name, digest FROM product"))
            except ERRORS as error:
                raise Damaged(str(error), self.path) from error
        return (key, name, self.mark(key, name)) in self._held

    def product(self, key: str, name: str) -> bytes | None:
        """Return a product's bytes, or None where the task never made one.

        Raises:
            Damaged: The bytes are not what their digest says, or are gone.
        """
        mark = self.mark(key, name)
        if not mark:
            return None
        try:
            row = (
                self._reader()
                .execute("SELECT seal, data FROM product WHERE key = ? AND name = ?", (key, name))
                .fetchone()
            )
            held = None if row is None else bytes(row[1])
        except (*ERRORS, TypeError, ValueError) as error:
            raise Damaged(str(error), self.path) from error
        if held is None or row[0] != seal_of_product(mark, held):
            raise Damaged(f"{name} of {key}", self.path)
        return held

    def products(self, name: str) -> Iterator[tuple[str, bytes]]:
        """Yield the products of one name by their task's key: for who asks for most of them.

        Raises:
            Damaged: The bytes of one are not what their digest says, or are gone.
        """
        self.load()
        wanted = self._traces.marks(name)
        try:
            rows = self._reader().execute("SELECT key, seal, data FROM product WHERE name = ?", (name,))
            for key, sealed, data in rows:
                mark = wanted.get(key)
                if mark is not None and sealed == seal_of_product(mark, data):
                    del wanted[key]
                    yield key, data
        except (*ERRORS, TypeError, ValueError) as error:
            raise Damaged(str(error), self.path) from error
        for key in wanted:
            raise Damaged(f"{name} of {key}", self.path)

    def _reader(self) -> sqlite3.Connection:
        # A connection must not cross a fork: a worker opens its own, for reading.
        pid = os.getpid()
        if pid == self._pid:
            return self._db
        if pid not in self._readers:
            self._readers[pid] = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS
            )
        return self._readers[pid]

    def version(self) -> int:
        """Return a number that is another one once another process wrote to the file."""
        try:
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])
        except ERRORS as error:
            raise Damaged(str(error)) from error

    def stamps(self) -> dict[str, tuple[str, str]]:
        """Return what is known of source files: path to (stamp, SHA-256)."""
        try:
            return stamps.known(self._db)
        except (*ERRORS, TypeError, AttributeError) as error:
            raise Damaged(str(error), self.path) from error

    def settled(self) -> Settled | None:
        """Return the moment at which every trace was last found in order, None where nothing is known of one."""
        return moment.last(self._db)

    def aside(self) -> bytes | None:
        """Return what was kept beside that moment, and is asked for by few; None where it is gone or damaged."""
        return moment.aside(self._db)

    def state(self) -> str:
        """Return what tells these traces, and what their tasks saw, from those of any other moment."""
        self.load()
        return f"{self._segments.state()} {self._observations.fingerprint()}"

    def held(self) -> Traces:
        """Return what tasks are remembered by."""
        self.load()
        return self._traces

    # Telling

    def keep(
        self,
        made: Iterable[tuple[str, Trace, bytes, Mapping[str, bytes]]],
        *,
        news: Iterable[Batch] = (),
    ) -> None:
        """Remember tasks: (key, trace without observations, numbers of those, products), in one transaction.

        Call it after the files they describe are written, and after `doubt`.

        Args:
            made: The tasks.
            news: What the numbers stand for, where that was not told before.
        """
        rows = list(made)
        self.load()
        with transaction(self._db, self.path):
            is_whole, fresh = self.whole(), self._write_batches(self._observations.add(news))
            for kind, row in fresh:
                self._observations.lie(kind, row)
            if is_whole and fresh:  # whatever these tasks saw was told, now or before
                moment.whole(self._db, self._observations.fingerprint())
            traces: dict[str, msgspec.Raw] = {}
            data: list[tuple[str, str, str, int, bytes]] = []
            for key, trace, observed, products in rows:
                before = self._traces.products(key)
                if before:
                    self._db.execute("DELETE FROM product WHERE key = ?", (key,))
                    if self._held is not None:
                        self._held.difference_update((key, name, mark) for name, mark in before.items())
                told = msgspec.structs.replace(trace, observed=self._observations.seen(observed))
                traces[key] = self._traces.put(key, told)
                for name, held in products.items():
                    data.append((key, name, trace.products[name], seal_of_product(trace.products[name], held), held))
            if self._held is not None:
                self._held.update(product[:3] for product in data)
            number = self._segments.write(traces)
            if number is not None:
                self._traces.lie({key: trace.products for key, trace, *_ in rows}, number)
            self._db.executemany("INSERT OR REPLACE INTO product VALUES (?, ?, ?, ?, ?)", data)

    def keep_traces(self, traces: Mapping[str, Trace]) -> None:
        """Remember traces whose observations are numbered already: of a failure, or of files seen again."""
        self.load()
        with transaction(self._db, self.path):
            self._segments.write({key: self._traces.put(key, trace) for key, trace in traces.items()})

    def _write_batches(self, fresh: Iterable[Batch]) -> list[tuple[str, int]]:
        rows = batches.write(self._db, fresh)
        self._batches += len(rows)
        return rows

    def keep_stamps(self, fresh: Mapping[str, tuple[str, str]], *, gone: Iterable[str]) -> None:
        """Remember what source files looked like, and forget those that are gone."""
        with transaction(self._db, self.path):
            stamps.keep(self._db, fresh, gone=gone)

    def doubt(self, doubt: bytes | None) -> None:
        """Remember, before traces are kept, what may be other than it was when all were in order; None: everything."""
        with transaction(self._db, self.path):
            moment.doubt(self._db, doubt)

    def settle(self, state: bytes, aside: bytes | None = None) -> None:
        """Remember the moment: every trace was found in order, or made, now; and what few will ask of it."""
        self.load()
        with transaction(self._db, self.path):
            self._segments.amend()
            if self._segments.scattered(len(self._traces)):
                self._segments.gather(self._traces.all())
            moment.settle(self._db, state)
            if aside is not None:
                moment.keep_aside(self._db, aside)
            moment.whole(self._db, self._observations.fingerprint())

    def forget(self, keys: Iterable[str]) -> None:
        """Forget tasks that nothing plans any more, and observations that no trace holds."""
        gone = set(keys)
        if not gone:
            return
        with transaction(self._db, self.path):
            for key in gone:
                self._traces.drop(key)
                self._db.execute("DELETE FROM product WHERE key = ?", (key,))
            self._segments.write(dict.fromkeys(gone))
            if self._held is not None:
                self._held = {held for held in self._held if held[0] not in gone}
        self.sweep()

    def sweep(self) -> None:
        """Drop observations that no trace holds, once they outnumber the others; put many small batches together."""
        known = len(self.observations())
        many = self._batches > BATCHES * (1 + known // 10_000)
        if known <= SPARE and not many:
            return
        live: set[int] = set()
        for observed in self._traces.observed():
            live.update(array("q", observed))
        if known <= 2 * len(live) + SPARE and not many:
            return
        left = self._observations.only(live)
        with transaction(self._db, self.path):
            self._batches = 0
            self._db.execute("DELETE FROM observation")
            self._write_batches(left)
            if self._whole:
                moment.whole(self._db, self._observations.fingerprint())
