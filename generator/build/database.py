"""One SQLite file: how it is opened, and what its errors mean.

An error of the machine (a full disk, a folder that cannot be written) would meet a new file too, and is the user's to
mend; any other means that the file is damaged, and may be discarded.
"""

import os
import sqlite3
from pathlib import Path
from types import TracebackType

from generator.errors import PressError

BUSY_SECONDS = 30.0

PAGE = 16_384
"""Bytes that are read and written at once: traces and bodies are long, and most are read one after the other."""

ERRORS = (sqlite3.DatabaseError, UnicodeDecodeError)
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


class Damaged(Exception):  # noqa: N818 - says what the store is, not that it erred
    """The store at `path` does not hold what it should: discard that one and build again."""

    def __init__(self, why: str, path: Path | None = None) -> None:
        super().__init__(why, path)  # both, so that it comes whole out of a worker
        self.path = path

    def __str__(self) -> str:
        return str(self.args[0])


def begun(db: sqlite3.Connection, *, tables: str, version: str) -> str:
    """Make the tables of a new file; return what is wrong with an old one, and close it."""
    try:
        db.execute(f"PRAGMA page_size = {PAGE}")  # of a new file
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            db.executescript(tables)
        found = db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
    except ERRORS:
        db.close()
        raise
    if found and found[0] == version:
        return ""
    db.close()
    return "is of another version"


def opened_to_read(path: Path, *, version: str) -> sqlite3.Connection:
    """Open a file that must not change.

    Raises:
        Damaged: It is no store of this version.
    """
    # In a folder that cannot be written, SQLite opens a file only on the word that nobody else writes it either.
    for how in ("mode=ro", "immutable=1"):
        db = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=BUSY_SECONDS)
        try:
            found = db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
        except ERRORS as error:
            db.close()
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            if how == "mode=ro" and code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                continue
            raise Damaged(str(error), path) from error
        if found and found[0] == version:
            return db
        db.close()
        break
    raise Damaged("is of another version", path)


class transaction:  # noqa: N801 - reads as a statement: `with transaction(db, path):`
    """One write transaction; a full disk becomes an error that says so."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path

    def __enter__(self) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except ERRORS as error:
            raise fault(error, self._path) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._db.execute("COMMIT" if error is None else "ROLLBACK")
        except ERRORS as failure:
            if error is None:
                raise fault(failure, self._path) from failure
        if isinstance(error, ERRORS) and not isinstance(error, sqlite3.ProgrammingError):
            raise fault(error, self._path) from error


def fault(error: Exception, path: Path) -> PressError | Damaged:
    """Return what to raise for an error of SQLite: some are the machine's, and would meet a new file too."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code in _OF_THE_MACHINE or (code == sqlite3.SQLITE_READONLY and not os.access(path.parent, os.W_OK)):
        return unkept(path, str(error))
    return Damaged(str(error), path)


def unkept(path: Path, why: str) -> PressError:
    """Return what to raise where the memory cannot be kept."""
    return PressError(
        f"cannot keep the build's memory in {path}: {why}", hint="free some disk space, or make the folder writable"
    )
