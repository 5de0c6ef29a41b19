"""What a content file becomes: a pure function of its bytes, its sidecar's and the site's settings.

An id is the path below ``content/`` without its suffix, an entity's the name of its file; a second article in one file
gets the suffix ``-2``.
"""

from collections.abc import Iterator, Sequence
from typing import get_args

import msgspec

from generator import digest
from generator.convert import account, markdown
from generator.convert.converter import Converter, choose, name
from generator.convert.editor import ReadSettings, Word, check_defaults, word
from generator.convert.frontmatter_check import check_id
from generator.convert.settle import Content, apply, become
from generator.errors import ContentError, Note, PluginError, TearsheetError, Where
from generator.model import Article, Basis, Entity, EntityType, Page, Source
from generator.text import slug

__all__ = ["LIMIT", "Converter", "ReadSettings", "Reading", "check_defaults", "read", "source_of", "word"]

LIMIT = 20_000_000
"""Bytes of a content file, at most."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a file became."""

    contents: tuple[Content, ...] = ()
    notes: tuple[Note, ...] = ()
    sha256: str
    """Of the file as it came."""


def read(
    *, path: str, data: bytes, sidecar: bytes | None, site: ReadSettings, converters: Sequence[Converter]
) -> Reading:
    """Return what a content file holds, with the editor's word on it.

    Args:
        path: The file, below ``content/``.
        data: Its bytes.
        sidecar: Those of ``<file>.yml``, where there is one.
        site: The site's settings.
        converters: The formats that the site reads.

    Raises:
        ContentError: The file, its front matter or its sidecar cannot be read, with the line where there is one.
        ConfigError: The configuration states a default of a wrong type.
        PluginError: Two converters claim the file, or one broke down over it.
    """
    _check_size(path, data)
    said = word(path=path, data=data, sidecar=sidecar, site=site)
    source = source_of(path=path, data=data, said=said, site=site)
    basis: Basis = "stated" if source.suffix in markdown.SUFFIXES else "editor"
    found = _converted(source, choose(converters, source))
    notes = tuple(item for item in found if isinstance(item, Note))
    contents = [become(item, said.kind) for item in found if not isinstance(item, Note)]
    applied = [
        apply(content, stated=said.stated, filling=said.filling, basis=basis, first=place == 0)
        for place, content in enumerate(contents)
    ]
    applied = [account.dated(content, timezone=site.timezone) for content in applied]
    article = next((content for content in applied if isinstance(content, Article)), None)
    notes = account.still_open(notes, article)
    return Reading(contents=tuple(_named(applied, source)), notes=said.notes + notes, sha256=source.sha256)


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


def _check_size(path: str, data: bytes) -> None:
    where = Where(f"content/{path}")
    if len(data) > LIMIT:
        raise ContentError(
            f"is larger than the {LIMIT // 1_000_000} MB that a content file may have",
            where=where,
            hint="cut it into several files, or begin its name with _ to leave it out",
        )
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise ContentError("is empty", where=where, hint="write something into it, or delete it")


def _converted(source: Source, converter: Converter) -> list[Content | Note]:
    try:
        found = list(converter.convert(source))
    except TearsheetError:
        raise
    except Exception as reason:
        # A converter may be a stranger's, and no page may stop a build: whatever it was, the file fails alone.
        raise PluginError(
            f"{name(converter)} broke down over this file: {type(reason).__name__}: {reason}",
            where=Where(source.where),
            hint="the others are printed; please report it with the file",
        ) from reason
    for item in found:
        if not isinstance(item, Article | Page | Entity | Note):
            raise PluginError(
                f"{name(converter)} yields a {type(item).__name__}, which is no content", where=Where(source.where)
            )
    return found


def _named(contents: Sequence[Content], source: Source) -> Iterator[Content]:
    """Yield contents with ids of their own, each with all that a build needs."""
    taken: set[str] = set()
    for content in contents:
        stem = content.id if content.id not in ("", source.stem) else _default_id(content, source)
        number, id_ = 1, stem
        while id_ in taken:
            number += 1
            id_ = f"{stem}-{number}"
        taken.add(id_)
        _check_whole(content, id_, source)
        yield msgspec.structs.replace(content, id=id_)


def _default_id(content: Content, source: Source) -> str:
    return source.stem.rpartition("/")[2] if isinstance(content, Entity) else source.stem


def _check_whole(content: Content, id_: str, source: Source) -> None:
    """Refuse content without what it cannot be printed without."""
    kind = "entity" if isinstance(content, Entity) else source.kind
    field = "name" if isinstance(content, Entity) else "title"
    if not getattr(content, field).strip():
        inline = source.suffix in markdown.SUFFIXES
        raise ContentError(
            f"has no {field}",
            where=Where(source.where, 1),
            hint=f"begin the body with `# The {field}`, or state `{field}:` in front matter"
            if inline
            else f"state `{field}:` in front matter, or in {source.where}.yml",
        )
    if isinstance(content, Entity) and content.type not in get_args(EntityType):
        raise ContentError(
            "states no `type`", where=Where(source.where, 1), hint=f"one of {', '.join(get_args(EntityType))}"
        )
    if why := check_id(id_, kind=kind):
        raise ContentError(
            why, where=Where(source.where), hint=f"rename the file, or state an `id` such as {slug(id_)}"
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
