"""Which pictures of an article lie in its page's own file, where no address of theirs can be printed.

A browser's extension saves a page with all its pictures in it, as ``data:`` or behind a variable of a style. What is
small is a sign, or stands in for a picture that is loaded late.
"""

import re
from typing import Final

from lxml.html import HtmlElement

from generator.convert.inline import SOURCES, Place, picture
from generator.errors import Note, Where

PICTURE: Final = "data:,picture"
"""What stands for such a picture while its page is read (`markup`)."""

_LARGE: Final = 1_000
"""Characters of an address that holds a picture, at least."""

_BEHIND: Final = re.compile(r"--sf-img-\d")
"""SingleFile's variable for a picture that stands on a page several times."""

_NAMED: Final = 2
_LONGEST: Final = 60
"""How many pictures are named by what they show, and by how many characters of it."""


def is_picture(address: str) -> bool:
    """Say whether an address holds a picture that is worth its name."""
    return address == PICTURE or (len(address) >= _LARGE and address.startswith("data:"))


def lost(root: HtmlElement, *, where: Where) -> Note | None:
    """Return what an editor is told of such pictures in an article's elements, if there are any."""
    shown = [node for node in root.iter("img") if _is_inside(node)]
    if not shown:
        return None
    said = [" ".join((node.get("alt") or "").split())[:_LONGEST] for node in shown]
    named = [f"“{text}”" for text in said if text][:_NAMED]
    more = len(shown) - len(named)
    what = ", ".join([*named, *([f"{more} more" if named else f"{more} without a description"] if more else [])])
    one = len(shown) == 1
    return Note(
        severity="info",
        what=f"{'a picture' if one else f'{len(shown)} pictures'} of the article {'lies' if one else 'lie'} in the"
        f" page's own file and {'is' if one else 'are'} not printed: {what}",
        where=where,
        hint="save the page with its pictures beside it (“web page, complete”), or add them to the article",
        code="picture-inside",
    )


def _is_inside(node: HtmlElement) -> bool:
    held = any(is_picture((node.get(name) or "").strip()) for name in SOURCES)
    return (held or bool(_BEHIND.search(node.get("style") or ""))) and not picture(node, Place())
