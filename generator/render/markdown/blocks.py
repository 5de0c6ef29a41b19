"""Which blocks a document of prose is made of: paragraphs, headings, rules, flat lists, quotations of paragraphs.

A document is read only if every block of it is one of these and none of the library's block processors could see
anything else in it; otherwise it is `Uncovered` as a whole, since a definition in one block changes others.
"""

import re
from collections.abc import Callable

import msgspec
from markdown.blockprocessors import HashHeaderProcessor, HRProcessor

from generator.render.markdown import inline
from generator.render.markdown.inline import Uncovered

_BLANK_LINE = re.compile(r"(?<=\n) +\n")
# What the library's reader of raw HTML leaves as it is; it mends those without a semicolon.
_REFERENCE = re.compile(r"&#(?:[0-9]+|[xX][0-9a-fA-F]+);")

_RULE = r"[-_*=][-_*= ]*(?:\n|\Z)"
# What makes the first line of a block more than words, and what makes a later one.
_FIRST = re.compile(rf" |\#|>|: |[-+*] |\d+\. |{_RULE}|!!!")
_LATER = re.compile(rf"\n(?: |\#|>|: |{_RULE}|!!!)")
_DEFINITION = re.compile(r"^ {0,3}\*?\[", re.MULTILINE)

_BULLET = re.compile(r"[-+*] +(.*)")
_NUMBER = re.compile(r"([0-9]+)\. +(.*)")
_QUOTED = re.compile(r"> ?(.*)")


class Group(msgspec.Struct):
    """A list or a quotation, which a later block may go on with."""

    tag: str
    start: str = ""
    parts: list[str] = msgspec.field(default_factory=list)
    """Paragraphs of a quotation, or the words of a list's items."""

    loose: list[bool] = msgspec.field(default_factory=list)
    """Which items of a list are paragraphs."""

    def print(self) -> str:
        """Return it as HTML."""
        if self.tag == "blockquote":
            lines = self.parts
        else:
            lines = [
                f"<li>\n<p>{words}</p>\n</li>" if loose else f"<li>{words}</li>"
                for words, loose in zip(self.parts, self.loose, strict=True)
            ]
        return "\n".join([f"<{self.tag}{self.start}>", *lines, f"</{self.tag}>"])


class Dialect(msgspec.Struct, frozen=True):
    """What a reader's extensions make of blocks."""

    inline: inline.Dialect
    tab: int
    """How many spaces a tab stands for."""

    sane: bool
    """Whether lists of two kinds stay two lists, and begin with the number written."""

    marker: str
    """What is replaced by the table of contents, if anything is."""


Heading = Callable[[int, str], str]
"""From a level and the heading's HTML to its anchor, empty for none."""


def render(source: str, dialect: Dialect, heading: Heading) -> str:
    """Return a document as HTML.

    Raises:
        Uncovered: It needs the whole library.
    """
    text = normal(source, dialect.tab)
    # One sign is found dozens of times as fast as several, and most documents have none of these.
    fenced = ("~" in text and "~~~" in text) or ("`" in text and "```" in text)
    if "<" in text or fenced or (dialect.marker and dialect.marker[0] in text and dialect.marker in text):
        raise Uncovered
    if "&" in text and "&#" in text and len(_REFERENCE.findall(text)) != text.count("&#"):
        raise Uncovered
    return _Document(text, dialect, heading).print()


def normal(source: str, tab: int) -> str:
    """Return a document as the library's first step leaves it."""
    text = source.replace(inline.OPEN, "").replace(inline.CLOSE, "").replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
    if "\t" in text:
        text = text.expandtabs(tab)
    return _BLANK_LINE.sub("\n", text) if "\n " in text else text


