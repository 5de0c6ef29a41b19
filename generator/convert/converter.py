"""What a converter is, and which of several reads a file."""

from collections.abc import Iterator, Sequence
from typing import Final, Protocol, cast

from generator.errors import ContentError, Note, PluginError, Where
from generator.model import Article, Entity, EntityType, Page, Source

UNTYPED: Final = cast("EntityType", "")
"""The type of an entity as a converter leaves it that cannot know it; front matter must then state one."""


class Converter(Protocol):
    """A module, or anything else, that reads one content format.

    What a converter cannot know it leaves empty, a title included: front matter, a sidecar and the configuration are
    applied to what it yields. An empty `id` means the default.
    """

    SUFFIXES: tuple[str, ...]
    """Lower case, with the dot: files that end in one are content."""

    def accepts(self, source: Source, /) -> int:
        """Say how specific this converter is to a file: 0 does not read it, more wins over less."""

    def convert(self, source: Source, /) -> Iterator[Article | Page | Entity | Note]:
        """Yield what a file holds, and what there is to say about it.

        Raises:
            ContentError: The file cannot be read.
        """


def choose(converters: Sequence[Converter], source: Source) -> Converter:
    """Return the converter that is most specific to a file.

    Raises:
        ContentError: None reads it.
        PluginError: Two are equally specific.
    """
    claims = [(converter.accepts(source), converter) for converter in converters]
    most = max((claim for claim, _ in claims), default=0)
    if most <= 0:
        raise ContentError(
            "no converter reads this file",
            where=Where(source.where),
            hint=f"the suffixes of content are {', '.join(suffixes(converters))}",
        )
    first, *others = [converter for claim, converter in claims if claim == most]
    if others:
        raise PluginError(
            f"{' and '.join(map(name, (first, *others)))} both claim this file",
            where=Where(source.where),
            hint="let one of them return a higher number from `accepts`",
        )
    return first


def suffixes(converters: Sequence[Converter]) -> tuple[str, ...]:
    """Return the suffixes of content files, sorted."""
    return tuple(sorted({suffix for converter in converters for suffix in converter.SUFFIXES}))


def name(converter: Converter) -> str:
    """Return what a user knows a converter by: its module's name."""
    return str(getattr(converter, "__name__", type(converter).__qualname__))
