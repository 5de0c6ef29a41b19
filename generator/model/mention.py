"""What recognition finds: mentions of entities in one text, and how much the text is about each."""

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from generator.model.content import EntityType

Form = Literal["full", "short", "demonym"]


class Mention(msgspec.Struct, frozen=True, array_like=True):
    """One place where an entity is named: offsets in code points of the plain text."""

    start: int
    end: int
    form: Form = "full"


def placed(mentions: Iterable[Mention]) -> msgspec.Raw:
    """Return mentions as a finding holds them."""
    return msgspec.Raw(_packed(tuple(mentions)))


_packed: Final = msgspec.msgpack.Encoder().encode
_mentions: Final = msgspec.msgpack.Decoder(tuple[Mention, ...]).decode
_spans: Final = msgspec.msgpack.Decoder(list[tuple[int, int, str]]).decode
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
        return _mentions(self.places)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where the text calls it by name, and not by a people's."""
        return [(start, end) for start, end, form in _spans(self.places) if form != "demonym"]

    @property
    def times(self) -> int:
        """How many mentions there are."""
        head = memoryview(self.places)
        # An array of MessagePack says at its beginning how long it is.
        return head[0] & 0xF if head[0] < _LONGER else int.from_bytes(head[1 : 3 if head[0] == _LONGER else 5])


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
