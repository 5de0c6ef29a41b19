"""What can be searched: the text of every article, entity and page; by type, section, year and name.

The index comes in bundles of `BUNDLE` articles, counted from the oldest, and one of everything else; a browser merges
them. So an edit indexes one bundle again and not the archive. The indexer is given each text as a small document of its
own: what a page looks like never changes what is found.

It takes a few milliseconds a text, more than printing it does. So `serve` makes no index, and `--no-search` leaves it
out; the search page then shows the other ways in, as it does for readers without JavaScript.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape

import msgspec

from generator.build.task import Fetch, Made, Stratum, Task
from generator.config import Config
from generator.link import facts, paging
from generator.link.site import Site
from generator.model import Article, Entity, Page
from generator.outputs import pagefind, standins
from generator.outputs.cards import GROUPS
from generator.outputs.frame import SEARCH, OpenFrame, Printed, page
from generator.outputs.interface import Interface
from generator.outputs.tasks import printing
from generator.render import structured
from generator.render.views import SearchView

BUNDLE = 1000
"""Articles in a bundle."""

ROOT = "pagefind/"

Kind = str
Text = tuple[Kind, str]
"""What is searched: its kind and its id."""


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan the search page, and its index where there is to be one."""
    bundles = dict(_bundles(site)) if config.search else {}
    addresses = tuple(f"/{ROOT}{name}/" for name in bundles)
    yield printing(SEARCH, SearchPage(addresses), origin="the search page", recipe=" ".join(addresses))
    for number, (name, texts) in enumerate(bundles.items()):
        yield Task(
            key=f"search {name}",
            stratum=Stratum.DERIVED,
            make=Bundle(texts, first=not number),
            folder=f"{ROOT}{name}/",
            recipe="\n".join(f"{kind} {key}" for kind, key in texts) + f"\n{not number}",
            origin="the search index",
        )


def _bundles(site: Site) -> Iterator[tuple[str, tuple[Text, ...]]]:
    """Yield the bundles by name, the one with the newest articles first: it is the one that changes."""
    numbers = paging.numbers(len(site.order), size=BUNDLE) if site.order else range(0)
    for number in sorted(numbers, key=lambda number: (number != 0, number)):
        keys = paging.lines(site.order, title="", number=number, size=BUNDLE).ids
        yield f"articles-{number}" if number else "articles", tuple(("article", key) for key in keys)
    others = [("page", key) for key in site.pages]
    others += [("entity", key) for key in site.registry if f"entity {key}" in site.addresses]
    if others:
        yield "others", tuple(sorted(others))


class SearchPage(msgspec.Struct, frozen=True):
    """Prints the page."""

    bundles: tuple[str, ...]

    def __call__(self, fetch: Fetch) -> Made:
        """Return the page."""
        site = fetch(OpenFrame())
        head = structured.head(fetch(Interface()).gettext("Search"), address=SEARCH, site=site, indexed=False)
        script = next(iter(standins.named(fetch, ("search.js",) if self.bundles else ()).values()), None)
        return page(fetch, SearchView(ways=site.archive, bundles=self.bundles, script=script), head=head)


class Bundle(msgspec.Struct, frozen=True):
    """Indexes one bundle."""

    texts: tuple[Text, ...]
    first: bool
    """Whether it holds the script that reads all of them."""

    def __call__(self, fetch: Fetch) -> Made:
        """Return the bundle's files."""
        documents = dict(filter(None, (_document(fetch, kind, key) for kind, key in self.texts)))
        lang = fetch(OpenFrame()).lang
        return Made(folder=pagefind.index(documents, lang=lang, with_script=self.first))


def _document(fetch: Fetch, kind: str, key: str) -> tuple[str, str] | None:
    """Return an address, and the document that is indexed for it."""
    body = fetch(Printed(kind, key))
    html = body.html if body else ""
    if kind == "article":
        return _article(fetch, key, html)
    if kind == "entity":
        return _entity(fetch, key, html)
    found = fetch(facts.PageHead(key))
    address = fetch(facts.Target(found.path))
    return (address, written(found, html, filters=[("type", fetch(Interface()).gettext("Page"))])) if address else None


def _article(fetch: Fetch, key: str, html: str) -> tuple[str, str] | None:
    head, card = fetch(facts.ArticleHead(key)), fetch(facts.ArticleCard(key))
    if card is None:
        return None
    filters = [("type", fetch(Interface()).gettext("Article"))]
    if head.section:
        filters.append(("section", head.section))
    if head.published:
        filters.append(("year", f"{head.published.year:04}"))
    named = filter(None, (fetch(facts.WhoCard(item.key)) for item in fetch(facts.Told(key))))
    filters += [("name", who.name) for who in named if who.address]
    meta = {"date": fetch(Interface()).day(head.published) if head.published else "", "summary": card.summary or ""}
    return card.address, written(head, html, filters=filters, meta=meta)


def _entity(fetch: Fetch, key: str, html: str) -> tuple[str, str] | None:
    entry, card = fetch(facts.EntityHead(key)), fetch(facts.WhoCard(key))
    if entry is None or card is None or card.address is None:
        return None
    return card.address, written(
        entry,
        html,
        filters=[("type", fetch(Interface()).gettext(GROUPS[card.type]))],
        words=[entry.summary or "", *entry.aliases],
    )


def written(
    head: Article | Page | Entity,
    html: str,
    *,
    filters: Iterable[tuple[str, str]],
    meta: Mapping[str, str] | None = None,
    words: Iterable[str] = (),
) -> str:
    """Return the document: the headline weighs most, as Pagefind weighs headings."""
    title = head.name if isinstance(head, Entity) else head.title
    marks = [f'<meta data-pagefind-filter="{name}[content]" content="{escape(value)}">' for name, value in filters]
    marks += [
        f'<meta data-pagefind-meta="{name}[content]" content="{escape(value)}">'
        for name, value in (meta or {}).items()
        if value
    ]
    subtitle = getattr(head, "subtitle", None)
    said = "".join(f"<p>{escape(line)}</p>" for line in (subtitle or "", *words) if line)
    return (
        f"<!doctype html><html><head><title>{escape(title)}</title></head><body>{''.join(marks)}"
        f"<main data-pagefind-body><h1>{escape(title)}</h1>{said}{html}</main></body></html>"
    )
