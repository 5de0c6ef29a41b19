"""Which of those who share a name an article means: two entries of the registry, or two people whom nobody registered.

A text alone often cannot tell; the articles before it can. Of registered namesakes, the one in whose articles the same
others are named is meant; where that does not decide, neither is, and the name stays without a link. People whom no
file registers are one until two articles contradict each other: other offices, in other places or bodies, in other
company. Every decision rests on the articles that an article looks back at, so that a new one changes none before it.
"""

from bisect import bisect_left
from collections import ChainMap, Counter, defaultdict
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from itertools import combinations
from typing import Final, cast

import msgspec

from generator.link.packed import but
from generator.model import Entity, EntityType, Found, placed

_Shown = MutableMapping[str, tuple[Found, ...]]

_WINDOW: Final = 50
"""Articles of a candidate that are looked at: the newest before the one that asks."""
_ENOUGH: Final = 0.5
"""What speaks for a candidate before it is meant: one entity that half of its articles name, or the section."""
_AHEAD: Final = 2.0
"""How many times as much must speak for it as for the next."""
_SECTION: Final = 0.4
_TYPE: Final = 0.5
_HERE: Final = 8.0
COMPANY: Final = 0.15
"""Salience from which an entity is company, and is not merely named."""
_PERSON: Final = 1
_THING: Final = 2
_PERSONAL: Final = frozenset(("title", "first name"))
_IMPERSONAL: Final = frozenset(("list", "legal form"))


class _Someone(msgspec.Struct):
    """One of the people of a name, as far as their articles tell."""

    offices: set[str] = msgspec.field(default_factory=set)
    titles: set[str] = msgspec.field(default_factory=set)
    company: Counter[str] = msgspec.field(default_factory=Counter)


class Doubts(msgspec.Struct, frozen=True):
    """What a look at all findings leaves to decide."""

    candidates: dict[str, list[int]]
    """Registered entity that shares a name in some article, to the places of the articles that surely name it."""

    unsure: tuple[int, ...]
    """Places of articles with a name that several entities share, or with a key that is another's."""

    people: dict[str, list[int]]
    """Unregistered people of whom articles state different offices, to the places of the articles that name them."""

    kinds: dict[str, list[int]]
    """Unregistered names that stand for a person here and for a thing there, to the places of those articles."""


def settled(
    order: Sequence[str],
    found: Mapping[str, tuple[Found, ...]],
    registry: Mapping[str, Entity],
    *,
    dated: int,
    sections: Mapping[str, str | None],
) -> Mapping[str, tuple[Found, ...]]:
    """Return what is found in each article, each name under the key of the one it means.

    Args:
        order: Article ids: the dated, oldest first, then the undated.
        found: Article id to its entities as recognition left them.
        registry: Registered entities by id.
        dated: How many of the articles have a date.
        sections: Article id to its section.
    """
    others: dict[str, tuple[Found, ...]] = {}
    made = ChainMap(others, cast("dict[str, tuple[Found, ...]]", found))
    doubts = _doubts(order, found, registry)
    for place in doubts.unsure:
        article = order[place]
        items = [
            _meant(item, place, order, found, registry, doubts, dated=dated, sections=sections)
            if item.candidates
            else _own(item, registry)
            for item in made[article]
        ]
        made[article] = _joined(items)
    for key, places in sorted(doubts.kinds.items()):
        _part_kinds(key, places, order, made)
    for key, places in sorted(doubts.people.items()):
        _part_people(key, places, order, made)
    return but(found, others)


