"""`tearsheet entities`: who and what the site is about, and what a text names."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from generator import config as configuration
from generator import console
from generator.cli.site import choose, job, root_option
from generator.errors import TearsheetError, Where
from generator.link import recognise, registry
from generator.model import EntityType, Found
from generator.pipeline.publish import examined, word_lists


@click.group("entities")
def command() -> None:
    """Look into the people, companies, places and products.

    Example: tearsheet entities list
    """


@command.command("list")
@root_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
def listing(*, root: Path | None, as_json: bool) -> None:
    """List every entity with its type and how many articles name it.

    Example: tearsheet entities list --json
    """
    site = examined(replace(job(choose(root)), doing="entities list")).site
    for key, known in sorted(site.entities.items(), key=lambda pair: (-pair[1].articles, pair[0])):
        if as_json:
            row = {"id": key, "name": known.name, "type": known.type, "articles": known.articles}
            console.json_line({**row, "registered": known.registered is not None})
        else:
            mark = "registered" if known.registered else ""
            click.echo(f"{known.articles:>6}  {known.type:<13} {key:<32} {known.name}  {mark}".rstrip())


@command.command("find")
@root_option
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
def find(*, root: Path | None, files: Sequence[Path], as_json: bool) -> int:
    """Find who and what each of FILES names, read as plain prose.

    Works without a site. Example: tearsheet entities find --json story.txt
    """
    here = root or configuration.find_root(Path.cwd())
    known = examined(replace(job(choose(root)), doing="entities find")).site.registry if here else {}
    names = registry.names(known.values())
    status = 0
    for file in files:
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            console.notes([TearsheetError(f"cannot be read: {error}", where=Where(str(file))).note()])
            status = 1
            continue
        found = recognise.recognise(title="", body=text, lexicon=word_lists(), lookup=lambda word: names.get(word, ()))
        _tell(file, found, {key: entry.name for key, entry in known.items()}, as_json=as_json)
    return status


def _tell(file: Path, found: Sequence[Found], names: dict[str, str], *, as_json: bool) -> None:
    # A demonym ("Chinese") counts towards salience; it is not a place where the entity is named.
    rows = [
        {
            "id": item.key,
            "name": names.get(item.key, item.name),
            "type": item.type,
            "salience": item.salience,
            "spans": spans,
            "basis": item.basis,
        }
        for item in found
        if (spans := [[mention.start, mention.end] for mention in item.mentions if mention.form != "demonym"])
    ]
    if as_json:
        console.json_line({"path": click.format_filename(file), "entities": rows})
        return
    click.echo(str(file))
    for row in rows:
        click.echo(f"  {row['salience']:.2f}  {row['type']:<13} {row['name']}")


@command.command("suggest")
@root_option
@click.option("--min-articles", type=click.IntRange(min=1), default=2, show_default=True, help="Named this often.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
def suggest(*, root: Path | None, min_articles: int, as_json: bool) -> None:
    """List names that no file registers, the most named first.

    Example: tearsheet entities suggest --min-articles 3
    """
    for key, name, kind, count in _unregistered(root, min_articles):
        if as_json:
            console.json_line({"id": key, "name": name, "type": kind, "articles": count})
        else:
            click.echo(f"{count:>6}  {kind:<13} {name}  -> content/entities/{key}.md")


@command.command("accept")
@root_option
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Accept every suggestion.")
@click.option("--min-articles", type=click.IntRange(min=1), default=2, show_default=True, help="With --all.")
def accept(*, root: Path | None, names: Sequence[str], everything: bool, min_articles: int) -> None:
    """Register suggested NAMES: write a file for each, ready to edit.

    Example: tearsheet entities accept "Ada Lind"
    """
    from generator.cli.new import write_entity

    if not names and not everything:
        raise click.UsageError("name one or more suggestions, or give --all")
    folder = choose(root).root / "content" / "entities"
    suggestions = _unregistered(root, min_articles if everything else 1)
    chosen = [row for row in suggestions if everything or row[1] in names or row[0] in names]
    missing = set(names) - {row[0] for row in chosen} - {row[1] for row in chosen}
    for key, name, kind, _ in chosen:
        click.echo(str(write_entity(folder / f"{key}.md", name=name, kind=kind)))
    if missing:
        raise TearsheetError(f"nothing suggests {', '.join(sorted(missing))}", hint="see `tearsheet entities suggest`")


def _unregistered(root: Path | None, least: int) -> list[tuple[str, str, EntityType, int]]:
    site = examined(replace(job(choose(root)), doing="entities suggest")).site
    rows = [
        (key, known.name, known.type, known.articles)
        for key, known in site.entities.items()
        if not known.registered and known.articles >= least
    ]
    return sorted(rows, key=lambda row: (-row[3], row[0]))
