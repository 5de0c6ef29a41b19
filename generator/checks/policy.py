"""What a site's configuration says of findings: which count for more or less, and which are not told."""

from collections.abc import Collection, Iterable
from typing import Final

import msgspec

from generator.checks.rule import Rule
from generator.config import FILE, Check, matches
from generator.errors import Note, Where
from generator.text import did_you_mean

CODE_UNKNOWN: Final = Rule(
    code="check-unknown",
    what="The configuration names a kind of finding that there is not.",
    why="The setting does nothing, and what it should silence or raise stays as it is.",
    example="tearsheet.toml: warning: `[check]` names `date-unknwon`, which is no kind of finding",
    cure="write a code of the manual's page “Checks”, or one of your plugin's",
)
RULES: Final = (CODE_UNKNOWN,)


def settle(notes: Iterable[Note], said: Check) -> list[Note]:
    """Return findings as the configuration wants them. An error without a code, a file that fails, always stands."""
    if not (said.ignore or said.severity or said.paths):
        return list(notes)
    kept = []
    for note in notes:
        if note.code and (note.code in said.ignore or _silenced(note, said)):
            continue
        severity = said.severity.get(note.code) if note.code else None
        kept.append(msgspec.structs.replace(note, severity=severity) if severity else note)
    return kept


def _silenced(note: Note, said: Check) -> bool:
    if note.where is None:
        return False
    path = note.where.path.removeprefix("content/")
    return any(note.code in each.ignore and matches(path, each.match) for each in said.paths)


def faults(said: Check, known: Collection[str], *, strangers: bool) -> list[Note]:
    """Return what there is to say about codes that no rule has; a plugin may have any that is near to none of ours."""
    named = dict.fromkeys((*said.ignore, *said.severity, *(code for each in said.paths for code in each.ignore)))
    unknown = [code for code in named if code not in known and (not strangers or did_you_mean(code, known))]
    where = Where(FILE)
    return [
        CODE_UNKNOWN.at(where, f"`[check]` names `{code}`, which is no kind of finding", did_you_mean(code, known))
        for code in unknown
    ]
