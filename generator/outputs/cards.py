"""How articles and entities look from other pages: cards, links and sidebars, from the facts they rest on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar
from urllib.parse import quote

import msgspec

from generator.build.task import Answer, Fact, Fetch, Stratum
from generator.link import facts
from generator.link.dossier import ABOUT
from generator.link.packed import pack
from generator.link.related import Related
from generator.link.site import Site
from generator.model import Article, EntityType, Panel
from generator.outputs import pictures
from generator.outputs.frame import OpenFrame
from generator.outputs.interface import Interface
from generator.render.cards import (
    OPINIONS,
    CardView,
    EntityGroup,
    EntityItem,
    Link,
    Pager,
    Picture,
    Profile,
    SidebarView,
)
from generator.render.phrasebook import msgid
from generator.render.pictures import CARD

GROUPS: dict[EntityType, str] = {
    "person": msgid("People"),
    "organisation": msgid("Organisations"),
    "place": msgid("Places"),
    "product": msgid("Products"),
    "event": msgid("Events"),
    "work": msgid("Works"),
}
"""Types of entity in the order of the sidebar, and what a group of them is called, in English."""

ONE: dict[EntityType, str] = {
    "person": msgid("person"),
    "organisation": msgid("organisation"),
    "place": msgid("place"),
    "product": msgid("product"),
    "event": msgid("event"),
    "work": msgid("work"),
}
"""What one of a type is called."""

GENRES = {
    "news": "",
    "report": "",
    "analysis": msgid("Analysis"),
    "background": msgid("Background"),
    "column": msgid("Opinion"),
    "comment": msgid("Opinion"),
    "editorial": msgid("Opinion"),
    "interview": msgid("Interview"),
    "letter": msgid("Letter"),
    "obituary": msgid("Obituary"),
    "opinion": msgid("Opinion"),
    "review": msgid("Review"),
}
"""What a kind of story is called, in English; the common kind goes without saying."""

WAITS = {"draft": msgid("Draft"), "scheduled": msgid("Scheduled")}
"""What a card says of an article that is not published yet, in English."""

MOST_ABOUT = 3
"""An article is about this many entities at most; the others it mentions."""

MOST_ROLES = 3
"""Roles and relations shown with an entity of a sidebar."""

NEAR = 8
FAR = 5
"""Numbered pages of a list that its own address links: the newest eight, and one for each fifth of the way back."""

OPTIONAL = ("quotes", "snapshot", "links", "contact", "subscribe")
"""Panels that are shown where the configuration names them; a type that Tearsheet does not know is always shown."""


class Shown(Fact[CardView | None], frozen=True):
    """An article's card as pages show it, without its picture; None where it is not published."""

    id: str
    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return f"the card of {self.id}"


def answers(site: Site) -> dict[type[Fact[Any]], Answer]:
    """Return how the world answers questions about cards."""
    return {Shown: Answer(lambda fact: _shown(site, fact.id))}


def made(site: Site) -> dict[type[Fact[Any]], Answer]:
    """Return the same answers where all are made at once, and held as they are written down.

    Lists, sidebars and feeds of a large site ask for each card some thirty times, further apart than an answer is kept.
    """
    known = pack(((key, shown) for key in site.articles if (shown := _shown(site, key))), CardView)
    return {Shown: Answer(lambda fact: known.get(fact.id))}


def _shown(site: Site, article: str) -> CardView | None:
    made = site.card(article)
    if made is None:
        return None
    section = site.terms["section"][made.section] if made.section else None
    label, kind = called(made.genre)
    return CardView(
        address=made.address,
        title=made.title,
        summary=made.summary,
        published=made.published,
        source=made.source,
        section=Link(text=section.title, address=section.address) if section else None,
        lang=made.lang if made.lang != site.config.lang else None,
        label=label,
        kind=kind,
        by=made.by if label in OPINIONS else None,
        waits=WAITS.get(made.waits),
    )


def called(genre: str) -> tuple[str | None, str | None]:
    """Return what a kind of story is called: in English where we know it, else as the editor says; of news, neither."""
    said = genre.strip()
    known = GENRES.get(said.casefold())
    return known or None, said[:1].upper() + said[1:] or None if known is None else None


