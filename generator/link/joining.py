"""Which short form stands for which full name: Ma for Jack Ma, Alibaba for Alibaba Group Holdings."""

import functools
import re
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Final

from generator.link.evidence import ORGANISATION, PERSON
from generator.link.lexicon import FAMILY, GIVEN, SUFFIX, UNNAMED, Lexicon
from generator.link.names import Named
from generator.link.titles import BORN

_SMALL: Final = frozenset(("of", "the", "and", "for", "in", "on", "to", "de", "la", "del", "&"))
_PARTS = re.compile(r"[ -]")
_TITLED: Final = 5.0
"""What "Mr" alone gives a person."""
_FIRM: Final = 4.5
"""How far votes for something else must outweigh those for a person before a surname is no surname."""
_DOUBTFUL: Final = 2.5
"""A place or a work with fewer votes may yet be the short form of an organisation."""
_RATHER_PERSON: Final = 2.0
_REMEMBERED: Final = 1 << 14


def join(entries: Sequence[Named], lexicon: Lexicon, *, english: bool = True) -> list[Named]:
    """Join short forms to the full name they stand for: Ma to Jack Ma, Alibaba to Alibaba Group Holdings.

    In a language other than English, a single word that no list holds can only be a short form.

    Returns:
        Things named, in order of first mention; words that can only be short forms and found no full one left out.
    """
    ordered = sorted(entries, key=lambda entry: (-len(entry.words), entry.spans[0].start if entry.spans else 0))
    full: list[Named] = []
    people: dict[str, list[Named]] = {}
    bodies: dict[str, list[Named]] = {}
    for entry in ordered:
        host = _host(entry, people, bodies, lexicon) if people or bodies else None
        if host is not None:
            host.spans += entry.spans
            host.forms += [form for form in entry.forms if form not in host.forms]
            host.votes = [ours + 0.5 * theirs for ours, theirs in zip(host.votes, entry.votes, strict=True)]
            continue
        unnamed = len(entry.words) == 1 and (
            not english or (entry.words[0].bits & UNNAMED and entry.votes[PERSON] < _TITLED)
        )
        if entry.weak:
            continue
        if unnamed and not entry.entity and entry.name not in lexicon.types:
            continue
        full.append(entry)
        if len(entry.words) > 1:
            _introduce(entry, people, bodies)
    for entry in full:
        entry.spans.sort(key=attrgetter("start"))
    return sorted(full, key=_first)


def _first(entry: Named) -> int:
    """Return where a name stands first; its spans are in order."""
    if not entry.demonyms:
        return entry.spans[0].start
    return min(span.start for span in (*entry.spans[:1], *entry.demonyms))


def _introduce(entry: Named, people: dict[str, list[Named]], bodies: dict[str, list[Named]]) -> None:
    """Index a full name by what its short forms begin with: first and last word of a person, initials of a body."""
    kind = entry.type
    if kind == "person":
        for low in dict.fromkeys(_personal(entry)):
            people.setdefault(low, []).append(entry)
        return
    if kind == "organisation":
        bodies.setdefault(entry.lows[0], []).append(entry)
    if kind != "product":
        for short in _initials(entry.name, sum(bool(word.bits & SUFFIX) for word in entry.words)):
            bodies.setdefault(short, []).append(entry)


def _personal(entry: Named) -> tuple[str, ...]:
    """Return the words of a personal name without "Jr." and the like."""
    lows = entry.lows
    return lows[:-1] if len(lows) > 1 and lows[-1].rstrip(".") in BORN else lows


@functools.lru_cache(maxsize=_REMEMBERED)
def _initials(name: str, legal: int) -> tuple[str, ...]:
    """Return the acronyms of a name: with its small words and without, with its legal form and without."""
    parts = [part for part in _PARTS.split(name) if part]
    large = [part for part in parts if part not in _SMALL]
    choices = (parts, large, large[: len(large) - legal])
    return tuple(sorted({"".join(part[0] for part in some).upper() for some in choices if len(some) > 1}))


def _host(
    entry: Named, people: Mapping[str, Sequence[Named]], bodies: Mapping[str, Sequence[Named]], lexicon: Lexicon
) -> Named | None:
    """Return the full name that a name stands for, None where it stands for itself."""
    if entry.entity or not entry.words or entry.name in lexicon.canonical:
        return None
    lows = entry.lows
    persons = people.get(lows[0])
    if persons:
        own = _personal(entry)
        able = [one for one in persons if _short_of(own, _personal(one))]
        if able and not _elsewhere(entry, lexicon):
            start = entry.spans[0].start
            before = [one for one in able if one.spans[0].start < start]
            return max(before, key=lambda one: one.spans[0].start) if before else able[0]
    count = len(lows)
    longer = [one for one in bodies.get(lows[0], ()) if len(one.lows) > count and one.lows[:count] == lows]
    if count == 1 and entry.words[0].text.isupper():
        longer += bodies.get(entry.words[0].text.replace(".", ""), ())
    return _body(entry, longer) if longer else None


def _short_of(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Say whether the words of one personal name are a short form of another's: its end, its first, both of them."""
    count = len(short)
    if len(full) > count and full[-count:] == short:
        return True
    return full[0] == short[0] and len(full) > 1 and (count == 1 or full[-1] == short[-1])


def _elsewhere(entry: Named, lexicon: Lexicon) -> bool:
    """Say whether a name is clearly no person, whoever bears it in the text."""
    votes = entry.votes
    known_as = lexicon.types.get(entry.name)
    if known_as and known_as != "person" and not entry.words[0].bits & (GIVEN | FAMILY):
        return True
    return max(votes[ORGANISATION:]) >= votes[PERSON] + _FIRM


def _body(entry: Named, bodies: Sequence[Named]) -> Named | None:
    if entry.type not in ("organisation", "person") and entry.weight >= _DOUBTFUL:
        return None
    if entry.votes[PERSON] > entry.votes[ORGANISATION] + _RATHER_PERSON:
        return None
    plain = [one for one in bodies if all(word.bits & SUFFIX for word in one.words[len(entry.words) :])]
    if plain:
        return plain[0]
    return bodies[0] if len(bodies) == 1 else None
