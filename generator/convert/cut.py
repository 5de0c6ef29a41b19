"""Which part of a saved page is the article: the page's own tree, cut down to it.

trafilatura says which words are the article's. They are looked up in the page, so that all the structure they stand in
is kept; `trim` then gives up what is furniture all the same and takes back what was lost in between.
"""

import bisect
import copy
import functools
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from generator.convert import posts
from generator.convert.layout import Segment, remove, unspaced

_CERTAIN: Final = 25
"""Letters of a segment that hardly stand on a page twice by chance."""

_OFTEN: Final = 8
"""Places of one text among an article's words that are looked at."""

_ANYWHERE: Final = "https://page.invalid/"
"""Stands for the address of a page where it does not matter."""

_CAPTIONED: Final = re.compile(r"caption|credit|copyright|photograph|legend|source", re.IGNORECASE)
_CAPTION: Final = 400
"""The longest caption, in characters."""

_TEASER: Final = 0.5
"""The share of links from which words beside a picture announce another story."""

_LABEL: Final = 120
"""Characters: what stands beside a picture in one element, and is longer, is a paragraph with a picture in it."""

_MANY: Final = 8
"""Children: what has more is no frame around a picture and its caption."""

_CROWD: Final = 60
"""Elements in a frame that is no frame any more."""

_LINE: Final = 12
"""Words that hardly are a label or a teaser."""

_NEVER_ARTICLE: Final = tuple(
    """
    applet area aside audio button canvas datalist dialog fieldset footer frame head iframe input label legend link map
    menu meta nav noscript object option output picture progress script select style svg template textarea time video
    """.split()  # noqa: SIM905 forty names are read as words
)
"""What trafilatura leaves out anyway; without it, it need not look at half of the page."""

_ICON: Final = 80
"""Pixels: what is smaller is no picture of the article."""


def extracted(tree: HtmlElement, parts: Sequence[Segment]) -> str:
    """Return the article's words as trafilatura finds them, empty where it finds none.

    Its slow comparison of several ways is made where its quick one finds less than half of what stands together.
    """
    lean = copy.copy(tree)
    etree.strip_elements(lean, *_NEVER_ARTICLE, etree.Comment, with_tail=False)
    together: Counter[HtmlElement | None] = Counter()
    for part in parts:
        if part.linked < _TEASER / 2 and part.text.count(" ") >= _LINE - 1:
            together[part.holder.getparent()] += len(part.text)
    quick = _said(trafilatura.bare_extraction(lean, options=_options(fast=True)))
    if 2 * len(quick) >= max(together.values(), default=0) and quick:
        return quick
    return _said(trafilatura.bare_extraction(tree, options=_options(fast=False)))


@functools.cache
def _options(*, fast: bool) -> trafilatura.settings.Extractor:
    return trafilatura.settings.Extractor(fast=fast, precision=True, comments=False)


def _said(found: object) -> str:
    return "".join(found.body.itertext()).strip() if isinstance(found, trafilatura.settings.Document) else ""


def look_up(parts: Sequence[Segment], words: str) -> set[int]:
    """Return which segments hold the words, in the order in which both stand."""
    letters = unspaced(words)
    texts = [unspaced(part.text) for part in parts]
    places = _chain(texts, letters)
    kept = set(places)
    follows = [len(letters)] * (len(parts) + 1)
    for at in reversed(range(len(parts))):
        follows[at] = places.get(at, follows[at + 1])
    first, last = min(places, default=0), max(places, default=0)
    place = 0
    for at, text in enumerate(texts):
        if at in places:
            place = places[at] + len(text)
        elif text and first - 3 <= at <= last + 3:
            found = _found(text, parts[at], letters, place, follows[at])
            if found > place:
                kept.add(at)
                place = found
    return kept


