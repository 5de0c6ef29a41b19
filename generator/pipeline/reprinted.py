"""The story of a build for which only texts are others: whoever saw one of them prints again, and all else stands."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from generator.build.engine import Outcome
from generator.build.press import Press, untouched
from generator.build.sources import Scan
from generator.build.store import Store
from generator.build.task import Stratum, Task
from generator.build.trace import Doubt, either
from generator.outputs import bodies, frame
from generator.pipeline import answers, settled
from generator.pipeline.job import Job, Report, never_in_output, unlinked
from generator.pipeline.profile import Clock
from generator.pipeline.reworded import Reread, Stores, planned, reread
from generator.pipeline.touched import Planned, due


class Moment(NamedTuple):
    """What a build is given, and the last moment at which all was printed."""

    given: settled.Given
    then: settled.PrintState
    doubts: Sequence[Doubt]
    """What may have been other, of that moment, when texts were printed since."""


def reprinted(
    job: Job, looked: Scan, moment: Moment, *, read: Store, printed: Store, clock: Clock, begun: Outcome
) -> Report | None:
    """Bring the output up to date; None where more than texts may be others than after the last build.

    Args:
        job: The build.
        looked: The sources.
        moment: What the build is given, and what is known.
        read: The memory of what was read.
        printed: The memory of what was printed.
        clock: Takes the time.
        begun: Takes in what was read and recognised, whatever comes of it.
    """
    given, then, doubts = moment
    if job.dry or then.manifest != settled.manifest(job.output):
        return None
    clock.stop("look")
    what = reread(job, looked, given=given, then=then, stores=Stores(read, printed, printed), begun=begun)
    if what is None or not untouched(job.output, then.files):
        return None
    clock.stop("read")
    doubt = either(what.doubt(then), *doubts)
    printing = msgspec.structs.replace(what.engine, store=printed)
    tasks = due(Planned(planned(job, what)), [what.doubt(then), *doubts], engine=printing)
    if tasks is None:
        return None
    clock.stop("plan")
    press = Press(job.output, sources=never_in_output(job), dry=job.dry, heard=job.heard)
    try:
        learned = None if doubts else bodies_made
        outcome = _printed(job, what, tasks, doubt, then=then, press=press, printed=printed, learned=learned)
        press.close(outcome.files)
    except BaseException:
        press.abandon()
        raise
    outcome.take(begun.made)
    _settle(job, what, tasks, outcome, then=then, printed=printed)
    clock.stop("print")
    return unlinked(job, looked, outcome, press, printed, clock=clock, spent=outcome.spent | begun.spent)


def _printed(
    job: Job,
    what: Reread,
    tasks: Sequence[Task],
    doubt: Doubt,
    *,
    then: settled.PrintState,
    press: Press,
    printed: Store,
    learned: Callable[[Outcome], Doubt] | None,
) -> Outcome:
    """Make what is due; return that, with all that there is to say and all files that stand."""
    engine = msgspec.structs.replace(what.engine, store=printed, press=press)
    there = {file.path: file.sha256 for file in then.files}
    for task in tasks:
        for file in printed.files(task.key):
            there.pop(file.path, None)
    press.prune(
        [*there, *(path for task in tasks for path in task.outputs)],
        folders=[task.folder for task in tasks if task.folder],
        ask=job.ask,
    )
    first = [task for task in tasks if task.stratum < Stratum.DERIVED]
    outcome = engine.run(first, doubt=doubt, checked=True, learned=learned)
    files = there | outcome.files
    engine.world.extend(answers.printed(files, job.output))
    last = [task for task in tasks if task.stratum == Stratum.DERIVED]
    if last:
        doubt = {**doubt, frame.PrintedFile.__name__: None}
        outcome.add(engine.run(last, doubt=doubt, checked=True))
    outcome.files = there | outcome.files
    outcome.kept = then.kept - len(outcome.made)
    said = [*what.engine.store.held().notes(), *printed.held().notes(but=outcome.failed)]
    outcome.notes = [*then.notes[: then.apart], *said, *outcome.failed.values()]
    return outcome


def bodies_made(outcome: Outcome) -> Doubt:
    """Return which bodies may be other than they were: those that were made, where nothing else is in doubt."""
    anew = (key.removeprefix(bodies.KEY.format("")).partition(" ") for key in outcome.made)
    return {frame.Printed.__name__: frozenset(frame.Printed(kind, id_).key() for kind, _, id_ in anew)}


def _settle(
    job: Job, what: Reread, tasks: Sequence[Task], outcome: Outcome, *, then: settled.PrintState, printed: Store
) -> None:
    """Remember this moment, at which all is printed."""
    files = {file.path: file for file in then.files if file.path in outcome.files}
    files |= {file.path: file for task in tasks for file in printed.files(task.key)}
    state = msgspec.structs.replace(
        what.now(then),
        files=tuple(files.values()),
        manifest=settled.manifest(job.output),
        notes=tuple(outcome.notes),
        whole=not outcome.failed,
    )
    settled.settle(printed, state)
