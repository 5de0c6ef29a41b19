"""What there is to know of an entity: where it is named and when, in whose company, and what articles state of it.

Each question has one answer from the graph. What an article states is a claim of its day, kept with its words, never a
truth; the same claim of several articles is told once, with the first and the latest of them.
"""

import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from sys import intern
from typing import Any, ClassVar, Final, Literal

import msgspec

from generator.build.task import Fact, Stratum
from generator.link.facts import Lines
from generator.link.paging import lines
from generator.link.site import Site
from generator.model import Claim, EntityType, Found, Moment, Outline

ABOUT: Final = 0.6
"""Salience from which an article is about an entity, and does not merely name it."""

COMPANY: Final = 0.1
"""Salience from which an entity keeps another company."""

_HELD: Final = 32_768
"""Of so many articles each process knows who keeps company in them, and what they state."""

MOST_BESIDE: Final = 12
FEW_BESIDE: Final = 6
"""So many are shown though only one article names them together."""

MOST_CLAIMS: Final = 40
MONTHS: Final = 36
"""The longest span that is told by the month; a longer one is told by the year."""

MOST_LISTED: Final = 2000
"""An index of more leaves out those without a page: names that one article has."""

YEARS: Final = 80
"""The longest that is told by the year; a longer one is told by the decade."""


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """What articles state of an entity, or of another with regard to it."""

    subject: str
    """Of whom it is stated."""

    title: str
    text: str
    quote: str
    of: str | None = None
    article: str
    """The latest that states it."""

    first: str
    """The first that does."""

    times: int = 1
    """How many do."""


class Period(msgspec.Struct, frozen=True, array_like=True):
    """A month, a year or ten."""

    label: str
    """``2014-10``, ``2014`` or ``2010s``."""

    articles: int
    about: int
    """How many of the articles are about the entity."""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Where an entity is named, and beside whom."""

    lines: Lines
    """Newest first."""

    about: tuple[str, ...]
    """Those of the page's articles that are about it: the most so first, then the newest."""

    beside: tuple[tuple[str, int], ...] = ()
    """Entities named in the same articles, and in how many."""

    ties: tuple[tuple[int, int, int], ...] = ()
    """Pairs of places in `beside`, and in how many of these articles both are named."""

    claims: tuple[Citation, ...] = ()
    """The latest first."""

    periods: tuple[Period, ...] = ()
    """Without a gap from the first to the last; empty where all is in one."""

    undated: int = 0


class NamedIn(Fact[Named], frozen=True):
    """Where an entity is named; number 0 is the entity's own page."""

    id: str
    number: int = 0
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"where {self.id} is named"


class NewestIn(Fact[tuple[str, ...]], frozen=True):
    """The articles of an entity's own page, newest first."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the newest that name {self.id}"


class Namesakes(Fact[tuple[tuple[str, ...], tuple[tuple[str, str], ...]]], frozen=True):
    """The other entities with pages that bear a name of one; and each shared name with the address of its page."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"who shares the name of {self.id}"


class Bearers(Fact[tuple[str, ...]], frozen=True):
    """The entities with pages that bear a name, given folded, as their own or as another."""

    name: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"who is called {self.name}"


class EntityIndex(Fact[tuple[tuple[str, int], ...]], frozen=True):
    """Every entity of a type with a place in the index, and how many articles name it; all types for an empty one."""

    type: EntityType | Literal[""] = ""
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return "the entities there are"


def answers(site: Site) -> dict[type[Fact[Any]], Callable[[Any], object]]:
    """Return how the world answers questions about an entity."""
    return {
        NamedIn: _naming(site),
        NewestIn: lambda fact: _page(site, fact.id, 0).ids,
        Namesakes: functools.partial(_namesakes, site),
        Bearers: lambda fact: site.alike.get(fact.name, ()),
        EntityIndex: functools.partial(_index, site),
    }


def _naming(site: Site) -> Callable[[NamedIn], Named]:
    @functools.lru_cache(maxsize=_HELD)
    def kept(article: str) -> tuple[str, ...]:
        """Return the entities that keep company in an article: read only where they are asked for."""
        return tuple(
            intern(item.key) for item in site.outlined[article] if item.salience >= COMPANY and not item.candidates
        )

    @functools.lru_cache(maxsize=_HELD)
    def stated(article: str) -> tuple[tuple[str, Claim], ...]:
        """Return what an article states, each claim with whom it is about."""
        return tuple((item.key, claim) for item in site.outlined[article] if item.claims for claim in _claims_of(item))

    @functools.lru_cache(maxsize=1)
    def weighed(entity: str) -> tuple[dict[str, float], frozenset[str]]:
        """Return how salient an entity is in each article that names it, and those that are about it: read once."""
        found = {
            key: [item.salience for item in site.outlined[key] if item.key == entity]
            for key in site.named.get(entity, ())
        }
        return (
            {key: held[0] if held else 0.0 for key, held in found.items()},
            frozenset(key for key, held in found.items() if max(held, default=0.0) >= ABOUT),
        )

    def named(fact: NamedIn) -> Named:
        keys = site.named.get(fact.id, ())
        salience, central = weighed(fact.id)
        page = _page(site, fact.id, fact.number)
        about = [key for key in page.ids if salience[key] >= ABOUT]
        about.sort(key=lambda key: -int(salience[key] * 10))
        if fact.number:
            return Named(lines=page, about=tuple(about))
        beside, ties = _beside(fact.id, keys, kept)
        return Named(
            lines=page,
            about=tuple(about),
            beside=beside,
            ties=ties,
            claims=_claims(fact.id, keys, stated),
            periods=_periods(site, keys, central),
            undated=sum(site.place[key] >= site.dated for key in keys),
        )

    return named


