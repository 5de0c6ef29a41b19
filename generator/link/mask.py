"""Which characters of a Markdown body are prose: markup gives way to blanks, so that offsets stay those of the body.

Each pattern begins with a sign, so that it is searched for fast, and is tried only where its sign stands at all.
"""

import re
from typing import Final

_FENCED = r"\n(?P<fence>{sign}{{3,}}+)[^\n]*+\n.*?(?:^(?P=fence){sign}*[ \t]*$|\Z)"
_MARKUP: Final = tuple(
    (sign, signs, re.compile(pattern, re.MULTILINE | re.DOTALL))
    for sign, signs, pattern in (
        ("`", "```", _FENCED.format(sign="`")),
        ("~", "~~~", _FENCED.format(sign="~")),
        ("`", "`", r"(?P<ticks>`(?<!``)`*+).+?(?<!`)(?P=ticks)(?!`)"),  # inline code
        ("<", "<", r"<(?:!--.*?-->|/?[A-Za-z][^<>\n]*>)"),  # comments, tags, addresses between angles
        ("[", "![", r"!\[[^\]\n]*\]\([^)\s]*(?: \"[^\"\n]*\")?\)"),  # an image, its alternative text with it
        ("[", "]:", r"\n {0,3}\[[^\]\n]+\]:[ \t]*\S+[^\n]*$"),  # definitions of links and footnotes
        ("[", "[^", r"\[\^[^\]\s]+\]"),  # a footnote's mark
        ("[", "](", r"\](?:\((?:[^()\s]|\([^()\s]*\))*(?: \"[^\"\n]*\")?\))"),  # a link's address
        ("[", "][", r"\]\[[^\]\n]*\]"),  # a link's reference
        ("[", "[", r"\["),
        ("]", "]", r"\]"),
        ("#", "#", r"\n {0,3}#{1,6}(?=[ \t])"),  # a heading
        (">", ">", r"\n {0,3}> ?"),  # a quotation
        ("/", "://", r"(?:http|https|ftp)://[^\s<>\"')\]]+"),
        ("/", "/", r"\.(?<=\w\.)[a-z]{2,6}/[^\s<>\"')\]]*"),  # an address without a scheme, from its last dot on
    )
)
# A run of stars marks emphasis unless a space follows it and a space or an escape stands before: most runs are of one.
_STAR: Final = re.compile(r"\*(?:(?<!\*\*)(?=[^\s*])|(?<![\s\\*]\*)(?!\*))")
_STARS: Final = re.compile(r"\*(?<!\*\*)\*++(?=\S)|\*(?<![\s\\*]\*)\*++")
_LINES: Final = re.compile(r"_+")
_AT: Final = re.compile(r"@[\w-]+\.[\w.-]*\w")
_WHO: Final = re.compile(r"[\w.+-]+\Z")
_LONGEST_WHO: Final = 64
"""What stands before the sign of an address has no more octets: RFC 5321, section 4.5.3.1.1."""


def plain(body: str) -> str:
    """Return `body` with its markup and its addresses blanked: as long as the body, line breaks where they were."""
    text = f"\n{body}"
    for sign, signs, pattern in _MARKUP:
        if sign in text and (sign == signs or signs in text):
            text = pattern.sub(_blank, text)
    if "*" in text:
        text = _STAR.sub(" ", text)
        if "**" in text:
            text = _STARS.sub(_blank, text)
    if "_" in text:
        text = _LINES.sub(_underlined, text)
    if "@" in text:
        text = _addressed(text)
    return text[1:]


def _blank(found: re.Match[str]) -> str:
    text = found[0]
    return "\n".join(" " * len(line) for line in text.split("\n")) if "\n" in text else " " * len(text)


def _underlined(run: re.Match[str]) -> str:
    """Blank a run of underscores where the characters beside it say that it marks emphasis."""
    text, start, end = run.string, run.start(), run.end()
    before, after = text[start - 1], text[end : end + 1] or " "
    opens = not (before.isalnum() or before == "\\") and not after.isspace()
    closes = not (before.isspace() or before == "\\" or after.isalnum())
    return " " * (end - start) if opens or closes else run[0]


def _addressed(text: str) -> str:
    """Blank addresses of mail."""
    kept: list[str] = []
    reached = 0
    for at in _AT.finditer(text):
        who = _WHO.search(text, max(reached, at.start() - _LONGEST_WHO), at.start())
        if who:
            kept += [text[reached : who.start()], " " * (at.end() - who.start())]
            reached = at.end()
    return "".join((*kept, text[reached:]))
