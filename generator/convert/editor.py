"""What the editor says of a file: in the configuration, in its front matter and in its sidecar.

The kind of a file is the first thing they say; where nobody says it, its folder does.
"""

from collections.abc import Mapping, Sequence
from typing import get_args

import msgspec
from msgspec import inspect as mi

from generator import digest
from generator.config import FILE, Default, matches
from generator.config.fit import Node, Rules, fit, of
from generator.convert import decode, frontmatter, html
from generator.convert.frontmatter_check import check
from generator.convert.frontmatter_schema import fields, kinds_of
from generator.convert.settle import join
from generator.errors import ConfigError, ContentError, Note
from generator.model import Kind, Source

_KIND = mi.LiteralType(values=get_args(Kind))
_FOLDERS: dict[str, Kind] = {"entities": "entity", "docs": "page", "pages": "page"}


class ReadSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What of the configuration reading depends on."""

    lang: str = "en"
    timezone: str = "UTC"
    defaults: tuple[Default, ...] = ()


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """The editor's word on one file, checked, and the file without it."""

    kind: Kind
    stated: dict[str, object]
    """Attribute to value: what front matter and the sidecar say, the sidecar above."""

    filling: dict[str, object]
    """Attribute to value: what the configuration has for what is left open."""

    body: bytes
    line: int
    """The line of the file on which `body` begins."""

    keep: frozenset[int] = frozenset()
    drop: frozenset[int] = frozenset()
    notes: tuple[Note, ...] = ()


def word(*, path: str, data: bytes, sidecar: bytes | None, site: ReadSettings) -> Word:
    """Return the editor's word on the file at `path`, below ``content/``.

    Raises:
        ContentError: Front matter or sidecar cannot be read, or state what a field cannot be.
        ConfigError: The configuration does.
    """
    inside, beside = f"content/{path}", f"content/{path}.yml"
    matter = frontmatter.split(data, path=inside)
    aside = frontmatter.sidecar(sidecar, path=beside) if sidecar is not None else {}
    general = _general(path, site.defaults)
    kind = (
        _kind(aside, beside)
        or _kind(matter.fields, inside)
        or _kind(general, FILE)
        or _FOLDERS.get(path.partition("/")[0], "article")
    )
    inline = check(matter.fields, kind=kind, path=inside, timezone=site.timezone)
    over = check(
        {name: node for name, node in aside.items() if name != "lines"},
        kind=kind,
        path=beside,
        timezone=site.timezone,
    )
    keep, drop = _lines(aside["lines"], path, data, matter) if "lines" in aside else (frozenset(), frozenset())
    return Word(
        kind=kind,
        stated=join(inline.values, over.values),
        filling=_filling(general, kind=kind, timezone=site.timezone),
        body=matter.body,
        line=matter.line,
        keep=keep,
        drop=drop,
        notes=inline.notes + over.notes,
    )


def _lines(node: Node, path: str, data: bytes, matter: frontmatter.Matter) -> tuple[frozenset[int], frozenset[int]]:
    """Return the lines of a text, or the blocks of a saved page, that are kept and that are dropped."""
    page = Source(path=path, data=matter.body, sha256="", line=matter.line)
    if page.suffix in html.SUFFIXES:
        return frontmatter.lines(node, path=f"content/{path}.yml", last=html.count(page), whose="blocks of the page")
    return frontmatter.lines(node, path=f"content/{path}.yml", last=decode.count(data))


def source_of(*, path: str, data: bytes, said: Word, site: ReadSettings) -> Source:
    """Return a file as its converter sees it: front matter taken off, the editor's word on its lines beside it."""
    return Source(
        path=path,
        data=said.body,
        sha256=digest.of_file(data),
        line=said.line,
        kind=said.kind,
        title=_text(said.stated.get("name" if said.kind == "entity" else "title")),
        lang=_text(said.stated.get("lang") or said.filling.get("lang")) or site.lang,
        timezone=site.timezone,
        keep=said.keep,
        drop=said.drop,
    )


def check_defaults(defaults: Sequence[Default], *, timezone: str) -> tuple[Note, ...]:
    """Return what there is to say about the configuration's front matter, once for the whole site.

    Raises:
        ConfigError: It states what a field cannot be.
    """
    notes: list[Note] = []
    for default in defaults:
        stated = {name: of(value) for name, value in default.values.items()}
        for name, node in stated.items():
            kind = _kind(stated, FILE) or (*kinds_of(name), "article")[0]
            notes += check({name: node}, kind=kind, path=FILE, timezone=timezone, error=ConfigError).notes
    return tuple(notes)


def said_of(path: str, defaults: Sequence[Default]) -> dict[str, object]:
    """Return what the configuration says of the file at `path`, a later table above an earlier, as plain values."""
    said: dict[str, object] = {}
    for default in defaults:
        if matches(path, default.match):
            said = join(said, default.values)
    return said


def _general(path: str, defaults: Sequence[Default]) -> dict[str, Node]:
    return {name: of(value) for name, value in said_of(path, defaults).items()}


def _filling(general: Mapping[str, Node], *, kind: Kind, timezone: str) -> dict[str, object]:
    """Return the fields that `kind` has of what the configuration says of files of several kinds."""
    meant = {name: node for name, node in general.items() if name in fields(kind) or not kinds_of(name)}
    return check(meant, kind=kind, path=FILE, timezone=timezone, error=ConfigError).values


def _kind(stated: Mapping[str, Node], path: str) -> Kind | None:
    node = stated.get("kind")
    if node is None or node.absent:
        return None
    error = ConfigError if path == FILE else ContentError
    kind = fit(node, _KIND, Rules(path=path, error=error, lenient=True), "kind")
    return next(known for known in get_args(Kind) if known == kind)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
