import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import generator.link
from generator import model
from generator.link import claims, lexicon, mask, phrases
from generator.link.claims import Mentioned
from generator.model import Found, Mention

WORDS = Path(generator.link.__file__).parent / "words"
LEXICON = lexicon.parse({name: (WORDS / name).read_bytes() for name in lexicon.FILES})


def placed(text):
    reader = phrases.reader(LEXICON)
    return reader.spans(text, reader.phrases(text))


def named(text):
    return [span.cut.text for span in placed(text)]


# Markup gives way to blanks.


@pytest.mark.parametrize(
    ("body", "prose"),
    [
        ("## Heading", "   Heading"),
        ("> Said", "  Said"),
        ("**Bold** and *thin* and __heavy__", "  Bold   and  thin  and   heavy  "),
        ("snake_case and 2 * 3 * 4", "snake_case and 2 * 3 * 4"),
        ("[words](http://a.example)", " words                   "),
        ("[words][ref] and ![alt](a.png)", " words       and              "),
        ("a `code` b", "a        b"),
        ("a <b>c</b> <!-- d --> e", "a    c                e"),
        ("said.[^1]", "said.    "),
        ("[^1]: A note.", "             "),
        ("at http://A.example/B now", "at                    now"),
        ("at bit.ly/Abc now", "at bit        now"),
        ("to A.B@c.example now", "to               now"),
        ("```\nCode\n```\nprose", "   \n    \n   \nprose"),
    ],
)
def test_markup_and_addresses_become_blanks_of_the_same_length(body, prose):
    assert mask.plain(body) == prose


@given(st.text('ab \n`*_[]()<>#!:/.@~^-"', max_size=60))
def test_a_masked_body_keeps_its_length_and_its_line_breaks(body):
    prose = mask.plain(body)

    assert len(prose) == len(body)
    assert [at for at, letter in enumerate(prose) if letter == "\n"] == [
        at for at, letter in enumerate(body) if letter == "\n"
    ]


# Runs of capitals are cut into names.


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the Bank of Quandle and Tarn Corp", ["Bank of Quandle", "Tarn Corp"]),
        ("the Department of Health and Human Services said", ["Department of Health and Human Services"]),
        ("the Securities and Exchange Commission said", ["Securities and Exchange Commission"]),
        ("the Council on Foreign Relations met", ["Council on Foreign Relations"]),
        ("Tarn Corp's Ann Moor", ["Tarn Corp", "Ann Moor"]),
        ("the Farmers' Union of Tarn", ["Farmers' Union of Tarn"]),
        ("at St. Mary's Hospital in Tarn", ["St. Mary's Hospital", "Tarn"]),
        ("with Secretary of State Ann Moor", ["Ann Moor"]),
        ("with Finance Minister Ann Moor", ["Ann Moor"]),
        ("with Tarn Chief Executive Officer Ann Moor", ["Tarn", "Ann Moor"]),
        ("the Justice Department sued", ["Justice Department"]),
        ("Ms Farmer met Jane Farmer", ["Farmer", "Jane Farmer"]),
        ("the Archbishop of Tarn", ["Tarn"]),
        ("Theresa May in May", ["Theresa May"]),
        ("the US-China talks", ["US", "China"]),
        ("a London-based firm", ["London"]),
        ("Kim Jong-un and Eva-Marie Quandle", ["Kim Jong-un", "Eva-Marie Quandle"]),
        ("John F. Kennedy and J.P. Quandle", ["John F. Kennedy", "J.P. Quandle"]),
        ("AT&T, eBay, 11Main, al-Quandle and O'Quandle", ["AT&T", "eBay", "11Main", "al-Quandle", "O'Quandle"]),
        ("Hasp, Moor & Tarn, LLP", ["Hasp, Moor & Tarn, LLP"]),
        ("the Ministry of Trade, Industry and Energy", ["Ministry of Trade, Industry and Energy"]),
        ("Tarn Inc TRN rose", ["Tarn Inc", "TRN"]),
        ("by Jane Quandle LONDON", ["Jane Quandle", "London"]),
        ("with his iPhone 6 in hand", ["iPhone 6"]),
        ("Windows 10 percent", ["Windows"]),
        ("It's late. They don't. We'll see GX8 and 2q15.", []),
    ],
)
def test_a_run_of_capitals_is_cut_where_names_end(text, names):
    assert named(text) == names


