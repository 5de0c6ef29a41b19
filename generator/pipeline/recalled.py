"""The linked site as the last build left it, read back piece by piece: for who asks little of it.

What linking found is kept in one piece (`Image`); articles, pages and entities are read from the store one by one, as
they are asked for. The site that is recalled equals, field by field, the one that was linked.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import msgspec

from generator import digest
from generator.build.store import Store
from generator.build.task import Answer, Fact
from generator.config import Config
from generator.convert import plan as conversion
from generator.link import facts, related, translated
from generator.link import plan as recognition
from generator.link.facts import Term, TermKind
from generator.link.packed import Lazy
from generator.link.resolve import Known
from generator.link.site import Site
from generator.link.snapshot import Snapshot
from generator.model import Article, Entity, EntityType, Found, Heads, Moment, Page, settle_licence
from generator.outputs import frame
from generator.render.views import SiteView

V = TypeVar("V")

Posting = tuple[bytes, bytes]


class _Entity(msgspec.Struct, frozen=True, array_like=True):
    """A `Known`, without what the registry says of it."""

    type: EntityType
    name: str
    slug: str
    page: bool
    hidden: bool
    registered: bool
    articles: int
    disambiguator: str | None
    candidates: tuple[str, ...]


class Image(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a linked site. Places are those of the order of looking, 4 bytes each."""

    looking: tuple[str, ...]
    undated: int
    withdrawn: tuple[str, ...]
    pages: tuple[str, ...]
    shown: dict[str, msgspec.Raw]
    """Article to what it shows, where that is not all as recognition found it."""

    named: dict[str, bytes]
    """Entity to the places of the articles that name it."""

    postings: dict[str, Posting]
    """Entity to the places of those that it relates, and to its salience there."""

    entities: dict[str, msgspec.Raw]
    terms: dict[TermKind, dict[str, Term]]
    members: dict[str, bytes]
    """Term, as ``kind slug``, to the places of its articles."""

    addresses: dict[str, str]
    alike: dict[str, tuple[str, ...]]
    assets: dict[str, str]
    awaited: dict[str, Moment]
    news: tuple[str, ...]
    redirects: dict[str, tuple[str, str]]
    translations: dict[str, translated.Versions]
    pictures: dict[str, str]
    corrected: tuple[str, ...]
    captures: bytes
    """Of every capture that an article names, a digest of its digest, 8 bytes each."""

    frame: SiteView
    """What every page shows."""

    def names_capture(self, sha256: str) -> bool:
        """Say whether an article may name the file of a digest as its capture."""
        sought = digest.short(sha256.encode())
        return any(self.captures[at : at + len(sought)] == sought for at in range(0, len(self.captures), len(sought)))


_decode: Final = msgspec.msgpack.Decoder(Image).decode
_entity: Final = msgspec.msgpack.Decoder(_Entity).decode
_found: Final = msgspec.msgpack.Decoder(tuple[Found, ...]).decode
_heads: Final = msgspec.msgpack.Decoder(Heads).decode


def captures(heads: Iterable[Heads]) -> bytes:
    """Return by what it is known which captures articles name, those that are not shown included."""
    marks = {
        digest.short(hop.sha256.encode())
        for each in heads
        for head in each.articles
        for hop in head.provenance
        if hop.role == "capture" and hop.sha256
    }
    return b"".join(sorted(marks))


