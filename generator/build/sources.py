"""What is on disk: the source files of a site, by content digest, at the price of one `stat` for each that rests.

A stamp (size, times, inode) is trusted only where the file was last changed clearly before it was read: a change in
the same tick of the clock would leave the same stamp, as git's "racy" rule has it. Differences are compared for
inequality, never for age, so that a file restored with an older time is seen.
"""

import errno
import os
import stat
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from generator import digest
from generator.build.task import Fact
from generator.errors import ContentError, Note, Where

TICK_NS = 50_000_000
"""A file changed this close to its reading is read again next time; file systems tick at 1 to 10 ms, some at more."""


ABSENT = "absent"
"""The digest of a file that is not there: absence is an answer, and is recorded."""

UNREADABLE = "unreadable"
"""The digest of a file that is there, or was when its folder could still be looked into, and cannot be read."""


class SourceFile(Fact[bytes | None], frozen=True):
    """The bytes of a source file, None where there is none; the path is below the site's root."""

    path: str
    after: ClassVar[int] = 0

    def __str__(self) -> str:
        return self.path


class Setting(Fact[Any], frozen=True):
    """One setting of the configuration, by its dotted name."""

    name: str
    after: ClassVar[int] = 0

    def __str__(self) -> str:
        return f"the setting `{self.name}`"


class Sources:
    """The source files of one moment."""

    def __init__(self, root: Path, digests: dict[str, str]) -> None:
        self._root = root
        self._digests = digests

    def but(self, digests: Mapping[str, str]) -> "Sources":
        """Return the files of a later moment, at which some are others; those that are gone under `ABSENT`."""
        stand = {path: mark for path, mark in (self._digests | dict(digests)).items() if mark != ABSENT}
        return Sources(self._root, stand)

    def paths(self) -> Mapping[str, str]:
        """Return every path below the root, in order, with its SHA-256."""
        return self._digests

    def digest(self, fact: SourceFile) -> str:
        """Return the SHA-256 of a file as the scan saw it, or the mark of absence."""
        return self._digests.get(fact.path, ABSENT)

    def read(self, fact: SourceFile) -> bytes | None:
        """Return the bytes of a file as they are now, None where it is gone or was never there.

        Raises:
            ContentError: The file is there and cannot be read.
        """
        mark = self.digest(fact)
        if mark == ABSENT:
            return None
        try:
            return contents(f"{self._root}/{fact.path}")
        except FileNotFoundError:
            if mark != UNREADABLE:
                return None
            raise _unreadable(fact.path, "its folder cannot be looked into") from None
        except OSError as error:
            raise _unreadable(fact.path, error.strerror or str(error)) from error


