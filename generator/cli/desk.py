"""The builds of one run of the server: what a save makes first, and what follows behind it.

A save is answered by a glance at the pages that are looked at, in the watcher's thread. Whatever else follows from it
is a whole build, in a thread of its own, once it is quiet. The two take turns at the memory of the builds: a whole
build lets a save in wherever it only reads, and ends there, to be begun again; what it has printed stays printed.
"""

import contextlib
import gc
import os
import stat
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import monotonic
from typing import Literal, Protocol

import msgspec

from generator import plugins
from generator.cli.asked import job
from generator.cli.editing import Bench
from generator.cli.site import Chosen, choose
from generator.cli.telling import Telling, said
from generator.config import FILE
from generator.errors import TearsheetError
from generator.pipeline.job import Job
from generator.pipeline.layout import wanted
from generator.pipeline.session import Newer, Session

REST, LONGEST_REST = 0.4, 3.0
"""Seconds without a save after which whatever else follows from the last one is built: a quarter of what the last such
build took, and within these."""

LONG, SHORT = 1.0, 0.12
"""Seconds that a file which is empty, or gone, is waited for: a program may be writing it, or putting another there."""

FEW = 32
"""Where more files than this are touched, none is waited for."""

PATIENCE = 60.0
"""Seconds after which a whole build stops for no save: saves without end must not keep the site from being whole."""

YOUNG = (2_000, 20)
"""How many new objects, and how often those, are looked through for garbage while one edits: among all there are at ten
thousand articles it takes a third of a second, in which no save is answered."""

SWITCH = 0.0005
"""Seconds after which a thread that computes lets another go on: each small wait of a save lasts as long."""

TIDY = 10.0
"""Seconds of quiet after which all objects are."""

Wish = Literal["", "rest", "now"]
"""Which whole build is wanted: none, what a glance left, or what a glance will not do for."""


class Restless(Protocol):
    """What of a watcher the desk needs: that module, and the library behind it, are loaded when files are watched."""

    def idle(self, seconds: float) -> bool: ...  # noqa: D102 - as of `Watcher`, and so the others

    def touch(self, paths: Iterable[Path]) -> None: ...  # noqa: D102 - as above

    def also(self, paths: Iterable[Path]) -> None: ...  # noqa: D102 - as above


