"""Which articles stand one below the other on a saved page, each whole: a page that loads the next story at its end.

Only where nothing else can be meant: elements beside each other, each with a headline, with who wrote it or when, and
with paragraphs of prose that are surely an article when they stand alone; and the first of them has the headline of the
page, or the page has none. Entries of a live blog stand below a headline of their own, teasers have no paragraphs,
comments no headline.
"""

import copy
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec
from lxml import etree
from lxml.html import HtmlElement

from generator.convert import blocks, byline, dateline, doubt, metadata
from generator.convert.chosen import Chosen, choose
from generator.convert.layout import extent, remove, segments, squeezed, unhide
from generator.convert.linked_data import Graph, kinds, words
from generator.convert.metadata import Metadata
from generator.convert.stated import absolute
from generator.convert.stated import blocks as linked
from generator.model import Source

_WORDS: Final = 3
"""Of a headline, at least."""

_PARAGRAPHS: Final = 3
_SENTENCE: Final = 8
_LEAST: Final = 60
"""Paragraphs of a story, words of a paragraph and words of all of them, at least."""

_ABOVE: Final = 1
"""Paragraphs above a headline, at most."""

_SURE: Final = 0.2
"""How likely it must be that what stands alone is an article, whose headline and signature are known already."""

_MOST: Final = 50
"""Headlines or stories, at most: a page of more is a list."""

_HEAVIEST: Final = 60_000
"""Elements of a page times its stories, for each of which it is read anew: a second or two."""

_ARTICLE: Final = re.compile(r"(?:Article|Posting|Report)\b")
_OTHER: Final = re.compile(
    r"comment|repl(?:y|ies)|respon[sd]|review|live-?blog|related|teaser|promo|recirc|recommend|sidebar|widget",
    re.IGNORECASE,
)
_ASIDE: Final = ("aside", "nav", "footer", "form", "header")
_SIGNED: Final = re.compile(r"by-?line|author|\bdate\b|publi(?:sh|c)|time", re.IGNORECASE)
_OWN: Final = ("data-url", "data-href", "data-permalink", "data-canonical-url", "data-article-url", "data-canonical")
_OF_THE_SITE: Final = frozenset({"og:site_name", "application-name", "og:locale", "content-language", "language"})


class Story(NamedTuple):
    """One article of a page, as if it were the only one."""

    tree: HtmlElement
    """The page without the others, and without what it says of them."""

    node: HtmlElement
    """The story's element in it."""

    about: Metadata


def stories(tree: HtmlElement, about: Metadata, *, timezone: str, said: Source | None = None) -> list[Story]:
    """Return the articles of a page in their order, nothing where it has one or none.

    Args:
        tree: The whole page.
        about: What it says of itself.
        timezone: In which a date without one is read.
        said: The page's file, with the numbers of the blocks that are to be the article's: a headline among them
            begins none.
    """
    found = _apart(tree, about.title, about.site or "")
    if said and said.keep:
        found = [*found[:1], *(node for node in found[1:] if not _is_joined(node, said))]
    told = [_alone(tree, found, at, about, timezone) for at in range(len(found))]
    sure = [story for story in told if _stands_alone(story)]
    return sure if len(sure) > 1 and sure[0] is told[0] else []


def _is_joined(node: HtmlElement, said: Source) -> bool:
    """Say whether the headline of a story is to be part of what stands above it."""
    head = next(heading for heading in node.iter("h1", "h2") if _headline(heading))
    return any(number in said.keep for number in blocks.numbers(segments(head), said.sha256))


def _apart(tree: HtmlElement, title: str, site: str) -> list[HtmlElement]:
    """Return the elements that look like a story each, the first of which has the page's headline, if it has one."""
    marked = [node for node in tree.iter("article", "section", "main") if _is_marked(node)]
    heads = [node for node in tree.iter("h1") if _headline(node)]
    if len(marked) < 2 and len(heads) < 2:  # noqa: PLR2004 one is what a page has
        return []
    for homes in (marked[: 2 * _MOST], list(_homes(heads)) if len(heads) <= _MOST else []):
        named = _side_by_side({node: head for node in homes if (head := _head(node)) is not None})
        texts = [squeezed(head.text_content()).casefold() for _, head in named]
        if len(named) < 2 or len(set(texts)) < len(texts):  # noqa: PLR2004 as above
            continue
        if not _agree(named[0][1], title) and _has_headline(heads, named, site):
            continue
        if len(named) * sum(1 for _ in tree.iter()) <= _HEAVIEST and not _is_live(tree):
            return [node for node, _ in named]
    return []


