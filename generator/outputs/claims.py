"""What is stated of an entity, as its page shows it: by its editor first, then by articles, the latest first."""

from collections.abc import Iterable
from typing import TypeVar

from generator.build.task import Fetch
from generator.link import facts
from generator.link.dossier import Citation
from generator.outputs import cards
from generator.outputs.interface import Interface
from generator.render.cards import CardView, Link
from generator.render.phrasebook import msgid
from generator.render.profile import RelationView, RoleView

RELATIONS = (
    msgid("acquired"),
    msgid("affiliate of"),
    msgid("based in"),
    msgid("founder of"),
    msgid("located in"),
    msgid("member of"),
    msgid("owner of"),
    msgid("parent of"),
    msgid("part of"),
    msgid("partner of"),
    msgid("subsidiary of"),
    msgid("successor of"),
)
"""Relations that catalogues translate; another is printed as its editor named it, or as the site's catalogue says."""

View = TypeVar("View", RoleView, RelationView)


def roles(fetch: Fetch, key: str, stated: Iterable[Citation]) -> tuple[RoleView, ...]:
    """Return the titles someone held: the registry's, and what articles state that the registry does not."""
    entry = fetch(facts.EntityHead(key))
    made = [
        RoleView(
            title=role.title,
            of=(cards.who(fetch, role.of) or Link(text=cards.name(fetch, role.of), address="")) if role.of else None,
            cite=cards.card(fetch, role.cite) if role.cite else None,
            quote=role.quote,
        )
        for role in (entry.roles if entry else ())
    ]
    seen = {(role.title.casefold(), role.of.text.casefold() if role.of else "") for role in made}
    for claim in stated:
        if claim.subject != key or not _personal(fetch, key):
            continue
        joint, of = _other(fetch, claim)
        if (claim.title.casefold(), of.text.casefold()) not in seen:
            seen.add((claim.title.casefold(), of.text.casefold()))
            made.append(
                RoleView(
                    title=claim.title,
                    of=of,
                    joint=f" {joint}",
                    cite=cards.card(fetch, claim.article),
                    quote=claim.quote or None,
                    first=cards.card(fetch, claim.first) if claim.times > 1 else None,
                    times=claim.times,
                    automatic=True,
                )
            )
    return _by_date(made)


def relations(fetch: Fetch, key: str, stated: Iterable[Citation]) -> tuple[RelationView, ...]:
    """Return how an entity hangs together with others: as the registry says, then as articles do."""
    entry = fetch(facts.EntityHead(key))
    made = [
        RelationView(
            text=fetch(Interface()).gettext(relation.type.replace("_", " ")),
            to=cards.who(fetch, relation.to) or Link(text=cards.name(fetch, relation.to), address=""),
            cite=cards.card(fetch, relation.cite) if relation.cite else None,
            quote=relation.quote,
        )
        for relation in (entry.relations if entry else ())
    ]
    seen = {(relation.text.casefold(), relation.to.text.casefold()) for relation in made}
    for claim in stated:
        if claim.subject != key:
            link = cards.who(fetch, claim.subject)
            text, to = (
                fetch(Interface()).gettext("%(title)s:", title=claim.title),
                link or Link(text=cards.name(fetch, claim.subject), address=""),
            )
        elif _personal(fetch, key):
            continue
        else:
            joint, to = _other(fetch, claim)
            text = f"{claim.title} {joint}"
        if (text.casefold(), to.text.casefold()) not in seen:
            seen.add((text.casefold(), to.text.casefold()))
            made.append(
                RelationView(
                    text=text,
                    to=to,
                    cite=cards.card(fetch, claim.article),
                    quote=claim.quote or None,
                    first=cards.card(fetch, claim.first) if claim.times > 1 else None,
                    times=claim.times,
                )
            )
    return _by_date(made)


def _personal(fetch: Fetch, key: str) -> bool:
    card = fetch(facts.WhoCard(key))
    return card is not None and card.type == "person"


def _other(fetch: Fetch, claim: Citation) -> tuple[str, Link]:
    """Return the little word of a claim, and whom it joins: ``of``, Apple."""
    joint, _, name = claim.text[len(claim.title) :].strip().partition(" ")
    link = cards.who(fetch, claim.of) if claim.of else None
    return joint, link or Link(text=name, address="")


def _by_date(made: list[View]) -> tuple[View, ...]:
    """Return claims with the latest first; those that cite nothing, or nothing with a date, stay behind."""
    return tuple(sorted(made, key=lambda view: -_when(view.cite)))


def _when(cite: CardView | None) -> float:
    return cite.published.start if cite and cite.published else float("-inf")
