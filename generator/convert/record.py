"""The record of a capture: what became of each line or block of it, and who decided that.

Nothing is left out of it. A text is told line by line, with the class of each and how sure the verdict is; a saved page
block by block, with the place of each in the page and the reason. An editor overrules both by their numbers.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from generator.convert import capture, html, recipe_cut
from generator.convert.classes import LineClass
from generator.convert.editor import ReadSettings, source_of, word
from generator.convert.pattern import Patience
from generator.convert.recipe import Recipe
from generator.errors import ContentError, Where

By = Literal["converter", "recipe", "editor"]


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a text, or the lines of one paragraph that was wrapped."""

    number: int
    end: int
    text: str
    kind: LineClass
    kept: bool
    confidence: float
    by: By
    article: int = 1
    """Which of the capture's articles it stands with; not written where that is the first."""


class Block(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One paragraph, item or cell of a saved page."""

    number: int
    """Its place among those of the page as it came, from 1."""

    path: str
    """Its element, as XPath."""

    text: str
    kept: bool
    why: str
    by: By
    article: int = 1
    """As for a line."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The record of one capture."""

    format: Literal["text", "html"]
    confidence: float | None = None
    """How well the article is cut, 0 to 1; None where that is not known."""

    lines: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()


def of(*, path: str, data: bytes, sidecar: bytes | None, site: ReadSettings, recipes: Sequence[Recipe] = ()) -> Record:
    """Return the record of a capture.

    Args:
        path: The file, below ``content/``.
        data: Its bytes.
        sidecar: Those of ``<file>.yml``, where there is one.
        site: The site's settings.
        recipes: Those that mean this file, in order.

    Raises:
        ContentError: The file is no capture, or cannot be read.
    """
    said = word(path=path, data=data, sidecar=sidecar, site=site)
    source = source_of(path=path, data=data, said=said, site=site)
    prepared = (
        recipe_cut.prepare(source, recipe_cut.merged(recipes), Patience())
        if recipes
        else recipe_cut.Prepared(source=source)
    )
    editor, theirs = said.keep | said.drop, prepared.source.keep | prepared.source.drop | prepared.source.outside

    def decided(first: int, last: int) -> By:
        numbers = range(first, last + 1)
        if not editor.isdisjoint(numbers):
            return "editor"
        return "converter" if theirs.isdisjoint(numbers) else "recipe"

    if source.suffix in html.SUFFIXES:
        return _of_page(prepared, decided)
    if source.suffix not in capture.SUFFIXES:
        raise ContentError(
            "is no capture", where=Where(source.where), hint="texts and saved pages have a record, and nothing else"
        )
    record = capture.record(prepared.source)
    lines = tuple(
        Line(**{name: getattr(line, name) for name in line.__struct_fields__}, by=decided(line.number, line.end))
        for line in record.lines
    )
    return Record(format="text", confidence=record.confidence, lines=lines)


def _of_page(prepared: recipe_cut.Prepared, decided: Callable[[int, int], By]) -> Record:
    """Return the record of a saved page."""
    from generator.convert.verdicts import verdicts

    source, inside = prepared.source, prepared.inside
    told = verdicts(source)
    made = []
    for number, path, text in prepared.blocks or told.blocks:
        found, by = told.verdicts.get(number), decided(number, number)
        if inside is not None and number in inside:
            kept, why, by = True, "kept", by if by == "editor" else "recipe"
        elif found is None or inside is not None or number in source.drop:
            kept, why, by = False, "dropped", by if by == "editor" else "recipe"
        elif number in source.keep:
            kept, why = True, "kept"
        else:
            kept, why = found.kept, found.why
        article = found.article if found and kept and inside is None else 1
        made.append(Block(number=number, path=path, text=text, kept=kept, why=why, by=by, article=article))
    return Record(format="html", confidence=told.confidence if inside is None else None, blocks=tuple(made))
