"""How the lines of a text capture are judged: features, trees, the chain, and what is kept."""

import base64
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.convert import capture, columns, forest, segment, surroundings, verdict
from generator.convert.measured import Shapes
from generator.convert.tokens import words_of
from generator.errors import ContentError
from generator.model import Source

PROSE = (
    "The committee said on Tuesday that the bridge over the northern channel would be closed for repairs until autumn.",
    "Residents of the islands, who cross it every day, had asked for a ferry, and the council has found the money.",
    "It will leave every twenty minutes from the old pier, and the first passengers are expected on the first of May.",
)
MENU = ("Home", "News", "Sport", "Weather", "Log in", "Search")

lines = st.lists(
    st.one_of(
        st.sampled_from([*PROSE, *MENU, "1.", "2) x", "• item", "§", "日本語の行です。", "A: b"]), st.text(max_size=90)
    ),
    max_size=60,
).map(lambda found: [" ".join(line.split()) for line in found])


@given(st.text(st.sampled_from([*"aZ09_ -'’“”—…é日本ßİ\u00a0\t"]), max_size=40))
def test_words_are_what_letters_digits_and_underscores_are_together(text):
    assert words_of(text) == re.findall(r"\w+", text.lower())


@settings(max_examples=60, deadline=None)
@given(lines, st.booleans())
def test_every_feature_of_every_line_is_a_small_whole_number(found, blanks):
    texts = [line for line in found if line]
    near = surroundings.survey(Shapes(texts), [True] * (len(texts) + 1) if blanks else None)

    assert all(len(column) == len(near.places) for column in near.columns)
    assert all(value < forest.VALUES for column in near.columns for value in column)
    assert len(near.columns) == (len(surroundings.NAMES) if near.places else 0)


@settings(max_examples=60, deadline=None)
@given(lines)
def test_every_line_with_text_in_it_is_in_the_record_once_and_surely_no_more_than_certain(found):
    record = segment.segment(found)

    assert [line.number for line in record.lines] == [number for number, line in enumerate(found, 1) if line]
    assert all(0 <= line.confidence <= 1 for line in record.lines)
    assert 0 <= record.confidence <= 1


def test_a_line_repeated_a_thousand_times_is_judged_like_any_other():
    record = segment.segment([PROSE[0]] * 1000 + list(MENU) * 1000)

    assert len(record.lines) == 7000


def test_trees_asked_of_all_lines_at_once_say_what_each_says_when_it_is_walked():
    chance = random.Random(4)
    # Of the first group the answers 0 to 5 are a feature passed 3 or not, and another below 2, below 6 or above it.
    scores = [7, 200, 0, 31, 16, 5]
    one = {"asks": [[0, [3]], [2, [1, 5]]], "least": -90, "scores": base64.b64encode(bytes(scores)).decode()}
    other = {"asks": [[1, [5]]], "least": 12, "scores": base64.b64encode(bytes([0, 40])).decode()}
    rows = [[chance.randrange(8) for _ in range(3)] for _ in range(300)]

    walked = [
        -90 + scores[(row[0] > 3) + 2 * ((row[2] > 1) + (row[2] > 5))] + 12 + (40 if row[1] > 5 else 0) for row in rows
    ]

    grown = forest.load({"groups": [one, other]})
    judged = forest.judge([bytes(column) for column in zip(*rows, strict=True)], grown)
    assert judged == [steps / forest.STEPS for steps in walked]


def test_the_trees_that_are_shipped_know_the_features_by_their_places():
    assert forest.names() == surroundings.NAMES


flags = st.lists(st.integers(0, 1), min_size=1, max_size=80).map(bytes)


@given(flags)
def test_a_column_tells_for_all_lines_at_once_what_a_look_from_each_line_would(flagged):
    total = len(flagged)
    before = [next((away for away in range(at) if flagged[at - 1 - away]), 99) for at in range(total)]
    behind = [next((away for away in range(total - 1 - at) if flagged[at + 1 + away]), 99) for at in range(total)]

    assert [*columns.since(flagged)] == [min(away, columns.AWAY) for away in before]
    assert [*columns.until(flagged)] == [min(away, columns.AWAY) for away in behind]
    assert [*columns.above(flagged, 3)] == [sum(flagged[max(0, at - 3) : at]) for at in range(total)]
    assert [*columns.below(flagged, 8)] == [sum(flagged[at + 1 : at + 9]) for at in range(total)]
    assert [*columns.around(flagged, 2)] == [sum(flagged[max(0, at - 2) : at + 3]) for at in range(total)]


