"""What recognition finds: mentions of entities in one text, and how much the text is about each."""

from typing import Literal

import msgspec

from generator.model.content import EntityType

Form = Literal["full", "short", "demonym"]


class Mention(msgspec.Struct, frozen=True, array_like=True):
    """One place where an entity is named: offsets in code points of the plain text."""

    start: int
    end: int
    form: Form = "full"


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What a text states of an entity, with the words that state it."""

    text: str
    """As a reader would say it: ``CEO of Apple``, ``affiliate of Alibaba``."""

    title: str = ""
    """The role or relation alone: ``CEO``, ``affiliate``."""

    of: str | None = None
    """The key of the other entity in the same text, where there is one."""

    quote: str = ""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One entity in one text."""

    key: str
    """The registry's id, or a slug of the name where no registry knows it."""

    name: str
    type: EntityType
    registered: bool = False
    salience: float = 0.0
    """How much the text is about it, 0 to 1; the most salient entity of a text has 1."""

    mentions: tuple[Mention, ...] = ()
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