def card(fetch: Fetch, article: str, *, reason: str | None = None) -> CardView | None:
    """Return an article's card, without its picture; None where the article is not published."""
    made = fetch(Shown(article))
    return msgspec.structs.replace(made, reason=reason) if made and reason else made


def cards(fetch: Fetch, articles: Iterable[str], *, pictures: Iterable[tuple[str, str]] = ()) -> tuple[CardView, ...]:
    """Return the cards of articles, in their order; those with a picture among `pictures` with that."""
    made = [(article, shown) for article in articles if (shown := fetch(Shown(article)))]
    above = dict(pictures)
    if not above:
        return tuple([shown for _, shown in made])
    return tuple([_with(fetch, shown, above[article]) if article in above else shown for article, shown in made])


def _with(fetch: Fetch, card: CardView, file: str) -> CardView:
    image = _picture(fetch, file)
    return msgspec.structs.replace(card, image=image) if image else card


def _picture(fetch: Fetch, file: str) -> Picture | None:
    shown = fetch(pictures.Pictured(file)) if pictures.measured(file, quote(f"/{file}")) else None
    # Without its proportions known it would push the page about as it loads.
    if shown is None or not shown.width:
        return None
    return Picture(
        address=shown.address, width=shown.width, height=shown.height, formats=shown.formats, remote=False, sizes=CARD
    )


def thumbnail(card: CardView) -> CardView:
    """Return a card whose picture comes in its smallest size alone: for long lists."""
    if card.image is None:
        return card
    formats = tuple(msgspec.structs.replace(each, copies=each.copies[:1]) for each in card.image.formats)
    return msgspec.structs.replace(card, image=msgspec.structs.replace(card.image, formats=formats))


def thumbnails(fetch: Fetch, articles: Iterable[str], *, pictures: Iterable[tuple[str, str]]) -> tuple[CardView, ...]:
    """Return the cards of articles for a list, in their order, with their pictures."""
    return tuple(map(thumbnail, cards(fetch, articles, pictures=pictures)))


def who(fetch: Fetch, entity: str) -> Link | None:
    """Return a link to an entity, None where it has no page."""
    made = fetch(facts.WhoCard(entity))
    return Link(text=made.name, address=made.address) if made and made.address else None


def name(fetch: Fetch, entity: str) -> str:
    """Return an entity's name."""
    made = fetch(facts.WhoCard(entity))
    return made.name if made else entity


def sidebar(fetch: Fetch, head: Article, *, panels: Sequence[str]) -> SidebarView:
    """Return what stands beside an article.

    Args:
        fetch: The task's.
        head: The article.
        panels: The configured panels, in order.
    """
    site = fetch(OpenFrame())
    next_to = fetch(facts.RelatedTo(head.id)) if "related" in panels else facts.Relations()
    # Who the article is about is looked up for the panel of entities, and for its company's profile.
    groups = _groups(fetch, head.id) if {"entities", "snapshot"} & set(panels) else ()
    captured = any(panel.type == "snapshot" for panel in head.panels)
    return SidebarView(
        groups=groups if "entities" in panels else (),
        related=_related(fetch, next_to.related),
        versions=cards(fetch, next_to.versions),
        panels=arranged(head.panels, panels, subscribe=bool(site.feeds), contact=bool(site.report_errors_to)),
        profile=_profile(fetch, groups) if "snapshot" in panels and not captured else None,
        order=tuple(panels),
    )


def arranged(given: Sequence[Panel], wanted: Sequence[str], *, subscribe: bool, contact: bool) -> tuple[Panel, ...]:
    """Return an article's panels in the configured order; those of unknown types last.

    Args:
        given: The article's own.
        wanted: The configured types, in order.
        subscribe: Whether there is a feed to offer.
        contact: Whether there is somebody to write to.
    """
    have = [panel for panel in given if panel.type in wanted or panel.type not in OPTIONAL]
    for kind, offered in (("subscribe", subscribe), ("contact", contact)):
        if offered and kind in wanted and not any(panel.type == kind for panel in have):
            have.append(Panel(type=kind))
    place = {kind: number for number, kind in enumerate(wanted)}
    return tuple(sorted(have, key=lambda panel: place.get(panel.type, len(place))))


