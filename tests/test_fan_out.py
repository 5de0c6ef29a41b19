"""What one new article remakes, by name: at a small size here, at a thousand and ten thousand in the benchmark."""

import re
import shutil

import pytest
from sites import Paper, entity, story

WHO = ["Ada Lind", "Bo Berg", "Cy Holm", "Dag Rosen", "Eva Storm"]
SECTIONS = ["City", "Port"]
COUNT = 24


def said(number):
    one, other = WHO[number % 5], WHO[(number * 2 + 1) % 5]
    return f"{one} was on the quay on day {number} and told {other} so. There were {number + 2} ships in the port."


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    paper = Paper(tmp_path_factory.mktemp("first") / "paper")
    paper.write({"tearsheet.toml": 'title = "The Ledger"\nbase_url = "https://example.org/"\npage_size = 4\n'})
    paper.write({f"content/entities/{name.lower().replace(' ', '-')}.md": entity(name) for name in WHO[:3]})
    paper.write(
        {
            f"content/articles/a{number:02}.md": story(
                f"Day {number}",
                said(number),
                published=f"2020-{1 + number // 6:02}-{1 + number % 6:02}",
                section=SECTIONS[number % 2],
                tags=["weather"] if number % 3 == 0 else ["trade"],
            )
            for number in range(COUNT)
        }
    )
    paper.write({"content/articles/never.md": story("Never", "Ada Lind and Bo Berg met, nobody knows when.")})
    assert paper.build().errors == ()
    return paper


@pytest.fixture
def paper(printed, tmp_path):
    shutil.copytree(printed.root, tmp_path / "paper")
    made = Paper(tmp_path / "paper")
    made.build()
    return made


def made(paper):
    report = paper.build()
    assert report.errors == ()
    return set(report.outcome.made)


def pages(keys):
    """Return the addresses of articles among the keys of tasks."""
    return {found[1] for key in keys if (found := re.fullmatch(r"page (/articles/[^/]+/)", key))}


def test_one_new_article_remakes_what_it_must_by_name(paper):
    front = {"published": "2020-04-20", "section": "City", "tags": ["weather"]}
    paper.write({"content/articles/new.md": story("New", "Ada Lind told Eva Storm on the quay.", **front)})
    new = made(paper)

    assert {key for key in new if key.split()[0] in ("convert", "recognise", "body")} == {
        "convert articles/new.md",
        "recognise articles/new",
        "body article articles/new",
    }
    assert pages(new) == {"/articles/new/", "/articles/a23/"}  # itself, and its neighbour before
    assert {key for key in new if key.startswith("page /entities/")} == {
        "page /entities/",
        "page /entities/person/",
        "page /entities/ada-lind/",
        "page /entities/eva-storm/",
    } | {key for key in new if re.match(r"page /entities/(ada-lind|eva-storm)/page/", key)}
    lists = {key for key in new if re.match(r"page /(sections|tags|archive)/", key)}
    assert {re.sub(r"page/\d+/", "", key) for key in lists} == {
        "page /sections/city/",
        "page /tags/",
        "page /tags/weather/",
        "page /archive/",
        "page /archive/2020/",
        "page /archive/2020/04/",
    }
    rest = new - lists - {key for key in new if key.startswith(("page /entities/", "page /articles/"))}
    assert {key for key in rest if key.startswith("page ")} == {"page /"}
    assert not {key for key in new if "never" in key}


def test_one_new_article_without_a_date_remakes_no_page_of_one_that_has_a_date(paper):
    paper.write({"content/articles/undated.md": story("Undated", "Ada Lind told Bo Berg, nobody knows when.")})
    assert pages(made(paper)) == {"/articles/undated/"}


def test_an_article_put_in_between_remakes_its_neighbours_and_the_newer_ones_that_show_it(paper):
    front = {"published": "2020-02-03T12:00:00Z", "section": "Port"}
    paper.write({"content/articles/between.md": story("Between", "Eva Storm was alone that day.", **front)})
    new = pages(made(paper))
    assert {"/articles/between/", "/articles/a08/", "/articles/a09/"} <= new
    older = {f"/articles/a{number:02}/" for number in range(8)}
    assert not older & new


def test_with_related_both_an_old_page_shows_a_new_article(paper):
    paper.edit("tearsheet.toml", "page_size", 'related = "both"\npage_size')
    paper.build()
    front = {"published": "2020-06-01", "section": "City"}
    paper.write({"content/articles/new.md": story("New", "Ada Lind told Eva Storm on the quay.", **front)})
    assert len(pages(made(paper))) > 2


def test_a_new_alias_reads_only_the_texts_that_hold_its_first_word(paper):
    paper.write({"content/entities/ada-lind.md": entity("Ada Lind", aliases=["Seven Seas"])})
    paper.edit("content/articles/a07.md", "ships in the port", "ships in the port, said Seven of them")
    paper.build()
    paper.write({"content/entities/ada-lind.md": entity("Ada Lind", aliases=["Seven Oaks"])})
    assert {key for key in made(paper) if key.startswith("recognise")} == {"recognise articles/a07"}
