"""How a capitalised word is spelled once what clings to it is off: possessives, hyphens, capitals that only shout."""

import re
from collections.abc import Iterable
from typing import Final

from generator.link.lexicon import COMMON, DIRECTION, FAMILY, GIVEN, Lexicon

_SHORTEST_SHOUTED: Final = 4
"""A shorter word in capitals is an acronym."""
_CONTRACTED: Final = ("n't", "'ll", "'ve", "'re", "'d", "'m")
_PARTY = re.compile(r"[RDI]-[A-Z][a-z]")

Piece = tuple[str, int, bool, str]
"""A word, where it begins, whether it was possessive, and what was hyphened on to it in lower case."""


def pieces(word: str, start: int, before: str, after: str, lexicon: Lexicon) -> Iterable[Piece]:
    """Take a word apart; a contraction is no word of a name and gives none.

    Args:
        word: As it stands in the text.
        start: Where.
        before: The two characters before it.
        after: The two characters behind it.
        lexicon: The word lists; a name they hold whole stays whole.
    """
    word = word.replace("’", "'")
    if word in lexicon.types:
        return ((word, start, False, ""),)
    if word.endswith(_CONTRACTED):
        return ()
    possessive = word[-2:] in ("'s", "'S")
    if possessive:
        word = word[:-2]
    elif word[-1] == "s" and after in ("' ", "’ "):
        possessive = True
    word = word.rstrip("'!")
    if "-" not in word and "‑" not in word:
        return ((word, start, possessive, ""),)
    return _hyphened(word.replace("‑", "-"), start, before, lexicon, possessive=possessive)


def _hyphened(word: str, start: int, before: str, lexicon: Lexicon, *, possessive: bool) -> Iterable[Piece]:
    if _PARTY.match(word) and before in (", ", " ("):
        return ((word[2:], start + 2, possessive, ""),)  # a member of congress, by party and state: R-Ark.
    head, _, tail = word.rpartition("-")
    if tail.islower() and not lexicon.words.get(f"{head}{tail}".casefold(), 0) & COMMON:  # not Co-operation
        common = (lexicon.words.get(tail, 0) | lexicon.words.get(tail.removesuffix("s"), 0)) & COMMON
        if common or head in lexicon.types:
            return ((head, start, possessive, tail),)  # London-based; but Jong-un, Thermo-print
    elif _country(tail, lexicon) and not lexicon.words.get(head.casefold(), 0) & DIRECTION:
        return ((head, start, False, ""), (tail, start + len(head) + 1, possessive, ""))  # US-China; not West-Germany
    return ((word, start, possessive, ""),)


def _country(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.canonical and lexicon.types[word] == "place"


def key(word: str, bits: int, lexicon: Lexicon) -> str:
    """Return the form to look up for a word in capitals: "MEDFORD" as Medford, "U.S" as U.S.; acronyms as they are."""
    if "." in word:
        return word if word[-1] == "." else f"{word}."
    if len(word) < _SHORTEST_SHOUTED or word in lexicon.types:
        return word
    quiet = word.title() if "-" in word else word.capitalize()
    known = quiet in lexicon.types or quiet in lexicon.cities or quiet in lexicon.demonyms
    return quiet if known or bits & (COMMON | GIVEN | FAMILY) else word