def _doubts(order: Sequence[str], found: Mapping[str, tuple[Found, ...]], registry: Mapping[str, Entity]) -> Doubts:
    shared: set[str] = set()
    unsure: list[int] = []
    unregistered: dict[str, list[Found]] = defaultdict(list)
    for place, article in enumerate(order):
        doubtful = False
        for item in found[article]:
            if item.registered:
                continue
            if item.candidates or item.key in registry:
                shared.update(item.candidates)
                doubtful = True
            else:
                unregistered[item.key].append(item)
        if doubtful:
            unsure.append(place)
    several = {key: items for key, items in unregistered.items() if len(items) > 1}
    people: dict[str, list[int]] = {key: [] for key, items in several.items() if _contradict(items)}
    kinds: dict[str, list[int]] = {
        key: [] for key, items in several.items() if {_kind(item) for item in items} >= {_PERSON, _THING}
    }
    candidates: dict[str, list[int]] = {key: [] for key in shared}
    for index in filter(None, (people, kinds, candidates)):
        for place, article in enumerate(order):
            for item in found[article]:
                if item.key in index and not item.candidates:
                    index[item.key].append(place)
    return Doubts(candidates, tuple(unsure), people, kinds)


def _contradict(items: Iterable[Found]) -> bool:
    """Say whether articles state offices of someone that have nothing in common."""
    held = {
        frozenset(claim.of for claim in item.claims if claim.of)
        for item in items
        if item.claims and item.type == "person"
    } - {frozenset()}
    return len(held) > 1 and any(not one & other for one, other in combinations(sorted(held, key=sorted), 2))


def _kind(item: Found) -> int:
    """Return whether a finding is surely a person, or surely none."""
    if item.type == "person":
        return _PERSON if item.basis in _PERSONAL else 0
    return _THING if item.basis in _IMPERSONAL else 0


def _own(item: Found, registry: Mapping[str, Entity]) -> Found:
    """Return a finding under a key of its own where an entity of another kind has its key by chance."""
    entry = registry.get(item.key)
    if item.registered or entry is None or entry.type == item.type:
        return item
    return msgspec.structs.replace(item, key=f"{item.key}-{item.type}")


def _meant(
    item: Found,
    place: int,
    order: Sequence[str],
    found: Mapping[str, tuple[Found, ...]],
    registry: Mapping[str, Entity],
    doubts: Doubts,
    *,
    dated: int,
    sections: Mapping[str, str | None],
) -> Found:
    """Return a finding as that of the candidate whom the articles before speak for, else as nobody's."""
    article = order[place]
    others = {other.key: other.salience for other in found[article] if other is not item and not other.candidates}
    types = {registry[key].type for key in item.candidates if key in registry}
    scores: list[tuple[float, str, str]] = []
    for key in item.candidates:
        entry = registry.get(key)
        if entry is None:
            continue
        places = doubts.candidates[key]
        at = bisect_left(places, place)
        seen = places[max(0, at - _WINDOW) : at] if place < dated else places[: min(at, _WINDOW)]
        score, witness = _speaks(entry, others, [order[other] for other in seen], found)
        section = sections.get(article)
        if section and seen:
            score += _SECTION * sum(sections.get(order[other]) == section for other in seen) / len(seen)
        if key in others:  # surely named here by another of its names, or wanted by the editor
            score, witness = score + _HERE, key
        if len(types) > 1 and entry.type == item.type:
            score += _TYPE
        scores.append((-score, key, witness))
    scores.sort()
    if scores and -scores[0][0] >= _ENOUGH and (len(scores) == 1 or scores[0][0] <= _AHEAD * scores[1][0]):
        entry = registry[scores[0][1]]
        return msgspec.structs.replace(
            item,
            key=entry.id,
            name=entry.name,
            type=entry.type,
            registered=True,
            candidates=(),
            basis=f"context: {scores[0][2]}" if scores[0][2] else "context",
            confidence=0.6,
        )
    key = item.key if item.key.endswith("-unsettled") else f"{item.key}-unsettled"
    return msgspec.structs.replace(item, key=key, confidence=0.0)


