"""What a site is, and what there is to find fault with, without printing it."""

import functools
from dataclasses import replace

from generator.build.engine import Outcome
from generator.build.store import Store
from generator.build.task import Stratum
from generator.errors import Note
from generator.pipeline import answers
from generator.pipeline.publish import SOURCES, STATE, Job, Linked, link, output_name, planned, remembering
from generator.plugins import collect


def examine(job: Job) -> list[Note]:
    """Return every finding about the sources: of reading them, of their links, of each check. No page is printed."""
    state = job.state or job.root / STATE
    stores = (state / SOURCES, state / f"{output_name(job.root, job.output)}.db")
    linked, shown = remembering(stores, functools.partial(_rendered, job))
    found = [
        note
        for check in job.plugins.checks
        for note in collect(check, functools.partial(check.check, linked.site), Note)
    ]
    ordered = sorted([*shown.notes, *found], key=lambda note: (str(note.where), note.code))
    return [*linked.notes, *linked.outcome.notes, *ordered]


def _rendered(job: Job, read: Store, printed: Store) -> tuple[Linked, Outcome]:
    """Link the site, and render its bodies, which finds the links that lead nowhere; a build then need not."""
    linked = link(job, read)
    linked.engine.world.extend(answers.linked(linked.site, printed))
    fragments = [task for task in planned(job, linked.site) if task.stratum < Stratum.PAGE]
    return linked, replace(linked.engine, store=printed).run(fragments)


def examined(job: Job) -> Linked:
    """Return the site as it is now, linked and not printed."""
    return remembering([(job.state or job.root / STATE) / SOURCES], functools.partial(link, job))
