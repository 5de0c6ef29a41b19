"""What hosts such as Netlify and Cloudflare Pages are told, on request: `_headers` and `_redirects`.

The policy is the one that every page states itself; as a header it also covers what a page cannot state, such as who
may frame it. Files with a digest in their names may be kept for ever. A host reads both at its own root, where they
must be put by hand when the site lies under a path: they name addresses as a browser asks for them.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import msgspec

from generator.build.sources import Setting
from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.link.site import Site
from generator.outputs import articles
from generator.outputs.tasks import printing

POLICY: Final = {
    "default-src": "'none'",
    "img-src": "'self' data:",
    "style-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
"""As a header it holds for every page: the search page, which compiles WebAssembly, and articles with comments kept
elsewhere. The other pages' own are narrower, and a browser heeds both."""

_HEADERS: Final = """\
{root}/*
  Content-Security-Policy: {policy}
  Referrer-Policy: strict-origin-when-cross-origin
  X-Content-Type-Options: nosniff
  Permissions-Policy: camera=(), geolocation=(), microphone=(), browsing-topics=()

{root}/assets/*
  Cache-Control: public, max-age=31536000, immutable
"""


def plan(site: Site, config: Config) -> Iterator[Task]:
    """Plan both files."""
    if not config.host_files:
        return
    moves = tuple(sorted((old, new) for old, (new, _) in site.redirects.items()))
    recipe = "\n".join(f"{old} {new}" for old, new in moves)
    yield printing("/_headers", _headers, origin="the generated /_headers", recipe=_HEADERS, kind="file")
    yield printing("/_redirects", Moves(moves), origin="the generated /_redirects", recipe=recipe, kind="file")


def _headers(fetch: Fetch) -> Made:
    wider = articles.comments_policy(fetch(Setting("comments")))
    policy = {name: f"{POLICY.get(name, '')} {wider.get(name, '')}".strip() for name in (*POLICY, *wider)}
    said = "; ".join(f"{name} {value}" for name, value in policy.items())
    return Made(files=(_HEADERS.format(policy=said, root=_root(fetch)).encode(),))


def _root(fetch: Fetch) -> str:
    """Return what every address of the site begins with on its host: nothing, or the path that it lies under."""
    return urlsplit(fetch(Setting("base_url")) or "").path.rstrip("/")


class Moves(msgspec.Struct, frozen=True):
    """Prints the old addresses, for a host that can answer them with a status of its own."""

    moves: tuple[tuple[str, str], ...]

    def __call__(self, fetch: Fetch) -> Made:
        """Return the file. The status is forced: the page that leads on stands there too."""
        root = _root(fetch)
        lines = [f"{root}{old} {root}{new} 301!\n" for old, new in self.moves]
        return Made(files=("".join(lines).encode(),))
