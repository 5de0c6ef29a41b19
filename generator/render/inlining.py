"""Which includes of a template are taken into it before it is compiled: what an include costs on every page is saved.

An included template sees what stands around it, and nothing of it is seen outside: so does, and is, the same text in a
scope of its own. Where that could differ by a letter, the include stays: where the other has blocks or imports, asks
for a loop that is not its own, or holds a name that is set further down; and where what is printed is caught.
"""

import functools
import re
from collections.abc import Callable
from typing import Final

import msgspec


class TemplateSource(msgspec.Struct, frozen=True):
    """A template as it was found."""

    text: str
    path: str
    """As the user would type it, for errors."""


Find = Callable[[str], TemplateSource | None]
"""Answers a name such as ``partials/card.html``: the site's own template, else the theme's, else None."""

_INCLUDE: Final = re.compile(
    r"\{#.*?#\}"
    r"|\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}"
    r"|\{%(?P<before>[-+]?)\s*include\s+(?P<quote>[\"'])(?P<name>[^\"'\\]+)(?P=quote)\s*(?P<after>[-+]?)%\}",
    re.DOTALL,
)
_CATCHES: Final = re.compile(
    r"\{%[-+]?\s*(?:(?P<end>end)?(?:call|macro|filter|autoescape)\b|(?P<endset>endset)\b|set\s[^=%]*%\})"
)
_APART: Final = re.compile(
    r"\{%[-+]?\s*(?:extends|block|import|from|macro|call|filter|raw|autoescape)\b"
    r"|\bself\.|\b(?:super|caller)\s*\(|\b(?:varargs|kwargs)\b"
)
_SET: Final = re.compile(r"\{%[-+]?\s*set\s+([^=%]+)")
_LOOPS: Final = re.compile(r"\{%[-+]?\s*(?P<tag>for|if|else|endfor|endif)\b.*?%\}|\bloop\b", re.DOTALL)
_NAME: Final = re.compile(r"[^\W\d]\w*")


def whole(name: str, find: Find) -> TemplateSource | None:
    """Return a template as it is compiled to print quickly: with what it includes in its place."""
    source = find(name)
    texts = functools.cache(lambda other: found.text if (found := find(other)) else None)
    return source and TemplateSource(_inlined(source.text, texts, frozenset({name})), source.path)


def _inlined(text: str, find: Callable[[str], str | None], above: frozenset[str]) -> str:
    """Return a text with those of other templates in the places of their includes; `above` are those it is part of."""
    made: list[str] = []
    last = 0
    for found in _INCLUDE.finditer(text):
        name = found["name"]
        inner = find(name) if name and name not in above else None
        if inner is None or _APART.search(inner) or _is_caught(text, found.start()):
            continue
        taken = _inlined(inner, find, above | {name})
        later = _set_later(text, found.end())
        if _asks_for_a_loop(taken) or any(re.search(rf"\b{name}\b", taken) for name in later):
            continue
        # As Jinja does, the last line break of a template is left out; and so is no space before what ends it.
        kept = taken.removesuffix("\n")
        made += [text[last : found.start()], f"{{%{found['before']} with %}}{kept}{{%+ endwith {found['after']}%}}"]
        last = found.end()
    return "".join((*made, text[last:]))


def _is_caught(text: str, at: int) -> bool:
    """Say whether what is printed at a place is taken up by something around it."""
    return sum(-1 if found["end"] or found["endset"] else 1 for found in _CATCHES.finditer(text, 0, at)) > 0


def _set_later(text: str, at: int) -> frozenset[str]:
    return frozenset(name for found in _SET.finditer(text, at) for name in _NAME.findall(found[1]))


def _asks_for_a_loop(text: str) -> bool:
    """Say whether a template may ask for a loop that it does not make itself."""
    if "loop" not in text:
        return False
    within: list[str] = []
    for found in _LOOPS.finditer(text):
        tag = found["tag"]
        if (tag is None or "loop" in found[0]) and "for" not in within:
            return True
        if tag in ("for", "if"):
            within.append(tag)
        elif tag == "else" and within and within[-1] == "for":
            within[-1] = "else"  # nothing was gone through, and nothing is
        elif tag in ("endfor", "endif") and within:
            within.pop()
    return False
