"""What the words and the marks of a line say that it is: a button, a caption, a pitch, a date, an item of a list.

Closed classes of words (`phrases`) and single marks; none decides by itself. A look at the whole page comes first: most
of it has no line of most kinds.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from generator.convert import phrases
from generator.convert.tokens import words_of

SIGNS: Final = {
    name: 1 << place
    for place, name in enumerate(
        (
            *("interface", "copyright", "offer", "labelled", "caption", "ago", "byline", "date"),
            *("ending1", "ending2", "ending3", "ending4", "link", "price", "bullet", "wordless", "dateline", "colon"),
            "signing",
        )
    )
}
"""What a line can be worded like, a bit each; the lowest tells most of a line that shows several."""

PHRASE: Final = 8
_OPENING: Final = 3
_COUNTED: Final = 4
"""Words of a phrase of an interface, at most; of the opening of one; up to how many the words of a heading count."""

_SPOKEN_TO: Final = 12
"""One word in so many addresses the reader, where a page asks for something."""

_LABEL: Final = 40
"""Characters of what stands before a colon and says what the line is, at most."""

_BULLETS: Final = frozenset("•◦▪●‣·-–*")
_ITEMS: Final = ("•", "◦", "▪", "●", "‣", "·", "- ", "– ", "* ")
_DOMAIN: Final = re.compile(r"\.(?:com|org|net)\b")
_LINK_WORDS: Final = frozenset({"www", "http", "https", "com", "org", "net", "c"})
"""One of these stands in every line that an address or ``(c)`` stands in."""

_MARKS: Final[tuple[tuple[int, str, Callable[[str], object] | None], ...]] = (
    (SIGNS["copyright"], "©", None),
    (SIGNS["link"], "@", None),
    *((SIGNS["price"], money, lambda line: phrases.PRICE.search(line)) for money in "$€£%"),  # noqa: PLW0108 not yet made
)
"""A sign, a mark that every line which shows it has, and what else it must have: most pages have few of the marks."""

_LABELS: Final = phrases.INTERFACE | phrases.ENDINGS
"""What stands before a colon in front of a link to another page: ``Read more: …``."""

_BITS: Final = 12
_FIELDS: Final = ("pitch", "offer", "caption", "ago", "byline", "signing", "link")
_AT: Final = {name: _BITS * place for place, name in enumerate(_FIELDS)}
_FULL: Final = (1 << _BITS) - 1
_PITCH, _OFFER, _CAPTION, _AGO, _BYLINE, _SIGNING, _LINK = _AT.values()


def _classes() -> dict[str, int]:
    """Return of each word of a closed class one in the field of each class it is of; of a word of pairs alone, 0."""
    found: dict[str, int] = {}
    for name, words in (
        ("pitch", phrases.PITCH_WORDS),
        ("offer", phrases.OFFER_WORDS),
        ("caption", phrases.CAPTION_WORDS),
        ("ago", phrases.AGO_WORDS),
        ("byline", phrases.BYLINE_WORDS),
        ("signing", phrases.SIGNING_WORDS),
        ("link", _LINK_WORDS),
    ):
        for word in words:
            found[word] = found.get(word, 0) + (1 << _AT[name])
    return found | dict.fromkeys(_pairs().keys() - found.keys(), 0)


def _pairs() -> dict[str, list[str]]:
    """Return the pairs that are found by a word: the rarer of their two."""
    found: dict[str, list[str]] = {}
    for pair in phrases.PITCH_PAIRS:
        first, _, second = pair.partition(" ")
        found.setdefault(second if first in phrases.FUNCTION_WORDS else first, []).append(f" {pair} ")
    return found


_PAIRS: Final = _pairs()
_IN_PAIRS: Final = 1 << _BITS * len(_FIELDS)
_CLASSES: Final = {word: found | _IN_PAIRS * (word in _PAIRS) for word, found in _classes().items()}
TELLING: Final = frozenset(_CLASSES)
"""The words of all closed classes but function words, and of pairs."""

NOTED: Final = 1 << _OFFER
"""Classes of a line (`classed`) that are at least this hold more than those of pitches."""

_HEADING: Final = frozenset(phrase.partition(" ")[0] for phrase in phrases.ENDINGS)
OPENING_LABELS: Final = _HEADING | {phrase.partition(" ")[0] for phrase in phrases.INTERFACE}
"""A label (`label`) begins with one of these words or with a number, or has none."""


def classed(told: Sequence[str], line: str) -> tuple[int, int]:
    """Return how many words of a line are of each class, a field each, and how many words and pairs are of pitches.

    Args:
        told: Those of its words that are `TELLING`.
        line: All of them in their order, a blank for each sign between them (`tokens.plain`).
    """
    found = sum([_CLASSES[word] for word in told])
    pitch = found & _FULL
    if found >= _IN_PAIRS:
        found &= _IN_PAIRS - 1
        padded = f" {line} "
        once = told if len(told) == 1 else {*told}
        pitch += len([1 for word in once if word in _PAIRS for pair in _PAIRS[word] if pair in padded])
    return found, pitch


def label(words: Sequence[str], *, long: bool) -> tuple[int, bool]:
    """Return the signs of a line of few words if it is a label, and whether it heads what follows an article."""
    if not words:
        return SIGNS["wordless"], False
    phrase = ["#" if word.isdigit() else word for word in words] if True in map(str.isdigit, words) else words
    ending = phrase[0] in _HEADING and _opens_ending(phrase)
    if " ".join(phrase) in phrases.INTERFACE:
        return SIGNS["interface"], ending
    return SIGNS["ending1"] << min(len(words), _COUNTED) - 1 if ending and not long else 0, ending


def _opens_ending(phrase: Sequence[str]) -> bool:
    return (
        phrase[0] in phrases.ENDINGS
        or (len(phrase) > 1 and f"{phrase[0]} {phrase[1]}" in phrases.ENDINGS)
        or (len(phrase) > _OPENING - 1 and " ".join(phrase[:_OPENING]) in phrases.ENDINGS)
    )


def marks(texts: Sequence[str], page: str) -> list[int]:
    """Return the signs of each line that single marks tell.

    Args:
        texts: The lines.
        page: The same as one text.
    """
    found = [0] * len(texts)
    for at in [at for at, text in enumerate(texts) if ":" in text or text[-1] == "："]:
        text = texts[at]
        if text[-1] in ":：":
            found[at] = SIGNS["colon"]
        elif _is_labelled(text):
            found[at] = SIGNS["labelled"]
    for at in [at for at, text in enumerate(texts) if text[0] in _BULLETS]:
        if texts[at].startswith(_ITEMS):
            found[at] |= SIGNS["bullet"]
    for sign, mark, sure in _MARKS:
        if mark in page:
            for at in [at for at, text in enumerate(texts) if mark in text]:
                if sure is None or sure(texts[at]):
                    found[at] |= sign
    return found


def _is_labelled(text: str) -> bool:
    said, _, rest = text.partition(":")
    first = said.partition(" ")[0].lower()
    if first.isalpha() and first not in OPENING_LABELS:
        return False
    return bool(rest) and len(said) < _LABEL and " ".join(words_of(said)) in _LABELS


def note(text: str, found: int, *, long: bool) -> int:
    """Return the signs of a line whose words (`classed`) are of notes beside an article."""
    if not found >> _CAPTION:
        return 0
    signs = SIGNS["signing"] if found >> _SIGNING & _FULL else 0
    if found >> _LINK:
        lower = text.lower()
        if "www." in lower or ("http" in lower and "." in lower) or _DOMAIN.search(lower):
            signs |= SIGNS["link"]
        if "(c)" in lower:
            signs |= SIGNS["copyright"]
    if found >> _CAPTION & _FULL and phrases.CAPTION.search(text.lower()):
        signs |= SIGNS["caption"]
    if found >> _AGO & _FULL and phrases.RELATIVE_TIME.search(text):
        signs |= SIGNS["ago"]
    if found >> _BYLINE & _FULL and not long and phrases.BYLINE.match(text):
        signs |= SIGNS["byline"]
    return signs


def offers(text: str, words: Sequence[str], found: int) -> bool:
    """Say whether a paragraph, and no one quoted in it, asks its reader for a subscription or a gift."""
    if not found >> _OFFER & _FULL:
        return False
    spoken_to = len([word for word in words if word in phrases.ADDRESS_WORDS])
    offered = len(phrases.OFFER_WORDS.intersection(words))
    pressing = _SPOKEN_TO * spoken_to >= len(words) or (spoken_to > 1 and offered > 1)
    return pressing and offered > 0 and not _is_direct(text)


def _is_direct(text: str) -> bool:
    """Say whether someone is quoted."""
    return '"' in text or "“" in text or "”" in text or "«" in text or "„" in text or "「" in text