def _page(site: Site, entity: str, number: int) -> Lines:
    keys = site.named.get(entity, ())
    return lines(keys, title="", number=number, size=site.config.page_size, pictures=site.pictures)


def _claims_of(item: Found | Outline) -> tuple[Claim, ...]:
    """Return what is stated of an entity, unless its name may be another's too."""
    return () if item.candidates else item.claims


def _beside(
    entity: str, keys: Iterable[str], kept: Callable[[str], tuple[str, ...]]
) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[int, int, int], ...]]:
    """Return who is named beside an entity most often, and how often these are named beside each other."""
    counts: Counter[str] = Counter()
    company = [kept(key) for key in keys]
    for each in company:
        counts.update(each)
    counts.pop(entity, None)
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    beside = [pair for number, pair in enumerate(ranked[:MOST_BESIDE]) if pair[1] > 1 or number < FEW_BESIDE]
    rank = {key: number for number, (key, _) in enumerate(beside)}
    ties: Counter[tuple[int, int]] = Counter()
    for each in company:
        met = sorted(rank[other] for other in each if other in rank)
        ties.update(combinations(met, 2))
    return tuple(beside), tuple((one, other, count) for (one, other), count in sorted(ties.items()))


def _claims(
    entity: str, keys: Sequence[str], stated: Callable[[str], tuple[tuple[str, Claim], ...]]
) -> tuple[Citation, ...]:
    """Return what is stated of an entity, and of others with regard to it; the latest first, each once."""
    said: dict[tuple[str, str, str], list[tuple[str, Claim]]] = defaultdict(list)
    for key in reversed(keys):
        for subject, claim in stated(key):
            if subject == entity or (claim.of == entity and subject != entity):
                said[subject, claim.title.casefold(), claim.of or claim.text].append((key, claim))
    made = []
    for (subject, _, _), articles in said.items():
        latest, claim = articles[0]
        made.append(
            Citation(
                subject=subject,
                title=claim.title,
                text=claim.text,
                quote=claim.quote,
                of=claim.of,
                article=latest,
                first=articles[-1][0],
                times=len(dict.fromkeys(key for key, _ in articles)),
            )
        )
    return tuple(made[:MOST_CLAIMS])


def _periods(site: Site, keys: Iterable[str], about_it: AbstractSet[str]) -> tuple[Period, ...]:
    """Return how many articles name an entity in each month, or where that is too long or too exact, in each year."""
    dates: list[tuple[Moment, bool]] = []
    for key in keys:
        date = site.articles[key].published
        if date:
            dates.append((date, key in about_it))
    if not dates:
        return ()
    months = [date.year * 12 + date.month - 1 for date, _ in dates if date.month]
    years = [date.year for date, _ in dates]
    if len(months) == len(dates) and max(months) - min(months) < MONTHS:
        places, label = months, _month
    elif max(years) - min(years) < YEARS:
        places, label = years, _year
    else:
        places, label = [year // 10 for year in years], _decade
    articles = Counter(places)
    about = Counter(place for place, (_, central) in zip(places, dates, strict=True) if central)
    first, last = min(articles), max(articles)
    if first == last:
        return ()
    return tuple(Period(label(place), articles[place], about[place]) for place in range(first, last + 1))


def _month(place: int) -> str:
    return f"{place // 12:04}-{place % 12 + 1:02}"


def _year(place: int) -> str:
    return f"{place:04}"


def _decade(place: int) -> str:
    return f"{place:03}0s"


def _namesakes(site: Site, fact: Namesakes) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    shared = {name.casefold(): name for name in reversed(site.entities[fact.id].names) if name.casefold() in site.alike}
    others = {key for name in shared for key in site.alike[name]} - {fact.id}
    return tuple(sorted(others)), tuple((shared[name], site.addresses[f"name {name}"]) for name in sorted(shared))


def _index(site: Site, fact: EntityIndex) -> tuple[tuple[str, int], ...]:
    listed = [
        (key, known)
        for key, known in sorted(site.entities.items())
        if known.listed and (known.page or known.articles) and fact.type in ("", known.type)
    ]
    if len(listed) > MOST_LISTED:
        listed = [(key, known) for key, known in listed if known.page]
    return tuple((key, known.articles) for key, known in listed)


def types(site: Site) -> tuple[EntityType, ...]:
    """Return the types of entity that have a place in the index."""
    return tuple(sorted({known.type for known in site.entities.values() if known.listed}))
