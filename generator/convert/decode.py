"""Which characters a file's bytes are, and which lines they make.

Unicode where the bytes say so: a byte order mark, or well-formed UTF-8. Else the likeliest of the older encodings, and
Windows-1252 where nothing is likelier. Bytes that no text has (NUL among them) are no text, and that is an error.
"""

import codecs
import re
from typing import Final

from generator.errors import ContentError, Where
from generator.model.content import Source

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_INVISIBLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff\ufffe\uffff]")
# Signs of Windows-1252 that went through Latin-1; read as browsers read them (HTML, numeric character references).
_MISREAD: Final = {code: bytes([code]).decode("cp1252", errors="ignore") for code in range(0x80, 0xA0)}
# A no-break space says something inside a number and beside French punctuation; elsewhere it was layout.
_LOOSE_SPACE: Final = re.compile(r"(?<!«)(?:(?<!\d)\u00a0|\u00a0(?!\d))(?![:;!?»%€])")
_SPACES: Final = re.compile("[ \x0b\x0c\u2000-\u200a\u2028\u2029\u205f\u3000]+")
_TABS: Final = re.compile(" *\t[ \t]*")


def text_lines(source: Source, /) -> list[str]:
    """Return the lines of a text file, without line ends, invisible characters and blanks at either end.

    Runs of blanks inside a line are one space; where a tab is among them, one tab. Line `n` of the list is line
    ``source.line + n`` of the file.

    Raises:
        ContentError: The file is empty, or is no text.
    """
    text = decode(source)
    if not text.strip():
        raise ContentError(
            "the file is empty", where=Where(source.where), hint="paste the text of the page, or delete the file"
        )
    return [line.strip() for line in _clean(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")]


def decode(source: Source, /) -> str:
    """Return the characters of a file, without its byte order mark.

    Raises:
        ContentError: The bytes are no text.
    """
    text = _characters(source.data)
    if text is None or "\x00" in text or len(_CONTROLS.findall(text)) > len(text) // 200:
        raise ContentError(
            "the file is no text",
            where=Where(source.where, source.line),
            hint="save the page as text (UTF-8) or as HTML; give a picture or a document another suffix",
        )
    return text


def _characters(data: bytes) -> str | None:
    try:
        encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
        return data.decode(encoding)
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        return None
    try:
        import charset_normalizer
    except ImportError:
        best = None
    else:
        best = charset_normalizer.from_bytes(data).best()
    return str(best) if best else data.decode("cp1252", errors="replace")


def _clean(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    if not text.isascii():
        text = _LOOSE_SPACE.sub(" ", text.translate(_MISREAD))
    return _TABS.sub("\t", _SPACES.sub(" ", text))
