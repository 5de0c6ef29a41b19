"""The story of a build: read, link, plan, print."""

import contextlib
import functools
import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from generator.build import lock
from generator.build.engine import Engine, Outcome, Progress, check_collisions
from generator.build.press import Press
from generator.build.sources import Scan, Sources, scan
from generator.build.store import Damaged, Store
from generator.build.task import Stratum, Task, World
from generator.build.workers import cores
from generator.checks import policy
from generator.config import FILE, STATE, Config
from generator.convert import decisions as deciding
from generator.convert import plan as conversion
from generator.convert import recipe_plan
from generator.convert.read import check_defaults
from generator.errors import ConfigError, Note, TearsheetError, Where
from generator.link import decisions, lexicon, pictured
from generator.link import plan as recognition
from generator.link.replaced import distinct
from generator.link.site import Site, assemble, wishes_unknown
from generator.model import Decision
from generator.outputs import assets, interface, precompiled, siblings, theme
from generator.outputs.theme import Theme
from generator.pipeline import answers
from generator.pipeline.layout import CONTENT, layout, wanted
from generator.pipeline.profile import Clock, Cost, costs
from generator.pipeline.tagger import require, tagger, version
from generator.pipeline.toolchain import toolchain
from generator.plugins import Plugins, collect

T = TypeVar("T")

SOURCES = "sources.db"
"""The memory of what was read, which every output shares; what was printed has one for each output."""

ATTEMPTS = 3
"""How often a build begins anew where a store breaks; the last time without what that one held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one build is asked to do."""

    root: Path
    config: Config
    plugins: Plugins
    output: Path
    doing: str = "build"
    """What others are told who find the lock taken."""

    drafts: bool = False
    jobs: int = 0
    """Processes; 0 for one a core."""

    ask: bool = True
    """Whether a large removal must be allowed first."""

    dry: bool = False
    wait: bool = False
    now: int = 0
    """The build's clock, in seconds since 1970; 0 reads `SOURCE_DATE_EPOCH`, else the time."""

    state: Path | None = None
    """Where the build's memory is kept; None means `.tearsheet` below the root."""

    progress: Progress | None = None
    profile: bool = False
    """Whether the cost of each kind of work is wanted."""

    pause: Callable[[], None] | None = None
    """Called between tasks: what it raises ends the build there, as a kill would, and the next goes on from it."""

    aside: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext
    """Entered around what reads and changes nothing, and may take long: others may be let in meanwhile."""

    heard: Callable[[str], None] | None = None
    """Called with each file of the output that stands there anew, or no more: also by a build that then ends early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a build."""

    outcome: Outcome
    site: Site | None
    written: Sequence[str] = ()
    removed: Sequence[str] = ()
    notes: Sequence[Note] = ()
    seconds: float = 0.0
    phases: Mapping[str, float] = field(default_factory=dict)
    costs: Sequence[Cost] = ()
    """What each template and each kind of work took, the dearest first, where that was wanted."""

    @property
    def errors(self) -> tuple[Note, ...]:
        """The findings that make the build fail."""
        return tuple(note for note in self.notes if note.severity == "error")


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