def kept(
    site: Site, named: bytes, *, postings: Mapping[str, related.Posting], snapshot: Snapshot, view: SiteView
) -> bytes:
    """Return what is to be kept of a linked site.

    Args:
        site: The site.
        named: Which captures articles name.
        postings: Where each entity is named that relates.
        snapshot: The same moment, in digests.
        view: What every page of it shows.
    """
    place = site.place
    among = translated.versions(site.articles)
    return msgspec.msgpack.encode(
        {
            "looking": site.looking,
            "undated": site.undated,
            "withdrawn": [key for key in site.articles if key not in place],
            "pages": list(site.pages),
            "shown": {key: site.found[key] for key in snapshot.shifted},
            "named": {key: _packed(place, keys) for key, keys in site.named.items()},
            "postings": {key: (at.tobytes(), worth.tobytes()) for key, (at, worth) in postings.items()},
            "entities": {key: _bare(known) for key, known in site.entities.items()},
            "terms": site.terms,
            "members": {f"{kind} {slug}": _packed(place, keys) for (kind, slug), keys in site.members.items()},
            "addresses": site.addresses,
            "alike": site.alike,
            "assets": site.assets,
            "awaited": site.awaited,
            "news": site.news,
            "redirects": site.redirects,
            "translations": {key: among(key) for key in sorted(translated.involved(site.articles))},
            "pictures": site.pictures,
            "corrected": site.corrected,
            "captures": named,
            "frame": view,
        }
    )


def _packed(place: Mapping[str, int], keys: Iterable[str]) -> bytes:
    return array("I", sorted(map(place.__getitem__, keys))).tobytes()


def _bare(known: Known) -> tuple[object, ...]:
    return (
        known.type,
        known.name,
        known.slug,
        known.page,
        known.hidden,
        known.registered is not None,
        known.articles,
        known.disambiguator,
        known.candidates,
    )


def image(data: bytes | None, mark: str) -> Image | None:
    """Return what was kept, None where it is not what `mark` says, or nothing."""
    if data is None or not mark or digest.of_bytes(data) != mark:
        return None
    try:
        return _decode(data)
    except msgspec.DecodeError:
        return None


class Few(Mapping[str, V], Generic[V]):
    """Values of which a few are told of, and all are there for who knows their keys."""

    def __init__(self, whole: Mapping[str, V], told: Sequence[str]) -> None:
        """Tell of a few keys alone."""
        self._whole, self._told = whole, told

    def __getitem__(self, key: str) -> V:
        return self._whole[key]

    def __contains__(self, key: object) -> bool:
        return key in self._whole

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


class Reader:
    """Reads what content files became, each once."""

    def __init__(self, said: Mapping[str, str], store: Store) -> None:
        """Begin.

        Args:
            said: ``kind id`` to the path of its file, and a digest (`settled.Said.heads`).
            store: The memory of what was read.
        """
        self._said, self._store = said, store
        self._files: dict[str, Heads] = {}
        self._keys: dict[str, list[str]] = {}

    def path(self, place: str) -> str:
        """Return the file of ``kind id``, below ``content/``; nothing where there is none."""
        return self._said.get(place, "").rpartition(" ")[0]

    def file(self, path: str) -> Heads:
        """Return what a file became."""
        if path not in self._files:
            data = self._store.product(conversion.key(path), conversion.HEADS)
            self._files[path] = Heads() if data is None else _heads(data)
        return self._files[path]

    def keys(self, kind: str) -> list[str]:
        """Return the ids of one kind, in the order of reading."""
        if not self._keys:
            self._keys = {"article": [], "page": [], "entity": []}
            for place in self._said:
                name, _, id_ = place.partition(" ")
                self._keys[name].append(id_)
        return self._keys[kind]

    def article(self, id_: str) -> Article:
        """Return an article, its licence settled."""
        head = next(head for head in self.file(self.path(f"article {id_}")).articles if head.id == id_)
        return msgspec.structs.replace(head, licence=settle_licence(head))

    def page(self, id_: str) -> Page:
        """Return a page."""
        return next(head for head in self.file(self.path(f"page {id_}")).pages if head.id == id_)

    def entity(self, id_: str) -> Entity:
        """Return an entry of the registry."""
        return next(head for head in self.file(self.path(f"entity {id_}")).entities if head.id == id_)

    def lead(self, id_: str) -> str:
        """Return how an article begins."""
        return self.file(self.path(f"article {id_}")).leads[id_]


