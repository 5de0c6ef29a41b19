"""Which lines of a page say how to reach its editors about what they publish, and the panel they make.

Only a sentence that names both the act and the desk counts, with the heading above it. The address is given where it
is written out: where a page hid it behind a link, the text does not have it.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from generator.model.parts import Panel, Row

_SENTENCE: Final = re.compile(
    r"(?=.{20,300}[.!]\W*\Z)(?=.*\b(?:contact|write to|e-?mail|reach|complain to)\b)"
    r"(?=.*\b(?:editors?|newsroom|news desk|ombud\w*|readers.? (?:editor|representative)|standards)\b)"
    r".*\b(?:feedback|complaints?|corrections?|errors?|mistakes?|queries|inaccura\w+|concerns?)\b.*",
    re.IGNORECASE,
)
_SHORTEST: Final = 20
_HEADING: Final = re.compile(r"[^\W\d_a-z][^.!?]{3,60}")
_MAILBOX: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class Contact(NamedTuple):
    """One such note found among lines: positions, `start` to `end`, `end` excluded."""

    start: int
    end: int
    panel: Panel


def find(lines: Sequence[str], start: int) -> Contact | None:
    """Return the first note on how to reach the editors that stands at or below a line."""
    likely = [at for at, line in enumerate(lines[start:], start) if len(line) >= _SHORTEST and not line[-1].isalnum()]
    for at in likely:
        if not _SENTENCE.fullmatch(lines[at]):
            continue
        headed = at > start and bool(_HEADING.fullmatch(lines[at - 1]))
        mailbox = _MAILBOX.search(lines[at])
        return Contact(
            at - headed,
            at + 1,
            Panel(
                type="contact",
                title=lines[at - 1] if headed else None,
                note=lines[at],
                rows=(Row(label=mailbox[0], url=f"mailto:{mailbox[0]}"),) if mailbox else (),
            ),
        )
    return None
