"""The words of a body, in order, are the words that print; and what is written as Markdown is read back the same."""

import hashlib
import html
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.config import Markdown
from generator.convert import capture, compose, frontmatter_write, markdown, read
from generator.convert import html as saved
from generator.convert.segment import Line
from generator.errors import Note
from generator.model import Article, Source
from generator.render import body

FIXTURES = Path(__file__).parent / "fixtures"
CAPTURES = sorted([*FIXTURES.glob("capture/*.txt"), *FIXTURES.glob("languages/*.txt")])
OPTIONS = Markdown()

SIGNS = """
    1. 1) # > + - * = == --- === ``` ~~~ : ::: [^1]: *[HTML]: | |-|-| !!! {:.x} $$ \\( \\[ [TOC] ![a](b) [[a]] [a][b]
    [a](b) [a]: <b> </p> <!-- --> <script> <?x?> &amp; &#65; &lt; &copy; & < > https://x.example/a_b_c <https://x.y>
    a@b.example é e\u0301 👩\u200d🚀 🏴 שלום العربية ٣. _a_ __a__ **a** *a* `a` ^a^ ~a~ ==a== -- ... "a" 'a' (c) a_b_c
    \\ \\* // %% {{a}} {%a%} a|b * _ ` [ ] ! ~ a<b wzxhzdk:0 klzzwxh:0001 \x02\x03 ++a++ :::a a:b [x] [ ] +++ ///
"""
WORD = st.one_of(
    st.sampled_from([*SIGNS.split(), "x", "and", "said", "  ", "the council"]),
    st.text(alphabet="ab *_`[]<>&|#-+=~:.!\\\"'(){}^\u0301א", max_size=6),
)
PARAGRAPH = st.lists(WORD, min_size=1, max_size=9).map(" ".join)
INLINE = re.compile(r"</?(?:em|strong|code|a|sup|sub|mark|del|span|abbr)\b[^>]*>")


def line(text, kind="body"):
    return Line(number=1, end=1, text=text, kind=kind, kept=True, confidence=1.0)


def printed(source):
    return html.unescape(re.sub(r"<[^>]+>", " ", INLINE.sub("", body.render(source, options=OPTIONS).html)))


def letters(text):
    return "".join(re.sub(r"[\x00-\x08\x0e-\x1f\x7f]", "", text).split())


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(PARAGRAPH, st.sampled_from(["body", "body", "subhead"])), min_size=1, max_size=4))
def test_the_letters_of_a_body_print_in_their_order(paragraphs):
    # Two lines with the same sign at their head are a list, whose signs are not printed as letters.
    kept = [line(text.strip(), kind) for text, kind in paragraphs if text.strip()]
    source = compose.markdown(kept)

    if not re.search(r"^(?:- |\| )", source, re.MULTILINE):
        assert letters(printed(source)) == letters(" ".join(each.text for each in kept))


@settings(max_examples=150, deadline=None)
@given(st.lists(PARAGRAPH.filter(letters), min_size=2, max_size=4))
def test_the_letters_of_a_list_print_in_their_order(items):
    source = compose.markdown([line(f"• {' '.join(item.split())}") for item in items])

    out = body.render(source, options=OPTIONS).html
    assert out.count("<li>") == len(items)
    assert letters(printed(source)) == letters(" ".join(items))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(PARAGRAPH, PARAGRAPH).filter(lambda pair: all(map(str.strip, pair))), min_size=2, max_size=4))
def test_the_letters_of_a_table_print_in_their_order(rows):
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    lines = [
        msgspec.structs.replace(line("\t".join(row)), number=number, end=number) for number, row in enumerate(cells)
    ]

    source = compose.markdown(lines)

    assert body.render(source, options=OPTIONS).html.count("<tr>") == len(rows)
    assert letters(printed(source)) == letters(" ".join(cell for row in cells for cell in row))


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.stem)
def test_a_capture_prints_the_words_of_its_body_and_no_others(path):
    data = path.read_bytes()
    source = Source(path="articles/a.txt", data=data, sha256="", title="A title of ours")
    kept = capture.record(source).of("body", "subhead")

    made = " ".join(printed(article.body) for article in capture.convert(source) if not isinstance(article, Note))

    bare = [re.sub(r"^[•-] ", "", each.text) for each in kept]
    assert letters(made) in {letters(" ".join(each.text for each in kept)), letters(" ".join(bare))}


def read_back(article):
    text = frontmatter_write.markdown(article)
    reading = read.read(
        path="articles/a.md",
        data=text.encode(),
        sidecar=None,
        site=read.ReadSettings(lang="en", timezone="UTC"),
        converters=(markdown,),
    )
    (content,) = reading.contents
    return content, [note for note in reading.notes if note.severity != "info"]


def without_place(article):
    """Of what is not written: where the file was, and what settling adds."""
    return msgspec.structs.replace(
        article,
        id="",
        path="",
        line=1,
        missing=(),
        licence=None,
        body=article.body.strip("\n"),
        published_basis="editor",
    )


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.stem)
def test_an_article_that_is_written_is_read_back_the_same(path):
    data = path.read_bytes()
    source = Source(path="a.txt", data=data, sha256=hashlib.sha256(data).hexdigest(), title="5: a *title* #1")
    article = next(made for made in capture.convert(source) if not isinstance(made, Note))

    again, notes = read_back(article)

    assert without_place(again) == without_place(article)
    assert again.published_basis == article.published_basis
    assert notes == []


SAVED = sorted(FIXTURES.glob("html/**/*.html"))


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_a_saved_page_that_is_written_is_read_back_the_same(path):
    data = path.read_bytes()
    source = Source(path="a.html", data=data, sha256=hashlib.sha256(data).hexdigest(), title="5: a *title* #1")
    article = next(made for made in saved.convert(source) if not isinstance(made, Note))

    again, notes = read_back(article)

    assert without_place(again) == without_place(article)
    assert letters(printed(again.body)) == letters(printed(article.body))
    assert notes == []


TITLE = (
    st.text(max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and text.isprintable() and "\ufeff" not in text)
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(TITLE, TITLE, st.lists(PARAGRAPH.filter(str.strip), min_size=1, max_size=4))
def test_any_words_that_are_written_are_read_back_the_same(title, subtitle, paragraphs):
    kept = [line(" ".join(text.split())) for text in paragraphs]
    article = Article(id="a", path="a.md", title=title, subtitle=subtitle, body=compose.markdown(kept))

    again, notes = read_back(article)

    assert (again.title, again.subtitle) == (title, subtitle)
    assert again.body.strip("\n") == article.body.strip("\n")
    assert notes == []
