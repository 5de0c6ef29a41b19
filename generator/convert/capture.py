"""Which article a text capture holds: page text as it was copied, with everything that stood around the article.

The words of the article are printed as they stood; the furniture goes, but for panels worth keeping; and what the
capture does not state, such as a byline, a date, an address or a licence, is reported as missing and never guessed.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.convert import attribution, compose, dateline
from generator.convert.decode import text_lines
from generator.convert.segment import Line, Segments, segment
from generator.errors import ContentError, Note, Where
from generator.model import Article, Entity, Moment, Page, Provenance, Source, moment

SUFFIXES: tuple[str, ...] = (".txt", ".text")

_BY_SUFFIX: Final = 10
_SHORTEST: Final = 40
"""Characters of an article, at least."""

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
    return segment(text_lines(source), first=source.line, keep=source.keep, drop=source.drop, title=source.title)


def convert(source: Source, /) -> Iterator[Article | Page | Entity | Note]:
    """Yield the one article of a capture.

    Raises:
        ContentError: The file is empty, is no text, or has no article or no headline in it.
    """
    found = record(source)
    body = found.of("body", "subhead")
    if sum(len(line.text) for line in body) < _SHORTEST or not any(_PROSE.search(line.text) for line in body):
        raise ContentError("no article stands in this capture", where=Where(source.where, source.line), hint=_REMEDY)
    titles = [" ".join(line.text.split()) for line in found.of("title")]
    if not (source.title or titles):
        raise ContentError(
            "no headline stands above the article", where=Where(source.where, body[0].number), hint=_REMEDY
        )
    yield _article(source, found, title=source.title or titles[0], body=body)


def _article(source: Source, found: Segments, *, title: str, body: Sequence[Line]) -> Article:
    by = _byline(found)
    days = attribution.dates([line.text for line in found.of("byline", "date")])
    origins = [attribution.origin(line.text) for line in found.of("origin")]
    addresses = {attribution.address(line.text, labelled=False): None for line in found.of("address")}
    url = next(iter(addresses)) if len(addresses) == 1 else None
    licences = [attribution.licence(line.text) for line in found.of("licence", "origin")]
    licence = next(filter(None, licences), None)
    published = _moment(days.published, source)
    stated = {"byline": by, "published": published, "url": url, "licence": licence}
    credit = [line.text for line in found.of("credit")]
    return Article(
        id=source.stem,
        path=source.path,
        title=title,
        body=compose.markdown(body),
        line=body[0].number,
        lang=source.lang,
        byline=by.text if by else None,
        authors=by.authors if by else (),
        dateline=next(filter(None, (dateline.read(" ".join(line.text.split())) for line in body[:2])), None),
        published=published,
        published_basis="stated" if published else "unknown",
        modified=_moment(days.modified, source),
        licence=licence,
        panels=found.panels,
        provenance=(
            *(Provenance(role="origin", name=name) for name in dict.fromkeys(filter(None, origins))),
            *((Provenance(role="publisher", url=url),) if url else ()),
            Provenance(role="capture", file=source.path.rsplit("/", 1)[-1], sha256=source.sha256, format="text"),
        ),
        missing=tuple(name for name, value in stated.items() if value is None),
        extra={"credit": credit[0]} if credit else {},
    )


def _byline(found: Segments) -> attribution.Byline | None:
    """Return the byline; where there is none, the credit at the end, which says the same of agency stories."""
    above = attribution.byline([line.text for line in found.of("byline")])
    if above:
        return above[1]
    return next(filter(None, (attribution.credit(line.text) for line in found.of("credit"))), None)


def _moment(day: str | None, source: Source) -> Moment | None:
    return moment.parse(day, timezone=source.timezone) if day else None
