"""What open pages are told: the builds so far, the addresses each of them changed, and what is wrong now.

A window may sleep through builds, or outlive the server it was opened from. It says which build it has seen, and is
told what changed since; where that is not known any more, everything may have changed.
"""

import contextlib
import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Self

import msgspec

from generator.errors import Note, Where

REMEMBERED = 256
"""How many builds a window may sleep through and still be told exactly what changed."""

LOOKED_AT = 8
"""How many pages, the last asked for, are taken for those that someone looks at."""

MOST = 1000
"""The longest list of addresses told; beyond it, everything may have changed."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One error, as a page shows it."""

    what: str
    path: str = ""
    """The file at fault, as the user would type it."""

    line: int = 0
    """From 1; 0 for unknown. So is `column`."""

    column: int = 0
    hint: str = ""
    excerpt: str = ""
    """The lines of the file around the error."""

    link: str = ""
    """What opens the file in an editor."""

    addresses: tuple[str, ...] = ()
    """The pages it concerns, `/articles/rain/`; none for all of them."""

    @classmethod
    def of(cls, note: Note, *, excerpt: str = "", link: str = "", addresses: Iterable[str] = ()) -> Self:
        """Return a finding as a page shows it."""
        where = note.where or Where("")
        return cls(
            what=note.what,
            path=where.path,
            line=where.line,
            column=where.column,
            hint=note.hint,
            excerpt=excerpt,
            link=link,
            addresses=tuple(addresses),
        )


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What a window that has seen one build is told of the ones since."""

    since: str
    build: str
    changed: tuple[str, ...] | None
    """The addresses printed or removed; none at all means that any may have been."""

    problems: tuple[Problem, ...]
    moved: tuple[tuple[str, str], ...] = ()
    """Addresses at which nothing is printed any more, and where what stood there is now: nowhere, where empty."""


class Reload:
    """The builds of one run of the server. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._run = secrets.token_hex(4)
        self._number = 0
        self._changes: deque[frozenset[str] | None] = deque(maxlen=REMEMBERED)
        self._problems: tuple[Problem, ...] = ()
        self._moved: dict[str, str] = {}
        self._asked: dict[str, None] = {}
        self._bells: set[Callable[[], None]] = set()
        self._closed = False

    @property
    def build(self) -> str:
        """The name of the last build; no two runs share one."""
        return f"{self._run}-{self._number}"

    @property
    def closed(self) -> bool:
        """Whether the server is ending, and every stream with it."""
        return self._closed

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The addresses of the pages last asked for, the latest first."""
        return tuple(reversed(self._asked))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong now, as open pages are told."""
        return self._problems

    def ask(self, page: str) -> None:
        """Take note that a page was asked for."""
        with self._lock:
            asked = dict(self._asked)
            asked.pop(address(page), None)
            asked[address(page)] = None
            self._asked = dict(list(asked.items())[-LOOKED_AT:])

    def built(
        self,
        changed: frozenset[str] | None,
        problems: Iterable[Problem] = (),
        *,
        moved: Mapping[str, str] | None = None,
    ) -> None:
        """Tell open pages of a build.

        Args:
            changed: The addresses, or the files below the folder, that were printed or removed: `/articles/rain/` and
                `articles/rain/index.html` say the same. Not percent-encoded. None: any may have been.
            problems: All that is wrong now; an empty one says that all is mended.
            moved: Addresses that were left, to where what stood there is now; nowhere, where empty.
        """
        told = tuple(msgspec.structs.replace(each, addresses=tuple(map(address, each.addresses))) for each in problems)
        with self._lock:
            self._number += 1
            self._changes.append(None if changed is None else frozenset(map(address, changed)))
            self._problems = told
            left = self._moved | {address(old): new and address(new) for old, new in (moved or {}).items()}
            back = set(map(address, changed or ())) if moved is None else set()
            self._moved = dict([pair for pair in left.items() if pair[0] not in back][-MOST:])
        self._ring()

    def news(self, since: str) -> News:
        """Return what a window is told that has seen the build `since`."""
        with self._lock:
            missed = self._missed(since)
            changed = None if missed is None or len(missed) > MOST else tuple(sorted(missed))
            return News(
                since=since,
                build=self.build,
                changed=changed,
                problems=self._problems,
                moved=tuple(self._moved.items()),
            )

    @contextlib.contextmanager
    def listening(self, bell: Callable[[], None]) -> Iterator[None]:
        """Have `bell` called, from the builder's thread, whenever there is news."""
        with self._lock:
            self._bells.add(bell)
        try:
            yield
        finally:
            with self._lock:
                self._bells.discard(bell)

    def close(self) -> None:
        """End every stream: the server stops."""
        self._closed = True
        self._ring()

    def _ring(self) -> None:
        with self._lock:
            bells = tuple(self._bells)
        for bell in bells:
            bell()

    def _missed(self, since: str) -> frozenset[str] | None:
        run, _, number = since.rpartition("-")
        slept = self._number - int(number) if run == self._run and number.isdecimal() else -1
        if not 0 <= slept <= len(self._changes):
            return None
        recent = list(self._changes)[len(self._changes) - slept :]
        known = [change for change in recent if change is not None]
        return frozenset().union(*known) if len(known) == len(recent) else None


def address(path: str) -> str:
    """Return the address of a file below the folder: `articles/rain/index.html` is at `/articles/rain/`."""
    rooted = f"/{path.lstrip('/')}"
    return rooted.removesuffix("index.html") if rooted.endswith("/index.html") else rooted
