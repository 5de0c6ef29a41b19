"""The story of a build: read, link, plan, print."""

import contextlib
import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from importlib.resources import files

import msgspec

from generator.build import lock
from generator.build.engine import Engine, Outcome, check_collisions
from generator.build.press import Press, untouched
from generator.build.sources import Scan, Sources
from generator.build.store import Store
from generator.build.task import Stratum, Task, World
from generator.build.trace import Doubt
from generator.build.workers import cores
from generator.checks import policy
from generator.config import STATE
from generator.convert import decisions as deciding
from generator.convert import plan as conversion
from generator.convert import recipe_plan
from generator.convert.read import check_defaults
from generator.errors import Note
from generator.link import decisions, lexicon, pictured, versions
from generator.link import plan as recognition
from generator.link.replaced import distinct
from generator.link.site import Site, assemble, wishes_unknown
from generator.model import Decision, Found
from generator.outputs import assets, bodies, frame, interface, precompiled, siblings, theme
from generator.outputs.theme import Theme
from generator.pipeline import answers, settled
from generator.pipeline.job import Job, Report, look, never_in_output, now
from generator.pipeline.layout import layout
from generator.pipeline.memory import SOURCES, output_name, remembering
from generator.pipeline.profile import Clock, costs
from generator.pipeline.restyled import restyled
from generator.pipeline.tagger import require, tagger, version
from generator.pipeline.toolchain import own, toolchain
from generator.plugins import collect


def publish(job: Job) -> Report:
    """Bring the output up to date with the sources.

    Raises:
        TearsheetError: The build cannot go on at all; nothing, or nothing more, was written.
    """
    with at_work(job):
        return publish_alone(job)


def at_work(job: Job) -> contextlib.AbstractContextManager[None]:
    """Hold the lock of a build's output.

    Raises:
        LockError: Another build holds it.
    """
    lock_of = f"{output_name(job.root, job.output)}.lock"
    return lock.held((job.state or job.root / STATE) / lock_of, doing=job.doing, wait=job.wait)


