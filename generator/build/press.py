"""The only writer of the output folder: what may be written, what is ours, what goes.

`.manifest` in the folder lists what is ours, one `sha256  path` line a file, as `sha256sum -c` reads. It outlives the
store. An address is journalled there before it is written, so that after a kill nothing of ours is ever taken for
another's: while a build runs, a path may have several lines, and any of their digests is ours.
"""

import contextlib
import errno
import os
import re
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from generator import digest
from generator.build import ground, staged
from generator.build.ground import MANIFEST, SWEPT
from generator.build.staged import Stage, Staged
from generator.build.trace import File
from generator.build.ways import Ways
from generator.errors import Note, PressError, Where

PRUNE_FLOOR = 50
PRUNE_SHARE = 0.05

_ODD = re.compile(r"(?:\A|/)\.{0,2}(?:/|\Z)|[\r\n]")
"""A part of a path that is empty, leads up or nowhere; or a line break."""

_FULL = (errno.ENOSPC, errno.EDQUOT)

IN_THE_WAY = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY)
"""Why one file cannot be put down where others can: its name, or what stands there."""


def may_hold(path: str) -> bool:
    """Say whether a file of the site may stand at `path`: in the output folder, and not where the press keeps its own.

    A line break would break the manifest, in which a line is a file.
    """
    # What most paths show at a glance, the expression need not look for.
    plain = path.isprintable() and "//" not in path and "./" not in path and not path.startswith("/")
    if not (plain and path and path[-1] not in "./") and (_ODD.search(path) or "\0" in path):
        return False
    return path != MANIFEST and path.partition("/")[0] != SWEPT


