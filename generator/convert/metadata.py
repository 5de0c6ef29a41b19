"""What a saved page says of itself: headline, authors, dates, section, language, addresses, picture, licence.

Asked in the order of how exactly a source means it: JSON-LD (schema.org), Open Graph and other meta tags, microdata
and RDFa, and what the reader sees. A program that saved the page may have left a note of where and when. Nothing is
inferred.
"""

import email.utils
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

import msgspec
from lxml.html import HtmlElement

from generator.convert import attribution, people
from generator.convert.doubt import Stated
from generator.convert.linked_data import name, several, text, words
from generator.convert.saved_by import saved_by
from generator.convert.stated import Statements, absolute, shown, statements
from generator.model import Author, Correction, Image, Licence, Moment, moment

_PUBLISHED: Final = (
    *("article:published_time", "article:published", "datepublished", "og:article:published_time", "og:published_time"),
    *("parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "published_date"),
    *("publication_date", "article.published", "article_date_original", "cxenseparse:recs:publishtime", "date"),
    *("dc.date.issued", "dcterms.issued", "dc.date.created", "dc.date", "dcterms.created", "dcterms.date"),
    *("citation_publication_date", "citation_date", "bt:pubdate", "og:pubdate", "displaydate", "timestamp"),
)
_MODIFIED: Final = (
    *("article:modified_time", "article:modified", "datemodified", "og:updated_time", "lastmod", "last-modified"),
    *("dcterms.modified", "dc.date.modified"),
)
_SECTIONS: Final = ("article:section", "parsely-section", "section", "cxenseparse:section", "dc.subject.section")
_IMAGES: Final = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_TAGS: Final = ("article:tag", "og:article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "keywords")
_ORIGINS: Final = ("syndication-source", "original-source")
_LANGUAGES: Final = ("content-language", "og:locale", "dc.language", "dcterms.language", "language")
_NO_SITE: Final = re.compile(r"https?:|@|www\.")
_NO_TAG: Final = re.compile(r"[:=/<>{}|_@]|\A[\d\s-]+\Z|\A(?:null|undefined|uncategori[sz]ed)\Z", re.IGNORECASE)
_NO_SECTION: Final = re.compile(r"[<>{}=|]|\Ahttps?:")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_CREATIVE_COMMONS: Final = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<terms>by(?:-nc)?(?:-nd|-sa)?)/(?P<version>\d\.\d)"
    r"|publicdomain/(?P<free>zero|mark))",
    re.IGNORECASE,
)
_ENDING: Final = re.compile(r"\s+[|·•–—»:-]+\s+(?P<site>[^|·•–—»]{2,60})\Z")
_LONGEST: Final = 80
_AROUND: Final = ("aside", "footer", "header", "nav")
"""Elements whose links are the whole site's."""

_MOST_TAGS: Final = 30
_MOST_WORDS: Final = 1_000_000
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
    tags: tuple[str, ...] = ()
    lang: str | None = None
    url: str | None = None
    """Canonical."""

    saved_from: str | None = None
    """Where the copy was made, if a note says so."""

    captured_at: Moment | None = None
    site: str | None = None
    origins: tuple[str, ...] = ()
    """Addresses of what the article is based on, as stated."""

    image: Image | None = None
    licence: Licence | None = None
    holder: str | None = None
    """Of the rights, as stated."""

    corrections: tuple[Correction, ...] = ()
    stated: Stated = Stated()
    """What it says of its text."""


def read(tree: HtmlElement, *, timezone: str) -> Metadata:
    """Return what a page says of itself.

    Args:
        tree: The whole page.
        timezone: In which a date without one is read.
    """
    page = statements(tree)
    data = page.article
    note = saved_by(tree, timezone=timezone)
    url = _address(page, note.url)
    sites = (*page.all(("og:site_name", "application-name")), name(page.graph.whole(data.get("publisher"))))
    site = next((stated for stated in sites if stated and not _NO_SITE.match(stated)), None)
    authors = people.authors(page, url or note.url)
    published = _moment((data.get("datePublished"), *page.all(_PUBLISHED), *_times(page)), timezone)
    modified = _moment((data.get("dateModified"), *page.all(_MODIFIED), *page.marked("dateModified")), timezone)
    title, summary = _title(page, site or "", url or note.url or ""), _summary(page)
    return Metadata(
        title=title,
        summary=summary,
        byline=people.byline(page, authors),
        authors=authors,
        published=published,
        modified=modified if modified != published else None,
        section=_section(page),
        tags=_tags(page),
        lang=_language(page),
        url=url,
        saved_from=note.url,
        captured_at=note.at,
        site=site,
        origins=_origins(page, url),
        image=_image(page, url),
        licence=_licence(page),
        holder=name(page.graph.whole(data.get("copyrightHolder"))) or None,
        corrections=tuple(_corrections(page, timezone)),
        stated=_stated(page, title, summary),
    )


