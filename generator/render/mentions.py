"""Where a printed text first names someone who has a page: there the name becomes a link, and no word changes.

Mentions are places in the Markdown; a printed text has other places. So each is known by its words and by the letters
to either side of it, and is looked for in the text between the tags: outside headings, code and links.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape, unescape
from typing import Final

import msgspec

_TAG: Final = re.compile(r"<(?:[^<>\"]|\"[^\"]*\")*>")
_NAME: Final = re.compile(r"</?([a-z][a-z0-9]*)")
_CLOSED: Final = frozenset(
    ("a", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "math", "pre", "samp", "script", "style", "svg")
)
_BESIDE: Final = 8
"""Letters to either side that tell one place from another."""

_NEAR: Final = 24
"""Characters among which they are looked for."""

_STRAIGHT: Final = str.maketrans({"’": "'", "‘": "'", "\n": " ", "\t": " ", "\u00a0": " "})


class Place(msgspec.Struct, frozen=True):
    """One place that names someone: the words, and the letters before and after them."""

    words: str
    before: str
    after: str


def places(text: str, spans: Iterable[tuple[int, int]]) -> tuple[Place, ...]:
    """Return places of a text, as far as they can be found again.

    Args:
        text: Markdown with its markup blanked.
        spans: Starts and ends of mentions in it.
    """
    flat = text.translate(_STRAIGHT)
    return tuple(
        Place(
            " ".join(flat[start:end].split()),
            _before(flat[max(0, start - _NEAR) : start]),
            _after(flat[end : end + _NEAR]),
        )
        for start, end in spans
    )


def link(html: str, named: Sequence[tuple[str, Sequence[Place]]], *, opening: Callable[[str], str]) -> str:
    """Return a printed text in which the first mention of each address leads there.

    Args:
        html: Well-formed, as the sanitiser leaves it.
        named: Addresses, each with the places that name who stands there.
        opening: From an address to what goes before the words: ``<a href="…">``.
    """
    wanted: dict[str, list[tuple[str, Place]]] = {}
    for address, spots in named:
        for spot in spots:
            if spot.words:
                wanted.setdefault(escape(spot.words, quote=False), []).append((address, spot))
    if not wanted:
        return html
    longest = sorted(wanted, key=lambda words: (-len(words), words))
    names = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    made: list[str] = []
    done: set[str] = set()
    closed = at = 0
    for tag in [*_TAG.finditer(html), None]:
        stretch = html[at : tag.start() if tag else len(html)]
        made.append(stretch if closed or not stretch.strip() else _linked(stretch, names, wanted, done, opening))
        if tag is None:
            break
        made.append(tag[0])
        at = tag.end()
        name = _NAME.match(tag[0])
        if name and name[1] in _CLOSED:
            closed = max(0, closed + (-1 if tag[0].startswith("</") else 1))
    return "".join(made)


def _linked(
    stretch: str,
    names: re.Pattern[str],
    wanted: dict[str, list[tuple[str, Place]]],
    done: set[str],
    opening: Callable[[str], str],
) -> str:
    """Return a text without tags, with its first mentions as links; `done` learns of them."""
    flat = stretch.translate(_STRAIGHT)
    made: list[str] = []
    at = 0
    for found in names.finditer(flat):
        before = _before(unescape(flat[max(0, found.start() - 2 * _NEAR) : found.start()]))
        after = _after(unescape(flat[found.end() : found.end() + 2 * _NEAR]))
        address = next(
            (
                address
                for address, place in wanted[found[0]]
                if address not in done and _same(place.before[::-1], before[::-1]) and _same(place.after, after)
            ),
            None,
        )
        if address is not None:
            done.add(address)
            made += [stretch[at : found.start()], opening(address), stretch[found.start() : found.end()], "</a>"]
            at = found.end()
    return "".join((*made, stretch[at:]))


def _same(one: str, other: str) -> bool:
    """Say whether two runs of letters agree as far as both go."""
    return one.startswith(other) or other.startswith(one)


def _before(text: str) -> str:
    return "".join(filter(str.isalnum, text[-_NEAR:]))[-_BESIDE:]


def _after(text: str) -> str:
    return "".join(filter(str.isalnum, text[:_NEAR]))[:_BESIDE]
