"""`tearsheet serve`: the site in a browser while it is edited."""

import contextlib
import threading
import webbrowser
from dataclasses import dataclass, field, replace
from pathlib import Path

import click
import msgspec

from generator import console
from generator.cli.site import Chosen, choose, job, root_option
from generator.config import FILE
from generator.errors import Note, TearsheetError
from generator.link import addresses
from generator.link.site import Site
from generator.model import Article
from generator.pipeline.publish import STATE, Report, publish
from generator.serve.reload import Problem, Reload

SERVED = "serve"
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
@click.option("--plain", is_flag=True, help="Serve pages exactly as they are printed.")
def command(
    *,
    root: Path | None,
    watch: bool,
    host: str,
    port: int,
    open_browser: bool,
    drafts: bool,
    poll: bool,
    plain: bool,
) -> int:
    """Show the site in a browser while it is edited.

    Prints into a folder of its own; `build` is not disturbed. Example: tearsheet serve --watch --open
    """
    from generator.serve.run import Server, until_stopped
    from generator.serve.watch import Watcher

    desk = Desk(root=root, drafts=drafts, reload=Reload() if watch and not plain else None)
    folder = desk.start()
    with until_stopped(), contextlib.ExitStack() as open_things:
        server = open_things.enter_context(Server(folder, reload=desk.reload, host=host, port=port))
        if watch:
            watcher = Watcher(
                desk.watched(),
                lambda _: desk.build(),
                on_error=desk.failed,
                on_notice=lambda note: console.notes([note]),
                poll=poll,
            )
            open_things.enter_context(watcher)
            # What was saved between the first build and the watch would go unseen.
            desk.build()
        if port and server.port != port:
            click.echo(f"port {port} is in use; this is the next free one", err=True)
        if host not in ("127.0.0.1", "localhost", "::1"):
            click.echo(f"listening on {host}: anyone who reaches this machine can read the site", err=True)
        click.echo(f"{server.url}  (Ctrl-C ends)")
        if open_browser:
            webbrowser.open(server.url)
        server.wait()
    return 0


@dataclass(slots=True)
class Desk:
    """The builds of one run of the server, and what open pages are told of them."""

    root: Path | None
    drafts: bool
    reload: Reload | None
    _site: Site | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> Path:
        """Build for the first time, with all processors, and return the folder to serve.

        Raises:
            TearsheetError: There is nothing to serve at all.
        """
        self.build(first=True)
        return choose(self.root).root / STATE / SERVED

    def watched(self) -> list[Path]:
        """Return the folders and files whose changes show."""
        chosen = choose(self.root)
        names = ("content", chosen.config.templates, FILE, "pyproject.toml", *chosen.config.plugins)
        return [chosen.root / name for name in names]

    def build(self, *, first: bool = False) -> None:
        """Bring the served folder up to date, and tell the pages."""
        with self._lock:
            try:
                chosen = choose(self.root)
                output = chosen.root / STATE / SERVED
                asked = job(_at_once(chosen), output=output, doing="serve", drafts=self.drafts, ask=False)
                report = publish(replace(asked, wait=True))
            except TearsheetError as error:
                if first:
                    raise
                self.failed(error)
                return
        self._site = report.site
        console.notes([note for note in report.notes if note.severity == "error" or first])
        if report.written or report.removed or first:
            click.echo(
                console.built(
                    made=len(report.outcome.made),
                    kept=report.outcome.kept,
                    written=report.written,
                    removed=report.removed,
                    failed=len(report.outcome.failed),
                    seconds=report.seconds,
                    dry=False,
                ),
                err=True,
            )
        if self.reload:
            self.reload.built(frozenset((*report.written, *report.removed)), self._problems(report, chosen.root))

    def failed(self, error: Exception) -> None:
        """Say that a build could not go on; the last good site stays up."""
        note = error.note() if isinstance(error, TearsheetError) else Note(severity="error", what=str(error))
        console.notes([note])
        if self.reload:
            root = self.root or Path()
            self.reload.built(frozenset(), [Problem.of(note, excerpt=excerpt(root, note))])

    def _problems(self, report: Report, root: Path) -> list[Problem]:
        placed = {id(note): self._addresses(key) for key, note in report.outcome.failed.items()}
        return [
            Problem.of(note, excerpt=excerpt(root, note), addresses=placed.get(id(note), ())) for note in report.errors
        ]

    def _addresses(self, key: str) -> tuple[str, ...]:
        """Return the pages that the failure of a task concerns; none means all."""
        kind, _, rest = key.partition(" ")
        if kind == "page":
            return (rest,)
        if kind == "body":
            return tuple(at for place, at in self._places() if place == rest)
        if kind == "convert" and self._site:
            own = [head for head in self._site.articles.values() if head.path == rest]
            heads = own or [Article(id=rest, path=rest, title="", body="")]
            known = dict(self._places())
            patterns = self._site.config.permalinks
            return tuple(
                known.get(f"article {head.id}") or addresses.article(head, patterns=patterns) for head in heads
            )
        return ()

    def _places(self) -> list[tuple[str, str]]:
        return list(self._site.addresses.items()) if self._site else []


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
