"""What a task looked at when it last ran, what it made of it, and why it must run again."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from generator import digest
from generator.build.observations import TAKEN, Observations
from generator.build.task import Task, World
from generator.errors import Note, TearsheetError


class File(msgspec.Struct, frozen=True, array_like=True):
    """One printed file, and the stamp by which it is recognised without reading it."""

    path: str
    sha256: str
    size: int
    mtime_ns: int
    ctime_ns: int


class Trace(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """The memory of one task."""

    stamp: str
    """Digest of the toolchain and the task's recipe."""

    observed: bytes = b""
    """Observations: numbers of (fact, digest) pairs in the store, 8 bytes each."""

    files: tuple[File, ...] = ()
    products: Mapping[str, str] = {}
    """Name to digest."""

    notes: tuple[Note, ...] = ()
    reasons: tuple[str, ...] = ()
    """Why it was last made, in words."""

    quotes: bytes = b""
    """Which answers its one file quotes, and where: a MessagePack of `task.Quote`s, which few builds read."""

    error: Note | None = None
    """Set while the task fails: what it made before stands in."""

    @property
    def numbers(self) -> "array[int]":
        """The observations, by their numbers."""
        return array("q", self.observed)


FIRST = "it had never been made"
FAILED = "it failed last time"
_AT_FIRST = (FIRST,)
TOOLS = "Tearsheet, a library, a plugin or its recipe changed"
MOVED = "its addresses changed"
TOUCHED = "its file in the output was changed or is missing"
LOST = "the store lost a product of it"

SHORT = 120
"""Characters of a recipe that need not be digested to be compared."""

MOST_REASONS = 8
"""How many changed facts a trace names; the rest are counted."""


Doubt = Mapping[str, frozenset[str] | None]
"""What may be other than it was, by the name of the fact's type: the keys of facts, or None for all of that type."""


TASKS = ""
"""Stands in a doubt for tasks, by their keys, that ran in no settled moment: every fact of theirs is looked at."""


def of_tasks(keys: Iterable[str]) -> Doubt:
    """Return the doubt about what a few tasks saw, whatever it was."""
    return {TASKS: frozenset(keys)}


class Changes:
    """Which observations no longer hold, each asked once.

    Where it is known what may be other since every trace was last in order (`doubt`), nothing else is asked.
    """

    def __init__(
        self, world: World, observations: Observations, *, doubt: Doubt | None = None, whole: bool = False
    ) -> None:
        """Begin with nothing asked.

        Args:
            world: Answers.
            observations: All that tasks saw.
            doubt: What may be other than it was; None: anything.
            whole: Every observation that a trace names is surely among them.
        """
        self._world = world
        self._observations = observations
        self._doubt = doubt
        self._first = doubt
        self._whole = whole
        self._doubted = frozenset() if doubt is None else doubt.get(TASKS) or frozenset()
        self._verdicts: dict[int, str] = {}
        self._bad: dict[int, str] = {TAKEN: LOST}
        self._facts: dict[int, str] = {}
        """The facts of observations that no longer hold."""

        self._judged: set[str] = set()
        self._confessed = False

    def settle(self, stratum: int) -> None:
        """Judge what is in doubt, and answered below a stratum."""
        if self._doubt is None:
            return
        for kind in self._observations.kinds() - self._judged:
            facts = self._doubt.get(kind, _NONE)
            type_ = self._world.kind(kind)
            if (not facts and facts is not None) or type_ is None or type_.after >= stratum:
                continue  # what nobody can ask yet, nobody below saw
            self._judged.add(kind)
            for number, (key, mark) in self._observations.of(kind, facts):
                verdict = self._judge(key, mark)
                if verdict:
                    self._bad[number], self._facts[number] = verdict, key

    def learn(self, known: Doubt) -> None:
        """Take in what is known by now of what lower strata settled: of these types nothing else is in doubt."""
        if self._doubt is not None:
            self._doubt = {**self._doubt, **known}

    def spare(self, trace: Trace, task: str) -> bool:
        """Say, at the price of a glance, that nothing a task saw is other than it was; False where it may be."""
        return self._whole and not self.in_full(task) and self._bad.keys().isdisjoint(trace.numbers)

    def in_full(self, task: str) -> bool:
        """Say whether every fact of a task is to be looked at."""
        return self._doubt is None or task in self._doubted

    def confess(self, tell: Callable[[bytes | None], None]) -> None:
        """Tell the store what is in doubt, before the first trace is kept: once."""
        if not self._confessed:
            self._confessed = True
            # Whoever goes on where this run is cut short has learned nothing.
            tell(None if self._first is None else encode(self._first))

    def of(self, observed: "array[int]", *, task: str = "") -> list[str]:
        """Return the facts among `observed` by a task whose answers are other than they were, in words."""
        return list(self.moved(observed, task=task).values())

    def moved(self, observed: Sequence[int], *, task: str) -> dict[int, str]:
        """Return the observations among `observed` by a task that no longer hold, each with what changed, in words."""
        if not self.in_full(task):
            bad, known = self._bad, self._observations
            if self._whole or known.hold(observed):
                hit = bad.keys() & observed
                return {number: bad[number] for number in (sorted(hit, key=observed.index) if len(hit) > 1 else hit)}
            return {number: bad.get(number, LOST) for number in observed if number in bad or number not in known}
        verdicts = self._verdicts
        changed = {}
        for number in observed:
            verdict = verdicts.get(number)
            if verdict is None:
                then = self._observations.get(number)
                verdict = verdicts[number] = self._judge(*then) if then else LOST
                if then and verdict:
                    self._facts[number] = then[0]
            if verdict:
                changed[number] = verdict
        return changed

    def fact(self, number: int) -> str:
        """Return the key of the fact of an observation that `moved` named; nothing where it is not known."""
        return self._facts.get(number, "")

    def _judge(self, key: str, mark: str) -> str:
        fact = self._world.revive(key)
        if fact is None:
            return f"{key} is asked no more"
        try:
            return "" if self._world.digest(fact) == mark else f"{fact} changed"
        except (TearsheetError, LookupError):
            # What it asks about is gone, or cannot be read.
            return f"{fact} cannot be had"


