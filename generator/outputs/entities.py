"""The pages of people, organisations, places, products; and their indexes."""

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.link import dossier, facts, paging
from generator.link.site import Site
from generator.model import EntityCard, EntityType, Moment
from generator.outputs import cards, claims
from generator.outputs.alphabet import grouped
from generator.outputs.feeds import entity_feed
from generator.outputs.frame import OpenFrame, page, printed
from generator.outputs.interface import Interface
from generator.outputs.tasks import printing
from generator.render import drawing, structured
from generator.render.cards import Feed, IndexGroup, IndexItem, Link
from generator.render.phrasebook import Phrasebook
from generator.render.profile import EntityView
from generator.render.views import IndexView

INDEX = "/entities/"


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan each entity's pages, and the indexes of all and of each type."""
    for key, known in site.entities.items():
        if not known.page:
            continue
        base = site.addresses[f"entity {key}"]
        origin = f"content/{known.registered.path}" if known.registered else f"the entity {known.name}"
        for number in paging.numbers(len(site.named.get(key, ())), size=config.page_size):
            address = cards.numbered_address(base, number)
            yield printing(address, EntityPage(key, base, number), origin=origin, recipe=key)
    for name, bearers in site.alike.items():
        address = site.addresses[f"name {name}"]
        yield printing(address, NamesPage(name, address), origin=f"the name {site.entities[bearers[0]].name}")
    types = dossier.types(site)
    for kind in every(types) if types else ():
        address = type_address(kind)
        yield printing(address, EntityIndexPage(kind, types), origin=f"the index {address}", recipe=" ".join(types))


def every(types: Sequence[EntityType]) -> Iterator[EntityType | Literal[""]]:
    """Yield the indexes there are: that of all, then one for each type, in the order of the sidebar."""
    yield ""
    yield from (kind for kind in cards.GROUPS if kind in types)


def type_address(kind: str) -> str:
    """Return the address of the index of a type, of all for an empty one."""
    return f"{INDEX}{kind}/" if kind else INDEX


class EntityPage(msgspec.Struct, frozen=True):
    """Prints one page of an entity: the first with its profile, further ones with older articles."""

    key: str
    base: str
    number: int

    def __call__(self, fetch: Fetch) -> Made:
        """Return the page."""
        site, phrases = fetch(OpenFrame()), fetch(Interface())
        card = fetch(facts.WhoCard(self.key))
        assert card is not None
        entry = fetch(facts.EntityHead(self.key))
        named = fetch(dossier.NamedIn(self.key, self.number))
        mentioned = [key for key in named.lines.ids if key not in named.about]
        # A page without articles "about" it lists all of them at once.
        about, rest = (named.about, mentioned) if named.about else (named.lines.ids, [])
        namesakes, shared = _namesakes(fetch, self.key)
        company = [(cards.name(fetch, key), count, cards.who(fetch, key)) for key, count in named.beside]
        shown = EntityView(
            id=self.key,
            type=card.type,
            address=cards.numbered_address(self.base, self.number),
            name=card.name,
            kind=Link(text=phrases.gettext(cards.GROUPS[card.type]), address=type_address(card.type)),
            disambiguator=card.disambiguator,
            namesakes=namesakes,
            shared_names=shared,
            summary=entry.summary if entry else None,
            profile_html=printed(fetch, "entity", self.key, path=entry.path).html if entry and not self.number else "",
            aliases=entry.aliases if entry else (),
            symbols=entry.symbols if entry else (),
            roles=() if self.number else claims.roles(fetch, self.key, named.claims),
            relations=() if self.number else claims.relations(fetch, self.key, named.claims),
            same_as=entry.same_as if entry else (),
            articles=cards.thumbnails(fetch, about, pictures=named.lines.pictures),
            mentioned=cards.thumbnails(fetch, rest, pictures=named.lines.pictures),
            total=named.lines.total,
            pager=cards.pager(named.lines, base=self.base),
            appears_with=tuple(
                Link(text=name, address=link.address if link else "", note=phrases.number(count))
                for name, count, link in company
            ),
            graph=drawing.graph([(name, count) for name, count, _ in company], named.ties),
            timeline=drawing.timeline(
                [(_period(period.label, phrases), period.articles, period.about) for period in named.periods]
            ),
            undated=named.undated,
            feeds=(Feed(title=f"{card.name} – {site.title}", address=entity_feed(self.base)),) if site.feeds else (),
        )
        return page(
            fetch,
            shown,
            head=structured.entity_head(shown, site=site),
            template=entry.template if entry else None,
            path=entry.path if entry else "",
        )


