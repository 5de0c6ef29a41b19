import itertools
import json

import pytest
from lxml import html
from sites import CONFIG, Paper, entity, story

from generator.render import drawing


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    paper = Paper(tmp_path_factory.mktemp("entity") / "paper")
    said = "Northwind chief executive Ada Lind was on the quay with Bo Berg."
    paper.write(
        {
            "tearsheet.toml": CONFIG.replace("page_size = 2", "page_size = 9"),
            "content/entities/northwind.md": entity("Northwind", "organisation", aliases=["Northwind Line"]),
            "content/entities/ada-lind.md": entity(
                "Ada Lind",
                aliases=["Ada L."],
                same_as=["https://www.wikidata.org/entity/Q1"],
                roles=[{"title": "captain", "of": "northwind", "cite": "articles/old"}],
            ),
            "content/articles/old.md": story("Old", said, published="2014-10-28"),
            "content/articles/ada.md": story("Ada Lind leaves", said, published="2016-02-03"),
            "content/articles/late.md": story(
                "A late ferry",
                "Cy Holm and Bo Berg waited.\n\nCy Holm was cold, said Bo Berg.\n\nSo was Ada Lind.",
                published="2018-01-01",
            ),
            "content/articles/never.md": story("Never", "Nobody knows when Ada Lind was here."),
        }
    )
    assert paper.build().errors == ()
    return paper


def page(paper, address):
    return html.fromstring(paper.page(address))


def words(node):
    return " ".join(node.text_content().split())


def rows(node):
    return [tuple(words(cell) for cell in row) for row in node.xpath(".//tbody/tr")]


def test_a_timeline_is_a_drawing_with_a_title_and_the_same_figures_as_a_table(paper):
    panel = page(paper, "/entities/ada-lind/").xpath("//*[@data-panel='timeline']")[0]
    (svg,) = panel.xpath(".//svg")
    assert svg.get("role") == "img"
    assert words(svg.xpath("./title")[0]) == "Articles that name Ada Lind, 2014 to 2018; most in 2014: 1 article"
    assert [row[:2] for row in rows(panel)] == [("2014", "1"), ("2016", "1"), ("2018", "1"), ("Undated", "1")]


def test_whom_an_entity_appears_with_is_a_drawing_and_a_table_beside_it(paper):
    panel = page(paper, "/entities/ada-lind/").xpath("//*[@data-panel='appears-with']")[0]
    assert panel.xpath(".//svg[@role='img']/title")
    assert rows(panel)[:2] == [("Bo Berg", "3"), ("Northwind", "2")]
    assert [words(text) for text in panel.xpath(".//svg/text")][:2] == ["Bo Berg", "Northwind"]


def test_claims_stand_by_date_each_with_its_words_its_article_and_its_day(paper):
    claims = page(paper, "/entities/ada-lind/").xpath("//ul[@class='claims']/li")
    told = [words(claim) for claim in claims]
    assert told[0].startswith("Chief executive of Northwind")
    assert "Ada Lind leaves" in told[0]
    assert "3 February 2016" in told[0]
    assert "in 2 articles, first in Old, 28 October 2014" in told[0]
    assert told[1].startswith("Captain, Northwind")
    assert claims[0].xpath(".//a/@href")[:2] == ["../northwind/", "../../articles/ada/"]


def test_a_company_shows_who_is_said_to_hold_which_title_there(paper):
    told = [words(claim) for claim in page(paper, "/entities/northwind/").xpath("//p[@class='claim']")]
    assert told == ["Chief executive: Ada Lind"]


def test_articles_mainly_about_it_come_first_and_the_others_are_folded(paper):
    main = page(paper, "/entities/ada-lind/").xpath("//main")[0]
    titles = main.xpath(".//*[contains(@class, 'card-title')]")
    folded = main.xpath(".//details//*[contains(@class, 'card-title')]")
    assert words(titles[0]) == "Ada Lind leaves"
    assert [words(title) for title in folded] == ["A late ferry"]
    assert len(titles) == 4


def test_what_a_machine_read_is_no_job_title_to_machines(paper):
    told = json.loads(page(paper, "/entities/ada-lind/").xpath("string(//script[@type='application/ld+json'])"))
    assert told["jobTitle"] == ["captain"]
    assert told["alternateName"] == ["Ada L."]
    assert told["sameAs"] == ["https://www.wikidata.org/entity/Q1"]


def test_no_page_of_an_entity_has_a_style_or_a_link_inside_a_drawing(paper):
    for name in ("ada-lind", "northwind", "bo-berg"):
        seen = page(paper, f"/entities/{name}/")
        assert seen.xpath("//@style") == []
        assert seen.xpath("//svg//a") == []


@pytest.mark.parametrize("count", [1, 2, 12, 36, 80])
def test_bars_lie_within_the_strip_and_do_not_overlap(count):
    made = drawing.timeline([(str(number), number, number // 2) for number in range(1, count + 1)])
    ends = [(bar.x, bar.x + bar.width) for bar in made.bars]
    assert ends[0][0] >= 0
    assert ends[-1][1] <= made.width
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(ends))
    assert all(0 < bar.height <= made.height and bar.core <= bar.height for bar in made.bars)


@pytest.mark.parametrize("count", [2, 3, 6, 9, 12])
def test_names_stand_around_the_ring_and_within_the_drawing(count):
    company = [(f"Someone Number {number}", count - number) for number in range(count)]
    made = drawing.graph(company, [(0, 1, 1)])
    assert len(made.nodes) == min(count, drawing.RING)
    assert len({(node.x, node.y) for node in made.nodes}) == len(made.nodes)
    for node in made.nodes:
        assert len(node.label) <= 13
        assert 10 < node.text_y < made.height
        wide = 6.8 * len(node.label)  # about as wide as the theme's sans at its size
        left = node.text_x - {"start": 0, "middle": wide / 2, "end": wide}[node.anchor]
        assert left >= 0
        assert left + wide <= made.width


def test_one_alone_makes_no_ring_and_no_time_no_strip():
    assert drawing.graph([("Ada", 1)], []) is None
    assert drawing.timeline([]) is None


def test_a_sidebar_says_everything_that_an_article_states_of_someone(tmp_path):
    paper = Paper(tmp_path / "paper")
    said = "Northwind chief executive Ada Lind was there. Ada Lind, chair of Southwind Group, said so."
    paper.write({"tearsheet.toml": CONFIG, "content/articles/one.md": story("One", said)})
    assert paper.build().errors == ()
    item = page(paper, "/articles/one/").xpath("//*[@data-entity='ada-lind']")[0]
    assert [words(role) for role in item.xpath(".//p[@class='role']")] == [
        "chief executive of Northwind",
        "chair of Southwind",
    ]
