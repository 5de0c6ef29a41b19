"""What shapes everything that is made: our own source and data, the libraries, the plugins, as one digest."""

import functools
import importlib.util
import sys
from pathlib import Path

import generator
from generator import digest
from generator.build import imports, installed
from generator.config import Config

LIBRARIES = (
    "babel",
    "latex2mathml",
    "jinja2",
    "markdown",
    "msgspec",
    "nh3",
    "pygments",
    "pyyaml",
    "trafilatura",
    "lxml",
    "charset-normalizer",
    "ftfy",
    "cssselect",
    "regex",
    "pillow",
)
"""Those whose version can show in a page."""


_read: dict[str, str] = {}
"""Name of a Markdown extension's module to its digest, as it was read last before it was loaded."""


def toolchain(plugins: str, *, config: Config, root: Path) -> str:
    """Return the digest of the toolchain, as this process runs it.

    Args:
        plugins: The plugins' own.
        config: Says which Markdown extensions are in use.
        root: The site's root, below which they may stand.
    """
    extensions = [_extension(name, root) for name in config.markdown.extensions]
    return digest.of_value([own(), extensions, plugins])


@functools.cache
def own() -> str:
    """Return the digest of our own code: once, for what is on the disk later is not what this process runs."""
    package = Path(generator.__file__).parent
    # The theme inside the package is left out: templates are facts of their own.
    files = sorted(
        path
        for path in package.rglob("*")
        if path.suffix in _SUFFIXES and "theme" not in path.relative_to(package).parts
    )
    ours = [(path.relative_to(package).as_posix(), digest.of_file(path.read_bytes())) for path in files]
    return digest.of_value([ours, installed.versions(LIBRARIES), sys.version_info[:2]])


def _extension(name: str, root: Path) -> str:
    """Return the digest of a Markdown extension's code; nothing for those of Python-Markdown itself."""
    if _is_stock(name):
        return ""
    point = next((each for each in installed.points(("markdown.extensions",)) if each.name == name), None)
    module = (point.value if point else name).partition(":")[0]
    # What is loaded runs on as it is, whatever becomes of its file.
    if module not in _read or module not in sys.modules:
        _read[module] = imports.of_module(module, root=root).digest()
    return _read[module]


def _is_stock(name: str) -> bool:
    library = importlib.util.find_spec("markdown")
    folders = (library.submodule_search_locations or ()) if library else ()
    short = name.removeprefix("markdown.extensions.")
    return any(Path(folder, "extensions", f"{short}.py").is_file() for folder in folders)


_SUFFIXES = (".po", ".py", ".txt", ".tsv", ".json", ".bin", ".ttf")