def _period(label: str, phrases: Phrasebook) -> str:
    """Return a period of a timeline as people say it: ``October 2014``, ``2014``, ``1990s``."""
    if label.endswith("s"):
        return phrases.gettext("%(decade)ss", decade=label[:-1])
    return phrases.day(Moment(label, "month" if "-" in label else "year", 0))


def _namesakes(fetch: Fetch, key: str) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """Return who else bears a name of an entity, and the pages of those names."""
    others, names = fetch(dossier.Namesakes(key))
    phrases = fetch(Interface())
    known = (fetch(facts.WhoCard(other)) for other in others)
    return (
        tuple(
            Link(
                text=other.name,
                address=other.address,
                note=other.disambiguator or phrases.gettext(cards.ONE[other.type]),
            )
            for other in known
            if other and other.address
        ),
        tuple(Link(text=name, address=address) for name, address in names),
    )


class NamesPage(msgspec.Struct, frozen=True):
    """Prints the page that tells apart those who bear one name."""

    name: str
    address: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return the page."""
        known = [card for key in fetch(dossier.Bearers(self.name)) if (card := fetch(facts.WhoCard(key)))]
        spelt = sorted(card.name for card in known if card.name.casefold() == self.name)
        title = spelt[0] if spelt else self._alias(fetch, known)
        phrases = fetch(Interface())
        shown = IndexView(
            title=title,
            kicker=phrases.gettext("Several of one name"),
            groups=tuple(
                IndexGroup(
                    title=phrases.gettext(cards.GROUPS[kind]),
                    anchor=kind,
                    items=tuple(
                        IndexItem(name=card.name, address=card.address, note=card.disambiguator)
                        for card in sorted(
                            known, key=lambda card: (card.name.casefold(), card.disambiguator or "", card.id)
                        )
                        if card.type == kind
                    ),
                )
                for kind in cards.GROUPS
                if any(card.type == kind for card in known)
            ),
        )
        head = structured.head(title, address=self.address, site=fetch(OpenFrame()), kind="CollectionPage")
        return page(fetch, shown, head=head)

    def _alias(self, fetch: Fetch, known: Sequence[EntityCard]) -> str:
        """Return the name as it is written, where it is only an alias."""
        entries = (fetch(facts.EntityHead(card.id)) for card in known)
        spelt = (alias for entry in entries if entry for alias in entry.aliases if alias.casefold() == self.name)
        return min(spelt, default=self.name)


class EntityIndexPage(msgspec.Struct, frozen=True):
    """Prints the index of a type, or of all."""

    type: EntityType | Literal[""]
    types: tuple[EntityType, ...]

    def __call__(self, fetch: Fetch) -> Made:
        """Return the page."""
        phrases = fetch(Interface())
        title = phrases.gettext(cards.GROUPS[self.type]) if self.type else phrases.gettext("Who and what")
        items = []
        for key, count in fetch(dossier.EntityIndex(self.type)):
            card = fetch(facts.WhoCard(key))
            if card:
                items.append(IndexItem(name=card.name, address=card.address, note=card.disambiguator, count=count))
        shown = IndexView(
            title=title,
            kicker=phrases.gettext("Index"),
            groups=grouped(items),
            facets=tuple(
                Link(
                    text=phrases.gettext(cards.GROUPS[kind]) if kind else phrases.gettext("All"),
                    address=type_address(kind),
                    current=kind == self.type,
                )
                for kind in every(self.types)
            ),
            total=len(items),
        )
        head = structured.head(title, address=type_address(self.type), site=fetch(OpenFrame()), kind="CollectionPage")
        return page(fetch, shown, head=head)
