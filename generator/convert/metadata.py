"""What a saved page says of itself: headline, authors, dates, section, language, addresses, picture, licence.

Asked in the order of how exactly a source means it: JSON-LD (schema.org), Open Graph and other meta tags, microdata, and
what the reader sees. A program that saved the page may have left a note of where and when. Nothing is inferred.
"""

import datetime as dt
import email.utils
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import urljoin, urlsplit

import msgspec
from lxml.html import HtmlElement

from generator.convert import attribution
from generator.model import Author, Image, Licence, Moment, moment

_ARTICLES: Final = re.compile(r"(?:News|Blog|Report|Article|Posting|Opinion|Review|Analysis|Background)")
_PUBLISHED: Final = (
    "article:published_time datepublished og:article:published_time parsely-pub-date sailthru.date pubdate publishdate"
    " publish-date publish_date publication_date article.published article_date_original cxenseparse:recs:publishtime date"
    " dc.date.issued dcterms.issued dc.date dcterms.created dcterms.date citation_publication_date"
).split()
_MODIFIED: Final = "article:modified_time datemodified og:updated_time lastmod last-modified dcterms.modified".split()
_AUTHORS: Final = (
    "author article:author parsely-author sailthru.author byl dc.creator dcterms.creator citation_author".split()
)
_SECTIONS: Final = "article:section parsely-section section cxenseparse:section".split()
_BY: Final = re.compile(r"\A(?:by|von|par|por|di|door|av)[ :]+", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SINGLE_FILE: Final = re.compile(r"Page saved with SingleFile\s+url: (?P<url>\S+)\s+saved date: (?P<date>[^\n]+)")
_MARK_OF_WEB: Final = re.compile(r"saved from url=\(\d+\)(?P<url>\S+)")
_WAYBACK: Final = re.compile(r"FILE ARCHIVED ON (?P<time>\d\d:\d\d:\d\d) (?P<day>[A-Z][a-z]{2} \d\d, \d{4})")
_WAYBACK_URL: Final = re.compile(r"https?://web\.archive\.org/web/\d+(?:[a-z]{2}_)?/")
_CREATIVE_COMMONS: Final = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<terms>by(?:-nc)?(?:-nd|-sa)?)/(?P<version>\d\.\d)|publicdomain/(?P<free>zero|mark))"
)
_SUFFIX: Final = re.compile(r"\s+[|·•–—»:-]+\s+(?P<site>[^|·•–—»]{2,60})\Z")
_LONGEST_NAME: Final = 80
_DEEPEST: Final = 6

