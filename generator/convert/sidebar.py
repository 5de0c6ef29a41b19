"""What stands beside an article and is worth keeping, next to its quotes: facts on a company, links, how many comments.

Facts are lines of label and value under a heading that says what they are; links are lines that write their address
out; a number of comments is said by a line that says nothing else. Strings are kept as they stood.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from generator.model.parts import Panel, Row
from generator.text import pattern

_HEADINGS: Final = pattern(
    r"(?:company (?:snapshot|profile|facts|data|overview)|share (?:snapshot|data|information)|stock (?:snapshot|data)"
    r"|unternehmens(?:profil|daten)|fiche (?:entreprise|société)|ficha de la empresa|perfil da empresa|dados da empresa"
    r"|scheda (?:azienda|società)|bedrijfsprofiel|maatskappyprofiel|профиль компании|公司概况|公司資料|企業情報)\s?:?",
    re.IGNORECASE,
)
"""Of companies and their shares only: "Key figures" may head a part of the story."""

_OPENINGS: Final = frozenset(
    cased
    for two in ("co", "sh", "st", "un", "fi", "pe", "da", "sc", "be", "ma", "пр", "公司", "企業")
    for cased in (two, two.upper(), two.title(), two.title().swapcase())
)
"""The first two letters of all that `_HEADINGS` finds: most lines need no other look."""

_PAIR: Final = pattern(r"(?P<label>[^\W\d_][^:：\t]{1,40}?)\s?[:：\t]\s?(?P<value>\S.{0,119})")
_VALUE: Final = pattern(r"(?=.*\d).{1,40}")
_LABEL: Final = pattern(r"[^\W\d_][^\d.!?]{1,39}")
_FEWEST: Final = 2
_MOST: Final = 40
_LINK: Final = pattern(r"(?:(?P<label>\S.{0,119}?)\s?[:：–—-]?\s)?<?(?P<url>https?://[^\s<>\"]{4,500})>?")
_COMMENTS: Final = pattern(
    r"(?:show |view |read |see |all |alle |voir les |ver |все )?(?:"
    r"(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|kommentarer"
    r"|комментари(?:и|ев|я|й)|التعليقات|תגובות|评论|評論|コメント)"
    r"\s?[:：(（]\s?(?P<behind>\d{1,6})\s?[)）]?"
    r"|(?P<before>\d{1,6})\s?(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties"
    r"|kommentarer|комментари(?:и|ев|я|й)"
    r"|تعليقات?|תגובות|条评论|則評論|件のコメント)"
    r"|コメント\s?(?P<counted>\d{1,6})件)",
    re.IGNORECASE,
)
_VERBS: Final = frozenset("svraSVRA")
_FIGURES: Final = frozenset("0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९０１２３４５６７８９")
_ENDS: Final = _FIGURES.union(")）件")
"""With what a line begins that tells how many comments there are, and how it ends; or it has a figure there."""

_LONGEST: Final = 40


class Found(NamedTuple):
    """One panel found among lines: positions, `start` to `end`, `end` excluded."""

    start: int
    end: int
    panel: Panel


def snapshots(lines: Sequence[str]) -> list[Found]:
    """Return the tables of facts among the lines of a page, top to bottom; a heading with nothing below it is none."""
    found: list[Found] = []
    for at in [at for at, line in enumerate(lines) if len(line) <= _LONGEST and line[:2] in _OPENINGS]:
        line = lines[at]
        if not _HEADINGS.fullmatch(line) or (found and at < found[-1].end):
            continue
        rows, end = _pairs(lines, at + 1)
        if len(rows) >= _FEWEST:
            found.append(Found(at, end, Panel(type="snapshot", title=line.rstrip(" :"), rows=tuple(rows))))
    return found


def links(lines: Sequence[str], start: int) -> Found | None:
    """Return the first lines in a row, at or below one, that each give a label and an address written out."""
    at = start
    while at < len(lines):
        end, rows = at, []
        while end < len(lines) and "://" in lines[end] and (link := _LINK.fullmatch(lines[end])) and link["label"]:
            rows.append(Row(label=link["label"].rstrip(" :–—-"), url=link["url"]))
            end += 1
        if len(rows) >= _FEWEST:
            return Found(at, end, Panel(type="links", rows=tuple(rows)))
        at = end + 1
    return None


def comments(lines: Sequence[str], *, apart: Collection[int] = ()) -> int | None:
    """Return how many comments a page says there are; None where it does not, or says it twice and not alike.

    Args:
        lines: The lines of the page.
        apart: Those that say nothing of it, such as its article.
    """
    # How many stands first, last or behind a verb.
    likely = [
        at
        for at, line in enumerate(lines)
        if 0 < len(line) <= _LONGEST
        and (line[-1] in _ENDS or line[0] in _FIGURES or (line[0] in _VERBS and not line.isalpha()))
    ]
    counts = set()
    for at in likely:
        found = _COMMENTS.fullmatch(lines[at]) if at not in apart else None
        if found:
            counts.add(int(found["behind"] or found["before"] or found["counted"]))
    return counts.pop() if len(counts) == 1 else None


def _pairs(lines: Sequence[str], at: int) -> tuple[list[Row], int]:
    rows: list[Row] = []
    while at < len(lines) and len(rows) < _MOST:
        pair = _PAIR.fullmatch(lines[at])
        if pair and "://" not in lines[at]:
            rows.append(Row(label=pair["label"], value=pair["value"]))
            at += 1
            continue
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if not (_LABEL.fullmatch(lines[at]) and _VALUE.fullmatch(below)):
            break
        rows.append(Row(label=lines[at], value=below))
        at += 2
    return rows, at
