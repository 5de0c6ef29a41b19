"""Which article a saved page holds, and what is told of it; or what a page written by hand says.

Of a saved page the article is cut out: its words and their structure as Markdown, what the page states of it, and where
it came from. What the page does not state is reported as missing. A file that is to be a page is its author's own and
is read whole.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec
from lxml import etree, html
from lxml.html import HtmlElement

from generator.convert import attribution, cut, dateline, metadata, prose, trim
from generator.convert.converter import UNTYPED
from generator.convert.cut import Segment
from generator.convert.decode import decode
from generator.convert.metadata import Metadata
from generator.errors import ContentError, Where
from generator.model import Article, Basis, Entity, Moment, Page, Provenance, Source, moment

_CHARSET: Final = re.compile(rb"<(?:meta|\?xml)[^>]+(?:charset|encoding)=[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD: Final = 4096
_PROLOGUE: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
# A picture inside the page would be kept in memory many times over, and never printed.
_EMBEDDED: Final = re.compile(r"data:[\w.+/-]+;base64,[A-Za-z0-9+/=%\s]{64,}")
# Attributes by the thousand: reading them takes the square of their number.
_LONGEST_TAG: Final = 20_000
_OVERLONG: Final = re.compile(rf"<(\w+)[^<>]{{{_LONGEST_TAG},}}>")
_NEVER_SHOWN: Final = bytes({*range(0x20), 0x7F} - {*b"\t\n\f\r"})
_FURNITURE: Final = ("nav", "aside", "form", "script", "iframe")
_DATED: Final = re.compile(r"[-/](20\d\d|19\d\d)[-/]?(0[1-9]|1[0-2])[-/]?([0-3]\d)(?=[-/.]|\Z)")
_FEWEST_WORDS: Final = 5
_MOST_ELEMENTS: Final = 30_000
"""Ten times those of a large page; telling an article from more would take minutes."""

_ENDS: Final = 3
"""Paragraphs at the end of an article that may say where it first appeared and who wrote it."""

_SPAN_DIGITS: Final = 2
"""Of the columns or rows of one cell; a hostile table asks for millions."""

_TEASER: Final = 60
"""Letters: a summary that begins with as many of the article's own first is a cut of it."""

_BESIDE: Final = 12
"""Segments above and below an article in which dates, bylines and credits are looked for."""


def read(source: Source, /) -> Article | Page | Entity:
    """Return what an HTML file holds.

    Raises:
        ContentError: The file is no HTML, nests without end, or has no article in it.
    """
    try:
        tree = parsed(source)
        match source.kind:
            case "article":
                return _article(source, tree)
            case "page":
                title, body = _whole(source, tree)
                about = metadata.read(tree, timezone=source.timezone)
                lang = about.lang or source.lang
                return Page(id="", path=source.path, title=title, body=body, summary=about.summary, lang=lang)
            case "entity":
                title, body = _whole(source, tree)
                return Entity(id="", path=source.path, name=title, type=UNTYPED, body=body, lang=source.lang)
    except RecursionError as error:
        raise ContentError(
            "the page nests its elements without end",
            where=Where(source.where, source.line),
            hint="copy the text of the article into a file that ends in .txt",
        ) from error


def parsed(source: Source) -> HtmlElement:
    """Return the tree of an HTML file.

    Raises:
        ContentError: The file is no HTML.
    """
    text = _PROLOGUE.sub("", _characters(source))
    # Each of these is rare, and looking for one this way costs less than a substitution that finds none.
    if ";base64," in text:
        text = _EMBEDDED.sub("data:,", text)
    if max(map(len, text.split("<"))) > _LONGEST_TAG:
        text = _OVERLONG.sub(r"<\1>", text)
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace").translate(None, _NEVER_SHOWN), parser=parser)
    except etree.LxmlError as error:
        raise ContentError(
            f"the file is no HTML: {error}", where=Where(source.where, source.line), hint="save the page again"
        ) from error
    for cell in tree.iter("td", "th"):
        for name in ("colspan", "rowspan"):
            span = cell.get(name)
            if span and not (span.isdecimal() and len(span) <= _SPAN_DIGITS):
                del cell.attrib[name]
    return tree


def _characters(source: Source) -> str:
    """Return the text of a file: as UTF-8 if it is, else as the page says, else as it looks."""
    try:
        return source.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = _CHARSET.search(source.data[:_HEAD])
    try:
        if named:
            return source.data.decode(named[1].decode("ascii"), "replace")
    except LookupError:
        pass
    return decode(source)


def _whole(source: Source, tree: HtmlElement) -> tuple[str, str]:
    """Return the title and the body of a page as its author wrote it."""
    root = next((node for tag in ("main", "article", "body") if (node := tree.find(f".//{tag}")) is not None), tree)
    headline = next(root.iter("h1"), None)
    heads = [" ".join(node.text_content().split()) for node in (headline, tree.find(".//title")) if node is not None]
    if headline is not None and source.title in (None, heads[0]):
        cut.remove(headline)
    return source.title or next(filter(None, heads), ""), prose.markdown(root)


