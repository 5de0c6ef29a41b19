"""Which readers of Markdown do nothing, on plain prose, that `blocks` and `inline` do not do.

What stands there was shown against the source of Python-Markdown and of the extensions that travel with it. A reader
that holds anything else, or that was set otherwise, is not covered: the library reads for it.
"""

import re
from collections.abc import Collection, Iterable, Sequence

import markdown
import msgspec
from markdown import blockprocessors as block
from markdown import inlinepatterns as mark
from markdown import postprocessors, preprocessors, treeprocessors, util
from markdown.blockparser import BlockParser
from markdown.extensions import (
    abbr,
    admonition,
    attr_list,
    codehilite,
    def_list,
    fenced_code,
    footnotes,
    md_in_html,
    sane_lists,
    smarty,
    tables,
    toc,
    wikilinks,
)

from generator.render.markdown import blocks, inline, patterns, smart

RELEASES = frozenset({"3.11.3"})
"""The releases that were read. With another, every document is the library's: read what changed, then name it here."""


class Part(msgspec.Struct, frozen=True):
    """A place in one of a reader's lists: what may stand there, and whether something must."""

    kinds: tuple[type, ...]
    pattern: str = ""
    optional: bool = False


def _core(*kinds: type, pattern: str = "") -> Part:
    return Part(kinds, pattern)


def _more(*kinds: type, pattern: str = "") -> Part:
    return Part(kinds, pattern, optional=True)


_INLINE = (treeprocessors.InlineProcessor, patterns.InlineProcessor, patterns.BoundedInlineProcessor)

# In the order in which the library runs them.
_PREPROCESSORS = (
    _core(preprocessors.NormalizeWhitespace),
    _more(fenced_code.FencedBlockPreprocessor),
    _core(preprocessors.HtmlBlockPreprocessor, md_in_html.HtmlBlockPreprocessor),
)
_BLOCKS = (
    _more(admonition.AdmonitionProcessor),
    _more(md_in_html.MarkdownInHtmlProcessor),
    _more(admonition.AdmonitionProcessor),
    _core(block.EmptyBlockProcessor),
    _core(block.ListIndentProcessor),
    _more(def_list.DefListIndentProcessor),
    _core(block.CodeBlockProcessor),
    _more(tables.TableProcessor),
    _core(block.HashHeaderProcessor),
    _core(block.SetextHeaderProcessor),
    _core(block.HRProcessor),
    _core(block.OListProcessor, sane_lists.SaneOListProcessor),
    _core(block.UListProcessor, sane_lists.SaneUListProcessor),
    _more(def_list.DefListProcessor),
    _core(block.BlockQuoteProcessor),
    _more(footnotes.FootnoteBlockProcessor),
    _more(abbr.AbbrBlockprocessor),
    _core(block.ReferenceProcessor),
    _core(block.ParagraphProcessor),
)
_TREE = (
    _more(footnotes.FootnoteTreeprocessor),
    _more(codehilite.HiliteTreeprocessor),
    _core(*_INLINE),
    _more(footnotes.FootnoteReorderingProcessor),
    _more(footnotes.FootnotePostTreeprocessor),
    _core(treeprocessors.PrettifyTreeprocessor),
    _more(attr_list.AttrListTreeprocessor),
    _more(abbr.AbbrTreeprocessor),
    _more(*_INLINE),  # smarty
    _more(toc.TocTreeprocessor),
    _core(treeprocessors.UnescapeTreeprocessor),
)
_POSTPROCESSORS = (
    _core(postprocessors.RawHtmlPostprocessor, md_in_html.MarkdownInHTMLPostprocessor),
    _more(footnotes.FootnotePostprocessor),
    _core(postprocessors.AndSubstitutePostprocessor),
)
_WIKI = r"\[\[([\w0-9_ -]+)\]\]"


