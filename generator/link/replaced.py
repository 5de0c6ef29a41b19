"""Which content has come to be seen, and which captures an article of another file stands for."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

import msgspec

from generator.errors import CollisionError
from generator.model import Article, Content, Entity, Heads, Moment, Page


def distinct(heads: Iterable[Heads], *, now: int, drafts: bool = False) -> list[Heads]:
    """Return what each source file became, without the captures that an article of another file replaces.

    An article that is a draft or not due yet leaves the capture that it names in its place, and has none of its own
    where it would have the capture's id.

    Args:
        heads: What each source file became.
        now: The build's clock, in seconds since 1970.
        drafts: Drafts, and what is not due yet, are shown.

    Raises:
        CollisionError: Two sources have one id.
    """
    heads = list(heads)
    captured = {each.sha256: {head.id for head in each.articles} for each in heads}
    waiting = {
        head.id
        for each in heads
        for head in each.articles
        if not appears(head, now, drafts=drafts)
        for sha256 in _captures(head, each)
        if head.id in captured.get(sha256, ())
    }
    replaced = frozenset(
        sha256
        for each in heads
        for head in each.articles
        if appears(head, now, drafts=drafts)
        for sha256 in _captures(head, each)
    )
    kept = [_published(each, replaced, waiting, now=now, drafts=drafts) for each in heads]
    for kind, contents in (
        ("article", [head for each in kept for head in each.articles]),
        ("page", [head for each in kept for head in each.pages]),
        ("entity", [head for each in kept for head in each.entities]),
    ):
        seen: dict[str, Content] = {}
        for content in contents:
            if seen.setdefault(content.id, content) is not content:
                claimants = (_source(seen[content.id]), _source(content))
                raise CollisionError(f"the {kind} id `{content.id}`", claimants=claimants, field="id")
    return kept


def _published(each: Heads, replaced: AbstractSet[str], waiting: AbstractSet[str], *, now: int, drafts: bool) -> Heads:
    """Return what a source file became, without what another stands for."""
    if each.sha256 in replaced:
        return msgspec.structs.replace(each, articles=())
    if waiting.isdisjoint(head.id for head in each.articles):
        return each
    shown = tuple(
        head
        for head in each.articles
        if head.id not in waiting or appears(head, now, drafts=drafts) or not any(_captures(head, each))
    )
    return msgspec.structs.replace(each, articles=shown)


def _captures(head: Article, each: Heads) -> Iterator[str]:
    """Yield the digests of the captures, other files, that an article names as its own."""
    for hop in head.provenance:
        if hop.role == "capture" and hop.sha256 and hop.sha256 != each.sha256:
            yield hop.sha256


def appears(head: Article | Page, now: int, *, drafts: bool) -> bool:
    """Say whether content has come to be seen, though it may have gone again."""
    return drafts or (head.status != "draft" and awaited(head, now) is None)


def awaited(head: Article | Page, now: int) -> Moment | None:
    """Return the last moment that content waits for, None where it waits for none."""
    stated = (head.publish_at, head.published if isinstance(head, Article) else None)
    later = [moment for moment in stated if moment and moment.start > now]
    return max(later, key=lambda moment: moment.start, default=None)


def _source(head: Article | Page | Entity) -> str:
    return f"content/{head.path}"
