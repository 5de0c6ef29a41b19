"""The builds of one run of the server: what a save makes first, what follows behind it, and what open pages are told.

A save is answered by a glance at the pages that are looked at. Whatever else follows from it is a whole build, behind,
that stops for the next save and is begun again. Whatever stands in the folder anew is told to open pages, whether the
build that printed it went on to its end or not.
"""

import os
import stat
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import click
import msgspec

from generator import console, plugins
from generator.cli.asked import job
from generator.cli.editing import Bench
from generator.cli.problems import concerned, problem
from generator.cli.site import Chosen, choose
from generator.config import FILE
from generator.errors import Note, TearsheetError
from generator.pipeline.layout import wanted
from generator.pipeline.publish import Job
from generator.pipeline.session import Newer, Session
from generator.serve.reload import Reload

REST = 0.4
"""Seconds without a save after which whatever else follows from the last one is built."""

LONG, SHORT = 1.0, 0.12
"""Seconds that a file which is empty, or gone, is waited for: a program may be writing it, or putting another there."""

FEW = 32
"""Where more files than this are touched, none is waited for."""

PATIENCE = 8
"""How often in a row a whole build stops for a save: saves without end must not keep the site from being whole."""


class Restless(Protocol):
    """What of a watcher the desk needs: that module, and the library behind it, are loaded when files are watched."""

    @property
    def restless(self) -> bool: ...  # noqa: D102 - as of `Watcher`, and so the others

    def idle(self, seconds: float) -> bool: ...  # noqa: D102 - as above

    def touch(self, paths: Iterable[Path]) -> None: ...  # noqa: D102 - as above

    def also(self, paths: Iterable[Path]) -> None: ...  # noqa: D102 - as above


