"""What a researcher takes away: every article and entity as JSON and as CSV, without the texts.

Full parts of `PART` articles are numbered from the oldest and never change their members, as list pages do; the file
without a number holds the newest and names the others. So a new article writes one file of each format.

A cell that a spreadsheet would take for a formula begins with an apostrophe in CSV; JSON has every word as it is.
Sources: RFC 8259 (JSON), RFC 4180 (CSV), OWASP on CSV injection.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.link import dossier, facts, paging
from generator.link.site import Site
from generator.model import Found
from generator.outputs.cards import Shown
from generator.outputs.frame import OpenFrame
from generator.outputs.tasks import printing
from generator.render.links import absolute

PART = 1000
"""Articles in a numbered part."""

VERSION = 1
"""Of the shape of these files; it changes when a field goes or changes its meaning."""

_ARTICLE = (
    "id",
    "url",
    "title",
    "published",
    "published_basis",
    "modified",
    "byline",
    "section",
    "tags",
    "genre",
    "lang",
    "source",
    "source_url",
    "licence",
    "entities",
)
_ENTITY = ("id", "name", "type", "url", "articles", "aliases", "same_as", "summary")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan the files."""
    if not config.data:
        return
    parts = paging.numbers(len(site.order), size=PART)
    for number in parts:
        name = f"-{number}" if number else ""
        keys = paging.lines(site.order, title="", number=number, size=PART).ids[::-1]
        yield printing(
            f"/data/articles{name}.json",
            Articles(keys, len(site.order), tuple(each for each in parts if each) if not number else ()),
            origin="the data of the articles",
            recipe=json.dumps((keys, list(parts), len(site.order)) if not number else keys),
            kind="file",
            also=(f"/data/articles{name}.csv",),
        )
    if site.entities:
        yield printing(
            "/data/entities.json",
            entities,
            origin="the data of the entities",
            kind="file",
            also=("/data/entities.csv",),
        )


class Articles(msgspec.Struct, frozen=True):
    """Prints one part."""

    keys: tuple[str, ...]
    total: int
    parts: tuple[int, ...]

    def __call__(self, fetch: Fetch) -> Made:
        """Return the part as JSON and as CSV."""
        base = fetch(OpenFrame()).base_url
        told: dict[str, object] = {"version": VERSION}
        if self.parts:
            told["parts"] = [f"articles-{number}.json" for number in self.parts]
        if self.parts or self.total == len(self.keys):
            told["total"] = self.total
        rows: list[str] = []

        def written() -> Iterator[dict[str, object]]:
            # Of thousands of rows none is held as objects: each is written down twice and let go.
            for key in self.keys:
                row = _article(fetch, key, base)
                rows.append(_said(row))
                yield _flat(row)

        table = _csv(_ARTICLE, written())
        return Made(files=(f'{_said(told)[:-1]},"articles":[{",".join(rows)}]}}\n'.encode("utf-8", "replace"), table))


def _article(fetch: Fetch, key: str, base: str | None) -> dict[str, object]:
    head = fetch(facts.ArticleHead(key))
    card = fetch(Shown(key))
    assert card is not None
    told = {
        "id": head.id,
        "url": absolute(card.address, base_url=base),
        "title": head.title,
        "subtitle": head.subtitle,
        "summary": card.summary,
        "published": head.published.text if head.published else None,
        "published_basis": head.published_basis if head.published else None,
        "modified": head.modified.text if head.modified else None,
        "byline": head.byline,
        "authors": _built(head.authors),
        "dateline": _built(head.dateline),
        "section": head.section,
        "tags": list(head.tags),
        "genre": head.genre,
        "lang": head.lang,
        "provenance": _built(head.provenance),
        "licence": _built(head.licence),
        "corrections": _built(head.corrections),
        "translations": head.translations,
        "missing": list(head.missing),
        "entities": [_told(item) for item in fetch(facts.Told(key))],
    }
    return {name: value for name, value in told.items() if value not in (None, [], {}, "")}


def _told(item: Found) -> dict[str, object]:
    made: dict[str, object] = {
        "id": item.key,
        "name": item.name,
        "type": item.type,
        "salience": round(item.salience, 3),
    }
    if item.claims:
        made["states"] = [
            {name: words for name, words in (("text", each.text), ("of", each.of), ("quote", each.quote)) if words}
            for each in item.claims
        ]
    return made


def _flat(row: Mapping[str, object]) -> dict[str, object]:
    """Return an article's row of the table: lists are joined by `; `, of its source the oldest page is named."""
    source = _oldest(row.get("provenance"))
    licence = row.get("licence")
    known = licence if isinstance(licence, dict) else {}
    return {
        **row,
        "tags": _joined(row.get("tags")),
        "source": source.get("name"),
        "source_url": source.get("url"),
        "licence": known.get("id") or known.get("status"),
        "entities": _joined(row.get("entities")),
    }


def entities(fetch: Fetch) -> Made:
    """Print the entities that have a page: as JSON, with what the registry knows of them, and as CSV."""
    base = fetch(OpenFrame()).base_url
    rows = []
    for key, count in fetch(dossier.EntityIndex()):
        card = fetch(facts.WhoCard(key))
        if card is None or card.address is None:
            continue
        entry = fetch(facts.EntityHead(key))
        told = {
            "id": key,
            "name": card.name,
            "type": card.type,
            "url": absolute(card.address, base_url=base),
            "articles": count,
            "registered": entry is not None,
            "disambiguator": card.disambiguator,
        }
        if entry:
            told |= {
                "aliases": list(entry.aliases),
                "short": list(entry.short),
                "summary": entry.summary,
                "same_as": list(entry.same_as),
                "roles": _built(entry.roles),
                "relations": _built(entry.relations),
                "symbols": _built(entry.symbols),
            }
        rows.append({name: value for name, value in told.items() if value not in (None, [], "")})
    table = ({**row, "aliases": _joined(row.get("aliases")), "same_as": _joined(row.get("same_as"))} for row in rows)
    return Made(
        files=(f"{_said({'version': VERSION, 'entities': rows})}\n".encode("utf-8", "replace"), _csv(_ENTITY, table))
    )


def _oldest(chain: object) -> Mapping[str, object]:
    hops = chain if isinstance(chain, list) else []
    return next((hop for hop in hops if isinstance(hop, dict) and hop.get("role") != "capture"), {})


def _joined(values: object) -> str:
    listed = values if isinstance(values, list) else []
    return "; ".join(str(value["id"] if isinstance(value, dict) else value) for value in listed)


def _built(value: object) -> object:
    """Return what a value says, without what it leaves open."""
    if isinstance(value, tuple):
        return [_built(each) for each in value]
    if not isinstance(value, msgspec.Struct):
        return value
    said = {name: getattr(value, name) for name in value.__struct_fields__}
    moments = {name: getattr(each, "text", each) for name, each in said.items()}
    return {name: each for name, each in moments.items() if each}


def _said(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _csv(names: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    made = io.StringIO()
    table = csv.writer(made)
    table.writerow(names)
    table.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return made.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> str:
    words = "" if value is None else str(value)
    return f"'{words}" if words.startswith(_FORMULA) else words
