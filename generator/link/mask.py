"""Which characters of a Markdown body are prose: markup gives way to blanks, so that offsets stay those of the body."""

import re

_MARKUP = re.compile(
    r"""
      ^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)   # fenced code
    | (?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)                          # inline code
    | <!--.*?-->
    | </?[A-Za-z][^<>\n]*>                                                # tags, autolinks
    | !\[[^\]\n]*\]\([^)\s]*(?:[ ]"[^"\n]*")?\)                           # images, their alternative text with them
    | ^[ ]{0,3}\[[^\]\n]+\]:[ \t]*\S+[^\n]*$                              # link and footnote definitions
    | \[\^[^\]\s]+\]                                                      # footnote marks
    | (?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:[ ]"[^"\n]*")?\)               # a link's address
    | (?<=\])\[[^\]\n]*\]                                                 # a link's reference
    | ^[ ]{0,3}\#{1,6}(?=[ \t])                                           # headings' marks
    | ^[ ]{0,3}>[ ]?                                                      # quotations' marks
    | (?<![\w\\])[*_]{1,3}(?=[^\s*_]) | (?<=[^\s*_\\])[*_]{1,3}(?!\w)     # emphasis
    | [\[\]]                                                              # a link's brackets
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_MARKS = re.compile(r"[`<\[\]*_#>~]")
_ADDRESS = re.compile(
    r"""
      \b(?:https?|ftp|mailto):[^\s<>"')\]]+
    | (?<=\w)\.[a-z]{2,6}/[^\s<>"')\]]*       # without a scheme: from the last dot on
    """,
    re.VERBOSE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")


def plain(body: str) -> str:
    """Return `body` with its markup and its addresses blanked: as long as the body, line breaks where they were."""
    if _MARKS.search(body):
        body = _MARKUP.sub(_blank, body)
    if "/" in body:
        body = _ADDRESS.sub(_blank, body)
    return _MAIL.sub(_blank, body) if "@" in body else body


def _blank(found: re.Match[str]) -> str:
    text = found[0]
    return "\n".join(" " * len(line) for line in text.split("\n")) if "\n" in text else " " * len(text)
