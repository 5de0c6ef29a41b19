"""What the site answers: each question of `facts`, from the graph. Nothing is computed before it is asked."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec

from generator.build.task import Answer, Fact
from generator.link import facts, related
from generator.link.facts import Citation, FrontPage, Item, Lines, Named, Term, TermKind
from generator.link.related import Related
from generator.link.site import Site
from generator.model import EntityCard, EntityType, Found, Page

OTHERS = 3
"""Other articles shown with an entity of a sidebar."""

LATEST = 13
"""Articles on the front page beside its sections: the lead, and a dozen."""

IN_SECTION = 4
"""Articles of a section on the front page."""

ABOUT = 0.6
"""Salience from which an article is about an entity, and does not merely name it."""

MOST_BESIDE = 12
MOST_CLAIMS = 40
MOST_FRONT_ENTITIES = 12


def answers(site: Site) -> dict[type[Fact[Any]], Answer]:
    """Return how the world answers questions about the site."""
    to = _targets(site)
    relations: dict[str, tuple[Related, ...]] = {}

    def relate(fact: facts.RelatedTo) -> tuple[Related, ...]:
        if not relations and site.order:
            relations.update(related.relate(site.order, site.found, both=site.config.related == "both"))
        return _picked(site, fact.id, relations.get(fact.id, ()))

    ways: dict[type[Fact[Any]], Callable[[Any], object]] = {
        facts.ArticleHead: lambda fact: site.articles[fact.id],
        facts.PageHead: lambda fact: site.pages[fact.id],
        facts.EntityHead: lambda fact: site.registry.get(fact.id),
        facts.ArticleCard: lambda fact: site.card(fact.id),
        facts.WhoCard: partial(_who, site),
        facts.Beside: partial(_beside, site),
        facts.RelatedTo: relate,
        facts.Neighbours: partial(_neighbours, site),
        facts.Lists: partial(_lists, site),
        facts.Terms: lambda fact: tuple(site.terms[fact.kind].values()),
        facts.TermName: lambda fact: msgspec.structs.replace(site.terms[fact.kind][fact.slug], total=0),
        facts.NamedIn: partial(_named, site),
        facts.EntityIndex: partial(_entity_index, site),
        facts.Front: lambda _: _front(site),
        facts.Menu: lambda _: menu(site),
        facts.Around: partial(_around, site),
        facts.Target: lambda fact: to.get(fact.path),
        facts.Told: partial(_told, site),
        facts.Corrected: lambda _: corrected(site),
    }
    return {kind: Answer(way) for kind, way in ways.items()}


def lines(keys: Sequence[str], *, title: str, number: int, size: int) -> Lines:
    """Return one page of a list.

    Full pages are numbered from the oldest and never change their articles; the list's own address (number 0) shows
    the newest, between one and two pages of them.

    Args:
        keys: Articles, oldest first.
        title: Of the list.
        number: From 1; 0 is the list's own address.
        size: Articles on a numbered page.
    """
    full = max(0, len(keys) // size - 1)
    part = keys[(number - 1) * size : number * size] if number else keys[full * size :]
    return Lines(
        title=title,
        ids=tuple(reversed(part)),
        total=0 if number else len(keys),
        number=number or None,
        older=(number - 1 if number else full) or None,
        newer=number + 1 if 0 < number < full else None,
        count=0 if number else full,
    )


def numbers(total: int, *, size: int) -> range:
    """Return the numbers of a list's pages, its own address (0) first."""
    return range(max(0, total // size - 1) + 1)


def listed(site: Site, kind: TermKind, slug: str) -> tuple[str, ...]:
    """Return the articles of a list, oldest first."""
    return site.order if kind == "articles" else site.members.get((kind, slug), ())


def _lists(site: Site, fact: facts.Lists) -> Lines:
    keys = listed(site, fact.kind, fact.slug)
    title = "" if fact.kind == "articles" else site.terms[fact.kind][fact.slug].title
    return lines(keys, title=title, number=fact.number, size=site.config.page_size)


def _who(site: Site, fact: facts.WhoCard) -> EntityCard | None:
    known = site.entities.get(fact.id)
    return known.card(site.config.permalinks) if known else None


def _beside(site: Site, fact: facts.Beside) -> tuple[Item, ...]:
    items = []
    here = site.position.get(fact.id, 0)
    for found in site.found.get(fact.id, ()):
        naming = site.named.get(found.key, ())
        older = naming[: bisect_left(naming, here, key=site.position.__getitem__)]
        items.append(
            Item(
                found=msgspec.structs.replace(found, mentions=(), name=site.entities[found.key].name),
                mentions=len(found.mentions),
                others=tuple(reversed(older[-OTHERS:])),
                total=len(older),
            )
        )
    return tuple(sorted(items, key=lambda item: (-item.found.salience, item.found.key)))


def _picked(site: Site, article: str, scored: tuple[Related, ...]) -> tuple[Related, ...]:
    """Return the editor's picks, then the scored ones that are not among them."""
    head = site.articles[article]
    picks = [key for key in head.related if key in site.position and key != article]
    shared = {item.article: item.shared for item in scored}
    chosen = [Related(article=key, shared=shared.get(key, ()), picked=True) for key in picks]
    return tuple([*chosen, *(item for item in scored if item.article not in picks)][: max(related.MOST, len(picks))])


def _neighbours(site: Site, fact: facts.Neighbours) -> tuple[str | None, str | None]:
    place = site.position.get(fact.id)
    if place is None:
        return None, None
    before = site.order[place - 1] if place else None
    after = site.order[place + 1] if place + 1 < len(site.order) else None
    return before, after


def _named(site: Site, fact: facts.NamedIn) -> Named:
    keys = site.named.get(fact.id, ())
    page = lines(keys, title="", number=fact.number, size=site.config.page_size)
    about = tuple(
        key for key in page.ids if any(item.key == fact.id and item.salience >= ABOUT for item in site.found[key])
    )
    if fact.number:
        return Named(lines=page, about=about)
    claims: list[Citation] = []
    beside: Counter[str] = Counter()
    for key in reversed(keys):
        for item in site.found[key]:
            if item.key != fact.id:
                beside[item.key] += 1
            else:
                claims += [Citation(article=key, text=each.text, quote=each.quote, of=each.of) for each in item.claims]
    most = sorted((pair for pair in beside.items() if pair[1] > 1), key=lambda pair: (-pair[1], pair[0]))
    return Named(lines=page, about=about, beside=tuple(most[:MOST_BESIDE]), claims=tuple(claims[:MOST_CLAIMS]))


def _entity_index(site: Site, fact: facts.EntityIndex) -> tuple[tuple[str, int], ...]:
    return tuple(
        (key, known.articles)
        for key, known in sorted(site.entities.items())
        if not known.hidden and (known.page or known.articles) and fact.type in ("", known.type)
    )


def _front(site: Site) -> FrontPage:
    sections = sorted(site.terms["section"].values(), key=lambda term: (-term.total, term.slug))
    named = [(key, known.articles) for key, known in site.entities.items() if known.page and known.articles]
    return FrontPage(
        latest=site.order[: -LATEST - 1 : -1],
        sections=tuple(
            (
                msgspec.structs.replace(term, total=0),
                site.members["section", term.slug][: -IN_SECTION - 1 : -1],
            )
            for term in sections
        ),
        entities=tuple(sorted(named, key=lambda pair: (-pair[1], pair[0]))[:MOST_FRONT_ENTITIES]),
        total=len(site.order),
    )


def menu(site: Site) -> tuple[tuple[str, str], ...]:
    """Return the configured menu, else sections, entities and the manual: whatever there is."""
    if site.config.menu:
        return tuple((item.title, item.link) for item in site.config.menu)
    made = [(term.title, term.address) for term in sorted(site.terms["section"].values(), key=_by_title)]
    if any(known.page for known in site.entities.values()):
        made.append(("Who and what", "/entities/"))
    for top in sorted({page.path.partition("/")[0] for page in site.pages.values() if "/" in page.path} - {"pages"}):
        index = next((page for page in site.pages.values() if page.path.startswith(f"{top}/index.")), None)
        if index:
            made.append((index.title, site.addresses[f"page {index.id}"]))
    return tuple(made)


def _by_title(term: Term) -> tuple[str, str]:
    return term.title.casefold(), term.slug


def _around(site: Site, fact: facts.Around) -> tuple[tuple[str, str, str], ...]:
    """Return the pages below a folder: folder by folder, each where its first page's `order` puts it."""
    within = [page for page in site.pages.values() if page.path.startswith(f"{fact.folder}/")]
    first: dict[str, int] = {}
    for page in within:
        folder = page.path.rpartition("/")[0]
        first[folder] = min(page.order, first.get(folder, page.order))

    def place(page: Page) -> tuple[int, str, int, str, str]:
        folder = page.path.rpartition("/")[0]
        return first[folder], folder, page.order, page.title.casefold(), page.id

    within.sort(key=place)
    return tuple((page.id, page.title, site.addresses[f"page {page.id}"]) for page in within)


def _told(site: Site, fact: facts.Told) -> tuple[Found, ...]:
    return tuple(msgspec.structs.replace(item, mentions=()) for item in site.found.get(fact.id, ()))


def corrected(site: Site) -> tuple[str, ...]:
    """Return the articles that a correction was published on; of a withdrawn one it is still to be known."""
    return tuple(sorted(key for key, head in site.articles.items() if head.corrections))


def _targets(site: Site) -> dict[str, str]:
    made = dict(site.assets)
    kinds = (("article", site.articles), ("page", site.pages), ("entity", site.registry))
    for kind, heads in kinds:
        for key, head in heads.items():
            address = site.addresses.get(f"{kind} {key}")
            if address:
                made.setdefault(head.path, address)
    return made


def types(site: Site) -> tuple[EntityType, ...]:
    """Return the types of entity that have a place in the index."""
    return tuple(sorted({known.type for known in site.entities.values() if not known.hidden}))
