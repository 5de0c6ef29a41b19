"""The story of a check for which only texts are others: they, and the pages that show them, are looked at again."""

from collections.abc import Mapping

import msgspec

from generator.build.engine import Outcome
from generator.build.sources import Scan
from generator.build.store import Store
from generator.build.task import Stratum
from generator.build.trace import Doubt
from generator.checks import pages, policy
from generator.errors import Note
from generator.pipeline import findings, settled
from generator.pipeline.findings import Examined
from generator.pipeline.job import Job
from generator.pipeline.reworded import Reread, Stores, planned, reread
from generator.pipeline.touched import Planned, due


def reexamined(
    job: Job, looked: Scan, *, given: settled.Given, then: settled.CheckState, stores: Stores, begun: Outcome
) -> Examined | None:
    """Return every finding; None where more than texts may be others than at the last check.

    Args:
        job: The site.
        looked: The sources.
        given: What the check is given.
        then: The last moment at which all was looked at, of which nothing is in doubt.
        stores: The memory: of what was read, of what was printed, of what was looked at.
        begun: Takes in what was read and recognised, whatever comes of it.
    """
    read, printed, seen = stores
    what = reread(job, looked, given=given, then=then, stores=stores, begun=begun)
    as_left = printed.state() == then.shelf
    doubt = (what.doubt(then) if as_left else _since_built(what, then, printed)) if what else None
    if what is None or doubt is None:
        return None
    known = Planned(planned(job, what))
    printing = msgspec.structs.replace(what.engine, store=printed)
    looking = msgspec.structs.replace(what.engine, store=seen)
    anew = what.doubt(then)
    # What a build made of them meanwhile may say something else too.
    touched = due(known, [doubt, anew], engine=printing, whole=as_left)
    looks = due(Planned(pages.plan(known, what.few)), [anew], engine=looking)
    if touched is None or looks is None:
        return None
    texts = [task for task in touched if task.stratum < Stratum.PAGE]
    shown = printing.run(texts, doubt=doubt, checked=True)
    before = {task.key: seen.mark(task.key, pages.OUTLINE) for task in looks}
    made = looking.run(looks, doubt=anew, checked=True)
    if shown.failed or made.failed:
        return None
    said = _said(then.shown, [task.key for task in texts], printed)
    told = [note for notes in said.values() for note in notes]
    same = said == then.shown and all(seen.mark(key, pages.OUTLINE) == mark for key, mark in before.items())
    broken = (
        then.linked
        if same
        else findings.linked(seen, files=then.outputs, folders=then.folders, moved=then.moved, shown=told)
    )
    found = findings.ordered(told, seen.held().notes(), then.overall, broken[1])
    notes = [*then.notes[: then.apart], *read.held().notes(), *found]
    state = msgspec.structs.replace(
        what.now(then), notes=tuple(notes), shown=said, shelf=printed.state(), linked=broken
    )
    settled.settle(seen, state)
    return Examined(
        notes=tuple(policy.settle([*looked.notes, *notes], job.config.check)),
        moved=then.moved,
        looked=len(made.made),
        kept=then.kept - len(made.made),
    )


def _since_built(what: Reread, then: settled.CheckState, printed: Store) -> Doubt | None:
    """Return what may be other for who prints texts than when all was printed; None where nobody knows."""
    known = settled.known(printed, settled.PrintState)
    if known is None or known[1]:
        return None
    built: settled.PrintState = known[0]
    alike = (built.given.toolchain, built.given.settings) == (what.given.toolchain, what.given.settings)
    if not (alike and built.whole and built.image == then.image and built.said.heads == what.said.heads):
        return None
    moved = {path for path, _ in built.given.sources.items() ^ what.given.sources.items()}
    return msgspec.structs.replace(what, moved=what.moved | moved).doubt(built) if moved <= what.moved else None


def _said(before: Mapping[str, tuple[Note, ...]], keys: list[str], printed: Store) -> dict[str, tuple[Note, ...]]:
    """Return what tasks said that make what pages are made of, with what some of them say now."""
    traces = {key: printed.trace(key) for key in keys}
    made = dict(before) | {key: trace.notes if trace else () for key, trace in traces.items()}
    return {key: notes for key, notes in made.items() if notes}
