"""What the terminal is told: findings to stderr as `file:line:col: message`, results to stdout.

A thousand captures may all lack a date: warnings of one kind are shown a few times and then counted.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

import click
import msgspec

from generator.errors import Note

SHOWN = 3
"""Warnings of one kind that are printed in full."""

ALIKE = 10
"""Errors of the same words, on different files, that are printed in full."""


def notes(found: Iterable[Note], *, to: TextIO | None = None, quiet: bool = False) -> None:
    """Print findings: errors, the first few warnings of each kind, and how many more there are of both.

    Args:
        found: The findings, in order.
        to: Where; stderr by default.
        quiet: Errors alone.
    """
    stream = to or sys.stderr
    kinds: Counter[str] = Counter()
    alike: Counter[str] = Counter()
    for note in dict.fromkeys(found):
        if note.severity == "error":
            alike[note.what] += 1
            if alike[note.what] <= ALIKE:
                stream.write(line(note))
        elif not quiet:
            kinds[note.code] += 1
            if not note.code or kinds[note.code] <= SHOWN:
                stream.write(line(note))
    for what, count in sorted(alike.items()):
        if count > ALIKE:
            stream.write(f"… and {count - ALIKE} more errors of these words: {what}\n")
    for code, count in sorted(kinds.items()):
        if code and count > SHOWN:
            stream.write(f"… and {count - SHOWN} more of the kind `{code}`; `tearsheet check` lists them all\n")


def line(note: Note, *, coded: bool = False) -> str:
    """Return a finding as it is printed, its hint on a line of its own; `coded` adds the code of its kind."""
    place = f"{note.where}: " if note.where else ""
    word = {"error": "error: ", "warning": "warning: ", "info": ""}[note.severity]
    hint = f"  hint: {note.hint}\n" if note.hint else ""
    code = f"  [{note.code}]" if coded and note.code else ""
    return f"{place}{word}{note.what}{code}\n{hint}"


def built(
    *,
    made: int,
    kept: int,
    written: Sequence[str],
    removed: Sequence[str],
    failed: int,
    seconds: float,
    dry: bool,
    mended: int = 0,
) -> str:
    """Return what became of a build in one line; what was only mended is not among what was made."""
    verb = "would write" if dry else "wrote"
    parts = [f"{verb} {_files(len(written))}"]
    if removed:
        parts.append(f"{'would remove' if dry else 'removed'} {len(removed)}")
    parts.append(f"made {made}, mended {mended}, kept {kept}" if mended else f"made {made}, kept {kept}")
    if failed:
        parts.append(f"failed {failed}")
    return f"{', '.join(parts)}, in {seconds:.2f} s"


def json_line(value: Any) -> None:
    """Print a value as one line of JSON: UTF-8, whatever the terminal's encoding."""
    click.echo(msgspec.json.encode(value))


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


class Progress:
    """A progress bar, only on a terminal and only past half a second."""

    AFTER = 0.5

    def __init__(self, *, clock: Any) -> None:
        self._clock = clock
        self._started = clock()
        self._bar: Any = None
        self._task: Any = None
        self._stratum: Any = None
        self._heard = self._began = self._started

    def __call__(self, stratum: Any, done: int, total: int) -> None:
        """Hear of a batch."""
        if not sys.stderr.isatty():
            return
        at = self._clock()
        if stratum != self._stratum:
            self._stratum, self._task, self._began = stratum, None, self._heard
        self._heard = at
        if at - self._started < self.AFTER:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            texts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            columns = (*texts, TextColumn("{task.fields[rate]}"), TextColumn("{task.fields[left]}"))
            # A bar that redraws itself runs a thread, and a process that runs threads must not be forked.
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
            self._bar.start()
        if self._task is None:
            self._task = self._bar.add_task(stratum.name.lower(), total=total, rate="", left="")
        rate = done / max(at - self._began, 0.001)
        pace = f"{rate:.0f}/s" if rate >= 1 else f"{60 * rate:.0f}/min"
        left = _clocked((total - done) / rate) if done < total else ""
        self._bar.update(self._task, completed=done, refresh=True, rate=pace, left=left)

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()


def _clocked(left: float) -> str:
    """Return a number of seconds as the time that is left: ``1:05 left``."""
    minutes, seconds = divmod(round(left), 60)
    return f"{minutes}:{seconds:02} left"