Data = Mapping[str, object]


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
    data = list(_linked_data(tree))
    article = next((item for item in data if _is_article(item)), {})
    meta = _meta(tree)
    saved_from, captured = _saved(tree, timezone)
    url = _address(tree, meta, article, saved_from)
    site = _first(meta, ["og:site_name", "application-name"]) or _name(article.get("publisher"))
    authors = _authors(tree, meta, article)
    published = _moment(
        [article.get("datePublished"), *_all(meta, _PUBLISHED), *_times(tree, "datePublished")], timezone
    )
    modified = _moment([article.get("dateModified"), *_all(meta, _MODIFIED), *_times(tree, "dateModified")], timezone)
    return Metadata(
        title=_title(tree, meta, article, site or ""),
        summary=_first(meta, ["og:description", "description", "twitter:description"]),
        byline=_byline(tree, authors),
        authors=authors,
        published=published,
        modified=modified if modified != published else None,
        section=_text(article.get("articleSection")) or _first(meta, _SECTIONS),
        lang=_language(tree, meta, article),
        url=url,
        saved_from=saved_from,
        captured_at=captured,
        site=site or None,
        image=_image(meta, article, url),
        licence=_licence(tree, meta, article),
    )


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
    return any(
        isinstance(kind, str) and _ARTICLES.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Return meta tags by name, lower case, each with its values in order."""
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv") or ""
        value = " ".join((tag.get("content") or "").split())
        if value:
            found.setdefault(name.strip().lower(), []).append(value)
    return found


def _all(meta: Mapping[str, list[str]], names: Iterable[str]) -> list[str]:
    return [value for name in names for value in meta.get(name, [])]


def _first(meta: Mapping[str, list[str]], names: Iterable[str]) -> str | None:
    return next(iter(_all(meta, names)), None)


def _text(value: object) -> str:
    """Return the first string in a value of JSON-LD, its white space settled."""
    if isinstance(value, list):
        return next(filter(None, map(_text, value)), "")
    if isinstance(value, dict):
        return _text(value.get("@value") or value.get("@id") or value.get("url"))
    return " ".join(value.split()) if isinstance(value, str) else ""


def _name(value: object) -> str:
    if isinstance(value, list):
        return next(filter(None, map(_name, value)), "")
    return _text(value.get("name")) if isinstance(value, dict) else ""


def _shown(node: HtmlElement) -> str:
    return " ".join(node.text_content().split())


def _property(tree: HtmlElement, name: str) -> Iterator[HtmlElement]:
    yield from tree.xpath("//*[@itemprop=$name]", name=name)


def _title(tree: HtmlElement, meta: Mapping[str, list[str]], article: Data, site: str) -> str:
    """Return the headline: as the page shows it, where what it shows is what it says of itself."""
    head = [_shown(node) for node in tree.iter("title")][:1]
    stated = [
        text for text in (_text(article.get("headline")), *_all(meta, ["og:title", "twitter:title"]), *head) if text
    ]
    shown = [text for node in tree.iter("h1") if (text := _shown(node))]
    said = _folded(" ".join(stated))
    for text in shown:
        if len(text.split()) > 2 and _folded(text) in said:  # noqa: PLR2004 one or two words may be a section
            return text
    if not stated:
        return shown[0] if shown else ""
    ending = _SUFFIX.search(stated[0])
    if ending and (_folded(ending["site"]) in _folded(site) or (site and _folded(site) in _folded(ending["site"]))):
        return stated[0][: ending.start()]
    return stated[0]


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()


def _authors(tree: HtmlElement, meta: Mapping[str, list[str]], article: Data) -> tuple[Author, ...]:
    stated = article.get("author") or article.get("creator")
    found = [author for item in (stated if isinstance(stated, list) else [stated]) for author in _author(item)]
    if not found:
        found = [author for value in _all(meta, _AUTHORS) for author in _author(value)]
    if not found:
        nodes = [next(_property(node, "name"), node) for node in _property(tree, "author")]
        found = [author for node in nodes or tree.xpath("//a[@rel='author']") for author in _author(_shown(node))]
    return tuple({author.name.lower(): author for author in reversed(found)}.values())[::-1]


def _author(value: object) -> list[Author]:
    if isinstance(value, dict):
        name, url = _text(value.get("name")), _text(value.get("url"))
        works_for = _name(value.get("worksFor") or value.get("affiliation")) or None
        safe = url if url.startswith(("http://", "https://")) else None
        return [Author(name=_BY.sub("", name), affiliation=works_for, url=safe)] if _is_name(name) else []
    name = _BY.sub("", _text(value))
    if not _is_name(name):
        return []
    parsed = attribution.byline([f"By {name}"])
    return list(parsed[1].authors) if parsed else [Author(name=name)]


def _is_name(text: str) -> bool:
    return 1 < len(text) <= _LONGEST_NAME and not re.search(r"[@/<>{}]|\d{3}|\Ahttps?:", text)


def _byline(tree: HtmlElement, authors: tuple[Author, ...]) -> str | None:
    """Return the byline as the page shows it, else the authors' names."""
    shown = tree.xpath("//*[contains(@class,'byline') or contains(@class,'Byline') or contains(@class,'author')]")
    for node in shown[:20]:
        text = _shown(node)
        found = attribution.byline([text]) if len(text) <= 2 * _LONGEST_NAME else None
        if found and (not authors or any(author.name.lower() in found[1].text.lower() for author in authors)):
            return found[1].text
    return ", ".join(author.name for author in authors) or None


def _times(tree: HtmlElement, name: str) -> Iterator[str]:
    for node in _property(tree, name):
        yield node.get("content") or node.get("datetime") or _shown(node)
    if name == "datePublished":
        stated = [node.get("datetime") for node in tree.iter("time") if node.get("datetime")]
        yield from (node.get("datetime") for node in tree.iter("time") if node.get("pubdate") is not None)
        # One moment named by all its times; several could be those of other stories.
        if len(set(stated)) == 1:
            yield stated[0]


def _moment(values: Iterable[object], timezone: str) -> Moment | None:
    for text in filter(None, map(_text, values)):
        for read_as in (_as_stated, _as_mail, _as_shown):
            try:
                return read_as(text, timezone)
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
    return None


def _as_stated(text: str, timezone: str) -> Moment:
    return moment.parse(text, timezone=timezone)


def _as_mail(text: str, timezone: str) -> Moment:
    return moment.of(email.utils.parsedate_to_datetime(text), timezone=timezone)


def _as_shown(text: str, timezone: str) -> Moment:
    return moment.parse(attribution.read_date(text) or "", timezone=timezone)


def _language(tree: HtmlElement, meta: Mapping[str, list[str]], article: Data) -> str | None:
    root = tree.getroottree().getroot()
    stated = [
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        _text(article.get("inLanguage")),
    ]
    for value in (*stated, *_all(meta, ["og:locale", "content-language", "dc.language"])):
        tag = (value or "").strip().replace("_", "-")
        if _LANGUAGE.fullmatch(tag):
            return tag
    return None


def _address(tree: HtmlElement, meta: Mapping[str, list[str]], article: Data, saved_from: str | None) -> str | None:
    links = [
        node.get("href") or "" for node in tree.iter("link") if "canonical" in (node.get("rel") or "").lower().split()
    ]
    about = article.get("mainEntityOfPage")
    stated = [*links, *_all(meta, ["og:url"]), _text(article.get("url")), _text(about), saved_from or ""]
    found = [url for value in stated if (url := _absolute(value, saved_from))]
    # A front page named as every page's canonical address says nothing.
    return next((url for url in found if urlsplit(url).path.strip("/") or urlsplit(url).query), next(iter(found), None))


def _absolute(value: str, base: str | None) -> str:
    try:
        url = _WAYBACK_URL.sub("", urljoin(base or "", value.strip()))
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s<>\"]", url) else ""


