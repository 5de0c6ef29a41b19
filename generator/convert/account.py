"""What the lines around an article say of it: who wrote it, when, where, what was corrected; and what is missing.

Each fact is taken from the lines of its class, and only where it is stated. A day may also stand in the dateline or in
the page's address; how it is known is said with it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from generator.convert import attribution, byline, dateline, days, language, relative, sidebar, signs
from generator.convert.classes import LineClass
from generator.convert.segment import Line, Segments
from generator.errors import Note, Where
from generator.model import Article, Basis, Content, Moment, Provenance, Source, moment
from generator.model.parts import Dateline, Licence

_OPENING: Final = 2
"""Paragraphs of a body, from its first, among which a dateline may stand."""

_ABOVE: Final = 5
"""Lines between a headline and a body: who wrote it, when, for how long it is read."""

_STATING: Final[tuple[LineClass, ...]] = (
    "byline",
    "date",
    "address",
    "licence",
    "origin",
    "credit",
    "standfirst",
    "correction",
)
"""The classes of lines from which facts are taken."""

_WANT_A_DATE: Final = frozenset({"date-ambiguous", "relative-time"})


class Account(NamedTuple):
    """What is known of an article besides its words."""

    fields: dict[str, Any]
    """By the names of `generator.model.Article`."""

    notes: tuple[Note, ...]


def account(found: Segments, body: Sequence[Line], source: Source) -> Account:
    """Return what the lines of a capture say of the article among them.

    Args:
        found: The capture's lines.
        body: Those of the article's body.
        source: The capture.
    """
    stating = found.of(*_STATING)
    lang = language.or_site(language.of(line.text for line in body if line.kind == "body"), source.lang)
    opening = next(filter(None, (dateline.read(" ".join(line.text.split())) for line in body[:_OPENING])), None)
    addresses = {attribution.address(line.text, labelled=False): None for line in _of(stating, "address")}
    url = next(iter(addresses)) if len(addresses) == 1 else None
    beside = _of(stating, "byline", "date")
    order = days.order_of(lang) or days.order_seen(line.text for line in beside)
    stated = attribution.dates([line.text for line in beside], order=order)
    published, basis = _published(stated.published, opening, url, beside, source)
    if published is None and (alone := _month(found, body)):
        published, basis = _moment(alone, source), "stated"
    by = _byline(stating)
    licence = next(filter(None, (attribution.licence(line.text) for line in _of(stating, "licence", "origin"))), None)
    pixel = next(filter(None, (attribution.lift_pixel(line.text)[1] for line in _of(stating, "licence"))), None)
    origins = [attribution.origin(line.text) for line in _of(stating, "origin")]
    known = {"byline": by, "published": published, "url": url, "licence": licence}
    credit = [line.text for line in _of(stating, "credit")]
    extra: dict[str, object] = {"credit": " ".join(credit)} if credit else {}
    said = sidebar.comments(found.shapes.texts, apart=found.kept)
    if said is not None:
        extra["comments_count"] = said
    fields = {
        "subtitle": next((" ".join(line.text.split()) for line in _of(stating, "standfirst")), None),
        "lang": lang,
        "byline": by.text if by else None,
        "authors": by.authors if by else (),
        "dateline": opening,
        "published": published,
        "published_basis": basis,
        "modified": _moment(stated.modified, source),
        "licence": msgspec.structs.replace(licence or Licence(status="unknown"), pixel=pixel) if pixel else licence,
        "corrections": tuple(filter(None, (signs.correction(line.text) for line in _of(stating, "correction")))),
        "panels": found.panels,
        "provenance": (
            *(Provenance(role="origin", name=name) for name in dict.fromkeys(filter(None, origins))),
            *((Provenance(role="publisher", url=url),) if url else ()),
            Provenance(
                role="capture",
                file=source.path.rsplit("/", 1)[-1],
                sha256=source.sha256,
                format="text",
                confidence=round(found.confidence, 2),
            ),
        ),
        "missing": tuple(name for name, value in known.items() if value is None),
        "extra": extra,
    }
    notes = _notes(beside, body, source, published=published, order=order, lang=lang)
    if pixel:
        notes.append(attribution.unmet(pixel, where=Where(source.where, body[0].number)))
    return Account(fields, tuple(notes))


def still_open(notes: Iterable[Note], articles: Sequence[Article]) -> tuple[Note, ...]:
    """Return the notes without those that wanted a date, where the editor has stated one for every article."""
    dated = bool(articles) and all(article.published is not None for article in articles)
    return tuple(note for note in notes if not (dated and note.code in _WANT_A_DATE))


def dated(content: Content, *, timezone: str) -> Content:
    """Return an article of an undated capture with the day that its address states, the editor's word included."""
    if not isinstance(content, Article) or content.published is not None or "published" not in content.missing:
        return content
    stated = {days.in_url(hop.url) for hop in content.provenance if hop.url and hop.role != "origin"} - {None}
    if len(stated) != 1:
        return content
    return msgspec.structs.replace(
        content,
        published=moment.parse(stated.pop() or "", timezone=timezone),
        published_basis="url",
        missing=tuple(name for name in content.missing if name != "published"),
    )


