"""Which articles belong together, and why: shared entities, the rare ones counting more.

An article looks back: dated ones at those before them, undated ones at all with a date and then at each other. Rarity
is counted over what an article looks back at, in powers of two. So a new article leaves the answers of older ones as
they are, and an article put in between changes few. What has no date prefers the oldest among equals, and counts in
powers of four, so that few new articles change what it shows. Everything is whole numbers: no order of summing shows.

Sources: K. Spärck Jones (1972), "A statistical interpretation of term specificity", Journal of Documentation 28(1),
11-21, for rarity; A. Moffat and J. Zobel (1996), "Self-indexing inverted files for fast text retrieval", ACM TOIS
14(4), 349-379, for a bounded number of accumulators that the commoner terms only refine.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from generator.model import Found, Outline

MOST: Final = 5
"""Related articles shown."""

REASONS: Final = 3
"""Shared entities named as the reason."""

LEAST: Final = 0.1
"""Salience below which an entity relates nothing: a name in passing."""

ASKED: Final = 6
"""Entities of an article that are looked up: those worth most."""

DEPTH: Final = 24
"""How far along an entity's articles to look: a bound on the work for the entities that everyone names."""

CANDIDATES: Final = 32
"""So many articles once found, commoner entities add to their scores and bring in no others."""

ENOUGH: Final = 500
"""The least score that relates; two articles wholly about one thing that everyone names have 10,000."""

_SPREAD: Final = 4
"""What has less than this power of two's part of the best score is not related."""

_FIRST: Final = 16
"""The best candidates that are looked at again, for versions of one another."""

_SHIFT: Final = 32
_MASK: Final = (1 << _SHIFT) - 1


Posting = tuple["array[int]", "array[int]"]
"""Places (4 bytes each), and salience in hundredths (1 byte each)."""


class Related(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One related article, and the entities it shares, the weightiest first."""

    article: str
    shared: tuple[str, ...] = ()
    picked: bool = False
    """The editor chose it."""


class Index(msgspec.Struct, frozen=True):
    """Where each entity is named: the places of articles in the order of looking, ascending, and their salience."""

    order: Sequence[str]
    """Article ids: the dated, oldest first, then the undated."""

    dated: int
    """How many have a date."""

    places: Mapping[str, int]
    postings: Mapping[str, Posting]
    """Entity to where it is named."""


def index(order: Sequence[str], found: Mapping[str, Iterable[Found | Outline]], *, dated: int) -> Index:
    """Return the index of who is named where.

    Args:
        order: Article ids: the dated, oldest first, then the undated.
        found: Article id to its entities; names that may be several's are left out.
        dated: How many of the articles have a date.
    """
    return Index(order, dated, {article: place for place, article in enumerate(order)}, postings(order, found))


def postings(order: Iterable[str], found: Mapping[str, Iterable[Found | Outline]]) -> dict[str, Posting]:
    """Return where each entity is named that relates: not in passing, and surely it."""
    made: dict[str, Posting] = {}
    for place, article in enumerate(order):
        for item in found.get(article, ()):
            if item.salience >= LEAST and not item.candidates:
                pair = made.get(item.key)
                if pair is None:
                    pair = made[item.key] = (array("I"), array("B"))
                pair[0].append(place)
                pair[1].append(int(item.salience * 100 + 0.5))
    return made


def relate(
    on: Index,
    article: str,
    found: Mapping[str, Sequence[Found | Outline]],
    *,
    both: bool = False,
    story: Sequence[int] = (),
) -> tuple[Related, ...]:
    """Return the articles related to one, best first.

    Args:
        on: The index.
        article: Whose.
        found: Article id to its entities.
        both: Look at newer ones too; then a new article changes the pages of older ones.
        story: For each place in the order, the place of the oldest version of that story: of those that are versions
            of one another only the best is related, and a version of the article itself never.
    """
    place = on.places[article]
    worths = _worths(on, place, found.get(article, ()), both=both)
    scores = _scores(on, place, worths, both=both)
    # Among equals the newer comes first; where there is no date to be older than, the older: a newer one stirs nothing.
    late = place < on.dated
    enough = max(ENOUGH, max(scores.values(), default=0) >> _SPREAD)
    turned = 0 if late else _MASK
    ranked = [score << _SHIFT | other ^ turned for other, score in scores.items() if score >= enough]
    ranked.sort(reverse=True)
    told = {story[place]} if story else set()
    worth = {key: value for value, key, _ in worths}
    chosen: list[Related] = []
    for packed in ranked[:_FIRST]:
        other = (packed & _MASK) ^ turned
        if story:
            if story[other] in told:
                continue
            told.add(story[other])
        key = on.order[other]
        chosen.append(Related(article=key, shared=_shared(worth, found.get(key, ()))))
        if len(chosen) == MOST:
            break
    return tuple(chosen)


def shared(on: Index, article: str, other: str, found: Mapping[str, Sequence[Found | Outline]]) -> tuple[str, ...]:
    """Return the entities that two articles share, the weightiest first; whichever is older."""
    first, second = sorted((article, other), key=lambda key: -on.places[key])
    worths = _worths(on, on.places[first], found.get(first, ()), both=False)
    return _shared({key: value for value, key, _ in worths}, found.get(second, ()))


def _worths(on: Index, place: int, found: Iterable[Found | Outline], *, both: bool) -> list[tuple[int, str, int]]:
    """Return what the entities of an article are worth, the most first, and where its place is in their postings."""
    made = []
    coarse = 0 if both or place < on.dated else 1
    most = (len(on.order) - 1 if both else place).bit_length() | coarse
    for item in found:
        salience = item.salience
        pair = on.postings.get(item.key) if salience >= LEAST else None
        if pair is None:
            continue
        places = pair[0]
        at = bisect_left(places, place)
        others = len(places) - (at < len(places) and places[at] == place) if both else at
        if others:
            rare = most - min(most, others.bit_length() | coarse)
            made.append((-int(salience * 100 + 0.5) * (1 + rare), item.key, at))
    made.sort()
    return [(-worth, key, at) for worth, key, at in made[:ASKED]]


def _scores(on: Index, place: int, worths: Iterable[tuple[int, str, int]], *, both: bool) -> dict[int, int]:
    scores: dict[int, int] = {}
    for worth, key, at in worths:
        places, weights = on.postings[key]
        if both:
            first, last = max(0, at - DEPTH // 2), at + DEPTH // 2
        else:
            first, last = (max(0, at - DEPTH), at) if place < on.dated else (0, min(at, DEPTH))
        near = zip(places[first:last], weights[first:last], strict=True)
        if len(scores) < CANDIDATES:
            known = scores.get
            for other, weight in near:
                scores[other] = known(other, 0) + worth * weight
        else:
            for other, weight in near:
                if other in scores:
                    scores[other] += worth * weight
    scores.pop(place, None)
    return scores


def _shared(worth: Mapping[str, int], theirs: Iterable[Found | Outline]) -> tuple[str, ...]:
    """Return the entities that relate two articles, the weightiest first."""
    ranked = [
        (-worth[item.key] * int(item.salience * 100 + 0.5), item.key)
        for item in theirs
        if item.key in worth and item.salience >= LEAST
    ]
    ranked.sort()
    return tuple([key for _, key in ranked[:REASONS]])
