"""How the system is asked to tell of changes, and what is done when it cannot: then everything is looked at.

A folder is asked for as a whole. The folder it stands in is asked for too, so that one which comes late, or goes and
comes back (a checkout of another branch, a theme moved aside), is watched again. Linux counts the folders it watches,
and the library leaves out without a word what goes beyond the limit: that is noticed by asking for one more.
"""

import errno
import logging
import os
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from generator.errors import Note

POLL = 0.5
"""Seconds between two looks at everything, where the system does not tell."""

# Not opening, nor closing unwritten: our own reading would be told. Not that a folder was "modified": that only repeats
# that something in it was.
_HEARD: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
_REMOTE = frozenset(
    {
        *("9p", "drvfs", "prl_fs", "vboxsf", "virtiofs", "vmhgfs", "fuse.vmhgfs-fuse"),  # the host of a virtual machine
        *("afs", "beegfs", "ceph", "cifs", "davfs", "lustre", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs"),
        *("fuse.davfs2", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs"),
    }
)
"""File systems that another machine may write to, or the host of a virtual one: the kernel hears nothing of it."""
_MOUNT_POINT = 4
_LIMITS = {errno.ENOSPC: "fs.inotify.max_user_watches=1048576", errno.EMFILE: "fs.inotify.max_user_instances=1024"}


class Observation:
    """Paths the system has been asked to tell of.

    Args:
        roots: Absolute paths, links resolved.
        hear: Called with a path, whether it is a folder's, and whether what was written there is done: None where
            the event does not say. From a thread of the library.
        doubt: Called, from any thread, when events may have been lost.
        poll: Look at everything from the start.
        on_notice: Called with a warning when the system cannot tell and everything is looked at instead.
    """

    def __init__(
        self,
        roots: Iterable[str],
        *,
        hear: Callable[[str, bool, bool | None], None],
        doubt: Callable[[], None],
        poll: bool,
        on_notice: Callable[[Note], None],
    ) -> None:
        self._roots = tuple(roots)
        remote = next((kind for root in self._roots if (kind := remote_type(root))), "")
        if remote and not poll:
            on_notice(_untold(remote))
            poll = True
        self._hear = hear
        self._doubt = doubt
        self._poll = poll
        self._on_notice = on_notice
        self._observer: BaseObserver = PollingObserver(timeout=POLL)
        self._watches: dict[str, ObservedWatch] = {}
        self._lost: set[str] = set()
        self._handler = _Handler(self._dispatch)
        self._log = _Doubts(doubt)

    def start(self) -> None:
        """Ask the system, or begin to look."""
        logging.getLogger("watchdog").addHandler(self._log)
        # The library warns where it comes upon one new folder twice, by its event and by looking into the one above.
        warnings.filterwarnings("ignore", message="Callback with id", category=RuntimeWarning)
        try:
            self._observe(self._observer if self._poll else Observer())
        except OSError as error:
            self._fall_back(error)

    def stop(self) -> None:
        """Be told no more. A look at a great tree under way is not waited for longer than half a second."""
        logging.getLogger("watchdog").removeHandler(self._log)
        ending = threading.Thread(target=self._observer.stop, daemon=True)
        ending.start()
        ending.join(0.5)

    def also(self, roots: Iterable[str]) -> None:
        """Be told of further paths."""
        self._roots = tuple(dict.fromkeys((*self._roots, *roots)))
        try:
            for root in self._roots:
                self._ask(root, recursive=True)
                self._ask(os.path.dirname(root), recursive=False)  # noqa: PTH120 the library speaks in strings
            self._spare()
        except OSError as error:
            self._fall_back(error)

    def follow(self) -> list[str]:
        """Ask for the roots that have come or come back, and return them; called after the event of any folder."""
        try:
            found = [root for root in self._roots if self._ask(root, recursive=True)]
            self._spare()
        except OSError as error:
            self._fall_back(error)
            return list(self._roots)
        return found

    def _observe(self, observer: BaseObserver) -> None:
        self._observer = observer
        self._watches.clear()
        observer.start()
        for root in self._roots:
            self._ask(root, recursive=True)
        for root in self._roots:
            self._ask(os.path.dirname(root), recursive=False)  # noqa: PTH120 the library speaks in strings
        self._spare()

    def _ask(self, folder: str, *, recursive: bool) -> bool:
        """Ask for a folder unless that is done; say whether it was not."""
        if not os.path.isdir(folder) or (folder in self._watches and folder not in self._lost):  # noqa: PTH112 as above
            return False
        self._lost.discard(folder)
        if before := self._watches.pop(folder, None):
            self._observer.unschedule(before)
        try:
            watch = self._observer.schedule(self._handler, folder, recursive=recursive, event_filter=_HEARD)
        except (FileNotFoundError, NotADirectoryError):  # gone again; its coming back will be told
            return False
        self._watches[folder] = watch
        return True

    def _spare(self) -> None:
        """Raise OSError where not one more folder could be watched: some below the roots then are not."""
        if sys.platform == "linux" and not self._poll:
            unlike_ours = "/proc"
            probe = self._observer.schedule(FileSystemEventHandler(), unlike_ours, event_filter=[FileDeletedEvent])
            self._observer.unschedule(probe)

    def _fall_back(self, error: OSError) -> None:
        """Look at everything from now on, and say so."""
        setting = _LIMITS.get(error.errno or 0)
        self._on_notice(
            Note(
                severity="warning",
                what=f"the system cannot tell of every change ({error.strerror}); looking every {POLL} s instead",
                hint=f"raise its limit: sudo sysctl {setting}" if setting else "",
                code="watch-polling",
            )
        )
        self._observer.stop()
        self._poll = True
        self._observe(PollingObserver(timeout=POLL))

    def _dispatch(self, event: FileSystemEvent) -> None:
        source, destination = os.fsdecode(event.src_path), os.fsdecode(event.dest_path)
        if source in self._watches and event.event_type in {"deleted", "moved"}:
            self._lost.add(source)
        # Where a file was moved from, another may be about to be put: an editor that keeps a backup does so.
        self._hear(source, event.is_directory, self._done(event))
        if destination:
            self._hear(destination, event.is_directory, True)

    def _done(self, event: FileSystemEvent) -> bool | None:
        """Say whether whoever wrote a file closed it; only Linux tells."""
        if event.is_directory or sys.platform != "linux" or self._poll:
            return None
        return {"closed": True, "modified": False}.get(event.event_type)


def remote_type(path: str, mounts: str | None = None) -> str:
    """Return the type of the file system that holds a path, where others may write to it unheard; else nothing.

    Args:
        path: Absolute, links resolved.
        mounts: As `/proc/self/mountinfo` says them; None reads that file.

    Source: proc_pid_mountinfo(5): the mount point is the fifth field, the type the first after the dash.
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text("utf-8", "replace")
        except OSError:
            return ""  # no Linux: the system tells of what it does itself
    best, found = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) <= _MOUNT_POINT or not after:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[_MOUNT_POINT]).rstrip("/")
        if (path == point or path.startswith(f"{point}/")) and len(point) >= best:
            best, found = len(point), after.partition(" ")[0]
    return found if found in _REMOTE else ""


def _untold(kind: str) -> Note:
    return Note(
        severity="info",
        what=f"the files are on a network or shared folder ({kind}), which tells of no change: looking every {POLL} s",
        code="watch-polling",
    )


class _Handler(FileSystemEventHandler):
    """The library's way to be given a function."""

    def __init__(self, dispatch: Callable[[FileSystemEvent], None]) -> None:
        self._dispatch = dispatch

    def dispatch(self, event: FileSystemEvent) -> None:
        self._dispatch(event)


class _Doubts(logging.Handler):
    """Whatever the library warns of (an overflown queue, an unreadable folder), it may have missed something."""

    def __init__(self, doubt: Callable[[], None]) -> None:
        super().__init__(level=logging.WARNING)
        self._doubt = doubt

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 that there is one says it
        self._doubt()
