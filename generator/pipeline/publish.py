"""The story of a build: read, link, plan, print."""

import contextlib
import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import msgspec

from generator import digest
from generator.build import lock
from generator.build.engine import Engine, Outcome, check_collisions
from generator.build.meanwhile import Meanwhile
from generator.build.press import Press, untouched
from generator.build.sources import Scan
from generator.build.store import Store
from generator.build.task import Stratum, Task
from generator.build.trace import Doubt
from generator.checks import policy
from generator.config import STATE
from generator.errors import Note
from generator.link import versions
from generator.link.packed import Packed
from generator.link.site import Site
from generator.link.snapshot import Snapshot, snapshot
from generator.model import Found
from generator.outputs import bodies, cards, frame, siblings
from generator.outputs.theme import Theme
from generator.pipeline import answers, recalled, settled
from generator.pipeline.job import Job, Report, look, never_in_output, now
from generator.pipeline.linking import Linked, link
from generator.pipeline.memory import SOURCES, output_name, remembering
from generator.pipeline.profile import Clock, costs
from generator.pipeline.reprinted import Moment, bodies_made, reprinted
from generator.pipeline.restyled import restyled
from generator.pipeline.spare import KEEPS, spare
from generator.pipeline.tagger import version
from generator.pipeline.toolchain import toolchain
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


