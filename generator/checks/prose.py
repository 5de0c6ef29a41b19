"""What is wrong with a body as it is written: furniture left in it, broken characters, headings, pictures.

Each body is a task of its own over its text, so that a check after one edit reads one body again.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from generator.checks.rule import Rule
from generator.convert.phrases import INTERFACE
from generator.errors import Note, Where

FURNITURE_LEFT: Final = Rule(
    code="furniture-left",
    what="A line of a body is what a page's buttons, pitches or footers say.",
    why="It was part of the page around the article, and no part of the story.",
    example="content/articles/rain.md:14:1: warning: the line “Share this story” is furniture",
    cure="delete the line; of a capture, drop it in the sidecar: `lines: {drop: [14]}`",
)
MOJIBAKE: Final = Rule(
    code="mojibake",
    what="A text holds characters that were read in a wrong encoding.",
    why="Readers see Ã© where é was meant, and neither search nor recognition finds the word.",
    example="content/articles/rain.md:9:21: warning: “cafÃ©” was read in a wrong encoding",
    cure="take the text from its source again, as UTF-8, or write the word anew",
)
HEADING_ORDER: Final = Rule(
    code="heading-order",
    what="A heading skips a level.",
    why="Who moves through a page by its headings takes it for a missing section (WCAG 2.2, 1.3.1).",
    example="content/articles/rain.md:20:1: warning: a heading of level 4 follows one of level 2",
    cure="use the next level; the headline is level 1, so the body begins at level 2",
)
ALT_MISSING: Final = Rule(
    code="alt-missing",
    what="A picture in a body has no alternative text.",
    why="Who cannot see it learns nothing of it (WCAG 2.2, 1.1.1).",
    example="content/articles/rain.md:11:1: warning: the picture chart.png has no words for those who cannot see it",
    cure="say what it shows: `![The chart rises from 3 to 9](chart.png)`",
)
NOT_NORMAL: Final = Rule(
    code="text-unnormalised",
    severity="info",
    what="A Markdown file holds letters in a decomposed form: a letter and its accent apart.",
    why="The same word is then spelt in two ways, and search, aliases and slugs take them for two.",
    example="content/articles/rain.md:7:12: “cafe\u0301” is decomposed",
    cure="run `tearsheet check --fix`, or save the file in the composed form",
    fix="writes the file in the composed form (Unicode NFC); captures are never touched",
)
RULES: Final = (FURNITURE_LEFT, MOJIBAKE, HEADING_ORDER, ALT_MISSING, NOT_NORMAL)

_LONGEST_LINE: Final = 80
_SHOWN: Final = 40
_NEAR: Final = 12
"""Code points before a decomposed letter that show its word."""
_GARBLED = re.compile(r"[ÂÃÐÑ][\u0080-\u00bf]|â€|ï¿½|ï»¿|\ufffd")
_WORD = re.compile(r"[^\s\"“”()\[\]]*")
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+\S", re.MULTILINE)
_PICTURE = re.compile(r"!\[\s*\]\(\s*<?([^)\s>]+)")
_SIGN = re.compile(r"[^\w\s#]+")
_DIGITS = re.compile(r"\d+")
_ALONE = re.compile(r"(?:\A|\n[ \t]*\n)\n*((?![ \t]{4}|\t|[-+>|#]|\* |\d+[.)])[^\n]+)(?=\n[ \t]*\n|\n?[ \t]*\Z)")
"""A paragraph of one line: no heading, no item of a list, no row of a table, no quotation, no code."""


def check(body: str, *, path: str, line: int, markdown: bool, news: bool = True) -> Iterator[Note]:
    """Yield a finding for each fault of a body.

    Args:
        body: Markdown.
        path: Its file, as the user would type it.
        line: The line of the file on which the body begins.
        news: Whether it is an article, which furniture may have stood around.
        markdown: Whether the file's lines are the body's: not so for captures.
    """

    def where(at: int) -> Where:
        if not markdown:
            return Where(path)
        return Where(path, line + body.count("\n", 0, at), at - body.rfind("\n", 0, at))

    if news:
        yield from _furniture(body, where)
    yield from _garbled(body, where)
    yield from _headings(body, where)
    for found in _PICTURE.finditer(body):
        if not _in_code(body, found.start()):
            what = f"the picture {found[1][:_SHOWN]} has no words for those who cannot see it"
            yield ALT_MISSING.at(where(found.start()), what)
    if markdown and not unicodedata.is_normalized("NFC", body):
        at = next((at for at, letter in enumerate(body) if unicodedata.combining(letter)), 0)
        word = body[max(0, at - _NEAR) : at + 1].split()
        yield NOT_NORMAL.at(where(at), f"“{word[-1] if word else body[at]}” is decomposed")


def _garbled(body: str, where: Callable[[int], Where]) -> Iterator[Note]:
    """Yield a finding for each word that holds letters read in a wrong encoding."""
    end = 0
    for found in _GARBLED.finditer(body):
        if found.start() >= end:
            first = found.start()
            while first > end and body[first - 1].isalnum() and found.start() - first < _SHOWN:
                first -= 1
            word = _WORD.match(body, found.end())
            end = word.end() if word else found.end()
            yield MOJIBAKE.at(where(first), f"“{body[first:end][:_SHOWN]}” was read in a wrong encoding")


def _headings(body: str, where: Callable[[int], Where]) -> Iterator[Note]:
    level = 1
    for found in _HEADING.finditer(body):
        if _in_code(body, found.start()):
            continue
        deeper = len(found[1])
        if deeper > level + 1:
            what = f"a heading of level {deeper} follows one of level {level}"
            yield HEADING_ORDER.at(where(found.start()), what)
        level = deeper


def _furniture(body: str, where: Callable[[int], Where]) -> Iterator[Note]:
    """Yield a finding for each paragraph of one line that is a whole line of an interface."""
    for found in _ALONE.finditer(body):
        plain = found[1].strip(" *_[]")
        if plain and len(plain) <= _LONGEST_LINE and not _in_code(body, found.start(1)):
            said = " ".join(_DIGITS.sub("#", _SIGN.sub(" ", plain.casefold())).split())
            if said in INTERFACE:
                yield FURNITURE_LEFT.at(where(found.start(1)), f"the line “{plain[:_SHOWN]}” is furniture")


def _in_code(body: str, at: int) -> bool:
    """Say whether a place lies in a fenced block or in code within a line."""
    before = body[:at]
    fences = len(re.findall(r"^ {0,3}(?:```|~~~)", before, re.MULTILINE))
    return bool(fences % 2) or bool(before[before.rfind("\n") + 1 :].count("`") % 2)
