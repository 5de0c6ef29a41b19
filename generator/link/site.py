"""Everything published at one moment, as a frozen graph: what is shown, in which order, under which address.

Nothing here depends on the order in which sources were found. The clock decides only what is due.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import quote

import msgspec

from generator import text
from generator.config import Config, Permalinks
from generator.errors import CollisionError
from generator.link import addresses, namesakes, packed, pictured, resolve, seen
from generator.link.facts import Term, TermKind
from generator.link.replaced import appears, awaited
from generator.link.resolve import Known
from generator.model import Article, Card, Entity, Found, Heads, Moment, Outline, Page, settle_licence

NEWS_SECONDS = 2 * 24 * 60 * 60
"""How long an article is news: Google's rule for a news sitemap."""

TERMS: dict[TermKind, str] = {
    "section": "/sections/{}/",
    "tag": "/tags/{}/",
    "year": "/archive/{}/",
    "month": "/archive/{}/",
}


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """The graph. Ids are keys throughout; lists of articles are oldest first, the undated before them all."""

    config: Config
    articles: Mapping[str, Article]
    """Every article that has a page, without its body; its licence is settled."""

    leads: Mapping[str, str]
    pictures: Mapping[str, str]
    """Article to the picture above it, where that is a file of the site and may be shown: a path below ``content/``."""

    corrected: tuple[str, ...]
    """The articles that a correction was published on, by id; of a withdrawn one it is still to be known."""

    awaited: Mapping[str, Moment]
    """The moment that what stands at a place, ``article rain``, waits for, where what is not due yet is shown."""

    pages: Mapping[str, Page]
    registry: Mapping[str, Entity]
    entities: Mapping[str, Known]
    found: Mapping[str, tuple[Found, ...]]
    """Article id to its entities, of articles that are listed."""

    outlined: Mapping[str, Sequence[Found | Outline]]
    """The same entities, of which little is to be known."""

    order: tuple[str, ...]
    """The articles that lists show, from the last shown to the first; the withdrawn are not among them."""

    undated: int
    """How many of them have no date: the first of `order`."""

    looking: tuple[str, ...]
    """The same articles as each looks back at those before it: the dated, oldest first, then the undated, by id.

    A newer article stands behind all older ones, and one without a date behind all that have one: so neither changes
    what those show of others.
    """

    place: Mapping[str, int]
    """Article id to its place in `looking`."""

    named: Mapping[str, tuple[str, ...]]
    """Entity key to the articles that name it, in order."""

    terms: Mapping[TermKind, Mapping[str, Term]]
    members: Mapping[tuple[TermKind, str], tuple[str, ...]]
    """Term to its articles, in order."""

    addresses: Mapping[str, str]
    """Article, page, entity or name, as ``kind id``, to its address."""

    alike: Mapping[str, tuple[str, ...]]
    """Name, folded, to the entities with pages that bear it, where several do; its page stands at ``name …``."""

    assets: Mapping[str, str]
    """Files below ``content/`` that are copied as they are: path to address."""

    theme: Mapping[str, str]
    """The theme's assets: name to address, which holds a digest."""

    news: tuple[str, ...]
    """The articles of the last two days of the build's clock, newest first, where the site wants to know."""

    redirects: Mapping[str, tuple[str, str]]
    """Old address to the new one, and to the source that names it."""

    @property
    def dated(self) -> int:
        """How many of the articles have a date: the first of `looking`."""
        return len(self.order) - self.undated

    def card(self, article: str) -> Card | None:
        """Return an article from outside; of a withdrawn one, what led to it still shows, and nothing of its text."""
        head = self.articles.get(article)
        if head is None:
            return None
        stands = head.status != "withdrawn"
        hop = next((hop for hop in reversed(head.provenance) if hop.role == "publisher" and hop.name), None)
        return Card(
            id=head.id,
            address=self.addresses[f"article {head.id}"],
            title=head.title,
            summary=(head.summary or self.leads.get(head.id) or None) if stands else None,
            published=head.published,
            source=hop.name if hop else None,
            section=text.slug(head.section) if head.section and stands else None,
            lang=head.lang,
            picture=self.pictures.get(head.id),
            genre=head.genre if stands else "news",
            by=head.byline or ", ".join(author.name for author in head.authors) or None,
            waits="draft" if head.status == "draft" else "scheduled" if f"article {article}" in self.awaited else "",
        )