class Kept(NamedTuple):
    """What is to be kept of a moment."""

    state: Mapping[str, object]
    """What is known of it: the fields of a `settled.PrintState`."""

    stories: Mapping[str, str]
    """For each text of a story that has several versions the oldest of them."""

    image: bytes
    """The linked site."""


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A build before its printing: what is linked, what is to be printed, and what prints it."""

    job: Job
    linked: Linked
    tasks: Sequence[Task]
    printing: Engine
    press: Press
    clock: Clock
    kept: Callable[[], Kept]
    """Returns what is to be kept once all is printed."""

    doubt: Doubt | None
    """What may be other than when all was printed last; None: anything."""

    sure: bool
    """Whether that is all there is in doubt: no build was cut short since."""

    @property
    def read(self) -> Store:
        """The memory of what was read."""
        return self.linked.engine.store


def _publish(job: Job, read: Store, printed: Store) -> Report:
    clock, begun = Clock(), Outcome()
    looked = look(job, read)
    return _little(job, looked, read, printed, clock, begun) or complete(
        _spared(prepare(job, read, printed, looked=looked, clock=clock, begun=begun, spares=True))
    )


def _spared(plan: Planned) -> Planned:
    """Return a plan that prints the same; where that is all there is, with less of the site in memory meanwhile."""
    if plan.doubt is not None or len(plan.linked.site.articles) <= answers.LARGE:
        return plan
    linked = plan.linked if isinstance(plan.linked.site.outlined, Packed) else spare(plan.linked)
    world, kept = plan.printing.world, plan.kept
    world.keeps, world.numbers = min(world.keeps, KEEPS), min(world.numbers, 8 * KEEPS)
    world.extend(answers.linked(linked.site, plan.printing.store, world, lambda: kept().stories, linked.postings))
    world.extend(cards.made(linked.site))
    return msgspec.structs.replace(plan, linked=linked)


def _little(job: Job, looked: Scan, read: Store, printed: Store, clock: Clock, begun: Outcome) -> Report | None:
    """Do what there is to do where that is known without linking the site; None where it is not."""
    known = settled.known(printed, settled.PrintState)
    if known is None:
        return None
    then: settled.PrintState = known[0]
    given, doubts = given_print(job, looked), known[1]
    return (
        (None if doubts else _as_it_was(job, looked, then, given, clock))
        or (None if doubts else restyled(job, looked, given=given, then=then, printed=printed, clock=clock))
        or reprinted(job, looked, Moment(given, then, doubts), read=read, printed=printed, clock=clock, begun=begun)
    )


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
    job: Job,
    read: Store,
    printed: Store,
    *,
    looked: Scan | None = None,
    clock: Clock | None = None,
    begun: Outcome | None = None,
    spares: bool = False,
) -> Planned:
    """Read, link and plan; take away what nothing plans any more.

    Args:
        job: The build.
        read: The memory of what was read.
        printed: The memory of what was printed.
        looked: The sources, where they were looked at.
        clock: Takes the time.
        begun: What was read and recognised already, after the sources were looked at.
        spares: Where all must be made anyway, less of it is held, and what is asked for is read again.
    """
    clock = clock or Clock()
    looked = looked or look(job, read)
    linked = link(job, read, clock, looked=looked, begun=begun.made if begun else {}, spares=spares)
    later, doubt, sure = None, None, False
    if spares and settled.known(printed, settled.PrintState) is None:
        # There is nothing to compare the site with: what is to be kept of it can wait.
        raw = linked.raw
        linked = spare(linked) if len(linked.site.articles) > answers.LARGE else linked
        later = _later(job, linked, looked, printed, raw=raw)
        kept = later.value
    else:
        with job.aside():
            ((state, doubt, sure),) = compare(job, linked, looked, [printed])
            known = Kept(msgspec.structs.asdict(state), state.snapshot.stories, imaged(linked, state.snapshot))
            kept = lambda: known  # noqa: E731 - one of two
    with job.aside():
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
        linked.engine,
        store=printed,
        press=press,
        urgent=_urgent(job.awaited, linked.site) if job.awaited else None,
        meanwhile=later,
    )
    return Planned(
        job=job,
        linked=linked,
        tasks=tasks,
        printing=printing,
        press=press,
        clock=clock,
        kept=kept,
        doubt=doubt,
        sure=sure,
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

    world.extend(answers.linked(site, stores[0], world, lambda: compared[0].state.snapshot.stories, linked.postings))
    at_hand = _at_hand(job, linked, looked, tell=tell, raw=linked.raw)
    for store in stores:
        compared.append(settled.compare(store, at_hand, world))
        at_hand = msgspec.structs.replace(at_hand, made=compared[0].state.snapshot)
    return compared


def _at_hand(
    job: Job,
    linked: Linked,
    looked: Scan,
    *,
    tell: Callable[[versions.Told | None, AbstractSet[str]], versions.Told],
    raw: Mapping[str, tuple[Found, ...]],
) -> settled.AtHand:
    return settled.AtHand(
        given=given_print(job, looked),
        said=linked.said,
        recognised=settled.recognised(linked.site.looking, linked.engine.store),
        raw=raw,
        at=linked.at,
        span=linked.span,
        site=linked.site,
        tell=tell,
        postings=linked.postings,
    )


def _later(
    job: Job, linked: Linked, looked: Scan, store: Store, *, raw: Mapping[str, tuple[Found, ...]]
) -> Meanwhile[Kept]:
    """Make the linked site answer; return what is to be kept of it, which is worked out while bodies are printed."""
    site, world = linked.site, linked.engine.world

    def tell(_before: versions.Told | None, _changed: AbstractSet[str]) -> versions.Told:
        return versions.told(site.looking, answers.sketcher(linked.engine.store, many=True))

    at_hand = _at_hand(job, linked, looked, tell=tell, raw=raw)
    stated = settled.fields(at_hand, msgspec.Raw())

    def make() -> bytes:
        # No earlier moment is known, and none is asked for: a store's connection must not cross a fork.
        others = settled.others(None, at_hand.said, at_hand.recognised)
        made = snapshot(site, raw, tell, before=None, others=others)
        return msgspec.msgpack.encode((msgspec.Raw(msgspec.msgpack.encode(made)), made.stories, imaged(linked, made)))

    def read(data: bytes) -> Kept:
        made, stories, image = msgspec.msgpack.decode(data, type=tuple[msgspec.Raw, dict[str, str], bytes])
        # It is to be written down again: until then it need not be more than bytes.
        return Kept({**stated, "snapshot": made.copy()}, stories, image)

    later = Meanwhile(make, read)
    linked.postings()  # whoever is forked asks for them
    world.extend(answers.linked(site, store, world, lambda: later.value().stories, linked.postings))
    return later


def complete(plan: Planned) -> Report:
    """Print whatever is not as planned, and say what became of the whole build."""
    job, linked, press, printing = plan.job, plan.linked, plan.press, plan.printing
    outcome = linked.outcome
    try:
        pages = [task for task in plan.tasks if task.stratum < Stratum.DERIVED]
        learned = bodies_made if plan.sure else None
        outcome.add(printing.run(pages, doubt=plan.doubt, checked=True, learned=learned))
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
    store, (state, _, image) = plan.printing.store, plan.kept()
    after = {
        "whole": not outcome.failed,
        "kept": plan.linked.kept + len(plan.tasks),
        "files": tuple(file for task in plan.tasks for file in store.files(task.key)),
        "manifest": settled.manifest(plan.job.output),
        "notes": (*plan.linked.notes[len(plan.linked.looked) :], *outcome.notes),
        "apart": len(plan.linked.notes) - len(plan.linked.looked),
        "image": digest.of_bytes(image),
    }
    settled.settle(store, {**state, **after}, image)


def imaged(linked: Linked, made: Snapshot) -> bytes:
    """Return what is to be kept of a linked site, for who asks little of it."""
    view = linked.engine.world.answer(frame.OpenFrame())[0]
    return recalled.kept(linked.site, linked.captures, postings=linked.postings(), snapshot=made, view=view)


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
