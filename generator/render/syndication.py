"""How a feed reads in each of its three formats: Atom, RSS, JSON Feed. One `Channel`, three texts.

Nothing is invented for the sake of a format: what is unknown is left out, an item without words of its own carries
its title. Identifiers are the same in all three, and outlive a change of address.

Sources: RFC 4287 (Atom); the RSS 2.0 specification and the RSS Advisory Board's best practices (dc:creator where there
is no address to mail to, content:encoded for whole texts, atom:link for the feed's own address); JSON Feed 1.1,
https://www.jsonfeed.org/version/1.1/.
"""

import functools
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Final, TypeVar

import msgspec

from generator.model import Author

MEDIA_TYPES: Final = {
    "feed.xml": "application/atom+xml",
    "rss.xml": "application/rss+xml",
    "feed.json": "application/feed+json",
}
"""The files of a feed, in the order in which they are printed."""

T = TypeVar("T")

# What XML 1.0 knows no character of, escaped or not.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One article in a feed. URLs are absolute."""

    id: str
    url: str
    title: str
    published: int
    """Seconds since 1970: the earliest moment of the date as it is known."""

    updated: int
    lang: str
    summary: str | None = None
    html: str | None = None
    """The whole text, its links absolute; None where only the summary may be handed on."""

    source: str | None = None
    """Where it first ran."""

    authors: tuple[Author, ...] = ()
    tags: tuple[str, ...] = ()
    rights: str | None = None
    licence: str | None = None
    """The licence's URL."""


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """One feed: of the site, of a section, of an entity."""

    folder: str
    """The absolute URL of the folder its files stand in, with its slash."""

    title: str
    home: str
    """The page it is the feed of."""

    site: str
    """The publication's name: who speaks where an item names no author."""

    lang: str
    description: str = ""
    icon: str | None = None
    items: tuple[Item, ...] = ()
    """Newest first."""

    @property
    def updated(self) -> int:
        """When anything in it last changed; never the moment of the build."""
        return max((item.updated for item in self.items), default=0)


def _once(write: Callable[[Item], T]) -> Callable[[Item], T]:
    """Return what writes an item once for all feeds that hold it; whole texts are long, and not kept."""
    known = functools.lru_cache(maxsize=2048)(write)
    return lambda item: known(item) if item.html is None else write(item)


def atom(channel: Channel) -> bytes:
    """Return a channel as Atom."""
    return _file(
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_attribute(channel.lang)}>',
        _element("title", channel.title),
        _element("subtitle", channel.description),
        _element("id", f"{channel.folder}feed.xml"),
        _element("updated", _rfc_3339(channel.updated)),
        _person(Author(name=channel.site)),
        _link("link", "self", f"{channel.folder}feed.xml", MEDIA_TYPES["feed.xml"]),
        _link("link", "alternate", channel.home, "text/html"),
        _element("icon", channel.icon),
        *(_atom_entry(item) for item in channel.items),
        "</feed>",
    )


@_once
def _atom_entry(item: Item) -> str:
    return _lines(
        f"<entry xml:lang={_attribute(item.lang)}>",
        _element("title", item.title),
        _element("id", item.id),
        _element("published", _rfc_3339(item.published)),
        _element("updated", _rfc_3339(item.updated)),
        _link("link", "alternate", item.url, "text/html"),
        _link("link", "via", item.source),
        _link("link", "license", item.licence),
        *map(_person, item.authors),
        *(f"<category term={_attribute(tag)}/>" for tag in item.tags),
        _element("rights", item.rights),
        # Atom wants words beside an address, where it has no content.
        _element("summary", item.summary or (item.title if item.html is None else None)),
        _element("content", item.html, 'type="html"'),
        "</entry>",
    )


