"""What a saved page says of itself: headline, authors, dates, section, language, addresses, picture, licence.

Asked in the order of how exactly a source means it: JSON-LD (schema.org), Open Graph and other meta tags, microdata,
and what the reader sees. A program that saved the page may have left a note of where and when. Nothing is inferred.
"""

import datetime as dt
import email.utils
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

import msgspec
from lxml.html import HtmlElement

from generator.convert import attribution
from generator.convert.stated import Data, Statements, absolute, name, shown, statements, text
from generator.model import Author, Image, Licence, Moment, moment

_PUBLISHED: Final = (
    *("article:published_time", "datepublished", "og:article:published_time", "parsely-pub-date", "sailthru.date"),
    *("pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "article.published"),
    *("article_date_original", "cxenseparse:recs:publishtime", "date", "dc.date.issued", "dcterms.issued", "dc.date"),
    *("dcterms.created", "dcterms.date", "citation_publication_date"),
)
_MODIFIED: Final = ("article:modified_time", "datemodified", "og:updated_time", "lastmod", "dcterms.modified")
_AUTHORS: Final = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "citation_author",
)
_SECTIONS: Final = ("article:section", "parsely-section", "section", "cxenseparse:section")
_IMAGES: Final = ("og:image:secure_url", "og:image", "og:image:url")
_BYLINES: Final = "//*[contains(@class,'byline') or contains(@class,'Byline') or contains(@class,'author')]"
_SIGNED: Final = "//*[@itemprop='author']//*[@itemprop='name']|//*[@itemprop='author']|//a[@rel='author']"
_BY: Final = re.compile(r"\A(?:by|von|par|por|di|door|av)[ :]+", re.IGNORECASE)
_NO_NAME: Final = re.compile(r"[@/<>{}]|\d{3}|\Ahttps?:")
_NO_SITE: Final = re.compile(r"https?:|@|www\.")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SINGLE_FILE: Final = re.compile(r"Page saved with SingleFile\s+url: (?P<url>\S+)\s+saved date: (?P<date>[^\n(]+)")
_MARK_OF_WEB: Final = re.compile(r"saved from url=\(\d+\)(?P<url>\S+)")
_WAYBACK: Final = re.compile(r"FILE ARCHIVED ON (?P<time>\d\d:\d\d:\d\d) (?P<day>[A-Z][a-z]{2} \d\d, \d{4})")
_CREATIVE_COMMONS: Final = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<terms>by(?:-nc)?(?:-nd|-sa)?)/(?P<version>\d\.\d)"
    r"|publicdomain/(?P<free>zero|mark))"
)
_ENDING: Final = re.compile(r"\s+[|·•–—»:-]+\s+(?P<site>[^|·•–—»]{2,60})\Z")
_LONGEST: Final = 80
_FIRST_YEAR: Final = 1500
"""No newspaper is older: an earlier date is a program's way to say that there is none."""


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What a page states of itself; None and empty for what it does not."""

    title: str = ""
    summary: str | None = None
    byline: str | None = None
    authors: tuple[Author, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    section: str | None = None
    lang: str | None = None
    url: str | None = None
    """Canonical."""

    saved_from: str | None = None
    """Where the copy was made, if a note says so."""

    captured_at: Moment | None = None
    site: str | None = None
    image: Image | None = None
    licence: Licence | None = None


def read(tree: HtmlElement, *, timezone: str) -> Metadata:
    """Return what a page says of itself.

    Args:
        tree: The whole page.
        timezone: In which a date without one is read.
    """
    page = statements(tree)
    data = page.article
    saved_from, captured = _saved(tree, timezone)
    url = _address(page, saved_from)
    sites = (*page.all(("og:site_name", "application-name")), name(data.get("publisher")))
    site = next((stated for stated in sites if stated and not _NO_SITE.match(stated)), None)
    authors = _authors(page)
    published = _moment((data.get("datePublished"), *page.all(_PUBLISHED), *_times(page)), timezone)
    modified = _moment((data.get("dateModified"), *page.all(_MODIFIED), *page.marked("dateModified")), timezone)
    section = text(data.get("articleSection")) or page.first(*_SECTIONS) or ""
    return Metadata(
        title=_title(page, site or ""),
        summary=page.first("og:description", "description", "twitter:description"),
        byline=_byline(tree, authors),
        authors=authors,
        published=published,
        modified=modified if modified != published else None,
        section=section.partition(",")[0].strip()[:_LONGEST] or None,
        lang=_language(page),
        url=url,
        saved_from=saved_from,
        captured_at=captured,
        site=site,
        image=_image(page, url),
        licence=_licence(page),
    )


def _title(page: Statements, site: str) -> str:
    """Return the headline: as the page shows it, where what it shows is what it says of itself."""
    heads = [text(node.text) for node in page.tree.iter("title")]
    told = (text(page.article.get("headline")), *page.all(("og:title", "twitter:title")), *heads[:1])
    stated = [words for words in told if words]
    headlines = [words for node in page.tree.iter("h1") if (words := " ".join(node.text_content().split()))]
    said = _folded(" ".join(stated))
    for words in headlines:
        if len(words.split()) > 2 and _folded(words) in said:  # noqa: PLR2004 one or two may be a section's name
            return words
    if not stated:
        return headlines[0] if headlines else ""
    ending = _ENDING.search(stated[0])
    if ending and site and (_folded(ending["site"]) in _folded(site) or _folded(site) in _folded(ending["site"])):
        return stated[0][: ending.start()]
    return stated[0]


def _folded(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).lower()


def _authors(page: Statements) -> tuple[Author, ...]:
    stated = page.article.get("author") or page.article.get("creator")
    found = [author for item in (stated if isinstance(stated, list) else [stated]) for author in _author(item)]
    if not found:
        found = [author for value in page.all(_AUTHORS) for author in _author(value)]
    if not found:
        signed = page.tree.xpath(_SIGNED)
        found = [author for node in signed[:1] for author in _author(node.get("content") or shown(node))]
    first = {author.name.lower(): author for author in reversed(found)}
    return tuple(reversed(first.values()))


def _author(value: object) -> list[Author]:
    """Return the authors that one value names: several, where it is a byline."""
    person: Data = value if isinstance(value, dict) else {"name": value}
    named = _BY.sub("", text(person.get("name")))
    if not 1 < len(named) <= _LONGEST or _NO_NAME.search(named):
        return []
    parsed = attribution.byline([f"By {named}"])
    if parsed and len(parsed[1].authors) > 1:
        return list(parsed[1].authors)
    alone = parsed[1].authors[0] if parsed else Author(name=named)
    works_for = name(person.get("worksFor") or person.get("affiliation"))
    url = text(person.get("url"))
    return [
        Author(
            name=alone.name,
            affiliation=works_for or alone.affiliation,
            url=url if url.startswith(("http://", "https://")) else None,
        )
    ]


def _byline(tree: HtmlElement, authors: tuple[Author, ...]) -> str | None:
    """Return the byline as the page shows it, else the authors' names."""
    names = {author.name.lower() for author in authors}
    for node in tree.xpath(_BYLINES)[:20]:
        words = shown(node)
        found = attribution.byline([words]) if len(words) <= 2 * _LONGEST else None
        if found and (not names or names == {author.name.lower() for author in found[1].authors}):
            return found[1].text
    return ", ".join(author.name for author in authors) or None


