"""Where the words are that can belong to a name: those with a capital, with what parts each from the one before it."""

import re
from typing import Final

import msgspec

from generator.link.lexicon import CALENDAR, COMMON, FUNCTION, SUFFIX, Lexicon

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
SLASH: Final = 8

_UPPER = "".join(re.escape(letter) for letter in map(chr, range(0x1FFF)) if letter.isupper())
_ABBREVIATIONS = (
    "Mr Mrs Ms Dr Prof Sen Gov Rep Gen Col Lt Sgt Capt Adm Maj Rev Hon St Mt Ft Jr Sr Inc Corp Co Cos Ltd Bros "
    "Calif Ala Ariz Ark Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Penn "
    "Tenn Tex Va Vt Wash Wis Wyo Ont Que Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Dept Univ Assn Ave Blvd No Rs"
).replace(" ", "|")
_WORD = re.compile(
    rf"""(?<![\w.@])(?:
      [{_UPPER}](?:\.[{_UPPER}])+(?:\.|(?!\w))                        # U.S., J.P., N.Y
    | [{_UPPER}]\.(?=[ \n]?[{_UPPER}])                                # an initial
    | (?:{_ABBREVIATIONS})\.
    | (?:(?:al|el|ul|ad|an|as|ash|ar|at|az|d|l|bin)[-'’])?[a-z]{{0,3}}\d{{0,3}}[{_UPPER}][^\W_]*
      (?:(?:['’‑-]|&(?=[{_UPPER}])|\.(?=(?:com|org|net|co|io|gov|edu|tv|ai|ru|de|fr|uk|in|cn)\b))[^\W_]+)*[+!]?(?=\W|\Z)
    )""",
    re.VERBOSE,
)
_LINKS = {
    " ": SPACE,
    "": SPACE,
    "&": AMPERSAND,
    "of": OF,
    "of the": OF,
    "and": AND,
    "and the": BREAK,
    "for": FOR,
    "for the": FOR,
    "on": FOR,
    "to": FOR,
    "to the": FOR,
    "/": SLASH,
} | dict.fromkeys(
    "de del della di da do dos das du van von der den ter la le el al bin ibn e y de+la de+los de+las van+der van+den von+der "
    "zu af of+de".replace("of+de", "").split(),
    PARTICLES,
)
_LINKS |= {link.replace("+", " "): kind for link, kind in _LINKS.items() if "+" in link}
_FAR = 16
"""No link is longer than this, line break included."""
_ENDS = ".!?:;…•|·"
_OPENING = "\"“”‘’«„([{' \n"


class Token(msgspec.Struct, frozen=True, gc=False):
    """A capitalised word: `text` without a possessive ending, `key` the form to look up."""

    start: int
    end: int
    text: str
    key: str
    low: str
    bits: int
    link: int
    opens: bool
    possessive: bool
    compound: str = ""
    """What is hyphened on in lower case: ``based`` in London-based."""


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """Return the capitalised words of plain text, in order."""
    found: list[Token] = []
    words, types = lexicon.words, lexicon.types
    before, last = 0, ""
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match[0]
        if "’" in word:
            word = word.replace("’", "'")
        possessive, compound = False, ""
        if "'" in word:
            if word[-2:] in ("'s", "'S"):
                if word not in types:
                    word, possessive = word[:-2], True
            elif word[-1] == "'":
                word = word[:-1]
        elif word[-1] == "s" and text[end : end + 2] in ("' ", "’ "):
            possessive = True
        if "-" in word or "‑" in word:
            word, compound = _uncompound(word.replace("‑", "-"), lexicon)
        if word[-1] == "!" and word not in types:
            word = word[:-1]
        low = word.casefold()
        bits = words.get(low, 0)
        if not bits and low[-1] == "s" and words.get(low[:-1], 0) & COMMON:
            bits = COMMON
        gap = text[before:start]
        link, opens = _joint(gap, last, bits, found)
        key = word
        if len(word) > 3 and word.isupper() and word not in types:
            key = word.capitalize() if "-" not in word else word.title()
        found.append(Token(start, start + len(word), word, key, low, bits, link, opens, possessive, compound))
        before, last = (end if not compound else start + len(word)), word
        if compound:
            before = end
    return found


def _joint(gap: str, last: str, bits: int, found: list[Token]) -> tuple[int, bool]:
    """Say how a word hangs on to the last one, and whether it opens a sentence."""
    if gap == " ":
        if last[-1:] == "." and bits & FUNCTION and len(last) > 2 and not bits & CALENDAR:
            return BREAK, True
        return SPACE, False
    if not found:
        return BREAK, _ended(gap) or not gap.strip(_OPENING)
    if gap == ", " and bits & SUFFIX:
        return COMMA, False
    if len(gap) <= _FAR and "\n\n" not in gap:
        inner = gap.strip()
        link = _LINKS.get(inner or gap[:1], BREAK)
        if link is BREAK and (" " in inner or "\n" in inner):
            link = _LINKS.get(" ".join(inner.split()), BREAK)
        if link is not BREAK:
            return link, False
    if "\n\n" in gap or gap[-1:] in '"“‘«„':
        return BREAK, True
    return BREAK, _ended(gap)


def _ended(gap: str) -> bool:
    """Say whether what stands before a word ends a sentence."""
    before = gap.rstrip(_OPENING)
    return bool(before) and before[-1] in _ENDS


def _uncompound(word: str, lexicon: Lexicon) -> tuple[str, str]:
    """Part a name from what is hyphened on to it in lower case: London-based, but Jong-un, Thermo-print."""
    head, _, tail = word.rpartition("-")
    if not tail.islower() or word in lexicon.types:
        return word, ""
    if lexicon.words.get(tail, 0) & COMMON or head in lexicon.types:
        return head, tail
    return word, ""
