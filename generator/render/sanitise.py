"""Which HTML may stand in a body, and where its links may lead.

Bodies come from strangers, raw HTML included: what is not on the lists below does not pass, whatever it is. A style
attribute never does (the page's policy forbids it), nor does a picture from another host: a link with its words stands
in its place, so that opening a page asks nobody else for anything.
"""

import functools
import html
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlsplit

import nh3

Resolve = Callable[[str], str]
"""From a relative target as the author wrote it, anchor included, to the one to print."""

Show = Callable[[str, dict[str, str], bool], str]
"""From a picture's relative target, its other attributes and whether it stands in a link, to safe HTML."""

_TAGS = set(
    """
    a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub summary sup
    table tbody td tfoot th thead time tr u ul var wbr
    """.split()  # noqa: SIM905 seventy names are read as words, not as a list of a line each
)
_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href", "rel"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "time": {"datetime"},
}
_SCHEMES = {"http", "https", "mailto"}
# What such an element holds is code or a fallback, never words of the article.
_WITH_CONTENT = {"iframe", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title"}
_RELATIONS = {"author", "license", "nofollow", "sponsored", "tag", "ugc"}

# nh3 quotes every value and escapes quotes in it, so a tag is told from a bracket in a value.
_VALUES = r'((?: [a-z-]+="[^"]*")*)'
_TAG = re.compile(rf"<(/?[a-z][a-z0-9]*){_VALUES}>")
_TARGETED = re.compile(rf"<(/?(?:a|img))(?=[ >]){_VALUES}>")
_BRACKET = re.compile(r'="[^"<]*<')
_VALUE = re.compile(r' ([a-z-]+)="([^"]*)"')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SLASHES = re.compile(r"[\\/]{2}")
# What browsers take off the ends of a URL, and out of its middle, before they look at it.
_BLANK = "".join(map(chr, range(0x21)))
_UNSEEN = dict.fromkeys(map(ord, "\t\n\r"))


def clean(markup: str, *, resolve: Resolve, show: Show | None = None) -> str:
    """Return the allowed part of an HTML fragment, its targets resolved.

    Args:
        markup: HTML of any origin.
        resolve: Called once for each relative target of a link or a picture; whatever it raises passes through.
        show: Prints a picture of the site, instead of its element with its target resolved.
    """
    allowed = _cleaner().clean(markup)
    if "<a " not in allowed and "<img" not in allowed:
        return allowed
    inside_link = False

    def settle(found: re.Match[str]) -> str:
        nonlocal inside_link
        tag, values = found[1], found[2]
        if tag in ("a", "/a"):
            inside_link = tag == "a"
            return _link(_read(values), resolve) if inside_link else found[0]
        if tag == "img":
            return _picture(_read(values), resolve, show, inside_link=inside_link)
        return found[0]

    # Where no value holds a bracket, the tags that matter can be looked for alone.
    return (_TAG if _BRACKET.search(allowed) else _TARGETED).sub(settle, allowed)


@functools.cache
def _cleaner() -> nh3.Cleaner:
    """Return the one cleaner of a process: making one costs as much as cleaning an article."""
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def plain(markup: str) -> str:
    """Return the words of HTML that `clean` returned, white space as it stands."""
    return html.unescape(_TAG.sub("", markup))


def _address(url: str) -> str:
    """Return a URL as browsers read it, empty if it may lead nowhere.

    One that begins with two slashes is read as https: it would mean something else on a page opened from a disk.
    """
    url = url.translate(_UNSEEN).strip(_BLANK)
    if url.startswith("//"):
        return f"https:{url}"
    scheme = _SCHEME.match(url)
    if _SLASHES.match(url) or (scheme and scheme[0][:-1].lower() not in _SCHEMES):
        return ""
    return url


def _link(values: dict[str, str], resolve: Resolve) -> str:
    where = _address(values.pop("href", ""))
    if where and not where.startswith("#") and not _SCHEME.match(where):
        where = resolve(where)
    rel = " ".join(word for word in values.pop("rel", "").lower().split() if word in _RELATIONS)
    return _write("a", ({"href": where} if where else {}) | values | ({"rel": rel} if rel else {}))


def _picture(values: dict[str, str], resolve: Resolve, show: Show | None, *, inside_link: bool) -> str:
    where = _address(values.pop("src", ""))
    words = values.get("alt") or values.get("title") or ""
    scheme = _SCHEME.match(where)
    if not where or (scheme and scheme[0].lower() == "mailto:"):
        return html.escape(words, quote=False)
    if not scheme and show:
        return show(where, values, inside_link)
    if not scheme:
        return _write("img", {"src": resolve(where), "alt": ""} | values)
    return instead(where, words or _named(where), inside_link=inside_link)


def instead(address: str, words: str, *, inside_link: bool) -> str:
    """Return what stands in place of a picture that is not shown: its words, as a link to where it can be seen."""
    words = html.escape(words, quote=False)
    if inside_link or not address:
        return words
    return f"{_write('a', {'href': address, 'class': 'remote-image'})}{words}</a>"


def _read(values: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _VALUE.findall(values)}


def attributes(values: Mapping[str, str]) -> str:
    """Return attributes as nh3 writes them, so that what is clean is left as it is; a space before each."""
    escaped = {name: html.escape(value, quote=False).replace('"', "&quot;") for name, value in values.items()}
    return "".join(f' {name}="{value}"' for name, value in escaped.items())


def _write(tag: str, values: dict[str, str]) -> str:
    return f"<{tag}{attributes(values)}>"


def _named(url: str) -> str:
    """Return words for a picture that has none: its file and its host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    file = unquote(parts.path.rsplit("/", 1)[-1])
    return f"{file} ({parts.netloc})" if file else parts.netloc
