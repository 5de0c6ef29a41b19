"""What a text names, name by name: the mentions of each, and the votes for what kind of thing it is."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from generator.link import context
from generator.link.evidence import PLACE, TYPES, Votes
from generator.link.lexicon import COMMON, SUFFIX, Lexicon
from generator.link.phrases import Span
from generator.link.tokens import Token
from generator.model import EntityType

_CERTAIN: Final = 100.0
_DEMONYM: Final = 5.0
TELLING: Final = 3
"""So many mentions say all that their neighbours can."""


class Named(msgspec.Struct):
    """A name under consideration, and in the end a thing named."""

    name: str
    words: tuple[Token, ...]
    lows: tuple[str, ...]
    """The words, case folded."""

    spans: list[Span]
    votes: Votes
    forms: list[str]
    demonyms: list[Span] = msgspec.field(default_factory=list)
    entity: str = ""
    """The registry's id of it."""

    called: str = ""
    """What to call it, once that is settled."""

    weak: bool = False
    """It is a name only if it is the short form of one."""

    @property
    def type(self) -> EntityType:
        """The type with most votes; the first of `TYPES` among equals."""
        votes = self.votes
        return TYPES[votes.index(max(votes))]

    @property
    def weight(self) -> float:
        """The votes for that type."""
        return max(self.votes)


def gather(
    spans: Iterable[Span], text: str, lexicon: Lexicon, types: Mapping[str, EntityType], *, english: bool = True
) -> list[Named]:
    """Return one `Named` a distinct name; those that only demonyms name come last.

    Args:
        spans: The places, in order.
        text: What they are places of.
        lexicon: The word lists.
        types: Those of the registry's entities among the spans.
        english: Whether the words around a name say what it is.
    """
    weigh = context.weigh if english else _unweighed
    named: dict[str, Named] = {}
    known: dict[str, Named] = {}
    demonyms: dict[str, list[Span]] = {}
    for span in spans:
        cut = span.cut
        if span.entity:
            entry = known.get(span.entity)
            if entry is None:
                entry = _registered(span, types[span.entity])
                known[span.entity] = named[f"\0{span.entity}"] = entry
            _mention(entry, span)
        elif cut.demonym:
            demonyms.setdefault(cut.demonym, []).append(span)
        else:
            entry = named.get(cut.name)
            if entry is None:
                entry = named[cut.name] = Named(cut.name, cut.words, cut.lows, [span], list(cut.votes), [cut.text])
                if not cut.sure:
                    weigh(text, span, entry.votes, lexicon)
                continue
            entry.spans.append(span)
            if cut.text not in entry.forms:
                entry.forms.append(cut.text)
            if len(entry.spans) <= TELLING and not cut.sure:
                weigh(text, span, entry.votes, lexicon)
    if demonyms:
        _peoples(named, demonyms)
    return list(named.values())


def _unweighed(text: str, span: Span, votes: Votes, lexicon: Lexicon) -> None:
    """Stand in for `context.weigh` where the words around a name are none of its lists'."""


def _peoples(named: dict[str, Named], demonyms: Mapping[str, list[Span]]) -> None:
    """Add mentions of peoples to their countries."""
    places = {entry.name: entry for entry in named.values() if entry.type == "place"}
    for country, mentions in demonyms.items():
        if country not in places:
            votes = [0.0] * len(TYPES)
            votes[PLACE] = _DEMONYM
            places[country] = named[country] = Named(country, (), (), [], votes, [])
        places[country].demonyms += mentions


def _registered(span: Span, kind: EntityType) -> Named:
    """Return what the registry knows, as it is called first, without a mention: its type is beyond any vote."""
    votes = [0.0] * len(TYPES)
    votes[TYPES.index(kind)] = _CERTAIN
    return Named(span.cut.text, (), (), [], votes, [], entity=span.entity)


def _mention(entry: Named, span: Span) -> None:
    """Add a mention of what the registry knows."""
    if span.form == "demonym":
        entry.demonyms.append(span)
        return
    cut = span.cut
    entry.spans.append(span)
    if cut.text not in entry.forms:
        entry.forms.append(cut.text)
    if len(cut.words) > len(entry.words):
        entry.words, entry.lows, entry.name = cut.words, cut.lows, cut.text


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
