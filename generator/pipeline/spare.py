"""What is held of a site while all of it is linked and printed: as little as can be, and that in one piece.

Who prints all asks for each article a few times, and reading it again costs a microsecond or ten; holding it as objects
costs five kilobytes, in each process that comes to touch it. Where little is printed, the site stays as it was linked.
"""

import functools

import msgspec

from generator.link.packed import Asked, Packed, pack
from generator.link.site import Site
from generator.model import Article, Found, Outline, outline
from generator.pipeline import answers
from generator.pipeline.linking import Linked

KEEPS = 4_096
"""So many answers each process keeps that prints such a site."""


def spare(linked: Linked) -> Linked:
    """Return a linked site that answers the same, and holds less."""
    site = linked.site
    found = functools.lru_cache(maxsize=answers.MANY)(answers.finder(linked.engine.store))
    others = (
        site.found.known
        if isinstance(site.found, Asked)
        else {key: items for key, items in site.found.items() if items is not linked.raw[key]}
    )
    outlines = ((key, tuple(map(outline, items))) for key, items in site.found.items())
    lean: Site = msgspec.structs.replace(
        site,
        articles=site.articles if isinstance(site.articles, Packed) else pack(site.articles.items(), Article),
        leads=site.leads if isinstance(site.leads, Packed) else pack(site.leads.items(), str),
        found=Asked(found, site.place, known=pack(others.items(), tuple[Found, ...])),
        outlined=pack(outlines, tuple[Outline, ...]),
    )
    postings = linked.postings()
    return msgspec.structs.replace(linked, site=lean, raw={}, reading={}, postings=lambda: postings)
