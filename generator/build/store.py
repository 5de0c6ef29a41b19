"""The memory of the build: traces and products, in one SQLite file.

Deleting the file is always safe; the next build is then a full one. A file that is damaged, or of another version,
is discarded with one line of notice, never guessed at: every row carries a seal, and a row whose seal is broken is
as good as absent. An observation's number is its seal, so that it means the same to every process at work.
"""

import os
import sqlite3
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from generator import digest
from generator.build.trace import Trace
from generator.errors import PressError

VERSION = "2"

_TABLES = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS observation (id INTEGER PRIMARY KEY, fact TEXT, digest TEXT);
CREATE TABLE IF NOT EXISTS trace (key TEXT PRIMARY KEY, observed BLOB, rest BLOB, seal TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS product (key TEXT, name TEXT, digest TEXT, data BLOB, PRIMARY KEY (key, name));
CREATE TABLE IF NOT EXISTS source (path TEXT PRIMARY KEY, stamp TEXT, digest TEXT, seal TEXT) WITHOUT ROWID;
INSERT OR IGNORE INTO meta VALUES ('version', '{VERSION}');
COMMIT;
"""  # noqa: S608 - the one value is our own constant

_BUSY_SECONDS = 30.0

_ERRORS = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What SQLite raises over a file; the latter where its own message quotes damaged text."""

_OF_THE_MACHINE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
)

TAKEN = -1
"""Stands for an observation whose number another one has: it never holds, so that its task is made again each time."""


