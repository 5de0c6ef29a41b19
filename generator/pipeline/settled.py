"""What is known of the moment at which everything was last in order, and what can have changed since.

Nothing is taken on trust but digests: of every source, of the settings, of the tools, of what was read and recognised.
Where they are as they were, so is whatever was made of them; where a few differ, only what asked about those is looked
at. A build that is killed leaves a doubt beside the moment (`Store.doubt`), and the next one looks there too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from generator import digest
from generator.build import trace
from generator.build.ground import MANIFEST
from generator.build.sources import SourceFile, Sources
from generator.build.store import Store
from generator.build.task import Fact, World
from generator.build.trace import Doubt, File, either
from generator.convert import decisions as deciding
from generator.convert import plan as conversion
from generator.convert import recipe, recipe_plan
from generator.errors import Note
from generator.link import facts, queries
from generator.link import plan as recognition
from generator.link.related import Posting
from generator.link.site import NEWS_SECONDS, Site
from generator.link.snapshot import Others, Snapshot, doubt, snapshot
from generator.link.versions import Told
from generator.model import Article, Found, Heads, Page
from generator.outputs import cards, frame, interface, sitemaps, standins
from generator.outputs.theme import Template, Theme, ThemeFile, ThemeNames
from generator.pipeline.layout import CONTENT

CARDS: tuple[type[Fact[Any]], ...] = (cards.Shown,)
"""What is asked of an article's card, beside the card itself."""

FRAMING: tuple[type[Fact[Any]], ...] = (frame.Frame, frame.OpenFrame, standins.Digits, standins.Names)
"""What is asked of what every page shows: so few questions that they are always asked."""

NONE = ("", "")

SHORT = 16
"""Digits of a digest that are kept, where it is compared with one other."""


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What a build is given, before it reads anything."""

    toolchain: str
    settings: str
    theme: str
    """Digest of the built-in theme."""

    templates: str
    """The folder of the site's own, below the root."""

    sources: dict[str, str]
    """Path below the root to SHA-256."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What was read: of every article, page and entity, by ``kind id``, where it stands and digests of it."""

    heads: dict[str, str]
    texts: dict[str, str]
    decisions: str

    def differing(self, other: "Said") -> tuple[frozenset[str], frozenset[str]]:
        """Return what says something else than in another moment, and what has another text."""
        return _differing(self.heads, other.heads), _differing(self.texts, other.texts)


class ReadState(msgspec.Struct, frozen=True, kw_only=True):
    """The moment at which every source was read and recognised."""

    given: Given
    said: Said


class PrintState(msgspec.Struct, frozen=True, kw_only=True):
    """The moment at which every page was printed."""

    given: Given
    said: Said
    recognised: dict[str, tuple[str, str]]
    """Article to digests of what was found in it, and of what its text is known by."""

    snapshot: Snapshot
    since: int
    """From when on, and until when, the clock changes nothing: seconds since 1970."""

    until: int
    whole: bool = False
    """Whether nothing failed."""

    kept: int = 0
    """How many tasks there are."""

    files: tuple[File, ...] = ()
    manifest: str = ""
    notes: tuple[Note, ...] = ()
    """What there is to say, as far as looking at the sources does not say it anew."""

    apart: int = 0
    """How many of them, the first, no task says."""

    image: str = ""
    """The digest of what is kept of the linked site (`recalled`)."""


def given(sources: Sources, look: Theme, *, toolchain: str, settings: object) -> Given:
    """Return what a build is given.

    Args:
        sources: The source files.
        look: The theme.
        toolchain: The digest of the tools.
        settings: Whatever else shapes what is made.
    """
    return Given(
        toolchain=toolchain,
        settings=digest.of_value(settings),
        theme=look.builtin_digest(),
        templates=look.folder,
        sources=dict(sources.paths()),
    )


def said(made: Iterable[Heads], store: Store) -> Said:
    """Return what was read."""
    heads, texts = {}, {}
    known = store.marks(conversion.HEADS)
    for each in made:
        for kind, contents in (("article", each.articles), ("page", each.pages), ("entity", each.entities)):
            for head in contents:
                key = conversion.key(head.path)
                heads[f"{kind} {head.id}"] = f"{head.path} {known.get(key, '')[:SHORT]}"
                texts[f"{kind} {head.id}"] = (
                    f"{head.path} {store.mark(key, conversion.body_name(kind, head.id))[:SHORT]}"
                )
    return Said(heads=heads, texts=texts, decisions=store.mark(deciding.KEY, deciding.DECISIONS))


def recognised(articles: Iterable[str], store: Store) -> dict[str, tuple[str, str]]:
    """Return digests of what was recognised in each article."""
    found, sketches = store.marks(recognition.FOUND), store.marks(recognition.SKETCH)
    return {
        key: (found.get(task, "")[:SHORT], sketches.get(task, "")[:SHORT])
        for key, task in ((key, recognition.key(key)) for key in articles)
    }


