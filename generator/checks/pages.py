"""What is wrong with a page as it is printed, and with the text behind it: one task a page and one a body.

A page is made from the very facts that a build prints it from, looked at and thrown away. So a check needs no build,
and after one edit it makes again what a build would.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from generator.build.sources import Setting
from generator.build.task import Fetch, Made, Stratum, Task
from generator.checks import links, markup, prose
from generator.checks.links import ANCHOR_BROKEN
from generator.checks.markup import Outline
from generator.checks.rule import Rule
from generator.errors import Note
from generator.link.facts import ArticleHead, Body, EntityHead, PageHead
from generator.link.site import Site
from generator.model import Article, Entity, Page

OUTLINE: Final = "outline"
"""The product of a page's check."""

HTML_INVALID: Final = Rule(
    code="html-invalid",
    what="A printed page is no valid HTML: a tag is not closed, closes over another, or stands where it may not.",
    why="Each browser repairs it in its own way, and some show less than was written.",
    example="content/articles/rain.md: warning: /articles/rain/ line 88: `</em>` closes nothing",
    cure="mend the HTML in the text, or in the template that prints it",
)
ID_TWICE: Final = Rule(
    code="id-twice",
    what="Two elements of one page have one id.",
    why="A link to it, a label or a script finds only the first.",
    example="content/articles/rain.md: warning: /articles/rain/ line 90: two elements have the id `results`",
    cure="give one of two headings of the same words an id: `## Results {#results-2014}`",
)
PAGE_HEAVY: Final = Rule(
    code="page-heavy",
    what="A page is larger than `check.page_kb`.",
    why="Readers on slow lines wait for it; search engines read the first two megabytes at most.",
    example="content/docs/all.md: warning: /docs/all/ has 912 kB of HTML, more than 500",
    cure="divide it, or lower `page_size`; or raise `check.page_kb`",
)
RULES: Final = (HTML_INVALID, ID_TWICE, PAGE_HEAVY)

_KINDS: Final = {
    "html": HTML_INVALID,
    "id": ID_TWICE,
    "heading": prose.HEADING_ORDER,
    "alt": prose.ALT_MISSING,
}
_KILO: Final = 1000
_MARKDOWN: Final = (".md", ".markdown")


def plan(tasks: Iterable[Task], site: Site) -> Iterator[Task]:
    """Yield a check for each page that is to be printed, and for each body behind one."""
    for kind, heads in (("article", site.articles), ("page", site.pages), ("entity", site.registry)):
        for id_ in heads:
            yield Task(key=f"check body {kind} {id_}", stratum=Stratum.FRAGMENT, make=BodyCheck(kind, id_), origin=id_)
    for task in tasks:
        if task.stratum == Stratum.PAGE and len(task.outputs) == 1 and task.outputs[0].endswith(".html"):
            where = task.origin if task.origin.startswith("content/") else f"{site.config.output}/{task.outputs[0]}"
            yield Task(
                key=key(task.outputs[0]),
                stratum=Stratum.PAGE,
                make=PageCheck(task, where),
                recipe=f"{task.recipe} {where}",
                origin=task.origin,
            )


def key(output: str) -> str:
    """Return the key of the task that checks an output file."""
    return f"check {output}"


class PageCheck(msgspec.Struct, frozen=True):
    """Makes one page and looks at it."""

    task: Task
    where: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return what is wrong, and what the whole site asks of the page."""
        data = self.task.make(fetch).files[0]
        limit = fetch(Setting("check.page_kb"))
        output = self.task.outputs[0]
        address = f"/{output.removesuffix('index.html')}"
        read = markup.read(data.decode("utf-8", "replace"))
        notes: list[Note] = [
            _KINDS[fault.kind].at(self.where, f"{address} line {fault.line}: {fault.what}") for fault in read.faults
        ]
        own = {f"#{id_}" for id_ in read.ids}
        notes += [
            ANCHOR_BROKEN.at(self.where, f"{address} links to `{link}`, which is no part of it")
            for link in read.links
            if link.startswith("#") and len(link) > 1 and link not in own
        ]
        if len(data) > limit * _KILO:
            what = f"{address} has {len(data) // _KILO} kB of HTML, more than {limit}"
            notes.append(PAGE_HEAVY.at(self.where, what))
        base = fetch(Setting("base_url"))
        inner, outer = links.divided(read.links, output=output, base=base)
        outline = Outline(output, self.where, read.ids, inner, outer)
        return Made(products={OUTLINE: outline}, notes=tuple(notes))


class BodyCheck(msgspec.Struct, frozen=True):
    """Reads one body for what should not be in it."""

    kind: str
    id: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return what is wrong."""
        head: Article | Page | Entity | None
        match self.kind:
            case "article":
                head = fetch(ArticleHead(self.id))
            case "page":
                head = fetch(PageHead(self.id))
            case _:
                head = fetch(EntityHead(self.id))
        if head is None:
            return Made()
        path = f"content/{head.path}"
        markdown = head.path.endswith(_MARKDOWN)
        body = fetch(Body(self.id, self.kind))
        news = self.kind == "article"
        return Made(notes=tuple(prose.check(body, path=path, line=head.line, markdown=markdown, news=news)))
