import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.config import Markdown
from generator.convert.escape import escape, paragraph
from generator.render import extensions

reader = extensions.reader(Markdown())

SIGNS = """
    # ## > - + * ** _ __ = == --- | : :: ` ``` ~~~ ! !!! [ ] ( ) { } < > & ; \\ / . 1 1. 12. a b word &amp; &#65; &lt
    <b> </p> <!-- --> <?x?> <a@b> <http://x.y> [x] [TOC] ](u) ]: [^1] *[ab] {:.c} {#i} \x00 \x02 \x03 é ٣. 日本
    ///Footnotes klzzwxh:0000 wzxhzdk:0 | |-- :-- -|-
"""
DANGEROUS = st.lists(
    st.sampled_from([*SIGNS.split(), *" \n\t\r\x1f\x85\u2028\xa0", "  ", "    ", "\n\n"]), max_size=12
).map("".join)


def read_back(source):
    reader.reset()
    printed = reader.convert(source)
    assert re.sub(r"</?p>", "", printed).count("<") == 0, printed
    return html.unescape(re.sub(r"<[^>]+>", "", printed)).split()


def words(text):
    return re.sub(r"[\x00-\x08\x0e-\x1b\x7f]", "", text).split()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("He [the minister] said 5 < 6.", "He [the minister] said 5 &lt; 6."),
        ("AT&T and file_name stay", "AT&T and file_name stay"),
        ("1999. A good year", "1999\\. A good year"),
        ("#hashtag", "\\#hashtag"),
        ("-5 degrees", "-5 degrees"),
        ("- an item", "\\- an item"),
        (": a definition", "&#58; a definition"),
        ("~~~", "&#126;~~"),
        ("!!! note", "\\!!! note"),
        ("[x](y)", "\\[x\\](y)"),
        ("[TOC]", "\\[TOC\\]"),
        ("*[HTML]: language", "\\*\\[HTML\\]: language"),
        ("[note]: words", "\\[note\\]: words"),
        ("&amp; was typed", "&amp;amp; was typed"),
    ],
)
def test_only_what_would_be_misread_is_escaped(text, source):
    assert paragraph(text) == source


def test_lines_of_a_paragraph_lose_indentation_and_blank_lines():
    assert paragraph("    first  \n\n\tsecond\n") == "first\nsecond"


def test_blank_text_is_an_empty_paragraph():
    assert paragraph(" \n\t") == ""


@settings(deadline=None, max_examples=400)
@given(st.one_of(DANGEROUS, st.text(max_size=40)))
def test_a_paragraph_prints_back_its_words(text):
    assert read_back(paragraph(text)) == words(text)


@settings(deadline=None, max_examples=200)
@given(st.lists(DANGEROUS, max_size=4))
def test_paragraphs_do_not_change_each_other(texts):
    source = "\n\n".join(filter(None, map(paragraph, texts)))

    assert read_back(source) == words("\n".join(texts))


@settings(deadline=None, max_examples=200)
@given(DANGEROUS)
def test_inline_text_keeps_its_words_inside_a_line(text):
    line = " ".join(text.split())

    assert read_back(f"before {escape(line)} after") == ["before", *words(line), "after"]
