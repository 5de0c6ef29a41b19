"""`tearsheet check`: what a reader would stumble over."""

from dataclasses import replace
from pathlib import Path

import click

from generator import console
from generator.cli.site import choose, job, root_option
from generator.pipeline.examine import examine


@click.command("check")
@root_option
@click.option("--drafts", is_flag=True, help="Check drafts too.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON Lines.")
def command(*, root: Path | None, drafts: bool, strict: bool, as_json: bool) -> int:
    """Say what a reader would stumble over: unknown dates and licences, colliding names, broken links.

    Nothing is printed into the output. Example: tearsheet check --strict
    """
    found = examine(replace(job(choose(root)), drafts=drafts, doing="check"))
    for note in found:
        if as_json:
            console.json_line(note)
        else:
            click.echo(console.line(note), nl=False)
    errors = sum(note.severity == "error" for note in found)
    if not as_json:
        click.echo(f"{errors} errors, {len(found) - errors} warnings", err=True)
    return 1 if errors or (strict and found) else 0
