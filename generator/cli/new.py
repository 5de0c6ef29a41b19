"""`tearsheet new`: begin a site, an article or an entity. Nothing is ever overwritten."""

import json
import shlex
from importlib.resources import files
from pathlib import Path

import click

from generator.cli.site import choose, root_option
from generator.errors import TearsheetError
from generator.model import EntityType
from generator.text import slug

TYPES: tuple[EntityType, ...] = ("person", "organisation", "place", "product", "event", "work")


@click.group("new")
def command() -> None:
    """Begin a site, an article or an entity.

    Example: tearsheet new site my-paper
    """


@command.command("site")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def site(*, folder: Path) -> None:
    """Make a site in FOLDER that builds at once and explains itself.

    Example: tearsheet new site my-paper
    """
    if folder.exists() and any(folder.iterdir()):
        raise TearsheetError(f"{folder} is not empty", hint="choose a new folder: nothing is ever overwritten")
    scaffold = files("generator.cli") / "scaffold"
    name = folder.resolve().name
    for path, source in (
        ("tearsheet.toml", "tearsheet.toml"),
        ("content/articles/welcome.md", "welcome.md"),
        ("content/entities/tearsheet.md", "tearsheet.md"),
        (".gitignore", "gitignore"),
    ):
        write(folder / path, (scaffold / source).read_text("utf-8").replace('"{{ title }}"', _quoted(name)))
    click.echo(f"{folder} is ready: put captures into {folder}/content/articles/, then")
    click.echo(f"  cd {shlex.quote(str(folder))} && tearsheet serve --watch")


@command.command("article")
@root_option
@click.argument("title")
def article(*, root: Path | None, title: str) -> None:
    """Begin an article called TITLE, as a draft.

    Example: tearsheet new article "Rain in Lisbon"
    """
    chosen = choose(root)
    path = chosen.root / "content" / "articles" / f"{slug(title)}.md"
    write(path, f"---\ntitle: {_quoted(title)}\nstatus: draft\n---\n\nThe first paragraph says what happened.\n")
    click.echo(str(path))


@command.command("entity")
@root_option
@click.option("--type", "kind", type=click.Choice(TYPES), required=True, help="What it is.")
@click.argument("name")
def entity(*, root: Path | None, kind: str, name: str) -> None:
    """Begin the registry's entry of NAME.

    Example: tearsheet new entity "Ada Lind" --type person
    """
    chosen = choose(root)
    path = chosen.root / "content" / "entities" / f"{slug(name)}.md"
    click.echo(str(write_entity(path, name=name, kind=kind)))


def write_entity(path: Path, *, name: str, kind: str) -> Path:
    """Write the registry's entry of an entity, ready to edit, and return its path.

    Raises:
        TearsheetError: It is there already, or cannot be written.
    """
    write(path, f"---\nname: {_quoted(name)}\ntype: {kind}\naliases: []\nsummary:\n---\n")
    return path


def _quoted(text: str) -> str:
    """Return a text as YAML, TOML and JSON all write one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


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
