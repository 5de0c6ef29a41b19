"""What a page's JSON-LD holds, written well or badly: the object that is its article, and the others.

Pages print trailing commas, raw line ends, comments and CDATA marks; what can be read without a guess is read. A
reference within the page is followed to what it names. Everything is data of a stranger: sizes and depths are bounded.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

Data = Mapping[str, object]
"""An object of JSON-LD."""

_ARTICLES: Final = re.compile(r"(?:News|Blog|Report|Article|Posting|Opinion|Review|Analysis|Background)")
_NO_ARTICLE: Final = frozenset({"ClaimReview", "CriticReview", "EmployerReview", "NewsMediaOrganization", "Review"})
"""Rather about something else, or of someone; an article only where nothing else is."""
_PAGES: Final = frozenset({"WebPage", "ItemPage", "AboutPage"})
_WRAPPED: Final = re.compile(
    r"\A\s*(?:/[/*]\s*)?(?:<!--|<!\[CDATA\[)(?:\s*\*/)?|(?:/[/*]\s*)?(?:-->|\]\]>)\s*(?:\*/)?\s*\Z"
)
# Strings are matched first, so that what stands in one is left alone.
_LOOSE: Final = re.compile(
    r"""
      ("[^"\\]*+(?>(?:\\(?:.|\Z)[^"\\]*+)*)(?:"|\Z))    # a string
    | /\*.*?(?:\*/|\Z)                        # a comment
    | (?<![:\w])//[^\n]*+                     # another
    | ,(?=\s*+[}\]])                          # a comma after which nothing comes
    | ;(?=\s*+\Z)
    """,
    re.DOTALL | re.VERBOSE,
)
_BAD_ESCAPE: Final = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_HEAVIEST: Final = 2_000_000
"""Characters of one block; what a page says of one article takes a few thousand."""

_DEEPEST: Final = 6
_MOST: Final = 2_000
"""Objects of a page that are looked at."""


class Graph:
    """The objects that a page's blocks of JSON-LD state, in order."""

    __slots__ = ("_named", "objects")

    def __init__(self, blocks: Iterable[str]) -> None:
        self.objects: list[Data] = []
        for block in blocks:
            for value in _parsed(block):
                for item in _objects(value, _DEEPEST):
                    if len(self.objects) < _MOST:
                        self.objects.append(item)
        self._named: dict[str, Data] = {}
        for item in self.objects:
            name = item.get("@id")
            if isinstance(name, str) and len(item) > 1:
                self._named.setdefault(name, item)

    def article(self) -> Data:
        """Return the object that is the page's article; else what its web page states of itself; else nothing."""
        named = [item for item in self.objects if any(map(_ARTICLES.search, kinds(item)))]
        found = [item for item in named if not kinds(item) & _NO_ARTICLE] or named
        whole = (item for item in found if item.get("headline") or item.get("articleBody") or item.get("datePublished"))
        article = next(whole, None) or next(iter(found), None)
        page = next((item for item in self.objects if _PAGES & kinds(item) and item.get("datePublished")), {})
        if article is None:
            return page
        # A page's own dates are its article's, where the article states none.
        return {**{name: page[name] for name in ("datePublished", "inLanguage") if name in page}, **article}

    def whole(self, value: object) -> object:
        """Return a value, or what it refers to: an object of nothing but a name means the one that has it."""
        if isinstance(value, list):
            return [self.whole(item) for item in value]
        name = value.get("@id") if isinstance(value, dict) else None
        if isinstance(value, dict) and isinstance(name, str) and not (value.keys() - {"@id", "@type"}):
            return self._named.get(name, value)
        return value


def kinds(item: Data) -> set[str]:
    """Return the types of an object, without the vocabulary's address."""
    stated = item.get("@type")
    named = stated if isinstance(stated, list) else [stated]
    return {kind.rpartition("/")[2].rpartition(":")[2] for kind in named if isinstance(kind, str)}


def text(value: object) -> str:
    """Return the first string in a value, of JSON-LD or any other; empty where there is none."""
    if isinstance(value, list):
        return next(filter(None, map(text, value)), "")
    if isinstance(value, dict):
        return text(value.get("@value") or value.get("@id") or value.get("url"))
    return " ".join(value.split()) if isinstance(value, str) else ""


def words(value: object) -> str:
    """Return the first string in a value as a reader would see it: without tags and entities."""
    return " ".join(html.unescape(re.sub(r"<[^<>]{0,500}>", " ", text(value))).split())


def name(value: object) -> str:
    """Return the name of the first thing in a value of JSON-LD."""
    if isinstance(value, list):
        return next(filter(None, map(name, value)), "")
    return words(value.get("name")) if isinstance(value, dict) else ""


def several(value: object) -> list[object]:
    """Return the members of a list, a value that is none as the only one, nothing for None."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _parsed(block: str) -> Iterator[object]:
    """Yield the values of a block: one, or several in a row."""
    block = block.strip().lstrip("\ufeff")
    if not block or len(block) > _HEAVIEST:
        return
    for mended in _mendings(block):
        values = _values(mended)
        if values is not None:
            yield from values
            return


def _mendings(block: str) -> Iterator[str]:
    """Yield a block as it stands, then with what is no JSON taken off, more each time."""
    yield block
    bare = _WRAPPED.sub("", _WRAPPED.sub("", block)).strip()
    bare = _LOOSE.sub(lambda found: found[1] or "", bare)
    yield bare
    bare = _BAD_ESCAPE.sub(r"\\\\", bare)
    yield bare
    if "&quot;" in bare:
        yield html.unescape(bare)


def _values(block: str) -> list[object] | None:
    decoder = json.JSONDecoder(strict=False)
    found: list[object] = []
    at = 0
    while at < len(block):
        try:
            value, at = decoder.raw_decode(block, at)
        except (ValueError, RecursionError):
            return None
        found.append(value)
        while at < len(block) and block[at] in " \t\r\n,;":
            at += 1
    return found


def _objects(value: object, depth: int) -> Iterator[Data]:
    if isinstance(value, dict) and depth:
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "author", "publisher", "image"):
            yield from _objects(value.get(key), depth - 1)
    elif isinstance(value, list) and depth:
        for item in value:
            yield from _objects(item, depth - 1)
