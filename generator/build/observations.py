"""What tasks saw: (fact, digest) pairs by number, in batches of one type of fact.

An observation's number is 63 bits of the digest of what was observed, so that it means the same to every process at
work. A batch is opened once one of its type is asked for: a build in which little changed asks for few types.
"""

import struct
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple
from zlib import crc32

import msgspec

from generator import digest
from generator.build.numbers import Numbers

TAKEN = -1
"""Stands for an observation whose number another one has: it never holds, so that its task is made again each time."""

FEW = 24
"""So many facts are looked for in batches of one type before those are opened."""

Pair = tuple[str, str]
"""A fact's key, and the digest of its answer."""

_encode = msgspec.msgpack.Encoder().encode
_read = msgspec.msgpack.Decoder(list[str]).decode


class Batch(NamedTuple):
    """Observations of one type, as the store keeps them."""

    kind: str
    numbers: bytes
    """8 bytes each."""

    facts: bytes
    """MessagePack: key and digest by turns, in the order of the numbers; in no array, so that batches can be joined."""

    def pairs(self) -> Iterator[tuple[int, Pair]]:
        """Yield the observations, each with its number."""
        numbers = array("q", self.numbers)
        facts = iter(_read(struct.pack(">BI", _ARRAY, 2 * len(numbers)) + self.facts))
        return zip(numbers, zip(facts, facts, strict=True), strict=True)


_ARRAY: Final = 0xDD
"""How an array of MessagePack begins: then how many it has, in four bytes."""


class News(msgspec.Struct, frozen=True, array_like=True):
    """What numbers stand for that a process had not told before: of one type."""

    kind: str
    numbers: bytes
    checks: bytes
    """Of each a second, shorter digest, 4 bytes: by it two that share a number are told apart."""

    facts: bytes
    """As those of a `Batch`."""


class Ledger:
    """Takes down what the tasks of one process see: by number, of which each is explained once."""

    def __init__(self) -> None:
        self._told = {TAKEN}
        self._news: dict[str, list[tuple[int, str, str]]] = defaultdict(list)

    def take(self, seen: Mapping[int, Pair]) -> bytes:
        """Return the numbers of what a task saw, by its number, 8 bytes each."""
        fresh = seen.keys() - self._told
        for number in fresh:
            key, mark = seen[number]
            self._news[kind_of(key)].append((number, key, mark))
        self._told |= fresh
        return array("q", seen).tobytes()

    def renew(self) -> None:
        """Tell anew what numbers stand for: whoever is told compares it with what it heard before."""
        self._told = {TAKEN}

    def news(self) -> tuple[News, ...]:
        """Return what numbers stand for that was not told before: once."""
        made = tuple(_news(kind, each) for kind, each in self._news.items())
        self._news.clear()
        return made


def _news(kind: str, each: Sequence[tuple[int, str, str]]) -> News:
    return News(
        kind,
        array("q", [number for number, _, _ in each]).tobytes(),
        array("I", [crc32(f"{key}\0{mark}".encode("utf-8", "surrogatepass")) for _, key, mark in each]).tobytes(),
        b"".join([_encode(part) for _, *pair in each for part in pair]),
    )


