"""What an editor's decisions make of the names of a text, before they are looked for and after.

A decision becomes a name of the registry's index with a ruling on it, under its first word: so an edit of the decisions
re-reads only the articles that hold that word. What a ruling needs to know of the text is asked here, where the text
is; recognition itself knows of none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from generator import text as strings
from generator.config import matches
from generator.errors import Note, Where
from generator.link.registry import WORD, Lookup, Name, first_word, straighten
from generator.model import Decision, Entity, EntityType, Found, Ruling

NOTHING: Final = "!"
"""The entity of what names nothing; no id may contain the sign."""

BASIS: Final = "decision"


def rule(
    index: Mapping[str, tuple[Name, ...]], decisions: Iterable[Decision], entities: Mapping[str, Entity]
) -> dict[str, tuple[Name, ...]]:
    """Return the registry's index with the decisions in it, each under the first word of what it is about."""
    made = dict(index)
    for decision in decisions:
        for name in _ruled(decision, index, entities):
            word = first_word(name.text)
            if WORD.search(name.text) and name not in made.get(word, ()):
                made[word] = (*made.get(word, ()), name)
    return made


def faults(decisions: Iterable[Decision], entities: Mapping[str, Entity], *, path: str) -> list[Note]:
    """Return what there is to say about decisions that cannot be followed."""
    index: dict[str, set[str]] = {}
    for entity in entities.values():
        for name in (entity.name, *entity.aliases):
            index.setdefault(straighten(name), set()).add(entity.id)
    notes = []
    for decision in decisions:
        what = hint = ""
        if decision.phrase and decision.means not in entities:
            what = f"`{decision.phrase}` is to mean `{decision.means}`, which no file registers"
            hint = strings.did_you_mean(decision.means, entities) or f"write content/entities/{decision.means}.md"
        for name, kind in decision.types:
            held = sorted(index.get(straighten(name), ()))
            if held and entities[held[0]].type != kind:
                what = f"`{name}` is registered as {entities[held[0]].type}, and no decision changes that"
                hint = f"change `type` in content/{entities[held[0]].path}"
        owners = {owner for name in decision.same for owner in index.get(straighten(name), ())}
        if len(owners) > 1:
            what = f"`same` names several registered entities: {', '.join(sorted(owners))}"
            hint = "state `merged_into` in the file of one of them"
        if what:
            where = Where(path, decision.line, decision.column)
            notes.append(Note(severity="warning", what=what, where=where, hint=hint, code="decision-unknown"))
    return notes


def _ruled(decision: Decision, index: Mapping[str, tuple[Name, ...]], entities: Mapping[str, Entity]) -> Iterable[Name]:
    unless = tuple(straighten(word).casefold() for word in decision.unless)
    if decision.phrase and decision.means in entities:
        text = straighten(decision.phrase)
        ruling = Ruling("means", unless, decision.within)
        yield Name(text, decision.means, entities[decision.means].type, ruling=ruling)
    for phrase in decision.ignore:
        yield Name(straighten(phrase), NOTHING, "work", ruling=Ruling("ignore", unless, decision.within))
    for phrase, kind in decision.types:
        text = straighten(phrase)
        if not _holders(text, index):
            yield Name(text, strings.slug(text), kind, canonical=True, ruling=Ruling("type", unless, decision.within))
    names = tuple(straighten(name) for name in decision.same)
    held = {one for name in names for one in _holders(name, index)}
    if len({one.entity for one in held}) == 1:
        (entity, kind), *_ = {(one.entity, one.type) for one in held}
        for name in names:
            yield Name(name, entity, kind, ruling=Ruling("means", unless, decision.within))
    elif names and not held:
        called = max(names, key=len)
        ordered = (called, *(name for name in names if name != called))
        for name in ordered:
            ruling = Ruling("same", unless, decision.within, ordered)
            yield Name(name, strings.slug(called), "person", canonical=name == called, ruling=ruling)


def _holders(text: str, index: Mapping[str, tuple[Name, ...]]) -> list[Name]:
    return [name for name in index.get(first_word(text), ()) if name.text == text and name.form == "full"]


Recognise = Callable[[Lookup], tuple[Found, ...]]
"""Recognition of one text, given how to look names up."""


