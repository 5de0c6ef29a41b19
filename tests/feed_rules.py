"""What makes a feed valid, as faults in words: the rules of the specifications and of those who check feeds.

Sources: RFC 4287 (Atom); RSS 2.0 and the best practices of its advisory board; JSON Feed 1.1; and the rules that the
W3C's feed validator holds these formats to, in our own words: of addresses, dates, ids, types, namespaces, and of what
HTML may hold that is read far from its page.
"""

import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit

from lxml import etree

ATOM, CONTENT, DC = (
    "http://www.w3.org/2005/Atom",
    "http://purl.org/rss/1.0/modules/content/",
    "http://purl.org/dc/elements/1.1/",
)
RELATIONS = {"alternate", "license", "self", "via"}
MIME = re.compile(r"[a-z]+/[a-z0-9.+-]+")
LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
URI = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
UNSAFE = set("applet base embed form frame iframe link math meta object script style svg".split())  # noqa: SIM905 a list of words
ADDRESSES = {"href", "src", "srcset", "poster", "cite", "action", "background", "data"}
VOID = {"br", "col", "hr", "img", "input", "wbr"}
# How often each element may stand: at least, at most.
ONCE, PERHAPS, SOME, ANY = (1, 1), (0, 1), (1, 99), (0, 999)
FEED = {
    "title": ONCE,
    "subtitle": PERHAPS,
    "id": ONCE,
    "updated": ONCE,
    "author": SOME,
    "link": SOME,
    "icon": PERHAPS,
    "entry": ANY,
}
ENTRY = {
    "title": ONCE,
    "id": ONCE,
    "published": PERHAPS,
    "updated": ONCE,
    "link": ANY,
    "author": ANY,
    "category": ANY,
    "rights": PERHAPS,
    "summary": PERHAPS,
    "content": PERHAPS,
}
CHANNEL = {
    "title": ONCE,
    "link": ONCE,
    "description": ONCE,
    "language": PERHAPS,
    f"{{{ATOM}}}link": ONCE,
    "lastBuildDate": PERHAPS,
    "item": ANY,
}
ITEM = {
    "title": ONCE,
    "link": PERHAPS,
    "guid": ONCE,
    "pubDate": PERHAPS,
    f"{{{DC}}}creator": ANY,
    "category": ANY,
    f"{{{DC}}}rights": PERHAPS,
    f"{{{DC}}}source": PERHAPS,
    "description": PERHAPS,
    f"{{{CONTENT}}}encoded": PERHAPS,
}
TOP = set("version title home_page_url feed_url description language icon items".split())  # noqa: SIM905 the same
MEMBERS = set(
    """
    id url external_url title content_html content_text summary date_published date_modified authors tags language
    """.split()  # noqa: SIM905 the same
)


def atom(data, url):
    """Yield what is wrong with the bytes of an Atom feed that stands at a URL."""
    feed = etree.fromstring(data)
    if feed.tag != f"{{{ATOM}}}feed":
        yield f"the root is {feed.tag}"
    yield from _common(data, feed, {ATOM})
    yield from _counts(feed, FEED, f"{{{ATOM}}}")
    yield from _links(feed, url)
    for entry in feed.iterfind(f"{{{ATOM}}}entry"):
        yield from _entry(entry)
    for moment in [*feed.iter(f"{{{ATOM}}}updated"), *feed.iter(f"{{{ATOM}}}published")]:
        yield from _rfc_3339(moment.text)
    ids = [each.text for each in feed.iter(f"{{{ATOM}}}id")]
    yield from _unique(ids)
    for each in [*ids, *(made.text for made in [*feed.iter(f"{{{ATOM}}}icon"), *feed.iter(f"{{{ATOM}}}uri")])]:
        yield from _absolute(each)
    newest = max((each.text for each in feed.iterfind(f"{{{ATOM}}}entry/{{{ATOM}}}updated")), default=None)
    if newest and newest != feed.findtext(f"{{{ATOM}}}updated"):
        yield "the feed was changed at another time than its newest entry"
    if any(not each.get("term") for each in feed.iter(f"{{{ATOM}}}category")):
        yield "a category has no term"
    if any(not each.findtext(f"{{{ATOM}}}name") for each in feed.iter(f"{{{ATOM}}}author")):
        yield "an author has no name"


