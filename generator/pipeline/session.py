"""What one process keeps between its builds of one output: its memory open, and the last site in hand.

A save is answered in two steps. `glance` makes the pages that are looked at, from what the save itself says; `build`
then makes whatever follows from it anywhere, by the same story as every build. The first is for the eye alone: all it
leaves is traces of what it really looked at, so that the second, and any later build, sees what must be made again.
"""

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from generator import digest
from generator.build import lock
from generator.build.database import Damaged
from generator.build.engine import Engine, Outcome
from generator.build.sources import ABSENT, SourceFile, Sources, mark
from generator.build.store import Store
from generator.build.task import Answer, Stratum, Task
from generator.build.trace import of_tasks
from generator.build.workers import perform
from generator.config import STATE
from generator.convert import plan as conversion
from generator.errors import Note
from generator.link import facts, phrases, queries
from generator.link import plan as recognition
from generator.link.revised import found_in, revised
from generator.link.site import Site
from generator.model import Article, Entity, Heads, Page
from generator.outputs import bodies, cards, frame
from generator.pipeline import answers
from generator.pipeline.job import Job, Report
from generator.pipeline.layout import CONTENT, wanted
from generator.pipeline.linking import Linked
from generator.pipeline.memory import SOURCES, output_name
from generator.pipeline.publish import Planned, complete, prepare, publish

MOST = 8
"""More files than this are no save of an editor's, and are worth a whole build at once."""


OFTEN = 256
"""After so many glances, what was learned for speed alone is forgotten: each text brings words that no other has."""


class Newer(Exception):  # noqa: N818 - says what came, not that anything erred
    """Something was saved while a build was on its way: what it was making may be out of date already."""


