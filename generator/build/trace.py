"""What a task looked at when it last ran, what it made of it, and why it must run again."""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from generator.build.task import Task, World
from generator.errors import Note, TearsheetError


class File(msgspec.Struct, frozen=True, array_like=True):
    """One printed file, and the stamp by which it is recognised without reading it."""

    path: str
    sha256: str
    size: int
    mtime_ns: int
    ctime_ns: int


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """The memory of one task."""

    stamp: str
    """Digest of the toolchain and the task's recipe."""

    observed: tuple[int, ...]
    """Observations: numbers of (fact, digest) pairs in the store."""

    files: tuple[File, ...] = ()
    products: Mapping[str, str] = {}
    """Name to digest."""

    notes: tuple[Note, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why it was last made, in words."""

    error: Note | None = None
    """Set while the task fails: what it made before stands in."""


FIRST = "it had never been made"
FAILED = "it failed last time"
TOOLS = "Tearsheet, a library, a plugin or its recipe changed"
MOVED = "its addresses changed"
TOUCHED = "its file in the output was changed or is missing"
LOST = "the store lost a product of it"

MOST_REASONS = 8
"""How many changed facts a trace names; the rest are counted."""


class Changes:
    """Which observations no longer hold, each asked once."""

    def __init__(self, world: World, observations: Callable[[int], tuple[str, str] | None]) -> None:
        self._world = world
        self._observations = observations
        self._verdicts: dict[int, str] = {}

    def of(self, observed: Iterable[int]) -> list[str]:
        """Return the facts among `observed` whose answers are other than they were, in words."""
        verdicts = self._verdicts
        changed = []
        for number in observed:
            verdict = verdicts.get(number)
            if verdict is None:
                verdict = verdicts[number] = self._judge(number)
            if verdict:
                changed.append(verdict)
        return changed

    def _judge(self, number: int) -> str:
        then = self._observations(number)
        if then is None:
            return LOST
        key, mark = then
        fact = self._world.revive(key)
        if fact is None:
            return f"{key} is asked no more"
        try:
            return "" if self._world.digest(fact) == mark else f"{fact} changed"
        except (TearsheetError, LookupError):
            # What it asks about is gone, or cannot be read.
            return f"{fact} cannot be had"


def reasons(
    task: Task,
    *,
    trace: Trace | None,
    stamp: str,
    changes: Changes,
    intact: Callable[[File], bool],
    stored: Callable[[str, str], bool],
) -> tuple[str, ...]:
    """Return why `task` must run, in words; empty when what it made still stands.

    Args:
        task: The task as planned now.
        trace: Its memory, if there is one.
        stamp: The digest of toolchain and recipe as they are now.
        changes: Tells which observations changed.
        intact: Whether a printed file is still the one we wrote.
        stored: Whether the store holds a task's product of that name.
    """
    if trace is None:
        return (FIRST,)
    if trace.error is not None:
        return (FAILED,)
    if trace.stamp != stamp:
        return (TOOLS,)
    changed = changes.of(trace.observed)
    if changed:
        more = len(changed) - MOST_REASONS
        return (*changed[:MOST_REASONS], *([f"and {more} more facts changed"] if more > 0 else []))
    lasting = {
        MOVED: _same_places(trace.files, task),
        LOST: all(stored(task.key, name) for name in trace.products),
        TOUCHED: all(map(intact, trace.files)),
    }
    return tuple(why for why, stands in lasting.items() if not stands)


def _same_places(files: tuple[File, ...], task: Task) -> bool:
    outputs, others = files[: len(task.outputs)], files[len(task.outputs) :]
    return tuple(file.path for file in outputs) == task.outputs and all(task.owns(file.path) for file in others)