def _of(lines: Sequence[Line], *kinds: LineClass) -> list[Line]:
    return [line for line in lines if line.kind in kinds]


def _byline(stating: Sequence[Line]) -> byline.Byline | None:
    """Return the byline; where there is none, the credit at the end, which says the same of agency stories."""
    lines = [line.text for line in _of(stating, "byline")]
    above = byline.find(lines)
    if above:
        return above[1]
    unsigned = next(filter(None, map(byline.unsigned, lines)), None)
    credits_ = (attribution.credit(line.text) for line in _of(stating, "credit"))
    return unsigned or next((said for said in credits_ if said and said.authors), None)


def _month(found: Segments, body: Sequence[Line]) -> str | None:
    """Return the month that a line just above the body states alone, where a date stands; None for two that differ."""
    start = bisect_left(found.starts, body[0].number - found.first) if body else 0
    above = [at for at in range(start) if at not in found.kept][-_ABOVE:]
    stated = {month for at in above if (month := days.month_alone(found.shapes.texts[at]))}
    return stated.pop() if len(stated) == 1 else None


def _published(
    stated: str | None, opening: Dateline | None, url: str | None, beside: Sequence[Line], source: Source
) -> tuple[Moment | None, Basis]:
    """Return when an article was published, to the minute where its page says so, and how that is known."""
    if stated:
        exact = {days.instant(line.text) for line in beside} - {None}
        minute = exact.pop() if len(exact) == 1 else None
        return _moment(minute if minute and minute.startswith(stated) else stated, source), "stated"
    filed = days.read(opening.text) if opening else None
    if filed:
        return _moment(filed, source), "dateline"
    addressed = days.in_url(url) if url else None
    return (_moment(addressed, source), "url") if addressed else (None, "unknown")


def _moment(day: str | None, source: Source) -> Moment | None:
    return moment.parse(day, timezone=source.timezone) if day else None


def _notes(
    beside: Sequence[Line],
    body: Sequence[Line],
    source: Source,
    *,
    published: Moment | None,
    order: days.Order | None,
    lang: str,
) -> list[Note]:
    """Return what the editor should look at."""
    if published is not None:
        return []
    notes = []
    for line in beside:
        either = next((day for day in days.find(line.text, order=order) if day.iso is None), None)
        if either:
            stated = line.text[either.start : either.end]
            notes.append(
                Note(
                    severity="info",
                    what=f"“{stated}” can be more than one day; nothing on the page says which",
                    where=Where(source.where, line.number),
                    hint="state `published:` in front matter or in the sidecar",
                    code="date-ambiguous",
                )
            )
            break
    said = relative.first([line.text for line in body], lang)
    if said:
        at, word = said
        notes.append(
            Note(
                severity="info",
                what=f"“{word}” is said of a day that is not known: the capture has no date",
                where=Where(source.where, body[at].number),
                hint="state `published:`, or add the day in the article; the words are printed as they stand",
                code="relative-time",
            )
        )
    return notes
