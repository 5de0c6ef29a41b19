"""Which lines are one paragraph: a text that was wrapped to a width is flowed again.

A line was wrapped if the first word of the next would not have fit behind it; in scripts that have no blanks between
words, as Chinese and Japanese, if it is full. A text was wrapped if it has a width that nearly all its lines of prose
keep to; a page copied from a browser has none, and its lines are its paragraphs.
"""

import functools
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

_WIDEST: Final = 132
_NARROWEST: Final = 38
_FEWEST: Final = 4
_OUTLIERS: Final = 3
"""Lengths of a text's longest lines that are tried as its width."""

_FULL: Final = 16
"""A wrapped line ends at most so far before the width: the length of a long word."""
_CLOSE_WIDEST: Final = 66
_CLOSE_NARROWEST: Final = 14
_CLOSE_FULL: Final = 3
"""The same in scripts without blanks, in characters: a line is a little shorter where a stop may not begin the next."""

_FIRST_CLOSE: Final = "\u2e80"
_CLOSE_STOPS: Final = "。！？!?…」』”）"
_SENTENCES: Final = 0.7
_ENDED: Final = re.compile(r"[.!?…][\"'”’»)\]]*\Z")
_NEXT: Final = re.compile(r"[.!?…][\"'”’»)\]]*\s[\"'“‘«(\[¿¡]*([^\W\d_])")
_OPENING: Final = "\"'“‘«([¿¡"
"""How a sentence ends a line, how one follows another within a line, and what may stand before its first letter."""

_BLANKS: Final = "\t\x85\u00a0\u1680\u202f"
_BULLET: Final = re.compile(r"(?:[-*+•◦▪‣·–—]|\d{1,3}[.)])\s+\S")


class Paragraph(NamedTuple):
    """Lines that belong together: positions in the text, `start` to `end`, `end` excluded."""

    start: int
    end: int
    text: str


@functools.cache
def _close() -> re.Pattern[str]:
    """Return what finds a character of a script without blanks: compiled where it is needed, for that takes long."""
    return re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def _is_close(sign: str) -> bool:
    return sign >= _FIRST_CLOSE and _close().match(sign) is not None


def _has_close(text: str) -> bool:
    return not text.isascii() and _close().search(text) is not None


def spaced(texts: Sequence[str], page: str | None = None) -> Sequence[str]:
    """Return lines as `decode` leaves them with a blank for each tab and each no-break space in them.

    Args:
        texts: The lines.
        page: The same as one text, where it is at hand.
    """
    whole = "\n".join(texts) if page is None else page
    # Of the blanks that a line can be split at, these are all that `decode` leaves.
    if any([space in whole for space in _BLANKS]):  # noqa: C419 a few looks are faster without a generator
        return [" ".join(text.split()) for text in texts]
    return texts


def paragraphs(lines: Sequence[str]) -> list[Paragraph]:
    """Return the paragraphs of a text, blank lines left out.

    Args:
        lines: Stripped lines; an empty one for a blank line or a line that is not to be read.
    """
    return [Paragraph(*part) for part in zip(*parts(lines), strict=True)]


def parts(lines: Sequence[str]) -> tuple[Sequence[int], Sequence[int], Sequence[str]]:
    """Return of the paragraphs of a text (`paragraphs`) where each begins, where each ends, and its text."""
    width = _width(lines)
    if not width:
        starts = [at for at, line in enumerate(lines) if line]
        return starts, [at + 1 for at in starts], [*filter(None, lines)]
    found = _flowed(lines, width)
    return [part.start for part in found], [part.end for part in found], [part.text for part in found]


def _flowed(lines: Sequence[str], width: int) -> list[Paragraph]:
    sentences = _are_single(lines, width)
    found: list[Paragraph] = []
    at = 0
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        end = at + 1
        while end < len(lines) and _goes_on(lines[end - 1], lines[end], width):
            if sentences and _begins_anew(lines[end - 1], lines[end]):
                break
            end += 1
        found.append(Paragraph(at, end, _join(lines[at:end])))
        at = end
    return found


