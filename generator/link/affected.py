"""Which articles an edit can relate to others: few, where few came, went, moved, or name something else.

What an article is related to is read off the postings of its entities (`related`): the last articles before it that
name one, and how many do, in powers of two. So one that comes or goes is met by the next few that share an entity with
it, by those at whose place a power of two is passed, and by no others, however many there are. To return too many
costs time, to return too few would leave a page as it was.
"""

from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import takewhile
from typing import Final

from generator.link.related import DEPTH, Index

FEW: Final = 48
"""Where more articles than this changed, it is not told who is affected."""


def affected(
    on: Index,
    before: Sequence[str],
    *,
    undated: int,
    said: AbstractSet[str],
    turned: AbstractSet[str],
    about: Callable[[Iterable[str]], Iterable[str]],
) -> set[str] | None:
    """Return the articles that may be related to others than they were; None where that is not told.

    Args:
        on: The index as it is now; each article looks at older ones alone.
        before: The order of looking as it was.
        undated: How many of that order had no date.
        said: Articles that say something else of themselves: only these can have another place among those that last.
        turned: Articles whose entities, their salience or whose story may be others than they were.
        about: Returns the entities whose postings may be others, and all of some articles.
    """
    now, then = on.places, {key: place for place, key in enumerate(before)}
    lasting = said & now.keys() & then.keys()
    dated = len(before) - undated
    moved = {key for key in lasting if (then[key] < dated) is not (now[key] < on.dated)}
    if not _in_step(on.order, before, now, then):
        moved = lasting
        if not _in_step(on.order, before, now.keys() - moved, then.keys() - moved):
            return None
    strayed = moved | (now.keys() ^ then.keys())
    changed = strayed | (turned & now.keys())
    many = len(changed)
    if many > FEW:
        return None
    spots = {now[key] for key in changed if key in now}
    spots |= {_next(before, then[key], now, changed) for key in changed if key in then}
    found: set[int] = set()
    for entity in about(changed & now.keys()):
        places = on.postings[entity][0] if entity in on.postings else ()
        for at in {bisect_left(places, spot) for spot in spots}:
            found.update(places[at : at + DEPTH + many])
            if at < DEPTH + many:  # what has no date looks at the first of all
                found.update(places[bisect_left(places, on.dated) :])
        for least, most in _passing(len(places), many):
            found.update(places[least:most])
    if strayed:
        for least, most in _passing(len(on.order), many):
            found.update(range(least, most))
    first = min(spots, default=0)  # what stands before all of them looks at none
    return {on.order[place] for place in found if place >= first} | (changed & now.keys())


def _in_step(order: Iterable[str], before: Iterable[str], now: Container[str], then: Container[str]) -> bool:
    """Say whether the articles that are in both orders stand in one order in them."""
    return [key for key in order if key in then] == [key for key in before if key in now]


def _next(before: Sequence[str], place: int, now: Mapping[str, int], changed: AbstractSet[str]) -> int:
    """Return where the first article after a place of the earlier order stands that lasted as it was."""
    return next((now[key] for key in before[place:] if key not in changed), len(now))


def _passing(many: int, steps: int) -> Iterator[tuple[int, int]]:
    """Yield from where to where a number below `many` can have passed a power of two in so many steps."""
    for power in takewhile(lambda power: power - steps < many, (1 << bit for bit in range(64))):
        yield max(0, power - steps), min(many, power + steps)
