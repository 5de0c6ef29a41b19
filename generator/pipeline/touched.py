"""Which tasks saw what is in doubt, and so may have to be made again: their traces tell, whatever is planned."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from generator.build.engine import Engine
from generator.build.observations import TAKEN
from generator.build.store import Store
from generator.build.task import Stratum, Task, World
from generator.build.trace import TASKS, Doubt
from generator.errors import TearsheetError
from generator.outputs import frame
from generator.pipeline import settled


class Planned(Iterable[Task]):
    """Tasks, each planned once it is come to."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        """Plan nothing yet."""
        self._made: list[Task] = []
        self._left = iter(tasks)

    def __iter__(self) -> Iterator[Task]:
        yield from self._made
        for task in self._left:
            self._made.append(task)
            yield task


def due(tasks: Iterable[Task], doubts: Sequence[Doubt], *, engine: Engine, whole: bool = False) -> list[Task] | None:
    """Return those of some tasks that may have to be made again; None where it may be others too.

    Args:
        tasks: Those that are known; they are gone through until all are found.
        doubts: All that may be other than it was. Where all of a type may be, only what is other by now is meant.
        engine: Knows the traces.
        whole: What each of these tasks saw is surely known, as it was when that was looked at.
    """
    # A world of its own is asked: what is yet to be made must not be known beforehand.
    store, world = engine.store, engine.world.anew()
    if not (store.sound() and (whole or store.whole())):
        return None
    if any(TASKS in doubt for doubt in doubts):
        return None
    if any(keys is None and not _is_cheap(kind, store, world) for doubt in doubts for kind, keys in doubt.items()):
        return None
    for judged in (False, True):
        # Of what was in doubt before, most is as it was: that is looked at where it matters.
        numbers = {number for doubt in doubts for number in doubtful(store, doubt, world, judged=judged)}
        touched = store.held().saw({TAKEN, *numbers})
        made = _found(tasks, _with_derived(touched, store, world))
        if made is not None:
            return made if all(map(engine.knows, made)) else None
    return None


def _with_derived(touched: Sequence[str], store: Store, world: World) -> set[str]:
    """Return tasks, with those that saw files of theirs."""
    files = (file.path for key in touched for file in store.files(key))
    derived = {frame.PrintedFile.__name__: frozenset(frame.PrintedFile(path).key() for path in files)}
    return {*touched, *store.held().saw(doubtful(store, derived, world))}


def _found(tasks: Iterable[Task], keys: AbstractSet[str]) -> list[Task] | None:
    """Return the tasks of some keys, None where one is not among them."""
    made: dict[str, Task] = {}
    for task in tasks if keys else ():
        if task.key in keys:
            made[task.key] = task
            if len(made) == len(keys):
                break
    return [made[key] for key in sorted(made)] if len(made) == len(keys) else None


def doubtful(store: Store, doubt: Doubt, world: World, *, judged: bool = False) -> set[int]:
    """Return the numbers of observations of what is in doubt.

    Where all of a type is in doubt, those that hold no more; `judged`: so of all types that are settled by now.
    """
    numbers: set[int] = set()
    for kind, keys in doubt.items():
        pairs = store.observations().of(kind, keys) if keys or keys is None else iter(())
        type_ = world.kind(kind)
        if keys is None or (judged and type_ and type_.after < Stratum.FRAGMENT):
            pairs = ((number, pair) for number, pair in pairs if not _holds(*pair, world))
        numbers.update(number for number, _ in pairs)
    return numbers


def _is_cheap(kind: str, store: Store, world: World) -> bool:
    """Say whether all questions of a type are soon answered."""
    type_ = world.kind(kind)
    if type_ is None or type_ in settled.FRAMING or kind not in store.observations().kinds():
        return True
    return world.how(type_).digest is not None


def _holds(key: str, mark: str, world: World) -> bool:
    fact = world.revive(key)
    try:
        return fact is not None and world.digest(fact) == mark
    except (TearsheetError, LookupError):
        return False  # what it asks about is gone
