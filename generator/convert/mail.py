"""Which part of a page that a browser saved as a mail (MHTML, RFC 2557) is the page, and where and when it was saved.

Chrome, Edge, Opera and Internet Explorer save so: the page, its pictures and its frames are each a part. The page is
the part that stands at the address that the mail names, or that its header names, else the first that is HTML. What the
mail says of it is put in front of the page as a comment, as other programs that save pages do.
"""

import re
from binascii import Error, a2b_base64, a2b_qp
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import quote

import msgspec

from generator.convert.declared import characters
from generator.errors import ContentError, Where
from generator.model import Source

NOTE: Final = "Saved as a mail"
"""What the comment begins with."""

_BEGINS: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,40}(?:From|Subject|Date|MIME-Version|(?:Content|Snapshot|X)-[\w-]{1,60}):", re.IGNORECASE
)
_BLANK: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
_HEADERS: Final = 16_000
"""Bytes of the headers of a mail or a part, at most."""

_BOUNDARY: Final = 200
"""Bytes of a boundary, at most; the standard allows 70."""

_DEEPEST: Final = 4
"""Parts within parts; a page among its alternatives makes two."""

_MOST: Final = 20_000
"""Parts that are looked at; a page with all its pictures has a few hundred."""

_HTML: Final = ("text/html", "application/xhtml+xml")
_SAFE: Final = "!#$%&'()*+,/:;=?@[]~-._"


class _Part(NamedTuple):
    type: str
    """Its media type, in lower case."""

    headers: Mapping[str, str]
    """By names in lower case; of several of one name the first."""

    body: bytes


def page(source: Source) -> Source:
    """Return the page of a mail, with a comment that says where and when it was saved; any other file as it is.

    Raises:
        ContentError: It is a mail, and no page is in it, or the page is no text.
    """
    whole = _mail(source)
    if whole is None:
        return source
    parts = [part for part in _leaves(whole, _DEEPEST) if part.type in _HTML]
    if not parts:
        raise ContentError(
            "the mail holds no page",
            where=Where(source.where, source.line),
            hint="save the page again as one HTML file, or copy its text into a file that ends in .txt",
        )
    there, start = _said(whole, "Snapshot-Content-Location"), _parameter(whole, "start")
    named = (
        part
        for part in parts
        if (there and _said(part, "Content-Location") == there) or (start and _said(part, "Content-ID") == start)
    )
    found = next(named, parts[0])
    url = there or _said(found, "Content-Location") or _said(whole, "Content-Location")
    note = f"<!-- {NOTE}\nurl: {quote(url, safe=_SAFE)}\ndate: {_date(whole)}\n-->\n"
    return msgspec.structs.replace(source, data=(note + _text(found, source)).encode("utf-8", "replace"))


def is_mail(source: Source) -> bool:
    """Say whether a file is a mail, whatever its name ends in."""
    return _mail(source) is not None


def _mail(source: Source) -> _Part | None:
    found = _part(source.data.removeprefix(b"\xef\xbb\xbf").lstrip()) if _BEGINS.match(source.data[:200]) else None
    return found if found and not {"mime-version", "content-type"}.isdisjoint(found.headers) else None


def _part(data: bytes) -> _Part | None:
    """Return the headers and the body of a mail or of a part of one; None for what has no headers."""
    blank = _BLANK.search(data, 0, _HEADERS)
    if blank is None:
        return None
    # Loaded where there is a mail: few sites have one.
    from email.parser import BytesHeaderParser

    read = BytesHeaderParser().parsebytes(data[: blank.end()])
    headers = {name.lower(): str(value) for name, value in reversed(read.items())}
    return _Part(read.get_content_type(), headers, data[blank.end() :])


def _leaves(part: _Part, depth: int) -> Iterator[_Part]:
    """Yield the parts of a mail that have no parts themselves."""
    boundary = _parameter(part, "boundary").encode("ascii", "ignore")
    if not part.type.startswith("multipart/") or not 0 < len(boundary) <= _BOUNDARY:
        yield part
    elif depth:
        line = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(?:--)?[ \t]*(?=\r?\n|\Z)")
        for piece in line.split(part.body, maxsplit=_MOST)[1:]:
            inner = _part(piece.lstrip(b"\r\n"))
            if inner is not None:
                yield from _leaves(inner, depth - 1)


def _said(part: _Part, name: str) -> str:
    """Return what a header says, without the line ends that fold it; empty where there is none."""
    return "".join(part.headers.get(name.lower(), "").split())


def _parameter(part: _Part, name: str) -> str:
    """Return a parameter of the type of a part; empty where there is none."""
    # Not by the library, which takes the square of a hostile header.
    stated = part.headers.get("content-type", "")
    found = re.search(rf";\s*{name}\s*=\s*(?:\"([^\"]*)\"|([^\s;\"]+))", stated, re.IGNORECASE)
    return (found[1] or found[2] or "") if found else ""


def _date(whole: _Part) -> str:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(whole.headers.get("date", "")).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _text(part: _Part, source: Source) -> str:
    """Return the characters of a part: in the encoding that it states, or as any page's are told."""
    match _said(part, "Content-Transfer-Encoding").lower():
        case "quoted-printable":
            data = a2b_qp(part.body)
        case "base64":
            try:
                data = a2b_base64(part.body)
            except Error:
                data = part.body
        case _:
            data = part.body
    try:
        return data.decode(_parameter(part, "charset") or "ascii")
    except (LookupError, ValueError):
        return characters(msgspec.structs.replace(source, data=data))
