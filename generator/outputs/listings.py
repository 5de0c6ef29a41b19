"""Lists of articles: all of them, a section's, a tag's, a year's, a month's; and the front page."""

from collections.abc import Iterator
from itertools import groupby

import msgspec

from generator.build.sources import Setting
from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.link import facts, paging, queries
from generator.link.facts import TermKind
from generator.link.site import Site
from generator.model import Moment
from generator.outputs import cards
from generator.outputs.alphabet import grouped
from generator.outputs.feeds import section_feed
from generator.outputs.frame import OpenFrame, page
from generator.outputs.interface import Interface
from generator.outputs.tasks import printing
from generator.render import structured
from generator.render.cards import CardView, Feed, FrontSection, IndexGroup, IndexItem, Link
from generator.render.phrasebook import Phrasebook, msgid
from generator.render.pictures import LEAD
from generator.render.views import FrontView, IndexView, ListingView

ALL = "/articles/"
ARCHIVE = "/archive/"
TAGS = "/tags/"

PICTURED = 5
"""Stories at the head of the front page that stand there with their pictures, if they have any."""

KICKERS: dict[TermKind, str] = {
    "articles": msgid("Archive"),
    "section": msgid("Section"),
    "tag": msgid("Tag"),
    "year": msgid("Archive"),
    "month": msgid("Archive"),
}


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan the front page, every page of every list, and the indexes of tags and of the archive."""
    yield printing("/", front, origin="the front page")
    for kind, slug, base in _lists(site):
        total = len(queries.listed(site, kind, slug))
        for number in paging.numbers(total, size=config.page_size):
            address = cards.numbered_address(base, number)
            yield printing(address, ListPage(kind, slug, base, number), origin=f"the {kind} list {base}")
    if site.terms["year"]:
        yield printing(ARCHIVE, archive, origin="the archive")
    if site.terms["tag"]:
        yield printing(TAGS, tags, origin="the index of tags")


def _lists(site: Site) -> Iterator[tuple[TermKind, str, str]]:
    yield "articles", "", ALL
    for kind, terms in site.terms.items():
        for slug, term in terms.items():
            yield kind, slug, term.address


class ListPage(msgspec.Struct, frozen=True):
    """Prints one page of a list."""

    kind: TermKind
    slug: str
    base: str
    number: int

    def __call__(self, fetch: Fetch) -> Made:
        """Return the page."""
        site, phrases = fetch(OpenFrame()), fetch(Interface())
        lines = fetch(facts.Lists(self.kind, self.slug, self.number))
        title = heading(self.kind, lines.title, phrases=phrases)
        address = cards.numbered_address(self.base, self.number)
        section = self.kind == "section" and bool(site.feeds)
        shown = ListingView(
            title=title,
            kicker=phrases.gettext(KICKERS[self.kind]) if self.kind != "articles" else None,
            cards=cards.thumbnails(fetch, lines.ids, pictures=lines.pictures),
            total=lines.total,
            pager=cards.pager(lines, base=self.base),
            feeds=(Feed(title=f"{title} – {site.title}", address=section_feed(self.base)),) if section else (),
            beside=_beside(fetch, self.kind, self.slug) if not self.number else (),
        )
        part = phrases.gettext("%(title)s, page %(number)s", title=title, number=self.number) if self.number else title
        head = structured.head(part, address=address, site=site, kind="CollectionPage")
        return page(fetch, shown, head=msgspec.structs.replace(head, feeds=shown.feeds))


def heading(kind: TermKind, title: str, *, phrases: Phrasebook) -> str:
    """Return what a list is called: a year and a month are named as people say them."""
    if kind == "articles":
        return phrases.gettext("All articles")
    return phrases.day(Moment(title, kind, 0)) if kind in ("year", "month") else title


def _beside(fetch: Fetch, kind: TermKind, slug: str) -> tuple[Link, ...]:
    """Return the months of a year, or of a month's year."""
    if kind not in ("year", "month"):
        return ()
    phrases = fetch(Interface())
    return tuple(
        Link(text=heading("month", term.title, phrases=phrases), address=term.address, current=term.slug == slug)
        for term in fetch(facts.Months(slug[:4]))
    )


def front(fetch: Fetch) -> Made:
    """Print the front page."""
    site, phrases = fetch(OpenFrame()), fetch(Interface())
    seen = fetch(facts.Front())
    latest = cards.cards(fetch, seen.latest, pictures=seen.pictures)
    beside = ((term, cards.cards(fetch, ids, pictures=seen.pictures)) for term, ids in seen.sections)
    sections = tuple(
        FrontSection(title=term.title, address=term.address, cards=_unseen(there, latest)) for term, there in beside
    )
    who = ((cards.who(fetch, key), count) for key, count in seen.entities)
    shown = FrontView(
        lead=_leading(latest[0]) if latest else None,
        latest=latest[1:],
        below=seen.below,
        sections=sections,
        entities=tuple(
            Link(text=link.text, address=link.address, note=phrases.number(count)) for link, count in who if link
        ),
        total=seen.total,
    )
    description = fetch(Setting("description"))
    return page(fetch, shown, head=structured.head("", address="/", site=site, description=description, kind="WebSite"))


def _leading(card: CardView) -> CardView:
    """Return the card of the story that leads, with its picture at its full width."""
    return msgspec.structs.replace(card, image=msgspec.structs.replace(card.image, sizes=LEAD)) if card.image else card


def _unseen(cards: tuple[CardView, ...], above: tuple[CardView, ...]) -> tuple[CardView, ...]:
    """Return a section's cards; a picture that stands above on the page is not shown again."""
    seen = {card.address for card in above[:PICTURED]}
    return tuple(msgspec.structs.replace(card, image=None) if card.address in seen else card for card in cards)


def archive(fetch: Fetch) -> Made:
    """Print the index of years and months."""
    site, phrases = fetch(OpenFrame()), fetch(Interface())
    years = {term.slug: term for term in fetch(facts.Terms("year"))}
    there = fetch(facts.Terms("month"))
    months = sorted(there, key=lambda term: term.slug, reverse=True)
    within = {year: list(group) for year, group in groupby(months, key=lambda term: term.slug[:4])}
    groups = []
    for year, term in sorted(years.items(), reverse=True):
        items = [
            IndexItem(
                name=phrases.gettext("All of %(year)s", year=heading("year", term.title, phrases=phrases)),
                address=term.address,
                count=term.total,
            )
        ]
        items += [
            IndexItem(name=heading("month", month.title, phrases=phrases), address=month.address, count=month.total)
            for month in within.get(year, ())
        ]
        groups.append(
            IndexGroup(title=heading("year", term.title, phrases=phrases), anchor=f"y{year}", items=tuple(items))
        )
    title = phrases.gettext("Archive")
    shown = IndexView(title=title, groups=tuple(groups))
    return page(fetch, shown, head=structured.head(title, address=ARCHIVE, site=site, kind="CollectionPage"))


def tags(fetch: Fetch) -> Made:
    """Print the index of tags."""
    terms = fetch(facts.Terms("tag"))
    items = [IndexItem(name=term.title, address=term.address, count=term.total) for term in terms]
    title = fetch(Interface()).gettext("Tags")
    shown = IndexView(title=title, groups=grouped(items), total=len(terms))
    return page(fetch, shown, head=structured.head(title, address=TAGS, site=fetch(OpenFrame()), kind="CollectionPage"))
