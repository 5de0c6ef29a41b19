"""The editor's desk: names worth a file, the files they become, and why a text names whom it names."""

import json

import pytest
from sites import Paper, entity, story

from generator.__main__ import main
from generator.convert.read import ReadSettings, read
from generator.pipeline.desk import suggestions
from generator.pipeline.entries import entry
from generator.pipeline.reasons import reasons
from generator.plugins import load

BANK = "Ms Greta Holm, the chair of Harbour Bank, spoke in Lisbon. Holm left soon after."
PUMPS = "Greta Holm, chief executive of Northern Pumps Inc, left Harbour Bank. An analyst at Zorvex agreed."


@pytest.fixture
def paper(tmp_path):
    paper = Paper(tmp_path)
    paper.write(
        {
            "tearsheet.toml": 'title = "The Ledger"\n',
            "content/articles/a.md": story("A chair is named", BANK, published="2020-01-02"),
            "content/articles/b.md": story("A chair is left", "It rained.", PUMPS, published="2020-01-03"),
        }
    )
    return paper


@pytest.fixture
def ran(paper, capsys):
    def run(*arguments):
        status = main([*arguments, "--root", str(paper.root)])
        out, err = capsys.readouterr()
        return status, out, err

    return run


def test_suggestions_say_how_often_where_and_why(paper):
    made = {one.key: one for one in suggestions(paper.job(), least=1)}
    holm = made["greta-holm"]
    assert (holm.name, holm.type, holm.articles, holm.forms["Holm"]) == ("Greta Holm", "person", 2, 1)
    assert sum(holm.basis.values()) == 2
    assert holm.examples[0].path == "content/articles/b.md" or holm.examples[0].line == 6
    quoted = {example.article: (example.line, example.quote) for example in holm.examples}
    assert quoted["articles/b"] == (8, "Greta Holm, chief executive of Northern Pumps Inc, left Harbour Bank.")
    assert any(vote.votes.get("person", 0) > 1 for vote in holm.votes)
    assert holm.file == "content/entities/greta-holm.md"


def test_suggestions_come_by_articles_then_by_salience_and_can_be_narrowed(paper):
    ranked = suggestions(paper.job(), least=1)
    assert [(-one.articles, -one.salience) for one in ranked] == sorted(
        (-one.articles, -one.salience) for one in ranked
    )
    assert {one.type for one in suggestions(paper.job(), least=1, types=["person"])} == {"person"}
    assert all(one.articles >= 2 for one in suggestions(paper.job(), least=2))
    assert len(suggestions(paper.job(), least=1, limit=2)) == 2


def test_what_is_accepted_keeps_its_address_and_reads_back(paper, ran):
    paper.build()
    assert paper.has("/entities/greta-holm/")
    assert ran("entities", "accept", "greta holm")[0] == 0
    (made,) = read(
        path="entities/greta-holm.md",
        data=(paper.root / "content/entities/greta-holm.md").read_bytes(),
        sidecar=None,
        site=ReadSettings(),
        converters=load(paper.root, ()).converters,
    ).contents
    assert (made.name, made.type, made.short) == ("Greta Holm", "person", ("Holm",))
    assert {(role.title, role.of, role.cite) for role in made.roles} == {
        ("chair", "harbour-bank", "articles/a"),
        ("chief executive", "northern-pumps", "articles/b"),
    }
    report = paper.build()
    assert report.errors == ()
    assert report.site.addresses["entity greta-holm"] == "/entities/greta-holm/"
    assert report.site.entities["greta-holm"].articles == 2


def test_an_address_that_had_to_step_aside_is_kept_by_a_slug(paper, ran):
    paper.write({"content/entities/bank.md": entity("Bank of Nowhere", "organisation", slug="harbour-bank")})
    before = paper.build().site.addresses["entity harbour-bank"]
    assert before != "/entities/harbour-bank/"
    assert ran("entities", "accept", "Harbour Bank")[0] == 0
    assert paper.build().site.addresses["entity harbour-bank"] == before


def test_nothing_is_overwritten_and_what_can_be_written_is(paper, ran):
    paper.write({"content/entities/greta-holm.md": entity("Somebody Else", id="somebody")})
    status, out, err = ran("entities", "accept", "Greta Holm", "Harbour Bank")
    assert status == 1
    assert "greta-holm.md is there already" in err
    assert out.endswith("content/entities/harbour-bank.md\n")
    assert "Somebody Else" in (paper.root / "content/entities/greta-holm.md").read_text()


