"""Captures by the hundred or the ten thousand: which files are meant, and what each becomes, whoever does the work.

The order is that of the files asked for, whatever the number of processes; a file that cannot be converted is a result
too, and the others go on.
"""

import contextlib
import multiprocessing
import os
import re
import signal
import stat
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

import msgspec

from generator import digest
from generator.build.task import Fetch, Made, Stratum, Task, World
from generator.build.workers import AHEAD, BATCH, Result, perform, work
from generator.convert import frontmatter_write, markdown, recipe_match, record
from generator.convert.editor import ReadSettings, source_of, word
from generator.convert.plan import SIDECAR, unsaid
from generator.convert.read import LIMIT, Converter, read
from generator.convert.recipe import Match, Recipe
from generator.convert.record import Record
from generator.errors import ContentError, Note, TearsheetError, Where
from generator.model import Article, Entity, Page
from generator.text import slug

_LINK: Final = re.compile(r"((?<!\\)\]\()(<[^<>\n]*>|[^()\s<>]+)")
"""Where a link or a picture of Markdown leads."""

STDIN: Final = "-"
_CONVERTED: Final = "converted"
_NAME_BYTES: Final = 120
"""Bytes of a file's name, at most, that become an id; a longer one outside a site is cut."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is to be converted."""

    shown: str
    """The file as the user typed it, fit for a terminal."""

    path: Path | None
    """None for what comes in through the standard input."""

    below: str
    """Its path below ``content/``; of a file that is not there, its name."""

    in_site: bool = False
    data: bytes = b""
    """What came in through the standard input."""


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What captures are converted with."""

    site: ReadSettings
    converters: tuple[Converter, ...]
    recipes: Mapping[str, Recipe] = msgspec.field(default_factory=dict)
    always: tuple[Recipe, ...] = ()
    """Recipes for every file asked for, whatever they match."""

    written: frozenset[str] = frozenset()
    """SHA-256 of captures that were converted before: they are not converted again."""

    into: Path | None = None
    """The folder that the results go into, where it is one of the site's."""

    account: bool = False
    """Whether the record of every decision is wanted."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One article or page of a capture."""

    named: str
    """What its file is to be called, without a suffix."""

    markdown: str
    stated: dict[str, object]
    """Its fields, as plain values."""


