"""Where converted captures are put: one Markdown file an article, written whole or not at all, and never over another.

What is there already is known by the checksum of its capture, whatever became of the file's name or text since. A name
that is taken gets a number. Two who write into one folder at once do not take each other's names. A capture of several
articles is there with all of them or with none: what is to be put is written down first, and a run that finds the list
of one that was killed puts the rest.
"""

import contextlib
import errno
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from generator.errors import TearsheetError, Where

SUFFIX: Final = ".md"
_TEMPORARY: Final = re.compile(r"\.tearsheet-(\d{1,10})-\d+\.tmp\Z")
_LIST: Final = re.compile(r"\.tearsheet-(\d{1,10})-\d+\.todo\Z")
_NAMED: Final = re.compile(rb"""\bsha256["']?[ \t]*[:=][ \t]*["']?([0-9a-fA-F]{64})\b""")
_HEAD: Final = 65_536
_NAME_BYTES: Final = 200
_MOST: Final = 100_000
"""Files of one name, at most."""

_NO_LINKS: Final = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EXDEV)


class _Waiting(msgspec.Struct, frozen=True):
    """One article of a capture that is written, and has no name yet."""

    temporary: str
    name: str


_READ: Final = msgspec.json.Decoder(tuple[_Waiting, ...])


class Shelf:
    """A folder that converted captures are put into."""

    def __init__(self, folder: Path, *, known: Path | None = None) -> None:
        """Look at what is there.

        Args:
            folder: The folder; it is made when the first file is written.
            known: A folder around it in which a converted capture counts as well, wherever its editor moved it.

        Raises:
            TearsheetError: What stands there is no folder, or cannot be looked into.
        """
        self.folder = folder
        self._serial = 0
        self._captures: dict[str, Path] = {}
        if folder.exists() and not folder.is_dir():
            raise TearsheetError("is no folder", where=Where(str(folder)), hint="name another folder after --into")
        if folder.is_dir():
            try:
                self._go_on()
                self._sweep()
            except OSError as error:
                raise _unwritten(folder, error) from error
        for path in _articles(known or folder):
            for sha256 in _named(path):
                self._captures.setdefault(sha256, path)

    @property
    def captures(self) -> frozenset[str]:
        """The SHA-256 of every capture whose article is here."""
        return frozenset(self._captures)

    def holds(self, sha256: str) -> Path | None:
        """Return the file that names a capture, None where there is none."""
        return self._captures.get(sha256)

    def put(self, pieces: Sequence[tuple[str, str]], *, sha256: str) -> list[Path]:
        """Write the articles of a capture, and return where they are: under their names, or the next numbers free.

        Args:
            pieces: Of each article its name and its text.
            sha256: The capture's.

        Raises:
            TearsheetError: They cannot be written; nothing of them is left.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            made = self._put(pieces)
        except OSError as error:
            raise _unwritten(self.folder, error) from error
        if made:
            self._captures.setdefault(sha256, made[0])
        return made

    def _put(self, pieces: Sequence[tuple[str, str]]) -> list[Path]:
        waiting: list[_Waiting] = []
        todo: Path | None = None
        try:
            for name, text in pieces:
                waiting.append(_Waiting(self._next("tmp"), _fitting(name)))
                (self.folder / waiting[-1].temporary).write_bytes(text.encode("utf-8", "replace"))
            if len(waiting) > 1:
                todo = self._list(waiting)
            made = self._named(waiting)
        except BaseException:
            # What is on a list is put by the next run.
            for each in waiting if todo is None else ():
                with contextlib.suppress(OSError):
                    (self.folder / each.temporary).unlink()
            raise
        if todo:
            todo.unlink(missing_ok=True)
        return made

    def _next(self, kind: str) -> str:
        """Return a name that nobody else gives a file of this folder."""
        self._serial += 1
        return f".tearsheet-{os.getpid()}-{self._serial}.{kind}"

    def _list(self, waiting: Sequence[_Waiting]) -> Path:
        """Write down what is to be put, whole or not at all."""
        half, todo = self.folder / self._next("tmp"), self.folder / self._next("todo")
        try:
            half.write_bytes(msgspec.json.encode(waiting))
            os.replace(half, todo)  # noqa: PTH105 - the call that is atomic, by its name
        except BaseException:
            half.unlink(missing_ok=True)
            raise
        return todo

    def _named(self, waiting: Sequence[_Waiting]) -> list[Path]:
        """Give files that are written their names."""
        made = []
        for each in waiting:
            temporary = self.folder / each.temporary
            made.append(self._take(temporary, each.name))
            temporary.unlink(missing_ok=True)
        return made

    def _go_on(self) -> None:
        """Put what a run that was killed had written and not yet put."""
        for path in sorted(self.folder.glob(".tearsheet-*.todo")):
            left = _LIST.search(path.name)
            if not left or (int(left[1]) != os.getpid() and _runs(int(left[1]))):
                continue
            todo = self.folder / self._next("todo")
            try:
                path.rename(todo)  # of two who go on at once, one gets it
                waiting = _READ.decode(todo.read_bytes())
            except (FileNotFoundError, msgspec.DecodeError):
                continue
            self._named([each for each in waiting if self._has_no_name(each)])
            todo.unlink(missing_ok=True)

    def _has_no_name(self, waiting: _Waiting) -> bool:
        """Say whether a file that is written has yet to get its name; what is left of one that has it goes."""
        temporary = self.folder / waiting.temporary
        if not _TEMPORARY.fullmatch(waiting.temporary) or not temporary.is_file():
            return False
        if temporary.stat().st_nlink > 1:
            temporary.unlink()
            return False
        return True

    def _take(self, temporary: Path, name: str) -> Path:
        for number in range(1, _MOST):
            target = self.folder / f"{name}{f'-{number}' if number > 1 else ''}{SUFFIX}"
            try:
                _move(temporary, target)
            except FileExistsError:
                continue
            return target
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))

    def _sweep(self) -> None:
        """Take away what a killed run left, but for what is on a list."""
        lists = [path.read_bytes() for path in self.folder.glob(".tearsheet-*.todo")]
        for path in self.folder.glob(".tearsheet-*.tmp"):
            left = _TEMPORARY.search(path.name)
            if left and not _runs(int(left[1])) and not any(path.name.encode() in each for each in lists):
                path.unlink(missing_ok=True)


def _unwritten(folder: Path, error: OSError) -> TearsheetError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return TearsheetError(
        f"cannot be written ({error.strerror or error})",
        where=Where(str(folder)),
        hint="make room, and run it again: what is written is not converted twice" if full else "",
    )


def _move(temporary: Path, target: Path) -> None:
    """Give a file its name, unless that is taken.

    Raises:
        FileExistsError: It is.
    """
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # A file system without links: the name is taken first, and filled at once.
        with target.open("xb"):
            pass
        os.replace(temporary, target)  # noqa: PTH105 - the call that is atomic, by its name


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _fitting(name: str) -> str:
    """Return a name that a file can have."""
    plain = re.sub(r"[\x00-\x1f/\\]+", "-", name).strip(". ") or "article"
    return plain.encode()[:_NAME_BYTES].decode(errors="ignore")


def _articles(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith((SUFFIX, ".markdown")):
                yield Path(here, name)


def _named(path: Path) -> list[str]:
    """Return the captures that a file's front matter names."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return []
    mark = head.removeprefix(b"\xef\xbb\xbf")[:3]
    if mark not in (b"---", b"+++"):
        return []
    end = head.find(b"\n" + mark, 3)
    return [found.decode().lower() for found in _NAMED.findall(head, 0, end if end > 0 else len(head))]