def _times(page: Statements) -> Iterator[str]:
    yield from page.marked("datePublished")
    times = list(page.tree.iter("time"))
    yield from (node.get("datetime") or shown(node) for node in times if node.get("pubdate") is not None)
    stated = {node.get("datetime") for node in times} - {None, ""}
    # One moment that all its times name; several could be those of other stories.
    if len(stated) == 1:
        yield from stated


def _moment(values: Iterable[object], timezone: str) -> Moment | None:
    for value in filter(None, map(text, values)):
        for read_as in (_as_stated, _as_mail, _as_shown):
            try:
                found = read_as(value, timezone)
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
            if found.year >= _FIRST_YEAR:
                return found
    return None


def _as_stated(value: str, timezone: str) -> Moment:
    return moment.parse(value, timezone=timezone)


def _as_mail(value: str, timezone: str) -> Moment:
    return moment.of(email.utils.parsedate_to_datetime(value), timezone=timezone)


def _as_shown(value: str, timezone: str) -> Moment:
    return moment.parse(attribution.read_date(value) or "", timezone=timezone)


def _language(page: Statements) -> str | None:
    root = page.tree.getroottree().getroot()
    told = (root.get("lang"), root.get("xml:lang"), text(page.article.get("inLanguage")))
    for value in (*told, *page.all(("og:locale", "content-language", "dc.language"))):
        tag = (value or "").strip().replace("_", "-")
        if _LANGUAGE.fullmatch(tag):
            return tag
    return None


