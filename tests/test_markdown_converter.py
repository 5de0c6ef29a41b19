import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.convert import markdown
from generator.convert.lead import lead
from generator.errors import ContentError
from generator.model import Article, Entity, Page, Source


def converted(text, *, title=None, kind="article", path="a.md", line=1, lang="en"):
    data = text.encode() if isinstance(text, str) else text
    source = Source(path=path, data=data, sha256="", kind=kind, title=title, line=line, lang=lang)
    (content,) = markdown.convert(source)
    return content


def test_files_with_a_suffix_of_markdown_are_read():
    for path, said in {"a.md": 10, "b/c.MARKDOWN": 10, "a.txt": 0, "md": 0, ".md": 0}.items():
        assert markdown.accepts(Source(path=path, data=b"", sha256="")) == said


def test_a_heading_at_the_top_is_the_title_and_leaves_the_body():
    article = converted("\n# Rain over the *harbour* #\n\nIt rained.\n\n## Later\n\nIt stopped.\n", line=4)

    assert article.title == "Rain over the harbour"
    assert article.body == "It rained.\n\n## Later\n\nIt stopped."
    assert article.line == 7


def test_an_underlined_heading_at_the_top_is_the_title_too():
    article = converted("Rain\n====\n\nIt rained.")

    assert (article.title, article.body, article.line) == ("Rain", "It rained.", 4)


def test_attributes_of_a_heading_are_no_part_of_the_title():
    assert converted("# Rain {#top .wide}\n\nx").title == "Rain"


def test_a_heading_that_repeats_the_stated_title_is_taken_off():
    article = converted("# RAIN  over Lisbon\n\nIt rained.", title="Rain over Lisbon")

    assert (article.title, article.body) == ("Rain over Lisbon", "It rained.")


def test_a_heading_that_is_not_the_stated_title_goes_one_level_down():
    article = converted("# Part one\n\nIt rained.\n\n## Later\n", title="Rain")

    assert (article.title, article.body) == ("Rain", "## Part one\n\nIt rained.\n\n### Later")


def test_a_heading_below_other_text_gives_the_title_and_stays():
    article = converted("It rained.\n\n# Rain\n")

    assert (article.title, article.body) == ("Rain", "It rained.\n\n## Rain")


def test_every_heading_goes_down_where_one_of_level_1_is_left():
    body = "# Title\n\n# One\n\n###### Deepest\n\nTwo\n===\n\nThree\n---\n\nEnd"

    assert converted(body).body == "## One\n\n###### Deepest\n\n## Two\n\n\n### Three\n\n\nEnd"


def test_no_heading_moves_where_none_of_level_1_is_left():
    body = "## One\n\nTwo\n---\n\n### Three"

    assert converted(f"# Title\n\n{body}").body == body


@pytest.mark.parametrize(
    "block",
    [
        "```sh\n# a comment\n```",
        "~~~~\n# a\n~~~\n# b\n~~~~",
        "    # indented",
        "<pre>\n# a\n</pre>",
        "<!-- \n# a\n-->",
        "#hashtag",
        "- item\n===",
        "> quoted\n===",
        "a line\nanother\n===",
        "\\# escaped",
    ],
)
def test_what_only_looks_like_a_heading_is_none(block):
    text = f"It rained.\n\n{block}\n\n## Later"

    assert converted(text).body == text
    assert converted(text).title == ""


def test_code_that_a_comment_closes_on_its_line_hides_nothing():
    assert converted("<!-- a -->\n\n# Rain\n\nx").title == "Rain"


def test_the_kind_of_the_file_is_the_kind_of_its_content():
    page = converted("# About\n\nUs.", kind="page", lang="pt")
    entity = converted("# Alipay\n\nA service.", kind="entity")

    assert page == Page(id="", path="a.md", title="About", body="Us.", line=3, lang="pt")
    assert isinstance(entity, Entity)
    assert (entity.name, entity.body) == ("Alipay", "A service.")


def test_front_matter_may_be_all_there_is():
    assert converted("", title="Rain", line=5) == Article(id="", path="a.md", title="Rain", body="", line=6)


def test_line_ends_of_windows_become_plain_ones():
    assert converted("\ufeff# Rain\r\n\r\nIt\r\nrained.\r\n").body == "It\nrained."


def test_a_file_that_is_no_text_is_refused():
    with pytest.raises(ContentError, match=r"content/a\.md:1:1: .* is no text"):
        converted(b"\x00\x01\x02")


blocks = st.sampled_from(
    [
        "It rained.",
        "# One",
        "## Two",
        "One\n===",
        "Two\n---",
        "```\n# code\n```",
        "    # c",
        "> # d",
        "",
        "***",
    ]
)


def ones(body):
    """Count headings of level 1 as Python-Markdown prints them."""
    import markdown as library

    return library.markdown(body, extensions=["fenced_code"]).count("<h1")


@given(st.lists(blocks, max_size=6).map("\n\n".join), st.sampled_from([None, "One", "Rain"]))
def test_no_body_has_a_heading_of_level_1(text, title):
    assert ones(converted(text, title=title).body) == 0


@given(st.lists(blocks.filter(lambda block: "One" not in block and block[0:1] != ">"), max_size=6).map("\n\n".join))
def test_a_body_without_headings_of_level_1_is_verbatim(text):
    article = converted(f"# Title\n\n{text}")

    assert article.body == "\n".join(text.split("\n")[article.line - 3 :]).rstrip()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.just("\n"), max_size=80))
def test_any_text_is_markdown(text):
    assert set(converted(text).body.split()) <= set(text.split()) | {"##", "###", "####", "#####", "######"}


def test_headings_of_a_quotation_go_down_among_themselves():
    assert converted("## Ours\n\n> # Theirs\n> ## Below").body == "## Ours\n\n> ## Theirs\n> ### Below"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("See <https://x.example/a_b> and [this](y.md).", "See https://x.example/a_b and this."),
        ("Write to <ada@x.example>.", "Write to ada@x.example."),
        ("A&nbsp;quay &copy; &#233; &mdash; AT&T &bogus; &amp;lt;", "A quay © é — AT&T &bogus; &lt;"),
        ("It <b>rained</b>, *hard*, [^1] it `did`.", "It rained, hard, it did."),
    ],
)
def test_the_lead_of_a_body_is_its_first_words_as_they_are_read(body, words):
    assert lead(f"# Rain\n\n![x](y.png)\n\n{body}\n\nMore.") == words