class Press:
    """One output folder during one build."""

    def __init__(
        self, folder: Path, *, sources: Sequence[Path], dry: bool = False, heard: Callable[[str], None] | None = None
    ) -> None:
        """Open the folder.

        Args:
            folder: Where the site is printed; made if it is not there.
            sources: Folders and files that are read: none may lie in the output, nor the output in one of them.
            dry: Say what would be written and removed, and do neither.
            heard: Called with each path that stands in the folder anew, or no more, whatever becomes of the build.
        """
        self.folder = folder
        self.dry = dry
        self._heard = heard or _unheard
        self.written: list[str] = []
        self.removed: list[str] = []
        self.notes: list[Note] = []
        self.seen: dict[str, File] = {}
        """Files that were recognised by their bytes, with the stamps they have now."""

        self._serial = 0
        self._folders: tuple[str, ...] = ()
        self._made: set[str] = set()
        self._fresh: set[str] = set()
        """Folders made by this build, in which nothing stood before."""

        self._carried: dict[str, str] = {}
        self._ways = Ways(folder)
        ground.refuse(folder, sources)
        self._ours: dict[str, set[str]] = {}
        self._manifest = ""
        try:
            if not dry:
                folder.mkdir(parents=True, exist_ok=True)
                ground.clear(folder)
            if (folder / MANIFEST).is_file() and not (folder / MANIFEST).is_symlink():
                self._manifest = self._read_manifest()
        except OSError as error:
            raise _refused(folder, error) from error
        for line in self._manifest.split("\n"):
            mark, _, path = line.partition("  ")
            if may_hold(path):
                self._ours.setdefault(path, set()).add(mark)

    def again(self) -> None:
        """Take the folder up once more, for a few files: what is ours is known, what others did to it is not."""
        self.written, self.removed, self.notes = [], [], []
        self._ways.forget()
        self._made, self._fresh = set(), set()

    def _read_manifest(self) -> str:
        data = (self.folder / MANIFEST).read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data and not self.dry:
            # A build was killed while it wrote this line: nobody knows what it claims, and the next must not join it.
            os.truncate(self.folder / MANIFEST, len(whole))
        return whole.decode("utf-8", "replace")

    def prune(self, planned: Iterable[str], *, folders: Sequence[str] = (), ask: bool) -> None:
        """Remove what is ours and no task plans any more, before anything is written.

        Args:
            planned: Every path that some task makes, made now or not.
            folders: Folders, each with its last slash, of whose files only making tells: those go when it is over.
            ask: Stop rather than remove more than max(50, 5 %) of what is ours.

        Raises:
            PressError: The removal is larger than anyone would expect.
        """
        planned = set(planned)
        self._folders = tuple(folders)
        gone = sorted(path for path in self._ours if path not in planned and not path.startswith(self._folders))
        limit = max(PRUNE_FLOOR, int(len(self._ours) * PRUNE_SHARE))
        if ask and len(gone) > limit:
            raise PressError(
                f"this build would remove {len(gone)} of {len(self._ours)} files of {self.folder}, "
                f"such as {', '.join(gone[:3])}",
                hint="if that is what you want, run it again with --prune; nothing was written",
            )
        self._take_away(gone)

    def _take_away(self, paths: Iterable[str]) -> None:
        for path in paths:
            target = self.folder / path
            # What is there by now may be a folder, or lie behind a link: neither is ours.
            if self._ways.straight(path.rpartition("/")[0]) and (target.is_symlink() or target.is_file()):
                self.removed.append(path)
                self._remove(target)
                self._heard(path)
            if not self.dry:
                del self._ours[path]

    def _remove(self, target: Path) -> None:
        """Remove a file, and the folders that it leaves empty."""
        if self.dry:
            return
        try:
            target.unlink(missing_ok=True)
        except OSError as error:
            raise _refused(target, error) from error
        with contextlib.suppress(OSError):
            for folder in target.parents:
                if folder == self.folder:
                    return
                folder.rmdir()

    def intact(self, file: File) -> bool:
        """Say whether a file is still the one we wrote: by its stamp, else by its bytes."""
        target = f"{self.folder}/{file.path}"
        try:
            looked = os.lstat(target)
        except OSError:
            return False
        if not self._ways.straight(file.path.rpartition("/")[0]):
            return False
        if (looked.st_size, looked.st_mtime_ns, looked.st_ctime_ns) == (file.size, file.mtime_ns, file.ctime_ns):
            return True
        if looked.st_size != file.size or not stat.S_ISREG(looked.st_mode):
            return False
        if digest.of_file(Path(target).read_bytes()) != file.sha256:
            return False
        self.seen[file.path] = _stamped(file.path, file.sha256, looked)
        return True

    def carry(self, outputs: Iterable[str], folder: str, *, known: Collection[str]) -> Iterator[File]:
        """Keep as ours what stands where a task that fails prints; yield each file that is still as we wrote it.

        Args:
            outputs: The task's paths.
            folder: Its folder, with its last slash; empty where it has none.
            known: Paths that need no looking at.
        """
        within = [path for path in self._ours if path.startswith(folder)] if folder else []
        for path in (*outputs, *within):
            marks = self._ours.get(path)
            target = self.folder / path
            if not marks or path in known or not self._ways.straight(path.rpartition("/")[0]):
                continue
            if target.is_symlink() or not target.is_file():
                continue
            mark = digest.of_file(target.read_bytes())
            self._carried[path] = mark if mark in marks else min(marks)
            if mark in marks:
                yield _stamped(path, mark, os.lstat(target))

    def journal(self, files: Iterable[tuple[str, str]]) -> None:
        """Claim (path, SHA-256) pairs that are about to be written."""
        fresh = [(path, mark) for path, mark in files if mark not in self._ours.get(path, ())]
        if not fresh or self.dry:
            return
        try:
            with (self.folder / MANIFEST).open("a", encoding="utf-8") as manifest:
                manifest.writelines(f"{mark}  {path}\n" for path, mark in fresh)
        except OSError as error:
            raise _refused(self.folder / MANIFEST, error) from error
        self._manifest = ""

    def stage(self, *, others: bool = False) -> Stage | None:
        """Return where workers may put files down; None where most may be there already, and need not be written.

        Args:
            others: Most are known to be others than those that are there.
        """
        return None if self.dry or (self._ours and not others) else Stage(f"{self.folder}/{SWEPT}")

    def write(self, path: str, data: bytes | Staged, *, sha256: str, other: bool = False) -> File:
        """Put `data` at `path`, unless it is there already; return the file as it now is.

        Args:
            path: Below the folder.
            data: The file.
            sha256: Its digest.
            other: What stands there was just read, is ours, and is another.

        Raises:
            PressError: It cannot be written. The message says whether only this file is in the way.
        """
        folder = path.rpartition("/")[0]
        target = f"{self.folder}/{path}"
        try:
            if not (self._ways.straight(folder) if self.dry or other else self._enter(folder)):
                raise PressError(
                    f"{target} lies behind a link, and a link may lead anywhere: nothing is written through it",
                    hint="delete the link from the output folder",
                )
            there = not other and folder not in self._fresh and self._there(path, target, data)
            if there and isinstance(data, Staged):
                os.unlink(data.path)  # noqa: PTH108 - as below
            if not there:
                if not self.dry:
                    self._replace(target, data)
                    self._heard(path)
                self.written.append(path)
            looked = os.lstat(target) if not self.dry or there else None
        except OSError as error:
            raise _refused(Path(target), error) from error
        self._ours.setdefault(path, set()).add(sha256)
        if looked is None:
            return File(path, sha256, 0 if isinstance(data, Staged) else len(data), 0, 0)
        return _stamped(path, sha256, looked)

    def _enter(self, folder: str) -> bool:
        """Make a folder of the output and those above it, where they are not there; say whether no link is on the way.

        What lies in a folder that was made here is ours: nothing in it need be looked at before it is written.
        """
        if folder in self._made:
            return True
        above = folder.rpartition("/")[0]
        if folder and not (self._enter(above) and self._ways.may_be(folder)):
            return False
        whole = f"{self.folder}/{folder}"
        try:
            os.mkdir(whole)  # noqa: PTH102 - once a page: Path costs as much as the call
            self._fresh.add(folder)
            self._ways.made(folder)
        except FileExistsError:
            if not self._ways.straight(folder):
                return False
            if not os.path.isdir(whole):  # noqa: PTH112 - as above
                raise
        self._made.add(folder)
        return True

    def _there(self, path: str, target: str, data: bytes | Staged) -> bool:
        """Say whether the file stands already; say aloud what is about to be replaced."""
        try:
            looked = os.lstat(target)
        except (FileNotFoundError, NotADirectoryError):
            return False
        old = Path(target).read_bytes() if stat.S_ISREG(looked.st_mode) else None
        if old == (data.read() if isinstance(data, Staged) else data):
            return True
        ours = self._ours.get(path)
        if ours is None:
            self.notes.append(_said(Path(target), "was there already and is not Tearsheet's: it is replaced"))
        elif old is None or digest.of_file(old) not in ours:
            self.notes.append(_said(Path(target), "was changed by hand: it is printed again"))
        if stat.S_ISDIR(looked.st_mode) and not self.dry:
            os.rmdir(target)  # noqa: PTH106 - as above
        return False

    def _replace(self, target: str, data: bytes | Staged) -> None:
        temporary = data.path if isinstance(data, Staged) else self._temporary(data)
        os.replace(temporary, target)  # noqa: PTH105 - the call that is atomic, by its name

    def _temporary(self, data: bytes) -> str:
        self._serial += 1
        temporary = f"{self.folder}/{SWEPT}/{self._serial}"
        try:
            staged.write(temporary, data)
        except FileNotFoundError:
            (self.folder / SWEPT).mkdir(exist_ok=True)
            staged.write(temporary, data)
        return temporary

    def close(self, files: Mapping[str, str]) -> None:
        """Settle the manifest: every file of ours that stands in the folder, path to SHA-256."""
        files = self._carried | dict(files)
        self._take_away(sorted(path for path in self._ours if path.startswith(self._folders) and path not in files))
        text = "".join(f"{files[path]}  {path}\n" for path in sorted(files))
        if self.dry:
            return
        try:
            if text != self._manifest:
                self._replace(f"{self.folder}/{MANIFEST}", text.encode())
            shutil.rmtree(self.folder / SWEPT, ignore_errors=True)
        except OSError as error:
            raise _refused(self.folder / MANIFEST, error) from error

    def abandon(self) -> None:
        """Leave the folder after a failure: the journal stays, temporary files go."""
        with contextlib.suppress(OSError):
            shutil.rmtree(self.folder / SWEPT, ignore_errors=True)


