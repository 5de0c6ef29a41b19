"""Entities whose names collide, whose claims cite nothing, or whom no article names."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from generator.checks.rule import Rule
from generator.errors import Note, Where
from generator.link.site import Site
from generator.model import Entity, Relation, Role
from generator.text import did_you_mean

ALIAS_COLLISION: Final = Rule(
    code="alias-collision",
    what="Two registered entities have one name.",
    why="Where nothing in an article decides, the name is linked to neither.",
    example="content/entities/pell-town.md: warning: `Pell` is a name of pell too",
    cure="add a `disambiguator`, phrases under `not`, or a decision in content/entities/_decisions.yml",
)
CITE_UNKNOWN: Final = Rule(
    code="cite-unknown",
    what="A role or a relation cites an article that there is not.",
    why="A claim without its article cannot be checked by a reader.",
    example="content/entities/ada-lind.md: warning: cites `articles/rian`, which is no article",
    cure="write the article's id: its path below content/ without the suffix",
)
RELATION_UNKNOWN: Final = Rule(
    code="relation-unknown",
    what="An entity is related to one that nothing names.",
    why="The relation is printed without a link, and leads a reader nowhere.",
    example="content/entities/ada-lind.md: warning: is related to `harbor-bank`, which nothing names",
    cure="write the id of an entity, or register it",
)
ENTITY_UNNAMED: Final = Rule(
    code="entity-unnamed",
    what="A registered entity is named by no article.",
    why="Its page lists nothing. Its aliases are often misspelt, or its articles were removed.",
    example="content/entities/ada-lind.md: warning: is named by no article",
    cure="check its `aliases`, or delete the file",
)
MENTION_AMBIGUOUS: Final = Rule(
    code="mention-ambiguous",
    what="An article names several entities' common name, and nothing in it says which is meant.",
    why="The name is left without a link, and the article is missing from their pages.",
    example="content/articles/rain.md: warning: “Pell” may mean pell or pell-town",
    cure="pin one in the article's `entities`, or settle the phrase in content/entities/_decisions.yml",
)
RULES: Final = (ALIAS_COLLISION, CITE_UNKNOWN, RELATION_UNKNOWN, ENTITY_UNNAMED, MENTION_AMBIGUOUS)


def check(site: Site) -> Iterator[Note]:
    """Yield a finding for each doubtful entity of the registry, and for each mention that nothing settles."""
    claims: dict[str, list[Entity]] = defaultdict(list)
    for entry in sorted(site.registry.values(), key=lambda entry: entry.path):
        for name in {entry.name, *entry.aliases}:
            claims[name].append(entry)
        yield from _of(entry, site)
    for name, entries in sorted(claims.items()):
        live = [entry for entry in entries if not entry.merged_into]
        for entry in live[1:]:
            what = f"`{name}` is a name of {live[0].id} too: where nothing decides, it is linked to neither"
            yield ALIAS_COLLISION.at(_where(entry), what)
    for key, items in site.found.items():
        for item in items:
            if item.candidates:
                able = " or ".join(item.candidates)
                where = Where(f"content/{site.articles[key].path}")
                yield MENTION_AMBIGUOUS.at(where, f"“{item.name}” may mean {able}")


def _of(entry: Entity, site: Site) -> Iterator[Note]:
    claims: tuple[Role | Relation, ...] = (*entry.roles, *entry.relations)
    for claim in claims:
        if claim.cite and claim.cite not in site.articles:
            hint = did_you_mean(claim.cite, site.articles) or "an id is the path below content/ without its suffix"
            yield CITE_UNKNOWN.at(_where(entry), f"cites `{claim.cite}`, which is no article", hint)
    for relation in entry.relations:
        if relation.to not in site.entities:
            hint = did_you_mean(relation.to, site.entities)
            yield RELATION_UNKNOWN.at(_where(entry), f"is related to `{relation.to}`, which nothing names", hint)
    if not site.named.get(entry.id) and not entry.merged_into:
        yield ENTITY_UNNAMED.at(_where(entry), "is named by no article")


def _where(entry: Entity) -> Where:
    return Where(f"content/{entry.path}")
