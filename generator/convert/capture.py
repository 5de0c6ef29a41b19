"""Which article a text capture holds: page text as it was copied, with everything that stood around the article.

The words of the article are printed as they stood; the furniture goes, but for panels worth keeping; and what the
capture does not state, such as a byline, a date, an address or a licence, is reported as missing and never guessed.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.convert import compose, decode
from generator.convert.account import account
from generator.convert.segment import Segments, segment
from generator.errors import ContentError, Note, Where
from generator.model import Article, Entity, Page, Source

SUFFIXES: tuple[str, ...] = (".txt", ".text")

UNSURE: Final = "capture-unsure"
DOUBTFUL: Final = 0.8
"""How well an article must be cut for nothing to be said: one in twenty development pages is below it, and their mean
F1 is about .65.
"""

_BY_SUFFIX: Final = 10
_SHORTEST: Final = 40
"""Characters of an article, at least."""

_LIKELIEST: Final = 70
"""Characters, each counted by how likely it is to be the article's: fewer are a guess, unless the editor named it."""

_PROSE: Final = re.compile(r".{85}|[.!?…。！？؟।][\"'”’»«)\]]*\Z")
_REMEDY: Final = "set `title:` in front matter, or say in the sidecar's `lines:` which lines to keep"


def accepts(source: Source, /) -> int:
    """Return how well the file suits: by its suffix alone, or not at all."""
    return _BY_SUFFIX if source.suffix in SUFFIXES else 0


def record(source: Source, /) -> Segments:
    """Return what each line of a capture is taken for.

    Raises:
        ContentError: The file is empty or is no text.
    """
    return _record(decode.text_lines(source), source)


def _record(lines: Sequence[str], source: Source) -> Segments:
    return segment(
        lines,
        first=source.line,
        keep=source.keep,
        drop=source.drop,
        outside=source.outside,
        title=source.title,
    )


def convert(source: Source, /) -> Iterator[Article | Page | Entity | Note]:
    """Yield the one article of a capture.

    Raises:
        ContentError: The file is empty, is no text, or has no article or no headline in it.
    """
    text = decode.read(source)
    yield from text.notes
    found = _record(text.lines, source)
    body = found.of("body", "subhead")
    guessed = not (source.title or source.keep) and sum(len(line.text) * line.confidence for line in body) < _LIKELIEST
    short = sum(len(line.text) for line in body) < _SHORTEST
    if short or guessed or not any(_PROSE.search(line.text) for line in body):
        raise ContentError("no article stands in this capture", where=Where(source.where, source.line), hint=_REMEDY)
    titles = [" ".join(line.text.split()) for line in found.of("title")]
    if not (source.title or titles):
        raise ContentError(
            "no headline stands above the article", where=Where(source.where, body[0].number), hint=_REMEDY
        )
    told = account(found, body, source)
    yield Article(
        id=source.stem,
        path=source.path,
        title=source.title or titles[0],
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
