"""What content is: a source as it came, and the three kinds it becomes: article, page, entity.

All are frozen and complete: to change one is to make another (`msgspec.structs.replace`).
"""

from typing import Final, Literal

import msgspec

from generator.model.moment import Moment
from generator.model.parts import (
    Author,
    Basis,
    Comment,
    Correction,
    Dateline,
    Image,
    Licence,
    Panel,
    Provenance,
    Wishes,
)

Kind = Literal["article", "page", "entity"]
Status = Literal["draft", "published", "withdrawn"]
EntityType = Literal["person", "organisation", "place", "product", "event", "work"]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A content file as a converter sees it: its front matter already taken off."""

    path: str
    """Below ``content/``, with forward slashes."""

    data: bytes
    """The bytes after the front matter; all of them where there is none."""

    sha256: str
    """Of the whole file as it came, front matter included."""

    line: int = 1
    """The line of the file on which `data` begins."""

    kind: Kind = "article"
    """What front matter or the folder says the file is."""

    title: str | None = None
    """The title (of an entity, the name) that the editor states; it stands, whatever the file says."""

    lang: str = "en"
    """The site's language, for a converter that finds none."""

    timezone: str = "UTC"
    """The site's time zone: a date without one is read in it."""

    keep: frozenset[int] = frozenset()
    """Lines of the file that the editor wants in the body, whatever the converter thinks."""

    drop: frozenset[int] = frozenset()
    """Lines of the file that the editor does not want in the body."""

    outside: frozenset[int] = frozenset()
    """Lines of the file that cannot be the article's body, though what they say of it counts."""

    @property
    def where(self) -> str:
        """The path as the user would type it, for errors."""
        return f"content/{self.path}"

    @property
    def suffix(self) -> str:
        """The last suffix in lower case, dot included: ``.html``."""
        name = self.path.rsplit("/", 1)[-1]
        return f".{name.rsplit('.', 1)[-1].lower()}" if "." in name[1:] else ""

    @property
    def stem(self) -> str:
        """The path without its suffix: the default id."""
        return self.path[: len(self.path) - len(self.suffix)]


class Article(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One article. Names are those of front matter, and of IPTC's ninjs where ninjs has one."""

    id: str
    """Stable for the life of the article, whatever its address or file name."""

    path: str
    """The source, below ``content/``."""

    title: str
    body: str
    """Markdown. Headings start at level 2: level 1 is the headline. A dateline stays where it stood."""

    line: int = 1
    """The line of the source on which the body begins."""

    slug: str | None = None
    aliases: tuple[str, ...] = ()
    """Old addresses, each becomes a redirect."""

    subtitle: str | None = None
    summary: str | None = None
    lang: str = "en"
    section: str | None = None
    tags: tuple[str, ...] = ()
    genre: str = "news"
    template: str | None = None
    byline: str | None = None
    """As printed."""

    authors: tuple[Author, ...] = ()
    dateline: Dateline | None = None
    """Printed only where the body does not open with it."""

    published: Moment | None = None
    published_basis: Basis = "unknown"
    modified: Moment | None = None
    image: Image | None = None
    provenance: tuple[Provenance, ...] = ()
    licence: Licence | None = None
    """None until settled: own where there is no provenance, else unknown (`settle_licence`)."""

    canonical: str | None = None
    """``source``, ``self`` or a URL; None means source when provenance has a URL, else self."""

    index: Literal["auto", "true", "false"] = "auto"
    corrections: tuple[Correction, ...] = ()
    entities: Wishes = Wishes()
    related: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = ()
    status: Status = "published"
    publish_at: Moment | None = None
    expires: Moment | None = None
    comments: tuple[Comment, ...] = ()
    translations: dict[str, str] = {}
    missing: tuple[str, ...] = ()
    """What a capture should say and does not: ``byline``, ``published``, ``url``, ``licence``."""

    extra: dict[str, object] = {}


class Page(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A page that is no article: a manual page, an imprint."""

    id: str
    path: str
    title: str
    body: str
    line: int = 1
    slug: str | None = None
    aliases: tuple[str, ...] = ()
    summary: str | None = None
    lang: str = "en"
    order: int = 0
    template: str | None = None
    status: Status = "published"
    publish_at: Moment | None = None
    expires: Moment | None = None
    extra: dict[str, object] = {}


class Role(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A claim that someone holds a title, with the article that says so: time-stamped, never a truth."""

    title: str
    of: str | None = None
    cite: str | None = None
    quote: str | None = None


class Relation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A claim that one entity stands in a relation to another, such as ``affiliate_of``."""

    type: str
    to: str
    cite: str | None = None
    quote: str | None = None


class Symbol(msgspec.Struct, frozen=True, kw_only=True):
    """A ticker on an exchange."""

    exchange: str
    symbol: str


class Entity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Someone or something articles are about, as the publisher's registry knows it; the body is the profile."""

    id: str
    path: str
    name: str
    type: EntityType
    body: str = ""
    line: int = 1
    slug: str | None = None
    aliases: tuple[str, ...] = ()
    """Full forms, valid anywhere."""

    short: tuple[str, ...] = ()
    """Forms valid only after a full form in the same article."""

    demonyms: tuple[str, ...] = ()
    not_: tuple[str, ...] = msgspec.field(default=(), name="not")
    """Phrases that must not match."""

    disambiguator: str | None = None
    summary: str | None = None
    same_as: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    relations: tuple[Relation, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    link: bool = True
    hidden: bool = False
    merged_into: str | None = None
    lang: str = "en"
    template: str | None = None
    extra: dict[str, object] = {}


Content = Article | Page | Entity


def settle_licence(article: Article) -> Licence:
    """Return the licence in force: the stated one, else own without provenance of others, else unknown.

    Unknown and denied allow no edits, whatever was written: nobody granted them.
    """
    stated = article.licence
    if stated is None:
        return _OF_OTHERS if article.provenance else _OWN
    if stated.status in ("unknown", "denied") and stated.edits != "none":
        return msgspec.structs.replace(stated, edits="none")
    return stated


_OWN: Final = Licence(status="own")
_OF_OTHERS: Final = Licence(status="unknown", edits="none")
