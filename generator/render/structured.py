"""What a page says of itself to machines: JSON-LD, Open Graph, its canonical address, whether to index it.

Nothing is invented: an unknown author or date is left out, and without a base URL so is every address of our own.

Sources: https://schema.org/NewsArticle; the Open Graph protocol, https://ogp.me; Google Search Central on syndicated
copies (a canonical address alone does not keep a copy out of an index, `noindex` does).
"""

import json
from collections.abc import Mapping
from typing import Final

import msgspec

from generator.model import Article, EntityType, Provenance, settle_licence
from generator.render import links
from generator.render.cards import EntityItem, Picture
from generator.render.profile import EntityView
from generator.render.views import ArticleView, Head, SiteView

_ENCODER: Final = msgspec.json.Encoder(order="sorted")

Document = dict[str, object]
"""A JSON-LD node."""

NOINDEX: Final = "noindex, follow"

_TYPES: Final[dict[EntityType, str]] = {
    "person": "Person",
    "organisation": "Organization",
    "place": "Place",
    "product": "Product",
    "event": "Event",
    "work": "CreativeWork",
}
_GENRES: Final = {
    "analysis": "AnalysisNewsArticle",
    "background": "BackgroundNewsArticle",
    "opinion": "OpinionNewsArticle",
    "report": "ReportageNewsArticle",
    "review": "ReviewNewsArticle",
}
# What would end a script element, or a line of a script in older browsers.
_ESCAPED: Final = "<>&\u2028\u2029"
_ESCAPES: Final = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in _ESCAPED})


def head(
    title: str, *, address: str, site: SiteView, description: str = "", indexed: bool = True, kind: str = "WebPage"
) -> Head:
    """Return the head of a page that is neither an article nor an entity.

    Args:
        title: The page's own; empty for the front page.
        address: The page's site address.
        site: The site.
        description: Plain text, one or two sentences; where empty, what the page is called and where it stands.
        indexed: Whether search engines may list the page.
        kind: Its schema.org type: ``WebPage``, ``CollectionPage`` for lists, ``WebSite`` for the front page.
    """
    url = _ours(address, site)
    description = description or _about(title, site)
    document: Document = {"@type": kind, "name": title or site.title, "description": description, "url": url}
    return Head(
        address=address,
        title=title,
        description=description,
        canonical=url if indexed else None,
        robots=None if indexed else NOINDEX,
        properties=_open_graph("website", title or site.title, description=description, url=url, site=site),
        json_ld=serialise(document | {"inLanguage": site.lang}) if indexed else None,
    )


def article_head(view: ArticleView, *, source: Article, site: SiteView, card: Picture | None = None) -> Head:
    """Return the head of an article's page; `card` is what is shown beside a link to it that has no picture."""
    url = _ours(view.address, site)
    return Head(
        address=view.address,
        title=view.title,
        description=view.summary,
        lang=view.lang,
        dir=view.dir,
        canonical=canonical(source, address=view.address, base_url=site.base_url),
        robots=robots(source),
        properties=(
            *_open_graph(
                "article",
                view.title,
                description=view.summary,
                url=url,
                site=site,
                lang=source.lang,
                image=card or view.image,
                others=tuple(each.text for each in view.translations if not each.current),
            ),
            *_article_properties(view),
        ),
        alternates=view.translations,
        json_ld=serialise(article(view, source=source, site=site)) if view.status != "withdrawn" else None,
    )


def entity_head(view: EntityView, *, site: SiteView) -> Head:
    """Return the head of an entity's page."""
    description = view.summary or _about(view.name, site)
    url = _ours(view.address, site)
    return Head(
        address=view.address,
        title=view.name,
        description=description,
        canonical=url,
        properties=_open_graph(
            "profile" if view.type == "person" else "website", view.name, description=description, url=url, site=site
        ),
        feeds=view.feeds,
        json_ld=serialise(entity(view, site=site)),
    )


