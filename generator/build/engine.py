"""What must be made again, in which order, and what became of it.

Strata run one after the other; within one, everything stale runs at once. A file is written before the store says
so; a task that fails keeps what it made before, and says why on every build until it is mended.
"""

import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from itertools import groupby, islice
from typing import Any

import msgspec

from generator.build.meanwhile import Meanwhile
from generator.build.press import IN_THE_WAY, Press, may_hold
from generator.build.quotes import Mendable, Mending, mending, observed, standing_for
from generator.build.staged import Staged
from generator.build.store import Store
from generator.build.task import Stratum, Task, World
from generator.build.trace import LOST, Changes, Doubt, File, Trace, reasons, same_places, stamped, stands
from generator.build.workers import Result, work
from generator.errors import CollisionError, Note, PressError

BATCH = 256
"""Tasks whose files are written before the store is told of them."""

BATCH_BYTES = 64_000_000
"""Bytes of files that are held, at most, until they are written; one task may make more."""

Progress = Callable[[Stratum, int, int], None]
"""Hears of every batch: the stratum, tasks done, tasks to do."""


class Outcome(msgspec.Struct):
    """What became of the tasks of one run."""

    made: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Task key to the reasons why it was made."""

    mended: int = 0
    """How many of these were not made anew: of their files only the quotes were."""

    kept: int = 0
    failed: dict[str, Note] = msgspec.field(default_factory=dict)
    notes: list[Note] = msgspec.field(default_factory=list)
    files: dict[str, str] = msgspec.field(default_factory=dict)
    """Every file that stands in the output: path to SHA-256."""

    seconds: dict[str, float] = msgspec.field(default_factory=dict)
    """Wall time by stratum."""

    spent: dict[str, float] = msgspec.field(default_factory=dict)
    """Wall time of each task that ran, by its key, whoever did the work."""

    def take(self, made: Mapping[str, tuple[str, ...]]) -> None:
        """Count as made what this run found made already."""
        fresh = {key: why for key, why in made.items() if key not in self.made and key not in self.failed}
        self.made.update(fresh)
        self.kept -= len(fresh)

    def add(self, other: "Outcome") -> None:
        """Take in what became of a further run."""
        self.made.update(other.made)
        self.mended += other.mended
        self.kept += other.kept
        self.failed.update(other.failed)
        self.notes += other.notes
        self.files.update(other.files)
        self.seconds.update(other.seconds)
        self.spent.update(other.spent)


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """What one build runs with."""

    world: World
    store: Store
    toolchain: str
    """Digest of everything that shapes every task: our source, the libraries, the plugins."""

    jobs: int = 1
    press: Press | None = None
    progress: Progress | None = None
    pause: Callable[[], None] | None = None
    """Called before each task is looked at and after each is made; what it raises ends the run where it stands."""

    aside: Callable[[], AbstractContextManager[None]] = nullcontext
    """Entered around what reads and changes nothing, and may take long: others may be let in meanwhile."""

    urgent: Callable[[], Collection[str]] | None = None
    """Returns the keys of tasks that somebody waits for by now: each is made before all others, and written at once."""

    meanwhile: Meanwhile[Any] | None = None
    """What is to be worked out while a first stratum is made, for those after it."""

    def run(
        self,
        tasks: Sequence[Task],
        *,
        doubt: Doubt | None = None,
        checked: bool = False,
        learned: Callable[[Outcome], Doubt] | None = None,
    ) -> Outcome:
        """Bring every task up to date.

        Args:
            tasks: What is wanted.
            doubt: All that may be other than it was when every trace of the store was in order; None: anything.
            checked: `check_collisions` has seen these tasks.
            learned: Says, after a stratum, what of all that it settled is in doubt at most.

        Raises:
            CollisionError: Two tasks claim one output; nothing was written.
            PressError: The output cannot be written at all.
            Damaged: The store lost what it promised.
        """
        if not checked:
            check_collisions(tasks)
        outcome = Outcome()
        doubt = doubt if self.store.sound() else None
        changes = Changes(self.world, self.store.observations(), doubt=doubt, whole=self.store.whole())
        ordered = sorted(tasks, key=lambda task: task.stratum)
        for stratum, group in groupby(ordered, key=lambda task: task.stratum):
            started = time.perf_counter()
            self._run_stratum(stratum, list(group), outcome, changes)
            outcome.seconds[stratum.name.lower()] = time.perf_counter() - started
            if learned:
                changes.learn(learned(outcome))
        return outcome

    def knows(self, task: Task) -> bool:
        """Say whether a task is the one that its trace tells of, by tools, recipe and places, and does not fail."""
        trace = self.store.trace(task.key)
        if trace is None or trace.error is not None:
            return False
        return trace.stamp == stamped(self.toolchain, task.recipe) and same_places(trace.files, task)

    def mendable(self, doubt: Doubt, *, but: Collection[str]) -> Mendable | None:
        """Return what is stale, where that is nothing but quotes; else None. No task need be known for that.

        Args:
            doubt: All that may be other than when every trace was in order, by facts that the world answers.
            but: Tasks that are not looked at, by their keys.
        """
        if not self.store.sound():
            return None
        changes = Changes(self.world, self.store.observations(), doubt=doubt, whole=self.store.whole())
        changes.settle(Stratum.DERIVED)
        found = Mendable(changes)
        for key in sorted(set(self.store.keys()) - set(but)):
            trace = self.store.trace(key)
            why = changes.of(trace.numbers) if trace else [LOST]
            if trace and why:
                made = self._mending(standing_for(key, trace), trace, changes, stamp=trace.stamp)
                if made is None:
                    return None
                found.why[key] = tuple(why)
                found.tasks.append(made)
        return found

    def mend(self, what: Mendable) -> Outcome:
        """Mend what `mendable` found.

        Raises:
            Damaged: A file is not what the store says of it.
        """
        outcome = Outcome()
        if what.tasks:
            what.changes.confess(self.store.doubt)
            self._do(Stratum.PAGE, what.tasks, what.why, outcome, mended=len(what.tasks))
        return outcome

    def _run_stratum(self, stratum: Stratum, tasks: Sequence[Task], outcome: Outcome, changes: Changes) -> None:
        stale: dict[str, tuple[str, ...]] = {}
        mendings: dict[str, Task] = {}
        kept: list[Trace] = []
        known, tools, intact = self.store.trace, self.toolchain, self.press.intact if self.press else _always
        with self.aside():
            changes.settle(stratum)
            for task in tasks:
                if self.pause:
                    self.pause()
                trace, stamp = known(task.key), stamped(tools, task.recipe)
                if trace and stands(task, trace, stamp=stamp, changes=changes, intact=intact):
                    kept.append(trace)
                    continue
                stored = self.store.holds if changes.in_full(task.key) else _kept
                why = reasons(task, trace=trace, stamp=stamp, changes=changes, intact=intact, stored=stored)
                if why:
                    stale[task.key] = why
                    if trace and trace.quotes and (mending := self._mending(task, trace, changes, stamp=stamp)):
                        mendings[task.key] = mending
                elif trace:
                    kept.append(trace)
            outcome.kept += len(kept)
            outcome.notes += [note for trace in kept for note in trace.notes]
            outcome.files.update((file.path, file.sha256) for trace in kept for file in trace.files)
        self._restamp(task.key for task in tasks if task.key not in stale)
        to_do = [mendings.get(task.key, task) for task in tasks if task.key in stale]
        if not to_do:
            return
        changes.confess(self.store.doubt)
        self._do(stratum, to_do, stale, outcome, mended=len(mendings))

    def _do(
        self,
        stratum: Stratum,
        to_do: Sequence[Task],
        why: Mapping[str, tuple[str, ...]],
        outcome: Outcome,
        *,
        mended: int,
    ) -> None:
        """Make tasks, of which some `mended` are such as mend, and keep what came of each batch."""
        done = 0
        with closing(self._work(to_do, mended=mended)) as results:
            while batch := _batch(self._paced(results), self.urgent or tuple):
                self._settle(batch, why, outcome)
                done += len(batch)
                if self.progress:
                    self.progress(stratum, done, len(to_do))
        if self.meanwhile:
            self.meanwhile.value()  # before workers of a later stratum are forked, who inherit it

    def _mending(self, task: Task, trace: Trace, changes: Changes, *, stamp: str) -> Task | None:
        if self.press is None or trace.error is not None or trace.stamp != stamp:
            return None
        return mending(
            task,
            trace=trace,
            folder=self.press.folder,
            changes=changes,
            world=self.world,
            intact=self.press.intact,
        )

    def _work(self, tasks: Sequence[Task], *, mended: int) -> Generator[tuple[Task, Result]]:
        """Make tasks in their order; where some may come to be waited for, one by one, and those first."""
        if self.urgent is None:
            stage = self.press.stage(others=2 * mended > len(tasks)) if self.press else None
            yield from work(tasks, world=self.world, jobs=self.jobs, stage=stage, meanwhile=self.meanwhile)
            return
        left = {task.key: task for task in tasks}
        while left:
            key = next((key for key in self.urgent() if key in left), None) or next(iter(left))
            yield from work([left.pop(key)], world=self.world, jobs=1)

    def _paced(self, results: Iterator[tuple[Task, Result]]) -> Iterator[tuple[Task, Result]]:
        for made in results:
            yield made
            if self.pause:
                self.pause()

    def _restamp(self, kept: Iterable[str]) -> None:
        """Remember the stamps of files that had to be read, so that the next build need not read them."""
        seen = self.press.seen if self.press else {}
        if not seen:
            return
        traces = ((key, self.store.trace(key)) for key in kept)
        again = {
            key: msgspec.structs.replace(trace, files=tuple(seen.get(file.path, file) for file in trace.files))
            for key, trace in traces
            if trace and any(file.path in seen for file in trace.files)
        }
        self.store.keep_traces(again)

    def _settle(
        self, batch: Sequence[tuple[Task, Result]], why: Mapping[str, tuple[str, ...]], outcome: Outcome
    ) -> None:
        """Write the files of a batch, then tell the store."""
        if self.press:
            self.press.journal(pair for _, result in batch for pair in zip(result.paths, result.sha256, strict=True))
        kept: list[tuple[str, Trace, bytes, Mapping[str, bytes]]] = []
        for task, made in batch:
            outcome.spent[task.key] = made.seconds
            result, files = self._print(made)
            if result.error:
                self._fail(task, result.error, why[task.key], outcome)
                continue
            outcome.made[task.key] = why[task.key]
            seen, notes, stamp = result.observed, result.notes, stamped(self.toolchain, task.recipe)
            before = self.store.trace(task.key) if result.is_mended else None
            if before and isinstance(task.make, Mending):
                # What a mended file was made of before is what it is made of, but for what it quotes.
                outcome.mended += 1
                seen, notes, stamp = observed(before.numbers, seen, made=task.make), before.notes, before.stamp
            outcome.notes += notes
            outcome.files.update((file.path, file.sha256) for file in files)
            trace = Trace(
                stamp=stamp,
                files=files,
                products=result.marks,
                notes=notes,
                reasons=why[task.key],
                quotes=result.quotes,
            )
            if not (files and self.press and self.press.dry):
                kept.append((task.key, trace, seen, result.products))
        # What a task saw that failed may be told of no more, and be seen by others.
        news = [each for _, made in batch for each in made.news]
        if kept or news:
            self.store.keep(kept, news=news)

    def _print(self, result: Result) -> tuple[Result, tuple[File, ...]]:
        if result.error or not self.press or not result.paths:
            return result, ()
        files: tuple[bytes | Staged, ...] = result.staged or result.files
        try:
            return result, tuple(
                self.press.write(path, data, sha256=mark, other=result.is_mended)
                for path, data, mark in zip(result.paths, files, result.sha256, strict=True)
            )
        except PressError as error:
            # A full disk or a closed folder stops the press; a name that cannot be is that one file's fault.
            cause = error.__cause__
            if isinstance(cause, OSError) and cause.errno not in IN_THE_WAY:
                raise
            return msgspec.structs.replace(result, error=error.note()), ()

    def _fail(self, task: Task, error: Note, why: tuple[str, ...], outcome: Outcome) -> None:
        """Record a failure; what the task made before stands in, where it is still wanted.

        The press knows it too: it stands in, and stays ours, even where the store was deleted in the meantime.
        """
        before = self.store.trace(task.key) or Trace(stamp="")
        files: dict[str, File] = {}
        if self.press:
            files = {file.path: file for file in before.files if task.owns(file.path) and self.press.intact(file)}
            files |= {file.path: file for file in self.press.carry(task.outputs, task.folder, known=files)}
        standing = tuple(files.values())
        outcome.failed[task.key] = error
        outcome.notes.append(error)
        outcome.files.update((file.path, file.sha256) for file in standing)
        failed = msgspec.structs.replace(before, files=standing, error=error, reasons=why)
        self.store.keep_traces({task.key: failed})


def _batch(results: Iterator[tuple[Task, Result]], urgent: Callable[[], Collection[str]]) -> list[tuple[Task, Result]]:
    """Return the next results: as many as may be held in memory, and up to one that somebody waits for."""
    batch: list[tuple[Task, Result]] = []
    held = 0
    for task, result in islice(results, BATCH):
        batch.append((task, result))
        held += sum(map(len, result.files))
        if held > BATCH_BYTES or task.key in urgent():
            break
    return batch


def check_collisions(tasks: Iterable[Task]) -> None:
    """Refuse a plan in which two tasks have one key or one output, or an output lies in another's file or own folder.

    Raises:
        CollisionError: It names the address and what claims it.
        PressError: An output would not lie in the output folder, or is the press's own.
    """
    claims: dict[str, Task] = {}
    keys: dict[str, Task] = {}
    folders: dict[str, Task] = {}
    for task in tasks:
        if task.folder and folders.setdefault(task.folder.rstrip("/"), task) is not task:
            raise _collision(_address(task.folder), folders[task.folder.rstrip("/")], task)
        for path in task.outputs:
            if not may_hold(path):
                raise PressError(f"{_name(task)} would print to `{path}`, which is no place for a file of the site")
            if claims.setdefault(path, task) is not task:
                raise _collision(_address(path), claims[path], task)
        if keys.setdefault(task.key, task) is not task:
            raise _collision(task.key, keys[task.key], task)
    for path, task in claims.items():
        parent = path.rpartition("/")[0]
        while parent:
            other = claims.get(parent) or folders.get(parent)
            if other:
                raise _collision(_address(parent), other, task)
            parent = parent.rpartition("/")[0]


def _collision(address: str, one: Task, other: Task) -> CollisionError:
    return CollisionError(address, claimants=(_name(one), _name(other)))


def _name(task: Task) -> str:
    return task.origin or task.key


def _address(path: str) -> str:
    return f"/{path.removesuffix('index.html')}"


def _always(_: File) -> bool:
    return True


def _kept(_key: str, _name: str) -> bool:
    # Where little is in doubt, the store is taken at its word: a product that is gone after all breaks the build, which
    # then begins anew and looks at everything.
    return True
