"""What recognition finds: mentions of entities in one text, and how much the text is about each."""

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from generator.model.content import EntityType
from generator.text import level

Form = Literal["full", "short", "demonym"]


class Mention(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One place where an entity is named: offsets in code points of the plain text."""

    start: int
    end: int
    form: Form = "full"


class Place(msgspec.Struct, frozen=True, array_like=True):
    """One place that names someone: the words, and what stands before and after them, `NEAR` characters of it."""

    words: str
    before: str = ""
    after: str = ""


NEAR: Final = 24
"""Characters to either side by which a place is known again in another writing of the text."""


def place(text: str, start: int, end: int, *, least: int = 0) -> Place:
    """Return what stands at a place of a text without markup, of which what is before `least` is not looked at."""
    first = max(least, start - NEAR)
    near = level(text[first : end + NEAR])
    words = near[start - first : end - first]
    if "  " in words or words[:1] == " " or words[-1:] == " " or not words.isprintable():
        words = " ".join(words.split())
    return Place(words, near[: start - first], near[end - first :])


NO_PLACE: Final = Place("")


def placed(mentions: Iterable[Mention], first: Place = NO_PLACE) -> msgspec.Raw:
    """Return mentions as a finding holds them, with the first that calls somebody by name where that is known."""
    return msgspec.Raw(_packed((tuple(mentions), first)))


_packed: Final = msgspec.msgpack.Encoder().encode
_mentions: Final = msgspec.msgpack.Decoder(tuple[tuple[Mention, ...], msgspec.Raw]).decode
_spans: Final = msgspec.msgpack.Decoder(tuple[list[tuple[int, int, str]], msgspec.Raw]).decode
_first: Final = msgspec.msgpack.Decoder(tuple[msgspec.Raw, Place]).decode
NOWHERE: Final = placed(())


class Claim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a text states of an entity, with the words that state it."""

    text: str
    """As a reader would say it: ``CEO of Apple``, ``affiliate of Alibaba``."""

    title: str = ""
    """The role or relation alone: ``CEO``, ``affiliate``."""

    of: str | None = None
    """The key of the other entity in the same text, where there is one."""

    quote: str = ""


class Found(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entity in one text."""

    key: str
    """The registry's id, or a slug of the name where no registry knows it."""

    name: str
    type: EntityType
    registered: bool = False
    salience: float = 0.0
    """How much the text is about it, 0 to 1; the most salient entity of a text has 1."""

    places: msgspec.Raw = NOWHERE
    """Its mentions, unread: a site holds the findings of all its articles, and asks few of them where they are."""

    forms: tuple[str, ...] = ()
    """The distinct surface forms, the longest first: ``Alibaba Group Holdings``, ``Alibaba``."""

    claims: tuple[Claim, ...] = ()
    candidates: tuple[str, ...] = ()
    """Ids of the registered entities that share the name, where nothing in the text says which is meant."""

    basis: str = ""
    """The rule that found it, such as ``registry`` or ``title``."""

    confidence: float = 1.0
    namesake: bool = False
    """Another bears the name, and came first: the key ends in a number."""

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Where the text names it, in order."""
        return _mentions(self.places)[0]

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where the text calls it by name, and not by a people's."""
        return [(start, end) for start, end, form in _spans(self.places)[0] if form != "demonym"]

    @property
    def first(self) -> Place:
        """The first place where the text calls it by name; without words where that is not known."""
        return _first(self.places)[1]

    @property
    def times(self) -> int:
        """How many mentions there are."""
        head = memoryview(self.places)
        # An array of MessagePack says at its beginning how long it is; the mentions are the first thing of one of two.
        return head[1] & 0xF if head[1] < _LONGER else int.from_bytes(head[2 : 4 if head[1] == _LONGER else 6])


class Outline(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What most ask of a finding, of which a site may hold a hundred thousand at once."""

    key: str
    salience: float
    candidates: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()


def outline(found: Found) -> Outline:
    """Return the outline of a finding."""
    return Outline(found.key, found.salience, found.candidates, found.claims)


_LONGER: Final = 0xDC
