"""What becomes of the marks inside a block: escapes, links, pictures, line breaks, emphasis.

Python-Markdown tries some thirty patterns on every text, one after another, and keeps what it finds aside. Here the
marks that prose is made of are read directly, in the order of those patterns, and only where it can be shown that the
result is theirs; anything else is `Uncovered`, and the document is left to the library. What can be shown, and why,
stands beside each rule.
"""

import re
from collections.abc import Iterator

import msgspec
from markdown.inlinepatterns import ENTITY_RE, LinkInlineProcessor
from markdown.serializers import RE_AMP
from markdown.util import code_escape

from generator.render.markdown import smart

OPEN, CLOSE = "\x02", "\x03"
"""The edges of a placeholder: the library's own, so that what looks at the character beside it sees the same."""

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = re.compile("\x02([0-9]+)\x03")
_IS_ELEMENT, _ELEMENT = f"{OPEN}:", re.compile("\x02:([0-9]+)\x03")

# A link or a picture without brackets in its words (but for pictures in a link), with no quote, space or escape in its
# target; brackets that stand alone are words, since nothing is defined that they could refer to. A title may hold
# anything but its own quotes, as long as no other quote before a parenthesis looks like its end.
_TARGET = r"(?:[^\s()<>\[\]\"'\\\x02\x03]|\([^\s()<>\[\]\"'\\\x02\x03]*\))+"
_TITLE = r"[ ]+\"(?P<title>(?!\s*[\"'])(?![^\"]*'[ ]*\))[^\"\\\x02\x03\n]+)\""
_PICTURE = rf"!\[[^\[\]]*\]\({_TARGET}(?:[ ]+\"[^\"\[\]\\\x02\x03\n]+\")?\)"
_LINK = re.compile(rf"\[(?P<words>[^\[\]]*(?:{_PICTURE}[^\[\]]*)*)\](?:\((?P<target>{_TARGET})(?:{_TITLE})?\))?")


# Ticks with as many ticks further on, and no other run of as many between them.
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_ENTITY = re.compile(ENTITY_RE)
# Three expressions, since one that begins with a single character is found at the speed of memory.
_STARS, _LINES, _RUN = re.compile(r"\*\**"), re.compile("__*"), re.compile(r"([*_])\1*")
_SPACED_BREAK = re.compile(r"  \n\s")
_STRONG = 2
"""The longest run of a mark that is read here: three and more pair in ways of their own."""


class Uncovered(Exception):  # noqa: N818 no error: the document asks for the whole library
    """This document is not one that can be shown to come out the same."""


class Dialect(msgspec.Struct, frozen=True):
    """What a reader's extensions make of marks inside a block."""

    escaped: frozenset[str]
    """The characters that a backslash escapes."""

    void: str
    """How a tag without an end closes: `>` in HTML, ` />` in XHTML."""

    attributes: bool
    """Whether braces may hold attributes."""

    wiki: bool
    """Whether double brackets are links."""

    figures: bool
    """Whether a paragraph that is a picture with a title becomes a figure, the title its caption."""

    smart: tuple[smart.Rule, ...]
    """How straight quotes, dashes and dots become typographic ones, in this order."""

    def marks(self, text: str) -> tuple[str, ...]:
        """Return what of a document can make an inline mark: a text without any of them stays as it is."""
        known = ["\\", "`", "*", "_", "&", ">", "](", "  \n"]
        known += ["{"] * self.attributes + ["[["] * self.wiki + [rule.needs for rule in self.smart]
        return tuple(mark for mark in dict.fromkeys(known) if mark[0] in text and mark in text)


def render(text: str, dialect: Dialect) -> str:
    """Return the text of a block as HTML.

    Raises:
        Uncovered: It needs the whole library.
    """
    elements: list[str] = []
    if "`" in text:
        if "\\`" in text:
            raise Uncovered
        text = _CODE.sub(lambda found: _stash(f"<code>{code_escape(found[2].strip())}</code>", elements), text)
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: _escape(found, dialect), text)
    if "`" in text or (dialect.attributes and "{" in text) or (dialect.wiki and "[[" in text):
        raise Uncovered
    return _spans(text, dialect, elements)


def figure(text: str, dialect: Dialect) -> str:
    """Return a paragraph that is a picture with a title, and nothing else, as a figure; empty if it is none.

    Raises:
        Uncovered: It may be one.
    """
    found = _LINK.match(text, 1 if text.startswith("!") else 0)
    if not found or text[found.end() :].strip():
        return ""
    if not found.start():  # a link, with a picture that has a title perhaps
        if '")' in found["words"]:
            raise Uncovered
        return ""
    if not found["title"]:
        return ""
    if len(text) > found.end() or any(mark in text for mark in "`{\\") or "[" in found["words"]:
        raise Uncovered
    caption = _words(_title(found), dialect)
    image = f'<img alt="{quoted(found["words"])}" src="{quoted(found["target"])}"{dialect.void}'
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"


def _stash(element: str, elements: list[str]) -> str:
    elements.append(element)
    return f"{OPEN}:{len(elements) - 1}{CLOSE}"


def _escape(found: re.Match[str], dialect: Dialect) -> str:
    return f"{OPEN}{ord(found[1])}{CLOSE}" if found[1] in dialect.escaped else found[0]


