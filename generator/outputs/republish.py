"""Which articles others may take, on which terms, and in which forms: HTML, Markdown and plain text, ready to copy.

A page of its own beside the article, where the licence allows it. The words are exactly those printed; pictures stay
behind, since a licence of words rarely covers them; links are absolute, so that they work wherever they go.

Source: what licensors of Creative Commons news ask for (credit, link, licence, no changes), and the CC "TASL" rule:
title, author, source, licence.
"""

import re
from collections.abc import Callable, Iterator
from html import escape

import msgspec

from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.link import facts
from generator.link.site import Site
from generator.model import Article, Licence
from generator.outputs import cards
from generator.outputs.feeds import from_afar
from generator.outputs.frame import OpenFrame, page, printed
from generator.outputs.interface import Interface
from generator.outputs.tasks import printing
from generator.render import formulas
from generator.render.links import absolute
from generator.render.phrasebook import ENGLISH, Phrasebook, msgid
from generator.render.plain import plain
from generator.render.structured import NOINDEX
from generator.render.views import Head, RepublishView
from generator.render.wording import licence_name

_PICTURE = re.compile(r"<figure\b.*?</figure>|</?picture>|<(?:img|source)\b[^>]*>", re.DOTALL)
_EMPTY = re.compile(r"<p>\s*</p>\n?")

_CLAUSES = {
    "BY": (msgid("Credit"), msgid("Name the author and the source, and link to it.")),
    "NC": (msgid("Use"), msgid("Not for commercial purposes.")),
    "ND": (msgid("Changes"), msgid("None: the text runs as it stands.")),
    "SA": (msgid("Share alike"), msgid("What you make of it must have the same licence.")),
}
_FREE_TO_CHANGE = (msgid("Changes"), msgid("Allowed; say what you changed."))
_NO_DEBT = (msgid("Credit"), msgid("Not required; welcome all the same."))
_PICTURES = (msgid("Pictures"), msgid("Not included: the licence of a text does not cover them."))


def plan(site: Site, config: Config) -> Iterator[Task]:  # noqa: ARG001 - the door's signature
    """Plan a page for each article that may be taken."""
    for head in site.articles.values():
        if allowed(head):
            base = site.addresses[f"article {head.id}"]
            make = RepublishPage(head.id, base)
            yield printing(address(base), make, origin=f"the republish page of content/{head.path}", recipe=head.id)


def allowed(head: Article) -> bool:
    """Say whether anyone may print an article: its licence is Creative Commons, or it belongs to everyone.

    What we were granted is not ours to grant; our own words are free where we gave them such a licence.
    """
    licence = head.licence
    if licence is None or head.status == "withdrawn":
        return False
    if licence.status in ("cc", "public-domain"):
        return True
    return licence.status == "own" and (licence.id or "").upper().startswith("CC")


def address(article: str) -> str:
    """Return where the page for taking an article stands, for the article's own address."""
    folder = article if article.endswith("/") else f"{article.rpartition('.')[0]}/"
    return f"{folder}republish/"


class RepublishPage(msgspec.Struct, frozen=True):
    """Prints the page for one article."""

    id: str
    base: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return the page."""
        site, phrases = fetch(OpenFrame()), fetch(Interface())
        head = fetch(facts.ArticleHead(self.id))
        card = cards.card(fetch, self.id)
        assert card is not None
        licence = head.licence or Licence()
        url = absolute(self.base, base_url=site.base_url)
        body = printed(fetch, "article", self.id, path=head.path)
        words = _EMPTY.sub("", _PICTURE.sub("", body.html))
        html = from_afar(words, url, whole_text=True) if site.base_url else words
        source, link = _source(head, ours=site.title, url=url if site.base_url else "")
        terms = _terms(licence, phrases)
        named = phrases.gettext("“%(title)s”", title=head.title)
        comma, stop = phrases.gettext(", "), phrases.gettext(". ")
        credit = f"{comma.join(filter(None, (named, head.byline, source, link)))}{stop}{terms}"
        shown = RepublishView(
            article=card,
            licence=licence,
            credit=credit,
            conditions=conditions(licence, phrases),
            html=_as_html(head, html, source=source, link=link, licence=licence, phrases=phrases),
            markdown=_as_markdown(head, html, credit),
            plain="\n\n".join(filter(None, (head.title, head.byline, _as_words(words, plain), credit))),
        )
        title = phrases.gettext("Republish: %(title)s", title=head.title)
        at = Head(address=address(self.base), title=title, robots=NOINDEX, lang=None)
        return page(fetch, shown, head=at, path=head.path)


def conditions(licence: Licence, phrases: Phrasebook = ENGLISH) -> tuple[tuple[str, str], ...]:
    """Return what a licence asks of those who use it, as pairs of a word and a sentence."""
    clauses = (licence.id or "").upper().split("-")
    made = [_CLAUSES[clause] for clause in clauses if clause in _CLAUSES]
    if licence.status == "public-domain" or "CC0" in clauses:
        made.append(_NO_DEBT)
    if "ND" not in clauses:
        made.append(_FREE_TO_CHANGE)
    said = [(phrases.gettext(what), phrases.gettext(words)) for what, words in (*made, _PICTURES)]
    if licence.notice:
        said.insert(-1, (phrases.gettext("Notice"), licence.notice))
    return tuple(said)


def _as_words(body: str, read: Callable[[str], str]) -> str:
    """Return a body as `read` makes text of it, with its formulas as they were written."""
    words, written = formulas.set_aside(body)
    return formulas.put_back(read(words), written)


def _source(head: Article, *, ours: str, url: str) -> tuple[str, str]:
    """Return the name and the address of where the article first ran; ours, where nobody printed it before."""
    for hop in head.provenance:
        if hop.role != "capture" and (hop.name or hop.url):
            return hop.name or ours, hop.url or url
    return ours, url


def _terms(licence: Licence, phrases: Phrasebook) -> str:
    name = licence_name(licence.id) if licence.id else ""
    if not name and licence.status == "public-domain":
        name = phrases.gettext("Public domain")
    stop = phrases.gettext(". ").rstrip()
    return f"{name}{f' ({licence.url})' if licence.url else ''}{stop}".lstrip()


def _as_html(head: Article, body: str, *, source: str, link: str, licence: Licence, phrases: Phrasebook) -> str:
    byline = f'<p class="byline">{escape(head.byline)}</p>\n' if head.byline else ""
    where = f'<a href="{escape(link)}">{escape(source)}</a>' if link else escape(source)
    name = escape(licence_name(licence.id)) if licence.id else escape(phrases.gettext("its licence"))
    terms = f'<a rel="license" href="{escape(licence.url)}">{name}</a>' if licence.url else name
    said = escape(phrases.gettext("This article first appeared on %(place)s and is republished here under %(terms)s."))
    return f"<h1>{escape(head.title)}</h1>\n{byline}{body.strip()}\n<p>{said % {'place': where, 'terms': terms}}</p>\n"


def _as_markdown(head: Article, body: str, credit: str) -> str:
    from generator.convert import prose

    text = _as_words(body, prose.from_html).strip()
    byline = f"*{head.byline}*\n\n" if head.byline else ""
    return f"# {head.title}\n\n{byline}{text}\n\n---\n\n{credit}\n"
