"""Which includes of a template are taken into it before it is compiled: what an include costs on every page is saved.

An included template sees what stands around it, and nothing of it is seen outside: so does, and is, the same text in a
scope of its own. Where that could differ by a letter, the include stays: where the other has blocks or imports, asks
for a loop that is not its own, or reads a name that is set further down; and where what is printed is caught.
"""

import functools
import re
from collections.abc import Callable
from typing import Any, Final

import jinja2
import msgspec
from jinja2 import meta


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
        needs = _needs(taken)
        if needs is None or not needs.isdisjoint(_set_later(text, found.end())):
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


@functools.lru_cache(maxsize=256)
def _needs(text: str) -> frozenset[str] | None:
    """Return the names that a template takes from around it; None where it cannot be taken out of its own file."""
    parser = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True, extensions=["jinja2.ext.i18n"])
    known: Any = parser
    known.filters, known.tests = _Every(known.filters), _Every(known.tests)
    try:
        names = meta.find_undeclared_variables(parser.parse(text))
    except jinja2.TemplateError:
        return None
    return None if "loop" in names else frozenset(names)


class _Every(dict[str, Any]):
    """Filters or tests, those among them that are known elsewhere."""

    def get(self, key: str, default: object = None) -> Any:  # noqa: ARG002 - a dict's
        """Return one."""
        return super().get(key, str)
