"""What a rule is: a stable code, how grave a finding is, and what the manual says of it."""

from typing import Literal

import msgspec

from generator.errors import Note, Where

Severity = Literal["error", "warning", "info"]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is found fault with. Its texts are its section in the manual."""

    code: str
    severity: Severity = "warning"
    what: str
    """One sentence: what is wrong."""

    why: str
    """What it costs a reader or the publisher."""

    example: str
    """The finding as it is printed, or what provokes it."""

    cure: str
    fix: str = ""
    """What ``--fix`` does about it; empty where only a person can tell."""

    def at(self, where: Where | str, what: str, hint: str = "") -> Note:
        """Return a finding of this rule."""
        place = Where(where) if isinstance(where, str) else where
        return Note(severity=self.severity, what=what, where=place, hint=hint or self.cure, code=self.code)