def remembering(paths: Sequence[Path], work: Callable[..., T]) -> T:
    """Return what `work` does with the stores at `paths`.

    Where one breaks, it is tried once more, for another build may have got in the way; then without what that one
    store held. The others keep theirs.
    """
    broken: Counter[Path] = Counter()
    for _ in range(ATTEMPTS * len(paths)):
        with contextlib.ExitStack() as opened:
            stores = [opened.enter_context(Store(path)) for path in paths]
            try:
                for store in stores:
                    if broken[store.path] >= ATTEMPTS - 1:
                        store.discard()
                return work(*stores)
            except Damaged as damage:
                broken.update([damage.path] if damage.path else paths)
    raise TearsheetError("the build's memory keeps breaking", hint="delete the folder `.tearsheet` and check the disk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A build halfway: everything read and linked, nothing printed."""

    engine: Engine
    outcome: Outcome
    site: Site
    decisions: Sequence[Decision]
    notes: Sequence[Note]
    sources: Sources
    reading: Mapping[str, Task]
    """What converts and recognises, by key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A build before its printing: what is linked, what is to be printed, and what prints it."""

    job: Job
    linked: Linked
    tasks: Sequence[Task]
    printing: Engine
    press: Press
    clock: Clock

    @property
    def read(self) -> Store:
        """The memory of what was read."""
        return self.linked.engine.store


def _publish(job: Job, read: Store, printed: Store) -> Report:
    return complete(prepare(job, read, printed))


def prepare(job: Job, read: Store, printed: Store) -> Planned:
    """Read, link and plan; take away what nothing plans any more."""
    clock = Clock()
    linked = link(job, read, clock)
    linked.engine.world.extend(answers.linked(linked.site, printed, linked.engine.world))
    with job.aside():
        tasks = planned(job, linked.site)
    press = Press(job.output, sources=_never_in_output(job), dry=job.dry, heard=job.heard)
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
    printing = replace(linked.engine, store=printed, press=press)
    return Planned(job=job, linked=linked, tasks=tasks, printing=printing, press=press, clock=clock)


def complete(plan: Planned) -> Report:
    """Print whatever is not as planned, and say what became of the whole build."""
    job, linked, press, printing = plan.job, plan.linked, plan.press, plan.printing
    outcome = linked.outcome
    try:
        outcome.add(printing.run([task for task in plan.tasks if task.stratum < Stratum.DERIVED]))
        unwritten = frozenset(press.written) if job.dry else ()
        printing.world.extend(answers.printed(outcome.files, job.output, unwritten=unwritten))
        outcome.add(printing.run([task for task in plan.tasks if task.stratum == Stratum.DERIVED]))
        press.close(outcome.files)
    except BaseException:
        press.abandon()
        raise
    if not job.dry:
        printing.store.forget(printing.store.traces().keys() - {task.key for task in plan.tasks})
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


def link(job: Job, read: Store, clock: Clock | None = None) -> Linked:
    """Read every source, recognise who is in it, and link the site."""
    clock = clock or Clock()
    looked = look(job, read)
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
    clock.stop("look")

    world.extend(answers.recipes(sorted_.recipes, read))
    conversions = [
        *recipe_plan.plan(sorted_.recipes, sorted_.content),
        *conversion.plan(sorted_.content, converters=job.plugins.converters),
        theme.plan(skin),
        interface.plan(skin),
        deciding.plan(),
    ]
    outcome = engine.run(conversions)
    at = job.now or now()
    with job.aside():
        made = distinct(answers.heads(sorted_.content, read), now=at, drafts=job.drafts)
    clock.stop("read")

    world.extend(answers.read(made, read))
    asked = job.config.entities.spacy
    require(asked)
    recognitions = [
        *precompiled.plan(skin),
        *recognition.plan(
            [head for each in made for head in each.articles],
            lexicon=word_lists,
            tagger=functools.partial(tagger, asked) if asked else None,
            version=version(asked),
        ),
    ]
    outcome.add(engine.run(recognitions))
    read.forget(read.traces().keys() - {task.key for task in (*conversions, *recognitions)})
    clock.stop("recognise")

    with job.aside():
        site = assemble(
            made,
            config=job.config,
            found=answers.finder(read),
            sketch=answers.sketcher(read),
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
        notes=[*looked.notes, *stated, *faults, *wishes],
        sources=looked.sources,
        reading={task.key: task for task in (*conversions, *recognitions)},
    )


def look(job: Job, store: Store) -> Scan:
    """Look at the sources, and remember what they looked like."""
    config_files = tuple(name for name in (FILE, "pyproject.toml") if (job.root / name).is_file())
    with job.aside():
        found = scan(
            job.root,
            folders=(CONTENT, job.config.templates),
            files=(*config_files, *job.config.plugins),
            wanted=wanted(job.config),
            known=store.stamps(),
        )
    if found.stamps or found.gone:
        store.keep_stamps(found.stamps, gone=found.gone)
    if not (job.root / CONTENT).is_dir():
        raise TearsheetError(
            "there is no content here",
            where=Where(str(job.root / CONTENT)),
            hint="make the folder and put articles into it, or run `tearsheet new site NAME`",
        )
    return found


def now() -> int:
    """Return the build's clock: `SOURCE_DATE_EPOCH` where it is set, else now.

    Raises:
        ConfigError: It is set to what is no number of seconds.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stated:
        return int(time.time())
    if not (stated.isascii() and stated.isdecimal()):
        raise ConfigError(
            f"SOURCE_DATE_EPOCH is `{stated}`, which is no number", hint="give whole seconds since 1970, or unset it"
        )
    return int(stated)


def output_name(root: Path, output: Path) -> str:
    """Return the name under which an output's memory is kept."""
    real = os.path.relpath(output.resolve(), root.resolve())
    return f"out-{hashlib.blake2b(os.fsencode(real), digest_size=4).hexdigest()}"


def _never_in_output(job: Job) -> list[Path]:
    kept = [job.root / CONTENT, job.root / job.config.templates, *(job.root / name for name in job.config.plugins)]
    return [*kept, job.root / FILE, job.root / "pyproject.toml"]


@functools.cache
def word_lists() -> lexicon.Lexicon:
    """Return the packaged word lists, parsed once a process."""
    folder = files("generator.link") / "words"
    return lexicon.parse({name: (folder / name).read_bytes() for name in lexicon.FILES})
