"""Which article a text capture holds: page text as it was copied, with everything that stood around the article.

The words of the article are printed as they stood; the furniture goes, but for panels worth keeping; and what the
capture does not state, such as a byline, a date, an address or a licence, is reported as missing and never guessed.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from generator.convert import absence, compose, decode, openings, stories
from generator.convert.account import account
from generator.convert.classes import LineClass
from generator.convert.segment import Line, Segments, segment
from generator.errors import ContentError, Note, Where
from generator.model import Article, Entity, Page, Source
from generator.model.parts import Panel

SUFFIXES: tuple[str, ...] = (".txt", ".text")

SEVERAL: Final = "capture-several"
UNSURE: Final = "capture-unsure"
DOUBTFUL: Final = 0.78
"""How well an article must be cut for nothing to be said: one in twenty development pages is below it, and their
mean F1 is about .7.
"""

_BY_SUFFIX: Final = 10
_SHORTEST: Final = 40
"""Characters of an article, at least."""

_LIKELIEST: Final = 70
"""Characters, each counted by how likely it is to be the article's: fewer are a guess, unless the editor named it."""

_ALIKE: Final = 3
"""Lines by which two ways to find a story may differ over where it begins."""

_PROSE: Final = re.compile(r".{85}|[.!?…。！？؟।][\"'”’»«)\]]*\Z")
_REMEDY: Final = "set `title:` in front matter, or say in the sidecar's `lines:` which lines to keep"


def accepts(source: Source, /) -> int:
    """Return how well the file suits: by its suffix alone, or not at all."""
    return _BY_SUFFIX if source.suffix in SUFFIXES else 0


class Record(NamedTuple):
    """What each line of a capture is taken for, with all its articles."""

    lines: tuple[Line, ...]
    panels: tuple[Panel, ...]
    confidence: float
    """That of the article which is cut worst."""

    def of(self, *kinds: LineClass) -> tuple[Line, ...]:
        """Return the lines of some classes, in order."""
        return tuple([line for line in self.lines if line.kind in kinds])


def record(source: Source, /) -> Record:
    """Return what each line of a capture is taken for.

    Raises:
        ContentError: The file is empty or is no text.
    """
    told = _records(decode.text_lines(source), source)
    return Record(
        lines=tuple(line for each in told for line in each.lines),
        panels=tuple(panel for each in told for panel in each.panels),
        confidence=min(each.confidence for each in told),
    )


def _records(lines: Sequence[str], source: Source) -> list[Segments]:
    """Return the record of each article of a capture; one where not each has a body and a headline of its own.

    Two kinds of signs part them: who wrote what follows, which is enough where prose follows; and a headline with its
    day or its bar of links, below which each part must surely be an article.
    """
    spoken_of = source.keep | source.outside | source.drop
    whole = _record(lines, source)
    signed = stories.further(lines, whole.shapes, first=source.line, joined=spoken_of)
    further = openings.further(whole.shapes, apart=whole.places(spoken_of))
    headed = [whole.number(at) - source.line for at in further]
    # Both may mean one story: the one from its headline on, the other from the day above it.
    starts = sorted({*signed, *(at for at in headed if not any(abs(at - other) <= _ALIKE for other in signed))})
    while starts:
        told = _apart(lines, source, starts)
        trusted = [starts[max(0, at - 1)] in signed for at in range(len(told))]
        bad = next((at for at, each in enumerate(told) if not _is_one(each, trusted=trusted[at])), None)
        if bad is None:
            return _one_after_the_other(told, lines, source, starts)
        del starts[max(0, bad - 1)]
    return [whole]


def _apart(lines: Sequence[str], source: Source, starts: Sequence[int]) -> list[Segments]:
    """Return the record of each part of a capture, as if it stood alone."""
    return [
        _record(lines[start:end], source, offset=start) for start, end in itertools.pairwise([0, *starts, len(lines)])
    ]


