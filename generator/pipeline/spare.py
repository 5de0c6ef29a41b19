"""What is held of a linked site while all of it is printed: as little as can be, and that in one piece.

Who prints all asks for each article a few times, and reading it again costs a microsecond or ten; holding it as objects
costs five kilobytes, in each process that comes to touch it. Where little is printed, the site stays as it was linked.
"""

import functools

import msgspec

from generator.link.packed import Asked, Packed
from generator.link.site import Site
from generator.model import Article, Found, Outline, outline
from generator.pipeline import answers
from generator.pipeline.linking import Linked


def spare(linked: Linked) -> Linked:
    """Return a linked site that answers the same, and holds less."""
    site = linked.site
    found = functools.lru_cache(maxsize=answers.MANY)(answers.finder(linked.engine.store))
    others = {key: items for key, items in site.found.items() if items is not linked.raw[key]}
    outlines = {key: tuple(map(outline, items)) for key, items in site.found.items()}
    lean: Site = msgspec.structs.replace(
        site,
        articles=Packed(site.articles, Article),
        leads=Packed(site.leads, str),
        found=Asked(found, site.place, known=Packed(others, tuple[Found, ...])),
        outlined=Packed(outlines, tuple[Outline, ...]),
    )
    return msgspec.structs.replace(linked, site=lean, raw={}, reading={})
