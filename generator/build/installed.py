"""Which packages are installed, in which versions, and which of them come through a door: read off folders' names.

`importlib.metadata` answers the same, and takes a tenth of what a small build takes. It is asked wherever something may
be installed that the names of folders do not show.

Source: the Python packaging specification, "Recording installed projects".
"""

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import PathFinder
from typing import Any

_FOLDER = ".dist-info"
_OTHERS = (".egg-info", ".egg", ".egg-link")
"""How else packages are installed, whose versions and entry points stand elsewhere."""


def versions(names: Sequence[str]) -> list[str]:
    """Return the version of each package, `absent` for one that is not installed."""
    listed = _listed()
    if listed is None:
        return list(map(_stated, names))
    return [listed[_plain(name)][0] if _plain(name) in listed else "absent" for name in names]


def points(groups: Sequence[str]) -> list[Any]:
    """Return the entry points of groups, each an `importlib.metadata.EntryPoint`: group by group."""
    listed = _listed()
    if listed is not None and not _any_names(listed, groups):
        return []
    from importlib.metadata import entry_points

    known = entry_points()
    return [point for group in groups for point in known.select(group=group)]


def _any_names(listed: Mapping[str, tuple[str, str]], groups: Sequence[str]) -> bool:
    """Say whether a package may have an entry point of one of the groups."""
    marks = [group.encode() for group in groups]
    for _, folder in listed.values():
        with contextlib.suppress(OSError), open(f"{folder}/entry_points.txt", "rb") as file:  # noqa: PTH123 - as below
            stated = file.read()
            if any(mark in stated for mark in marks):
                return True
    return False


def _listed() -> dict[str, tuple[str, str]] | None:
    """Return what the folders on Python's path say: name to version and folder; None where they may not say all."""
    if any(hasattr(finder, "find_distributions") and finder is not PathFinder for finder in sys.meta_path):
        return None
    found: dict[str, tuple[str, str]] = {}
    for place in sys.path:
        try:
            names = os.listdir(place or ".")  # noqa: PTH208 - at every start, and names are all that is wanted
        except NotADirectoryError:
            return None
        except OSError:
            continue
        for name in names:
            if name.endswith(_OTHERS):
                return None
            if name.endswith(_FOLDER):
                package, dash, version = name.removesuffix(_FOLDER).partition("-")
                if not dash:
                    return None
                found.setdefault(_plain(package), (version, f"{place}/{name}"))
    return found


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _stated(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
