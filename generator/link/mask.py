"""Which characters of a Markdown body are prose: markup gives way to blanks, so that offsets stay those of the body."""

import re

_BLANKED = re.compile(
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
    | \b(?:https?|ftp|mailto):[^\s<>"')\]]+
    | [\w.+-]+@[\w-]+\.[\w.-]*\w                                          # addresses of mail
    | ^[ ]{0,3}\#{1,6}(?=[ \t])                                           # headings' marks
    | ^[ ]{0,3}>[ ]?                                                      # quotations' marks
    | (?<![\w\\])[*_]{1,3}(?=[^\s*_]) | (?<=[^\s*_\\])[*_]{1,3}(?!\w)     # emphasis
    | [\[\]]                                                              # a link's brackets
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_MARKS = re.compile(r"[`<\[\]*_#>@~]|:/|mailto:")


def plain(body: str) -> str:
    """Return `body` with its markup blanked: as long as the body, line breaks where they were."""
    if not _MARKS.search(body):
        return body
    return _BLANKED.sub(_blank, body)


def _blank(found: re.Match[str]) -> str:
    text = found[0]
    return "\n".join(" " * len(line) for line in text.split("\n")) if "\n" in text else " " * len(text)
