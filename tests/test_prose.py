import html as entities
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html

from generator.config import Markdown
from generator.convert import prose
from generator.render import body, extensions

PAGE = "https://paper.example/news/story.html"
reader = extensions.reader(Markdown())


@pytest.mark.parametrize(
    ("fragment", "source"),
    [
        ("<p>One <b>strong</b> and <i>slanted</i> word.</p>", "One **strong** and *slanted* word."),
        ("<p>Spaces<b> outside </b>marks</p>", "Spaces **outside** marks"),
        ("<p><b>bold <i>both</i></b></p>", "**bold *both***"),
        ("<p><i><b>one</b>two<b>three</b></i></p>", "*<strong>one</strong>two<strong>three</strong>*"),
        ("<p><i><b>one</b> two</i><b>three</b></p>", "*<strong>one</strong> two***three**"),
        ("<p><b>one</b><i>two</i> <i><b>three</b></i></p>", "**one***two <strong>three</strong>*"),
        ("<p>H<sub>2</sub>O, <del>old</del> <ins>new</ins> <kbd>K</kbd></p>",
         "H<sub>2</sub>O, <del>old</del> <ins>new</ins> <kbd>K</kbd>"),
        ("<p>She said <q>no</q>.</p>", "She said “no”."),
        ("<p><ruby>北<rp>(</rp><rt>ほく</rt><rp>)</rp></ruby></p>", "<ruby>北<rt>ほく</rt></ruby>"),
        ("<p>Run <code>a | b</code> or <code>x</code></p>", "Run <code>a | b</code> or `x`"),
        ("<p>one<br>two<br><br>three</p>", "one  \ntwo\n\nthree"),
        ("<p>5 &lt; 6 * [x](y) &amp;amp;</p>", "5 &lt; 6 \\* \\[x\\](y) &amp;amp;"),
        ("<p><i>[a]: b</i></p>", "*\\[a\\]: b*"),
        ("<p>1. no list</p><p># no heading</p>", "1\\. no list\n\n\\# no heading"),
        ("loose words <p>a paragraph</p> more words", "loose words\n\na paragraph\n\nmore words"),
        ("<p> \n </p><div></div>", ""),
        ("<p>soft&shy;hyphen and zero&#8203;width</p>", "softhyphen and zerowidth"),
        ("<p>kept<script>lost()</script><noscript>lost</noscript></p>", "kept"),
        ("<p>seen <span hidden>unseen</span></p><div hidden><p>unseen</p></div>", "seen"),
        ("<details><summary>More</summary><p>words</p></details>", "**More**\n\nwords"),
        ("<p>one</p><hr><hr><p>two</p><hr>", "one\n\n---\n\ntwo"),
        ("<a href='/x'><div>A block in a link</div></a>", "[A block in a link](/x)"),
        ("", ""),
    ],
)  # fmt: skip
def test_words_and_marks_are_markdown(fragment, source):
    assert prose.from_html(fragment) == source


