"""How traces lie in the store: many to a row, and none ever changed in place.

A row is a segment: some tasks' traces, or the word that a task is forgotten. Later rows count before earlier ones, so
that an earlier trace would come back if a row were lost; how many rows there are, and the sum of their seals, tell
whether all are there. Where they are not, nothing is taken to be as it was at any settled moment (`Segments.sound`).
"""

import sqlite3
from collections.abc import Mapping

import msgspec

from generator.build.database import ERRORS, Damaged
from generator.build.seals import seal_of_segment
from generator.build.trace import Trace

TABLE = """
CREATE TABLE IF NOT EXISTS trace (id INTEGER PRIMARY KEY, data BLOB, seal BLOB);
INSERT OR IGNORE INTO meta VALUES ('traces', '0 0');
"""

FULL = 256
"""A segment of so many traces is not put together with others, unless most that are held are out of date."""

MANY = 50
"""So many smaller segments at the end are kept before they are put together."""

SPARE = 1000
"""So many traces that later ones replaced are never worth dropping."""


Kept = Trace | msgspec.Raw
"""A trace, or what it is kept as."""


def read(db: sqlite3.Connection, number: int) -> bytes:
    """Return a full segment that `Segments.write` kept, as it lies.

    Raises:
        Damaged: It is gone, or not as it was.
    """
    try:
        row = db.execute("SELECT data, seal FROM trace WHERE id = ?", (number,)).fetchone()
        data = None if row is None else bytes(row[0])
    except (*ERRORS, TypeError, ValueError) as error:
        raise Damaged(str(error)) from error
    if data is None or row[1] != seal_of_segment(number, data):
        raise Damaged(f"segment {number}")
    return data


class Segments:
    """The rows of one store, as this process knows them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._held = 0
        self._ends: list[tuple[int, frozenset[str]]] = []
        """The smaller segments after the last full one: id, and the tasks in it."""

        self._known: set[int] = set()
        self.sound = True
        """Whether every trace that was kept is surely the last of its task."""

    def load(self) -> dict[str, Trace]:
        """Return the last trace of each task that is remembered.

        Raises:
            ValueError, TypeError, sqlite3.Error: The table is damaged.
        """
        found: dict[str, Trace | None] = {}
        total = 0
        for number, data, sealed in self._db.execute("SELECT id, data, seal FROM trace ORDER BY id"):
            if sealed != seal_of_segment(number, data):
                self.sound = False
                continue
            total += int.from_bytes(sealed)
            part = _decode(data)
            found.update(part)
            self._note(number, part)
        told = self._db.execute("SELECT value FROM meta WHERE key = 'traces'").fetchone()
        self.sound = self.sound and told == (f"{len(self._known)} {total}",)
        return {key: trace for key, trace in found.items() if trace is not None}

    def write(self, traces: Mapping[str, Kept | None]) -> int | None:
        """Keep traces, None where a task is forgotten; within a transaction. Return the number of a full segment."""
        if not traces:
            return None
        ((last,),) = self._db.execute("SELECT max(id) FROM trace").fetchall()
        number = (last or 0) + 1
        data = _encode(traces)
        sealed = seal_of_segment(number, data)
        self._db.execute("INSERT INTO trace VALUES (?, ?, ?)", (number, data, sealed))
        self._note(number, traces)
        self._count(1, int.from_bytes(sealed))
        return number if len(traces) >= FULL else None

    def state(self) -> str:
        """Return what tells these rows from others: how many there are, and the sum of their seals."""
        told = self._db.execute("SELECT value FROM meta WHERE key = 'traces'").fetchone()
        return str(told[0]) if self.sound and told else ""

    def amend(self) -> None:
        """Take what is held for all there is; within a transaction, once every trace was looked at."""
        if not self.sound:
            rows = self._db.execute("SELECT id, data, seal FROM trace").fetchall()
            bad = [(number,) for number, data, sealed in rows if sealed != seal_of_segment(number, data)]
            self._db.executemany("DELETE FROM trace WHERE id = ?", bad)
            good = [int.from_bytes(sealed) for number, data, sealed in rows if sealed == seal_of_segment(number, data)]
            self._db.execute("INSERT OR REPLACE INTO meta VALUES ('traces', ?)", (f"{len(good)} {sum(good)}",))
            self.sound = True

    def scattered(self, live: int) -> bool:
        """Say whether there is much to put together, where so many traces are the last of their tasks."""
        return self.sound and (len(self._ends) > MANY or self._held > 2 * live + SPARE)

    def gather(self, traces: Mapping[str, Kept]) -> None:
        """Put small segments together, or all where most of what is held is out of date; within a transaction.

        What another process kept meanwhile is newer than anything here: then all stays as it is.
        """
        ids = {number for (number,) in self._db.execute("SELECT id FROM trace")}
        if ids != self._known:
            return
        parts: list[Mapping[str, Kept | None]]
        if self._held > 2 * len(traces) + SPARE:
            keys = list(traces)
            parts = [{key: traces[key] for key in keys[at : at + FULL]} for at in range(0, len(keys), FULL)]
            gone = self._known
            self._held = 0
        else:
            parts = [{key: traces.get(key) for _, keys in self._ends for key in sorted(keys)}]
            gone = {number for number, _ in self._ends}
            self._held -= sum(len(keys) for _, keys in self._ends)
        seals = self._db.execute("SELECT id, seal FROM trace").fetchall()
        self._db.executemany("DELETE FROM trace WHERE id = ?", [(number,) for number in gone])
        self._count(-len(gone), -sum(int.from_bytes(sealed) for number, sealed in seals if number in gone))
        self._known, self._ends = self._known - gone, []
        for part in parts:
            self.write(part)

    def _note(self, number: int, part: Mapping[str, object]) -> None:
        self._known.add(number)
        self._held += len(part)
        if len(part) >= FULL:
            self._ends = []
        else:
            self._ends.append((number, frozenset(part)))

    def _count(self, more: int, seals: int) -> None:
        """Count rows, by what the file says: another process may write to it too."""
        told = self._db.execute("SELECT value FROM meta WHERE key = 'traces'").fetchone()
        if self.sound and told:
            many, total = map(int, told[0].split())
            self._db.execute("UPDATE meta SET value = ? WHERE key = 'traces'", (f"{many + more} {total + seals}",))


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[str, Trace | None]).decode
