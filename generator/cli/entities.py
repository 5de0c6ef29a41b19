"""`tearsheet entities`: who and what the site is about, what a text names, and which names deserve a file."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from generator import config as configuration
from generator import console
from generator.cli.asked import job
from generator.cli.new import TYPES, write
from generator.cli.site import choose, root_option
from generator.errors import Note, TearsheetError, Where
from generator.link import decisions, recognise, registry
from generator.link.resolve import Known
from generator.model import EntityType, Found, Mention, placed
from generator.pipeline.desk import Suggestion, suggestions
from generator.pipeline.entries import entry
from generator.pipeline.examine import examined
from generator.pipeline.linking import word_lists
from generator.pipeline.tagger import tagger

NONE = "no article names anyone yet"
EMPTY = "put articles into content/articles/, or lower --min-articles"


@click.group("entities")
def command() -> None:
    """Look into the people, companies, places and products.

    Example: tearsheet entities list
    """


@command.command("list")
@root_option
@click.option("--type", "types", type=click.Choice(TYPES), multiple=True, help="Of this type alone; may be repeated.")
@click.option("--registered", "which", flag_value="registered", help="Those that a file registers.")
@click.option("--automatic", "which", flag_value="automatic", help="Those that none does.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
def listing(*, root: Path | None, types: Sequence[str], which: str | None, as_json: bool) -> None:
    """List every entity with its type and how many articles name it.

    Example: tearsheet entities list --type person --automatic
    """
    site = examined(msgspec.structs.replace(job(choose(root)), doing="entities list")).site
    rows = [
        (key, known)
        for key, known in sorted(site.entities.items(), key=lambda pair: (-pair[1].articles, pair[0]))
        if (not types or known.type in types)
        and (which is None or (known.registered is not None) == (which == "registered"))
    ]
    for key, known in rows:
        if as_json:
            row = {"id": key, "name": known.name, "type": known.type, "articles": known.articles}
            address = site.addresses.get(f"entity {key}")
            console.json_line({**row, "registered": known.registered is not None, "address": address})
        else:
            mark = "registered" if known.registered else ""
            click.echo(f"{known.articles:>6}  {known.type:<13} {key:<32} {known.name}  {mark}".rstrip())
    if not rows and not as_json:
        click.echo(NONE if not site.entities else "no entity is of that kind", err=True)


@command.command("find")
@root_option
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
def find(*, root: Path | None, files: Sequence[Path], as_json: bool) -> int:
    """Find who and what each of FILES names, read as plain prose.

    Works without a site. Example: tearsheet entities find --json story.txt
    """
    here = root or configuration.find_root(Path.cwd())
    linked = examined(msgspec.structs.replace(job(choose(root)), doing="entities find")) if here else None
    known = linked.site.registry if linked else {}
    ruled = decisions.rule(registry.names(known.values()), linked.decisions if linked else (), known)
    lookup = registry.lookup(ruled)
    asked = choose(root).config.entities.spacy if here else ""
    more = tagger(asked) if asked else None
    status = 0
    for file in files:
        try:
            text = file.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            console.notes([_unread(file, error).note()])
            status = 1
            continue

        body, places = _unified(text)

        def recognised(lookup: registry.Lookup, body: str = body) -> tuple[Found, ...]:
            return recognise.recognise(title="", body=body, lexicon=word_lists(), lookup=lookup, tagger=more)

        found = _moved(decisions.decided(recognised, lookup=lookup, path=file.as_posix(), text=body), places)
        _tell(file, found, {key: entry.name for key, entry in known.items()}, as_json=as_json)
    return status


def _unified(text: str) -> tuple[str, Sequence[int]]:
    """Return a text with one kind of line end and no byte order mark, and where Windows' line ends lost a character."""
    lost = [place.start() - number for number, place in enumerate(re.finditer("\r\n", text))]
    marked = f" {text[1:]}" if text.startswith("\ufeff") else text
    return marked.replace("\r\n", "\n").replace("\r", "\n"), lost


def _moved(found: Sequence[Found], lost: Sequence[int]) -> Sequence[Found]:
    """Return what was found with offsets of the file as it is."""
    if not lost:
        return found
    return [
        msgspec.structs.replace(
            item,
            places=placed(
                Mention(one.start + bisect_left(lost, one.start), one.end + bisect_left(lost, one.end), one.form)
                for one in item.mentions
            ),
        )
        for item in found
    ]


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
        if (spans := item.spans)
    ]
    if as_json:
        console.json_line({"path": click.format_filename(file), "entities": rows})
        return
    click.echo(str(file))
    for row in rows:
        click.echo(f"  {row['salience']:.2f}  {row['type']:<13} {row['name']}")


