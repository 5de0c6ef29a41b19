"""What a Markdown file says: its title, and its body as it was written.

The page prints the title as its one heading of level 1. A heading of level 1 at the top of the file is that title and
is taken off; where the body has others, all its headings go one level down, and so do those of quotations.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.convert import attribution
from generator.convert.converter import UNTYPED
from generator.convert.decode import decode
from generator.convert.lead import plain
from generator.errors import Note, Where
from generator.model import Article, Entity, Licence, Page, Source

SUFFIXES: tuple[str, ...] = (".md", ".markdown")

_SPECIFIC = 10
_DEEPEST = 6
_QUOTE = re.compile(r"(?: {0,3}> ?)+")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*\Z")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*\Z")
_NO_SETEXT = re.compile(r"\s*\Z| {4}|\t| {0,3}(?:[>#|]|[-*+][ \t]|\d+[.)][ \t])")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[^{}]*\}\Z")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}(?=[^`]*\Z)|~{3,})")
_SIGNS = frozenset("#`~<>")
"""What begins a line that opens something, or is a heading by itself."""
_SIGNED = re.compile(r"\n {0,3}[#`~<>=-]")
"""How such a line begins, or one below a heading."""

_RAW = re.compile(r" {0,3}<(?P<raw>pre|script|style|textarea|!--)", re.IGNORECASE)


class _Heading(NamedTuple):
    at: int
    """The index of its line."""

    level: int
    words: str
    underlined: bool = False
    quoted: bool = False


def accepts(source: Source, /) -> int:
    """Say that files with a suffix of Markdown are read here."""
    return _SPECIFIC if source.suffix in SUFFIXES else 0


def convert(source: Source, /) -> Iterator[Article | Page | Entity | Note]:
    """Yield the one article, page or entity of a Markdown file; an article without a licensor's counting pixel.

    Raises:
        ContentError: The file is no text.
    """
    text = decode(source).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    headings = list(_headings(lines)) if _SIGNED.search(f"\n{text}") else []
    title, start = _take_title(lines, headings, source.title)
    while start < len(lines) and not lines[start].strip():
        start += 1
    body, line = "\n".join(lines[start:]).rstrip(), source.line + start
    match source.kind:
        case "article":
            body, pixel = attribution.lift_pixel(body)
            licence = Licence(status="unknown", pixel=pixel) if pixel else None
            yield Article(id="", path=source.path, title=title, body=body, line=line, lang=source.lang, licence=licence)
            if pixel:
                yield attribution.unmet(pixel, where=Where(source.where, line))
        case "page":
            yield Page(id="", path=source.path, title=title, body=body, line=line, lang=source.lang)
        case "entity":
            yield Entity(id="", path=source.path, name=title, type=UNTYPED, body=body, line=line, lang=source.lang)


def _take_title(lines: list[str], headings: Sequence[_Heading], stated: str | None) -> tuple[str, int]:
    """Return the title and the index of the first line after it; demote the headings below, in place."""
    quoted = [heading for heading in headings if heading.quoted]
    own = [heading for heading in headings if not heading.quoted]
    title = next((heading for heading in own if heading.level == 1), None)
    words = plain(_ATTRIBUTES.sub("", title.words)) if title else ""
    taken = title if stated is None or _same(words, stated) else None
    if taken is not None and any(line.strip() for line in lines[: taken.at]):
        taken = None
    for group in ([heading for heading in own if heading is not taken], quoted):
        if any(heading.level == 1 for heading in group):
            for heading in group:
                _demote(lines, heading)
    return stated or words, taken.at + 1 + taken.underlined if taken else 0


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _headings(lines: list[str]) -> Iterator[_Heading]:
    """Yield the headings, code and raw HTML left aside."""
    closing: re.Pattern[str] | None = None
    for at, line in enumerate(lines):
        if not line:
            continue  # the commonest line opens nothing, and closes nothing
        if closing is not None:
            closing = None if closing.search(line) else closing
        elif line.lstrip(" ")[:1] not in _SIGNS:
            if level := _underlined(lines, at):
                yield _Heading(at, level, line.strip(), underlined=True)
        elif opened := _opened(line):
            closing = opened
        elif atx := _ATX.match(line):
            yield _Heading(at, len(atx[1]), atx[2] or "")
        elif (quote := _QUOTE.match(line)) and (atx := _ATX.match(line, quote.end())):
            yield _Heading(at, len(atx[1]), atx[2] or "", quoted=True)
        elif level := _underlined(lines, at):
            yield _Heading(at, level, line.strip(), underlined=True)


def _underlined(lines: list[str], at: int) -> int:
    """Return the level of the heading that a line and the one below it are, or 0."""
    under = _UNDERLINE.match(lines[at + 1]) if at + 1 < len(lines) and lines[at + 1] else None
    # Python-Markdown reads it only where it opens a block.
    if under is None or _NO_SETEXT.match(lines[at]) or (at > 0 and lines[at - 1].strip()):
        return 0
    return 1 if under[1][0] == "=" else 2


def _opened(line: str) -> re.Pattern[str] | None:
    """Return what ends the code or raw HTML that a line opens, if it opens any beyond itself."""
    if fence := _FENCE.match(line):
        sign = fence["fence"]
        return re.compile(rf" {{0,3}}{re.escape(sign)}{re.escape(sign[0])}*[ \t]*\Z")
    if raw := _RAW.match(line):
        end = re.compile("-->" if raw["raw"] == "!--" else rf"</{raw['raw']}", re.IGNORECASE)
        return None if end.search(line, raw.end()) else end
    return None


def _demote(lines: list[str], heading: _Heading) -> None:
    if heading.underlined:
        # A line each, as before, so that errors below still name the right one.
        lines[heading.at : heading.at + 2] = [f"{'#' * (heading.level + 1)} {heading.words}", ""]
    elif heading.level < _DEEPEST:
        lines[heading.at] = lines[heading.at].replace("#", "##", 1)
