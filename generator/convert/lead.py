"""What is known of a body without printing it: how it begins, and which pictures it shows.

Its first sentences, as plain text, are the summary of a card that has no other.
"""

import html
import re

from generator import text

LIMIT = 200
"""Characters of a lead, at most."""

_BLOCK = re.compile(r"\n[ \t]*\n")
_NOT_PROSE = re.compile(r"\s*(?:#|[-*+]\s|\d+[.)]\s|>|\||```|~~~|!!!|!\[|<|\[\^|\{:|[-*_]{3,}\s*$)")
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\](?:\([^)]*\)|\[[^\]]*\])?")
_MARKS = re.compile(r"\[\^[^\]]*\]|<[^<>]*>|\{:[^}]*\}|(?<!\\)[*`]+|(?<![\\\w])_+|(?<!\\)_+(?!\w)")
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^<>\s]+|[^<>\s@:]+@[^<>\s]+)>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!|:~<&-])")
_MARKED = ("<", "{:", "_", "\\", "[^")
"""Where none of these stands, every star and every tick is a mark, and there is no other."""


def lead(body: str) -> str:
    """Return the beginning of the first paragraph of prose in a Markdown body, without its markup."""
    stripped = body.strip()
    start = 0
    while start <= len(stripped):
        gap = _BLOCK.search(stripped, start)
        block = stripped[start : gap.start() if gap else None]
        if not _NOT_PROSE.match(block):
            return text.excerpt(plain(block), limit=LIMIT)
        if gap is None:
            break
        start = gap.end()
    return ""


_PICTURE = re.compile(
    r"!\[[^\]]{0,2000}\]\([ \t]*(?:<([^<>\n]+)>|([^\s()<>]+(?:\([^\s()]*\))?))"
    r"""|<img\b[^<>]{0,2000}?\ssrc\s{0,9}=\s{0,9}["']?([^"'\s>]+)""",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s*<?([^\s<>]+)", re.MULTILINE)
_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[\\/]{2}")


def pictures(body: str) -> tuple[str, ...]:
    """Return the relative targets of the pictures in a Markdown body, each once. A reference may be to a picture."""
    if ("!" not in body or "![" not in body) and ("<" not in body or "<img" not in body):
        return ()
    found = [next(filter(None, match.groups())) for match in _PICTURE.finditer(body)]
    found += [match[1] for match in _REFERENCE.finditer(body)]
    return tuple(dict.fromkeys(html.unescape(target) for target in found if not _REMOTE.match(target)))


def plain(markdown: str) -> str:
    """Return a paragraph's words without its markup."""
    bare = _AUTOLINK.sub(r"\1", markdown) if "<" in markdown else markdown
    marked = any(map(bare.__contains__, _MARKED))
    bare = _MARKS.sub("", bare) if marked else bare.replace("*", "").replace("`", "")
    if "[" in bare:
        bare = _LINK.sub(r"\1", bare)
    if "\\" in bare:
        bare = _ESCAPED.sub(r"\1", bare)
    if "&" in bare:
        bare = _ENTITY.sub(lambda found: html.unescape(found[0]), bare)
    return " ".join(bare.split())