class Desk(msgspec.Struct):
    """The builds of one run of the server."""

    root: Path | None
    folder: Path
    """What is served."""

    drafts: bool
    telling: Telling
    watcher: Restless | None = None
    _session: Session = msgspec.field(default_factory=Session)
    _job: Job | None = None
    _turn: threading.Condition = msgspec.field(default_factory=threading.Condition)
    """Held by whoever uses the session; notified when a whole build is wanted."""

    _wish: Wish = ""
    _late: set[Path] = msgspec.field(default_factory=set)
    """Files saved before there was a site in hand to glance from."""

    _saving: bool = False
    """Whether a save is being answered, or waits for it."""

    _asking: deque[None] = msgspec.field(default_factory=deque)
    """One for each who waits for a turn to look, and changes nothing."""

    _lent: bool = False
    """Whether the whole build on its way lets others have their turn."""

    _overtaken: bool = False
    """Whether a save was answered since the whole build on its way began."""

    _saved: float = 0.0
    _took: float = 0.0
    _behind: float = 0.0
    """When a save first stopped a whole build that has not gone to its end since; 0 where none did."""

    _untidy: bool = False
    _stopping: bool = False
    _builder: threading.Thread | None = None

    def bench(self) -> Bench:
        """Return who answers an editor."""
        return Bench(choose(self.root).root, lambda: self._session.linked, self.telling.scheme, self._asked)

    def begin(self) -> None:
        """Build what is not as it should be, behind; and whatever follows from saves, from now on."""
        gc.set_threshold(*YOUNG, 1_000_000)
        sys.setswitchinterval(SWITCH)
        self._builder = threading.Thread(target=self._work, name="tearsheet-build", daemon=True)
        self.want("now")
        self._builder.start()

    def close(self) -> None:
        """Build no more, and let go of the memory, within a second; a build that only reads yet is left to end."""
        self._stopping = True
        if self._turn.acquire(timeout=1):
            self._turn.notify_all()
            self._turn.release()
        if self._builder:
            self._builder.join(1)
        if not (self._builder and self._builder.is_alive()):
            self._session.close()

    def watched(self) -> list[Path]:
        """Return the folders and files whose changes show."""
        chosen = choose(self.root)
        names = ("content", chosen.config.templates, FILE, "pyproject.toml", *chosen.config.plugins)
        return [*(chosen.root / name for name in names), *plugins.helpers(chosen.root, chosen.config.plugins)]

    def ignores(self, path: Path) -> bool:
        """Say of a path whether it is one of those that are neither content nor copied."""
        return self._job is not None and not wanted(self._job.config)(path.name)

    # A save

    def changed(self, paths: frozenset[Path]) -> None:
        """Answer a save: make the pages looked at, and want whatever else follows from it."""
        if not self._settle(paths):
            return
        self._saving = True  # a whole build on its way gives its turn away as soon as it sees that
        with self._turn:
            self._saved = monotonic()
            if not self._session.ready:
                self._late |= paths
                self.want("now")
            elif not self._glance(paths):
                self._overtaken = True
                self.want("now")
            elif not self._session.whole:
                self._overtaken = True
                self.want("rest")
            self._saving = False

    def _settle(self, paths: frozenset[Path]) -> bool:
        """Wait for files that are empty or gone, which most editors put back at once; False where more came."""
        if len(paths) > FEW or self.watcher is None:
            return True
        empty = any(_is_empty(path) for path in paths)
        if not empty and all(os.path.lexists(path) or not self._session.knows(path) for path in paths):
            return True
        if self.watcher.idle(LONG if empty else SHORT):
            return True
        self.watcher.touch(paths)  # to be told of again, together with what came
        return False

    def _glance(self, paths: Iterable[Path]) -> bool:
        """Make what is looked at; False where only a whole build will do."""
        started = monotonic()
        if self._job is None:
            return False
        try:
            glance = self._session.glance(self._job, paths, pages=self.telling.looked_at)
        except Exception:  # noqa: BLE001 whatever it was, a whole build does without what is in hand, or says what it is
            self._session.close()
            return False
        finally:
            self.telling.printed()
        if glance is None:
            return False
        if glance.files:
            self.telling.found(glance.notes, glance.failed, self._session.site, whole=False)
            if glance.written:
                seconds = monotonic() - started
                said(made=glance.made, written=glance.written, failed=glance.failed, seconds=seconds)
        return True

    # What follows

    def want(self, wish: Wish) -> None:
        """Have a whole build made: by whoever catches up next, which the thread does that `begin` begins."""
        with self._turn:
            self._wish = "now" if "now" in (wish, self._wish) else wish
            self._turn.notify_all()

    def _work(self) -> None:
        while not self._stopping:
            with self._turn:
                if not self._turn.wait_for(self._is_wanted, timeout=TIDY if self._untidy else None):
                    self._session.tidy()
                    gc.collect()
                    self._untidy = False
                    continue
                self._let_rest()
            self.catch_up()

    def _is_wanted(self) -> bool:
        return self._stopping or (self._wish != "" and not self._saving)

    def _let_rest(self) -> None:
        """Wait until it is quiet, unless more is wanted than what a glance left."""
        while self._wish == "rest" and not self._stopping:
            left = self._saved + min(max(REST, self._took / 4), LONGEST_REST) - monotonic()
            if left <= 0:
                return
            self._turn.wait(left)

    def catch_up(self) -> None:
        """Make the whole that is wanted, if any is."""
        with self._turn:
            if self._late and self._session.ready:
                self._glance(self._late)
                self._late = set()
            wish, self._wish = self._wish, ""
            self._overtaken = False
            if not wish or self._stopping:
                return
            started = monotonic()
            try:
                self.build(rest=wish == "rest")
                self._behind = 0.0
            except Newer:
                self._behind = self._behind or started
                self.want("rest")
            except TearsheetError as error:
                self.telling.broke(error)
            except Exception as error:  # noqa: BLE001 whatever a build raises, the next save must find a builder
                self.telling.broke(error)
            finally:
                self.telling.printed()
                self._untidy = True

    def build(self, *, first: bool = False, rest: bool = False) -> None:
        """Bring the served folder up to date, and tell the pages.

        Args:
            first: Nothing was built before: nothing stops it, and what it did is said.
            rest: What a glance left: pages are told where something changed.

        Raises:
            TearsheetError: The build cannot go on at all.
            Newer: A save stopped it.
        """
        started = monotonic()
        chosen = choose(self.root)
        asked = job(_at_once(chosen), output=self.folder, doing="serve", drafts=self.drafts, ask=False)
        asked = msgspec.structs.replace(
            asked, wait=True, heard=self.telling.hear, awaited=None if first else lambda: self.telling.looked_at
        )
        patient = first or (self._behind and started - self._behind > PATIENCE)
        self._job = asked if patient else msgspec.structs.replace(asked, pause=self._pause, aside=self._aside)
        if self.watcher:
            self.watcher.also(self.watched())
        report = self._session.build(self._job, ahead=self.telling.looked_at, shown=lambda _: self.telling.printed())
        self._took = monotonic() - started
        self.telling.found(report.notes, report.outcome.failed, self._session.site, whole=True, rest=rest)
        if first or report.written or report.removed:
            said(
                made=len(report.outcome.made),
                written=report.written,
                failed=report.outcome.failed,
                seconds=self._took,
                kept=report.outcome.kept,
                removed=report.removed,
            )

    # Turns

    @contextlib.contextmanager
    def _asked(self) -> Iterator[None]:
        """Take a turn, to look at what is in hand and to change nothing."""
        self._asking.append(None)
        with self._turn:
            self._asking.pop()
            try:
                yield
            finally:
                self._turn.notify_all()

    def _pause(self) -> None:
        """Let others ask, tell what is printed, and stop where a save overtakes the build.

        Raises:
            Newer: One does, and there is a site in hand to answer it from; or the server ends.
        """
        if self._is_overtaken():
            raise Newer
        if not self._lent:
            self.telling.printed(often=True)
            if self._asking:
                self._turn.wait_for(lambda: not self._asking, timeout=1)

    @contextlib.contextmanager
    def _aside(self) -> Iterator[None]:
        """Let others have their turn while the build only reads.

        Raises:
            Newer: A save did: what was read meanwhile may be of before and after.
        """
        broke = None
        self._lent = True
        self._turn.release()
        try:
            yield
        except Exception as error:  # noqa: BLE001 it is looked at once it is known who changed what was read
            broke = error
        finally:
            self._turn.acquire()
            self._lent = False
        if self._is_overtaken():
            raise Newer
        if broke:
            raise broke

    def _is_overtaken(self) -> bool:
        waits = self._saving or bool(self._late)
        return self._stopping or self._overtaken or (waits and self._session.ready)


def first(root: Path | None, folder: Path, *, drafts: bool, telling: Telling) -> None:
    """Build a site that was not served before.

    Raises:
        TearsheetError: There is nothing to serve at all.
    """
    desk = Desk(root=root, folder=folder, drafts=drafts, telling=telling)
    try:
        desk.build(first=True)
    finally:
        desk.close()


def _is_empty(path: Path) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == 0


def _at_once(chosen: Chosen) -> Chosen:
    """Return a site without what takes long and is not looked at while one edits."""
    images = msgspec.structs.replace(chosen.config.images, resize=False)
    config = msgspec.structs.replace(chosen.config, search=False, cards=False, compress=False, images=images)
    return msgspec.structs.replace(chosen, config=config)
