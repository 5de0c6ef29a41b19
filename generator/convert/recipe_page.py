"""What a recipe does to a saved page: elements and paragraphs that go, and the element that holds the article.

The page is cut before it is searched, and what is left is searched as any other; an element that a recipe names as the
article's is taken whole.
"""

import copy
from typing import Final

import msgspec
from lxml import etree
from lxml.html import HtmlElement

from generator.convert import metadata, prose
from generator.convert.chosen import KEEP, OUTSIDE, SAID
from generator.convert.layout import Segment, extent, remove, segments, squeezed
from generator.convert.markup import parsed
from generator.convert.pattern import Patience
from generator.convert.recipe import Recipe, xpath
from generator.convert.recipe_cut import Prepared, Span, span
from generator.model import Source

_MOST_ELEMENTS: Final = 30_000
"""A page of more is not searched for an article, and so not cut either."""

_LABEL: Final = 12
"""Words that may say who wrote the article, or when; more would be searched for it."""

_FURNITURE: Final = ("nav", "aside", "form", "script", "iframe")


def prepare(source: Source, recipe: Recipe, patience: Patience) -> Prepared:
    """Return a page as its converter is to see it.

    Raises:
        ContentError: The file is no HTML, or a pattern takes too long.
    """
    tree = parsed(source)
    body = tree.find("body")
    if body is None or sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        return Prepared(source=source)
    places = tree.getroottree()
    dropped: list[tuple[str, str]] = []
    for selector in recipe.drop_elements:
        for node in body.xpath(xpath(selector)):
            if isinstance(node, HtmlElement) and node is not body:
                dropped.append((places.getpath(node), " ".join(node.text_content().split())))
                remove(node)
    root = _article(body, recipe)
    parts = segments(body)
    if root is not None:
        inner = set(root.iter())
        dropped += [(places.getpath(part.holder), part.text) for part in parts if part.holder not in inner]
        parts = [part for part in parts if part.holder in inner]
    found = span([part.text for part in parts], recipe, patience)
    dropped += _cut(parts, found, source, alone=root is not None)
    body.set(SAID, source.sha256)
    title = source.title or found.title
    article = alone = None
    if root is not None:
        whole = copy.deepcopy(root)
        _drop_headline(whole, title)
        about = metadata.read(tree, timezone=source.timezone)
        article = prose.markdown(whole, url=about.saved_from or about.url or "")
    data = _whole(tree)
    if root is not None:
        alone = _alone(tree, body, root)
    return Prepared(
        source=msgspec.structs.replace(source, data=data, title=title),
        byline=found.byline,
        published=found.published,
        title=found.title,
        article=article,
        alone=alone,
        dropped=tuple(dropped),
    )


def _cut(parts: list[Segment], found: Span, source: Source, *, alone: bool) -> list[tuple[str, str]]:
    """Take out what is dropped or outside, and mark what is said to be the article's, or not; return what is gone."""
    inside = range(found.start, found.stop)
    gone: list[tuple[str, str]] = []
    for at, part in enumerate(parts):
        outside = at not in inside and at not in found.told
        if at in found.keep:
            part.holder.set(SAID, f"{KEEP} {source.sha256}")
        elif outside and not alone and at not in found.drop and extent(part.text) <= _LABEL:
            # Who wrote it, and when, often stands there.
            part.holder.set(SAID, f"{OUTSIDE} {source.sha256}")
        elif at in found.drop or outside or (alone and at in found.told):
            gone.append((part.holder.getroottree().getpath(part.holder), part.text))
            _take_out(part)
    return gone


def _alone(tree: HtmlElement, body: HtmlElement, root: HtmlElement) -> bytes:
    """Return the page with nothing on it but one element, in which then nothing can be missed."""
    for node in list(root.iter(*_FURNITURE)):
        remove(node)
    if root is not body:
        for node in list(body):
            body.remove(node)
        body.text = None
        body.append(root)
    return _whole(tree)


def _whole(tree: HtmlElement) -> bytes:
    """Return a page with what stands around its root: there a program notes where it saved the page."""
    data: bytes = etree.tostring(tree.getroottree(), encoding="utf-8", method="html")
    return data


def _article(body: HtmlElement, recipe: Recipe) -> HtmlElement | None:
    for selector in recipe.article:
        for node in body.xpath(xpath(selector)):
            if isinstance(node, HtmlElement):
                return node
    return None


def _take_out(part: Segment) -> None:
    """Take the words of a segment out of its page, and its element where nothing else is in it."""
    for piece in part.pieces:
        setattr(piece.node, "tail" if piece.is_tail else "text", None)
    holder = part.holder
    if holder.tag not in ("body", "html") and not "".join(holder.itertext()).strip() and not _pictures(holder):
        remove(holder)


def _pictures(node: HtmlElement) -> bool:
    return next(node.iter("img", "picture", "video", "svg"), None) is not None


def _drop_headline(root: HtmlElement, title: str | None) -> None:
    """Take the headline out of an element: it is printed above the body."""
    for head in list(root.iter("h1")):
        if title is None or squeezed(head.text_content()) == squeezed(title):
            remove(head)
            return
