"""What an editor is shown of an article: where it comes from, what was cut away, what is missing, whom it names."""

from pathlib import Path

import msgspec

from generator.build.sources import SourceFile
from generator.convert import record
from generator.convert.editor import ReadSettings
from generator.convert.plan import SIDECAR
from generator.convert.recipe_plan import recipes_for
from generator.errors import TearsheetError
from generator.model import Article
from generator.pipeline import overrule
from generator.pipeline.publish import Linked

MOST_DROPPED = 200
"""Lines or blocks that are told, at most."""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """One entity beside the article."""

    id: str
    name: str
    type: str
    salience: float
    basis: str
    registered: bool
    address: str
    file: str
    """Its registry file below the root; empty where it is a suggestion."""


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """One line, or block of a saved page, that is not the article's."""

    line: int
    text: str
    why: str


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What the machine decided of one article."""

    id: str
    title: str
    path: str
    """Below the root."""

    status: str
    due: str
    """The day a scheduled or future article appears on; empty for one that is out."""

    licence: str
    edits: str
    missing: tuple[str, ...]
    confidence: float | None
    dropped: tuple[Cut, ...]
    entities: tuple[Named, ...]
    target: str
    """The file that a decision against an entity is written into."""

    digest: str


def overview(linked: Linked, root: Path, address: str, *, now: int) -> Overview | None:
    """Return what there is to say of the article at an address, None where no article stands there.

    It asks the world, which nobody else may do meanwhile.
    """
    site = linked.site
    key = next(
        (
            place.partition(" ")[2]
            for place, at in site.addresses.items()
            if at == address and place.startswith("article ")
        ),
        None,
    )
    head = site.articles.get(key) if key else None
    if head is None:
        return None
    confidence, dropped = _cut(linked, root, head)
    licence = head.licence
    target = overrule.target(root, head.path)
    return Overview(
        id=head.id,
        title=head.title,
        path=f"content/{head.path}",
        status=head.status,
        due=next((day.text for day in (head.publish_at, head.published) if day and day.start > now), ""),
        licence=licence.status if licence else "",
        edits=licence.edits if licence else "",
        missing=tuple(head.missing),
        confidence=confidence,
        dropped=dropped,
        entities=tuple(
            Named(
                id=item.key,
                name=site.entities[item.key].name,
                type=site.entities[item.key].type,
                salience=item.salience,
                basis=item.basis,
                registered=item.key in site.registry,
                address=site.addresses.get(f"entity {item.key}", ""),
                file=f"content/{site.registry[item.key].path}" if item.key in site.registry else "",
            )
            for item in sorted(site.found.get(head.id, ()), key=lambda item: (-item.salience, item.key))
        ),
        target=target,
        digest=overrule.state(root / target),
    )


def _cut(linked: Linked, root: Path, head: Article) -> tuple[float | None, tuple[Cut, ...]]:
    """Return how well a capture is cut, and what was cut away; of what is no capture, nothing."""
    config = linked.site.config
    path = f"content/{head.path}"
    try:
        data = linked.sources.read(SourceFile(path))
        made = record.of(
            path=head.path,
            data=data or b"",
            sidecar=(root / f"{path}{SIDECAR}").read_bytes() if (root / f"{path}{SIDECAR}").is_file() else None,
            site=ReadSettings(lang=config.lang, timezone=config.timezone, defaults=config.defaults),
            recipes=recipes_for(head.path, lambda fact: linked.engine.world.answer(fact)[0]),
        )
    except (TearsheetError, OSError):
        return None, ()
    lines = [
        Cut(line=one.number, text=one.text, why=one.kind) for one in made.lines if not one.kept and one.text.strip()
    ]
    blocks = [Cut(line=one.number, text=one.text, why=one.why) for one in made.blocks if not one.kept]
    return made.confidence, tuple((lines + blocks)[:MOST_DROPPED])