def _entry(entry):
    yield from _counts(entry, ENTRY, f"{{{ATOM}}}")
    yield from _links(entry, None)
    content = entry.find(f"{{{ATOM}}}content")
    if content is None and entry.find(f"{{{ATOM}}}link[@rel='alternate']") is None:
        yield "an entry has neither a content nor an address"
    if content is None and entry.find(f"{{{ATOM}}}summary") is None:
        yield "an entry has no words"
    if content is not None:
        if content.get("type") != "html":
            yield f"a content is of the type {content.get('type')}"
        yield from _html(content.text)
    moments = [entry.findtext(f"{{{ATOM}}}{name}") for name in ("published", "updated")]
    if moments[0] and moments[0] > moments[1]:
        yield "an entry was changed before it was published"


def rss(data, url):
    """Yield what is wrong with the bytes of an RSS feed that stands at a URL."""
    root = etree.fromstring(data)
    if root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1:
        yield "the root is no rss of one channel"
    yield from _common(data, root, {ATOM, CONTENT, DC})
    if {prefix for prefix in root.nsmap if prefix not in ("atom", "content", "dc")}:
        yield "a namespace has an unusual prefix"
    channel = root[0]
    yield from _counts(channel, CHANNEL)
    yield from _absolute(channel.findtext("link"))
    if not LANG.fullmatch(channel.findtext("language") or "en"):
        yield "the language is none"
    own = channel.find(f"{{{ATOM}}}link")
    if own is None or (own.get("rel"), own.get("type"), own.get("href")) != ("self", "application/rss+xml", url):
        yield "the feed does not name its own address"
    for moment in [*channel.iter("lastBuildDate"), *channel.iter("pubDate")]:
        yield from _rfc_822(moment.text)
    for item in channel.iterfind("item"):
        yield from _counts(item, ITEM)
        yield from _absolute(item.findtext("link"))
        guid = item.find("guid")
        if guid is not None and guid.get("isPermaLink") != "false":
            yield "a guid is taken for an address"
        yield from _html(item.findtext("description"))
        yield from _html(item.findtext(f"{{{CONTENT}}}encoded"))
        for source in item.iterfind(f"{{{DC}}}source"):
            yield from _absolute(source.text)
    yield from _unique([each.findtext("guid") for each in channel.iterfind("item")])


def json_feed(data, url):
    """Yield what is wrong with the bytes of a JSON Feed that stands at a URL."""
    feed = json.loads(data.decode())
    if (
        feed.get("version") != "https://jsonfeed.org/version/1.1"
        or feed.get("feed_url") != url
        or not feed.get("title")
    ):
        yield "the feed lacks its version, its address or its title"
    yield from (f"there is no member {name}" for name in feed.keys() - TOP)
    for name in ("home_page_url", "feed_url", "icon"):
        yield from _absolute(feed.get(name, url))
    for item in feed["items"]:
        yield from _item(item, url)
    yield from _unique([item.get("id") for item in feed["items"]])


def _item(item, url):
    yield from (f"an item has no member {name}" for name in item.keys() - MEMBERS if not name.startswith("_"))
    yield from (f"{name} is empty" for name, said in item.items() if said in (None, "", []))
    if not isinstance(item.get("id"), str):
        yield "an id is no string"
    if not {"content_html", "content_text"} & item.keys():
        yield "an item has no content"
    for name in ("url", "external_url"):
        yield from _absolute(item.get(name, url))
    for name in ("date_published", "date_modified"):
        yield from _rfc_3339(item.get(name, "2000-01-01T00:00:00Z"))
    for author in item.get("authors", ()):
        yield from _absolute(author.get("url", url))
        if not author.get("name"):
            yield "an author has no name"
    if not LANG.fullmatch(item.get("language", "en")):
        yield "the language is none"
    yield from _html(item.get("content_html"))


