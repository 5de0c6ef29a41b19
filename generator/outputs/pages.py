"""The pages that are no articles: the manual, an imprint; and the one a host shows where nothing is."""

from collections.abc import Iterator
from itertools import groupby

import msgspec

from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.link import facts
from generator.link.site import Site
from generator.model import Moment
from generator.outputs.frame import OpenFrame, page, printed
from generator.outputs.interface import Interface
from generator.outputs.tasks import printing
from generator.render import structured
from generator.render.cards import Contents, Link, NavGroup
from generator.render.views import Head, NotFoundView, PageView

NOT_FOUND = "/404.html"


def plan(site: Site, config: Config) -> Iterator[Task]:  # noqa: ARG001 - the door's signature
    """Plan one page for each, and the page for what is not there."""
    for head in site.pages.values():
        address, awaited = site.addresses[f"page {head.id}"], site.awaited.get(f"page {head.id}")
        recipe = f"{head.id} {awaited.text}" if awaited else head.id
        make = ContentPage(head.id, address, awaited)
        yield printing(address, make, origin=f"content/{head.path}", recipe=recipe)
    yield printing(NOT_FOUND, not_found, origin="the page for what is not there")


def not_found(fetch: Fetch) -> Made:
    """Print the page for what is not there: its links are absolute, because a host shows it anywhere."""
    site, phrases = fetch(OpenFrame()), fetch(Interface())
    title = phrases.gettext("Nothing is published here")
    head = Head(address=NOT_FOUND, title=title, robots=structured.NOINDEX, relocated=True)
    front = Link(text=phrases.gettext("The front page"), address="/")
    return page(fetch, NotFoundView(ways=(front, *site.archive)), head=head)


class ContentPage(msgspec.Struct, frozen=True):
    """Prints one page."""

    id: str
    address: str
    awaited: Moment | None = None
    """What it waits for, where it is shown before it is due."""

    def __call__(self, fetch: Fetch) -> Made:
        """Return the page."""
        source = fetch(facts.PageHead(self.id))
        body = printed(fetch, "page", self.id, path=source.path)
        folder = source.path.partition("/")[0] if "/" in source.path else ""
        around = fetch(facts.Around(folder)) if folder and folder != "pages" else ()
        places = [id_ for id_, _, _ in around]
        here = places.index(self.id) if self.id in places else -1
        links = [Link(text=title, address=address, current=id_ == self.id) for id_, title, address in around]
        shown = PageView(
            id=self.id,
            address=self.address,
            title=source.title,
            body_html=body.html,
            summary=source.summary,
            contents=tuple(Contents(level=each.level, text=each.text, anchor=each.id) for each in body.contents),
            nav=_nav(folder, around, links),
            previous=links[here - 1] if here > 0 else None,
            next=links[here + 1] if 0 <= here < len(links) - 1 else None,
            status=source.status,
            awaited=self.awaited,
        )
        head = structured.head(
            source.title, address=self.address, site=fetch(OpenFrame()), description=source.summary or body.first[:200]
        )
        return page(fetch, shown, head=head, template=source.template, path=source.path)


def _nav(folder: str, around: tuple[tuple[str, str, str], ...], links: list[Link]) -> tuple[NavGroup, ...]:
    """Return the pages of a folder by their subfolder: `how-to` reads “How to”."""
    pairs = zip((id_.removeprefix(f"{folder}/").rpartition("/")[0] for id_, _, _ in around), links, strict=True)
    return tuple(
        NavGroup(title=name.replace("-", " ").replace("/", ": ").capitalize(), items=tuple(link for _, link in group))
        for name, group in groupby(pairs, key=lambda pair: pair[0])
    )
