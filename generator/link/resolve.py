"""Who is who across the site: which findings of which articles are one entity, what it is called, where it stands.

The answer does not depend on the order of articles: names and types are settled by count, then by the alphabet.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import TypeVar

import msgspec

from generator import text
from generator.config import Permalinks
from generator.errors import CollisionError
from generator.link import addresses
from generator.model import Entity, EntityCard, EntityType, Found

S = TypeVar("S", bound=str)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """One entity of the site."""

    id: str
    type: EntityType
    name: str
    slug: str
    page: bool = False
    """Whether it has a page of its own, and so a link."""

    hidden: bool = False
    registered: Entity | None = None
    """Its registry entry without the profile; None for one that no file registers."""

    articles: int = 0
    """How many articles name it."""

    disambiguator: str | None = None
    """What tells it from others of its name: the registry's word, else what the first article states."""

    candidates: tuple[str, ...] = ()
    """Of a name that several registered entities share, and nothing decides: their ids. It is nobody's page."""

    @property
    def listed(self) -> bool:
        """Whether it has a place in the indexes: it is not hidden, and surely somebody."""
        return not self.hidden and not self.candidates

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called, its own name first."""
        return (self.name, *(self.registered.aliases if self.registered else ()))

    def card(self, patterns: Permalinks) -> EntityCard:
        """Return it as seen from outside."""
        return EntityCard(
            id=self.id,
            type=self.type,
            name=self.name,
            address=addresses.entity(self.slug, patterns=patterns) if self.page else None,
            disambiguator=self.disambiguator,
        )


def entities(
    registry: Mapping[str, Entity],
    found: Mapping[str, tuple[Found, ...]],
    *,
    page_from: int,
    patterns: Permalinks,
    taken: Collection[str] = (),
) -> dict[str, Known]:
    """Return every entity of the site by key, registered or not.

    Args:
        registry: Registered entities by id, merged ones included.
        found: Article id to what is found in it, every name under the key of the one it means; in order of looking.
        page_from: How many articles must name an unregistered entity before it has a page.
        patterns: Where pages stand.
        taken: Addresses that others have: no unregistered entity claims one.

    Raises:
        CollisionError: A registered entity claims the address of an index.
    """
    named, typed, candidates, apart = _counted(found)
    known: dict[str, Known] = {}
    unfree = set(taken)
    for key, entry in sorted(registry.items()):
        slug = addresses.entity_slug(entry)
        address = addresses.entity(slug, patterns=patterns)
        if addresses.reserved(address):
            raise CollisionError(address, claimants=(f"content/{entry.path}", "an index of the site"))
        unfree.add(address)
        if entry.merged_into:
            continue
        known[key] = Known(
            id=key,
            type=entry.type,
            name=entry.name,
            slug=slug,
            page=entry.link and not entry.hidden,
            hidden=entry.hidden,
            registered=entry,
            articles=named[key].total(),
            disambiguator=entry.disambiguator,
        )
    told = _told(found, apart)
    for key in sorted(named.keys() - known.keys()):
        slug = text.slug(key)
        while (address := addresses.entity(slug, patterns=patterns)) in unfree or addresses.reserved(address):
            slug = f"{slug}-{_first(typed[key])}"
        if not candidates[key]:
            unfree.add(address)
        known[key] = Known(
            id=key,
            type=_first(typed[key]),
            name=_first(named[key]),
            slug=slug,
            page=named[key].total() >= page_from and not candidates[key],
            articles=named[key].total(),
            disambiguator=told.get(key),
            candidates=candidates[key],
        )
    return known


def _counted(
    found: Mapping[str, tuple[Found, ...]],
) -> tuple[dict[str, Counter[str]], dict[str, Counter[EntityType]], dict[str, tuple[str, ...]], set[str]]:
    """Return how often each key has each name and each type, the candidates of the doubtful, and whose names part."""
    named: dict[str, Counter[str]] = defaultdict(Counter)
    typed: dict[str, Counter[EntityType]] = defaultdict(Counter)
    candidates: dict[str, tuple[str, ...]] = defaultdict(tuple)
    apart: set[str] = set()
    called: list[tuple[str, str, EntityType]] = []
    for items in found.values():  # once: of a large site it is read whenever it is gone through
        for item in items:
            called.append((item.key, item.name, item.type))
            if item.candidates:
                candidates[item.key] = tuple(sorted({*candidates[item.key], *item.candidates}))
            if item.namesake:
                apart.add(item.key.rpartition("-")[0])
    for (key, name, kind), times in Counter(called).items():
        named[key][name] += times
        typed[key][kind] += times
    return named, typed, candidates, apart


def _told(found: Mapping[str, tuple[Found, ...]], apart: Collection[str]) -> dict[str, str]:
    """Return what tells people of one name, those `apart`, apart: the first office that an article states of each."""
    told: dict[str, str] = {}
    if not apart:
        return told
    for items in found.values():
        for item in items:
            if item.claims and item.key not in told and (item.namesake or item.key in apart):
                told[item.key] = item.claims[0].text
    return told


def alike(known: Mapping[str, Known]) -> dict[str, tuple[str, ...]]:
    """Return the names, folded, under which several entities with pages are known: to their ids, in order."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for key, one in known.items():
        if one.page:
            for name in one.names:
                bearers[name.casefold()].add(key)
    return {name: tuple(sorted(keys)) for name, keys in sorted(bearers.items()) if len(keys) > 1}


def merged(registry: Mapping[str, Entity]) -> dict[str, str]:
    """Return where each merged entity went in the end: id to id. A chain that closes on itself merges nothing."""
    ends = {}
    for key, entry in registry.items():
        seen = {key}
        at = entry
        while at.merged_into and at.merged_into in registry and at.merged_into not in seen:
            seen.add(at.merged_into)
            at = registry[at.merged_into]
        if at.id != key and not at.merged_into:
            ends[key] = at.id
    return ends


def _first(counts: Counter[S]) -> S:
    return min(counts, key=lambda value: (-counts[value], value))