def test_a_paragraph_ends_every_name():
    assert named("of Ann\n\nMoor") == ["Ann", "Moor"]
    assert named("of Ann\nMoor") == ["Ann Moor"]


@given(st.text("AbC .,&'-\n12éŁ", max_size=60))
def test_names_stand_in_order_where_the_text_holds_them(text):
    found = placed(text)

    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))


# Claims.


def stated(text, *mentions):
    found = [
        Mentioned(text.index(name), text.index(name) + len(name), name.split()[-1].lower(), name, kind)
        for name, kind in mentions
    ]
    return {key: [claim.text for claim in made] for key, made in claims.claims(text, found, LEXICON).items()}


ANN, TARN, HASP = ("Ann Moor", "person"), ("Tarn", "organisation"), ("Hasp", "organisation")


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Tarn chief executive Ann Moor left.", "chief executive of Tarn"),
        ("Tarn's chief economist, Ann Moor, left.", "chief economist of Tarn"),
        ("Ann Moor, the chairman of Tarn, left.", "chairman of Tarn"),
        ("Ann Moor, analyst at Tarn, left.", "analyst of Tarn"),
        ("Ann Moor, Tarn's finance director, left.", "finance director of Tarn"),
        ("The head of Tarn, Ann Moor, left.", "head of Tarn"),
    ],
)
def test_a_role_between_two_names_is_claimed(text, claim):
    assert stated(text, *sorted((ANN, TARN), key=lambda one: text.index(one[0]))) == {"moor": [claim]}


@pytest.mark.parametrize(
    ("text", "key", "claim"),
    [
        ("Tarn affiliate Hasp grew.", "hasp", "affiliate of Tarn"),
        ("Tarn's subsidiary Hasp grew.", "hasp", "subsidiary of Tarn"),
        ("Tarn, a unit of Hasp, grew.", "tarn", "unit of Hasp"),
        ("Tarn-owned retailer Hasp grew.", "hasp", "owned by Tarn"),
        ("Tarn has acquired Hasp.", "hasp", "acquired by Tarn"),
        ("Tarn bought several firms such as the retailer Hasp.", "hasp", "acquired by Tarn"),
        ("Tarn was bought by Hasp.", "tarn", "acquired by Hasp"),
    ],
)
def test_how_companies_hang_together_is_claimed(text, key, claim):
    assert stated(text, TARN, HASP) == {key: [claim]}


@pytest.mark.parametrize(
    "text",
    [
        "Tarn met its rival and Hasp grew.",
        "Tarn has bought a stake in Hasp.",
        "Tarn has not acquired Hasp.",
        "Tarn grew. An affiliate, Hasp, shrank.",
        "Tarn bought shares from Hasp.",
    ],
)
def test_what_is_not_stated_is_not_claimed(text):
    assert stated(text, TARN, HASP) == {}


def test_a_claim_carries_the_words_that_state_it():
    text = "Yesterday Tarn chief executive Ann Moor left."
    mentions = [Mentioned(10, 14, "tarn", "Tarn", "organisation"), Mentioned(31, 39, "moor", "Ann Moor", "person")]

    (claim,) = claims.claims(text, mentions, LEXICON)["moor"]

    assert (claim.title, claim.of, claim.quote) == ("chief executive", "tarn", "Tarn chief executive Ann Moor")


@pytest.mark.parametrize("many", [0, 1, 15, 16, 300, 70_000])
def test_a_finding_says_how_many_mentions_it_has_and_where_they_are(many):
    mentions = tuple(Mention(start, start + 3, "demonym" if start % 3 else "full") for start in range(many))
    item = Found(key="peru", name="Peru", type="place", places=model.placed(mentions))

    assert (item.times, item.mentions) == (many, mentions)
    assert item.spans == [(start, start + 3) for start in range(0, many, 3)]
