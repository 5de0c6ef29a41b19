"""Where each key of a TOML text stands.

The standard library reads TOML and keeps no places. `read` lets it do so, then walks the text, by then known to be
valid, for the place of every key and list item.

Source: TOML 1.0.0, https://toml.io/en/v1.0.0
"""

import bisect
import re
import tomllib

from generator.config.fit import WHOLE, Node, of
from generator.errors import TearsheetError, Where

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*'""")
_SPACE = re.compile(r"[ \t]*")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_TEXT = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")' r"|'''.*?'{3,5}(?!')" r'|"(?:\\.|[^"\\])*"' r"|'[^']*'",
    re.DOTALL,
)
_BARE = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]+|[^\s,\]}#]+")
_PLACE = re.compile(r"(?P<what>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)\Z", re.DOTALL)


_HINTS = {
    "Invalid value": 'text stands between quotes: key = "value"',
    "Illegal character '\\n'": "close the quotation mark on the line it was opened on",
    "Expected '=' after a key": "each line is a [table] or key = value",
    "Cannot overwrite": "a key is stated once",
    "twice": "a table is opened once",
}


class _BeyondError(ValueError):
    """A whole number that is none of TOML's, with its line and column."""


class _Figure(str):
    """A number with a point, as it was written."""

    __slots__ = ()


def read(text: str, *, path: str, error: type[TearsheetError], line: int = 1) -> Node:
    """Return a TOML text as a table, each key with its place.

    Args:
        text: The whole text.
        path: The file, as the user would type it.
        error: What to raise.
        line: The line of the file on which `text` begins.

    Raises:
        TearsheetError: Of the kind `error`, where the text is no TOML.
    """
    try:
        values = tomllib.loads(text, parse_float=_Figure)
        return _node(values, (), _Places(text, first=line).all())
    except RecursionError:
        raise error("is nested too deeply", where=Where(path, line)) from None
    except _BeyondError as reason:
        where = Where(path, *reason.args)
        raise error("no valid TOML: a whole number has at most 64 bits", where=where, hint="quote it") from None
    except ValueError as reason:
        raise _syntax(str(reason), text, path=path, error=error, line=line) from None


def _syntax(reason: str, text: str, *, path: str, error: type[TearsheetError], line: int) -> TearsheetError:
    place = _PLACE.match(reason)
    what = place["what"] if place else reason
    if place and place["line"]:
        where = Where(path, int(place["line"]) + line - 1, int(place["column"]))
    else:
        where = Where(path, text.rstrip().count("\n") + line) if place else Where(path, line)
    return error(
        f"no valid TOML: {what[:1].lower()}{what[1:]}",
        where=where,
        hint=next((hint for sign, hint in _HINTS.items() if sign in what), ""),
    )


def _node(value: object, path: Path, places: dict[Path, tuple[int, int]], above: tuple[int, int] = (1, 1)) -> Node:
    line, column = here = places.get(path, above)
    match value:
        case dict():
            return Node({key: _node(item, (*path, key), places, here) for key, item in value.items()}, line, column)
        case list():
            items = (_node(item, (*path, place), places, here) for place, item in enumerate(value))
            return Node(tuple(items), line, column)
        case _Figure():
            return Node(str(value), line, column, loose=True)
        case int() if value not in WHOLE:
            raise _BeyondError(line, column)
    return Node(of(value).value, line, column)


class _Places:
    """A walk over a text that is known to be TOML. Paths count the items of lists: ``("menu", 0, "title")``."""

    def __init__(self, text: str, *, first: int) -> None:
        self.text = text
        self.first = first
        self.at = 0
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.places: dict[Path, tuple[int, int]] = {}
        self.counts: dict[Path, int] = {}

    def all(self) -> dict[Path, tuple[int, int]]:
        table: Path = ()
        self.places[()] = (self.first, 1)
        while self.skip(_BLANK) < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
        return self.places

    def skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def mark(self, path: Path, at: int) -> None:
        row = bisect.bisect_right(self.starts, at) - 1
        self.places.setdefault(path, (row + self.first, at - self.starts[row] + 1))

    def header(self) -> Path:
        start = self.at
        many = self.text.startswith("[[", start)
        self.at += 2 if many else 1
        path = self.key(())
        self.at = self.text.index("]", self.at) + (2 if many else 1)
        if not many:
            return path
        # The key named the newest item, if there was one; this header opens the next.
        listed = path[:-1] if isinstance(path[-1], int) else path
        self.counts[listed] = self.counts.get(listed, -1) + 1
        opened = (*listed, self.counts[listed])
        self.mark(opened, start)
        return opened

    def pair(self, table: Path) -> None:
        path = self.key(table)
        self.at = self.text.index("=", self.at) + 1
        self.value(path)

    def key(self, table: Path) -> Path:
        """Read a dotted key; a part that names a list of tables means its newest item."""
        path = table
        while True:
            start, end = self.skip(_SPACE), self.skip(_KEY)
            word = self.text[start:end]
            path = (*path, word if word[0] not in "\"'" else str(tomllib.loads(f"key = {word}")["key"]))
            self.mark(path, start)
            if path in self.counts:
                path = (*path, self.counts[path])
            if self.skip(_DOT) == end:
                return path

    def value(self, path: Path) -> None:
        self.skip(_BLANK)
        opened = self.text[self.at]
        if opened in "\"'":
            self.skip(_TEXT)
        elif opened not in "[{":
            self.skip(_BARE)
        else:
            self.many(path, "]" if opened == "[" else "}")

    def many(self, path: Path, close: str) -> None:
        """Read a list, or a table written on one line."""
        self.at += 1
        place = 0
        while self.text[self.skip(_BLANK)] != close:
            if self.text[self.at] == ",":
                self.at += 1
                place += 1
            elif close == "]":
                self.mark((*path, place), self.at)
                self.value((*path, place))
            else:
                self.pair(path)
        self.at += 1
