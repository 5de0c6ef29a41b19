"""Two small drawings of an entity's page, as numbers for a template: a strip of bars over time, and a ring of company.

Coordinates are whole numbers of a drawing's own units, so that a drawing is the same wherever it is made.
"""

import math
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

LONG: Final = 480
"""The length of the strip."""

BROAD: Final = 24
"""The width of the broadest bar."""

HEIGHT: Final = 48
LEAST: Final = 3
"""The height of the least bar that stands for something."""

WIDE: Final = 320
HIGH: Final = 290
RING: Final = 9
"""So many stand on the ring at most."""

_ACROSS: Final = 56
_DOWN: Final = 108
_GAP: Final = 12
"""Between a node and its name."""

_LONGEST: Final = 13
"""Characters of a name before it is cut: what has room beside the ring."""

_LEVELS: Final = 3


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One period."""

    label: str
    articles: int
    about: int
    x: int
    width: int
    height: int
    """Of all its articles."""

    core: int
    """Of those about the entity, at the foot of the bar."""


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """Bars from the first period to the last."""

    bars: tuple[Bar, ...]
    width: int = LONG
    height: int = HEIGHT
    most: Bar
    """The first of the highest."""


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """Someone on the ring."""

    label: str
    x: int
    y: int
    text_x: int
    text_y: int
    anchor: Literal["start", "middle", "end"]
    level: int
    """How thick the line to the middle is: 1 to 3."""


class Tie(msgspec.Struct, frozen=True, kw_only=True):
    """A line between two on the ring."""

    x1: int
    y1: int
    x2: int
    y2: int
    level: int


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """Whom an entity appears with: itself in the middle, the others around it, who is named most at the top."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    width: int = WIDE
    height: int = HIGH
    x: int = WIDE // 2
    y: int = HIGH // 2


def timeline(periods: Sequence[tuple[str, int, int]]) -> Timeline | None:
    """Return the strip of an entity's periods: label, articles, articles about it. None where there are none."""
    if not periods:
        return None
    most = max(articles for _, articles, _ in periods)

    def high(count: int) -> int:
        return max(LEAST, round(HEIGHT * count / most)) if count else 0

    slot = LONG / len(periods)
    wide = max(1, min(BROAD, round(slot * 0.75)))
    bars = tuple(
        Bar(
            label=label,
            articles=articles,
            about=about,
            x=round(slot * number + (slot - wide) / 2),
            width=wide,
            height=high(articles),
            core=high(about),
        )
        for number, (label, articles, about) in enumerate(periods)
    )
    return Timeline(bars=bars, most=next(bar for bar in bars if bar.articles == most))


def graph(company: Sequence[tuple[str, int]], ties: Sequence[tuple[int, int, int]]) -> Graph | None:
    """Return the ring of those named beside an entity; None where fewer than two are.

    Args:
        company: Names and in how many articles each stands beside it, the most first.
        ties: Pairs of places in `company`, and in how many of these articles both are named.
    """
    shown = company[:RING]
    if len(shown) < len(("one", "other")):
        return None
    most = shown[0][1]
    nodes = []
    for number, (name, count) in enumerate(shown):
        turn = 2 * math.pi * number / len(shown)
        right, up = math.sin(turn), math.cos(turn)
        x, y = WIDE // 2 + round(_ACROSS * right), HIGH // 2 - round(_DOWN * up)
        upright = abs(right) < math.sin(math.pi / 12)
        nodes.append(
            Node(
                label=name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…",
                x=x,
                y=y,
                text_x=x if upright else x + (_GAP if right > 0 else -_GAP),
                text_y=y + (4 if not upright else -_GAP if up > 0 else _GAP + 10),
                anchor="middle" if upright else "start" if right > 0 else "end",
                level=_level(count, most),
            )
        )
    return Graph(
        nodes=tuple(nodes),
        ties=tuple(
            Tie(x1=nodes[one].x, y1=nodes[one].y, x2=nodes[other].x, y2=nodes[other].y, level=_level(count, most))
            for one, other, count in ties
            if one < len(nodes) and other < len(nodes)
        ),
    )


def _level(count: int, most: int) -> int:
    return 1 + min(_LEVELS - 1, _LEVELS * (count - 1) // most)
