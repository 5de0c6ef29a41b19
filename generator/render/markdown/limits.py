"""Which documents Python-Markdown would read for minutes: those are refused, with the line and the reason.

Its work grows with the square of some things, and with the cube of others. What is bounded here costs about a second
at its bound (on the machine of `benchmarks/RESULTS.md`), and is far from what anybody writes. Prose of any length
passes: what is read directly is not looked at, and every count here takes one pass.
"""

import re
from collections import Counter

from generator import errors

DEEPEST = 100
"""Lists, quotations and admonitions inside one another."""

UNCLOSED = 1_000
"""Tags, comments and marked sections that nothing closes."""

DEFINED = 1_000
"""Abbreviations, and references to one footnote."""

LINES = 3_000
"""Headings, rules and the like that follow each other without a blank line."""

WORK = 5_000_000
"""Characters that are gone over in search of the bracket, the parenthesis or the tick that closes one."""

_TAB = 4
_LADDER = re.compile(r"^[ \t]*(?=[-+*>:!\d])", re.MULTILINE)
_QUOTED = re.compile(rf"^(?:[ ]{{0,3}}>){{{DEEPEST + 1}}}", re.MULTILINE)
_OPENED = re.compile(r"<[A-Za-z/!?][^<>]*(?=<|\Z)")
_NOTE = re.compile(r"\[\^([^\]\n]*)\]")
_ABBREVIATION = re.compile(r"^\*\[[^\]\n]*\][ ]?:", re.MULTILINE)
_CLOSED = re.compile(r"\]\([^\s()<>\[\]\"']*(?: \"[^\"\n]*\")?\)")
_LINE = re.compile(r"^[ ]{0,3}(?:#|[-_*=][-_*= ]*$)", re.MULTILINE)
_SIGN = re.compile(r"\]\(?|\[|`+")


def check(source: str) -> None:
    """Refuse a document as a whole.

    Raises:
        ContentError: It would take the library long; `where` has no path, and a line of the body.
    """
    _nesting(source)
    _tags(source)
    _definitions(source)
    _runs(source)


class TooMuchError(Exception):
    """One text of a document would take the library long."""

    def __init__(self, what: str, text: str) -> None:
        super().__init__(what)
        self.what = what
        self.text = text


def check_text(text: str) -> None:
    """Refuse a text of one block.

    A bracket costs the way to its partner, or to the end where it has none; so do a link's parenthesis and a run of
    ticks. The library goes it several times.

    Raises:
        TooMuchError: Together they cost too much.
    """
    if len(text) * (text.count("[") + text.count("`")) <= WORK:
        return
    work = 0
    open_at: list[int] = []
    ticks: dict[int, int] = {}
    for found in _SIGN.finditer(text):
        at, sign = found.start(), found[0]
        if sign == "[":
            open_at.append(at)
        elif sign[0] == "]":
            work += at - open_at.pop() if open_at else 0
            work += len(text) - at if len(sign) > 1 and not _CLOSED.match(text, at) else 0
        else:
            work += at - ticks.pop(len(sign)) if len(sign) in ticks else 0
            ticks.setdefault(len(sign), at)
    work += sum(len(text) - at for at in [*open_at, *ticks.values()])
    if work > WORK:
        raise TooMuchError("brackets or ticks that nothing closes for long", text)


def refusal(source: str, place: int, what: str) -> errors.ContentError:
    """Return the error for a document that has too much of something, at a place in it."""
    return errors.ContentError(
        f"the Markdown would take minutes to read: {what}",
        where=errors.Where("", source.count("\n", 0, max(place, 0)) + 1),
        hint="close or remove them, put code between fences, or divide the text with blank lines",
    )


def _nesting(source: str) -> None:
    found = _QUOTED.search(source)
    if found:
        raise refusal(source, found.start(), "quotations nest too deeply")
    if " " * DEEPEST in source or "\t" * (DEEPEST // _TAB) in source:
        for found in _LADDER.finditer(source):
            if len(found[0].expandtabs(_TAB)) > DEEPEST * _TAB:
                raise refusal(source, found.start(), "lists or the like nest too deeply")


def _tags(source: str) -> None:
    if source.count("<") <= UNCLOSED:
        return
    opened = [found.start() for found in _OPENED.finditer(source)]
    if len(opened) > UNCLOSED:
        raise refusal(source, opened[0], f"{len(opened)} tags are not closed")


def _definitions(source: str) -> None:
    notes = Counter(_NOTE.findall(source)).most_common(1)
    if notes and notes[0][1] > DEFINED:
        place = source.index(f"[^{notes[0][0]}]")
        raise refusal(source, place, f"one footnote is referred to {notes[0][1]} times")
    abbreviations = [found.start() for found in _ABBREVIATION.finditer(source)]
    if len(abbreviations) > DEFINED:
        raise refusal(source, abbreviations[0], f"{len(abbreviations)} abbreviations")


def _runs(source: str) -> None:
    start = 0
    for block in source.split("\n\n"):
        if block.count("\n") > LINES:
            lines = sum(1 for _ in _LINE.finditer(block))
            if lines > LINES:
                raise refusal(source, start, f"{lines} headings or rules without a blank line")
        start += len(block) + 2