@dataclass(slots=True)
class Desk:
    """The builds of one run of the server, and what open pages are told of them."""

    root: Path | None
    folder: Path
    """What is served."""

    drafts: bool
    reload: Reload | None
    scheme: str = ""
    noted: bool = False
    """Whether what is to be said of the whole site was said before."""

    watcher: Restless | None = None
    _session: Session = field(default_factory=Session)
    _job: Job | None = None
    _stood: dict[str, str] = field(default_factory=dict)
    _errors: list[Note] = field(default_factory=list)
    _fault: Note | None = None
    """Why the last whole build could not go on."""

    _untold: dict[str, None] = field(default_factory=dict)
    """Files that stand in the folder anew, or no more, of which open pages do not know."""

    _stopped: int = 0
    """How many whole builds in a row have stopped for a save."""

    _waiting: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def bench(self) -> Bench:
        """Return who answers an editor."""
        return Bench(choose(self.root).root, lambda: self._session.linked, self.scheme, self._lock)

    def close(self) -> None:
        """Let go of the memory, once no build is on its way."""
        if self._lock.acquire(timeout=1):
            self._session.close()
            self._lock.release()

    def watched(self) -> list[Path]:
        """Return the folders and files whose changes show."""
        chosen = choose(self.root)
        names = ("content", chosen.config.templates, FILE, "pyproject.toml", *chosen.config.plugins)
        return [*(chosen.root / name for name in names), *plugins.helpers(chosen.root, chosen.config.plugins)]

    def ignores(self, path: Path) -> bool:
        """Say of a path whether it is one of those that are neither content nor copied."""
        return self._job is not None and not wanted(self._job.config)(path.name)

    def catch_up(self) -> None:
        """Build what is not as it should be, unless a save comes first: then that build does it."""
        with self._lock:
            self._whole()

    def changed(self, paths: frozenset[Path]) -> None:
        """Answer a save: the pages looked at, at once; whatever else follows from it, once it is quiet."""
        self._waiting += 1
        with self._lock:
            self._waiting -= 1
            if not self._settle(paths):
                return
            if not self._glance(paths):
                self._whole()
            elif not self._session.whole and self._is_quiet(REST):
                self._whole(rest=True)

    def _settle(self, paths: frozenset[Path]) -> bool:
        """Wait for files that are empty or gone, which most editors put back at once; False where more came."""
        if len(paths) > FEW:
            return True
        empty = any(_is_empty(path) for path in paths)
        return not (empty or not all(map(os.path.lexists, paths))) or self._is_quiet(LONG if empty else SHORT, paths)

    def _is_quiet(self, seconds: float, paths: frozenset[Path] = frozenset()) -> bool:
        if self.watcher is None or self.watcher.idle(seconds):
            return True
        self.watcher.touch(paths)  # to be told of again, together with what came
        return False

    def _glance(self, paths: frozenset[Path]) -> bool:
        """Make what is looked at; False where only a whole build will do."""
        started = time.perf_counter()
        if self._job is None or not self._session.ready:
            return False
        try:
            glance = self._session.glance(self._job, paths, pages=self.reload.looked_at if self.reload else ())
        except Exception:  # noqa: BLE001 whatever it was, a whole build does without what is in hand, or says what is wrong
            self._session.close()
            return False
        finally:
            self._tell_printed()
        if glance is None:
            return False
        if glance.files:
            self._tell(glance.notes, glance.failed, always=False)
            self._say(made=glance.made, written=glance.written, failed=glance.failed, seconds=started)
        return True

    def _whole(self, *, rest: bool = False) -> None:
        """Bring the served folder up to date, unless a save comes."""
        try:
            self.build(rest=rest)
            self._stopped = 0
        except Newer:
            self._stopped += 1
        except TearsheetError as error:
            self.failed(error)
        finally:
            self._tell_printed()

    def build(self, *, first: bool = False, rest: bool = False) -> None:
        """Bring the served folder up to date, and tell the pages.

        Args:
            first: Nothing was built before: nothing stops it, and what it did is said.
            rest: What a glance left: pages are told where something changed.

        Raises:
            TearsheetError: The build cannot go on at all.
            Newer: A save stopped it.
        """
        started = time.perf_counter()
        chosen = choose(self.root)
        asked = job(_at_once(chosen), output=self.folder, doing="serve", drafts=self.drafts, ask=False)
        self._job = replace(asked, wait=True, pause=None if first else self._pause, heard=self._hear)
        if self.watcher:
            self.watcher.also(self.watched())
        report = self._session.build(
            self._job,
            ahead=self.reload.looked_at if self.reload else (),
            shown=lambda _: self._tell_printed(),
        )
        self._fault = None
        self._tell(report.notes, report.outcome.failed, always=not rest, moved=self._moved())
        self._say(
            made=len(report.outcome.made),
            written=report.written,
            failed=report.outcome.failed,
            seconds=started,
            kept=report.outcome.kept,
            removed=report.removed,
            always=first,
        )
        if not self.noted:
            console.notes([note for note in report.notes if note.severity != "error"])
        self.noted = True

    def _pause(self) -> None:
        """Stop a build that a save overtakes, once there is a site in hand to answer it from.

        Raises:
            Newer: There is.
        """
        overtaken = self._waiting or (self.watcher and self.watcher.restless)
        if overtaken and self._session.ready and self._stopped < PATIENCE:
            raise Newer

    def _hear(self, path: str) -> None:
        """Take note that a file stands in the folder anew, or no more."""
        self._untold[path] = None

    def _moved(self) -> dict[str, str]:
        """Return the addresses left since the last whole build, to where what stood there is now."""
        site = self._session.site
        before, self._stood = self._stood, dict(site.addresses) if site else {}
        taken = set(self._stood.values())
        return {
            at: self._stood.get(place, "")
            for place, at in before.items()
            if at not in taken and self._stood.get(place) != at
        }

    def _say(
        self,
        *,
        made: int,
        written: Sequence[str],
        failed: Mapping[str, Note],
        seconds: float,
        kept: int = 0,
        removed: Sequence[str] = (),
        always: bool = False,
    ) -> None:
        if not (written or removed or always):
            return
        line = console.built(
            made=made,
            kept=kept,
            written=written,
            removed=removed,
            failed=len(failed),
            seconds=time.perf_counter() - seconds,
            dry=False,
        )
        click.echo(line, err=True)

    def _tell_printed(self) -> None:
        """Tell open pages what stands anew, though it is not known yet what is wrong."""
        if self._untold and self.reload:
            changed, self._untold = frozenset(self._untold), {}
            self.reload.built(changed, self.reload.problems)

    def _tell(
        self,
        notes: Sequence[Note],
        failed: Mapping[str, Note],
        *,
        always: bool,
        moved: Mapping[str, str] | None = None,
    ) -> None:
        """Tell open pages what was printed and what is wrong; the terminal, what is wrong now and was not."""
        root = self._job.root if self._job else Path()
        errors = [note for note in notes if note.severity == "error"]
        errors += [self._fault] if self._fault else []
        console.notes([note for note in errors if note not in self._errors])
        self._errors = errors
        places = {id(note): concerned(key, self._session.site) for key, note in failed.items()}
        changed, self._untold = frozenset(self._untold), {}
        if self.reload:
            problems = [problem(note, root=root, scheme=self.scheme, at=places.get(id(note), ())) for note in errors]
            if always or changed or tuple(problems) != self.reload.problems:
                self.reload.built(changed, problems, moved=moved)

    def failed(self, error: Exception) -> None:
        """Say that a build could not go on; the last good site stays up."""
        fault = error.note() if isinstance(error, TearsheetError) else Note(severity="error", what=str(error))
        if fault != self._fault:
            console.notes([fault])
        self._fault = fault
        if self.reload:
            root = self._job.root if self._job else self.root or Path()
            self.reload.built(frozenset(), [problem(fault, root=root, scheme=self.scheme)])


def first(root: Path | None, folder: Path, *, drafts: bool) -> None:
    """Build a site that was not served before.

    Raises:
        TearsheetError: There is nothing to serve at all.
    """
    desk = Desk(root=root, folder=folder, drafts=drafts, reload=None)
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
    return replace(chosen, config=config)