class _Document:
    """One document while it is printed."""

    __slots__ = ("_defines", "_dialect", "_heading", "_marks", "_printed", "_text")

    def __init__(self, text: str, dialect: Dialect, heading: Heading) -> None:
        self._text = text
        self._dialect = dialect
        self._heading = heading
        self._marks = dialect.inline.marks(text)
        self._defines = "]" in text and ("]:" in text or "] :" in text)
        self._printed: list[str | Group] = []

    def print(self) -> str:
        blocks = _split(self._text)
        blocks.reverse()
        while blocks:
            block = blocks.pop()
            first = _FIRST.match(block)
            if first is None:
                paragraph = self._paragraph(block)
                if paragraph:
                    self._printed.append(paragraph)
                continue
            if "|" in block and "\n" in block:  # a table, perhaps
                raise Uncovered
            rest = self._special(block, first[0])
            if rest:
                blocks.append(rest)
        return "\n".join(part if isinstance(part, str) else part.print() for part in self._printed)

    def _special(self, block: str, sign: str) -> str:
        """Print a block that is no paragraph, and return the lines of it that are a block of their own."""
        if sign == "#":
            return self._hash_heading(block)
        if sign == ">":
            self._quotation(block)
        elif HRProcessor.SEARCH_RE.fullmatch(block):
            self._printed.append(f"<hr{self._dialect.inline.void}")
        elif sign.endswith(" ") and sign[0] in "-+*":
            self._list("ul", block, _BULLET)
        elif sign.endswith(". "):
            self._list("ol", block, _NUMBER)
        else:
            raise Uncovered
        return ""

    def _inline(self, text: str) -> str:
        for mark in self._marks:
            if mark in text:
                return inline.render(text, self._dialect.inline)
        return text

    def _paragraph(self, block: str) -> str:
        words = self._lines(block)
        figure = ""
        if self._dialect.inline.figures and "]" in block and "](" in block:
            figure = inline.figure(block.lstrip(), self._dialect.inline)
        return figure or (f"<p>{words}</p>" if words else "")

    def _lines(self, block: str) -> str:
        """Return a block that begins as mere words as HTML; empty if there is nothing to see."""
        if "\n" in block and (_LATER.search(block) or "|" in block.split("\n", 1)[0]):
            raise Uncovered
        if self._defines and ("]:" in block or "] :" in block) and _DEFINITION.search(block):
            raise Uncovered
        return self._inline(block.lstrip())

    def _hash_heading(self, block: str) -> str:
        found = HashHeaderProcessor.RE.match(block)
        if not found or "\n" in found["header"]:
            raise Uncovered
        level, words = len(found["level"]), found["header"].strip()
        if not words or "\\>" in words:
            raise Uncovered
        printed = self._inline(words)
        anchor = self._heading(level, printed)
        self._printed.append(f"<h{level}{anchor}>{printed}</h{level}>")
        return block[found.end() :]

    def _quotation(self, block: str) -> None:
        inner: list[str] = []
        for line in block.split("\n"):
            found = _QUOTED.fullmatch(line)
            if not found:
                raise Uncovered
            inner.append("" if line.strip() == ">" else found[1])
        if not inner[-1]:  # its line end would stay in the paragraph before
            raise Uncovered
        paragraphs: list[str] = []
        for part in _split("\n".join(inner)):
            if _FIRST.match(part):
                raise Uncovered
            paragraphs.append(self._paragraph(part))
        if not paragraphs or not all(paragraphs):
            raise Uncovered
        self._group("blockquote").parts.extend(paragraphs)

    def _list(self, tag: str, block: str, item: re.Pattern[str]) -> None:
        found = [item.fullmatch(line) for line in block.split("\n")]
        items = [self._item(each) for each in found if each]
        if len(items) != len(found) or not found[0]:
            raise Uncovered
        last = self._printed[-1] if self._printed else None
        if isinstance(last, Group) and last.tag == tag:
            # What follows a list after a blank line is part of it, and makes paragraphs of the items on both sides.
            last.loose[-1] = True
            last.parts += items
            last.loose += [True, *(False for _ in items[1:])]
            return
        if isinstance(last, Group) and last.tag != "blockquote" and not self._dialect.sane:
            raise Uncovered
        numbered = tag == "ol" and self._dialect.sane and found[0][1] != "1"
        group = Group(tag, start=f' start="{found[0][1]}"' if numbered else "")
        group.parts += items
        group.loose += [False for _ in items]
        self._printed.append(group)

    def _item(self, found: re.Match[str]) -> str:
        words = found[found.re.groups]
        printed = "" if _FIRST.match(words) else self._lines(words)
        # In a loose list, which this one may become, a picture with a title would be a figure.
        if not printed or (self._dialect.inline.figures and inline.figure(words, self._dialect.inline)):
            raise Uncovered
        return printed

    def _group(self, tag: str) -> Group:
        last = self._printed[-1] if self._printed else None
        if not isinstance(last, Group) or last.tag != tag:
            last = Group(tag)
            self._printed.append(last)
        return last


def _split(text: str) -> list[str]:
    """Return the blocks of a text, without blank lines."""
    return [block for each in text.split("\n\n") if (block := each.lstrip("\n"))]