def _agree(head: HtmlElement, title: str) -> bool:
    """Say whether the headline of a story is the page's, with or without the name of its site; one without has any."""
    own, theirs = squeezed(title).casefold(), squeezed(head.text_content()).casefold()
    return not own or theirs in own or own in theirs


def _has_headline(heads: Sequence[HtmlElement], named: Sequence[tuple[HtmlElement, HtmlElement]], site: str) -> bool:
    """Say whether a page has a headline of its own above all of its stories, and not the name of its site alone."""
    stories_ = {node for node, _ in named}
    outer = [head for head in heads if stories_.isdisjoint(head.iterancestors())]
    return any(squeezed(head.text_content()).casefold() != squeezed(site).casefold() for head in outer)


def _side_by_side(named: dict[HtmlElement, HtmlElement]) -> list[tuple[HtmlElement, HtmlElement]]:
    """Return stories with their headlines: none inside another, no frame around several, no box."""
    inner: dict[HtmlElement, int] = dict.fromkeys(named, 0)
    for node in named:
        for above in node.iterancestors():
            if above in inner:
                inner[above] += 1
    frames = {node for node, count in inner.items() if count > 1}
    left = [node for node in named if node not in frames]
    return [(node, named[node]) for node in left if not any(above in left for above in node.iterancestors())]


def _is_marked(node: HtmlElement) -> bool:
    if node.tag == "article" or node.get("role") == "article":
        return True
    return bool(_ARTICLE.search(node.get("itemtype") or ""))


def _homes(heads: Sequence[HtmlElement]) -> Iterator[HtmlElement]:
    """Yield the largest element around each headline that has no other in it."""
    around = [set(head.iterancestors()) for head in heads]
    for at, head in enumerate(heads):
        others = set().union(*around[:at], *around[at + 1 :])
        home = head
        for above in head.iterancestors():
            if above in others:
                break
            home = above
        if home is not head:
            yield home


def _is_live(tree: HtmlElement) -> bool:
    if any(
        "LiveBlogPosting" in (node.get("itemtype") or "") for node in tree.iter("article", "div", "section", "main")
    ):
        return True
    return any("LiveBlogPosting" in kinds(item) for item in Graph(linked(tree)).objects)


def _headline(node: HtmlElement) -> str:
    text = " ".join(node.text_content().split())
    return text if extent(text) >= _WORDS else ""


def _head(node: HtmlElement) -> HtmlElement | None:
    """Return the headline of an element that is a story by itself, None of one that is not."""
    if next(itertools.islice(node.iter("p"), _PARAGRAPHS - 1, None), None) is None:
        return None
    if next(node.iterancestors(*_ASIDE), None) is not None:
        return None
    if any(_OTHER.search(node.get(name) or "") for name in ("class", "id", "itemtype", "itemprop")):
        return None
    head = next((heading for heading in node.iter("h1", "h2") if _headline(heading)), None)
    if head is None:
        return None
    paragraphs = [each for each in node.iter("p") if extent(each.text_content()) >= _SENTENCE and not _is_linked(each)]
    if len(paragraphs) < _PARAGRAPHS or sum(extent(each.text_content()) for each in paragraphs) < _LEAST:
        return None
    order = {each: at for at, each in enumerate(node.iter())}
    above = sum(order[each] < order[head] for each in paragraphs)
    return head if above <= _ABOVE and _is_signed(node, paragraphs) else None


def _is_linked(node: HtmlElement) -> bool:
    linked = sum(len(link.text_content()) for link in node.iter("a"))
    return 2 * linked > len(node.text_content())


