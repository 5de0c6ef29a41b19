"""Which recipes mean a capture: by where it stood, by a line that only its source has, by where its file lies.

A recipe that names files means those alone; of them, and of all where it names none, it means the captures that have
one of its addresses or one of its lines. An address is that of the page: as the editor states it, as the page or the
program that saved it does, or as a line of a text that says nothing else.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec

from generator.config import matches
from generator.convert import attribution, capture, mail
from generator.convert import html as saved_pages
from generator.convert.decode import decode, text_lines
from generator.convert.editor import Word
from generator.convert.pattern import Patience, Pattern
from generator.convert.recipe import Match
from generator.errors import ContentError
from generator.model import Provenance, Source

_LINK: Final = re.compile(r"<(?:link|meta)\b[^>]{1,2000}>", re.IGNORECASE)
_OURS: Final = re.compile(r"""(?:rel\s*=\s*["']?canonical|(?:property|name)\s*=\s*["']?og:url)""", re.IGNORECASE)
_VALUE: Final = re.compile(r"""(?:href|content)\s*=\s*["']?(https?://[^"'\s>]+)""", re.IGNORECASE)
_NOTED: Final = re.compile(
    rf"(?:saved from url=\(\d{{1,9}}\)|(?:Page saved with SingleFile|{mail.NOTE})\s{{1,9}}url: )(https?://\S{{1,4000}})"
)
_UNSHOWN: Final = re.compile(r"<(?:(script|style|template)\b|!--)", re.IGNORECASE)
_INLINE: Final = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|time|u|var)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<[^<>]*>")


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What of a capture recipes are matched against."""

    path: str
    """Below `content/`."""

    urls: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def evidence(source: Source, said: Word, *, lines: bool = True) -> Evidence:
    """Return what recipes are matched against, its lines only where they are asked for.

    Of a file that cannot be read, it is the path alone.
    """
    stated = stated_urls(said)
    try:
        if source.suffix in saved_pages.SUFFIXES:
            text = decode(mail.page(source))
            urls = (*stated, *dict.fromkeys(_page_urls(text)))
            return Evidence(path=source.path, urls=urls, lines=tuple(_shown(text)) if lines else ())
        if source.suffix in capture.SUFFIXES:
            found = [line for line in text_lines(source) if line]
            alone = (attribution.address(line, labelled=False) for line in found if "/" in line)
            urls = (*stated, *dict.fromkeys(filter(None, alone)))
            return Evidence(path=source.path, urls=urls, lines=tuple(found))
    except ContentError:
        pass
    return Evidence(path=source.path, urls=stated)


def of(recipes: Mapping[str, Match], source: Source, said: Word) -> tuple[str, ...]:
    """Return the names of the recipes that mean a capture, in order.

    Raises:
        ContentError: A pattern takes too long.
    """
    if not recipes:
        return ()
    found = evidence(source, said, lines=any(match.text for match in recipes.values()))
    patience = Patience()
    words = {" ".join(line.split()).casefold() for line in found.lines}
    return tuple(name for name in sorted(recipes) if _means(recipes[name], found, words, patience))


def _means(match: Match, found: Evidence, words: set[str], patience: Patience) -> bool:
    if match.file and not any(matches(found.path, glob) for glob in match.file):
        return False
    if not (match.url or match.text):
        return bool(match.file)
    return any(_at(url, found.urls, patience) for url in match.url) or any(
        _says(line, found.lines, words, patience) for line in match.text
    )


def _at(pattern: Pattern, urls: Sequence[str], patience: Patience) -> bool:
    """Say whether an address is one that a pattern means: by host and path, or as a whole."""
    if pattern.is_expression or "*" in pattern.text:
        return any(patience.search(pattern, url) is not None for url in urls)
    wanted = re.sub(r"^(?:https?:)?//", "", pattern.text.strip().lower())
    host, _, path = wanted.partition("/")
    host = host.removeprefix("www.")
    for url in urls:
        try:
            parts = urlsplit(url)
            there = parts.hostname or ""
        except ValueError:
            continue
        if there.removeprefix("www.") == host or there.endswith(f".{host}"):
            rest = parts.path.lower().strip("/")
            if not path or f"{rest}/".startswith(f"{path.rstrip('/')}/"):
                return True
    return False


def _says(pattern: Pattern, lines: Iterable[str], words: set[str], patience: Patience) -> bool:
    if not pattern.is_expression and "*" not in pattern.text:
        return " ".join(pattern.text.split()).casefold() in words
    return any(patience.search(pattern, line) is not None for line in lines)


def stated_urls(said: Word) -> tuple[str, ...]:
    """Return the addresses that the editor states, the page's own first."""
    return tuple(
        hop.url
        for layer in (said.stated, said.filling)
        if isinstance(hops := layer.get("provenance"), tuple)
        for hop in reversed(hops)
        if isinstance(hop, Provenance) and hop.url
    )


def _page_urls(text: str) -> Iterator[str]:
    noted = _NOTED.search(text)
    if noted:
        yield noted[1]
    for tag in _LINK.findall(text):
        value = _VALUE.search(tag) if _OURS.search(tag) else None
        if value:
            yield html.unescape(value[1])


def _shown(text: str) -> Iterator[str]:
    """Yield the lines that a saved page shows, roughly: what they are cut into is decided where the page is read."""
    bare = _TAG.sub("\n", _INLINE.sub("", "".join(_seen(text))))
    for line in html.unescape(bare).split("\n"):
        if stripped := " ".join(line.split()):
            yield stripped


def _seen(text: str) -> Iterator[str]:
    """Yield a page's text without scripts, styles and comments, in time that grows with its length alone."""
    lowered, at = text.lower(), 0
    while found := _UNSHOWN.search(text, at):
        yield text[at : found.start()]
        end = lowered.find(f"</{found[1].lower()}" if found[1] else "-->", found.end())
        if end < 0:
            return
        at = end
        # What is left of the closing tag is dropped with the others; that of a comment is not shown either.
        if not found[1]:
            at = end + len("-->")
    yield text[at:]
