"""Which articles get a card: the picture that other sites show beside a link to them.

One that has a picture of its own, which may be shown, is shown with that. Any other is drawn one, with its headline,
its section and the site's name, in the site's accent, where the font can set the headline (`typeset`). A card is for
sites that read absolute addresses: without a base URL there is none, and none is drawn while a site is edited.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.link import pictured
from generator.link.site import Site
from generator.model import Article
from generator.outputs import pictures, typeset
from generator.outputs.tasks import printing
from generator.render.cards import Picture
from generator.text import slug

FILE: Final = "card.png"


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan a card for each article that gets one."""
    for head in site.articles.values():
        place = address(head, site, config)
        if place and pictured.file("", place) not in site.assets:
            section = site.terms["section"].get(slug(head.section)) if head.section else None
            card = typeset.Card(
                title=head.title,
                section=section.title if section else "",
                site=config.title,
                accent=config.theme.accent or typeset.ACCENT,
            )
            recipe = msgspec.json.encode(card).decode()
            yield printing(place, Draw(card), origin=f"the card of content/{head.path}", recipe=recipe, kind="file")


def address(head: Article, site: Site, config: Config) -> str | None:
    """Return where an article's card stands, drawn or put there by an editor; None where it gets none."""
    if not (config.cards and config.base_url) or head.status == "withdrawn" or not typeset.settable(head.title):
        return None
    if head.image and pictured.may_lead(head):
        file = pictured.file(head.path, head.image.src)
        if file in site.assets and pictures.developed(file, site.assets[file]):
            return None
    page = site.addresses[f"article {head.id}"]
    folder = page if page.endswith("/") else f"{page.rpartition('.')[0]}/"
    return f"{folder}{FILE}"


def picture(fetch: Fetch, place: str, head: Article, site: str) -> Picture:
    """Return a card as what a page says of itself names it."""
    own = fetch(pictures.Pictured(pictured.file("", place)))
    return Picture(
        address=own.address if own else place,
        alt=f"{head.title} ({site})",
        width=own.width if own else typeset.WIDTH,
        height=own.height if own else typeset.HEIGHT,
    )


class Draw(msgspec.Struct, frozen=True):
    """Draws one card."""

    card: typeset.Card

    def __call__(self, fetch: Fetch) -> Made:  # noqa: ARG002 - a task's signature
        """Return the picture."""
        return Made(files=(typeset.draw(self.card),))
