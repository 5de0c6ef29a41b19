"""The moment at which every trace of a store was in order, and what is in doubt since: two rows, each with its seal.

The doubts' seal is over the moment's own, so that neither row means anything without the other. A third row tells which
observations there were; where they are all there, none of them need be looked for.
"""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from generator import digest
from generator.build import seals
from generator.build.database import ERRORS

TABLE = "CREATE TABLE IF NOT EXISTS settled (part TEXT PRIMARY KEY, seal TEXT, data BLOB) WITHOUT ROWID;"

MOST_DOUBTS = 30
"""More runs than this that were not settled are not told apart: everything is looked at."""


class Settled(NamedTuple):
    """What is known of the moment at which every trace was last found in order."""

    state: bytes
    """Whatever describes that moment."""

    doubts: tuple[bytes, ...]
    """What may have been other when traces were kept since."""


def last(db: sqlite3.Connection) -> Settled | None:
    """Return the moment and its doubts, None where either is gone or damaged."""
    try:
        rows = dict(db.execute("SELECT part, data FROM settled WHERE part = 'state'"))
        told = _told(db)
        if told is None or told[0] != seals.seal(rows["state"]):
            return None
    except (*ERRORS, KeyError, TypeError):
        return None
    return Settled(rows["state"], told[1]) if len(told[1]) <= MOST_DOUBTS else None


def doubt(db: sqlite3.Connection, doubt: bytes | None) -> None:
    """Add a doubt; None: everything is in doubt, and nothing is known of the moment any more."""
    told = _told(db) if doubt is not None else None
    if doubt is None or told is None:
        db.execute("DELETE FROM settled")
    elif doubt not in told[1]:
        _keep_doubts(db, told[0], (*told[1], doubt))


def settle(db: sqlite3.Connection, state: bytes) -> None:
    """Keep this moment, with no doubt yet."""
    sealed = seals.seal(state)
    db.execute("INSERT OR REPLACE INTO settled VALUES ('state', ?, ?)", (sealed, state))
    _keep_doubts(db, sealed, ())


def keep_aside(db: sqlite3.Connection, data: bytes) -> None:
    """Keep what few ask of this moment: it is not read with it."""
    if aside(db) != data:
        db.execute("INSERT OR REPLACE INTO settled VALUES ('aside', ?, ?)", (seals.seal(data), data))


def aside(db: sqlite3.Connection) -> bytes | None:
    """Return what few ask of the moment, None where it is gone or damaged."""
    try:
        for sealed, data in db.execute("SELECT seal, data FROM settled WHERE part = 'aside'"):
            return bytes(data) if sealed == seals.seal(data) else None
    except (*ERRORS, TypeError, AttributeError):
        pass
    return None


def whole(db: sqlite3.Connection, fingerprint: str) -> None:
    """Keep what all the observations there are are known by: no trace names another."""
    db.execute("INSERT OR REPLACE INTO settled VALUES ('observations', ?, NULL)", (fingerprint,))


def was_whole(db: sqlite3.Connection, fingerprint: str) -> bool:
    """Say whether the observations are those that all were known by."""
    try:
        return (fingerprint,) in db.execute("SELECT seal FROM settled WHERE part = 'observations'").fetchall()
    except ERRORS:
        return False


def _keep_doubts(db: sqlite3.Connection, seal: str, doubts: Sequence[bytes]) -> None:
    data = digest.encode(doubts)
    db.execute("INSERT OR REPLACE INTO settled VALUES ('doubts', ?, ?)", (_beside(seal, data), data))


def _told(db: sqlite3.Connection) -> tuple[str, tuple[bytes, ...]] | None:
    """Return the seal of the moment, which may be long and is not read for that, and its doubts."""
    said = "SELECT part, seal, CASE part WHEN 'doubts' THEN data END FROM settled"
    rows = {part: (seal, data) for part, seal, data in db.execute(said)}
    try:
        (state, _), (seal, doubts) = rows["state"], rows["doubts"]
        if seal == _beside(state, doubts):
            return state, tuple(msgspec.msgpack.decode(doubts, type=list[bytes]))
    except (KeyError, TypeError, AttributeError, msgspec.DecodeError):
        pass
    return None


def _beside(seal: str, doubts: bytes) -> str:
    return digest.of_bytes(seal.encode() + doubts)
