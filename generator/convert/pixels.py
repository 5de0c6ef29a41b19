"""Which pictures of a page are there to count its readers, and which of them a licence asks for.

A publisher who lets others print an article may ask them to print a picture of one pixel with it, which tells it of
every reader. It is taken out of the article, and its address is handed on, to be shown with the licence and reported.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from generator.convert.stated import absolute

_COUNTERS: Final = re.compile(
    r"counter\.theconversation\.|republication-pixel|republication-tracker|pixel\.propublica\.org|pixelping|/pixel/ping"
    r"|parsely\.com/.*republish|republish[\w-]*\.(?:gif|png)|track(?:er|ing)?[\w-]*republi",
    re.IGNORECASE,
)
"""Counters of readers of republished articles: The Conversation, ProPublica, sites with INN's tool, and their like."""

_TINY: Final = 2
"""Pixels of a side, at most, of a picture that nobody is to see."""

_SIDE: Final = re.compile(r"\s*(\d{1,4})(?:\.\d+)?\s*(?:px)?\s*", re.IGNORECASE)
_STYLED: Final = re.compile(
    r"(?:^|;)\s*(?:(?:max-)?(?:width|height)\s*:\s*[012](?:\.\d+)?(?:px)?\s*(?:!important\s*)?(?:;|$)"
    r"|(?:display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?)\s*(?:!important\s*)?(?:;|$))",
    re.IGNORECASE,
)


class Pixel(NamedTuple):
    """A picture that counts readers."""

    node: HtmlElement
    url: str
    """Empty where it has none that leads anywhere."""

    asked: bool
    """Whether it is known to be one that a licence asks for."""


def pixels(tree: HtmlElement, *, base: str | None) -> Iterator[Pixel]:
    """Yield the pictures of a page that are there to be counted, not seen.

    Args:
        tree: The page.
        base: Its address, where that is known.
    """
    for node in tree.iter("img", "iframe", "script"):
        source = (node.get("src") or node.get("data-src") or "").strip()
        named = f"{source} {node.get('id') or ''} {node.get('class') or ''}"
        asked = bool(_COUNTERS.search(named))
        if asked or (node.tag == "img" and _is_unseen(node)):
            yield Pixel(node, absolute(source, base) if source else "", asked)


def _is_unseen(node: HtmlElement) -> bool:
    sides = [found for side in ("width", "height") if (found := _SIDE.fullmatch(node.get(side) or ""))]
    if any(int(side[1]) <= _TINY for side in sides):
        return True
    # A picture loaded late is hidden until it is there, and tells by its other attributes that it will be.
    late = any(name.startswith("data-") for name in node.attrib)
    return not late and bool(_STYLED.search(node.get("style") or ""))
