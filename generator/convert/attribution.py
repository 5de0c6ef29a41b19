"""Whom and what a page names as its source: the byline, the dates, the credit, the place of first publication, a licence.

Only what is stated in so many words counts. A date in figures that could be read two ways, two dates without labels, a
lone name without "By": each leaves the fact unknown.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from generator.convert.phrases import DATE, month
from generator.model.parts import Author, Licence

_NAME: Final = r"(?:[^\W\d_a-z][\w'’.-]*)(?: (?:[^\W\d_a-z][\w'’.-]*|de|del|della|di|da|van|von|der|den|bin|al|el|la|le|du|dos|ter)){0,5}"
_AND: Final = r"(?:, and | and |, & | & | und | et | y | e | en | och | и )"
_BY: Final = r"(?:[Bb]y|BY|(?:Written|Words|Story|Text|Posted|Published|Reported) by|Author|Por|Escrito por|Par|Von|Text|Di|Door|Av|Af|Автор|Текст):?"
_BYLINE: Final = re.compile(
    rf"(?P<byline>{_BY} (?P<first>{_NAME})(?P<others>(?:, {_NAME})*)(?:{_AND}(?P<last>{_NAME}))?)"
    rf"(?P<rest>\s*(?:[|·•,–—-].*|(?:(?:on|am|le|el) )?\d.*)?)"
)
_BY_ALONE: Final = re.compile(rf"{_BY}:?")
_NAME_ALONE: Final = re.compile(_NAME)
_NO_NAME: Final = re.compile(r"(?:The|This|A|An|In|On|Our|Signing|Clicking|Continuing|Subscribing|Submitting|Using)\b")
_WORKS_FOR: Final = re.compile(
    r"\b(?:news|press|times|post|reporter|correspondent|editor|writer|staff|journalist|agency|media|bureau|magazine|university|"
    r"reuters|ap|afp|bloomberg|tribune|herald|guardian|network|redaktion|professor|researcher|fellow|director)\b",
    re.IGNORECASE,
)
_CREDIT: Final = re.compile(
    rf"\(?(?P<credit>(?:Additional |With )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|Edited|Written) (?:by|from|in) (?P<names>{_NAME}(?:, {_NAME})*(?:{_AND}{_NAME})?).{{0,200}}?)\.?\)?\.?"
)
_ORIGIN: Final = re.compile(
    r".{0,4}\b(?:This|The) (?:story|article|piece|report|post|column|essay|interview)(?: was| has been| is)?(?: also)?"
    r" (?:(?:originally|first) (?:appeared|published|ran|posted|reported)|republished)(?: here)?(?: with permission)?"
    r" (?:on|in|by|at|from|of) (?P<name>(?:the |The )?[^\W\d_a-z][\w&'’.-]*(?: (?:[^\W\d_a-z][\w&'’.-]*|of|the|and|&|for|de))*?)"
    r"(?=[.,;:]?\s*\Z|[,;:]|\.\s| (?:under|on|and is|as part|with|here)\b).*"
)
_CC: Final = re.compile(
    r"\b(?:licen[sc]ed|republish(?:ed)?|distributed|available|shared)\b.{0,60}?"
    r"\bCC[ -](?P<terms>BY(?:-NC)?(?:-ND|-SA)?)(?:[ -](?P<version>\d\.\d))?\b",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(?P<published>first published|originally published|published|posted|publié|veröffentlicht|publicado|pubblicato|gepubliceerd|publicerad"
    r"|опубликовано)|(?P<modified>last (?:updated|modified)|updated|modified|mis à jour|aktualisiert|actualizado|atualizado|aggiornato"
    r"|bijgewerkt|uppdaterad|обновлено)",
    re.IGNORECASE,
)
_ISO: Final = re.compile(r"\b((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_FIGURES: Final = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)\b")
_DAY_FIRST: Final = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.|º|er)?(?: de)? ([^\W\d_]{3,12})\.?,?(?: de)? ((?:19|20)\d\d)\b"
)
_MONTH_FIRST: Final = re.compile(r"\b([^\W\d_]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? ((?:19|20)\d\d)\b")
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
    names = re.split(rf", |{_AND}", found["names"]) if "eporting" in found["credit"] else []
    return Byline(found["credit"], tuple(Author(name=name) for name in names))


def origin(line: str) -> str | None:
    """Return where a line says that the article first appeared, if it says so."""
    found = _ORIGIN.fullmatch(line)
    return found["name"].rstrip(".") if found and len(line) <= 4 * _DATE_LINE else None


def licence(line: str) -> Licence | None:
    """Return the Creative Commons licence that a line grants for the article, if it names one by its code."""
    found = _CC.search(line)
    if not found or not re.search(r"\b(?:article|story|work|text|piece|post)\b", line, re.IGNORECASE):
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
    for pattern, order in ((_ISO, "ymd"), (_DAY_FIRST, "dmy"), (_MONTH_FIRST, "mdy"), (_FIGURES, "??y")):
        found = pattern.search(text)
        if not found:
            continue
        first, second, third = found.groups()
        if order == "??y":
            one, two = int(first), int(second)
            if one <= 12 and two <= 12 and one != two:
                return None
            order = "dmy" if two <= 12 else "mdy"
        parts = dict(zip(order, (first, second, third), strict=True))
        number = int(parts["m"]) if parts["m"].isdigit() else month(parts["m"])
        try:
            return dt.date(int(parts["y"]), number, int(parts["d"])).isoformat()
        except ValueError:
            return None
    return None
