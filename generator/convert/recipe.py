"""What a recipe says: how the captures of one source are read, in a file ``content/_sources/<name>.yml``.

It says which captures it means (`match`), where the article begins and ends and what is no part of it, where its date
and byline stand, and whose it is. Whatever else front matter may say of all articles of a source it may say too.
"""

import functools
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from msgspec import inspect as mi

from generator.config.fit import Node, Rules, fit, of, plain
from generator.convert import frontmatter, pattern
from generator.convert.frontmatter_check import check
from generator.convert.frontmatter_schema import fields
from generator.convert.pattern import Pattern
from generator.errors import ContentError, Note
from generator.text import did_you_mean

FOLDER: Final = "_sources"
SUFFIXES: Final = (".yml", ".yaml")

_ONE: Final = frozenset(
    {"id", "title", "slug", "aliases", "published", "publish_at", "provenance", "translations", "related", "comments"}
    | {"dateline", "body", "byline", "authors", "kind", "lines"}
)
"""Fields that belong to one article and not to a source."""


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """Which captures a recipe means: of its files, those that one of its addresses or lines marks."""

    url: tuple[Pattern, ...] = ()
    """A host, its subdomains included, with the beginning of a path or without; or a pattern of the whole address."""

    text: tuple[Pattern, ...] = ()
    """Lines that stand in a capture of this source alone."""

    file: tuple[str, ...] = ()
    """Globs over the path below `content/`."""


