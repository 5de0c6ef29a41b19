"""Where the code by which a company is traded names it: BABA, and T where a text says that it is one of an exchange.

Codes are words as others are, so one stands for its company in two cases only: behind the name of its exchange, as in
"(NYSE: T)"; and by itself where it has three capitals or more, nothing else is called so, and not all of its line is in
capitals. Behind the name of another exchange it is another company's.
"""

import re
from collections.abc import Container
from typing import Final

from generator.link.lexicon import CALENDAR, COMMON, FUNCTION, HONORIFIC, ROLE, SUFFIX, UNNAMED
from generator.link.phrases import Phrase
from generator.link.registry import Name

_WORDS: Final = CALENDAR | COMMON | FUNCTION | HONORIFIC | ROLE | SUFFIX | UNNAMED
_SHORTEST: Final = 3
_EXCHANGE: Final = re.compile(r"(?<![^\W_])([A-Z][A-Za-z]{1,11})(?: [A-Z][A-Za-z]+)?: ?\Z")
"""What stands before a code: NYSE, Nasdaq, NasdaqGS, NYSE American."""

_REACH: Final = 30
_ALIKE: Final = 3
"""Letters by which exchanges are known, with whatever behind them: NasdaqGS is Nasdaq."""


def left(
    text: str, names: tuple[Name, ...], start: int, end: int, phrase: Phrase | None, *, known: Container[str]
) -> tuple[Name, ...]:
    """Return those of the names at a place that name something there: what is no code first, else codes where they do.

    Args:
        text: The text.
        names: All of the same words.
        start: Where the words begin.
        end: Where they end.
        phrase: What they stand in, if in one.
        known: What else is called something.
    """
    others = tuple([one for one in names if one.exchange is None])
    if others or not names:
        return others
    tokens = phrase.said.tokens if phrase else ()
    bits = next((token.bits for token in tokens if phrase and phrase.start + token.start == start), 0)
    alone = not bits & _WORDS and text[start:end] not in known
    return tuple([one for one in names if stands(text, start, end, exchange=one.exchange or "", alone=alone)])


def stands(text: str, start: int, end: int, *, exchange: str, alone: bool) -> bool:
    """Say whether a code names its company where it stands in a text.

    Args:
        text: The text.
        start: Where the code begins.
        end: Where it ends.
        exchange: Its exchange, case folded; empty where that is not registered.
        alone: Whether it is no word and no other name, so that it may do so by itself.
    """
    before = _EXCHANGE.search(text[max(0, start - _REACH) : start])
    if before and (before[1].isupper() or before[1].casefold().startswith(exchange[:_ALIKE] or "\n")):
        named = before[1].casefold()
        return named.startswith(exchange) or exchange.startswith(named)
    code = text[start:end]
    if not alone or len(code) < _SHORTEST or not (code.isalpha() and code.isupper()):
        return False
    line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    return not line.isupper() or line.strip(" ()\"'.,:;") == code
