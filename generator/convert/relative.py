"""Words for a day that depend on the day they are read: "yesterday", "gestern", "昨日".

A reader of an undated article cannot know what they mean, and an editor should; they are told of the first. They are
never edited. Names of weekdays count only with a word that ties them to the present ("last Monday").
"""

import re
from collections.abc import Sequence
from typing import Final

from generator.text import pattern

_LATIN: Final = {
    "en": r"yesterday|today|tonight|tomorrow|this (?:morning|afternoon|evening|week|month|year)|(?:last"
    "|next) (?:night|week|month|year"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|earlier this week|on (?:mon|tues|wednes|thurs|fri|satur|sun)day",
    "fr": r"hier|aujourd['’]hui|avant-hier|demain|ce (?:matin|soir|mois)|cet après-midi|cette (?:semaine|année"
    "|nuit)|la semaine (?:dernière|prochaine)"
    r"|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) (?:dernier|prochain)",
    "de": r"gestern|heute|vorgestern|morgen(?= (?:früh|abend|vormittag))|heute (?:früh|morgen|abend)|(?:diese"
    "|vergangene|letzte|kommende|nächste)[nr]? Woche"
    r"|am (?:vergangenen |kommenden )?(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag)",
    "es": r"ayer|hoy|anoche|anteayer|mañana por la (?:mañana|tarde|noche)|est[ae] (?:mañana|tarde|noche|semana"
    "|mes|lunes|martes|miércoles|jueves|viernes|sábado|domingo)"
    r"|(?:la semana|el mes|el año) (?:pasad[oa]|próxim[oa])",
    "pt": r"ontem|hoje|anteontem|amanhã|est[ae] (?:manhã|tarde|noite|semana|mês)|nesta (?:segunda|terça|quarta"
    "|quinta|sexta)(?:-feira)?|(?:na semana|no mês) passad[oa]",
    "it": r"ieri|oggi|domani|stamattina|stasera|questa (?:mattina|sera|settimana)|la settimana scorsa",
    "nl": r"gisteren|vandaag|morgen(?:ochtend|avond|middag)|vanmorgen|vanochtend|vanavond|gisteravond"
    "|vorige week|afgelopen (?:week|maandag|dinsdag|woensdag|donderdag|vrijdag)",
    "af": r"gister|vandag|eergister|gisteraand|vanoggend|vanaand|vanmiddag|môre|verlede (?:week|nag)|vandeesweek",
    "sv": r"i går|igår|i dag|idag|i morgon|imorgon|i kväll|förra veckan",
    "ru": r"вчера|сегодня|завтра|позавчера|(?:на )?(?:прошлой|этой|следующей) неделе",
    "ar": r"(?:ال)?أمس|اليوم(?= (?:الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد))|غدا|مساء أمس"
    "|هذا (?:الصباح|الأسبوع)|الأسبوع الماضي",
    "he": r"אתמול|היום|מחר|אמש|הבוקר|הערב|שלשום|בשבוע שעבר|השבוע",
}
_OPENINGS: Final = {"en": "ytlneo", "fr": "hadclmjvs", "de": "ghvmdlkna", "es": "ahmel"}
"""What these words begin with, of languages that have many pages: most letters are passed over at once."""

_WORDS: Final = {
    name: pattern(
        (f"(?=[{_OPENINGS[name]}])" if name in _OPENINGS else "") + rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE
    )
    for name, words in _LATIN.items()
}
_WORDS_TOGETHER: Final = {
    "zh": pattern("昨天|昨日|昨晚|今天|今日|今晨|今晚|明天|明日|前天|本周|上周|上个月|本月|下周"),
    "ja": pattern("昨日|昨夜|今日|本日|明日|一昨日|今朝|今夜|先週|今週|来週|先月|今月"),
    "ko": pattern("어제|오늘|내일|지난주|이번 주|다음 주"),
}


def first(paragraphs: Sequence[str], language: str) -> tuple[int, str] | None:
    """Return the first such word of some paragraphs, and in which it stands; None in a language without a list."""
    name = language.lower().partition("-")[0]
    words = _WORDS.get(name) or _WORDS_TOGETHER.get(name)
    if words is None:
        return None
    for at, paragraph in enumerate(paragraphs):
        found = words.search(paragraph)
        if found:
            return at, found[0]
    return None
