"""Where a page says things to machines: JSON-LD, meta tags, microdata and RDFa, links with a relation.

Values are text as stated, white space settled. What they mean is decided in `metadata` and `people`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from generator.convert.linked_data import Data, Graph, text

_WAYBACK: Final = re.compile(r"https?://web\.archive\.org/web/\d+(?:[a-z]{2}_)?/")
_VOCABULARY: Final = re.compile(r"\A(?:https?://schema\.org/|(?:schema|rnews|dc|dcterms|og|article):)", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"(?:Article|Posting|Report)\b")
_UNFIT: Final = re.compile(r"[\s<>\"]")


class Statements(NamedTuple):
    """What a page states, by source."""

    tree: HtmlElement
    graph: Graph
    """All of the page's JSON-LD."""

    article: Data
    """The article of the page's JSON-LD, empty where there is none."""

    meta: Mapping[str, list[str]]
    """Meta tags by name, in lower case, each with its values in order."""

    properties: Mapping[str, list[HtmlElement]]
    """Elements by the property that they state of the article, in microdata or RDFa."""

    relations: Mapping[str, list[HtmlElement]]
    """Links by their relation, in lower case."""

    signed: list[HtmlElement]
    """Elements styled as the byline of something."""

    def first(self, *names: str) -> str | None:
        """Return the first value of the first meta tag that there is."""
        return next(self.all(names), None)

    def all(self, names: Iterable[str]) -> Iterator[str]:
        """Yield the values of meta tags, those of the first name first."""
        return (value for name in names for value in self.meta.get(name, ()))

    def marked(self, name: str) -> Iterator[str]:
        """Yield the values of a property in microdata or RDFa; of a thing, its name."""
        for node in self.properties.get(name, ()):
            inner = (
                None
                if node.get("content")
                else next(iter(node.xpath(".//*[@itemprop='name' or @property='name']")), None)
            )
            named = node if inner is None else inner
            value = named.get("content") or named.get("datetime") or shown(named)
            yield value or named.get("href") or named.get("src") or ""

    def linking(self, relation: str) -> list[HtmlElement]:
        """Return links of a relation."""
        return self.relations.get(relation, [])

    def linked(self, relation: str) -> Iterator[str]:
        """Yield where links of a relation lead."""
        return (node.get("href") or "" for node in self.linking(relation))


def statements(tree: HtmlElement) -> Statements:
    """Return what a page states."""
    relations: dict[str, list[HtmlElement]] = {}
    for node in tree.iter("a", "link"):
        for relation in (node.get("rel") or "").lower().split():
            relations.setdefault(relation, []).append(node)
    # In one go over the page: expressions of XPath take three times as long.
    items: list[HtmlElement] = []
    properties: list[HtmlElement] = []
    signed: list[HtmlElement] = []
    for node in tree.iter(etree.Element):
        named = node.get("class")
        if named and ("yline" in named or "uthor" in named or "YLINE" in named):
            signed.append(node)
        if node.get("itemtype") or node.get("typeof"):
            items.append(node)
        if node.get("itemprop") or (node.get("property") and node.tag != "meta"):
            properties.append(node)
    graph = Graph(blocks(tree))
    return Statements(tree, graph, graph.article(), _meta(tree), _properties(items, properties), relations, signed)


def blocks(tree: HtmlElement) -> Iterator[str]:
    """Yield a page's blocks of JSON-LD."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower().startswith("application/ld+json"):
            yield script.text or ""


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    meta: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        value = text(tag.get("content"))
        if value:
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                if tag.get(attribute):
                    meta.setdefault(tag.get(attribute).strip().lower(), []).append(value)
                    break
    return meta


def _properties(items: list[HtmlElement], stating: list[HtmlElement]) -> dict[str, list[HtmlElement]]:
    """Return what is stated of the first article that is an item of its own, else of the page."""
    scope = next(filter(_is_article, items), None)
    found: dict[str, list[HtmlElement]] = {}
    loose: dict[str, list[HtmlElement]] = {}
    for node in stating:
        around = next((above for above in node.iterancestors() if _opens_item(above)), None)
        for name in (node.get("itemprop") or node.get("property") or "").split():
            into = found if scope is not None and around is scope else loose
            into.setdefault(_VOCABULARY.sub("", name), []).append(node)
    return found if scope is not None else loose


def _opens_item(node: HtmlElement) -> bool:
    return node.get("itemscope") is not None or node.get("typeof") is not None


def _is_article(node: HtmlElement) -> bool:
    return bool(_ARTICLE.search(f"{node.get('itemtype') or ''} {node.get('typeof') or ''}"))


def shown(node: HtmlElement) -> str:
    """Return the words of an element; where one inside ends, a word does."""
    return " ".join(" ".join(node.itertext()).split())


def absolute(value: str, base: str | None) -> str:
    """Return an http address, that of an archive's copy as the original's; empty where a value is none."""
    value = value.strip()
    if not value:
        return ""
    try:
        if value.startswith("//") and not base:
            value = f"https:{value}"
        url = _WAYBACK.sub("", urljoin(base or "", value))
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and not _UNFIT.search(url) else ""
