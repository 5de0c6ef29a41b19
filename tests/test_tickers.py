"""Codes of stock exchanges name their companies where a text says so, or where nothing else is called so."""

import pytest
from sites import Paper

from generator.link import registry
from generator.link.recognise import recognise
from generator.model import Entity
from generator.model.content import Symbol
from generator.pipeline.linking import word_lists

TRADED = {
    "orrery": ("Orrery Works", "NYSE", "ORRW"),
    "pell": ("Pell Motor", "NYSE", "P"),
    "quay": ("Quay Stores", "NYSE", "ALL"),
    "lock": ("Lock Fund", "NYSE", "USA"),
    "tide": ("Tide Power", "NASDAQ", "TIDX"),
    "bank": ("Bankside", "NYSE", "BNK.B"),
    "isle": ("Isle Group", "HKEX", "0799"),
}
COMPANIES = [
    Entity(id=key, path=key, name=name, type="organisation", symbols=(Symbol(exchange=at, symbol=code),))
    for key, (name, at, code) in TRADED.items()
]
KNOWN = registry.lookup(registry.names(COMPANIES))


def named(text, title="What was traded on Monday", known=KNOWN):
    found = recognise(title=title, body=text, lexicon=word_lists(), lookup=known)
    return {item.key for item in found if item.registered}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Shares of the firm (NYSE: ORRW) rose.", {"orrery"}),
        ("The company (NYSE:ORRW) said so.", {"orrery"}),
        ("ORRW rose on Monday, and so did TIDX.", {"orrery", "tide"}),
        ("It is traded under the symbol ORRW.", {"orrery"}),
        ("They hold $ORRW, they said.", {"orrery"}),
        ("They read ORRW's figures.", {"orrery"}),
        ("It sold cars (NYSE: P) for years.", {"pell"}),
        ("It sold P and a Q for years.", set()),
        ("Insurers (NYSE: ALL) paid.", {"quay"}),
        ("ALL of them paid, and it was ALL that they had.", set()),
        ("The fund (NYSE: USA) fell.", {"lock"}),
        ("USA won the match on Sunday.", set()),
        ("Its shares (Nasdaq: TIDX) fell.", {"tide"}),
        ("Its shares (NasdaqGS: TIDX) fell.", {"tide"}),
        ("Its shares (NYSE: BNK.B) fell.", {"bank"}),
        ("Its shares (HKEX: 0799) fell.", {"isle"}),
        ("There were 0799 of them.", set()),
        ("Another firm (ASX: ORRW) has it too.", set()),
        ("Another firm (LSE: P) has it too.", set()),
        ("An orrw is a bird.", set()),
        ("ORRWELL is a town.", set()),
    ],
)
def test_a_code_names_its_company_behind_its_exchange_or_where_it_is_no_word(text, keys):
    assert named(text) == keys


def test_in_a_headline_all_in_capitals_a_code_is_a_word_among_others():
    assert named("They said so.", title="ORRW AND THE OTHER BIRDS OF THE COAST") == set()
    assert named("They said so.", title="ORRW rises again") == {"orrery"}


def test_what_is_called_so_goes_before_a_code_that_is_spelt_so():
    birds = Entity(id="birds", path="b", name="Orrwood Birds", type="organisation", aliases=("ORRW",))

    assert named("ORRW met on Monday.", known=registry.lookup(registry.names([*COMPANIES, birds]))) == {"birds"}


def test_a_code_of_two_companies_names_neither_but_behind_its_exchange():
    other = Entity(
        id="other", path="o", name="Other", type="organisation", symbols=(Symbol(exchange="ASX", symbol="ORRW"),)
    )
    known = registry.lookup(registry.names([*COMPANIES, other]))

    assert named("ORRW fell.", known=known) == set()
    assert named("It fell (ASX: ORRW) on Monday.", known=known) == {"other"}


def test_a_symbol_that_is_registered_later_is_found_in_articles_that_hold_it(tmp_path):
    paper = Paper(tmp_path / "paper")
    company = "name: Orrery Works\ntype: organisation\n"
    paper.write({"tearsheet.toml": "title = 'Lock'\n", "content/entities/orrery.md": f"---\n{company}---\n"})
    for day in ("one", "two"):
        paper.write({f"content/articles/{day}.md": f"---\ntitle: Day {day}\n---\n\nShares in ORRW rose on it.\n"})
    paper.build()
    assert "Day one" not in paper.page("/entities/orrery/")

    symbols = "symbols: [{exchange: NYSE, symbol: ORRW}]\n"
    paper.write({"content/entities/orrery.md": f"---\n{company}{symbols}---\n"})
    paper.build()
    assert "Day one" in paper.page("/entities/orrery/")
    assert "Day two" in paper.page("/entities/orrery/")
