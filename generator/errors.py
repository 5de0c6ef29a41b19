"""What went wrong, where, and what to do about it.

The tree:

    TearsheetError
    ├── ConfigError       the configuration cannot be used
    ├── ContentError      one content file cannot be read; the rest goes on
    ├── TemplateError     one page cannot be printed; the rest goes on
    ├── CollisionError    two sources claim one address; nothing is written
    ├── PressError        the output folder cannot be written, or must not be
    ├── LockError         another build holds the lock
    └── PluginError       a plugin cannot be loaded, or two claim one file

A `Note` is the same three facts as a value: errors and warnings travel as notes.
"""

from typing import Literal

import msgspec


def _writable(said: str) -> str:
    """Return text that can be written anywhere: of a file's name, what is no UTF-8 stands as an escape."""
    return said if said.isascii() else said.encode("utf-8", "backslashreplace").decode()


class Where(msgspec.Struct, frozen=True):
    """A place in a file: `path` as the user would type it, lines and columns from 1, 0 for unknown."""

    path: str
    line: int = 0
    column: int = 0

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "path", _writable(self.path))

    def __str__(self) -> str:
        if not self.line:
            return self.path
        return f"{self.path}:{self.line}:{self.column or 1}"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """One finding: what happened, where, and what to do."""

    severity: Literal["error", "warning", "info"]
    what: str
    where: Where | None = None
    hint: str = ""
    code: str = ""
    """Stable name of the kind of finding, such as `date-unknown`; empty for one-off errors."""

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "what", _writable(self.what))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what}"


class TearsheetError(Exception):
    """What happened, where, and what to do: every error a user sees is one of these."""

    def __init__(self, what: str, *, where: Where | None = None, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        return str(self.note())

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process walls; the default would lose the keyword arguments.
        return (_revive, (type(self), self.args, self.__dict__))

    def note(self) -> Note:
        """Return the error as a value."""
        return Note(severity="error", what=self.what, where=self.where, hint=self.hint)


def _revive(kind: type[TearsheetError], args: tuple[object, ...], facts: dict[str, object]) -> TearsheetError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(facts)
    return error


class ConfigError(TearsheetError):
    """The configuration cannot be used."""


class ContentError(TearsheetError):
    """One content file cannot be read; the others are printed."""


class TemplateError(TearsheetError):
    """One page cannot be printed; the others are."""


class CollisionError(TearsheetError):
    """Two sources claim one address; nothing is written."""

    def __init__(self, address: str, *, claimants: tuple[str, ...], field: str = "slug") -> None:
        super().__init__(
            f"{len(claimants)} sources claim {address}: {', '.join(claimants)}",
            hint=f"state another `{field}` in the front matter of all but one of them",
        )
        self.address = address
        self.claimants = claimants


class PressError(TearsheetError):
    """The output folder cannot be written, or must not be."""


class LockError(TearsheetError):
    """Another build holds the lock."""


class PluginError(TearsheetError):
    """A plugin cannot be loaded, or two of them claim one file."""
