"""What is found in texts that are not in English, or not composed."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import generator.link
from generator.link import lexicon, registry
from generator.link.composed import compose, composed
from generator.link.recognise import recognise
from generator.model import Entity

WORDS = Path(generator.link.__file__).parent / "words"
LEXICON = lexicon.parse({name: (WORDS / name).read_bytes() for name in lexicon.FILES})


def found(body, *entities, lang):
    lookup = registry.lookup(registry.names(entities))
    return {thing.key: thing for thing in recognise(title="", body=body, lexicon=LEXICON, lookup=lookup, lang=lang)}


@pytest.mark.parametrize(
    ("lang", "body", "keys"),
    [
        (
            "de",
            (
                "Die Ministerin Clara Weber hat am Montag mit dem Vorstand der Quandel AG gesprochen. "
                "Das Essen war gut, der Haushalt nicht. Weber warnte vor Problemen in London. Im Herbst tagt der Rat."
            ),
            {"clara-weber", "quandel", "london"},
        ),
        (
            "fr-CA",
            (
                "Le Président de la Banque, Emmanuel Quandel, a rencontré lundi les ministres. "
                "Selon Quandel, la Tarn SA agira. Cette année, les Moines voteront."
            ),
            {"emmanuel-quandel", "tarn"},
        ),
        (
            "es",
            "El Presidente Pedro Quandel viajará a Buenos Aires. Los Ministros y la Junta lo acompañarán.",
            {"pedro-quandel", "buenos-aires"},
        ),
        ("ru", "Президент Виктор Квандель встретился с Министром. Компания Тарн сообщила о прибыли.", set()),
        ("zh", "集团创始人周一在港口表示,公司将与 Quandel 合作。", set()),
        ("ar", "قال الرئيس يوم الاثنين إن الحكومة ستعمل مع Quandel.", set()),
    ],
)
def test_in_another_language_only_what_is_a_name_in_any_is_found(lang, body, keys):
    assert set(found(body, lang=lang)) == keys


@pytest.mark.parametrize("lang", ["de", "zh", "ar", "ru"])
def test_the_registry_holds_in_every_language(lang):
    things = [
        Entity(id="firm", path="x", name="阿里巴巴", type="organisation"),
        Entity(id="city", path="x", name="القدس", type="place"),
        Entity(id="river", path="x", name="Волга", type="place"),
        Entity(id="mill", path="x", name="Mühle Quandel", type="organisation"),
    ]

    body = "我在阿里巴巴工作。 قالت القدس اليوم. Река Волга и Mühle Quandel."

    assert {key for key, thing in found(body, *things, lang=lang).items() if thing.registered} == {
        "firm",
        "city",
        "river",
        "mill",
    }


def test_an_accent_that_stands_apart_neither_hides_a_name_nor_moves_it():
    body = unicodedata.normalize("NFD", "Yesterday Zoé Quandlé of Tarn Corp met Éva Müller in Kraków. 각 Quandlé left.")

    things = found(body, lang="en")

    assert [
        body[place.start : place.end] for key in ("zoe-quandle", "eva-muller") for place in things[key].mentions
    ] == [unicodedata.normalize("NFD", name) for name in ("Zoé Quandlé", "Quandlé", "Éva Müller")]


@settings(deadline=None)
@given(st.text("aeZ \u0301\u0308éö\u1112\u1161\u11ab각😀", max_size=30))
def test_a_composed_text_knows_where_its_characters_stood(text):
    made, places = compose(text)

    assert composed(made)
    assert made == unicodedata.normalize("NFC", text)
    assert len(places) == len(made) + 1
    assert (places[0], places[-1]) == (0, len(text))
    for n, place in enumerate(places):
        if n and place != places[n - 1]:
            assert unicodedata.normalize("NFC", text[:place]) == made[:n]
