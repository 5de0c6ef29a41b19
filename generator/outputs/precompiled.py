"""Templates, compiled before pages are printed by them: once, whatever the number of processes and of builds.

The built-in ones are kept beside Python's bytecode, so that the next site that is built anew compiles none.
"""

import functools
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import msgspec

from generator import digest, text
from generator.build import beside
from generator.build.store import Store
from generator.build.task import Fetch, Made, Stratum, Task
from generator.errors import TemplateError
from generator.outputs.interface import Interface
from generator.outputs.theme import Theme, ThemeFile, finder
from generator.render.phrasebook import Phrasebook

CODE = "code"
SUFFIX = ".html"
_PARTS = "partials/"
_EVERYWHERE = frozenset({"partials/panels/subscribe.html"})
"""Parts of most articles that are no part of a template as it is compiled; others are compiled where one is met."""


def key(name: str) -> str:
    """Return the key of the task that compiles a template."""
    return f"template {name}"


def plan(theme: Theme, *, stamp: str) -> Iterator[Task]:
    """Plan one task for each template that most sites print by.

    Args:
        theme: Where they stand.
        stamp: What tells our code and libraries from others.
    """
    for name in theme.templates():
        if name.endswith(SUFFIX) and (name in _EVERYWHERE or not name.startswith(_PARTS)):
            make = Compiling(name, theme, stamp)
            yield Task(key=key(name), stratum=Stratum.RECOGNISE, make=make, origin=theme.path(name))


def ready(store: Store) -> Callable[[str], bytes | None]:
    """Return what answers a template's name with what its task made."""

    def code(name: str) -> bytes | None:
        data = store.product(key(name), CODE)
        return msgspec.msgpack.decode(data, type=bytes) if data is not None else None

    return code


class _Worded(msgspec.Struct, frozen=True, eq=False):
    """What the interface says, known by its digest."""

    said: str
    phrases: Phrasebook

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Worded) and self.said == other.said

    def __hash__(self) -> int:
        return hash(self.said)


@functools.lru_cache(maxsize=512)
def _compiled(name: str, source: Any, worded: _Worded) -> bytes | None:
    """Compile a template, once in a process however many sites it builds."""
    from generator.render import templates

    return templates.compiled(name, source, worded.phrases)


def _name(lang: str) -> str:
    return f"templates-{text.slug(lang)}"


@functools.lru_cache(maxsize=8)
def _shelf(lang: str, stamp: str) -> Mapping[str, bytes]:
    """Return the code of built-in templates that some build kept."""
    data = beside.read(_name(lang), stamp=stamp)
    return msgspec.msgpack.decode(data, type=dict[str, bytes]) if data else {}


def keep(tasks: Collection[str], *, theme: Theme, store: Store, phrases: Callable[[], Phrasebook], stamp: str) -> None:
    """Keep the code of the built-in templates that were compiled, for who builds another site anew.

    Args:
        tasks: The keys of those that ran.
        theme: Where templates stand.
        store: Holds what the tasks made.
        phrases: What the templates were compiled for.
        stamp: As for `plan`.
    """
    ran = [name for name in theme.templates() if key(name) in tasks and theme.is_builtin(name)]
    if not ran or not beside.may_keep():
        return
    lang = phrases().lang
    shelf, code = _shelf(lang, stamp), ready(store)
    made = {name: data for name in ran if (data := code(name))}
    if any(_seal(data) != _seal(shelf.get(name, b"")) for name, data in made.items()):
        beside.keep(_name(lang), msgspec.msgpack.encode({**shelf, **made}), stamp=stamp)
        _shelf.cache_clear()


def _seal(code: bytes) -> bytes:
    """Return what code was made of: to be kept, it need not be the same to the byte."""
    return code.partition(b"\n")[0]


class Compiling(msgspec.Struct, frozen=True):
    """Compiles one template for the language of the site."""

    name: str
    theme: Theme
    stamp: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return its code; nothing where it has a mistake, of which whoever prints by it will tell."""
        from generator.render import compiling, inlining

        phrases, find = fetch(Interface()), finder(self.theme)

        def found(name: str) -> Any:
            fetch(ThemeFile(name))
            return find(name)

        try:
            source = inlining.whole(self.name, found)
        except TemplateError:
            return Made()
        if source is None:
            return Made()

        said = digest.of_value(phrases)
        kept = _shelf(phrases.lang, self.stamp).get(self.name) if self.theme.is_builtin(self.name) else None
        if kept and compiling.is_of(kept, source.text, said):
            return Made(products={CODE: kept})
        made = _compiled(self.name, source, _Worded(said, phrases))
        return Made(products={CODE: made} if made else {})
