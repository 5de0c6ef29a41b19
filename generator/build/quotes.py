"""What a printed file quotes: answers that stand in it word for word, so that where they alone change it is mended.

A task says at which bytes of its one file an answer stands, and promises that nothing else it makes depends on it. The
file that it made before, where it is still ours to the byte, with today's answers in those places is then what the task
would make: neither it nor what it asked for need be looked at. Where any of that does not hold, the task runs.
"""

from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from generator import digest
from generator.build.database import Damaged
from generator.build.task import Fact, Fetch, Made, Quote, Stratum, Task, World
from generator.build.trace import Changes, File, Trace, same_places

_decode = msgspec.msgpack.Decoder(tuple[Quote, ...]).decode


class Mending(msgspec.Struct, frozen=True):
    """Makes a task's file of the one that it made before; where that cannot be, lets the task make it."""

    task: Task
    file: File
    where: str
    """The file, as it can be opened."""

    quotes: tuple[tuple[Fact[str], Quote], ...]
    moved: frozenset[int]
    """The observations of the task that no longer hold."""

    def __call__(self, fetch: Fetch) -> Made:
        """Return the file with today's answers in their places."""
        return self._mended(fetch) or self.task.make(fetch)

    def _mended(self, fetch: Fetch) -> Made | None:
        try:
            with open(self.where, "rb") as file:  # noqa: PTH123 - often
                data = file.read()
        except OSError:
            return None
        if digest.of_file(data) != self.file.sha256:
            return None
        made, quotes = bytearray(data), []
        for fact, quote in self.quotes:
            said = fetch(fact)
            new, length = said.encode(), len(quote.said.encode())
            if len(new) != length:
                return None
            for place in quote.places:
                made[place : place + length] = new
            quotes.append(Quote(quote.fact, said, quote.places))
        return Made(files=(bytes(made),), quotes=tuple(quotes), is_mended=True)


class Mendable(msgspec.Struct):
    """Files of which nothing but what they quote can be other."""

    changes: Changes
    tasks: list[Task] = msgspec.field(default_factory=list)
    why: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


def standing_for(key: str, trace: Trace) -> Task:
    """Return what stands for the task of a trace: its file can be mended, and not made."""
    return Task(key=key, stratum=Stratum.PAGE, make=_lost, outputs=tuple(file.path for file in trace.files))


def _lost(_: Fetch) -> Made:
    raise Damaged("a file is not what the store says of it")


def mending(
    task: Task, *, trace: Trace, folder: Path, changes: Changes, world: World, intact: Callable[[File], bool]
) -> Task | None:
    """Return the task that mends what `task` made, where its quotes alone can have changed; else None.

    Args:
        task: The task, whose toolchain and recipe are as they were, and which did not fail.
        trace: Its memory.
        folder: The output.
        changes: Tells which observations changed.
        world: Knows what facts are.
        intact: Whether a printed file is still the one we wrote.
    """
    if not trace.quotes or trace.products or len(trace.files) != 1 or not same_places(trace.files, task):
        return None
    moved = frozenset(changes.moved(trace.numbers, task=task.key))
    facts = {changes.fact(number) for number in moved}
    quotes = [(world.revive(quote.fact), quote) for quote in _decode(trace.quotes)]
    known = tuple((fact, quote) for fact, quote in quotes if fact is not None)
    (file,) = trace.files
    if not facts or not facts <= {quote.fact for _, quote in known} or len(known) < len(quotes) or not intact(file):
        return None
    return msgspec.structs.replace(task, make=Mending(task, file, f"{folder}/{file.path}", known, moved))


def observed(then: Sequence[int], seen: bytes, *, made: Mending) -> bytes:
    """Return the observations of a task whose file was mended, as numbers of 8 bytes each.

    Args:
        then: Those of its trace.
        seen: What mending looked at.
        made: It.
    """
    kept = array("q", then)
    for number in made.moved:
        kept.remove(number)
    return kept.tobytes() + array("q", [number for number in array("q", seen) if number not in kept]).tobytes()
