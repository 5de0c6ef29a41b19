"""What open pages and the terminal are told of builds: what stands anew, what is wrong, what is mended."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, unquote

import click
import msgspec

from generator import console
from generator.cli.problems import concerned, problem
from generator.errors import Note, TearsheetError
from generator.link import addresses
from generator.link.site import Site
from generator.serve.reload import Reload

OFTEN = 1.0
"""Seconds between two words to open pages of what a long build has printed so far."""


class Telling(msgspec.Struct):
    """What was told, and what is yet to be."""

    root: Path
    reload: Reload | None
    scheme: str = ""
    noted: bool = False
    """Whether what is to be said of the whole site was said."""

    fault: Note | None = None
    """Why the last whole build could not go on."""

    _errors: list[Note] = msgspec.field(default_factory=list)
    _untold: dict[str, None] = msgspec.field(default_factory=dict)
    """Files that stand in the folder anew, or no more, of which open pages do not know."""

    _told: float = 0.0
    _stood: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The addresses of the pages last asked for, the latest first, as the site writes them."""
        return tuple(map(quote, self.reload.looked_at)) if self.reload else ()

    def hear(self, path: str) -> None:
        """Take note that a file stands in the folder anew, or no more."""
        self._untold[path] = None

    def printed(self, *, often: bool = False) -> None:
        """Tell open pages what stands anew, though it is not known yet what is wrong.

        Args:
            often: This is asked time and again: not every time is one to tell, unless it is of a page looked at.
        """
        if self._untold and self.reload and not (often and self._can_wait()):
            changed, self._untold = frozenset(self._untold), {}
            self._told = time.monotonic()
            self.reload.built(changed, self.reload.problems)

    def _can_wait(self) -> bool:
        """Say whether what is untold is nothing that anybody looks at, and not much time has passed."""
        shown = map(addresses.output, self.looked_at)
        return time.monotonic() - self._told < OFTEN and not any(file in self._untold for file in shown)

    def found(
        self, notes: Sequence[Note], failed: Mapping[str, Note], site: Site | None, *, whole: bool, rest: bool = False
    ) -> None:
        """Tell open pages what was printed and what is wrong; the terminal, what is wrong now and was not.

        Args:
            notes: All that is known to be wrong.
            failed: What of it is a task's failure, by the task's key.
            site: As it is now.
            whole: Whether the build was one.
            rest: Whether it was what a glance had left: pages are told where something changed.
        """
        self.fault = None if whole else self.fault
        errors = [note for note in notes if note.severity == "error"]
        errors += [self.fault] if self.fault else []
        console.notes([note for note in errors if note not in self._errors])
        self._errors = errors
        if whole and not self.noted:
            console.notes([note for note in notes if note.severity != "error"])
            self.noted = True
        places = {id(note): tuple(map(unquote, concerned(key, site))) for key, note in failed.items()}
        changed, self._untold = frozenset(self._untold), {}
        moved = self._moved(site) if whole else None
        if self.reload:
            problems = [
                problem(note, root=self.root, scheme=self.scheme, at=places.get(id(note), ())) for note in errors
            ]
            if (whole and not rest) or changed or moved or tuple(problems) != self.reload.problems:
                self.reload.built(changed, problems, moved=moved)

    def broke(self, error: Exception) -> None:
        """Say that a build could not go on; the last good site stays up."""
        fault = error.note() if isinstance(error, TearsheetError) else Note(severity="error", what=str(error))
        if fault != self.fault:
            console.notes([fault])
        self.fault = fault
        if self.reload:
            self.reload.built(frozenset(), [problem(fault, root=self.root, scheme=self.scheme)])

    def _moved(self, site: Site | None) -> dict[str, str]:
        """Return the addresses left since the last whole build, to where what stood there is now."""
        before, self._stood = self._stood, dict(site.addresses) if site else {}
        taken = set(self._stood.values())
        return {
            unquote(at): unquote(self._stood.get(place, ""))
            for place, at in before.items()
            if at not in taken and self._stood.get(place) != at
        }


def said(
    *,
    made: int,
    written: Sequence[str],
    failed: Mapping[str, Note],
    seconds: float,
    kept: int = 0,
    removed: Sequence[str] = (),
) -> None:
    """Say in the terminal what a build did."""
    line = console.built(
        made=made, kept=kept, written=written, removed=removed, failed=len(failed), seconds=seconds, dry=False
    )
    click.echo(line, err=True)