def known(store: Store, kind: type[msgspec.Struct]) -> tuple[Any, tuple[Doubt, ...]] | None:
    """Return the last moment at which a store was in order, and what is in doubt since."""
    held = store.settled()
    if held is None:
        return None
    try:
        return msgspec.msgpack.decode(held.state, type=kind), tuple(map(trace.decode, held.doubts))
    except msgspec.DecodeError:
        return None


def settle(store: Store, state: msgspec.Struct | Mapping[str, object], aside: bytes | None = None) -> None:
    """Remember this moment, or one by its fields, and what few will ask of it."""
    data = msgspec.msgpack.encode(state)
    held = store.settled()
    is_there = aside is None or store.aside() == aside
    if held is None or held.doubts or held.state != data or not store.sound() or not is_there:
        store.settle(data, aside)


# What is in doubt


def reading(before: tuple[ReadState, Sequence[Doubt]] | None, now: Given, world: World) -> Doubt | None:
    """Return what may be other than it was for who reads a source; None: anything."""
    if before is None or not _alike(before[0].given, now):
        return None
    # Whoever reads asks for few settings, whatever the others are.
    made = dict.fromkeys(world.kinds()) | _unmoved(before[0].given, now) | {"Setting": None}
    return either(made, *before[1])


def recognising(
    before: tuple[ReadState, Sequence[Doubt]] | None, now: Given, after: Said, world: World
) -> Doubt | None:
    """Return what may be other than it was for who recognises names; None: anything."""
    read = reading(before, now, world)
    if read is None or before is None:
        return None
    heads, texts = after.differing(before[0].said)
    made: dict[str, frozenset[str] | None] = {
        "Read": frozenset(facts.Read(key).key() for key in _of("article", heads)),
        "Body": _bodies(texts),
    }
    if before[0].said.decisions == after.decisions and not any(key.startswith("entity ") for key in heads):
        made |= dict.fromkeys(("Names", "QuietWords", "Identity"), frozenset())
    return either({**read, **made}, *before[1])


def printing(
    before: tuple[PrintState, Sequence[Doubt]] | None, now: Given, texts: frozenset[str], linked: Doubt, world: World
) -> Doubt | None:
    """Return what may be other than it was for who prints; None: anything.

    Args:
        before: The last moment at which all was printed.
        now: What this build is given.
        texts: What has another body: ``kind id``.
        linked: What is in doubt of the linked site.
        world: Everything that can be asked.
    """
    if before is None or not _alike(before[0].given, now):
        return None
    made = {**dict.fromkeys(world.kinds()), **_unmoved(before[0].given, now), **linked, "Body": _bodies(texts)}
    return either(made, *before[1])


def others(before: PrintState | None, after: Said, found: Mapping[str, tuple[str, str]]) -> Others:
    """Return what differs in what was read and recognised."""
    if before is None:
        return Others(said=frozenset(), texts=frozenset(), found=frozenset(), sketched=frozenset())
    heads, texts = after.differing(before.said)
    turned = _differing(before.recognised, found)
    return Others(
        said=heads,
        texts=texts,
        found=frozenset(key for key in turned if before.recognised.get(key, NONE)[0] != found.get(key, NONE)[0]),
        sketched=frozenset(key for key in turned if before.recognised.get(key, NONE)[1] != found.get(key, NONE)[1]),
    )


class AtHand(msgspec.Struct, frozen=True, kw_only=True):
    """A linked site, and what is known of how it came to be so."""

    given: Given
    said: Said
    recognised: dict[str, tuple[str, str]]
    raw: Mapping[str, tuple[Found, ...]]
    """Article to what recognition found in it, whoever of these is shown."""

    at: int
    """The clock, in seconds since 1970."""

    span: tuple[int, int]
    """From when on, and until when, the clock changes nothing."""

    site: Site
    tell: Callable[[Told | None, AbstractSet[str]], Told]
    """Returns which texts are versions, from an earlier moment and the articles whose text changed since."""

    postings: Callable[[], Mapping[str, Posting]]
    """Returns where each entity is named that relates."""

    made: Snapshot | None = None
    """What is to be compared of it, where that is known."""


class Compared(NamedTuple):
    """What is to be kept of this moment, and what may be other than when a store was last in order; None: anything."""

    state: PrintState
    doubt: Doubt | None
    sure: bool = False
    """Whether nothing else is in doubt than what differs: no build was cut short since."""


def fields(now: AtHand, made: Snapshot | msgspec.Raw) -> dict[str, Any]:
    """Return the fields of a `PrintState` that are known before all is printed."""
    since, until = now.span
    return {
        "given": now.given,
        "said": now.said,
        "recognised": now.recognised,
        "snapshot": made,
        "since": since,
        "until": until,
    }


