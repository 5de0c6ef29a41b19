"""What stands around a page's own content: links, cards of articles, the sidebar. Frozen values, as templates see them.

An address is a site address (`/articles/rain/`), or an absolute URL where something lies outside the site; templates
turn the first kind into relative links with `href(address)`. A field whose name ends in `_html` holds sanitised HTML,
the only kind of text that templates print with `| safe`.
"""

import msgspec

from generator.model import Correction, EntityType, Moment, Panel, Symbol
from generator.render.pictures import SIZES, Format


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A text and where it leads."""

    text: str
    address: str
    current: bool = False
    """The link leads to the page it stands on."""

    note: str | None = None
    """A few words after it, such as a number of articles."""


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed that a reader can subscribe to."""

    title: str
    address: str
    media_type: str = "application/atom+xml"


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture with its words. A remote one is printed as a link with its caption: pages make no outside requests."""

    address: str
    alt: str = ""
    caption: str | None = None
    credit: str | None = None
    width: int | None = None
    """In pixels, with `height`; keeps the page from jumping while the picture loads."""

    height: int | None = None
    remote: bool = False
    """It is a link to where it can be seen; without an address, words alone."""

    licence: str | None = None
    """Of the picture, where it has one of its own."""

    formats: tuple[Format, ...] = ()
    """Copies that a browser chooses from, the best format first; `address` is for one that knows none of them."""

    sizes: str = SIZES
    """How wide it is shown, as the attribute `sizes` wants it: above a text, where nothing else is said."""


OPINIONS = ("Opinion", "Letter")
"""Kinds of story, as they are called in English, that tell what someone thinks."""


class CardView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article from outside: in a list, in a sidebar, on the front page."""

    address: str
    title: str
    summary: str | None = None
    published: Moment | None = None
    source: str | None = None
    """The publisher it came from, as named in its provenance."""

    section: Link | None = None
    image: Picture | None = None
    """A file of the site, where the licence lets it be shown and the page shows pictures on its cards."""

    lang: str | None = None
    """Only where it differs from the site's."""

    reason: str | None = None
    """Why it stands here: ``also about Northwind and Ada Lind``."""

    label: str | None = None
    """What kind of story it is, in English, where that is worth a word: ``Opinion``."""

    kind: str | None = None
    """The same as the editor says it, where it is none that we know."""

    by: str | None = None
    """Whose views it tells, where it is no report."""

    waits: str | None = None
    """Where it is shown before it is published, and why, in English: ``Draft``."""

    @property
    def is_opinion(self) -> bool:
        """Whether it tells what someone thinks."""
        return self.label in OPINIONS


class EntityItem(msgspec.Struct, frozen=True, kw_only=True):
    """One person, organisation, ... of an article's sidebar."""

    id: str
    type: EntityType
    name: str
    address: str | None = None
    """None where the entity has no page of its own."""

    role: str | None = None
    """As the article states it: ``finance minister of Norway``."""

    quote: str | None = None
    """The words of the article that state the role."""

    more_roles: tuple[str, ...] = ()
    """What else the article states of it."""

    doubt: str | None = None
    """Where several bear the name and nothing decides: who it may be, ``judge or goalkeeper``."""

    mentions: int = 1
    """How often the article names it."""

    about: bool = False
    """The article is about it, not merely naming it."""

    same_as: tuple[str, ...] = ()
    """Pages elsewhere that are about it, for machines."""

    articles: tuple[CardView, ...] = ()
    """Other articles that name it, the best few."""

    others: int | None = 0
    """How many other articles name it, those of `articles` included; None where they are not counted."""


class EntityGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The entities of one type, the most salient first."""

    type: EntityType
    title: str
    """``People``, ``Organisations``, ``Places``, ``Products``, ``Events``, ``Works``."""

    items: tuple[EntityItem, ...]


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What the registry says of the company that an article is about, in place of a captured `snapshot`."""

    name: str
    address: str | None = None
    summary: str | None = None
    symbols: tuple[Symbol, ...] = ()
    relations: tuple[tuple[str, Link], ...] = ()
    """What it is to whom: ``affiliate of``, and the other."""

    same_as: tuple[str, ...] = ()


class SidebarView(msgspec.Struct, frozen=True, kw_only=True):
    """What an article's page shows beside its text."""

    groups: tuple[EntityGroup, ...] = ()
    related: tuple[CardView, ...] = ()
    """Each with its `reason`."""

    versions: tuple[CardView, ...] = ()
    """Articles that tell the same story in the same words: another paper's copy, an update."""

    panels: tuple[Panel, ...] = ()
    """Furniture worth keeping; `partials/panels/<type>.html` prints each, `other.html` a type without one."""

    profile: Profile | None = None
    """Stands where a panel `snapshot` would; only where the article has none."""

    order: tuple[str, ...] = ("entities", "quotes", "snapshot", "related", "links", "contact", "subscribe")
    """Types of panel, from the top; ``entities`` and ``related`` stand for those above. Others come last."""


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """One heading of a body, for its list of contents."""

    level: int
    """2 to 6."""

    text: str
    anchor: str
    """Without the ``#``."""


class Pager(msgspec.Struct, frozen=True, kw_only=True):
    """Where a list's page stands among its pages. Page 1 holds the oldest: a full page never changes its articles."""

    number: int | None = None
    """None on the list's first address, which shows the newest and is no numbered page."""

    count: int = 1
    older: str | None = None
    newer: str | None = None
    pages: tuple[Link, ...] = ()
    """The numbered pages worth naming, each with its number as text."""


class CorrectionView(msgspec.Struct, frozen=True, kw_only=True):
    """One correction, and the article it was published on."""

    card: CardView
    correction: Correction


class FrontSection(msgspec.Struct, frozen=True, kw_only=True):
    """One section on the front page."""

    title: str
    address: str
    cards: tuple[CardView, ...]

    @property
    def is_opinion(self) -> bool:
        """Whether all that it shows tells what someone thinks."""
        return all(card.is_opinion for card in self.cards)


class NavGroup(msgspec.Struct, frozen=True, kw_only=True):
    """One folder of pages; an empty title stands for the pages beside the folders."""

    title: str
    items: tuple[Link, ...]


class IndexItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an index."""

    name: str
    address: str | None = None
    note: str | None = None
    count: int | None = None
    """Articles behind it."""


class IndexGroup(msgspec.Struct, frozen=True, kw_only=True):
    """The lines under one letter, or one year."""

    title: str
    anchor: str
    items: tuple[IndexItem, ...]
