"""Which numbers the items of a list have: by where it starts, which way it counts, and what an item says of itself.

Markdown counts in figures; letters and Roman numbers are told apart here, to be kept as text.

Sources: the HTML Standard, "The li element", ordinal value, and "The ol element", type; CSS Counter Styles Level 3.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from lxml.html import HtmlElement

_MOST_DIGITS = 6
"""Of a number; nobody counts that far."""

_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:[^;]*\b(lower|upper)-(alpha|latin|roman)\b", re.IGNORECASE)
_ROMAN: Final = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
_MOST_ROMAN: Final = 3999
_LETTERS: Final = 26


def counter(node: HtmlElement) -> Callable[[int], str] | None:
    """Return how an ordered list writes its numbers, where that is not in figures: in letters, or as Rome did."""
    kind = (node.get("type") or "").strip()
    styled = _STYLE.search(node.get("style") or "")
    if styled:
        kind = "i" if styled[2].lower() == "roman" else "a"
        kind = kind.upper() if styled[1].lower() == "upper" else kind
    write = {"a": _letters, "i": _roman}.get(kind.lower())
    if write is None:
        return None
    return (lambda number: write(number).upper()) if kind.isupper() else write


def _letters(number: int) -> str:
    """Return a number in letters: a to z, then aa, ab and so on; what is below one, in figures."""
    made = ""
    left = number
    while left > 0:
        left, letter = divmod(left - 1, _LETTERS)
        made = chr(ord("a") + letter) + made
    return made or str(number)


def _roman(number: int) -> str:
    """Return a number as Rome wrote it; what it did not write, in figures."""
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    made, left = "", number
    for value, sign in _ROMAN:
        made += sign * (left // value)
        left %= value
    return made


def stretches(node: HtmlElement, items: Sequence[HtmlElement | None]) -> Iterator[list[int]]:
    """Yield the numbers of the items of an ordered list, in stretches that Markdown can count: each one more.

    Args:
        node: The list.
        items: Its items as they are printed; None for words that stand in none.
    """
    step = -1 if node.get("reversed") is not None else 1
    first = _number(node.get("start"))
    at = first if first is not None else len(items) if step < 0 else 1
    stretch: list[int] = []
    for item in items:
        stated = _number(item.get("value")) if item is not None and item.tag == "li" else None
        at = stated if stated is not None else at
        # Markdown has no numbers below nought.
        here = max(0, at)
        if stretch and here != stretch[-1] + 1:
            yield stretch
            stretch = []
        stretch.append(here)
        at += step
    yield stretch


def _number(value: str | None) -> int | None:
    text = (value or "").strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS else None
