"""Which converters, outputs and checks there are: three doors, and everything comes through them.

A plugin is a module. `SUFFIXES`, `accepts` and `convert` make it a converter; `plan` an output; `check` a check. The
built-in ones are named in the table below; a stranger's are installed with an entry point of the door's name, or are
a site's own files, named in `plugins = ["plugins/ours.py"]`. A plugin adds a thing: it never intercepts a step.
"""

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import msgspec

from generator import digest
from generator.build import imports, installed
from generator.errors import PluginError, TearsheetError, Where

T = TypeVar("T")

BUILT_IN = {
    "tearsheet.converters": (
        "generator.convert.markdown",
        "generator.convert.capture",
        "generator.convert.html",
    ),
    "tearsheet.outputs": (
        "generator.outputs.bodies",
        "generator.outputs.articles",
        "generator.outputs.republish",
        "generator.outputs.pages",
        "generator.outputs.entities",
        "generator.outputs.listings",
        "generator.outputs.corrections",
        "generator.outputs.feeds",
        "generator.outputs.search",
        "generator.outputs.sitemaps",
        "generator.outputs.data",
        "generator.outputs.twins",
        "generator.outputs.hosting",
        "generator.outputs.redirects",
        "generator.outputs.assets",
        "generator.outputs.pictures",
        "generator.outputs.share_cards",
    ),
    "tearsheet.checks": (
        "generator.checks.articles",
        "generator.checks.registry",
    ),
}

DOORS = {
    "tearsheet.converters": ("SUFFIXES", "accepts", "convert"),
    "tearsheet.outputs": ("plan",),
    "tearsheet.checks": ("check",),
}
"""What a module must have to come through each door."""


class Plugins(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that came through the doors."""

    converters: tuple[Any, ...]
    outputs: tuple[Any, ...]
    checks: tuple[Any, ...]
    digest: str
    """Of the strangers' code, and of all that it imports: part of every key."""

    @property
    def suffixes(self) -> frozenset[str]:
        """The suffixes of files that some converter reads."""
        return frozenset(suffix for converter in self.converters for suffix in converter.SUFFIXES)


def load(root: Path, local: Sequence[str]) -> Plugins:
    """Return every plugin.

    Args:
        root: The site's root.
        local: The site's own plugins, files below the root.

    Raises:
        PluginError: One cannot be loaded, or comes through no door.
    """
    found: dict[str, list[ModuleType]] = {door: [] for door in DOORS}
    marks: list[str] = []
    for door, names in BUILT_IN.items():
        found[door] += [importlib.import_module(name) for name in names]
    order = list(DOORS)
    for point in sorted(installed.points(order), key=lambda point: (order.index(point.group), point.name, point.value)):
        module = _load_installed(point)
        _require(module, point.group, point.value)
        found[point.group].append(module)
        marks.append(_installed_mark(module, root))
    for name in local:
        module, mark = _load_file(root, name)
        doors = [door for door, needs in DOORS.items() if all(hasattr(module, need) for need in needs)]
        if not doors:
            raise PluginError(
                "comes through no door: it has neither `SUFFIXES`, `accepts` and `convert`, nor `plan`, nor `check`",
                where=Where(name),
                hint="the manual's page “Write a plugin” shows one of each",
            )
        for door in doors:
            _require(module, door, name)
            found[door].append(module)
        marks.append(mark)
    return Plugins(
        converters=tuple(found["tearsheet.converters"]),
        outputs=tuple(found["tearsheet.outputs"]),
        checks=tuple(found["tearsheet.checks"]),
        digest=digest.of_value(marks),
    )


def collect(plugin: Any, call: Callable[[], Iterable[object]], kind: type[T]) -> list[T]:
    """Return what a function of a plugin yields.

    Raises:
        PluginError: It broke down, or yields something else than `kind`.
    """
    where = Where(plugin.__name__)
    try:
        found = list(call())
    except TearsheetError:
        raise
    except Exception as error:
        raise PluginError(
            f"broke down: {type(error).__name__}: {error}", where=where, hint="mend the plugin, or leave it out"
        ) from error
    made = [item for item in found if isinstance(item, kind)]
    if len(made) < len(found):
        odd = next(item for item in found if not isinstance(item, kind))
        raise PluginError(
            f"yields a {type(odd).__name__}, which is no {kind.__name__.lower()}", where=where, hint="mend the plugin"
        )
    return made


def _load_installed(point: Any) -> ModuleType:
    try:
        module = point.load()
    except Exception as error:
        raise PluginError(
            f"the plugin {point.name} ({point.value}) cannot be loaded: {type(error).__name__}: {error}",
            hint="mend it, or uninstall its package",
        ) from error
    if not isinstance(module, ModuleType):
        raise PluginError(
            f"the plugin {point.name} ({point.value}) is no module",
            hint="its entry point must name the module itself, and nothing in it",
        )
    return module


def helpers(root: Path, local: Sequence[str]) -> list[Path]:
    """Return the files below the root that the site's own plugins import."""
    given = {(root / name).resolve() for name in local}
    found = {path for name in local for path in imports.of_file(root / name, root=root).files}
    return sorted(path for path in found - given if path.is_relative_to(root.resolve()))


def _load_file(root: Path, name: str) -> tuple[ModuleType, str]:
    """Return a module of the site's, run anew from what stands in its file now, and the digest of just that."""
    path = root / name
    if not path.is_file():
        raise PluginError("this plugin is not there", where=Where(name), hint="`plugins` names files below the root")
    code = imports.of_file(path, root=root)
    _unload(code, root)
    # Its name is what a user knows it by: errors name it.
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    # Python's own cache goes by size and second of a file: an edit of the same of both would run as it was before.
    cached, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        exec(compile(code.data.get(path.resolve(), b""), path, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - what loading is
    except SyntaxError as error:
        where = Where(name, error.lineno or 0, error.offset or 0)
        raise PluginError(f"is no Python: {error.msg}", where=where) from error
    except Exception as error:
        raise PluginError(f"cannot be loaded: {type(error).__name__}: {error}", where=Where(name)) from error
    finally:
        sys.dont_write_bytecode = cached
    return module, code.digest()


def _unload(code: imports.Code, root: Path) -> None:
    """Make sure that what a plugin imports of the site's own is imported anew: it may have changed while we ran."""
    for path, name in code.files.items():
        loaded = getattr(sys.modules.get(name), "__file__", None)
        if path.is_relative_to(root.resolve()) and loaded and Path(loaded).resolve() == path:
            del sys.modules[name]
    importlib.invalidate_caches()


def _installed_mark(module: ModuleType, root: Path) -> str:
    return imports.of_file(Path(module.__file__ or ""), root=root).digest()


def _require(module: ModuleType, door: str, value: str) -> None:
    lacks = [need for need in DOORS[door] if not hasattr(module, need)]
    if lacks:
        raise PluginError(f"{value} comes through {door} without {', '.join(f'`{each}`' for each in lacks)}")
    if "SUFFIXES" in DOORS[door] and not all(map(_is_suffix, module.SUFFIXES)):
        raise PluginError(
            "its `SUFFIXES` must hold suffixes in lower case, each with its dot",
            where=Where(value),
            hint='write SUFFIXES = (".toy",)',
        )


def _is_suffix(text: object) -> bool:
    return isinstance(text, str) and len(text) > 1 and text[0] == "." and text == text.lower()