class _Last(msgspec.Struct):
    """The last site in hand."""

    plan: Planned
    site: Site
    sources: Sources
    tasks: dict[str, Task]
    failed: dict[str, Note]
    notes: tuple[Note, ...]
    said: dict[str, Article]
    """Articles that say something else than when the site was assembled."""


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the pages that are looked at."""

    written: tuple[str, ...]
    failed: dict[str, Note]
    notes: tuple[Note, ...]
    """Every finding that stands now, as far as is known."""

    made: int
    files: int
    """How many files were really others."""


class Session:
    """Builds of one output, one at a time; close it when the last is done."""

    def __init__(self) -> None:
        self._stores: tuple[Store, Store] | None = None
        self._versions: tuple[int, int] = (0, 0)
        self._last: _Last | None = None
        self._is_open = False
        self._glances = 0
        self.whole = False
        """Whether the last site in hand was printed to the end."""

    def close(self) -> None:
        """Close the memory."""
        for store in self._stores or ():
            store.close()
        self._stores, self._last = None, None

    def tidy(self) -> None:
        """Forget what was learned for speed alone."""
        phrases.reader.cache_clear()

    @property
    def ready(self) -> bool:
        """Whether there is a site in hand, so that a glance may be enough."""
        return self._last is not None

    def knows(self, path: Path) -> bool:
        """Say whether a file is a source of the site in hand; where there is none, it may be."""
        last = self._last
        if last is None:
            return True
        root = last.plan.job.root.absolute()
        return path.is_relative_to(root) and path.relative_to(root).as_posix() in last.sources.paths()

    @property
    def site(self) -> Site | None:
        """The last site in hand."""
        return self._last.site if self._last else None

    @property
    def linked(self) -> Linked | None:
        """The last site in hand, with what answers questions about it."""
        return msgspec.structs.replace(self._last.plan.linked, site=self._last.site) if self._last else None

    def build(
        self, job: Job, *, ahead: Collection[str] = (), shown: Callable[[tuple[str, ...]], None] = lambda _: None
    ) -> Report:
        """Bring the output up to date with the sources; the pages `ahead` first, of which `shown` is told.

        Raises:
            TearsheetError: The build cannot go on at all.
            Newer: `job.pause` raised it.
        """
        self.whole = False
        try:
            with self._open(job) as (read, printed):
                plan = prepare(job, read, printed)
                taken = _taken(plan)
                with job.aside():
                    _rehearse(taken, ahead)
                self._last = taken
                report = complete(self._ahead(plan, ahead, shown))
                for store in (read, printed):
                    store.sweep()
        except Damaged:
            self.close()
            return publish(job)
        self._last.failed = dict(report.outcome.failed)
        failing = set(map(id, self._last.failed.values()))
        self._last.notes = tuple(note for note in report.notes if id(note) not in failing)
        self.whole = True
        return report

    def _ahead(self, plan: Planned, pages: Collection[str], shown: Callable[[tuple[str, ...]], None]) -> Planned:
        """Print some pages before all others; return what is left to do."""
        first = [task for task in plan.tasks if task.key in {f"page {page}" for page in pages}]
        if not first:
            return plan
        try:
            plan.printing.run([task for task in plan.tasks if task.stratum < Stratum.PAGE], doubt=plan.doubt)
            plan.printing.run(first, doubt=plan.doubt)
        except BaseException:
            plan.press.abandon()
            raise
        shown(tuple(plan.press.written))
        return msgspec.structs.replace(plan, sure=False)  # who goes on does not know which bodies were made

    def glance(self, job: Job, told: Iterable[Path], *, pages: Collection[str]) -> Glance | None:
        """Make the pages that are looked at anew after a save, and those of what was saved; None: build the whole.

        Args:
            job: As of the last build.
            told: What may be different: absolute paths.
            pages: Addresses.
        """
        if not self.ready:
            return None
        self._glances += 1
        if self._glances % OFTEN == 0:
            self.tidy()
        try:
            with self._open(job):
                last = self._last  # none, where the memory was another's meanwhile
                return self._glance(job, last, told, pages) if last else None
        except Damaged:
            self.close()
            return None

    def _glance(self, job: Job, last: _Last, told: Iterable[Path], pages: Collection[str]) -> Glance | None:
        fresh = _fresh(job, last, told)
        if fresh is None:
            return None
        if fresh:
            self.whole = False
        last.sources = last.sources.but(fresh)
        world, engine = last.plan.printing.world, _unasked(last.plan.linked.engine)
        world.extend({SourceFile: Answer(last.sources.read, digest=last.sources.digest, mark=mark, keep=False)})
        world.forget(SourceFile(path) for path in fresh)
        paths = {_content(path, last) for path in fresh}
        outcome, changed = Outcome(), []
        for path in sorted(path for path in paths if path):
            task = last.plan.linked.reading[conversion.key(path)]
            before = answers.heads([path], engine.store)
            outcome.add(engine.run([task], doubt=of_tasks([task.key])))
            after = answers.heads([path], engine.store)
            last.failed.pop(task.key, None)
            if task.key in outcome.failed:
                continue
            site = revised(last.site, before[0], after[0]) if before and after else None
            if site is None:
                last.failed.update(outcome.failed)
                return None
            last.site = site
            changed.append(after[0])
            self._recognise(last, after[0], outcome)
        last.failed.update(outcome.failed)
        written, printed = self._print(last, changed, pages)
        return Glance(
            written=written,
            failed=last.failed,
            notes=(*last.notes, *last.failed.values()),
            made=len(outcome.made) + printed,
            files=len(fresh),
        )

    def _recognise(self, last: _Last, heads: Heads, outcome: Outcome) -> None:
        """Find whom the changed articles name, under the registry as it was."""
        engine = _unasked(last.plan.linked.engine)
        last.said.update({head.id: head for head in heads.articles})
        ids = [head.id for head in heads.articles]
        engine.world.forget([*(facts.Body(id_, kind) for kind, id_ in _each(heads)), *map(facts.Read, ids)])
        tasks = [last.plan.linked.reading.get(recognition.key(id_)) for id_ in ids]
        known = [task for task in tasks if task]
        outcome.add(engine.run(known, doubt=of_tasks(task.key for task in known)))
        found = answers.finder(engine.store)
        for id_ in ids:
            last.site = found_in(last.site, id_, found(id_))

    def _print(self, last: _Last, changed: Iterable[Heads], pages: Collection[str]) -> tuple[tuple[str, ...], int]:
        """Print the pages of what changed, and those looked at; return the files written, and how many tasks ran."""
        site, printing = last.site, _unasked(last.plan.printing)
        ways = queries.answers(site, dict, dict) | cards.answers(site)  # none of `_OF_ONE` asks what is related
        printing.world.extend({kind: ways[kind] for kind in _OF_ONE})
        first, then = [], {f"page {page}": True for page in pages}
        for kind, id_ in (each for heads in changed for each in _each(heads)):
            printing.world.forget([kind_of(id_) for kind_of in _OF_ONE])
            printing.world.forget([facts.Body(id_, kind), frame.Printed(kind, id_)])
            address = site.addresses.get(f"{kind} {id_}")
            head = _head(site, kind, id_)
            if address and head:
                task = bodies.fragment(kind, head, address, site.config)
                first.append(task)
                then[f"page {address}"] = True
        last.plan.press.again()
        try:
            outcome = printing.run(first, doubt=of_tasks(task.key for task in first))
            outcome.add(printing.run([last.tasks[key] for key in then if key in last.tasks], doubt=of_tasks(then)))
        finally:
            last.plan.press.abandon()
        for key in (*(task.key for task in first), *then):
            last.failed.pop(key, None)
        last.failed.update(outcome.failed)
        return tuple(last.plan.press.written), len(outcome.made)

    @contextlib.contextmanager
    def _open(self, job: Job) -> Iterator[tuple[Store, Store]]:
        """Hold the lock, with the memory open: anew where another process wrote to it.

        A build that lets a glance in while it only reads holds both for the two.
        """
        if self._is_open and self._stores:
            yield self._stores
            return
        state = job.state or job.root / STATE
        name = output_name(job.root, job.output)
        with lock.held(state / f"{name}.lock", doing=job.doing, wait=job.wait):
            if self._stores and tuple(store.version() for store in self._stores) != self._versions:
                self.close()
            if self._stores is None:
                read = Store(state / SOURCES)
                try:
                    self._stores = (read, Store(state / f"{name}.db"))
                except BaseException:
                    read.close()
                    raise
            try:
                self._is_open = True
                yield self._stores
            finally:
                self._is_open = False
                if self._stores:
                    self._versions = (self._stores[0].version(), self._stores[1].version())


def _unasked(engine: Engine) -> Engine:
    """Return an engine that works to the end of its tasks, with nobody let in."""
    return msgspec.structs.replace(engine, pause=None, aside=contextlib.nullcontext, urgent=None)


def _taken(plan: Planned) -> _Last:
    world, said = plan.linked.engine.world, dict[str, Article]()
    spoken = world.how(facts.Read)
    world.extend(
        {facts.Read: Answer(lambda fact: answers.spoken(said[fact.id]) if fact.id in said else spoken.value(fact))}
    )
    return _Last(
        plan=plan,
        site=plan.linked.site,
        sources=plan.linked.sources,
        tasks={task.key: task for task in plan.tasks},
        failed=dict(plan.linked.outcome.failed),
        notes=tuple(plan.linked.notes),
        said=said,
    )


def _rehearse(last: _Last, pages: Collection[str]) -> None:
    """Do for nobody what a save would ask for, so that it need not wait for what is loaded or worked out once met.

    A world of its own is asked: what is yet to be made must not be known beforehand.
    """
    site, plan, world = last.site, last.plan, last.plan.printing.world.anew()
    tasks = [last.tasks.get(f"page {page}") for page in pages]
    if site.looking:
        head = site.articles[site.looking[-1]]
        address = site.addresses.get(f"article {head.id}", "")
        tasks += [
            plan.linked.reading.get(conversion.key(head.path)),
            plan.linked.reading.get(recognition.key(head.id)),
            bodies.fragment("article", head, address, site.config),
            last.tasks.get(f"page {address}"),
        ]
    for task in tasks:
        if task:
            perform(task, world)


_OF_ONE = (
    facts.ArticleHead,
    facts.PageHead,
    facts.EntityHead,
    facts.ArticleCard,
    cards.Shown,
    facts.Beside,
    facts.Linkable,
    facts.Told,
)
"""What is asked of one article, page or entity, and answered from what it says itself."""


def _each(heads: Heads) -> list[tuple[str, str]]:
    kinds = (("article", heads.articles), ("page", heads.pages), ("entity", heads.entities))
    return [(kind, head.id) for kind, each in kinds for head in each]


def _head(site: Site, kind: str, id_: str) -> Article | Page | Entity | None:
    match kind:
        case "article":
            head = site.articles.get(id_)
            return head if head and head.status != "withdrawn" else None
        case "page":
            return site.pages.get(id_)
        case _:
            return site.registry.get(id_)


def _fresh(job: Job, last: _Last, told: Iterable[Path]) -> dict[str, str] | None:
    """Return the files whose bytes are others, to their digests; None where more than content and sidecars are."""
    root, is_wanted = job.root.absolute(), wanted(job.config)
    known = last.sources.paths()
    fresh: dict[str, str] = {}
    for number, path in enumerate(told):
        if number >= MOST or not path.is_relative_to(root):
            return None
        inside = path.relative_to(root)
        if not all(map(is_wanted, inside.parts)):
            continue
        name = inside.as_posix()
        found = _digest(path)
        if found == known.get(name, ABSENT):
            continue
        is_gone = found == ABSENT and not name.endswith(conversion.SIDECAR)
        if found is None or is_gone or not _content(name, last) or any(map(Path.is_symlink, (path, *path.parents))):
            return None
        fresh[name] = found
    return fresh


def _digest(path: Path) -> str | None:
    """Return the digest of a file or of its absence; None for what is no file that can be read."""
    try:
        return digest.of_file(path.read_bytes())
    except FileNotFoundError:
        return ABSENT
    except OSError:
        return None


def _content(name: str, last: _Last) -> str | None:
    """Return the content file, below ``content/``, that a file or a sidecar is."""
    path = name.removeprefix(f"{CONTENT}/")
    stems = [stem for stem in (path, path.removesuffix(conversion.SIDECAR)) if path != name]
    return next((stem for stem in stems if conversion.key(stem) in last.plan.linked.reading), None)