def _chain(texts: Sequence[str], letters: str) -> dict[int, int]:
    """Return where segments long enough to be sure of are found, so that as many letters as can be are in order."""
    # Of all chains so far, those that no other outweighs which ends as early: the later their end, the heavier.
    ends, weights = [0], [0]
    chains: list[_Link | None] = [None]
    for at, text in enumerate(texts):
        # The last places first: none of a segment's places can follow another of its own.
        for place in reversed(_places(text, letters) if len(text) >= _CERTAIN else []):
            before = bisect.bisect_right(ends, place) - 1
            end, weight = place + len(text), weights[before] + len(text)
            if weights[bisect.bisect_right(ends, end) - 1] < weight:
                beaten = slice(bisect.bisect_left(ends, end), bisect.bisect_right(weights, weight))
                ends[beaten], weights[beaten], chains[beaten] = [end], [weight], [_Link(at, place, chains[before])]
    found: dict[int, int] = {}
    link = chains[-1]
    while link:
        found[link.at] = link.place
        link = link.before
    return found


class _Link(NamedTuple):
    at: int
    place: int
    before: "_Link | None"


def _places(text: str, letters: str) -> list[int]:
    """Return where a text is found, its first few places at most."""
    found: list[int] = []
    place = letters.find(text)
    while place >= 0 and len(found) < _OFTEN:
        found.append(place)
        place = letters.find(text, place + 1)
    return found


def _found(text: str, part: Segment, letters: str, start: int, end: int) -> int:
    """Return where the words of a segment end between two places, the first of the two where they are not there."""
    if len(text) < _CERTAIN:
        place = letters.find(text, start, end)
        return place + len(text) if place == start or (place > start and len(text) > 5) else start  # noqa: PLR2004 shorter words stand anywhere
    # Something inside it was dropped: most of its strings will do.
    hit, place = 0, start
    for piece in part.pieces:
        string = unspaced(piece.text)
        found = letters.find(string, place, end) if len(string) > 8 else -1  # noqa: PLR2004 shorter strings stand anywhere
        if found >= 0:
            hit += len(string)
            place = found + len(string)
    return place if hit > 0.6 * len(text) else start


def captions(parts: Sequence[Segment], root: HtmlElement) -> dict[int, HtmlElement]:
    """Return which segments say what a picture shows, each with the element that is the picture and these words."""
    pictured = {above for image in root.iter("img") for above in (image, *image.iterancestors())}
    if next(root.iter("figure"), None) is not None and next(root.iter(*posts.FRAMES), None) is not None:
        # What a page plays is no picture, but what stands below it in a figure is its caption all the same.
        played = (post.node for post in posts.posts(root, base=_ANYWHERE) if post.node.tag not in ("blockquote", "div"))
        pictured |= {figure for node in played for figure in node.iterancestors("figure")}
    if not pictured:
        return {}
    letters = functools.cache(lambda node: len(unspaced(node.text_content())))
    found: dict[int, HtmlElement] = {}
    for at, part in enumerate(parts):
        if len(part.text) <= _CAPTION and part.linked < _TEASER:
            frame = _frame(part, pictured, letters)
            if frame is not None:
                found[at] = frame
    return found


def _frame(part: Segment, pictured: set[HtmlElement], letters: Callable[[HtmlElement], int]) -> HtmlElement | None:
    """Return the element that is a picture and these words about it and nothing else."""
    node: HtmlElement | None = part.holder
    while node is not None:
        if node.tag == "figure":
            return node if node in pictured else None
        # Not by `len`, which counts them all.
        if (
            node.tag in ("article", "body")
            or _is_data(node)
            or next(itertools.islice(node, _MANY, None), None) is not None
        ):
            return None
        if node in pictured and node.tag != "p" and (node is not part.holder or len(part.text) <= _LABEL):
            others = letters(node) - len(unspaced(part.text))
            return node if others <= 0 or (others <= _CAPTION and _is_labelled(part, node)) else None
        node = node.getparent()
    return None


def _is_data(node: HtmlElement) -> bool:
    """Say whether an element is part of a table that has more than a picture and its caption."""
    if node.tag not in ("td", "th", "tr"):
        return False
    table = next(node.iterancestors("table"), None)
    if table is None or next(table.iterdescendants("table"), None) is not None:
        return False
    return sum(len(row) > 1 for row in table.iter("tr")) > 1 and any(True for _ in table.iter("th"))


