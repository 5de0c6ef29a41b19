"""Where converted captures are put: one Markdown file each, written whole or not at all, and never over another.

What is there already is known by the checksum of its capture, whatever became of the file's name or text since. A name
that is taken gets a number. Two who write into one folder at once do not take each other's names.
"""

import contextlib
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from generator.errors import TearsheetError, Where

SUFFIX: Final = ".md"
_TEMPORARY: Final = re.compile(r"\.tearsheet-(\d{1,10})-\d+\.tmp\Z")
_NAMED: Final = re.compile(rb"""\bsha256["']?[ \t]*[:=][ \t]*["']?([0-9a-fA-F]{64})\b""")
_HEAD: Final = 65_536
_NAME_BYTES: Final = 200
_MOST: Final = 100_000
"""Files of one name, at most."""

_NO_LINKS: Final = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EXDEV)


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

    def put(self, name: str, text: str, *, sha256: str) -> Path:
        """Write a file and return where it is: under its name, or the next number that is free.

        Raises:
            TearsheetError: It cannot be written; nothing of it is left.
        """
        data = text.encode("utf-8", "replace")
        self._serial += 1
        temporary = self.folder / f".tearsheet-{os.getpid()}-{self._serial}.tmp"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self._serial == 1:
                self._sweep()
            try:
                temporary.write_bytes(data)
                target = self._take(temporary, _fitting(name))
            finally:
                with contextlib.suppress(OSError):
                    temporary.unlink()
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
            raise TearsheetError(
                f"cannot be written ({error.strerror or error})",
                where=Where(str(self.folder)),
                hint="make room, and run it again: what is written is not converted twice" if full else "",
            ) from error
        self._captures.setdefault(sha256, target)
        return target

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
        """Take away what a killed run left."""
        for path in self.folder.glob(".tearsheet-*.tmp"):
            left = _TEMPORARY.search(path.name)
            if left and not _runs(int(left[1])):
                path.unlink(missing_ok=True)


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