def _profile(fetch: Fetch, groups: Iterable[EntityGroup]) -> Profile | None:
    """Return what the registry says of the first company that an article is about, if it says more than its name."""
    companies = (item for group in groups if group.type == "organisation" for item in group.items if item.about)
    item = next(companies, None)
    entry = fetch(facts.EntityHead(item.id)) if item else None
    if item is None or entry is None or not (entry.summary or entry.symbols or entry.relations):
        return None
    phrases = fetch(Interface())
    return Profile(
        name=item.name,
        address=item.address,
        summary=entry.summary,
        symbols=entry.symbols,
        relations=tuple(
            (
                phrases.gettext(relation.type.replace("_", " ")),
                who(fetch, relation.to) or Link(text=name(fetch, relation.to), address=""),
            )
            for relation in entry.relations
        ),
        same_as=entry.same_as,
    )


def _groups(fetch: Fetch, article: str) -> tuple[EntityGroup, ...]:
    items: dict[EntityType, list[EntityItem]] = defaultdict(list)
    about = 0
    for item in fetch(facts.Beside(article)):
        found, claims = item.found, item.found.claims
        made = fetch(facts.WhoCard(found.key))
        if made is None:
            continue
        central = found.salience >= ABOUT and about < MOST_ABOUT
        about += central
        claim = claims[0] if claims else None
        items[made.type].append(
            EntityItem(
                id=made.id,
                type=made.type,
                name=made.name,
                address=made.address,
                role=claim.text if claim else None,
                quote=claim.quote or None if claim else None,
                more_roles=tuple(dict.fromkeys([each.text for each in claims[1:MOST_ROLES]])) if claims else (),
                doubt=_doubt(fetch, found.candidates) if found.candidates else None,
                mentions=item.mentions,
                about=central,
                same_as=fetch(facts.SameAs(made.id)),
                articles=cards(fetch, item.others),
                others=item.total,
            )
        )
    if not items:
        return ()
    gettext = fetch(Interface()).gettext
    return tuple(
        [
            EntityGroup(type=kind, title=gettext(title), items=tuple(items[kind]))
            for kind, title in GROUPS.items()
            if kind in items
        ]
    )


def _doubt(fetch: Fetch, candidates: Iterable[str]) -> str | None:
    known = [card for key in candidates if (card := fetch(facts.WhoCard(key)))]
    names = {card.name for card in known}
    labels = [card.disambiguator or card.name if len(names) == 1 else card.name for card in known]
    return fetch(Interface()).listed(list(dict.fromkeys(labels)), "or") or None


def _related(fetch: Fetch, items: Iterable[Related]) -> tuple[CardView, ...]:
    return tuple([made for item in items if (made := card(fetch, item.article, reason=_reason(fetch, item)))])


def _reason(fetch: Fetch, item: Related) -> str | None:
    names = [name(fetch, key) for key in item.shared]
    if not names:
        return fetch(Interface()).gettext("chosen by the editor") if item.picked else None
    phrases = fetch(Interface())
    return phrases.gettext("also about %(names)s", names=phrases.listed(names))


def pager(lines: facts.Lines, *, base: str) -> Pager:
    """Return where a list's page stands; `base` is the list's own address."""
    numbered = lines.number is not None
    newer = numbered_address(base, lines.newer) if lines.newer else base if numbered else None
    return Pager(
        number=lines.number,
        count=lines.count,
        older=numbered_address(base, lines.older) if lines.older else None,
        newer=newer,
        pages=tuple(
            Link(text=str(number), address=numbered_address(base, number)) for number in worth_naming(lines.count)
        ),
    )


def worth_naming(count: int) -> list[int]:
    """Return the numbers of a long list's pages that are linked one by one: the newest, and a few on the way back."""
    near = range(count, max(count - NEAR, 0), -1)
    far = {round(count * part / FAR) for part in range(1, FAR)} | {1} if count > NEAR else set()
    return [*near, *sorted((number for number in far if 0 < number <= count - NEAR), reverse=True)]


def numbered_address(base: str, number: int) -> str:
    """Return the address of a list's numbered page; 0 is the list's own."""
    return f"{base}page/{number}/" if number else base
