"""Which tables the file of a store has."""

from generator.build import moment, segments, stamps


def of(version: str) -> str:
    """Return what makes the tables that are not there, for a store of a version."""
    return f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS observation (id INTEGER PRIMARY KEY, kind TEXT, numbers BLOB, checks BLOB, facts BLOB,
  seal TEXT);
CREATE TABLE IF NOT EXISTS product
  (key TEXT, name TEXT, digest TEXT, seal INTEGER, data BLOB, PRIMARY KEY (key, name));
{stamps.TABLE}
{moment.TABLE}
{segments.TABLE}
INSERT OR IGNORE INTO meta VALUES ('version', '{version}');
COMMIT;
"""  # noqa: S608 - the one value is our own constant
