import itertools

import pytest
from lxml import html
from sites import CONFIG, Paper, entity, story

from generator.config import Permalinks
from generator.errors import CollisionError
from generator.link import namesakes, resolve
from generator.model import Claim, Entity, Found, Role

JOHNS = {
    key: Entity(id=key, path=f"entities/{key}.md", name="John Roe", type="person")
    for key in ("john-roe-judge", "john-roe-keeper")
}


def person(key, *offices, salience=0.5, **more):
    claims = tuple(Claim(text=f"{title} of {of}", title=title, of=of) for title, of in offices)
    return Found(key=key, name=key.title(), type="person", salience=salience, claims=claims, **more)


def body(key, kind="organisation", salience=0.5, **more):
    return Found(key=key, name=key.title(), type=kind, salience=salience, **more)


def sure(key):
    return person(key, registered=True)


DOUBT = person("john-roe", candidates=tuple(JOHNS))


def settled(articles, registry=JOHNS, sections=None, dated=None):
    order = list(articles)
    return namesakes.settled(
        order,
        articles,
        registry,
        dated=len(order) if dated is None else dated,
        sections=sections or dict.fromkeys(order),
    )


def keys(made, prefix="john"):
    return {article: [item.key for item in items if item.key.startswith(prefix)] for article, items in made.items()}


def test_a_shared_name_means_the_one_in_whose_company_it_stands():
    articles = {
        "court": (sure("john-roe-judge"), body("high-court")),
        "match": (sure("john-roe-keeper"), body("port-rovers")),
        "appeal": (DOUBT, body("high-court")),
        "final": (DOUBT, body("port-rovers")),
    }
    made = settled(articles)
    assert keys(made)["appeal"] == ["john-roe-judge"]
    assert keys(made)["final"] == ["john-roe-keeper"]
    (item,) = [item for item in made["final"] if item.key == "john-roe-keeper"]
    assert (item.basis, item.registered, item.candidates) == ("context: port-rovers", True, ())


def test_what_the_registry_says_of_a_candidate_counts_as_its_company():
    judge = Entity(
        id="john-roe-judge", path="j.md", name="John Roe", type="person", roles=(Role(title="judge", of="high-court"),)
    )
    made = settled({"appeal": (DOUBT, body("high-court"))}, registry={**JOHNS, judge.id: judge})
    assert keys(made)["appeal"] == ["john-roe-judge"]


def test_a_shared_name_means_the_one_whom_the_editor_pinned():
    made = settled({"doubt": (DOUBT, sure("john-roe-keeper"), body("high-court"))})
    assert keys(made)["doubt"] == ["john-roe-keeper"]


def test_a_shared_name_that_nothing_decides_is_nobodys():
    articles = {
        "court": (sure("john-roe-judge"), body("high-court"), body("norway", "place")),
        "match": (sure("john-roe-keeper"), body("port-rovers"), body("norway", "place")),
        "alone": (DOUBT,),
        "between": (DOUBT, body("norway", "place")),
    }
    made = settled(articles)
    for article in ("alone", "between"):
        (item,) = [item for item in made[article] if item.key.startswith("john")]
        assert (item.key, item.registered, item.candidates) == ("john-roe-unsettled", False, tuple(JOHNS))


def test_the_section_decides_where_company_alone_does_not():
    articles = {
        "court": (sure("john-roe-judge"), body("norway", "place", salience=0.2)),
        "match": (sure("john-roe-keeper"),),
        "doubt": (DOUBT, body("norway", "place", salience=0.2)),
    }
    sections = {"court": "law", "match": "sport"}
    assert keys(settled(articles, sections={**sections, "doubt": "law"}))["doubt"] == ["john-roe-judge"]


def test_a_later_article_changes_no_earlier_decision():
    early = {"doubt": (DOUBT, body("high-court"))}
    late = {**early, "court": (sure("john-roe-judge"), body("high-court"))}
    assert settled(late)["doubt"] == settled(early)["doubt"]


def test_the_kind_of_a_name_decides_between_a_firm_and_a_fruit():
    firm = Entity(id="apple", path="a.md", name="Apple", type="organisation")
    fruit = Entity(id="apple-fruit", path="b.md", name="Apple", type="product")
    doubt = body("apple", candidates=("apple", "apple-fruit"))
    made = settled({"doubt": (doubt,)}, registry={"apple": firm, "apple-fruit": fruit})
    assert [item.key for item in made["doubt"]] == ["apple"]


