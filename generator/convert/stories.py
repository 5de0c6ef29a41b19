"""Where on one page of text a further article begins.

Only where nothing else can be meant: a headline, who wrote what follows (or a dateline that says so), and paragraphs of
prose, after an article that opens in the same way. A teaser has no paragraphs behind it, a box inside an article no
headline of its own that is worth the name.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from generator.convert import byline, dateline, reflow
from generator.convert.measured import Shapes
from generator.convert.reflow import Paragraph
from generator.convert.worded import SIGNS

_DATELINE: Final = SIGNS["dateline"]
_HEADLINE: Final = range(18, 160)
_CLOSE_SCRIPT: Final = range(8, 60)
"""Characters of a headline; the second where words are not parted, as in Chinese."""

_WORDS: Final = 4
_BETWEEN: Final = 3
"""Lines between a headline and its byline, at most."""

_STANDFIRST: Final = 260
_PROSE: Final = 85
_LABEL: Final = 6
"""Words: what has no more is no paragraph."""

_PARAGRAPHS: Final = 3
_AHEAD: Final = 5
"""Paragraphs of prose, at least, among so many lines behind the byline."""

_LEAST: Final = 260
"""Characters of these paragraphs together, at least."""

_DENSE: Final = "\u2e80"
"""From here on are the scripts whose words are not parted."""

_QUOTES: Final = "\"'”’»"
_NO_HEADLINE: Final = (".", ":", ",", ";", "…")
_ENDS: Final = tuple('.!?…。！？؟।"”’»」')


def further(lines: Sequence[str], shapes: Shapes, *, first: int = 1, joined: frozenset[int] = frozenset()) -> list[int]:
    """Return where the second article of a page begins, and each after it, as positions in `lines`; most have none.

    Args:
        lines: All its lines, stripped; empty ones for blank lines (`decode.text_lines`).
        shapes: Its paragraphs; those that prose stands near are measured.
        first: The file line of the first of them.
        joined: File lines that the editor has spoken of: none of them begins an article.
    """
    # Prose stands near both: one article has one byline, or one dateline.
    filed = len([1 for some in shapes.measured.signs if some & _DATELINE])
    if filed + len(_signed(shapes.measured.texts)) < 2:  # noqa: PLR2004 - as above
        return []
    parts = reflow.paragraphs(lines)
    starts = list(_openings(parts))
    heads = {parts[at].text.casefold() for at in starts}
    if len(starts) < 2 or len(heads) < len(starts):  # noqa: PLR2004 - as above
        return []
    found = [parts[at] for at in starts[1:]]
    return [part.start for part in found if joined.isdisjoint(range(first + part.start, first + part.end))]


def _signed(texts: Sequence[str]) -> list[str]:
    """Return the lines that are bylines."""
    openers, eastern = byline.OPENERS, byline.EASTERN
    return [*filter(byline.begins, [text for text in texts if text[:3] in openers or text >= eastern])]


def _openings(parts: Sequence[Paragraph]) -> Iterator[int]:
    """Yield the headlines over a byline and prose; a standfirst, a section and a date may stand between."""
    texts = [part.text for part in parts]
    opened = -1
    for at, text in enumerate(texts):
        if at <= opened or not _heads(text):
            continue
        for below in range(at + 1, min(at + 2 + _BETWEEN, len(texts))):
            if _opens(texts, below):
                yield at
                opened = below
                break
            if len(texts[below]) > _STANDFIRST:
                break


def _opens(texts: Sequence[str], at: int) -> bool:
    """Say whether a line tells who wrote what follows, and prose follows."""
    signed = byline.find(texts[at : at + 2])
    if signed and signed[0] == 0 and _names_someone(texts[at], signed[1]):
        start = at + 1 + byline.is_alone(texts[at])
    elif _filed(texts[at]):
        start = at
    else:
        return False
    prose = [text for text in texts[start : start + _AHEAD] if _is_prose(text)]
    return len(prose) >= _PARAGRAPHS and sum(map(len, prose)) >= _LEAST


def _names_someone(text: str, signed: byline.Byline) -> bool:
    """Say whether a byline names a person by two words, or an agency: behind "by" one word may be anything."""
    if byline.unsigned(text):
        return True
    return any(" " in author.name or author.name[:1] >= _DENSE for author in signed.authors)


def _is_prose(text: str) -> bool:
    dense = text[:1] >= _DENSE
    long = len(text) >= _PROSE // 3 if dense else len(text.split()) > _LABEL
    return long and text.endswith(_ENDS)


def _filed(text: str) -> bool:
    """Say whether a paragraph opens with a dateline that names an agency or a day."""
    said = dateline.read(text) if len(text) >= _PROSE else None
    return bool(said and (said.agency or said.date))


def _heads(text: str) -> bool:
    if text[:1] >= _DENSE:
        return len(text) in _CLOSE_SCRIPT and not text.endswith(("。", "」"))
    if len(text) not in _HEADLINE or len(text.split()) < _WORDS or text.rstrip(_QUOTES).endswith(_NO_HEADLINE):
        return False
    return not byline.begins(text)
