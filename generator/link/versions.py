"""Which articles are versions of one text: a wire story in two papers, a story and its update, a cut copy.

A text is known by the hashes of some of its word sequences: those that begin with a word of three letters, which
are function words in most languages written with letters; elsewhere all sequences count. Of the hashes the smallest
are kept, which samples a union evenly, so that two such sketches tell how much of two texts is the same.

Sources: M. Theobald, J. Siddharth and A. Paepcke (2008), "SpotSigs: robust and efficient near duplicate detection in
large web collections", SIGIR, for sequences anchored at function words; A. Broder (1997), "On the resemblance and
containment of documents", for resemblance, containment and sketches of the smallest hashes.
"""

import functools
import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Final
from zlib import crc32

import msgspec

SIZE: Final = 64
"""Hashes in a sketch."""

_SIGN = re.compile(r"\W")
_FOREIGN_SIGN = re.compile(r"[^\x00-\x7f\w]")
"""What parts words, and is not in ASCII."""
_PARTED: Final = bytes(ord(" ") if chr(sign).isascii() and _SIGN.match(chr(sign)) else sign for sign in range(256))
"""UTF-8, with blanks for the signs of ASCII that part words."""

_ANCHOR: Final = 3
_LENGTH: Final = 5
"""Words in a sequence."""
_CHARACTERS: Final = 12
"""Characters in a sequence, where words are not written apart."""
_FEW: Final = 16
"""Below so many anchored sequences, all are taken."""
_LEAST: Final = 16
"""A text of fewer sequences is a version of nothing: a caption, a correction."""
_BUCKETS: Final = 10
"""The smallest hashes by which candidates are found."""
_CROWD: Final = 16
"""A bucket holds this many texts at most, the newest: what more of them share is boilerplate."""
_SHARED: Final = 2
"""Buckets that two texts share before they are compared; two that are half the same share about six."""
_COMPARED: Final = 4
"""Candidates that are compared: those that share most."""
_SAME: Final = 0.5
"""Resemblance from which two texts are versions of one."""
_WITHIN: Final = 0.8
"""Containment from which the shorter is: a copy cut short."""


def sketch(body: str) -> bytes:
    """Return what a text is known by: the number of its sequences, then the smallest of their hashes, ascending.

    Args:
        body: Markdown.

    Returns:
        At most 260 bytes: unsigned 32-bit integers, little-endian.
    """
    words, sizes = _words(body.casefold())
    taken = [words[place : place + _LENGTH] for place, size in enumerate(sizes) if size == _ANCHOR]
    if len(taken) < _FEW:
        taken = [words[place : place + _LENGTH] for place in range(max(1, len(words) - _LENGTH + 1))]
    hashes = set(map(crc32, map(b" ".join, taken)))
    if len(hashes) < _FEW and len(body) > len(words) * _CHARACTERS:
        run = b"".join(words).decode()
        hashes = {crc32(run[start : start + _CHARACTERS].encode()) for start in range(len(run))}
    made = array("I", [len(hashes), *sorted(hashes)[:SIZE]])
    return made.tobytes()


def _words(text: str) -> tuple[list[bytes], Iterable[int]]:
    """Return the words of a text in UTF-8, and how many characters each has."""
    if text.isascii():
        words = text.encode().translate(_PARTED).split()
        return words, map(len, words)
    written = _FOREIGN_SIGN.sub(" ", text).encode().translate(_PARTED)
    return written.split(), map(len, written.decode().split())


class Told(msgspec.Struct, frozen=True):
    """Which texts are versions of which, and by what that was found: enough to find it again after an edit."""

    marks: dict[str, bytes]
    """Text to the smallest of its hashes, in the order of looking: unsigned 32-bit integers; none for a short text."""

    likest: dict[str, str]
    """Text to the one before it that is most like it, of those that are versions of some."""

    def stories(self) -> dict[str, str]:
        """Return for each text of a story that has several versions the oldest of them."""
        oldest: dict[str, str] = {}
        for key in self.marks:
            oldest[key] = oldest[self.likest[key]] if key in self.likest else key
        several = set(map(oldest.__getitem__, self.likest))
        return {key: first for key, first in oldest.items() if first in several}


