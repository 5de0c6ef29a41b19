"""The tree of an HTML file: what of its text reaches the parser, and what of the parser's tree is put right.

The text is a stranger's. What would keep a parser busy for minutes is refused, or taken out where no word is lost.
"""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree, html
from lxml.html import HtmlElement

from generator.convert import formula, inside, mail
from generator.convert.declared import characters
from generator.convert.inline import SOURCES
from generator.convert.posts import PLAYERS
from generator.errors import ContentError, Where
from generator.model import Source

_PROLOGUE: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
# A picture inside the page would be kept in memory many times over, and never printed.
_EMBEDDED: Final = re.compile(r"data:[\w.+/-]+;base64,[A-Za-z0-9+/=%\s]{64,}")
_NEVER_SHOWN: Final = bytes({*range(0x20), 0x7F} - {*b"\t\n\f\r"})
_MOST_TAGS: Final = 200_000
"""Of a page that can be read in seconds; thirty times those of a large one."""

_LONGEST_TAG: Final = 20_000
"""Characters; attributes by the thousand take the parser the square of their number."""

_MANY: Final = 40
"""Signs that open a tag, in a stretch with none that closes one: they stand in an attribute's value."""

_OPENING: Final = re.compile(r"<(?:!--|([a-zA-Z][^\s/>\"'<]{0,40}))")
_ATTRIBUTES: Final = re.compile(r"(?>(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*)")
_CLASSES: Final = etree.ElementDefaultClassLookup(element=HtmlElement, comment=html.HtmlComment)
"""lxml.html asks by each element's name, in Python, of which of its classes it is; nothing of forms is wanted here."""

_RAW: Final = ("script", "style", "textarea", "title", "xmp")
_SPAN_DIGITS: Final = 2
"""Of the columns or rows of one cell; a hostile table asks for millions."""

_MOST_SPANNED: Final = 10_000
"""Places that the cells of a page take up by their spans; whoever reads tables makes something of each."""


def parsed(source: Source) -> HtmlElement:
    """Return the tree of an HTML file.

    Raises:
        ContentError: The file is no HTML, has tags without number, or nests without end.
    """
    text = _PROLOGUE.sub("", characters(mail.page(source)))
    if text.count("<") > _MOST_TAGS:
        raise _refusal(
            source,
            f"the page has more than {_MOST_TAGS:,} tags, and is not read",
            "save the article alone, or copy its text into a file that ends in .txt",
        )
    # Each of these is rare, and looking for one this way costs less than a substitution that finds none.
    if ";base64," in text:
        text = _EMBEDDED.sub(lambda found: inside.PICTURE if inside.is_picture(found[0]) else "data:,", text)
    pieces = text.split(">")
    if max(map(len, pieces)) > _LONGEST_TAG and any(
        len(piece) > _LONGEST_TAG and _may_be_a_tag(piece) for piece in pieces
    ):
        text = "".join(_without_overlong_tags(text))
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace").translate(None, _NEVER_SHOWN), parser=parser)
    except etree.LxmlError as error:
        raise _refusal(source, f"the file is no HTML: {error}", "save the page again") from error
    if any("depth" in error.message for error in parser.error_log.filter_from_fatals()):
        raise _refusal(
            source,
            "the page nests its elements without end",
            "copy the text of the article into a file that ends in .txt",
        )
    _put_right(tree)
    return tree


def _refusal(source: Source, what: str, hint: str) -> ContentError:
    return ContentError(what, where=Where(source.where, source.line), hint=hint)


def _may_be_a_tag(piece: str) -> bool:
    """Say whether a stretch without the end of a tag may be one tag, and not text or a script before one."""
    return piece.count("<") > _MANY or len(piece) - piece.rfind("<") > _LONGEST_TAG


def _without_overlong_tags(text: str) -> Iterator[str]:
    """Yield a page's text, tags of more than a few thousand characters without their attributes."""
    at = 0
    while found := _OPENING.search(text, at):
        name = (found[1] or "").lower()
        if not name:
            end = text.find("-->", found.end())
            end = len(text) if end < 0 else end
        else:
            end = _ATTRIBUTES.match(text, found.end()).end()  # type: ignore[union-attr] # it matches nothing, too
            if end >= len(text):
                # As in a browser, a tag that never ends is none, and neither is what follows it.
                yield text[at : found.start()]
                return
            if end - found.start() > _LONGEST_TAG:
                yield f"{text[at : found.end()]}>"
                at = end + 1
                continue
            if name in _RAW:
                closing = re.compile(f"</{name}", re.IGNORECASE).search(text, end)
                end = closing.start() if closing else len(text)
        yield text[at:end]
        at = end
    yield text[at:]


def _put_right(tree: HtmlElement) -> None:
    """Take out of a tree what HTML has no end of (to the parser, all that follows is inside); put formulas right."""
    for image in tree.iter("amp-img"):
        image.tag = "img"
    for source in tree.iter("source"):
        image = next(source.iter("img"), None)
        if image is not None and not any(image.get(name) for name in SOURCES):
            image.set("srcset", source.get("srcset") or source.get("data-srcset") or "")
        player = next(source.iterancestors(*PLAYERS), None)
        if player is not None and not player.get("src") and source.get("src"):
            player.set("src", source.get("src"))
    etree.strip_tags(tree, "embed", "keygen", "source", "track", "wbr")
    formula.put_right(tree)
    spanned = 0
    for cell in tree.iter("td", "th"):
        area = 1
        for name in ("colspan", "rowspan"):
            span = cell.get(name)
            if span and span.isdecimal() and len(span) <= _SPAN_DIGITS and spanned <= _MOST_SPANNED:
                area *= int(span)
            elif span:
                del cell.attrib[name]
        spanned += area if area > 1 else 0