def untouched(folder: Path, files: Iterable[File]) -> bool:
    """Say whether every file is still as we wrote it, by its stamp, and nothing of a killed build lies about."""
    base = f"{folder}/"
    straight = {base}
    try:
        if stat.S_ISLNK(os.lstat(f"{base}{MANIFEST}").st_mode) or os.path.lexists(f"{base}{SWEPT}"):
            return False
        for file in files:
            looked = os.lstat(base + file.path)
            if (looked.st_size, looked.st_mtime_ns, looked.st_ctime_ns) != (file.size, file.mtime_ns, file.ctime_ns):
                return False
            parent = f"{base}{file.path}".rpartition("/")[0] + "/"
            while parent not in straight:
                if not stat.S_ISDIR(os.lstat(parent[:-1]).st_mode):
                    return False
                straight.add(parent)
                parent = parent[:-1].rpartition("/")[0] + "/"
    except OSError:
        return False
    return True


def _stamped(path: str, sha256: str, looked: os.stat_result) -> File:
    return File(path, sha256, looked.st_size, looked.st_mtime_ns, looked.st_ctime_ns)


def _unheard(_: str) -> None:
    pass


def _said(target: Path, what: str) -> Note:
    return Note(severity="warning", what=what, where=Where(str(target)), code="output-changed")


def _refused(target: Path, error: OSError) -> PressError:
    if error.errno in _FULL:
        return PressError(
            f"the disk is full: cannot write {target}", hint="free some space and build again; nothing is lost"
        )
    if isinstance(error, PressError):
        return error
    return PressError(
        f"cannot write {target}: {error.strerror or error}",
        hint="make the output folder writable, or choose another with --output",
    )
