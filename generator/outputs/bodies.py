"""Every body as HTML, once: pages, listings and feeds take it from here."""

import re
from collections.abc import Iterator
from functools import partial
from html import escape
from posixpath import normpath
from typing import Final
from urllib.parse import quote, unquote

import msgspec

from generator import text
from generator.build.sources import Setting, SourceFile
from generator.build.task import Fetch, Made, Stratum, Task
from generator.config import Config
from generator.errors import ContentError, Note, Where
from generator.link import pictured
from generator.link.facts import Body, Target
from generator.link.site import Site
from generator.model import Article, Entity, Page
from generator.outputs import pictures
from generator.outputs.interface import Interface
from generator.render import sanitise
from generator.render.links import relative
from generator.render.phrasebook import Phrasebook
from generator.render.pictures import element
from generator.render.rendered import Rendered

PRINTED = "printed"
KEY: Final = "body {}"
"""The key of the task that renders the body of what stands at a place, ``article rain``."""

_SEEN_AT_ONCE: Final = 900
"""Characters of a body that the first screen of a desk shows, more or less."""

_WAY_BACK: Final = re.compile(r' title="Jump back to footnote (\d+) in the text"')
_decode: Final = msgspec.msgpack.Decoder(Rendered).decode
_FIRST_PICTURE: Final = re.compile(r"!\[[^\]]*\]\(\s*<?([^\s)>]+)")


