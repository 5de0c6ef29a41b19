"""Where readers write comments outside the site: what such a page loads, from where, and what its policy must allow.

Sources: the manuals of Isso (https://isso-comments.de/docs/reference/client-config/) and giscus (https://giscus.app).
"""

from urllib.parse import urlsplit

import msgspec

_GISCUS = "https://giscus.app"


class Discussion(msgspec.Struct, frozen=True, kw_only=True):
    """One page's comments, kept by a service."""

    host: str
    """Whom the reader's browser asks, in words."""

    script: str
    """The URL of the service's script."""

    place: tuple[tuple[str, str], ...]
    """Attributes of the element that the script fills."""

    attributes: tuple[tuple[str, str], ...]
    """Attributes of the script's element, `src` aside."""

    policy: dict[str, str]
    """What the page's policy allows beside its own site: from a directive to an origin."""


def isso(server: str, *, thread: str, title: str, lang: str) -> Discussion:
    """Return comments kept by an Isso server, `server` being its URL."""
    server = server.rstrip("/")
    parts = urlsplit(server)
    origin = f"{parts.scheme}://{parts.netloc}"
    return Discussion(
        host=parts.hostname or server,
        script=f"{server}/js/embed.min.js",
        place=(("id", "isso-thread"), ("data-isso-id", thread), ("data-title", title)),
        attributes=(("data-isso", f"{server}/"), ("data-isso-default-lang", lang)),
        policy=dict.fromkeys(("script-src", "style-src", "connect-src", "img-src"), origin),
    )


def giscus(*, repo: str, repo_id: str, category: str, category_id: str, thread: str, lang: str) -> Discussion:
    """Return comments kept as discussions of a GitHub repository, shown by giscus."""
    return Discussion(
        host="giscus.app",
        script=f"{_GISCUS}/client.js",
        place=(("class", "giscus"),),
        attributes=(
            ("data-repo", repo),
            ("data-repo-id", repo_id),
            ("data-category", category),
            ("data-category-id", category_id),
            ("data-mapping", "specific"),
            ("data-term", thread),
            ("data-strict", "1"),
            ("data-theme", "preferred_color_scheme"),
            ("data-lang", lang),
            ("data-loading", "lazy"),
            ("crossorigin", "anonymous"),
        ),
        policy=dict.fromkeys(("script-src", "style-src", "frame-src"), _GISCUS),
    )
