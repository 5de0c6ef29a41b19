"""Which line a pattern means: a whole line in plain words, with ``*`` for any others, or a regular expression's.

``Sign up`` is a line that says just that, ``Join * today`` one that begins and ends so; case and the number of blanks
do not count. A regular expression stands between slashes (``/[0-9]+ views$/``, ``/…/i`` for any case) or begins with
``^``, and means a line in which it is found. Expressions are strangers' and may backtrack without end: they are tried
on one line at a time, and the time that they may take over one file is bounded.
"""

import functools
import time
from typing import Any, Final

import msgspec

from generator.errors import ContentError, Where

LONGEST: Final = 2_000
"""Characters of a pattern, at most."""

REACH: Final = 10_000
"""Characters of a line in which an expression is looked for."""

SECONDS: Final = 2.0
"""Processor time that expressions may take over one file."""

_FLAGS: Final = frozenset("i")


class Pattern(msgspec.Struct, frozen=True):
    """A pattern as it was written, and where."""

    text: str
    where: Where

    @property
    def is_expression(self) -> bool:
        """Whether it is a regular expression."""
        return _expression(self.text) is not None


class Patience:
    """The processor time that is left for expressions over one file."""

    def __init__(self) -> None:
        self._left = SECONDS

    def search(self, pattern: Pattern, line: str) -> tuple[str, ...] | None:
        """Return what a pattern finds in a line: the whole, then its groups; None where it finds nothing.

        Raises:
            ContentError: The expression takes too long; it names the pattern's place.
        """
        expression = _expression(pattern.text)
        if expression is None and "*" not in pattern.text:
            return (line,) if _flat(line) == _flat(pattern.text) else None
        started = time.process_time()
        try:
            found = _compiled(pattern.text).search(line[:REACH], timeout=max(self._left, 0.001))
        except TimeoutError:
            raise ContentError(
                f"the pattern {pattern.text!r} takes longer than {SECONDS:g} s over one capture",
                where=pattern.where,
                hint="let nothing repeated match the same text in several ways, as in (a|aa)+",
            ) from None
        self._left -= time.process_time() - started
        return (found[0], *(group or "" for group in found.groups())) if found else None

    def named(self, pattern: Pattern, line: str) -> dict[str, str]:
        """Return the named groups of a pattern that is found in a line.

        Raises:
            ContentError: The expression takes too long.
        """
        if self.search(pattern, line) is None or not pattern.is_expression:
            return {}
        found = _compiled(pattern.text).search(line[:REACH], timeout=SECONDS)
        return {name: value or "" for name, value in found.groupdict().items()} if found else {}


def check(text: str) -> str:
    """Return what is wrong with a pattern, or an empty text."""
    if len(text) > LONGEST:
        return f"a pattern has at most {LONGEST:,} characters"
    if not text.strip():
        return "an empty pattern means no line"
    if not text.replace("*", "").strip():
        return "a pattern of stars alone would mean every line"
    if _expression(text) is None:
        return ""
    import regex

    try:
        _compiled(text)
    except (regex.error, RecursionError, OverflowError) as reason:
        return f"no regular expression: {reason}"
    return ""


def _expression(text: str) -> tuple[str, str] | None:
    """Return the expression and the flags of a pattern that is one."""
    if text.startswith("^"):
        return text, ""
    inner, _, flags = text[1:].rpartition("/")
    return (inner, flags) if text.startswith("/") and inner and set(flags) <= _FLAGS else None


@functools.lru_cache(maxsize=2_000)
def _compiled(text: str) -> Any:
    import regex

    expression = _expression(text)
    if expression is not None:
        return regex.compile(expression[0], regex.IGNORECASE if "i" in expression[1] else 0)
    words = r".*?".join(r"\s+".join(map(regex.escape, part.split())) for part in text.split("*"))
    return regex.compile(rf"\A\s*{words}\s*\Z", regex.IGNORECASE)


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()
