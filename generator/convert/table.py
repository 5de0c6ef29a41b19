"""Where the cells of a table stand: a row for each line, a column for each cell, those that span several counted in."""

from collections.abc import Sequence
from typing import Final

from lxml.html import HtmlElement

from generator.convert.inline import Mark, Place, on_one_line, runs

WIDEST: Final = 40
"""Columns of a table that is printed as one."""


def grid(rows: Sequence[Sequence[HtmlElement]], place: Place, marks: tuple[Mark, ...]) -> list[list[str]]:
    """Return the cells as Markdown, those that span several columns or rows followed by empty ones.

    Nothing where that makes too many columns.
    """
    made: list[list[str]] = []
    below: dict[int, int] = {}
    for row in rows:
        line: list[str] = []
        for cell in row:
            while below.get(len(line), 0):
                below[len(line)] -= 1
                line.append("")
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            text = on_one_line(runs(cell, place, marks), breaks="<br>").replace("|", "\\|")
            for at in range(across):
                below[len(line)] = down - 1
                line.append("" if at else text)
            if len(line) > WIDEST:
                return []
        # Cells that reach down into columns behind the last of this row.
        for at in [at for at, rows_left in below.items() if at >= len(line) and rows_left]:
            below[at] -= 1
        if any(line):
            made.append(line)
    return made or [[""]]


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name) or "1"
    return max(1, min(int(value), WIDEST)) if value.isdecimal() else 1
