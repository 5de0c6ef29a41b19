import random

from hypothesis import given
from hypothesis import strategies as st

from generator.link import registry
from generator.link.registry import Name
from generator.model import Entity, Relation, Role


def entity(key, name, **more):
    return Entity(id=key, path=f"entities/{key}.md", name=name, type=more.pop("type", "organisation"), **more)


def test_names_stand_under_their_first_word_case_folded():
    index = registry.names([entity("orrery", "Orrery Works", aliases=("ORW",))])

    assert set(index) == {"orrery", "orw"}
    assert index["orrery"][0] == Name("Orrery Works", "orrery", "organisation", "full", True)


def test_a_first_word_ends_where_letters_and_digits_end():
    assert registry.first_word("Coca-Cola") == "coca"
    assert registry.first_word("11Main") == "11main"
    assert registry.first_word("“Amazon.com”") == "amazon"


def test_first_words_that_no_capital_shows_are_told_apart():
    names = ("adidas", "van Gogh", "3i Group", "20th Century", "eBay", "11Main", "Shell", "阿里巴巴", "القدس")
    index = registry.names([entity(f"e{n}", name) for n, name in enumerate(names)])

    assert registry.quiet_words(index) == ("20th", "3i", "adidas", "van")
    assert set(index) == {"adidas", "van", "3i", "20th", "ebay", "11main", "shell", "阿", "القدس"}


def test_scripts_without_spaces_are_indexed_by_their_first_character():
    assert registry.first_word("阿里巴巴") == "阿"
    assert registry.first_word("삼성전자") == "삼"


def test_each_form_says_what_it_is():
    index = registry.names(
        [entity("peru", "Peru", type="place", aliases=("Republic of Peru",), short=("Rep",), demonyms=("Peruvian",))]
    )

    assert {name.text: name.form for names in index.values() for name in names} == {
        "Peru": "full",
        "Republic of Peru": "full",
        "Rep": "short",
        "Peruvian": "demonym",
    }


def test_the_names_of_a_merged_entity_lead_to_the_last_it_was_merged_into():
    index = registry.names(
        [
            entity("old", "Old Mill", merged_into="mid"),
            entity("mid", "Middle Mill", merged_into="new"),
            entity("new", "New Mill", type="place"),
        ]
    )

    assert [(name.entity, name.type, name.canonical) for name in index["old"]] == [("new", "place", False)]
    assert index["new"][0].canonical


def test_a_merge_in_a_circle_or_into_nothing_leaves_names_where_they_are():
    index = registry.names(
        [
            entity("a", "Ash", merged_into="b"),
            entity("b", "Beech", merged_into="a"),
            entity("c", "Cedar", merged_into="x"),
        ]
    )

    assert [index[word][0].entity for word in ("ash", "beech", "cedar")] == ["a", "b", "c"]


def test_names_that_several_entities_share_are_all_kept():
    index = registry.names([entity("mercury-planet", "Mercury", type="place"), entity("mercury-god", "Mercury")])

    assert [name.entity for name in index["mercury"]] == ["mercury-god", "mercury-planet"]


def test_longer_names_come_first_so_that_the_longest_matches():
    index = registry.names([entity("bank", "Rhine Bank", aliases=("Rhine", "Rhine Bank of Basel"))])

    assert [name.text for name in index["rhine"]] == ["Rhine Bank of Basel", "Rhine Bank", "Rhine"]


def test_what_is_only_displayed_changes_no_name():
    plain = entity("orrery", "Orrery")
    told = entity("orrery", "Orrery", summary="Makes clocks.", body="Founded long ago.", slug="o", hidden=True)

    assert registry.names([plain]) == registry.names([told])


def test_relations_roles_and_disambiguators_become_hints():
    known = entity(
        "reed",
        "Ann Reed",
        type="person",
        relations=(Relation(type="founder_of", to="reedworks"),),
        roles=(Role(title="mayor", of="Port Alder"),),
        disambiguator="the botanist",
    )

    (name,) = registry.names([known])["ann"]

    assert set(name.hints) == {"reedworks", "port-alder", "the", "botanist"}


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.text("AB cd", min_size=1, max_size=6)), max_size=8), st.randoms()
)
def test_the_index_does_not_depend_on_the_order_of_entities(pairs, chance: random.Random):
    entities = list({key: entity(key, name) for key, name in pairs}.values())
    shuffled = list(entities)
    chance.shuffle(shuffled)

    assert list(registry.names(entities).items()) == list(registry.names(shuffled).items())
