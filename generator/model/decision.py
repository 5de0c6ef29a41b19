"""What an editor decided once for every article: what a phrase means, what is no name, which names are one."""

from typing import Literal

import msgspec

from generator.model.content import EntityType


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision. Exactly one of `phrase`, `ignore`, `same` and `types` says something."""

    line: int = 0
    column: int = 0
    """Where the file says so."""

    phrase: str = ""
    means: str = ""
    """The id of the entity that `phrase` means."""

    unless: tuple[str, ...] = ()
    """Words any of which, in the article, speaks against the decision."""

    within: str = ""
    """A glob over the article's path below ``content/``; empty for everywhere."""

    ignore: tuple[str, ...] = ()
    """Phrases that name nothing."""

    same: tuple[str, ...] = ()
    """Names of one and the same."""

    types: tuple[tuple[str, EntityType], ...] = ()
    """What kind of thing a name names."""


class Ruling(msgspec.Struct, frozen=True, array_like=True):
    """What a decision says of one name, as matching sees it: no place in a file, so that moving it changes nothing."""

    kind: Literal["means", "ignore", "same", "type"]
    unless: tuple[str, ...] = ()
    within: str = ""
    names: tuple[str, ...] = ()
    """All the names that are the same, the one to print first."""
