"""Which fields front matter has, for each kind of content, and what each means to an editor.

The fields, their types and their defaults are those of the model; only their meaning is written here.
"""

import functools
from collections.abc import Iterator
from typing import Final, get_args

import msgspec
from msgspec import inspect as mi

from generator.config.schema import DRAFT, Key, Notation, json_schema, rows
from generator.model import Article, Entity, Kind, Moment, Page

KINDS: Final[dict[Kind, type[Article | Page | Entity]]] = {"article": Article, "page": Page, "entity": Entity}
ADDRESSES: Final = frozenset({"url", "src", "same_as", "canonical", "pixel"})
"""The last names of fields that hold an address."""

_OURS: Final = frozenset({"path", "body", "line", "missing"})
_TOLD: Final = frozenset({"lang", "published_basis"})
"""Fields whose default depends on the site or the file, and is told in words."""

_NOTATION: Final = Notation(
    words={Moment: "a date"},
    schemas={Moment: {"type": ["string", "integer"], "examples": [2014, "2014-10", "2014-10-28", "2014-10-28T09:30Z"]}},
    lenient=True,
)

_ALL: Final = {
    "kind": "What the file is. Default: `entity` below `entities/`, `page` below `docs/` and `pages/`, else `article`.",
    "id": "The name other files know it by, and feeds; it stays when the file moves. Default: the path below "
    "`content/` without its suffix; for an entity, the file's name.",
    "slug": "Its part of the address. Default: from the file's name.",
    "lang": "The language it is written in, as BCP 47 writes it. Default: the site's.",
    "summary": "A sentence or two, for lists, feeds and search engines.",
    "template": "The template that prints it. Default: that of its kind.",
    "extra": "Anything a site's own templates ask for. Fields that are not listed here end up in it, with a warning.",
}
_SHOWN: Final = {
    "title": "The headline: all that a build needs. Default: the first heading of level 1.",
    "aliases": "Old addresses below the site's root; each becomes a redirect.",
    "status": "A draft is printed only on request; what was withdrawn leaves a notice.",
    "publish_at": "Not printed before this moment.",
    "expires": "Not printed from this moment on.",
}
_ARTICLE: Final = {
    "subtitle": "A line below the headline.",
    "section": "The part of the site it belongs to.",
    "tags": "What it is about, in words of the site's own.",
    "genre": "The kind of story, such as `news`, `analysis`, `opinion`, `interview`, `review` or `obituary`.",
    "byline": "The line that names its authors, as printed.",
    "authors": "Who wrote it, one by one.",
    "authors.name": 'The name alone, without "By".',
    "authors.affiliation": "The agency or paper they write for.",
    "authors.url": "A page about them.",
    "dateline": "Where it was filed; printed only where the body does not open with it.",
    "dateline.text": "As printed, without the dash after it.",
    "dateline.place": "The place alone.",
    "dateline.date": "The date, as printed.",
    "dateline.agency": "The agency.",
    "published": "When it was first published, as precisely as is known. Nothing is assumed where it is absent.",
    "published_basis": "How that is known. Default: `stated` in Markdown, `editor` where front matter of a capture "
    "says it.",
    "modified": "When its substance last changed.",
    "image": "The picture above the body.",
    "image.src": "The file, relative to this one, or a URL, which becomes a link.",
    "image.alt": "What it shows, for those who do not see it.",
    "image.caption": "The line below it.",
    "image.credit": "Whose picture it is.",
    "image.licence": "The licence of the picture, such as `CC BY 4.0`, or whose permission you have: with it, the "
    "picture of an article of others is shown. It is printed after the credit.",
    "provenance": "Where it came from, the oldest first. Without any, the article is the site's own.",
    "provenance.role": "Who first published it, who republished it, or the file that was captured.",
    "provenance.name": "The publisher's name.",
    "provenance.url": "The address it had there.",
    "provenance.published": "When it appeared there.",
    "provenance.captured_at": "When it was captured.",
    "provenance.file": "The capture, below `content/`.",
    "provenance.sha256": "The SHA-256 of the capture. An article that names a capture of this site replaces it.",
    "provenance.format": "The format of the capture.",
    "provenance.converter": "What read the capture, with its version.",
    "provenance.confidence": "How well the article was expected to be cut out of the capture, from 0 to 1.",
    "provenance.dropped": "How many of its lines the editor took out.",
    "provenance.kept": "How many of its lines the editor put in.",
    "provenance.missing": "What the capture does not say.",
    "licence": "What may be done with it. Default: `own` without provenance, else `unknown`.",
    "licence.status": "`unknown` is printed but kept from search engines; `denied` is not printed.",
    "licence.id": "The licence by its SPDX or Creative Commons name, such as `CC-BY-ND-4.0`.",
    "licence.url": "The text of the licence, or of the permission.",
    "licence.holder": "Who holds the rights.",
    "licence.notice": "The notice they ask for, word for word.",
    "licence.pixel": "The counting picture that the licensor asks for. It is kept and reported; no page loads it.",
    "licence.pictures": "Whether it covers the pictures too. Default: only where the article is the site's own; else a "
    "link with the caption stands in place of each.",
    "licence.edits": "What may be changed. With `none`, the body gets no links of ours.",
    "canonical": "The address that search engines should prefer: `source`, `self` or a URL. Default: `source` where "
    "provenance has a URL, else `self`.",
    "index": "Whether search engines may list it; `auto` follows the licence.",
    "corrections": "Corrections, dated.",
    "corrections.at": "When it was corrected.",
    "corrections.kind": "What it is.",
    "corrections.text": "What was wrong, and what is right.",
    "entities": "The last word on whom and what it is about.",
    "entities.pin": "Entities that the sidebar shows first, by id.",
    "entities.exclude": "Entities that are not meant.",
    "entities.add": "Entities that the text does not name.",
    "related": "Articles to point to first, by id.",
    "panels": "Boxes of the sidebar.",
    "panels.type": "`quotes`, `snapshot`, `contact`, `links`, `subscribe`, or one the site's templates know.",
    "panels.title": "The heading.",
    "panels.as_of": "When the figures were true; shown as unknown where it is absent.",
    "panels.delay_minutes": "By how many minutes the figures lag.",
    "panels.vendor": "Who supplied them.",
    "panels.note": "A line below them.",
    "panels.rows": "The lines. Every value is printed as it is written.",
    "panels.rows.label": "What the line is about.",
    "panels.rows.value": "Its value.",
    "panels.rows.change": "How it changed.",
    "panels.rows.group": "The heading it stands under.",
    "panels.rows.url": "Where it leads.",
    "panels.rows.note": "A remark.",
    "panels.rows.history": "Earlier values, oldest first, drawn as a line.",
    "comments": "Readers' comments.",
    "comments.author": "Who wrote it.",
    "comments.text": "What it says.",
    "comments.at": "When.",
    "translations": "The same article in other languages: language to id.",
}
_PAGE: Final = {"order": "Its place among the pages of its folder; the lowest comes first."}
_ENTITY: Final = {
    "name": "Its full name. Default: the first heading of level 1.",
    "type": "What it is.",
    "aliases": "Other full names, each enough to recognise it anywhere.",
    "short": "Names that mean it only after a full one in the same article, such as a surname.",
    "demonyms": "What the people and things of a place are called.",
    "not": "Phrases that contain one of its names and mean something else.",
    "disambiguator": "A word or two that tell it from others of its name.",
    "same_as": "Its address in other registries, such as Wikidata.",
    "roles": "Offices it holds or held.",
    "roles.title": "The office.",
    "roles.of": "Where, by id or name.",
    "roles.cite": "The article that says so, by id.",
    "roles.quote": "The words that say so.",
    "relations": "How it stands to other entities.",
    "relations.type": "The relation, such as `affiliate_of`.",
    "relations.to": "The other entity, by id.",
    "relations.cite": "The article that says so, by id.",
    "relations.quote": "The words that say so.",
    "symbols": "Its tickers, which are names of it.",
    "symbols.exchange": "The exchange.",
    "symbols.symbol": "The ticker.",
    "link": "Whether bodies may link to it.",
    "hidden": "Whether it is left out of the site.",
    "merged_into": "The entity it turned out to be, by id; its address redirects there.",
}
_MEANINGS: Final[dict[Kind, dict[str, str]]] = {
    "article": _ALL | _SHOWN | _ARTICLE,
    "page": _ALL | _SHOWN | _PAGE,
    "entity": _ALL | _ENTITY,
}


