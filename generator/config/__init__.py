"""What can be set, what holds where nothing is, and whether what a site's file says can be used."""

from generator.config.glob import matches
from generator.config.load import FILE, STATE, check, find_root, load, parse
from generator.config.schema import Key, reference, schema
from generator.config.settings import (
    Check,
    CheckPath,
    Comments,
    Config,
    Default,
    Entities,
    External,
    Images,
    Markdown,
    MenuItem,
    Permalinks,
    Theme,
)

__all__ = [
    "FILE",
    "STATE",
    "Check",
    "CheckPath",
    "Comments",
    "Config",
    "Default",
    "Entities",
    "External",
    "Images",
    "Key",
    "Markdown",
    "MenuItem",
    "Permalinks",
    "Theme",
    "check",
    "find_root",
    "load",
    "matches",
    "parse",
    "reference",
    "schema",
]
