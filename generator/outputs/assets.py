"""Files that are copied as they are: those beside articles that are no pictures, those in `static/`, the theme's own.

The theme's carry a digest in their names, so that a browser may keep them for ever.
"""

from collections.abc import Iterator

import msgspec

from generator import digest
from generator.build.sources import Setting, SourceFile
from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.errors import ContentError, Where
from generator.link.site import Site
from generator.outputs import pictures, standins
from generator.outputs.tasks import printing
from generator.outputs.theme import ASSETS, Theme, ThemeFile

HIGHLIGHT = "highlight.css"
ACCENT = "accent.css"
"""Holds the configured accent; a file, because the page's policy allows no inline style."""

STYLES = ("default", "github-dark")
"""Pygments' styles for light and dark pages."""


def plan(site: Site, config: Config) -> Iterator[Task]:  # noqa: ARG001 - the door's signature
    """Plan a copy of each file."""
    for path, address in site.assets.items():
        if pictures.developed(path, address):
            continue
        yield printing(address, Copy(path), origin=f"content/{path}", recipe=path, kind="file")
    for name, address in site.theme.items():
        yield copy(name, address)
    yield printing("/.nojekyll", _nothing, origin="the mark for GitHub Pages", kind="file")


def copy(name: str, address: str) -> Task:
    """Return the task that copies one of the theme's assets."""
    return printing(address, ThemeCopy(name), origin=f"templates/{ASSETS}{name}", recipe=name, kind="file")


def named(theme: Theme, config: Config) -> dict[str, str]:
    """Return the theme's assets: name to address."""
    made = {}
    for name in sorted({*theme.assets(), HIGHLIGHT, *([ACCENT] if config.theme.accent else [])}):
        own = theme.digest(f"{ASSETS}{name}")
        mark = own if own != "absent" else digest.of_value((STYLES, config.theme.accent))
        made[name] = standins.address(name, mark[: standins.MARK])
    return made


def _nothing(fetch: Fetch) -> Made:  # noqa: ARG001 - a task's signature
    return Made(files=(b"",))


class Copy(msgspec.Struct, frozen=True):
    """Copies one file of the content."""

    path: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return its bytes."""
        data = fetch(SourceFile(f"content/{self.path}"))
        if data is None:
            raise ContentError("is gone", where=Where(f"content/{self.path}"), hint="it was deleted during the build")
        return Made(files=(data,))


class ThemeCopy(msgspec.Struct, frozen=True):
    """Copies one asset of the theme; two stylesheets are made, unless there are files of their names."""

    name: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return its bytes."""
        data = fetch(ThemeFile(f"{ASSETS}{self.name}"))
        if data is None:
            data = _made(self.name, fetch).encode()
        return Made(files=(_bare(self.name, data),))


def _bare(name: str, data: bytes) -> bytes:
    """Return a script or a stylesheet as readers get it: what explains it to people stays with its source."""
    if name.endswith(".js"):
        from rjsmin import jsmin as shorter
    elif name.endswith(".css"):
        from rcssmin import cssmin as shorter
    else:
        return data
    return str(shorter(data.decode("utf-8", "replace"))).encode()


def _made(name: str, fetch: Fetch) -> str:
    if name == ACCENT:
        # Dark pages keep the theme's own accent, which is known to be readable there.
        return f":root {{ --accent: {fetch(Setting('theme')).accent}; }}\n"
    from generator.render.highlight import css

    return css(*STYLES)
