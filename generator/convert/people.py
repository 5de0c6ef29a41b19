"""Who a saved page says wrote its article, and the byline as it prints it.

Asked in the order of how exactly a source means it: JSON-LD, meta tags, microdata, and last the words that a page marks
as its byline. The account of a content system (``admin``) is nobody, and a name beside another story is not this one's.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Final

import msgspec
from lxml.html import HtmlElement

from generator.convert import attribution, phrases
from generator.convert.inline import BLOCKS
from generator.convert.linked_data import Data, name, several, text, words
from generator.convert.stated import Statements, absolute, shown
from generator.model import Author

_META: Final = (
    *("author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "byl", "byline"),
    *("cxenseparse:author", "news_author", "article.author"),
)
_CATALOGUED: Final = ("dc.creator", "dcterms.creator", "citation_author")
_REVERSED: Final = re.compile(r"\A([^\W\d_]['’\w-]+), ([^\W\d_][a-z'’.-]+(?: [^\W\d_][a-z'’.-]*)?)\Z")
"""A name as catalogues have it, the family's first."""

_BY: Final = re.compile(
    r"\A(?:(?:analysis|opinion|commentary|review|reporting|reported|story|words|text|written|posted|published|compiled)"
    r"\s+)?(?:by|von|par|por|di|door|av|текст|автор|text|texto|testo|texte)[ :]+",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(r"[@/<>{}]|\d{3}|\Ahttps?:|\Awww\.")
_NOBODY: Final = re.compile(
    r"admin\w*|webmaster|root|user|guest|гость|superuser|null|none|nil|undefined|unknown|n/?a|author|autor|auteur|site",
    re.IGNORECASE,
)
_NO_PERSON: Final = re.compile(
    r"\b(?:about|all|article|articles|author|back|click|comment|comments|contact|email|follow|home|latest|log|more|news"
    r"|posts?|profile|published|read|see|share|sign|stories|subscribe|topics|updated|view|us|editor|our)\b",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(
    r"comment|related|sidebar|promo|teaser|recirc|recommend|most-|trending|footer|widget|newsletter|carousel",
    re.IGNORECASE,
)
_LONGEST: Final = 80
_NEAR: Final = 8
"""Elements above a byline that say whose it is."""

_MOST_MARKED: Final = 40
"""Elements marked as bylines that are looked at; a list of comments has hundreds."""


def authors(page: Statements, base: str | None) -> tuple[Author, ...]:
    """Return the authors that a page names, each once, in its order.

    Args:
        page: What the page states.
        base: Its address, from which those of its authors are meant; None where it is not known.
    """
    stated = page.graph.whole(page.article.get("author") or page.article.get("creator"))
    found = [author for item in several(stated) for author in _author(page.graph.whole(item), page)]
    if not found:
        catalogued = [_REVERSED.sub(r"\2 \1", value) for value in page.all(_CATALOGUED)]
        found = [author for value in (*page.all(_META), *catalogued) for author in _author(value, page)]
    if not found:
        found = [author for value in page.marked("author") for author in _author(value, page)]
    if not found:
        found = list(_signed(page))
    first: dict[str, Author] = {}
    for author in found:
        first.setdefault(author.name.lower(), author)
    return tuple(msgspec.structs.replace(who, url=absolute(who.url or "", base) or None) for who in first.values())


def byline(page: Statements, known: tuple[Author, ...]) -> str | None:
    """Return the byline as the page shows it, else the names of the authors that are known from elsewhere."""
    names = {author.name.lower() for author in known}
    for node in page.signed[:_MOST_MARKED]:
        for line in _lines(node):
            found = attribution.byline([line])
            if found and (not names or names == {author.name.lower() for author in found[1].authors}):
                return found[1].text
    return ", ".join(author.name for author in known) or None


def _author(value: object, page: Statements) -> list[Author]:
    """Return the authors that one value names: several, where it is a byline."""
    person: Data = value if isinstance(value, dict) else {"name": value}
    said = words(person.get("name"))
    named = _BY.sub("", said).strip(" ,;|")
    if not 1 < len(named) <= 2 * _LONGEST or _NO_NAME.search(named) or _NOBODY.fullmatch(named):
        return []
    parsed = attribution.byline([said]) or attribution.byline([f"By {named}"])
    if parsed and len(parsed[1].authors) > 1:
        return list(parsed[1].authors)
    if len(named) > _LONGEST:
        return []
    alone = parsed[1].authors[0] if parsed else Author(name=named)
    works_for = page.graph.whole(person.get("worksFor") or person.get("affiliation"))
    url = next((at for key in ("url", "sameAs", "mainEntityOfPage") if (at := text(person.get(key)))), "")
    return [
        Author(
            name=alone.name,
            affiliation=name(works_for) or alone.affiliation,
            url=url or None,
        )
    ]


def _signed(page: Statements) -> Iterator[Author]:
    """Yield the authors whom a page shows as such: by a link to its author, or in what it styles as a byline."""
    for node in page.linking("author"):
        named = _name(shown(node))
        if node.tag == "a" and named and not _elsewhere(node):
            url = node.get("href") or ""
            yield from (Author(name=who.name, affiliation=who.affiliation, url=url or None) for who in named)
            return
    marked = page.signed[:_MOST_MARKED]
    around = {above for node in marked for above in node.iterancestors()}
    seen = {
        tuple(author.name for author in named): named
        for node in marked
        if node not in around and not _elsewhere(node)
        for line in _lines(node)[:2]
        if (named := _name(line))
    }
    # Of several, one may be another story's.
    if len(seen) == 1:
        yield from next(iter(seen.values()))


def _name(line: str) -> tuple[Author, ...]:
    """Return the authors that a line is the names of; none where it says anything else."""
    bare = _BY.sub("", line).strip(" ,;|")
    by = bare != line or attribution.byline([line]) is not None
    if len(bare) > _LONGEST or bare.lower() in phrases.INTERFACE or _NO_NAME.search(bare) or _NOBODY.fullmatch(bare):
        return ()
    if not by and (len(bare.split()) < 2 or _NO_PERSON.search(bare)):  # noqa: PLR2004 a word alone is a label
        return ()
    parsed = attribution.byline([line]) or attribution.byline([f"By {bare}"])
    return parsed[1].authors if parsed else ()


def _elsewhere(node: HtmlElement) -> bool:
    """Say whether an element stands in a list of other stories, among comments, or at the foot of the page."""
    for above in itertools.islice((node, *node.iterancestors()), _NEAR):
        if above.tag in ("article", "main", "body"):
            return False
        if above.tag in ("aside", "footer", "nav") or _ELSEWHERE.search(above.get("class") or ""):
            return True
    return False


def _lines(node: HtmlElement) -> list[str]:
    """Return the words of an element as a browser breaks them into lines; none of one that is no line or two."""
    parts: list[str] = []
    for piece in node.iter():
        if not isinstance(piece.tag, str) or piece.tag in ("script", "style", "noscript", "svg"):
            parts.append("\n" if piece is not node else "")
        else:
            parts.append(("\n" if piece.tag == "br" or piece.tag in BLOCKS else "") + (piece.text or ""))
        parts.append(piece.tail or "" if piece is not node else "")
        if len(parts) > _LONGEST:
            return []
    lines = [" ".join(line.split()) for line in "".join(parts).split("\n")]
    return [line for line in lines if line][:4]