def _spans(text: str, dialect: Dialect, elements: list[str], *, inside: bool = False) -> str:
    """Return a text, its escapes and its code put aside, as HTML.

    Args:
        text: A block's text, or the words of a link.
        dialect: How it is read.
        elements: What was put aside.
        inside: Whether these are words of a link. The library reads what stands inside two elements a second time,
            piece by piece; that changes nothing as long as no piece holds a mark of emphasis.
    """
    if "]" in text and "](" in text:
        text = _links(text, dialect, elements)
    if "\n" in text and "  \n" in text:
        if _SPACED_BREAK.search(text):
            raise Uncovered
        text = text.replace("  \n", _stash(f"<br{dialect.void}", elements))
    if "*" in text or "_" in text:
        text = _emphasis(text, elements)
        if inside and _IS_ELEMENT in text and _RUN.search(text):
            raise Uncovered
    return _assembled(text, elements, dialect) if _IS_ELEMENT in text else _words(text, dialect)


def _assembled(text: str, elements: list[str], dialect: Dialect) -> str:
    """Return a text with its elements in their places."""
    pieces = _ELEMENT.split(text)
    for at in range(1, len(pieces), 2):
        pieces[at] = elements[int(pieces[at])]
        if pieces[at].startswith("<br"):  # the library puts the line end after it once emphasis is read
            pieces[at + 1] = f"\n{pieces[at + 1]}"
    for at in range(0, len(pieces), 2):
        pieces[at] = _words(pieces[at], dialect)
    return "".join(pieces)


def _words(text: str, dialect: Dialect) -> str:
    """Return words without marks as HTML, typographic where that is asked for."""
    kept: list[str] = []
    if dialect.smart:
        if "&" in text and _ENTITY.search(text):  # a rule would take it for the dash or the space that it names
            raise Uncovered
        text = smart.educate(text, dialect.smart, kept)
    text = _plain(text)
    if OPEN in text:
        text = _ESCAPED.sub(lambda found: _plain(chr(int(found[1]))), text)
    return smart.restore(text, kept) if kept else text


def _plain(text: str) -> str:
    if "&" in text:
        text = RE_AMP.sub("&amp;", text)
    return text.replace(">", "&gt;") if ">" in text else text


def _links(text: str, dialect: Dialect, elements: list[str]) -> str:
    """Return a text whose links and pictures are put aside.

    Raises:
        Uncovered: A bracket that is neither part of a plain link or picture nor one of a pair around mere words.
    """
    written: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        start = found.start()
        picture = start > end and text[start - 1] == "!"
        element = _link(found, dialect, elements, picture=picture)
        before = text[end : start - (picture and bool(element))]
        if "[" in before or "]" in before:
            raise Uncovered
        written += (before, element or found[0])
        end = found.end()
    rest = text[end:]
    if "[" in rest or "]" in rest:
        raise Uncovered
    return "".join([*written, rest])


def _link(found: re.Match[str], dialect: Dialect, elements: list[str], *, picture: bool) -> str:
    """Return a link or a picture put aside; empty if these are words in brackets."""
    words, target = found["words"], found["target"]
    if target is None:
        if found.string.startswith("(", found.end()) or "[" in words:
            raise Uncovered
        return ""
    title = f' title="{quoted(_title(found))}"' if found["title"] else ""
    if picture:
        if OPEN in words or "[" in words:
            raise Uncovered
        return _stash(f'<img alt="{quoted(words)}" src="{quoted(target)}"{title}{dialect.void}', elements)
    inner = _spans(words, dialect, elements, inside=True)
    return _stash(f'<a href="{quoted(target)}"{title}>{inner}</a>', elements)


def _title(found: re.Match[str]) -> str:
    return LinkInlineProcessor.RE_TITLE_CLEAN.sub(" ", found["title"].strip())


def quoted(value: str) -> str:
    """Return the value of an attribute, escaped."""
    return _plain(value).replace('"', "&quot;")


def _emphasis(text: str, elements: list[str]) -> str:
    """Return a text whose emphasis is put aside, mark by mark.

    Raises:
        Uncovered: Marks that nest, overlap or differ in length.
    """
    written: list[str] = []
    end = 0
    for opening, closing in _pairs(text):
        tag = "em" if opening.end() - opening.start() == 1 else "strong"
        words = text[opening.end() : closing.start()]
        if _IS_ELEMENT in words and _RUN.search(words):
            raise Uncovered
        written += (text[end : opening.start()], _stash(f"<{tag}>", elements), words, _stash(f"</{tag}>", elements))
        end = closing.end()
    return "".join([*written, text[end:]])


def _pairs(text: str) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Yield the pairs of marks that emphasise.

    An opening mark followed by a closing one of its sign and its length, one or two, pairs with it whatever else is
    true of either, and after that the library begins anew. A mark that can do neither is not seen, nor is one that
    can only close where nothing is open; an opening one that nothing follows is words.
    """
    opened: re.Match[str] | None = None
    runs = _RUN if "*" in text and "_" in text else _STARS if "*" in text else _LINES
    for run in runs.finditer(text):
        opens, closes = _sides(text, run)
        if not opens and not closes:
            continue
        if opened is None:
            if not opens:
                continue
            if len(run[0]) > _STRONG:
                raise Uncovered
            opened = run
        elif run[0] == opened[0] and closes:
            yield opened, run
            opened = None
        elif opens or run[0][0] == opened[0][0]:
            raise Uncovered


def _sides(text: str, run: re.Match[str]) -> tuple[bool, bool]:
    """Return whether a run of marks can open, and whether it can close."""
    before = text[run.start() - 1] if run.start() else " "
    after = text[run.end()] if run.end() < len(text) else " "
    opens, closes = not after.isspace(), not before.isspace()
    if run[0][0] == "_":  # inside a word it does neither
        return opens and not _of_a_word(before), closes and not _of_a_word(after)
    return opens, closes


def _of_a_word(character: str) -> bool:
    return character.isalnum() or character == "_"