def assemble(
    heads: Iterable[Heads],
    *,
    config: Config,
    found: Callable[[str], tuple[Found, ...]],
    now: int,
    drafts: bool = False,
    assets: Mapping[str, str],
    theme: Mapping[str, str],
    lean: bool = False,
) -> Site:
    """Return the site of everything that is due.

    Args:
        heads: What each source file became, distinct.
        config: The configuration.
        found: Answers, for an article's id, what recognition found in it.
        now: The build's clock, in seconds since 1970; asked only whether something is due.
        drafts: Show drafts and what is not due yet.
        assets: Copied files below ``content/`` and their addresses.
        theme: The theme's assets and their addresses.
        lean: Articles and findings are held as they are written, and read whenever they are asked for.

    Raises:
        CollisionError: Two sources claim one old address.
    """
    settled = (
        (head.id, msgspec.structs.replace(head, licence=licence))
        for each in heads
        for head in each.articles
        if _due(head, now, drafts=drafts) and (licence := settle_licence(head)).status != "denied"
    )
    articles: Mapping[str, Article] = packed.pack(settled, Article) if lean else dict(settled)
    leads = ((key, lead) for each in heads for key, lead in each.leads.items())
    pages = {head.id: head for each in heads for head in each.pages if _due(head, now, drafts=drafts)}
    registry = {entry.id: entry for each in heads for entry in each.entities}
    pictures, corrected = seen_elsewhere(articles.items(), assets)
    order, undated = _chronology(articles)
    looking = (*order[undated:], *reversed(order[:undated]))
    raw = packed.Asked(found, dict.fromkeys(looking), known={}) if lean else {key: found(key) for key in looking}
    shown = namesakes.settled(
        looking,
        seen.shown(raw, registry, auto=config.entities.auto),
        registry,
        dated=len(order) - undated,
        sections={key: text.slug(articles[key].section or "") for key in looking},
    )
    named: dict[str, list[str]] = defaultdict(list)
    for key in order:
        for item in shown[key]:
            named[item.key].append(key)
    terms, members = _terms(order, articles)
    places = {
        **{f"article {key}": addresses.article(head, patterns=config.permalinks) for key, head in articles.items()},
        **{f"page {key}": addresses.page(head, patterns=config.permalinks) for key, head in pages.items()},
    }
    old = {addresses.stated(alias) for heads in (articles, pages) for head in heads.values() for alias in head.aliases}
    entities = resolve.entities(
        registry,
        shown,
        page_from=config.entities.page_from,
        patterns=config.permalinks,
        taken={*places.values(), *assets.values(), *old},
    )
    places |= {
        f"entity {key}": addresses.entity(known.slug, patterns=config.permalinks)
        for key, known in entities.items()
        if known.page
    }
    alike = resolve.alike(entities)
    redirects = _redirects(articles, pages, registry, places, config.permalinks)
    places |= _names(alike, config.permalinks, {*places.values(), *assets.values(), *redirects})
    return Site(
        config=config,
        articles=articles,
        awaited=_awaited(articles, pages, now) if drafts else {},
        leads=packed.pack(leads, str) if lean else dict(leads),
        pictures=pictures,
        corrected=corrected,
        pages=pages,
        registry=registry,
        entities=entities,
        found=shown,
        outlined=shown,
        order=order,
        undated=undated,
        looking=looking,
        place={key: place for place, key in enumerate(looking)},
        named={key: tuple(ids) for key, ids in named.items()},
        terms=terms,
        members=members,
        addresses=places,
        alike=alike,
        assets=assets,
        theme=theme,
        news=_news(order, articles, now) if config.news_sitemap else (),
        redirects=redirects,
    )


