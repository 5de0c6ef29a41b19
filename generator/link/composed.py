"""Where the characters of a composed text (NFC) stood before, so that offsets hold for the text as it came.

A letter and its accent may come apart (NFD, as file systems and some sites write them); names are read composed.
"""

import unicodedata
from collections.abc import Sequence


def composed(text: str) -> bool:
    """Say whether a text is composed already; most are, and saying so is fast."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def compose(text: str) -> tuple[str, Sequence[int]]:
    """Compose a text.

    Returns:
        The text in NFC, and for each of its code points, and its end, the offset it had.
    """
    made: list[str] = []
    places: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _goes_on(text[end]):
            continue
        cluster = unicodedata.normalize("NFC", text[start:end])
        made.append(cluster)
        places += range(start, end) if len(cluster) == end - start else [start] * len(cluster)
        start = end
    return "".join(made), [*places, len(text)]


def _goes_on(letter: str) -> bool:
    """Say whether a character belongs to the one before it: an accent, or a part of a Korean syllable."""
    return unicodedata.combining(letter) != 0 or "\u1160" <= letter <= "\u11ff"
