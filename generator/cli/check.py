"""`tearsheet check`: what a reader would stumble over."""

import time
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from generator import console
from generator.checks import catalogue, sarif
from generator.cli.asked import job, keep_all
from generator.cli.site import choose, root_option
from generator.errors import Note
from generator.pipeline.examine import examine
from generator.pipeline.mend import mend


@click.command("check")
@root_option
@click.option("--drafts", is_flag=True, help="Check drafts too.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "--format", "shape", type=click.Choice(["text", "json", "sarif"]), default="text", help="How findings are printed."
)
@click.option("--json", "shape", flag_value="json", help="The same as --format json: JSON Lines.")
@click.option("--fix", "fixed", is_flag=True, help="Mend what is safe to mend, in Markdown files alone.")
@click.option("--external", is_flag=True, help="Ask whether links to other sites still answer.")
def command(*, root: Path | None, drafts: bool, strict: bool, shape: str, fixed: bool, external: bool) -> int:
    """Say what a reader would stumble over: in the sources, and in the pages that would be printed.

    Nothing is printed into the output. Only what changed is looked at again.
    Example: tearsheet check --strict --format sarif
    """
    keep_all()
    asked = msgspec.structs.replace(job(choose(root)), drafts=drafts, doing="check")
    ask = None
    if external:
        # What asks the network loads slowly.
        from generator.pipeline.outside import outside

        ask = outside(asked, now=int(time.time()), sleep=time.sleep)
    seen = examine(asked, outside=ask)
    if fixed:
        written = mend(asked.root, seen.notes, moved=seen.moved)
        for path in written:
            click.echo(f"mended {path}", err=True)
        seen = examine(asked, outside=ask) if written else seen
    _print(seen.notes, shape)
    counts = {kind: sum(note.severity == kind for note in seen.notes) for kind in ("error", "warning", "info")}
    if shape == "text":
        found = f"{counts['error']} errors, {counts['warning']} warnings, {counts['info']} remarks"
        click.echo(f"{found}; looked at {seen.looked} texts and pages, {seen.kept} as before", err=True)
    return 1 if counts["error"] or (strict and counts["warning"]) else 0


def _print(notes: Sequence[Note], shape: str) -> None:
    if shape == "sarif":
        console.json_line(sarif.log(notes, catalogue.RULES))
        return
    if shape == "json":
        for note in notes:
            console.json_line(note)
        return
    click.echo("".join([console.line(note, coded=True) for note in notes]), nl=False)
