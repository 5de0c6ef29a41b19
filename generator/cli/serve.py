"""`tearsheet serve`: the site in a browser while it is edited.

What the last run printed is answered with before anything heavy is loaded; what has changed since is built behind it.
"""

import contextlib
import os
import webbrowser
from pathlib import Path
from typing import Protocol

import click
import msgspec

from generator import console
from generator.build import lock
from generator.build.ground import MANIFEST
from generator.cli.site import choose, root_option
from generator.config import STATE
from generator.errors import TearsheetError
from generator.serve.editing import Decision, Editing
from generator.serve.reload import Reload
from generator.serve.run import Server, holder, until_stopped

SERVED = "serve"


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
    chosen = choose(root)
    folder = chosen.root / STATE / SERVED
    reload = Reload() if watch and not plain else None
    answering = _Answering()
    # One file a server, for there may be several: `clean` must not take their folder away.
    own = chosen.root / STATE / f"{SERVED}-{os.getpid()}.lock"
    with contextlib.ExitStack() as open_things:
        open_things.callback(own.unlink, missing_ok=True)
        open_things.enter_context(lock.held(own, doing="serve"))
        if is_new := not (folder / MANIFEST).is_file():
            from generator.cli import desk as builds
            from generator.cli.telling import Telling

            builds.first(root, folder, drafts=drafts, telling=Telling(chosen.root, None))
        asked = open_things.enter_context(until_stopped())
        editing = Editing(answering.view, answering.decide) if reload else None
        server = open_things.enter_context(Server(folder, reload=reload, editing=editing, host=host, port=port))
        if port and server.port != port:
            click.echo(f"port {port} is in use{holder(port)}; this is the next free one", err=True)
        if host not in ("127.0.0.1", "localhost", "::1"):
            click.echo(f"listening on {host}: anyone who reaches this machine can read the site", err=True)
        click.echo(f"{server.url}  (Ctrl-C ends)")
        if open_browser:
            webbrowser.open(server.url)
        from generator.cli.desk import Desk
        from generator.cli.telling import Telling

        telling = Telling(chosen.root, reload, editor, noted=is_new)
        desk = Desk(root=root, folder=folder, drafts=drafts, telling=telling)
        open_things.callback(desk.close)
        answering.bench = desk.bench()
        if watch:
            from generator.serve.watch import Watcher

            desk.watcher = Watcher(
                desk.watched(),
                desk.changed,
                on_error=telling.broke,
                on_notice=lambda note: console.notes([note]),
                ignore=desk.ignores,
                poll=poll,
            )
            open_things.enter_context(desk.watcher)
        # What was saved before the watch began would go unseen, and so would what the last run left undone.
        desk.begin()
        server.wait(asked)
    return 0


class Answers(Protocol):
    """Who answers an editor."""

    def view(self, at: str, entity: str) -> bytes | None: ...  # noqa: D102 - as of `Bench`, and so the other

    def decide(self, decision: Decision) -> bytes: ...  # noqa: D102 - as above


class _Answering(msgspec.Struct):
    """Who answers an editor, also where a page asks while what answers is still being loaded."""

    bench: Answers | None = None

    def view(self, at: str, entity: str) -> bytes | None:
        return self.bench.view(at, entity) if self.bench else None

    def decide(self, decision: Decision) -> bytes:
        if self.bench is None:
            raise TearsheetError("the site is still being read", hint="try again in a moment")
        return self.bench.decide(decision)
