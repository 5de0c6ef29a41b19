"""The law of `render.markdown`: any document, with any extensions, comes out as Python-Markdown's."""

import threading
import xml.etree.ElementTree as ET

import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown_documents import documents, prose

from generator import errors
from generator.config import Markdown
from generator.render import body, extensions, sanitise
from generator.render.markdown import blocks, cover, inline
from generator.render.markdown.reader import Reader


class Sparks(Extension):
    """Somebody's extension: `^x^` becomes a mark, and the first paragraph is classed."""

    def extendMarkdown(self, md):  # noqa: N802 the name is Python-Markdown's
        md.inlinePatterns.register(_Spark(r"\^([^^]+)\^", md), "spark", 170)
        md.treeprocessors.register(_Lead(md), "lead", 3)


class _Spark(InlineProcessor):
    def handleMatch(self, m, data):  # noqa: N802, ARG002 as above
        made = ET.Element("mark")
        made.text = m.group(1)
        return made, m.start(0), m.end(0)


class _Lead(Treeprocessor):
    def run(self, root):
        for paragraph in root.iter("p"):
            paragraph.set("class", "lead")
            break


SITE = (*Markdown().extensions, "toc", "codehilite")
SETS = {
    "plain": {},
    "html": {"output_format": "html"},
    "extra": {"extensions": ["extra"]},
    "all of prose": {"extensions": ["extra", "toc", "smarty"]},
    "site": {"extensions": [*SITE], "output_format": "html"},
    "lists": {"extensions": ["sane_lists", "smarty", "admonition", "wikilinks", "toc"]},
    "breaks": {"extensions": ["nl2br", "meta", "attr_list", "abbr", "toc"]},
    "angles": {"extensions": ["smarty"], "extension_configs": {"smarty": {"smart_angled_quotes": True}}},
    "contents": {"extensions": ["toc"], "extension_configs": {"toc": {"toc_depth": "2-3", "title": "Contents"}}},
    "links": {"extensions": ["toc"], "extension_configs": {"toc": {"permalink": True, "baselevel": 2}}},
    "others": {"extensions": [Sparks(), "toc", "footnotes"]},
}
PAIRS = {name: (markdown.Markdown(**options), Reader(**options)) for name, options in SETS.items()}


def outcome(reader, source, *, reset=True):
    """Return what a reader makes of a document, and what it knows of it afterwards."""
    if reset:
        reader.reset()
    try:
        printed = reader.convert(source)
    except Exception as error:  # noqa: BLE001 the library's, whatever it is: ours must raise the same
        return repr(error)
    known = (getattr(reader, name, None) for name in ("toc", "toc_tokens", "references", "Meta"))
    return printed, *known


def directly(name, source):
    """Return what a document becomes without the library, if it can be read so."""
    dialect = cover.dialect(PAIRS[name][1], ())
    try:
        return None if dialect is None else blocks.render(source, dialect, lambda _level, _printed: "")
    except inline.Uncovered:
        return None


@settings(deadline=None, max_examples=150, derandomize=True)
@given(documents())
def test_any_document_comes_out_as_the_librarys_with_any_extensions(source):
    for stock, ours in PAIRS.values():
        assert outcome(ours, source) == outcome(stock, source)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(prose())
@example("'\"'so''\" a'\"-'80s--'---\"--.... (\"b\"')'' '\" *'c'*'d")
@example("foo  \n*bar* and __baz__\n\n- a\n- b\n\n- c\n\n3. x\n\n> q\n\n> r\n\n***\n\n## H &amp; *h*\n## H\nrest")
def test_prose_comes_out_as_the_librarys_with_any_extensions(source):
    for stock, ours in PAIRS.values():
        assert outcome(ours, source) == outcome(stock, source)


NEWS = (
    'LONDON - The *Mayor\'s* office said "no" on Monday, he [sic] said [so](https://example.org/a_b?c=1&d=2).\n\n'
    "## What AT&T **did** next\n\nIt didn't -- it \\*waited\\*.  \nThen it moved.\n\n- one\n- two\n\n> A quotation.\n\n"
    '![A map](map.png "The (old) map")\n\n[![](a.png)](b) `code *x*`\n\n'
    "1. first\n2. second\n\n***\n\nThe end of 5 * 3 snake_case words."
)