def publish_alone(job: Job) -> Report:
    """Do what `publish` does, for one who holds the lock."""
    state = job.state or job.root / STATE
    stores = (state / SOURCES, state / f"{output_name(job.root, job.output)}.db")
    return remembering(stores, functools.partial(_publish, job))


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

    said: settled.Said
    """Digests of what was read."""

    raw: Mapping[str, tuple[Found, ...]]
    """Article to what recognition found in it, whoever of these is shown."""

    at: int
    """The build's clock, in seconds since 1970."""

    span: tuple[int, int]
    """From when on, and until when, the clock changes nothing: seconds since 1970."""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A build before its printing: what is linked, what is to be printed, and what prints it."""

    job: Job
    linked: Linked
    tasks: Sequence[Task]
    printing: Engine
    press: Press
    clock: Clock
    state: settled.PrintState
    """What is known of this moment, to be kept once all is printed."""

    doubt: Doubt | None
    """What may be other than when all was printed last; None: anything."""

    @property
    def read(self) -> Store:
        """The memory of what was read."""
        return self.linked.engine.store


def _publish(job: Job, read: Store, printed: Store) -> Report:
    clock = Clock()
    looked = look(job, read)
    return _little(job, looked, printed, clock) or complete(prepare(job, read, printed, looked=looked, clock=clock))


def _little(job: Job, looked: Scan, printed: Store, clock: Clock) -> Report | None:
    """Do what there is to do where that is known without reading an article; None where it is not."""
    known = settled.known(printed, settled.PrintState)
    if known is None or known[1]:
        return None
    then: settled.PrintState = known[0]
    given = given_print(job, looked)
    as_it_was = _as_it_was(job, looked, then, given, clock)
    return as_it_was or restyled(job, looked, given=given, then=then, printed=printed, clock=clock)


def _as_it_was(job: Job, looked: Scan, then: settled.PrintState, given: settled.Given, clock: Clock) -> Report | None:
    """Return what there is to say where nothing is other than after the last build, None where something may be."""
    if not settled.unchanged(then, given, at=job.now or now()) or then.manifest != settled.manifest(job.output):
        return None
    if not untouched(job.output, then.files):
        return None
    clock.stop("look")
    return Report(
        outcome=Outcome(kept=then.kept, notes=list(then.notes), files={file.path: file.sha256 for file in then.files}),
        site=None,
        written=[],
        removed=[],
        notes=policy.settle([*looked.notes, *then.notes], job.config.check),
        seconds=clock.total(),
        phases=clock.phases,
    )


def given_print(job: Job, looked: Scan) -> settled.Given:
    """Return what the printing of a site is given."""
    asked = job.config.entities.spacy
    return settled.given(
        looked.sources,
        Theme(looked.sources, job.config.templates),
        toolchain=toolchain(job.plugins.digest, config=job.config, root=job.root),
        settings=(job.config, job.drafts, version(asked)),
    )


def prepare(
    job: Job, read: Store, printed: Store, *, looked: Scan | None = None, clock: Clock | None = None
) -> Planned:
    """Read, link and plan; take away what nothing plans any more."""
    clock = clock or Clock()
    looked = looked or look(job, read)
    linked = link(job, read, clock, looked=looked)
    with job.aside():
        ((state, doubt),) = compare(job, linked, looked, [printed])
        tasks = planned(job, linked.site)
    press = Press(job.output, sources=never_in_output(job), dry=job.dry, heard=job.heard)
    try:
        press.prune(
            (path for task in tasks for path in task.outputs),
            folders=[task.folder for task in tasks if task.folder],
            ask=job.ask and not job.dry,
        )
    except BaseException:
        press.abandon()
        raise
    clock.stop("plan")
    printing = msgspec.structs.replace(
        linked.engine, store=printed, press=press, urgent=_urgent(job.awaited, linked.site) if job.awaited else None
    )
    return Planned(
        job=job, linked=linked, tasks=tasks, printing=printing, press=press, clock=clock, state=state, doubt=doubt
    )


def _urgent(awaited: Callable[[], Collection[str]], site: Site) -> Callable[[], Collection[str]]:
    """Return what says by its tasks' keys which pages, and the bodies on them, somebody waits for."""
    places = {at: place for place, at in site.addresses.items()}

    @functools.lru_cache(maxsize=1)
    def keys(pages: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(key for at in pages for key in (bodies.KEY.format(places.get(at)), f"page {at}"))

    return lambda: keys(tuple(awaited()))


def compare(job: Job, linked: Linked, looked: Scan, stores: Sequence[Store]) -> list[settled.Compared]:
    """Make the linked site answer, with what the first store holds; compare it with when each store was in order."""
    site, world = linked.site, linked.engine.world
    compared: list[settled.Compared] = []
    known: list[versions.Told] = []

    def tell(before: versions.Told | None, changed: AbstractSet[str]) -> versions.Told:
        if not known:
            sketch = answers.sketcher(linked.engine.store, many=before is None and len(site.looking) > answers.MANY)
            known.append(versions.told(site.looking, sketch, before=before, changed=changed))
        return known[0]

    world.extend(answers.linked(site, stores[0], world, lambda: compared[0].state.snapshot.stories))
    at_hand = settled.AtHand(
        given=given_print(job, looked),
        said=linked.said,
        recognised=settled.recognised(site.looking, linked.engine.store),
        raw=linked.raw,
        at=linked.at,
        span=linked.span,
        site=site,
        tell=tell,
    )
    compared += [settled.compare(store, at_hand, world) for store in stores]
    return compared


def complete(plan: Planned) -> Report:
    """Print whatever is not as planned, and say what became of the whole build."""
    job, linked, press, printing = plan.job, plan.linked, plan.press, plan.printing
    outcome = linked.outcome
    try:
        outcome.add(
            printing.run(
                [task for task in plan.tasks if task.stratum < Stratum.DERIVED], doubt=plan.doubt, checked=True
            )
        )
        unwritten = frozenset(press.written) if job.dry else ()
        printing.world.extend(answers.printed(outcome.files, job.output, unwritten=unwritten))
        derived = [task for task in plan.tasks if task.stratum == Stratum.DERIVED]
        doubt = None if plan.doubt is None else {**plan.doubt, frame.PrintedFile.__name__: None}
        outcome.add(printing.run(derived, doubt=doubt, checked=True))
        press.close(outcome.files)
    except BaseException:
        press.abandon()
        raise
    if not job.dry:
        printing.store.forget(set(printing.store.keys()) - {task.key for task in plan.tasks})
        _settle(plan, outcome)
    plan.clock.stop("print")
    notices = [Note(severity="info", what=store.notice) for store in (plan.read, printing.store) if store.notice]
    return Report(
        outcome=outcome,
        site=linked.site,
        written=press.written,
        removed=press.removed,
        notes=policy.settle([*notices, *linked.notes, *outcome.notes, *press.notes], job.config.check),
        seconds=plan.clock.total(),
        phases=plan.clock.phases,
        costs=costs(outcome.spent, printing.store) if job.profile else (),
    )


def _settle(plan: Planned, outcome: Outcome) -> None:
    """Remember this moment, at which all is printed."""
    store = plan.printing.store
    settled.settle(
        store,
        msgspec.structs.replace(
            plan.state,
            whole=not outcome.failed,
            kept=len(plan.linked.reading) + len(plan.tasks),
            files=tuple(file for task in plan.tasks for file in store.files(task.key)),
            manifest=settled.manifest(plan.job.output),
            notes=(*plan.linked.notes[len(plan.linked.looked) :], *outcome.notes),
        ),
    )


def planned(job: Job, site: Site) -> list[Task]:
    """Return every task of printing.

    Raises:
        CollisionError: Two of them claim one address.
    """
    tasks = [
        task
        for output in job.plugins.outputs
        for task in collect(output, functools.partial(output.plan, site, job.config), Task)
    ]
    tasks += siblings.derive(list(tasks), job.config)
    check_collisions(tasks)
    return tasks


def link(job: Job, read: Store, clock: Clock | None = None, *, looked: Scan | None = None) -> Linked:
    """Read every source, recognise who is in it, and link the site."""
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
        theme.plan(skin),
        interface.plan(skin),
        deciding.plan(),
    ]
    outcome = engine.run(conversions, doubt=settled.reading(known, given, world))
    at = job.now or now()
    with job.aside():
        heads = answers.heads(sorted_.content, read)
        made = distinct(heads, now=at, drafts=job.drafts)
        said = settled.said(made, read)
    clock.stop("read")

    world.extend(answers.read(made, read))
    require(asked)
    recognitions = [
        *precompiled.plan(skin, stamp=own()),
        *recognition.plan(
            [head for each in made for head in each.articles],
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
    settled.settle(read, settled.ReadState(given=given, said=said))
    clock.stop("recognise")

    many = len(said.heads) > answers.MANY
    raw = functools.cache(answers.finder(read, many=many))
    with job.aside():
        site = assemble(
            made,
            config=job.config,
            found=raw,
            now=at,
            drafts=job.drafts,
            assets=pictured.published(sorted_.assets, made),
            theme=assets.named(skin, job.config),
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
        reading={task.key: task for task in (*conversions, *recognitions)},
        said=said,
        raw={key: raw(key) for key in site.looking},
        at=at,
        span=settled.span(heads, at=at, news=job.config.news_sitemap),
    )


@functools.cache
def word_lists() -> lexicon.Lexicon:
    """Return the packaged word lists, parsed once a process."""
    folder = files("generator.link") / "words"
    return lexicon.parse({name: (folder / name).read_bytes() for name in lexicon.FILES})
