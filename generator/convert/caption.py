"""Which words of a page say what a picture shows, and how they read on one line."""

import re
from typing import Final

from lxml.html import HtmlElement

from generator.convert.inline import RAW, Place, runs

_BEFORE_POINT: Final = re.compile(r" (?=[.,;:!?)\]”’»])")
_CREDIT: Final = re.compile(
    r"(?:^|[\s_-])(?:credits?|copyright|photo-?credit|image-?credit)(?:$|[\s_-])", re.IGNORECASE
)


def is_one(node: HtmlElement) -> bool:
    """Say whether an element is a caption or a credit."""
    name = node.get("class") or ""
    if node.tag == "figcaption" or (node.tag != "span" and "caption" in name.split("wp-", 1)[-1].split("-")[0]):
        return True
    return bool(_CREDIT.search(name))


def read(node: HtmlElement) -> str:
    """Return a caption as words; caption and credit, side by side without a space, are parted."""
    parts = [node.text or "", *(part for child in node for part in (words(child), child.tail or ""))]
    return _BEFORE_POINT.sub("", " ".join(" ".join(parts).split()))


def extent(node: HtmlElement) -> int:
    """Return how many letters of an element are shown."""
    return len("".join(words(node).split()))


def words(node: HtmlElement) -> str:
    """Return what an element shows as text."""
    return "".join(run.text for run in runs(node, Place()) if RAW not in run.marks)
