"""What an editor decides once holds in every article it is meant for, and in no other."""

import pytest
from sites import Paper, entity, story

from generator.convert import decisions as deciding
from generator.errors import ContentError
from generator.link.decisions import decided, faults, rule
from generator.link.recognise import recognise
from generator.link.registry import lookup, names
from generator.model import Entity
from generator.pipeline.linking import word_lists

FILE = "content/entities/_decisions.yml"
APPLE = Entity(id="pell", path="entities/pell.md", name="Pell", type="organisation", aliases=("Pell Works",))
TOWN = Entity(id="pell-town", path="entities/pell-town.md", name="Pell", type="place")


def reading(said, text, *entities, path="articles/a.md"):
    """Return what a text names under decisions: key to what was found."""
    known = {one.id: one for one in entities}
    index = rule(names(known.values()), deciding.decisions(said.encode()), known)

    def recognised(lookup):
        return recognise(title="", body=text, lexicon=word_lists(), lookup=lookup)

    found = decided(recognised, lookup=lookup(index), path=path, text=text)
    return {item.key: item for item in found}


SHIPS = "On Monday Pell said that its ships were late. The captain of Pell agreed."


def test_a_phrase_means_what_the_editor_says():
    assert "pell" not in reading("", SHIPS, APPLE, TOWN)
    found = reading("- {phrase: Pell, means: pell}", SHIPS, APPLE, TOWN)
    assert found["pell"].registered
    assert len(found["pell"].mentions) == 2
    assert "pell-town" not in found


def test_a_word_of_the_text_speaks_against_a_decision():
    said = "- {phrase: Pell, means: pell, unless: [orchard, old mill]}"
    assert set(reading(said, f"{SHIPS} The Orchard flooded.", APPLE, TOWN)) == {"pell-town"}
    assert "pell" not in reading(said, f"{SHIPS} The old mill burnt.", APPLE)
    assert "pell" in reading(said, f"{SHIPS} Old wood from the mill burnt.", APPLE)


def test_a_decision_holds_where_its_glob_says():
    said = "- {phrase: Pell, means: pell-town, in: sports/**}"
    assert "pell-town" in reading(said, SHIPS, APPLE, TOWN, path="sports/football/a.md")
    assert "pell-town" not in reading(said, SHIPS, APPLE, TOWN)


def test_a_later_decision_goes_before_an_earlier():
    said = "- {phrase: Pell, means: pell}\n- {phrase: Pell, means: pell-town}"
    assert set(reading(said, SHIPS, APPLE, TOWN)) == {"pell-town"}


def test_what_names_nothing_is_left_out_and_the_rest_is_measured_anew():
    text = "Zorvex Trust met Ada Lind. Zorvex Trust spoke.\n\nZorvex Trust left, and Zorvex Trust came again."
    assert reading("", text)["ada-lind"].salience < 1
    found = reading("- ignore: [Zorvex Trust]", text)
    assert {key: item.salience for key, item in found.items()} == {"ada-lind": 1.0}


def test_names_that_are_one_are_counted_as_one_and_called_by_the_longest():
    text = "Jane Marsh opened the fair. Later J. Marsh closed it, and Jane Marsh went home."
    assert {"jane-marsh", "j-marsh"} <= set(reading("", text))
    found = reading("- same: [J. Marsh, Jane Marsh]", text)
    assert "j-marsh" not in found
    assert len(found["jane-marsh"].mentions) == 3
    assert not found["jane-marsh"].registered
    alone = reading("- same: [J. Marsh, Jane Marsh]", "On Monday the lawyer J. Marsh said so. Nobody heard J. Marsh.")
    assert (alone["jane-marsh"].name, len(alone["jane-marsh"].mentions)) == ("Jane Marsh", 2)


def test_a_name_that_is_one_with_a_registered_one_is_its_alias():
    found = reading("- same: [Pell Works, Pell Yard]", "The men of Pell Yard struck.", APPLE)
    assert found["pell"].registered


def test_a_decided_type_stands_whatever_the_votes_say():
    text = "Ms Tallow spoke. Mr Tallow agreed, and Tallow left."
    assert reading("", text)["tallow"].type == "person"
    found = reading("- type: {Tallow: product}", text)["tallow"]
    assert (found.type, found.registered, found.basis) == ("product", False, "decision")


