"""What is worked out while a stratum is made: by a worker of it, where there are several; else once it is asked for.

It must depend on nothing that the stratum makes, and nothing of the stratum may depend on it.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Meanwhile(Generic[T]):
    """A value that is not needed yet."""

    def __init__(self, make: Callable[[], bytes], read: Callable[[bytes], T]) -> None:
        """Begin with nothing worked out.

        Args:
            make: Works it out, in this process or in one that is forked from it.
            read: Returns the value of what `make` returned.
        """
        self._make: Callable[[], bytes] | None = make
        self._read = read
        self._known: list[T] = []

    @property
    def is_due(self) -> bool:
        """Whether nobody has worked it out yet."""
        return not self._known

    def work(self) -> bytes:
        """Work it out for another process, which will `take` it."""
        assert self._make
        return self._make()

    def take(self, data: bytes) -> None:
        """Take what was worked out."""
        self._known = [self._read(data)]
        self._make = None  # nothing that it was to be made of is held for its sake any more

    def value(self) -> T:
        """Return the value."""
        if self.is_due:
            self.take(self.work())
        return self._known[0]
