"""What pages may ask of the site. Each question has one small answer, so that little hangs on each.

Answers name other content by id or card: a page that shows a card depends on that card and not on its article.
"""

from typing import ClassVar, Literal

import msgspec

from generator.build.task import Fact, Stratum
from generator.link.registry import Name
from generator.link.related import Related
from generator.link.translated import Versions
from generator.model import (
    Article,
    Card,
    Dateline,
    Entity,
    EntityCard,
    Found,
    Page,
    Place,
    Wishes,
)

TermKind = Literal["articles", "section", "tag", "year", "month"]


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """What recognition reads of an article beside its body."""

    path: str
    title: str
    lang: str
    dateline: Dateline | None
    wishes: Wishes


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list. Page 1 holds the oldest; None is the list's own address, with the newest."""

    title: str
    ids: tuple[str, ...]
    """Newest first."""

    total: int
    number: int | None = None
    older: int | None = None
    newer: int | None = None
    """Neighbouring numbered pages; on a numbered page without `newer`, the list's own address is newer."""

    count: int = 0
    """Numbered pages; told on the list's own address alone, so that a new page changes no old one."""

    pictures: tuple[tuple[str, str], ...] = ()
    """Of the articles that have one above them which may be shown: the article, and the path below ``content/``."""


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """A section, a tag, a year or a month that has articles."""

    slug: str
    title: str
    address: str
    total: int = 0


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One entity of an article's sidebar."""

    found: Found
    """Without its mentions' places: the sidebar counts them."""

    mentions: int
    others: tuple[str, ...]
    """Older articles that name it, the newest of them first."""

    total: int | None
    """How many older articles name it; None where the article has no date."""


class Relations(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside an article to read next."""

    related: tuple[Related, ...] = ()
    versions: tuple[str, ...] = ()
    """Other articles that tell the same story in the same words."""


class FrontPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the front page shows."""

    latest: tuple[str, ...]
    below: int
    """How many of them, after the first, stand right below it."""

    sections: tuple[tuple[Term, tuple[str, ...]], ...]
    entities: tuple[tuple[str, int], ...]
    total: int
    pictures: tuple[tuple[str, str], ...] = ()
    """As a list's."""


class Body(Fact[str], frozen=True):
    """The Markdown of an article, page or profile."""

    id: str
    kind: str = "article"
    after: ClassVar[int] = Stratum.CONVERT

    def __str__(self) -> str:
        return f"the body of {self.id}"


class Read(Fact[Spoken], frozen=True):
    """What recognition reads beside the body."""

    id: str
    after: ClassVar[int] = Stratum.CONVERT

    def __str__(self) -> str:
        return f"the headline, language or dateline of {self.id}"


class Names(Fact[dict[str, tuple[Name, ...]]], frozen=True):
    """The registry's names that begin with the words of a text: one question for all, since a text has hundreds."""

    firsts: str
    """Folded and sorted, parted by spaces."""

    after: ClassVar[int] = Stratum.CONVERT

    def __str__(self) -> str:
        return "the registry's names that begin with a word of the text"


class QuietWords(Fact[tuple[str, ...]], frozen=True):
    """The first words of the registry's names that no capital shows."""

    after: ClassVar[int] = Stratum.CONVERT

    def __str__(self) -> str:
        return "the words in lower case with which the registry's names begin"


class Identity(Fact[Name | None], frozen=True):
    """The own name of a registered entity, or of the one it was merged into; None for an id that no file registers."""

    id: str
    after: ClassVar[int] = Stratum.CONVERT

    def __str__(self) -> str:
        return f"the name of {self.id}"


class ArticleHead(Fact[Article], frozen=True):
    """An article without its body."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"what {self.id} says of itself"


class PageHead(Fact[Page], frozen=True):
    """A page without its body."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"what {self.id} says of itself"


class EntityHead(Fact[Entity | None], frozen=True):
    """A registered entity without its profile; None for one that no file registers."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the registry's entry of {self.id}"


class ArticleCard(Fact[Card | None], frozen=True):
    """An article from outside; None where it is not published."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the card of {self.id}"


class WhoCard(Fact[EntityCard | None], frozen=True):
    """An entity from outside."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the card of {self.id}"


class SameAs(Fact[tuple[str, ...]], frozen=True):
    """The pages elsewhere that are about an entity, as its file names them."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"what else is about {self.id}"


class Beside(Fact[tuple[Item, ...]], frozen=True):
    """The entities of an article, the most salient first."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"who {self.id} is about"


class Linkable(Fact[tuple[tuple[str, Place], ...]], frozen=True):
    """Whom the body of an article may link to: addresses, and the first place that names who stands there.

    Nobody, where the licence allows no edits.
    """

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"whom {self.id} links to"


class Naming(Fact[tuple[tuple[tuple[int, int], ...], ...]], frozen=True):
    """Where in the body those are named to whom an article may link: starts and ends, for each in the same order."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"where {self.id} names whom it links to"


class RelatedTo(Fact[Relations], frozen=True):
    """The articles related to one, and other versions of it."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"what {self.id} is related to"


class Neighbours(Fact[tuple[str | None, str | None]], frozen=True):
    """The article before one in time, and the one after."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the neighbours of {self.id}"


class Lists(Fact[Lines], frozen=True):
    """One page of a list of articles; number 0 is the list's own address."""

    kind: TermKind
    slug: str
    number: int = 0
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the list of {self.kind} {self.slug}".rstrip()


class Terms(Fact[tuple[Term, ...]], frozen=True):
    """The terms of a kind that have articles, with their numbers."""

    kind: TermKind
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the {self.kind}s there are"


class Months(Fact[tuple[Term, ...]], frozen=True):
    """The months of a year that have articles, without their numbers of articles."""

    year: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the months there are in {self.year}"


class TermName(Fact[Term], frozen=True):
    """A term's title and address; without its number of articles."""

    kind: TermKind
    slug: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the name of {self.kind} {self.slug}"


class Front(Fact[FrontPage], frozen=True):
    """What the front page shows."""

    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return "what the front page shows"


class Menu(Fact[tuple[tuple[str, str], ...]], frozen=True):
    """Titles and addresses of what the site offers at the head of every page."""

    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return "the menu"


class Around(Fact[tuple[tuple[str, str, str], ...]], frozen=True):
    """The pages of a folder: (id, title, address) in their order."""

    folder: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the pages of {self.folder}"


class Target(Fact[str | None], frozen=True):
    """The address of a file below ``content/``, None where nothing is published from it."""

    path: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the address of {self.path}"


class Told(Fact[tuple[Found, ...]], frozen=True):
    """Whom an article names and what it states of them, without the places: for those who take the data away."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"whom {self.id} names"


class Translations(Fact[Versions], frozen=True):
    """In which languages an article is published: pairs of a language and an id, its own included."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the translations of {self.id}"


class Corrected(Fact[tuple[str, ...]], frozen=True):
    """The articles that a correction was published on, by id."""

    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return "the articles with corrections"