def compare(store: Store, now: AtHand, world: World) -> Compared:
    """Compare a linked site with the last moment at which a store was in order."""
    before = known(store, PrintState)
    then: PrintState | None = before[0] if before else None
    differing = others(then, now.said, now.recognised)
    made = now.made or snapshot(now.site, now.raw, now.tell, before=then.snapshot if then else None, others=differing)
    state = PrintState(**fields(now, made))
    if before is None or then is None:
        return Compared(state, None)
    linked: Doubt = dict.fromkeys(kinds(queries.answers(now.site, dict, dict)))
    # Whatever was there then and is as it was has met no moment of its own since; what is not is known to differ.
    if then.since <= now.at < then.until:
        linked = doubt(
            now.site, then.snapshot, made, others=differing, kinds=linked, postings=now.postings, cards=CARDS
        )
        linked |= {kind.__name__: None for kind in FRAMING}
    return Compared(state, printing(before, now.given, differing.texts, linked, world), sure=not before[1])


def _alike(before: Given, now: Given) -> bool:
    return (before.toolchain, before.settings) == (now.toolchain, now.settings)


def _unmoved(before: Given, now: Given) -> dict[str, frozenset[str] | None]:
    """Return of which sources something else is known, and what of the rest is surely as it was."""
    moved = _differing(before.sources, now.sources)
    made: dict[str, frozenset[str] | None] = {
        "SourceFile": frozenset(SourceFile(path).key() for path in moved),
        "Setting": frozenset(),
        recipe_plan.Defaults.__name__: frozenset(),
    }
    folders = (f"{before.templates}/", f"{now.templates}/")
    if before.theme == now.theme and not any(path.startswith(folders) for path in moved):
        made |= {kind.__name__: frozenset() for kind in (ThemeFile, ThemeNames, Template, interface.Interface)}
    recipes = f"{CONTENT}/{recipe.FOLDER}/"
    if not any(path.startswith(recipes) for path in (*moved, *now.sources)):
        made |= {kind.__name__: frozenset() for kind in (recipe_plan.Matching, recipe_plan.Matched, recipe_plan.Stated)}
    return made


def _bodies(texts: Iterable[str]) -> frozenset[str]:
    pairs = (key.split(" ", 1) for key in texts)
    return frozenset(facts.Body(id_, kind).key() for kind, id_ in pairs)


def _of(kind: str, keys: Iterable[str]) -> Iterable[str]:
    return (key.partition(" ")[2] for key in keys if key.startswith(f"{kind} "))


def _differing(one: Mapping[str, object], other: Mapping[str, object]) -> frozenset[str]:
    turned = {key for key, _ in one.items() ^ other.items()}
    return frozenset(turned)


class CheckState(PrintState, frozen=True, kw_only=True):
    """The moment at which every text and page was looked at."""

    moved: dict[str, str] = {}
    shown: dict[str, tuple[Note, ...]] = {}
    """What tasks said that make what pages are made of."""

    overall: tuple[Note, ...] = ()
    """What there is to say of the whole, whatever texts and pages say, but for links."""

    shelf: str = ""
    """What tells the store of what was printed, as it was left."""

    outputs: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    linked: tuple[str, tuple[Note, ...]] = ("", ())
    """The digest of all that was looked at of links, and what was found."""


# What did not change at all


def unchanged(before: PrintState, now: Given, *, at: int) -> bool:
    """Say whether at the time `at` everything would be found as it was, but for the files that were printed."""
    return before.whole and before.given == now and before.since <= at < before.until


def manifest(output: Path) -> str:
    """Return the digest of the list of what is ours in an output folder; nothing where there is none."""
    try:
        return digest.of_bytes((output / MANIFEST).read_bytes())
    except OSError:
        return ""


def span(made: Iterable[Heads], *, at: int, news: bool) -> tuple[int, int]:
    """Return from when on, and until when, the clock changes nothing of what is shown.

    Args:
        made: What every source became.
        at: The clock, in seconds since 1970.
        news: Whether the site tells what is news.
    """
    moments: set[int] = set()
    for each in made:
        heads: tuple[Article | Page, ...] = (*each.articles, *each.pages)
        for head in heads:
            dates = [head.expires, head.publish_at, head.published if isinstance(head, Article) else None]
            moments.update(date.start for date in dates if date)
            if news and dates[2]:
                moments.add(dates[2].start + NEWS_SECONDS)
    return (
        max((moment for moment in moments if moment <= at), default=-(1 << 62)),
        min((moment for moment in moments if moment > at), default=1 << 62),
    )


def kinds(answers: Mapping[type[Fact[Any]], object]) -> list[str]:
    """Return the names of the types of question that a linked site answers."""
    ours: tuple[type[Fact[Any]], ...] = (*FRAMING, sitemaps.Listed, *CARDS)
    return [*(kind.__name__ for kind in answers), *(kind.__name__ for kind in ours)]
