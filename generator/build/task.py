"""What can be asked, and what can be made.

A `Fact` is a question whose answer is recorded by digest; a `Task` is a pure function of such questions. The
`World` answers them. Nothing here runs or remembers anything.
"""

import enum
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import msgspec

from generator import digest
from generator.build import observations
from generator.errors import Note

KEPT = 32_768
"""So many answers are kept; then those that were not asked for among as many go."""

NUMBERED = 131_072
"""So many numbers of observations are kept."""

T = TypeVar("T")
_encode = msgspec.json.Encoder().encode


class Stratum(enum.IntEnum):
    """The order in which tasks run. Within one, everything stale runs at once, in any order."""

    RECIPE = 1
    MATCH = 2
    CONVERT = 3
    RECOGNISE = 4
    LINK = 5
    FRAGMENT = 6
    PAGE = 7
    DERIVED = 8


class Fact(msgspec.Struct, Generic[T], frozen=True, gc=False):
    """A typed question. Subclasses are structs of strings and integers; their name is part of the key."""

    after: ClassVar[int] = 0
    """The stratum that settles the answer: only tasks above it may ask."""

    def key(self) -> str:
        """Return the question as text, from which `World.revive` makes it again."""
        return _encode((type(self).__name__, *msgspec.structs.astuple(self))).decode()


class Fetch(Protocol):
    """How a task asks: the answer is recorded in its trace."""

    def __call__(self, fact: Fact[T], /) -> T:
        """Return the answer."""
        ...


class Quote(msgspec.Struct, frozen=True, array_like=True):
    """One answer that a file holds word for word."""

    fact: str
    """The key of the fact, whose answer is a text."""

    said: str
    places: tuple[int, ...]
    """At which bytes it stands."""


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What a task made."""

    files: tuple[bytes, ...] = ()
    """One for each of the task's outputs, in their order."""

    folder: Mapping[str, bytes] = msgspec.field(default_factory=dict)
    """Files below the task's folder, by their path in it."""

    products: Mapping[str, object] = msgspec.field(default_factory=dict)
    """Values for tasks of higher strata, by name; kept in the store as MessagePack."""

    notes: tuple[Note, ...] = ()
    """Findings about the source: repeated on every build, run or not."""

    quotes: tuple[Quote, ...] = ()
    """Answers that stand in the one file word for word. Nothing else that was made may depend on them: where they alone
    change, the file is mended, and the task does not run."""

    is_mended: bool = False
    """Whether this is an earlier file, of which nothing but what it quotes was looked at (`quotes.Mending`)."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to make: a key, zero or more output files, and a pure function of `fetch`."""

    key: str
    """Says what is made, uniquely: ``convert articles/rain.md``, ``page /articles/rain/``."""

    stratum: Stratum
    make: Callable[[Fetch], Made]
    """Pure: what it makes depends on what it fetches and on `recipe` alone."""

    outputs: tuple[str, ...] = ()
    """Paths below the output folder, with forward slashes."""

    folder: str = ""
    """A folder of the output that is this task's alone, with its last slash: making it tells which files it holds."""

    recipe: str = ""
    """Whatever else shapes the result: the arguments that `make` closes over, as text."""

    origin: str = ""
    """The source a person would blame, for collisions and failures: ``content/articles/rain.md``."""

    heavy: bool = False
    """Whether it takes far longer than most, and makes large files: a worker takes it alone."""

    def owns(self, path: str) -> bool:
        """Say whether a file of the output is one that this task prints, or may print."""
        return path in self.outputs or (self.folder != "" and path.startswith(self.folder))


class Answer(msgspec.Struct, frozen=True):
    """How the world answers one type of fact. The two ways to a digest must agree."""

    value: Callable[[Any], object]
    digest: Callable[[Any], str] | None = None
    """From the fact, without the value: where that is cheaper."""

    mark: Callable[[Any], str] | None = None
    """From the value: where it may be newer than what `digest` saw, as with files."""

    keep: bool = True
    """Keep the value in memory: not for bodies and files."""

    once: bool = False
    """One task alone asks it: neither value nor digest is kept in memory."""


