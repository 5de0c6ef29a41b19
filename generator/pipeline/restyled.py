"""The story of a build for which only files of the theme's `assets/` are others: no article is read, nothing is linked.

All that such a file shows in is its copy, and the names that pages quote. Where every task but those that quote is
sure to be as it was, the files are mended and the copies made; where that cannot be told, the usual story is told.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import Any

import msgspec

from generator.build.engine import Engine, Outcome
from generator.build.press import Press, untouched
from generator.build.sources import Scan, Sources
from generator.build.store import Store
from generator.build.task import Answer, Fact, Task, World
from generator.build.trace import Doubt
from generator.build.workers import cores
from generator.outputs import assets, frame, standins, theme
from generator.outputs.theme import ASSETS, Theme, ThemeFile
from generator.pipeline import settled
from generator.pipeline.job import Job, Report, never_in_output, now, unlinked
from generator.pipeline.profile import Clock

_WHOLE: tuple[type[Fact[Any]], ...] = (frame.Frame, frame.PrintedFile)
"""What is asked by those who look at more of a page than who makes it."""

_OTHER = Answer(lambda _: None, digest=lambda _: "other")
"""Whoever asks that is to be made anew, by the usual story."""


class _Restyling(msgspec.Struct, frozen=True, kw_only=True):
    """What is known before anything is made."""

    then: settled.PrintState
    given: settled.Given
    skin: Theme
    named: Mapping[str, str]
    """The theme's assets as they are now: name to address."""

    copies: tuple[Task, ...]
    """What copies those that are others."""

    gone: tuple[str, ...]
    """The keys of what copied them before."""

    @property
    def kept(self) -> int:
        """How many tasks there are."""
        return self.then.kept + len(self.copies) - len(self.gone)


def restyled(
    job: Job, looked: Scan, *, given: settled.Given, then: settled.PrintState, printed: Store, clock: Clock
) -> Report | None:
    """Bring the output up to date; None where more than files of the theme may be other than after the last build.

    Args:
        job: The build.
        looked: The sources.
        given: What the build is given.
        then: The last moment at which all was printed, of which nothing is in doubt.
        printed: The memory of what was printed.
        clock: Takes the time.
    """
    what = _restyling(job, looked, given, then)
    if what is None or not untouched(job.output, then.files):
        return None
    clock.stop("look")
    press = Press(job.output, sources=never_in_output(job), dry=job.dry, heard=job.heard)
    try:
        outcome = _printed(job, what, press, printed)
        if outcome is None:
            return None
        press.close(outcome.files)
    except BaseException:
        press.abandon()
        raise
    if not job.dry:
        _settle(what, outcome, printed, manifest=settled.manifest(job.output))
    clock.stop("print")
    return unlinked(job, looked, outcome, press, printed, clock=clock, spent=outcome.spent)


def _restyling(job: Job, looked: Scan, given: settled.Given, then: settled.PrintState) -> _Restyling | None:
    """Return what is other, None where it is not a few files of the theme's and nothing else."""
    after = msgspec.structs.replace(given, sources=then.given.sources)
    if not settled.unchanged(then, after, at=job.now or now()) or then.manifest != settled.manifest(job.output):
        return None
    before, folder = then.given.sources, f"{given.templates}/{ASSETS}"
    moved = {path for path, _ in before.items() ^ given.sources.items()}
    if not all(path.startswith(folder) for path in moved):
        return None
    skin = Theme(looked.sources, given.templates)
    named = assets.named(skin, job.config)
    known = assets.named(Theme(Sources(job.root, before), given.templates), job.config)
    names = sorted(path.removeprefix(folder) for path in moved)
    return _Restyling(
        then=then,
        given=given,
        skin=skin,
        named=named,
        copies=tuple(assets.copy(name, named[name]) for name in names if name in named),
        gone=tuple(assets.copy(name, known[name]).key for name in names if name in known),
    )


def _printed(job: Job, what: _Restyling, press: Press, printed: Store) -> Outcome | None:
    """Mend what names the files, and make their copies; None where more is to be made, and nothing was written."""
    there = {file.path: file.sha256 for file in what.then.files}
    for key in what.gone:
        trace = printed.trace(key)
        for file in trace.files if trace else ():
            there.pop(file.path, None)
    if not _free(what.copies, there):
        return None
    world = World(standins.answers(what.named) | theme.files(what.skin) | dict.fromkeys(_WHOLE, _OTHER))
    engine = Engine(
        world=world,
        store=printed,
        toolchain=what.given.toolchain,
        jobs=job.jobs or cores(),
        press=press,
        progress=job.progress,
        pause=job.pause,
        aside=job.aside,
    )
    doubt: Doubt = {
        **dict.fromkeys(kind.__name__ for kind in (standins.Digits, standins.Names)),
        **dict.fromkeys(kind.__name__ for kind in _WHOLE),
        ThemeFile.__name__: None,
    }
    mendable = engine.mendable(doubt, but=what.gone)
    if mendable is None:
        return None
    outputs = [path for task in what.copies for path in task.outputs]
    press.prune([*there, *outputs], ask=job.ask and not job.dry)
    outcome = engine.mend(mendable)
    made = engine.run(what.copies, doubt=doubt, checked=True)
    notes = [*what.then.notes, *made.notes]
    outcome.add(made)
    outcome.notes, outcome.files = notes, there | outcome.files
    outcome.kept = what.kept - len(outcome.made)
    return outcome


def _free(copies: Sequence[Task], there: Collection[str]) -> bool:
    """Say whether nothing stands where copies go, above it or below it."""
    for path in (path for task in copies for path in task.outputs):
        above = list(accumulate(path.split("/"), "{}/{}".format))
        if any(each in there for each in above) or any(each.startswith(f"{path}/") for each in there):
            return False
    return True


def _settle(what: _Restyling, outcome: Outcome, printed: Store, *, manifest: str) -> None:
    """Remember this moment, at which all is printed."""
    printed.forget(set(what.gone) - outcome.made.keys())  # its digest may begin as it did
    traces = (printed.trace(key) for key in outcome.made)
    made = {file.path: file for trace in traces if trace for file in trace.files}
    kept = {file.path: file for file in what.then.files if file.path in outcome.files}
    state = msgspec.structs.replace(
        what.then,
        given=what.given,
        files=tuple((kept | made).values()),
        manifest=manifest,
        notes=tuple(outcome.notes),
        whole=not outcome.failed,
        kept=what.kept,
    )
    settled.settle(printed, state)
