"""What a build is asked to do, what it looks at first, and what became of it."""

import contextlib
import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from generator.build.engine import Outcome, Progress
from generator.build.press import Press
from generator.build.sources import Scan, scan
from generator.build.store import Store
from generator.checks import policy
from generator.config import FILE, Config
from generator.errors import ConfigError, Note, TearsheetError, Where
from generator.link.site import Site
from generator.pipeline.layout import CONTENT, wanted
from generator.pipeline.profile import Clock, Cost, costs
from generator.plugins import Plugins


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What one build is asked to do."""

    root: Path
    config: Config
    plugins: Plugins
    output: Path
    doing: str = "build"
    """What others are told who find the lock taken."""

    drafts: bool = False
    jobs: int = 0
    """Processes; 0 for one a core."""

    ask: bool = True
    """Whether a large removal must be allowed first."""

    dry: bool = False
    wait: bool = False
    now: int = 0
    """The build's clock, in seconds since 1970; 0 reads `SOURCE_DATE_EPOCH`, else the time."""

    state: Path | None = None
    """Where the build's memory is kept; None means `.tearsheet` below the root."""

    progress: Progress | None = None
    profile: bool = False
    """Whether the cost of each kind of work is wanted."""

    pause: Callable[[], None] | None = None
    """Called between tasks: what it raises ends the build there, as a kill would, and the next goes on from it."""

    aside: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext
    """Entered around what reads and changes nothing, and may take long: others may be let in meanwhile."""

    awaited: Callable[[], Collection[str]] | None = None
    """Returns the addresses of pages that somebody waits for by now: each is printed before all others."""

    heard: Callable[[str], None] | None = None
    """Called with each file of the output that stands there anew, or no more: also by a build that then ends early."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a build."""

    outcome: Outcome
    site: Site | None
    written: Sequence[str] = ()
    removed: Sequence[str] = ()
    notes: Sequence[Note] = ()
    seconds: float = 0.0
    phases: Mapping[str, float] = msgspec.field(default_factory=dict)
    costs: Sequence[Cost] = ()
    """What each template and each kind of work took, the dearest first, where that was wanted."""

    @property
    def errors(self) -> tuple[Note, ...]:
        """The findings that make the build fail."""
        return tuple(note for note in self.notes if note.severity == "error")


def unlinked(
    job: Job, looked: Scan, outcome: Outcome, press: Press, printed: Store, *, clock: Clock, spent: Mapping[str, float]
) -> Report:
    """Report a build that linked no site: what it looked at, made and wrote, and what its tasks took."""
    return Report(
        outcome=outcome,
        site=None,
        written=press.written,
        removed=press.removed,
        notes=policy.settle([*looked.notes, *outcome.notes, *press.notes], job.config.check),
        seconds=clock.total(),
        phases=clock.phases,
        costs=costs(spent, printed) if job.profile else (),
    )


def look(job: Job, store: Store) -> Scan:
    """Look at the sources, and remember what they looked like."""
    config_files = tuple(name for name in (FILE, "pyproject.toml") if (job.root / name).is_file())
    with job.aside():
        found = scan(
            job.root,
            folders=(CONTENT, job.config.templates),
            files=(*config_files, *job.config.plugins),
            wanted=wanted(job.config),
            known=store.stamps(),
        )
    if found.stamps or found.gone:
        store.keep_stamps(found.stamps, gone=found.gone)
    if not (job.root / CONTENT).is_dir():
        raise TearsheetError(
            "there is no content here",
            where=Where(str(job.root / CONTENT)),
            hint="make the folder and put articles into it, or run `tearsheet new site NAME`",
        )
    return found


def never_in_output(job: Job) -> list[Path]:
    """Return what is read, and may not lie in an output folder."""
    kept = [job.root / CONTENT, job.root / job.config.templates, *(job.root / name for name in job.config.plugins)]
    return [*kept, job.root / FILE, job.root / "pyproject.toml"]


def now() -> int:
    """Return the build's clock: `SOURCE_DATE_EPOCH` where it is set, else now.

    Raises:
        ConfigError: It is set to what is no number of seconds.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not stated:
        return int(time.time())
    if not (stated.isascii() and stated.isdecimal()):
        raise ConfigError(
            f"SOURCE_DATE_EPOCH is `{stated}`, which is no number", hint="give whole seconds since 1970, or unset it"
        )
    return int(stated)