def contents(path: str) -> bytes:
    """Return what is in a file, in as few calls as it takes."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - once a source
        return file.readall()


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """The result of looking."""

    sources: Sources
    stamps: Mapping[str, tuple[str, str]]
    """Fresh or changed stamps, to be kept."""

    gone: tuple[str, ...]
    notes: tuple[Note, ...]
    """What cannot be a source: links that lead out, loops, odd names, folders that cannot be looked into.

    A single file that cannot be read is the finding of the task that asks for it.
    """


def scan(
    root: Path,
    *,
    folders: tuple[str, ...],
    files: tuple[str, ...] = (),
    wanted: Callable[[str], bool],
    known: Mapping[str, tuple[str, str]],
) -> Scan:
    """Look at the source files below `root`.

    Args:
        root: The site's root.
        folders: Folders below it to walk.
        files: Single files below it.
        wanted: Says of a name whether it is a source; others are not even opened, folders not entered.
        known: What the store remembers: path to (stamp, SHA-256).
    """
    walk = _Walk(wanted)
    for folder in folders:
        base = root / folder
        if base.is_dir():
            walk.into(base, folder, top=base.resolve(), above=(base.resolve(),))
    for file in files:
        if (root / file).is_file():
            walk.found[file] = (root / file).stat()
    closed = tuple(f"{folder}/" for folder in walk.closed)
    digests = dict.fromkeys((path for path in known if path.startswith(closed)), UNREADABLE)
    fresh: dict[str, tuple[str, str]] = {}
    for path, looked in walk.found.items():
        mark = _stamp(looked)
        then = known.get(path)
        if then and then[0] == mark:
            digests[path] = then[1]
            continue
        now = time.time_ns()
        try:
            digests[path] = digest.of_file(contents(f"{root}/{path}"))
            rested = max(looked.st_mtime_ns, looked.st_ctime_ns) < now - TICK_NS
            # An unrested file gets a stamp that never matches: it will be read again.
            fresh[path] = (mark if rested and _stamp(os.stat(f"{root}/{path}")) == mark else "", digests[path])  # noqa: PTH116 - as above
        except FileNotFoundError:
            digests.pop(path, None)
        except OSError:
            digests[path] = UNREADABLE
    return Scan(
        sources=Sources(root, {path: digests[path] for path in sorted(digests)}),
        stamps=fresh,
        gone=tuple(path for path in known if path not in digests),
        notes=tuple(walk.notes),
    )


class _Walk(msgspec.Struct):
    """What a walk through folders came upon."""

    wanted: Callable[[str], bool]
    found: dict[str, os.stat_result] = msgspec.field(default_factory=dict)
    closed: list[str] = msgspec.field(default_factory=list)
    """Folders that are there and cannot be looked into."""

    notes: list[Note] = msgspec.field(default_factory=list)

    def into(self, folder: Path, name: str, *, top: Path, above: tuple[Path, ...]) -> None:
        """Look at all that is wanted in a folder.

        Args:
            folder: The folder.
            name: The same, below the root.
            top: What links may not lead out of.
            above: The folders on the way, this one last: a link back to one of them is a loop.
        """
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self.closed.append(name)
            self.notes.append(_unreadable(name, error.strerror or str(error)).note())
            return
        for entry in entries:
            path = f"{name}/{entry.name}"
            if not self.wanted(entry.name):
                continue
            if problem := _name_problem(entry.name) or (
                entry.is_symlink() and _link_problem(Path(entry.path), top, above)
            ):
                what, hint = problem
                shown = path.encode("utf-8", "backslashreplace").decode().replace("\n", "\\n").replace("\r", "\\r")
                self.notes.append(Note(severity="error", what=what, where=Where(shown), hint=hint))
                continue
            try:
                looked = entry.stat()
            except OSError:
                continue  # it went while we looked
            if stat.S_ISDIR(looked.st_mode):
                target = Path(entry.path)
                self.into(target, path, top=top, above=(*above, target.resolve()))
            elif stat.S_ISREG(looked.st_mode):
                self.found[path] = looked


def _name_problem(name: str) -> tuple[str, str] | None:
    if name.isascii() and name.isprintable():
        return None
    try:
        name.encode()
    except UnicodeEncodeError:
        return "its name is no UTF-8", "rename it"
    if "\n" in name or "\r" in name:
        return "its name holds a line break", "rename it"
    return None


def _link_problem(target: Path, top: Path, above: tuple[Path, ...]) -> tuple[str, str] | None:
    try:
        real = target.resolve(strict=True)
    except FileNotFoundError:
        return "this link leads nowhere", "delete the link, or put its target back"
    except (OSError, RuntimeError) as error:
        if isinstance(error, OSError) and error.errno not in (errno.ELOOP, None):
            return f"this link cannot be followed ({error.strerror})", "delete the link"
        return "this link leads back to itself", "delete the link"
    if real in above:
        return "this link leads back to a folder it lies in", "delete the link"
    if not real.is_relative_to(top):
        return "this link leads out of the folder", "copy the file here: what lies outside is never published"
    return None


def _stamp(looked: os.stat_result) -> str:
    return f"{looked.st_size} {looked.st_mtime_ns} {looked.st_ctime_ns} {looked.st_ino}"


def _unreadable(path: str, why: str) -> ContentError:
    return ContentError(f"cannot be read ({why})", where=Where(path), hint="make it readable, or delete it")


def mark(data: bytes | None) -> str:
    """Return the digest of a source file's bytes, as `Sources.digest` gives it."""
    return digest.of_file(data) if data is not None else ABSENT
