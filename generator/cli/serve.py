"""`tearsheet serve`: the site in a browser while it is edited."""

import contextlib
import os
import stat
import threading
import time
import webbrowser
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import click
import msgspec

from generator import console, plugins
from generator.build import lock
from generator.build.press import MANIFEST
from generator.cli import links
from generator.cli.editing import Bench
from generator.cli.site import Chosen, choose, job, root_option
from generator.config import FILE
from generator.errors import Note, TearsheetError
from generator.link import addresses
from generator.model import Article
from generator.pipeline.layout import wanted
from generator.pipeline.publish import STATE, Job
from generator.pipeline.session import Newer, Session
from generator.serve.reload import Problem, Reload

SERVED = "serve"
REST = 0.4
"""Seconds without a save after which whatever else follows from the last one is built."""

LONG, SHORT = 1.0, 0.12
"""Seconds that a file which is empty, or gone, is waited for: a program may be writing it, or putting another there."""

FEW = 32
"""Where more files than this are touched, none is waited for."""

AROUND = 2
"""Lines of a file shown before and after an error."""


@click.command("serve")
@root_option
@click.option("--watch", is_flag=True, help="Build again whenever a file changes, and reload open pages.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port to listen on.")
@click.option("--open", "open_browser", is_flag=True, help="Open a browser.")
@click.option("--drafts", is_flag=True, help="Show drafts, and what is not due yet.")
@click.option("--poll", is_flag=True, help="Look for changes instead of being told: for network folders.")
@click.option(
    "--editor",
    default="",
    envvar="TEARSHEET_EDITOR",
    help="What a file's link opens: vscode, zed, idea, sublime, or an address with {path}, {line} and {column}.",
)
@click.option("--plain", is_flag=True, help="Serve pages exactly as they are printed.")
def command(  # noqa: PLR0913 - one for each option
    *,
    root: Path | None,
    watch: bool,
    host: str,
    port: int,
    open_browser: bool,
    drafts: bool,
    poll: bool,
    plain: bool,
    editor: str,
) -> int:
    """Show the site in a browser while it is edited.

    Prints into a folder of its own; `build` is not disturbed. Example: tearsheet serve --watch --open
    """
    from generator.serve.editing import Editing
    from generator.serve.run import Server, holder, until_stopped
    from generator.serve.watch import Watcher

    desk = Desk(root=root, drafts=drafts, reload=Reload() if watch and not plain else None, scheme=editor)
    # One file a server, for there may be several: `clean` must not take their folder away.
    own = choose(root).root / STATE / f"{SERVED}-{os.getpid()}.lock"
    with contextlib.ExitStack() as open_things:
        open_things.callback(own.unlink, missing_ok=True)
        open_things.enter_context(lock.held(own, doing="serve"))
        folder = desk.start()
        open_things.enter_context(until_stopped())
        open_things.callback(desk.close)
        bench = desk.bench()
        editing = Editing(bench.view, bench.decide) if desk.reload else None
        server = open_things.enter_context(Server(folder, reload=desk.reload, editing=editing, host=host, port=port))
        if port and server.port != port:
            click.echo(f"port {port} is in use{holder(port)}; this is the next free one", err=True)
        if host not in ("127.0.0.1", "localhost", "::1"):
            click.echo(f"listening on {host}: anyone who reaches this machine can read the site", err=True)
        click.echo(f"{server.url}  (Ctrl-C ends)")
        if watch:
            desk.watcher = Watcher(
                desk.watched(),
                desk.changed,
                on_error=desk.failed,
                on_notice=lambda note: console.notes([note]),
                ignore=desk.ignores,
                poll=poll,
            )
            open_things.enter_context(desk.watcher)
        if open_browser:
            webbrowser.open(server.url)
        # What was saved before the watch began would go unseen, and so would what the last run left undone.
        desk.catch_up()
        server.wait()
    return 0


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
    drafts: bool
    reload: Reload | None
    scheme: str = ""
    watcher: Restless | None = None
    _session: Session = field(default_factory=Session)
    _job: Job | None = None
    _first: bool = True
    _stood: dict[str, str] = field(default_factory=dict)
    _errors: list[Note] = field(default_factory=list)
    _waiting: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> Path:
        """Return the folder to serve, as the last run left it, else built with all processors.

        Raises:
            TearsheetError: There is nothing to serve at all.
        """
        chosen = choose(self.root)
        folder = chosen.root / STATE / SERVED
        if not (folder / MANIFEST).is_file():
            self._build(first=True)
        return folder

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
        with self._lock, contextlib.suppress(Newer):
            self._whole()

    def changed(self, paths: frozenset[Path]) -> None:
        """Answer a save: the pages looked at, at once; whatever else follows from it, once it is quiet."""
        self._waiting += 1
        with self._lock:
            self._waiting -= 1
            with contextlib.suppress(Newer):
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
        glance = self._session.glance(self._job, paths, pages=self.reload.looked_at if self.reload else ())
        if glance is None:
            return False
        if glance.files:
            self._tell(glance.written, glance.notes, glance.failed)
            self._say(made=glance.made, written=glance.written, failed=glance.failed, seconds=started)
        return True

    def _whole(self, *, rest: bool = False) -> None:
        try:
            self._build(rest=rest)
        except TearsheetError as error:
            self.failed(error)

    def _build(self, *, first: bool = False, rest: bool = False) -> None:
        """Bring the served folder up to date, and tell the pages."""
        started = time.perf_counter()
        chosen = choose(self.root)
        output = chosen.root / STATE / SERVED
        asked = job(_at_once(chosen), output=output, doing="serve", drafts=self.drafts, ask=False)
        pause = self._pause if rest or (self._first and not first) else None
        self._job = replace(asked, wait=True, pause=pause)
        if self.watcher:
            self.watcher.also(self.watched())
        shown: list[str] = []

        def ahead(written: tuple[str, ...]) -> None:
            shown.extend(written)
            if self.reload and written:
                self.reload.built(frozenset(written), self.reload.problems)

        report = self._session.build(self._job, ahead=self.reload.looked_at if self.reload else (), shown=ahead)
        self._first = self._first and first
        self._tell(
            tuple(path for path in (*report.written, *report.removed) if path not in shown),
            report.notes,
            report.outcome.failed,
            always=not rest,
            moved=self._moved(),
        )
        self._say(
            made=len(report.outcome.made),
            written=report.written,
            failed=report.outcome.failed,
            seconds=started,
            kept=report.outcome.kept,
            removed=report.removed,
            always=first,
        )
        if first or self._first:
            console.notes([note for note in report.notes if note.severity != "error"])
        self._first = False

    def _pause(self) -> None:
        """Stop a build that a save overtakes, once there is a site in hand to answer it from.

        Raises:
            Newer: There is.
        """
        if (self._waiting or (self.watcher and self.watcher.restless)) and self._session.ready:
            raise Newer

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

    def _tell(
        self,
        changed: Sequence[str],
        notes: Sequence[Note],
        failed: Mapping[str, Note],
        *,
        always: bool = True,
        moved: Mapping[str, str] | None = None,
    ) -> None:
        """Tell open pages what was printed and what is wrong; the terminal, what is wrong now and was not."""
        root = self._job.root if self._job else Path()
        errors = [note for note in notes if note.severity == "error"]
        console.notes([note for note in errors if note not in self._errors])
        self._errors = errors
        placed = {id(note): self._addresses(key) for key, note in failed.items()}
        if self.reload:
            problems = [self._problem(root, note, placed.get(id(note), ())) for note in errors]
            if always or changed or tuple(problems) != self.reload.problems:
                self.reload.built(frozenset(changed), problems, moved=moved)

    def failed(self, error: Exception) -> None:
        """Say that a build could not go on; the last good site stays up."""
        note = error.note() if isinstance(error, TearsheetError) else Note(severity="error", what=str(error))
        console.notes([note])
        if self.reload:
            root = self._job.root if self._job else self.root or Path()
            self.reload.built(frozenset(), [self._problem(root, note, ())])

    def _problem(self, root: Path, note: Note, at: Sequence[str]) -> Problem:
        return Problem.of(note, excerpt=excerpt(root, note), link=links.to(self.scheme, root, note), addresses=at)

    def _addresses(self, key: str) -> tuple[str, ...]:
        """Return the pages that the failure of a task concerns; none means all."""
        site = self._session.site
        kind, _, rest = key.partition(" ")
        if kind == "page":
            return (rest,)
        if kind == "body":
            return tuple(at for place, at in self._places() if place == rest)
        if kind == "convert" and site:
            own = [head for head in site.articles.values() if head.path == rest]
            heads = own or [Article(id=rest, path=rest, title="", body="")]
            known = dict(self._places())
            patterns = site.config.permalinks
            return tuple(
                known.get(f"article {head.id}") or addresses.article(head, patterns=patterns) for head in heads
            )
        return ()

    def _places(self) -> list[tuple[str, str]]:
        site = self._session.site
        return list(site.addresses.items()) if site else []


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


def excerpt(root: Path, note: Note) -> str:
    """Return the lines around a finding, with their numbers; nothing where there is no line."""
    if note.where is None or not note.where.line:
        return ""
    try:
        lines = (root / note.where.path).read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    first = max(0, note.where.line - 1 - AROUND)
    shown = enumerate(lines[first : note.where.line + AROUND], first + 1)
    return "\n".join(f"{'>' if number == note.where.line else ' '} {number:>4}  {line}" for number, line in shown)
