"""`tearsheet convert`: captures to Markdown, JSON, or an account of every line."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from generator import config as configuration
from generator import console, plugins
from generator.convert import frontmatter_write
from generator.convert.read import Reading, ReadSettings, read, source_of, word
from generator.errors import ContentError, Note, TearsheetError, Where
from generator.model import Article, Page
from generator.text import slug


@click.command("convert")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--stdout", "to_stdout", is_flag=True, help="Print the Markdown. [default]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an article.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="Write Markdown files into a folder.")
@click.option("--explain", is_flag=True, help="Print a text capture with the verdict on each line.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the line-by-line record as JSON Lines.")
def command(
    *, files: Sequence[Path], to_stdout: bool, as_json: bool, into: Path | None, explain: bool, report: Path | None
) -> int:
    """Turn captures into Markdown with front matter.

    Works without a site. Example: tearsheet convert page.txt --into content/articles
    """
    root = configuration.find_root(Path.cwd())
    config = configuration.load(root or Path.cwd())
    converters = plugins.load(root or Path.cwd(), config.plugins if root else ()).converters
    settings = ReadSettings(lang=config.lang, timezone=config.timezone, defaults=())
    findings: list[Note] = []
    records: list[dict[str, Any]] = []
    for file in files:
        try:
            reading = _read(file, settings, converters)
            findings += reading.notes
            for article in reading.contents:
                if isinstance(article, Article | Page):
                    _tell(file, article, reading, as_json=as_json, into=into, silent=explain and not to_stdout)
            if explain or report:
                records.append(_account(file, settings, explain=explain))
        except TearsheetError as error:
            findings.append(error.note())
            if explain or report:
                # The verdicts are wanted most where they leave no article; why there are none, the note says.
                with contextlib.suppress(TearsheetError, OSError):
                    records.append(_account(file, settings, explain=explain))
    if report:
        report.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
    console.notes(findings)
    return 1 if any(note.severity == "error" for note in findings) else 0


def _read(file: Path, settings: ReadSettings, converters: Sequence[Any]) -> Reading:
    data, sidecar = _bytes(file)
    name = click.format_filename(file.name)
    try:
        return read(path=name, data=data, sidecar=sidecar, site=settings, converters=converters)
    except TearsheetError as error:
        raise _placed(error, file) from error


def _bytes(file: Path) -> tuple[bytes, bytes | None]:
    """Return what stands in a file, and in the sidecar beside it."""
    try:
        beside = file.with_name(f"{file.name}.yml")
        return file.read_bytes(), beside.read_bytes() if beside.is_file() else None
    except OSError as error:
        raise ContentError(f"cannot be read ({error.strerror or error})", where=Where(str(file))) from error


def _placed(error: TearsheetError, file: Path) -> TearsheetError:
    """Return an error that names the file as the user typed it, and not as part of a site."""
    where = error.where
    line, column = (where.line, where.column) if where else (0, 0)
    return ContentError(error.what, where=Where(str(file), line, column), hint=error.hint)


def _tell(
    file: Path, article: Article | Page, reading: Reading, *, as_json: bool, into: Path | None, silent: bool
) -> None:
    if as_json:
        console.json_line(_json(file, article, reading))
    elif into:
        target = into / f"{article.slug or slug(article.title)}.md"
        if target.exists():
            raise ContentError(
                f"{target} is there already", where=Where(str(file)), hint="move it away; nothing is overwritten"
            )
        into.mkdir(parents=True, exist_ok=True)
        target.write_text(frontmatter_write.markdown(article), encoding="utf-8")
        click.echo(f"{file} -> {target}")
    elif not silent:
        click.echo(frontmatter_write.markdown(article))


def _json(file: Path, article: Article | Page, reading: Reading) -> dict[str, Any]:
    stated = msgspec.to_builtins(article)
    keys = ("title", "body", "byline", "dateline", "published", "panels", "provenance", "missing")
    published = article.published.text if isinstance(article, Article) and article.published else None
    return {
        "path": click.format_filename(file),
        **{key: stated.get(key) for key in keys},
        "published": published,
        "warnings": [note.what for note in reading.notes],
    }


def _lines(file: Path, settings: ReadSettings) -> list[dict[str, Any]]:
    from generator.convert import capture

    data, sidecar = _bytes(file)
    name = click.format_filename(file.name)
    said = word(path=name, data=data, sidecar=sidecar, site=settings)
    source = source_of(path=name, data=data, said=said, site=settings)
    if not capture.accepts(source):
        raise ContentError(
            "is no text capture", where=Where(str(file)), hint="only text captures are explained line by line"
        )
    return [msgspec.to_builtins(line) for line in capture.record(source).lines]


def _account(file: Path, settings: ReadSettings, *, explain: bool) -> dict[str, Any]:
    """Return the record of a capture, line by line; print it where it is to be explained."""
    lines = _lines(file, settings)
    if explain:
        _explain(lines)
    return {"path": click.format_filename(file), "lines": lines}


def _explain(lines: Sequence[dict[str, Any]]) -> None:
    for line in lines:
        kept = bool(line["kept"])
        head = f"{line['number']:>5} {line['kind']:<12} {'+' if kept else '-'} "
        click.echo(click.style(head, fg="green" if kept else "red") + click.style(str(line["text"]), dim=not kept))
