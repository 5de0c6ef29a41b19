"""Who answers: what the world knows before anything is read, once sources are read, once the site is linked."""

import functools
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from generator import digest
from generator.build.sources import Setting, SourceFile, Sources, mark
from generator.build.store import Store
from generator.build.task import Answer, Fact, World
from generator.config import Config
from generator.convert import decisions as deciding
from generator.convert import plan as conversion
from generator.convert import recipe_plan
from generator.convert.editor import said_of
from generator.link import decisions, queries, registry
from generator.link import plan as recognition
from generator.link.facts import Body, Identity, Names, QuietWords, Read, Spoken
from generator.link.packed import Asked, Packed
from generator.link.registry import Name
from generator.link.related import Posting
from generator.link.site import Site
from generator.model import Article, Decision, Entity, Found, Heads
from generator.outputs import bodies, cards, frame, interface, pictures, precompiled, sitemaps, theme
from generator.outputs.theme import Theme

Answers = dict[type[Fact[Any]], Answer]

MANY = 64
"""So many products are read in one go."""

LARGE = 25_000
"""Of a site of more articles no more is held than what was written down; of fewer, objects, which are faster."""


def given(sources: Sources, config: Config, look: Theme, store: Store) -> Answers:
    """Return the answers that need nothing to be made: files, settings, templates."""
    closures = msgspec.msgpack.Decoder(dict[str, str])
    handing = functools.cache(
        lambda: msgspec.msgpack.decode(store.product(theme.KEY, theme.HANDING) or b"\x90", type=frozenset[str])
    )
    phrases = functools.cache(lambda: interface.read(store.product(interface.KEY, interface.PHRASES)))
    return {
        SourceFile: Answer(sources.read, digest=sources.digest, mark=mark, keep=False),
        Setting: Answer(lambda fact: config.value(fact.name)),
        recipe_plan.Defaults: Answer(lambda fact: said_of(fact.path, config.defaults)),
        interface.Interface: Answer(lambda _: phrases()),
        **theme.answers(
            look,
            phrases=phrases,
            closures=lambda: closures.decode(store.product(theme.KEY, theme.CLOSURES) or b"\x80"),
            handing=handing,
            ready=precompiled.ready(store),
        ),
    }


def recipes(paths: Iterable[str], store: Store) -> Answers:
    """Return what recipes answer: what each says, and which mean a capture."""
    paths = tuple(paths)
    said = msgspec.msgpack.Decoder(dict[str, object])
    names = msgspec.msgpack.Decoder(tuple[str, ...])

    def stated(path: str) -> dict[str, object]:
        data = store.product(recipe_plan.key(path), recipe_plan.SAID)
        return said.decode(data) if data is not None else {}

    def matching(_fact: recipe_plan.Matching) -> dict[str, object]:
        found = {path: stated(path).get("match") for path in paths}
        return {path: match for path, match in found.items() if match is not None}

    def matched(fact: recipe_plan.Matched) -> tuple[str, ...]:
        data = store.product(recipe_plan.match_key(fact.path), recipe_plan.MATCHED) if paths else None
        return names.decode(data) if data is not None else ()

    return {
        recipe_plan.Matching: Answer(matching),
        recipe_plan.Matched: Answer(matched),
        recipe_plan.Stated: Answer(lambda fact: stated(fact.path)),
    }


def idle(store: Store) -> list[str]:
    """Return the recipes that mean no capture, by their paths below ``content/``."""
    names = msgspec.msgpack.Decoder(tuple[str, ...])
    read: set[str] = set()
    used: set[str] = set()
    for key in list(store.keys()):
        if key.startswith(recipe_plan.READS) and store.product(key, recipe_plan.SAID) is not None:
            read.add(key.removeprefix(recipe_plan.READS))
        elif key.startswith(recipe_plan.FINDS):
            used.update(names.decode(store.product(key, recipe_plan.MATCHED) or b"\x90"))
    return sorted(read - used)


def heads(paths: Iterable[str], store: Store) -> list[Heads]:
    """Return what each content file became, the last good conversion where it fails now."""
    return list(map(msgspec.msgpack.Decoder(Heads).decode, _written(paths, store)))


def packed(paths: Iterable[str], store: Store) -> Collection[Heads]:
    """Return what `heads` does, each read whenever it comes by."""
    held = Packed(store.products(conversion.HEADS), Heads)
    keys = {key: None for key in map(conversion.key, paths) if key in held}
    return Asked(held.__getitem__, keys, known={}).values()


def _written(paths: Iterable[str], store: Store) -> list[bytes]:
    paths = list(paths)
    if len(paths) < MANY:
        found = [store.product(conversion.key(path), conversion.HEADS) for path in paths]
    else:
        known = dict(store.products(conversion.HEADS))
        found = [known.get(conversion.key(path)) for path in paths]
    return [data for data in found if data is not None]


def read(made: Iterable[Heads], store: Store) -> Answers:
    """Return the answers that reading the sources gave: bodies, headlines, the registry's names."""
    places = {
        (kind, head.id): head.path
        for each in made
        for kind, held in (("article", each.articles), ("page", each.pages), ("entity", each.entities))
        for head in held
    }
    known = registered(made)
    plain = registry.names(known.values())
    own = registry.identities(plain)
    names = decisions.rule(plain, decided(store), known)
    quiet = registry.quiet_words(names)
    marks: dict[str, str] = {}
    decode = msgspec.msgpack.Decoder(str).decode

    def where(fact: Body) -> tuple[str, str]:
        path = places.get((fact.kind, fact.id), "")
        return conversion.key(path), conversion.body_name(fact.kind, fact.id)

    def article(id_: str) -> Article | None:
        files = heads([path] if (path := places.get(("article", id_))) else (), store)
        return next((head for each in files for head in each.articles if head.id == id_), None)

    def body(fact: Body) -> str:
        data = store.product(*where(fact))
        return decode(data) if data is not None else ""

    return {
        Body: Answer(body, digest=lambda fact: store.mark(*where(fact)) or "absent", keep=False),
        Read: Answer(lambda fact: spoken(article(fact.id))),
        Identity: Answer(lambda fact: own.get(fact.id)),
        Names: Answer(lambda fact: _named(fact, names), digest=lambda fact: _marked(fact, names, marks), once=True),
        QuietWords: Answer(lambda _: quiet),
    }


