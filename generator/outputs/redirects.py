"""Old addresses: a page that leads on, and says so to those whom nothing leads."""

from collections.abc import Iterator

import msgspec

from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.link.site import Site
from generator.outputs.frame import OpenFrame, page
from generator.outputs.tasks import printing
from generator.render import structured
from generator.render.links import absolute
from generator.render.views import Head, RedirectView


def plan(site: Site, config: Config) -> Iterator[Task]:  # noqa: ARG001 - the door's signature
    """Plan a page for each old address."""
    for old, (new, source) in site.redirects.items():
        yield printing(old, Redirect(old, new), origin=source, recipe=new)


class Redirect(msgspec.Struct, frozen=True):
    """Prints one page that leads on."""

    old: str
    new: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return the page."""
        base = fetch(OpenFrame()).base_url
        head = Head(
            address=self.old,
            title="This page has moved",
            canonical=absolute(self.new, base_url=base) if base else None,
            robots=structured.NOINDEX,
        )
        return page(fetch, RedirectView(to=self.new, title=self.new), head=head)
