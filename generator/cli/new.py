"""`tearsheet new`: begin a site, an article or an entity. Nothing is ever overwritten."""

import datetime as dt
import shlex
from importlib.resources import files
from pathlib import Path

import click

from generator.cli.site import choose, root_option
from generator.errors import TearsheetError
from generator.model import EntityType
from generator.pipeline.entries import quoted
from generator.pipeline.job import now
from generator.text import identifier, slug

TYPES: tuple[EntityType, ...] = ("person", "organisation", "place", "product", "event", "work")

SCAFFOLD = {
    "tearsheet.toml": "tearsheet.toml",
    "content/articles/welcome.md": "welcome.md",
    "content/articles/captured.txt": "captured.txt",
    "content/articles/captured.txt.yml": "captured.yml",
    "content/entities/tearsheet.md": "tearsheet.md",
    "content/pages/about.md": "about.md",
    ".gitignore": "gitignore",
}
"""The files of a new site, and what in the package each is made from."""

ARTICLE = """\
---
title: {title}
status: draft            # delete this line to publish
{section}# published: {today}  # a year, a month, a day or a time; never made up
# summary:               # a sentence for lists and search engines
# byline:
# tags: []
# provenance: [{{role: publisher, name: "", url: ""}}]  # if the words are of others …
# licence: {{status: granted, holder: ""}}               # … and by what right they stand here
---

The first paragraph says what happened.
"""


@click.group("new")
def command() -> None:
    """Begin a site, an article or an entity.

    Example: tearsheet new site my-paper
    """


@command.command("site")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--existing", is_flag=True, help="Write beside what is in the folder, leaving every file as it is.")
def site(*, folder: Path, existing: bool) -> None:
    """Make a site in FOLDER that builds at once and explains itself.

    Example: tearsheet new site my-paper
    """
    there = folder.exists() and any(folder.iterdir())
    if there and not existing:
        hint = "choose a new folder, or give --existing to write beside what is there: nothing is ever overwritten"
        raise TearsheetError(f"{folder} is not empty", hint=hint)
    if there and (folder / "tearsheet.toml").exists():
        raise TearsheetError(f"{folder} is a site already", hint="begin an article: tearsheet new article TITLE")
    scaffold = files("generator.cli") / "scaffold"
    said = {'"{{ title }}"': quoted(folder.resolve().name), "{{ today }}": _today()}
    for path, source in SCAFFOLD.items():
        if there and (folder / path).exists():
            click.echo(f"{folder / path} is there already, and stays as it is", err=True)
            continue
        text = (scaffold / source).read_text("utf-8")
        for mark, value in said.items():
            text = text.replace(mark, value)
        write(folder / path, text)
    click.echo(f"{folder} is ready: put captures into {folder}/content/articles/, then")
    click.echo(f"  cd {shlex.quote(str(folder))} && tearsheet serve --watch")


@command.command("article")
@root_option
@click.option("--section", help="The section it stands in.")
@click.argument("title")
def article(*, root: Path | None, section: str | None, title: str) -> None:
    """Begin an article called TITLE, as a draft; `serve --drafts` shows it.

    Example: tearsheet new article "Rain in Lisbon" --section City
    """
    title = _whole(title, "a title")
    chosen = choose(root)
    path = chosen.root / "content" / "articles" / f"{slug(title)}.md"
    stands = f"section: {quoted(section)}\n" if section and section.strip() else "# section:\n"
    write(path, ARTICLE.format(title=quoted(title), section=stands, today=_today()))
    click.echo(str(path))


@command.command("entity")
@root_option
@click.option("--type", "kind", type=click.Choice(TYPES), required=True, help="What it is.")
@click.argument("name")
def entity(*, root: Path | None, kind: str, name: str) -> None:
    """Begin the registry's entry of NAME.

    Example: tearsheet new entity "Ada Lind" --type person
    """
    name = _whole(name, "a name")
    chosen = choose(root)
    id_ = identifier(name)
    path = chosen.root / "content" / "entities" / f"{id_}.md"
    place = f"slug: {quoted(slug(name))}\n" if slug(name) != id_ else ""
    write(
        path,
        f"---\nname: {quoted(name)}\ntype: {kind}\n{place}"
        "aliases: []  # other full names; they hold in every article\n"
        "short: []  # they hold only after a full name in the same article\n"
        "summary:\n---\n",
    )
    click.echo(str(path))


def _whole(text: str, what: str) -> str:
    """Return a text on one line.

    Raises:
        UsageError: There is nothing in it.
    """
    flat = " ".join(text.split())
    if not flat:
        raise click.UsageError(f"{what} must say something")
    return flat


def _today() -> str:
    return dt.datetime.fromtimestamp(now(), tz=dt.UTC).date().isoformat()


def write(path: Path, text: str) -> None:
    """Write a new file.

    Raises:
        TearsheetError: It is there already, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(text.encode("utf-8", "replace"))
    except FileExistsError as error:
        raise TearsheetError(f"{path} is there already", hint="nothing is ever overwritten") from error
    except OSError as error:
        raise TearsheetError(f"cannot write {path}: {error.strerror or error}") from error