def decided(recognise: Recognise, *, lookup: Lookup, path: str, text: str) -> tuple[Found, ...]:
    """Return what a text names, under the decisions that hold for it.

    Args:
        recognise: Recognition of the text.
        lookup: The index, rulings in it.
        path: The article, below ``content/``.
        text: Headline and body.
    """
    bench = _Bench(lookup, path, text)
    found = recognise(bench.lookup())
    if not bench.met:
        return found
    joined = [names for names in bench.same if any(set(names) & {item.name, *item.forms} for item in found)]
    if joined:
        bench.types = {names: _type(names, found) for names in joined}
        found = recognise(bench.lookup())
    return _settled(found, bench)


class _Bench:
    """Where the rulings that one text meets are kept."""

    def __init__(self, lookup: Lookup, path: str, text: str) -> None:
        self._lookup = lookup
        self._path = path
        self._text = text
        self._flat = ""
        self.met = False
        self.automatic: dict[str, str] = {}
        """Entities that only a decision knows, and what each is called."""

        self.same: dict[tuple[str, ...], None] = {}
        self.types: dict[tuple[str, ...], EntityType] = {}

    def lookup(self) -> Lookup:
        """Return how to look names up as the rulings leave them."""
        return Lookup(self._names, self._lookup.quiet)

    def _names(self, words: tuple[str, ...]) -> Mapping[str, tuple[Name, ...]]:
        asked = self._lookup.names(words)
        # `rule` puts what is ruled behind what is registered.
        ruled = [word for word, names in asked.items() if names[-1].ruling is not None]
        return {**asked, **{word: self._left(asked[word]) for word in ruled}} if ruled else asked

    def _left(self, names: tuple[Name, ...]) -> tuple[Name, ...]:
        """Return the names under a first word that the rulings leave."""
        self.met = True
        plain = [name for name in names if name.ruling is None]
        for name in names:
            ruling = name.ruling
            if ruling is None or (ruling.within and not matches(self._path, ruling.within)):
                continue
            if self._spoken_against(ruling):
                plain = self._without(plain, name, ruling)
                continue
            ruled = self._ruled(name, ruling)
            if ruled is not None:
                plain = [one for one in plain if one.text != name.text] + [ruled]
        return tuple(sorted(plain, key=lambda name: (-len(name.text), name.text, name.entity, name.form)))

    def _without(self, plain: list[Name], name: Name, ruling: Ruling) -> list[Name]:
        """Return names without one that the text speaks against; where nobody else bears it, it names nothing here."""
        if ruling.kind != "means":
            return plain
        rest = [one for one in plain if (one.text, one.entity) != (name.text, name.entity)]
        held = any(one.text == name.text for one in rest)
        return rest if held else [*rest, Name(name.text, NOTHING, name.type)]

    def _ruled(self, name: Name, ruling: Ruling) -> Name | None:
        bare = msgspec.structs.replace(name, ruling=None)
        if ruling.kind == "same":
            self.same[ruling.names] = None
            kind = self.types.get(ruling.names)
            if kind is None:
                return None
            bare = msgspec.structs.replace(bare, type=kind)
        if ruling.kind in ("same", "type"):
            self.automatic[name.entity] = ruling.names[0] if ruling.names else name.text
        return bare

    def _spoken_against(self, ruling: Ruling) -> bool:
        if ruling.unless and not self._flat:
            self._flat = f" {' '.join(WORD.findall(self._text.casefold()))} "
        return any(f" {' '.join(WORD.findall(word))} " in self._flat for word in ruling.unless)


def _type(names: Sequence[str], found: Iterable[Found]) -> EntityType:
    """Return what the text itself takes names for that are one: what the most salient of them was taken for."""
    return next(item.type for item in found if set(names) & {item.name, *item.forms})


def _settled(found: Iterable[Found], bench: _Bench) -> tuple[Found, ...]:
    """Leave out what names nothing; the most salient of what is left has 1 again."""
    kept = [item for item in found if item.key != NOTHING]
    greatest = max((item.salience for item in kept), default=0.0) or 1.0
    made = []
    for item in kept:
        salience = round(item.salience / greatest, 4)
        claims = tuple(claim for claim in item.claims if claim.of != NOTHING)
        changed = msgspec.structs.replace(item, salience=salience, claims=claims)
        if item.key in bench.automatic:
            changed = msgspec.structs.replace(changed, name=bench.automatic[item.key], registered=False, basis=BASIS)
        made.append(changed)
    return tuple(made)