class Converted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file."""

    sha256: str = ""
    pieces: tuple[Piece, ...] = ()
    skipped: bool = False
    account: Record | None = None
    notes: tuple[Note, ...] = ()


def gather(
    arguments: Sequence[Path],
    *,
    stdin: Callable[[], bytes],
    content: Path | None,
    suffixes: frozenset[str],
    wanted: Callable[[str], bool],
) -> tuple[list[Asked], list[Note]]:
    """Return the files that are meant, in order, and what there is to say about others.

    Args:
        arguments: Files, folders, and ``-`` for the standard input.
        stdin: Reads the standard input, where that is asked for.
        content: The folder ``content/`` of the site, where there is one.
        suffixes: Those of files in folders that are captures.
        wanted: Says of the name of a file or folder in a folder whether it is looked at.
    """
    notes: list[Note] = []
    found: dict[str, Asked] = {}
    for argument in arguments:
        if str(argument) == STDIN:
            if STDIN not in found:
                data = stdin()
                found[STDIN] = Asked(shown=STDIN, path=None, below=f"stdin{_suffix_of(data)}", data=data)
            continue
        told, none = len(notes), True
        for path in _files(argument, suffixes, wanted, notes):
            none = False
            found.setdefault(os.path.abspath(path), _asked(path, content))  # noqa: PTH100 - links stay as they are
        if none and len(notes) == told:
            what = f"no captures stand in this folder: no file ends in {', '.join(sorted(suffixes))}"
            notes.append(Note(severity="warning", what=what, where=Where(shown(argument))))
    return list(found.values()), notes


def _files(top: Path, suffixes: frozenset[str], wanted: Callable[[str], bool], notes: list[Note]) -> Iterator[Path]:
    if not top.is_dir():
        yield top
        return

    def closed(error: OSError) -> None:
        notes.append(
            Note(
                severity="error",
                what=f"cannot be looked into ({error.strerror})",
                where=Where(shown(Path(os.fsdecode(error.filename or top)))),
            )
        )

    for folder, folders, names in os.walk(top, onerror=closed):
        folders[:] = sorted(name for name in folders if wanted(name) and not name.startswith("_"))
        there = set(names)
        for name in sorted(names):
            suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - of a string, in a loop over many
            beside = name.lower().endswith(SIDECAR) and name[: -len(SIDECAR)] in there
            if suffix in suffixes and wanted(name) and not name.startswith("_") and not beside:
                yield Path(folder, name)


def _asked(path: Path, content: Path | None) -> Asked:
    if content is not None:
        try:
            below = Path(os.path.abspath(path)).relative_to(content)  # noqa: PTH100 - links stay as they are
            return Asked(shown=shown(path), path=path, below=_plain(below.as_posix()), in_site=True)
        except ValueError:
            pass
    return Asked(shown=shown(path), path=path, below=_short(_plain(path.name)))


def shown(path: Path) -> str:
    """Return a path as a terminal can show it, on one line."""
    return _plain(os.fspath(path)).replace("\n", "\\n").replace("\r", "\\r")


def _plain(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def _short(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    if len(name.encode()) <= _NAME_BYTES or not stem:
        return name
    return f"{stem.encode()[:_NAME_BYTES].decode(errors='ignore')}{dot}{suffix}"


def convert(asked: Sequence[Asked], desk: Desk, *, jobs: int) -> Generator[tuple[Asked, Converted]]:
    """Yield what becomes of each file, in order."""
    tasks = [
        Task(key=f"{number}", stratum=Stratum.CONVERT, make=_Conversion(desk, each), origin=each.shown)
        for number, each in enumerate(asked)
    ]
    decode = msgspec.msgpack.Decoder(Converted).decode
    with contextlib.closing(_results(tasks, jobs)) as results:
        for each, result in zip(asked, results, strict=True):
            if result.error is None:
                yield each, decode(result.products[_CONVERTED])
            else:
                yield each, Converted(notes=(_placed(result.error, each),))


def _results(tasks: Sequence[Task], jobs: int) -> Generator[Result]:
    """Yield the results of tasks in order, also where one of them takes the process with it that works on it."""
    at = 0
    while at < len(tasks):
        try:
            for _, result in work(tasks[at:], world=World({}), jobs=jobs):
                yield result
                at += 1
        except TearsheetError as error:
            if not isinstance(error.__cause__, BrokenExecutor):
                raise
            # It was one of those under way: each has a process of its own, and the rest go on together.
            for task in tasks[at : at + AHEAD * jobs * BATCH + BATCH]:
                yield _apart(task)
                at += 1


def _apart(task: Task) -> Result:
    """Return the result of a task in a process of its own, which may be killed over it."""
    context = multiprocessing.get_context("fork")
    near, far = context.Pipe(duplex=False)

    def run() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        far.send_bytes(msgspec.msgpack.encode(perform(task, World({}))))

    process = context.Process(target=run)
    process.start()
    far.close()
    try:
        return msgspec.msgpack.decode(near.recv_bytes(), type=Result)
    except EOFError:
        return Result(
            error=Note(
                severity="error",
                what="its conversion was killed",
                where=Where(task.origin),
                hint="it may need more memory than there is; copy the article into a file that ends in .txt",
            )
        )
    finally:
        near.close()
        process.join()


class _Conversion(msgspec.Struct, frozen=True):
    desk: Desk
    asked: Asked

    def __call__(self, fetch: Fetch) -> Made:  # noqa: ARG002 - a task is asked so; this one needs no facts
        return Made(products={_CONVERTED: one(self.asked, self.desk)})


def one(asked: Asked, desk: Desk) -> Converted:
    """Return what becomes of one file.

    Raises:
        TearsheetError: It cannot be read, or holds no article; what the record says of it is lost with it.
    """
    data, sidecar = _bytes(asked)
    sha256 = digest.of_file(data)
    if sha256 in desk.written:
        return Converted(sha256=sha256, skipped=True)
    below = asked.below
    recipes = _recipes(below, data, sidecar, desk)
    told, faults = _account(below, data, sidecar, desk, recipes) if desk.account else (None, ())
    try:
        reading = read(
            path=below, data=data, sidecar=sidecar, site=desk.site, converters=desk.converters, recipes=recipes
        )
    except TearsheetError as error:
        # The verdicts are wanted most where they leave no article; why there are none, the note says.
        return Converted(sha256=sha256, account=told, notes=(_placed(error.note(), asked),))
    notes = [*faults, *reading.notes]
    pieces: list[Piece] = []
    for content in reading.contents:
        if isinstance(content, Entity):
            notes.append(
                Note(severity="warning", what="is said to be an entity, which is not written", where=Where(asked.shown))
            )
            continue
        if isinstance(content, Article):
            notes += unsaid(content)
        pieces.append(_piece(content, below, asked, desk, first=not pieces))
    return Converted(
        sha256=sha256, pieces=tuple(pieces), account=told, notes=tuple(_placed(note, asked) for note in notes)
    )


def _account(
    below: str, data: bytes, sidecar: bytes | None, desk: Desk, recipes: tuple[Recipe, ...]
) -> tuple[Record | None, tuple[Note, ...]]:
    try:
        return record.of(path=below, data=data, sidecar=sidecar, site=desk.site, recipes=recipes), ()
    except TearsheetError as error:
        return None, (error.note(),)


def _piece(content: Article | Page, below: str, asked: Asked, desk: Desk, *, first: bool) -> Piece:
    stem = below.rpartition("/")[2].rpartition(".")[0]
    kept = stem if first else content.id.rpartition("/")[2]
    if asked.in_site and asked.path is not None and desk.into is not None:
        content = _moved(content, asked.path.parent, desk.into)
    # An article of the site keeps the id it had as a capture, wherever its file goes.
    stated = asked.in_site or (first and content.id != below.rpartition(".")[0])
    return Piece(
        named=kept if asked.in_site else content.slug or slug(content.title),
        markdown=frontmatter_write.markdown(content, lang=desk.site.lang, id_=content.id if stated else None),
        stated={name: whole(getattr(content, name)) for name in content.__struct_fields__},
    )


def whole(value: object) -> object:
    """Return what a value says in plain terms: every field by its name, those too that say nothing."""
    if isinstance(value, msgspec.Struct):
        return {name: whole(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, Mapping):
        return {name: whole(each) for name, each in value.items()}
    return [whole(each) for each in value] if isinstance(value, tuple | list) else value


def _moved(content: Article | Page, here: Path, there: Path) -> Article | Page:
    """Return content whose links to files beside its capture lead to them from another folder too."""
    if here.absolute() == there.absolute():
        return content

    def led(target: str) -> str:
        path, mark, rest = target.partition("#")
        plain = unquote(path)
        if not plain or plain.startswith(("/", "?")) or ":" in plain or not (here / plain).is_file():
            return target
        return quote(Path(os.path.relpath(here / plain, there)).as_posix()) + mark + rest

    body = _LINK.sub(lambda found: f"{found[1]}{led(found[2].strip('<>'))}", content.body)
    content = msgspec.structs.replace(content, body=body)
    if isinstance(content, Article) and content.image is not None:
        image = msgspec.structs.replace(content.image, src=led(content.image.src))
        return msgspec.structs.replace(content, image=image)
    return content


def _bytes(asked: Asked) -> tuple[bytes, bytes | None]:
    """Return what stands in a file, and in the sidecar beside it."""
    if asked.path is None:
        return asked.data, None
    beside = asked.path.with_name(f"{asked.path.name}{SIDECAR}")
    try:
        if not stat.S_ISREG(asked.path.stat().st_mode):
            raise ContentError("is no file", where=Where(asked.shown), hint="pipe it in, and name it `-`")
        with asked.path.open("rb") as file:
            data = file.read(LIMIT + 1)
        return data, beside.read_bytes() if beside.is_file() else None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ContentError(f"cannot be read ({why})", where=Where(asked.shown)) from error


def _suffix_of(data: bytes) -> str:
    """Return what a text without a name is taken for: a page where it begins with a tag, else text."""
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    return ".html" if head.startswith((b"<!doctype", b"<html", b"<!--", b"<head", b"<body", b"<?xml")) else ".txt"


def _recipes(below: str, data: bytes, sidecar: bytes | None, desk: Desk) -> tuple[Recipe, ...]:
    """Return the recipes that mean a file."""
    if not desk.recipes or below.lower().endswith(markdown.SUFFIXES):
        return desk.always
    try:
        said = word(path=below, data=data, sidecar=sidecar, site=desk.site)
    except TearsheetError:
        return desk.always  # reading says what is wrong with the file
    source = source_of(path=below, data=data, said=said, site=desk.site)
    known: dict[str, Match] = {name: each.match for name, each in desk.recipes.items() if each.match is not None}
    return (*(desk.recipes[name] for name in recipe_match.of(known, source, said)), *desk.always)


def _placed(note: Note, asked: Asked) -> Note:
    """Return a finding that names the file as the user typed it, and not as part of a site."""
    if note.where is None:
        return msgspec.structs.replace(note, where=Where(asked.shown))
    for inside, outside in (
        (f"content/{asked.below}{SIDECAR}", f"{asked.shown}{SIDECAR}"),
        (f"content/{asked.below}", asked.shown),
    ):
        if note.where.path == inside:
            where = Where(outside, note.where.line, note.where.column)
            return msgspec.structs.replace(
                note, where=where, hint=note.hint.replace(f"content/{asked.below}", asked.shown)
            )
    return note
