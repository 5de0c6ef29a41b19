"""The entities the publisher knows, as matching sees them: their names by first word, nothing that is only displayed.

A build asks for the names under the words of one article and keeps the answer, an empty one too, as a dependency; so a
new alias re-reads only the articles that hold its first word. Hence `Name` must not carry what pages show.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import msgspec

from generator import text
from generator.model import Entity, EntityType, Ruling
from generator.model.mention import Form

# Scripts written without spaces: each character is a word, so that a name is found inside a longer run.
UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
WORD: Final = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
"""A word as the index sees it: letters and digits without a break."""

_FORMS: Final[tuple[Form, ...]] = ("full", "short", "demonym")


class Name(msgspec.Struct, frozen=True, array_like=True):
    """One way to name one entity."""

    text: str
    """As written; apostrophes straight, white space single."""

    entity: str
    """The id of the entity, or of the one it was merged into."""

    type: EntityType
    form: Form = "full"
    canonical: bool = False
    """Whether it is the entity's own name rather than an alias."""

    refused: tuple[str, ...] = ()
    """Phrases that must not match, though the name is in them."""

    hints: tuple[str, ...] = ()
    """Ids, slugs and words that speak for this entity where others share the name."""

    ruling: Ruling | None = None
    """Set where an editor's decision puts the name here; `decisions` takes it off before the text is read."""

    exchange: str | None = None
    """Of a code, where it is traded, case folded; None of what is a name anywhere. `tickers` says where a code is."""


class Lookup(msgspec.Struct, frozen=True):
    """How recognition asks for names."""

    names: Callable[[tuple[str, ...]], Mapping[str, tuple[Name, ...]]]
    """Folded first words to the names that begin with them, words of no name left out; words come sorted."""

    quiet: Callable[[], tuple[str, ...]]
    """The first words, as written, that no capital shows in a text; see `quiet`."""


_SHOWN = re.compile(r"[a-z\d]{1,4}[^\W\d_a-z]")
"""A word that is seen by a capital although it does not begin with one: eBay, 11Main."""


def first_word(name: str) -> str:
    """Return the key under which a name is indexed: its first word, case folded."""
    found = WORD.search(name)
    return found[0].casefold() if found else ""


def plain(word: str) -> bool:
    """Say whether a word is all in lower case: texts are full of them."""
    return word.islower() and word.isalpha()


def quiet(word: str) -> bool:
    """Say whether no capital shows where a word stands, in a script that has capitals: adidas, van, 3i, 20th."""
    return (word[0].islower() or word[0].isdigit()) and not _SHOWN.match(word)


def lookup(index: Mapping[str, tuple[Name, ...]]) -> Lookup:
    """Return how to ask an index that is at hand."""
    hushed = quiet_words(index)
    return Lookup(lambda words: {word: index[word] for word in words if word in index}, lambda: hushed)


def quiet_words(index: Mapping[str, tuple[Name, ...]]) -> tuple[str, ...]:
    """Return the first words of an index, as written, that no capital shows."""
    texts = (name.text for names in index.values() for name in names if not name.text[0].isupper())
    found = (WORD.search(text) for text in texts)
    return tuple(sorted({word[0] for word in found if word and quiet(word[0])}))


def straighten(name: str) -> str:
    """Return a name in the spelling that is matched: apostrophes straight, white space single."""
    return " ".join(name.replace("’", "'").replace("‘", "'").split())


def names(entities: Iterable[Entity]) -> dict[str, tuple[Name, ...]]:
    """Index entities by the first word of each of their names.

    Returns:
        First word to its names: the longest first, then by text, entity and form, whatever the order of `entities`.
        The names of an entity that was merged into another lead to that other, over any number of merges.
    """
    known = {entity.id: entity for entity in entities}
    index: dict[str, set[Name]] = {}
    for entity in known.values():
        for name in _names(entity, _target(entity, known)):
            index.setdefault(first_word(name.text), set()).add(name)
    return {
        word: tuple(sorted(index[word], key=lambda name: (-len(name.text), name.text, name.entity, name.form)))
        for word in sorted(index)
    }


def identities(index: Mapping[str, tuple[Name, ...]]) -> dict[str, Name]:
    """Return the own name of each entity of an index, by id."""
    return {name.entity: name for names in index.values() for name in names if name.canonical}


def _target(entity: Entity, known: Mapping[str, Entity]) -> Entity:
    """Follow merges to their end; a merge into the unknown, or in a circle, leaves the entity as it is."""
    seen = {entity.id}
    end = entity
    while end.merged_into is not None:
        following = known.get(end.merged_into)
        if following is None or following.id in seen:
            return entity
        seen.add(following.id)
        end = following
    return end


def _names(entity: Entity, target: Entity) -> Iterator[Name]:
    refused = tuple(straighten(phrase) for phrase in entity.not_)
    hints = _hints(target)
    spelled = ((entity.name, *entity.aliases), entity.short, entity.demonyms)
    done: set[str] = set()
    for form, texts in zip(_FORMS, spelled, strict=True):
        for spelling in map(straighten, texts):
            if WORD.search(spelling) and spelling not in done:
                done.add(spelling)
                canonical = entity is target and spelling == straighten(entity.name)
                yield Name(spelling, target.id, target.type, form, canonical, refused, hints)
    for symbol in entity.symbols:
        code = straighten(symbol.symbol)
        if WORD.search(code) and code not in done:
            done.add(code)
            at = straighten(symbol.exchange).casefold()
            yield Name(code, target.id, target.type, refused=refused, hints=hints, exchange=at)


def _hints(entity: Entity) -> tuple[str, ...]:
    near = {relation.to for relation in entity.relations}
    near |= {text.slug(role.of) for role in entity.roles if role.of}
    near |= {word.casefold() for word in WORD.findall(entity.disambiguator or "")}
    return tuple(sorted(near))