def _is_one(found: Segments, *, trusted: bool) -> bool:
    body = found.of("body", "subhead")
    return _fault(found, found.of("title"), body, titled=False) is None and (trusted or openings.is_one(body))


def _one_after_the_other(
    told: Sequence[Segments], lines: Sequence[str], source: Source, starts: Sequence[int]
) -> list[Segments]:
    """Return the articles of a page, with its panels at the first; of them the one that the editor names, if one."""
    title = " ".join((source.title or "").split()).casefold()
    for number, each in enumerate(told[1:]):
        if title and any(title == _title(line).casefold() for line in each.of("title")):
            bounds = [*starts, len(lines)]
            others = {*range(bounds[number]), *range(bounds[number + 1], len(lines))}
            outside = frozenset(source.line + at for at in others) - source.keep
            return [_record(lines, msgspec.structs.replace(source, outside=source.outside | outside))]
    panels = tuple(panel for each in told for panel in each.panels)
    return [
        msgspec.structs.replace(each, article=number, panels=panels if number == 1 else ())
        for number, each in enumerate(told, 1)
    ]


def _record(lines: Sequence[str], source: Source, *, offset: int = 0) -> Segments:
    return segment(
        lines,
        first=source.line + offset,
        keep=source.keep,
        drop=source.drop,
        outside=source.outside,
        title=None if offset else source.title,
    )


def convert(source: Source, /) -> Iterator[Article | Page | Entity | Note]:
    """Yield the article of a capture, or the articles where it holds several.

    Raises:
        ContentError: The file is empty, is no text, or has no article or no headline in it.
    """
    text = decode.read(source)
    yield from text.notes
    told = _records(text.lines, source)
    for number, found in enumerate(told):
        yield from _article(found, source, title=None if number else source.title)
    if len(told) > 1:
        second = told[1].of("title")[0].number
        yield Note(
            severity="info",
            what=f"{len(told)} articles stand in this capture; each has a page",
            where=Where(source.where, second),
            hint=f"if they are one, say `lines: {{keep: [{second}]}}` in {source.where}.yml; `drop` leaves lines out",
            code=SEVERAL,
        )


def _article(found: Segments, source: Source, *, title: str | None) -> Iterator[Article | Note]:
    body = found.of("body", "subhead")
    heads = found.of("title")
    fault = _fault(found, heads, body, titled=bool(title), trusted=bool(title or source.keep))
    if fault:
        what, line = fault
        raise ContentError(what, where=Where(source.where, line or source.line), hint=_REMEDY)
    told = account(found, body, source)
    yield Article(
        id=source.stem,
        path=source.path,
        title=title or _title(heads[0]),
        body=compose.markdown(body),
        line=body[0].number,
        **told.fields,
    )
    yield from told.notes
    if found.confidence < DOUBTFUL:
        yield Note(
            severity="warning",
            what=f"the article may be cut wrongly: {found.confidence:.0%} of its words are likely to be right",
            where=Where(source.where, body[0].number),
            hint=f"`tearsheet convert {source.where} --explain` shows each line; `lines:` in the sidecar settles it",
            code=UNSURE,
        )


def _fault(
    found: Segments, heads: Sequence[Line], body: Sequence[Line], *, titled: bool, trusted: bool = False
) -> tuple[str, int | None] | None:
    """Return why what was found is no article, and the line where one would say so; None where it is one."""
    guessed = not trusted and sum([len(line.text) * line.confidence for line in body]) < _LIKELIEST
    short = sum([len(line.text) for line in body]) < _SHORTEST
    if short or guessed or not any(_PROSE.search(line.text) for line in body):
        return "no article stands in this capture", None
    if not trusted and (absence.is_notice([*heads, *body]) or absence.is_list(found)):
        return "no article stands in this capture: what reads like one is the page's own notice, or a list", None
    if not (titled or heads):
        return "no headline stands above the article", body[0].number
    return None


def _title(line: Line) -> str:
    return " ".join(line.text.split())