@command.command("suggest")
@root_option
@click.option("--type", "types", type=click.Choice(TYPES), multiple=True, help="Of this type alone; may be repeated.")
@click.option("--min-articles", type=click.IntRange(min=1), default=2, show_default=True, help="Named this often.")
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="So many; 0 for all.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
def suggest(*, root: Path | None, types: Sequence[str], min_articles: int, limit: int, as_json: bool) -> None:
    """List names that no file registers, the most named first, with the evidence and the file each would become.

    Example: tearsheet entities suggest --type organisation --min-articles 3
    """
    asked = msgspec.structs.replace(job(choose(root)), doing="entities suggest")
    made = suggestions(asked, least=min_articles, types=types, limit=limit)
    for one in made:
        if as_json:
            console.json_line(one)
        else:
            _show(one)
    if not made and not as_json:
        click.echo(f"nothing to suggest: no unregistered name stands in {min_articles} articles or more", err=True)
        click.echo(f"  hint: {EMPTY}", err=True)


def _show(one: Suggestion) -> None:
    click.echo(f"{one.name}  ({one.type})  in {_articles(one.articles)}, salience {one.salience:.2f}")
    rules = ", ".join(f"{rule} {count}" for rule, count in one.basis.items())
    kinds = ", ".join(f"{kind} {count}" for kind, count in one.types.items())
    click.echo(f"  found by {rules}; taken for {kinds}")
    if one.votes:
        for vote in one.votes[:2]:
            click.echo(f"  {_votes(vote.votes)}: {vote.what}")
    forms = [form for form in one.forms if form != one.name]
    if forms:
        click.echo(f"  also written {', '.join(forms)}")
    for form in one.taken:
        click.echo(f"  a registered entity holds “{form}” already: it is left out")
    for example in one.examples:
        place = f"{example.path}:{example.line}" if example.line else example.path
        click.echo(f"  {place}: {example.quote}")
    click.echo(f"  -> {one.file}")


def _votes(votes: dict[str, float]) -> str:
    return ", ".join(f"{kind} {vote:+.1f}" for kind, vote in sorted(votes.items(), key=lambda pair: -pair[1]))


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count} articles"


@command.command("accept")
@root_option
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Accept every suggestion.")
@click.option("--min-articles", type=click.IntRange(min=1), default=2, show_default=True, help="With --all.")
@click.option("--type", "kind", type=click.Choice(TYPES), help="What it is, where it was taken for something else.")
@click.option("--dry-run", "dry", is_flag=True, help="Print the files, and write none.")
def accept(
    *, root: Path | None, names: Sequence[str], everything: bool, min_articles: int, kind: EntityType | None, dry: bool
) -> int:
    """Register suggested NAMES: write a file for each, ready to edit. None is ever overwritten.

    The page keeps its address. Example: tearsheet entities accept "Ada Lind"
    """
    if bool(names) == everything:
        raise click.UsageError("name one or more suggestions, or give --all")
    if kind and (everything or len(names) > 1):
        raise click.UsageError("--type corrects one name at a time")
    chosen = choose(root)
    wanted = {name.casefold() for name in names}

    def only(known: Known) -> bool:
        return everything or bool(wanted & {known.id, known.name.casefold()})

    made = suggestions(
        msgspec.structs.replace(job(chosen), doing="entities accept"),
        least=min_articles if everything else 1,
        only=only,
    )
    notes = []
    for one in made:
        notes += _taken(one)
        try:
            _write(chosen.root, one, kind, dry=dry)
        except TearsheetError as error:
            notes.append(error.note())
    met = {name for one in made for name in (one.key, one.name.casefold())}
    for name in names:
        if name.casefold() not in met:
            what = f"nothing suggests {name}"
            notes.append(Note(severity="error", what=what, hint="see `tearsheet entities suggest --min-articles 1`"))
    if everything and not made:
        notes.append(Note(severity="info", what=f"no unregistered name stands in {min_articles} articles or more"))
    console.notes(notes)
    return 1 if any(note.severity == "error" for note in notes) else 0


def _write(root: Path, one: Suggestion, kind: EntityType | None, *, dry: bool) -> None:
    path, text = root / one.file, entry(one, kind=kind)
    if dry:
        click.echo(f"{path}{' (is there already)' if path.exists() else ''}\n{text}")
        return
    write(path, text)
    click.echo(str(path))


def _taken(one: Suggestion) -> list[Note]:
    """Return what an editor should know of a file that is about to be written."""
    where = Where(one.file)
    notes = [
        Note(
            severity="warning",
            what=f"a registered entity holds “{form}” already: it is left out of {one.name}'s file",
            where=where,
            hint="give both a `disambiguator`, or settle the phrase in content/entities/_decisions.yml",
        )
        for form in one.taken
    ]
    if one.id != one.key:
        what = f"its id is {one.id} from now on, and was {one.key}"
        notes.append(Note(severity="warning", what=what, where=where, hint="mend what pins or excludes it"))
    return notes


def _unread(file: Path, error: OSError | UnicodeDecodeError) -> TearsheetError:
    """Return why a file is not looked into; its places count characters, so none of them may be a guess."""
    if isinstance(error, OSError):
        return TearsheetError(f"cannot be read ({error.strerror})", where=Where(str(file)))
    line = error.object[: error.start].count(b"\n") + 1
    return TearsheetError(
        "is no UTF-8 text",
        where=Where(str(file), line),
        hint="save it as UTF-8; `tearsheet convert` reads a capture in any encoding",
    )