class Publisher(msgspec.Struct, frozen=True, kw_only=True):
    """Whose page it was."""

    name: str
    id: str | None = None
    url: str | None = None
    """Their front page."""

    lang: str | None = None


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """One recipe, checked."""

    match: Match | None = None
    start_after: tuple[Pattern, ...] = ()
    """The article begins below the first such line."""

    start_at: tuple[Pattern, ...] = ()
    """The article begins with the first such line."""

    stop_at: tuple[Pattern, ...] = ()
    """The article ends above the first such line in it."""

    stop_after: tuple[Pattern, ...] = ()
    """The article ends with the first such line in it."""

    drop: tuple[Pattern, ...] = ()
    """Lines that are nowhere."""

    keep: tuple[Pattern, ...] = ()
    """Lines that are the article's, whatever the converter thinks."""

    article: tuple[str, ...] = ()
    """CSS selectors of a saved page: the first element that one of them finds holds the article, whole."""

    drop_elements: tuple[str, ...] = ()
    """CSS selectors of a saved page: what they find is nowhere."""

    title: tuple[Pattern, ...] = ()
    """The line with the headline: its first group, else all of it. So with those below."""

    byline: tuple[Pattern, ...] = ()
    published: tuple[Pattern, ...] = ()
    date_from_url: tuple[Pattern, ...] = ()
    """An expression with the groups year, month and day, by name or in this order."""

    publisher: Publisher | None = None
    values: dict[str, object] = {}
    """Attribute to value: the front matter it states for all its articles."""

    name: str = ""

    @property
    def cuts(self) -> bool:
        """Say whether it has a word on where an article begins, ends, or stands."""
        return any((self.start_after, self.start_at, self.stop_at, self.stop_after, self.article, self.keep))


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a file of a recipe says."""

    recipe: Recipe
    plain: dict[str, object]
    """The same as plain values, from which `again` makes it."""

    notes: tuple[Note, ...] = ()


def _types() -> dict[str, mi.Type]:
    described = mi.type_info(Recipe)
    assert isinstance(described, mi.StructType)
    return {field.name: field.type for field in described.fields if field.name not in ("values", "name")}


_TYPES: Final = _types()
_SHARED: Final = fields("article").keys() - _ONE - _TYPES.keys()
"""The fields of front matter that a source may state for all its articles."""

_SELECTORS: Final = ("article", "drop_elements")


def read(data: bytes, *, path: str, timezone: str, matchless: bool = False) -> Said:
    """Return what the file of a recipe says.

    Args:
        data: The file.
        path: The file, as the user would type it.
        timezone: An IANA name, for dates without an offset.
        matchless: Whether it may do without `match`, because the user names the captures.

    Raises:
        ContentError: The file is no YAML, or a key says what it cannot.
    """
    nodes = frontmatter.sidecar(data, path=path)
    recipe, notes = _recipe(nodes, path=path, timezone=timezone)
    if not matchless and (recipe.match is None or recipe.match == Match()):
        raise ContentError(
            "does not say which captures it means",
            where=Rules(path=path, error=ContentError).where(nodes.get("match", Node({}, 1, 1))),
            hint="match: {url: [example.org]}, or `text:` with a line of theirs, or `file:` with a glob",
        )
    return Said(recipe=recipe, plain={key: plain(node) for key, node in nodes.items()}, notes=notes)


def again(said: dict[str, object], *, path: str, timezone: str) -> Recipe:
    """Return the recipe that `read` found, from its plain values."""
    return _again(msgspec.msgpack.encode(said), path, timezone)


@functools.lru_cache(maxsize=500)
def _again(said: bytes, path: str, timezone: str) -> Recipe:
    values = msgspec.msgpack.decode(said)
    return _recipe({key: of(value) for key, value in values.items()}, path=path, timezone=timezone)[0]


def _recipe(nodes: Mapping[str, Node], *, path: str, timezone: str) -> tuple[Recipe, tuple[Note, ...]]:
    reader = _Reader(path)
    made = {name: reader.own(name, node) for name, node in nodes.items() if name in _TYPES and not node.absent}
    others = {name: node for name, node in nodes.items() if name in _SHARED}
    for name, node in nodes.items():
        if name not in _TYPES and name not in _SHARED:
            reader.unknown(name, node, _TYPES.keys() | _SHARED)
    publisher = made.get("publisher")
    if isinstance(publisher, Publisher) and publisher.lang and "lang" not in others:
        others["lang"] = msgspec.structs.replace(nodes["publisher"], value=publisher.lang, loose=True)
    stated = check(others, kind="article", path=path, timezone=timezone)
    recipe = Recipe(**made, values=stated.values, name=path)  # type: ignore[arg-type] # each fitted to its type
    return recipe, (*stated.notes, *reader.notes)


class _Reader:
    """Reads the keys that recipes have of their own."""

    def __init__(self, path: str) -> None:
        self.notes: list[Note] = []
        self.rules = Rules(
            path=path, error=ContentError, unknown=self.unknown, readers={Pattern: self.pattern}, lenient=True
        )

    def own(self, name: str, node: Node) -> object:
        """Return what a key says."""
        value = fit(node, _TYPES[name], self.rules, name)
        for selector in value if name in _SELECTORS and isinstance(value, tuple) else ():
            if why := check_selector(selector):
                self.rules.fail(f"`{name}`: {why}", node, "write it as in a style sheet, such as div.story > p.teaser")
        return value

    def unknown(self, name: str, node: Node, known: Iterable[str]) -> None:
        """Take note of a key that there is not."""
        self.notes.append(
            Note(
                severity="warning",
                what=f"there is no key `{name}` in a recipe; it does nothing",
                where=self.rules.where(node),
                hint=did_you_mean(name.rpartition(".")[2], known),
                code="recipe-key",
            )
        )

    def pattern(self, node: Node, name: str) -> Pattern:
        """Return a pattern, which is one that can be used."""
        value = node.value
        if isinstance(value, int | float):
            # A word that looks like a number or a truth, as plain values keep it.
            value = str(value).lower()
        if not isinstance(value, str) or node.absent:
            self.rules.fail(f"`{name}` must be a line or a regular expression", node, "put it in quotes")
        if name.startswith("date_from_url") and not value.startswith(("/", "^")):
            value = f"/{value}/"
        if why := pattern.check(value):
            self.rules.fail(f"`{name}`: {why}", node, "what stands between slashes, or begins with ^, is an expression")
        if name.startswith("date_from_url") and "(" not in value:
            what = f"`{name}`: has no group for a year"
            self.rules.fail(what, node, r"write `-(\d{4})(\d{2})(\d{2})$`: year, month and day in parentheses")
        return Pattern(value, self.rules.where(node))


def check_selector(selector: str) -> str:
    """Return what is wrong with a CSS selector, or an empty text."""
    from cssselect import SelectorError

    try:
        xpath(selector)
    except (SelectorError, RecursionError) as reason:
        return f"no CSS selector: {reason}"
    return ""


@functools.lru_cache(maxsize=2_000)
def xpath(selector: str) -> str:
    """Return a CSS selector as XPath."""
    from cssselect import HTMLTranslator

    return HTMLTranslator().css_to_xpath(selector, prefix="descendant-or-self::")
