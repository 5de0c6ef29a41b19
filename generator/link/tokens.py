"""Where the words are that can belong to a name: those with a capital, each with what parts it from the one before."""

import itertools
import re
from collections.abc import Iterable
from typing import Final

import msgspec

from generator.link import links, spelling
from generator.link.lexicon import CALENDAR, COMMON, FUNCTION, GIVEN, ORGANISATION_OF, SUFFIX, UNNAMED, Lexicon
from generator.link.links import AMPERSAND, AND, BREAK, COMMA, OF, SPACE

UPPER: Final = "".join(re.escape(letter) for letter in map(chr, range(0x1FFF)) if letter.isupper())
WORD = re.compile(
    rf"""[{UPPER}](?:
      (?:\.[{UPPER}])+(?:\.|(?!\w))                                 # U.S., J.P., N.Y
    | \.(?=[ \n]?[{UPPER}])                                         # an initial
    | [^\W_]*+(?>(?:(?:['’‑-]|&(?=[{UPPER}])|\.(?=(?:com|org|net|co|io|gov|edu|tv|ai|ru|de|fr|uk|in|cn)\b))
      [^\W_]++)*)[+!]?+
      (?!\w)
    )""",
    re.VERBOSE,
)
"""A word from its first capital on: a pattern that begins with a set of letters is searched for fast."""
ABBREVIATIONS: Final = frozenset(
    [
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Prof",
        "Sen",
        "Gov",
        "Rep",
        "Gen",
        "Col",
        "Lt",
        "Sgt",
        "Capt",
        "Adm",
        "Maj",
        "Rev",
        "Hon",
        "St",
        "Mt",
        "Ft",
        "Jr",
        "Sr",
        "Inc",
        "Corp",
        "Co",
        "Cos",
        "Ltd",
        "Bros",
        "Calif",
        "Ala",
        "Ariz",
        "Ark",
        "Colo",
        "Conn",
        "Del",
        "Fla",
        "Ga",
        "Ill",
        "Ind",
        "Kan",
        "Ky",
        "La",
        "Md",
        "Mass",
        "Mich",
        "Minn",
        "Miss",
        "Mo",
        "Mont",
        "Neb",
        "Nev",
        "Okla",
        "Ore",
        "Pa",
        "Penn",
        "Tenn",
        "Tex",
        "Va",
        "Vt",
        "Wash",
        "Wis",
        "Wyo",
        "Ont",
        "Que",
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Sept",
        "Oct",
        "Nov",
        "Dec",
        "Dept",
        "Univ",
        "Assn",
        "Ave",
        "Blvd",
        "No",
        "Rs",
    ]
)
_BEGINNING = re.compile(
    r"(?:\b(?:al|el|ul|ad|an|as|ash|ar|at|az|d|l|bin)[-'’]|\b(?:al|bin|ibn) |(?<![\w.@])[a-z\d]{1,4})\Z"
)
_FIRST: Final = 5
"""As many characters of a name can stand before its first capital: eBay, 11Main, al-Assad."""
_APOSTROPHES: Final = ("'", "’")
_PLURALS: Final = ("' ", "’ ")
"""What makes a plural possessive, and stands in no one's way: the Farmers' Union."""


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


def read(phrase: str, lexicon: Lexicon, *, opens: bool, before: str = "") -> Reading:
    """Find the capitalised words of a phrase; small words, as many a sentence begins with, only part others.

    Args:
        phrase: From the first word to the last, and one character more.
        lexicon: The word lists.
        opens: Whether a sentence begins with the phrase.
        before: The two characters before it.
    """
    found: list[Token] = []
    reached, parted = 0, False
    for match in WORD.finditer(phrase):
        start, end = match.span()
        if start < reached:
            continue
        if start and phrase[start - 1] not in ' \n"“':
            start = begun(phrase, start, reached)
            if start < 0:
                continue
        word = phrase[start:end]
        following = phrase[end : end + 2]
        if following[:1] == "." and (word.capitalize() if word.isupper() else word) in ABBREVIATIONS:
            word, end = f"{word}.", end + 1
            pieces: Iterable[spelling.Piece] = ((word, start, False, ""),)
        elif word.isalpha() and following[:1] not in _APOSTROPHES:
            pieces = ((word, start, False, ""),)
        else:
            ahead = phrase[max(0, start - 2) : start] if start else before
            pieces = spelling.pieces(word, start, ahead, following, lexicon)
            parted = parted or not pieces
            end += word[-1] == "s" and following in _PLURALS
        for piece in pieces:
            token = _token(piece, phrase[reached : piece[1]], found, lexicon, parted=parted)
            parted = token is None
            if token is not None:
                found.append(token if reached else msgspec.structs.replace(token, link=BREAK, opens=opens))
                if token.link in (AND, AMPERSAND) and found[-2].comma and _listed(found, lexicon):
                    found[-2] = msgspec.structs.replace(found[-2], link=COMMA)
            reached = piece[1] + len(piece[0])
        reached = end
    return Reading(phrase, found, lexicon)


def alone(word: str, lexicon: Lexicon, *, opens: bool) -> Reading:
    """Read a phrase of one word that is nothing but letters."""
    token = _token((word, 0, False, ""), "", [], lexicon, parted=False)
    found = [] if token is None else [msgspec.structs.replace(token, link=BREAK, opens=opens)]
    return Reading(f"{word} ", found, lexicon)


def begun(text: str, start: int, before: int) -> int:
    """Return where a word begins whose first capital stands at `start`; -1 for one amid an address or a number."""
    beginning = _BEGINNING.search(text, max(before, start - _FIRST), start)
    if beginning:
        return beginning.start()
    return -1 if text[start - 1].isalnum() or text[start - 1] in "_.@" else start


def _token(piece: spelling.Piece, gap: str, found: list[Token], lexicon: Lexicon, *, parted: bool) -> Token | None:
    """Make a token of a word, None of a small word: The, It, But; not US, WHO, nor the A of John A Smith.

    `parted` says that a small word stands between it and the last token.
    """
    word, start, possessive, compound = piece
    low = word.casefold()
    bits = lexicon.words.get(low, 0)
    if bits & FUNCTION and not bits & CALENDAR and not (word.isupper() and (len(word) > 1 or gap == " ")):
        return None
    if not bits and "-" in low:
        head, _, tail = low.partition("-")
        bits = lexicon.words.get(head, 0) & GIVEN  # Eva-Marie
        bits |= (lexicon.words.get(head + tail, 0) | lexicon.words.get(tail, 0)) & COMMON  # Co-operation
    if low[-1] == "s" and not bits & COMMON:
        bits |= lexicon.words.get(low[:-1], 0) & (COMMON | UNNAMED)
    link, opens = links.joint(gap, bits, found[-1].text if found else "-")
    if parted:
        link, opens = BREAK, opens and gap != " "
    key = spelling.key(word, bits, lexicon) if word.isupper() else word
    return Token(
        start, start + len(word), word, key, low, bits, link, opens, possessive, compound, gap == ", " and not parted
    )


def _listed(found: list[Token], lexicon: Lexicon) -> bool:
    """Say whether the last comma is a name's: Hasp, Moor & Co; Ministry of Trade, Industry and Energy."""
    last, token = found[-2:]
    if token.link == AMPERSAND or token.bits & SUFFIX:
        return True
    if not last.bits & token.bits & COMMON or last.text in lexicon.types:
        return False
    return any(trade.link == OF and head.bits & ORGANISATION_OF for head, trade in itertools.pairwise(found[-4:-2]))
