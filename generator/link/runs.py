"""What is known of a run of capitalised words before it is cut: where it lies, which names in it are known whole."""

from typing import Final

import msgspec

from generator.link.lexicon import CALENDAR, FUNCTION
from generator.link.links import SPACE
from generator.link.tokens import Reading, Token

_LONGEST_KNOWN: Final = 5


class Run(msgspec.Struct, frozen=True):
    """Tokens `start` up to `end` of a reading, which nothing parts but spaces and the small words of names."""

    reading: Reading
    tokens: list[Token]
    """All of the reading's."""

    start: int
    end: int
    whole: dict[int, int]
    """Where names that a list holds whole begin, to where they end."""

    def inside(self, index: int) -> bool:
        """Say whether a token belongs to a name known whole."""
        return any(first <= index < last for first, last in self.whole.items())

    def spaced(self, index: int) -> int:
        """Return where the words end that only spaces part, from `index` on."""
        stop = index + 1
        while stop < self.end and self.tokens[stop].link == SPACE and not self.tokens[stop - 1].possessive:
            stop += 1
        return stop

    def loud(self, first: int, last: int) -> bool:
        """Say whether a name is set in capitals that are no acronym's."""
        words = self.tokens[first:last]
        return all(token.text.isupper() for token in words) and (last - first > 1 or words[0].key != words[0].text)


def run(reading: Reading, start: int, end: int) -> Run:
    """Look up the names in a run: at each place the longest."""
    tokens = reading.tokens
    whole: dict[int, int] = {}
    index = start
    while index < end:
        stop = _known_until(reading, index, min(end, index + _LONGEST_KNOWN))
        if stop:
            whole[index] = stop
            index = stop
        else:
            index += 1
    return Run(reading, tokens, start, end, whole)


def _known_until(reading: Reading, index: int, end: int) -> int:
    """Return where the longest known name that begins at `index` ends, 0 for none."""
    tokens = reading.tokens
    token = tokens[index]
    head = token.text.capitalize() if token.text.isupper() else token.key
    if head in reading.lexicon.heads or token.key in reading.lexicon.heads:
        for place in range(index, end - 1):
            if tokens[place].compound:
                end = place + 1
                break
        for stop in range(end, index + 1, -1):
            if reading.known(index, stop):
                return stop
    return index + 1 if reading.known(index, index + 1) and _nameable(token) else 0


def _nameable(token: Token) -> bool:
    """Say whether a lone word can be a name although it is a small word or a month: US and WHO can, Us and May not."""
    return not token.bits & (FUNCTION | CALENDAR) or (token.text.isupper() and len(token.text) > 1)
