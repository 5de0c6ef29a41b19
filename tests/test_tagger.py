"""A statistical tagger adds to what the registry and the rules find; spaCy's part is tested where it is installed."""

import importlib.util
from pathlib import Path

import pytest
from sites import Paper, story

import generator.link
from generator.cli import main
from generator.errors import ConfigError
from generator.link import lexicon, registry
from generator.link.recognise import recognise
from generator.link.tagged import Tag
from generator.model import Entity
from generator.pipeline import tagger

WORDS = Path(generator.link.__file__).parent / "words"
LEXICON = lexicon.parse({name: (WORDS / name).read_bytes() for name in lexicon.FILES})
BODY = "They praised blue lantern and Maria Quandle at Tarn Corp on Monday. The Quandle Tower stood."


def tags(*wanted):
    def find(text):
        return [Tag(text.index(name), text.index(name) + len(name), label) for name, label in wanted]

    return find


def found(*wanted, entities=()):
    lookup = registry.lookup(registry.names(entities))
    things = recognise(title="", body=BODY, lexicon=LEXICON, lookup=lookup, tagger=tags(*wanted))
    return {thing.key: thing for thing in things}


def test_a_tagger_adds_a_name_where_nothing_else_found_one():
    thing = found((" blue lantern", "PRODUCT"))["blue-lantern"]

    assert (thing.type, thing.basis, thing.registered) == ("product", "spacy", False)
    assert [BODY[place.start : place.end] for place in thing.mentions] == ["blue lantern"]


def test_a_tagger_overrules_neither_the_registry_nor_a_rule():
    tower = Entity(id="tower", path="x", name="Quandle Tower", type="place")
    plain = found(entities=[tower])

    assert found(("Maria", "ORG"), ("Tarn Corp on", "EVENT"), ("Quandle Tower", "PERSON"), entities=[tower]) == plain


def test_what_a_tag_of_another_kind_marks_is_no_name():
    assert found(("Monday", "DATE"), ("blue", "CARDINAL")) == found()


def test_a_pipeline_that_is_not_there_is_said_once_with_what_to_do():
    with pytest.raises(ConfigError, match="is not installed") as raised:
        tagger.require("quandle_core_sm")
    assert "install" in raised.value.hint


def test_no_pipeline_asks_for_nothing():
    tagger.require("")
    assert tagger.version("") == ""


spacy_installed = pytest.mark.skipif(importlib.util.find_spec("spacy") is None, reason="spaCy is not installed")


def pipeline(folder, *patterns):
    import spacy

    made = spacy.blank("en")
    ruler = made.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": phrase} for phrase, label in patterns])
    made.to_disk(folder)
    return folder


@spacy_installed
@pytest.mark.filterwarnings("ignore")
def test_a_pipeline_on_disk_is_loaded_and_asked(tmp_path):
    name = str(pipeline(tmp_path / "ruler", ("blue lantern", "PRODUCT"), ("on Monday", "DATE")))
    tagger.require(name)

    things = recognise(title="", body=BODY, lexicon=LEXICON, lookup=registry.lookup({}), tagger=tagger.tagger(name))

    assert {thing.key: thing.basis for thing in things}["blue-lantern"] == "spacy"


@spacy_installed
@pytest.mark.filterwarnings("ignore")
def test_a_site_that_asks_for_a_pipeline_is_read_by_it_and_again_when_it_changes(tmp_path):
    folder = pipeline(tmp_path / "ruler", ("blue lantern", "PRODUCT"))
    paper = Paper(tmp_path / "paper")
    paper.write({"tearsheet.toml": f'[entities]\nspacy = "{folder.as_posix()}"\npage_from = 1\n'})
    paper.write({"content/articles/a.md": story("A tale", BODY)})
    assert any(key == "recognise articles/a" for key in paper.build().outcome.made)
    assert not paper.build().outcome.made
    pipeline(folder, ("blue lantern", "PRODUCT"), ("praised", "EVENT"))
    assert "recognise articles/a" in paper.build().outcome.made


@pytest.mark.skipif(importlib.util.find_spec("spacy") is not None, reason="spaCy is installed")
def test_a_site_that_asks_for_spacy_without_it_is_told_how_to_install_it(tmp_path, capsys):
    Paper(tmp_path).write(
        {"tearsheet.toml": '[entities]\nspacy = "en_core_web_sm"\n', "content/articles/a.md": story("A", BODY)}
    )

    assert main(["build", "--root", str(tmp_path)]) == 1
    assert "tearsheet[spacy]" in capsys.readouterr().err
