"""Pages of eleven languages, each with a share bar, a cookie line, a pitch, teasers and a footer in its own words."""

from pathlib import Path
from typing import NamedTuple

import pytest

from generator.convert import capture, language, relative
from generator.errors import Note
from generator.model import Source

FIXTURES = Path(__file__).parent / "fixtures" / "languages"


class Page(NamedTuple):
    authors: tuple[str, ...]
    place: str | None
    agency: str | None
    day: str | None
    first: int
    """The line of the first paragraph."""

    subhead: int
    correction: int


EXPECTED = {
    "en": Page(("Moira Tennant", "Col Abiodun"), "CALDER MOUTH", "Estuary Wire", None, 17, 23, 27),
    "fr": Page(("Clémence Vautrin", "Hugo Delmas"), "SAINT-AUBRAC", "Agence du Sud", "3 mars", 16, 22, 26),
    "de": Page(("Jutta Brenneis", "Ole Färber"), "LINDENAU", "bna", None, 16, 22, 26),
    "es": Page(("Lucía Barrantes", "Mateo Olmedo"), "RIBERA ALTA", "Agencia Levante", "3 mar", 16, 22, 26),
    "pt": Page(("Lúcia Barreto", "Mateus Olinto"), "VILA MARÉ", "Agência Maré", "3 mar", 16, 22, 26),
    "af": Page(("Marietjie van Rensburg", "Kobus Adonis"), "Riviermond", None, None, 16, 22, 26),
    "ru": Page(("Марина Теплова",), "ПРИРЕЧЕНСК", None, "3 марта", 16, 22, 26),
    "ar": Page(("ليلى الحداد",), "مرسى النهر", "وكالة الساحل", None, 16, 22, 26),
    "he": Page(("מירב תנעמי", "עומר אבידור"), None, None, None, 16, 22, 26),
    "zh": Page(("林晓梅",), "河口", "海岸社", "3月3日", 16, 22, 26),
    "ja": Page(("林美咲",), "川口町", "海岸通信", None, 16, 22, 26),
}


def page(name):
    return (FIXTURES / f"{name}.txt").read_text(encoding="utf-8")


def convert(text, **facts):
    data = text if isinstance(text, bytes) else text.encode()
    made = list(capture.convert(Source(path="articles/page.txt", data=data, sha256="", **facts)))
    (article,) = [each for each in made if not isinstance(each, Note)]
    return article, [each for each in made if isinstance(each, Note)]


def body_lines(name):
    """The lines of the article, subhead and all, without what the page set between them."""
    lines, there = page(name).split("\n"), EXPECTED[name]
    subhead = [f"## {lines[there.subhead - 1]}"]
    above = [lines[there.first - 1], *lines[there.first + 1 : there.first + 3]]
    return above + subhead + lines[there.subhead : there.subhead + 3]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_in_any_language_is_its_article_and_nothing_of_the_page(name):
    article, _ = convert(page(name))

    assert article.body.rstrip("\n").split("\n\n") == body_lines(name)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_page_says_of_its_article_is_read_in_its_language(name):
    article, notes = convert(page(name))
    lines, there = page(name).split("\n"), EXPECTED[name]
    place, agency, day = there.place, there.agency, there.day

    titled = next(at for at, line in enumerate(lines) if line == article.title)
    assert article.subtitle == lines[titled + 1]
    assert article.lang == name
    assert tuple(author.name for author in article.authors) == there.authors
    assert (article.published.text, article.published_basis) == ("2024-03-03", "stated")
    filed = article.dateline
    assert ((filed.place, filed.agency, filed.date) if filed else (None, None, None)) == (place, agency, day)
    (correction,) = article.corrections
    assert lines[there.correction - 1].endswith(correction.text)
    assert article.missing == ("url", "licence")
    assert notes == []


@pytest.mark.parametrize("name", EXPECTED)
def test_the_language_of_some_prose_is_certain_and_that_of_a_phrase_is_not(name):
    body = body_lines(name)

    assert language.of(body) == name
    assert language.of(body[3:4]) is None


def test_the_sites_kind_of_a_language_stands_where_it_is_the_same_language():
    article, _ = convert(page("en"), lang="en-ZA")

    assert article.lang == "en-ZA"


def test_a_mixture_of_languages_is_in_none():
    assert language.of(body_lines("en")[:1] + body_lines("de")[:1] + body_lines("ru")[:2]) is None


@pytest.mark.parametrize(
    ("name", "words", "word"),
    [
        ("en", "She will decide, she said yesterday.", "yesterday"),
        ("de", "Das sagte sie am vergangenen Montag.", "am vergangenen Montag"),
        ("fr", "Elle l'a dit lundi dernier.", "lundi dernier"),
        ("es", "Lo dijo ayer.", "ayer"),
        ("pt", "Ela disse isso ontem.", "ontem"),
        ("ru", "Об этом она сказала вчера.", "вчера"),
        ("ar", "قالت ذلك أمس", "أمس"),
        ("he", "היא אמרה זאת אתמול.", "אתמול"),
        ("zh", "她昨天说。", "昨天"),
        ("ja", "昨日、彼女は話した。", "昨日"),
        ("af", "Sy het dit gister gesê.", "gister"),
        ("en", "The yesterdays of the town are many, and Mondays are long.", None),
        ("xx", "yesterday", None),
    ],
)
def test_a_word_that_means_the_readers_day_is_seen(name, words, word):
    assert relative.first(["Nothing.", words], name) == (word and (1, word))


def test_an_undated_page_says_which_of_its_words_want_a_date():
    undated = page("en").replace("Published: 3 March 2024\n", "").replace("on Thursday", "yesterday")

    article, notes = convert(undated)

    (note,) = notes
    assert article.published is None
    assert (note.code, note.severity, note.where.line) == ("relative-time", "info", 18)
    assert "yesterday" in article.body
