"""What a recipe does to a capture before it is read, and what it finds in it.

Of a text, lines above its beginning and below its end cannot be the article's body, though a byline, a table of quotes
or a credit there is still read; dropped lines are nowhere. Of a saved page, what is outside or dropped is taken out.
The editor's word on single lines stands above every recipe.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from generator.convert import capture, html
from generator.convert.decode import text_lines
from generator.convert.pattern import Patience, Pattern
from generator.convert.recipe import Recipe
from generator.model import Source

_PARTS: Final = (("year", 4), ("month", 2), ("day", 2))
_FIGURES: Final = re.compile(r"\d{1,4}\Z")


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Which of a capture's lines are what, by their place in a list."""

    start: int
    stop: int
    """The lines from `start` to before `stop` may be the article."""

    drop: frozenset[int]
    keep: frozenset[int]
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    told: frozenset[int] = frozenset()
    """The lines in which title, byline and date stand."""


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A capture as its converter is to see it, and what recipes found in it."""

    source: Source
    byline: str | None = None
    published: str | None = None
    article: str | None = None
    """The body as Markdown, where a recipe says which element of a page holds it."""

    alone: bytes | None = None
    """The page with that element alone, for a converter that finds no article on the whole."""

    title: str | None = None
    blocks: tuple[tuple[int, str, str], ...] = ()
    """Of a page, all its blocks as it came: the number of each, its place and its words."""

    inside: frozenset[int] | None = None
    """The blocks of the article, where a recipe says which element holds it."""


def merged(recipes: Sequence[Recipe]) -> Recipe:
    """Return several recipes as one: a later one adds its patterns, and what it states goes before."""
    one = recipes[0]
    for other in recipes[1:]:
        lists = {
            name: (*getattr(other, name), *getattr(one, name))
            for name in Recipe.__struct_fields__
            if isinstance(getattr(one, name), tuple)
        }
        one = msgspec.structs.replace(
            one, **lists, publisher=other.publisher or one.publisher, values={**one.values, **other.values}
        )
    return one


def prepare(source: Source, recipe: Recipe, patience: Patience) -> Prepared:
    """Return a capture as its converter is to see it.

    Raises:
        ContentError: The capture is no text, or a pattern takes too long.
    """
    if source.suffix in capture.SUFFIXES:
        return _text(source, recipe, patience)
    if source.suffix in html.SUFFIXES:
        from generator.convert import recipe_page

        return recipe_page.prepare(source, recipe, patience)
    return Prepared(source=source)


def _text(source: Source, recipe: Recipe, patience: Patience) -> Prepared:
    lines = text_lines(source)
    found = span(lines, recipe, patience)
    first = source.line
    drop = frozenset(first + at for at in found.drop) - source.keep
    keep = frozenset(first + at for at in found.keep) - source.drop
    outside = {first + at for at in (*range(found.start), *range(found.stop, len(lines)), *found.told)}
    title = source.title or found.title
    cut = msgspec.structs.replace(
        source, keep=source.keep | keep, drop=source.drop | drop, outside=frozenset(outside - source.keep), title=title
    )
    return Prepared(source=cut, byline=found.byline, published=found.published, title=found.title)


def span(lines: Sequence[str], recipe: Recipe, patience: Patience) -> Span:
    """Return what the patterns of a recipe say of lines.

    Raises:
        ContentError: A pattern takes too long.
    """

    def says(patterns: tuple[Pattern, ...]) -> Callable[[int], bool]:
        return lambda at: bool(lines[at]) and any(patience.search(each, lines[at]) is not None for each in patterns)

    everywhere = range(len(lines))
    drop = frozenset(filter(says(recipe.drop), everywhere)) if recipe.drop else frozenset()
    start = _first(says(recipe.start_after), everywhere, behind=True) if recipe.start_after else None
    if start is None and recipe.start_at:
        start = _first(says(recipe.start_at), everywhere)
    below = range(start or 0, len(lines))
    stop = _first(says(recipe.stop_at), below) if recipe.stop_at else None
    if stop is None and recipe.stop_after:
        stop = _first(says(recipe.stop_after), below, behind=True)
    within = range(below.start, len(lines) if stop is None else stop)
    told: dict[str, tuple[int, str]] = {}
    for name, patterns in (("title", recipe.title), ("byline", recipe.byline), ("published", recipe.published)):
        if found := _told(lines, patterns, patience, apart=drop):
            told[name] = found
    if recipe.published and "published" in told:
        at, _ = told["published"]
        day = next(filter(None, (date(each, lines[at], patience) for each in recipe.published)), None)
        told["published"] = (at, day or told["published"][1])
    return Span(
        start=within.start,
        stop=within.stop,
        drop=drop,
        keep=frozenset(filter(says(recipe.keep), everywhere)) - drop if recipe.keep else frozenset(),
        told=frozenset(at for name, (at, _) in told.items() if name != "title"),
        **{name: value for name, (_, value) in told.items()},
    )


def _first(says: Callable[[int], bool], where: Iterable[int], *, behind: bool = False) -> int | None:
    found = next(filter(says, where), None)
    return found + behind if found is not None else None


def _told(
    lines: Sequence[str], patterns: tuple[Pattern, ...], patience: Patience, *, apart: frozenset[int]
) -> tuple[int, str] | None:
    """Return the first line in which a pattern is found, and what it says there: its first group, else all of it."""
    for at, line in enumerate(lines):
        for pattern in patterns if line and at not in apart else ():
            found = patience.search(pattern, line)
            if found is not None:
                said = " ".join((next(filter(None, found[1:]), "") or line).split())
                return (at, said) if said else None
    return None


def date(pattern: Pattern, line: str, patience: Patience) -> str | None:
    """Return the date that an expression's groups make up, as ISO 8601: year, month and day, by name or in this order.

    Raises:
        ContentError: The expression takes too long.
    """
    found = patience.search(pattern, line)
    if found is None or not pattern.is_expression:
        return None
    named = patience.named(pattern, line)
    groups = [named.get(name, "") for name, _ in _PARTS] if "year" in named else list(found[1 : len(_PARTS) + 1])
    figures = [group for group in groups if group]
    if not figures or not all(map(_FIGURES.match, figures)) or len(figures[0]) != _PARTS[0][1]:
        return None
    return "-".join(figure.zfill(width) for figure, (_, width) in zip(figures, _PARTS, strict=False))
