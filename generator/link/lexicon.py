"""What recognition knows of the world beforehand: word classes, first and family names, places, companies, countries.

The lists are data files beside this module, handed in as bytes: nothing here reads a file. Words are looked up folded
(`Lexicon.words`, one set of bits a word), names as written (`Lexicon.types`).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from generator.model import EntityType

FILES: Final = (
    "common.txt",
    "given.txt",
    "family.txt",
    "cities.txt",
    "companies.txt",
    "countries.txt",
    "names.txt",
    "cues.txt",
)
"""The files `parse` wants, by name; they travel in `generator/link/words/`."""

# What a word can be. Plain integers: the tests on them stand in the innermost loop.
COMMON: Final = 1
"""An ordinary English word in lower case."""
GIVEN: Final = 1 << 1
FAMILY: Final = 1 << 2
FUNCTION: Final = 1 << 3
CALENDAR: Final = 1 << 4
UNNAMED: Final = 1 << 5
"""Capitalised by custom, yet the name of nothing that has a page: Internet, CEO, GDP."""
HONORIFIC: Final = 1 << 6
ROLE: Final = 1 << 7
ROLE_MODIFIER: Final = 1 << 8
SUFFIX: Final = 1 << 9
"""The legal form of a company: Inc, Ltd, Holdings."""
ORGANISATION_HEAD: Final = 1 << 10
"""Ends the name of an organisation: Bank, Ministry, Airlines."""
ORGANISATION_OF: Final = 1 << 11
"""Begins one that goes on with "of", "for" or "on": Bank, University, Centers."""
PLACE_HEAD: Final = 1 << 12
PLACE_OF: Final = 1 << 13
PLACE_PREFIX: Final = 1 << 14
DIRECTION: Final = 1 << 15
EVENT_HEAD: Final = 1 << 16
WORK_HEAD: Final = 1 << 17
PRODUCT_HEAD: Final = 1 << 18
COMPANY_CUE: Final = 1 << 19
"""Stands in lower case before a company: retailer, maker, firm."""
PLACE_CUE: Final = 1 << 20
ORGANISATION_NEXT: Final = 1 << 21
"""Follows an organisation in lower case: shares, spokesman, officials."""
PRODUCT_NEXT: Final = 1 << 22
EVENT_NEXT: Final = 1 << 23
WORK_NEXT: Final = 1 << 24
SPEECH: Final = 1 << 25
PERSON_NEXT: Final = 1 << 26
RELATION: Final = 1 << 27
PARTICLE: Final = 1 << 28
NOUN_POSSESSIVE: Final = 1 << 29
"""Keeps its 's inside a name: the People's Bank, Children's Hospital."""
STATE_CODE: Final = 1 << 30
PLACE_BEFORE: Final = 1 << 31
"""Stands before a place: in, near, outside."""
OWNED: Final = 1 << 32
"""What is of a company, or in one: shares of, a stake in."""

_CUES: Final = {
    "function": FUNCTION,
    "calendar": CALENDAR,
    "unnamed": UNNAMED,
    "honorific": HONORIFIC,
    "role": ROLE,
    "role-modifier": ROLE_MODIFIER,
    "suffix": SUFFIX,
    "organisation-head": ORGANISATION_HEAD,
    "organisation-of": ORGANISATION_OF,
    "place-head": PLACE_HEAD,
    "place-of": PLACE_OF,
    "place-prefix": PLACE_PREFIX,
    "direction": DIRECTION,
    "event-head": EVENT_HEAD,
    "work-head": WORK_HEAD,
    "product-head": PRODUCT_HEAD,
    "company-cue": COMPANY_CUE,
    "place-cue": PLACE_CUE,
    "organisation-next": ORGANISATION_NEXT,
    "product-next": PRODUCT_NEXT,
    "event-next": EVENT_NEXT,
    "work-next": WORK_NEXT,
    "speech": SPEECH,
    "person-next": PERSON_NEXT,
    "relation": RELATION,
    "particle": PARTICLE,
    "noun-possessive": NOUN_POSSESSIVE,
    "state-code": STATE_CODE,
    "place-before": PLACE_BEFORE,
    "owned": OWNED,
}
_TYPES: Final[Mapping[str, EntityType]] = {
    "place": "place",
    "organisation": "organisation",
    "product": "product",
    "event": "event",
    "work": "work",
    "person": "person",
}


