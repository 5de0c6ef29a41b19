"""The first half of a build: what the sources say, whom they name, and the site that makes of them."""

import functools
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files

import msgspec

from generator.build.engine import Engine, Outcome
from generator.build.sources import Scan, Sources
from generator.build.store import Store
from generator.build.task import Task, World
from generator.build.workers import cores
from generator.convert import decisions as deciding
from generator.convert import plan as conversion
from generator.convert import recipe_plan
from generator.convert.read import check_defaults
from generator.errors import Note
from generator.link import decisions, lexicon, pictured, related
from generator.link import plan as recognition
from generator.link.packed import Asked
from generator.link.replaced import distinct
from generator.link.seen import wishes_unknown
from generator.link.site import Site, assemble
from generator.model import Decision, Found
from generator.outputs import assets, interface, precompiled, theme
from generator.outputs.theme import Theme
from generator.pipeline import answers, recalled, settled
from generator.pipeline.job import Job, look, now
from generator.pipeline.layout import CONTENT, layout
from generator.pipeline.profile import Clock
from generator.pipeline.tagger import require, tagger, version
from generator.pipeline.toolchain import own, toolchain


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """A build halfway: everything read and linked, nothing printed."""

    engine: Engine
    outcome: Outcome
    site: Site
    decisions: Sequence[Decision]
    looked: Sequence[Note]
    """What looking at the sources found: the first of the notes."""

    notes: Sequence[Note]
    sources: Sources
    reading: Mapping[str, Task]
    """What converts and recognises, by key."""

    kept: int
    """How many of these there are."""

    said: settled.Said
    """Digests of what was read."""

    raw: Mapping[str, tuple[Found, ...]]
    """Article to what recognition found in it, whoever of these is shown."""

    captures: bytes
    """By what it is known which captures articles name."""

    postings: Callable[[], Mapping[str, related.Posting]]
    """Returns where each entity is named that relates."""

    at: int
    """The build's clock, in seconds since 1970."""

    span: tuple[int, int]
    """From when on, and until when, the clock changes nothing: seconds since 1970."""


def link(
    job: Job,
    read: Store,
    clock: Clock | None = None,
    *,
    looked: Scan | None = None,
    begun: Mapping[str, tuple[str, ...]] | None = None,
    spares: bool = False,
) -> Linked:
    """Read every source, recognise who is in it, and link the site.

    Args:
        job: What is asked for.
        read: The memory of what was read.
        clock: Takes the time.
        looked: The sources, where they were looked at.
        begun: What was read and recognised already, after the sources were looked at: task to why.
        spares: Where nothing is known of an earlier build, no more is held of all that than as it was written.
    """
    clock = clock or Clock()
    looked = looked or look(job, read)
    sorted_ = layout(looked.sources.paths(), config=job.config, suffixes=job.plugins.suffixes)
    skin = Theme(looked.sources, job.config.templates)
    world = World(answers.given(looked.sources, job.config, skin, read))
    engine = Engine(
        world=world,
        store=read,
        toolchain=toolchain(job.plugins.digest, config=job.config, root=job.root),
        jobs=job.jobs or cores(),
        progress=job.progress,
        pause=job.pause,
        aside=job.aside,
    )
    asked = job.config.entities.spacy
    given = settled.given(
        looked.sources, skin, toolchain=engine.toolchain, settings=(job.config.defaults, version(asked))
    )
    known = settled.known(read, settled.ReadState)
    clock.stop("look")

    world.extend(answers.recipes(sorted_.recipes, read))
    conversions = [
        *recipe_plan.plan(sorted_.recipes, sorted_.content),
        *conversion.plan(sorted_.content, converters=job.plugins.converters),
        theme.plan(skin, stamp=own()),
        interface.plan(skin),
        deciding.plan(),
    ]
    outcome = engine.run(conversions, doubt=settled.reading(known, given, world))
    at = job.now or now()
    with job.aside():
        lean = spares and known is None and len(sorted_.content) > answers.LARGE
        heads = (answers.packed if lean else answers.heads)(sorted_.content, read)
        made = distinct(heads, digests=functools.partial(_sha256, looked.sources), now=at, drafts=job.drafts)
        said = settled.said(made, read)
    clock.stop("read")

    world.extend(answers.read(made, read))
    require(asked)
    recognitions = [
        *precompiled.plan(skin, stamp=own()),
        *recognition.plan(
            (head for each in made for head in each.articles),
            lexicon=word_lists,
            tagger=functools.partial(tagger, asked) if asked else None,
            version=version(asked),
        ),
    ]
    recognised = engine.run(recognitions, doubt=settled.recognising(known, given, said, world))
    precompiled.keep(
        recognised.made, theme=skin, store=read, phrases=lambda: world.answer(interface.Interface())[0], stamp=own()
    )
    outcome.add(recognised)
    read.forget(set(read.keys()) - {task.key for task in (*conversions, *recognitions)})
    outcome.take(begun or {})
    settled.settle(read, settled.ReadState(given=given, said=said))
    kept = len(conversions) + len(recognitions)
    reading = {} if lean else {task.key: task for task in (*conversions, *recognitions)}
    del conversions, recognitions
    clock.stop("recognise")

    many = len(said.heads) > answers.MANY
    raw = answers.reader(read) if lean else functools.cache(answers.finder(read, many=many))
    with job.aside():
        site = assemble(
            made,
            config=job.config,
            found=raw,
            now=at,
            drafts=job.drafts,
            assets=pictured.published(sorted_.assets, made),
            theme=assets.named(skin, job.config),
            lean=lean,
        )
    clock.stop("link")
    stated = check_defaults(job.config.defaults, timezone=job.config.timezone)
    decided = answers.decided(read)
    faults = decisions.faults(decided, site.registry, path=deciding.FILE)
    wishes = wishes_unknown(site.articles.values(), site.entities)
    return Linked(
        engine=engine,
        outcome=outcome,
        site=site,
        decisions=decided,
        looked=looked.notes,
        notes=[*looked.notes, *stated, *faults, *wishes],
        sources=looked.sources,
        reading=reading,
        kept=kept,
        said=said,
        raw=Asked(raw, site.place, known={}) if lean else {key: raw(key) for key in site.looking},
        captures=recalled.captures(heads),
        postings=functools.cache(lambda: related.postings(site.looking, site.outlined)),
        at=at,
        span=settled.span(heads, at=at, news=job.config.news_sitemap),
    )


def _sha256(sources: Sources, path: str) -> str:
    return sources.paths().get(f"{CONTENT}/{path}", "")


@functools.cache
def word_lists() -> lexicon.Lexicon:
    """Return the packaged word lists, parsed once a process."""
    folder = files("generator.link") / "words"
    return lexicon.parse({name: (folder / name).read_bytes() for name in lexicon.FILES})
