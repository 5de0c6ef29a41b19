"""The story of a check: read and link the site, look at each text and each page, then at the whole."""

import functools
import os
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from generator import digest
from generator.build.engine import Outcome
from generator.build.sources import Scan
from generator.build.store import Store
from generator.build.task import Stratum
from generator.checks import articles, catalogue, files, pages, policy
from generator.checks.markup import Outline
from generator.config import STATE
from generator.errors import CollisionError, Note, Where
from generator.link.site import Site
from generator.outputs import pictures
from generator.pipeline import answers, findings, settled
from generator.pipeline.findings import Examined
from generator.pipeline.job import Job, look, now
from generator.pipeline.layout import CONTENT
from generator.pipeline.linking import Linked, link
from generator.pipeline.memory import SOURCES, output_name, remembering
from generator.pipeline.publish import compare, given_print, imaged, planned
from generator.pipeline.reexamined import reexamined
from generator.pipeline.reworded import Stores
from generator.plugins import collect

CHECKS = "check.db"
"""The memory of what was looked at."""

Outside = Callable[[Sequence[Outline]], list[Note]]
"""Says what is wrong with links to other sites."""


def examine(job: Job, *, outside: Outside | None = None) -> Examined:
    """Return every finding about the sources and the pages. None is printed.

    Args:
        job: The site.
        outside: Asks after links to other sites; None leaves them alone.
    """
    state = job.state or job.root / STATE
    stores = (state / SOURCES, state / f"{output_name(job.root, job.output)}.db", state / CHECKS)
    return remembering(stores, functools.partial(_examine, job, outside))


def examined(job: Job) -> Linked:
    """Return the site as it is now, linked and not printed."""
    return remembering([(job.state or job.root / STATE) / SOURCES], functools.partial(link, job))


def _examine(job: Job, outside: Outside | None, read: Store, printed: Store, looked: Store) -> Examined:
    scan, begun = look(job, read), Outcome()
    if outside is None and (known := _little(job, scan, read, printed, looked, begun)):
        return known
    try:
        linked = link(job, read, looked=scan, begun=begun.made)
        tasks = planned(job, linked.site)
    except CollisionError as error:
        where = next((Where(each) for each in error.claimants[::-1] if each.startswith(f"{CONTENT}/")), None)
        note = msgspec.structs.replace(error.note(), code=files.ADDRESS_TWICE.code, where=where)
        return Examined(notes=(note,), moved={})
    site = linked.site
    to_print, (state, doubt, _) = compare(job, linked, scan, [printed, looked])
    fragments = [task for task in tasks if task.stratum < Stratum.PAGE]
    shown = msgspec.structs.replace(linked.engine, store=printed).run(fragments, doubt=to_print.doubt)
    looks = list(pages.plan(tasks, site))
    seen = msgspec.structs.replace(linked.engine, store=looked).run(looks, doubt=doubt)
    looked.forget(set(looked.keys()) - {task.key for task in looks})
    moved = {old: new for old, (new, _) in site.redirects.items()}
    outputs = tuple(sorted(output for task in tasks for output in task.outputs))
    folders = tuple(sorted(task.folder for task in tasks if task.folder))
    broken = findings.linked(looked, files=outputs, folders=folders, moved=moved, shown=shown.notes)
    overall = (
        *_stated(job, site),
        *articles.versions(site, state.snapshot.stories),
        *(_idle(path) for path in answers.idle(read)),
        *files.check(tasks, sizes=_sizes(job, site.assets), limit=job.config.check.image_kb),
        *policy.faults(job.config.check, catalogue.RULES, strangers=_strangers(job)),
    )
    away = outside(list(findings.outlines(looked))) if outside else ()
    found = findings.ordered(shown.notes, seen.notes, overall, broken[1], away)
    notes = [*linked.notes, *linked.outcome.notes, *found]
    if outside is None:
        image = imaged(linked, state.snapshot)
        after = msgspec.structs.asdict(state) | {
            "whole": not (linked.outcome.failed or shown.failed or seen.failed),
            "kept": len(looks),
            "notes": tuple(notes[len(linked.looked) :]),
            "apart": len(linked.notes) - len(linked.looked),
            "image": digest.of_bytes(image),
        }
        said = {task.key: trace.notes for task in fragments if (trace := printed.trace(task.key)) and trace.notes}
        last = settled.CheckState(
            **after,
            moved=moved,
            shown=said,
            overall=overall,
            shelf=printed.state(),
            outputs=outputs,
            folders=folders,
            linked=broken,
        )
        settled.settle(looked, last, image)
    return Examined(
        notes=tuple(policy.settle(notes, job.config.check)), moved=moved, looked=len(seen.made), kept=seen.kept
    )


def _little(job: Job, scan: Scan, read: Store, printed: Store, looked: Store, begun: Outcome) -> Examined | None:
    """Return what there is to find where that is known without linking the site; None where it is not."""
    known = settled.known(looked, settled.CheckState)
    if known is None or known[1]:
        return None
    then: settled.CheckState = known[0]
    given = given_print(job, scan)
    if not settled.unchanged(then, given, at=job.now or now()):
        stores = Stores(read, printed, looked)
        return reexamined(job, scan, given=given, then=then, stores=stores, begun=begun)
    notes = policy.settle([*scan.notes, *then.notes], job.config.check)
    return Examined(notes=tuple(notes), moved=then.moved, kept=then.kept)


def _stated(job: Job, site: Site) -> Iterable[Note]:
    for check in job.plugins.checks:
        yield from collect(check, functools.partial(check.check, site), Note)


def _idle(path: str) -> Note:
    return Note(
        severity="warning",
        what="means no capture",
        where=Where(f"{CONTENT}/{path}"),
        hint="look at its `match`, or delete it",
        code="recipe-idle",
    )


def _strangers(job: Job) -> bool:
    return any(not check.__name__.startswith("generator.") for check in job.plugins.checks)


def _sizes(job: Job, assets: Mapping[str, str]) -> dict[str, int]:
    """Return how large the pictures are that readers get as they are."""
    sizes = {}
    for path, address in assets.items():
        smaller = job.config.images.resize and pictures.developed(path, address) and not path.lower().endswith(".gif")
        if path.lower().endswith(files.PICTURES) and not smaller:
            try:
                sizes[path] = os.stat(job.root / CONTENT / path).st_size  # noqa: PTH116 - ten thousand times
            except OSError:
                continue  # it went while we looked
    return sizes
