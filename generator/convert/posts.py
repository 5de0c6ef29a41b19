"""Which posts and films of other sites a page shows inside itself, and how they are printed: a quotation with a link.

A frame loads what it shows from elsewhere, which a printed page never does. Where its address says which post or film
it is, a link to that stands in its place; and so it does for films and sounds that the page plays itself.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from generator.convert.inline import is_beside
from generator.convert.stated import absolute

_FRAMES: Final = (
    (
        re.compile(r"youtube(?:-nocookie)?\.com/embed/(?!videoseries)([\w-]{6,20})"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (re.compile(r"dailymotion\.com/embed/video/(\w+)"), "https://www.dailymotion.com/video/{}"),
    (re.compile(r"platform\.(?:twitter|x)\.com/embed/.*[?&]id=(\d+)"), "https://twitter.com/i/status/{}"),
    (re.compile(r"instagram\.com/((?:p|reel|tv)/[\w-]+)/embed"), "https://www.instagram.com/{}/"),
    (re.compile(r"tiktok\.com/embed/(?:v\d/)?(\d+)"), "https://www.tiktok.com/embed/{}"),
    (re.compile(r"open\.spotify\.com/embed/(\w+/\w+)"), "https://open.spotify.com/{}"),
    (re.compile(r"datawrapper\.dwcdn\.net/(\w{4,10})"), "https://datawrapper.dwcdn.net/{}/"),
    (re.compile(r"flo\.uri\.sh/((?:visualisation|story)/\d+)/embed"), "https://public.flourish.studio/{}/"),
    (re.compile(r"archive\.org/embed/([\w.-]{1,100})"), "https://archive.org/details/{}"),
    (re.compile(r"//((?:www\.)?ted\.com/talks/[\w-]+|embed\.ted\.com/talks/[\w-]+)"), "https://{}"),
)
_HANDED_ON: Final = (("facebook.com", "/plugins/", "href"), ("w.soundcloud.com", "/player", "url"))
"""Host, path and the parameter that holds the address of what is shown."""

_NAMED: Final = (
    ("amp-youtube", "data-videoid", "https://www.youtube.com/watch?v={}"),
    ("lite-youtube", "videoid", "https://www.youtube.com/watch?v={}"),
    ("amp-vimeo", "data-videoid", "https://vimeo.com/{}"),
    ("amp-twitter", "data-tweetid", "https://twitter.com/i/status/{}"),
    ("twitter-widget", "data-tweet-id", "https://twitter.com/i/status/{}"),
    ("amp-instagram", "data-shortcode", "https://www.instagram.com/p/{}/"),
    ("amp-facebook", "data-href", "{}"),
)
PLAYERS: Final = ("amp-audio", "amp-video", "audio", "video")
"""Elements in which a page plays films and sounds itself."""

FRAMES: Final = ("iframe", *(tag for tag, _, _ in _NAMED), *PLAYERS)
"""Elements in which a page shows what is no part of it."""

_LINKED: Final = ("data-instgrm-permalink", "data-href", "cite")
_POSTED: Final = re.compile(
    r"(?:^|\s)(?:fb-(?:post|video)|instagram-media|twitter-(?:tweet|video)|tiktok-embed|bluesky-embed|mastodon-embed)(?:$|\s)"
)
_SPELT: Final = {"soundcloud": "SoundCloud", "ted": "TED", "tiktok": "TikTok", "youtube": "YouTube"}
_SAYS_NOTHING: Final = re.compile(r"\b(?:player|embed(?:ded)?|iframe|content|post|widget)\b|\A\W*\Z", re.IGNORECASE)
_PLAIN: Final = re.compile(r"[\w-]{1,64}")
_SOURCES: Final = ("src", "data-src", "data-lazy-src", "data-litespeed-src")
_LONGEST: Final = 120


class Post(NamedTuple):
    """What a page shows of another site."""

    node: HtmlElement
    url: str
    title: str
    """As the page calls it; empty where it does not."""


def posts(tree: HtmlElement, *, base: str = "") -> Iterator[Post]:
    """Yield what a page shows of other sites and what it plays itself, where its address is known.

    Args:
        tree: The page.
        base: The address from which its links are meant, empty where that is not known.
    """
    for node in tree.iter(*FRAMES[: -len(PLAYERS)]):
        url = _framed(node) if node.tag == "iframe" else _named(node)
        if url:
            title = " ".join((node.get("title") or "").split())[:_LONGEST]
            yield Post(node, url, "" if _SAYS_NOTHING.search(title) else title)
    for node in tree.iter(*PLAYERS):
        url = next((at for name in _SOURCES if (at := _file(node.get(name) or "", base))), "")
        if url:
            title = " ".join((node.get("title") or node.get("aria-label") or "").split())[:_LONGEST]
            yield Post(
                node,
                url,
                title if title and not _SAYS_NOTHING.search(title) else node.tag.removeprefix("amp-").capitalize(),
            )
    for node in tree.iter("blockquote", "div"):
        if (name := node.get("class")) and _POSTED.search(name):
            url = next((at for name in _LINKED if (at := absolute(node.get(name) or "", None))), "")
            bare = url.partition("?")[0].rstrip("/")
            if url and not any((link.get("href") or "").startswith(bare) for link in node.iter("a")):
                yield Post(node, bare if "?" in url and "instagram." in url else url, "")


def quote(found: Iterable[Post]) -> None:
    """Put a quotation with a link in the place of what loads a post, and a link at the end of one that is there."""
    for post in found:
        if post.node.getparent() is None:
            continue
        link = etree.SubElement(post.node, "p").makeelement("a", {"href": post.url})
        link.text = post.title or _site(post.url)
        words = post.node.text_content().strip() if post.node.tag in ("blockquote", "div") else ""
        line = post.node[-1]
        if not words:
            for child in list(post.node)[:-1]:
                post.node.remove(child)
            post.node.text = None
        line.append(link)
        post.node.tag = "blockquote"


def _site(url: str) -> str:
    """Return the name of a site as its readers know it: of its domain, the part that is its own."""
    name = (urlsplit(url).hostname or "").split(".")[-2:][0]
    return _SPELT.get(name, name.capitalize())


def _file(address: str, base: str) -> str:
    """Return the address of a film or a sound that a page plays itself; empty for one that nobody else can reach."""
    return address.strip() if is_beside(address.strip()) else absolute(address, base or None)


def _framed(node: HtmlElement) -> str:
    source = next((value for name in _SOURCES if "//" in (value := node.get(name) or "")), "")
    for pattern, address in _FRAMES:
        found = pattern.search(source)
        if found:
            return address.format(found[1])
    try:
        parts = urlsplit(source)
        for host, path, name in _HANDED_ON:
            if (parts.hostname or "").endswith(host) and parts.path.startswith(path):
                return absolute(next(iter(parse_qs(parts.query).get(name, [])), ""), None)
    except ValueError:
        pass
    return ""


def _named(node: HtmlElement) -> str:
    for tag, name, address in _NAMED:
        value = node.get(name) or ""
        if node.tag == tag and (_PLAIN.fullmatch(value) or address == "{}"):
            return absolute(address.format(value), None)
    return ""