def _stated(page: Statements, title: str, summary: str | None) -> Stated:
    count = page.article.get("wordCount")
    number = int(count) if isinstance(count, int | float) and count == count and 0 < count < _MOST_WORDS else 0  # noqa: PLR0124 no number is not itself
    if isinstance(count, str) and count.strip().isdecimal() and len(count.strip()) < len(str(_MOST_WORDS)):
        number = int(count)
    paid = str(page.article.get("isAccessibleForFree")).casefold().endswith("false")
    return Stated(
        title=title,
        summary=summary or "",
        text=words(page.article.get("articleBody")),
        words=number,
        paid=paid or page.first("article:content_tier") in ("locked", "metered"),
    )


def _title(page: Statements, site: str, url: str) -> str:
    """Return the headline: as the page shows it, where what it shows is what it says of itself."""
    heads = [text(node.text) for node in page.tree.iter("title")]
    told = (
        words(page.article.get("headline")),
        *page.all(("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "citation_title")),
        *heads[:1],
    )
    stated = [title for title in told if title]
    shown_ = [title for node in page.tree.iter("h1") if (title := " ".join(node.text_content().split()))]
    said = _folded(" ".join(stated))
    for title in shown_:
        if len(title.split()) > 2 and _folded(title) in said:  # noqa: PLR2004 one or two may be a section's name
            return title
    if not stated:
        return shown_[0] if shown_ else ""
    ending = _ENDING.search(stated[0])
    if ending and _is_site(_folded(ending["site"]), site, url):
        return stated[0][: ending.start()]
    return stated[0]


def _is_site(ending: str, site: str, url: str) -> bool:
    """Say whether the end of a title is certainly the site's name: as stated, or as its host has it."""
    if site and (ending in _folded(site) or _folded(site) in ending):
        return True
    host = [part for part in (urlsplit(url).hostname or "").split(".") if part not in ("www", "m", "amp", "news")]
    return bool(ending) and ending in {"".join(host), *(part for part in host[:-1] if len(part) > 3)}  # noqa: PLR2004 shorter ones are co, org


def _folded(title: str) -> str:
    return re.sub(r"[\W_]+", "", title).lower()


def _summary(page: Statements) -> str | None:
    told = (*page.all(("og:description", "description", "twitter:description")), words(page.article.get("description")))
    return next((summary for value in told if (summary := words(value))), None)


def _section(page: Statements) -> str | None:
    told = (words(page.article.get("articleSection")), *page.all(_SECTIONS), *page.marked("articleSection"))
    sections = (value.partition(",")[0].strip() for value in told if value and not _NO_SECTION.search(value))
    return next((section for section in sections if 0 < len(section) <= _LONGEST), None)


def _tags(page: Statements) -> tuple[str, ...]:
    """Return the tags of the source that means the article most exactly; machines' own are left out."""
    keywords = [words(value) for value in several(page.article.get("keywords"))]
    linked = [shown(node) for node in page.linking("tag") if next(node.iterancestors(*_AROUND), None) is None]
    first, *others = ([words(value) for value in page.all([source])] for source in _TAGS)
    for source in (first, keywords, list(page.marked("keywords")), linked, *others):
        split = [tag.strip() for value in source for tag in (re.split(r"[,;]", value) if len(source) == 1 else [value])]
        found: dict[str, str] = {}
        for tag in split:
            if 1 < len(tag) <= _LONGEST and not _NO_TAG.search(tag):
                found.setdefault(tag.lower(), tag)
        if found:
            return tuple(found.values())[:_MOST_TAGS]
    return ()


def _times(page: Statements) -> Iterator[str]:
    yield from page.marked("datePublished")
    times = list(page.tree.iter("time"))
    yield from (node.get("datetime") or shown(node) for node in times if node.get("pubdate") is not None)
    styled = {node.get("datetime") or "" for node in times if _styled_as_published(node)} - {""}
    stated = {node.get("datetime") or "" for node in times} - {""}
    # One moment that all its times name; several could be those of other stories.
    for moments in (styled, stated):
        if len(moments) == 1:
            yield from moments


def _styled_as_published(node: HtmlElement) -> bool:
    return not {"published", "dt-published"}.isdisjoint((node.get("class") or "").split())


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
    told = (root.get("lang"), root.get("xml:lang"), text(page.article.get("inLanguage")), *page.marked("inLanguage"))
    for value in (*told, *page.all(_LANGUAGES)):
        tag = (value or "").strip().replace("_", "-")
        if _LANGUAGE.fullmatch(tag):
            return tag
    return None


def _address(page: Statements, saved_from: str | None) -> str | None:
    told = (text(page.article.get("url")), text(page.article.get("mainEntityOfPage")), saved_from or "")
    meta = page.all(("og:url", "parsely-link", "twitter:url", "citation_public_url", "dc.identifier"))
    stated = (*page.linked("canonical"), *meta, *told)
    found = [url for value in stated if (url := absolute(value, saved_from))]
    # A front page that every page names as its canonical address says nothing.
    deep = (url for url in found if urlsplit(url).path.strip("/") or urlsplit(url).query)
    return next(iter((*deep, *found)), None)


def _origins(page: Statements, url: str | None) -> tuple[str, ...]:
    told = (*map(text, several(page.article.get("isBasedOn"))), *page.all(_ORIGINS))
    found = dict.fromkeys(address for value in told if (address := absolute(value, None)))
    return tuple(address for address in found if address != url)


def _image(page: Statements, url: str | None) -> Image | None:
    stated = several(page.graph.whole(page.article.get("image")))
    pictures = [item for item in stated if isinstance(item, dict)]
    picture = pictures[0] if pictures else {}
    marked = (*page.marked("image"), *page.linked("image_src"))
    for value in (
        *page.all(_IMAGES),
        text(picture.get("url")) or text(picture.get("contentUrl")),
        text(stated),
        *marked,
    ):
        address = absolute(value, url)
        if address:
            return Image(
                src=address,
                alt=page.first("og:image:alt", "twitter:image:alt") or "",
                caption=words(picture.get("caption")) or None,
                credit=words(picture.get("creditText")) or name(page.graph.whole(picture.get("creator"))) or None,
            )
    return None


def _licence(page: Statements) -> Licence | None:
    told = (
        *(text(page.article.get(key)) for key in ("license", "usageInfo")),
        *page.all(("dcterms.license", "dc.rights.license", "dcterms.rights", "dc.rights", "copyright")),
        *page.marked("license"),
        # One beside a picture is the picture's.
        *(
            node.get("href") or ""
            for node in page.linking("license")
            if next(node.iterancestors("figure"), None) is None
        ),
    )
    for url in told:
        found = _CREATIVE_COMMONS.search(url)
        if not found:
            continue
        address = absolute(url, None) or f"https://{found[0].lower()}/"
        holder = name(page.graph.whole(page.article.get("copyrightHolder"))) or None
        if found["free"]:
            label = "CC0-1.0" if found["free"].lower() == "zero" else "CC-PDM-1.0"
            return Licence(status="public-domain", id=label, url=address, holder=holder)
        terms = found["terms"].upper()
        return Licence(
            status="cc",
            id=f"CC-{terms}-{found['version']}",
            url=address,
            holder=holder,
            edits="none" if "ND" in terms else "free",
        )
    return None


def _corrections(page: Statements, timezone: str) -> Iterator[Correction]:
    for item in several(page.article.get("correction")):
        stated = item if isinstance(item, dict) else {"text": item}
        said = words(stated.get("text") or stated.get("description"))
        if said and not said.startswith(("http://", "https://")):
            yield Correction(at=_moment([stated.get("datePublished")], timezone), text=said)
