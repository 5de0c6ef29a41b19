"""Who may build: one process at a time for each output, and the others learn who."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from generator.errors import LockError, PressError

_POLL_SECONDS = 0.1


@contextmanager
def held(path: Path, *, doing: str, wait: bool = False) -> Iterator[None]:
    """Hold the lock while the body runs; the system lets it go even after a kill.

    Args:
        path: The lock file; its text names the holder.
        doing: What the holder does, as others will be told: ``build``.
        wait: Wait for the holder instead of giving up.

    Raises:
        LockError: Another process holds it.
        PressError: Its folder cannot be written.
    """
    while True:
        with _opened(path) as handle:
            taken = _take(handle.fileno())
            # A file deleted since it was opened locks nobody out: the next to come makes another.
            if taken and _stands(handle, path):
                _sign(handle, doing)
                try:
                    yield
                finally:
                    handle.truncate(0)
                return
        if not taken:
            if not wait:
                raise LockError(
                    f"another build is at work: {_holder(path)}", hint="wait for it to end, or run with --wait"
                )
            time.sleep(_POLL_SECONDS)


def _opened(path: Path) -> FileIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileIO(path, "a+")
    except OSError as error:
        raise PressError(
            f"cannot keep the build's state in {path.parent}: {error.strerror or error}",
            hint="make the folder writable, or free some space",
        ) from error


def _stands(handle: FileIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _take(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows: its own call, its own module
        return _take_on_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_on_windows(handle: int) -> bool:
    import msvcrt

    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined] # exists where it is called
    except OSError:
        return False
    return True


def _sign(handle: FileIO, doing: str) -> None:
    who = {"doing": doing, "pid": os.getpid(), "host": socket.gethostname(), "since": time.strftime("%H:%M:%S")}
    handle.truncate(0)
    with suppress(OSError):  # a full disk keeps the name from being told, not the lock from being held
        handle.write(json.dumps(who).encode())


def _holder(path: Path) -> str:
    try:
        who = json.loads(path.read_text("utf-8"))
        return f"`{who['doing']}`, process {who['pid']} on {who['host']}, since {who['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "it has not said who it is"
