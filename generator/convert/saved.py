"""Which article a saved page holds, and what is told of it; or what a page written by hand says.

Of a saved page the article is cut out: its words and their structure as Markdown, what the page states of it, and where
it came from. What the page does not state is reported as missing. A file that is to be a page is its author's own and
is read whole.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec
from lxml.html import HtmlElement

from generator.convert import (
    absent,
    attribution,
    blocks,
    cut,
    dateline,
    days,
    doubt,
    inside,
    mail,
    metadata,
    notes,
    pixels,
    posts,
    prose,
    several,
)
from generator.convert.capture import SEVERAL, UNSURE
from generator.convert.chosen import choose
from generator.convert.converter import UNTYPED
from generator.convert.decode import LARGEST, LONGEST
from generator.convert.layout import Segment, remove, squeezed, unhide
from generator.convert.markup import parsed
from generator.convert.metadata import Metadata
from generator.convert.shown import Surroundings, corrections, standfirst, surrounding
from generator.convert.stated import absolute
from generator.errors import ContentError, Note, Where
from generator.model import Article, Basis, Entity, Licence, Moment, Page, Provenance, Source, moment

__all__ = ["parsed", "read"]

_DATED: Final = re.compile(r"[-/](20\d\d|19\d\d)[-/]?(0[1-9]|1[0-2])[-/]?([0-3]\d)(?=[-/.]|\Z)")
_FEWEST_WORDS: Final = 5
_MOST_ELEMENTS: Final = 30_000
"""Ten times those of a large page; telling an article from more would take minutes."""

_TEASER: Final = 60
"""Letters: a summary that begins with as many of the article's own first is a cut of it."""


def read(source: Source, /) -> Iterator[Article | Page | Entity | Note]:
    """Yield what an HTML file holds, and what there is to say about it.

    Raises:
        ContentError: The file is no HTML, nests without end, or has no article in it.
    """
    try:
        tree = parsed(source)
        match source.kind:
            case "article":
                yield from _articles(source, tree)
            case "page":
                title, body = _whole(source, tree)
                about = metadata.read(tree, timezone=source.timezone)
                lang = about.lang or source.lang
                yield Page(id="", path=source.path, title=title, body=body, summary=about.summary, lang=lang)
            case "entity":
                title, body = _whole(source, tree)
                yield Entity(id="", path=source.path, name=title, type=UNTYPED, body=body, lang=source.lang)
    except RecursionError as error:
        raise ContentError(
            "the page nests its elements without end",
            where=Where(source.where, source.line),
            hint="copy the text of the article into a file that ends in .txt",
        ) from error


def _whole(source: Source, tree: HtmlElement) -> tuple[str, str]:
    """Return the title and the body of a page as its author wrote it."""
    root = next((node for tag in ("main", "article", "body") if (node := tree.find(f".//{tag}")) is not None), tree)
    headline = next(root.iter("h1"), None)
    heads = [" ".join(node.text_content().split()) for node in (headline, tree.find(".//title")) if node is not None]
    if headline is not None and source.title in (None, heads[0]):
        remove(headline)
    return source.title or next(filter(None, heads), ""), prose.markdown(root)


def _articles(source: Source, tree: HtmlElement) -> Iterator[Article | Note]:
    # Held while the page is read: lxml makes an element anew for whoever asks when nobody holds it.
    elements = list(tree.iter())
    if len(elements) > _MOST_ELEMENTS:
        raise ContentError(
            f"the page has {len(elements):,} elements; more than {_MOST_ELEMENTS:,} are not searched for an article",
            where=Where(source.where, source.line),
            hint="save the article alone, or copy its text into a file that ends in .txt",
        )
    blocks.speak(tree, source)
    about = metadata.read(tree, timezone=source.timezone)
    here = about.saved_from or about.url or ""
    told = several.stories(tree, about, timezone=source.timezone, said=source)
    if not told:
        yield from _article(source, tree, about, here)
        return
    title = squeezed(source.title or "").casefold()
    named = [story for story in told[1:] if title and squeezed(story.about.title).casefold() == title]
    for at, story in enumerate(named or told):
        own = source if at == 0 else msgspec.structs.replace(source, title=None)
        yield from _article(own, story.tree, story.about, here)
    if not named:
        second = told[1].node.sourceline or 1
        yield Note(
            severity="info",
            what=f"{len(told)} articles stand on this page; each has a page",
            where=Where(source.where, source.line + (0 if mail.is_mail(source) else second - 1)),
            hint="if they are one, keep the second's headline by `lines:`, whose number `convert --explain` tells; a "
            "recipe takes one of them alone with `article`, or leaves the others out with `drop_elements`",
            code=SEVERAL,
        )