def _address(page: Statements, saved_from: str | None) -> str | None:
    told = (text(page.article.get("url")), text(page.article.get("mainEntityOfPage")), saved_from or "")
    stated = (*page.linked("canonical"), *page.all(("og:url",)), *told)
    found = [url for value in stated if (url := absolute(value, saved_from))]
    # A front page that every page names as its canonical address says nothing.
    deep = (url for url in found if urlsplit(url).path.strip("/") or urlsplit(url).query)
    return next(iter((*deep, *found)), None)


def _saved(tree: HtmlElement, timezone: str) -> tuple[str | None, Moment | None]:
    """Return where a page was saved from, and when, as the program that saved it noted in a comment."""
    for comment in tree.getroottree().xpath("//comment()"):
        note = comment.text or ""
        single = _SINGLE_FILE.search(note)
        if single:
            at = _saved_at(single["date"].strip(), "%a %b %d %Y %H:%M:%S GMT%z", timezone)
            return absolute(single["url"], None) or None, at
        wayback = _WAYBACK.search(note)
        if wayback:
            return None, _saved_at(f"{wayback['time']} {wayback['day']} +0000", "%H:%M:%S %b %d, %Y %z", timezone)
        mark = _MARK_OF_WEB.search(note)
        if mark:
            return absolute(mark["url"], None) or None, None
    return None, None


def _saved_at(value: str, pattern: str, timezone: str) -> Moment | None:
    try:
        return moment.of(dt.datetime.strptime(value, pattern), timezone=timezone)  # noqa: DTZ007 the pattern has a zone
    except ValueError:
        return _moment([value], timezone)


def _image(page: Statements, url: str | None) -> Image | None:
    stated = page.article.get("image")
    pictures = [item for item in (stated if isinstance(stated, list) else [stated]) if isinstance(item, dict)]
    picture = pictures[0] if pictures else {}
    for value in (*page.all(_IMAGES), text(stated)):
        address = absolute(value, url)
        if address:
            return Image(
                src=address,
                alt=page.first("og:image:alt", "twitter:image:alt") or "",
                caption=text(picture.get("caption")) or None,
                credit=text(picture.get("creditText")) or name(picture.get("creator")) or None,
            )
    return None


def _licence(page: Statements) -> Licence | None:
    told = (text(page.article.get("license")), *page.all(("dcterms.license", "dc.rights.license")))
    for url in (*told, *page.linked("license")):
        found = _CREATIVE_COMMONS.search(url)
        if not found:
            continue
        holder = name(page.article.get("copyrightHolder")) or None
        if found["free"]:
            label = "CC0-1.0" if found["free"] == "zero" else "CC-PDM-1.0"
            return Licence(status="public-domain", id=label, url=url, holder=holder)
        terms = found["terms"].upper()
        return Licence(
            status="cc",
            id=f"CC-{terms}-{found['version']}",
            url=url,
            holder=holder,
            edits="none" if "ND" in terms else "free",
        )
    return None
