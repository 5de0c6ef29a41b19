"""What a line is once the body is known: its headline, what says who wrote it and when, its subheads, its furniture."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from generator.convert import attribution, byline, days
from generator.convert.measured import Shapes
from generator.convert.shape import has
from generator.convert.worded import SIGNS

LineClass = Literal[
    "title",
    "body",
    "subhead",
    "standfirst",
    "byline",
    "date",
    "credit",
    "correction",
    "origin",
    "licence",
    "address",
    "quotes",
    "snapshot",
    "links",
    "contact",
    "caption",
    "notice",
    "pitch",
    "interface",
    "related",
    "furniture",
    "dropped",
]
"""What a line is. `furniture` is what has no better name; `dropped` is what the editor took out."""

SUBHEAD: Final = 90
_DATE: Final = 90
"""Characters: a longer line is no subhead; a longer line that gives a date is a sentence."""

_HEAD: Final = 6
_TAIL: Final = 8
"""Lines above the headline and below the body among which an article's attribution may stand."""

_CLOSING: Final = 3
"""Lines at the end of a body among which an offer to the reader ends it."""

_RAGGED: Final = 3
_DOUBTFUL: Final = 0.66
"""Lines at either end of a body, at most, that are left out when they are less likely than this to be body."""

_INTERFACE, _CAPTION, _COPYRIGHT, _LABELLED = (
    SIGNS[name] for name in ("interface", "caption", "copyright", "labelled")
)
_NOT_OPENING: Final = frozenset("-–—•*\"'“‘«([@#")
_NOT_ENDING: Final = frozenset('.,;:!…)”"»-–—')


class Place(NamedTuple):
    """Where the article stands among the lines: its body from `start` to `end`, `end` excluded, and its headline."""

    start: int
    end: int
    headline: int | None


def closing(shapes: Shapes, body: Sequence[int]) -> set[int]:
    """Return the lines at the end of a body that are none of it: an offer to the reader, a heading of nothing kept."""
    for at in range(max(1, len(body) - _CLOSING), len(body)):
        if has(shapes[body[at]], "offer"):
            above = shapes[body[at - 1]]
            headed = body[at] - body[at - 1] == 1 and not above.long and not above.sentence
            below = [line for line in body[at + 1 :] if not shapes[line].long or not shapes[line].sentence]
            return {*body[at - headed : at + 1], *below}
    return {body[-1]} if len(body) > 1 and _heads_nothing(shapes, body[-2], body[-1]) else set()


def ragged(shapes: Shapes, body: Sequence[int], likely: Mapping[int, float]) -> set[int]:
    """Return short lines above the first prose of a body and below its last that are doubtful, or links written out."""
    found: set[int] = set()
    for order in (body, body[::-1]):
        edge = list(order[: _RAGGED + 1])
        solid = next((place for place, at in enumerate(edge) if shapes[at].sentence or shapes[at].long), 0)
        for at in edge[:solid]:
            here = shapes[at]
            if likely[at] < _DOUBTFUL or ("://" in here.text and order is not body):
                found.add(at)
    return found


def _heads_nothing(shapes: Shapes, above: int, last: int) -> bool:
    """Say whether the last line of a body is a heading, below prose, over prose that was left out."""
    here = shapes[last]
    if here.sentence or here.long or last + 1 >= len(shapes) or last - above > 1:
        return False
    return all(line.sentence and line.length > 2 * here.length for line in (shapes[above], shapes[last + 1]))


def attributions(texts: Sequence[str], place: Place, *, addressed: bool = True) -> dict[int, LineClass]:
    """Return the lines that say who wrote an article, when, and where it stood: near its head and its end.

    An address above the headline is the page's own; below it, only one that is labelled as such.

    Args:
        texts: The lines of a page.
        place: Where the article stands.
        addressed: Whether any line has an address in it.
    """
    head = list(_near_head(place))
    tail = range(max(place.start, place.end - 3), min(place.end + _TAIL, len(texts)))
    found: dict[int, LineClass] = {}
    top = place.start if place.headline is None else place.headline
    for at in head:
        signed = byline.find(texts[at : at + 2]) if byline.begins(texts[at]) else None
        if signed and signed[0] == 0:
            found[at] = "byline"
            if byline.is_alone(texts[at]):
                found[at + 1] = "byline"
        elif top < at < place.start and byline.unsigned(texts[at]):
            found[at] = "byline"
        elif is_date(texts[at]):
            found.setdefault(at, "date")
    for at in [*head, *tail]:
        said = _says(texts[at])
        if said:
            found.setdefault(at, said)
    for at, text in enumerate(texts if addressed else ()):
        if "://" in text and attribution.address(text, labelled=at >= top):
            found.setdefault(at, "address")
    return found


def is_date(text: str) -> bool:
    """Say whether a line gives a day, and is no sentence."""
    if len(text) > _DATE or "://" in text:
        return False
    # "г." is how Russian shortens the word for a year.
    return (not text.endswith(".") or text.endswith(" г.")) and days.has(text)


def _near_head(place: Place) -> Iterable[int]:
    top = place.start if place.headline is None else place.headline
    yield from range(place.start if place.headline is None else top + 1, min(place.start + 2, place.end))
    yield from range(max(0, top - _HEAD), top)


def _says(text: str) -> LineClass | None:
    if not attribution.may_say(text):
        return None
    if attribution.credit(text):
        return "credit"
    if attribution.origin(text):
        return "origin"
    if "<img" in text and not attribution.lift_pixel(text)[0].strip():
        return "licence"
    return "licence" if attribution.licence(text) else None


def of_body(at: int, shapes: Shapes, body: Collection[int]) -> LineClass:
    """Return whether a line of the body heads what follows it: short, no sentence, with prose below."""
    here = shapes[at].text
    heads = (
        at + 1 in body
        and len(here) <= SUBHEAD
        and shapes[at + 1].long
        and shapes[at + 1].length > 2 * shapes[at].length
        and any(map(str.isalpha, here))
        and not (here[0].islower() or here[0] in _NOT_OPENING or here[-1] in _NOT_ENDING)
    )
    return "subhead" if heads else "body"


def of_furniture(signs: int, pitch: int, *, ending: bool) -> LineClass:
    """Return what a line beside the article is, going by how it is worded (`shape.Shape`)."""
    if signs & _INTERFACE:
        return "interface"
    if signs & _CAPTION:
        return "caption"
    if signs & _COPYRIGHT:
        return "notice"
    if ending or signs & _LABELLED:
        return "related"
    return "pitch" if pitch else "furniture"