def test_two_people_of_one_name_are_told_apart_by_what_articles_say_of_them():
    articles = {
        "a": (person("john-smith", ("mayor", "springfield")), body("springfield", "place"), body("council")),
        "b": (person("john-smith", ("striker", "rovers")), body("rovers"), person("ann-bell")),
        "c": (person("john-smith"), body("council")),
        "d": (person("john-smith"), person("ann-bell")),
        "e": (person("john-smith", ("mayor", "springfield")),),
    }
    assert keys(settled(articles, registry={})) == {
        "a": ["john-smith"],
        "b": ["john-smith-2"],
        "c": ["john-smith"],
        "d": ["john-smith-2"],
        "e": ["john-smith"],
    }


def test_someone_who_changes_employer_stays_one():
    articles = {
        "a": (person("eva-storm", ("chief executive", "northwind")), body("northwind")),
        "b": (person("eva-storm", ("chief executive", "southwind")), body("southwind")),
        "c": (person("eva-storm", ("chair", "southwind")), body("southwind")),
    }
    assert keys(settled(articles, registry={}), "eva") == {key: ["eva-storm"] for key in articles}


def test_mayors_of_two_towns_are_two():
    articles = {
        town: (person("john-smith", ("mayor", town)), body(town, "place")) for town in ("springfield", "shelbyville")
    }
    assert list(itertools.chain(*keys(settled(articles, registry={})).values())) == ["john-smith", "john-smith-2"]


def test_someone_in_the_same_company_stays_one_whatever_office_is_stated():
    articles = {
        "a": (person("eva-storm", ("mayor", "springfield")), person("bo-berg")),
        "b": (person("eva-storm", ("chair", "ferry-line")), person("bo-berg")),
    }
    assert keys(settled(articles, registry={}), "eva") == {"a": ["eva-storm"], "b": ["eva-storm"]}


def test_a_person_and_a_thing_of_one_name_are_two():
    articles = {
        "river": (body("jordan", "place", basis="list"),),
        "player": (person("jordan", basis="title"),),
        "unclear": (person("jordan", basis="capitals"),),
    }
    made = settled(articles, registry={})
    assert keys(made, "jordan") == {"river": ["jordan"], "player": ["jordan-person"], "unclear": ["jordan"]}


def test_a_name_that_has_the_id_of_another_kind_by_chance_is_its_own():
    firm = Entity(id="amazon", path="a.md", name="Amazon.com", type="organisation")
    articles = {"river": (body("amazon", "place"),), "firm": (body("amazon", registered=True),), "c": (body("amazon"),)}
    made = settled(articles, registry={"amazon": firm})
    assert keys(made, "amazon") == {"river": ["amazon-place"], "firm": ["amazon"], "c": ["amazon"]}


# In a site


@pytest.fixture
def paper(tmp_path):
    paper = Paper(tmp_path / "paper")
    paper.write({"tearsheet.toml": CONFIG, "content/about.md": "---\nkind: page\ntitle: About\n---\n"})
    return paper


def items(paper, address):
    page = html.fromstring(paper.page(address))
    return {item.get("data-entity"): item for item in page.xpath("//section[@data-panel='entities']//*[@data-entity]")}


def test_namesakes_whom_nobody_registered_have_pages_that_name_each_other(paper):
    said = {
        "vote": "Springfield Mayor John Smith said the council would vote on the bridge. Eva Storm was there.",
        "goal": "On Sunday the Melton Rovers captain John Smith scored twice. Ann Bell was glad.",
    }
    paper.write(
        {
            f"content/articles/{name}{day}.md": story(f"The {name}", text, published=f"2020-01-0{day}")
            for name, text in said.items()
            for day in (1, 2)
        }
    )
    assert paper.build().errors == ()
    addresses = {"/entities/john-smith/", "/entities/john-smith-2/"}
    pages = {address: html.fromstring(paper.page(address)) for address in addresses}
    told = {page.xpath("string(//h1/span)"): address for address, page in pages.items()}
    assert set(told) == {"mayor of Springfield", "captain of Melton Rovers"}
    assert "../john-smith-2/" in paper.page("/entities/john-smith/")
    for office, word in (("mayor of Springfield", "vote"), ("captain of Melton Rovers", "goal")):
        titles = pages[told[office]].xpath("//main//*[contains(@class, 'card-title')]")
        assert [title.text_content() for title in titles] == [f"The {word}"] * 2
    assert set(html.fromstring(paper.page("/entities/john-smith-names/")).xpath("//main//li/a/@href")) == {
        "../john-smith/",
        "../john-smith-2/",
    }


def test_a_full_name_that_opens_a_sentence_keeps_its_first_word_though_the_surname_follows_alone(paper):
    said = "John Smith, captain of Melton Rovers, scored twice. The coach, Ann Bell, praised Smith."
    paper.write({"content/articles/one.md": story("Captain signs", said)})
    assert paper.build().errors == ()
    assert {"john-smith", "smith"} & set(items(paper, "/articles/one/")) == {"john-smith"}


