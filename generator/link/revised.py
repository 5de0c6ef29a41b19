"""What the site is once one article, page or entity of it says something else, at the price of that one alone.

For the eyes of an editor, at once: whatever follows for other pages (their lists, who is related to whom, whom a name
means) stands as it was until the site is assembled anew. Where more than the one would change, there is no answer.
"""

import msgspec

from generator.link import addresses, resolve
from generator.link.seen import visible
from generator.link.site import Site, seen_elsewhere
from generator.model import Entity, Found, Heads, settle_licence

_LASTING = ("id", "kind", "path", "status", "publish_at", "expires", "aliases", "merged_into", "hidden", "slug")
_MATCHING = ("name", "type", "aliases", "short", "demonyms", "not_", "disambiguator", "symbols", "relations", "roles")


def revised(site: Site, before: Heads, after: Heads) -> Site | None:
    """Return the site in which a file became `after` and no more `before`; None where that stirs more than its page.

    Args:
        site: As it is.
        before: What the file became when the site was assembled.
        after: What it becomes now.
    """
    kinds = ((before.articles, after.articles), (before.pages, after.pages), (before.entities, after.entities))
    if any(len(was) != len(now) for was, now in kinds):
        return None
    if not all(_lasts(was, now) for olds, news in kinds for was, now in zip(olds, news, strict=True)):
        return None
    articles = {
        head.id: msgspec.structs.replace(head, licence=settle_licence(head))
        for head in after.articles
        if head.id in site.articles
    }
    pages = {head.id: head for head in after.pages if head.id in site.pages}
    patterns = site.config.permalinks
    moved = (
        *(site.addresses[f"article {key}"] != addresses.article(articles[key], patterns=patterns) for key in articles),
        *(site.addresses[f"page {key}"] != addresses.page(pages[key], patterns=patterns) for key in pages),
    )
    if any(moved) or any(settle_licence(head).status == "denied" for head in after.articles):
        return None
    pictures, corrected = seen_elsewhere(articles.items(), site.assets)
    return msgspec.structs.replace(
        site,
        articles={**site.articles, **articles},
        pages={**site.pages, **pages},
        registry={**site.registry, **{head.id: head for head in after.entities}},
        leads={**site.leads, **after.leads},
        pictures={key: file for key, file in site.pictures.items() if key not in articles} | pictures,
        corrected=tuple(sorted({*site.corrected} - articles.keys() | {*corrected})),
    )


def found_in(site: Site, article: str, found: tuple[Found, ...]) -> Site:
    """Return the site in which recognition found something else in one article.

    A name that the site does not know yet waits until it is assembled anew.
    """
    if article not in site.found:
        return site
    seen = visible(found, site.registry, resolve.merged(site.registry), auto=site.config.entities.auto)
    known = tuple(item for item in seen if item.key in site.entities)
    shown = {**site.found, article: known}
    return msgspec.structs.replace(site, found=shown, outlined=shown)


def _lasts(was: msgspec.Struct, now: msgspec.Struct) -> bool:
    """Say whether what others see of it in their texts and addresses is the same."""
    names = (*_LASTING, *_MATCHING) if isinstance(was, Entity) else _LASTING
    return all(getattr(was, name, None) == getattr(now, name, None) for name in names)