def _article(source: Source, tree: HtmlElement) -> Article:
    elements = list(tree.iter())
    size = len(elements)
    if size > _MOST_ELEMENTS:
        raise ContentError(
            f"the page has {size:,} elements, and more than {_MOST_ELEMENTS:,} are not searched for an article",
            where=Where(source.where, source.line),
            hint="save the article alone, or copy its text into a file that ends in .txt",
        )
    about = metadata.read(tree, timezone=source.timezone)
    cut.unhide(tree)
    found = tree.find("body")
    root = tree if found is None else found
    parts = cut.segments(root)
    captions = cut.captions(parts, root)
    guess = cut.look_up(parts, cut.extracted(tree, parts)) - captions.keys()
    kept = trim.trim(parts, guess, title=about.title) or _plain(root, parts)
    if sum(len(parts[at].text.split()) for at in kept) < _FEWEST_WORDS:
        raise ContentError(
            "no article stands on this page",
            where=Where(source.where, source.line),
            hint="`kind: page` in its front matter prints all of it; or copy the article's text into a .txt file",
        )
    first, last = min(kept), max(kept)
    opening = parts[first]
    above = [part.text for part in parts[max(0, first - _BESIDE) : first]]
    ends = [parts[at].text for at in sorted(kept)[-_ENDS:]]
    below = [*ends, *(part.text for part in parts[last + 1 : last + 1 + _BESIDE])]
    cut.prune(root, parts, kept, captions)
    about = _with_what_is_shown(about, above, below)
    published, basis = _published(about, [*above, *below], source)
    stated = {
        "byline": about.byline,
        "published": published,
        "url": about.url or about.saved_from,
        "licence": about.licence,
    }
    credit = next(filter(attribution.credit, below), None)
    return Article(
        id="",
        path=source.path,
        title=source.title or about.title,
        body=prose.markdown(root, url=about.saved_from or about.url or ""),
        line=source.line + max(0, (opening.holder.sourceline or 1) - 1),
        summary=None if _repeats(about.summary, opening) else about.summary,
        lang=about.lang or source.lang,
        section=about.section,
        byline=about.byline,
        authors=about.authors,
        dateline=dateline.read(opening.text),
        published=published,
        published_basis=basis,
        modified=about.modified,
        image=about.image,
        licence=about.licence,
        provenance=tuple(_provenance(source, about, published, below)),
        missing=tuple(name for name, value in stated.items() if value is None),
        extra={"credit": credit} if credit else {},
    )


def _plain(root: HtmlElement, parts: Sequence[Segment]) -> set[int]:
    """Return every segment below the headline of a page that has no furniture: too little text for a judgement."""
    if next(root.iter(*_FURNITURE), None) is not None:
        return set()
    headline = max((at for at, part in enumerate(parts) if part.holder.tag == "h1"), default=-1)
    return {at for at in range(headline + 1, len(parts)) if parts[at].linked < 1}


def _with_what_is_shown(about: Metadata, above: Sequence[str], below: Sequence[str]) -> Metadata:
    """Return metadata completed by the lines around the article, which say the same to a reader."""
    shown = attribution.byline(above)
    by = shown[1] if shown else next(filter(None, map(attribution.credit, below)), None)
    licence = next(filter(None, map(attribution.licence, below)), None)
    return msgspec.structs.replace(
        about,
        byline=about.byline or (by.text if by else None),
        authors=about.authors or (by.authors if by else ()),
        licence=about.licence or licence,
    )


def _published(about: Metadata, beside: Sequence[str], source: Source) -> tuple[Moment | None, Basis]:
    """Return when the article was published, and how that is known."""
    if about.published:
        return about.published, "metadata"
    shown = attribution.dates(beside).published
    if shown:
        return moment.parse(shown, timezone=source.timezone), "stated"
    named = _DATED.search(urlsplit(about.url or about.saved_from or "").path)
    try:
        return (moment.parse("-".join(named.groups()), timezone=source.timezone), "url") if named else (None, "unknown")
    except ValueError:
        return None, "unknown"


def _repeats(summary: str | None, opening: Segment) -> bool:
    return cut.squeezed(opening.text).startswith(cut.squeezed(summary or "")[:_TEASER])


def _provenance(
    source: Source, about: Metadata, published: Moment | None, below: Sequence[str]
) -> Iterator[Provenance]:
    """Yield the hops that the page tells of, oldest first."""
    for name in dict.fromkeys(filter(None, map(attribution.origin, below))):
        yield Provenance(role="origin", name=name)
    here, canonical = about.saved_from or about.url or "", about.url or ""
    elsewhere = _host(here) != _host(canonical)
    if elsewhere:
        yield Provenance(role="origin", name=_host(canonical), url=canonical)
    if here or about.site:
        yield Provenance(
            role="publisher",
            name=about.site or _host(here),
            url=(here if elsewhere else canonical) or None,
            published=published,
        )
    yield Provenance(
        role="capture",
        file=source.path.rsplit("/", 1)[-1],
        sha256=source.sha256,
        format="html",
        captured_at=about.captured_at,
    )


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("amp.").removeprefix("m.")