class Damaged(Exception):  # noqa: N818 - says what the store is, not that it erred
    """The store at `path` does not hold what it should: discard that one and build again."""

    def __init__(self, why: str, path: Path | None = None) -> None:
        super().__init__(why, path)  # both, so that it comes whole out of a worker
        self.path = path

    def __str__(self) -> str:
        return str(self.args[0])


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
        self._observations: dict[int, tuple[str, str]] = {}
        self._traces: dict[str, Trace] = {}
        self._held: set[tuple[str, str, str]] = set()
        try:
            self._load()
        except (*_ERRORS, msgspec.DecodeError, TypeError, ValueError, AttributeError) as error:
            if not writing:
                self._db.close()
                raise Damaged(str(error), path) from error
            self.discard()

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
            return _opened_to_read(self.path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unkept(self.path, error.strerror or str(error)) from error
        for _ in range(2):
            try:
                db = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
                why = _begun(db)
                if not why:
                    return db
            except _ERRORS as error:
                fault = _fault(error, self.path)
                if isinstance(fault, PressError):
                    raise fault from error
                why = "is damaged"
            self._remove(why)
        raise PressError(f"cannot make a new store at {self.path}", hint="delete the folder `.tearsheet`")

    def discard(self) -> None:
        """Forget everything: what is here cannot be trusted."""
        self._db.close()
        self._remove("is damaged")
        self._db = self._open()
        self._observations, self._traces, self._held = {}, {}, set()

    def _remove(self, why: str) -> None:
        self.notice = f"{self.path.name} {why}: everything is made anew"
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def _load(self) -> None:
        self._observations = {
            number: (fact, mark)
            for number, fact, mark in self._db.execute("SELECT id, fact, digest FROM observation")
            if number == _number(fact, mark)
        }
        decode = msgspec.msgpack.Decoder(Trace).decode
        for key, observed, rest, seal in self._db.execute("SELECT key, observed, rest, seal FROM trace"):
            if seal != _seal(key, observed.hex(), rest.hex()):
                continue
            numbers = array("q", observed)
            self._traces[key] = msgspec.structs.replace(decode(rest), observed=tuple(numbers))
        self._held = set(self._db.execute("SELECT key, name, digest FROM product"))

    # Asking

    def trace(self, key: str) -> Trace | None:
        """Return the memory of a task."""
        return self._traces.get(key)

    def traces(self) -> Mapping[str, Trace]:
        """Return every trace by its task's key."""
        return self._traces

    def observation(self, number: int) -> tuple[str, str] | None:
        """Return the (fact, digest) of an observation."""
        return self._observations.get(number)

    def mark(self, key: str, name: str) -> str:
        """Return the digest of a product, or an empty string."""
        trace = self._traces.get(key)
        return trace.products.get(name, "") if trace else ""

    def holds(self, key: str, name: str) -> bool:
        """Say whether the product that the trace names is there."""
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
            row = self._reader().execute("SELECT data FROM product WHERE key = ? AND name = ?", (key, name)).fetchone()
            held = None if row is None else bytes(row[0])
        except (*_ERRORS, TypeError, ValueError) as error:
            raise Damaged(str(error), self.path) from error
        if held is None or digest.of_bytes(held) != mark:
            raise Damaged(f"{name} of {key}", self.path)
        return held

    def _reader(self) -> sqlite3.Connection:
        # A connection must not cross a fork: a worker opens its own, for reading.
        pid = os.getpid()
        if pid == self._pid:
            return self._db
        if pid not in self._readers:
            self._readers[pid] = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS
            )
        return self._readers[pid]

    def version(self) -> int:
        """Return a number that is another one once another process wrote to the file."""
        try:
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])
        except _ERRORS as error:
            raise Damaged(str(error)) from error

    def stamps(self) -> dict[str, tuple[str, str]]:
        """Return what is known of source files: path to (stamp, SHA-256)."""
        try:
            rows = self._db.execute("SELECT path, stamp, digest, seal FROM source").fetchall()
            return {path: (stamp, mark) for path, stamp, mark, seal in rows if seal == _seal(path, stamp, mark)}
        except (*_ERRORS, TypeError) as error:
            raise Damaged(str(error), self.path) from error

    # Telling

    def keep(
        self,
        made: Iterable[tuple[str, Trace, Mapping[str, str], Mapping[str, bytes]]],
    ) -> None:
        """Remember tasks: (key, trace without observations, fact key to digest, products), in one transaction.

        Call it after the files they describe are written.
        """
        rows = list(made)
        with _transaction(self._db, self.path):
            numbered = self._number({pair for _, _, observed, _ in rows for pair in observed.items()})
            for key, trace, observed, products in rows:
                for name, mark in trace.products.items() if key in self._traces else ():
                    self._held.discard((key, name, mark))
                self._db.execute("DELETE FROM product WHERE key = ?", (key,))
                numbers = tuple(numbered[pair] for pair in observed.items())
                self._write(key, msgspec.structs.replace(trace, observed=numbers))
                for name, data in products.items():
                    mark = trace.products[name]
                    self._held.add((key, name, mark))
                    self._db.execute("INSERT OR REPLACE INTO product VALUES (?, ?, ?, ?)", (key, name, mark, data))

    def keep_traces(self, traces: Mapping[str, Trace]) -> None:
        """Remember traces whose observations are numbered already: of a failure, or of files seen again."""
        with _transaction(self._db, self.path):
            for key, trace in traces.items():
                self._write(key, trace)

    def _write(self, key: str, trace: Trace) -> None:
        self._traces[key] = trace
        observed = array("q", trace.observed).tobytes()
        rest = digest.encode(msgspec.structs.replace(trace, observed=()))
        self._db.execute(
            "INSERT OR REPLACE INTO trace VALUES (?, ?, ?, ?)",
            (key, observed, rest, _seal(key, observed.hex(), rest.hex())),
        )

    def _number(self, pairs: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """Return the number of each observation, and remember those that are new."""
        numbers: dict[tuple[str, str], int] = {}
        fresh = []
        for pair in pairs:
            number = _number(*pair)
            known = self._observations.get(number)
            if known is None:
                self._observations[number] = pair
                fresh.append((number, *pair))
            numbers[pair] = number if known in (None, pair) else TAKEN
        self._db.executemany("INSERT OR REPLACE INTO observation VALUES (?, ?, ?)", sorted(fresh))
        return numbers

    def keep_stamps(self, stamps: Mapping[str, tuple[str, str]], *, gone: Iterable[str]) -> None:
        """Remember what source files looked like, and forget those that are gone."""
        with _transaction(self._db, self.path):
            self._db.executemany("DELETE FROM source WHERE path = ?", ((path,) for path in gone))
            self._db.executemany(
                "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)",
                ((path, stamp, mark, _seal(path, stamp, mark)) for path, (stamp, mark) in stamps.items()),
            )

    def forget(self, keys: Iterable[str]) -> None:
        """Forget tasks that nothing plans any more, and observations that no trace holds."""
        gone = set(keys)
        if not gone:
            return
        with _transaction(self._db, self.path):
            for key in gone:
                self._traces.pop(key, None)
                self._db.execute("DELETE FROM trace WHERE key = ?", (key,))
                self._db.execute("DELETE FROM product WHERE key = ?", (key,))
            self._held = {held for held in self._held if held[0] not in gone}
        self.sweep()

    def sweep(self) -> None:
        """Drop observations that no trace holds, once they outnumber the others."""
        live = {number for trace in self._traces.values() for number in trace.observed}
        if len(self._observations) <= 2 * len(live) + 1000:
            return
        dead = [number for number in self._observations if number not in live]
        with _transaction(self._db, self.path):
            self._db.executemany("DELETE FROM observation WHERE id = ?", ((number,) for number in dead))
        for number in dead:
            del self._observations[number]


def _begun(db: sqlite3.Connection) -> str:
    """Make the tables of a new file; return what is wrong with an old one, and close it."""
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            db.executescript(_TABLES)
        found = db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    except _ERRORS:
        db.close()
        raise
    if found and found[0] == VERSION:
        return ""
    db.close()
    return "is of another version"


def _opened_to_read(path: Path) -> sqlite3.Connection:
    """Open a file that must not change.

    Raises:
        Damaged: It is no store of this version.
    """
    # In a folder that cannot be written, SQLite opens a file only on the word that nobody else writes it either.
    for how in ("mode=ro", "immutable=1"):
        db = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=_BUSY_SECONDS)
        try:
            found = db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        except _ERRORS as error:
            db.close()
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if how == "mode=ro" and code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                continue
            raise Damaged(str(error), path) from error
        if found and found[0] == VERSION:
            return db
        db.close()
        break
    raise Damaged("is of another version", path)


