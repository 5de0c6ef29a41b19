"""What tasks saw: (fact, digest) pairs by number, in batches of one type of fact.

An observation's number is 63 bits of the digest of what was observed, so that it means the same to every process at
work. A batch is opened once one of its type is asked for: a build in which little changed asks for few types.
"""

import struct
from array import array
from collections import defaultdict
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

    checks: bytes
    """Of each a second, shorter digest, 4 bytes: by it two that share a number are told apart."""

    facts: bytes
    """MessagePack: key and digest by turns, in the order of the numbers; in no array, so that batches can be joined."""

    def checked(self) -> Iterator[tuple[int, int]]:
        """Yield the numbers, each with its check."""
        return zip(array("q", self.numbers), array("I", self.checks), strict=True)

    def pairs(self) -> Iterator[tuple[int, Pair]]:
        """Yield the observations, each with its number."""
        numbers = array("q", self.numbers)
        facts = iter(_read(struct.pack(">BI", _ARRAY, 2 * len(numbers)) + self.facts))
        return zip(numbers, zip(facts, facts, strict=True), strict=True)


_ARRAY: Final = 0xDD
"""How an array of MessagePack begins: then how many it has, in four bytes."""


class Ledger:
    """Takes down what the tasks of one process see: by number, of which each is explained once."""

    def __init__(self) -> None:
        self._told = {TAKEN}
        self._news: dict[str, list[tuple[int, Pair]]] = defaultdict(list)

    def take(self, seen: Mapping[int, Pair]) -> bytes:
        """Return the numbers of what a task saw, by its number, 8 bytes each."""
        told, news = self._told, self._news
        for number in [number for number in seen if number not in told]:
            pair = seen[number]
            news[kind_of(pair[0])].append((number, pair))
        told.update(seen)
        return array("q", seen).tobytes()

    def renew(self) -> None:
        """Tell anew what numbers stand for: whoever is told compares it with what it heard before."""
        self._told = {TAKEN}

    def news(self) -> tuple[Batch, ...]:
        """Return what numbers stand for that was not told before: once."""
        made = tuple(_batch(kind, each) for kind, each in self._news.items())
        self._news.clear()
        return made


class Observations:
    """Every observation there is."""

    def __init__(self, read: Callable[[int], Batch]) -> None:
        """Begin with none; `read` returns a batch that the store was given, by its row."""
        self._read = read
        self._held: dict[int, int] = {}
        """What the store held: number to its check."""

        self._added = Numbers()
        """What was added to that."""

        self._closed: dict[str, list[Batch | int]] = defaultdict(list)
        """Batches that were not opened; of those that the store was given since, the rows."""

        self._pairs: dict[int, Pair] = {}
        self._kinds: dict[str, list[int]] = defaultdict(list)

        self._total: int | None = None
        self._clashing: set[int] = set()

    def take(self, batch: Batch) -> None:
        """Add a batch that the store held."""
        self._total = None
        self._held.update(batch.checked())
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
        return all(map(self._held.__contains__, numbers)) or all(number in self for number in numbers)

    def fingerprint(self) -> str:
        """Return what tells whether these are all the observations that there were: how many, and their sum."""
        if self._total is None:
            self._total = sum(self._held) + self._added.sum()
        return f"{len(self)} {self._total}"

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

    def add(self, news: Iterable[Batch]) -> list[Batch]:
        """Learn what numbers stand for; return those that are new, in batches, of which `lie` is to be told."""
        fresh: dict[str, list[Batch]] = defaultdict(list)
        for each in news:
            batch = each
            if self._held and not self._held.keys().isdisjoint(array("q", each.numbers)):
                batch = self._unknown(each)
            else:
                are_new = self._added.add(each.checked())
                if not all(are_new):
                    batch = self._fresh(each, are_new)
            if batch.numbers:
                fresh[each.kind].append(batch)
        batches = [_joined(kind, fresh[kind]) for kind in sorted(fresh)]
        if self._total is not None:
            self._total += sum(sum(array("q", batch.numbers)) for batch in batches)
        return batches

    def _unknown(self, batch: Batch) -> Batch:
        """Return what of a batch was not known, and learn it."""
        return self._fresh(
            batch, [pair[0] not in self._held and all(self._added.add([pair])) for pair in batch.checked()]
        )

    def _fresh(self, batch: Batch, are_new: Iterable[bool]) -> Batch:
        """Return what of a batch is new; take note of numbers that stand for other things too."""
        fresh = []
        for (number, pair), (_, check), is_new in zip(batch.pairs(), batch.checked(), are_new, strict=True):
            if is_new:
                fresh.append((number, pair))
            elif self._check(number) != check:
                self._clashing.add(number)
        return _batch(batch.kind, fresh)

    def _check(self, number: int) -> int | None:
        known = self._added.check(number)
        return self._held.get(number) if known is None else known

    def seen(self, numbers: bytes) -> bytes:
        """Return numbers as a trace holds them: one that stands for several things holds for none."""
        if not self._clashing or self._clashing.isdisjoint(made := array("q", numbers)):
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
        checks = {number: self._check(number) for number in self._pairs}
        self._held, self._added = {number: check for number, check in checks.items() if check is not None}, Numbers()
        self._total = None
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
    checks = [crc32(f"{key}\0{mark}".encode("utf-8", "surrogatepass")) for _, (key, mark) in ordered]
    facts = _encode([part for _, pair in ordered for part in pair])[_head(2 * len(ordered)) :]
    return Batch(kind, array("q", [number for number, _ in ordered]).tobytes(), array("I", checks).tobytes(), facts)


def _head(length: int) -> int:
    """Return how many bytes MessagePack puts before the items of an array."""
    return 1 if length < 16 else 3 if length < 65_536 else 5  # noqa: PLR2004 - its fixarray, array 16 and array 32


def _joined(kind: str, batches: Sequence[Batch]) -> Batch:
    return Batch(kind, *map(b"".join, zip(*[each[1:] for each in batches], strict=True)))


def kind_of(key: str) -> str:
    """Return the name of a fact's type, from its key."""
    return key[2 : key.find('"', 2)] if key.startswith('["') else ""


def number_of(fact: str, mark: str) -> int:
    """Return the number of an observation: 63 bits of the digest of what was observed."""
    return int.from_bytes(digest.short(f"{fact}\0{mark}".encode()), "big") >> 1
