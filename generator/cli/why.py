"""`tearsheet why`: what a page was made from, and why it was last made."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import msgspec

from generator import console
from generator.build.database import Damaged
from generator.build.store import Store
from generator.cli.asked import job
from generator.cli.site import choose, root_option
from generator.config import STATE
from generator.errors import TearsheetError, Where
from generator.link.addresses import of_output
from generator.link.addresses import output as output_of
from generator.pipeline.memory import output_name
from generator.pipeline.reasons import Reasons, Spot, reasons
from generator.text import did_you_mean


@click.command("why")
@root_option
@click.option("--output", type=click.Path(path_type=Path), help="The output folder. [default: site]")
@click.option("--entity", metavar="NAME", help="Say why the article is taken to name this entity, or is not.")
@click.option("--json", "as_json", is_flag=True, help="With --entity: print one JSON object.")
@click.argument("address")
def command(*, root: Path | None, output: Path | None, entity: str | None, as_json: bool, address: str) -> int | None:
    """Say what the page at ADDRESS was made from, and why it was last made.

    With --entity, ADDRESS is an article (its address, id or path), and NAME an entity's name or id: where the text
    names it, what voted for its type, what makes its salience, and what was rejected. Nothing is built.

    Example: tearsheet why /articles/rain/, or: tearsheet why --entity "Jack Ma" articles/rain
    """
    chosen = choose(root)
    if entity is not None:
        told = reasons(msgspec.structs.replace(job(chosen), drafts=True, doing="why"), name=entity, article=address)
        if as_json:
            console.json_line(told)
        else:
            for line in _told(told):
                click.echo(line)
        return 0 if told.found else 1
    if as_json:
        raise click.UsageError("--json needs --entity")
    state = chosen.root / STATE / f"{output_name(chosen.root, output or chosen.root / chosen.config.output)}.db"
    if not state.is_file():
        raise TearsheetError("nothing has been built yet", hint="run `tearsheet build` first")
    asked = f"/{address.lstrip('/')}"
    with _to_read(state) as store:
        owners = {file.path: key for key, trace in store.traces().items() for file in trace.files}
        key = _owner(asked, owners, store)
        if key is None:
            hint = did_you_mean(asked, map(of_output, owners))
            raise TearsheetError(f"no page of this site stands at {asked}", hint=hint)
        trace = store.traces()[key]
        click.echo(f"{key}")
        click.echo(f"  last made because {'; '.join(trace.reasons)}")
        if trace.error:
            click.echo(f"  it fails now: {trace.error}")
        click.echo(f"  made from {len(trace.numbers)} facts:")
        for fact in sorted(_shown(store.observations().get(number)) for number in trace.numbers):
            click.echo(f"    {fact}")
    return 0


def _owner(asked: str, owners: Mapping[str, str], store: Store) -> str | None:
    """Return the task of an address: of a page, of a folder that one task fills, or of a page that was never made."""
    for path in (output_of(asked), output_of(f"{asked}/")):
        if path in owners:
            return owners[path]
    folder = f"{asked.strip('/')}/"
    within = {key for path, key in owners.items() if path.startswith(folder)}
    if len(within) == 1:
        return within.pop()
    failing = (key for key, trace in store.traces().items() if trace.error)
    return next((key for key in failing if key.partition(" ")[2].strip("/") == asked.strip("/")), None)


def _to_read(path: Path) -> Store:
    try:
        return Store(path, writing=False)
    except Damaged as damage:
        raise TearsheetError(
            f"the build's memory cannot be read ({damage})",
            where=Where(str(path)),
            hint="run `tearsheet build`: it makes its memory anew",
        ) from damage


def _told(told: Reasons) -> Iterator[str]:
    """Yield the lines of an account."""
    yield from _named(told) if told.found else (f"{told.path} is not taken to name {told.asked}",)
    if told.page:
        yield f"  {told.page}"
    if told.rejected:
        yield "  considered, and not it:"
        for spot in told.rejected:
            yield f"    {_line(spot)}: {spot.phrase}: {spot.why}"
    elif not told.found:
        yield "  no word of it stands in the text with a capital"


def _named(told: Reasons) -> Iterator[str]:
    yield f"{told.path} names {told.name} ({told.type}, id {told.id}), found by {told.basis}"
    for spot in told.places:
        form = "" if spot.form == "full" else f" ({spot.form})"
        yield f"  {_line(spot)}: {spot.phrase}{form}: {spot.quote}"
    if told.votes:
        yield "  voted for its type:"
        for vote in told.votes:
            votes = ", ".join(f"{kind} {weight:+.1f}" for kind, weight in vote.votes.items())
            yield f"    {votes}: {vote.what}"
    yield f"  salience {told.salience:.2f}, confidence {told.confidence:.2f}"
    if told.parts:
        parts = "; ".join(f"{name} {part:.2f}" for name, part in msgspec.structs.asdict(told.parts).items())
        yield f"    made of {parts}; the most salient is {told.greatest}"
    for claim in told.claims:
        yield f"  stated: {claim.text}: “{claim.quote}”"


def _line(spot: Spot) -> str:
    return f"line {spot.line}" if spot.line else "headline"


def _shown(pair: tuple[str, str] | None) -> str:
    if pair is None:
        return "a fact that is forgotten"
    name, *fields = msgspec.json.decode(pair[0])
    return f"{pair[1][:8]}  {name} {' '.join(map(str, fields))}".rstrip()