class Lexicon(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The packaged lists, read."""

    words: Mapping[str, int]
    """Folded word to the bits of what it can be."""

    types: Mapping[str, EntityType]
    """Well-known name, as written, to its type."""

    cities: frozenset[str]
    """Cities that no other list names: weaker evidence than `types`."""

    heads: frozenset[str]
    """First words of the names of several words in `types` and `cities`."""

    canonical: Mapping[str, str]
    """Name of a country, or other name of something well known, to the name its key is made from: ``US``, ``Fed``."""

    demonyms: Mapping[str, str]
    """Demonym, singular or plural, to the same."""


def parse(files: Mapping[str, bytes]) -> Lexicon:
    """Read the lists.

    Args:
        files: Name to content, UTF-8, for every one of `FILES`.

    Raises:
        KeyError: A file is missing, or a section is unknown.
    """
    words = dict.fromkeys(_lines(files["common.txt"]), COMMON)
    types: dict[str, EntityType] = {}
    canonical, demonyms = _countries(files["countries.txt"])
    types.update(dict.fromkeys(canonical, "place"))
    for name in _lines(files["companies.txt"]):
        types[name] = "organisation"
    given, family = _lines(files["given.txt"]), _lines(files["family.txt"])
    for section, names in _sections(files["names.txt"]):
        match section:
            case "given":
                given += names
            case "family":
                family += names
            case _:
                types.update(dict.fromkeys(_same(names, canonical), _TYPES[section]))
    _mark(words, map(str.casefold, given), GIVEN)
    _mark(words, map(str.casefold, family), FAMILY)
    for section, names in _sections(files["cues.txt"]):
        _mark(words, names, _CUES[section])
    cities = _lines(files["cities.txt"])
    return Lexicon(
        words=words,
        types=types,
        cities=frozenset(cities),
        heads=frozenset(name[: name.index(" ")] for name in (*types, *demonyms, *cities) if " " in name),
        canonical=canonical,
        demonyms=demonyms,
    )


def _lines(data: bytes) -> list[str]:
    return data.decode().splitlines()


def _mark(words: dict[str, int], marked: Iterable[str], bit: int) -> None:
    known = words.get
    for word in marked:
        words[word] = known(word, 0) | bit


def _sections(data: bytes) -> Iterator[tuple[str, list[str]]]:
    """Yield each section's name with its items: ``[name]``, then items parted by commas over any number of lines."""
    for section in data.decode().split("\n[")[1:]:
        name, _, items = section.partition("]\n")
        yield name, [item for item in map(str.strip, items.replace("\n", ",").split(",")) if item]


def _same(items: Iterable[str], canonical: dict[str, str]) -> Iterator[str]:
    """Yield every name of items such as "Federal Reserve = Fed", the first of which is what the others mean."""
    for item in items:
        if " = " in item:
            first, *others = names = item.split(" = ")
            canonical.update(dict.fromkeys(names, first))
            yield from others
            yield first
        else:
            yield item


def _countries(data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    canonical: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    for line in data.decode().splitlines():
        if line.startswith("#"):
            continue
        names, _, people = line.partition(" | ")
        name, _, others = names.partition(" = ")
        canonical[name] = name
        canonical.update(dict.fromkeys(others.split(", ") if others else (), name))
        for demonym in people.split(", ") if people else ():
            demonyms[demonym] = demonyms[f"{demonym}s"] = name
    return canonical, demonyms