def _goes_on(line: str, following: str, width: int) -> bool:
    if not following or _BULLET.match(following):
        return False
    if _is_close(line[-1]) or _is_close(following[:1]):
        # Where there was room for another sign, a sentence that ends there ends the paragraph.
        return width - _CLOSE_FULL <= len(line) <= width and (len(line) == width or line[-1] not in _CLOSE_STOPS)
    if not width - _FULL <= len(line) <= width:
        return False
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width


def _are_single(lines: Sequence[str], width: int) -> bool:
    """Say whether paragraphs that no blank line parts are short: then a sentence that ends with its line ends one.

    By chance a sentence ends with its line as often as a paragraph fills its last: for either, once in so many words as
    a line has. So where more paragraphs surely end than sentences end inside a line, that is the likelier. Of 557
    articles wrapped to 72 columns, a few more sentences than paragraphs leave the fewest paragraphs joined or parted.
    """
    ends = [
        at
        for at, (line, after) in enumerate(pairwise(lines))
        if line and after and 2 * len(after) > width and not _goes_on(line, after, width) and _begins_anew(line, after)
    ]
    inside = sum(found[1].isupper() for line in lines if 2 * len(line) > width for found in _NEXT.finditer(line))
    return len(ends) >= _FEWEST and len(ends) > _SENTENCES * inside


def _begins_anew(line: str, following: str) -> bool:
    """Say whether a line ends a sentence, and the next one begins one."""
    return bool(_ENDED.search(line)) and following.lstrip(_OPENING)[:1].isupper()


def _width(lines: Sequence[str]) -> int:
    """Return the width to which a text was wrapped, 0 where it was not.

    Short lines say nothing of it: a table of quotes or a menu in the text would outnumber its prose. A few lines may
    be longer than the rest, such as a headline or an address, which were not wrapped.
    """
    longest = sorted(set(map(len, lines)), reverse=True)[:_OUTLIERS]
    if not longest or longest[-1] > _WIDEST or longest[0] < _CLOSE_NARROWEST:
        return 0
    pairs = [(line, after) for line, after in pairwise(lines) if line and after]
    for width in longest:
        if _NARROWEST <= width <= _WIDEST and _is_wrapped(pairs, width):
            return width
        if _CLOSE_NARROWEST <= width <= _CLOSE_WIDEST and _is_wrapped_closely(pairs, width):
            return width
    return 0


def _is_wrapped_closely(pairs: Sequence[tuple[str, str]], width: int) -> bool:
    long = [(line, after) for line, after in pairs if 4 * len(line) > 3 * width and _has_close(line)]
    wrapped = [line for line, after in long if _has_close(after) and _goes_on(line, after, width)]
    # Headlines in a list can be of one length by chance, but not the lines of their width that end within a sentence.
    return len(wrapped) >= _FEWEST and 2 * len(wrapped) >= len(long) and any("。" in line[:-1] for line in wrapped)


def _is_wrapped(pairs: Sequence[tuple[str, str]], width: int) -> bool:
    long = [(line, after) for line, after in pairs if 2 * len(line) > width]
    wrapped = [(line, after) for line, after in long if _goes_on(line, after, width)]
    if len(wrapped) < _FEWEST or 2 * len(wrapped) < len(long):
        return False
    # Titles in a list can be of one length by chance; sentences that run on from line to line cannot. A third of them
    # will do: in German many words have capitals. Where no blanks part the words, as in Chinese, no line is wrapped for
    # want of room for a word.
    running = sum(
        " " in line and " " in after and line[-1] not in ".!?:;" and not after[0].isupper() for line, after in wrapped
    )
    return 3 * running > len(wrapped)


def _join(lines: Sequence[str]) -> str:
    """Return the lines as one; a hyphen at a line end stays, since nothing says whether the word has it anyway."""
    text = lines[0]
    for line in lines[1:]:
        hyphened = text.endswith("-") and text[-2:-1].isalpha() and line[0].islower()
        close = _is_close(text[-1]) or _is_close(line[:1])
        text += line if hyphened or close else f" {line}"
    return text