def decided(store: Store) -> tuple[Decision, ...]:
    """Return what the editor decided, the last good reading where the file fails now."""
    data = store.product(deciding.KEY, deciding.DECISIONS)
    return msgspec.msgpack.decode(data, type=tuple[Decision, ...]) if data is not None else ()


def registered(made: Iterable[Heads]) -> dict[str, Entity]:
    """Return the registry by id."""
    return {entity.id: entity for each in made for entity in each.entities}


def _named(fact: Names, names: Mapping[str, tuple[Name, ...]]) -> dict[str, tuple[Name, ...]]:
    return {word: names[word] for word in fact.firsts.split(" ") if word in names}


def _marked(fact: Names, names: Mapping[str, tuple[Name, ...]], marks: dict[str, str]) -> str:
    """Return the digest of an answer; what stands under a word is digested once."""
    held = [word for word in fact.firsts.split(" ") if word in names]
    for word in held:
        if word not in marks:
            marks[word] = digest.of_value((word, names[word]))
    return digest.of_bytes("".join([marks[word] for word in held]).encode()) if held else ""


def linked(
    site: Site,
    store: Store,
    world: World,
    stories: Callable[[], Mapping[str, str]],
    postings: Callable[[], Mapping[str, Posting]],
) -> Answers:
    """Return the answers that linking gave, and the fragments that printing takes from the store.

    Args:
        site: The site.
        store: Where fragments are kept.
        world: What could be asked before: it knows what the interface says.
        stories: Returns for each text of a story that has several versions the oldest of them.
        postings: Returns where each entity is named that relates.
    """

    def place(fact: frame.Printed) -> tuple[str, str]:
        return bodies.key(fact.kind, fact.id), bodies.PRINTED

    def printed(fact: frame.Printed) -> object:
        data = store.product(*place(fact))
        return bodies.decode(data) if data is not None else None

    def looked(fact: pictures.Pictured) -> object:
        data = store.product(pictures.key(fact.path), pictures.SHOWN)
        return pictures.decode(data) if data is not None else None

    def mark_of(fact: pictures.Pictured) -> str:
        return store.mark(pictures.key(fact.path), pictures.SHOWN) or "absent"

    return {
        pictures.Pictured: Answer(looked, digest=mark_of, keep=False),
        **queries.answers(site, stories, postings),
        **cards.answers(site),
        **sitemaps.answers(site),
        **frame.answers(site, world.answer(interface.Interface())[0]),
        frame.Printed: Answer(printed, digest=lambda fact: store.mark(*place(fact)) or "absent", keep=False),
    }


def printed(files: Mapping[str, str], output: Path, *, unwritten: Collection[str] = ()) -> Answers:
    """Return the answers that printing gave.

    Args:
        files: Every file that stands in the output: path to SHA-256.
        output: The folder.
        unwritten: Files that a build only says it would write: what is made of them differs from what stands, and
            nobody will read it.
    """

    def read(fact: frame.PrintedFile) -> bytes | None:
        if fact.path in unwritten:
            return files[fact.path].encode()
        try:
            return (output / fact.path).read_bytes()
        except FileNotFoundError:
            return b"" if fact.path in files else None

    return {frame.PrintedFile: Answer(read, digest=lambda fact: files.get(fact.path, "absent"), keep=False)}


def finder(store: Store, *, many: bool = False) -> Callable[[str], tuple[Found, ...]]:
    """Return what says, for an article's id, whom recognition found in it; `many` where most are asked for."""
    decode = msgspec.msgpack.Decoder(tuple[Found, ...]).decode
    get = _getter(store, recognition.FOUND, many=many)

    def found(article: str) -> tuple[Found, ...]:
        data = get(recognition.key(article))
        return decode(data) if data is not None else ()

    return found


def reader(store: Store) -> Callable[[str], tuple[Found, ...]]:
    """Return what answers as a `finder` of many does, and reads whenever it is asked."""
    held = Packed(store.products(recognition.FOUND), tuple[Found, ...])
    return lambda article: held.get(recognition.key(article), ())


def sketcher(store: Store, *, many: bool = False) -> Callable[[str], bytes]:
    """Return what says, for an article's id, what its text is known by; `many` where most are asked for."""
    decode = msgspec.msgpack.Decoder(bytes).decode
    get = _getter(store, recognition.SKETCH, many=many)

    def sketch(article: str) -> bytes:
        data = get(recognition.key(article))
        return decode(data) if data is not None else b""

    return sketch


def _getter(store: Store, name: str, *, many: bool) -> Callable[[str], bytes | None]:
    return dict(store.products(name)).get if many else lambda key: store.product(key, name)


def spoken(head: Article | None) -> Spoken | None:
    """Return what recognition reads of an article beside its body."""
    if head is None:
        return None
    return Spoken(path=head.path, title=head.title, lang=head.lang, dateline=head.dateline, wishes=head.entities)
