import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.link import salience
from generator.link.salience import Place, layout, score

TITLE = "Mill opens\n\n"
BODY = "Dover - The mill opened.\n\nA mayor came to the mill.\n\nNobody else did."
TEXT = TITLE + BODY


def page(lead=0):
    return layout(TEXT, body=len(TITLE), lead=len(TITLE) + lead)


def at(word, form="full", *, after=0, possessive=False):
    start = TEXT.index(word, after)
    return Place(start, start + len(word), form, possessive)


def test_a_name_in_the_headline_outweighs_one_in_the_body():
    scores = score({"mill": [at("Mill")], "mayor": [at("mayor")]}, page())

    assert scores["mill"] == 1.0 > scores["mayor"] > 0


def test_the_first_paragraph_counts_more_than_the_second():
    scores = score({"first": [at("mill", after=len(TITLE))], "second": [at("mayor")]}, page())

    assert scores["first"] == 1.0
    assert scores["second"] == pytest.approx((1 + 1 / 3) / (2 + 1 + 1 / 3), abs=1e-3)


def test_a_line_before_the_story_is_not_its_opening():
    body = f"Monday, 4 May\n\nThe mill opened, {'as was said, ' * 8}on time.\n\nA mayor came."
    lines = layout(body, body=0, lead=0)

    def places(word):
        return [Place(body.index(word), body.index(word) + len(word), "full")]

    scores = score({"mill": places("mill"), "mayor": places("mayor")}, lines)

    assert lines.opening == 2
    assert scores["mill"] == 1.0 > scores["mayor"]


def test_a_dateline_counts_for_nothing():
    dateline = len("Dover -")

    assert score({"dover": [at("Dover")], "mill": [at("mill", after=20)]}, page(dateline))["dover"] == 0.0


def test_a_demonym_weighs_less_than_a_name_and_a_possessive_half():
    mayor = at("mayor")
    places = {
        "full": [mayor],
        "owner": [Place(mayor.start, mayor.end, "full", True)],
        "people": [Place(mayor.start, mayor.end, "demonym")],
    }

    scores = score(places, page())

    assert scores["full"] > scores["owner"] > scores["people"] > 0


def test_nothing_named_scores_nothing():
    assert score({}, page()) == {}
    assert score({"pinned": []}, page()) == {"pinned": 0.0}


def test_a_text_without_a_body_still_has_a_paragraph():
    assert layout("Mill opens\n\n", body=12, lead=12).paragraphs == (12,)


@given(st.dictionaries(st.sampled_from("abc"), st.lists(st.integers(0, len(TEXT) - 3), max_size=6), min_size=1))
def test_salience_lies_between_nothing_and_one_and_the_most_salient_has_one(starts):
    places = {key: [Place(start, start + 2, "full") for start in found] for key, found in starts.items()}

    scores = score(places, page())

    assert all(0.0 <= value <= 1.0 for value in scores.values())
    assert max(scores.values()) in (0.0, 1.0)
    assert (max(scores.values()) == 1.0) == any(places.values())


def test_the_floor_is_what_a_sidebar_shows():
    assert 0 < salience.FLOOR < 0.5
