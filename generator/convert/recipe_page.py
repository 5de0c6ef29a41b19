"""What a recipe does to a saved page: elements and paragraphs that go, and the element that holds the article.

The page is cut before it is searched, and what is left is searched as any other; an element that a recipe names as the
article's is taken whole.
"""

import copy
from collections.abc import Sequence
from typing import Final

import msgspec
from lxml import etree
from lxml.html import HtmlElement

from generator.convert import blocks, metadata, prose
from generator.convert.blocks import Numbered
from generator.convert.layout import Segment, hidden, remove, segments, squeezed
from generator.convert.markup import parsed
from generator.convert.pattern import Patience
from generator.convert.recipe import Recipe, xpath
from generator.convert.recipe_cut import Prepared, Span, span
from generator.model import Source

_MOST_ELEMENTS: Final = 30_000
"""A page of more is not searched for an article, and so not cut either."""

_LABEL: Final = 12
"""Words that may say who wrote the article, or when; more would be searched for it."""

_ENDLESS: Final = ("colgroup", "dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr")
"""Elements that HTML may leave without an end tag."""

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
    numbered = blocks.number(tree, source.sha256)
    blocks.drop(numbered, source.drop)
    for selector in recipe.drop_elements:
        for node in body.xpath(xpath(selector)):
            if isinstance(node, HtmlElement) and node is not body:
                _leave_out(node, numbered, source)
    shown = blocks.again(numbered)
    root = _article(body, recipe)
    inner = set(root.iter()) if root is not None else set()
    parts = shown
    if root is not None:
        # One that the page hides until a script has run is the article's for all that.
        parts = [part for part in shown if part.holder in inner] or segments(root)
    found = span([part.text for part in parts], recipe, patience)
    cut = _cut(parts, found, source, numbered, alone=root is not None)
    title = source.title or found.title
    article = None
    if root is not None:
        about = metadata.read(tree, timezone=source.timezone)
        whole = _joined(body, root, [part for part in shown if numbered.of(part) in source.keep])
        _drop_headline(whole, title)
        article = prose.markdown(whole, url=about.saved_from or about.url or "")
    left = {numbered.of(part) for part in blocks.again(numbered) if part.holder in inner}
    data = _whole(tree)
    return Prepared(
        source=msgspec.structs.replace(cut, data=data, title=title),
        byline=found.byline,
        published=found.published,
        title=found.title,
        article=article,
        alone=_alone(tree, body, root) if root is not None else None,
        blocks=numbered.blocks,
        inside=frozenset(left | source.keep) if root is not None else None,
    )


def _leave_out(node: HtmlElement, numbered: Numbered, source: Source) -> None:
    """Take an element out of its page, but for the blocks in it that the editor keeps."""
    keys = ((each, is_tail) for each in node.iter() for is_tail in (False, True) if not is_tail or each is not node)
    ours = {key: number for key in keys if (number := numbered.strings.get(key))} if source.keep else {}
    if source.keep.isdisjoint(ours.values()):
        blocks.leave_out(numbered, node)
        return
    blocks.take_out(numbered, [key for key, number in ours.items() if number not in source.keep])
    for gone in hidden(node):
        blocks.leave_out(numbered, gone)


def _cut(parts: list[Segment], found: Span, source: Source, numbered: Numbered, *, alone: bool) -> Source:
    """Take out what is dropped or outside, and return the page with what is said to be the article's, or not."""
    inside = range(found.start, found.stop)
    keep, outside = set(source.keep), set(source.outside)
    gone = []
    for at, part in enumerate(parts):
        number = numbered.of(part)
        out = at not in inside and at not in found.told
        if number in source.keep:
            continue
        if at in found.keep:
            keep.add(number)
        elif out and not alone and at not in found.drop and part.extent <= _LABEL:
            # Who wrote it, and when, often stands there.
            outside.add(number)
        elif at in found.drop or out or (alone and at in found.told):
            gone += [(piece.node, piece.is_tail) for piece in part.pieces]
    blocks.take_out(numbered, gone)
    return msgspec.structs.replace(source, keep=frozenset(keep - {0}), outside=frozenset(outside - {0}))


def _joined(body: HtmlElement, root: HtmlElement, said: Sequence[Segment]) -> HtmlElement:
    """Return the element that holds the article, with blocks above and below it that the editor keeps."""
    whole = copy.deepcopy(root)
    whole.tail = None
    for node in hidden(whole):
        if node is not whole:
            remove(node)
    inside = set(root.iter())
    kept = [part for part in said if part.holder not in inside]
    if not kept:
        return whole
    order = {node: at for at, node in enumerate(body.iter())}
    made: HtmlElement = body.makeelement("div")
    made.append(whole)
    for part in kept:
        above = order[part.pieces[0].node] < order[root]
        made.insert(made.index(whole) if above else len(made), _by_itself(part))
    return made


def _by_itself(part: Segment) -> HtmlElement:
    """Return a block without what stands beside it in its element."""
    own: HtmlElement = copy.deepcopy(part.holder)
    own.tail = None
    if squeezed(own.text_content()) != squeezed(part.text) or own.tag == "body":
        own = part.holder.makeelement("p")
        own.text = part.text
    return own


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
    for node in tree.iter(*_ENDLESS):
        if not (len(node) or node.text):
            # Written without its end, it would hold whatever follows it.
            node.text = " "
    data: bytes = etree.tostring(tree.getroottree(), encoding="utf-8", method="html")
    return data


def _article(body: HtmlElement, recipe: Recipe) -> HtmlElement | None:
    for selector in recipe.article:
        for node in body.xpath(xpath(selector)):
            if isinstance(node, HtmlElement):
                return node
    return None


def _drop_headline(root: HtmlElement, title: str | None) -> None:
    """Take the headline out of an element: it is printed above the body."""
    for head in list(root.iter("h1")):
        if title is None or squeezed(head.text_content()) == squeezed(title):
            remove(head)
            return
