"""Whom a page names as its source: dates, credit, place of first publication, address, licence, pixel.

Only what is stated in so many words counts. A date in figures that could be read two ways, two dates without labels, a
lone name without "By": each leaves the fact unknown.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from generator.convert import days
from generator.convert.byline import AND, NAMES, Byline, find
from generator.errors import Note, Where
from generator.model.parts import Author, Licence
from generator.text import pattern

_CAPITAL: Final = r"[^\W\d_a-z][\w'’.-]*"
_CREDIT: Final = pattern(
    r"\(?(?P<credit>(?:Additional |With )?(?:[Rr]eporting(?: was contributed)?|[Ww]riting|[Ee]diting|[Cc]ompiled"
    r"|Edited|Written)"
    rf" (?:by|from|in) (?P<names>{NAMES}).{{0,200}}?)\.?\)?\.?"
)
_CREDIT_ABROAD: Final = pattern(
    r"[(（\[]?(?P<credit>(?:"
    r"(?:(?:Reportagem|Reporte|Reportaje) (?:adicional )?(?:de|da|do|por)|(?:Con información|Com informações"
    r"|Com reportagem|Con reporte) (?:de|da|do|das|dos|del)(?: la| las)?) [^\W\d_a-z]"
    r"|(?:Editado|Edición|Edição|Traducido|Escrito) por \S|(?:[Mm]it|[Uu]nter Verwendung von) (?:Material"
    r"|Informationen|Agenturmaterial) (?:von|der) \S"
    r"|Quellen?: (?!http)\S|[Aa]vec (?:AFP|Reuters|AP|agences?|l[’']AFP)\b|Reportage (?:de|par) \S|(?:Redactie"
    r"|Bewerking|Bron): (?!http)\S"
    r"|责任编辑\s?[：:]\s?\S|責任編輯\s?[：:]\s?\S|编辑\s?[：:]\s?\S|編輯\s?[：:]\s?\S|編集\s?[：:]\s?\S|来源\s?[：:]\s?(?!http)\S"
    r"|(?:Редактор|Корреспондент|Репортаж|Источник)\s?:? (?!http)\S|(?:تغطية صحفية|إعداد|تحرير"
    r"|المصدر)\s?:\s?(?!http)\S|(?:עריכה|מקור)\s?:\s?(?!http)\S"
    r").{0,200}?)[)）\]]?\.?"
)
_CONTRIBUTED: Final = pattern(
    r"[(（\[]?(?:[-–—*]{1,2}\s?)?(?P<credit>[^\W\d_a-z][^!?]{1,200}? (?:"
    r"contributed (?:additional )?(?:reporting|to (?:this|the) (?:report|reporting)|to this (?:story|article|piece"
    r"|dispatch))(?: (?:from|in) [^.!?]{2,60})?"
    r"|(?:a|ont) (?:également )?contribué à (?:cet article|ce (?:reportage|rapport|récit))"
    r"|(?:hat|haben) (?:auch )?zu diese[mr] (?:Bericht|Artikel|Beitrag|Text|Reportage) beigetragen"
    r"|(?:contribuyó|contribuyeron|colaboró|colaboraron) (?:también )?(?:a|en|con) (?:est[ea] (?:informe|reportaje"
    r"|artículo|nota|información|noticia|historia))"
    r"|(?:contribuiu|contribuíram|colaborou|colaboraram) (?:também )?(?:para (?:est[ea] )?|com (?:est[ea] )?|nest[ea] )"
    r"(?:reportagem|matéria|artigo|texto)"
    r"|het (?:ook )?tot hierdie (?:berig|artikel|storie) bygedra"
    r"))\.?[)）\]]?\.?"
)
_CREDIT_OPENS: Final = (
    r"[(（\[]?(?:Addit|With |[Rr]epor|[Ww]rit|[Ee]dit|[Cc]omp|Info|Con |Com |Trad|Escr|[Mm]it |[Uu]nter |Quell"
    r"|[Aa]vec |Reda|Bewe|Bron"
    r"|责|責|编|編|来源|Ред|Корр|Реп|Ист|تغط|إعد|تحر|المص|ערי|מקור)"
)
_CREDIT_SIGNS: Final = pattern(_CREDIT_OPENS)
_ORIGIN: Final = pattern(
    r".{0,4}\b(?:This|The) (?:story|article|piece|report|post|column|essay|interview)(?: was| has been"
    r"| is)?(?: also)?"
    r" (?:(?:originally|first) (?:appeared|published|ran|posted|reported)|republished)(?: here)?(?: with permission)?"
    r" (?:on|in|by|at|from|of)"
    rf" (?P<name>(?:the |The )?{_CAPITAL}(?: (?:{_CAPITAL}|of|the|and|&|for|de))*?)"
    r"(?=[.,;:]?\s*\Z|[,;:]|\.\s| (?:under|on|and is|as part|with|here)\b).*"
)
_NAMED: Final = r"(?P<name>[«“\"„]?[^\W\d_][^.,;:«»“”\"„(]{1,60}?)[»”\"“]?"
_STOP: Final = (
    r"(?=\s?[.,;:。，)]|\s*\Z| (?:unter|sous|bajo|sob|under|onder|und|et|y|e|en|met|mit|con|com|avec"
    r"|veröffentlicht|erschienen|publié|verskyn|gepubliseer|verschenen|gepubliceerd)\b)"
)
_ORIGIN_ABROAD: Final = tuple(
    pattern(f"{opening}{_NAMED}{_STOP}.*")
    for opening in (
        r"(?:Originally|First) (?:published|appeared) (?:by|on|in|at) ",
        (
            r"Diese[rs]? (?:Artikel|Beitrag|Text|Bericht)[^.]{0,20} (?:erschien|ist)(?: zuerst| zunächst"
            r"| ursprünglich)?(?: zuerst| zunächst)? (?:in der|in dem|im|in|auf|bei) "
        ),
        (
            r"Cet article (?:a (?:d[’']abord|initialement|originellement) été publié|est (?:paru d[’']abord"
            r"|initialement paru)|est republié à partir)"
            r" (?:sur|dans|par|de|du) "
        ),
        (
            r"Est[ea] (?:artículo|nota|texto|reportaje) (?:fue|se|ha sido) (?:publicad[oa] (?:originalmente"
            r"|por primera vez)|originalmente publicad[oa]|publicó originalmente) (?:en|por) "
        ),
        (
            r"Est[ea] (?:artigo|texto|matéria|reportagem) foi (?:publicad[oa] originalmente"
            r"|originalmente publicad[oa]) (?:em|no|na|pelo|pela|por) "
        ),
        (
            r"Questo articolo è (?:stato pubblicato originariamente|apparso per la prima volta"
            r"|uscito in origine) (?:su|in|da) "
        ),
        r"Dit artikel (?:verscheen eerder|is eerder verschenen|verscheen oorspronkelijk) (?:in|op|bij) ",
        r"Hierdie (?:artikel|berig|storie) (?:het )?(?:eers|oorspronklik)(?: eers)? (?:in|op|deur) ",
        (
            r"(?:Статья|Материал|Текст) (?:была? )?(?:впервые |первоначально )?(?:опубликована?|вышел"
            r"|вышла)(?: впервые)? (?:в|на|на сайте|в издании) "
        ),
        r"(?:本文|本篇)(?:首发于|首發於|最初发表于|原载于|原載於|原刊于|转载自|轉載自)\s?",
        r"(?:نشر|نُشر) هذا المقال (?:لأول مرة|أول مرة|أصلا) (?:في|على) ",
        r"(?:הכתבה|המאמר|הידיעה) (?:פורסמה|פורסם) (?:לראשונה|במקור) (?:ב-|ב|באתר )",
    )
)
_ORIGIN_OPENS: Final = (
    r"(?:.{0,4}\b(?:This|The) (?:s|a|p|r|c|e|i)|Orig|First |Dies|Cet art|Est[ea] |Questo|Dit art|Hierd|Стат|Матер"
    r"|Текст|本文|本篇|نشر|نُشر|הכתבה|המאמר|הידיעה)"
)
_ORIGIN_SIGNS: Final = pattern(_ORIGIN_OPENS)
_SIGNS: Final = pattern(f"{_CREDIT_OPENS}|{_ORIGIN_OPENS}")
_CC: Final = pattern(
    r"\b(?:licen[sc]ed?|republish(?:ed)?|distributed|available|shared|lizenz\w*|licence|licencia|licença)\b.{0,60}?"
    r"\bCC[ -](?P<terms>BY(?:-NC)?(?:-ND|-SA)?)(?:[ -](?P<version>\d\.\d))?\b",
    re.IGNORECASE,
)
_CC_URL: Final = pattern(
    r"creativecommons\.org/licenses/(?P<terms>by(?:-nc)?(?:-nd|-sa)?)/(?P<version>\d\.\d)", re.IGNORECASE
)
_CC_NAME: Final = pattern(
    r"Creative Commons[ -](?:Attribution|Namensnennung|Atribución|Atribuição)(?P<nc>[- ](?:Non-?Commercial"
    r"|Nicht ?kommerziell|NoComercial|NãoComercial))?"
    r"(?:(?P<nd>[- ]No-?Deriv\w*|[- ]Keine Bearbeitung\w*|[- ]SinDerivad\w+)|(?P<sa>[- ]Share-?[Aa]like"
    r"|[- ]Weitergabe\w*|[- ]CompartirIgual))?"
    r"[^\d]{0,20}(?P<version>\d\.\d)?",
    re.IGNORECASE,
)
_CC_OPEN: Final = pattern(
    r"(?:under|with|unter|sous|bajo|sob)(?: an?| einer| une| una| uma)?"
    r" (?:licen[cs]e |Lizenz |licencia |licença )?Creative[ -]Commons\b",
    re.IGNORECASE,
)
_ADDRESS: Final = pattern(
    r"(?P<label>(?:source|url|link|web address|retrieved from|quelle|fuente|fonte"
    r"|bron)\s*:\s*)?(?P<url>https?://[^\s<>\"]+)",
    re.IGNORECASE,
)
_WORK: Final = pattern(
    r"\b(?:article|story|work|text|piece|post|artikel|beitrag|texte|artículo|texto|artigo|nota|matéria|berig)\b",
    re.IGNORECASE,
)
_PIXEL: Final = pattern(
    r"""<img\b[^<>]{0,1500}?\bsrc\s{0,9}=\s{0,9}["']?(?P<src>https?://[^\s"'<>]{4,1000})[^<>]{0,1500}>"""
    r"|!\[\]\((?P<plain>https?://[^\s()]{4,1000})\)",
    re.IGNORECASE,
)
_COUNTS: Final = pattern(
    r"pixel|/counter|/count\b|count\.|tracker|tracking|/pixel\.|beacon|republication|width\s*[=:]\s*[\"']?1(?:px)?\b|[?&]ga4?=",
    re.IGNORECASE,
)
_LABEL: Final = pattern(
    r"""
      (?P<published>first\spublished|originally\spublished|published|posted|publiée?|paru|veröffentlicht|erschienen
        |erstellt|publicad[oa]|pubblicato|gepubliceer|geplaatst|publicerad|publisert|publiceret|julkaistu|opublikowano
        |опубликован|дата\sпубликации|תאריך\sפרסום|פורסם|פורסמה|نشرت?|تاريخ\sالنشر|发布|發佈|发表|發表
        |公開|掲載|配信)
    | last\s(?:updated|modified) | updated | modified | mis(?:e)?\sà\sjour | modifié | aktualisiert | geändert
    | actualizad[oa] | atualizad[oa] | modificado | aggiornato | bijgewerkt | opgedateer | uppdaterad | oppdatert
    | opdateret | päivitetty | zaktualizowano | обновлен | изменен | עודכן | עדכון\sאחרון | آخر\sتحديث | تحديث | حدّث
    | تم\sالتحديث
    | 更新 | 修改于
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST_ADDRESS: Final = 2_000
_DATE_LINE: Final = 90
"""A line that gives a date and not a sentence is shorter."""


byline: Final = find
"""Returns the first byline among lines, and where it stands (`byline.find`)."""


class Dates(NamedTuple):
    """Days as ISO 8601, None where they are not stated or not certain."""

    published: str | None
    modified: str | None


def credit(line: str) -> Byline | None:
    """Return who a line such as ``(Reporting by A; Editing by B)`` or ``A contributed to this report`` credits."""
    if len(line) > 4 * _DATE_LINE:
        return None
    if not _CREDIT_SIGNS.match(line):
        return _contributors(line)
    found = _CREDIT.fullmatch(line)
    if found:
        names = re.split(rf"{AND}|, ", found["names"]) if "eporting" in found["credit"] else []
        return Byline(found["credit"], tuple(Author(name=name) for name in names))
    abroad = _CREDIT_ABROAD.fullmatch(line) if len(line) <= 2 * _DATE_LINE else None
    return Byline(abroad["credit"], ()) if abroad and abroad["credit"] else _contributors(line)


def may_say(line: str) -> bool:
    """Say by a glance whether a line may be a credit, tell where the article first appeared, or grant a licence."""
    return _SIGNS.match(line) is not None or _tells_of_help(line) or "CC" in line or "reative" in line or "<img" in line


def _tells_of_help(line: str) -> bool:
    return "ontribu" in line or "eigetragen" in line or "olabor" in line or "ygedra" in line


def _contributors(line: str) -> Byline | None:
    """Return who a line says contributed to the report; that is nobody who wrote it."""
    found = _CONTRIBUTED.fullmatch(line) if _tells_of_help(line) and len(line) <= 3 * _DATE_LINE else None
    return Byline(found["credit"], ()) if found else None


def origin(line: str) -> str | None:
    """Return where a line says that the article first appeared, if it says so."""
    if len(line) > 4 * _DATE_LINE or not _ORIGIN_SIGNS.match(line):
        return None
    for sentence in (_ORIGIN, *_ORIGIN_ABROAD):
        found = sentence.fullmatch(line)
        if found:
            return found["name"].strip(' .«»“”"„')
    return None


def address(line: str, *, labelled: bool) -> str | None:
    """Return the address that is all a line states; where it must be `labelled`, after ``Source:`` or the like."""
    found = _ADDRESS.fullmatch(line) if "://" in line and len(line) <= _LONGEST_ADDRESS else None
    return found["url"] if found and (found["label"] or not labelled) else None


def licence(line: str) -> Licence | None:
    """Return the Creative Commons licence that a line grants for the article.

    Its terms are those of its code, its name or its address; where a line names none, no edit is allowed.
    """
    if "CC" not in line and "reative" not in line:
        return None
    named = _CC_URL.search(line) or (_CC.search(line) if _WORK.search(line) else None)
    if named:
        terms, version = named["terms"].upper(), named["version"]
    elif not _WORK.search(line):
        return None
    elif found := _CC_NAME.search(line):
        terms = "BY" + "-NC" * bool(found["nc"]) + "-ND" * bool(found["nd"]) + "-SA" * bool(found["sa"])
        version = found["version"]
    else:
        # "Under a Creative Commons licence", as syndicated stories end: which, the text does not say.
        return Licence(status="cc", notice=line, edits="none") if _CC_OPEN.search(line) else None
    return Licence(
        status="cc",
        id=f"CC-{terms}-{version}" if version else f"CC-{terms}",
        url=f"https://creativecommons.org/licenses/{terms.lower()}/{version}/" if version else None,
        notice=line,
        edits="none" if "ND" in terms else "free",
    )


def lift_pixel(text: str) -> tuple[str, str | None]:
    """Return a text without the counting pixels in it, and the address of the first.

    Licences to republish require them. They are tags of HTML, or pictures of Markdown without words.
    """
    if ("<" not in text or "<img" not in text.lower()) and ("!" not in text or "![](" not in text):
        return text, None
    lifted: list[str] = []

    def taken(found: re.Match[str]) -> str:
        if not _COUNTS.search(found[0]):
            return found[0]
        lifted.append(found["src"] or found["plain"])
        return ""

    bare = _PIXEL.sub(taken, text)
    return bare, lifted[0] if lifted else None


def unmet(src: str, *, where: Where) -> Note:
    """Return what an editor is told of a pixel that no page loads."""
    return Note(
        severity="warning",
        what=f"the licensor's counting pixel ({src[:80]}) is not printed, so a condition of the licence may be unmet",
        where=where,
        hint="it is kept as `licence.pixel`; no page of ours makes a reader's browser call another host",
        code="licence-pixel",
    )


def dates(lines: Sequence[str], *, order: days.Order | None = None) -> Dates:
    """Return the days on which lines about an article say it was published and last changed.

    Args:
        lines: Those beside its headline.
        order: How the page writes days in figures, where that is known.
    """
    stated: dict[str, list[str]] = {"published": [], "modified": [], "": []}
    label = ""
    for line in lines:
        if len(line) > _DATE_LINE:
            label = ""
            continue
        at = 0
        for _start, end, said in sorted([*_labels(line), *days.find(line, order=order)], key=lambda found: found[:2]):
            if said in ("published", "modified"):
                label = said
                continue
            at = end
            if said:
                stated[label].append(said)
            label = ""
        if at:
            label = ""
    known = set(stated["published"] or stated[""])
    changed = set(stated["modified"])
    return Dates(
        published=known.pop() if len(known) == 1 else None, modified=changed.pop() if len(changed) == 1 else None
    )


def _labels(line: str) -> list[tuple[int, int, str | None]]:
    """Return the words of a line that say what the next date is of."""
    return [(*found.span(), "published" if found["published"] else "modified") for found in _LABEL.finditer(line)]


def read_date(text: str, *, order: days.Order | None = None) -> str | None:
    """Return the day that a text states, as ISO 8601; None where there is none or it could be another."""
    return days.read(text, order=order)