def _is_labelled(part: Segment, frame: HtmlElement) -> bool:
    """Say whether all words of a frame are marked as a caption or as a credit, as these are."""
    inside = list(itertools.islice(frame.iter(), _CROWD))
    if len(inside) == _CROWD:
        return False
    holders = [node for node in inside if (node.text or "").strip() or any((c.tail or "").strip() for c in node)]
    return part.holder in holders and all(
        any(_CAPTIONED.search(each.get("class") or "") for each in _upto(node, frame)) for node in holders
    )


def _upto(node: HtmlElement, frame: HtmlElement) -> Iterator[HtmlElement]:
    """Yield an element and those around it, below a frame."""
    while node is not frame:
        yield node
        node = node.getparent()


def _has_picture(node: HtmlElement) -> bool:
    return next(node.iter("img"), None) is not None


def as_text(parts: Sequence[Segment], wanted: set[int]) -> None:
    """Make of segments that were named what they are printed as: words of the article, and no picture's caption."""
    for at in wanted:
        around = [parts[at].holder, *parts[at].holder.iterancestors()]
        frame = next((place for place, node in enumerate(around) if node.tag == "figure"), -1)
        for node in around[: frame + 1]:
            node.attrib.pop("class", None)
            node.tag = "div" if node.tag in ("figure", "figcaption") else node.tag


def prune(
    tree: HtmlElement,
    parts: Sequence[Segment],
    kept: set[int],
    about_pictures: Mapping[int, HtmlElement],
    below: set[int],
    shown: frozenset[HtmlElement],
    *,
    stretch: set[int],
) -> None:
    """Cut a tree down to the segments kept, and to what stands among them without words of its own.

    Args:
        tree: The page's body.
        parts: Its segments.
        kept: Those that stay.
        about_pictures: Captions, with the pictures that they are of.
        below: Footnotes, which stay wherever they stand.
        shown: What else stays where it stands among those kept: posts and films.
        stretch: Those of the kept between whose first and last that is; others were named, and stand anywhere.
    """
    lost = set(range(len(parts))) - kept - below - about_pictures.keys()
    emptied = {parts[at].holder for at in lost}
    for at in lost:
        for node, is_tail, _, _ in parts[at].pieces:
            setattr(node, "tail" if is_tail else "text", None)
    for at, figure in about_pictures.items():
        if at not in kept | below:
            parts[at].holder.tag, figure.tag = "figcaption", "figure"
    alive = _alive(parts, kept | below)
    order = {node: place for place, node in enumerate(tree.iter())}
    start = min(order[piece.node] for piece in parts[min(stretch)].pieces)
    end = max(order[piece.node] for piece in parts[max(stretch)].pieces)
    showing = shown | {above for node in shown for above in node.iterancestors()}
    for node, place in order.items():
        above = node.getparent()
        if node in alive or above not in alive:
            continue
        if node.tag in ("td", "th") and above.tag == "tr" and not len(node) and _has_columns(above, alive):
            continue
        if not (start < place < end and (node.tag == "hr" or node in showing or _is_picture(node, emptied))):
            remove(node)


def _alive(parts: Sequence[Segment], ours: set[int]) -> set[HtmlElement]:
    """Return the elements in which segments stand."""
    alive: set[HtmlElement] = set()
    for at in ours:
        for node in (parts[at].holder, *(piece.node for piece in parts[at].pieces)):
            above: HtmlElement | None = node
            while above is not None and above not in alive:
                alive.add(above)
                above = above.getparent()
    return alive


def _has_columns(row: HtmlElement, alive: set[HtmlElement]) -> bool:
    """Say whether a row is one of several with words, none long, so that an empty cell in it keeps its column."""
    table = next(row.iterancestors("table"), None)
    rows = [each for each in table.iter("tr") if each in alive] if table is not None else []
    cells = [cell for each in rows for cell in each.iterchildren("td", "th")]
    return len(rows) > 1 and all(len(cell.text_content()) <= _CAPTION for cell in cells)


def _is_picture(node: HtmlElement, emptied: set[HtmlElement]) -> bool:
    """Say whether an element is a picture with at most a caption: not a teaser, whose words are gone, nor an icon."""
    sizes = [image.get(side) or "" for image in node.iter("img") for side in ("width", "height")]
    icon = any(size.isdecimal() and len(size) <= len(str(_ICON)) and int(size) < _ICON for size in sizes)
    return _has_picture(node) and not icon and emptied.isdisjoint(node.iter())
