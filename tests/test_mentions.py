import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sites import CONFIG, Paper, entity, story

from generator.link import mask
from generator.render import mentions


def linked(printed, text, **named):
    """Link names in a printed text; each name given as its address stands wherever it stands in the Markdown."""
    plain = mask.plain(text)
    places = [
        (address, mentions.Places(plain, [found.span() for found in re.finditer(re.escape(words), plain)]))
        for address, words in named.items()
    ]
    return mentions.link(printed, places, opening=lambda address: f'<a href="{address}">')


def test_the_first_mention_becomes_a_link_and_the_second_does_not():
    assert (
        linked("<p>Ada met Bo. Ada left.</p>", "Ada met Bo. Ada left.", a="Ada", b="Bo")
        == '<p><a href="a">Ada</a> met <a href="b">Bo</a>. Ada left.</p>'
    )


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("<h2>Ada</h2>", "## Ada"),
        ('<p><a href="x">Ada</a></p>', "[Ada](x)"),
        ('<p><a href="x"><em>Ada</em> there</a></p>', "[*Ada* there](x)"),
        ("<pre><code>Ada</code></pre>", "Ada"),
        ('<p><img alt="Ada > all" src="ada.png"></p>', "Ada"),
    ],
)
def test_headings_links_code_and_attributes_are_left_alone(printed, text):
    assert linked(printed, text, a="Ada") == printed


def test_a_mention_after_one_that_cannot_be_a_link_is_taken_instead():
    assert linked("<h2>Ada</h2><p>So Ada left.</p>", "## Ada\n\nSo Ada left.", a="Ada") == (
        '<h2>Ada</h2><p>So <a href="a">Ada</a> left.</p>'
    )


def test_a_name_inside_another_name_is_no_mention():
    text = "The Apple Daily closed. Then Apple said so."
    plain = mask.plain(text)
    places = mentions.Places(plain, [(plain.index("Apple said"), plain.index("Apple said") + 5)])
    made = mentions.link(f"<p>{text}</p>", [("a", places)], opening=lambda address: f'<a href="{address}">')
    assert made == '<p>The Apple Daily closed. Then <a href="a">Apple</a> said so.</p>'


def test_signs_and_line_breaks_and_quotes_are_no_obstacle():
    made = linked("<p>AT&amp;T and Bo\nO’Neil’s firm</p>", "AT&T and Bo\nO'Neil's firm", a="AT&T", b="Bo\nO'Neil")
    assert made == '<p><a href="a">AT&amp;T</a> and <a href="b">Bo\nO’Neil</a>’s firm</p>'


@given(st.text(alphabet="AdBo <>&;'\n*_`#[]()", max_size=60))
def test_no_word_of_a_text_changes(text):
    printed = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>"
    made = linked(printed, text, a="Ad", b="Bo")
    assert html.fromstring(made).text_content() == html.fromstring(printed).text_content()


@pytest.fixture
def paper(tmp_path):
    paper = Paper(tmp_path / "paper")
    paper.write({"tearsheet.toml": CONFIG, "content/entities/ada-lind.md": entity("Ada Lind")})
    return paper


SAID = "Ada Lind was on the quay with Bo Berg. Ada Lind left."
SOURCE = [{"role": "publisher", "name": "The Courier", "url": "https://courier.example/a"}]


@pytest.mark.parametrize(
    ("front", "links"),
    [
        ({}, 1),
        ({"provenance": SOURCE}, 0),
        ({"provenance": SOURCE, "licence": {"status": "cc", "id": "CC-BY-ND-4.0", "edits": "none"}}, 0),
        ({"provenance": SOURCE, "licence": {"status": "granted", "edits": "style"}}, 1),
    ],
)
def test_a_body_links_whom_it_names_where_its_licence_allows_edits(paper, front, links):
    paper.write({"content/articles/one.md": story("One", SAID, **front)})
    assert paper.build().errors == ()
    body = html.fromstring(paper.page("/articles/one/")).xpath("//*[contains(@class, 'e-content')]")[0]
    assert [a.get("href") for a in body.xpath(".//a[@class='entity']")] == ["../../entities/ada-lind/"] * links
    assert body.text_content().strip() == SAID


def test_a_name_without_a_page_is_no_link_until_a_second_article_names_it(paper):
    paper.write({"content/articles/one.md": story("One", SAID)})
    paper.build()
    assert "bo-berg/" not in paper.page("/articles/one/")
    paper.write({"content/articles/two.md": story("Two", "Bo Berg came back.")})
    assert "/articles/one/" in paper.changes()
    assert paper.page("/articles/one/").count('<a class="entity" href="../../entities/bo-berg/">Bo Berg</a>') == 1


def test_a_name_that_stands_in_a_heading_first_becomes_a_link_below_it(paper):
    paper.write({"content/articles/one.md": story("One", f"The quay was empty.\n\n## Ada Lind leaves\n\n{SAID}")})
    assert paper.build().errors == ()
    body = html.fromstring(paper.page("/articles/one/")).xpath("//*[contains(@class, 'e-content')]")[0]
    (link,) = body.xpath(".//a[@class='entity']")
    assert (link.getparent().tag, link.text_content()) == ("p", "Ada Lind")


def test_a_name_in_letters_that_are_put_together_becomes_a_link(paper):
    paper.write({"content/entities/jose-lind.md": entity("Jos\u00e9 Lind")})
    paper.write({"content/articles/one.md": story("One", "Here came Jose\u0301 Lind, late.")})
    assert paper.build().errors == ()
    assert '<a class="entity" href="../../entities/jose-lind/">Jose\u0301 Lind</a>' in paper.page("/articles/one/")
