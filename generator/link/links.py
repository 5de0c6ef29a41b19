"""What parts a capitalised word from the one before it: a space, a small word of names, or the end of a sentence."""

from typing import Final

from generator.link.lexicon import FUNCTION, SUFFIX

# How a word hangs together with the capitalised word before it.
BREAK: Final = 0
SPACE: Final = 1
AMPERSAND: Final = 2
OF: Final = 3
AND: Final = 4
FOR: Final = 5
"""Also "on", "to": prepositions inside the names of committees and centres."""
PARTICLES: Final = 6
COMMA: Final = 7
"""A comma before the legal form of a company: Friedman, LLP."""

_LINKS = {
    " ": SPACE,
    "": SPACE,
    "&": AMPERSAND,
    "of": OF,
    "of the": OF,
    "and": AND,
    "for": FOR,
    "for the": FOR,
    "on": FOR,
    "to": FOR,
    "to the": FOR,
}
_PARTICLES = (
    "de", "de la", "de los", "de las", "del", "della", "di", "da", "do", "dos", "das", "du", "van", "van der",
    "van den", "von", "von der", "der", "den", "ter", "la", "le", "el", "al", "bin", "ibn", "y", "e", "zu", "af", "av",
)  # fmt: skip
_LINKS |= dict.fromkeys(_PARTICLES, PARTICLES)
SMALL: Final = tuple(sorted((words for words in _LINKS if words.isascii() and words[:1].isalpha()), reverse=True))
"""The small words of names, those of two words among them."""
_FAR: Final = 16
"""No link is longer than this, line break included."""
_ENDS: Final = ".!?:;…•|·"
_OPENING: Final = "\"“”‘’«„([{' \n"

_SIGNS: Final = frozenset(_ENDS + _OPENING)


def joint(gap: str, bits: int, last: str) -> tuple[int, bool]:
    """Say how a word hangs on to the last one, and whether it opens a sentence.

    Args:
        gap: What stands between the two.
        bits: What the word can be.
        last: The word before; empty for the first of a text.
    """
    if not last:
        return BREAK, _ended(gap) or not gap.strip(_OPENING)
    if gap == " ":
        ended = last[-1] == "." and bits & FUNCTION and last[1] != "."
        return (BREAK, True) if ended else (SPACE, False)
    if gap == ", " and bits & SUFFIX:
        return COMMA, False
    if len(gap) <= _FAR and "\n\n" not in gap:
        link = _LINKS.get(" ".join(gap.split()) if len(gap) > 1 else gap.replace("\n", " "), BREAK)
        if link != BREAK or not gap.strip():
            return link or SPACE, False
    return BREAK, "\n\n" in gap or gap[-1] in '"“‘«„' or _ended(gap)


def _ended(gap: str) -> bool:
    """Say whether what stands before a word ends a sentence."""
    before = gap.rstrip(_OPENING)
    return bool(before) and before[-1] in _ENDS


def opening(text: str, reached: int, start: int) -> bool:
    """Say whether a sentence begins at `start`; the last word before it ends at `reached`, in the same paragraph."""
    if not reached:
        gap = text[:start]
        return _ended(gap) or not gap.strip(_OPENING)
    last = text[start - 1]
    if last == " " and text[start - 2] not in _SIGNS:
        return False
    return last in '"“‘«„' or _ended(text[reached:start])
