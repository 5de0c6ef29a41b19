"""Files that a worker put down for the press: where the press keeps temporary ones, and never at an address.

What a worker made need not pass through the builder then, who only moves it into place. Nothing of it is part of the
output before the press journalled and took it; what is never taken, it sweeps.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec


class Staged(msgspec.Struct, frozen=True, array_like=True):
    """One file, whole, that waits for its address."""

    name: bytes
    """Its path as the system knows it: a folder's name need not be text."""

    @property
    def path(self) -> str:
        """Where it is."""
        return os.fsdecode(self.name)

    def read(self) -> bytes:
        """Return its bytes."""
        return Path(self.path).read_bytes()


class Stage(msgspec.Struct):
    """Where processes put files down, each in a folder of its own: two that fill one folder wait for each other."""

    folder: str
    number: int = 0

    def put(self, files: Sequence[bytes]) -> tuple[Staged, ...]:
        """Put files down.

        Raises:
            OSError: One cannot be written.
        """
        return tuple(map(self._put, files))

    def _put(self, data: bytes) -> Staged:
        folder = f"{self.folder}/of-{os.getpid()}"  # the press numbers its own
        while True:
            self.number += 1
            path = f"{folder}/{self.number}"
            try:
                write(path, data)
            except FileNotFoundError:
                Path(folder).mkdir(parents=True, exist_ok=True)
            except FileExistsError:
                pass  # an earlier process of that number left it
            else:
                return Staged(os.fsencode(path))


def write(path: str, data: bytes) -> None:
    """Write a new file in as few calls as it takes.

    Raises:
        OSError: It is there, or cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    try:
        written = os.write(handle, data)
        while written < len(data):
            written += os.write(handle, memoryview(data)[written:])
    finally:
        os.close(handle)
