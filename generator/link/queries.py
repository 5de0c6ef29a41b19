"""What the site answers: each question of `facts`, from the graph. Nothing is computed before it is asked."""

import functools
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from generator.build.task import Answer, Fact
from generator.link import dossier, facts, related
from generator.link.facts import FrontPage, Item, Lines, Relations, Term, TermKind
from generator.link.paging import above, lines
from generator.link.related import Related
from generator.link.site import Site
from generator.link.translated import versions as in_languages
from generator.model import NOWHERE, EntityCard, Found, Page, Place

OTHERS = 3
"""Other articles shown with an entity of a sidebar."""

PLACES = 12
"""Mentions of an entity among which the first that can be a link is looked for."""

LATEST = 17
"""Articles on the front page beside its sections, at most: the lead, four below it, a dozen beside them."""

IN_SECTION = 4
"""Articles of a section on the front page."""

MOST_FRONT_ENTITIES = 12


_ASKED_ONCE: Final = (facts.Beside, facts.Linkable, facts.Naming, facts.Neighbours, facts.RelatedTo, facts.Translations)
"""What an article's own page asks, and nobody else."""


def answers(
    site: Site, stories: Callable[[], Mapping[str, str]], postings: Callable[[], Mapping[str, related.Posting]]
) -> dict[type[Fact[Any]], Answer]:
    """Return how the world answers questions about the site.

    Args:
        site: The site.
        stories: Returns for each text of a story that has several versions the oldest of them (`versions.Told`).
        postings: Returns where each entity is named that relates.
    """
    to = functools.cache(lambda: _targets(site))
    translated = functools.cache(lambda: in_languages(site.articles))
    ways: dict[type[Fact[Any]], Callable[[Any], object]] = {
        **dossier.answers(site),
        facts.ArticleHead: lambda fact: site.articles[fact.id],
        facts.PageHead: lambda fact: site.pages[fact.id],
        facts.EntityHead: lambda fact: site.registry.get(fact.id),
        facts.ArticleCard: lambda fact: site.card(fact.id),
        facts.WhoCard: partial(_who, site),
        facts.SameAs: lambda fact: entry.same_as if (entry := site.registry.get(fact.id)) else (),
        facts.Beside: partial(_beside, site),
        facts.Linkable: partial(_linkable, site),
        facts.Naming: partial(_naming, site),
        facts.RelatedTo: _relating(site, stories, postings),
        facts.Neighbours: partial(_neighbours, site),
        facts.Lists: partial(_lists, site),
        facts.Terms: lambda fact: tuple(site.terms[fact.kind].values()),
        facts.Months: lambda fact: tuple(
            msgspec.structs.replace(term, total=0)
            for term in site.terms["month"].values()
            if term.slug.startswith(f"{fact.year}/")
        ),
        facts.TermName: lambda fact: msgspec.structs.replace(site.terms[fact.kind][fact.slug], total=0),
        facts.Front: lambda _: _front(site),
        facts.Menu: lambda _: menu(site),
        facts.Around: partial(_around, site),
        facts.Target: lambda fact: to().get(fact.path),
        facts.Told: partial(_told, site),
        facts.Translations: lambda fact: translated()(fact.id),
        facts.Corrected: lambda _: site.corrected,
    }
    return {kind: Answer(way, once=kind in _ASKED_ONCE, keep=kind is not facts.Told) for kind, way in ways.items()}


def listed(site: Site, kind: TermKind, slug: str) -> tuple[str, ...]:
    """Return the articles of a list, oldest first."""
    return site.order if kind == "articles" else site.members.get((kind, slug), ())


def _lists(site: Site, fact: facts.Lists) -> Lines:
    keys = listed(site, fact.kind, fact.slug)
    title = "" if fact.kind == "articles" else site.terms[fact.kind][fact.slug].title
    return lines(keys, title=title, number=fact.number, size=site.config.page_size, pictures=site.pictures)


def _who(site: Site, fact: facts.WhoCard) -> EntityCard | None:
    known = site.entities.get(fact.id)
    return known.card(site.config.permalinks) if known else None


def _beside(site: Site, fact: facts.Beside) -> tuple[Item, ...]:
    """Return an article's entities: those that the editor pinned first, then by salience."""
    pins = {key: rank for rank, key in enumerate(site.articles[fact.id].entities.pin)}
    items = []
    for found in site.found.get(fact.id, ()):
        others, total = _others(site, fact.id, site.named.get(found.key, ()))
        items.append(
            Item(
                found=msgspec.structs.replace(found, places=NOWHERE, name=site.entities[found.key].name),
                mentions=found.times,
                others=others,
                total=total,
            )
        )
    return tuple(sorted(items, key=lambda item: (_rank(pins, item.found.key), -item.found.salience, item.found.key)))


def _linkable(site: Site, fact: facts.Linkable) -> tuple[tuple[str, Place], ...]:
    licence = site.articles[fact.id].licence
    if licence is None or licence.edits == "none":
        return ()
    firsts = [(address, item.first, item) for item, address in _leading(site, fact.id)]
    return tuple([(address, first) for address, first, item in firsts if first.words or item.spans])


def _naming(site: Site, fact: facts.Naming) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple(spans[:PLACES]) for item, _ in _leading(site, fact.id) if (spans := item.spans))


def _leading(site: Site, article: str) -> Iterator[tuple[Found, str]]:
    """Return what an article names and has a page, with the page's address."""
    for item in site.found.get(article, ()):
        address = site.addresses.get(f"entity {item.key}")
        if address:
            yield item, address


