"""Where readers write comments outside the site: what such a page loads, from where, and what its policy must allow.

Sources: the manuals of Isso (https://isso-comments.de/docs/reference/client-config/) and giscus (https://giscus.app).
"""

from urllib.parse import urlsplit

import msgspec

_GISCUS = "https://giscus.app"
_LOCALES = frozenset(
    """
    ar be bg ca cs da de en eo es eu fa fr gr hbs he hu id it ja kh ko nl pl pt ro ru th tr uk uz vi zh-CN zh-HK zh-TW
    """.split()  # noqa: SIM905 a list of words
)
"""What giscus speaks, by its own names: at any other address it has no frame to show."""

_OTHER_NAMES = {
    "bs": "hbs",
    "el": "gr",
    "hr": "hbs",
    "km": "kh",
    "sr": "hbs",
    "zh": "zh-CN",
    "zh-hans": "zh-CN",
    "zh-hant": "zh-TW",
    "zh-mo": "zh-HK",
}


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
        # Isso joins its `host` and a thread's id to the links of its letters: it must be a path.
        place=(("id", "isso-thread"), ("data-isso-id", f"/{thread}"), ("data-title", title)),
        attributes=(
            ("data-isso", f"{server}/"),
            ("data-isso-default-lang", lang),
            # It draws faces with styles that no strict policy lets through.
            ("data-isso-avatar", "false"),
        ),
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
            ("data-lang", _giscus_locale(lang)),
            ("data-loading", "lazy"),
            ("crossorigin", "anonymous"),
        ),
        policy=dict.fromkeys(("script-src", "style-src", "frame-src"), _GISCUS),
    )


def _giscus_locale(lang: str) -> str:
    """Return the nearest language that giscus speaks; English, as for everyone, where there is none."""
    known = {each.lower(): each for each in _LOCALES} | _OTHER_NAMES
    parts = lang.lower().split("-")
    tries = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    if len(parts) > 2:  # noqa: PLR2004 - a language, a script, a territory
        tries.insert(0, f"{parts[0]}-{parts[-1]}")
    return next((known[each] for each in tries if each in known), "en")
