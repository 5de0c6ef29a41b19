"""Where an article on a saved page begins and ends, and what inside it is none of it.

Corrects a first guess by what stands on the page: the headline repeated, dates and bylines above the first paragraph,
links to other stories between paragraphs, pitches and credits below the last one; and subheadings, posts and
paragraphs that were lost between others of their kind.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from lxml.html import HtmlElement

from generator.convert import attribution, phrases
from generator.convert.cut import Segment, squeezed

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_LINE: Final = 12
"""Words of a line that hardly is a sentence."""

_PITCH: Final = 70
_CHAPTER: Final = 100
"""Words that, lost below the last paragraph, are more than a box of furniture."""

_SUBHEAD: Final = re.compile(r"sub-?_?head|cross-?head|inter-?title|sub-?title", re.IGNORECASE)
_POST: Final = re.compile(r"\bpost-(\d+)\b")
_RULE: Final = re.compile(r"[_*\s•·]{1,12}")
_CUE: Final = re.compile(
    r"\W*(?:related|read (?:more|also|next)|see (?:more|also)|also read|more (?:on|from)|you may (?:also )?like|don.t miss"
    r"|watch|listen|lire aussi|à lire|lees ook|lesen sie|mehr zum|leia (?:mais|também)|veja também|leggi anche|lea también"
    r"|läs (?:mer|också)|читайте также|czytaj)\b",
    re.IGNORECASE,
)
_COLOPHON: Final = re.compile(
    r"\bcontributed to th(?:is|e) (?:report|story|article)\b|\breach the reporters?\b|\ball rights reserved\b|\bcopyright\b|©"
    r"|\A\W*(?:(?:last )?updated|(?:first )?published) (?:at|on)\b.{0,40}\Z|\A\W*(?:tags|filed under|categor\w+|topics)\b"
    r"|\A\W*(?:follow|more|for more|read)\b.{0,80}https?://",
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
    ours -= {at for at in ours if _leads_elsewhere(parts, at)}
    ours -= {at for at in ours if _heads_nothing(parts, at, ours)}
    order = sorted(ours)
    start = next((at + 1 for at in reversed(range(min(8, len(order)))) if _is_title(parts[order[at]], title)), 0)
    if sum(_words(parts[at]) for at in order[:start]) < _PITCH:
        order = order[start:]
    while order and _opens_badly(parts, order):
        order.pop(0)
    while order and _closes_badly(parts, order):
        order.pop()
    return set(order)


def _words(part: Segment) -> int:
    return len(part.text.split())


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
    """Return segments that stand as the kept ones do, between them or, where they are many, below them."""
    homes = {home for at in kept if _words(parts[at]) >= _LINE and (home := _home(parts[at])) is not None}
    looks = {look for home in homes if (look := _look(home))}
    last = max(kept)
    between: set[int] = set()
    below: set[int] = set()
    for at in range(min(kept), len(parts)):
        part, home = parts[at], _home(parts[at])
        if at in kept or home is None or part.linked > 0.5:  # noqa: PLR2004 half of it
            continue
        is_paragraph = part.holder.tag == "p" and 8 <= _words(part) and part.linked < 0.3  # noqa: PLR2004 a sentence
        is_paragraph = is_paragraph and not (_pitches(part) if _words(part) <= 2 * _LINE else _sells(part))
        if is_paragraph and (home in homes or _look(home) in looks):
            (between if at < last else below).add(at)
        elif (
            at < last
            and home in homes
            and (_RULE.fullmatch(part.text) or (_is_heading(part) and _words(part) <= 2 * _LINE))
        ):
            between.add(at)
        elif at < last and any(
            node in homes for quote in _quotations(part) for node in list(quote.iterancestors())[:2]
        ):
            between.add(at)
    return between | (below if sum(_words(parts[at]) for at in below) >= _CHAPTER else set())


def _look(node: HtmlElement) -> str:
    name = node.get("class") or ""
    return f"{node.tag} {name}" if len(name) > 5 else ""  # noqa: PLR2004 shorter ones say nothing


def _quotations(part: Segment) -> list[HtmlElement]:
    return [node for node in (part.holder, *part.holder.iterancestors()) if node.tag == "blockquote"]


def _leads_elsewhere(parts: Sequence[Segment], at: int) -> bool:
    """Say whether a segment is a link to another story, or announces one."""
    part = parts[at]
    if _CUE.match(part.text):
        below = parts[at + 1].linked if at + 1 < len(parts) else 0.0
        return part.linked >= 0.6 or (_words(part) <= 4 and below >= 0.6)  # noqa: PLR2004 "you may also like"
    return part.linked >= 0.6 and at > 0 and _words(parts[at - 1]) <= 4 and bool(_CUE.match(parts[at - 1].text))  # noqa: PLR2004 as above


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
    part = parts[order[0]]
    if part.linked > 0.8 or _sells(part):  # noqa: PLR2004 all but the punctuation
        return True
    if (
        _words(part) <= _LINE
        and any(pattern.search(part.text) for pattern in (phrases.DATE, _READING_TIME))
        or (_words(part) <= _LINE and phrases.BYLINE.match(part.text))
    ):
        return True
    home = next((_home(parts[at]) for at in order if parts[at].holder.tag == "p"), None)
    return part.holder.tag in _HEADINGS and home is not None and _home(part) is not home


def _closes_badly(parts: Sequence[Segment], order: Sequence[int]) -> bool:
    part = parts[order[-1]]
    words = _words(part)
    if _is_heading(part) or _RULE.fullmatch(part.text) or _interface(part.text):
        return True
    if part.linked >= 0.6 or _sells(part) or (words <= _LINE and _CUE.match(part.text)):  # noqa: PLR2004 most of it
        return True
    if _quotations(part):
        return False
    if words <= _PITCH and (_COLOPHON.search(part.text) or attribution.credit(part.text) or _MAIL.search(part.text)):
        return True
    return words <= 2 * _LINE and bool(_CONTACT.search(part.text))


def _interface(text: str) -> bool:
    return " ".join(re.findall(r"\w+", text.lower())) in phrases.INTERFACE


def _sells(part: Segment) -> bool:
    """Say whether a segment asks the reader for something: a subscription, a click, a comment."""
    words = _words(part)
    return words <= _PITCH and _pitches(part) >= (2 if words <= 40 else 3)  # noqa: PLR2004 a sentence, or more than one


def _pitches(part: Segment) -> int:
    words = re.findall(r"\w+", part.text.lower())
    pairs = len({f"{one} {other}" for one, other in zip(words, words[1:], strict=False)} & phrases.PITCH_PAIRS)
    single = len(set(words) & phrases.PITCH_WORDS)
    return pairs + single if single or pairs > 2 else 0  # noqa: PLR2004 two turns of phrase may be a coincidence