def seen_elsewhere(
    articles: Iterable[tuple[str, Article]], assets: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return of some articles the pictures above them, and which were corrected."""
    pictures: dict[str, str] = {}
    corrected: list[str] = []
    for key, head in articles:
        if head.image and (file := pictured.above(head)) and file in assets:
            pictures[key] = file
        if head.corrections:
            corrected.append(key)
    return pictures, tuple(sorted(corrected))


def _awaited(articles: Mapping[str, Article], pages: Mapping[str, Page], now: int) -> dict[str, Moment]:
    heads: list[tuple[str, Article | Page]] = [
        *((f"article {key}", head) for key, head in articles.items()),
        *((f"page {key}", head) for key, head in pages.items()),
    ]
    return {place: moment for place, head in heads if (moment := awaited(head, now))}


def _due(head: Article | Page, now: int, *, drafts: bool) -> bool:
    """Say whether content is to be seen now. A date in the future is a date to appear on."""
    expired = head.expires is not None and head.expires.start <= now
    return not expired and appears(head, now, drafts=drafts)


def _chronology(articles: Mapping[str, Article]) -> tuple[tuple[str, ...], int]:
    """Return what is listed, the undated by id from the last, then the dated, oldest first; and how many the former."""
    dates = {key: head.published for key, head in articles.items() if head.status != "withdrawn"}
    undated = sorted((key for key, date in dates.items() if date is None), reverse=True)
    dated = sorted((date.start, key) for key, date in dates.items() if date is not None)
    return (*undated, *(key for _, key in dated)), len(undated)


def _news(order: Sequence[str], articles: Mapping[str, Article], now: int) -> tuple[str, ...]:
    """Return what appeared in the last two days, on a day that is known."""
    since = now - NEWS_SECONDS
    dates = ((key, articles[key].published) for key in reversed(order))
    known = ((key, date) for key, date in dates if date and date.precision not in ("year", "month"))
    return tuple(key for key, date in known if since < date.start <= now)


def _terms(
    order: Sequence[str], articles: Mapping[str, Article]
) -> tuple[dict[TermKind, dict[str, Term]], dict[tuple[TermKind, str], tuple[str, ...]]]:
    """Return the sections, tags, years and months, and the articles of each. Terms with one slug are one term."""
    written: dict[tuple[TermKind, str, str], list[str]] = defaultdict(list)
    for key in order:
        head = articles[key]
        if head.section:
            written["section", text.slug(head.section), head.section].append(key)
        for tag in head.tags:
            written["tag", text.slug(tag), tag].append(key)
        when = head.published
        if when:
            year = f"{when.year:04}"
            written["year", year, f"{when.year}"].append(key)
            if when.month:
                written["month", f"{year}/{when.month:02}", when.text[:7]].append(key)
    spelt: dict[tuple[TermKind, str], dict[str, list[str]]] = defaultdict(dict)
    for (kind, slug, title), keys in written.items():
        spelt[kind, slug][title] = keys
    place = {key: number for number, key in enumerate(order)}
    members = {
        term: tuple(sorted({key for keys in each.values() for key in keys}, key=place.__getitem__))
        for term, each in spelt.items()
    }
    terms: dict[TermKind, dict[str, Term]] = {kind: {} for kind in TERMS}
    for kind, slug in sorted(spelt):
        counts = {title: len(keys) for title, keys in spelt[kind, slug].items()}
        terms[kind][slug] = Term(
            slug=slug,
            title=min(counts, key=lambda title: (-counts[title], title)),
            address=TERMS[kind].format(quote(slug)),
            total=len(members[kind, slug]),
        )
    return terms, members


def _names(names: Iterable[str], patterns: Permalinks, taken: set[str]) -> dict[str, str]:
    """Return where the page of each name that several entities bear stands: where its only bearer's would."""
    made: dict[str, str] = {}
    for name in names:
        slug = text.slug(name)
        while (address := addresses.entity(slug, patterns=patterns)) in taken or addresses.reserved(address):
            slug = f"{slug}-names"
        taken.add(address)
        made[f"name {name}"] = address
    return made


def _redirects(
    articles: Mapping[str, Article],
    pages: Mapping[str, Page],
    registry: Mapping[str, Entity],
    places: Mapping[str, str],
    patterns: Permalinks,
) -> dict[str, tuple[str, str]]:
    """Return old addresses: to the new one, and the source that says so."""
    left: list[tuple[str, str, str]] = [
        (addresses.stated(alias), places[f"{kind} {head.id}"], _source(head))
        for kind, heads in (("article", articles), ("page", pages))
        for head in heads.values()
        for alias in head.aliases
    ]
    left += [
        (
            addresses.entity(addresses.entity_slug(registry[key]), patterns=patterns),
            places[place],
            _source(registry[key]),
        )
        for key, end in resolve.merged(registry).items()
        if (place := f"entity {end}") in places
    ]
    made: dict[str, tuple[str, str]] = {}
    for old, new, source in left:
        # Content that came back to an address it once left is not led away from it.
        if old != new and made.setdefault(old, (new, source))[0] != new:
            raise CollisionError(old, claimants=(made[old][1], source), field="aliases")
    return made


def _source(head: Article | Page | Entity) -> str:
    return f"content/{head.path}"
