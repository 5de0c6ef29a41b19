"""Which characters of a Markdown body are prose: markup gives way to blanks, so that offsets stay those of the body."""

import re
from typing import Final

_FENCED = r"^(?P<fence>{sign}{{3,}})[^\n]*\n.*?(?:^(?P=fence){sign}*[ \t]*$|\Z)"
_MARKUP: Final = tuple(
    (sign, re.compile(pattern, re.MULTILINE | re.DOTALL))
    for sign, pattern in (
        ("```", _FENCED.format(sign="`")),
        ("~~~", _FENCED.format(sign="~")),
        ("`", r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"),  # inline code
        ("<", r"<!--.*?-->|</?[A-Za-z][^<>\n]*>"),  # comments, tags, addresses between angles
        ("![", r"!\[[^\]\n]*\]\([^)\s]*(?: \"[^\"\n]*\")?\)"),  # an image, its alternative text with it
        ("]:", r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S+[^\n]*$"),  # definitions of links and footnotes
        ("[^", r"\[\^[^\]\s]+\]"),  # a footnote's mark
        ("](", r"\](?:\((?:[^()\s]|\([^()\s]*\))*(?: \"[^\"\n]*\")?\))"),  # a link's address
        ("][", r"\]\[[^\]\n]*\]"),  # a link's reference
        ("[", r"\["),
        ("]", r"\]"),
        ("#", r"^ {0,3}#{1,6}(?=[ \t])"),  # a heading
        (">", r"^ {0,3}> ?"),  # a quotation
        ("*", r"\*{1,3}(?=[^\s*])|(?<=[^\s*\\])\*{1,3}"),  # emphasis
        ("_", r"(?<![\w\\])_{1,3}(?=[^\s_])|(?<=[^\s_\\])_{1,3}(?!\w)"),
        ("://", r"(?:http|https|ftp)://[^\s<>\"')\]]+"),
        ("/", r"\.(?<=\w\.)[a-z]{2,6}/[^\s<>\"')\]]*"),  # an address without a scheme, from its last dot on
        ("@", r"[\w.+-]+@[\w-]+\.[\w.-]*\w"),
    )
)


def plain(body: str) -> str:
    """Return `body` with its markup and its addresses blanked: as long as the body, line breaks where they were."""
    for sign, pattern in _MARKUP:
        if sign in body:
            body = pattern.sub(_blank, body)
    return body


def _blank(found: re.Match[str]) -> str:
    text = found[0]
    return "\n".join(" " * len(line) for line in text.split("\n")) if "\n" in text else " " * len(text)
