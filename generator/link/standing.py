"""Which candidates are names at all, when a capital alone says little: at the start of a sentence, in a headline."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import msgspec

from generator.link.evidence import PERSON
from generator.link.lexicon import COMMON, FAMILY, GIVEN, UNNAMED, Lexicon
from generator.link.names import Named
from generator.link.phrases import Span

_HINT: Final = 0.6
"""The weight a single unknown word needs that stands once: more than a capital gives."""
_ORDINARY: Final = 1.5
"""The weight a single ordinary word needs, if it stands often inside sentences."""
_STRONG: Final = 3.0
_SPOKEN: Final = 0.5
"""What the words around a well-known name must add where it is an ordinary word that begins sentences."""
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
_ENDS_PROSE: Final = '.?!"”'
_CAPITALS: Final = 0.75
"""The share of words longer than small ones that begin with a capital, in a headline."""


_ORDINARY_WORD: Final = "an ordinary word that only begins sentences, or stands in lower case too"
_TOO_FEW: Final = "an ordinary word with {weight:.1f} of the {least} votes it needs"
_NAME: Final = ("", 0.0)
"""Nothing speaks against it."""


class Ground(msgspec.Struct, frozen=True):
    """A text's own habits."""

    text: str
    lexicon: Lexicon
    headlines: tuple[tuple[int, int], ...]

    def lower(self, word: str) -> bool:
        """Say whether a word stands in the text between spaces, in lower case."""
        text, size = self.text, len(word)
        at = text.find(word)
        while at >= 0:
            if (not at or text[at - 1].isspace()) and (at + size == len(text) or text[at + size].isspace()):
                return True
            at = text.find(word, at + 1)
        return False


def ground(text: str, lexicon: Lexicon) -> Ground:
    """Read a text's habits."""
    return Ground(text, lexicon, tuple(_headlines(text)))


def _headlines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines set in capitals or title case."""
    start = 0
    for line in text.split("\n"):
        if line and line[-1] not in _ENDS_PROSE:
            words = line.split()
            if len(words) in _WORDS_OF_HEADLINE and words[-1][-1] not in _ENDS_PROSE:
                long = [word for word in words if len(word) > _SMALL_WORD]
                if long and sum(word[0].isupper() for word in long) > _CAPITALS * len(long):
                    yield start, start + len(line)
        start += len(line) + 1


def settled(spans: Sequence[Span]) -> Iterable[Span]:
    """Return the spans, without the first word of a sentence where it is no part of the name after it."""
    if all(span.cut.rest is None for span in spans):
        return spans
    inner = {span.cut.text for span in spans if not span.cut.opens}
    return [_settled(span, inner) for span in spans]


def _settled(span: Span, inner: AbstractSet[str]) -> Span:
    cut, rest = span.cut, span.cut.rest
    if rest is None or span.entity or cut.text in inner or not (cut.parted or rest.text in inner):
        return span
    return msgspec.structs.replace(span, start=span.start + rest.start - cut.start, cut=rest)


def stands(entry: Named, on: Ground) -> bool:
    """Say whether a candidate is a name at all."""
    return not _refusal(entry, on)[0]


def standing(named: Sequence[Named], on: Ground, unsettled: Container[str] = ()) -> list[Named]:
    """Return the candidates that are names, and single words that may be the short form of one, marked `weak`.

    What is `unsettled` is a name for certain: the registry knows several of it.
    """
    ends = {low for one in named if len(one.words) > 1 for low in (one.lows[0], one.lows[-1])}
    kept = []
    for one in named:
        if one.name in unsettled or stands(one, on):
            kept.append(one)
        elif len(one.words) == 1 and one.lows[0] in ends and not one.words[0].bits & COMMON:
            one.weak = True
            kept.append(one)
    return kept


def refusal(entry: Named, on: Ground) -> str:
    """Return why a candidate is no name, in words; an empty text for one that is."""
    why, least = _refusal(entry, on)
    return why.format(weight=entry.weight, least=least)


def _refusal(entry: Named, on: Ground) -> tuple[str, float]:
    """Return why a candidate is no name, with the weight that would have been enough."""
    lexicon = on.lexicon
    if entry.entity:
        return _NAME
    if entry.name in lexicon.types or entry.name in lexicon.canonical:
        ordinary = len(entry.words) == 1 and entry.words[0].bits & COMMON and not entry.words[0].text.isupper()
        known = not ordinary or bool(_inner(entry.spans)) or _spoken_for(entry)
        return _NAME if known else ("an ordinary word, and nothing but the start of a sentence gives it a capital", 0.0)
    quiet = entry.spans
    if on.headlines:
        quiet = [span for span in quiet if not any(first <= span.start < last for first, last in on.headlines)]
    if not quiet and entry.votes[PERSON] < _PERSONAL:
        return "it stands in headlines alone, where every word has a capital", 0.0
    if len(entry.words) == 1:
        return _lone(entry, quiet, on)
    if all(word.bits & COMMON and not word.bits & (GIVEN | FAMILY) for word in entry.words):
        named = entry.weight >= _HEADED or len(_inner(quiet)) > 1
        return _NAME if named else ("ordinary words, and nothing but their capitals speaks for a name", 0.0)
    return _NAME


def _spoken_for(entry: Named) -> bool:
    """Say whether the words around an ordinary word speak for what a list takes it for: Apple said, Visa's fees."""
    return entry.weight >= max(entry.spans[0].cut.votes) + _SPOKEN or any(
        span.cut.words[-1].possessive for span in entry.spans
    )


def _inner(spans: Sequence[Span]) -> list[Span]:
    """Return the spans that open no sentence."""
    return [span for span in spans if not span.cut.opens]


def _lone(entry: Named, quiet: Sequence[Span], on: Ground) -> tuple[str, float]:
    word = entry.words[0]
    if word.bits & UNNAMED:
        return _NAME  # `joining` keeps it as a short form, or not at all
    if word.bits & COMMON:
        inner = _inner(quiet)
        if not inner or on.lower(word.low):
            titled = bool(quiet) and entry.votes[PERSON] >= _TITLED
            return _NAME if titled else (_ORDINARY_WORD, 0.0)
        least = _ORDINARY if len(inner) > 1 else _STRONG
        return _NAME if entry.weight >= least else (_TOO_FEW, least)
    if _ENDINGS.search(word.low) and not word.bits & (GIVEN | FAMILY) and not _inner(entry.spans):
        return "it only begins sentences, and ends like an ordinary word", 0.0
    least = 0.0 if len(entry.spans) > 1 else _HINT
    if entry.weight > least:
        return _NAME
    return "a single word with {weight:.1f} of the more than {least} votes it needs", least
