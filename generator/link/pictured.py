"""Which pictures may be shown: a licence to print words is seldom one to print the pictures beside them.

What an article shows of its own publisher is shown. Of an article of others, a picture is shown where the editor says
that the licence covers pictures, or states a licence of the picture itself; else a link with its caption stands there,
and the file, if no other article shows it, is not published at all.
"""

from collections.abc import Iterable, Mapping
from posixpath import normpath
from urllib.parse import unquote

from generator.model import Article, Heads, settle_licence


def may_show(head: Article) -> bool:
    """Say whether the pictures in an article's body may be shown."""
    licence = settle_licence(head)
    return licence.status == "own" if licence.pictures is None else licence.pictures


def may_lead(head: Article) -> bool:
    """Say whether the picture above an article's body may be shown."""
    return may_show(head) or bool(head.image and head.image.licence)


def above(head: Article) -> str | None:
    """Return what the picture above an article's body names below ``content/``, where that may be shown."""
    if head.image is None or head.status == "withdrawn" or "://" in head.image.src or not may_lead(head):
        return None
    return file(head.path, head.image.src)


def origin(head: Article) -> str:
    """Return the address where an article and its pictures can be seen: the oldest known; empty where none is."""
    urls = (hop.url for hop in head.provenance if hop.url and hop.url.startswith(("https://", "http://")))
    return next(urls, "")


def file(path: str, target: str) -> str:
    """Return what a picture's relative target names, below ``content/``.

    Args:
        path: The content file that shows it, below ``content/``.
        target: As it is written there, escaped as a URL is.
    """
    bare = target.partition("#")[0].partition("?")[0]
    folder = "" if bare.startswith("/") else f"{path.rpartition('/')[0]}/"
    return normpath(f"{folder}{unquote(bare)}").lstrip("/")


def published(assets: Mapping[str, str], heads: Iterable[Heads]) -> dict[str, str]:
    """Return the assets without the pictures that stand only in articles which may not show them.

    Args:
        assets: Files below ``content/`` and their addresses.
        heads: What each content file became.
    """
    shown: set[str] = set()
    withheld: set[str] = set()
    for each in heads:
        for head in each.articles:
            inside = {file(head.path, target) for target in each.pictures.get(head.id, ())}
            (shown if may_show(head) else withheld).update(inside)
            if head.image:
                (shown if may_lead(head) else withheld).add(file(head.path, head.image.src))
        others = [(page.id, page.path) for page in each.pages] + [(entity.id, entity.path) for entity in each.entities]
        for key, path in others:
            shown.update(file(path, target) for target in each.pictures.get(key, ()))
    return {path: address for path, address in assets.items() if path in shown or path not in withheld}
