"""Whom a page names as its source: byline, dates, credit, place of first publication, licence.

Only what is stated in so many words counts. A date in figures that could be read two ways, two dates without labels, a
lone name without "By": each leaves the fact unknown.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from generator.convert.phrases import DATE, month
from generator.model.parts import Author, Licence

_CAPITAL: Final = r"(?!(?:On|At|In|For|Updated|Published|Posted)\b)[^\W\d_a-z][\w'’.-]*"
_PARTICLE: Final = r"(?:de|del|della|di|da|van|von|der|den|bin|al|el|la|le|du|dos|ter)"
_NAME: Final = rf"{_CAPITAL}(?: (?:{_CAPITAL}|{_PARTICLE})){{0,5}}"
_AND: Final = r"(?:, and | and |, & | & | und | et | y | e | en | och | и )"
_NAMES: Final = rf"{_NAME}(?:, {_NAME})*(?:{_AND}{_NAME})?"
_BY: Final = (
    r"(?:[Bb]y|BY|(?:Written|Words|Story|Text|Posted|Published|Reported) by"
    r"|Author|Por|Escrito por|Par|Von|Text|Di|Door|Av|Af|Автор|Текст):?"
)
_BYLINE: Final = re.compile(
    rf"(?P<byline>{_BY} (?P<first>{_NAME})(?P<others>(?:, {_NAME})*)(?:{_AND}(?P<last>{_NAME}))?)"
    r"(?:\s*(?:[|·•,–—-].*|(?:(?:[Oo]n|am|le|el|Updated|Published|Posted)\b).*|\d.*))?"
)
_BY_ALONE: Final = re.compile(rf"{_BY}:?")
_NAME_ALONE: Final = re.compile(_NAME)
_NO_NAME: Final = re.compile(r"(?:The|This|A|An|In|On|Our|Signing|Clicking|Continuing|Subscribing|Submitting|Using)\b")
_WORKS_FOR: Final = re.compile(
    r"\b(?:news|press|times|post|reporter|correspondent|editor|writer|staff|journalist|agency|media|bureau|magazine"
    r"|university|reuters|ap|afp|bloomberg|tribune|herald|guardian|network|redaktion|professor|researcher|fellow"
    r"|director)\b",
    re.IGNORECASE,
)
_CREDIT: Final = re.compile(
    r"\(?(?P<credit>(?:Additional |With )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|Edited|Written)"
    rf" (?:by|from|in) (?P<names>{_NAMES}).{{0,200}}?)\.?\)?\.?"
)
_ORIGIN: Final = re.compile(
    r".{0,4}\b(?:This|The) (?:story|article|piece|report|post|column|essay|interview)(?: was| has been| is)?(?: also)?"
    r" (?:(?:originally|first) (?:appeared|published|ran|posted|reported)|republished)(?: here)?(?: with permission)?"
    r" (?:on|in|by|at|from|of)"
    rf" (?P<name>(?:the |The )?{_CAPITAL}(?: (?:{_CAPITAL}|of|the|and|&|for|de))*?)"
    r"(?=[.,;:]?\s*\Z|[,;:]|\.\s| (?:under|on|and is|as part|with|here)\b).*"
)
_CC: Final = re.compile(
    r"\b(?:licen[sc]ed|republish(?:ed)?|distributed|available|shared)\b.{0,60}?"
    r"\bCC[ -](?P<terms>BY(?:-NC)?(?:-ND|-SA)?)(?:[ -](?P<version>\d\.\d))?\b",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"(?P<label>(?:source|url|link|web address|retrieved from|quelle|fuente|fonte|bron)\s*:\s*)?(?P<url>https?://[^\s<>\"]+)",
    re.IGNORECASE,
)
_WORK: Final = re.compile(r"\b(?:article|story|work|text|piece|post)\b", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"""
      (?P<published>first\spublished|originally\spublished|published|posted|publié|veröffentlicht|publicado|pubblicato
        |gepubliceerd|publicerad|опубликовано)
    | last\s(?:updated|modified) | updated | modified | mis\sà\sjour | aktualisiert | actualizado | atualizado
    | aggiornato | bijgewerkt | uppdaterad | обновлено
    """,
    re.IGNORECASE | re.VERBOSE,
)
_YEAR: Final = r"(?P<y>(?:19|20)\d\d)"
_DAYS: Final = (
    re.compile(rf"\b{_YEAR}[-/.年]\s?(?P<m>\d{{1,2}})[-/.月]\s?(?P<d>\d{{1,2}})(?!\d)"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.|º|er)?(?: de)? (?P<m>[^\W\d_]{{3,12}})\.?,?(?: de)? {_YEAR}\b"),
    re.compile(rf"\b(?P<m>[^\W\d_]{{3,9}})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}\b"),
)
_FIGURES: Final = re.compile(rf"\b(?P<one>\d{{1,2}})[-/.](?P<two>\d{{1,2}})[-/.]{_YEAR}\b")
_MONTHS: Final = 12
_DATE_LINE: Final = 90
"""A line that gives a date and not a sentence is shorter."""


class Byline(NamedTuple):
    """A byline as printed, and the names in it."""

    text: str
    authors: tuple[Author, ...]


class Dates(NamedTuple):
    """Days as ISO 8601, None where they are not stated or not certain."""

    published: str | None
    modified: str | None


def byline(lines: Sequence[str]) -> tuple[int, Byline] | None:
    """Return the first byline among lines, and where it stands."""
    for at, line in enumerate(lines):
        found = _BYLINE.fullmatch(line) if len(line) <= 2 * _DATE_LINE else None
        if found and not _NO_NAME.match(found["first"]):
            return at, Byline(found["byline"].rstrip(" ."), _authors(found))
        follower = lines[at + 1] if at + 1 < len(lines) else ""
        if _BY_ALONE.fullmatch(line) and _NAME_ALONE.fullmatch(follower):
            return at, Byline(f"{line.rstrip(':')} {follower}", (Author(name=follower),))
    return None


def is_alone(line: str) -> bool:
    """Say whether a line is the word before a name, and nothing else."""
    return bool(_BY_ALONE.fullmatch(line))


def _authors(found: re.Match[str]) -> tuple[Author, ...]:
    others = [part for part in found["others"].split(", ") if part]
    if found["last"]:
        names = [found["first"], *others, found["last"]]
        return tuple(Author(name=name.rstrip(".")) for name in names)
    # "By A B, C D" can be two people, or one and a newspaper: only what is sure is said.
    employer = others[0] if others and _WORKS_FOR.search(others[0]) else None
    return (Author(name=found["first"].rstrip("."), affiliation=employer),)


def credit(line: str) -> Byline | None:
    """Return who a line such as ``(Reporting by A; Editing by B)`` credits, if it is one."""
    found = _CREDIT.fullmatch(line)
    if not found or len(line) > 4 * _DATE_LINE:
        return None
    names = re.split(rf"{_AND}|, ", found["names"]) if "eporting" in found["credit"] else []
    return Byline(found["credit"], tuple(Author(name=name) for name in names))


def origin(line: str) -> str | None:
    """Return where a line says that the article first appeared, if it says so."""
    found = _ORIGIN.fullmatch(line)
    return found["name"].rstrip(".") if found and len(line) <= 4 * _DATE_LINE else None


def address(line: str, *, labelled: bool) -> str | None:
    """Return the address that is all a line states; where it must be `labelled`, after ``Source:`` or the like."""
    found = _ADDRESS.fullmatch(line)
    return found["url"] if found and (found["label"] or not labelled) else None


def licence(line: str) -> Licence | None:
    """Return the Creative Commons licence that a line grants for the article, if it names one by its code."""
    found = _CC.search(line)
    if not found or not _WORK.search(line):
        return None
    terms = found["terms"].upper()
    version = f"-{found['version']}" if found["version"] else ""
    return Licence(status="cc", id=f"CC-{terms}{version}", notice=line, edits="none" if "ND" in terms else "free")


def dates(lines: Sequence[str]) -> Dates:
    """Return the days on which lines about an article say it was published and last changed."""
    stated: dict[str, list[str]] = {"published": [], "modified": [], "": []}
    label = ""
    for line in lines:
        if len(line) > _DATE_LINE:
            label = ""
            continue
        at = 0
        for found in sorted([*_LABEL.finditer(line), *DATE.finditer(line)], key=re.Match.start):
            if found.re is _LABEL:
                label = "published" if found["published"] else "modified"
                continue
            at = found.end()
            day = read_date(found[0])
            if day:
                stated[label].append(day)
            label = ""
        if at:
            label = ""
    days = set(stated["published"] or stated[""])
    changed = set(stated["modified"])
    return Dates(
        published=days.pop() if len(days) == 1 else None, modified=changed.pop() if len(changed) == 1 else None
    )


def read_date(text: str) -> str | None:
    """Return the day that a text states, as ISO 8601; None where there is none or it could be another."""
    for pattern in _DAYS:
        found = pattern.search(text)
        if found:
            return _day(found["y"], int(found["m"]) if found["m"].isdigit() else month(found["m"]), int(found["d"]))
    found = _FIGURES.search(text)
    if not found:
        return None
    one, two = int(found["one"]), int(found["two"])
    if one <= _MONTHS and two <= _MONTHS and one != two:
        return None
    return _day(found["y"], min(one, two), max(one, two))


def _day(year: str, number: int, day: int) -> str | None:
    try:
        return dt.date(int(year), number, day).isoformat()
    except ValueError:
        return None
