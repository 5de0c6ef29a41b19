"""What an editor is shown of an article: where it comes from, what was cut away, what is missing, whom it names."""

from pathlib import Path
from urllib.parse import quote

import msgspec

from generator.build.sources import SourceFile
from generator.convert import record
from generator.convert.editor import ReadSettings
from generator.convert.plan import SIDECAR
from generator.convert.recipe_plan import recipes_for
from generator.errors import TearsheetError
from generator.link.replaced import awaited
from generator.model import Article, Page
from generator.pipeline import overrule
from generator.pipeline.linking import Linked

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
    """What the machine decided of one article; of a page, only what is known of it."""

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
    """Return what there is to say of the article or page at an address, None where neither stands there.

    It asks the world, which nobody else may do meanwhile.

    Args:
        linked: The site.
        root: Its folder.
        address: Not percent-encoded.
        now: The clock, in seconds since 1970.
    """
    site = linked.site
    written = quote(address)
    place = next((place for place, at in site.addresses.items() if at == written), "")
    kind, _, key = place.partition(" ")
    head = site.articles.get(key) if kind == "article" else None
    if head is None:
        page = site.pages.get(key) if kind == "page" else None
        return _of_page(page, root, now=now) if page else None
    confidence, dropped = _cut(linked, root, head)
    licence = head.licence
    target = overrule.target(root, head.path)
    return Overview(
        id=head.id,
        title=head.title,
        path=f"content/{head.path}",
        status=head.status,
        due=_due(head, now),
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


def _of_page(page: Page, root: Path, *, now: int) -> Overview:
    """Return what there is to say of a page: nothing is decided of it, but it may be a draft, or not due yet."""
    target = overrule.target(root, page.path)
    return Overview(
        id=page.id,
        title=page.title,
        path=f"content/{page.path}",
        status=page.status,
        due=_due(page, now),
        licence="",
        edits="",
        missing=(),
        confidence=None,
        dropped=(),
        entities=(),
        target=target,
        digest=overrule.state(root / target),
    )


def _due(head: Article | Page, now: int) -> str:
    waits = awaited(head, now)
    return waits.text if waits else ""


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
