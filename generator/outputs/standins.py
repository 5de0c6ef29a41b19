"""Which parts of a page are put in last: the digests in the names of the theme's files.

Every page names its stylesheets, and a name holds a digest of what is in the file, so that a browser may keep it for
ever. A page is printed with a stand-in of the same length in the place of each digest, which is then put there. So the
edit of a stylesheet changes nothing that a page is made of, but only what it quotes; and what stands there is replaced
without printing it again (`build.quotes`). A page on which stand-ins are not exactly those that its template printed as
links is printed with the digests themselves.
"""

import functools
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final
from urllib.parse import quote

from generator.build.task import Answer, Fact, Fetch, Quote, Stratum

FOLDER = "/assets/"
MARK = 8
"""Digits of the digest in a name."""

SHEETS = ("site.css", "accent.css", "own.css")
ICONS = ("icon.svg", "favicon.svg", "favicon.ico")
NAMED = (*SHEETS, *ICONS, "highlight.css", "site.js", "theme.js", "search.js")
"""The files that pages name."""

_SIGN: Final = b"zqxjv"
"""How a stand-in begins. Small letters are left as they are by whatever escapes a text, and these are no digits."""

STANDINS: Final = {name: f"{_SIGN.decode()}{place:03}" for place, name in enumerate(NAMED)}
"""What stands in the place of a file's digest."""


class Digits(Fact[str], frozen=True):
    """The digest in the name of one of the theme's files; nothing where there is none of that name."""

    name: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"templates{FOLDER}{self.name}"


_ASKED: Final = {STANDINS[fact.name].encode(): (fact, fact.key()) for fact in map(Digits, NAMED)}
"""What stands in a page, to the question whose answer goes there, and its key."""


class Names(Fact[tuple[str, ...]], frozen=True):
    """Which of the theme's files that pages name there are."""

    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return "which stylesheets, scripts and icons there are"


def address(name: str, mark: str) -> str:
    """Return the address of one of the theme's files, with a digest or a stand-in in it."""
    stem, dot, suffix = name.rpartition(".")
    return quote(f"{FOLDER}{stem}.{mark}.{suffix}" if dot else f"{FOLDER}{name}.{mark}")


@functools.lru_cache(maxsize=8)
def addresses(names: tuple[str, ...]) -> Mapping[str, str]:
    """Return some of the files that pages name, with stand-ins in their addresses."""
    return {name: address(name, STANDINS[name]) for name in names}


def named(fetch: Fetch, names: Iterable[str]) -> dict[str, str]:
    """Return those that there are of some of the files that pages name, with digests in their addresses."""
    marks = {name: fetch(Digits(name)) for name in names}
    return {name: address(name, mark) for name, mark in marks.items() if mark}


def answers(theme: Mapping[str, str]) -> dict[type[Fact[Any]], Answer]:
    """Return how the world answers questions about the names of files."""

    def digits(fact: Digits) -> str:
        whole = theme.get(fact.name)
        if whole is None:
            return ""
        start = len(quote(f"{FOLDER}{fact.name.rpartition('.')[0] or fact.name}."))
        return whole[start : start + MARK]

    return {Digits: Answer(digits), Names: Answer(lambda _: tuple(name for name in NAMED if name in theme))}


def bound(page: bytes, fetch: Fetch, *, links: int) -> tuple[bytes, tuple[Quote, ...]] | None:
    """Return a page with digests in the places of stand-ins, and what it quotes by that.

    Args:
        page: It, printed with stand-ins.
        fetch: Asks.
        links: How many links to files of the theme its template printed.

    Returns:
        None where stand-ins are other than those of the links: an article may hold their very letters, or a template
        may do more with a link than print it.
    """
    places: dict[bytes, list[int]] = {}
    count, at = 0, page.find(_SIGN)
    while at >= 0:
        standin = page[at : at + MARK]
        if standin not in _ASKED:
            return None
        places.setdefault(standin, []).append(at)
        count, at = count + 1, page.find(_SIGN, at + 1)
    if count != links:
        return None
    made, quotes = bytearray(page), []
    for standin, found in places.items():
        fact, key = _ASKED[standin]
        said = fetch(fact)
        digits = said.encode()
        for place in found:
            made[place : place + MARK] = digits
        quotes.append(Quote(key, said, tuple(found)))
    return bytes(made), tuple(quotes)