def _common(data, root, known):
    if not data.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n'):
        yield "the file does not state its encoding"
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        yield "the file has a document type"
    for element in root.iter():
        space = etree.QName(element).namespace
        if space and space not in known:
            yield f"the namespace {space} is not known"
        if element.text is None and not len(element) and not element.attrib:
            yield f"{element.tag} is empty"
        if element.text and not len(element) and element.text != element.text.strip() and "\n" not in element.text:
            yield f"{element.tag} has white space around it"
        lang = element.get("{http://www.w3.org/XML/1998/namespace}lang")
        if lang is not None and not LANG.fullmatch(lang):
            yield f"the language {lang} is none"


def _counts(parent, wanted, space=""):
    counts = {}
    for child in parent:
        name = child.tag.removeprefix(space)
        counts[name] = counts.get(name, 0) + 1
    yield from (f"{name} does not belong in {parent.tag}" for name in counts.keys() - wanted.keys())
    for name, (least, most) in wanted.items():
        if not least <= counts.get(name, 0) <= most:
            yield f"{parent.tag} has {counts.get(name, 0)} of {name}"


def _links(parent, url):
    seen = set()
    for link in parent.findall(f"{{{ATOM}}}link"):
        kind, rel = link.get("type"), link.get("rel")
        if rel not in RELATIONS:
            yield f"a link has the relation {rel}"
        if kind is not None and not MIME.fullmatch(kind):
            yield f"a link has the type {kind}"
        if rel in ("alternate", "self") and kind is None:
            yield "a link says no type"
        if (rel, kind, link.get("hreflang")) in seen and rel == "alternate":
            yield "two links are alternates of one type"
        seen.add((rel, kind, link.get("hreflang")))
        yield from _absolute(link.get("href"))
    if url and [each.get("href") for each in parent.findall(f"{{{ATOM}}}link[@rel='self']")] != [url]:
        yield "the feed does not name its own address"


def _absolute(url):
    if not url or not URI.fullmatch(url) or not urlsplit(url).netloc or urlsplit(url).scheme not in ("http", "https"):
        yield f"{url!r} is no absolute URI"


def _unique(ids):
    if len(set(ids)) < len(ids) or None in ids:
        yield "two entries have one id"


def _rfc_3339(said):
    if not RFC_3339.fullmatch(said):
        yield f"{said} is no date of RFC 3339"
        return
    datetime.fromisoformat(said)


def _rfc_822(said):
    when = parsedate_to_datetime(said)
    if said != format_datetime(when.astimezone(UTC), usegmt=True):
        yield f"{said} is no date of RFC 822"


def _html(text):
    """Yield what is wrong with HTML that is read far from its page."""
    reader = _Far()
    reader.feed(text or "")
    reader.close()
    yield from reader.faults
    if reader.open:
        yield f"<{reader.open[-1]}> is never closed"


class _Far(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.faults, self.open = [], []

    def handle_starttag(self, tag, attrs):
        if tag in UNSAFE:
            self.faults.append(f"<{tag}> may not stand in a feed")
        for name, said in attrs:
            if name in ADDRESSES and not re.match(r"(https?|mailto):", said or ""):
                self.faults.append(f"{name}={said!r} is no absolute address")
            if name == "style" or name.startswith("on"):
                self.faults.append(f"the attribute {name} may not stand in a feed")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if "<" in data:
            self.faults.append(f"a loose < in {data[:40]!r}")

    def unknown_decl(self, data):
        self.faults.append(f"<![{data} may not stand in a feed")
