"""What a dateline says: the words before the dash with which a story opens, such as ``LONDON, Oct 27 (Agency) -``.

It is read and left where it stands. Practice: AP (city in capitals, state, em dash; on the wire, an underscore),
Reuters and Xinhua (date, agency in brackets, hyphens), AFP ("PARIS, le 3 mars (AFP) –"), EFE ("MADRID (EFE).-"), TASS
("МОСКВА, 3 марта. /ТАСС/."), agencies in Chinese (新华社北京3月3日电) and Japanese (【北京＝共同】), and the plain
place with a spaced dash.
"""

from typing import Final

from generator.convert.days import month
from generator.model.parts import Dateline
from generator.text import pattern

_CAPITAL: Final = r"[^\W\d_a-zà-öø-ÿа-я][\w'’.-]*"
_PARTICLE: Final = r"(?:of|de|del|la|le|los|las|do|da|dos|am|an|der|upon|sur|und|and|y|e)"
_PLACE: Final = rf"{_CAPITAL}(?:(?:[ /]|, )(?:{_CAPITAL}|{_PARTICLE})){{0,5}}?"
_DATE: Final = (
    r"(?:le |den |el |em |de )?(?P<date>(?P<month>[^\W\d_]{3,9})\.? \d{1,2}(?:, \d{4})?|\d{1,2}(?:er"
    r"|º)?\.? (?:de )?(?P<second>[^\W\d_]{3,10})\.?(?: (?:de )?\d{4})?)"
)
_AGENCY: Final = r"\((?P<agency>[^()\d]{2,40})\)"
_DASH: Final = r"\.?\s*(?:--|[–—]|\s-\s|-\s|\s_\s)\s*"
_SPACED: Final = pattern(r"-[\s-]")
_OPENING: Final = pattern(
    rf"(?P<text>(?P<place>{_PLACE})(?:[,.]? {_DATE})?(?:,? {_AGENCY})?|\((?P<alone>[A-Z][\w ]{{1,30}})\))"
    rf"{_DASH}(?=[\"“”„«'‘(\[]?[^\W_a-zà-öø-ÿа-я])"
)
_SLASHED: Final = pattern(
    rf"(?P<text>(?P<place>{_PLACE}),? (?P<date>\d{{1,2}} (?P<month>[^\W\d_]{{3,9}}))\.? (?:[–—-] )?"
    r"/(?P<agency>[^/\d]{2,40})/)[.:]?\s"
)
_EASTERN: Final = (
    pattern(
        r"(?P<text>(?P<agency>[\u3400-\u9fff]{1,6}社|[\u3400-\u9fff]{2,6}[网報报])(?P<place>[\u3400-\u9fff·]{2,8}?)"
        r"(?P<date>(?:\d{4}年)?\d{1,2}月\d{1,2}日)[电電])"
    ),
    pattern(
        r"(?P<text>[【［〔(（](?P<place>[\u3041-\u9fff・]{2,12})(?:(?P<date>\d{1,2}日)|[＝=])?"
        r"(?:[＝=]?(?P<agency>[\u3041-\u9fffA-Z・]{2,12}))[】］〕)）])"
    ),
)
LIMIT: Final = 90
"""Characters: a dateline is shorter."""

_FEW: Final = 4


def read(paragraph: str) -> Dateline | None:
    """Return the dateline with which the first paragraph of an article opens, if it opens with one."""
    head = paragraph[: LIMIT + _FEW]
    if head[:1] >= "\u3000":
        return _eastern(paragraph)
    if "-" in head or "–" in head or "—" in head or "/" in head or " _ " in head:
        return _western(paragraph, head)
    return None


def _western(paragraph: str, head: str) -> Dateline | None:
    slashed = _SLASHED.match(paragraph) if "/" in head[:LIMIT] else None
    if slashed and month(slashed["month"]):
        return Dateline(text=slashed["text"], place=slashed["place"], date=slashed["date"], agency=slashed["agency"])
    found = _OPENING.match(paragraph) if _has_dash(head) else None
    if not found or len(found["text"]) > LIMIT:
        return None
    named = found["month"] or found["second"]
    if named and not month(named):
        return None
    place = found["place"] or None
    agency = found["agency"] or found["alone"]
    dash = paragraph[found.end("text") : found.end()]
    if place and not (agency or named) and ("_" in dash or not _names_a_place(place, dash=dash)):
        return None
    return Dateline(text=found["text"], place=place, date=found["date"], agency=agency)


def _has_dash(head: str) -> bool:
    return "–" in head or "—" in head or " _ " in head or ("-" in head and bool(_SPACED.search(head)))


def _eastern(paragraph: str) -> Dateline | None:
    for opening in _EASTERN:
        found = opening.match(paragraph)
        if found:
            return Dateline(text=found["text"], place=found["place"], date=found["date"], agency=found["agency"])
    return None


def _names_a_place(words: str, *, dash: str) -> bool:
    """Say whether words can be a place that neither a date nor an agency supports: in capitals, or few."""
    return words.isupper() or (dash.startswith(" ") and len(words.split()) <= _FEW)
