"""How a document is read: directly where that can be shown to give the same, else by Python-Markdown itself."""

import functools
import html
import importlib
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal

import markdown
from markdown import treeprocessors
from markdown.extensions import Extension
from markdown.extensions.toc import TocTreeprocessor, nest_toc_tokens, strip_tags, unique

from generator.render.markdown import blocks, cover, inline, limits, patterns

_OWN = frozenset(
    """
    abbr admonition attr_list codehilite def_list extra fenced_code footnotes legacy_attrs legacy_em md_in_html meta
    nl2br sane_lists smarty tables toc wikilinks
    """.split()  # noqa: SIM905 - a list of words
)
"""The extensions of the library itself, under the names by which it registers them."""


class Reader(markdown.Markdown):
    """`markdown.Markdown`, faster: the same extensions, the same output, the same contents afterwards.

    It takes what `markdown.Markdown` takes, and `harmless` and `figures`: what the caller vouches for, as
    `cover.dialect` says. Where it is `bounded`, what would take the library minutes is refused, as `limits` says.
    """

    def __init__(
        self,
        *,
        extensions: Sequence[str | Extension] = (),
        extension_configs: Mapping[str, Mapping[str, object]] | None = None,
        harmless: Collection[object] = (),
        figures: bool = False,
        bounded: bool = False,
        output_format: Literal["xhtml", "html"] = "xhtml",
        tab_length: int = 4,
        **others: Any,
    ) -> None:
        self._harmless = harmless
        self._figures = figures
        self._bounded = bounded
        self._parts: list[object] = []
        self._dialect: blocks.Dialect | None = None
        self._contents: str | Callable[[], str] | None = None
        super().__init__(
            extensions=extensions,
            extension_configs=dict(extension_configs or {}),
            output_format=output_format,
            tab_length=tab_length,
            **others,
        )

    def build_extension(self, ext_name: str, configs: Mapping[str, Any]) -> Extension:
        """Return an extension by its name; the library's own, without asking every package that is installed."""
        if ext_name in _OWN:
            made: Extension = importlib.import_module(f"markdown.extensions.{ext_name}").makeExtension(**dict(configs))
            return made
        # Python's own cache goes by size and second of a file: an edit of the same of both would run as it was before.
        cached, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        try:
            return super().build_extension(ext_name, configs)
        finally:
            sys.dont_write_bytecode = cached

    @property
    def toc(self) -> str:
        """The table of contents as HTML, made when it is asked for."""
        if self._contents is None:
            raise AttributeError("toc")  # as in a reader without the extension
        if not isinstance(self._contents, str):
            self._contents = self._contents()
        return self._contents

    @toc.setter
    def toc(self, printed: str) -> None:
        self._contents = printed

    def convert(self, source: str) -> str:
        """Return a document as HTML, as `markdown.Markdown.convert` does."""
        direct = self._directly(source)
        if direct is None:
            if self._bounded:
                limits.check(source)
            return super().convert(source)
        printed, contents = direct
        if contents.maker:
            self.toc_tokens = nest_toc_tokens(contents.tokens)
            self._contents = functools.partial(self._table, contents.maker)
        return printed

    def reads_directly(self, source: str) -> bool:
        """Say whether a document would be read without the library."""
        return self._directly(source) is not None

    def _directly(self, source: str) -> "tuple[str, _Contents] | None":
        dialect = self._covered()
        if dialect is None or not source.strip() or not cover.fresh(self):
            return None
        contents = _Contents(cover.table_of_contents(self))
        try:
            return blocks.render(source, dialect, contents.anchor), contents
        except inline.Uncovered:
            return None

    def _covered(self) -> blocks.Dialect | None:
        parts = cover.parts(self)
        if parts != self._parts:
            for each in self.treeprocessors:
                if type(each) is treeprocessors.InlineProcessor:
                    each.__class__ = patterns.BoundedInlineProcessor if self._bounded else patterns.InlineProcessor
            self._dialect = cover.dialect(self, self._harmless, figures=self._figures)
            self._parts = parts
        return self._dialect

    def _table(self, maker: TocTreeprocessor) -> str:
        printed = self.serializer(maker.build_toc_div(self.toc_tokens))
        for postprocessor in self.postprocessors:
            printed = postprocessor.run(printed)
        return printed


class _Contents:
    """The headings of one document, and their anchors, as the extension `toc` makes them."""

    __slots__ = ("_counters", "_used", "maker", "tokens")

    def __init__(self, maker: TocTreeprocessor | None) -> None:
        self.maker = maker
        self.tokens: list[Any] = []
        self._used: set[str] = set()
        self._counters: dict[str, int] = {}

    def anchor(self, level: int, printed: str) -> str:
        """Return the attribute of a heading's anchor, and keep the heading."""
        maker = self.maker
        if maker is None:
            return ""
        printed = printed.strip()
        name = strip_tags(printed) if "<" in printed else " ".join(printed.split())
        wanted = maker.slugify(html.unescape(name), maker.sep)
        anchor = unique(wanted, self._used, self._counters)  # type: ignore[call-arg] # newer than its types
        if maker.toc_top <= level <= maker.toc_bottom:
            self.tokens.append({"level": level, "id": anchor, "name": name, "html": printed, "data-toc-label": ""})
        return f' id="{inline.quoted(anchor)}"'
