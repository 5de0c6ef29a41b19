"""Who a line says wrote an article, in the languages of news: ``By A and B``, ``Von A``, ``بقلم A``, ``记者 A``.

Only a name behind (or before) a word that says so counts, or an agency or a desk that stands by itself where a byline
would. Two names without "and" can be two people, or one and an employer: only what is sure is said.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from generator.model.parts import Author
from generator.text import pattern

_CAPITAL: Final = r"(?!(?:On|At|In|For|Updated|Published|Posted)\b)[^\W\d_a-z][\w'’.-]*"
_PARTICLE: Final = r"(?:de|del|della|di|da|das|dos|van|von|vom|zu|der|den|des|bin|al|el|la|le|du|ter|af|av|'t|’t)"
NAME: Final = rf"{_CAPITAL}(?: (?:{_CAPITAL}|{_PARTICLE}))" "{0,5}"
AND: Final = r"(?:, and | and |, & | & | und | et | y | e | en | och | og | i | oraz | и | та |، )"
NAMES: Final = rf"{NAME}(?:, {NAME})*(?:{AND}{NAME})?"
_BY: Final = (
    r"(?:(?:[Bb]y|BY|(?:Written|Words|Story|Text|Posted|Published|Reported|Compiled) by|Authors?:"
    r"|Por|POR|(?:Escrito|Texto|Reportagem) por|Texto:|Autor(?:a|es|in|en)?:|Par|PAR|Propos recueillis par"
    r"|Texte :|Auteurs? :"
    r"|Von|VON|Ein (?:Bericht|Kommentar|Gastbeitrag|Interview) von|Text:|Bericht:|Di|DI|Door|DOOR|Deur|DEUR"
    r"|Av|AV|Af|AF|Tekst:|Автор(?:ы|и)?:?|Текст:|Беседовал[аи]?:?|Подготовил[аи]?:?"
    r"|بقلم|كتبت?|إعداد:|تقرير:|מאת):?)"
)
_PLACED: Final = (
    r"(?: (?:in|from|at|aus|à|au|en|em|te|uit) [^\d|]{2,50}"
    r"| (?:for|of|für|pour|para|vir|voor) (?P<whom>[^\W\d_a-z][^\d|,]{1,50})| ?\((?P<inside>[^()\d]{2,40})\)"
    r"|/(?P<slashed>[^\W\d_a-z][^\d|/]{1,30})| (?:with|mit|avec|con|com|met) [^\W\d_][^\d|]{1,40})?"
)
_AGENCY: Final = (
    r"(?:The )?(?:Reuters|AFP|AP|Associated Press|Agence France-Presse|dpa|DPA|EFE|ANSA|ANP|Belga|Lusa|Xinhua"
    r"|Sapa|SAPA|UPI"
    r"|TASS|Interfax|Bloomberg|Bloomberg News|Press Association|PA|APA|KNA|epd|SID|sda|Keystone-SDA|TT|NTB|Ritzau"
    r"|STT|PAP|MTI"
    r"|Kyodo|Kyodo News|Jiji Press|PTI|ANI|IANS|AAP|NZPA|Europa Press|Agência Brasil|Estadão Conteúdo|Folhapress"
    r"|Télam|Notimex"
    r"|新华社|新華社|中新社|中央社|共同通信|時事通信|朝日新聞社|연합뉴스"
    r"|ТАСС|РИА Новости|Интерфакс|رويترز|أ ف ب|وكالات|د ب أ"
    r"|רויטרס|סוכנויות הידיעות)"
)
_DESK: Final = (
    r"(?:Agencies|Staff(?: [Rr]eporters?| [Ww]riters?)?|Our (?:Correspondent|Reporter|Foreign Staff)"
    r"|Own Correspondent"
    r"|Redaktion|Redaktionsnetzwerk|La rédaction|La Rédaction|Rédaction|Redacción|La Redacción|Redação|Da Redação"
    r"|Da redação"
    r"|Redazione|Redactie|Redaksie|Redaktionen|Redakcja|Редакция|编辑部|編集部|هيئة التحرير|المحرر|מערכת)"
)
_BYLINE: Final = pattern(
    rf"(?P<byline>{_BY} (?P<first>{NAME})(?P<others>(?:, (?:{_AGENCY}|{NAME}))*)(?:{AND}(?P<last>{NAME}))?{_PLACED})"
    r"(?:\s*(?:[|·•,–—-].*|(?:(?:[Oo]n|am|le|el|Updated|Published|Posted)\b).*|\d.*))?"
)
_OPENS: Final = pattern(_BY)
_BY_ALONE: Final = pattern(rf"{_BY}:?")
_NAME_ALONE: Final = pattern(NAME)
_NO_NAME: Final = pattern(r"(?:The|This|A|An|In|On|Our|Signing|Clicking|Continuing|Subscribing|Submitting|Using)\b")
_HAN_NAME: Final = r"[\u3400-\u9fff]{2,4}(?:·[\u3400-\u9fff]{1,6})*"
_HAN: Final = pattern(
    rf"(?P<byline>(?:(?:本报|本報|本台|本刊|[\u3400-\u9fff]{{2,5}}[社报網网])(?:特约|特派|实习)?(?:记者|記者)\s?"
    rf"|(?:特约|特派|实习)?(?:记者|記者|作者|撰文|采写|執筆|取材・文|文)(?:\s?[：:/／・＝=｜|]\s?"
    rf"| ))(?P<names>{_HAN_NAME}(?:[ 、，,]{_HAN_NAME})*))"
    r"(?:\s*[|｜（(/／].*|\s+\d.*|\s*(?:通讯员|編輯|编辑|摄影|攝影).*)?"
)
_REPORTER_LAST: Final = pattern(
    r"(?P<byline>(?P<names>[\uac00-\ud7af]{2,4})\s?기자)(?:\s.*)?"
    r"|(?P<byline_>(?P<names_>[\u3400-\u9fff\u3041-\u30ff]{2,6})記者)"
)
_ALONE: Final = pattern(
    rf"(?P<byline>(?:{_BY} )?(?:{_AGENCY}(?:(?:\s?[/,|+&]\s?| and | und | et | y | e | en ){_AGENCY}){{0,3}}"
    rf"|{_DESK}))"
    r"(?: *\| .*)?"
)
_AGENCIES: Final = pattern(_AGENCY)
_WORKS_FOR: Final = pattern(
    r"\b(?:news|press|times|post|reporter|correspondent|editor|writer|staff|journalist|agency|media|bureau|magazine"
    r"|university|reuters|ap|afp|dpa|efe|ansa|sapa|bloomberg|tribune|herald|guardian|network|redaktion|professor"
    r"|researcher"
    r"|fellow|director|courier|gazette|journal|chronicle|observer|mail|today|radio|tv|wire)\b",
    re.IGNORECASE,
)
_SIGNED_AGENCY: Final = pattern(rf"{_BY} {_AGENCY}")
_SINGLE: Final = pattern(rf"(?:By|BY|Author:|Автор:|بقلم|מאת)|{_BY} (?:{_AGENCY}|{_DESK})")
"""Where one word is enough for a name: behind the others it may be any noun."""

_ONE_NAME: Final = pattern(r" [ye] [^\W\d_]+\Z")
"""Ortega y Gasset is one man: of two, each would have two names."""

_JOINED: Final = (pattern(r" ו(?=[א-ת]{2})"), pattern(r" و(?=[\u0621-\u064a]{2})"))
"""How Hebrew and Arabic join the second name to the first; both must have two words, since names begin so too."""

_TITLES: Final = pattern(r"(?:(?:Dr|Prof|Mr|Mrs|Ms|Sir|Mag|Dipl)\.? )+")
_AGENCY_BEHIND: Final = pattern(rf"(?P<name>\S+ \S+(?: \S+)??),? (?P<agency>{_AGENCY})")
OPENERS: Final = frozenset(
    (
        *(
            f"{word}{after}"
            for word in ("By", "BY", "by", "Di", "DI", "Av", "AV", "Af", "AF")
            for after in ("", " ", ":")
        ),
        *("Wri", "Wor", "Sto", "Tex", "Pos", "Pub", "Rep", "Com", "Aut", "Por", "POR", "Esc", "Par", "PAR", "Pro"),
        *("Von", "VON", "Ein", "Ber", "Doo", "DOO", "Deu", "DEU", "Tek", "Авт", "Тек", "Бес", "Под"),
        *("بقل", "كتب", "إعد", "تقر", "מאת"),
    )
)
"""The first three letters of all that `_BY` finds: most lines need no other look."""

_ALONE_OPENERS: Final = frozenset(opener[:2] for opener in OPENERS) | {
    each[:2]
    for names in (_AGENCY, _DESK)
    for each in ("The", *names.removeprefix("(?:The )?").removeprefix("(?:").split("|"))
}
"""The first two letters of all that `_ALONE` finds."""

EASTERN: Final = "\u3041"
"""From here on are the scripts in which a byline may begin with a name, or with who employs it."""

LIMIT: Final = 180
"""Characters: a byline is shorter."""


class Byline(NamedTuple):
    """A byline as printed, and the names in it."""

    text: str
    authors: tuple[Author, ...]


def find(lines: Sequence[str]) -> tuple[int, Byline] | None:
    """Return the first byline among lines, and where it stands."""
    for at, line in enumerate(lines):
        if not may_begin(line):
            continue
        found = _read(line)
        if found:
            return at, found
        if not _OPENS.match(line):
            continue
        follower = lines[at + 1] if at + 1 < len(lines) else ""
        if _BY_ALONE.fullmatch(line) and len(follower) <= LIMIT and _NAME_ALONE.fullmatch(follower):
            return at, Byline(f"{line.rstrip(':')} {follower}", (Author(name=follower),))
    return None


def is_alone(line: str) -> bool:
    """Say whether a line is the word before a name, and nothing else."""
    return len(line) <= LIMIT and bool(_BY_ALONE.fullmatch(line))


def begins(line: str) -> bool:
    """Say whether a line is a byline, or the word before one."""
    if not may_begin(line):
        return False
    return _read(line) is not None or bool(_BY_ALONE.fullmatch(line))


def may_begin(line: str) -> bool:
    """Say by a glance whether a line may be a byline, or the word before one."""
    return (line[:3] in OPENERS or line >= EASTERN) and len(line) <= LIMIT


def unsigned(line: str) -> Byline | None:
    """Return the byline of an agency or a desk, which stands without a "By"; only beside a headline does it say so."""
    found = _ALONE.fullmatch(line) if line[:2] in _ALONE_OPENERS and len(line) <= LIMIT else None
    if not found:
        return None
    names = dict.fromkeys(name[0].removeprefix("The ") for name in _AGENCIES.finditer(found["byline"]))
    return Byline(found["byline"], tuple(Author(name=name) for name in names))


def _read(line: str) -> Byline | None:
    if _OPENS.match(line):
        found = _BYLINE.fullmatch(line)
        if found and not _NO_NAME.match(found["first"]) and (" " in found["first"] or _SINGLE.match(line)):
            whole = _ALONE.fullmatch(found["byline"])
            return unsigned(found["byline"]) if whole else Byline(found["byline"].rstrip(" ."), _authors(found))
        return unsigned(line) if _SIGNED_AGENCY.match(line) else None
    if line[:1] < EASTERN:
        return None
    han = _HAN.fullmatch(line)
    if han:
        return Byline(han["byline"], tuple(Author(name=name) for name in re.split(r"[ 、，,]", han["names"]) if name))
    last = _REPORTER_LAST.fullmatch(line)
    if last:
        return Byline(last["byline"] or last["byline_"], (Author(name=last["names"] or last["names_"]),))
    return None


def _authors(found: re.Match[str]) -> tuple[Author, ...]:
    for_whom = found["whom"] or found["slashed"]
    if found["inside"] and (_WORKS_FOR.search(found["inside"]) or _AGENCIES.fullmatch(found["inside"])):
        for_whom = found["inside"]
    others = [part for part in found["others"].split(", ") if part]
    first = found["first"]
    if found["last"]:
        one = _ONE_NAME.search(found["byline"]) if " " in first and not others else None
        if one:
            return (_author(first + one[0], for_whom),)
        return tuple(_author(name, for_whom) for name in (first, *others, found["last"]))
    for joined in _JOINED:
        parts = joined.split(first)
        if len(parts) > 1 and all(" " in part for part in parts):
            return tuple(_author(part, for_whom) for part in parts)
    # "By A B, C D" can be two people, or one and a newspaper: only what is sure is said.
    rest = found["byline"][found.end("first") - found.start("byline") :].removeprefix(", ")
    if others and (_WORKS_FOR.search(rest) or _AGENCIES.match(rest)):
        for_whom = rest.rstrip(" .")
    return (_author(first, for_whom),)


def _author(name: str, for_whom: str | None) -> Author:
    """Return an author from a name as printed: without titles, an agency behind it apart."""
    bare = _TITLES.sub("", name.rstrip("."))
    agency = _AGENCY_BEHIND.fullmatch(bare)
    if agency:
        return Author(name=agency["name"], affiliation=agency["agency"])
    return Author(name=bare, affiliation=for_whom)
