"""What a content file becomes: a pure function of its bytes, its sidecar's and the site's settings.

An id is the path below ``content/`` without its suffix, an entity's the name of its file; a second article in one file
gets the suffix ``-2``.
"""

from collections.abc import Iterator, Sequence
from typing import get_args

import msgspec

from generator import __version__
from generator.convert import account, capture, html, markdown, recipe_apply, recipe_cut, recipe_match
from generator.convert.converter import Converter, choose, name
from generator.convert.editor import ReadSettings, Word, check_defaults, source_of, word
from generator.convert.frontmatter_check import check_id
from generator.convert.pattern import Patience
from generator.convert.recipe import Recipe
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
    *,
    path: str,
    data: bytes,
    sidecar: bytes | None,
    site: ReadSettings,
    converters: Sequence[Converter],
    recipes: Sequence[Recipe] = (),
) -> Reading:
    """Return what a content file holds, with the editor's word on it.

    Args:
        path: The file, below ``content/``.
        data: Its bytes.
        sidecar: Those of ``<file>.yml``, where there is one.
        site: The site's settings.
        converters: The formats that the site reads.
        recipes: Those that mean this file, in order.

    Raises:
        ContentError: The file, its front matter or its sidecar cannot be read, with the line where there is one.
        ConfigError: The configuration states a default of a wrong type.
        PluginError: Two converters claim the file, or one broke down over it.
    """
    _check_size(path, data)
    said = word(path=path, data=data, sidecar=sidecar, site=site)
    source = source_of(path=path, data=data, said=said, site=site)
    basis: Basis = "stated" if source.suffix in markdown.SUFFIXES else "editor"
    found = _with_recipes(source, said, choose(converters, source), recipes)
    notes = (*_about_lines(source, said), *(item for item in found if isinstance(item, Note) and _stands(item, said)))
    contents = [become(item, said.kind) for item in found if not isinstance(item, Note)]
    applied = [
        apply(content, stated=said.stated, filling=said.filling, basis=basis, first=place == 0)
        for place, content in enumerate(contents)
    ]
    applied = [account.dated(content, timezone=site.timezone) for content in applied]
    notes = account.still_open(notes, [content for content in applied if isinstance(content, Article)])
    named = tuple(_marked(content, source) for content in _named(applied, source))
    return Reading(contents=named, notes=said.notes + notes, sha256=source.sha256)


def _with_recipes(source: Source, said: Word, converter: Converter, recipes: Sequence[Recipe]) -> list[Content | Note]:
    """Return what a converter finds in a file of which recipes say how it is read."""
    if not recipes or said.kind != "article":
        return _converted(source, converter)
    recipe, patience = recipe_cut.merged(recipes), Patience()
    prepared = recipe_cut.prepare(source, recipe, patience)
    try:
        found = _converted(prepared.source, converter)
    except ContentError:
        if prepared.alone is None:
            raise
        found = _converted(msgspec.structs.replace(prepared.source, data=prepared.alone), converter)
    if prepared.article is not None:
        # One element was named, whatever else stands on the page.
        first = next((item for item in found if isinstance(item, Article)), None)
        found = [
            item
            for item in found
            if item is first or not (isinstance(item, Article) or getattr(item, "code", "") == capture.SEVERAL)
        ]
    urls = recipe_match.stated_urls(said)
    made: list[Content | Note] = []
    for item in found:
        if not isinstance(item, Article):
            # A doubtful cut of a page is none to whoever has said where its articles stand.
            if not (isinstance(item, Note) and item.code == capture.UNSURE and recipe.cuts and _is_page(source)):
                made.append(item)
            continue
        made.append(recipe_apply.apply(item, recipe, prepared, urls=urls, patience=patience))
        # What a pattern found, it found once: further articles of a page have their own.
        prepared = msgspec.structs.replace(prepared, title=None, byline=None, published=None, article=None)
    return made


def _is_page(source: Source) -> bool:
    return source.suffix in html.SUFFIXES


def _stands(note: Note, said: Word) -> bool:
    """Say whether a finding is still one: a doubtful cut is not, once its editor has looked at the lines."""
    return note.code != capture.UNSURE or not (said.keep or said.drop)


def _about_lines(source: Source, said: Word) -> tuple[Note, ...]:
    """Return a finding where a sidecar picks lines of what is not read by lines."""
    cut = source.suffix in capture.SUFFIXES or (_is_page(source) and source.kind == "article")
    if cut or not (said.keep or said.drop):
        return ()
    return (
        Note(
            severity="warning",
            what="`lines` does nothing here: nothing is cut out of this file",
            where=Where(f"{source.where}.yml"),
            hint="a text capture is read by lines, and so is the article of a saved page by its blocks",
            code="lines-unread",
        ),
    )


def _marked(content: Content, source: Source) -> Content:
    """Return an article whose capture says what read it, and what it does not say."""
    if not isinstance(content, Article):
        return content
    hops = tuple(
        msgspec.structs.replace(
            hop,
            converter=f"tearsheet {__version__}",
            missing=content.missing,
            dropped=len(source.drop),
            kept=len(source.keep),
        )
        if hop.role == "capture" and hop.sha256 == source.sha256
        else hop
        for hop in content.provenance
    )
    return msgspec.structs.replace(content, provenance=hops)


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
