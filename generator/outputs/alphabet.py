"""Where a name stands in an A to Z."""

import unicodedata
from collections.abc import Iterable
from itertools import groupby

from generator.render.cards import IndexGroup, IndexItem

FIGURES = "0–9"
SIGNS = "#"


def grouped(items: Iterable[IndexItem]) -> tuple[IndexGroup, ...]:
    """Return items under their letters, both in order."""
    ordered = sorted(items, key=lambda item: (letter(item.name), item.name.casefold(), item.name, item.address or ""))
    return tuple(
        IndexGroup(title=first, anchor=anchor(first), items=tuple(group))
        for first, group in groupby(ordered, key=lambda item: letter(item.name))
    )


def letter(name: str) -> str:
    """Return the heading under which a name stands: its first letter without accents, ``0–9`` for figures."""
    first = unicodedata.normalize("NFKD", name.strip()[:1] or "?")[0].upper()
    return FIGURES if first.isdigit() else first if first.isalpha() else SIGNS


def anchor(first: str) -> str:
    """Return the fragment of a heading."""
    return {FIGURES: "figures", SIGNS: "signs"}.get(first, first.lower())
