"""Which content has come to be seen, and which captures an article of another file stands for."""

from collections.abc import Callable, Collection, Iterable, Iterator

import msgspec

from generator.errors import CollisionError
from generator.model import Article, Content, Entity, Heads, Moment, Page


def distinct(
    heads: Collection[Heads], *, digests: Callable[[str], str], now: int, drafts: bool = False
) -> Collection[Heads]:
    """Return what each source file became, without the captures that an article of another file replaces.

    An article that is a draft or not due yet leaves the capture that it names in its place, and has none of its own
    where it would have the capture's id.

    Args:
        heads: What each source file became.
        digests: Returns the SHA-256 of a file, by its path below ``content/``.
        now: The build's clock, in seconds since 1970.
        drafts: Drafts, and what is not due yet, are shown.

    Raises:
        CollisionError: Two sources have one id.
    """
    kept: Collection[Heads] = heads
    if any(head.provenance for each in kept for head in each.articles):
        kept = _replaced(kept, digests, now=now, drafts=drafts)
    for kind in ("article", "page", "entity"):
        seen: set[str] = set()
        for content in _of(kind, kept):
            if content.id in seen:
                first = next(other for other in _of(kind, kept) if other.id == content.id)
                claimants = (_source(first), _source(content))
                raise CollisionError(f"the {kind} id `{content.id}`", claimants=claimants, field="id")
            seen.add(content.id)
    return kept


def _of(kind: str, heads: Iterable[Heads]) -> Iterator[Content]:
    for each in heads:
        yield from each.articles if kind == "article" else each.pages if kind == "page" else each.entities


def _replaced(heads: Collection[Heads], digests: Callable[[str], str], *, now: int, drafts: bool) -> list[Heads]:
    """Return what each source file became, without what articles of others stand for."""
    marks = [digests(each.articles[0].path) if each.articles else "" for each in heads]
    captured = {mark: {head.id for head in each.articles} for mark, each in zip(marks, heads, strict=True)}
    naming = [
        (head, sha256)
        for mark, each in zip(marks, heads, strict=True)
        for head in each.articles
        for sha256 in _captures(head, mark)
    ]
    waiting = {
        head.id
        for head, sha256 in naming
        if not appears(head, now, drafts=drafts) and head.id in captured.get(sha256, ())
    }
    gone = {sha256 for head, sha256 in naming if appears(head, now, drafts=drafts)}

    def published(each: Heads, mark: str) -> Heads:
        if mark in gone:
            return msgspec.structs.replace(each, articles=())
        if waiting.isdisjoint(head.id for head in each.articles):
            return each
        shown = tuple(
            head
            for head in each.articles
            if head.id not in waiting or appears(head, now, drafts=drafts) or not any(_captures(head, mark))
        )
        return msgspec.structs.replace(each, articles=shown)

    return [published(each, mark) for mark, each in zip(marks, heads, strict=True)]


def _captures(head: Article, own: str) -> Iterator[str]:
    """Yield the digests of the captures, other files than its `own`, that an article names."""
    for hop in head.provenance:
        if hop.role == "capture" and hop.sha256 and hop.sha256 != own:
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
