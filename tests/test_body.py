import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from generator import errors
from generator.config import Markdown
from generator.render.body import render
from generator.render.rendered import Heading

PLAIN = Markdown()


def html(source, **options):
    return render(source, options=Markdown(**options)).html


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("A *word* and a **stress**.", "<p>A <em>word</em> and a <strong>stress</strong>.</p>"),
        ("Term\n: Meaning", "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>"),
        ("The AU met.\n\n*[AU]: African Union", '<p>The <abbr title="African Union">AU</abbr> met.</p>'),
        ("- one\n\n1. first", "<ul>\n<li>one</li>\n</ul>\n<ol>\n<li>first</li>\n</ol>"),
        ("A line {: .lead }", "<p>A line {: .lead }</p>"),
        ("A line\n{: .lead #top }", '<p class="lead" id="top">A line</p>'),
        ('He said "no" -- twice.', '<p>He said "no" -- twice.</p>'),
    ],
)  # fmt: skip
def test_the_extensions_promised_are_there(source, printed):
    assert html(source) == printed


def test_an_admonition_is_classes_alone():
    assert html('!!! note "Mind this"\n    words') == (
        '<div class="admonition note">\n<p class="admonition-title">Mind this</p>\n<p>words</p>\n</div>'
    )


def test_code_is_highlighted_by_classes():
    printed = html("```python\nreturn 1\n```")

    assert printed.startswith('<div class="highlight"><pre>')
    assert '<span class="k">return</span>' in printed
    assert "style=" not in printed


def test_code_in_no_language_is_not_guessed():
    assert "<span class" not in html("```\n#!/bin/sh\nreturn 1\n```")


def test_a_table_aligns_its_cells_by_classes():
    printed = html("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 {: .wide align=right } |")

    assert '<th class="align-left">a</th>\n<th class="align-center">b</th>\n<th class="align-right">c</th>' in printed
    assert '<td class="wide align-right">4</td>' in printed
    assert "style" not in printed


def test_a_picture_alone_with_a_title_is_a_figure_with_a_caption():
    assert html('![A harbour](harbour.jpg "The *old* harbour & pier")') == (
        '<figure><img src="harbour.jpg" alt="A harbour"><figcaption>The *old* harbour &amp; pier</figcaption></figure>'
    )
    assert html('![A harbour](https://x.example/h.jpg "At dawn")') == (
        '<figure><a href="https://x.example/h.jpg" class="remote-image">A harbour</a>'
        "<figcaption>At dawn</figcaption></figure>"
    )


@pytest.mark.parametrize("source", ["![a](b.jpg)", 'Words ![a](b.jpg "c")', '![a](b.jpg "c") ![d](e.jpg "f")'])
def test_a_picture_among_words_or_without_a_title_is_no_figure(source):
    assert "<figure" not in html(source)


@pytest.mark.parametrize(
    "source",
    [
        "words\n{: style='color:red' onclick='x()' }",
        "[words](https://example.org){: style='x' onmouseover='x()' target=_blank }",
        "```{.python style=monokai noclasses=True}\nx = 1\n```",
        '<p style="x" onclick="x()">words</p>',
        "| a |\n|---|\n| b {: style=x } |",
        "[words](javascript:alert)",
        "<a href='javascript:alert(1)'>words</a>",
        "<script>x = 1</script>words",
    ],
)
def test_no_style_handler_or_script_comes_out(source):
    try:
        printed = html(source)
    except errors.ContentError:
        return
    assert not [word for word in ("style", "onclick", "onmouseover", "javascript", "script") if word in printed]


def test_headings_keep_their_levels_and_make_the_contents():
    made = render("## Über die *Brücke*\n\n### 東京 & C++\n\n## Über die Brücke\n\n## Set {#mine}", options=PLAIN)

    assert made.contents == (
        Heading(level=2, id="uber-die-brucke", text="Über die Brücke"),
        Heading(level=3, id="東京-c", text="東京 & C++"),
        Heading(level=2, id="uber-die-brucke_1", text="Über die Brücke"),
        Heading(level=2, id="mine", text="Set"),
    )
    assert '<h2 id="uber-die-brucke">Über die <em>Brücke</em></h2>' in made.html


def test_headings_have_no_permalinks_unless_asked():
    assert "<a" not in html("## Head")
    assert 'href="#head"' in html("## Head", options={"toc": {"permalink": True}})


def test_footnotes_have_the_same_ids_in_every_document():
    source = "Second[^b] first[^a].\n\n[^a]: A note.\n[^b]: Another."

    first = html(source)

    assert 'id="fn:b"' in first
    assert 'id="fnref:b"' in first
    assert html(source) == first
    assert first.index("Another.") < first.index("A note.")


