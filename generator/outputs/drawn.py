"""How large a drawing of lines (SVG) is shown where nothing else says so: what its first tag states.

Source: SVG 2, 8.2 and 8.12 (width, height and viewBox); a length in another unit than pixels is left to the viewBox.
"""

import re
from typing import Final

_TAG: Final = re.compile(rb"<(?:\w+:)?svg\b([^>]*)>", re.DOTALL)
_SIDE: Final = re.compile(rb"""\s(width|height)\s*=\s*["']\s*(\d{1,7}(?:\.\d+)?)(?:px)?\s*["']""")
_BOX: Final = re.compile(
    rb"""\sviewBox\s*=\s*["']\s*(?:[-+\d.eE]+[\s,]+){2}(\d{1,7}(?:\.\d+)?)[\s,]+(\d{1,7}(?:\.\d+)?)\s*["']"""
)
_HEAD: Final = 8192
"""Bytes among which the first tag is looked for."""

_MOST: Final = 100_000


def size(data: bytes) -> tuple[int, int] | None:
    """Return the width and height of a drawing in pixels, None where it states none."""
    tag = _TAG.search(data, 0, _HEAD)
    if tag is None:
        return None
    sides = {name: float(said) for name, said in _SIDE.findall(tag[1])}
    box = _BOX.search(tag[1])
    wide, high = sides.get(b"width"), sides.get(b"height")
    if box and not (wide and high):
        across, down = float(box[1]), float(box[2])
        if across and down:
            wide, high = (wide or (high * across / down if high else across)), (high or 0)
            high = high or wide * down / across
    made = (round(wide or 0), round(high or 0))
    return made if all(0 < side <= _MOST for side in made) else None
