"""How observations lie in the store: those of one type that came together in a row, with a seal."""

import sqlite3
from collections.abc import Iterable

from generator.build.database import ERRORS, Damaged
from generator.build.observations import Batch
from generator.build.seals import seal


def write(db: sqlite3.Connection, batches: Iterable[Batch]) -> list[tuple[str, int]]:
    """Write batches, within a transaction; return of each its type and its row."""
    insert = "INSERT INTO observation (kind, numbers, checks, facts, seal) VALUES (?, ?, ?, ?, ?)"
    return [(batch.kind, db.execute(insert, (*batch, seal(*batch))).lastrowid or 0) for batch in batches]


def read(db: sqlite3.Connection, row: int) -> Batch:
    """Return a batch that was written.

    Raises:
        Damaged: It is gone, or not as it was.
    """
    query = "SELECT kind, numbers, checks, facts, seal FROM observation WHERE id = ?"
    try:
        *held, sealed = db.execute(query, (row,)).fetchone() or (None,)
    except ERRORS as error:
        raise Damaged(str(error)) from error
    if not held or sealed != seal(*held):
        raise Damaged(f"observations {row}")
    return Batch(*held)