def told(
    looking: Iterable[str],
    sketch: Callable[[str], bytes],
    *,
    before: Told | None = None,
    changed: AbstractSet[str] = frozenset(),
) -> Told:
    """Return which texts are versions of which.

    A text is compared with the newest of those before it that share a hash with it. So where texts came, went or
    changed, only they are looked at, and the next few that share a hash with what they are, or were; what comes of it
    is what comes of looking at all.

    Args:
        looking: The texts in the order of looking.
        sketch: Answers what a text is known by; of one without, nothing.
        before: The same of an earlier moment.
        changed: Those whose sketch may be another than then.
    """
    looking = tuple(looking)
    known = before if before and _in_order(before.marks, looking) else Told({}, {})
    fresh = {key for key in looking if key in changed or key not in known.marks}
    marks = {key: _smallest(sketch(key)) if key in fresh else known.marks[key] for key in looking}
    again = fresh | {looking[place] for place in _stirred(looking, marks, known.marks, fresh)}
    wanted = {mark for key in again for mark in array("I", marks[key])}
    buckets: dict[int, list[int]] = defaultdict(list)
    likest: dict[str, str] = {}
    read = functools.cache(lambda place: array("I", sketch(looking[place])))
    for place, key in enumerate(looking):
        smallest = array("I", marks[key])
        if key in again:
            other = _likest(read(place), smallest, buckets, read)
            if other is not None:
                likest[key] = looking[other]
        elif key in known.likest:
            likest[key] = known.likest[key]
        if not wanted.isdisjoint(smallest):
            for mark in smallest:
                buckets[mark].append(place)
    return Told(marks, likest)


def _stirred(
    looking: Sequence[str], marks: Mapping[str, bytes], known: Mapping[str, bytes], fresh: AbstractSet[str]
) -> set[int]:
    """Return the places of lasting texts before which, among the newest that share a hash, others stand than stood."""
    spots = _spots(looking, marks, known, fresh) if known else {}
    moved = spots.keys()
    holders: dict[int, list[int]] = defaultdict(list)
    for place, key in enumerate(looking if spots else ()):
        smallest = array("I", marks[key])
        if key not in fresh and not moved.isdisjoint(smallest):
            for mark in moved & set(smallest):
                holders[mark].append(place)
    # Of those that last, a crowd of them between hides whatever stands, or stood, before them.
    return {
        place
        for mark, held in holders.items()
        for at in (bisect_left(held, spot) for spot in spots[mark])
        for place in held[at : at + _CROWD]
    }


def _spots(
    looking: Sequence[str], marks: Mapping[str, bytes], known: Mapping[str, bytes], fresh: AbstractSet[str]
) -> dict[int, list[int]]:
    """Return for each hash of what came, went or changed the places from which on that may show."""
    where = {key: place for place, key in enumerate(looking)}
    spots: dict[int, list[int]] = defaultdict(list)
    for key in fresh:
        for mark in array("I", marks[key]):
            spots[mark].append(where[key])
    after = 0
    for key, data in known.items():
        after = where[key] + 1 if key in where else after
        if key in fresh or key not in where:
            for mark in array("I", data):
                spots[mark].append(after)
    return spots


def _in_order(known: Iterable[str], looking: Sequence[str]) -> bool:
    """Say whether the texts known that are still there stand in the order in which they stood."""
    place = {key: at for at, key in enumerate(looking)}
    kept = [place[key] for key in known if key in place]
    return kept == sorted(kept)


def _smallest(data: bytes) -> bytes:
    mine = array("I", data)
    return mine[1 : _BUCKETS + 1].tobytes() if mine and mine[0] >= _LEAST else b""


def _likest(
    mine: Sequence[int], smallest: Iterable[int], buckets: Mapping[int, list[int]], read: Callable[[int], Sequence[int]]
) -> int | None:
    """Return the place of the text that one is most like, of those before it; None where it is a version of none."""
    crowds = [buckets[mark][-_CROWD:] for mark in smallest if mark in buckets]
    met = Counter(chain.from_iterable(crowds)) if len(crowds) >= _SHARED else {}
    near = sorted([(-count, other) for other, count in met.items() if count >= _SHARED])[:_COMPARED]
    ours = frozenset(mine[1:]) if near else frozenset()
    best = max(((_likeness(mine[0], ours, read(other)), -other) for _, other in near), default=(0.0, 0))
    return -best[1] if best[0] else None


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Return how alike two texts are, 0 where they are no versions of one another.

    Args:
        one: The sketch of one as numbers: how many sequences it has, then hashes.
        other: That of the other.
    """
    return _likeness(one[0], frozenset(one[1:]), other)


def _likeness(many: int, ours: frozenset[int], other: Sequence[int]) -> float:
    theirs = other[1:]
    shared = ours.intersection(theirs)
    size = min(SIZE, len(ours) + len(theirs) - len(shared))
    # What both have need not be among the smallest: where all of it were not enough, that need not be known.
    if not _enough(len(shared) / size, many, other[0]):
        return 0.0
    smallest = sorted(ours.union(theirs))[:SIZE]
    resemblance = len(shared.intersection(smallest)) / size
    return resemblance if _enough(resemblance, many, other[0]) else 0.0


def _enough(resemblance: float, one: int, other: int) -> bool:
    """Say whether texts of so many sequences that resemble one another so much are versions of one."""
    union = (one + other) / (1 + resemblance)
    containment = resemblance * union / min(one, other)
    return resemblance >= _SAME or containment >= _WITHIN
