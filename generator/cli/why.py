"""`tearsheet why`: what a page was made from, and why it was last made."""

from pathlib import Path

import click
import msgspec

from generator.build.store import Store
from generator.cli.site import choose, root_option
from generator.errors import TearsheetError
from generator.link.addresses import of_output
from generator.link.addresses import output as output_of
from generator.pipeline.publish import STATE, output_name
from generator.text import did_you_mean


@click.command("why")
@root_option
@click.option("--output", type=click.Path(path_type=Path), help="The output folder. [default: site]")
@click.argument("address")
def command(*, root: Path | None, output: Path | None, address: str) -> None:
    """Say what the page at ADDRESS was made from, and why it was last made.

    Nothing is built. Example: tearsheet why /articles/rain/
    """
    chosen = choose(root)
    state = chosen.root / STATE / f"{output_name(chosen.root, output or chosen.root / chosen.config.output)}.db"
    if not state.is_file():
        raise TearsheetError("nothing has been built yet", hint="run `tearsheet build` first")
    asked = f"/{address.lstrip('/')}"
    with Store(state) as store:
        owners = {file.path: (key, trace) for key, trace in store.traces().items() for file in trace.files}
        path = next((path for path in (output_of(asked), output_of(f"{asked}/")) if path in owners), None)
        if path is None:
            hint = did_you_mean(asked, map(of_output, owners))
            raise TearsheetError(f"no page of this site stands at {asked}", hint=hint)
        key, trace = owners[path]
        click.echo(f"{key}")
        click.echo(f"  last made because {'; '.join(trace.reasons)}")
        if trace.error:
            click.echo(f"  it fails now: {trace.error}")
        click.echo(f"  made from {len(trace.observed)} facts:")
        for fact in sorted(_shown(store.observation(number)) for number in trace.observed):
            click.echo(f"    {fact}")


def _shown(pair: tuple[str, str] | None) -> str:
    if pair is None:
        return "a fact that is forgotten"
    name, *fields = msgspec.json.decode(pair[0])
    return f"{pair[1][:8]}  {name} {' '.join(map(str, fields))}".rstrip()