def _about(title: str, site: SiteView) -> str:
    """Return what a page is whose author said nothing of it: search engines show it below its title."""
    name = f"{title} – {site.title}" if title else site.title
    return f"{name}. {site.description}".rstrip() if site.description or title else name


def canonical(source: Article, *, address: str, base_url: str | None) -> str | None:
    """Return the URL that an article's page names as the canonical one, if any can be named.

    A copy names the oldest page of its provenance, unless its editor says otherwise.
    """
    if _on_the_web(source.canonical):
        return source.canonical
    origin = _origin(source)
    if origin and source.canonical != "self":
        return origin
    return links.absolute(address, base_url=base_url) if base_url else None


def robots(source: Article) -> str | None:
    """Return what the page tells search engines, None where they may list it.

    Unless the editor decides: our own words are listed; a copy is not, where nobody granted it or where it names
    another page as canonical; neither is what was withdrawn.
    """
    if source.index != "auto":
        return None if source.index == "true" else NOINDEX
    status = settle_licence(source).status
    elsewhere = _on_the_web(source.canonical) or (source.canonical != "self" and _origin(source) is not None)
    copied = status in ("unknown", "denied") or (status != "own" and elsewhere)
    return NOINDEX if copied or source.status != "published" else None


def article(view: ArticleView, *, source: Article, site: SiteView) -> Document:
    """Return an article as schema.org's NewsArticle, or the kind of it that its genre names."""
    url = _ours(view.address, site)
    items = [item for group in view.sidebar.groups for item in group.items]
    licence = view.licence
    origin = _origin(source)
    publishers = [hop for hop in source.provenance if hop.role != "capture" and hop.name]
    return {
        "@type": _GENRES.get(view.genre, "NewsArticle"),
        "@id": url,
        "mainEntityOfPage": url,
        "headline": view.title,
        "alternativeHeadline": view.subtitle,
        "description": view.summary,
        "inLanguage": source.lang,
        "wordCount": view.words or None,
        "dateline": source.dateline.text if source.dateline else None,
        "articleSection": view.section.text if view.section else None,
        "keywords": [tag.text for tag in view.tags],
        "datePublished": view.published.text if view.published else None,
        "dateModified": view.modified.text if view.modified else None,
        "author": [
            {
                "@type": "Person",
                "name": author.name,
                "url": author.url,
                "affiliation": {"@type": "Organization", "name": author.affiliation} if author.affiliation else None,
            }
            for author in view.authors
        ],
        "publisher": {"@type": "NewsMediaOrganization", "name": site.title, "url": _ours("/", site)},
        "sourceOrganization": _organisation(publishers[0]) if publishers else None,
        "isBasedOn": origin,
        # Which of them was written first is nowhere said.
        "workTranslation": [
            {"@type": "CreativeWork", "@id": there, "url": there, "inLanguage": each.text}
            for each in view.translations
            if not each.current and (there := _ours(each.address, site))
        ],
        "license": licence.url,
        "copyrightHolder": {"@type": "Organization", "name": licence.holder} if licence.holder else None,
        "copyrightNotice": licence.notice,
        "creditText": licence.holder,
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": correction.text,
                "datePublished": correction.at.text if correction.at else None,
            }
            for correction in view.corrections
        ],
        "about": [_named(item, site) for item in items if item.about],
        "mentions": [_named(item, site) for item in items if not item.about],
        "image": _ours(view.image.address, site) if view.image and not view.image.remote else None,
        "isAccessibleForFree": True,
    }


def entity(view: EntityView, *, site: SiteView) -> Document:
    """Return an entity as the schema.org type of its kind; a company with a ticker is a Corporation."""
    listed = view.type == "organisation" and view.symbols
    url = _ours(view.address, site)
    return {
        "@type": "Corporation" if listed else _TYPES[view.type],
        "@id": url,
        "mainEntityOfPage": url,
        "name": view.name,
        "disambiguatingDescription": view.disambiguator,
        "alternateName": list(view.aliases),
        "description": view.summary,
        "sameAs": list(view.same_as),
        # What a machine read in an article is a claim of a day: it stands on the page, not here.
        "jobTitle": [role.title for role in view.roles if not role.automatic] if view.type == "person" else None,
        "tickerSymbol": [f"{symbol.exchange} {symbol.symbol}" for symbol in view.symbols] if listed else None,
    }


