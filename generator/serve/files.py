"""Which file of the folder an address names, and its media type.

Refused, as if nothing were there: hidden names (`.manifest`, `.press`), names with a backslash or a NUL, empty names
(`//`), dots, and links that lead out of the folder.
"""

import mimetypes
import re
from pathlib import Path

_UNSAFE = re.compile(r"[\\\x00]")

_NAMED = {
    "feed.xml": "application/atom+xml",
    "atom.xml": "application/atom+xml",
    "rss.xml": "application/rss+xml",
    "feed.json": "application/feed+json",
}
# What the standard library of some version, or some system's table, calls by another name or does not know.
_SUFFIXES = {
    ".avif": "image/avif",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".nt": "application/n-triples",
    ".svg": "image/svg+xml",
    ".ttl": "text/turtle",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_types = mimetypes.MimeTypes()  # the library's own table: the same on every machine


def locate(folder: Path, address: str) -> Path | None:
    """Return the file that `address` names, or nothing.

    Args:
        folder: What is served.
        address: A decoded path, beginning with a slash; one that ends with a slash names the `index.html` below it.

    Returns:
        A regular file inside `folder`, its links followed.
    """
    names = address.removeprefix("/").split("/")
    names[-1] = names[-1] or "index.html"
    if any(not name or name.startswith(".") or _UNSAFE.search(name) for name in names):
        return None
    try:
        file = folder.joinpath(*names).resolve(strict=True)
        inside = file.relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # not there, too long a name, a circle of links, outside
        return None
    hidden = any(name.startswith(".") for name in inside.parts)
    return None if hidden or not file.is_file() else file


def media_type(file: Path) -> str:
    """Return the media type of a file, from its name, with the charset where its text has one."""
    suffix = file.suffix.lower()
    guessed, encoding = _types.guess_type(file.name, strict=False)
    if encoding:
        return "application/gzip" if encoding == "gzip" else "application/octet-stream"
    kind = _NAMED.get(file.name) or _SUFFIXES.get(suffix) or guessed or "application/octet-stream"
    is_text = kind.startswith("text/") or kind == "application/xml" or kind.endswith("+xml")
    return f"{kind}; charset=utf-8" if is_text else kind
