"""How a picture stands in a page: in the sizes and formats that a browser chooses from, its room kept while it loads.

A browser takes the first format that it knows and the width that its screen needs; one that knows neither AVIF nor WebP
takes the picture itself. What is not seen at once is loaded when a reader comes near.
"""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from generator.render.sanitise import attributes

SIZES: Final = "(min-width: 42rem) 38rem, 100vw"
"""How wide a picture is shown: the column's width (`--column` in `site.css`), or the screen's."""


LEAD: Final = "(min-width: 60rem) 48rem, 100vw"
"""How wide the picture of the story that leads the front page is shown."""

CARD: Final = "(min-width: 44rem) 24rem, 36vw"
"""How wide the picture of another story of the front page is shown."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """One copy of a picture."""

    address: str
    width: int
    """In pixels."""


class Format(msgspec.Struct, frozen=True, kw_only=True):
    """The copies of a picture in one format, from the narrowest."""

    media_type: str
    copies: tuple[Size, ...]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of the site as pages show it."""

    address: str
    """What a browser shows that knows none of `formats`; what other sites show beside a link."""

    width: int
    """Of that file, in pixels; 0 where a drawing states none."""

    height: int
    formats: tuple[Format, ...] = ()
    """The best first."""


def element(shown: Shown, said: Mapping[str, str], *, href: Callable[[str], str], at_once: bool = False) -> str:
    """Return a picture as HTML.

    Args:
        shown: The picture.
        said: What the author said of it: `alt` above all.
        href: From a site address to a link of the page.
        at_once: Whether it is seen as the page opens; any other is loaded when it is needed.
    """
    room = {"width": str(shown.width), "height": str(shown.height)} if shown.width else {}
    pace = {} if at_once else {"loading": "lazy"}
    values = {"src": href(shown.address), "alt": "", **room, **pace, "decoding": "async", **said}
    if shown.width and ("width" in said) != ("height" in said):
        values |= _other_side(shown, said) or room
    image = f"<img{attributes(values)}>"
    sources = "".join(f"<source{attributes(_source(each, href))}>" for each in shown.formats)
    return f"<picture>{sources}{image}</picture>" if sources else image


def _other_side(shown: Shown, said: Mapping[str, str]) -> dict[str, str]:
    """Return both sides of a picture of which the author stated one, in its proportions; nothing if it is no number."""
    wide, high = said.get("width", ""), said.get("height", "")
    stated = wide or high
    if not (stated.isascii() and stated.isdecimal()):
        return {}
    other = int(stated) * shown.height / shown.width if wide else int(stated) * shown.width / shown.height
    return {"width": wide or str(round(other)), "height": high or str(round(other))}


def _source(made: Format, href: Callable[[str], str]) -> dict[str, str]:
    choices = ", ".join(f"{href(each.address)} {each.width}w" for each in made.copies)
    return {"type": made.media_type, "srcset": choices, "sizes": SIZES}
