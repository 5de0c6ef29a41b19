"""What each phase, each template and each kind of work cost in one build.

A task that prints through a template counts for that template, any other for its kind, the first word of its key. An
answer that many ask for is paid by whoever asks first.
"""

import time
from collections.abc import Mapping

import msgspec

from generator.build.store import Store

_TEMPLATE = '["Template","'


class Clock:
    """Where the time of a build went, by phase."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self.phases: dict[str, float] = {}

    def stop(self, phase: str) -> None:
        """End a phase."""
        at = time.perf_counter()
        self.phases[phase] = at - self._last
        self._last = at

    def total(self) -> float:
        """Return the seconds since the start."""
        return time.perf_counter() - self._started


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What the tasks of one kind took together."""

    name: str
    """A template, such as ``article.html``; else a kind of work, such as ``convert``."""

    tasks: int
    seconds: float
    """Wall time, added up over processes."""


def costs(spent: Mapping[str, float], printed: Store) -> list[Cost]:
    """Return what was spent, the dearest first.

    Args:
        spent: Task key to seconds.
        printed: Knows which template each page was printed with.
    """
    found: dict[str, list[float]] = {}
    known: dict[int, str] = {}
    for key, seconds in spent.items():
        trace = printed.trace(key)
        name = next((of for number in trace.numbers if (of := _template(number, printed, known))), "") if trace else ""
        found.setdefault(name or key.partition(" ")[0], []).append(seconds)
    made = (Cost(name=name, tasks=len(each), seconds=sum(each)) for name, each in found.items())
    return sorted(made, key=lambda cost: (-cost.seconds, cost.name))


def _template(number: int, store: Store, known: dict[int, str]) -> str:
    """Return the template of an observation, or nothing."""
    if number not in known:
        fact, _ = store.observations().get(number) or ("", "")
        known[number] = msgspec.json.decode(fact)[1] if fact.startswith(_TEMPLATE) else ""
    return known[number]
