"""Which inline patterns are worth trying on a text: those whose sign stands in it.

For documents that are not read directly. The library tries every pattern on every text; each of its own needs some
character or other to match at all, and one of somebody else's is always tried. The order stays the library's.
"""

import xml.etree.ElementTree as ET

from markdown import inlinepatterns as mark
from markdown import treeprocessors, util
from markdown.extensions import smarty

from generator.render.markdown import limits

# Signs of which one must stand in a text for a pattern to match, by its expression.
SIGNS: dict[str, tuple[str, ...]] = {
    mark.BACKTICK_RE: ("`",),
    mark.ESCAPE_RE: ("\\",),
    mark.LINK_RE: ("[",),
    mark.REFERENCE_RE: ("[",),
    mark.IMAGE_LINK_RE: ("![",),
    mark.IMAGE_REFERENCE_RE: ("![",),
    mark.AUTOLINK_RE: ("://",),
    mark.AUTOMAIL_RE: ("@",),
    mark.LINE_BREAK_RE: ("  \n",),
    mark.HTML_RE: ("<",),
    smarty.HTML_STRICT_RE: ("<",),
    mark.ENTITY_RE: ("&",),
    r"\*|_": ("*", "_"),
    r"\n": ("\n",),
    r"\[\^([^\]]*)\]": ("[^",),
    r"\[\[([\w0-9_ -]+)\]\]": ("[[",),
    r"(?<!-)---(?!-)": ("---",),
    r"(?<!-)--(?!-)": ("--",),
    r"(?<!\.)\.{3}(?!\.)": ("...",),
    r"\<\<": ("<<",),
    r"\>\>": (">>",),
    **dict.fromkeys(
        (
            smarty.singleQuoteStartRe,
            smarty.decadeAbbrRe,
            smarty.openingSingleQuotesRegex,
            smarty.closingSingleQuotesRegex,
            smarty.closingSingleQuotesRegex2,
            smarty.remainingSingleQuotesRegex,
        ),
        ("'",),
    ),
    **dict.fromkeys(
        (
            smarty.doubleQuoteStartRe,
            smarty.openingDoubleQuotesRegex,
            smarty.closingDoubleQuotesRegex,
            smarty.closingDoubleQuotesRegex2,
            smarty.remainingDoubleQuotesRegex,
        ),
        ('"',),
    ),
    **dict.fromkeys((smarty.doubleQuoteSetsRe, smarty.singleQuoteSetsRe2), ("\"'",)),
    **dict.fromkeys((smarty.singleQuoteSetsRe, smarty.doubleQuoteSetsRe2), ("'\"",)),
}


class InlineProcessor(treeprocessors.InlineProcessor):
    """The library's, but for the patterns that it does not try."""

    _tried: list[tuple[object, tuple[str, ...]]]

    def run(self, tree: ET.Element, ancestors: list[str] | None = None) -> ET.Element:
        """Apply the patterns to a tree."""
        self._tried = self._patterns()
        return super().run(tree, ancestors)

    def _patterns(self) -> list[tuple[object, tuple[str, ...]]]:
        return [(pattern, _signs(pattern)) for pattern in self.inlinePatterns]

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 the library's
        if isinstance(data, util.AtomicString):
            return data
        at, start = patternIndex, 0
        while at < len(self._tried):
            pattern, signs = self._tried[at]
            matched = False
            if not signs or signs[0] in data or (len(signs) > 1 and signs[1] in data):
                apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined] # private, so not in its types
                data, matched, start = apply(pattern, data, at, start)
            if not matched:
                at, start = at + 1, 0
            elif not signs:  # somebody else's, which may have changed the patterns
                self._tried = self._patterns()
        return data


class BoundedInlineProcessor(InlineProcessor):
    """The same, but for texts that it does not read because that would take minutes."""

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 the library's
        if not patternIndex:
            limits.check_text(data)
        return super()._InlineProcessor__handleInline(data, patternIndex)


def _signs(pattern: object) -> tuple[str, ...]:
    """Return the signs that a pattern needs; none if that is not known."""
    if not isinstance(pattern, mark.InlineProcessor):
        return ()
    expression = type(pattern).getCompiledRegExp is mark.Pattern.getCompiledRegExp and pattern.compiled_re
    return SIGNS.get(expression.pattern, ()) if expression else ()
