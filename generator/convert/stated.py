"""Where a page says things to machines: JSON-LD, meta tags, microdata, links with a relation.

Values are text as stated, white space settled. What they mean is decided in `metadata`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

Data = Mapping[str, object]
"""An object of JSON-LD."""

_ARTICLES: Final = re.compile(r"(?:News|Blog|Report|Article|Posting|Opinion|Review|Analysis|Background)")
_WAYBACK: Final = re.compile(r"https?://web\.archive\.org/web/\d+(?:[a-z]{2}_)?/")
_DEEPEST: Final = 6


class Statements(NamedTuple):
    """What a page states, by source."""

    tree: HtmlElement
    article: Data
    """The first article of the page's JSON-LD, empty where there is none."""

    meta: Mapping[str, list[str]]
    """Meta tags by name, in lower case, each with its values in order."""

    def first(self, *names: str) -> str | None:
        """Return the first value of the first meta tag that there is."""
        return next(self.all(names), None)

    def all(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the values of meta tags, those of the first name first."""
        return (value for name in names for value in self.meta.get(name, ()))

    def marked(self, name: str) -> Iterator[str]:
        """Yield the values of a property in microdata."""
        for node in self.tree.xpath("//*[@itemprop=$name]", name=name):
            yield node.get("content") or node.get("datetime") or shown(node)

    def linked(self, relation: str) -> Iterator[str]:
        """Yield where links of a relation lead."""
        for node in self.tree.iter("a", "link"):
            if relation in (node.get("rel") or "").lower().split():
                yield node.get("href") or ""


def statements(tree: HtmlElement) -> Statements:
    """Return what a page states."""
    meta: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv") or ""
        value = text(tag.get("content"))
        if value:
            meta.setdefault(name.strip().lower(), []).append(value)
    article = next((item for item in _linked_data(tree) if _is_article(item)), {})
    return Statements(tree, article, meta)


def _linked_data(tree: HtmlElement) -> Iterator[Data]:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower().startswith("application/ld+json"):
            try:
                yield from _objects(json.loads((script.text or "").strip().rstrip(";"), strict=False), _DEEPEST)
            except (ValueError, RecursionError):
                continue


def _objects(value: object, depth: int) -> Iterator[Data]:
    if isinstance(value, dict) and depth:
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            yield from _objects(value.get(key), depth - 1)
    elif isinstance(value, list) and depth:
        for item in value:
            yield from _objects(item, depth - 1)


def _is_article(item: Data) -> bool:
    kinds = item.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLES.search(kind) for kind in named)


def text(value: object) -> str:
    """Return the first string in a value, of JSON-LD or any other; empty where there is none."""
    if isinstance(value, list):
        return next(filter(None, map(text, value)), "")
    if isinstance(value, dict):
        return text(value.get("@value") or value.get("@id") or value.get("url"))
    return " ".join(value.split()) if isinstance(value, str) else ""


def name(value: object) -> str:
    """Return the name of the first thing in a value of JSON-LD."""
    if isinstance(value, list):
        return next(filter(None, map(name, value)), "")
    return text(value.get("name")) if isinstance(value, dict) else ""


def shown(node: HtmlElement) -> str:
    """Return the words of an element; where one inside ends, a word does."""
    return " ".join(" ".join(node.itertext()).split())


def absolute(value: str, base: str | None) -> str:
    """Return an http address, that of an archive's copy as the original's; empty where a value is none."""
    try:
        url = _WAYBACK.sub("", urljoin(base or "", value.strip()))
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s<>\"]", url) else ""
