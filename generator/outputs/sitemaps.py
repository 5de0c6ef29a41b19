"""What search engines are told: the sitemap, and `robots.txt`.

Only pages that may be indexed are listed: a page that says `noindex` must be crawlable and must not be advertised.

Sources: https://www.sitemaps.org/protocol.html (50,000 addresses and 50 MB a file); Google's news sitemaps (articles of
the last two days, 1,000 at most, each with publication, language, date and title).
"""

import functools
from collections.abc import Iterator
from html import escape
from typing import Any, ClassVar

import msgspec

from generator.build.sources import Setting
from generator.build.task import Answer, Fact, Fetch, Made, Stratum, Task
from generator.config import Config
from generator.link import facts
from generator.link.site import Site
from generator.link.translated import versions
from generator.model import Article, Moment
from generator.outputs.frame import OpenFrame
from generator.outputs.tasks import printing
from generator.render.links import absolute
from generator.render.structured import robots as robots_of

SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"
NEWS = "/sitemap-news.xml"
MOST_NEWS = 1000
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"

SHARD = 10_000
"""Articles in one file of the sitemap: counted from the oldest, so that a new article changes the newest alone."""

MOST_OTHERS = 40_000
"""Addresses of other pages in one file: with a shard of articles beside them still as many as a sitemap may have."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What a sitemap says of one article."""

    address: str
    changed: str = ""
    """The day or the moment, as it was stated."""

    others: tuple[tuple[str, str], ...] = ()
    """Pairs of a language and an address: where else it may be found, its own included."""


class Listed(Fact[tuple[Entry, ...]], frozen=True):
    """Those articles of one shard that may be indexed, oldest first: one question, for a sitemap asks of all."""

    start: int
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the articles of the sitemap from {self.start} on"