def _article(source: Source, tree: HtmlElement, about: Metadata, here: str) -> Iterator[Article | Note]:
    elements = list(tree.iter())
    counters = list(pixels.pixels(tree, base=here))
    unhide(tree)
    found = choose(tree, title=about.title, said=source)
    root, parts, captions, kept = found.root, found.parts, found.captions, found.kept
    if not kept or (not source.keep and sum(parts[at].extent for at in kept) < _FEWEST_WORDS):
        raise _none(source, "")
    sure = doubt.weigh(found, about.stated)
    if source.title is None and not source.keep and (why := absent.why(found, sure, about.stated)):
        raise _none(source, f": {why}")
    _check_length(source, [parts[at].text for at in kept])
    stretch = kept - found.wanted or kept
    around = surrounding(parts, stretch, captions, title=about.title)
    # Those first that a licence is known to ask for.
    ours = [pixel for pixel in counters if pixel.asked or _stands_within(pixel.node, elements, parts, stretch)]
    lifted = [*dict.fromkeys(pixel.url for pixel in sorted(ours, key=lambda each: not each.asked) if pixel.url)]
    embedded = list(posts.posts(root, base=_base(tree, here)))
    below = notes.referred(root, parts, kept)
    cut.as_text(parts, found.wanted)
    cut.prune(root, parts, kept, captions, below, frozenset(post.node for post in embedded), stretch=stretch)
    for pixel in counters:
        remove(pixel.node)
    posts.quote(embedded)
    about = _with_what_is_shown(about, around)
    published, basis = _published(about, around, source)
    stated = {
        "byline": about.byline,
        "published": published,
        "url": about.url or about.saved_from,
        "licence": about.licence,
    }
    credit = next(filter(attribution.credit, around.below), None)
    opening = parts[min(kept)]
    line = source.line + (0 if mail.is_mail(source) else max(0, (opening.holder.sourceline or 1) - 1))
    yield Article(
        id="",
        path=source.path,
        title=source.title or about.title,
        body=prose.markdown(root, url=_base(tree, here)),
        line=line,
        subtitle=standfirst(around, about.summary),
        summary=None if _repeats(about.summary, opening) else about.summary,
        lang=about.lang or source.lang,
        section=about.section,
        tags=about.tags,
        byline=about.byline,
        authors=about.authors,
        dateline=dateline.read(opening.text),
        published=published,
        published_basis=basis,
        modified=about.modified or _modified(about, around, source),
        image=about.image,
        licence=_licence(about, lifted),
        provenance=tuple(_provenance(source, about, published, around.below, confidence=round(sure.confidence, 2))),
        corrections=(*about.corrections, *corrections(around)),
        missing=tuple(name for name, value in stated.items() if value is None),
        extra={"credit": credit} if credit else {},
    )
    for url in lifted:
        yield attribution.unmet(url, where=Where(source.where, line))
    if pictures := inside.lost(root, where=Where(source.where, line)):
        yield pictures
    if sure.confidence < doubt.DOUBTFUL:
        yield Note(
            severity="warning",
            what=f"the article may be cut wrongly: {sure.confidence:.0%} of its words are likely to be right",
            where=Where(source.where, line),
            hint=f"`tearsheet convert {source.where} --explain` shows each block; `lines:` in the sidecar settles it, "
            "or a recipe that says where the article stands",
            code=UNSURE,
        )


def _none(source: Source, why: str) -> ContentError:
    return ContentError(
        f"no article stands on this page{why}",
        where=Where(source.where, source.line),
        hint="if there is one, state its `title` in the sidecar or keep its blocks by `lines:`, or name its element in "
        "a recipe; `kind: page` prints all of the page",
    )


