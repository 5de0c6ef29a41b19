"""Which characters a file's bytes are, and which lines they make.

Unicode where the bytes say so: a byte order mark, or well-formed UTF-8. Else the likeliest of the older encodings
(`charset`). Bytes that no text has (NUL among them) are no text, and that is an error.

A line ends at a line feed, a carriage return or both, at Unicode's separators of lines and paragraphs, and at a form
feed. What is invisible and says nothing goes: soft hyphens, joiners of layout, marks of direction where nothing runs
from right to left. Where they are content, as in Arabic, Hebrew or an emoji, they stay.
"""

import codecs
import re
from typing import Final, NamedTuple

from generator.convert import charset, mojibake
from generator.errors import ContentError, Note, Where
from generator.model.content import Source
from generator.text import marks

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WHOLE: Final = 200
"""Bytes of a file that may end in the middle of a letter, at least: a few bytes that make no letters are no text."""

_ESCAPE: Final = b"\x1b$"
_CONTROLS: Final = bytes([*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_OTHERS: Final = bytes(set(range(0x100)) - set(_CONTROLS))
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
# Next to another line end these are one with it; by themselves they end a line.
_BESIDE: Final = re.compile("(?<=\n)[\x0b\x0c\u2028\u2029]+|[\x0b\x0c\u2028\u2029]+(?=\n)")
_ENDS: Final = re.compile("[\x0b\x0c\u2028\u2029]")
_OTHER_ENDS: Final = ("\x0b", "\x0c", "\u2028", "\u2029")
_UNSEEN: Final = "\x00-\x08\x0e-\x1f\x7f\u00ad\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffc\ufffe\uffff\u202d\u202e"
_MAY_BE_UNSEEN: Final = re.compile(f"[{_UNSEEN}\u200b]")
_NO_BLANKS: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_UNPARTED: Final = re.compile(f"[{_NO_BLANKS}]")
_INVISIBLE: Final = re.compile(
    f"[{_UNSEEN}]"
    # It parts words in scripts that have no blanks.
    f"|(?<![{_NO_BLANKS}])\u200b"
)
_DIRECTIONS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069]")
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Signs of Windows-1252 that went through Latin-1; read as browsers read them (HTML, numeric character references).
_MISREAD: Final = {code: bytes([code]).decode("cp1252", errors="ignore") for code in range(0x80, 0xA0)}
_REREAD: Final = frozenset(map(chr, _MISREAD))
# A no-break space says something inside a number and beside French punctuation; elsewhere it was layout.
_LOOSE_SPACE: Final = re.compile(r"\u00a0(?<!«\u00a0)(?:(?<!\d\u00a0)|(?!\d))(?![:;!?»%€])")
_SPACES: Final = frozenset("\x0b\x0c\u2028\u2029\u205f\u3000").union(map(chr, range(0x2000, 0x200B)))


LONGEST: Final = 200_000
"""Characters of a line of a capture, at most."""

MOST: Final = 100_000
"""Lines with text in a capture, at most: a page with all its readers' comments has a tenth."""

LARGEST: Final = 5_000_000
"""Characters of a capture, at most."""

_HOW_TO_CUT: Final = "cut it into the pages it holds, or begin its name with _ to leave it out"


class Text(NamedTuple):
    """The lines of a text file, and what there is to say about how they were read."""

    lines: list[str]
    notes: tuple[Note, ...]


def text_lines(source: Source, /) -> list[str]:
    """Return the lines of a text file, without line ends, invisible characters and blanks at either end.

    Runs of blanks inside a line are one space; where a tab is among them, one tab. Line `n` of the list is line
    ``source.line + n`` of the file.

    Raises:
        ContentError: The file is empty, or is no text.
    """
    return read(source).lines


def read(source: Source, /) -> Text:
    """Return the lines of a text file as `text_lines` does, with a note for what was mended.

    Raises:
        ContentError: The file is empty, or is no text.
    """
    text, mended, data = _decoded(source)
    if not text or text.isspace():
        raise _empty(source)
    _check_size(text, source)
    notes: list[Note] = []
    if mended:
        line = source.line + _one_end(text[: mended[0]]).count("\n")
        notes.append(
            Note(
                severity="warning",
                what=f"{len(mended)} {'byte is' if len(mended) == 1 else 'bytes are'} no UTF-8 in a file that is"
                " UTF-8 otherwise",
                where=Where(source.where, line),
                hint="the line shows what they were taken for (Windows-1252; half a character at the end is left out)",
                code="encoding-damaged",
            )
        )
    found = marks(text if data is None else data)
    text = _one_end(text)
    if mojibake.may_be(found) and mojibake.is_suspect(text, found):
        lines = text.split("\n")
        misread = mojibake.mend(lines)
        if misread:
            notes.extend(_said_of(misread, lines, source))
            text = "\n".join(misread.lines)
            found = marks(text)
    lines = [*map(str.strip, _clean(text, found).split("\n"))]
    if not any(lines):
        raise _empty(source)
    return Text(lines, tuple(notes))


def _empty(source: Source) -> ContentError:
    return ContentError(
        "the file is empty", where=Where(source.where), hint="paste the text of the page, or delete the file"
    )


def _check_size(text: str, source: Source) -> None:
    """Refuse what is no page, before anything is done with each of its lines."""
    if len(text) <= LONGEST:
        return
    filled = 0
    for number, line in enumerate(text.splitlines(), source.line):
        filled += not (line == "" or line.isspace())
        if len(line) > LONGEST:
            raise ContentError(
                f"has a line of {len(line):,} characters: a capture's may have {LONGEST:,}",
                where=Where(source.where, number),
                hint="no paragraph is so long: copy the page again, or break the line",
            )
        if filled > MOST:
            raise ContentError(
                f"has more than {MOST:,} lines with text in them", where=Where(source.where, number), hint=_HOW_TO_CUT
            )
    printed = sum(map(len, text.split())) if len(text) > LARGEST else 0
    if printed > LARGEST:
        raise ContentError(
            f"holds {printed:,} characters: a capture may have {LARGEST:,}", where=Where(source.where), hint=_HOW_TO_CUT
        )


def decode(source: Source, /) -> str:
    """Return the characters of a file, without its byte order mark.

    Raises:
        ContentError: The bytes are no text.
    """
    return _decoded(source)[0]


def count(data: bytes) -> int:
    """Return how many lines a file has, at most."""
    ends = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
    others = (b"\x0b", b"\x0c", b"\x85", "\u2028".encode(), "\u2029".encode(), b"\x28\x20", b"\x29\x20")
    return ends + sum(map(data.count, others)) + (not data.endswith((b"\n", b"\r")))


def _decoded(source: Source) -> tuple[str, tuple[int, ...], bytes | None]:
    """Return the characters of a file, where bytes of it were mended, and its bytes if these are plain UTF-8."""
    text, mended, is_plain = _characters(source.data)
    data = source.data if is_plain else None
    if text is None or "\x00" in text or _controls(text if data is None else data) > len(text) // 200:
        at = source.data.find(b"\x00")
        line = source.line + (source.data.count(b"\n", 0, at) if at > 0 else 0)
        raise ContentError(
            "the file is no text" + (": a NUL byte stands in it" if at >= 0 and text is not None else ""),
            where=Where(source.where, line),
            hint="save the page as text (UTF-8) or as HTML; give a picture or a document another suffix",
        )
    return text, mended, data


def _controls(text: str | bytes) -> int:
    """Return how many control characters a text has, or its bytes in UTF-8, that are no blanks."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return len(data.translate(None, _OTHERS))


def _characters(data: bytes) -> tuple[str | None, tuple[int, ...], bool]:
    """Return the characters of bytes, where bytes were mended, and whether they are UTF-8 without a byte order mark."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    # One byte is looked for many times faster than two.
    if _ESCAPE[:1] in data and _ESCAPE in data:
        known = charset.escaped(data)
        if known:
            return known.text, (), False
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding in ("utf-16", "utf-32"):
            return _halved(data, encoding), (), False
        guess = charset.characters(data[len(mark) :])
        return (guess.text, guess.mended, False) if guess else (None, (), False)
    if "\x00" in text:
        guess = charset.characters(data)
        return (guess.text, (), False) if guess else (text, (), False)
    return text, (), not mark


def _halved(data: bytes, encoding: str) -> str | None:
    """Return a text of UTF-16 or UTF-32 with halves of pairs in it, or cut off within a letter; else None."""
    width = 2 if encoding == "utf-16" else 4
    if len(data) % width and len(data) < _WHOLE:
        return None
    try:
        text = data[: len(data) // width * width].decode(encoding, errors="surrogatepass")
    except UnicodeDecodeError:
        return None
    return _SURROGATES.sub("\ufffd", text)


def _one_end(text: str) -> str:
    """Return a text whose lines all end with a line feed."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # In a text without any other line end, U+0085 is one (NEL); in others it is a misread ellipsis.
    if "\x85" in text and "\n" not in text:
        text = text.replace("\x85", "\n")
    if any([end in text for end in _OTHER_ENDS]):  # noqa: C419 four looks are faster without a generator
        text = _ENDS.sub("\n", _BESIDE.sub("", text))
    return text


def _clean(text: str, found: frozenset[str]) -> str:
    """Return a text without what is invisible, with one blank, or one tab, for each run of them.

    Most texts hold few signs that are not ASCII: which they are (`marks`) says what is to be done.
    """
    signs = "".join(found)
    unseen = _MAY_BE_UNSEEN.findall(signs)
    if unseen and _UNPARTED.search(signs):
        text = _INVISIBLE.sub("", text)
    else:
        for mark in unseen:
            text = text.replace(mark, "")
    if not found.isdisjoint(_REREAD):
        text = text.translate(_MISREAD)
    if "\u00a0" in found:
        text = _LOOSE_SPACE.sub(" ", text)
    if _DIRECTIONS.search(signs):
        text = "\n".join(
            line if _RIGHT_TO_LEFT.search(line) else _DIRECTIONS.sub("", line) for line in text.split("\n")
        )
    for space in found & _SPACES:
        text = text.replace(space, " ")
    text = _once(text, "  ", " ")
    if "\t" not in text:
        return text
    return _once(_once(_once(text, " \t", "\t"), "\t ", "\t"), "\t\t", "\t")


def _once(text: str, run: str, one: str) -> str:
    while run in text:
        text = text.replace(run, one)
    return text


def _said_of(found: mojibake.Mended, lines: list[str], source: Source) -> list[Note]:
    notes = []
    if found.repaired:
        first = found.repaired[0]
        before, after = _differing(lines[first], found.lines[first])
        more = f", and so in {len(found.repaired) - 1} more lines" if len(found.repaired) > 1 else ""
        notes.append(
            Note(
                severity="info",
                what=f"“{before}” was UTF-8 read as another encoding: it is “{after}”{more}",
                where=Where(source.where, source.line + first),
                hint="nothing to do, unless the page meant to show it so",
                code="mojibake-repaired",
            )
        )
    if found.suspected:
        notes.append(
            Note(
                severity="warning",
                what="this line looks like UTF-8 read as another encoding, but not in all its parts; it is left alone",
                where=Where(source.where, source.line + found.suspected[0]),
                hint="mend it by hand, or copy the page again",
                code="mojibake-suspected",
            )
        )
    return notes


def _differing(before: str, after: str) -> tuple[str, str]:
    """Return the first words in which two lines differ."""
    pairs = zip(before.split(), after.split(), strict=False)
    return next(((one[:40], other[:40]) for one, other in pairs if one != other), (before[:40], after[:40]))
