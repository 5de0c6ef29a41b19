"""What shapes everything that is made: our own source and data, the libraries, the plugins, as one digest."""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import generator
from generator import digest

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


def toolchain(plugins: str) -> str:
    """Return the digest of the toolchain; `plugins` is the plugins' own."""
    package = Path(generator.__file__).parent
    # The theme inside the package is left out: templates are facts of their own.
    files = sorted(
        path
        for path in package.rglob("*")
        if path.suffix in _SUFFIXES and "theme" not in path.relative_to(package).parts
    )
    ours = [(path.relative_to(package).as_posix(), digest.of_file(path.read_bytes())) for path in files]
    return digest.of_value([ours, [_version(name) for name in LIBRARIES], sys.version_info[:2], plugins])


_SUFFIXES = (".po", ".py", ".txt", ".tsv", ".json", ".bin")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
