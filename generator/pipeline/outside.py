"""How a check asks after links to other sites: what was answered before is remembered in the build's memory."""

import functools
from collections.abc import Callable, Sequence

import msgspec

from generator.checks import external
from generator.checks.external import Verdict
from generator.checks.markup import Outline
from generator.config import STATE
from generator.errors import Note
from generator.pipeline.job import Job

ANSWERS = "links.json"


def outside(job: Job, *, now: int, sleep: Callable[[float], None]) -> Callable[[Sequence[Outline]], list[Note]]:
    """Return what asks after the links of pages to other sites."""
    return functools.partial(_ask, job, now, sleep)


def _ask(job: Job, now: int, sleep: Callable[[float], None], outlines: Sequence[Outline]) -> list[Note]:
    settings = job.config.check.external
    file = (job.state or job.root / STATE) / ANSWERS
    try:
        known = msgspec.json.decode(file.read_bytes(), type=dict[str, Verdict])
    except (OSError, msgspec.DecodeError):
        known = {}  # always safe to lose: it is asked again
    linked = external.gather(outlines, settings)
    verdicts = external.ask(linked, known=known, settings=settings, now=now, sleep=sleep)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.encode(dict(sorted(verdicts.items()))))
    return external.findings(verdicts, linked)
