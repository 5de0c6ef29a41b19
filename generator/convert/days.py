"""Which day a text states, in the languages of news: read only where it can be no other.

Names of months come from a closed list (``words/months.txt``); figures in any script's digits are figures. A day in
figures alone is read where its order is beyond doubt: the year first, a number above twelve, both numbers alike, or an
order that the language or another date of the page settles.
"""

import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Final, Literal, NamedTuple

from generator.text import pattern

Order = Literal["day first", "month first"]
"""How a page writes a day in figures."""

_MONTHS: Final = 12
_YEAR: Final = r"(?P<y>(?:19|20|١٩|٢٠|۱۹|۲۰)\d\d)"
_FIGURE: Final = re.compile(r"\d")
_ANY_YEAR: Final = pattern(r"(?:19|20|١٩|٢٠|۱۹|۲۰)\d")
_NAME: Final = r"[^\W\d_]{2,12}"
_ARABIC_PAIR: Final = r"(?:كانون|تشرين) (?:الأول|الثاني)"
_MONTH: Final = rf"(?P<m>{_ARABIC_PAIR}|{_NAME})"
_WRITTEN: Final = (
    # 2024-03-03, 2024年3月3日, 2024년 3월 3일
    pattern(rf"(?<!\d){_YEAR}\s?(?:[-/.]|年|년)\s?(?P<m>\d{{1,2}})\s?(?:[-/.]|月|월)\s?(?P<d>\d{{1,2}})(?!\d)"),
    # 3 March 2024, 3. März 2024, 1er mars 2024, 3 de marzo de 2024, ٣ مارس ٢٠٢٤, 3 במרץ 2024, 3 марта 2024
    pattern(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|ste|de|er|re|\.|º|°|ª|-го)?(?:\s(?:de|of|di))?[\s-]ב?{_MONTH}\.?,?"
        rf"(?:\s(?:de|del))?[\s-]{_YEAR}(?!\d)"
    ),
    # March 3, 2024
    pattern(rf"(?<!\w){_MONTH}\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s{_YEAR}(?!\d)"),
    # 2024, March 3
    pattern(rf"(?<!\d){_YEAR}[.,]?\s{_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?(?!\d)"),
)
# March 2024, Mars 2024, marzo de 2024, март 2024 г., 2024年3月: a month, and nothing else in the line.
_MONTH_ALONE: Final = (
    pattern(rf"{_MONTH}\.?,?(?:\s(?:de|del|of))?\s{_YEAR}(?:\s?г\.)?"),
    pattern(rf"{_YEAR}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]"),
)
_FIGURES: Final = pattern(rf"(?<!\d)(?P<one>\d{{1,2}})(?P<sign>[-/.])\s?(?P<two>\d{{1,2}})(?P=sign)\s?{_YEAR}(?!\d)")
# Japanese eras: the year before the first of each. 平成 ended on 2019-04-30, 昭和 on 1989-01-07.
_ERAS: Final = {"令和": 2018, "平成": 1988, "昭和": 1925}
_ERA: Final = pattern(r"(?P<era>令和|平成|昭和)(?P<y>\d{1,2}|元)年(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
_HAN: Final = pattern(
    r"(?P<y>[一二][〇零○一二三四五六七八九]{3})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})[日号]"
)
_HAN_DIGITS: Final = {sign: value for value, signs in enumerate(("〇零○", *"一二三四五六七八九")) for sign in signs}
_INSTANT: Final = pattern(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)")
_URL: Final = (
    pattern(r"/(?P<y>(?:19|20)\d\d)/(?P<m>0?[1-9]|1[0-2]|[a-z]{3})/(?P<d>0?[1-9]|[12]\d|3[01])(?=[/.-]|\Z)"),
    pattern(r"[-/_.](?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?=[-/_.]|\Z)"),
    pattern(r"[-/_](?P<y>20\d\d|199\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=[-/_.]|\Z)"),
)
_LONGEST_URL: Final = 2_000
_DAY_FIRST: Final = frozenset(
    ("af", "ar", "bg", "cs", "da", "de", "el", "fi", "fr", "he", "hr", "it", "nb", "nl", "nn", "no", "pl", "pt", "ro")
) | {"ru", "sk", "sr", "tr", "uk"}
"""Languages whose newspapers write the day before the month, wherever they appear."""


class Day(NamedTuple):
    """A day found in a text: where it stands, and which it is, as ISO 8601; None where that is open."""

    start: int
    end: int
    iso: str | None


def month(name: str) -> int:
    """Return the number of a month from its name, or an abbreviation of it that is usual; 0 where it is no month."""
    return _names().get(_folded(name), 0)


def order_of(language: str) -> Order | None:
    """Return how a language writes days in figures; None where its countries differ, as those of English do."""
    return "day first" if language.partition("-")[0] in _DAY_FIRST else None


def order_seen(texts: Iterable[str]) -> Order | None:
    """Return how a page writes days in figures, where one of its dates shows it and none shows the other order."""
    seen: set[Order] = set()
    for text in texts:
        for found in _FIGURES.finditer(text):
            one, two = int(found["one"]), int(found["two"])
            if one > _MONTHS >= two:
                seen.add("day first")
            elif two > _MONTHS >= one:
                seen.add("month first")
    return seen.pop() if len(seen) == 1 else None


def find(text: str, *, order: Order | None = None) -> list[Day]:
    """Return the days that a text states, in order; among them those whose order is open, without an answer."""
    if not _FIGURE.search(text):
        return _in_han(text) if "年" in text else []
    found: list[Day] = []
    for day in sorted(_found(text, order), key=lambda day: (day.start, -day.end)):
        if not found or day.start >= found[-1].end:
            found.append(day)
    return found


def has(text: str) -> bool:
    """Say whether a text states a day (`find`), that of an open order among them."""
    if not _FIGURE.search(text):
        return "年" in text and bool(_in_han(text))
    return next(_found(text, None), None) is not None


def read(text: str, *, order: Order | None = None) -> str | None:
    """Return the first day that a text states, as ISO 8601; None where there is none or it could be another."""
    return next((day.iso for day in find(text, order=order)), None)


def month_alone(text: str) -> str | None:
    """Return the month that a text states and nothing else, as ``2019-03``."""
    found = next(filter(None, (each.fullmatch(text.strip()) for each in _MONTH_ALONE)), None)
    number = (int(found["m"]) if found["m"].isdigit() else month(found["m"])) if found else 0
    return f"{int(found['y'])}-{number:02}" if found and 1 <= number <= _MONTHS else None


def instant(text: str) -> str | None:
    """Return the moment that a text states to the minute and with its offset from UTC (RFC 3339), if it does."""
    found = _INSTANT.search(text)
    if not found:
        return None
    try:
        return dt.datetime.fromisoformat(found[0]).isoformat(timespec="seconds")
    except ValueError:
        return None


def in_url(url: str) -> str | None:
    """Return the day that an address states: ``/2024/03/03/``, ``-2024-03-03`` or ``-20240303``, as ISO 8601.

    Two days that differ state none.
    """
    path = url[:_LONGEST_URL].partition("?")[0].partition("#")[0].lower()
    stated = {
        _iso(found["y"], int(found["m"]) if found["m"].isdigit() else month(found["m"]), int(found["d"]))
        for pattern in _URL
        for found in pattern.finditer(path)
    } - {None}
    return stated.pop() if len(stated) == 1 else None


def _found(text: str, order: Order | None) -> Iterator[Day]:
    if _ANY_YEAR.search(text):
        for written in _WRITTEN:
            for found in written.finditer(text):
                number = int(found["m"]) if found["m"].isdigit() else month(found["m"])
                if number:
                    # "listopada" is November in Polish and, with a point after the day, October in Croatian.
                    open_ = found["m"].lower() == "listopada" and "." in found[0]
                    yield Day(*found.span(), None if open_ else _iso(found["y"], number, int(found["d"])))
        for found in _FIGURES.finditer(text):
            yield Day(*found.span(), _in_figures(found, order))
    if "年" in text:
        for found in _ERA.finditer(text):
            year = 1 if found["y"] == "元" else int(found["y"])
            yield Day(*found.span(), _iso(str(_ERAS[found["era"]] + year), int(found["m"]), int(found["d"])))
        yield from _in_han(text)


def _in_figures(found: re.Match[str], order: Order | None) -> str | None:
    one, two = int(found["one"]), int(found["two"])
    if one == two or one > _MONTHS or two > _MONTHS:
        return _iso(found["y"], min(one, two), max(one, two))
    if order is None:
        return None
    return _iso(found["y"], *((two, one) if order == "day first" else (one, two)))


def _in_han(text: str) -> list[Day]:
    return [
        Day(
            *found.span(),
            _iso("".join(str(_HAN_DIGITS[sign]) for sign in found["y"]), _han(found["m"]), _han(found["d"])),
        )
        for found in _HAN.finditer(text)
    ]


def _han(number: str) -> int:
    """Return a number below 100 as Chinese writes it."""
    tens, ten, ones = number.rpartition("十")
    if not ten:
        return _HAN_DIGITS[number] if len(number) == 1 else 0
    return 10 * (_HAN_DIGITS.get(tens, 0) if tens else 1) + (_HAN_DIGITS.get(ones, 0) if ones else 0)


def _iso(year: str, number: int, day: int) -> str | None:
    try:
        return dt.date(int(year), number, day).isoformat()
    except ValueError:
        return None


def _folded(name: str) -> str:
    """Return a name in lower case without the marks on its letters; letters of Arabic keep theirs."""
    lower = name.lower()
    if lower.isascii():
        return lower
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", lower) if not "\u0300" <= mark <= "\u036f")
    return unicodedata.normalize("NFC", plain)


@functools.cache
def _names() -> dict[str, int]:
    lines = resources.files(__package__).joinpath("words", "months.txt").read_text(encoding="utf-8").splitlines()
    listed = [line.partition(": ") for line in lines if not line.startswith(";")]
    return {_folded(name.replace("_", " ")): int(number) for number, _, names in listed for name in names.split()}
