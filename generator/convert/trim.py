"""Where an article on a saved page begins and ends, and what inside it is none of it.

Corrects a first guess by what stands on the page: the headline repeated, dates and bylines above the first paragraph,
links to other stories between paragraphs, pitches and credits below the last one; and subheadings, quotations and
paragraphs that were lost between others of their kind.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Final

from lxml.html import HtmlElement

from generator.convert import attribution, byline, phrases
from generator.convert.layout import Segment, squeezed

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_LABEL: Final = 4
"""Words of a label, such as one over a list of other stories."""

_ITEM: Final = 120
"""Characters of a cell or an item."""

_SENTENCE: Final = 8
"""Words that may be a sentence."""

_LINE: Final = 12
"""Words that hardly are more than one."""

_PITCH: Final = 70
_CHAPTER: Final = 100
"""Words that, lost below the last paragraph, are more than a box of furniture."""

_NEAR: Final = 8
"""Segments from the first one among which the headline is looked for."""

_HALF: Final = 0.5
_MOST: Final = 0.6

_SUBHEAD: Final = re.compile(r"sub-?_?head|cross-?head|inter-?title|sub-?title", re.IGNORECASE)
_POST: Final = re.compile(r"\bpost-(\d+)\b")
_RULE: Final = re.compile(r"[_*\s•·]{1,12}")
_CUE: Final = re.compile(
    r"\W*(?:related|read (?:more|also|next)|see (?:more|also)|also read|more (?:on|from)|you may (?:also )?like"
    r"|don.t miss|watch|listen|lire aussi|à lire|lees ook|lesen sie|mehr zum|leia (?:mais|também)|veja também"
    r"|leggi anche|lea también|läs (?:mer|också)|читайте также|czytaj)\b",
    re.IGNORECASE,
)
_COLOPHON: Final = re.compile(
    r"\bcontributed to th(?:is|e) (?:report|story|article)\b|\breach the reporters?\b|\ball rights reserved\b"
    r"|\bcopyright\b|©|\A\W*(?:(?:last )?updated|(?:first )?published) (?:at|on)\b.{0,40}\Z"
    r"|\A\W*(?:tags|filed under|categor\w+|topics)\b|\A\W*(?:follow|more|for more|read)\b.{0,80}https?://",
    re.IGNORECASE | re.DOTALL,
)
_CONTACT: Final = re.compile(r"(?:\A|\s|\()@\w{2,}|\btwitter\.com/\w")
_MAIL: Final = re.compile(r"\S@\w+\.\w")
_READING_TIME: Final = re.compile(
    r"\b(?:min(?:ute)?s? read|lesezeit|temps de lecture|tempo de leitura)\b", re.IGNORECASE
)


def trim(parts: Sequence[Segment], kept: Iterable[int], *, title: str) -> set[int]:
    """Return which segments are the article's, given a first guess.

    Args:
        parts: The page's segments, in order.
        kept: The guess.
        title: The headline, empty where none is known.
    """
    ours = _same_post(parts, set(kept))
    if not ours:
        return ours
    ours |= _lost(parts, ours)
    ours |= _gaps(parts, ours)
    ours -= {at for at in ours if _leads_elsewhere(parts, at)}
    ours -= {at for at in ours if _heads_nothing(parts, at, ours)}
    order = sorted(ours)
    start = next((at + 1 for at in reversed(range(min(_NEAR, len(order)))) if _is_title(parts[order[at]], title)), 0)
    if sum(_words(parts[at]) for at in order[:start]) < _PITCH:
        order = order[start:]
    while order and _opens_badly(parts, order):
        order.pop(0)
    while order and _closes_badly(parts[order[-1]]):
        order.pop()
    return set(order)


def _words(part: Segment) -> int:
    return part.extent


def _home(part: Segment) -> HtmlElement | None:
    return part.holder.getparent()


def _is_heading(part: Segment) -> bool:
    return part.holder.tag in _HEADINGS or bool(_SUBHEAD.search(part.holder.get("class") or ""))


def _is_title(part: Segment, title: str) -> bool:
    if part.holder.tag == "h1" or next(part.holder.iterancestors("h1"), None) is not None:
        return True
    return bool(title) and squeezed(part.text).lower() == squeezed(title).lower()


def _same_post(parts: Sequence[Segment], kept: set[int]) -> set[int]:
    """Return what is kept without other posts of a blog that follow the first on its page."""
    posts = {at: _post(parts[at]) for at in kept}
    first = next((posts[at] for at in sorted(kept) if posts[at] and _words(parts[at]) > _LINE), "")
    return {at for at in kept if not first or posts[at] in ("", first)}


def _post(part: Segment) -> str:
    for node in part.holder.iterancestors("article", "div"):
        found = _POST.search(node.get("class") or "")
        if found:
            return found[1]
    return ""


def _lost(parts: Sequence[Segment], kept: set[int]) -> set[int]:
    """Return segments that stand as the kept ones do: between them or, where they are many, below them."""
    homes = {home for at in kept if _words(parts[at]) >= _LINE and (home := _home(parts[at])) is not None}
    looks = {_look(home) for home in homes} - {""}
    last = max(kept)
    apart = [at for at in range(min(kept), len(parts)) if at not in kept and parts[at].linked <= _HALF]
    like = {
        at
        for at in apart
        if _is_paragraph(parts[at]) and (_home(parts[at]) in homes or _look(_home(parts[at])) in looks)
    }
    between = {at for at in apart if at < last and (at in like or _belongs(parts[at], homes))}
    below = {at for at in like if at > last}
    return between | below if sum(_words(parts[at]) for at in below) >= _CHAPTER else between


def _gaps(parts: Sequence[Segment], kept: set[int]) -> set[int]:
    """Return the cells and items that are missing from tables and lists of which most is kept: figures, as a rule."""
    around: dict[HtmlElement, list[int]] = {}
    for at in range(max(0, min(kept) - _NEAR), min(len(parts), max(kept) + _NEAR + 1)):
        whole = next(parts[at].holder.iterancestors("table", "ul", "ol", "dl"), None)
        if whole is not None:
            around.setdefault(whole, []).append(at)
    found: set[int] = set()
    for inside in around.values():
        ours = kept.intersection(inside)
        short = all(len(parts[at].text) <= _ITEM and parts[at].linked <= _HALF for at in inside)
        if short and ours and 2 * len(ours) >= len(inside):
            found.update(inside)
    return found


def _belongs(part: Segment, homes: set[HtmlElement]) -> bool:
    """Say whether a segment is a subheading, a rule, a quotation among paragraphs, or who said it."""
    if _home(part) in homes and (_RULE.fullmatch(part.text) or (_is_heading(part) and _words(part) <= 2 * _LINE)):
        return True
    quotes = _quotations(part)
    if part.holder.tag == "figcaption":
        quotes = [
            each for each in part.holder.iterancestors("figure") if next(each.iter("blockquote"), None) is not None
        ]
    return any(above in homes for quote in quotes for above in itertools.islice(quote.iterancestors(), 2))


def _is_paragraph(part: Segment) -> bool:
    if part.holder.tag != "p" or _words(part) < _SENTENCE or part.linked >= _HALF / 2:
        return False
    return not (_pitches(part) if _words(part) <= 2 * _LINE else _sells(part))


def _look(node: HtmlElement | None) -> str:
    """Return the class by which a page styles an element as others, empty where it says too little."""
    name = (node.get("class") or "") if node is not None else ""
    return name if len(name) > len("body") else ""


def _quotations(part: Segment) -> list[HtmlElement]:
    return [node for node in (part.holder, *part.holder.iterancestors()) if node.tag == "blockquote"]


def _leads_elsewhere(parts: Sequence[Segment], at: int) -> bool:
    """Say whether a segment is a link to another story, or announces one."""
    part = parts[at]
    if _CUE.match(part.text):
        below = parts[at + 1].linked if at + 1 < len(parts) else 0.0
        return part.linked >= _MOST or (_words(part) <= _LABEL and below >= _MOST)
    above = parts[at - 1] if at else part
    return part.linked >= _MOST and _words(above) <= _LABEL and bool(_CUE.match(above.text))


def _heads_nothing(parts: Sequence[Segment], at: int, kept: set[int]) -> bool:
    """Say whether a heading stands over what was left out."""
    if not _is_heading(parts[at]) or {at + 1, at + 2} & kept:
        return False
    below = min((other for other in kept if other > at), default=None)
    return below is None or _is_heading(parts[below]) or _is_ending(parts[at].text)


def _is_ending(text: str) -> bool:
    words = re.findall(r"\w+", text.lower())
    return any(" ".join(words[:count]) in phrases.ENDINGS for count in (1, 2, 3))


def _opens_badly(parts: Sequence[Segment], order: Sequence[int]) -> bool:
    """Say whether the first segment is none of the article: a date, a byline, a path of links, a heading elsewhere."""
    part = parts[order[0]]
    if part.linked > _MOST or _sells(part):
        return True
    dated = phrases.DATE.search(part.text) or phrases.BYLINE.match(part.text) or _READING_TIME.search(part.text)
    if (dated or byline.begins(part.text)) and _words(part) <= _LINE:
        return True
    home = next((_home(parts[at]) for at in order if parts[at].holder.tag == "p"), None)
    return part.holder.tag in _HEADINGS and home is not None and _home(part) is not home


def _closes_badly(part: Segment) -> bool:
    """Say whether the last segment is none of the article: a heading of nothing, links, a pitch, a credit."""
    words = _words(part)
    label = " ".join(re.findall(r"\w+", part.text.lower()))
    if _is_heading(part) or _RULE.fullmatch(part.text) or label in phrases.INTERFACE:
        return True
    if part.linked >= _MOST or _sells(part) or (words <= _LINE and _CUE.match(part.text)):
        return True
    if _quotations(part):
        return False
    if words <= _PITCH and (_COLOPHON.search(part.text) or attribution.credit(part.text) or _MAIL.search(part.text)):
        return True
    return words <= 2 * _LINE and bool(_CONTACT.search(part.text))


def _sells(part: Segment) -> bool:
    """Say whether a segment asks the reader for something: a subscription, a click, a comment."""
    return _words(part) <= _PITCH and _pitches(part) >= (2 if _words(part) <= _PITCH // 2 else 3)


def _pitches(part: Segment) -> int:
    """Return how many words and turns of phrase are those of pitches; two turns alone may be a coincidence."""
    words = re.findall(r"\w+", part.text.lower())
    pairs = len({f"{one} {other}" for one, other in itertools.pairwise(words)} & phrases.PITCH_PAIRS)
    single = len(set(words) & phrases.PITCH_WORDS)
    return pairs + single if single or pairs > 2 else 0  # noqa: PLR2004 as the docstring says
