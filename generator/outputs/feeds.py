"""Which feeds there are: the site's, each section's, each entity's; each as Atom, RSS and JSON Feed.

Only with a base URL, since a feed's links are absolute. Undated articles stay out: a feed orders by time. Whole texts
are handed on where the editor asks for it and the licence lets others have them; else an entry carries a summary.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from urllib.parse import quote, urljoin

import msgspec

from generator.build.sources import Setting
from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.link import facts
from generator.link.dossier import NewestIn
from generator.link.site import Site
from generator.model import Article
from generator.outputs import standins
from generator.outputs.cards import Shown
from generator.outputs.frame import OpenFrame, Printed
from generator.outputs.tasks import printing
from generator.render import formulas, syndication
from generator.render.links import absolute
from generator.render.syndication import MEDIA_TYPES, Channel, Item
from generator.text import uri

_CHOICES = re.compile(r"</?picture>|<source [^>]*>")
"""What lets a browser choose among copies of a picture: a reader's machine gets the one that all can show."""

_LINK = re.compile(r'( (?:href|src)=")([^"]*)(")')


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan the feeds."""
    if not config.base_url:
        return
    yield _task("articles", "", "/", config.title)
    for slug, term in site.terms["section"].items():
        yield _task("section", slug, term.address, term.title)
    for key, known in site.entities.items():
        if known.page:
            yield _task("entity", key, site.addresses[f"entity {key}"], known.name)


def section_feed(base: str) -> str:
    """Return the address of a section's feed."""
    return f"{base}feed.xml"


def entity_feed(base: str) -> str:
    """Return the address of an entity's feed."""
    return f"{base}feed.xml"


def _task(kind: str, slug: str, home: str, title: str) -> Task:
    address, *others = (f"{home}{name}" for name in MEDIA_TYPES)
    make = Feed(kind, slug, home, title)
    recipe = f"{kind} {slug} {title}"
    return printing(address, make, origin=f"the feed {address}", recipe=recipe, kind="feed", also=others)


class Feed(msgspec.Struct, frozen=True):
    """Prints one feed in each of its formats."""

    kind: str
    slug: str
    home: str
    title: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return the feed's files."""
        site = fetch(OpenFrame())
        icon = next(iter(standins.named(fetch, standins.ICONS).values()), None)
        settings = fetch(Setting("feeds"))
        heads = [fetch(facts.ArticleHead(key)) for key in self._newest(fetch)]
        dated = sorted((head for head in heads if head.published), key=lambda head: (-_updated(head), head.id))
        home = absolute(self.home, base_url=site.base_url)
        channel = Channel(
            folder=home,
            title=site.title if self.kind == "articles" else f"{self.title} – {site.title}",
            home=home,
            site=site.title,
            lang=site.lang,
            description=site.description,
            icon=absolute(icon, base_url=site.base_url) if icon else None,
            items=tuple(
                _item(fetch, head, base=site.base_url, whole=settings.full_text) for head in dated[: settings.entries]
            ),
        )
        return Made(files=(syndication.atom(channel), syndication.rss(channel), syndication.json_feed(channel)))

    def _newest(self, fetch: Fetch) -> tuple[str, ...]:
        if self.kind == "entity":
            return fetch(NewestIn(self.slug))
        return fetch(facts.Lists("section" if self.kind == "section" else "articles", self.slug)).ids


def _item(fetch: Fetch, head: Article, *, base: str | None, whole: bool) -> Item:
    card = fetch(Shown(head.id))
    assert card is not None
    assert head.published is not None
    url = absolute(card.address, base_url=base)
    body = fetch(Printed("article", head.id)) if whole and _may_be_handed_on(head) else None
    return Item(
        id=f"{absolute('/', base_url=base)}#{quote(head.id)}",
        url=url,
        title=head.title,
        published=head.published.start,
        updated=_updated(head),
        lang=head.lang,
        summary=card.summary,
        html=formulas.as_code(from_afar(body.html, url)) if body else None,
        source=next((uri(hop.url) for hop in head.provenance if hop.url), None),
        authors=tuple(msgspec.structs.replace(each, url=uri(each.url)) if each.url else each for each in head.authors),
        tags=head.tags,
        rights=head.licence.notice if head.licence else None,
        licence=uri(head.licence.url) if head.licence and head.licence.url else None,
    )


def _may_be_handed_on(head: Article) -> bool:
    """Say whether a reader's machine, which may be an aggregator's, may have the whole text.

    A licence against commercial use or changes binds whoever takes it, and a feed reader does both unasked.
    """
    licence = head.licence
    if licence is None or licence.status in ("own", "public-domain"):
        return True
    return licence.status == "cc" and not {"NC", "ND"} & set((licence.id or "NC").upper().split("-"))


def from_afar(html: str, page: str, *, whole_text: bool = False) -> str:
    """Return a body, printed for the page at the URL `page`, whose links work wherever it is read.

    Where the whole text goes with them, links within it, such as those of its notes, stay within it.
    """

    def whole(found: re.Match[str]) -> str:
        if whole_text and found[2].startswith("#"):
            return found[0]
        return f"{found[1]}{escape(_whole(page, unescape(found[2])))}{found[3]}"

    return _LINK.sub(whole, _CHOICES.sub("", html))


def _whole(page: str, target: str) -> str:
    made = urljoin(page, target)
    return uri(made) if made.startswith(("https:", "http:")) else made


def _updated(head: Article) -> int:
    moments = (head.published, head.modified, *(correction.at for correction in head.corrections))
    return max(moment.start for moment in moments if moment)
