"""How a feed reads in each of its three formats: Atom, RSS, JSON Feed. One `Channel`, three texts.

Nothing is invented for the sake of a format: what is unknown is left out, an item without words of its own carries
its title. Identifiers are the same in all three, and outlive a change of address.

Sources: RFC 4287 (Atom); the RSS 2.0 specification and the RSS Advisory Board's best practices (dc:creator where there
is no address to mail to, content:encoded for whole texts, atom:link for the feed's own address); JSON Feed 1.1,
https://www.jsonfeed.org/version/1.1/.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Final

import msgspec

from generator.model import Author

MEDIA_TYPES: Final = {
    "feed.xml": "application/atom+xml",
    "rss.xml": "application/rss+xml",
    "feed.json": "application/feed+json",
}
"""The files of a feed, in the order in which they are printed."""

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


def atom(channel: Channel) -> bytes:
    """Return a channel as Atom."""
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_attribute(channel.lang)}>',
        f"<title>{_text(channel.title)}</title>",
    ]
    if channel.description:
        parts.append(f"<subtitle>{_text(channel.description)}</subtitle>")
    parts += [
        f"<id>{_text(channel.folder)}feed.xml</id>",
        f"<updated>{_rfc_3339(channel.updated)}</updated>",
        f"<author><name>{_text(channel.site)}</name></author>",
        _atom_link("self", f"{channel.folder}feed.xml", MEDIA_TYPES["feed.xml"]),
        _atom_link("alternate", channel.home, "text/html"),
    ]
    if channel.icon:
        parts.append(f"<icon>{_text(channel.icon)}</icon>")
    for item in channel.items:
        parts += _atom_entry(item)
    return _file(parts, "</feed>")


def _atom_entry(item: Item) -> list[str]:
    lines = [
        f"<entry xml:lang={_attribute(item.lang)}>",
        f"<title>{_text(item.title)}</title>",
        f"<id>{_text(item.id)}</id>",
        f"<published>{_rfc_3339(item.published)}</published>",
        f"<updated>{_rfc_3339(item.updated)}</updated>",
        _atom_link("alternate", item.url, "text/html"),
    ]
    if item.source:
        lines.append(_atom_link("via", item.source))
    if item.licence:
        lines.append(_atom_link("license", item.licence))
    lines += [f"<author><name>{_text(author.name)}</name>{_uri(author)}</author>" for author in item.authors]
    lines += [f"<category term={_attribute(tag)}/>" for tag in item.tags]
    if item.rights:
        lines.append(f"<rights>{_text(item.rights)}</rights>")
    if item.summary:
        lines.append(f"<summary>{_text(item.summary)}</summary>")
    if item.html is not None:
        lines.append(f'<content type="html">{_text(item.html)}</content>')
    return [*lines, "</entry>"]


def rss(channel: Channel) -> bytes:
    """Return a channel as RSS 2.0."""
    spaces = {
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "dc": "http://purl.org/dc/elements/1.1/",
    }
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<rss version="2.0" {" ".join(f"xmlns:{name}={_attribute(uri)}" for name, uri in spaces.items())}>',
        "<channel>",
        f"<title>{_text(channel.title)}</title>",
        f"<link>{_text(channel.home)}</link>",
        f"<description>{_text(channel.description or channel.title)}</description>",
        f"<language>{_text(channel.lang)}</language>",
        f'<atom:link rel="self" type="{MEDIA_TYPES["rss.xml"]}" href={_attribute(f"{channel.folder}rss.xml")}/>',
    ]
    if channel.items:
        parts.append(f"<lastBuildDate>{_rfc_822(channel.updated)}</lastBuildDate>")
    for item in channel.items:
        parts += _rss_item(item)
    return _file([*parts, "</channel>"], "</rss>")


def _rss_item(item: Item) -> list[str]:
    lines = [
        "<item>",
        f"<title>{_text(item.title)}</title>",
        f"<link>{_text(item.url)}</link>",
        # Not the address: one that changed would show the article twice.
        f'<guid isPermaLink="false">{_text(item.id)}</guid>',
        f"<pubDate>{_rfc_822(item.published)}</pubDate>",
    ]
    lines += [f"<dc:creator>{_text(author.name)}</dc:creator>" for author in item.authors]
    lines += [f"<category>{_text(tag)}</category>" for tag in item.tags]
    if item.rights:
        lines.append(f"<dc:rights>{_text(item.rights)}</dc:rights>")
    if item.source:
        lines.append(f"<dc:source>{_text(item.source)}</dc:source>")
    if item.summary:
        lines.append(f"<description>{_text(item.summary)}</description>")
    if item.html is not None:
        lines.append(f"<content:encoded>{_text(item.html)}</content:encoded>")
    return [*lines, "</item>"]


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
    return (json.dumps(_stated(said), ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


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


def _file(parts: list[str], end: str) -> bytes:
    return "\n".join([*parts, end, ""]).encode()


def _atom_link(rel: str, url: str, kind: str = "") -> str:
    return f'<link rel="{rel}"{f" type={_attribute(kind)}" if kind else ""} href={_attribute(url)}/>'


def _uri(author: Author) -> str:
    return f"<uri>{_text(author.url)}</uri>" if author.url else ""


def _rfc_3339(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _rfc_822(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, tz=UTC), usegmt=True)


def _text(words: str) -> str:
    return escape(_NO_XML.sub("", words))


def _attribute(words: str) -> str:
    return f'"{_text(words)}"'