def _marks() -> tuple[Part, ...]:
    return (
        _core(mark.BacktickInlineProcessor, pattern=mark.BACKTICK_RE),
        _core(mark.EscapeInlineProcessor, pattern=mark.ESCAPE_RE),
        _more(footnotes.FootnoteInlineProcessor, pattern=r"\[\^([^\]]*)\]"),
        _core(mark.ReferenceInlineProcessor, pattern=mark.REFERENCE_RE),
        _core(mark.LinkInlineProcessor, pattern=mark.LINK_RE),
        _core(mark.ImageInlineProcessor, pattern=mark.IMAGE_LINK_RE),
        _core(mark.ImageReferenceInlineProcessor, pattern=mark.IMAGE_REFERENCE_RE),
        _core(mark.ShortReferenceInlineProcessor, pattern=mark.REFERENCE_RE),
        _core(mark.ShortImageReferenceInlineProcessor, pattern=mark.IMAGE_REFERENCE_RE),
        _core(mark.AutolinkInlineProcessor, pattern=mark.AUTOLINK_RE),
        _core(mark.AutomailInlineProcessor, pattern=mark.AUTOMAIL_RE),
        _core(mark.SubstituteTagInlineProcessor, pattern=mark.LINE_BREAK_RE),
        _core(mark.HtmlInlineProcessor, pattern=mark.HTML_RE),
        _core(mark.HtmlInlineProcessor, pattern=mark.ENTITY_RE),
        _more(wikilinks.WikiLinksInlineProcessor, pattern=_WIKI),
        _core(mark.DelimiterProcessor, pattern=r"\*|_"),
    )


# What each rule of smarty needs, by its pattern; one that is not here is not known.
_NEEDS = {
    smarty.singleQuoteStartRe: "'",
    smarty.doubleQuoteStartRe: '"',
    smarty.doubleQuoteSetsRe: "\"'",
    smarty.singleQuoteSetsRe: "'\"",
    smarty.doubleQuoteSetsRe2: "'\"",
    smarty.singleQuoteSetsRe2: "\"'",
    smarty.decadeAbbrRe: "'",
    smarty.openingSingleQuotesRegex: "'",
    smarty.closingSingleQuotesRegex: "'",
    smarty.closingSingleQuotesRegex2: "'",
    smarty.remainingSingleQuotesRegex: "'",
    smarty.openingDoubleQuotesRegex: '"',
    smarty.closingDoubleQuotesRegex: '"',
    smarty.closingDoubleQuotesRegex2: '"',
    smarty.remainingDoubleQuotesRegex: '"',
    r"(?<!-)---(?!-)": "---",
    r"(?<!-)--(?!-)": "--",
    r"(?<!\.)\.{3}(?!\.)": "...",
}


def parts(reader: markdown.Markdown) -> list[object]:
    """Return everything that decides how a reader reads: as long as it is the same, so is what covers it."""
    return [
        *reader.preprocessors,
        *reader.parser.blockprocessors,
        *reader.inlinePatterns,
        *reader.treeprocessors,
        *reader.postprocessors,
        *(each for rest in _inline_processors(reader)[1:] for each in rest.inlinePatterns),
        *(reader.delimiters.delimiters.values() if reader.delimiters else ()),
        *reader.ESCAPED_CHARS,
        *reader.block_level_elements,
        *(reader.parser, reader.serializer, reader.output_format, reader.tab_length),
        *(reader.doc_tag, reader.stripTopLevelTags),
    ]


def _inline_processors(reader: markdown.Markdown) -> list[treeprocessors.InlineProcessor]:
    return [
        each
        for each in reader.treeprocessors
        if isinstance(each, treeprocessors.InlineProcessor) and type(each) in _INLINE
    ]