def test_one_document_leaves_nothing_to_the_next():
    alone = html("The AU[^1] [said][x].")
    html("The AU[^1] [said][x].\n\n*[AU]: Union\n\n[^1]: note\n\n[x]: https://example.org")

    assert html("The AU[^1] [said][x].") == alone


def test_relative_targets_are_asked_for_and_no_others():
    asked = []

    def resolve(target):
        asked.append(target)
        return f"/site/{len(asked)}/"

    made = render(
        "[a](../b.md#c) ![d](e.jpg) [f](https://g.example) [h](#i) <a href='raw.html'>j</a>\n\n[k]\n\n[k]: l.md",
        options=PLAIN,
        resolve=resolve,
    )

    assert asked == ["../b.md#c", "e.jpg", "raw.html", "l.md"]
    assert '<a href="/site/1/">a</a> <img src="/site/2/" alt="d"> <a href="https://g.example">f</a>' in made.html
    assert '<a href="#i">h</a>' in made.html


def test_the_first_words_are_plain_text():
    made = render(
        "![map](map.png)\n\nCAPE TOWN - *Rain* fell &amp; fell[^1].\n\n## Then\n\nIt stopped.\n\n[^1]: So it is said.",
        options=PLAIN,
    )

    assert made.first == "CAPE TOWN - Rain fell & fell."
    assert made.opens_with == "CAPE TOWN - Rain fell & fell. Then It stopped. So it is said."
    assert made.words == 12


def test_nothing_makes_an_empty_body():
    made = render(" \n", options=PLAIN)

    assert (made.html, made.contents, made.words, made.first, made.opens_with) == ("", (), 0, "", "")


def test_extensions_and_options_of_the_site_are_used():
    assert html('"Yes" -- no', smart_punctuation=True) == "<p>“Yes” – no</p>"
    assert html("The AU.\n\n*[AU]: Union", extensions=()).count("<p>") == 2
    assert "style" not in html("| a |\n|:-:|\n| b |", options={"tables": {"use_align_attribute": False}})


def test_code_stays_plain_where_highlighting_is_off():
    assert html("```python\nx\n```", highlight=False) == '<pre><code class="language-python">x\n</code></pre>'


class Shout(Extension):
    def extendMarkdown(self, md):  # noqa: N802 the name is Python-Markdown's
        md.preprocessors.register(_Shout(md), "shout", 1)


class _Shout(Preprocessor):
    def run(self, lines):
        if "fail" in lines:
            raise KeyError("lost")
        return [line.upper() for line in lines]


def test_an_extension_of_others_works_and_what_it_prints_is_sanitised():
    assert html("<b onclick=x>words</b>", extensions=(f"{__name__}:Shout",)) == "<p><b>WORDS</b></p>"


def test_an_extension_that_fails_is_an_error_of_the_content():
    with pytest.raises(errors.ContentError, match="KeyError"):
        html("fail", extensions=(f"{__name__}:Shout",))


def test_an_extension_that_is_not_there_is_an_error_of_the_configuration():
    with pytest.raises(errors.ConfigError, match="no_such_extension"):
        html("words", extensions=("no_such_extension",))


@pytest.mark.parametrize("piece", [">", "- ", "[", "*a_", "<div>", "<b>", "    - a\n"])
def test_a_document_that_nests_without_end_is_printed_or_refused(piece):
    try:
        made = render(piece * 2_000, options=PLAIN)
    except errors.ContentError as error:
        assert error.hint  # noqa: PT017 either outcome will do; an error must say what to do
    else:
        assert isinstance(made.html, str)


SIGNS = "# > - * _ ` ``` | [ ] ( ) ! < > & { } : \\ ~~~ !!! [^1] [^1]: <b> </b> <div> --- 1. a b word"


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from([*SIGNS.split(), " ", "\n", "\n\n", "    "]), max_size=25).map("".join))
def test_what_is_printed_does_not_depend_on_what_was_printed_before(source):
    def attempt():
        try:
            return render(source, options=PLAIN)
        except errors.ContentError as error:
            return str(error)

    first = attempt()
    html("## Another\n\n[^1]\n\n[^1]: document\n\n*[b]: bee")

    assert attempt() == first


def test_no_body_prints_a_second_headline():
    made = render("<h1>Raw</h1>\n\n- # In a list\n\n# At the top", options=PLAIN)

    assert "<h1" not in made.html
    assert made.html.count("<h2") == 3
    assert {heading.level for heading in made.contents} == {2}
