"""How the stamps of source files lie in the store: one row a file, each with its seal."""

import sqlite3
from collections.abc import Iterable, Mapping

from generator.build.seals import seal

TABLE = """
CREATE TABLE IF NOT EXISTS source (path TEXT PRIMARY KEY, stamp TEXT, digest TEXT, seal TEXT) WITHOUT ROWID;
"""


def known(db: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Return what is known of source files: path to (stamp, SHA-256).

    Raises:
        sqlite3.Error, TypeError, AttributeError: The table is damaged.
    """
    rows = db.execute("SELECT path, stamp, digest, seal FROM source").fetchall()
    return {path: (stamp, mark) for path, stamp, mark, sealed in rows if sealed == seal(path, stamp, mark)}


def keep(db: sqlite3.Connection, fresh: Mapping[str, tuple[str, str]], *, gone: Iterable[str]) -> None:
    """Keep what files looked like, and forget those that are gone; within a transaction."""
    db.executemany("DELETE FROM source WHERE path = ?", ((path,) for path in gone))
    db.executemany(
        "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)",
        ((path, stamp, mark, seal(path, stamp, mark)) for path, (stamp, mark) in fresh.items()),
    )
