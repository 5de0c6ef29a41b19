"""What a dateline says: the words before the dash with which a story opens, such as ``LONDON, Oct 27 (Agency) -``.

It is read and left where it stands. Practice: AP (city in capitals, state, em dash), Reuters (date, agency in brackets,
hyphen), and the plain place with a spaced dash.
"""

import re
from typing import Final

from generator.convert.phrases import month
from generator.model.parts import Dateline

_CAPITAL: Final = r"[^\W\d_a-zà-öø-ÿа-я][\w'’.-]*"
_PARTICLE: Final = r"(?:of|de|del|la|le|los|las|do|da|dos|am|an|der|upon|sur|und|and|y|e)"
_PLACE: Final = rf"{_CAPITAL}(?:(?:[ /]|, )(?:{_CAPITAL}|{_PARTICLE})){{0,5}}?"
_DATE: Final = (
    r"(?P<date>(?P<month>[^\W\d_]{3,9})\.? \d{1,2}(?:, \d{4})?|\d{1,2}\.? (?P<second>[^\W\d_]{3,9})\.?(?: \d{4})?)"
)
_AGENCY: Final = r"\((?P<agency>[^()\d]{2,40})\)"
_DASH: Final = r"\s*(?:--|[–—]|\s-\s|-\s)\s*"
_OPENING: Final = re.compile(
    rf"(?P<text>(?P<place>{_PLACE})(?:[,.]? {_DATE})?(?:,? {_AGENCY})?|\((?P<alone>[A-Z][\w ]{{1,30}})\))"
    rf"{_DASH}(?=[\"“”„«'‘(\[]?[^\W_a-zà-öø-ÿа-я])"
)
LIMIT: Final = 90
"""Characters: a dateline is shorter."""

_FEW: Final = 4


def read(paragraph: str) -> Dateline | None:
    """Return the dateline with which the first paragraph of an article opens, if it opens with one."""
    found = _OPENING.match(paragraph)
    if not found or len(found["text"]) > LIMIT:
        return None
    named = found["month"] or found["second"]
    if named and not month(named):
        return None
    place = found["place"] or None
    agency = found["agency"] or found["alone"]
    if place and not (agency or named) and not _names_a_place(place, dash=paragraph[found.end("text") : found.end()]):
        return None
    return Dateline(text=found["text"], place=place, date=found["date"], agency=agency)


def _names_a_place(words: str, *, dash: str) -> bool:
    """Say whether words can be a place that neither a date nor an agency supports: in capitals, or few."""
    return words.isupper() or (dash.startswith(" ") and len(words.split()) <= _FEW)
