"""How the kept lines of a capture are written as Markdown: paragraphs, subheads, lists and tables, word for word."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Final

from generator.convert.escape import escape, opening
from generator.convert.reflow import spaced
from generator.convert.segment import Line

_BULLETS: Final = "•◦▪‣·●○■–*-"
_BULLET: Final = re.compile(rf"[{_BULLETS}]\s+(?=\S)")
_FEWEST: Final = 2
_WIDEST: Final = 12
"""Columns of a table, at most."""

_CELL: Final = 120
"""Characters of a cell, at most."""

_TRAILING_HASHES: Final = re.compile(r"#+\Z")


def markdown(lines: Sequence[Line]) -> str:
    """Return the body that the lines are: blocks with a blank line between them."""
    blocks: list[str] = []
    for shape, run in groupby(_shaped(lines), key=lambda pair: pair[0]):
        texts = [line.text for _, line in run]
        if shape.startswith("item"):
            blocks.append("\n".join(f"- {_item(text)}" for text in texts))
        elif shape.startswith("row"):
            blocks.append(_table(texts))
        elif shape == "subhead":
            blocks.extend(_subhead(text) for text in texts)
        else:
            blocks.extend([opening(escape(text).strip()) for text in spaced(texts)])
    return "\n\n".join(blocks) + "\n"


def _shaped(lines: Sequence[Line]) -> list[tuple[str, Line]]:
    """Return each line with the block it is part of: lines of one list, or of one table, share a name."""
    names = ["subhead" if line.kind == "subhead" else "" for line in lines]
    marked = [at for at, line in enumerate(lines) if "\t" in line.text or line.text[:1] in _BULLETS]
    for at in [at for at, after in pairwise(marked) if after == at + 1]:
        here, below = lines[at], lines[at + 1]
        for name, alike in (("row", _same_table), ("item", _same_list)):
            # A cell may begin like an item of a list: a row of a table stays one.
            if alike(here, below) and not (name == "item" and names[at].startswith("row")):
                if not names[at].startswith(name):
                    names[at] = f"{name} {at}"
                names[at + 1] = names[at]
    return list(zip(names, lines, strict=True))


def _same_list(here: Line, below: Line) -> bool:
    marks = [_BULLET.match(line.text) for line in (here, below)]
    return all(marks) and here.text[0] == below.text[0]


def _same_table(here: Line, below: Line) -> bool:
    columns = here.text.count("\t") + 1
    return (
        _FEWEST <= columns <= _WIDEST
        and columns == below.text.count("\t") + 1
        and below.number == here.end + 1
        and all(len(cell) <= _CELL for line in (here, below) for cell in line.text.split("\t"))
    )


def _item(text: str) -> str:
    # Stripped again: escaping drops control characters, and what stood behind one now stands first.
    return opening(escape(" ".join(_BULLET.sub("", text, count=1).split())).strip())


def _table(rows: Sequence[str]) -> str:
    cells = [[escape(cell).replace("|", "\\|") or " " for cell in row.split("\t")] for row in rows]
    ruled = [cells[0], ["---"] * len(cells[0]), *cells[1:]]
    return "\n".join(f"| {' | '.join(row)} |" for row in ruled)


def _subhead(text: str) -> str:
    # Hashes at the end would be taken for the closing sign of the heading.
    words = escape(" ".join(text.split()))
    return f"## {_TRAILING_HASHES.sub(lambda found: chr(92) + chr(92).join(found[0]), words)}"
