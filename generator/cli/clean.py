"""`tearsheet clean`: remove what builds made, and nothing else."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from generator.build import lock
from generator.build.ground import MANIFEST
from generator.build.press import Press
from generator.cli.site import choose, root_option
from generator.config import STATE
from generator.errors import LockError
from generator.pipeline.memory import output_name


@click.command("clean")
@root_option
@click.option("--output", type=click.Path(path_type=Path), help="The output folder. [default: site]")
def command(*, root: Path | None, output: Path | None) -> None:
    """Remove the output and the build's memory; files that are not Tearsheet's stay.

    Example: tearsheet clean
    """
    chosen = choose(root)
    folder = output or chosen.root / chosen.config.output
    state = chosen.root / STATE
    removed = 0
    own = state / f"{output_name(chosen.root, folder)}.lock"
    with contextlib.ExitStack() as held:
        # All of the memory goes: nobody may be at work with any of it, for this output or for another.
        for path in sorted({own, *state.glob("*.lock")}):
            held.enter_context(_held(path))
        if (folder / MANIFEST).is_file():
            press = Press(folder, sources=[chosen.root / "content"])
            press.prune((), ask=False)
            removed = len(press.removed)
            press.abandon()
            (folder / MANIFEST).unlink()
        shutil.rmtree(state, ignore_errors=True)
    click.echo(f"removed {removed} files of {folder} and the build's memory")


@contextlib.contextmanager
def _held(path: Path) -> Iterator[None]:
    try:
        with lock.held(path, doing="clean"):
            yield
    except LockError as error:
        raise LockError(error.what, hint="end it, or wait for its end, and run `tearsheet clean` again") from error
