"""Which HTML files are content: pages that a browser saved, as HTML or as a mail (MHTML), and pages written by hand.

What is in them is decided in `saved`, which loads heavy libraries and is therefore loaded when the first is met.
"""

from collections.abc import Iterator

from generator.errors import Note
from generator.model import Article, Entity, Page, Source

SUFFIXES: tuple[str, ...] = (".html", ".htm", ".xhtml", ".mhtml", ".mht")

_BY_SUFFIX = 10


def accepts(source: Source, /) -> int:
    """Return how well the file suits: by its suffix alone, or not at all."""
    return _BY_SUFFIX if source.suffix in SUFFIXES else 0


def convert(source: Source, /) -> Iterator[Article | Page | Entity | Note]:
    """Yield the one article of a saved page, and notes on it; of a file that is to be a page or an entity, all of it.

    Raises:
        ContentError: The file is no HTML, nests without end, or has no article in it.
    """
    from generator.convert import saved

    yield from saved.read(source)


def count(source: Source, /) -> int:
    """Return how many blocks a saved page has, by whose numbers its editor speaks of them.

    Raises:
        ContentError: The file is no HTML.
    """
    from generator.convert import blocks

    return blocks.count(source)