def test_an_alias_that_another_holds_is_left_out_and_said(paper, ran):
    paper.write({"content/entities/port.md": entity("Port of Holm", "place", short=["Holm"])})
    status, out, err = ran("entities", "accept", "Greta Holm")
    assert status == 0
    assert "holds “Holm” already" in err
    assert "short: []" in (paper.root / "content/entities/greta-holm.md").read_text()
    assert out


def test_a_dry_run_prints_the_file_and_writes_none(paper, ran):
    status, out, _ = ran("entities", "accept", "Zorvex", "--type", "product", "--dry-run")
    assert status == 0
    assert 'name: "Zorvex"\ntype: product\n' in out
    assert not (paper.root / "content/entities").exists()


def test_all_that_enough_articles_name_is_accepted_at_once(paper, ran):
    assert ran("entities", "accept", "--all", "--min-articles", "2")[0] == 0
    written = {path.name for path in (paper.root / "content/entities").iterdir()}
    assert {"greta-holm.md", "harbour-bank.md"} <= written
    assert "zorvex.md" not in written
    status, _, err = ran("entities", "accept", "--all")
    assert (status, err) == (0, "no unregistered name stands in 2 articles or more\n")


@pytest.mark.parametrize(
    "wrong", [(), ("X", "--all"), ("X", "Y", "--type", "person"), ("--all", "--type", "person"), ("X", "--type", "no")]
)
def test_accepting_nothing_or_too_much_is_misuse(ran, wrong):
    assert ran("entities", "accept", *wrong)[0] == 2


def test_a_site_without_articles_says_what_to_do(tmp_path, capsys):
    (tmp_path / "content").mkdir()
    for words in (("list",), ("suggest",)):
        assert main(["entities", *words, "--root", str(tmp_path)]) == 0
        assert capsys.readouterr().err.strip()


def test_the_list_can_be_narrowed(paper, ran):
    paper.write({"content/entities/ada-lind.md": entity("Ada Lind")})
    rows = [json.loads(line) for line in ran("entities", "list", "--json", "--registered")[1].splitlines()]
    assert [(row["id"], row["articles"]) for row in rows] == [("ada-lind", 0)]
    rows = [
        json.loads(line) for line in ran("entities", "list", "--json", "--automatic", "--type", "place")[1].splitlines()
    ]
    assert {row["type"] for row in rows} == {"place"}
    assert all(not row["registered"] for row in rows)


def test_a_name_of_another_script_gets_an_id_of_its_own_and_keeps_its_address(paper):
    paper.write(
        {f"content/articles/z{n}.md": story(f"Z{n}", "Ms Želja Čović spoke. Ms Želja Čović left.") for n in range(2)}
    )
    made = {one.name: one for one in suggestions(paper.job(), least=2)}
    assert made["Želja Čović"].id == "zelja-covic"
    assert "short: []" in entry(made["Želja Čović"])


def test_a_name_without_a_latin_letter_gets_an_id_too(paper, ran):
    paper.write({f"content/articles/z{n}.md": story(f"Z{n}", "Ms Ωμέγα spoke. Ms Ωμέγα left.") for n in range(2)})
    before = paper.build().site.addresses
    (made,) = [one for one in suggestions(paper.job(), least=2) if one.name.startswith("Ω")]
    assert made.id.startswith("x-")
    assert ran("entities", "accept", made.name)[0] == 0
    assert paper.build().site.addresses[f"entity {made.id}"] == before[f"entity {made.key}"]


# why


def test_an_account_says_where_by_what_and_how_much(paper):
    told = reasons(paper.job(), name="Greta Holm", article="articles/a")
    assert (told.found, told.id, told.type) == (True, "greta-holm", "person")
    assert [(spot.line, spot.phrase) for spot in told.places] == [(6, "Greta Holm"), (6, "Holm")]
    assert sum(vote.votes.get("person", 0) for vote in told.votes) > 5
    assert told.parts is not None
    assert told.parts.lead == 2.0
    assert [claim.text for claim in told.claims] == ["chair of Harbour Bank"]
    assert "2 articles name it" in told.page