def dialect(reader: markdown.Markdown, harmless: Collection[object], *, figures: bool = False) -> blocks.Dialect | None:
    """Return how a reader reads prose; nothing if that is not known.

    Args:
        reader: It, with its extensions.
        harmless: Classes of tree processors that the caller vouches for: they change no paragraph, heading, rule,
            list or quotation, no emphasis, no link and no picture, but for what `figures` says. And functions that
            make anchors of headings, which remember nothing.
        figures: Whether one of them makes a figure of a paragraph that is a picture with a title, and nothing else
            of such a picture.
    """
    if markdown.__version__ not in RELEASES or not _set_as_usual(reader):
        return None
    rules = _rules(_inline_processors(reader))
    tree = [each for each in reader.treeprocessors if type(each) not in harmless]
    known = (
        _fits(reader.preprocessors, _PREPROCESSORS)
        and _fits(reader.parser.blockprocessors, _BLOCKS)
        and _fits(reader.inlinePatterns, _marks())
        and _fits(tree, _TREE)
        and _fits(reader.postprocessors, _POSTPROCESSORS)
    )
    contents = table_of_contents(reader)
    lists = [each for each in reader.parser.blockprocessors if isinstance(each, block.OListProcessor)]
    sane = [type(each) in (sane_lists.SaneOListProcessor, sane_lists.SaneUListProcessor) for each in lists]
    if not known or rules is None or len(set(sane)) > 1 or (contents and not _plain(contents, harmless)):
        return None
    kinds = {type(each) for each in parts(reader)}
    return blocks.Dialect(
        inline=inline.Dialect(
            escaped=frozenset(reader.ESCAPED_CHARS),
            void=">" if reader.output_format == "html" else " />",
            attributes=attr_list.AttrListTreeprocessor in kinds,
            wiki=wikilinks.WikiLinksInlineProcessor in kinds,
            figures=figures,
            smart=rules,
        ),
        tab=reader.tab_length,
        sane=sane[0],
        marker=contents.marker if contents else "",
    )


def fresh(reader: markdown.Markdown) -> bool:
    """Say whether a reader remembers nothing that could show in the next document."""
    if reader.references or reader.htmlStash.html_counter or reader.parser.state:
        return False
    if reader.delimiters is not None and reader.delimiters.regions:
        return False
    for each in reader.parser.blockprocessors:
        if type(each) is footnotes.FootnoteBlockProcessor and each.footnotes.footnotes:
            return False
        if type(each) is abbr.AbbrBlockprocessor and each.abbrs:
            return False
    return True


def table_of_contents(reader: markdown.Markdown) -> toc.TocTreeprocessor | None:
    """Return what makes a reader's anchors, if anything does."""
    return next((each for each in reader.treeprocessors if type(each) is toc.TocTreeprocessor), None)


def _set_as_usual(reader: markdown.Markdown) -> bool:
    delimiters = reader.delimiters.delimiters.values() if reader.delimiters is not None else ()
    signs = [(each.token, each.tags, each.smart) for each in delimiters]
    return (
        reader.doc_tag == "div"
        and reader.stripTopLevelTags
        and type(reader.parser) is BlockParser
        and reader.block_level_elements == util.BLOCK_LEVEL_ELEMENTS
        and reader.serializer is markdown.Markdown.output_formats.get(reader.output_format)
        and reader.output_format in ("html", "xhtml")
        and signs == [("*", ("strong", "em"), False), ("_", ("strong", "em"), True)]
    )


def _fits(found: Iterable[object], known: Sequence[Part]) -> bool:
    """Say whether these are the known parts, in their order, none missing that must be there."""
    waiting = list(reversed(known))
    for each in found:
        while waiting and not _is(each, waiting[-1]):
            if not waiting.pop().optional:
                return False
        if not waiting:
            return False
        waiting.pop()
    return all(part.optional for part in waiting)


def _is(found: object, part: Part) -> bool:
    if type(found) not in part.kinds or (part.pattern and getattr(found, "pattern", "") != part.pattern):
        return False
    # An expression set on the instance in place of the class's is somebody's change.
    return not any(isinstance(value, re.Pattern) and hasattr(type(found), name) for name, value in vars(found).items())


def _rules(inline_processors: Sequence[treeprocessors.InlineProcessor]) -> tuple[smart.Rule, ...] | None:
    """Return the rules of the second inline processor, which is smarty's; nothing if they are not smarty's alone."""
    made: list[smart.Rule] = []
    found: list[object] = [each for processor in inline_processors[1:] for each in processor.inlinePatterns]
    for each in found:
        if type(each) is not smarty.SubstituteTextPattern or each.pattern not in _NEEDS:
            return None
        parts = tuple(part for part in each.replace if isinstance(part, int | str))
        if len(parts) < len(each.replace):
            return None
        made.append(smart.Rule(each.compiled_re, _NEEDS[each.pattern], parts))
    return tuple(made)


def _plain(contents: toc.TocTreeprocessor, harmless: Collection[object]) -> bool:
    known = contents.slugify in harmless or contents.slugify in (toc.slugify, toc.slugify_unicode)
    links = contents.use_anchors or contents.use_permalinks not in (False, None)  # an empty text is a link too
    return known and not links and not contents.base_level
