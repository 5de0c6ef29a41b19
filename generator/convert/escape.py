"""How plain words are written in Markdown so that they are read back as the same words.

Every converter that lifts text off a page shares these rules. They follow what Python-Markdown and the extensions of
`generator.render.extensions` react to, and escape no more than that: an editor is going to read the result.
"""

import re

# Control characters, some of which Python-Markdown uses for itself.
_UNSEEN = {code: " " if chr(code).isspace() else None for code in (*range(0x20), 0x7F) if chr(code) not in "\t\n\r"}
_ENTITY = r"&(?=#|\w+;)"
# Brackets stay bare where nothing can take them for a link, a reference, an abbreviation, a footnote or the contents:
# quotations are full of them ("he [the minister] said").
_BRACKETED = r"\[(?P<inside>(?!\^|TOC\])[^\[\]\n]+)\](?![(\[:]|\ :)"
# An underscore inside a word opens nothing.
_UNDERSCORE = r"(?<![^\W_])_|_(?![^\W_])"
_INLINE = re.compile(rf"{_BRACKETED}|[\\`*{{\[\]]|{_UNDERSCORE}|<|{_ENTITY}")
_SIGNS = "[]_&<*`\\{"
"""One of these stands in all that `_INLINE` finds."""

_ENTITIES = {"<": "&lt;", "&": "&amp;"}

_OPENINGS = re.compile(
    r"""
      (?P<ruler>[|:=-](?=[|:=\s-]*\Z))   # under a heading, across a page, below the head of a table
    | (?P<number>\d+)(?=\.(?:\s|\Z))     # an ordered list
    | (?P<sign>[#>]|[+-](?=\s|\Z)|!!!|\[(?=[ xX]\]\s))   # a heading, a quotation, a list, an admonition, a task
    | (?P<colon>:(?=\s))                 # a definition
    | (?P<fence>~(?=~~))                 # a block of code
    """,
    re.VERBOSE,
)
# Signs that Python-Markdown does not let a backslash escape.
_NUMBERED = {":": "&#58;", "=": "&#61;", "~": "&#126;"}


def escape(text: str) -> str:
    """Return one line of words as Markdown that prints those words, wherever in a line it stands.

    What is a danger only at the start of a line is left to `paragraph`. Control characters are dropped.
    """
    if not text.isprintable():
        text = text.translate(_UNSEEN)
    return _INLINE.sub(_escaped, text) if any([sign in text for sign in _SIGNS]) else text  # noqa: C419 faster


def paragraph(text: str) -> str:
    """Return the words of one paragraph, of one line or of several, as Markdown that is one paragraph.

    Lines stay lines; indentation, trailing spaces and blank lines go. Blank text gives an empty string.
    """
    lines = (escape(line).strip() for line in text.splitlines())
    return "\n".join(opening(line) for line in lines if line)


def opening(line: str) -> str:
    """Return a line of Markdown with its first characters defused: no list, heading, quotation, rule or fence."""
    found = _OPENINGS.match(line)
    if not found:
        return line
    if found["number"]:
        return f"{found['number']}\\{line[found.end() :]}"
    return _NUMBERED.get(line[0], "\\" + line[0]) + line[1:]


def _escaped(found: re.Match[str]) -> str:
    if found["inside"]:
        return f"[{escape(found['inside'])}]"
    return _ENTITIES.get(found[0], f"\\{found[0]}")
