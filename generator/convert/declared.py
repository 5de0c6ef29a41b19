"""Which characters the bytes of an HTML file are: as its mark says, else as UTF-8, else as the page declares.

What a page declares is read as browsers read it (the WHATWG's encodings: ``iso-8859-1`` is Windows-1252), and only
believed where the bytes agree. Where they do not, `decode` tells from the bytes alone.
"""

import codecs
import re
from typing import Final

from generator.convert.decode import decode
from generator.model import Source

_DECLARED: Final = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_HEAD: Final = 4096
"""Bytes in which a declaration stands; browsers look at 1024."""

_READ_AS: Final = {
    **dict.fromkeys(("iso8859-1", "ascii", "latin_1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("big5",), "big5hkscs"),
    **dict.fromkeys(("shift_jis",), "cp932"),
    **dict.fromkeys(("euc_kr", "johab"), "cp949"),
    **dict.fromkeys(("iso8859-9",), "cp1254"),
    **dict.fromkeys(("tis-620", "iso8859-11"), "cp874"),
}
"""From Python's name of an encoding to the one that browsers read in its place."""

_NOT_BYTES: Final = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "utf-8-sig"})
"""Not to be believed of a page whose declaration can be read as ASCII."""

_BEYOND: Final = bytes(range(0x80, 0x100))
_ACCENTED: Final = re.compile("[À-ÿ]")
_PLAIN: Final = re.compile("[a-zA-Z]")
_FEW: Final = 50
"""Letters that are no evidence of anything."""

_DAMAGE: Final = 200
"""Characters among which one may be damaged; with more, the text is in another encoding."""


def characters(source: Source) -> str:
    """Return the text of an HTML file.

    Raises:
        ContentError: The bytes are no text.
    """
    data = source.data
    found = _DECLARED.search(data[:_HEAD])
    name = _known(found[1].decode("ascii", "replace")) if found else ""
    if name.startswith("iso2022") and b"\x1b" in data:
        return data.decode(name, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for candidate in () if marked else (name, "utf-8"):
        if candidate and candidate not in _NOT_BYTES:
            text = data.decode(candidate, "replace")
            if _agrees(text, data):
                return text
    return decode(source)


def _agrees(text: str, data: bytes) -> bool:
    """Say whether bytes read this way are words: hardly one is damaged, and accents do not outweigh plain letters."""
    beyond = len(data) - len(data.translate(None, _BEYOND))
    if text.count("\ufffd") * _DAMAGE > beyond:
        return False
    accented = len(_ACCENTED.findall(text))
    return accented < _FEW or accented < len(_PLAIN.findall(re.sub(r"<[^<>]*>", " ", text)))


def _known(label: str) -> str:
    """Return Python's name of an encoding, as browsers understand its label; empty for none."""
    label = label.strip().lower().removeprefix("x-")
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return ""
    return _READ_AS.get(name, name)
