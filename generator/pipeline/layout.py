"""Which file below the root is what: content, a sidecar, an asset, a template, or nothing of ours."""

import re
from collections.abc import Callable, Iterable
from fnmatch import translate
from urllib.parse import quote

import msgspec

from generator.config import Config, matches
from generator.convert import recipe
from generator.convert.plan import SIDECAR

CONTENT = "content"


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """The files below ``content/`` by what they are."""

    content: tuple[str, ...]
    """Files that a converter reads, below ``content/``."""

    recipes: tuple[str, ...]
    """Files that say how the captures of a source are read, below ``content/``."""

    assets: dict[str, str]
    """Files that are copied, below ``content/``, to their addresses."""


def wanted(config: Config) -> Callable[[str], bool]:
    """Return what says of a file's or folder's name whether it is looked at."""
    ignored = re.compile("|".join(["\\.", *map(translate, config.ignore)])).match

    def look(name: str) -> bool:
        return ignored(name) is None

    return look


def layout(paths: Iterable[str], *, config: Config, suffixes: frozenset[str]) -> Layout:
    """Sort the files of a site.

    Args:
        paths: Below the root, in order.
        config: The configuration.
        suffixes: Those that converters read.
    """
    below = [path.removeprefix(f"{CONTENT}/") for path in paths if path.startswith(f"{CONTENT}/")]
    content: list[str] = []
    recipes: list[str] = []
    assets: dict[str, str] = {}
    for path in below:
        if path.startswith(f"{recipe.FOLDER}/") and path.lower().endswith(recipe.SUFFIXES):
            recipes.append(path)
        if any(part.startswith("_") for part in path.split("/")):
            continue
        root = _static(path, config.static)
        if root is not None:
            assets[path] = f"/{quote(root)}"
        elif _suffix(path) in suffixes:
            content.append(path)
        else:
            assets[path] = f"/{quote(path)}"
    sidecars = {f"{path}{SIDECAR}" for path in content}
    return Layout(
        content=tuple(content),
        recipes=tuple(recipes),
        assets={path: address for path, address in assets.items() if path not in sidecars},
    )


def _static(path: str, globs: Iterable[str]) -> str | None:
    """Return where a file of ``static/`` goes, None for any other file."""
    for glob in globs:
        if matches(path, glob):
            fixed = glob.partition("*")[0].partition("?")[0].partition("[")[0]
            return path.removeprefix(fixed[: fixed.rfind("/") + 1])
    return None


def _suffix(path: str) -> str:
    name = path.rpartition("/")[2]
    return f".{name.rpartition('.')[2].lower()}" if "." in name[1:] else ""
