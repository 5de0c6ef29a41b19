"""Who does the work: this process, or several. What is made does not depend on it.

Each kind of worker is a `concurrent.futures.Executor`. Processes are forked, so that they inherit the world without
copying it; a process that runs threads is never forked, and works alone instead.
"""

import gc
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from typing import Any

import msgspec

from generator import digest
from generator.build.database import Damaged
from generator.build.meanwhile import Meanwhile
from generator.build.observations import Batch, Ledger, Pair
from generator.build.staged import Stage, Staged
from generator.build.task import Fact, Fetch, Stratum, Task, World
from generator.errors import Note, TearsheetError, Where

SMALL = 96
"""Fewer tasks than this are done here: starting processes costs more."""

BATCH = 64
"""Most tasks a worker takes at a time."""

AHEAD = 3
"""Batches that are under way for each worker: enough that none waits, and few enough that results do not pile up."""

WEIGHT = 16
"""As how many tasks a heavy one counts where it is asked whether several processes are worth starting."""

LIGHT = 0.6
"""As how many one counts that prints and is not heavy: most take a millisecond; loading what starts processes, 50."""

Span = tuple[int, int]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one task."""

    paths: tuple[str, ...] = ()
    files: tuple[bytes, ...] = ()
    staged: tuple[Staged, ...] = ()
    """The same files, where a worker put them down."""

    sha256: tuple[str, ...] = ()
    products: dict[str, bytes] = {}
    marks: dict[str, str] = {}
    notes: tuple[Note, ...] = ()
    observed: bytes = b""
    """Numbers of observations, 8 bytes each."""

    news: tuple[Batch, ...] = ()
    """What numbers stand for that this process had not told before: those of this task, and of others made with it."""

    quotes: bytes = b""
    """What its one file quotes, as its trace keeps it."""

    is_mended: bool = False
    """Whether only what the file quotes was looked at."""

    error: Note | None = None
    seconds: float = 0.0
    """Wall time it took, the answers that it was the first to ask for included."""


class Serial(Executor):
    """Does what it is given at once."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run `fn` and return its finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - a future carries whatever was raised
            future.set_exception(error)
        return future


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work(
    tasks: Sequence[Task],
    *,
    world: World,
    jobs: int,
    stage: Stage | None = None,
    meanwhile: Meanwhile[Any] | None = None,
) -> Generator[tuple[Task, Result]]:
    """Run tasks and yield what came of each, in their order.

    Args:
        tasks: What to make.
        world: Who answers.
        jobs: Processes, at most.
        stage: Where they put files down, if that is done.
        meanwhile: What one of several processes is to work out first.

    Raises:
        Damaged: The store lost what it promised.
        TearsheetError: A worker was killed.
    """
    beside = meanwhile if meanwhile and meanwhile.is_due else None
    executor, run, ahead = _hire(tasks, world, jobs, stage, beside)
    under_way: deque[tuple[int, Future[list[Result] | bytes]]] = deque()
    with executor:
        try:
            aside = executor.submit(_beside_of_desk) if beside and ahead else None
            for span in _spans(tasks, jobs):
                under_way.append((span[0], executor.submit(run, span)))
                if len(under_way) > ahead:
                    yield from _done(tasks, *under_way.popleft())
            while under_way:
                yield from _done(tasks, *under_way.popleft())
            if beside and aside:
                beside.take(aside.result())
        except BrokenExecutor as error:
            raise TearsheetError(
                "a process of this build was killed", hint="if memory ran out, build with fewer: --jobs 1"
            ) from error
        finally:
            executor.shutdown(cancel_futures=True)


def _spans(tasks: Sequence[Task], jobs: int) -> Iterator[Span]:
    """Yield spans of tasks, shorter ones towards the end, so that all are done at about one time; a heavy one alone."""
    start, size = 0, _fair(len(tasks), jobs)
    for place, task in enumerate(tasks):
        if task.heavy or place - start == size:
            if place > start:
                yield start, place
            start, size = place, _fair(len(tasks) - place, jobs)
        if task.heavy:
            yield place, place + 1
            start = place + 1
    if start < len(tasks):
        yield start, len(tasks)


