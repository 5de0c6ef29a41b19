"""How a printed body reads as plain text: paragraphs apart, list items on lines of their own, cells parted by tabs."""

import re
from html.parser import HTMLParser
from typing import Final

_APART: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "table", "figure", "div", "hr"}
)
"""Elements with a blank line before and after them."""

_LINES: Final = frozenset({"li", "dt", "dd", "tr", "figcaption", "br"})
"""Elements that begin a line."""

_CELLS: Final = frozenset({"td", "th"})
_BLANK: Final = re.compile(r"[ \t\r\n\f]+")


def plain(markup: str) -> str:
    """Return sanitised HTML as plain text: its words in order, and as much of its form as lines can show."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = [line.strip(" ") for line in "".join(reader.made).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.made: list[str] = []
        self._lists: list[int | None] = []
        self._literal = 0
        self._noted = False
        """Within the number of a note."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else None)
        if tag in _APART:
            self.made.append("" if tag in ("ul", "ol") and len(self._lists) > 1 else "\n\n")
        elif tag in _LINES:
            self.made.append("\n")
        elif tag in _CELLS and self.made and not self.made[-1].endswith("\n"):
            self.made.append("\t")
        if tag == "li":
            self.made.append(self._bullet())
        elif tag == "pre":
            self._literal += 1
        elif tag == "a" and ("class", "footnote-ref") in attrs:
            self.made.append("[")
            self._noted = True
        elif tag == "img":
            self.made.append(next((value or "" for name, value in attrs if name == "alt"), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._noted:
            self.made.append("]")
            self._noted = False
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        if tag in _APART:
            self.made.append("\n" if tag in ("ul", "ol") and self._lists else "\n\n")
        if tag == "pre":
            self._literal = max(0, self._literal - 1)

    def handle_data(self, data: str) -> None:
        words = data if self._literal else _BLANK.sub(" ", data)
        if words == " " and (not self.made or self.made[-1].endswith(("\n", "\t", " "))):
            return
        self.made.append(words)

    def _bullet(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "
