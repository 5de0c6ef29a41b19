"""Templates, compiled before pages are printed by them: once, whatever the number of processes and of builds."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from generator import digest
from generator.build.store import Store
from generator.build.task import Fetch, Made, Stratum, Task
from generator.errors import TemplateError
from generator.outputs.interface import Interface
from generator.outputs.theme import Theme, ThemeFile, finder
from generator.render.phrasebook import Phrasebook

CODE = "code"
SUFFIX = ".html"
_PANELS = "partials/panels/"
_EVERYWHERE = frozenset({"entities", "related", "subscribe"})
"""Panels of every article; of the others a site shows few, and they are compiled where one is met."""


def key(name: str) -> str:
    """Return the key of the task that compiles a template."""
    return f"template {name}"


def plan(theme: Theme) -> Iterator[Task]:
    """Plan one task for each template that most sites print by."""
    for name in theme.templates():
        rare = name.startswith(_PANELS) and name.removeprefix(_PANELS).removesuffix(SUFFIX) not in _EVERYWHERE
        if name.endswith(SUFFIX) and not rare:
            make = Compiling(name, theme)
            yield Task(key=key(name), stratum=Stratum.RECOGNISE, make=make, origin=theme.path(name))


def ready(store: Store) -> Callable[[str], bytes | None]:
    """Return what answers a template's name with what its task made."""

    def code(name: str) -> bytes | None:
        data = store.product(key(name), CODE)
        return msgspec.msgpack.decode(data, type=bytes) if data is not None else None

    return code


@dataclass(frozen=True, slots=True)
class _Worded:
    """What the interface says, known by its digest."""

    said: str
    phrases: Phrasebook = field(compare=False)


@functools.lru_cache(maxsize=512)
def _compiled(name: str, source: Any, worded: _Worded) -> bytes | None:
    """Compile a template, once in a process however many sites it builds."""
    from generator.render import templates

    return templates.compiled(name, source, worded.phrases)


@dataclass(frozen=True, slots=True)
class Compiling:
    """Compiles one template for the language of the site."""

    name: str
    theme: Theme

    def __call__(self, fetch: Fetch) -> Made:
        """Return its code; nothing where it has a mistake, of which whoever prints by it will tell."""
        fetch(ThemeFile(self.name))
        phrases = fetch(Interface())
        try:
            source = finder(self.theme)(self.name)
        except TemplateError:
            return Made()
        made = _compiled(self.name, source, _Worded(digest.of_value(phrases), phrases)) if source else None
        return Made(products={CODE: made} if made else {})