def _fair(left: int, jobs: int) -> int:
    """Return how many of the tasks that are left one worker takes at a time."""
    return max(1, min(BATCH, left // (4 * jobs)))


def _done(tasks: Sequence[Task], start: int, future: Future[list[Result] | bytes]) -> Iterator[tuple[Task, Result]]:
    made = future.result()
    for place, result in enumerate(_unpacked(made) if isinstance(made, bytes) else made, start):
        yield tasks[place], result


def _hire(
    tasks: Sequence[Task], world: World, jobs: int, stage: Stage | None, beside: Meanwhile[Any] | None
) -> tuple[Executor, Callable[[Span], list[Result] | bytes], int]:
    """Return who works, what they do with a span of tasks, and how many spans may be under way at once."""
    weight = sum(WEIGHT if task.heavy else LIGHT if task.stratum >= Stratum.FRAGMENT else 1 for task in tasks)
    alone = jobs == 1 or weight < SMALL or threading.active_count() > 1
    if alone or not hasattr(os, "fork"):
        if weight > SMALL:
            gc.enable()
        return Serial(), partial(_batch, tasks, world, Ledger()), 0
    # Loaded where there is work for it: most builds have little to do, and do it here.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    hired = ProcessPoolExecutor(
        jobs, mp_context=get_context("fork"), initializer=_begin, initargs=(tasks, world, stage, beside)
    )
    return hired, _batch_of_desk, AHEAD * jobs


_desk: list[tuple[Sequence[Task], World, Ledger]] = []
_stage: list[Stage | None] = []
_beside: list[Meanwhile[Any] | None] = []
# What a forked worker works on: it has no other way to be handed what it must not copy.


def _begin(tasks: Sequence[Task], world: World, stage: Stage | None, beside: Meanwhile[Any] | None) -> None:
    gc.freeze()  # what is inherited outlives this process: to look through it would only copy it
    gc.enable()
    _desk[:], _stage[:], _beside[:] = [(tasks, world, Ledger())], [stage], [beside]
    # An interrupt is the builder's to answer; and a worker must not outlive it, for it inherited the builder's lock.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from multiprocessing import parent_process

    builder = parent_process()
    if builder:
        threading.Thread(target=_end_with, args=(builder.sentinel,), daemon=True).start()


def _end_with(builder: int) -> None:
    from multiprocessing import connection

    connection.wait([builder])
    os._exit(1)


def _batch_of_desk(span: Span) -> bytes:
    """Return results in one piece: that costs half of what pickling each would."""
    made, (stage,) = _batch(*_desk[0], span), _stage
    return _packed([_put_down(result, stage) for result in made] if stage else made)


def _beside_of_desk() -> bytes:
    (beside,) = _beside
    assert beside
    return beside.work()


def _put_down(result: Result, stage: Stage) -> Result:
    """Put the files of a result down, where that can be done; where it cannot, the press will say so."""
    if not result.files:
        return result
    try:
        return msgspec.structs.replace(result, files=(), staged=stage.put(result.files))
    except OSError:
        return result


_packed = msgspec.msgpack.Encoder().encode
_unpacked = msgspec.msgpack.Decoder(list[Result]).decode


def _batch(tasks: Sequence[Task], world: World, ledger: Ledger, span: Span) -> list[Result]:
    if world.renew():
        ledger.renew()
    made = [_timed(tasks[place], world, ledger) for place in range(*span)]
    made[:1] = [msgspec.structs.replace(first, news=ledger.news()) for first in made[:1]]
    return made


def _timed(task: Task, world: World, ledger: Ledger) -> Result:
    began = time.perf_counter()
    result = perform(task, world, ledger)
    return msgspec.structs.replace(result, seconds=time.perf_counter() - began)


def perform(task: Task, world: World, ledger: Ledger | None = None) -> Result:
    """Run one task; its failure is a result too."""
    ledger = ledger or Ledger()
    seen: dict[int, Pair] = {}
    known, asked, stratum = world.known, world.asked, task.stratum

    def fetch(fact: Fact[Any], /) -> Any:
        assert fact.after < stratum, f"{task.key} may not ask for {fact}: it is settled too late"
        made = known.get(fact) or asked(fact)
        seen[made[2]] = made[1]
        return made[0]

    result = _made(task, fetch)
    return msgspec.structs.replace(result, observed=ledger.take(seen))


def _made(task: Task, fetch: Fetch) -> Result:
    try:
        made = task.make(fetch)
        products = {name: digest.encode(value) for name, value in made.products.items()}
        assert len(made.files) == len(task.outputs), f"{len(made.files)} files for {len(task.outputs)} outputs"
        assert task.folder or not made.folder, "it has no folder of its own"
        assert not made.quotes or len(made.files) == 1, "a task that quotes prints one file"
    except Damaged:
        raise
    except TearsheetError as error:
        return Result(error=error.note())
    except RecursionError:
        note = Note(
            severity="error",
            what="is nested too deeply",
            where=Where(task.origin or task.key),
            hint="flatten its lists, quotes or tags",
        )
        return Result(error=note)
    except Exception as error:
        if os.environ.get("TEARSHEET_DEBUG"):
            raise
        note = Note(
            severity="error",
            what=f"cannot make it: {type(error).__name__}: {error}",
            where=Where(task.origin or task.key),
            hint="this is a fault in Tearsheet or a plugin; TEARSHEET_DEBUG=1 shows where",
        )
        return Result(error=note)
    within = sorted(made.folder)
    files = (*made.files, *(made.folder[name] for name in within))
    return Result(
        paths=(*task.outputs, *(f"{task.folder}{name}" for name in within)),
        files=files,
        sha256=tuple(map(digest.of_file, files)),
        products=products,
        marks={name: digest.of_bytes(data) for name, data in products.items()},
        notes=made.notes,
        quotes=digest.encode(made.quotes) if made.quotes else b"",
        is_mended=made.is_mended,
    )
