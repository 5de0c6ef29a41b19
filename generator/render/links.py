"""Where a link leads, written for the page it stands on: relative, so that a site works under any folder of any host.

A site address is a path from the site's root, escaped as a URL is: `/articles/rain/`, `/assets/site.css`. Addresses
come from strangers too: what is neither http, https, mailto nor a path leads nowhere (DESIGN, section 8).
"""

import functools
import re
from collections.abc import Callable, Collection
from typing import Final, Literal

Naming = Literal["directory", "file"]
"""Whether a link to a folder names its ``index.html``."""

UNSAFE: Final = "#unsafe-address"
"""What stands in place of an address such as ``javascript:…``."""

_SAFE_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# As browsers read an address: control characters and spaces around it are cut, line ends and tabs within it dropped.
_EDGE: Final = "".join(map(chr, range(0x21)))
_MOST_KNOWN: Final = 16_384
"""So many links are known of a folder, and then none: of a large site most are not met again before long."""

_DROPPED: Final = str.maketrans("", "", "\t\n\r")


def relative(address: str, *, page: str, links: Naming = "directory") -> str:
    """Return `address` as a link of the page at `page`.

    Args:
        address: A site address, which becomes relative; or an absolute URL, a fragment or a path already relative,
            which stay.
        page: The site address of the page that holds the link: ``/articles/rain/`` or ``/404.html``.
        links: ``file`` names the ``index.html`` of every folder.
    """
    address = _clean(address)
    if not address.startswith("/") or address.startswith("//"):
        return _outside(address)
    path, tail = _split(address)
    if path == page and tail.startswith("#"):
        return tail
    here = page.split("/")[1:-1]
    *folders, name = path.split("/")[1:]
    shared = 0
    for ours, theirs in zip(here, folders, strict=False):
        if ours != theirs:
            break
        shared += 1
    up = "../" * (len(here) - shared)
    down = "/".join([*folders[shared:], name or ("index.html" if links == "file" else "")])
    if not up and (not down or down.startswith("/") or ":" in down.split("/", 1)[0]):
        up = "./"  # alone, these would be read as an empty link, a path from the root, a scheme
    return f"{up}{down}{tail}"


def writer(
    page: str, *, links: Naming = "directory", apart: Collection[str] = (), met: Callable[[], None] | None = None
) -> Callable[[str], str]:
    """Return `relative` for one page: what it wrote for the pages beside this one is not worked out again.

    Args:
        page: As for `relative`.
        links: As for `relative`.
        apart: Addresses of which it is told whenever a link to one is written.
        met: Called then.
    """
    folder = page[: page.rfind("/") + 1]
    beside = folder[: folder.rfind("/", 0, -1) + 1]
    known = _known(beside, folder.count("/"), links, apart=False)
    stood = _known(beside, folder.count("/"), links, apart=True)

    def written(address: str) -> str:
        made = known.get(address)
        if made is not None and not address.startswith(folder):
            return made
        held = known
        if address in apart and met is not None:
            # Among the others it would be found without a word.
            met()
            held = stood
            made = held.get(address)
            if made is not None and not address.startswith(folder):
                return made
        made = relative(address, page=page, links=links)
        # What lies in the page's own folder is written otherwise from the folders beside it.
        if not address.strip(_EDGE).startswith(folder):
            if len(held) >= _MOST_KNOWN:
                held.clear()
            held[address] = made
        return made

    return written


@functools.lru_cache(maxsize=64)
def _known(beside: str, depth: int, links: Naming, *, apart: bool) -> dict[str, str]:  # noqa: ARG001 - they tell one memory from another
    """Return the links written so far on the pages of one folder, by address."""
    return {}


@functools.lru_cache(maxsize=8192)
def absolute(address: str, *, base_url: str | None) -> str:
    """Return a site address as a URL below `base_url`, or as a path from the root without one; others stay."""
    address = _clean(address)
    if not address.startswith("/") or address.startswith("//"):
        return _outside(address)
    return f"{(base_url or '').rstrip('/')}{address}"


def _outside(address: str) -> str:
    """Return the safe form of an address that is no site address."""
    if address.startswith("//"):
        return f"https:{address}"
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in _SAFE_SCHEMES:
        return UNSAFE
    return address


def _clean(address: str) -> str:
    address = address.strip(_EDGE)
    return address if address.isprintable() else address.translate(_DROPPED)


def _split(address: str) -> tuple[str, str]:
    """Return the path, and the query and fragment that follow it."""
    ends = [place for mark in "?#" if (place := address.find(mark)) >= 0]
    return (address[: min(ends)], address[min(ends) :]) if ends else (address, "")
