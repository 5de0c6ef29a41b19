"""What of a linked site tells whether answers about it are as they were, and which may be others.

A snapshot is kept from build to build. What differs between two says, for each type of question, which can have another
answer; all others are not even asked. To name too much costs time; to name too little would leave a page as it was,
so a type that nothing here speaks of is in doubt as a whole.

An article looks back at older ones alone, unless the site asks for both: whatever changes at one place in the order of
looking leaves those before it as they were.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec

from generator import digest
from generator.build.task import Fact
from generator.link import dossier, facts, namesakes, translated
from generator.link.affected import affected
from generator.link.packed import Asked
from generator.link.related import LEAST, Index, Posting
from generator.link.site import Site
from generator.link.versions import Told
from generator.model import Found

Doubt = dict[str, frozenset[str] | None]


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """One moment of a site, in digests."""

    looking: tuple[str, ...]
    """Articles in the order of looking."""

    undated: int
    named: dict[str, bytes]
    """Entity to the articles that name it, in order, and how many of these have no date."""

    called: dict[str, bytes]
    """Entity to its name and address."""

    shifted: dict[str, bytes]
    """Article to what it shows of what was found in it, where that is not all as it was found."""

    worth: dict[str, bytes]
    """Article to what relating reads of it: its entities and their salience."""

    outlook: dict[str, bytes]
    """Article to what all but its own page make of what recognition found in it."""

    told: Told
    """Which texts are versions of one another, and by what that was found."""

    stories: dict[str, str]
    """Article to the oldest version of its story, where there are several."""

    translated: bytes
    """The articles that are versions in several languages, and of which."""

    beside: bytes
    """The content's files that are published as they are."""

    sections: dict[str, str]
    """What each section is called."""

    pictures: dict[str, str]
    """Article to the picture above it, as lists show it."""


class Others(msgspec.Struct, frozen=True, kw_only=True):
    """What is known to differ before sites are compared."""

    said: frozenset[str]
    """What says something else of itself, or is new or gone: ``kind id``."""

    texts: frozenset[str]
    """Whose body is another: ``kind id``."""

    found: frozenset[str]
    """Articles in which recognition found something else."""

    sketched: frozenset[str]
    """Articles whose text is known by something else."""


def snapshot(
    site: Site,
    raw: Mapping[str, tuple[Found, ...]],
    tell: Callable[[Told | None, AbstractSet[str]], Told],
    *,
    before: Snapshot | None,
    others: Others,
) -> Snapshot:
    """Return what is to be compared with the next moment.

    Args:
        site: The site.
        raw: Article to what recognition found in it.
        tell: Returns which texts are versions, from an earlier moment and the articles whose text changed since.
        before: An earlier moment, whose parts are taken over where nothing can have changed.
        others: What differs from it.
    """
    shifted = {
        key: digest.short(digest.encode(items))
        for key in (site.found.known if isinstance(site.found, Asked) else site.looking)
        if (items := site.found[key]) != raw[key]
    }
    told = tell(before.told if before else None, others.sketched)
    known, seen = (before.worth, before.outlook) if before else ({}, {})
    turned = others.found | _differing(before.shifted if before else {}, shifted)
    return Snapshot(
        looking=site.looking,
        undated=site.undated,
        named={
            key: _short(keys, sum(site.place[one] >= site.dated for one in keys)) for key, keys in site.named.items()
        },
        called={key: _short((each.name, each.slug), each.page) for key, each in site.entities.items()},
        shifted=shifted,
        worth={
            key: known[key] if key in known and key not in turned else _worth(site.found[key]) for key in site.looking
        },
        outlook={
            key: seen[key] if key in seen and key not in others.found else outlook(raw[key]) for key in site.looking
        },
        told=told,
        stories=told.stories(),
        sections={slug: term.title for slug, term in site.terms["section"].items()},
        pictures=dict(site.pictures),
        translated=digest.short(digest.encode(translated.involved(site.articles))),
        beside=digest.short(digest.encode((site.assets, site.redirects))),
    )


def _short(parts: Iterable[str], more: int) -> bytes:
    return digest.short("\0".join((*parts, str(int(more)))).encode("utf-8", "surrogatepass"))


def _worth(items: Iterable[Found]) -> bytes:
    return _short(
        (
            f"{item.key} {int(item.salience * 100 + 0.5)} {bool(item.candidates)} {item.salience >= LEAST}"
            for item in items
        ),
        0,
    )


def outlook(items: Iterable[Found]) -> bytes:
    """Return what is known by what all but an article's own page make of what recognition found in it.

    While that lasts, every other article, entity and list is linked as it was. Where the names stand is the article's
    own affair; so is how salient they are, as long as that is on the same side of whatever it is measured against.
    """
    return digest.short(
        digest.encode(
            [
                (
                    item.key,
                    item.name,
                    item.type,
                    item.registered,
                    item.forms,
                    item.claims,
                    item.candidates,
                    item.basis,
                    item.confidence,
                    item.namesake,
                    int(item.salience * 100 + 0.5),
                    int(item.salience * 10),
                    [item.salience >= least for least in _SIDES],
                )
                for item in items
            ]
        )
    )


