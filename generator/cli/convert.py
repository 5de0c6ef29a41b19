"""`tearsheet convert`: captures to Markdown, JSON, or an account of every line; one, or a folder of ten thousand."""

import contextlib
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec

from generator import config as configuration
from generator import console, plugins
from generator.build.task import Stratum
from generator.build.workers import cores
from generator.config import Config
from generator.convert import markdown, recipe
from generator.convert.read import LIMIT, ReadSettings
from generator.convert.recipe import FOLDER, Recipe
from generator.convert.record import Record
from generator.errors import ContentError, Note, TearsheetError, Where
from generator.pipeline import archive
from generator.pipeline.archive import Asked, Converted, Desk, Piece
from generator.pipeline.layout import CONTENT, wanted
from generator.pipeline.shelf import Shelf

BATCH = 50
"""Files after which the progress bar moves."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
"""A terminal would obey them."""

KEYS = ("title", "body", "byline", "dateline", "published", "panels", "provenance", "missing")


@click.command("convert")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--stdout", "to_stdout", is_flag=True, help="Print the Markdown. [default]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an article.")
@click.option("--into", type=click.Path(path_type=Path), help="Write Markdown files into a folder.")
@click.option("--explain", is_flag=True, help="Print each capture with the verdict on every line or block.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the record of every decision as JSON Lines.")
@click.option(
    "--recipe",
    "recipes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Read all files by this recipe too, whatever it matches.",
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes. [default: one for each core]")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
def command(  # noqa: PLR0913 - one parameter an option
    *,
    files: Sequence[Path],
    to_stdout: bool,
    as_json: bool,
    into: Path | None,
    explain: bool,
    report: Path | None,
    recipes: Sequence[Path],
    jobs: int | None,
    strict: bool,
) -> int:
    """Turn captures into Markdown with front matter.

    A folder stands for the captures in it, - for the standard input. Works without a site; within one, its recipes and
    defaults hold. What an earlier run has written into the folder is not converted again, and nothing is overwritten.
    Example: tearsheet convert captures/ --into content/articles
    """
    if sum((to_stdout, as_json, into is not None)) > 1:
        raise click.UsageError("--stdout, --json and --into name three places for one result; choose one")
    if explain and as_json:
        raise click.UsageError("--explain is for people and --json for programs; --report writes the record as JSON")
    here = Path.cwd()
    root = configuration.find_root(here) or (here if (here / CONTENT).is_dir() else None)
    config = configuration.load(root or here)
    doors = plugins.load(root or here, config.plugins if root else ())
    content = (root / CONTENT).resolve() if root else None
    findings: list[Note] = []
    shelf = _shelf(into, content) if into else None
    desk = Desk(
        site=ReadSettings(lang=config.lang, timezone=config.timezone, defaults=config.defaults if root else ()),
        converters=doors.converters,
        recipes=_of_site(root, config, findings) if root else {},
        always=tuple(_recipe(path, config, findings) for path in recipes),
        written=shelf.captures if shelf else frozenset(),
        into=into,
        account=explain or report is not None,
    )
    asked, odd = archive.gather(
        files,
        stdin=_piped,
        content=content,
        suffixes=doors.suffixes - frozenset(markdown.SUFFIXES),
        wanted=wanted(config),
    )
    findings += odd
    teller = _Teller(
        shelf=shelf, as_json=as_json, explain=explain, printed=to_stdout or not (as_json or into or explain)
    )
    with _reporting(report, asked) as record:
        complete = _run(asked, desk, teller, record, findings, jobs=jobs or cores())
    console.notes(findings)
    if shelf:
        click.echo(teller.summary(len(asked), complete=complete), err=True)
    bad = any(note.severity == "error" or (strict and note.severity == "warning") for note in findings)
    return 1 if bad or not complete else 0


def _run(
    asked: Sequence[Asked], desk: Desk, teller: "_Teller", record: BinaryIO | None, findings: list[Note], *, jobs: int
) -> bool:
    """Convert all, and say whether it came to its end or was stopped."""
    progress = console.Progress(clock=time.monotonic)
    try:
        with contextlib.closing(archive.convert(asked, desk, jobs=jobs)) as results:
            for done, (each, found) in enumerate(results, 1):
                findings += found.notes
                told = teller.tell(each, found)
                if record:
                    record.write(msgspec.json.encode(_line(each, found, told)) + b"\n")
                if done % BATCH == 0:
                    progress(Stratum.CONVERT, done, len(asked))
    except KeyboardInterrupt:
        return False
    except TearsheetError as error:
        findings.insert(0, error.note())
        return False
    finally:
        progress.stop()
    return True


def _piped() -> bytes:
    return sys.stdin.buffer.read(LIMIT + 1)


def _shelf(into: Path, content: Path | None) -> Shelf:
    inside = content is not None and Path(os.path.abspath(into)).is_relative_to(content)  # noqa: PTH100 - links stay
    return Shelf(into, known=content if inside else None)


def _of_site(root: Path, config: Config, findings: list[Note]) -> dict[str, Recipe]:
    """Return the recipes of a site; one that cannot be read is a finding."""
    found: dict[str, Recipe] = {}
    folder = root / CONTENT / FOLDER
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.suffix.lower() in recipe.SUFFIXES and path.is_file():
            try:
                found[path.relative_to(root / CONTENT).as_posix()] = _recipe(path, config, findings, matchless=False)
            except TearsheetError as error:
                findings.append(error.note())
    return found


def _recipe(path: Path, config: Config, findings: list[Note], *, matchless: bool = True) -> Recipe:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ContentError(f"cannot be read ({error.strerror})", where=Where(archive.shown(path))) from error
    said = recipe.read(data, path=archive.shown(path), timezone=config.timezone, matchless=matchless)
    findings += said.notes
    return said.recipe


@contextlib.contextmanager
def _reporting(path: Path | None, asked: Sequence[Asked]) -> Iterator[BinaryIO | None]:
    """Yield where the record goes: a file beside its place, put there at the end, whole lines even when stopped."""
    if path is None:
        yield None
        return
    if any(each.path is not None and each.path.absolute() == path.absolute() for each in asked):
        raise click.UsageError(f"--report would write over {path}, which is to be converted")
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        file = beside.open("wb")
    except OSError as error:
        raise _unwritten(path, error) from error
    try:
        with file:
            yield file
        try:
            os.replace(beside, path)  # noqa: PTH105 - the call that is atomic, by its name
        except OSError as error:
            raise _unwritten(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def _unwritten(path: Path, error: OSError) -> TearsheetError:
    return TearsheetError(f"cannot be written ({error.strerror or error})", where=Where(archive.shown(path)))


class _Teller:
    """Says what becomes of each file, where it is wanted."""

    def __init__(self, *, shelf: Shelf | None, as_json: bool, explain: bool, printed: bool) -> None:
        self._shelf = shelf
        self._as_json = as_json
        self._explain = explain
        self._printed = printed
        self.written = 0
        self.skipped = 0

    def tell(self, asked: Asked, found: Converted) -> list[Path]:
        """Print or write one result; return the files it is in.

        Raises:
            TearsheetError: Nothing can be written there.
        """
        if self._explain and found.account:
            _explain(asked, found.account)
        if self._shelf:
            return self._put(self._shelf, asked, found)
        for piece in found.pieces:
            if self._as_json:
                console.json_line(_json(asked, piece, found))
            elif self._printed:
                click.echo(piece.markdown)
        return []

    def _put(self, shelf: Shelf, asked: Asked, found: Converted) -> list[Path]:
        there = shelf.holds(found.sha256) if found.sha256 else None
        if there is not None:
            self.skipped += 1
            click.echo(f"{asked.shown}: {archive.shown(there)} is there already")
            return [there]
        made = shelf.put([(piece.named, piece.markdown) for piece in found.pieces], sha256=found.sha256)
        for path in made:
            click.echo(f"{asked.shown} -> {archive.shown(path)}")
        self.written += len(made)
        return made

    def summary(self, total: int, *, complete: bool) -> str:
        """Return what became of all in one line."""
        told = f"wrote {self.written} of {total}" + (f", {self.skipped} were there already" if self.skipped else "")
        return told if complete else f"stopped: {told}; run it again to go on"


def _json(asked: Asked, piece: Piece, found: Converted) -> dict[str, Any]:
    published = piece.stated.get("published")
    return {
        "path": asked.shown,
        **{key: piece.stated.get(key) for key in KEYS},
        "published": published.get("text") if isinstance(published, dict) else None,
        "warnings": [note.what for note in found.notes],
    }


def _line(asked: Asked, found: Converted, told: Sequence[Path]) -> dict[str, Any]:
    """Return the line of the report on one file."""
    made: dict[str, Any] = {"path": asked.shown}
    if found.sha256:
        made["sha256"] = found.sha256
    if found.account:
        made |= msgspec.to_builtins(found.account)
    if told:
        made["written" if not found.skipped else "skipped"] = [archive.shown(path) for path in told]
    if found.notes:
        made["notes"] = [str(note) for note in found.notes]
    return made


def _explain(asked: Asked, account: Record) -> None:
    sure = f", {account.confidence:.0%} sure" if account.confidence is not None else ""
    click.echo(click.style(f"{asked.shown} ({account.format}{sure})", bold=True), color=_colour())
    for line in account.lines:
        _verdict(line.number, line.kind, f"{line.confidence:4.2f} {line.text}", kept=line.kept, by=line.by)
    for block in account.blocks:
        _verdict(block.number, block.why, f"{block.text} {block.path}", kept=block.kept, by=block.by)


def _verdict(number: int, what: str, text: str, *, kept: bool, by: str) -> None:
    head = click.style(f"{number:>5} {what:<12} {'+' if kept else '-'} ", fg="green" if kept else "red")
    whose = f" ({by})" if by != "converter" else ""
    click.echo(head + click.style(_CONTROLS.sub(" ", f"{text}{whose}"), dim=not kept), color=_colour())


def _colour() -> bool | None:
    """Return whether to colour: never where NO_COLOR is set (https://no-color.org), else on a terminal."""
    return False if os.environ.get("NO_COLOR") else None
