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
        self._ways: tuple[Callable[[], bytes], Callable[[bytes], T]] | None = (make, read)
        self._known: list[T] = []

    @property
    def is_due(self) -> bool:
        """Whether nobody has worked it out yet."""
        return self._ways is not None

    def work(self) -> bytes:
        """Work it out for another process, which will `take` it."""
        assert self._ways
        return self._ways[0]()

    def take(self, data: bytes) -> None:
        """Take what was worked out."""
        if self._ways:
            self._known = [self._ways[1](data)]
            self._ways = None  # nothing that it was made of is held for its sake any more

    def value(self) -> T:
        """Return the value."""
        if self.is_due:
            self.take(self.work())
        return self._known[0]