def _check_length(source: Source, texts: Sequence[str]) -> None:
    """Refuse an article that is longer than a text capture may be: making Markdown of it would take minutes."""
    most = max(map(len, texts))
    if most > LONGEST or sum(map(len, texts)) > LARGEST:
        raise ContentError(
            f"has a paragraph of {most:,} characters: a page's may have {LONGEST:,}"
            if most > LONGEST
            else f"has an article of more than {LARGEST:,} characters",
            where=Where(source.where, source.line),
            hint="save the page again, or copy the article's text into a file that ends in .txt",
        )


def _stands_within(
    node: HtmlElement, elements: Sequence[HtmlElement], parts: Sequence[Segment], kept: set[int]
) -> bool:
    """Say whether an element stands among the words of the article."""
    place = {each: at for at, each in enumerate(elements)}
    return place[parts[min(kept)].holder] < place[node] < place[parts[max(kept)].pieces[-1].node]


def _base(tree: HtmlElement, here: str) -> str:
    """Return the address from which a page's links are meant."""
    stated = next((node.get("href") or "" for node in tree.iter("base") if node.get("href")), "")
    return absolute(stated, here or None) or here


def _licence(about: Metadata, lifted: Sequence[str]) -> Licence | None:
    """Return the licence with the picture that counts readers, if there is one."""
    licence = about.licence
    if licence is None and (about.holder or lifted):
        licence = Licence(status="unknown", holder=about.holder)
    return msgspec.structs.replace(licence, pixel=lifted[0]) if licence and lifted else licence


def _with_what_is_shown(about: Metadata, around: Surroundings) -> Metadata:
    """Return metadata completed by the lines around the article, which say the same to a reader."""
    shown = attribution.byline(around.above)
    by = shown[1] if shown else next(filter(None, map(attribution.credit, around.below)), None)
    licence = next(filter(None, map(attribution.licence, around.below)), None)
    return msgspec.structs.replace(
        about,
        byline=about.byline or (by.text if by else None),
        authors=about.authors or (by.authors if by else ()),
        licence=about.licence or licence,
    )


def _published(about: Metadata, around: Surroundings, source: Source) -> tuple[Moment | None, Basis]:
    """Return when the article was published, and how that is known."""
    if about.published:
        return about.published, "metadata"
    # The nearer to the article, the surer: at the top of a page stands the day of the capture.
    for lines in (around.between, [*around.between, *around.below], [*around.above, *around.below]):
        shown = attribution.dates(lines, order=days.order_of(about.lang or "")).published
        if shown:
            return moment.parse(shown, timezone=source.timezone), "stated"
    named = _DATED.search(urlsplit(about.url or about.saved_from or "").path)
    try:
        return (moment.parse("-".join(named.groups()), timezone=source.timezone), "url") if named else (None, "unknown")
    except ValueError:
        return None, "unknown"


def _modified(about: Metadata, around: Surroundings, source: Source) -> Moment | None:
    """Return when the lines around the article say that it was last changed."""
    for lines in (around.between, [*around.between, *around.below]):
        shown = attribution.dates(lines, order=days.order_of(about.lang or "")).modified
        if shown:
            return moment.parse(shown, timezone=source.timezone)
    return None


def _repeats(summary: str | None, opening: Segment) -> bool:
    return squeezed(opening.text).startswith(squeezed(summary or "")[:_TEASER])


def _provenance(
    source: Source, about: Metadata, published: Moment | None, below: Sequence[str], *, confidence: float
) -> Iterator[Provenance]:
    """Yield the hops that the page tells of, oldest first."""
    for name in dict.fromkeys(filter(None, map(attribution.origin, below))):
        yield Provenance(role="origin", name=name)
    here, canonical = about.saved_from or about.url or "", about.url or ""
    elsewhere = _host(here) != _host(canonical)
    for url in about.origins:
        yield Provenance(role="origin", name=_host(url), url=url)
    if elsewhere and canonical not in about.origins:
        yield Provenance(role="origin", name=_host(canonical), url=canonical)
    if here or about.site:
        yield Provenance(
            role="publisher",
            name=about.site or _host(here),
            url=(here if elsewhere else canonical) or None,
            published=published,
        )
    yield Provenance(
        role="capture",
        file=source.path.rsplit("/", 1)[-1],
        sha256=source.sha256,
        format="html",
        captured_at=about.captured_at,
        confidence=confidence,
    )


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("amp.").removeprefix("m.")
