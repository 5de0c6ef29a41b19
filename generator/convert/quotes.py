"""Which lines of a page are a table of market quotes, and the panel they make.

A quote is a label, a value and a change, on three lines or on one, and quotes come in numbers. The strings are kept as
they stood: what they mean depends on a locale that the capture does not state. Identical figures are not duplicates.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from generator.model.parts import Panel, Row
from generator.text import pattern

_MONEY: Final = "[$€£¥₹₽₩₪₺]"
_NUMBER: Final = (
    rf"(?:[A-Z]{{0,3}}{_MONEY}|[A-Z]{{3}}|R|kr)?\s?[-−]?\d{{1,3}}(?:[.,' \u00a0\u202f]?\d{{3}})*(?:[.,]\d+)?"
    rf"(?:\s?(?:{_MONEY}|pts?|Pkt\.?|[A-Z]{{3}}|kr|c|p))?"
)
_SIGN: Final = r"[-+−–▲▼△▽↑↓]"
_PERCENT: Final = rf"(?:{_SIGN}?\s?\d+(?:[.,]\d+)?\s?%|{_SIGN}?\s?%\s?{_SIGN}?\s?\d+(?:[.,]\d+)?)"
# How much, before how much of a hundred: "+1.20 +0.4%", "-12,5 (-0,4 %)".
_CHANGE: Final = rf"(?:{_SIGN}\s?\d[\d.,]*\s+)?\(?{_PERCENT}\)?"
_VALUE_LINE: Final = pattern(_NUMBER)
_CHANGE_LINE: Final = pattern(_CHANGE)
_AMOUNT_LINE: Final = pattern(rf"{_SIGN}\s?\d[\d.,]*|0[.,]0+")
_LONGEST: Final = 90
"""Characters of a quote on one line, at most."""

_ONE_LINE: Final = pattern(rf"(?P<label>\S.{{0,38}}?)\s+(?P<value>{_NUMBER})\s+(?P<change>{_CHANGE})")
_LABEL_LIMIT: Final = 40
_FEWEST: Final = 3
_LINES: Final = 3
"""Quotes of a table, at least; lines of a quote before its change, at most."""

_CURRENCY: Final = r"""(?:rand|dollar|pound|sterling|euro|yen|yuan|renminbi|rupee|fran(?:c|ken)|peso|rouble|ruble|lira
    |kron[ae]|crown|zloty|baht|ringgit|shekel|dirham|naira|shilling|bitcoin|ether(?:eum)?|dólar|dollaro|libra|pfund
    |livre
    |aud|brl|cad|chf|cny|eur|gbp|hkd|inr|jpy|krw|mxn|nok|nzd|rub|sek|sgd|try|usd|zar|btc|eth)s?"""
_CURRENCIES: Final = pattern(rf"(?:\w+[- ])?{_CURRENCY}(?:\s*[-–/:]\s*\w.{{0,20}})?", re.IGNORECASE | re.VERBOSE)
_COMMODITIES: Final = pattern(
    r"""(?:gold|silver|platinum|palladium|rhodium|copper|nickel|zinc|alumini?um|iron\ ore|uranium|lithium|brent|crude
        |wti|oil|(?:natural\ )?gas|coal|wheat|corn|maize|soybeans?|coffee|cocoa|cotton|sugar
        |oro|plata|prata|petróleo|or|argent|pétrole|silber|öl|rohöl|kupfer)
        (?:[ ](?:crude|oil|gas|spot|futures?|price|fix)|[ ]?[(/].*)*""",
    re.IGNORECASE | re.VERBOSE,
)
_INDICES: Final = pattern(
    r""".*(?:\b(?:ftse|dow|nasdaq|s&p|[mt]?e?c?dax|cac|nikkei|hang\ seng|stoxx|topix|kospi|sensex|nifty|i?bovespa|ibex
        |merval|tsx|asx|aex|bel|omx|smi|jse|index|índice|indice|composite|all[ -]share|all\ ordinaries)\b
        |\b[^\W\d_]+\ \d{1,4}\Z)""",
    re.IGNORECASE | re.VERBOSE,
)
_DELAY: Final = pattern(
    r"\bdelay|\bverzögert|\bdifféré|\bretras|\britard|\bvertraagd|\batras|\bfördröj|\bforsinke|\bзадерж", re.IGNORECASE
)
_MINUTES: Final = pattern(r"(\d{1,3})[\s-]?(?:min|мин)", re.IGNORECASE)
_LOGO: Final = pattern(r"\s+(?P<vendor>[A-Z][\w&.-]*(?: [A-Z][\w&.-]*){0,2}) [Ll]ogo\Z")
_SUPPLIED: Final = pattern(
    r"(?i:data|quotes|prices|delayed)[^.]{0,30}?\b(?:by|from|source:?|©)"
    r" (?P<vendor>[A-Z][\w&-]*(?:[ .][A-Z][\w&-]*){0,2})"
)


class Quotes(NamedTuple):
    """One table of quotes found among lines: positions, `start` to `end`, `end` excluded."""

    start: int
    end: int
    panel: Panel


def find(lines: Sequence[str]) -> list[Quotes]:
    """Return the tables of quotes among the lines of a page, top to bottom.

    Args:
        lines: The lines with text in them.
    """
    # Each quote says by how much of a hundred it changed.
    shares = [at for at, line in enumerate(lines) if "%" in line and len(line) <= _LONGEST]
    if len(shares) < _FEWEST:
        return []
    near = {line for at in shares for line in range(at - _LINES, at + 1)}
    found: list[Quotes] = []
    at = 0
    while at < len(lines):
        end, rows = _rows(lines, at) if at in near else (at, [])
        if len(rows) < _FEWEST:
            at = max(end, at + 1) if rows else at + 1
            continue
        notice = _notice(lines, end)
        panel = Panel(
            type="quotes",
            rows=_grouped(rows),
            delay_minutes=notice.delay_minutes,
            vendor=notice.vendor,
            note=notice.note,
        )
        found.append(Quotes(at, notice.end, panel))
        at = notice.end
    return found


class _Notice(NamedTuple):
    end: int
    delay_minutes: int | None = None
    vendor: str | None = None
    note: str | None = None


def _rows(lines: Sequence[str], at: int) -> tuple[int, list[Row]]:
    """Return the quotes that stand one after the other from a line on, and where they end."""
    rows: list[Row] = []
    while at < len(lines):
        one = _ONE_LINE.fullmatch(lines[at]) if len(lines[at]) <= _LONGEST else None
        if one and _is_label(one["label"]):
            rows.append(Row(label=" ".join(one["label"].split()), value=one["value"].strip(), change=one["change"]))
            at += 1
            continue
        label, value, change, last = (*lines[at : at + 4], "", "", "", "")[:4]
        if not (_is_label(label) and len(value) <= _LABEL_LIMIT and _VALUE_LINE.fullmatch(value)):
            break
        taken = 3
        if _AMOUNT_LINE.fullmatch(change) and _CHANGE_LINE.fullmatch(last):
            change, taken = f"{change} {last}", 4
        if len(change) > _LABEL_LIMIT or not _CHANGE_LINE.fullmatch(change):
            break
        rows.append(Row(label=" ".join(label.split()), value=value, change=change))
        at += taken
    return at, rows


def _is_label(text: str) -> bool:
    return len(text) <= _LABEL_LIMIT and any(map(str.isalpha, text)) and not _VALUE_LINE.fullmatch(text)


def _grouped(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(Row(label=row.label, value=row.value, change=row.change, group=_group(row.label)) for row in rows)


def _group(label: str) -> str | None:
    """Return the kind of thing a label names, None where its words do not tell."""
    if _CURRENCIES.fullmatch(label):
        return "currencies"
    if _COMMODITIES.fullmatch(label):
        return "commodities"
    if _INDICES.match(label):
        return "indices"
    return None


def _notice(lines: Sequence[str], at: int) -> _Notice:
    """Return what the line behind the last quote says of them all: how late they are, and whose."""
    text = " ".join(lines[at].split()) if at < len(lines) else ""
    late = _DELAY.search(text)
    minutes = _MINUTES.search(text)
    logo = _LOGO.search(text)
    supplied = _SUPPLIED.search(text)
    if not (late or (supplied and len(text) < 2 * _LABEL_LIMIT)):
        return _Notice(at)
    note = text[: logo.start()] if logo else text
    vendor = logo["vendor"] if logo else supplied["vendor"] if supplied else None
    return _Notice(at + 1, int(minutes[1]) if late and minutes else None, vendor, note)
