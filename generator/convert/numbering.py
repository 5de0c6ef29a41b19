"""Which numbers the items of a list have: by where it starts, which way it counts, and what an item says of itself.

Source: the HTML Standard, "The li element", ordinal value.
"""

from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

_MOST_DIGITS = 6
"""Of a number; nobody counts that far."""


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
