"""Where a printed text first names someone who has a page: there the name becomes a link, and no word changes.

Mentions are places in the Markdown; a printed text has other places. So each is known by its words and by the letters
to either side of it, and is looked for in the text between the tags: outside headings, code and links.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape, unescape
from typing import Final

from generator.model import NEAR, Place, place
from generator.text import level

_TAG: Final = re.compile(r"<(?:[^<>\"]|\"[^\"]*\")*>")
_NAME: Final = re.compile(r"</?([a-z][a-z0-9]*)")
_CLOSED: Final = frozenset(
    ("a", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "math", "pre", "samp", "script", "style", "svg")
)
_CLOSING: Final = re.compile(rf"<(/?)(?:{'|'.join(sorted(_CLOSED))})(?![a-z0-9])")
_BRACKET: Final = re.compile(r"=\"[^\"<>]*[<>]")
_BESIDE: Final = 8
"""Letters to either side that tell one place from another."""


class Places:
    """Where a text names someone, place by place: each as it is asked for, since most texts are done with the first."""

    def __init__(self, text: str, spans: Iterable[tuple[int, int]]) -> None:
        """Take note of the places.

        Args:
            text: Markdown with its markup blanked.
            spans: Starts and ends of mentions in it.
        """
        self._text = text
        self._spans = sorted(spans)

    def __iter__(self) -> Iterator[Place]:
        text = self._text
        return (place(text, start, end) for start, end in self._spans)


def link(html: str, named: Iterable[tuple[str, Iterable[Place]]], *, opening: Callable[[str], str]) -> str:
    """Return a printed text in which the first mention of each address leads there.

    Args:
        html: Well-formed, as the sanitiser leaves it.
        named: Addresses, each with the places that name who stands there, in the order of the text.
        opening: From an address to what goes before the words: ``<a href="…">``.
    """
    flat = level(html)
    text: _Text | None = None
    taken: list[tuple[int, int, str]] = []
    for address, spots in named:
        refused: set[Place] = set()
        for spot in spots:
            if not spot.words or (refused and spot in refused):
                continue
            text = text or (_stretched(html) if _BRACKET.search(html) else _plainly(html))
            at = _found(flat, spot, text, taken)
            if at >= 0:
                taken.append((at, at + len(escape(spot.words, quote=False)), address))
                break
            refused.add(spot)
    made: list[str] = []
    last = 0
    for start, end, address in sorted(taken):
        made += [html[last:start], opening(address), html[start:end], "</a>"]
        last = end
    return "".join((*made, html[last:]))


_Text = Callable[[int], tuple[int, int]]
"""From a place in a printed text to the text between tags that it stands in, start and end; of nothing that may hold a
link both are nought."""


def _plainly(html: str) -> _Text:
    """Return where there is text that may hold a link, in a printed text whose tags hold no brackets."""
    closed: list[int] = []
    depth = 0
    for tag in _CLOSING.finditer(html):
        before = depth
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if bool(before) != bool(depth):
            closed.append(tag.start())

    def text(at: int) -> tuple[int, int]:
        low = html.rfind(">", 0, at) + 1
        if html.find("<", low, at) >= 0 or bisect_right(closed, at) % 2:
            return 0, 0
        high = html.find("<", at)
        return low, high if high >= 0 else len(html)

    return text


def _stretched(html: str) -> _Text:
    """Return where there is text that may hold a link, whatever the tags hold."""
    stretches = _stretches(html)

    def text(at: int) -> tuple[int, int]:
        place = bisect_right(stretches, (at, len(html))) - 1
        return stretches[place] if place >= 0 else (0, 0)

    return text


def _stretches(html: str) -> list[tuple[int, int]]:
    """Return where there is text between tags that may hold a link."""
    made: list[tuple[int, int]] = []
    closed = at = 0
    for tag in _TAG.finditer(html):
        start, end = tag.span()
        if start > at and not closed:
            made.append((at, start))
        at = end
        name = _NAME.match(html, start)
        if name and name[1] in _CLOSED:
            closed = max(0, closed + (-1 if html.startswith("</", start) else 1))
    return made if closed or at == len(html) else [*made, (at, len(html))]


def _found(flat: str, spot: Place, text: _Text, taken: Sequence[tuple[int, int, str]]) -> int:
    """Return where a place stands in a printed text, -1 where it does not, or where nothing may be linked."""
    words = escape(spot.words, quote=False)
    at = flat.find(words)
    while at >= 0:
        end = at + len(words)
        low, high = text(at)
        if (
            end <= high
            and not (at > low and _is_letter(flat[at - 1]))
            and not (end < high and _is_letter(flat[end]))
            and _precedes(spot.before, flat[max(low, at - 2 * NEAR) : at])
            and _follows(spot.after, flat[end : min(high, end + 2 * NEAR)])
            and all(end <= start or stop <= at for start, stop, _ in taken)
        ):
            return at
        at = flat.find(words, at + 1)
    return -1


def _is_letter(mark: str) -> bool:
    return mark.isalnum() or mark == "_"


def _precedes(before: str, printed: str) -> bool:
    """Say whether the same letters stand before a place and a printed one; mostly the very same characters do."""
    if "&" not in printed and printed.endswith(before):
        return True
    return _same(_before(before)[::-1], _before(unescape(printed))[::-1])


def _follows(after: str, printed: str) -> bool:
    """Say whether the same letters follow."""
    if "&" not in printed and printed.startswith(after):
        return True
    return _same(_after(after), _after(unescape(printed)))


def _same(one: str, other: str) -> bool:
    """Say whether two runs of letters agree as far as both go."""
    return one.startswith(other) or other.startswith(one)


def _before(text: str) -> str:
    return "".join(filter(str.isalnum, text[-NEAR:]))[-_BESIDE:]


def _after(text: str) -> str:
    return "".join(filter(str.isalnum, text[:NEAR]))[:_BESIDE]
