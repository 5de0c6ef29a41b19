"""What machines that read rather than browse are given: on request a Markdown twin of each page, and `llms.txt`.

A twin stands beside its page (`/articles/rain/index.md` beside `/articles/rain/`), so relative links mean the same in
both. It holds the article's head as front matter and the words exactly as printed. `llms.txt` names the pages and the
newest articles.

Source: https://llmstxt.org (a title, a quotation, lists of links).
"""

import re
from collections.abc import Iterator

import msgspec

from generator.build.sources import Setting
from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.convert import frontmatter_write
from generator.link import facts
from generator.link.site import Site
from generator.model import Article, Image, Licence
from generator.outputs import articles
from generator.outputs.frame import OpenFrame, printed
from generator.outputs.interface import Interface
from generator.outputs.tasks import printing
from generator.render import formulas
from generator.render.links import absolute, relative

NEWEST = 50
"""Articles that `llms.txt` names."""

_BRACKETS = re.compile(r"[\[\]\n]")


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan what is asked for."""
    if config.twins:
        kinds = (("article", site.articles), ("page", site.pages))
        for kind, heads in kinds:
            for key, head in heads.items():
                address = twin(site.addresses[f"{kind} {key}"])
                if address and getattr(head, "status", "") != "withdrawn":
                    make = Twin(kind, key, address)
                    yield printing(address, make, origin=f"the twin of content/{head.path}", recipe=key, kind="file")
    if config.llms:
        yield printing("/llms.txt", llms, origin="the generated /llms.txt", kind="file")


def twin(address: str) -> str | None:
    """Return where a page's twin stands; None beside a page that has no folder of its own."""
    return f"{address}index.md" if address.endswith("/") else None


class Twin(msgspec.Struct, frozen=True):
    """Prints one page as Markdown."""

    kind: str
    id: str
    address: str
    """The twin's own."""

    def __call__(self, fetch: Fetch) -> Made:
        """Return the twin."""
        from generator.convert import prose

        head = fetch(facts.ArticleHead(self.id)) if self.kind == "article" else fetch(facts.PageHead(self.id))
        words, written = formulas.set_aside(printed(fetch, self.kind, self.id, path=head.path).html)
        body = formulas.put_back(prose.from_html(words), written)
        if isinstance(head, Article):
            head = msgspec.structs.replace(
                head, image=self._image(fetch, head), licence=head.licence if head.licence != Licence() else None
            )
        twin = frontmatter_write.markdown(msgspec.structs.replace(head, body=body))
        return Made(files=(twin.encode("utf-8", "replace"),))

    def _image(self, fetch: Fetch, head: Article) -> Image | None:
        """Return the picture above an article, at the address where its page shows it or says that it can be seen."""
        shown = articles.picture(fetch, head)
        if head.image is None or shown is None or not shown.address:
            return None
        src = relative(shown.address, page=self.address, links=fetch(OpenFrame()).links)
        return msgspec.structs.replace(head.image, src=src)


def llms(fetch: Fetch) -> Made:
    """Print the list of what there is to read."""
    site, phrases = fetch(OpenFrame()), fetch(Interface())
    twins = fetch(Setting("twins"))
    lines = [f"# {_plain(site.title)}", ""]
    if site.description:
        lines += [f"> {_plain(site.description)}", ""]
    lines += ["## " + phrases.gettext("Ways in"), ""]
    lines += [_line(way.text, absolute(way.address, base_url=site.base_url)) for way in site.archive]
    newest = fetch(facts.Lists("articles", "")).ids[:NEWEST]
    if newest:
        lines += ["", "## " + phrases.gettext("Newest articles"), ""]
    for key in newest:
        card = fetch(facts.ArticleCard(key))
        if card:
            address = (twin(card.address) if twins else None) or card.address
            lines.append(_line(card.title, absolute(address, base_url=site.base_url), card.summary))
    return Made(files=("\n".join([*lines, ""]).encode("utf-8", "replace"),))


def _line(title: str, url: str, note: str | None = None) -> str:
    return f"- [{_plain(title)}]({url}){f': {_plain(note)}' if note else ''}"


def _plain(words: str) -> str:
    return " ".join(_BRACKETS.sub(" ", words).split())