def _speaks(
    entry: Entity, others: Mapping[str, float], seen: Sequence[str], found: Mapping[str, tuple[Found, ...]]
) -> tuple[float, str]:
    """Return how much the company of a name speaks for an entity, and who speaks loudest."""
    known = {relation.to for relation in entry.relations} | {role.of for role in entry.roles if role.of}
    company = Counter(item.key for article in seen for item in found[article] if item.key in others)
    told = {key: company[key] / len(seen) for key in company if key != entry.id} if seen else {}
    told |= dict.fromkeys(known & others.keys(), 1.0)
    loudest = min(told, key=lambda key: (-told[key], key), default="")
    return sum(share * min(1.0, 0.5 + others[key]) for key, share in sorted(told.items())), loudest


def _joined(items: Iterable[Found]) -> tuple[Found, ...]:
    """Return findings with those of one key as one."""
    kept: dict[str, Found] = {}
    for item in items:
        same = kept.get(item.key)
        if same is None:
            kept[item.key] = item
            continue
        first, other = (same, item) if same.confidence >= item.confidence else (item, same)
        kept[item.key] = msgspec.structs.replace(
            first,
            salience=max(first.salience, other.salience),
            places=placed(sorted({*first.mentions, *other.mentions}, key=lambda each: (each.start, each.end))),
            forms=(*first.forms, *(form for form in other.forms if form not in first.forms)),
            claims=(*first.claims, *(claim for claim in other.claims if claim not in first.claims)),
        )
    return tuple(sorted(kept.values(), key=lambda item: -item.salience))


def _part_kinds(key: str, places: Sequence[int], order: Sequence[str], made: _Shown) -> None:
    """Give what is surely of the other kind than the first article says a key of its own."""
    first = 0
    for place in places:
        item = next((each for each in made[order[place]] if each.key == key), None)
        kind = _kind(item) if item else 0
        first = first or kind
        if item and kind and kind != first:
            _rekey(made, order[place], msgspec.structs.replace(item, key=f"{key}-{item.type}"), key)


def _part_people(key: str, places: Sequence[int], order: Sequence[str], made: _Shown) -> None:
    """Tell people of one name apart, in the order of looking: the first keeps the key, the others are numbered."""
    people: list[_Someone] = []
    for place in places:
        article = order[place]
        item = next((each for each in made[article] if each.key == key), None)
        if item is None:
            continue
        kinds: dict[str, EntityType] = {each.key: each.type for each in made[article]}
        offices = {claim.of for claim in item.claims if claim.of}
        titles = {claim.title.rsplit(" ", 1)[-1].casefold() for claim in item.claims if claim.title}
        company = {
            each.key
            for each in made[article]
            if each.salience >= COMPANY and each.type != "place" and each.key != key and not each.candidates
        }
        local = any(kinds.get(office) == "place" for office in offices)
        able = [one for one in people if not _other(one, offices, titles, company, local=local)]
        if not able:
            able = [_Someone()]
            people += able
        someone = max(able, key=lambda one: (len(one.offices & offices), _kept_company(one, company)))
        someone.offices |= offices
        someone.titles |= titles
        someone.company.update(company)
        number = people.index(someone) + 1
        if number > 1:
            _rekey(made, article, msgspec.structs.replace(item, key=f"{key}-{number}", namesake=True), key)


def _other(someone: _Someone, offices: set[str], titles: set[str], company: set[str], *, local: bool) -> bool:
    """Say whether an article contradicts what is known of someone: another office, elsewhere, in other company.

    People change their employers and keep their trade: the chief executive of one firm may become that of another; but
    the mayor of one town does not become the mayor of the next.
    """
    if not (offices and someone.offices) or offices & someone.offices or _kept_company(someone, company):
        return False
    return local or not titles & someone.titles


def _kept_company(someone: _Someone, company: Iterable[str]) -> int:
    return sum(key in someone.company for key in company)


def _rekey(made: _Shown, article: str, item: Found, key: str) -> None:
    made[article] = tuple(item if each.key == key else each for each in made[article])
