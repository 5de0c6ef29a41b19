"""Where the words are that can belong to a name: those with a capital, with what parts each from the one before it."""

import re
from typing import Final

import msgspec

from generator.link.lexicon import COMMON, DIRECTION, FAMILY, FUNCTION, GIVEN, ORGANISATION_OF, SUFFIX, UNNAMED, Lexicon

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
    | (?:(?:al|el|ul|ad|an|as|ash|ar|at|az|d|l|bin)[-'’]|(?:al|bin|ibn)[ ])?[a-z]{{0,3}}\d{{0,3}}[{_UPPER}][^\W_]*
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
_SHORTEST_SHOUTED: Final = 4
"""A shorter word in capitals is an acronym."""
_FAR: Final = 16
"""No link is longer than this, line break included."""
_PARTY = re.compile(r"[RDI]-[A-Z]")
_CONTRACTED: Final = ("n't", "'ll", "'ve", "'re", "'d", "'m")
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

    comma: bool = False
    """A comma alone stands between it and the word before."""


class Reading(msgspec.Struct, frozen=True):
    """A text with its capitalised words and the lists to read them by."""

    text: str
    tokens: list[Token]
    lexicon: Lexicon

    def surface(self, first: int, last: int) -> str:
        """Return tokens `first` up to `last` as they stand: white space and apostrophes of one kind, capitals plain."""
        head, tail = self.tokens[first], self.tokens[last - 1]
        if last - first == 1:
            return head.key
        if head.text.isupper() and tail.text.isupper() and self._shouted(first, last):
            return " ".join(token.text.capitalize() for token in self.tokens[first:last])
        name = self.text[head.start : tail.start + len(tail.text)]
        if "\n" in name or "  " in name:
            name = " ".join(name.split())
        return name.replace("’", "'") if "’" in name else name

    def _shouted(self, first: int, last: int) -> bool:
        words = self.tokens[first:last]
        return all(token.text.isupper() and (token.link == SPACE or token is words[0]) for token in words) and any(
            token.key != token.text for token in words
        )

    def known(self, first: int, last: int) -> bool:
        """Say whether tokens `first` up to `last` are a name that some list holds whole."""
        name = self.surface(first, last)
        lexicon = self.lexicon
        return name in lexicon.types or name in lexicon.cities or name in lexicon.demonyms


def read(text: str, lexicon: Lexicon) -> Reading:
    """Find the capitalised words of plain text; small words, such as the first of a sentence may be, only part others."""
    found: list[Token] = []
    before, parted = 0, False
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match[0]
        if word.isalpha() and text[end : end + 1] not in ("'", "’"):
            possessive, compound = False, ""
            if _small(word, lexicon) and (len(word) > 1 or text[before:start] != " "):
                before, parted = end, True
                continue
        else:
            word, possessive, compound = _bare(word, text[end : end + 2], lexicon)
            if word.endswith(_CONTRACTED) or (_PARTY.match(word) and f"{word[2:]}." not in lexicon.types):
                before, parted = end, True
                continue
        if _PARTY.match(word):
            word, start = word[2:], start + 2  # a member of congress, by party and state: R-Ark.
        head, hyphen, tail = word.partition("-")
        if hyphen and _country(tail, lexicon) and word not in lexicon.types and not _directs(head, lexicon):
            # US-China talks; but West-Germany
            found.append(_token(head, start, text[before:start], found, lexicon))
            before = start + len(head)
            word, start = tail, before + 1
        gap = text[before:start]
        token = _token(word, start, gap, found, lexicon, possessive=possessive, compound=compound)
        if parted:
            token = msgspec.structs.replace(token, link=BREAK, opens=token.opens and gap != " ", comma=False)
            parted = False
        if found and found[-1].comma and _listed(found, token, lexicon):
            found[-1] = msgspec.structs.replace(found[-1], link=COMMA)
        found.append(token)
        before = end
    return Reading(text, found, lexicon)


def _listed(found: list[Token], token: Token, lexicon: Lexicon) -> bool:
    """Say whether the comma before the last word stands in a name: Hasp, Moor & Co; Ministry of Trade, Industry and Energy."""
    last = found[-1]
    if token.link == AMPERSAND or (token.link == AND and token.bits & SUFFIX):
        return True
    if token.link != AND or not last.bits & token.bits & COMMON or last.text in lexicon.types or len(found) <= 2:
        return False
    return found[-2].link == OF and bool(found[-3].bits & ORGANISATION_OF)


def _small(word: str, lexicon: Lexicon) -> bool:
    """Say whether a word is none of a name: The, It, But; not US, WHO."""
    return bool(lexicon.words.get(word.casefold(), 0) & FUNCTION) and not (word.isupper() and len(word) > 1)


def _country(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.canonical and lexicon.types[word] == "place"


def _directs(word: str, lexicon: Lexicon) -> bool:
    return bool(lexicon.words.get(word.casefold(), 0) & DIRECTION)


def _bare(word: str, following: str, lexicon: Lexicon) -> tuple[str, bool, str]:
    """Return a word without its possessive ending, whether it had one, and what was hyphened on to it."""
    word = word.replace("’", "'")
    if word in lexicon.types:
        return word, False, ""
    possessive, compound = False, ""
    if word[-2:] in ("'s", "'S"):
        word, possessive = word[:-2], True
    elif word[-1] == "s" and following in ("' ", "’ "):
        possessive = True
    word = word.rstrip("'!")
    if "-" in word or "‑" in word:
        word, compound = _uncompound(word.replace("‑", "-"), lexicon)
    return word, possessive, compound


def _token(
    word: str,
    start: int,
    gap: str,
    found: list[Token],
    lexicon: Lexicon,
    *,
    possessive: bool = False,
    compound: str = "",
) -> Token:
    low = word.casefold()
    bits = lexicon.words.get(low, 0)
    if low[-1] == "s" and not bits & COMMON:
        bits |= lexicon.words.get(low[:-1], 0) & (COMMON | UNNAMED)
    link, opens = _joint(gap, bits, found)
    key = _key(word, bits, lexicon) if word.isupper() else word
    return Token(start, start + len(word), word, key, low, bits, link, opens, possessive, compound, gap == ", ")


def _key(word: str, bits: int, lexicon: Lexicon) -> str:
    """Return the form to look up for a word in capitals: "MEDFORD" as Medford, "U.S" as U.S.; acronyms as they are."""
    if "." in word:
        return word if word[-1] == "." else f"{word}."
    if len(word) < _SHORTEST_SHOUTED or word in lexicon.types:
        return word
    quiet = word.title() if "-" in word else word.capitalize()
    known = quiet in lexicon.types or quiet in lexicon.cities or quiet in lexicon.demonyms
    return quiet if known or bits & (COMMON | GIVEN | FAMILY) else word


def _joint(gap: str, bits: int, found: list[Token]) -> tuple[int, bool]:
    """Say how a word hangs on to the last one, and whether it opens a sentence."""
    if not found:
        return BREAK, _ended(gap) or not gap.strip(_OPENING)
    if gap == " ":
        ended = found[-1].text[-1] == "." and bits & FUNCTION and found[-1].text[1] != "."
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


def _uncompound(word: str, lexicon: Lexicon) -> tuple[str, str]:
    """Part a name from what is hyphened on to it in lower case: London-based, but Jong-un, Thermo-print."""
    head, _, tail = word.rpartition("-")
    if not tail.islower():
        return word, ""
    if (lexicon.words.get(tail, 0) | lexicon.words.get(tail.removesuffix("s"), 0)) & COMMON or head in lexicon.types:
        return head, tail
    return word, ""
