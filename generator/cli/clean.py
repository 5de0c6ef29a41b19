"""`tearsheet clean`: remove what builds made, and nothing else."""

import shutil
from pathlib import Path

import click

from generator.build import lock
from generator.build.press import MANIFEST, Press
from generator.cli.site import choose, root_option
from generator.pipeline.publish import STATE, output_name


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
    with lock.held(state / f"{output_name(chosen.root, folder)}.lock", doing="clean"):
        if (folder / MANIFEST).is_file():
            press = Press(folder, sources=[chosen.root / "content"])
            press.prune((), ask=False)
            removed = len(press.removed)
            press.abandon()
            (folder / MANIFEST).unlink()
        shutil.rmtree(state, ignore_errors=True)
    click.echo(f"removed {removed} files of {folder} and the build's memory")
