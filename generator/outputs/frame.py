"""What every page of the site has in common, and how a page is printed."""

from html import escape
from typing import Any, ClassVar

from generator.build.task import Answer, Fact, Fetch, Made, Stratum
from generator.config import Config
from generator.errors import ContentError, TemplateError, Where
from generator.link.queries import corrected, menu
from generator.link.site import Site
from generator.outputs.theme import Template, ThemeNames
from generator.render.cards import Feed, Link
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


class Printed(Fact[Any], frozen=True):
    """A body as HTML, with its contents and its words: a `render.body.Rendered`."""

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
    return {Frame: Answer(lambda _: view(site, phrases))}


def view(site: Site, phrases: Phrasebook) -> SiteView:
    """Return what templates see of the site on every page; the interface's words are those of `phrases`."""
    config, everyone = site.config, phrases.gettext("Who and what")
    sheets = [site.theme[name] for name in ("site.css", "accent.css", "own.css") if name in site.theme]
    return SiteView(
        title=config.title,
        description=config.description,
        lang=config.lang,
        dir=text_direction(config.lang),
        base_url=config.base_url,
        links=config.links,
        menu=tuple(Link(text=text, address=address) for text, address in menu(site, everyone=everyone)),
        feeds=(Feed(title=config.title, address=FEED),) if config.base_url else (),
        stylesheets=tuple(sheets),
        code_stylesheet=site.theme.get("highlight.css"),
        scripts=tuple(site.theme[name] for name in ("site.js",) if name in site.theme),
        early_scripts=tuple(site.theme[name] for name in ("theme.js",) if name in site.theme),
        icon=next(
            (site.theme[name] for name in ("icon.svg", "favicon.svg", "favicon.ico") if name in site.theme), None
        ),
        search=True,
        search_scripts=tuple(site.theme[name] for name in ("search.js",) if name in site.theme),
        archive=ways(site, phrases),
        webmention=config.comments.webmention,
        report_errors_to=config.report_errors_to,
        logo=site.assets.get(config.theme.logo or ""),
        footer_html=escape(config.theme.footer),
        theme=theme_settings(config),
    )


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
    if corrected(site):
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
    html = fetch(Template(name)).render(site=fetch(Frame()), head=head, view=view)
    return Made(files=(html.encode("utf-8", "replace"),))


def printed(fetch: Fetch, kind: str, id_: str, *, path: str) -> Any:
    """Return a rendered body.

    Raises:
        ContentError: It could never be rendered; its own error says why.
    """
    made = fetch(Printed(kind, id_))
    if made is None:
        raise ContentError("its body could not be printed", where=Where(f"content/{path}"), hint="see the error above")
    return made
