"""The story of a check: read and link the site, look at each text and each page, then at the whole."""

import functools
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from generator import digest
from generator.build.engine import Outcome
from generator.build.sources import Scan
from generator.build.store import Store
from generator.build.task import Stratum, Task
from generator.checks import articles, catalogue, files, links, pages, policy
from generator.checks.markup import Outline
from generator.config import STATE
from generator.errors import CollisionError, Note, Where
from generator.link.site import Site
from generator.outputs import pictures
from generator.pipeline import answers, settled
from generator.pipeline.job import Job, look, now
from generator.pipeline.layout import CONTENT
from generator.pipeline.linking import Linked, link
from generator.pipeline.memory import SOURCES, output_name, remembering
from generator.pipeline.publish import compare, given_print, planned
from generator.plugins import collect

CHECKS = "check.db"
"""The memory of what was looked at."""

Outside = Callable[[Sequence[Outline]], list[Note]]
"""Says what is wrong with links to other sites."""


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found, and what it cost."""

    notes: tuple[Note, ...]
    moved: dict[str, str]
    """Old address to the new one."""

    looked: int = 0
    """Texts and pages that were looked at now."""

    kept: int = 0
    """Texts and pages of which an earlier look still holds."""


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
    scan = look(job, read)
    if outside is None and (before := _as_it_was(job, scan, looked)):
        return before
    try:
        linked = link(job, read, looked=scan)
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
    outlines = functools.cache(lambda: list(_outlines(looks, looked)))
    broken = _linked(tasks, outlines, looked, moved=moved, told=_told(shown.notes))
    found = [
        *_stated(job, site),
        *articles.versions(site, state.snapshot.stories),
        *(_idle(path) for path in answers.idle(read)),
        *broken[1],
        *files.check(tasks, sizes=_sizes(job, site.assets), limit=job.config.check.image_kb),
        *policy.faults(job.config.check, catalogue.RULES, strangers=_strangers(job)),
        *(outside(outlines()) if outside else ()),
    ]
    notes = [*linked.notes, *linked.outcome.notes, *_ordered([*shown.notes, *_new(seen, shown), *found])]
    if outside is None:
        after = msgspec.structs.asdict(state) | {
            "whole": not (linked.outcome.failed or shown.failed or seen.failed),
            "kept": len(looks),
            "notes": tuple(notes[len(linked.looked) :]),
        }
        settled.settle(looked, settled.CheckState(**after, moved=moved, linked=broken))
    return Examined(
        notes=tuple(policy.settle(notes, job.config.check)), moved=moved, looked=len(seen.made), kept=seen.kept
    )


def _as_it_was(job: Job, scan: Scan, looked: Store) -> Examined | None:
    """Return what the last check found, where nothing is other than it was; None where something may be."""
    known = settled.known(looked, settled.CheckState)
    if known is None or known[1] or not settled.unchanged(known[0], given_print(job, scan), at=job.now or now()):
        return None
    then: settled.CheckState = known[0]
    notes = policy.settle([*scan.notes, *then.notes], job.config.check)
    return Examined(notes=tuple(notes), moved=then.moved, kept=then.kept)


def _linked(
    tasks: Iterable[Task],
    outlines: Callable[[], Sequence[Outline]],
    looked: Store,
    *,
    moved: Mapping[str, str],
    told: Mapping[str, list[str]],
) -> tuple[str, tuple[Note, ...]]:
    """Return what is wrong with links, and the digest of all that it depends on: while that lasts, so does this."""
    files = sorted(output for task in tasks for output in task.outputs)
    folders = sorted(task.folder for task in tasks if task.folder)
    marks = sorted(looked.marks(pages.OUTLINE).items())
    mark = digest.of_value((files, folders, marks, moved, told))
    before = settled.known(looked, settled.CheckState)
    if before and before[0].linked[0] == mark:
        return mark, before[0].linked[1]
    found = links.check(outlines(), files=frozenset(files), folders=frozenset(folders), redirects=moved, told=told)
    return mark, tuple(found)


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


def _new(seen: Outcome, shown: Outcome) -> list[Note]:
    """Return what looking found; of pages that cannot be made, what printing their text did not say already."""
    said = set(shown.notes)
    return [note for note in seen.notes if note not in said]


def _outlines(looks: Iterable[Task], looked: Store) -> Iterable[Outline]:
    decode = msgspec.msgpack.Decoder(Outline).decode
    held = looked.products(pages.OUTLINE)
    for task in looks:
        data = held.get(task.key) if task.stratum == Stratum.PAGE else None
        if data is not None:
            yield decode(data)


def _told(notes: Iterable[Note]) -> dict[str, list[str]]:
    """Return what was found of links already: source to findings."""
    told: dict[str, list[str]] = defaultdict(list)
    for note in notes:
        if note.code == links.LINK_BROKEN.code and note.where:
            told[note.where.path].append(note.what)
    return told


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


def _ordered(notes: Iterable[Note]) -> list[Note]:
    def place(note: Note) -> tuple[str, int, int, str, str]:
        where = note.where
        return (
            (where.path, where.line, where.column, note.code, note.what) if where else ("", 0, 0, note.code, note.what)
        )

    return sorted(dict.fromkeys(notes), key=place)