@functools.cache
def fields(kind: Kind) -> dict[str, mi.Field]:
    """Return the fields of a kind by the name front matter has for them, `kind` among them."""
    described = mi.type_info(KINDS[kind])
    assert isinstance(described, mi.StructType)
    what = mi.Field("kind", "kind", mi.LiteralType(values=get_args(Kind)), required=False)
    return {"kind": what} | {field.encode_name: field for field in described.fields if field.name not in _OURS}


@functools.cache
def kinds_of(name: str) -> tuple[Kind, ...]:
    """Return the kinds that have a field."""
    return tuple(kind for kind in KINDS if name in fields(kind))


def reference(kind: Kind) -> tuple[Key, ...]:
    """Return a row for each field of a kind, those of its groups after it."""
    return tuple(rows(_group(kind), meanings=_MEANINGS[kind], notation=_NOTATION))


def schema() -> dict[str, object]:
    """Return the JSON Schema of front matter, for editors that check YAML while it is typed."""
    return {"$schema": DRAFT, "title": "Front matter of Tearsheet content", "anyOf": list(_schemas())}


def _schemas() -> Iterator[dict[str, object]]:
    for kind in KINDS:
        made = json_schema(_group(kind), meanings=_MEANINGS[kind], notation=_NOTATION)
        yield {"title": kind, **{key: value for key, value in made.items() if key != "required"}}


def _group(kind: Kind) -> mi.StructType:
    """Return the fields of a kind as the group they are in a file, where none is required."""
    own = (
        msgspec.structs.replace(
            field, required=False, default=msgspec.NODEFAULT if field.name in _TOLD else field.default
        )
        for field in fields(kind).values()
    )
    return mi.StructType(cls=KINDS[kind], fields=tuple(own))
