"""Atom feeds: the site's, each section's, each entity's. Only with a base URL, since a feed's links are absolute.

Undated articles stay out: a feed orders by time. An entry's id is the article's id under the base URL, so that it
outlives a change of address. Entries of words that are not ours carry a summary and name their source.

Source: RFC 4287.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.link import facts
from generator.link.site import Site
from generator.model import Article
from generator.outputs.frame import FEED, Frame
from generator.outputs.tasks import printing
from generator.render.links import absolute

ENTRIES = 30
"""Articles in a feed."""

# What XML 1.0 knows no character of, escaped or not.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan the feeds."""
    if not config.base_url:
        return
    yield _task(FEED, "articles", "", "/", config.title)
    for slug, term in site.terms["section"].items():
        yield _task(section_feed(term.address), "section", slug, term.address, term.title)
    for key, known in site.entities.items():
        if known.page:
            base = site.addresses[f"entity {key}"]
            yield _task(entity_feed(base), "entity", key, base, known.name)


def section_feed(base: str) -> str:
    """Return the address of a section's feed."""
    return f"{base}feed.xml"


def entity_feed(base: str) -> str:
    """Return the address of an entity's feed."""
    return f"{base}feed.xml"


def _task(address: str, kind: str, slug: str, home: str, title: str) -> Task:
    make = Feed(kind, slug, address, home, title)
    return printing(address, make, origin=f"the feed {address}", recipe=f"{kind} {slug} {title}", kind="feed")


@dataclass(frozen=True, slots=True)
class Feed:
    """Prints one feed."""

    kind: str
    slug: str
    address: str
    home: str
    title: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return the feed."""
        site = fetch(Frame())
        base = site.base_url
        heads = [fetch(facts.ArticleHead(key)) for key in self._newest(fetch)]
        dated = sorted((head for head in heads if head.published), key=lambda head: (-_updated(head), head.id))[
            :ENTRIES
        ]
        name = site.title if self.kind == "articles" else f"{self.title} – {site.title}"
        parts = [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={_attribute(site.lang)}>',
            f"<title>{_text(name)}</title>",
            f"<id>{_text(absolute(self.address, base_url=base))}</id>",
            f"<updated>{_time(max((_updated(head) for head in dated), default=0))}</updated>",
            f"<author><name>{_text(site.title)}</name></author>",
            f'<link rel="self" type="application/atom+xml" href={_attribute(absolute(self.address, base_url=base))}/>',
            f'<link rel="alternate" type="text/html" href={_attribute(absolute(self.home, base_url=base))}/>',
        ]
        if site.description:
            parts.insert(3, f"<subtitle>{_text(site.description)}</subtitle>")
        for head in dated:
            parts += _entry(fetch, head, base)
        return Made(files=("\n".join([*parts, "</feed>", ""]).encode(),))

    def _newest(self, fetch: Fetch) -> tuple[str, ...]:
        if self.kind == "entity":
            return fetch(facts.NamedIn(self.slug)).lines.ids
        return fetch(facts.Lists("section" if self.kind == "section" else "articles", self.slug)).ids


def _entry(fetch: Fetch, head: Article, base: str | None) -> list[str]:
    card = fetch(facts.ArticleCard(head.id))
    assert card is not None
    assert head.published is not None
    url = absolute(card.address, base_url=base)
    source = next((hop for hop in head.provenance if hop.url), None)
    lines = [
        f"<entry xml:lang={_attribute(head.lang)}>",
        f"<title>{_text(head.title)}</title>",
        f"<id>{_text(absolute('/', base_url=base))}#{quote(head.id)}</id>",
        f"<published>{_time(head.published.start)}</published>",
        f"<updated>{_time(_updated(head))}</updated>",
        f'<link rel="alternate" type="text/html" href={_attribute(url)}/>',
    ]
    if source and source.url:
        lines.append(f'<link rel="via" href={_attribute(source.url)}/>')
    lines += [f"<author><name>{_text(author.name)}</name></author>" for author in head.authors]
    lines += [f"<category term={_attribute(tag)}/>" for tag in head.tags]
    if head.licence and head.licence.notice:
        lines.append(f"<rights>{_text(head.licence.notice)}</rights>")
    if card.summary:
        lines.append(f"<summary>{_text(card.summary)}</summary>")
    return [*lines, "</entry>"]


def _updated(head: Article) -> int:
    moments = (head.published, head.modified, *(correction.at for correction in head.corrections))
    return max(moment.start for moment in moments if moment)


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(words: str) -> str:
    return escape(_NO_XML.sub("", words))


def _attribute(words: str) -> str:
    return f'"{_text(words)}"'
