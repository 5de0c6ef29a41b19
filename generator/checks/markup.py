"""What a printed page is made of, and where its markup is no HTML: one pass over its tags.

The nesting rules are those of the HTML standard (https://html.spec.whatwg.org/, 13.1.2 and the content models in 4):
what may stay open, what a start tag closes, what holds nothing. Of a browser's repairs none is made: each is a finding.
"""

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Final

import msgspec

_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_OPTIONAL: Final = frozenset(
    """
    body caption colgroup dd dt html li optgroup option p tbody td tfoot th thead tr
    """.split()  # noqa: SIM905 a list of words
)
"""What may stay open."""

_BLOCKS: Final = frozenset(
    """
    address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5
    h6 header hgroup hr main menu nav ol p pre search section table ul
    """.split()  # noqa: SIM905 a list of words
)
"""What ends an open paragraph."""

_ELEMENTS: Final = _BLOCKS | frozenset(
    """
    a abbr audio b bdi bdo body button canvas caption cite code colgroup data datalist dd del dfn dt em head
    html i iframe ins kbd label legend li map mark math meter noscript object optgroup option output picture
    progress q rp rt ruby s samp script select slot small span strong style sub summary sup svg tbody td
    template textarea tfoot th thead time title tr u var video
    """.split()  # noqa: SIM905 a list of words
)
"""All that may hold something."""

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_CLOSES: Final = {
    "li": ("li",),
    "dt": ("dt", "dd"),
    "dd": ("dt", "dd"),
    "tr": ("td", "th", "tr"),
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tbody": ("td", "th", "tr", "thead", "tbody"),
    "tfoot": ("td", "th", "tr", "thead", "tbody"),
    "option": ("option",),
}
_ONCE: Final = ("a", "form", "button", "label")
"""What may not stand within itself."""

_MOST: Final = 8
"""Faults of one page that are told; one slip often makes many."""

_TARGETS: Final = {"a": "href", "img": "src", "source": "src", "script": "src", "iframe": "src", "video": "src"}
_FILES: Final = ("stylesheet", "icon", "alternate", "apple-touch-icon", "manifest")


class Outline(msgspec.Struct, frozen=True, array_like=True):
    """What other pages and the site's rules ask of a page."""

    path: str
    """Its file below the output folder."""

    origin: str
    """The source a person would blame."""

    ids: tuple[str, ...]
    links: tuple[str, ...]
    """What it links to within the site, as written, each once."""

    outgoing: tuple[str, ...]
    """What it links to elsewhere, each once."""


class Fault(msgspec.Struct, frozen=True):
    """One thing wrong in a page."""

    kind: str
    """``html``, ``id``, ``heading`` or ``alt``."""

    what: str
    line: int


class Page(msgspec.Struct, frozen=True):
    """What one pass over a page gave."""

    faults: tuple[Fault, ...]
    ids: tuple[str, ...]
    links: tuple[str, ...]


def read(html: str) -> Page:
    """Return what a printed page holds and where it is wrong."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end()
    return Page(tuple(reader.faults), tuple(dict.fromkeys(reader.ids)), tuple(dict.fromkeys(reader.links)))


class _Reader(HTMLParser):
    """Walks over the tags of one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[Fault] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self._open: list[str] = []
        self._seen: set[str] = set()
        self._level = 0
        self._foreign = 0
        self._doctype = False

    def handle_decl(self, decl: str) -> None:
        """Meet the doctype."""
        self._doctype = decl.casefold().startswith("doctype html")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Meet ``<x/>``, which closes itself in SVG and MathML alone."""
        self._start(tag, attrs)
        if tag not in _VOID and not self._foreign:
            self._fault("html", f"`<{tag}/>` does not close itself")
        elif tag not in _VOID and self._open:
            self._open.pop()
            self._foreign -= 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Meet a start tag."""
        self._start(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Meet an end tag."""
        if tag in _VOID:
            self._fault("html", f"`</{tag}>` closes what holds nothing")
            return
        if tag not in self._open:
            self._fault("html", f"`</{tag}>` closes nothing")
            return
        while (last := self._open.pop()) != tag:
            self._foreign -= bool(self._foreign)
            if last not in _OPTIONAL:
                self._fault("html", f"`</{tag}>` closes over an open `<{last}>`")
        self._foreign -= bool(self._foreign)

    def end(self) -> None:
        """Meet the end of the page."""
        for tag in self._open:
            if tag not in _OPTIONAL:
                self._fault("html", f"`<{tag}>` is never closed")
        if not self._doctype:
            self._fault("html", "has no `<!doctype html>`")

    def _start(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if self._foreign or tag in ("svg", "math"):
            self._foreign += tag not in _VOID
        elif tag not in _ELEMENTS and tag not in _VOID and "-" not in tag:
            self._fault("html", f"there is no element `<{tag}>`")
        if len(named) < len(attrs):
            self._fault("html", f"`<{tag}>` states an attribute twice")
        if not self._foreign:
            self._nest(tag)
            self._judge(tag, named)
        self._take(tag, named)
        if tag not in _VOID:
            self._open.append(tag)

    def _nest(self, tag: str) -> None:
        """Close what the tag closes, and say where it may not stand."""
        while self._open and self._open[-1] in _CLOSES.get(tag, ()):
            self._open.pop()
        if tag in _BLOCKS and self._open and self._open[-1] == "p":
            self._open.pop()
        if tag in _ONCE and tag in self._open:
            self._fault("html", f"a `<{tag}>` stands within a `<{tag}>`")
        if tag in _BLOCKS and "p" in self._open[-4:] and self._open[-1] not in ("object", "button", "template"):
            self._fault("html", f"a `<{tag}>` stands within a `<p>`")

    def _judge(self, tag: str, named: dict[str, str | None]) -> None:
        level = _HEADINGS.get(tag, 0)
        if level:
            if self._level and level > self._level + 1:
                self._fault("heading", f"a heading of level {level} follows one of level {self._level}")
            self._level = level
        if tag == "img" and named.get("alt") is None and named.get("role") != "presentation":
            self._fault("alt", f"the picture {named.get('src') or ''} has no `alt`")
        if tag == "html" and not named.get("lang"):
            self._fault("html", "`<html>` states no `lang`")

    def _take(self, tag: str, named: dict[str, str | None]) -> None:
        id_ = named.get("id")
        if id_ is not None:
            if id_ in self._seen:
                self._fault("id", f"two elements have the id `{id_}`")
            self._seen.add(id_)
            self.ids.append(id_)
        target = named.get(_TARGETS.get(tag, ""))
        if tag == "link" and any(word in _FILES for word in (named.get("rel") or "").split()):
            target = named.get("href")
        if target:
            self.links.append(target.strip())

    def _fault(self, kind: str, what: str) -> None:
        if len(self.faults) < _MOST:
            self.faults.append(Fault(kind, what, self.getpos()[0]))