def _is_signed(node: HtmlElement, paragraphs: Sequence[HtmlElement]) -> bool:
    """Say whether an element says who wrote it, or when."""
    if next(node.iter("time"), None) is not None or byline.begins(" ".join(paragraphs[0].text_content().split())):
        return True
    for each in node.iter(etree.Element):
        if each.get("rel") == "author" or each.get("itemprop") in ("author", "datePublished"):
            return True
        name = each.get("class")
        if each is not node and name and _SIGNED.search(name) and 0 < len(each.text_content().split()) <= _LEAST // 4:
            return True
        text = " ".join((each.text or "").split())
        if len(text) <= 2 * _LEAST and byline.begins(text) and byline.find([text]):
            return True
    return dateline.read(" ".join(paragraphs[0].text_content().split())) is not None


def _alone(tree: HtmlElement, found: Sequence[HtmlElement], at: int, about: Metadata, timezone: str) -> Story:
    whole = copy.deepcopy(tree.getroottree())
    made: HtmlElement = whole.getroot()
    ours = {theirs: mine for mine, theirs in zip(made.iter(), tree.getroottree().getroot().iter(), strict=True)}
    node = ours[found[at]]
    if at == 0 and _agree(next(each for each in node.iter("h1", "h2") if _headline(each)), about.title):
        for other in found[1:]:
            remove(ours[other])
        return Story(made, node, metadata.read(made, timezone=timezone))
    here = about.saved_from or about.url or ""
    for other in (*found[:at], *found[at + 1 :]):
        remove(ours[other])
    _forget(made, node)
    head = next(heading for heading in node.iter("h1", "h2") if _headline(heading))
    head.tag = "h1"
    _say(made, node, head, tree, here)
    told = metadata.read(made, timezone=timezone)
    return Story(made, node, msgspec.structs.replace(told, captured_at=about.captured_at))


def _forget(made: HtmlElement, node: HtmlElement) -> None:
    """Take out of a page what it says of its first story: all but what holds for the whole site."""
    inside = set(node.iter())
    for each in [*made.iter("meta", "title", "link", "script", etree.Comment, "h1")]:
        if each in inside:
            continue
        name = (each.get("property") or each.get("name") or each.get("http-equiv") or "").lower() if each.attrib else ""
        if each.tag != "meta" or (name and name not in _OF_THE_SITE):
            remove(each)
    root = made.getroottree().getroot()
    for note in [*root.itersiblings(etree.Comment, preceding=True), *root.itersiblings(etree.Comment)]:
        note.text = ""


def _say(made: HtmlElement, node: HtmlElement, head: HtmlElement, page: HtmlElement, here: str) -> None:
    """Put into a page what its whole said of this story: its linked data, and its address."""
    into = made.find("head")
    if into is None:
        into = etree.SubElement(made, "head")
    own = squeezed(head.text_content()).casefold()
    for item in Graph(linked(page)).objects:
        if squeezed(words(item.get("headline"))).casefold() == own:
            script = etree.SubElement(into, "script", type="application/ld+json")
            script.text = json.dumps(item)
            break
    links = [link for link in node.iter("a", "link") if link.get("rel") in ("bookmark", "canonical")]
    links += [link for around in (head, head.getparent()) for link in around.iter("a") if _heads(link, head)]
    places = [*(node.get(name) or "" for name in _OWN), *(link.get("href") or "" for link in links)]
    address = next(filter(None, (absolute(place, here or None) for place in places if place)), "")
    if address and address != here:
        etree.SubElement(into, "link", rel="canonical", href=address)


def _heads(link: HtmlElement, head: HtmlElement) -> bool:
    """Say whether a link is the headline's."""
    return squeezed(link.text_content()) == squeezed(head.text_content())


def _stands_alone(story: Story) -> bool:
    """Say whether a story is surely an article if it is all there is, and what is found is inside it."""
    tree = copy.deepcopy(story.tree)
    pairs = {theirs: mine for mine, theirs in zip(tree.iter(), story.tree.iter(), strict=True)}
    unhide(tree)
    found: Chosen = choose(tree, title=story.about.title)
    inside = set(pairs[story.node].iter())
    if not found.kept or any(found.parts[at].holder not in inside for at in found.kept):
        return False
    return doubt.weigh(found, story.about.stated).there >= _SURE
