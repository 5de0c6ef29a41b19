"""Who is who across the site: which findings of which articles are one entity, what it is called, where it stands.

The answer does not depend on the order of articles: names and types are settled by count, then by the alphabet.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from generator import text
from generator.config import Permalinks
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

    def card(self, patterns: Permalinks) -> EntityCard:
        """Return it as seen from outside."""
        return EntityCard(
            id=self.id,
            type=self.type,
            name=self.name,
            address=addresses.entity(self.slug, patterns=patterns) if self.page else None,
            disambiguator=self.registered.disambiguator if self.registered else None,
        )


def entities(
    registry: Mapping[str, Entity], found: Mapping[str, tuple[Found, ...]], *, page_from: int
) -> dict[str, Known]:
    """Return every entity of the site by key, registered or not.

    Args:
        registry: Registered entities by id, merged ones included.
        found: Article id to what recognition found in it; keys of merged entities already resolved.
        page_from: How many articles must name an unregistered entity before it has a page.
    """
    named: dict[str, Counter[str]] = defaultdict(Counter)
    typed: dict[str, Counter[EntityType]] = defaultdict(Counter)
    for items in found.values():
        for item in items:
            named[item.key][item.name] += 1
            typed[item.key][item.type] += 1
    known: dict[str, Known] = {}
    taken: set[str] = set()
    for key, entry in sorted(registry.items()):
        slug = addresses.entity_slug(entry)
        taken.add(slug)
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
        )
    for key in sorted(named.keys() - known.keys()):
        slug = text.slug(key)
        while slug in taken:
            slug = f"{slug}-{_first(typed[key])}"
        taken.add(slug)
        known[key] = Known(
            id=key,
            type=_first(typed[key]),
            name=_first(named[key]),
            slug=slug,
            page=named[key].total() >= page_from,
            articles=named[key].total(),
        )
    return known


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