@pytest.mark.parametrize(
    "article", ["articles/a", "/articles/a/", "content/articles/a.md", "articles/a.md", "/articles/a"]
)
def test_an_article_is_known_by_id_path_and_address(paper, article):
    assert reasons(paper.job(), name="greta-holm", article=article).found


def test_what_was_not_found_is_accounted_for(paper):
    paper.write(
        {
            "content/articles/c.md": story("c", "Read what Holm wrote to the Quiet Harbour Bank Society on Monday."),
            "content/entities/greta-holm.md": entity("Greta Holm", short=["Holm"]),
            "content/entities/harbour-bank.md": entity("Harbour Bank", "organisation"),
        }
    )
    told = reasons(paper.job(), name="Greta Holm", article="articles/c")
    assert not told.found
    assert [spot.phrase for spot in told.rejected] == ["Holm"]
    assert "a short form counts only after a full one" in told.rejected[0].why
    told = reasons(paper.job(), name="Harbour Bank", article="articles/c")
    assert "stands inside a longer name" in " ".join(spot.why for spot in told.rejected)
    told = reasons(paper.job(), name="Read", article="articles/c")
    assert "ordinary word" in told.rejected[0].why


def test_what_the_editor_excludes_is_accounted_for(paper):
    paper.edit("content/articles/a.md", "published", "entities: {exclude: [greta-holm]}\npublished")
    told = reasons(paper.job(), name="greta-holm", article="articles/a")
    assert (told.found, told.page) == (False, "the article's front matter excludes greta-holm")


def test_the_command_tells_it_and_fails_where_it_is_not_found(ran):
    status, out, _ = ran("why", "--entity", "Greta Holm", "articles/a")
    assert status == 0
    assert "content/articles/a.md names Greta Holm (person, id greta-holm)" in out
    status, out, _ = ran("why", "--entity", "Nobody Atall", "articles/a", "--json")
    assert (status, json.loads(out)["found"]) == (1, False)
    status, _, err = ran("why", "--entity", "Greta Holm", "articles/aa")
    assert (status, "did you mean" in err) == (1, True)
    assert ran("why", "--json", "/articles/a/")[0] == 2


def test_recognition_is_the_same_whether_accounted_for_or_not(paper):
    report = paper.build()
    for article, items in report.site.found.items():
        for item in items:
            told = reasons(paper.job(), name=item.key, article=article)
            assert (told.salience, told.type, told.basis) == (item.salience, item.type, item.basis)


# pins, exclusions and additions


def test_the_front_matter_of_an_article_pins_excludes_and_adds(paper):
    paper.write({"content/entities/ada-lind.md": entity("Ada Lind")})
    paper.edit(
        "content/articles/a.md",
        "published",
        "entities: {pin: [lisbon], exclude: [harbour-bank], add: [ada-lind, not-yet-known]}\npublished",
    )
    found = {item.key: item for item in paper.build().site.found["articles/a"]}
    assert "harbour-bank" not in found
    assert found["lisbon"].salience >= 0.1
    assert (found["ada-lind"].name, found["ada-lind"].type) == ("Ada Lind", "person")


def test_what_is_added_and_nowhere_known_is_said_and_not_made_up(paper):
    paper.edit("content/articles/a.md", "published", "entities: {add: [northern-pumps, northern-pump]}\npublished")
    report = paper.build()
    found = {item.key: item for item in report.site.found["articles/a"]}
    assert (found["northern-pumps"].name, found["northern-pumps"].type) == ("Northern Pumps", "organisation")
    assert report.site.entities["northern-pumps"].articles == 2
    assert "northern-pump" not in found
    (note,) = [note for note in report.notes if note.code == "wish-unknown"]
    assert str(note) == "content/articles/a.md: its `entities` names `northern-pump`, which nothing registers or names"
    assert note.hint == "did you mean `northern-pumps`?"


def test_an_id_that_is_no_beginning_of_the_name_is_added_all_the_same(paper):
    paper.write({"content/entities/the-lind.md": entity("Ada Lind", "event")})
    paper.edit("content/articles/a.md", "published", "entities: {add: [the-lind]}\npublished")
    found = {item.key: item for item in paper.build().site.found["articles/a"]}
    assert (found["the-lind"].name, found["the-lind"].type, found["the-lind"].registered) == ("Ada Lind", "event", True)
