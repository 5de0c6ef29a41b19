"""How a value reads: a date at its own precision, a quote's change with its sign, a count with its noun.

Pure functions of a value and a language; the templates' filters are these. A language without a row here gets dates as
ISO 8601 writes them, which is at least never wrong.
"""

import re
from collections.abc import Sequence
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from generator.model import Basis, Moment, Row

Direction = Literal["ltr", "rtl"]
Trend = Literal["up", "down", "flat"]

# Months, then the shape of a day and of a month (CLDR 44, the "long" formats).
_DATES: Final[dict[str, tuple[str, str, str]]] = {
    "en": (
        "January February March April May June July August September October November December",
        "{day} {month} {year}",
        "{month} {year}",
    ),
    "en-us": (
        "January February March April May June July August September October November December",
        "{month} {day}, {year}",
        "{month} {year}",
    ),
    "de": (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "{day}. {month} {year}",
        "{month} {year}",
    ),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "{day} de {month} de {year}",
        "{month} de {year}",
    ),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "{day} {month} {year}",
        "{month} {year}",
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "{day} {month} {year}",
        "{month} {year}",
    ),
    "nl": (
        "januari februari maart april mei juni juli augustus september oktober november december",
        "{day} {month} {year}",
        "{month} {year}",
    ),
    "pt": (
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "{day} de {month} de {year}",
        "{month} de {year}",
    ),
}
_LANGUAGES: Final = {
    "af": "Afrikaans",
    "ar": "العربية",
    "cs": "čeština",
    "da": "dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "español",
    "fa": "فارسی",
    "fi": "suomi",
    "fr": "français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "magyar",
    "id": "Indonesia",
    "it": "italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "no": "norsk",
    "pl": "polski",
    "pt": "português",
    "ro": "română",
    "ru": "русский",
    "sv": "svenska",
    "sw": "Kiswahili",
    "tr": "Türkçe",
    "uk": "українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "xh": "isiXhosa",
    "zh": "中文",
    "zu": "isiZulu",
}
_RIGHT_TO_LEFT: Final = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset({"adlm", "arab", "hebr", "nkoo", "syrc", "thaa"})
_CLOCK: Final = re.compile(r"T(\d\d:\d\d)(?::\d\d)?(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))?\Z")
# A sign, a currency of up to three letters or one symbol, a figure: -0.2%, +R1,204.50.
_CHANGE: Final = re.compile(r"([+\-−–]?)\s*([^\d\s+\-−–]{0,3}[\d.,'\u00a0\u202f\u066b\u066c]*\d)")
_BASES: Final[dict[Basis, str]] = {
    "stated": "",
    "metadata": "",
    "editor": "dated by the editor",
    "url": "date read from the address",
    "dateline": "date read from the dateline",
    "inferred": "date inferred",
    "unknown": "",
}


def text_direction(lang: str) -> Direction:
    """Return the direction of a language tag's script: ``rtl`` for Arabic, Hebrew and their kin."""
    parts = lang.lower().split("-")
    scripts = [part for part in parts[1:] if len(part) == 4]  # noqa: PLR2004 - BCP 47: a script subtag has 4 letters
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if parts[0] in _RIGHT_TO_LEFT else "ltr"


def language(tag: str) -> str:
    """Return a language's own name for itself, its tag where that is not known here."""
    return _LANGUAGES.get(tag.lower()) or _LANGUAGES.get(tag.lower().split("-")[0], tag)


def day(moment: Moment, *, lang: str) -> str:
    """Return the date as it is known and no more: ``28 October 2014``, ``October 2014``, ``2014``."""
    row = _DATES.get(lang.lower()) or _DATES.get(lang.lower().split("-")[0])
    if row is None or moment.precision == "year":
        return moment.text[:10]
    months, whole, partial = row
    shape = partial if moment.precision == "month" else whole
    return shape.format(day=moment.text[8:10].lstrip("0"), month=months.split()[moment.month - 1], year=moment.year)


def instant(moment: Moment, *, lang: str) -> str:
    """Return the date, and the time of day with its zone where that is known: ``28 October 2014, 09:30 UTC+2``."""
    clock = _CLOCK.search(moment.text)
    if not clock:
        return day(moment, lang=lang)
    time, sign, hours, minutes = clock.groups()
    zone = "UTC"
    if sign and (hours, minutes) != ("00", "00"):
        zone += f"{'−' if sign == '-' else '+'}{int(hours)}{'' if minutes == '00' else f':{minutes}'}"
    return f"{day(moment, lang=lang)}, {time} {zone}"


def basis(known: Basis) -> str:
    """Return what a reader should know of a date's origin; nothing where the source states it."""
    return _BASES[known]


def trend(change: str | None) -> Trend | None:
    """Return which way a printed change points, None where it is no figure; zero is flat whatever its sign."""
    figure = _CHANGE.match((change or "").strip())
    if figure is None:
        return None
    if not any(digit.isdecimal() and int(digit) for digit in figure[2]):
        return "flat"
    return "down" if figure[1] in tuple("-−–") else "up"


def groups(rows: Sequence[Row]) -> list[tuple[str | None, list[Row]]]:
    """Return the rows of a panel by their group, groups in the order in which each first appears."""
    made: dict[str | None, list[Row]] = {}
    for row in rows:
        made.setdefault(row.group, []).append(row)
    return list(made.items())


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: ``1 article``, ``1,204 articles``."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def host(url: str) -> str:
    """Return the name of the host of a URL as people say it, without ``www.``; the URL itself where it has none."""
    try:
        name = urlsplit(url).hostname
    except ValueError:
        name = None
    return (name or url).removeprefix("www.")


def licence_name(spdx: str) -> str:
    """Return an SPDX identifier as its publisher writes it: ``CC BY-ND 4.0`` for ``CC-BY-ND-4.0``."""
    parts = spdx.split("-")
    if parts[0] != "CC" or len(parts) < 3:  # noqa: PLR2004 - CC, at least one condition, a version
        return spdx
    return f"CC {'-'.join(parts[1:-1])} {parts[-1]}"


def polyline(history: Sequence[float], *, width: int = 96, height: int = 24) -> str:
    """Return the points of a line through `history`, oldest first, in a box of `width` by `height` units."""
    low, high = min(history), max(history)
    step = (width - 2) / max(len(history) - 1, 1)
    middle = height / 2 if high == low else height - 1
    # Each share is taken before it is enlarged: between figures that hardly differ, a scale would be infinite.
    shares = [(value - low) / (high - low) if high > low else 0.0 for value in history]
    return " ".join(f"{1 + step * i:.1f},{middle - (height - 2) * share:.1f}" for i, share in enumerate(shares))


def letter_to(to: str, *, about: str, address: str) -> str:
    """Return where to write about a page: a mail with its subject and the page's address, or the URL as it is."""
    if "@" not in to or to.startswith(("http://", "https://")):
        return to
    subject, body = quote(about, safe=""), quote(f"\n\n{address}", safe="")
    return f"mailto:{to.removeprefix('mailto:')}?subject={subject}&body={body}"
