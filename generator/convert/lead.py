"""How an article begins: the first sentences of its body as plain text, for cards that have no other summary."""

import re

from generator import text

LIMIT = 200
"""Characters of a lead, at most."""

_BLOCK = re.compile(r"\n[ \t]*\n")
_NOT_PROSE = re.compile(r"\s*(?:#|[-*+]\s|\d+[.)]\s|>|\||```|~~~|!!!|!\[|<|\[\^|\{:|[-*_]{3,}\s*$)")
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\](?:\([^)]*\)|\[[^\]]*\])?")
_MARKS = re.compile(r"\[\^[^\]]*\]|<[^<>]*>|\{:[^}]*\}|(?<!\\)[*`]+|(?<![\\\w])_+|(?<!\\)_+(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!|:~<&-])")


def lead(body: str) -> str:
    """Return the beginning of the first paragraph of prose in a Markdown body, without its markup."""
    for block in _BLOCK.split(body.strip()):
        if not _NOT_PROSE.match(block):
            return text.excerpt(plain(block), limit=LIMIT)
    return ""


def plain(markdown: str) -> str:
    """Return a paragraph's words without its markup."""
    bare = _LINK.sub(r"\1", _MARKS.sub("", markdown))
    return " ".join(_ESCAPED.sub(r"\1", bare).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").split())