class _transaction:  # noqa: N801 - reads as a statement: `with _transaction(db, path):`
    """One write transaction; a full disk becomes an error that says so."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path

    def __enter__(self) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except _ERRORS as error:
            raise _fault(error, self._path) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._db.execute("COMMIT" if error is None else "ROLLBACK")
        except _ERRORS as failure:
            if error is None:
                raise _fault(failure, self._path) from failure
        if isinstance(error, _ERRORS) and not isinstance(error, sqlite3.ProgrammingError):
            raise _fault(error, self._path) from error


def _fault(error: Exception, path: Path) -> PressError | Damaged:
    """Return what to raise for an error of SQLite: some are the machine's, and would meet a new file too."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code in _OF_THE_MACHINE or (code == sqlite3.SQLITE_READONLY and not os.access(path.parent, os.W_OK)):
        return _unkept(path, str(error))
    return Damaged(str(error), path)


def _unkept(path: Path, why: str) -> PressError:
    return PressError(
        f"cannot keep the build's memory in {path}: {why}", hint="free some disk space, or make the folder writable"
    )


def _number(fact: str, mark: str) -> int:
    """Return the number of an observation: 63 bits of the digest of what was observed."""
    return int(digest.of_bytes(f"{fact}\0{mark}".encode())[:16], 16) >> 1


def _seal(*parts: str) -> str:
    return digest.of_bytes("\0".join(parts).encode())