@pytest.mark.parametrize("name", ["plain", "html", "extra", "all of prose", "site", "lists", "contents"])
def test_news_is_read_directly(name):
    assert directly(name, NEWS) is not None


@pytest.mark.parametrize("name", ["breaks", "angles", "links", "others"])
def test_what_an_unknown_part_could_change_is_left_to_the_library(name):
    assert cover.dialect(PAIRS[name][1], ()) is None


@pytest.mark.parametrize(
    "source",
    [
        "a `code\\` span", "a ``code` span", "a <b>tag</b>", "&#39 x", "a\n---",
        "    code", "a\n===", "- a\n    - b", "- a\nb", "> a\nb",
        "***a***", "*a **b** c*", "*a **b*", "[a [b](c)](d)", "[a](b 'c')", "[a]( b)", "[a [b] c](d)", "[a]: b",
        "| a | b |\n|---|---|", "# ", "> - a", "a  \n b",
    ],
)  # fmt: skip
def test_what_is_not_plain_prose_is_left_to_the_library(source):
    assert directly("extra", source) is None


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(st.one_of(documents(), prose(), st.just("[a]: b\n\n*[so]: Thus\n\n[^1]: n")), min_size=2, max_size=3))
def test_what_a_reader_was_not_told_to_forget_it_remembers_as_the_library_does(sources):
    for name in ("all of prose", "site", "others"):
        stock, ours = PAIRS[name]
        stock.reset()
        ours.reset()
        for source in sources:
            expected = outcome(stock, source, reset=False)
            assert outcome(ours, source, reset=False) == expected
            if isinstance(expected, str):
                break


def test_a_part_added_later_counts():
    ours, stock = Reader(), markdown.Markdown()
    assert ours.convert("a ^b^ c") == stock.convert("a ^b^ c")

    for reader in (ours, stock):
        reader.registerExtensions([Sparks()], {})

    assert ours.convert("a ^b^ c") == stock.convert("a ^b^ c") == '<p class="lead">a <mark>b</mark> c</p>'


def test_a_block_level_element_added_later_counts():
    ours, stock = Reader(), markdown.Markdown()
    for reader in (ours, stock):
        reader.convert("a")
        reader.block_level_elements.append("em")
        reader.ESCAPED_CHARS.append("q")

    assert ours.convert("*b* \\q") == stock.convert("*b* \\q")


@pytest.mark.parametrize("name", ["toc", "markdown.extensions.toc"])
def test_an_extensions_options_may_be_pairs_as_for_the_library(name):
    options = {"extensions": [name], "extension_configs": {name: [("permalink", "¶"), ("baselevel", 2)]}}
    source = "# One\n\n## Two\n"

    printed = Reader(**options).convert(source)

    assert printed == markdown.Markdown(**options).convert(source)
    assert "¶" in printed


def test_another_release_of_the_library_is_not_presumed_to_be_the_same(monkeypatch):
    monkeypatch.setattr(markdown, "__version__", "3.99")

    assert cover.dialect(Reader(), ()) is None
    assert Reader().convert("*a*") == "<p><em>a</em></p>"


def test_the_release_that_is_pinned_has_been_read():
    assert markdown.__version__ in cover.RELEASES


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.one_of(documents(), prose(), prose()), st.booleans())
def test_a_body_is_what_the_library_and_the_sanitiser_make_of_it(source, typographic):
    options = Markdown(smart_punctuation=typographic)
    reader = extensions.reader(options)
    try:
        printed = markdown.Markdown.convert(reader, source)
        expected = sanitise.clean(printed, resolve=str).replace("<h1", "<h2").replace("</h1", "</h2")
    except Exception:  # noqa: BLE001 the library's, whatever it is
        with pytest.raises(errors.ContentError):
            body.render(source, options=options)
    else:
        assert body.render(source, options=options).html == expected


def test_threads_do_not_share_a_reader():
    sources = [f"## Head {number}\n\n`x` [a][{number}]\n\n[{number}]: /{number}" for number in range(8)]
    alone = [body.render(source, options=Markdown()) for source in sources]
    made = {}

    def work(offset):
        for turn in range(40):
            at = (turn + offset) % len(sources)
            made[offset, at] = body.render(sources[at], options=Markdown())

    threads = [threading.Thread(target=work, args=(offset,)) for offset in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(made[offset, at] == alone[at] for offset, at in made)