@pytest.mark.parametrize("place", [-1, 0, 7, 30, 31, 90])
def test_a_column_tells_where_lines_stand_beside_a_place(place):
    found = columns.beside(place, 100)

    assert [*found] == [min(max(at - place + columns.FAR, 0), 2 * columns.FAR) for at in range(100)]


def test_where_nothing_is_likely_the_likeliest_lines_are_kept_and_are_not_sure():
    found = verdict.cut([-4.0, -0.4, -0.3, -4.0], [5, 40, 40, 5])

    assert found.kept == [False, True, True, False]
    assert max(found.likely) < 0.6


NO_ARTICLE = {
    "a front page": [*MENU, "Council votes on bridge toll", "Swans return to the canal", "Ten breads", "© 2019 Post"],
    "an error": ["Home", "Page not found", "Sorry, the page you are looking for does not exist.", "Go back", "Search"],
    "a login": ["Log in", "Email", "Password", "Forgot your password?", "By continuing you agree to our terms of use."],
}


NO_ARTICLE |= {
    "a wall of consent": [
        "Your privacy matters",
        "We and our 842 partners keep cookies on your device, so that what you are shown is what you may like.",
        "You may accept this or choose for yourself, now or at any time, on the page of our privacy policy.",
        "These choices are told to our partners and change nothing of what you read.",
        "Accept all",
        "Manage options",
    ],
    "a wall of consent, in German": [
        "Weiterlesen mit Werbung",
        "Besuchen Sie unsere Seiten wie gewohnt mit Werbung und Tracking. Ihre Zustimmung können Sie widerrufen.",
        "Akzeptieren und weiter",
        "Einzelheiten finden Sie in unserer Datenschutzerklärung, die am Ende jeder unserer Seiten verlinkt ist.",
        "Bereits Abonnent? Hier anmelden",
    ],
    "a paywall": [
        "You have reached your limit of free articles",
        "Subscribe today for unlimited access to all our journalism, and cancel whenever you like.",
        "Already a subscriber? Log in to continue reading.",
        "Digital: unlimited access on all your devices, with our letter every morning, for two pounds a week.",
    ],
    "a check for robots": [
        "Are you a robot?",
        "To continue, please click the box below to let us know that you are not a robot.",
        "Please see to it that your browser has JavaScript and takes cookies, and that you do not keep them out.",
        "Why did this happen?",
        "Our network has seen unusual activity from your address. You can ask us, with the reference ID below.",
    ],
    "what a search found": [
        *MENU,
        "Search results for “bridge”",
        "Bridge to close for repairs until the autumn",
        PROSE[0],
        "12 March 2019",
        "Council finds the money for a ferry",
        PROSE[1],
        "2 April 2019",
        "Ferry to sail from the old pier",
        PROSE[2],
        "28 March 2019",
        "Next",
    ],
}


@pytest.mark.parametrize("page", NO_ARTICLE.values(), ids=NO_ARTICLE)
def test_a_page_without_an_article_says_so(page):
    data = "\n".join(page).encode()

    with pytest.raises(ContentError, match="no article"):
        list(capture.convert(Source(path="articles/page.txt", data=data, sha256="0" * 64)))


def test_a_story_about_cookies_is_no_wall_of_consent():
    told = "The makers of browsers said on Tuesday that cookies of third parties would stay for another year after all."
    page = ["Browsers keep cookies", "By Ines Roth", "12 March 2019", told, *PROSE, "“Your privacy matters to us.”"]

    found = list(capture.convert(Source(path="articles/page.txt", data="\n".join(page).encode(), sha256="0" * 64)))

    assert found[0].title == "Browsers keep cookies"


def test_a_story_that_is_told_by_days_is_no_list_of_others():
    told = ["3 March 2019", PROSE[0], "5 March 2019", PROSE[1], "9 March 2019", PROSE[2]]
    page = ["How the bridge came to be closed", "By Ines Roth", "", *told]

    found = list(capture.convert(Source(path="articles/page.txt", data="\n".join(page).encode(), sha256="0" * 64)))

    assert found[0].title == page[0]


def test_the_editor_says_that_a_notice_is_an_article():
    data = "\n".join(NO_ARTICLE["a paywall"]).encode()
    source = Source(path="articles/page.txt", data=data, sha256="0" * 64, title="What the wall says")

    assert next(iter(capture.convert(source))).title == "What the wall says"


def test_no_menu_far_from_prose_is_looked_at():
    texts = [*MENU * 10, *PROSE * 3, *MENU * 10]

    places = surroundings.survey(Shapes(texts), None).places

    assert places == list(range(60 - surroundings.REACH, 69 + surroundings.REACH))
