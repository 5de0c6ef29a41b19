"""What must be read of recipes before captures are, so that editing one converts again only what it means or meant.

A recipe is a task, whose last good reading stands in while its file is broken. Which recipes mean a capture is a task
too: it looks at the capture and at what all recipes match, and at nothing else of them.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

import msgspec

from generator.build.sources import Setting, SourceFile
from generator.build.task import Fact, Fetch, Made, Stratum, Task
from generator.config import Default
from generator.convert import markdown, recipe, recipe_match
from generator.convert.editor import ReadSettings, source_of, word
from generator.convert.recipe import Match, Recipe
from generator.errors import ContentError, TearsheetError, Where

READS: Final = "recipe "
FINDS: Final = "match "
SAID: Final = "said"
MATCHED: Final = "matched"


class Defaults(Fact[dict[str, object]], frozen=True):
    """What the configuration says of one content file, by its path below ``content/``."""

    path: str
    after: ClassVar[int] = 0

    def __str__(self) -> str:
        return f"what the configuration says of {self.path}"


class Matching(Fact[dict[str, object]], frozen=True):
    """What every recipe matches: its path below ``content/`` to its `match`, as plain values."""

    after: ClassVar[int] = Stratum.RECIPE

    def __str__(self) -> str:
        return "which captures the recipes mean"


class Matched(Fact[tuple[str, ...]], frozen=True):
    """The recipes that mean a capture, by their paths below ``content/``."""

    path: str
    after: ClassVar[int] = Stratum.MATCH

    def __str__(self) -> str:
        return f"the recipes for {self.path}"


class Stated(Fact[dict[str, object]], frozen=True):
    """What a recipe says, as plain values."""

    path: str
    after: ClassVar[int] = Stratum.RECIPE

    def __str__(self) -> str:
        return f"the recipe {self.path}"


def key(path: str) -> str:
    """Return the key of the task that reads a recipe."""
    return f"{READS}{path}"


def match_key(path: str) -> str:
    """Return the key of the task that finds a capture's recipes."""
    return f"{FINDS}{path}"


def plan(recipes: Sequence[str], captures: Sequence[str]) -> list[Task]:
    """Return the tasks that read recipes, and find those of each capture; paths are below ``content/``."""
    readings = [
        Task(key=key(path), stratum=Stratum.RECIPE, make=Reading(path), origin=f"content/{path}") for path in recipes
    ]
    if not recipes:
        return []
    return readings + [
        Task(key=match_key(path), stratum=Stratum.MATCH, make=Matcher(path), origin=f"content/{path}")
        for path in captures
        if may_have(path)
    ]


def may_have(path: str) -> bool:
    """Say whether a file is one that recipes are for: anything but Markdown, which its editor wrote."""
    return not path.lower().endswith(markdown.SUFFIXES)


class Reading(msgspec.Struct, frozen=True):
    """Reads one recipe."""

    path: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return what the recipe says."""
        data = fetch(SourceFile(f"content/{self.path}"))
        if data is None:
            raise ContentError("is gone", where=Where(f"content/{self.path}"), hint="it was deleted during the build")
        said = recipe.read(data, path=f"content/{self.path}", timezone=fetch(Setting("timezone")))
        return Made(products={SAID: said.plain}, notes=said.notes)


class Matcher(msgspec.Struct, frozen=True):
    """Finds the recipes of one capture."""

    path: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return the recipes that mean the capture."""
        data = fetch(SourceFile(f"content/{self.path}"))
        stated = fetch(Matching())
        site = settings(self.path, fetch)
        found: tuple[str, ...] = ()
        if data is not None:
            sidecar = fetch(SourceFile(f"content/{self.path}.yml"))
            found = _of(self.path, data, sidecar, site, matches(stated, timezone=site.timezone))
        return Made(products={MATCHED: found})


def settings(path: str, fetch: Fetch) -> ReadSettings:
    """Return what of the configuration reading a file depends on."""
    said = fetch(Defaults(path))
    return ReadSettings(
        lang=fetch(Setting("lang")),
        timezone=fetch(Setting("timezone")),
        defaults=(Default("**", said),) if said else (),
    )


def matches(stated: Mapping[str, object], *, timezone: str) -> dict[str, Match]:
    """Return what recipes match, from plain values."""
    found = (
        (path, recipe.again({"match": said}, path=f"content/{path}", timezone=timezone).match)
        for path, said in stated.items()
    )
    return {path: match for path, match in found if match is not None}


def recipes_for(path: str, fetch: Fetch) -> tuple[Recipe, ...]:
    """Return the recipes that mean a file."""
    if not may_have(path):
        return ()
    zone = fetch(Setting("timezone"))
    return tuple(
        recipe.again(fetch(Stated(name)), path=f"content/{name}", timezone=zone) for name in fetch(Matched(path))
    )


def _of(
    path: str, data: bytes, sidecar: bytes | None, site: ReadSettings, known: Mapping[str, Match]
) -> tuple[str, ...]:
    try:
        said = word(path=path, data=data, sidecar=sidecar, site=site)
    except TearsheetError:
        return ()  # the conversion says what is wrong with the file
    if said.kind != "article":
        return ()
    source = source_of(path=path, data=data, said=said, site=site)
    return recipe_match.of(known, source, said)