def key(kind: str, id_: str) -> str:
    """Return the key of the task that renders a body."""
    return KEY.format(f"{kind} {id_}")


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan a fragment for every body that some page shows."""
    shown: list[tuple[str, Article | Page | Entity, str]] = [
        *(("article", head, f"article {head.id}") for head in site.articles.values() if head.status != "withdrawn"),
        *(("page", head, f"page {head.id}") for head in site.pages.values()),
        *(("entity", head, f"entity {head.id}") for head in site.registry.values()),
    ]
    for kind, head, place in shown:
        address = site.addresses.get(place)
        if address:
            yield fragment(kind, head, address, config)


def fragment(kind: str, head: Article | Page | Entity, address: str, config: Config) -> Task:
    """Return the task that renders the body of one content for the page at `address`."""
    led = isinstance(head, Article) and head.image is not None and pictured.may_lead(head)
    make = Fragment(kind, head.id, head.path, head.line, address, config.links, _withheld(head), led)
    return Task(
        key=key(kind, head.id),
        stratum=Stratum.FRAGMENT,
        make=make,
        recipe=f"{head.path} {head.line} {address} {config.links} {make.instead} {led}",
        origin=f"content/{head.path}",
    )


def _withheld(head: Article | Page | Entity) -> str | None:
    """Return where the pictures of a body can be seen that the site may not show, None where it may."""
    if not isinstance(head, Article) or pictured.may_show(head):
        return None
    return pictured.origin(head)


class Fragment(msgspec.Struct, frozen=True):
    """Renders one body for the page that shows it: its links start from there."""

    kind: str
    id: str
    path: str
    line: int
    address: str
    links: str
    instead: str | None = None
    """Where its pictures can be seen, if the site may not show them: empty if nobody knows."""

    led: bool = False
    """Whether a picture stands above it."""

    def __call__(self, fetch: Fetch) -> Made:
        """Return the rendered body."""
        from generator.render.body import render

        notes: list[Note] = []
        source, options = fetch(Body(self.id, self.kind)), fetch(Setting("markdown"))
        ahead = [self._opening(source)]

        def resolve(target: str) -> str:
            return self._resolve(fetch, target, notes)

        def show(target: str, said: dict[str, str], inside_link: bool) -> str:  # noqa: FBT001 - the reader's signature
            if self.instead is not None:
                words = said.get("alt") or said.get("title") or unquote(target).rpartition("/")[2]
                return sanitise.instead(self.instead, words, inside_link=inside_link)
            at_once = ahead == [target]
            if at_once:
                ahead.clear()
            return self._show(fetch, target, said, notes, at_once=at_once)

        try:
            made = render(source, options=options, resolve=resolve, show=show)
        except ContentError as error:
            raise ContentError(error.what, where=self._where(fetch, error.where), hint=error.hint) from error
        notes += [self._unread(fetch, latex) for latex in made.unread]
        if "footnote-backref" in made.html:
            made = msgspec.structs.replace(made, html=_WAY_BACK.sub(partial(_way_back, fetch(Interface())), made.html))
        return Made(products={PRINTED: made}, notes=tuple(notes))

    def _unread(self, fetch: Fetch, latex: str) -> Note:
        """Return the finding that a formula could not be read."""
        inline = f"${latex}"
        return Note(
            severity="warning",
            what=f"the formula `{text.excerpt(latex, limit=60)}` cannot be read, and stands as it is written",
            where=self._place(fetch, inline if inline in fetch(Body(self.id, self.kind)) else latex),
            hint="mend its LaTeX; money wants a backslash before its dollar: \\$5",
            code="formula-unread",
        )

    def _opening(self, source: str) -> str | None:
        """Return the picture that a reader sees as the page opens: one near the beginning, where none stands above."""
        if self.led:
            return None
        first = _FIRST_PICTURE.search(source, 0, _SEEN_AT_ONCE)
        return first[1] if first else None

    def _where(self, fetch: Fetch, found: Where | None) -> Where:
        """Return where in its file a fault of a body is; a fault without a path names a line of the body."""
        path = f"content/{self.path}"
        if found is None or found.path:
            return found or Where(path)
        body = fetch(Body(self.id, self.kind))
        file = (fetch(SourceFile(path)) or b"").decode(errors="replace").replace("\r\n", "\n")
        start = file.find(body.strip())
        if start < 0:  # of a capture the body is no part as it stands
            return Where(path)
        skipped = body[: len(body) - len(body.lstrip())].count("\n")
        return Where(path, file.count("\n", 0, start) + found.line - skipped)

    def _show(
        self, fetch: Fetch, target: str, said: dict[str, str], notes: list[Note], *, at_once: bool = False
    ) -> str:
        """Return a picture in the sizes it comes in; one that is no file of ours, or a drawing of lines, as it is."""
        file = pictured.file(self.path, target)
        ours = pictures.measured(file, quote(f"/{file}")) and fetch(Target(file)) is not None
        shown = fetch(pictures.Pictured(file)) if ours else None
        if ours and shown is None:
            return sanitise.instead("", said.get("alt", ""), inside_link=False)
        if shown is None:
            link = self._resolve(fetch, target, notes)
            return f"<img{sanitise.attributes({'src': link, 'alt': ''} | said)}>"
        return element(shown, said, href=self._link, at_once=at_once)

    def _link(self, address: str) -> str:
        """Return an address of the site as a link of the page."""
        return relative(address, page=self.address, links="file" if self.links == "file" else "directory")

    def _resolve(self, fetch: Fetch, target: str, notes: list[Note]) -> str:
        """Return where a relative link leads: to what a content file became, to a copied file, to an address."""
        path, mark, anchor = target.partition("#")
        if not path:
            return target
        if not path.startswith("/"):
            file = normpath(f"{self.path.rpartition('/')[0]}/{unquote(path)}").lstrip("/")
            found = fetch(Target(file))
            if found is None and "." in path.rpartition("/")[2]:
                notes.append(
                    Note(
                        severity="warning",
                        what=f"the link to `{target}` leads nowhere: nothing is published from content/{file}",
                        where=self._place(fetch, f"({target}"),
                        hint="write the path of a content file, relative to this one",
                        code="link-broken",
                    )
                )
            if found is None:
                return target
            path = found
        return self._link(path + mark + anchor)

    def _place(self, fetch: Fetch, words: str) -> Where:
        """Return where words stand in a Markdown file; of a capture, whose lines are not the body's, the file."""
        path = f"content/{self.path}"
        at = fetch(Body(self.id, self.kind)).find(words)
        if at < 0 or not self.path.endswith((".md", ".markdown")):
            return Where(path)
        body = fetch(Body(self.id, self.kind))
        return Where(path, self.line + body.count("\n", 0, at), at + 1 - body.rfind("\n", 0, at))


def _way_back(phrases: Phrasebook, found: re.Match[str]) -> str:
    """Return what a screen reader says of the arrow from a note back to its place."""
    words = phrases.gettext("Back to note %(n)s in the text", n=phrases.number(int(found[1])))
    return f' aria-label="{escape(words)}"'


def decode(data: bytes) -> object:
    """Return the product that a fragment made."""
    return _decode(data)
