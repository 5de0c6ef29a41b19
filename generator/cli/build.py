"""`tearsheet build`: publish the site."""

import time
from pathlib import Path

import click
import msgspec

from generator import console
from generator.cli.asked import job, keep_all
from generator.cli.site import choose, root_option
from generator.errors import Note, TearsheetError
from generator.pipeline.job import Report
from generator.pipeline.publish import publish
from generator.pipeline.verify import verify

BASE = "without `base_url` there are no canonical links, sitemap or feeds; set it in tearsheet.toml once you know it"


@click.command("build")
@root_option
@click.option("--output", type=click.Path(path_type=Path, file_okay=True), help="Where to print. [default: site]")
@click.option("--base-url", metavar="URL", help="Where the site will stand, instead of the configured address.")
@click.option("--drafts", is_flag=True, help="Print drafts, and what is not due yet.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes. [default: one for each core]")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--verify", "verified", is_flag=True, help="Build anew aside, and compare byte for byte.")
@click.option("--prune", is_flag=True, help="Allow a build that removes many files.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be written and removed, and do neither.")
@click.option("--profile", is_flag=True, help="Say where the time went, by phase and by template.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON Lines.")
@click.option("--no-search", is_flag=True, help="Leave the search index out.")
@click.option("--wait", is_flag=True, help="Wait for another build to end.")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    root: Path | None,
    output: Path | None,
    base_url: str | None,
    drafts: bool,
    jobs: int | None,
    strict: bool,
    verified: bool,
    prune: bool,
    dry: bool,
    profile: bool,
    as_json: bool,
    no_search: bool,
    wait: bool,
) -> int:
    """Publish the site into its output folder.

    Only what changed is made again. Example: tearsheet build --base-url https://example.org/paper/
    """
    keep_all()
    progress = console.Progress(clock=time.monotonic)
    chosen = choose(root, base_url=base_url)
    if no_search:
        chosen = msgspec.structs.replace(chosen, config=msgspec.structs.replace(chosen.config, search=False))
    asked = job(
        chosen,
        output=output,
        drafts=drafts,
        jobs=jobs or 0,
        ask=not prune,
        dry=dry,
        wait=wait,
        progress=progress,
        profile=profile,
    )
    try:
        report, differences = verify(asked) if verified and not dry else (publish(asked), ())
    except TearsheetError as error:
        if as_json:
            console.json_line({"note": error.note()})
        raise
    finally:
        progress.stop()
    findings = [*report.notes, *differences]
    told(report, findings, as_json=as_json, profile=profile, dry=dry, based=asked.config.base_url is not None)
    bad = [note for note in findings if note.severity == "error" or (strict and note.severity == "warning")]
    return 1 if bad else 0


def _profile(report: Report) -> dict[str, object]:
    return {"phases": report.phases, "strata": report.outcome.seconds, "costs": report.costs}


def told(report: Report, findings: list[Note], *, as_json: bool, profile: bool, dry: bool, based: bool) -> None:
    """Tell what became of a build: findings first, then one line."""
    outcome = report.outcome
    if as_json:
        for note in findings:
            console.json_line({"note": note})
        result = {
            "written": report.written,
            "removed": report.removed,
            "made": outcome.made,
            "mended": outcome.mended,
            "kept": outcome.kept,
            "failed": sorted(outcome.failed),
            "seconds": round(report.seconds, 3),
            **({"profile": _profile(report)} if profile else {}),
        }
        console.json_line(result)
        return
    console.notes(findings)
    if dry:
        for verb, paths in (("write", report.written), ("remove", report.removed)):
            for path in paths:
                click.echo(f"{verb}  {path}")
    if profile:
        for name, seconds in [*report.phases.items(), *outcome.seconds.items()]:
            click.echo(f"{name:>20}  {seconds * 1000:8.0f} ms")
        for cost in report.costs:
            each = f"{cost.tasks} made, {cost.seconds / cost.tasks * 1000:.2f} ms each"
            click.echo(f"{cost.name:>20}  {cost.seconds * 1000:8.0f} ms  {each}")
    if not based:
        click.echo(BASE, err=True)
    click.echo(
        console.built(
            made=len(outcome.made) - outcome.mended,
            mended=outcome.mended,
            kept=outcome.kept,
            written=report.written,
            removed=report.removed,
            failed=len(outcome.failed),
            seconds=report.seconds,
            dry=dry,
        )
    )
