"""Where links of printed pages lead: to a page and a part of it that are there, to an old address, or nowhere."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from generator.checks.markup import Outline
from generator.checks.rule import Rule
from generator.errors import Note, Where
from generator.link import addresses

LINK_BROKEN: Final = Rule(
    code="link-broken",
    what="A link leads to no page and no file of the site.",
    why="A reader who follows it meets “not found”.",
    example="content/articles/rain.md: warning: the link to `sun.md` leads nowhere",
    cure="write the path of a content file, relative to this one, or an address of the site",
)
ANCHOR_BROKEN: Final = Rule(
    code="anchor-broken",
    what="A link leads to a part of a page that the page does not have.",
    why="The browser shows the top of the page, and the reader searches.",
    example="content/docs/a.md: warning: /docs/a/ links to /docs/b/#setup, and that page has no part `setup`",
    cure="write the heading's anchor: its words in lower case, hyphens between them",
)
LINK_REDIRECTED: Final = Rule(
    code="link-redirected",
    severity="info",
    what="A link leads to an old address, from which a redirect leads on.",
    why="Each costs a reader a second request, and breaks once the redirect goes.",
    example="content/articles/rain.md: /articles/rain/ links to /old-about/, which moved to /about/",
    cure="run `tearsheet check --fix`, or write the new address",
    fix="writes the new address where a Markdown file has the old one as the target of a link",
)
EXTERNAL_BROKEN: Final = Rule(
    code="external-broken",
    what="A link to another site does not answer, or answers that nothing is there. Asked with `--external` alone.",
    why="A reader who follows it meets an error; a source that is gone can often be cited from an archive.",
    example="content/articles/rain.md: warning: https://example.net/x answers 404",
    cure="write the page's new address, or that of an archived copy",
)
EXTERNAL_UNSURE: Final = Rule(
    code="external-unsure",
    severity="info",
    what="A link to another site could not be tried: it refuses machines, asks for a password, or is a local address.",
    why="It may well work for a reader.",
    example="content/articles/rain.md: https://example.net/x answers 403",
    cure="try it in a browser, or name it in `check.external.ignore`",
)
RULES: Final = (LINK_BROKEN, ANCHOR_BROKEN, LINK_REDIRECTED, EXTERNAL_BROKEN, EXTERNAL_UNSURE)

_MANY: Final = 20
"""A broken link on more pages than this comes from a template or the menu: it is told once."""

_OTHER: Final = ("mailto:", "tel:", "data:", "javascript:")


def divided(found: Iterable[str], *, output: str, base: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a page's links: those within the site, from its root, and those that lead out.

    Args:
        found: As written.
        output: The page's file.
        base: The site's own URL, if it has one.
    """
    inner: dict[str, None] = {}
    outer: dict[str, None] = {}
    place = f"http://site.invalid/{output}"
    root = urlsplit(base).path.rstrip("/") if base else ""
    for link in found:
        if link.startswith(("#", *_OTHER)):
            continue
        if base and link.startswith(base):
            inner[f"/{link.removeprefix(base)}"] = None
        elif link.startswith(("http://", "https://", "//")):
            outer[link] = None
        elif "://" not in link:
            try:
                parts = urlsplit(urljoin(place, link))
            except ValueError:
                outer[link] = None
                continue
            path = parts.path
            if root and link.startswith("/") and path.startswith(f"{root}/"):
                path = path.removeprefix(root)
            inner[path + (f"#{parts.fragment}" if parts.fragment else "")] = None
    return tuple(inner), tuple(outer)


def check(
    outlines: Iterable[Outline],
    *,
    files: Collection[str],
    folders: Collection[str] = (),
    redirects: Mapping[str, str],
    told: Mapping[str, Collection[str]],
) -> Iterator[Note]:
    """Yield a finding for each link that leads nowhere, or by a detour.

    Args:
        outlines: Every page.
        files: Every file that the build prints.
        folders: Folders with their last slash of whose files only making them tells.
        redirects: Old address to the new one.
        told: Source to what was already found of its links.
    """
    pages = {outline.path: outline for outline in outlines}
    parts: dict[str, frozenset[str]] = {}
    lost: dict[str, list[Outline]] = defaultdict(list)
    old = frozenset(map(addresses.output, redirects))
    fine: set[str] = set()  # most links are those of the menu, and are looked up once
    for outline in pages.values():
        for link in set(outline.links).difference(fine):
            path, _, part = link.partition("#")
            file = addresses.output(path)
            if file not in files and f"{file}/index.html" not in files and not _within(file, folders):
                lost[path].append(outline)
            elif path in redirects:
                if outline.path not in old:
                    what = f"{_address(outline)} links to {path}, which moved to {redirects[path]}"
                    yield LINK_REDIRECTED.at(Where(outline.origin), what)
            elif part and file in pages and not {part, unquote(part)} & _parts(pages[file], parts):
                what = f"{_address(outline)} links to {path}#{part}, and that page has no part `{unquote(part)}`"
                yield ANCHOR_BROKEN.at(Where(outline.origin), what)
            else:
                fine.add(link)
    yield from _lost(lost, told)


def _within(file: str, folders: Collection[str]) -> bool:
    at = file.rfind("/")
    while at > 0:
        if file[: at + 1] in folders:
            return True
        at = file.rfind("/", 0, at)
    return False


def _parts(page: Outline, known: dict[str, frozenset[str]]) -> frozenset[str]:
    if page.path not in known:
        known[page.path] = frozenset(page.ids)
    return known[page.path]


def _lost(lost: Mapping[str, Sequence[Outline]], told: Mapping[str, Collection[str]]) -> Iterator[Note]:
    """Yield a finding for each page that links to a path where nothing stands."""
    for path, where in sorted(lost.items()):
        if len(where) > _MANY:
            what = f"{len(where)} pages link to {path}, where nothing stands; {_address(where[0])} is one of them"
            yield LINK_BROKEN.at(Where(where[0].origin), what, "it is in the menu, or in a template")
            continue
        last = path.rstrip("/").rpartition("/")[2]
        for outline in where:
            if not any(last in what for what in told.get(outline.origin, ())):
                what = f"{_address(outline)} links to {path}, where nothing stands"
                yield LINK_BROKEN.at(Where(outline.origin), what)


def _address(outline: Outline) -> str:
    return addresses.of_output(outline.path)
