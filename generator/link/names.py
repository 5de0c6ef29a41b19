"""Which names are one name: gathers the mentions of each, decides its type, joins its short forms to its full one."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from generator.link import evidence
from generator.link.evidence import ORGANISATION, PERSON, PLACE, TYPES, Votes
from generator.link.lexicon import COMMON, FAMILY, GIVEN, ORGANISATION_HEAD, SUFFIX, UNNAMED, Lexicon
from generator.link.spans import Span, known, surface
from generator.link.tokens import Token
from generator.model import EntityType

_SMALL: Final = frozenset(("of", "the", "and", "for", "in", "on", "to", "de", "la", "del", "&"))
_ENOUGH: Final = 1.5
"""The least weight of a type that a single ordinary word needs to count as a name."""


class Named(msgspec.Struct, kw_only=True):
    """A name under consideration, and in the end a thing named."""

    name: str
    words: tuple[Token, ...]
    spans: list[Span]
    votes: Votes
    forms: list[str]
    demonyms: list[Span] = []

    @property
    def type(self) -> EntityType:
        """The type with most votes; the first of `TYPES` among equals."""
        return TYPES[max(range(6), key=lambda kind: (self.votes[kind], -kind))]

    @property
    def weight(self) -> float:
        """The votes for that type."""
        return max(self.votes)


def gather(text: str, found: Sequence[Token], spans: Iterable[Span], lexicon: Lexicon) -> list[Named]:
    """Return one `Named` a distinct name, in order of first mention, what is no name left out."""
    settled = list(_unopened(text, found, list(spans), lexicon))
    named: dict[str, Named] = {}
    demonyms: dict[str, list[Span]] = {}
    loud = _headlines(text)
    for span in settled:
        country = lexicon.demonyms.get(span.text)
        if country:
            demonyms.setdefault(country, []).append(span)
            continue
        name = lexicon.canonical.get(span.text, span.text)
        words = tuple(found[span.first : span.last])
        entry = named.get(name)
        if entry is None:
            entry = named[name] = Named(
                name=name, words=words, spans=[], votes=evidence.inside(span.text, words, lexicon), forms=[]
            )
        entry.spans.append(span)
        if span.text not in entry.forms:
            entry.forms.append(span.text)
        share = 1.0 if len(entry.spans) <= 3 else 0.3
        for kind, vote in enumerate(evidence.around(text, span, words, lexicon)):
            entry.votes[kind] += share * vote
    lower = frozenset(re.findall(r"\b[a-z]+\b", text))
    kept = [entry for entry in named.values() if _stands(entry, found, lexicon, lower, loud)]
    for country, places in demonyms.items():
        entry = next((one for one in kept if one.name == country), None)
        if entry is None:
            votes = [0.0] * 6
            votes[PLACE] = 5.0
            entry = Named(name=country, words=(), spans=[], votes=votes, forms=[])
            kept.append(entry)
        entry.demonyms = places
    return kept


def _headlines(text: str) -> list[tuple[int, int]]:
    """Return the lines set in capitals or title case, where a capital says little."""
    lines, start = [], 0
    for line in text.split("\n"):
        words = line.split()
        if 3 < len(words) < 40 and line[-1] not in '.?!"”':
            long = [word for word in words if len(word) > 3]
            if long and sum(word[0].isupper() for word in long) > 0.75 * len(long):
                lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


def _unopened(text: str, found: Sequence[Token], spans: list[Span], lexicon: Lexicon) -> Iterator[Span]:
    """Drop the first word of a sentence where it is no part of the name after it."""
    inner = {span.text for span in spans if not found[span.first].opens}
    for span in spans:
        head = found[span.first]
        if (
            head.opens
            and span.last - span.first > 1
            and head.bits & COMMON
            and span.text not in inner
            and not known(text, found, span.first, span.last, lexicon)
        ):
            rest = surface(text, found, span.first + 1, span.last)
            following = found[span.first + 1]
            if (
                rest in inner
                or rest in lexicon.types
                or (following.bits & GIVEN and not head.bits & GIVEN and span.last - span.first > 2)
            ):
                yield msgspec.structs.replace(span, first=span.first + 1, start=following.start, text=rest)
                continue
        yield span


def _stands(
    entry: Named,
    found: Sequence[Token],
    lexicon: Lexicon,
    lower: frozenset[str],
    loud: Sequence[tuple[int, int]],
) -> bool:
    """Say whether a candidate is a name at all."""
    name, words = entry.name, entry.words
    if name in lexicon.types or name in lexicon.canonical:
        single = len(words) == 1 and words[0].bits & COMMON
        return not single or any(not found[span.first].opens for span in entry.spans) or words[0].low not in lower
    quiet = [span for span in entry.spans if not any(start <= span.start < end for start, end in loud)]
    if not quiet and entry.votes[PERSON] < 4:
        return False
    if len(words) == 1:
        word = words[0]
        if word.bits & COMMON or word.bits & UNNAMED:
            inner = [span for span in quiet if not found[span.first].opens]
            if not inner or word.low in lower:
                return bool(quiet) and entry.votes[PERSON] >= 5
            return entry.weight >= _ENOUGH and (len(inner) > 1 or entry.weight >= 3)
        return entry.weight > 0
    if all(word.bits & COMMON and not word.bits & (GIVEN | FAMILY) for word in words):
        return entry.weight >= 2.5
    return True


def join(entries: Sequence[Named], lexicon: Lexicon) -> list[Named]:
    """Join short forms to the full name they stand for: Ma to Jack Ma, Alibaba to Alibaba Group Holdings."""
    ordered = sorted(entries, key=lambda entry: (-len(entry.words), entry.spans[0].start if entry.spans else 0))
    full: list[Named] = []
    for entry in ordered:
        host = _host(entry, full, lexicon)
        if host is None:
            full.append(entry)
            continue
        host.spans += entry.spans
        host.forms += [form for form in entry.forms if form not in host.forms]
        host.votes = [ours + 0.5 * theirs for ours, theirs in zip(host.votes, entry.votes, strict=True)]
    for entry in full:
        entry.spans.sort(key=lambda span: span.start)
    return sorted(full, key=lambda entry: (entry.spans or entry.demonyms)[0].start)


def _host(entry: Named, full: Sequence[Named], lexicon: Lexicon) -> Named | None:
    if not entry.words or entry.name in lexicon.canonical:
        return None
    lows = tuple(word.low for word in entry.words)
    count = len(lows)
    people, bodies = [], []
    for one in full:
        if len(one.words) < count:
            continue
        theirs = tuple(word.low for word in one.words)
        if (
            one.type == "person"
            and len(theirs) > count
            and (theirs[-count:] == lows or (count == 1 and theirs[0] == lows[0]))
        ):
            people.append(one)
        elif one.type == "person" and count > 1 and theirs[0] == lows[0] and theirs[-1] == lows[-1]:
            people.append(one)
        elif one.type == "organisation" and theirs[:count] == lows and len(theirs) > count:
            bodies.append(one)
        elif count == 1 and _acronym(entry.words[0].text, one):
            bodies.append(one)
    if people and not _elsewhere(entry, lexicon):
        start = entry.spans[0].start
        before = [one for one in people if one.spans[0].start < start]
        return max(before, key=lambda one: one.spans[0].start) if before else people[0]
    return _body(entry, bodies)


def _elsewhere(entry: Named, lexicon: Lexicon) -> bool:
    """Say whether a name is clearly no person, whoever bears it in the text."""
    votes = entry.votes
    known_as = lexicon.types.get(entry.name)
    if known_as and known_as != "person" and not entry.words[0].bits & (GIVEN | FAMILY):
        return True
    return max(votes[ORGANISATION:]) >= votes[PERSON] + 4.5


def _body(entry: Named, bodies: Sequence[Named]) -> Named | None:
    if not bodies or entry.type not in ("organisation", "person") and entry.weight >= 2.5:
        return None
    if entry.votes[PERSON] > entry.votes[ORGANISATION] + 2.0:
        return None
    plain = [one for one in bodies if all(word.bits & SUFFIX for word in one.words[len(entry.words) :])]
    if plain:
        return plain[0]
    return bodies[0] if len(bodies) == 1 else None


def _acronym(short: str, one: Named) -> bool:
    if (
        not (short.isupper() and 2 <= len(short) <= 7)
        or len(one.words) < 2
        or one.type not in ("organisation", "place", "event", "work")
    ):
        return False
    initials = [part[0] for part in re.split(r"[ -]", one.name) if part]
    large = "".join(part[0] for part in re.split(r"[ -]", one.name) if part and part not in _SMALL)
    return short in ("".join(initials).upper(), large.upper())