Answered = tuple[Any, observations.Pair, int]
"""A fact's value, the observation of it, and the number of that."""


class World:
    """Everything that can be asked at one moment, by the type of the question.

    Values and digests are cached: the world does not change while a stratum runs.
    """

    def __init__(self, answers: Mapping[type[Fact[Any]], Answer]) -> None:
        self._answers = dict(answers)
        self._types = {kind.__name__: kind for kind in answers}
        self.keeps, self.numbers = KEPT, NUMBERED
        """So many answers, and so many numbers, are kept at hand."""

        self.known: dict[Fact[Any], Answered] = {}
        """What was answered, as `asked` returns it."""

        self._before: dict[Fact[Any], Answered] = {}
        """What was known before so much else was asked; what is asked for again is known again."""

        self._digests: dict[Fact[Any], str] = {}
        self._numbered: dict[int, int] = {}
        """The number of each observation, to the hash of what was observed."""

    def extend(self, answers: Mapping[type[Fact[Any]], Answer]) -> None:
        """Add types of questions that a finished stratum made answerable."""
        self._answers.update(answers)
        self._types.update({kind.__name__: kind for kind in answers})

    def anew(self) -> "World":
        """Return a world that answers as this one does and has been asked nothing yet."""
        return World(self._answers)

    def kinds(self) -> Iterable[str]:
        """Return the names of all types of questions."""
        return self._types

    def kind(self, name: str) -> type[Fact[Any]] | None:
        """Return the type of questions of a name, None where nothing of that name is asked."""
        return self._types.get(name)

    def how(self, kind: type[Fact[Any]]) -> Answer:
        """Return how questions of a type are answered."""
        return self._answers[kind]

    def forget(self, facts: Iterable[Fact[Any]]) -> None:
        """Answer questions anew when they are asked again."""
        for fact in facts:
            self.known.pop(fact, None)
            self._before.pop(fact, None)
            self._digests.pop(fact, None)

    def renew(self) -> bool:
        """Forget which numbers observations have, where these are many; say whether that was done.

        Of two that share a number the second is told from the first no more: whoever took numbers down must begin anew.
        """
        if len(self._numbered) < self.numbers:
            return False
        self._before, self.known = self.known, {}  # what is asked for again is numbered again
        self._numbered, self._digests = {}, {}
        return True

    def answer(self, fact: Fact[Any]) -> tuple[Any, str]:
        """Return the value of a fact and the digest of that very value."""
        value, pair, _ = self.asked(fact)
        return value, pair[1]

    def asked(self, fact: Fact[Any]) -> Answered:
        """Return the value of a fact, the observation of that very value, and its number."""
        known = self.known.get(fact)
        if known is not None:
            return known
        how = self._answers[type(fact)]
        made = self._before.get(fact) or self._answered(fact, how)
        value, pair, number = made
        if self._numbered.setdefault(number, hash(pair)) != hash(pair):
            made = value, pair, observations.TAKEN
        if how.keep and not how.once:
            if len(self.known) >= self.keeps:
                self._before, self.known = self.known, {}
            self.known[fact] = made
        elif how.mark:
            self._digests[fact] = pair[1]
        return made

    def _answered(self, fact: Fact[Any], how: Answer) -> Answered:
        value = how.value(fact)
        mark = how.mark(value) if how.mark else how.digest(fact) if how.digest else digest.of_value(value)
        pair = fact.key(), mark
        return value, pair, observations.number_of(*pair)

    def digest(self, fact: Fact[Any]) -> str:
        """Return the digest of a fact as it is now, by the cheapest way."""
        known = self.known.get(fact)
        mark = known[1][1] if known else self._digests.get(fact)
        if mark is None:
            how = self._answers[type(fact)]
            mark = how.digest(fact) if how.digest else self.answer(fact)[1]
            if not how.once:
                self._digests[fact] = mark
        return mark

    def revive(self, key: str) -> Fact[Any] | None:
        """Return the fact of a key, or None where no such question exists any more."""
        try:
            name, *fields = msgspec.json.decode(key)
            kind = self._types.get(name)
            return kind(*fields) if kind else None
        except (msgspec.DecodeError, TypeError, ValueError):
            return None
