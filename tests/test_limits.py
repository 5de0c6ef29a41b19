"""A document that the library would read for minutes is refused; one of any length that people write is not."""

import pytest
from sites import CONFIG

from generator import errors
from generator.config import Markdown
from generator.render import body
from generator.render.markdown import limits

HOSTILE = {
    "nested lists": "".join("    " * depth + "- a\n" for depth in range(1_500)),
    "nested definitions": "a\n" + "\n".join("    " * depth + ": b" for depth in range(200)),
    "nested quotations": "\n".join(">" * depth + " a" for depth in range(1_000)),
    "brackets": "<b>" + "[" * 8_000,
    "links that do not end": "[a](b " * 4_000,
    "links in links": "[" * 4_000 + "a" + "](b)" * 4_000,
    "marked sections": "<![CDATA[" * 5_000,
    "comments": "<!--\n" * 5_000,
    "tags": "<a " * 5_000,
    "ticks": " ".join("`" * length for length in range(1_000)),
    "one footnote": "[^1]: u\n\n" + "[^1] " * 4_000,
    "abbreviations": "".join(f"*[a{number}]: u\n" for number in range(4_000)),
    "headings": "# a\n" * 9_000 + "<b>",
    "rules": "***\n" * 9_000 + "<b>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_with_its_line_and_what_to_do(name):
    with pytest.raises(errors.ContentError, match="would take minutes") as caught:
        body.render(f"Words.\n\n{HOSTILE[name]}", options=Markdown())

    assert caught.value.hint
    assert caught.value.where is not None
    assert caught.value.where.line >= 3


def test_the_next_document_is_read_as_if_nothing_had_been_refused():
    alone = body.render("A `word` <b>and</b> [more][x].", options=Markdown())
    for source in HOSTILE.values():
        with pytest.raises(errors.ContentError):
            body.render(f"[x]: /y\n\n{source}", options=Markdown())

        assert body.render("A `word` <b>and</b> [more][x].", options=Markdown()) == alone


PARAGRAPH = "The council [of nine] met on *Monday*, and [said](https://example.org/a_b) `so` -- <b>twice</b>. " * 5
LONG = {
    "prose": PARAGRAPH.replace("<b>twice</b>", "twice") + "\n\n",
    "with tags": f"{PARAGRAPH}\n\n",
    "lists": f"- {PARAGRAPH}\n- a <i>b</i>\n\n",
    "nested": "- a\n\n    - b\n\n        - c <i>d</i>\n\n> a\n> > b\n\n",
    "code": "```\nif a < b: x[0][1] = [`y`]\n```\n\n    <a> < b\n\n",
    "tables": "| a | b |\n|---|---|\n| [c](d) | `e` |\n\n",
    "notes": "So.\n\n<div>\n\nWords [^a].\n\n</div>\n\n",
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_document_is_not_refused(name):
    limits.check(LONG[name] * (5_000_000 // len(LONG[name]) if name != "notes" else 900))


@pytest.mark.parametrize("name", LONG)
def test_a_text_of_one_block_may_be_long(name):
    limits.check_text(LONG[name] * (2_000_000 // len(LONG[name])))


def test_prose_of_five_million_characters_is_read():
    made = body.render((LONG["prose"]) * (5_000_000 // len(LONG["prose"])), options=Markdown())

    assert made.words > 500_000


def test_the_error_names_the_line_of_the_file_and_the_rest_is_printed(paper):
    paper.write(
        {
            "tearsheet.toml": CONFIG,
            "content/articles/bad.md": "---\ntitle: Bad\n---\n\n\nWords.\n\n" + HOSTILE["links that do not end"],
            "content/articles/good.md": "---\ntitle: Good\n---\n\nWords.\n",
        }
    )

    built = paper.build()

    assert str(built.errors[0].where) == "content/articles/bad.md:8:1"