def test_an_undecided_name_is_listed_without_a_link_and_says_who_it_may_be(paper):
    paper.write(
        {
            "content/entities/judge.md": entity("John Roe", disambiguator="judge"),
            "content/entities/keeper.md": entity("John Roe", disambiguator="goalkeeper"),
            **{f"content/articles/{n}.md": story(n, "On Monday John Roe of Oslo was there.") for n in ("one", "two")},
        }
    )
    assert paper.build().errors == ()
    item = items(paper, "/articles/one/")["john-roe-unsettled"]
    assert item.xpath(".//a") == []
    assert "judge or goalkeeper" in " ".join(item.text_content().split())
    assert not paper.has("/entities/john-roe-unsettled/")
    assert "unsettled" not in paper.page("/entities/")


def test_names_that_several_bear_have_a_page_that_tells_them_apart(paper):
    paper.write(
        {
            "content/entities/judge.md": entity("John Roe", disambiguator="judge"),
            "content/entities/keeper.md": entity("John Roe", disambiguator="goalkeeper"),
            "content/articles/one.md": story("One", "John Roe was there."),
        }
    )
    assert paper.build().errors == ()
    page = html.fromstring(paper.page("/entities/john-roe/"))
    listed = {" ".join(row.text_content().split()) for row in page.xpath("//main//li")}
    assert listed == {"John Roe judge", "John Roe goalkeeper"}
    assert "../john-roe/" in paper.page("/entities/judge/")


def test_a_pinned_entity_stands_first_in_its_group(paper):
    said = "Ada Lind met Bo Berg. Ada Lind said that Ada Lind was late. Bo Berg had left with Cy Holm."
    paper.write({"content/articles/one.md": story("Ada Lind", said, entities={"pin": ["cy-holm"]})})
    assert paper.build().errors == ()
    assert list(items(paper, "/articles/one/")) == ["cy-holm", "ada-lind", "bo-berg"]


@pytest.mark.parametrize("slug", ["product", "person", "page/2", "organisation"])
def test_an_automatic_entity_never_takes_the_address_of_an_index(slug):
    who = {"one": (body(slug),), "two": (body(slug),)}
    known = resolve.entities({}, who, page_from=2, patterns=Permalinks())
    assert known[slug].page
    assert known[slug].slug in (f"{slug}-organisation", "page-2")


def test_an_automatic_entity_never_takes_what_a_page_or_a_file_has():
    who = {"one": (body("about"),), "two": (body("about"),)}
    known = resolve.entities({}, who, page_from=2, patterns=Permalinks(entity="/{slug}/"), taken={"/about/"})
    assert known["about"].slug == "about-organisation"


def test_a_registered_entity_that_takes_the_address_of_an_index_is_an_error(paper):
    paper.write({"content/entities/place.md": entity("Place"), "content/articles/one.md": story("One")})
    with pytest.raises(CollisionError) as refused:
        paper.build()
    assert "/entities/place/" in str(refused.value)
    assert "content/entities/place.md" in str(refused.value)


def test_what_was_merged_leads_on_and_brings_its_articles_and_wishes_along(paper):
    paper.write(
        {
            "content/entities/new.md": entity("Northwind", "organisation"),
            "content/entities/old.md": entity("Westwind", "organisation", merged_into="new"),
            "content/articles/one.md": story("One", "Westwind was there."),
            "content/articles/two.md": story("Two", "Nobody was there.", entities={"pin": ["old"]}),
        }
    )
    assert paper.build().errors == ()
    page = paper.page("/entities/new/")
    assert "One" in page
    assert "Two" in page
    assert "../new/" in paper.page("/entities/old/")
    assert list(items(paper, "/articles/two/")) == ["new"]


def test_a_copy_is_shown_as_another_version_and_not_as_related(paper):
    paper.write(
        {
            "content/articles/wire.md": story("Wire", STORY, published="2020-01-01"),
            "content/articles/copy.md": story("Copy", STORY.replace("ten days", "nine days"), published="2020-01-02"),
            "content/articles/other.md": story("Other", "Ada Lind was away.", published="2020-01-03"),
        }
    )
    assert paper.build().errors == ()

    def panel(address, name):
        page = html.fromstring(paper.page(address))
        return [
            node.text_content()
            for node in page.xpath(f"//section[@data-panel='{name}']//*[contains(@class, 'card-title')]")
        ]

    assert panel("/articles/copy/", "versions") == ["Wire"]
    assert panel("/articles/copy/", "related") == []
    assert panel("/articles/wire/", "versions") == []
    assert panel("/articles/other/", "related") == ["Copy"]


STORY = (
    "Ada Lind and the harbour board met on the quay for the first time since the winter and said that all the cranes "
    "were out of use. Ada Lind told the crew that not one ship had put in for ten days and that the ice was now as "
    "thick as a man is tall. She had asked the town for aid but had yet to hear how much it was able to pay."
)
