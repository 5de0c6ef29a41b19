"""Which articles belong together, and why: shared entities, the rare ones counting more.

An article is related to older ones only, and rarity is counted over older ones: a new article leaves old pages as
they are. Postings are an index kept in order of time, so that the whole site costs one pass.

Source for rarity: K. Spärck Jones (1972), "A statistical interpretation of term specificity", Journal of
Documentation 28(1), 11-21.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from generator.model import Found

MOST = 5
"""Related articles shown."""

DEPTH = 200
"""How far back along each entity's articles to look: a bound on the work for the entities that everyone names."""

REASONS = 3
"""Shared entities named as the reason."""

LEAST = 0.05
"""Salience below which an entity relates nothing: a name in passing."""


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """One related article, and the entities it shares, the weightiest first."""

    article: str
    shared: tuple[str, ...] = ()
    picked: bool = False
    """The editor chose it."""


def relate(
    order: Sequence[str], found: Mapping[str, tuple[Found, ...]], *, both: bool = False
) -> dict[str, tuple[Related, ...]]:
    """Return the related articles of each article, best first.

    Args:
        order: Article ids, oldest first.
        found: Article id to its entities.
        both: Relate to newer articles too; then a new article changes the pages of older ones.
    """
    if both:
        scored = [_scores(order, found), _scores(order[::-1], found)]
        return {article: _best([*scored[0][article], *scored[1][article]]) for article in order}
    return {article: _best(items) for article, items in _scores(order, found).items()}


def _best(scored: Sequence[tuple[float, Related]]) -> tuple[Related, ...]:
    ranked = sorted(scored, key=lambda pair: (-pair[0], pair[1].article))
    return tuple(item for _, item in ranked[:MOST])


def _scores(order: Sequence[str], found: Mapping[str, tuple[Found, ...]]) -> dict[str, list[tuple[float, Related]]]:
    """Return each article's best candidates among those before it."""
    postings: dict[str, list[tuple[str, float]]] = defaultdict(list)
    answers: dict[str, list[tuple[float, Related]]] = {}
    saliences: dict[str, dict[str, float]] = {}
    for position, article in enumerate(order):
        mine = {item.key: item.salience for item in found.get(article, ()) if item.salience >= LEAST}
        scores: dict[str, float] = defaultdict(float)
        worth = {}
        for key, salience in mine.items():
            older = postings[key]
            worth[key] = salience * max(math.log((position + 1) / (len(older) + 0.5)) + 0.1, 0.1)
            for other, theirs in older[-DEPTH:]:
                scores[other] += worth[key] * theirs
        answers[article] = [
            (-score, Related(article=other, shared=_shared(worth, saliences[other])))
            for score, other in heapq.nsmallest(MOST, ((-round(score, 9), other) for other, score in scores.items()))
        ]
        saliences[article] = mine
        for key, salience in mine.items():
            postings[key].append((article, salience))
    return answers


def _shared(worth: Mapping[str, float], theirs: Mapping[str, float]) -> tuple[str, ...]:
    """Return the entities that relate two articles, the weightiest first."""
    weights = ((-round(worth[key] * theirs[key], 9), key) for key in worth.keys() & theirs.keys())
    return tuple(key for _, key in sorted(weights)[:REASONS])
