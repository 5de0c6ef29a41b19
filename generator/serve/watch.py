"""What changed on disk, gathered: a save is told at once, a storm of changes when it is over.

An event is only a hint that something may be different at a path: atomic saves, swap files and half-written files make
its kind mean nothing. Whoever is told compares contents. A path may be a folder; then all in it may be different.
"""

import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from generator.errors import Note
from generator.serve.observe import Observation

QUIET = 0.015
"""Seconds without an event after which a save is over."""

LONGEST = 0.25
"""Seconds of gathering after which a first call is made, quiet or not."""

LONGEST_WRITE = 2.0
"""Seconds that a file which is written to and not closed is waited for."""

APART = 0.2
"""Seconds from one event to the next from which that is a save of its own: told at once, where its file is closed."""

STORM = 32
"""How many paths make a storm."""

STORM_QUIET, STORM_LULL = 0.15, 1.5
"""Seconds without an event after which a storm is over: of a few dozen paths, and of ten thousand or more. The greater
it is, the longer a busy system may take to tell the next of it."""

GREAT = 10_000
"""How many paths make a storm than which none is waited for longer."""

STORM_LONGEST = 30.0
"""Seconds of gathering for what follows a call closely: the rest of a storm is one call."""


def patience(paths: int, *, waited: float, follows: bool, writing: bool = False, before: int = 0) -> float:
    """Return for how many seconds of quiet to wait yet; zero or less to go ahead.

    Args:
        paths: How many have been gathered.
        waited: Seconds since the first of them.
        follows: Whether a call ended less than a second before the first of them.
        writing: Whether one of them was written to and not closed.
        before: How many paths that call told.
    """
    if writing and waited < LONGEST_WRITE:
        return LONGEST_WRITE - waited
    storm = paths + (before if follows else 0)
    lull = STORM_QUIET + (STORM_LULL - STORM_QUIET) * min(storm / GREAT, 1.0)
    return min(lull if storm > STORM else QUIET, (STORM_LONGEST if follows else LONGEST) - waited)


class Watcher:
    """Folders and files being watched: enter the context and changes are told, leave it and no more are.

    Enter it before the first build, so that no change falls between the two.

    Args:
        paths: Folders, watched with all below them, and single files. One that is not there yet, or goes and comes
            back, is watched from the moment it is there, as long as the folder it stands in is.
        on_change: Called with the paths that may be different, each one of `paths` or below it, made absolute. Never
            called twice at a time: what happens while it runs is gathered for one further call.
        on_error: Called with what `on_change` raised; the watching goes on.
        on_notice: Called with a warning where the system cannot tell of changes and everything is looked at instead.
        ignore: Says of a path that it is not to be told.
        poll: Look at everything twice a second instead of being told: for network and shared folders.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        on_change: Callable[[frozenset[Path]], None],
        *,
        on_error: Callable[[Exception], None],
        on_notice: Callable[[Note], None] = lambda _: None,
        ignore: Callable[[Path], bool] = lambda _: False,
        poll: bool = False,
    ) -> None:
        # The system is asked for what links lead to; the caller is told the names he gave.
        self._roots = {str(path.resolve()): path.absolute() for path in paths}
        self._on_change = on_change
        self._on_error = on_error
        self._ignore = ignore
        self._news = threading.Condition()
        self._touched: dict[str, Path] = {}
        self._heard = float("-inf")
        self._alone = True
        self._done: set[str] = set()
        self._writing: set[str] = set()
        self._folders = False
        self._stopping = False
        self._worker = threading.Thread(target=self._work, name="tearsheet-watch", daemon=True)
        self._observation = Observation(self._roots, hear=self._hear, doubt=self._doubt, poll=poll, on_notice=on_notice)

    def __enter__(self) -> Self:
        self._observation.start()
        self._worker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Tell no more, within a second; a call under way is left to end by itself."""
        with self._news:
            self._stopping = True
            self._news.notify_all()
        self._worker.join(0.5)
        self._observation.stop()

    @property
    def restless(self) -> bool:
        """Whether something was touched that `on_change` has not been told of."""
        return bool(self._touched) or self._stopping

    def touch(self, paths: Iterable[Path]) -> None:
        """Tell, with the next call, of these paths too."""
        with self._news:
            for path in paths:
                self._touched[str(path)] = path
            self._news.notify_all()

    def idle(self, seconds: float) -> bool:
        """Wait, from within `on_change`, and say whether nothing was touched meanwhile."""
        with self._news:
            return not self._news.wait_for(lambda: self._touched or self._stopping, seconds)

    def also(self, paths: Iterable[Path]) -> None:
        """Watch further paths."""
        more = {str(path.resolve()): path.absolute() for path in paths}
        fresh = {name: path for name, path in more.items() if name not in self._roots}
        if fresh:
            self._roots = self._roots | fresh
            self._observation.also(fresh)

    def _hear(self, name: str, is_folder: bool, done: bool | None = None) -> None:  # noqa: FBT001 called by position
        """Take note that something may be different at a path."""
        path = self._touched.get(name) or self._given(name)
        if path is None or (name not in self._roots and self._ignore(path)):
            return
        with self._news:
            if not self._touched:
                self._alone = monotonic() - self._heard > APART
            self._heard = monotonic()
            self._touched[name] = path
            self._folders |= is_folder
            if done is False:
                self._writing.add(name)
            else:
                self._writing.discard(name)
            (self._done.add if done else self._done.discard)(name)
            self._news.notify_all()

    def _doubt(self) -> None:
        """Take note that anything may be different."""
        for root in self._roots:
            self._hear(root, True)

    def _given(self, name: str) -> Path | None:
        """Return a path under the name it was given; nothing for what stands beside the watched."""
        for root, given in self._roots.items():
            if name == root:
                return given
            if name.startswith(root + os.sep):
                return given / name[len(root) + 1 :]
        return None

    def _work(self) -> None:
        ended, told = float("-inf"), 0
        while paths := self._gather(ended, told):
            told = len(paths)
            try:
                self._on_change(paths)
            except Exception as error:  # noqa: BLE001 whatever a build raises, the next save must find a watcher
                self._on_error(error)
            ended = monotonic()

    def _gather(self, ended: float, told: int) -> frozenset[Path]:
        """Return what was touched, once it is quiet; nothing at all when the watching ends.

        Args:
            ended: When the last call ended.
            told: How many paths it told.
        """
        with self._news:
            self._news.wait_for(lambda: self._touched or self._stopping)
            first = monotonic()
            while not self._stopping:
                follows, waited = first - ended < 1, monotonic() - first
                if self._alone and len(self._touched) <= STORM and self._touched.keys() <= self._done:
                    break  # one save, and whoever wrote it closed the file
                left = patience(
                    len(self._touched), waited=waited, follows=follows, writing=bool(self._writing), before=told
                )
                if left <= 0 or not self._news.wait(left):
                    break
            if self._stopping:
                return frozenset()
            touched, self._touched = self._touched, {}
            self._done.clear()
            self._writing.clear()
            folders, self._folders = self._folders, False
        returned = self._observation.follow() if folders else ()
        return frozenset((*touched.values(), *(self._roots[root] for root in returned)))