def serialise(document: Mapping[str, object]) -> str:
    """Return a JSON-LD node as a document: absent fields left out, keys sorted, safe inside a script element."""
    kept = {"@context": "https://schema.org", **_present(document)}
    try:
        written = _ENCODER.encode(kept).decode()
    except UnicodeEncodeError:  # half of a pair of surrogates, which only Python writes
        written = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.translate(_ESCAPES) if any(mark in written for mark in _ESCAPED) else written


def _present(node: Mapping[str, object]) -> Document:
    """Return the node without its empty fields, and so for every node inside it."""
    return {
        key: value if type(value) is str else _kept(value)
        for key, value in node.items()
        if value or (value is not None and value not in ("", [], {}))
    }


def _kept(value: object) -> object:
    if isinstance(value, dict):
        return _present(value)
    return [_kept(each) for each in value] if isinstance(value, list) else value


def _open_graph(
    kind: str,
    title: str,
    *,
    description: str,
    url: str | None,
    site: SiteView,
    lang: str | None = None,
    image: Picture | None = None,
    others: tuple[str, ...] = (),
) -> tuple[tuple[str, str], ...]:
    # Nobody who shows a picture beside a link draws lines.
    drawn = image is not None and image.address.endswith(".svg")
    shown = image if image and not image.remote and not drawn and site.base_url else None
    pairs = (
        ("og:type", kind),
        ("og:title", title),
        ("og:description", description),
        ("og:url", url),
        ("og:site_name", site.title),
        ("og:locale", _locale(lang or site.lang)),
        *(("og:locale:alternate", _locale(each)) for each in others),
        ("og:image", _ours(shown.address, site) if shown else None),
        ("og:image:alt", shown.alt if shown else None),
        ("og:image:width", str(shown.width) if shown and shown.width else None),
        ("og:image:height", str(shown.height) if shown and shown.height else None),
        # It reads all others as Open Graph has them.
        ("twitter:card", "summary_large_image" if shown else None),
    )
    return tuple((key, value) for key, value in pairs if value)


def _locale(lang: str) -> str | None:
    """Return a language tag as Open Graph has it, ``pt_BR``; None for one that names no territory, as it must there."""
    language, *others = lang.split("-")
    territory = next((part.upper() for part in others if len(part) == len("BR") and part.isalpha()), None)
    return f"{language.lower()}_{territory}" if territory else None


def _article_properties(view: ArticleView) -> tuple[tuple[str, str], ...]:
    # Open Graph knows no partial dates: a month or a year is left out.
    times = (("article:published_time", view.published), ("article:modified_time", view.modified))
    return (
        *((key, moment.text) for key, moment in times if moment and moment.precision in ("day", "instant")),
        *((("article:section", view.section.text),) if view.section else ()),
        *(("article:tag", tag.text) for tag in view.tags),
    )


def _named(item: EntityItem, site: SiteView) -> Document:
    return {
        "@type": _TYPES[item.type],
        "@id": _ours(item.address, site) if item.address else None,
        "name": item.name,
        "sameAs": list(item.same_as),
    }


def _organisation(hop: Provenance) -> Document:
    return {"@type": "Organization", "name": hop.name}


def _origin(source: Article) -> str | None:
    """Return the oldest page of an article's provenance."""
    return next((hop.url for hop in source.provenance if _on_the_web(hop.url)), None)


def _on_the_web(url: str | None) -> bool:
    return url is not None and url.startswith(("https://", "http://"))


def _ours(address: str, site: SiteView) -> str | None:
    return links.absolute(address, base_url=site.base_url) if site.base_url else None