def _saved(tree: HtmlElement, timezone: str) -> tuple[str | None, Moment | None]:
    """Return where a page was saved from, and when, as the program that saved it noted in a comment."""
    for comment in tree.getroottree().xpath("//comment()"):
        text = comment.text or ""
        single = _SINGLE_FILE.search(text)
        if single:
            date = single["date"].split(" (")[0].strip()
            return _absolute(single["url"], None) or None, _saved_at(date, "%a %b %d %Y %H:%M:%S GMT%z", timezone)
        wayback = _WAYBACK.search(text)
        if wayback:
            stamp = f"{wayback['time']} {wayback['day']} +0000"
            return None, _saved_at(stamp, "%H:%M:%S %b %d, %Y %z", timezone)
        mark = _MARK_OF_WEB.search(text)
        if mark:
            return _absolute(mark["url"], None) or None, None
    return None, None


def _saved_at(text: str, pattern: str, timezone: str) -> Moment | None:
    try:
        return moment.of(dt.datetime.strptime(text, pattern), timezone=timezone)  # noqa: DTZ007 the pattern has a zone
    except ValueError:
        return _moment([text], timezone)


def _image(meta: Mapping[str, list[str]], article: Data, url: str | None) -> Image | None:
    stated = article.get("image")
    picture = next((item for item in (stated if isinstance(stated, list) else [stated]) if isinstance(item, dict)), {})
    for value in (*_all(meta, ["og:image:secure_url", "og:image", "og:image:url"]), _text(stated)):
        address = _absolute(value, url)
        if address:
            return Image(
                src=address,
                alt=_first(meta, ["og:image:alt", "twitter:image:alt"]) or "",
                caption=_text(picture.get("caption")) or None,
                credit=_text(picture.get("creditText")) or _name(picture.get("creator")) or None,
            )
    return None


def _licence(tree: HtmlElement, meta: Mapping[str, list[str]], article: Data) -> Licence | None:
    linked = [
        node.get("href") or ""
        for node in tree.iter("a", "link")
        if "license" in (node.get("rel") or "").lower().split()
    ]
    for url in (_text(article.get("license")), *_all(meta, ["dcterms.license", "dc.rights.license"]), *linked):
        found = _CREATIVE_COMMONS.search(url)
        if not found:
            continue
        holder = _name(article.get("copyrightHolder")) or None
        if found["free"]:
            name = "CC0-1.0" if found["free"] == "zero" else "CC-PDM-1.0"
            return Licence(status="public-domain", id=name, url=url, holder=holder)
        terms = found["terms"].upper()
        edits = "none" if "ND" in terms else "free"
        return Licence(status="cc", id=f"CC-{terms}-{found['version']}", url=url, holder=holder, edits=edits)
    return None
