"""Which code a module runs with: its own file, what it imports of the user's, and the versions of the libraries.

Found by reading, not by running: every `import` that stands in a file counts, wherever it stands. What a module loads
by other means (a name that it makes up, a file that it opens) is not seen.
"""

import ast
import importlib.util
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from generator import digest

_OURS = (__name__.partition(".")[0], "__future__")
_INSTALLED = tuple(Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib", "purelib", "platlib"))


class Code(msgspec.Struct):
    """What was found."""

    files: dict[Path, str] = msgspec.field(default_factory=dict)
    """The user's own files, with the names that they are imported by."""

    data: dict[Path, bytes] = msgspec.field(default_factory=dict)
    libraries: dict[str, str] = msgspec.field(default_factory=dict)
    """Name to version."""

    def digest(self) -> str:
        """Return the digest of all of it; where the files stand does not matter."""
        own = sorted((name, digest.of_file(self.data[path])) for path, name in self.files.items())
        return digest.of_value([own, sorted(self.libraries.items())])


def of_file(path: Path, *, root: Path) -> Code:
    """Return the code of a module that stands in a file.

    Args:
        path: The file.
        root: A folder in which modules are looked for too, beside that of each file that imports them.
    """
    code = Code()
    _follow([(path.name, path)], code, root)
    return code


def of_module(name: str, *, root: Path) -> Code:
    """Return the code of a module by its dotted name; it is not imported."""
    code = Code()
    _follow(_found(name, (root,), code), code, root)
    return code


def _follow(start: Iterable[tuple[str, Path]], code: Code, root: Path) -> None:
    """Take in files, and whatever they import."""
    waiting = list(start)
    while waiting:
        name, path = waiting.pop()
        real = path.resolve()
        if real in code.files:
            continue
        try:
            data = path.read_bytes()
        except OSError:
            continue
        code.files[real], code.data[real] = name, data
        for wanted, folders in _imported(data, path.parent, root):
            waiting += _found(wanted, folders, code)


def _imported(data: bytes, folder: Path, root: Path) -> Iterator[tuple[str, Sequence[Path]]]:
    """Yield the dotted names that a file imports, and the folders in which they are looked for first."""
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError):
        return  # loading it will say so
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((each.name, (folder, root)) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            near = node.level > 0
            within = (Path(folder, *[".."] * (node.level - 1)),) if near else (folder, root)
            module = f"{node.module}." if node.module else ""
            yield from ((f"{module}{each.name}", within) for each in node.names)


def _found(name: str, folders: Sequence[Path], code: Code) -> list[tuple[str, Path]]:
    """Return the user's own files of a dotted name: the module, and the packages around it."""
    parts = name.split(".")
    if parts[0] in _OURS:
        return []
    for folder in folders:
        places = {".".join(parts[:count]): folder.joinpath(*parts[:count]) for count in range(1, len(parts) + 1)}
        own = [
            (dotted, path)
            for dotted, place in places.items()
            for path in (place.with_name(f"{place.name}.py"), place / "__init__.py")
            if path.is_file()
        ]
        if own:
            return own
    return [] if parts[0] in sys.stdlib_module_names else _elsewhere(parts[0], code)


def _elsewhere(name: str, code: Code) -> list[tuple[str, Path]]:
    """Return the files of a top-level module that stands somewhere on Python's path; of a library, note the version."""
    if name in code.libraries:
        return []
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    places = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    origin = Path(spec.origin) if spec and spec.has_location and spec.origin else None
    at = origin or next(iter(places), None)
    if at is None:
        code.libraries[name] = "absent"
        return []
    if any(at.resolve().is_relative_to(folder) for folder in _INSTALLED):
        code.libraries[name] = _version(name)
        return []
    if not places:
        return [(name, at)]
    found = sorted({path for place in places for path in place.rglob("*.py")})
    return [(f"{name}/{path.relative_to(at.parent if origin else at).as_posix()}", path) for path in found]


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, packages_distributions, version

    try:
        return version(name)
    except PackageNotFoundError:
        known = packages_distributions().get(name, [])
        return " ".join(f"{each} {version(each)}" for each in sorted(set(known))) or "unknown"
