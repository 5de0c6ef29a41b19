"""What every page of the site has in common, and how a page is printed."""

from collections.abc import Mapping
from html import escape
from typing import Any, ClassVar

import msgspec

from generator.build.task import Answer, Fact, Fetch, Made, Stratum
from generator.config import Config
from generator.errors import ContentError, TemplateError, Where
from generator.link.queries import menu
from generator.link.site import Site
from generator.outputs import standins
from generator.outputs.theme import Template, ThemeNames
from generator.render.cards import Feed, Link
from generator.render.handed import Links
from generator.render.phrasebook import Phrasebook
from generator.render.views import VARIABLES, Head, SiteView, View
from generator.render.wording import text_direction
from generator.text import did_you_mean

FEED = "/feed.xml"
CORRECTIONS = "/corrections/"
SEARCH = "/search/"


class Frame(Fact[SiteView], frozen=True):
    """The masthead, the menu, the stylesheets: what every page shows."""

    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return "the masthead, the menu or a stylesheet"


class OpenFrame(Fact[SiteView], frozen=True):
    """What every page shows, but for the theme's files: it is the same whatever is in a stylesheet."""

    after: ClassVar[int] = Stratum.LINK

    def __str__(self) -> str:
        return "the masthead or the menu"


class Printed(Fact[Any], frozen=True):
    """A body as HTML, with its contents and its words: a `render.rendered.Rendered`."""

    kind: str
    id: str
    after: ClassVar[int] = Stratum.FRAGMENT

    def __str__(self) -> str:
        return f"the text of {self.id}"


class PrintedFile(Fact[bytes | None], frozen=True):
    """The bytes of a file as it was printed, None where it could not be: for what is made of other pages."""

    path: str
    after: ClassVar[int] = Stratum.PAGE

    def __str__(self) -> str:
        return f"the printed file {self.path}"


def answers(site: Site, phrases: Phrasebook) -> dict[type[Fact[Any]], Answer]:
    """Return how the world answers questions about the frame."""
    return {
        Frame: Answer(lambda _: _dressed(view(site, phrases), site.theme)),
        OpenFrame: Answer(lambda _: view(site, phrases)),
        **standins.answers(site.theme),
    }


def view(site: Site, phrases: Phrasebook) -> SiteView:
    """Return what templates see of the site on every page; the interface's words are those of `phrases`."""
    config, everyone = site.config, phrases.gettext("Who and what")
    return SiteView(
        title=config.title,
        description=config.description,
        lang=config.lang,
        dir=text_direction(config.lang),
        base_url=config.base_url,
        links=config.links,
        menu=tuple(Link(text=text, address=address) for text, address in menu(site, everyone=everyone)),
        feeds=(Feed(title=config.title, address=FEED),) if config.base_url else (),
        search=True,
        archive=ways(site, phrases),
        webmention=config.comments.webmention,
        report_errors_to=config.report_errors_to,
        logo=site.assets.get(config.theme.logo or ""),
        footer_html=escape(config.theme.footer),
        theme=theme_settings(config),
    )


def _dressed(site: SiteView, theme: Mapping[str, str]) -> SiteView:
    """Return what templates see of the site with the theme's files, name to address, in it."""

    def some(*names: str) -> tuple[str, ...]:
        return tuple(theme[name] for name in names if name in theme)

    return msgspec.structs.replace(
        site,
        stylesheets=some(*standins.SHEETS),
        code_stylesheet=theme.get("highlight.css"),
        scripts=some("site.js"),
        early_scripts=some("theme.js"),
        icon=next(iter(some(*standins.ICONS)), None),
        search_scripts=some("search.js"),
    )


def _stood(site: SiteView, names: tuple[str, ...]) -> tuple[SiteView, frozenset[str]]:
    """Return the site with stand-ins in its files' addresses, and these; made once for all pages, one after another."""
    known = _dresses.get(names)
    if known is None or known[0] is not site:
        addresses = standins.addresses(names)
        known = _dresses[names] = site, _dressed(site, addresses), frozenset(addresses.values())
    return known[1:]


_dresses: dict[tuple[str, ...], tuple[SiteView, SiteView, frozenset[str]]] = {}


def theme_settings(config: Config) -> dict[str, str]:
    """Return the theme's settings as templates see them."""
    stated = {"scheme": config.theme.scheme, "accent": config.theme.accent}
    return {key: value for key, value in stated.items() if value} | {
        key: str(value) for key, value in config.theme.options.items()
    }


def ways(site: Site, phrases: Phrasebook) -> tuple[Link, ...]:
    """Return the ways into everything published."""
    made = [Link(text=phrases.gettext("All articles"), address="/articles/")] if site.order else []
    if any(not known.hidden for known in site.entities.values()):
        made.append(Link(text=phrases.gettext("People, companies, places"), address="/entities/"))
    if site.terms["year"]:
        made.append(Link(text=phrases.gettext("Archive"), address="/archive/"))
    if site.terms["tag"]:
        made.append(Link(text=phrases.gettext("Tags"), address="/tags/"))
    if site.corrected:
        made.append(Link(text=phrases.gettext("Corrections"), address=CORRECTIONS))
    return tuple(made)


def page(fetch: Fetch, view: View, *, head: Head, template: str | None = None, path: str = "") -> Made:
    """Print one page.

    Args:
        fetch: The task's.
        view: What the page shows.
        head: What it says of itself to machines.
        template: A name from front matter, without its suffix; the view's own template where None.
        path: The content file that names the template, for errors.
    """
    name = f"{template or VARIABLES[type(view)]}.html"
    if template and name not in fetch(ThemeNames()):
        known = [each.removesuffix(".html") for each in fetch(ThemeNames()) if "/" not in each]
        raise TemplateError(
            f"no template is called `{template}`",
            where=Where(f"content/{path}"),
            hint=did_you_mean(template, known) or f"the templates are {', '.join(known)}",
        )
    ready, site, names = fetch(Template(name)), fetch(OpenFrame()), fetch(standins.Names())
    if ready.hands_on:
        dressed, addresses = _stood(site, names)
        links = Links(addresses)
        html = ready.render(site=dressed, head=head, view=view, counted=links)
        made = standins.bound(_bytes(html), fetch, links=links.count)
        if made:
            return Made(files=(made[0],), quotes=made[1])
    html = ready.render(site=_dressed(site, standins.named(fetch, names)), head=head, view=view)
    return Made(files=(_bytes(html),))


def _bytes(html: str) -> bytes:
    return html.encode("utf-8", "replace")


def printed(fetch: Fetch, kind: str, id_: str, *, path: str) -> Any:
    """Return a rendered body.

    Raises:
        ContentError: It could never be rendered; its own error says why.
    """
    made = fetch(Printed(kind, id_))
    if made is None:
        raise ContentError("its body could not be printed", where=Where(f"content/{path}"), hint="see the error above")
    return made