def site(image: Image, reader: Reader, *, config: Config, store: Store, theme: Mapping[str, str]) -> Site:
    """Return the linked site.

    Args:
        image: What was kept of it.
        reader: Reads heads.
        config: The configuration, as it was.
        store: The memory of what was recognised.
        theme: The theme's assets and their addresses.
    """
    looking, undated = image.looking, image.undated
    dated = len(looking) - undated
    place = {key: at for at, key in enumerate(looking)}
    gone = dict.fromkeys(image.withdrawn)
    heads = {key: None for key in reader.keys("article") if key in place or key in gone}
    there = dict.fromkeys(image.pages)

    def ids(data: bytes) -> tuple[str, ...]:
        """Return articles in the order of lists: the undated from the last, then the dated."""
        places = array("I", data)
        first = bisect_left(places, dated)
        return tuple([looking[at] for at in (*reversed(places[first:]), *places[:first])])

    def known(key: str) -> Known:
        made = _entity(image.entities[key])
        return Known(
            id=key,
            type=made.type,
            name=made.name,
            slug=made.slug,
            page=made.page,
            hidden=made.hidden,
            registered=registry[key] if made.registered else None,
            articles=made.articles,
            disambiguator=made.disambiguator,
            candidates=made.candidates,
        )

    def found(key: str) -> tuple[Found, ...]:
        data = image.shown.get(key) or store.product(recognition.key(key), recognition.FOUND)
        return _found(data) if data is not None else ()

    registry, shown = Lazy(dict.fromkeys(reader.keys("entity")), reader.entity), Lazy(place, found)
    return Site(
        config=config,
        articles=Lazy(heads, reader.article),
        pictures=image.pictures,
        corrected=image.corrected,
        awaited=image.awaited,
        leads=Lazy(dict.fromkeys(reader.keys("article")), reader.lead),
        pages=Lazy({key: None for key in reader.keys("page") if key in there}, reader.page),
        registry=registry,
        entities=Lazy(image.entities, known),
        found=shown,
        outlined=shown,
        order=(*reversed(looking[dated:]), *looking[:dated]),
        undated=undated,
        looking=looking,
        place=place,
        named=Lazy(image.named, lambda key: ids(image.named[key])),
        terms=image.terms,
        members=_Members(image.members, ids),
        addresses=image.addresses,
        alike=image.alike,
        assets=image.assets,
        theme=theme,
        news=image.news,
        redirects=image.redirects,
    )


class _Members(Mapping[tuple[TermKind, str], tuple[str, ...]]):
    """Terms' articles, each read once it is asked for."""

    def __init__(self, held: Mapping[str, bytes], read: Callable[[bytes], tuple[str, ...]]) -> None:
        self._held, self._read = held, read

    def __getitem__(self, term: tuple[TermKind, str]) -> tuple[str, ...]:
        return self._read(self._held[" ".join(term)])

    def __iter__(self) -> Iterator[tuple[TermKind, str]]:
        for term in self._held:
            kind, _, slug = term.partition(" ")
            yield kind, slug  # type: ignore[misc] # it was a kind of term when it was kept

    def __len__(self) -> int:
        return len(self._held)


def postings(image: Image) -> Mapping[str, related.Posting]:
    """Return where each entity is named that relates."""
    return Lazy(image.postings, lambda key: (array("I", image.postings[key][0]), array("B", image.postings[key][1])))


def answers(image: Image, reader: Reader) -> dict[type[Fact[Any]], Answer]:
    """Return the answers for which a site would be read through."""
    targets: dict[str, str] = {}

    def target(fact: facts.Target) -> str | None:
        if not targets:
            targets.update(image.assets)
            for kind in ("article", "page", "entity"):
                for key in reader.keys(kind):
                    address = image.addresses.get(f"{kind} {key}")
                    if address:
                        targets.setdefault(reader.path(f"{kind} {key}"), address)
        return targets.get(fact.path)

    return {
        facts.Target: Answer(target),
        facts.Translations: Answer(lambda fact: image.translations.get(fact.id, ()), once=True),
        frame.OpenFrame: Answer(lambda _: image.frame),
    }