_NONE: frozenset[str] = frozenset()


def encode(doubt: Doubt) -> bytes:
    """Return a doubt as the store keeps it."""
    return digest.encode({kind: None if facts is None else sorted(facts) for kind, facts in doubt.items()})


def decode(data: bytes) -> Doubt:
    """Return the doubt that `encode` wrote."""
    return msgspec.msgpack.decode(data, type=dict[str, frozenset[str] | None])


def either(*doubts: Doubt) -> Doubt:
    """Return all that one of several doubts holds."""
    made: dict[str, frozenset[str] | None] = {}
    for doubt in doubts:
        for kind, facts in doubt.items():
            known = made.get(kind, _NONE)
            made[kind] = None if facts is None or known is None else known | facts
    return made


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
        return _AT_FIRST
    if trace.error is not None:
        return (FAILED,)
    if trace.stamp != stamp:
        return (TOOLS,)
    changed = changes.of(trace.numbers, task=task.key)
    if changed:
        more = len(changed) - MOST_REASONS
        return (*changed[:MOST_REASONS], *([f"and {more} more facts changed"] if more > 0 else []))
    why: tuple[str, ...] = () if same_places(trace.files, task) else (MOVED,)
    if trace.products and not all(stored(task.key, name) for name in trace.products):
        why += (LOST,)
    if not all(map(intact, trace.files)):
        why += (TOUCHED,)
    return why


def stands(task: Task, trace: Trace, *, stamp: str, changes: Changes, intact: Callable[[File], bool]) -> bool:
    """Say, where that is quickly seen, that there are no `reasons` for a task to run."""
    files = trace.files
    return (
        trace.error is None
        and trace.stamp == stamp
        and changes.spare(trace, task.key)
        and ((not files and not task.outputs) or (same_places(files, task) and all(map(intact, files))))
    )


def stamped(toolchain: str, recipe: str) -> str:
    """Return what tells tools and recipe from others; a short recipe is its own digest."""
    return f"{toolchain} {recipe if len(recipe) <= SHORT else digest.of_bytes(recipe.encode())}"


def same_places(files: tuple[File, ...], task: Task) -> bool:
    """Say whether a task still prints where it printed `files`."""
    if len(files) == len(task.outputs) == 1:
        return files[0].path == task.outputs[0]
    outputs, others = files[: len(task.outputs)], files[len(task.outputs) :]
    return tuple(file.path for file in outputs) == task.outputs and all(task.owns(file.path) for file in others)
