"""Which lines a page sets into an article that are not its text: corrections, credits, invitations, pointers.

A body as it was cut is gone through once more for what says in closed phrases what it is (`signs`); and the line
between headline and byline that sums the story up is its standfirst.
"""

from collections.abc import Collection, Sequence
from typing import Final

from generator.convert import attribution, signs
from generator.convert.classes import LineClass, Place
from generator.convert.measured import Shapes
from generator.convert.shape import has
from generator.convert.worded import SIGNS

_INTERFACE: Final = SIGNS["interface"]
_AROUND: Final = 8
"""Lines behind a body among which a correction of it may stand."""

_BELOW_HEADLINE: Final = 3
_SUMS_UP: Final = (28, 320)
"""Columns of a standfirst, at least and at most."""

_HEADING: Final = 90
_HEADINGS: Final = frozenset({"faq", "faqs"})
"""What a page's menu says, and so may a heading of a story."""


def find(texts: Sequence[str], shapes: Shapes, body: Sequence[int], place: Place) -> dict[int, LineClass]:
    """Return the lines in a body, and just behind it, that are not its text; never all of them.

    Args:
        texts: The lines of a page.
        shapes: The same, measured.
        body: Those of the body, in order.
        place: Where it stands.
    """
    found: dict[int, LineClass] = {}
    above = -1
    for at in body:
        if above < at - 1 and signs.invitation(texts[at - 1]) and signs.invited(texts[at]):
            found[at] = "pitch"
        elif at not in found and (set_in := _set_in(at, texts, shapes)):
            found |= set_in
        above = at
    if len(found) >= len(body):
        return {}
    behind = range(place.end, min(place.end + _AROUND, len(texts)))
    return found | {at: "correction" for at in behind if signs.correction(texts[at])}


def _set_in(at: int, texts: Sequence[str], shapes: Shapes) -> dict[int, LineClass] | None:
    """Return what a line of a body is, and with it the next, where they are not its text."""
    text = texts[at]
    if signs.correction(text):
        return {at: "correction"}
    if "<img" in text and not attribution.lift_pixel(text)[0].strip():
        return {at: "licence"}
    is_label = shapes.signs(at) & _INTERFACE and text.casefold() not in _HEADINGS
    if is_label or signs.caption(text):
        return {at: "interface" if is_label else "caption"}
    below = texts[at + 1] if at + 1 < len(texts) else ""
    if signs.invitation(text):
        return dict.fromkeys(range(at, at + 1 + signs.invited(below)), "pitch")
    if signs.also(text):
        pointed = len(text) < len(below) < _HEADING and not shapes[at + 1].sentence
        return dict.fromkeys(range(at, at + 1 + pointed), "related")
    return None


def standfirst(shapes: Shapes, kinds: dict[int, LineClass], place: Place, *, apart: Collection[int] = ()) -> int | None:
    """Return the line that sums a story up: below its headline, with the byline or the date below it, if one does.

    Args:
        shapes: The lines of a page, measured.
        kinds: What of them is known already: bylines and dates among them.
        place: Where the article stands.
        apart: Lines that the editor wants in the body.
    """
    if place.headline is None:
        return None
    head = shapes[place.headline]
    below = range(place.headline + 1, min(place.headline + 1 + _BELOW_HEADLINE, len(shapes)))
    for at in below:
        here = shapes[at]
        if at in kinds or at in apart or here.words == head.words:
            continue
        signed = any(kinds.get(line) in ("byline", "date") for line in range(at + 1, min(at + 4, len(shapes))))
        sums_up = _SUMS_UP[0] <= here.length <= _SUMS_UP[1] and here.extent > _BELOW_HEADLINE
        plain = not any(has(here, sign) for sign in ("interface", "caption", "copyright", "labelled", "link", "bullet"))
        # A page that gives its date on top of the first paragraphs signs below one of them, not below the first.
        prose = sum(shapes[line].long for line in range(at + 1, min(at + 4, len(shapes))) if line not in kinds)
        return at if signed and sums_up and plain and not here.ending and not prose else None
    return None
