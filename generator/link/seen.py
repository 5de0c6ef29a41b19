"""What readers see of what recognition found: not what is hidden, merged, or wished for and known to nobody."""

from collections.abc import Iterable, Mapping

import msgspec

from generator import text
from generator.errors import Note, Where
from generator.link import packed, resolve
from generator.link.recognise import WISHED
from generator.link.resolve import Known
from generator.model import Article, Entity, Found


def visible(
    items: tuple[Found, ...], registry: Mapping[str, Entity], merged: Mapping[str, str], *, auto: bool
) -> tuple[Found, ...]:
    """Return what readers see of what recognition found in an article."""
    if auto and not merged and not any(item.key in registry and registry[item.key].hidden for item in items):
        return items
    return tuple(
        item
        for item in (
            msgspec.structs.replace(item, key=merged[item.key]) if item.key in merged else item for item in items
        )
        if (auto or item.key in registry) and not (item.key in registry and registry[item.key].hidden)
    )


def shown(
    found: Mapping[str, tuple[Found, ...]], registry: Mapping[str, Entity], *, auto: bool
) -> Mapping[str, tuple[Found, ...]]:
    """Return what articles show: without what an editor wants that nothing registers and no article names."""
    merged = resolve.merged(registry)
    whole = auto and not merged and not any(entry.hidden for entry in registry.values())
    others: dict[str, tuple[Found, ...]] = {}
    wished: list[str] = []
    for key, items in found.items():
        seen = items if whole else visible(items, registry, merged, auto=auto)
        if seen is not items:
            others[key] = seen
        if any(item.basis == WISHED and not item.registered for item in seen):
            wished.append(key)
    seen_of = packed.but(found, others)
    return _granted(seen_of, wished) if wished else seen_of


def _granted(shown: Mapping[str, tuple[Found, ...]], wished: Iterable[str]) -> Mapping[str, tuple[Found, ...]]:
    named = {item.key: item for items in shown.values() for item in items if item.basis != WISHED or item.registered}
    made = {}
    for key in wished:
        made[key] = tuple(
            item
            if not _wish(item)
            else msgspec.structs.replace(item, name=named[item.key].name, type=named[item.key].type)
            for item in shown[key]
            if item.key in named
        )
    return packed.but(shown, made)


def _wish(item: Found) -> bool:
    return item.basis == WISHED and not item.registered


def wishes_unknown(articles: Iterable[Article], entities: Mapping[str, Known]) -> list[Note]:
    """Return what there is to say about entities that an editor wants beside an article, and nothing knows."""
    return [
        Note(
            severity="warning",
            what=f"its `entities` names `{key}`, which nothing registers or names",
            where=Where(f"content/{head.path}"),
            hint=text.did_you_mean(key, entities) or "register it: `tearsheet new entity NAME --type TYPE`",
            code="wish-unknown",
        )
        for head in articles
        for key in dict.fromkeys((*head.entities.pin, *head.entities.add))
        if key not in entities
    ]