_SIDES = (LEAST, dossier.COMPANY, dossier.ABOUT, namesakes.COMPANY)


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> set[str]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def doubt(
    site: Site,
    before: Snapshot,
    after: Snapshot,
    *,
    others: Others,
    kinds: Iterable[str],
    postings: Callable[[], Mapping[str, Posting]],
    cards: Iterable[type[Fact[Any]]] = (),
) -> Doubt:
    """Return which answers about a site can be others than they were.

    Args:
        site: The site as it is now.
        before: The earlier moment.
        after: This one.
        others: What differs between them.
        kinds: The names of all types of question that the site answers.
        postings: Returns where each entity is named that relates, as it is now.
        cards: Those of them that ask what an article's card says, by its id.
    """
    shown = others.found | _differing(before.shifted, after.shifted)
    if not (others.said or shown) and before == after:
        return dict.fromkeys(kinds, frozenset())
    made: Doubt = dict.fromkeys(kinds)
    named = _differing(before.named, after.named)
    called = _differing(before.called, after.called)
    said = {key.partition(" ")[2] for key in others.said if key.startswith("article ")}
    stirred = (said | shown) & site.place.keys()
    first = _first(before.looking, after.looking)
    least = min((first, *(site.place[key] for key in stirred)))
    listed = stirred | _differing(before.pictures, after.pictures)
    about = named | {item.key for key in listed for item in site.found.get(key, ())}

    def put(kind: type[Fact[Any]], ids: Iterable[str]) -> None:
        made[kind.__name__] = frozenset(kind(id_).key() for id_ in ids)

    for kind, name in ((facts.ArticleHead, "article"), (facts.PageHead, "page"), (facts.EntityHead, "entity")):
        put(kind, _ids(others.said, name))
    if before.beside == after.beside and before.sections == after.sections:
        put(facts.ArticleCard, said)
        for seen in cards:
            put(seen, said)
    put(facts.Told, shown | said)
    linking = shown | said | _naming(site, called, 0)
    put(facts.Linkable, linking)
    put(facts.Naming, linking)
    put(facts.Beside, shown | said | _naming(site, named, least) | _naming(site, called, 0))
    put(facts.Neighbours, _beside(site, before, first, said))
    if before.translated == after.translated:
        put(facts.Translations, ())
    related = _relatives(site, before, after, first=first, said=said, shown=shown, named=named, postings=postings)
    if related is not None:
        put(facts.RelatedTo, related)
    made[dossier.NamedIn.__name__] = frozenset(_pages(site, about))
    put(dossier.NewestIn, named)
    return made


def _ids(said: Iterable[str], kind: str) -> Iterator[str]:
    return (key.partition(" ")[2] for key in said if key.startswith(f"{kind} "))


def _first(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the first place at which two orders differ; beyond both where they are one."""
    if one == other:
        return len(other)
    return next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _naming(site: Site, keys: Iterable[str], least: int) -> set[str]:
    """Return the articles that name one of several entities, from a place of the order of looking on."""
    return {each for key in keys for each in site.named.get(key, ()) if site.place[each] >= least}


def _beside(site: Site, before: Snapshot, first: int, said: AbstractSet[str]) -> Iterable[str]:
    """Return the articles whose neighbours may be others."""
    if before.undated != site.undated and before.looking == site.looking:
        return site.articles
    return {*said, *site.looking[max(0, first - 1) :]}


def _relatives(
    site: Site,
    before: Snapshot,
    after: Snapshot,
    *,
    first: int,
    said: AbstractSet[str],
    shown: AbstractSet[str],
    named: AbstractSet[str],
    postings: Callable[[], Mapping[str, Posting]],
) -> set[str] | None:
    """Return the articles that may be related to others than they were; None: any."""
    told = _of_stories(before.stories, after.stories)
    turned = _differing(before.worth, after.worth) | told
    if site.config.related == "both" and (turned or before.looking != after.looking):
        return None
    chosen = {key for key, head in site.articles.items() if head.related}

    def about(keys: Iterable[str]) -> AbstractSet[str]:
        return named | {item.key for key in keys for item in site.found.get(key, ())}

    met = affected(
        Index(site.looking, site.dated, site.place, postings()),
        before.looking,
        undated=before.undated,
        said=said,
        turned=turned,
        about=about,
    )
    if met is None:
        stirred = turned & site.place.keys()
        least = min((first, *(site.place[key] for key in stirred)))
        met = {*site.looking[first:], *_naming(site, about(stirred), least)}
    return {*said, *shown, *chosen, *told, *met}


def _of_stories(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """Return the texts of all stories of which one is no version any more, or has become one.

    Of several versions an article is related to the best alone: to which, may change for whoever shares an entity with
    one of them.
    """
    turned = _differing(before, after)
    stories = {story[key] for key in turned for story in (before, after) if key in story}
    return {key for story in (before, after) for key, oldest in story.items() if oldest in stories}


def _pages(site: Site, keys: Iterable[str]) -> Iterator[str]:
    """Yield every question of where one of several entities is named."""
    for key in keys:
        for number in range(len(site.named.get(key, ())) // max(1, site.config.page_size) + 3):
            yield dossier.NamedIn(key, number).key()
