"""What a text names, name by name: the mentions of each, and the votes for what kind of thing it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from generator.link import context, evidence
from generator.link.evidence import PLACE, TYPES, Votes
from generator.link.lexicon import COMMON, SUFFIX
from generator.link.spans import Span
from generator.link.tokens import Reading, Token
from generator.model import EntityType

_CERTAIN: Final = 100.0
_DEMONYM: Final = 5.0
_TELLING: Final = 3
"""So many mentions say all that their neighbours can; later ones count for a third."""


class Named(msgspec.Struct, kw_only=True):
    """A name under consideration, and in the end a thing named."""

    name: str
    words: tuple[Token, ...]
    spans: list[Span]
    votes: Votes
    forms: list[str]
    demonyms: list[Span] = msgspec.field(default_factory=list)
    entity: str = ""
    """The registry's id of it."""

    @property
    def type(self) -> EntityType:
        """The type with most votes; the first of `TYPES` among equals."""
        return TYPES[self.votes.index(max(self.votes))]

    @property
    def weight(self) -> float:
        """The votes for that type."""
        return max(self.votes)


def gather(spans: Iterable[Span], reading: Reading, types: Mapping[str, EntityType]) -> list[Named]:
    """Return one `Named` a distinct name; those that only demonyms name come last.

    `types` gives those of the registry's entities among the spans.
    """
    lexicon = reading.lexicon
    named: dict[str, Named] = {}
    demonyms: dict[str, list[Span]] = {}
    for span in spans:
        if span.entity:
            _registered(named, span, types[span.entity], reading.tokens)
        elif span.text in lexicon.demonyms:
            demonyms.setdefault(lexicon.demonyms[span.text], []).append(span)
        else:
            _mentioned(named, span, reading)
    places = {entry.name: entry for entry in named.values() if entry.type == "place"}
    for country, mentions in demonyms.items():
        if country not in places:
            votes = [0.0] * len(TYPES)
            votes[PLACE] = _DEMONYM
            places[country] = named[country] = Named(name=country, words=(), spans=[], votes=votes, forms=[])
        places[country].demonyms += mentions
    return list(named.values())


def _mentioned(named: dict[str, Named], span: Span, reading: Reading) -> None:
    words = tuple(reading.tokens[span.first : span.last])
    name = reading.lexicon.canonical.get(span.text, span.text)
    entry = named.get(name)
    if entry is None:
        votes = evidence.inside(span.text, words, reading.lexicon)
        entry = named[name] = Named(name=name, words=words, spans=[], votes=votes, forms=[])
    entry.spans.append(span)
    if span.text not in entry.forms:
        entry.forms.append(span.text)
    share = 1.0 if len(entry.spans) <= _TELLING else 1 / 3
    for kind, vote in enumerate(context.around(reading.text, span, words, reading.lexicon)):
        entry.votes[kind] += share * vote


def _registered(named: dict[str, Named], span: Span, kind: EntityType, found: Sequence[Token]) -> None:
    """Add a mention of an entity that the registry knows: its type is beyond any vote."""
    key = f"\0{span.entity}"
    entry = named.get(key)
    if entry is None:
        votes = [0.0] * len(TYPES)
        votes[TYPES.index(kind)] = _CERTAIN
        entry = named[key] = Named(name=span.text, words=(), spans=[], votes=votes, forms=[], entity=span.entity)
    if span.form == "demonym":
        entry.demonyms.append(span)
        return
    entry.spans.append(span)
    if span.text not in entry.forms:
        entry.forms.append(span.text)
    if span.last - span.first > len(entry.words):
        entry.words, entry.name = tuple(found[span.first : span.last]), span.text


def best_name(entry: Named) -> str:
    """Return what to call a thing: its longest form, without the legal form of a company."""
    words = entry.words
    kept = len(words)
    while kept > 1 and words[kept - 1].bits & SUFFIX and (kept > len(("Paxar", "Corp")) or _proper(words[0], entry)):
        kept -= 1
    if entry.entity or kept in (0, len(words)) or entry.type != "organisation":
        return entry.name
    return entry.name.rsplit(" ", len(words) - kept)[0].rstrip(" ,&")


def _proper(word: Token, entry: Named) -> bool:
    """Say whether what a legal form leaves behind can stand alone: Paxar of Paxar Corp, not Limited of Limited Inc."""
    return not word.bits & COMMON or word.key in entry.forms