def rss(channel: Channel) -> bytes:
    """Return a channel as RSS 2.0."""
    spaces = {
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
    }
    return _file(
        f'<rss version="2.0" {" ".join(f"xmlns:{name}={_attribute(uri)}" for name, uri in spaces.items())}>',
        "<channel>",
        _element("title", channel.title),
        _element("link", channel.home),
        _element("description", channel.description or channel.title),
        _element("language", channel.lang),
        _link("atom:link", "self", f"{channel.folder}rss.xml", MEDIA_TYPES["rss.xml"]),
        _element("lastBuildDate", _rfc_822(channel.updated) if channel.items else None),
        *(_rss_item(item) for item in channel.items),
        "</channel>",
        "</rss>",
    )


@_once
def _rss_item(item: Item) -> str:
    return _lines(
        "<item>",
        _element("title", item.title),
        _element("link", item.url),
        # Not the address: one that changed would show the article twice.
        _element("guid", item.id, 'isPermaLink="false"'),
        _element("pubDate", _rfc_822(item.published)),
        *(_element("dc:creator", author.name) for author in item.authors),
        *(_element("category", tag) for tag in item.tags),
        _element("dc:rights", item.rights),
        _element("dc:source", item.source),
        # RSS has HTML here: plain words are escaped as such.
        _element("description", escape(item.summary, quote=False) if item.summary else None),
        _element("content:encoded", item.html),
        "</item>",
    )


def json_feed(channel: Channel) -> bytes:
    """Return a channel as JSON Feed 1.1."""
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": f"{channel.folder}feed.json",
        "description": channel.description,
        "language": channel.lang,
        "icon": channel.icon,
        "items": [_json_item(item) for item in channel.items],
    }
    stated = _stated(said)
    try:
        return msgspec.json.format(msgspec.json.encode(stated), indent=1) + b"\n"
    except UnicodeEncodeError:  # half of a pair of surrogates
        return (json.dumps(stated, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


@_once
def _json_item(item: Item) -> dict[str, object]:
    # An item must have a content: where the text may not be handed on, its summary is what there is.
    content = {"content_html": item.html} if item.html is not None else {"content_text": item.summary or item.title}
    said = {
        "id": item.id,
        "url": item.url,
        "external_url": item.source,
        "title": item.title,
        **content,
        "summary": item.summary,
        "date_published": _rfc_3339(item.published),
        "date_modified": _rfc_3339(item.updated) if item.updated != item.published else None,
        "authors": [_stated({"name": author.name, "url": author.url}) for author in item.authors],
        "tags": list(item.tags),
        "language": item.lang,
        "_rights": _stated({"notice": item.rights, "license": item.licence}),
    }
    return _stated(said)


def _stated(said: Mapping[str, object]) -> dict[str, object]:
    """Return what is known of it; an empty list of items is known too."""
    return {key: value for key, value in said.items() if value or key == "items"}


def _file(*lines: str) -> bytes:
    return (_lines('<?xml version="1.0" encoding="utf-8"?>', *lines) + "\n").encode()


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def _element(name: str, words: str | None, attributes: str = "") -> str:
    return f"<{name}{' ' if attributes else ''}{attributes}>{_text(words)}</{name}>" if words else ""


def _link(name: str, rel: str, url: str | None, kind: str = "") -> str:
    return f'<{name} rel="{rel}"{f" type={_attribute(kind)}" if kind else ""} href={_attribute(url)}/>' if url else ""


def _person(author: Author) -> str:
    return f"<author>{_element('name', author.name)}{_element('uri', author.url)}</author>"


@functools.lru_cache(maxsize=1024)
def _rfc_3339(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat().replace("+00:00", "Z")


@functools.lru_cache(maxsize=1024)
def _rfc_822(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, tz=UTC), usegmt=True)


@functools.lru_cache(maxsize=1024)
def _text(words: str) -> str:
    # By number, for the many readers of RSS that take a name for a second escape (its advisory board's advice).
    words = _NO_XML.sub("", words).replace("&", "&#x26;").replace("<", "&#x3C;").replace(">", "&gt;")
    return words.replace('"', "&quot;").replace("'", "&#x27;")


def _attribute(words: str) -> str:
    return f'"{_text(words)}"'
