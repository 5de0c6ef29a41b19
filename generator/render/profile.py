"""What the page of an entity shows: its facts, what articles state of it, where it is named and in whose company."""

import msgspec

from generator.model import EntityType, Symbol
from generator.render.cards import CardView, Feed, Link, Pager
from generator.render.drawing import Graph, Timeline


class RoleView(msgspec.Struct, frozen=True, kw_only=True):
    """A title that an article says someone held then."""

    title: str
    of: Link | None = None
    joint: str = ","
    """What stands between the two: a comma, or the article's own ``of``."""

    cite: CardView | None = None
    """The latest article that states it."""

    quote: str | None = None
    first: CardView | None = None
    """The first that does, where several do."""

    times: int = 1
    """How many do."""

    automatic: bool = False
    """No editor wrote it: a machine read it in the article."""


class RelationView(msgspec.Struct, frozen=True, kw_only=True):
    """A relation to another entity that an article states."""

    text: str
    """``affiliate of``, read from this entity's side; ``CEO:`` before someone who holds a title here."""

    to: Link
    cite: CardView | None = None
    quote: str | None = None
    first: CardView | None = None
    times: int = 1


class EntityView(msgspec.Struct, frozen=True, kw_only=True):
    """`entity.html`: a person, an organisation, a place, and what was written of it."""

    id: str
    type: EntityType
    address: str
    name: str
    kind: Link
    """The index of its type: ``People``."""

    disambiguator: str | None = None
    namesakes: tuple[Link, ...] = ()
    """Others of the same name; the note tells them apart."""

    shared_names: tuple[Link, ...] = ()
    """Names that it shares, each with the page that tells its bearers apart."""

    summary: str | None = None
    profile_html: str = ""
    aliases: tuple[str, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    roles: tuple[RoleView, ...] = ()
    relations: tuple[RelationView, ...] = ()
    same_as: tuple[str, ...] = ()
    articles: tuple[CardView, ...] = ()
    """Those about it, and on further pages; newest first."""

    mentioned: tuple[CardView, ...] = ()
    """Those that only name it."""

    total: int = 0
    """How many articles name it in all."""

    pager: Pager = Pager()
    appears_with: tuple[Link, ...] = ()
    """Entities named in the same articles; the note counts them. An address is empty where there is no page."""

    graph: Graph | None = None
    """The first of them as a drawing."""

    timeline: Timeline | None = None
    """When articles named it."""

    undated: int = 0
    """How many of its articles are not in the timeline."""

    feeds: tuple[Feed, ...] = ()
