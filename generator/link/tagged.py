"""What a statistical tagger adds: names where neither the registry nor the rules found any.

The tagger itself, a spaCy pipeline that the user has installed, is loaded elsewhere and handed in.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from generator.link import spans
from generator.link.evidence import TYPES
from generator.link.lexicon import Lexicon
from generator.link.phrases import Span
from generator.link.tokens import read
from generator.model import EntityType

BASIS: Final = "spacy"
_SURE: Final = 5.0
"""The votes that a tag is worth: as much as a list."""
_LABELS: Final[Mapping[str, EntityType]] = {
    "person": "person",
    "per": "person",
    "organisation": "organisation",
    "organization": "organisation",
    "org": "organisation",
    "place": "place",
    "gpe": "place",
    "loc": "place",
    "fac": "place",
    "product": "product",
    "event": "event",
    "work": "work",
    "work_of_art": "work",
    "law": "work",
}
"""Labels of OntoNotes and of CoNLL, and our own, folded; what they do not name, dates and sums, names nothing here."""


class Tag(msgspec.Struct, frozen=True):
    """A name as a tagger sees it, in code points of the text."""

    start: int
    end: int
    label: str


Tagger = Callable[[str], Iterable[Tag]]


def added(found: Sequence[Span], tags: Iterable[Tag], text: str, lexicon: Lexicon) -> list[Span]:
    """Return the places found, and those tagged that touch none of them, in order."""
    made = list(found)
    starts, ends = [span.start for span in found], [span.end for span in found]
    for tag in tags:
        start, end = _trimmed(text, tag.start, tag.end)
        free = bisect_left(ends, start + 1) == bisect_left(starts, end)
        kind = _LABELS.get(tag.label.casefold())
        if kind and start < end and free:
            made.append(Span(start, end, _cut(text[start:end], kind, lexicon)))
    return sorted(made, key=lambda span: span.start)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(name: str, kind: EntityType, lexicon: Lexicon) -> spans.Cut:
    reading = read(f"{name} ", lexicon, opens=False)
    one = spans.cut(reading, 0, len(reading.tokens)) if reading.tokens else spans.bare(name)
    votes = list(one.votes)
    votes[TYPES.index(kind)] += _SURE
    text = " ".join(name.split())
    return msgspec.structs.replace(
        one, start=0, end=len(name), text=text, name=text, demonym="", votes=tuple(votes), tagged=True, rest=None
    )
