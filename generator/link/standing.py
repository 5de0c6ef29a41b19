"""Which candidates are names at all, when a capital alone says little: at the start of a sentence, in a headline."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from generator.link.evidence import PERSON
from generator.link.lexicon import COMMON, FAMILY, GIVEN, UNNAMED
from generator.link.names import Named
from generator.link.spans import Span
from generator.link.tokens import Reading

_HINT: Final = 0.6
"""The weight a single unknown word needs that stands once: more than a capital gives."""
_ORDINARY: Final = 1.5
"""The weight a single ordinary word needs, if it stands often inside sentences."""
_STRONG: Final = 3.0
"""The weight it needs if it stands there once."""
_TITLED: Final = 5.0
"""The votes for a person that a title gives: enough for any word."""
_PERSONAL: Final = 4.0
"""The votes for a person that a first name gives: enough in a headline."""
_HEADED: Final = 2.5
"""The weight that several ordinary words need: what the last word of a body, a place, an event gives."""
_ENDINGS = re.compile(r"(?:ly|ing|ed|tion|tions|ment|ments|ness|ists?|ers|isms?)$")
_WORDS_OF_HEADLINE: Final = range(4, 40)
_SMALL_WORD: Final = 3
_CAPITALS: Final = 0.75
"""The share of words longer than small ones that begin with a capital, in a headline."""


class Ground(msgspec.Struct, frozen=True):
    """A text's own habits: its headlines, its words in lower case."""

    reading: Reading
    headlines: tuple[tuple[int, int], ...]
    lower: frozenset[str]


def ground(reading: Reading) -> Ground:
    """Read a text's habits."""
    return Ground(reading, tuple(_headlines(reading.text)), frozenset(reading.text.split()))


def _headlines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines set in capitals or title case."""
    start = 0
    for line in text.split("\n"):
        words = line.split()
        if len(words) in _WORDS_OF_HEADLINE and words[-1][-1] not in '.?!"”':
            long = [word for word in words if len(word) > _SMALL_WORD]
            if long and sum(word[0].isupper() for word in long) > _CAPITALS * len(long):
                yield start, start + len(line)
        start += len(line) + 1


def settled(spans: Sequence[Span], reading: Reading) -> Iterator[Span]:
    """Yield the spans, without the first word of a sentence where it is no part of the name after it."""
    tokens, lexicon = reading.tokens, reading.lexicon
    inner = {span.text for span in spans if span.first < len(tokens) and not tokens[span.first].opens}
    for span in spans:
        count = span.last - span.first
        if span.entity or count == 1 or span.text in inner:
            yield span
            continue
        head, following = tokens[span.first], tokens[span.first + 1]
        if not (head.opens and head.bits & COMMON) or reading.known(span.first, span.last):
            yield span
            continue
        rest = reading.surface(span.first + 1, span.last)
        named = rest in inner or rest in lexicon.types or rest in lexicon.demonyms
        person = following.bits & GIVEN and not head.bits & GIVEN and count > len(("Chef", "Jane"))
        if named or person:
            yield msgspec.structs.replace(span, first=span.first + 1, start=following.start, text=rest)
        else:
            yield span


def stands(entry: Named, on: Ground) -> bool:
    """Say whether a candidate is a name at all."""
    lexicon = on.reading.lexicon
    if entry.entity:
        return True
    if entry.name in lexicon.types or entry.name in lexicon.canonical:
        ordinary = len(entry.words) == 1 and entry.words[0].bits & COMMON
        return not ordinary or bool(_inner(entry.spans, on)) or entry.words[0].low not in on.lower
    quiet = [span for span in entry.spans if not any(first <= span.start < last for first, last in on.headlines)]
    if not quiet and entry.votes[PERSON] < _PERSONAL:
        return False
    if len(entry.words) == 1:
        return _lone(entry, quiet, on)
    if all(word.bits & COMMON and not word.bits & (GIVEN | FAMILY) for word in entry.words):
        return entry.weight >= _HEADED or len(_inner(quiet, on)) > 1
    return True


def _inner(spans: Sequence[Span], on: Ground) -> list[Span]:
    """Return the spans that open no sentence."""
    return [span for span in spans if not on.reading.tokens[span.first].opens]


def _lone(entry: Named, quiet: Sequence[Span], on: Ground) -> bool:
    word = entry.words[0]
    if word.bits & UNNAMED:
        return True  # `joining` keeps it as a short form, or not at all
    inner = _inner(quiet, on)
    if word.bits & COMMON:
        if not inner or word.low in on.lower:
            return bool(quiet) and entry.votes[PERSON] >= _TITLED
        return entry.weight >= (_ORDINARY if len(inner) > 1 else _STRONG)
    if not _inner(entry.spans, on) and _ENDINGS.search(word.low) and not word.bits & (GIVEN | FAMILY):
        return False
    return entry.weight > (0.0 if len(entry.spans) > 1 else _HINT)
