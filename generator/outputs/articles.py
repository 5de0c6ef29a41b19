"""The pages of articles."""

import functools
import math
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

import msgspec

from generator.build.sources import Setting
from generator.build.task import Fetch, Made, Task
from generator.config import Comments, Config
from generator.link import facts, mask, pictured
from generator.link.site import Site
from generator.model import Article, Licence, Moment, Place
from generator.outputs import cards, pictures, republish, share_cards
from generator.outputs.frame import OpenFrame, page, printed
from generator.outputs.tasks import printing
from generator.render import discussion, mentions, structured
from generator.render.cards import Contents, Link, Picture
from generator.render.discussion import Discussion
from generator.render.links import writer
from generator.render.views import ArticleView
from generator.render.wording import text_direction
from generator.text import slug

WORDS_A_MINUTE = 238
"""Silent reading of English prose: M. Brysbaert (2019), Journal of Memory and Language 109."""


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan one page for each article."""
    for head in site.articles.values():
        address = site.addresses[f"article {head.id}"]
        card = share_cards.address(head, site, config)
        awaited = site.awaited.get(f"article {head.id}")
        make = ArticlePage(head.id, address, card, awaited)
        recipe = " ".join(filter(None, (head.id, card, awaited.text if awaited else None)))
        yield printing(address, make, origin=f"content/{head.path}", recipe=recipe)


class ArticlePage(msgspec.Struct, frozen=True):
    """Prints one article."""

    id: str
    address: str
    card: str | None = None
    """Where its card stands."""

    awaited: Moment | None = None
    """What it waits for, where it is shown before it is due."""

    def __call__(self, fetch: Fetch) -> Made:
        """Return the page."""
        head = fetch(facts.ArticleHead(self.id))
        if head.status == "withdrawn":
            head = bare(head)
        shown, site = view(fetch, head, address=self.address), fetch(OpenFrame())
        shown = msgspec.structs.replace(shown, awaited=self.awaited) if self.awaited else shown
        card = share_cards.picture(fetch, self.card, head, site.title) if self.card else None
        return page(
            fetch,
            shown,
            head=structured.article_head(shown, source=head, site=site, card=card),
            template=head.template,
            path=head.path,
        )


def bare(head: Article) -> Article:
    """Return what a withdrawn article still shows: its title, whence it came, and what was corrected."""
    return msgspec.structs.replace(
        head,
        subtitle=None,
        summary=None,
        dateline=None,
        section=None,
        tags=(),
        image=None,
        panels=(),
        comments=(),
        related=(),
    )


def view(fetch: Fetch, head: Article, *, address: str) -> ArticleView:
    """Return what the page of an article shows."""
    site = fetch(OpenFrame())
    body = None if head.status == "withdrawn" else printed(fetch, "article", head.id, path=head.path)
    card = fetch(cards.Shown(head.id))
    before, after = fetch(facts.Neighbours(head.id))
    section = fetch(facts.TermName("section", slug(head.section))) if head.section else None
    tags = [fetch(facts.TermName("tag", slug(tag))) for tag in head.tags]
    comments = fetch(Setting("comments"))
    dateline = head.dateline.text if head.dateline else ""
    label, kind = cards.called(head.genre)
    return ArticleView(
        id=head.id,
        address=address,
        title=head.title,
        body_html=_linked(fetch, body.html, head.id, page=address) if body else "",
        subtitle=head.subtitle,
        summary=(card.summary if card else None) or "",
        lang=head.lang if head.lang != site.lang else None,
        dir=text_direction(head.lang) if head.lang != site.lang else None,
        contents=tuple(Contents(level=each.level, text=each.text, anchor=each.id) for each in body.contents)
        if body
        else (),
        byline=head.byline,
        authors=head.authors,
        dateline=dateline if body and dateline and not body.opens_with.startswith(dateline) else None,
        published=head.published,
        published_basis=head.published_basis,
        modified=head.modified,
        minutes=max(1, math.ceil((body.words if body else 0) / WORDS_A_MINUTE)),
        words=body.words if body else 0,
        section=Link(text=section.title, address=section.address) if section else None,
        tags=tuple(Link(text=tag.title, address=tag.address) for tag in dict.fromkeys(tags)),
        genre=head.genre,
        label=label,
        kind=kind,
        image=picture(fetch, head),
        corrections=head.corrections,
        provenance=head.provenance,
        licence=head.licence or Licence(),
        status=head.status,
        sidebar=cards.sidebar(
            fetch,
            head,
            panels=fetch(Setting("panels")),
        ),
        older=cards.card(fetch, before) if before else None,
        newer=cards.card(fetch, after) if after else None,
        comments=head.comments if comments.show else (),
        comments_to=comments.write_to if comments.show else None,
        discussion=_discussion(comments, thread=head.id, title=head.title, lang=head.lang)
        if comments.show and body
        else None,
        republish=republish.address(address) if republish.allowed(head) else None,
        translations=_translations(fetch, head),
    )


def comments_policy(comments: Comments) -> dict[str, str]:
    """Return what the policy of articles allows for a service of comments: from a directive to an origin."""
    there = _discussion(comments, thread="", title="", lang="en") if comments.show else None
    return there.policy if there else {}


def _discussion(comments: Comments, *, thread: str, title: str, lang: str) -> Discussion | None:
    """Return the comments that a service keeps; an article is known there by its id, whatever its address."""
    if comments.isso:
        return discussion.isso(comments.isso, thread=thread, title=title, lang=lang)
    if comments.giscus.repo:
        return discussion.giscus(**msgspec.structs.asdict(comments.giscus), thread=thread, lang=lang)
    return None


def _linked(fetch: Fetch, html: str, article: str, *, page: str) -> str:
    """Return a body in which the first mention of each entity with a page leads there, where the licence allows it."""
    named = fetch(facts.Linkable(article))
    if not named:
        return html
    written = writer(page, links=fetch(OpenFrame()).links)

    def opening(address: str) -> str:
        return f'<a class="entity" href="{escape(written(address))}">'

    @functools.cache
    def all_places() -> list[mentions.Places]:
        """Return each place: of few texts is more than the first asked."""
        text = mask.plain(fetch(facts.Body(article)))
        return [mentions.Places(text, spans) for spans in fetch(facts.Naming(article))]

    def places(number: int, first: Place) -> Iterator[Place]:
        if first.words:
            yield first
        yield from all_places()[number]

    told = [(address, places(number, first)) for number, (address, first) in enumerate(named)]
    return mentions.link(html, told, opening=opening)


def picture(fetch: Fetch, head: Article) -> Picture | None:
    """Return the article's picture: a file of the site that may be shown, else a link to where it can be seen."""
    image = head.image
    if image is None:
        return None
    said = Picture(
        address=image.src, alt=image.alt, caption=image.caption, credit=image.credit, licence=image.licence, remote=True
    )
    if "://" in image.src or image.src.startswith("//"):
        return said
    file = pictured.file(head.path, image.src)
    if not pictured.may_lead(head):
        return msgspec.structs.replace(said, address=pictured.origin(head)) if image.alt or image.caption else None
    if pictures.measured(file, quote(f"/{file}")) and fetch(facts.Target(file)):
        shown = fetch(pictures.Pictured(file))
        if shown is None:
            return None
        size = {"width": shown.width or None, "height": shown.height or None}
        return msgspec.structs.replace(said, address=shown.address, formats=shown.formats, remote=False, **size)
    address = image.src if image.src.startswith("/") else fetch(facts.Target(file))
    return msgspec.structs.replace(said, address=address, remote=False) if address else None


def _translations(fetch: Fetch, head: Article) -> tuple[Link, ...]:
    made = ((lang, key, fetch(cards.Shown(key))) for lang, key in fetch(facts.Translations(head.id)))
    return tuple(Link(text=lang, address=card.address, current=key == head.id) for lang, key, card in made if card)