def _rank(pins: Mapping[str, int], key: str) -> int:
    return pins.get(key, len(pins))


def _others(site: Site, article: str, naming: Sequence[str]) -> tuple[tuple[str, ...], int | None]:
    """Return a few other articles of those that name an entity, and how many there are to look back at.

    Of the dated, the newest before it. What has no date looks back at all that have one: the oldest of them are shown,
    and none are counted, because neither changes when a newer one comes.
    """
    first = bisect_left(naming, True, key=lambda key: site.articles[key].published is not None) if site.undated else 0
    here = site.place[article]
    if here < site.dated:
        at = bisect_left(naming, here, first, key=site.place.__getitem__)
        return tuple(reversed(naming[max(first, at - OTHERS) : at])), at - first
    undated = [key for key in naming[max(0, first - OTHERS) : first] if site.place[key] < here]
    return (*naming[first : first + OTHERS], *reversed(undated))[:OTHERS], None


def _relating(
    site: Site, stories: Callable[[], Mapping[str, str]], postings: Callable[[], Mapping[str, related.Posting]]
) -> Callable[[facts.RelatedTo], Relations]:
    """Return what answers whom an article is related to; the index is made once it is asked for."""
    both = site.config.related == "both"

    @functools.cache
    def index() -> tuple[related.Index, Sequence[int], dict[int, list[int]]]:
        place, oldest_of = site.place, stories()
        story = array("I", range(len(place)))
        told: dict[int, list[int]] = defaultdict(list)
        for version, oldest in sorted((place[key], place[oldest]) for key, oldest in oldest_of.items() if key in place):
            story[version] = oldest
            told[oldest].append(version)
        return related.Index(site.looking, site.dated, place, postings()), story, told

    def relate(fact: facts.RelatedTo) -> Relations:
        place = site.place.get(fact.id)
        if place is None:
            return Relations()
        on, story, told = index()
        same = [other for other in told.get(story[place], ()) if other != place and (both or other < place)]
        picks = [key for key in site.articles[fact.id].related if key in site.place and key != fact.id]
        chosen = [
            Related(article=key, shared=related.shared(on, fact.id, key, site.outlined), picked=True)
            for key in dict.fromkeys(picks)
        ]
        scored = related.relate(on, fact.id, site.outlined, both=both, story=story)
        rest = [item for item in scored if item.article not in picks]
        shown = [site.looking[other] for other in reversed(same) if site.looking[other] not in picks]
        return Relations(
            related=(*chosen, *rest[: max(0, related.MOST - len(chosen))]), versions=tuple(shown[: related.MOST])
        )

    return relate


def _neighbours(site: Site, fact: facts.Neighbours) -> tuple[str | None, str | None]:
    """Return the articles before and after one in time; what has no date has no place in time."""
    place = site.place.get(fact.id)
    dated = site.dated
    if place is None or place >= dated:
        return None, None
    return site.looking[place - 1] if place else None, site.looking[place + 1] if place + 1 < dated else None


def below_lead(total: int) -> int:
    """Return how many stories stand right below the one that leads the front page, of so many that there are."""
    others = max(0, total - 1)
    return 4 if others > 9 else 2 if others > 4 else others  # noqa: PLR2004 - as many as fill two rows, or one


def _front(site: Site) -> FrontPage:
    below = below_lead(len(site.order))
    head = frozenset(site.order[: -below - 2 : -1])
    sections = sorted(site.terms["section"].values(), key=lambda term: (-term.total, term.slug))
    named = [(key, known.articles) for key, known in site.entities.items() if known.page and known.articles]

    def newest(slug: str) -> tuple[str, ...]:
        """Return a section's newest articles without those at the head of the page, unless there are no others."""
        keys = site.members["section", slug][: -IN_SECTION - len(head) - 1 : -1]
        return (tuple(key for key in keys if key not in head) or keys)[:IN_SECTION]

    latest = site.order[: -LATEST - 1 : -1]
    within = tuple((msgspec.structs.replace(term, total=0), newest(term.slug)) for term in sections)
    return FrontPage(
        latest=latest,
        below=below,
        sections=within,
        entities=tuple(sorted(named, key=lambda pair: (-pair[1], pair[0]))[:MOST_FRONT_ENTITIES]),
        total=len(site.order),
        pictures=above(dict.fromkeys((*latest, *(key for _, ids in within for key in ids))), site.pictures),
    )


def menu(site: Site, *, everyone: str = "Who and what") -> tuple[tuple[str, str], ...]:
    """Return the configured menu, else sections, entities (called `everyone`) and the manual: whatever there is."""
    if site.config.menu:
        return tuple((item.title, item.link) for item in site.config.menu)
    made = [(term.title, term.address) for term in sorted(site.terms["section"].values(), key=_by_title)]
    if any(known.page for known in site.entities.values()):
        made.append((everyone, "/entities/"))
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
    return tuple(msgspec.structs.replace(item, places=NOWHERE) for item in site.found.get(fact.id, ()))


def _targets(site: Site) -> dict[str, str]:
    made = dict(site.assets)
    kinds = (("article", site.articles), ("page", site.pages), ("entity", site.registry))
    for kind, heads in kinds:
        for key, head in heads.items():
            address = site.addresses.get(f"{kind} {key}")
            if address:
                made.setdefault(head.path, address)
    return made
