"""Entities whose names collide, whose claims cite nothing, or whom no article names."""

from collections import defaultdict
from collections.abc import Iterator

from generator.errors import Note, Where
from generator.link.site import Site
from generator.model import Entity, Relation, Role
from generator.text import did_you_mean


def check(site: Site) -> Iterator[Note]:
    """Yield a finding for each doubtful entity of the registry.

    Codes: `alias-collision`, `cite-unknown`, `relation-unknown`, `entity-unnamed`.
    """
    claims: dict[str, list[Entity]] = defaultdict(list)
    for entry in site.registry.values():
        for name in {entry.name, *entry.aliases}:
            claims[name].append(entry)
        yield from _of(entry, site)
    for name, entries in sorted(claims.items()):
        live = [entry for entry in entries if not entry.merged_into]
        for entry in live[1:]:
            yield _note(
                entry,
                "alias-collision",
                f"`{name}` is a name of {live[0].id} too: where nothing decides, it is linked to neither",
                "add a `disambiguator`, or phrases under `not`",
            )


def _of(entry: Entity, site: Site) -> Iterator[Note]:
    claims: tuple[Role | Relation, ...] = (*entry.roles, *entry.relations)
    for claim in claims:
        if claim.cite and claim.cite not in site.articles:
            hint = did_you_mean(claim.cite, site.articles) or "an id is the path below content/ without its suffix"
            yield _note(entry, "cite-unknown", f"cites `{claim.cite}`, which is no article", hint)
    for relation in entry.relations:
        if relation.to not in site.entities:
            hint = did_you_mean(relation.to, site.entities)
            yield _note(entry, "relation-unknown", f"is related to `{relation.to}`, which nothing names", hint)
    if not site.named.get(entry.id) and not entry.merged_into:
        yield _note(entry, "entity-unnamed", "is named by no article", "check its `aliases`, or delete the file")


def _note(entry: Entity, code: str, what: str, hint: str) -> Note:
    return Note(severity="warning", what=what, where=Where(f"content/{entry.path}"), hint=hint, code=code)
