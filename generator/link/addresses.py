"""Where everything stands on the site.

An address is a path from the site's root, escaped as a URL is: ``/articles/rain/``. Its output is the file a static
host answers it with: ``articles/rain/index.html``. Neither depends on the order of sources.
"""

import functools
import re
from collections.abc import Callable, Mapping
from typing import Final, get_args
from urllib.parse import quote, unquote

from generator import text
from generator.config import Permalinks
from generator.errors import ConfigError
from generator.model import Article, Entity, EntityType, Page

_FIELD = re.compile(r"\{([^}]*)\}")
_PLAIN = re.compile(r"[\w.~/-]*", re.ASCII).fullmatch
"""Matches what `quote` would leave as it is."""

_OURS = frozenset(
    (
        "/",
        "/404.html",
        "/articles/",
        "/entities/",
        *(f"/entities/{kind}/" for kind in get_args(EntityType)),
        "/robots.txt",
        "/sitemap.xml",
    )
)
_BELOW = (
    "/archive/", "/articles/page/", "/assets/", "/corrections/", "/data/", "/entities/page/", "/search/", "/sections/",
    "/tags/",
)  # fmt: skip
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*").fullmatch


def article(head: Article, *, patterns: Permalinks) -> str:
    """Return the address of an article."""
    section = text.slug(head.section) if head.section else ""
    pattern = patterns.sections.get(section) or patterns.article
    asked = _parts(pattern)[1::2]
    if not _VALUES.keys() >= set(asked):
        asked = tuple(_VALUES)  # for who says which there are
    return fill(pattern, {name: _VALUES[name](head, section) for name in asked})


def page(head: Page, *, patterns: Permalinks) -> str:
    """Return the address of a page: its path below ``content/``, ``pages/`` left out."""
    path = _folder_path(head.path, head.slug).removeprefix("pages/")
    values = {"slug": slug(head), "path": "" if path == "pages" else path, "id": head.id}
    return fill(patterns.page, values)


def entity(slugged: str, *, patterns: Permalinks) -> str:
    """Return the address of an entity's page."""
    return fill(patterns.entity, {"slug": slugged, "id": slugged})


def slug(head: Article | Page) -> str:
    """Return the slug: stated, else from the file's name, ``index.*`` taking its folder's.

    A file's second article keeps the number of its id.
    """
    if head.slug:
        return head.slug
    *folders, name = head.path.split("/")
    stem = name.rpartition(".")[0] or name
    return _segment(folders[-1] if folders and stem == "index" else stem) + _number(head)


def entity_slug(head: Entity) -> str:
    """Return the slug of a registered entity: stated, else its id."""
    return head.slug or text.slug(head.id)


def reserved(address: str) -> bool:
    """Say whether an address belongs to an index, a list or the like, whether that is printed or not."""
    return address in _OURS or address.startswith(_BELOW)


def output(address: str) -> str:
    """Return the file that a static host answers an address with."""
    path = unquote(address).lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def of_output(path: str) -> str:
    """Return the address of an output file: the inverse of `output`."""
    return quote("/" + (path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path))


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """Return the address that a pattern gives.

    Raises:
        ConfigError: The pattern asks for a field that there is none of.
    """
    parts = list(_parts(pattern))
    for place in range(1, len(parts), 2):
        name = parts[place]
        if name not in values:
            raise ConfigError(
                f"permalinks: `{{{name}}}` in `{pattern}` is no field",
                hint=text.did_you_mean(name, values) or f"the fields are {', '.join(_VALUES)}",
            )
        parts[place] = _without_dots(values[name])
    return _whole(_escaped("".join(parts)))


@functools.lru_cache(maxsize=64)
def _parts(pattern: str) -> tuple[str, ...]:
    """Return a pattern's parts: text and names of fields by turns."""
    return tuple(_FIELD.split(pattern))


def _without_dots(value: str) -> str:
    if "/" not in value and "." not in value:
        return value
    return "/".join(part for part in value.split("/") if part not in ("", ".", ".."))


def _escaped(path: str) -> str:
    return path if _PLAIN(path) else quote(path)


def stated(written: str) -> str:
    """Return the address that an editor wrote down, escaped or not."""
    return _whole(quote(unquote(written)))


def _whole(address: str) -> str:
    """Return an address from the root, one slash between its parts, and one at its end unless it names a file."""
    made = f"/{address.lstrip('/')}"
    if "//" in made:
        made = re.sub(r"/{2,}", "/", made)
    return made if made.endswith("/") or "." in made.rpartition("/")[2] else f"{made}/"


def _folder_path(path: str, stated: str | None) -> str:
    """Return a path below ``content/`` as slugs, without its suffix; ``index.*`` is its folder."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0] or name
    parts = [_segment(folder) for folder in folders]
    if stated:
        parts.append(stated)
    elif stem != "index" or not folders:
        parts.append(_segment(stem))
    return "/".join(parts)


def _segment(name: str) -> str:
    """Return the slug of a file's name, which mostly is one."""
    return name if len(name) <= text.SLUG_BYTES and _SLUG(name) else text.slug(name)


def _number(head: Article | Page) -> str:
    """Return the suffix that tells a file's second article from its first, such as ``-2``."""
    stem = head.path.rpartition(".")[0]
    if head.id == stem:
        return ""
    rest = head.id.removeprefix(stem)
    return rest if head.id.startswith(stem) and re.fullmatch(r"-\d+", rest) else ""


_VALUES: Final[Mapping[str, Callable[[Article, str], str]]] = {
    "slug": lambda head, _: slug(head),
    "path": lambda head, _: _folder_path(head.path, head.slug),
    "section": lambda _, section: section or "articles",
    "year": lambda head, _: f"{head.published.year:04}" if head.published else "undated",
    "month": lambda head, _: f"{head.published.month:02}" if head.published else "00",
    "id": lambda head, _: head.id,
}
"""What the fields of a pattern stand for, by an article and the slug of its section."""