def test_a_text_without_the_words_is_read_as_if_there_were_no_decision():
    text = "Ada Lind met Bo Berg in Lisbon."
    said = "- ignore: [Zorvex Trust]\n- same: [J. Marsh, Jane Marsh]\n- type: {Ember: product}"
    assert reading(said, text) == reading("", text)


@pytest.mark.parametrize(
    ("said", "place", "what", "hint"),
    [
        ("- phras: Pell", "1:3", "a decision has no key `phras`", "did you mean `phrase`?"),
        ("- ignore: [A]\n- {phrase: Pell}", "2:3", "does not say what `Pell` means", "means:"),
        ("- means: pell", "1:3", "decides nothing", "- phrase"),
        ("- {ignore: [A], same: [B, C]}", "1:3", "decides several things at once: ignore, same", "new item"),
        ("- {ignore: [A], means: pell}", "1:17", "`means` says nothing beside `ignore`", "leave"),
        ("- same: [A, A]", "1:3", "`same` needs two names or more", "same:"),
        ("- type: {Ember: produkt}", "1:10", "`type.Ember` must be", "did you mean `product`?"),
        ("- just words", "1:3", "is no decision", "- phrase"),
        ("phrase: Pell", "1:1", "is no list", "each item begins"),
        ("- [\n", "2:1", "no valid YAML", "close the bracket"),
    ],
)
def test_a_fault_is_named_with_its_place_and_a_cure(said, place, what, hint):
    with pytest.raises(ContentError) as error:
        deciding.decisions(said.encode())
    assert str(error.value).startswith(f"{FILE}:{place}: ")
    assert what in error.value.what
    assert hint in error.value.hint


def test_a_file_without_decisions_decides_nothing():
    assert deciding.decisions(b"") == deciding.decisions(b"# none yet\n") == ()
    with pytest.raises(ContentError, match="UTF-8"):
        deciding.decisions(b"\xff\xfe\xfa")


def test_decisions_that_cannot_be_followed_are_said():
    said = deciding.decisions(
        b"- {phrase: Pell, means: pel}\n- type: {Pell Works: place}\n- same: [Pell, Pell Works]\n"
    )
    found = faults(said, {one.id: one for one in (APPLE, TOWN)}, path=FILE)
    assert [str(note.where).rpartition("yml:")[2] for note in found] == ["1:3", "2:3", "3:3"]
    assert found[0].hint == "did you mean `pell`?"
    assert {note.code for note in found} == {"decision-unknown"}


@pytest.fixture
def paper(tmp_path):
    paper = Paper(tmp_path)
    paper.write(
        {
            "tearsheet.toml": 'title = "The Ledger"\n',
            "content/articles/a.md": story("A", "Ada Lind said that Pell was late. Pell said nothing."),
            "content/articles/b.md": story("B", "Bo Berg said that Marrow was early. Marrow denied it."),
            "content/entities/pell.md": entity("Pell", "organisation"),
        }
    )
    return paper


def test_an_edit_of_the_decisions_reads_only_the_texts_that_hold_the_word(paper):
    paper.build()
    paper.write({FILE: "- type: {Marrow: product}\n"})
    assert [key for key in paper.build().outcome.made if key.startswith("recognise")] == ["recognise articles/b"]
    paper.write({FILE: "# why\n- type: {Marrow: product}\n"})
    assert not [key for key in paper.build().outcome.made if key.startswith("recognise")]
    paper.write({FILE: "- type: {Marrow: product}\n- {phrase: Pell, means: pell}\n"})
    assert [key for key in paper.build().outcome.made if key.startswith("recognise")] == ["recognise articles/a"]


def test_while_the_file_is_broken_its_last_good_reading_stands(paper):
    paper.write({FILE: "- ignore: [Marrow]\n"})
    assert "marrow" not in paper.build().site.entities
    paper.write({FILE: "- ignor: [Marrow]\n"})
    report = paper.build()
    assert [note.hint for note in report.errors] == ["did you mean `ignore`?"]
    assert "marrow" not in report.site.entities
