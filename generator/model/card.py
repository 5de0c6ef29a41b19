"""What content looks like from outside: in a list, in a sidebar, in another article's page.

What a list records of its members is their cards: a change that no card shows prints no list again.
"""

from typing import Literal

import msgspec

from generator.model.content import Article, Entity, EntityType, Page
from generator.model.moment import Moment


class Heads(msgspec.Struct, frozen=True, kw_only=True):
    """What one file became, without the bodies: those are products of their own, so that a site fits in memory."""

    articles: tuple[Article, ...] = ()
    pages: tuple[Page, ...] = ()
    entities: tuple[Entity, ...] = ()
    leads: dict[str, str] = {}
    """Id to the first sentences of the body, plain: the summary of a card that has no other."""

    pictures: dict[str, tuple[str, ...]] = {}
    """Id to the relative targets of the pictures in the body, as they are written."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """An article from outside."""

    id: str
    address: str
    title: str
    summary: str | None = None
    published: Moment | None = None
    source: str | None = None
    """The publisher it came from."""

    section: str | None = None
    """The section's slug."""

    lang: str = "en"
    picture: str | None = None
    """The picture above it, where it may be shown: a path below ``content/``."""

    genre: str = "news"
    by: str | None = None
    """Who wrote it, as printed."""

    waits: Literal["", "draft", "scheduled"] = ""
    """Why it is not published yet, where it is shown before."""


class EntityCard(msgspec.Struct, frozen=True, kw_only=True):
    """An entity from outside."""

    id: str
    type: EntityType
    name: str
    address: str | None = None
    """None where it has no page."""

    disambiguator: str | None = None