@pytest.mark.parametrize(
    ("fragment", "source"),
    [
        ("<a href='/a b_(c)?d=1&amp;e=2'>x</a>", "[x](https://paper.example/a%20b_%28c%29?d=1&e=2)"),
        ("<a href='other.html'>x</a>", "[x](https://paper.example/news/other.html)"),
        ("<a href='//cdn.example/x'>x</a>", "[x](https://cdn.example/x)"),
        ("<a href='mailto:desk@paper.example'>x</a>", "[x](mailto:desk@paper.example)"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<a href='data:text/html,x'>x</a>", "x"),
        ("<a href='http://[bad'>x</a>", "x"),
        ("<a href='#top'>x</a>", "x"),
        (f"<a href='{PAGE}#top'>x</a>", "x"),
        ("<a name='here'>x</a>", "x"),
        ("Wow!<a href='/y'>x</a>", "Wow\\![x](https://paper.example/y)"),
        ("<a href='/y'>[x] ]</a>", "[[x] \\]](https://paper.example/y)"),
        ("<a href='/y'></a>nothing", "nothing"),
    ],
)
def test_links_are_absolute_and_lead_where_they_may(fragment, source):
    assert prose.from_html(fragment, url=PAGE) == source


def test_without_an_address_relative_targets_stay_and_from_an_unknown_page_roots_lead_nowhere():
    fragment = "<a href='/root'>x</a> <a href='near.html'>y</a>"

    assert prose.from_html(fragment) == "[x](/root) [y](near.html)"
    assert prose.from_html(fragment, url="") == "x [y](near.html)"


@pytest.mark.parametrize(
    ("fragment", "source"),
    [
        ("<h1>A</h1><h2>B</h2>", "## A\n\n### B"),
        ("<h3>A</h3><h5>B</h5><h6>C</h6>", "## A\n\n#### B\n\n##### C"),
        ("<h2><b>Bold</b> <a href='/x'>head</a> #</h2>", "## Bold [head](/x) \\#"),
        ("<h2>over<br>two lines</h2>", "## over two lines"),
        ("<h2></h2><h3>A</h3>", "## A"),
    ],
)
def test_headings_begin_at_level_two(fragment, source):
    assert prose.from_html(fragment) == source


@pytest.mark.parametrize(
    ("fragment", "source"),
    [
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
        ("<ul><li>a<ol><li>b<ul><li>c</ul></ol><li>d</ul>", "- a\n    1. b\n        - c\n- d"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n    b\n\n- c"),
        ("<ul><li><h3>head</h3>words</li></ul>", "- **head**\n\n    words"),
        ("<ul><li><h3><i>a</i> b <i>c</i></h3></ul>", "- <strong>*a* b *c*</strong>"),
        ("<ul><li><h3># 1</h3></li></ul>", "- **# 1**"),
        ("<ul><li>a<pre>code</pre></li></ul>", "- a\n\n        code"),
        ("<ul><li><blockquote>only a quote</blockquote></li></ul>", "> only a quote"),
        ("<ul><li>1. no list</li></ul>", "- 1\\. no list"),
        ("<ul><li></li></ul>", ""),
        ("<dl><dt>T</dt><dd>D</dd><dd>E</dd></dl>", "T\n:   D\n:   E"),
        ("<dl><dt>T</dt><dd><p>D</p><p>E</p></dd><dd>F</dd></dl>", "T\n:   D\n\n    E\n\n:   F"),
        ("<dl><dd>D</dd><dt>T</dt><dd>E</dd></dl>", "D\n\nT\n:   E"),
        ("<ul>loose <b>words</b><li>a</li> more <li>b</ul>", "- loose **words**\n\n- a\n\n    more\n\n- b"),
        ("<ol start=4><li>a<li>b</ol>", "4. a\n5. b"),
        ("<ol type=a start=26><li>x<li>y</ol>", "z. x\n\naa. y"),
        ("<ol type=I start=3><li>x<li>y<p>more</ol>", "III. x\n\nIV. y\n\nmore"),
        ("<ul><li>x<ol style='list-style-type: lower-roman'><li value=9>y</ol></ul>", "- x\n\n    ix. y"),
        ("<ol type=A start=0><li>x<li>y</ol>", "0. x\n\nA. y"),
        ("<ol type=1><li>x</ol>", "1. x"),
        ("<ol reversed><li>c<li>b<li>a</ol>", "3. c\n\n<!-- -->\n\n2. b\n\n<!-- -->\n\n1. a"),
        ("<ol><li>a<li value=7>b<li>c<li value=x>d</ol>", "1. a\n\n<!-- -->\n\n7. b\n8. c\n9. d"),
        ("<ol reversed start=1><li>a<li>b</ol>", "1. a\n\n<!-- -->\n\n0. b"),
        ("<ol><li>a</ol><ol><li>b</ol>", "1. a\n\n<!-- -->\n\n1. b"),
        ("<ol><li>a</ol><ol start=2><li>b</ol><ul><li>c</ul>", "1. a\n\n2. b\n\n- c"),
        ("<ul><li>a<ul><li>b</ul><ol><li>c</ol></ul>", "- a\n\n    - b\n\n    1. c"),
        ("<ul><li>a<ul><li>b</ul><ul><li>c</ul></ul>", "- a\n    - b\n    - c"),
        ("<ul><li>a<ol reversed><li>b<li>c</ol></ul>", "- a\n\n    2. b\n\n    <!-- -->\n\n    1. c"),
        ("<dl><dt>T</dt><dt>U</dt><dd><p>E</p><p>F</p></dd></dl>", "T\nU\n:   E\n\n    F"),
        ("<dl><div><dt>T</dt><dd>D</dd></div></dl>", "T\n:   D"),
        ("<dl><dt>only a term</dl>", "only a term"),
        ("<ul><li>x<dl><dt>T</dt><dd>D</dd><dd>E</dd></dl></ul>", "- x\n\n    T\n    :   D\n    :   E"),
        ("<ul><li>x<dl><dt>T</dt><dd><p>D<p>E</dd></dl></ul>", "- x\n\n    T\n\n    D\n\n    E"),
        ("<ul><li>x<dl><dt>T</dt><dd>D<dl><dt>U</dt><dd>E</dd></dl></dd></dl></ul>",
         "- x\n\n    T\n\n    D\n\n    U\n    :   E"),
    ],
)  # fmt: skip
def test_lists_keep_their_items_and_levels(fragment, source):
    assert prose.from_html(fragment) == source


@pytest.mark.parametrize(
    ("fragment", "source"),
    [
        ("<blockquote><p>a</p><ul><li>b</ul><blockquote>c</blockquote></blockquote>", "> a\n>\n> - b\n>\n> > c"),
        ("<pre><code class='language-python'>x = '```'\n  y</code></pre>", "````python\nx = '```'\n  y\n````"),
        ("<pre>a<br>b</pre>", "```\na\nb\n```"),
        ("<blockquote><ul><li>a</ul><pre>b\n#</pre></blockquote>", "> - a\n>\n> <code>b</code>  \n> <code>#</code>"),
        ("<blockquote><pre>a\n\nb</pre></blockquote>", ">     a\n>\n>     b"),
    ],
)
def test_quotations_and_code_hold_what_they_held(fragment, source):
    assert prose.from_html(fragment) == source


@pytest.mark.parametrize(
    ("fragment", "source"),
    [
        ("<table><tr><th>a<th>b|c<tr><td>1<td>2<br>3</table>", "| a | b\\|c |\n| --- | --- |\n| 1 | 2<br>3 |"),
        ("<table><tr><td><b>a</b><td><b>b</b><tr><td>1<td>2</table>", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("<table><tr><td>1<td>2</table>", "|  |  |\n| --- | --- |\n| 1 | 2 |"),
        ("<table><tr><th colspan=2>a<th>b<tr><td rowspan=2>1<td>2<td>3<tr><td>4<td>5</table>",
         "| a |  | b |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n|  | 4 | 5 |"),
        ("<table><tr><td>1<td rowspan=2>2<tr><td>3<tr><td>4<td>5</table>",
         "|  |  |\n| --- | --- |\n| 1 | 2 |\n| 3 |  |\n| 4 | 5 |"),
        ("<table>loose<tr><td>a<td>b</table>", "loose\n\na\n\nb"),
        ("<table><tr><th>a<th>b<tr><td><ul><li>1<li>2</ul><td>3</table>", "| a | b |\n| --- | --- |\n| 1<br>2 | 3 |"),
        ("<table><caption>Title</caption><tr><th>a<th>b</table>", "Title\n\n| a | b |\n| --- | --- |"),
        ("<table><tr><td><p>layout</p><p>of words</p></table>", "layout\n\nof words"),
        ("<table role=presentation><tr><td>a<td>b</table>", "a\n\nb"),
        ("<table><tr><td><table><tr><td>inner<td>x</table><td>y</table>",
         "|  |  |\n| --- | --- |\n| inner | x |\n\ny"),
    ],
)  # fmt: skip
def test_tables_of_data_are_tables_and_those_of_layout_are_not(fragment, source):
    assert prose.from_html(fragment) == source


@pytest.mark.parametrize(
    ("fragment", "source"),
    [
        ("<p><img src='a.jpg' alt='A [b]'></p>", "![A [b]](https://paper.example/news/a.jpg)"),
        ("<figure><img src='/a.jpg'><figcaption>The <i>\"old\"</i> pier. <b>Photo: X</b></figcaption></figure>",
         '![](https://paper.example/a.jpg "The &quot;old&quot; pier. Photo: X")'),
        ("<figure><img src='/a.jpg'><figcaption><span>Pier</span><span>Photo: X</span></figcaption></figure>",
         '![](https://paper.example/a.jpg "Pier Photo: X")'),
        ("<div class='wp-caption'><img src='/a.jpg'><p class='wp-caption-text'>Pier</p></div>",
         '![](https://paper.example/a.jpg "Pier")'),
        ("<img src='data:image/gif;base64,AA' data-src='/late.jpg'>", "![](https://paper.example/late.jpg)"),
        ("<img srcset='/small.jpg 300w, /large.jpg 900w'>", "![](https://paper.example/large.jpg)"),
        ("<img srcset='/a.jpg 1x,/b.jpg 2x'>", "![](https://paper.example/b.jpg)"),
        ("<img srcset='/a,1.jpg 300w 20h, /b.jpg 200w 90h'>", "![](https://paper.example/a,1.jpg)"),
        ("<img srcset='/a.jpg, /b.jpg 2x'>", "![](https://paper.example/b.jpg)"),
        ("<img srcset=' , ,' src=/a.jpg>", "![](https://paper.example/a.jpg)"),
        ("<img src='story_files/a.jpg'>", "![](story_files/a.jpg)"),
        ("<p>words<img src='https://count.example/p.gif' width=1 height=1></p>", "words"),
        ("<figure><img src='data:image/gif;base64,AA'><figcaption>gone</figcaption></figure>", ""),
        ("<figure><img src='/a.jpg'><noscript><img src='/a.jpg'></noscript></figure>",
         "![](https://paper.example/a.jpg)"),
        ("<figure><table><tr><th>a<th>b</table><figcaption>Title</figcaption></figure>",
         "| a | b |\n| --- | --- |\n\nTitle"),
        ("<figure><blockquote>words</blockquote></figure>", "> words"),
        ("<figure><img src='/a.jpg'><figcaption>Pier</figcaption><p>Words beside it.</p></figure>",
         "![](https://paper.example/a.jpg)\n\nPier\n\nWords beside it."),
        ("<figure><video></video><figcaption>Pier, on film</figcaption></figure>", "Pier, on film"),
        (("<figure><figure><img src='/a.jpg'><figcaption>A</figcaption></figure><figure><img src='/b.jpg'></figure>"
         "<figcaption>Both</figcaption></figure>"),
         '![](https://paper.example/a.jpg "A")\n\n![](https://paper.example/b.jpg)\n\nBoth'),
    ],
)  # fmt: skip
def test_pictures_keep_their_captions_and_credits(fragment, source):
    assert prose.from_html(fragment, url=PAGE) == source


def test_what_a_number_links_to_and_what_links_back_is_a_footnote():
    assert prose.from_html(
        "<p>Stated<sup><a id='r7' href='#n7'>[7]</a></sup>: and again<a id='s' href='#n8'>*</a>.</p>"
        "<ol><li id='n7'>A <b>note</b>. <a href='#r7'>up</a></li>"
        "<li><p id='n8'>Another <a href='#s'>^</a></p></li></ol>"
        "<p>See <a href='#n7'>the notes</a>.</p>"
    ) == (
        "Stated[^1]: and again[^2].\n\nSee the notes.\n\n[^1]: A **note**.\n\n[^2]: Another"
    )  # fmt: skip


def test_a_reference_that_opens_a_line_does_not_become_a_definition():
    assert prose.from_html(
        "<p><a id='r' href='#n'>1</a>: a legend</p><p id='n'>Note <a href='#r'>up</a></p>"
    ).startswith("[^1]&#58; a legend")


def test_the_tree_is_not_changed():
    tree = html.fragment_fromstring("<div><h3>a</h3> <p>b <b>c</b></p></div>")
    before = html.tostring(tree)
    prose.markdown(tree, url=PAGE)

    assert html.tostring(tree) == before


SIGNS = "one two. 3. # - > * _x_ [a] (b) `c` <d> &amp; | : ~~~ !!! ! 1) ![i](j) {:.k} a_b \\ = --- ; ' \" $ [a]: [^1]"


def element(tags):
    return lambda inner: st.tuples(st.sampled_from(tags), st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0].split()[0]}>"
    )


def wrapped(outer, tag):
    return lambda parts: f"<{outer}>{''.join(f'<{tag}>{part}</{tag}>' for part in parts)}</{outer}>"


WORDS = st.lists(st.sampled_from([*SIGNS.split(), " ", "\n"]), max_size=5).map(" ".join).map(entities.escape)
INLINE = st.recursive(
    st.one_of(WORDS, st.sampled_from(["<br>", "one"])),
    element(["b", "i", "em", "strong", "a href='http://x.example/y_(z)'", "code", "sup", "del", "span"]),
    max_leaves=6,
)
BLOCKS = st.recursive(
    INLINE,
    lambda inner: st.one_of(
        element(["p", "div", "h2", "h3", "blockquote", "section", "details", "summary", "figure"])(inner),
        element(["ul", "ol reversed", "ol start=9", "li", "dd", "table", "b", "i"])(inner),
        st.lists(inner, max_size=3).map(wrapped("dl", "dd")),
        st.lists(st.tuples(WORDS, inner), max_size=2).map(
            lambda parts: f"<dl>{''.join(f'<dt>{term}</dt><dd>{told}</dd>' for term, told in parts)}</dl>"
        ),
        st.lists(inner, max_size=3).map(wrapped("ul", "li")),
        st.lists(inner, max_size=3).map(wrapped("ol", "li")),
        st.lists(st.lists(inner, min_size=2, max_size=2).map(wrapped("tr", "td")), max_size=3).map(
            lambda rows: f"<table>{''.join(rows)}</table>"
        ),
        WORDS.map(lambda words: f"<pre>{words}</pre>"),
    ),
    max_leaves=12,
)


def letters(markup):
    return "".join(entities.unescape(re.sub(r"<[^>]+>", "", markup)).split())


@settings(deadline=None, max_examples=250)
@given(BLOCKS)
@example("<i><b>one</b>one<b>one</b></i>")
@example("<ul><li>one<ul><li>two</li></ul><ol><li>3.</li></ol></li></ul>")
def test_the_words_of_a_page_are_read_back_whatever_tags_they_stood_in(fragment):
    tree = html.fragment_fromstring(fragment, create_parent="div")
    reader.reset()

    printed = reader.convert(prose.markdown(tree))

    assert letters(printed) == letters(html.tostring(tree, encoding="unicode"))


@settings(deadline=None, max_examples=150)
@given(BLOCKS)
@example(
    "<ul><li><dl><dt>one</dt><dd><dl></dl></dd><dt>one</dt><dd><dl><dd>one</dd><dd>3.</dd></dl></dd></dl></li></ul>"
)
def test_the_words_of_a_page_are_those_that_the_site_prints(fragment):
    tree = html.fragment_fromstring(fragment, create_parent="div")

    printed = body.render(prose.markdown(tree), options=Markdown()).html

    assert letters(printed) == letters(html.tostring(tree, encoding="unicode"))


def emphasised(node, held=frozenset()):
    held |= {"b": {"strong"}, "i": {"em"}, "strong": {"strong"}, "em": {"em"}}.get(node.tag, set())
    for words, child in [(node.text, None), *((child.tail, child) for child in node)]:
        if child is not None:
            yield from emphasised(child, held)
        yield from ((letter, held) for letter in "".join((words or "").split()))


@settings(deadline=None, max_examples=150)
@given(st.recursive(st.sampled_from(["one", "two ", " three"]), element(["b", "i", "span"]), max_leaves=8))
@example("<b>one</b><i>two<b>three</b></i><b><i>one</i>two</b>")
@example("<i><b>one</b> two</i> <i>three</i><b>one</b>")
def test_every_letter_keeps_its_emphasis(fragment):
    reader.reset()
    printed = reader.convert(prose.from_html(fragment))

    expected = list(emphasised(html.fragment_fromstring(fragment, create_parent="div")))
    assert list(emphasised(html.fragment_fromstring(printed, create_parent="div"))) == expected