def answers(site: Site) -> dict[type[Fact[Any]], Answer]:
    """Return how the world answers what a sitemap asks."""
    translated = functools.cache(lambda: versions(site.articles))

    def entry(key: str) -> Entry:
        return Entry(
            site.addresses[f"article {key}"],
            changed.text if (changed := _changed(site.articles[key])) else "",
            tuple(
                [
                    (lang, site.addresses[f"article {other}"])
                    for lang, other in translated()(key)
                    if robots_of(site.articles[other]) is None
                ]
            ),
        )

    def listed(fact: Listed) -> tuple[Entry, ...]:
        shard = site.order[fact.start : fact.start + SHARD]
        return tuple(entry(key) for key in shard if robots_of(site.articles[key]) is None)

    return {Listed: Answer(listed)}


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan `robots.txt`, and with a base URL the sitemap."""
    if "/robots.txt" not in site.assets.values():
        yield _task(ROBOTS, Robots())
    if not config.base_url:
        return
    others = tuple(
        sorted(
            {address for place, address in site.addresses.items() if not place.startswith("article ")}
            | {term.address for kind in ("section", "tag") for term in site.terms[kind].values()}
            | {"/"}
        )
    )
    if config.news_sitemap:
        yield _task(NEWS, News(site.news[:MOST_NEWS]))
    shards = range(0, max(1, len(site.order)), SHARD)
    if len(shards) == 1 and len(others) <= MOST_OTHERS:
        yield _task(SITEMAP, UrlSet(0, others))
        return
    names = [f"/sitemap-{number}.xml" for number in range(1, len(shards) + 1)]
    for name, start in zip(names, shards, strict=True):
        yield _task(name, UrlSet(start))
    for number, start in enumerate(range(0, len(others), MOST_OTHERS), 1):
        names.append("/sitemap-pages.xml" if number == 1 else f"/sitemap-pages-{number}.xml")
        yield _task(names[-1], UrlSet(None, others[start : start + MOST_OTHERS]))
    yield _task(SITEMAP, Index(tuple(names)))


def _task(address: str, make: "UrlSet | Index | News | Robots") -> Task:
    return printing(address, make, origin=f"the generated {address}", recipe=make.recipe(), kind="file")


class UrlSet(msgspec.Struct, frozen=True):
    """One file of addresses: of articles that may be indexed, and of other pages."""

    start: int | None
    """Where its shard of the articles begins, counted from the oldest; None: it holds none."""

    others: tuple[str, ...] = ()

    def recipe(self) -> str:
        """Return what shapes the file beside what it fetches."""
        return "\n".join((str(self.start), *self.others))

    def __call__(self, fetch: Fetch) -> Made:
        """Return the file."""
        base = fetch(OpenFrame()).base_url
        entries = fetch(Listed(self.start)) if self.start is not None else ()
        space = f' xmlns:xhtml="{_XHTML}"' if any(each.others for each in entries) else ""
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<urlset xmlns="{_SPACE}"{space}>',
            *(_url(each, base) for each in entries),
            *(_url(Entry(address), base) for address in self.others),
            "</urlset>",
            "",
        ]
        return Made(files=("\n".join(lines).encode(),))


class Index(msgspec.Struct, frozen=True):
    """The file that names the others."""

    files: tuple[str, ...]

    def recipe(self) -> str:
        """Return what shapes the file beside what it fetches."""
        return "\n".join(self.files)

    def __call__(self, fetch: Fetch) -> Made:
        """Return the file."""
        base = fetch(OpenFrame()).base_url
        names = [f"<sitemap><loc>{escape(absolute(name, base_url=base))}</loc></sitemap>" for name in self.files]
        head = f'<sitemapindex xmlns="{_SPACE}">'
        return Made(
            files=("\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *names, "</sitemapindex>", ""]).encode(),)
        )


class News(msgspec.Struct, frozen=True):
    """The file of what is new. It may be empty: of an archive, nothing is."""

    articles: tuple[str, ...]

    def recipe(self) -> str:
        """Return what shapes the file beside what it fetches."""
        return "\n".join(self.articles)

    def __call__(self, fetch: Fetch) -> Made:
        """Return the file."""
        site = fetch(OpenFrame())
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<urlset xmlns="{_SPACE}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">',
        ]
        for key in self.articles:
            head = fetch(facts.ArticleHead(key))
            card = fetch(facts.ArticleCard(key))
            if card and head.published and robots_of(head) is None:
                lines += [
                    f"<url><loc>{escape(absolute(card.address, base_url=site.base_url))}</loc><news:news>",
                    f"<news:publication><news:name>{escape(site.title)}</news:name>",
                    f"<news:language>{escape(_language(head.lang))}</news:language></news:publication>",
                    f"<news:publication_date>{escape(head.published.text)}</news:publication_date>",
                    f"<news:title>{escape(head.title)}</news:title></news:news></url>",
                ]
        return Made(files=("\n".join([*lines, "</urlset>", ""]).encode("utf-8", "replace"),))


class Robots(msgspec.Struct, frozen=True):
    """`robots.txt`: everything may be read; what must not be indexed says so itself."""

    def recipe(self) -> str:
        """Return what shapes the file beside what it fetches."""
        return ""

    def __call__(self, fetch: Fetch) -> Made:
        """Return the file."""
        base = fetch(OpenFrame()).base_url
        lines = ["User-agent: *", "Allow: /"]
        if base:
            lines += ["", f"Sitemap: {absolute(SITEMAP, base_url=base)}"]
            if fetch(Setting("news_sitemap")):
                lines.append(f"Sitemap: {absolute(NEWS, base_url=base)}")
        return Made(files=("\n".join([*lines, ""]).encode(),))


def _url(entry: Entry, base: str | None) -> str:
    when = f"<lastmod>{entry.changed}</lastmod>" if entry.changed else ""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(lang)}" href="{escape(absolute(address, base_url=base))}"/>'
        for lang, address in entry.others
    )
    return f"<url><loc>{escape(absolute(entry.address, base_url=base))}</loc>{when}{others}</url>"


def _changed(head: Article) -> Moment | None:
    if not head.corrections and head.modified is None:
        return head.published
    moments = [head.modified, *(correction.at for correction in head.corrections), head.published]
    return max((moment for moment in moments if moment), key=lambda moment: moment.start, default=None)


def _language(tag: str) -> str:
    """Return a language as the news sitemap writes it: two letters, but for Chinese its script's country too."""
    words = tag.lower().split("-")
    if words[0] == "zh":
        return "zh-tw" if {"tw", "hk", "mo", "hant"} & set(words) else "zh-cn"
    return words[0]