class Observations:
    """Every observation there is."""

    def __init__(self, read: Callable[[int], Batch]) -> None:
        """Begin with none; `read` returns a batch that the store was given, by its row."""
        self._read = read
        self._held: set[int] = set()
        """What the store held."""

        self._added = Numbers()
        """What was added to that."""

        self._closed: dict[str, list[Batch | int]] = defaultdict(list)
        """Batches that were not opened; of those that the store was given since, the rows."""

        self._pairs: dict[int, Pair] = {}
        self._kinds: dict[str, list[int]] = defaultdict(list)

        self._clashing: set[int] = set()
        self._sought: Counter[str] = Counter()

    def take(self, batch: Batch) -> None:
        """Add a batch that the store held."""
        self._held.update(array("q", batch.numbers))
        self._closed[batch.kind].append(batch)

    def lie(self, kind: str, row: int) -> None:
        """Learn where a batch that `add` returned lies in the store."""
        self._closed[kind].append(row)

    def __len__(self) -> int:
        return len(self._held) + len(self._added)

    def __contains__(self, number: int) -> bool:
        return number in self._held or number in self._added

    def hold(self, numbers: Collection[int]) -> bool:
        """Say whether all of some numbers are among these."""
        return self._held.issuperset(numbers) or all(number in self for number in numbers)

    def fingerprint(self) -> str:
        """Return what tells whether these are all the observations that there were: how many, and their sum."""
        return f"{len(self)} {sum(self._held) + self._added.sum()}"

    def kinds(self) -> set[str]:
        """Return the types of fact there are observations of."""
        return self._closed.keys() | self._kinds.keys()

    def of(self, kind: str, among: AbstractSet[str] | None = None) -> Iterator[tuple[int, Pair]]:
        """Yield the observations of one type, each with its number: of all its facts, or of those `among` some keys."""
        if among is not None and len(among) <= FEW:
            keys = [key.encode() for key in among]
            self._unfold(kind, lambda batch: any(key in batch.facts for key in keys))
        else:
            self._unfold(kind)
        for number in self._kinds.get(kind, ()):
            pair = self._pairs[number]
            if among is None or pair[0] in among:
                yield number, pair

    def get(self, number: int) -> Pair | None:
        """Return the observation of a number."""
        for kind in list(self._closed):
            self._unfold(kind)
        return self._pairs.get(number)

    def add(self, news: Iterable[News]) -> list[Batch]:
        """Learn what numbers stand for; return those that are new, in batches, of which `lie` is to be told."""
        fresh: dict[str, list[Batch]] = defaultdict(list)
        for each in news:
            numbers, checks = array("q", each.numbers), array("I", each.checks)
            batch = Batch(each.kind, each.numbers, each.facts)
            if not self._held.isdisjoint(numbers):
                batch = self._unknown(batch, checks)
            else:
                are_new = list(self._added.add(zip(numbers, checks, strict=True)))
                if not all(are_new):
                    batch = self._fresh(batch, checks, are_new)
            if batch.numbers:
                fresh[each.kind].append(batch)
        return [_joined(kind, fresh[kind]) for kind in sorted(fresh)]

    def _unknown(self, batch: Batch, checks: Iterable[int]) -> Batch:
        """Return what of a batch was not known, and learn it."""
        held, pairs = self._held, zip(array("q", batch.numbers), checks, strict=True)
        return self._fresh(batch, checks, [pair[0] not in held and all(self._added.add([pair])) for pair in pairs])

    def _fresh(self, batch: Batch, checks: Iterable[int], are_new: Iterable[bool]) -> Batch:
        """Return what of a batch is new; take note of numbers that stand for other things too."""
        fresh = []
        for (number, pair), check, is_new in zip(batch.pairs(), checks, are_new, strict=True):
            if is_new:
                fresh.append((number, pair))
            elif not self._stands_for(number, pair, check):
                self._clashing.add(number)
        return _batch(batch.kind, fresh)

    def _stands_for(self, number: int, pair: Pair, check: int) -> bool:
        known = self._added.check(number)
        if known is not None:
            return known == check
        if number not in self._pairs and self._finds(pair):
            return True
        self._unfold(kind_of(pair[0]))
        return (self._pairs.get(number) or self.get(number)) == pair

    def _finds(self, pair: Pair) -> bool:
        """Say whether a batch that is not opened holds a pair: under its number, for it has but one."""
        kind = kind_of(pair[0])
        self._sought[kind] += 1
        sought = b"".join(map(_encode, pair))
        held = (batch for batch in self._closed.get(kind, ()) if isinstance(batch, Batch))
        return self._sought[kind] <= FEW and any(sought in batch.facts for batch in held)

    def seen(self, numbers: bytes) -> bytes:
        """Return numbers as a trace holds them: one that stands for several things holds for none."""
        made = array("q", numbers)
        if self._clashing.isdisjoint(made):
            return numbers
        return array("q", [TAKEN if number in self._clashing else number for number in made]).tobytes()

    def only(self, live: AbstractSet[int]) -> list[Batch]:
        """Drop all others than these, and return what is left in as few batches as can be."""
        for kind in list(self._closed):
            self._unfold(kind)
        self._kinds = defaultdict(
            list, {kind: [number for number in held if number in live] for kind, held in self._kinds.items()}
        )
        self._pairs = {number: pair for number, pair in self._pairs.items() if number in live}
        self._held, self._added = set(self._pairs), Numbers()
        return [
            _batch(kind, [(number, self._pairs[number]) for number in held])
            for kind, held in sorted(self._kinds.items())
            if held
        ]

    def _unfold(self, kind: str, wanted: Callable[[Batch], bool] = lambda _: True) -> None:
        left: list[Batch | int] = []
        for held in self._closed.pop(kind, ()):
            batch = held if isinstance(held, Batch) else self._read(held)
            if not wanted(batch):
                left.append(held)
                continue
            self._pairs.update(batch.pairs())
            self._kinds[kind] += array("q", batch.numbers)
        if left:
            self._closed[kind] = left


def _batch(kind: str, held: Iterable[tuple[int, Pair]]) -> Batch:
    ordered = sorted(held)
    facts = b"".join([_encode(part) for _, pair in ordered for part in pair])
    return Batch(kind, array("q", [number for number, _ in ordered]).tobytes(), facts)


def _joined(kind: str, batches: Sequence[Batch]) -> Batch:
    return Batch(kind, b"".join([each.numbers for each in batches]), b"".join([each.facts for each in batches]))


def kind_of(key: str) -> str:
    """Return the name of a fact's type, from its key."""
    return key[2 : key.find('"', 2)] if key.startswith('["') else ""


def number_of(fact: str, mark: str) -> int:
    """Return the number of an observation: 63 bits of the digest of what was observed."""
    return int.from_bytes(digest.short(f"{fact}\0{mark}".encode()), "big") >> 1
