import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sites import NOW, Paper, addresses, entity, looks, story, tree

from generator.build import workers
from generator.outputs import frame, standins

REPOSITORY = Path(__file__).parent.parent

# Oldest first: who is named in it, its section and its tags.
STORIES = {
    "gale": ("2020-01-05", "Ada Lind", "City", ["weather"]),
    "fish": ("2020-02-05", "Bo Berg", "Port", ["trade"]),
    "tide": ("2020-03-05", "Ada Lind", "City", ["weather"]),
    "mole": ("2020-04-05", "Bo Berg", "Port", []),
    "rope": ("2020-05-05", "Cy Holm", "Port", ["trade"]),
    "fog": ("2020-06-05", "Ada Lind", "City", ["weather"]),
}
NEIGHBOURS = """\
{# Ours. #}
<nav>{{ article.older.title if article.older }} {{ article.newer.title if article.newer }}</nav>
"""


def write(paper, name, day, who, section, tags, *, title=None):
    said = [f"{who} was on the quay that day.", "There was little else to tell.", "It was late."]
    front = {"published": day, "section": section, "tags": tags}
    paper.write({f"content/articles/{name}.md": story(title or name.title(), *said, **front)})


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    paper = Paper(tmp_path_factory.mktemp("first") / "paper")
    paper.write({"tearsheet.toml": 'title = "The Ledger"\nbase_url = "https://example.org/"\npage_size = 2\n'})
    for name, facts in STORIES.items():
        write(paper, name, *facts)
    for name in ("Ada Lind", "Bo Berg", "Cy Holm"):
        paper.write({f"content/entities/{name.lower().replace(' ', '-')}.md": entity(name)})
    paper.write(
        {
            "content/docs/index.md": story("Manual"),
            "content/pages/about.md": story("About"),
            "content/articles/chart.svg": "<svg/>",
            "templates/partials/neighbours.html": NEIGHBOURS,
        }
    )
    assert paper.build().errors == ()
    return paper


@pytest.fixture
def paper(printed, tmp_path):
    shutil.copytree(printed.root, tmp_path / "paper")
    made = Paper(tmp_path / "paper")
    made.build()
    return made


def state(paper):
    """Return the size and the times of everything in the output."""
    return {path: looks(path) for path in (paper.output, *paper.output.rglob("*"))}


def data(name):
    """Return the files of what a researcher takes away: one for each format."""
    return [f"/data/{name}.json", f"/data/{name}.csv"]


def feeds(folder):
    """Return the files of a feed: one for each format."""
    return [f"{folder}{name}" for name in ("feed.xml", "rss.xml", "feed.json")]


def test_a_second_build_makes_nothing_and_writes_nothing(paper):
    before = state(paper)
    report = paper.build()
    assert (report.outcome.made, report.written, report.removed) == ({}, [], [])
    assert state(paper) == before


def test_a_touched_file_writes_nothing(paper):
    before = state(paper)
    for path in ("content/articles/fog.md", "content/entities/ada-lind.md", "templates/partials/neighbours.html"):
        os.utime(paper.root / path)
    report = paper.build()
    assert report.outcome.made == {}
    assert state(paper) == before


def test_an_edit_of_a_body_prints_one_page(paper):
    paper.edit("content/articles/tide.md", "little else", "a little more")
    assert paper.changes() == {"/articles/tide/"}


def test_an_edit_of_a_body_is_read_rendered_and_printed_and_nothing_else_is_made(paper):
    paper.edit("content/articles/tide.md", "little else", "a little more")
    made = paper.build().outcome.made
    assert {key: list(why) for key, why in made.items()} == {
        "convert articles/tide.md": ["content/articles/tide.md changed"],
        "recognise articles/tide": ["the body of articles/tide changed"],
        "body article articles/tide": ["the body of articles/tide changed"],
        "page /articles/tide/": ["the text of articles/tide changed"],
    }


def test_an_edit_of_a_title_prints_the_pages_that_show_its_card(paper):
    paper.edit("content/articles/gale.md", '"Gale"', '"Storm"')
    assert paper.changes() == {
        "/articles/gale/",
        "/articles/fish/",  # its neighbour
        "/articles/tide/",  # beside whose entities it is listed
        "/articles/fog/",
        "/articles/page/1/",  # its page of each list
        "/archive/2020/page/1/",
        "/archive/2020/01/",
        "/sections/city/",
        "/tags/weather/",
        "/entities/ada-lind/",
        "/",  # the front page, while it is among the latest
        *feeds("/entities/ada-lind/"),
        *feeds("/sections/city/"),
        *data("articles"),
    }


def test_an_edit_of_the_first_paragraph_changes_the_summary_on_its_card(paper):
    paper.edit("content/articles/rope.md", "that day", "at noon")
    assert paper.changes() == {
        "/articles/rope/",
        "/articles/",
        "/archive/2020/",
        "/archive/2020/05/",
        "/sections/port/",
        "/tags/trade/",
        "/entities/cy-holm/",
        "/",
        *feeds("/"),
        *feeds("/sections/port/"),
        *feeds("/entities/cy-holm/"),
        "/data/articles.json",
    }


def test_what_an_article_states_of_someone_prints_their_page_and_makes_no_feed(paper):
    paper.edit("content/articles/tide.md", "It was late.", "It was late, said Ada Lind, chief executive of Port Works.")
    made = paper.build().outcome.made
    assert "page /entities/ada-lind/" in made
    assert not [key for key in made if key.startswith("feed ")]


def test_a_comment_in_a_template_prints_again_and_writes_nothing(paper):
    paper.edit("templates/partials/neighbours.html", "Ours.", "Ours, really.")
    report = paper.build()
    assert "page /articles/fog/" in report.outcome.made
    assert "page /entities/ada-lind/" not in report.outcome.made
    assert report.written == []


def test_a_template_is_printed_again_only_where_it_is_used(paper):
    paper.edit("templates/partials/neighbours.html", "<nav>", "<nav>Next: ")
    assert paper.changes() == {f"/articles/{name}/" for name in STORIES}


def test_a_new_article_changes_what_it_must_and_nothing_else(paper):
    write(paper, "ice", "2020-06-20", "Ada Lind", "City", ["weather"])
    assert paper.changes() == {
        "/articles/ice/",
        "/articles/fog/",  # its neighbour before
        "/",
        "/articles/",
        "/archive/",
        "/archive/2020/",
        "/archive/2020/06/",
        "/sections/city/",
        "/sections/city/page/1/",
        "/tags/",
        "/tags/weather/",
        "/tags/weather/page/1/",
        "/entities/",
        "/entities/person/",
        "/entities/ada-lind/",
        "/entities/ada-lind/page/1/",
        *feeds("/"),
        *feeds("/sections/city/"),
        *feeds("/entities/ada-lind/"),
        "/sitemap.xml",
        *data("articles"),
        *data("entities"),
    }


def test_a_new_article_leaves_those_without_a_date_as_they_are(paper):
    paper.write({"content/articles/never.md": story("Never", "Ada Lind and Bo Berg met, nobody knows when.")})
    paper.build()
    write(paper, "ice", "2020-06-20", "Ada Lind", "City", ["weather"])
    assert "/articles/never/" not in paper.changes()


def test_an_article_that_goes_leaves_its_neighbours_and_lists_as_if_it_had_never_been(paper):
    before = paper.tree()
    write(paper, "ice", "2020-06-20", "Ada Lind", "City", ["weather"])
    paper.build()
    (paper.root / "content/articles/ice.md").unlink()
    assert "/articles/ice/" in paper.changes()
    assert paper.tree() == before


def test_what_only_shows_of_an_entity_reads_no_article_again(paper):
    paper.write({"content/entities/ada-lind.md": entity("Ada Lind", summary="A captain.")})
    report = paper.build()
    assert not any(key.startswith(("recognise", "page /articles")) for key in report.outcome.made)
    assert addresses(report.written) == {"/entities/ada-lind/", *data("entities")}


def test_a_new_name_of_an_entity_shows_wherever_it_is_named(paper):
    paper.write({"content/entities/ada-lind.md": entity("Captain Lind", aliases=["Ada Lind"])})
    changed = paper.changes()
    assert changed == {
        "/articles/gale/",  # whose sidebars name her
        "/articles/tide/",
        "/articles/fog/",
        "/",  # where she is among those named most
        "/entities/",
        "/entities/person/",
        "/entities/ada-lind/",
        *feeds("/entities/ada-lind/"),
        *data("entities"),
    }
    for address in changed:
        assert "Captain Lind" in paper.page(address)


def test_a_new_alias_reads_again_the_articles_that_hold_its_first_word(paper):
    paper.edit("content/articles/mole.md", "late", "late, said Rosen of the bank")
    paper.build()
    paper.write({"content/entities/ada-lind.md": entity("Ada Lind", aliases=["Rosen of the bank"])})
    made = paper.build().outcome.made
    assert [key for key in made if key.startswith("recognise")] == ["recognise articles/mole"]
    assert made["recognise articles/mole"] == ("the registry's names that begin with a word of the text changed",)
    assert "ada-lind" in paper.page("/articles/mole/")


def test_a_new_registry_entry_is_asked_for_by_the_articles_that_name_it(paper):
    paper.edit("content/articles/mole.md", "late", "late, said Dag Rosen")
    paper.build()
    paper.write({"content/entities/dag-rosen.md": entity("Dag Rosen")})
    made = paper.build().outcome.made
    assert [key for key in made if key.startswith("recognise")] == ["recognise articles/mole"]


def test_a_new_stylesheet_has_a_new_name_which_every_page_writes_down(paper):
    paper.write({"templates/assets/site.css": "body { color: black }\n"})
    changed = paper.changes()
    assert {"/assets/site.css", "/articles/gale/", "/", "/404.html"} <= changed
    assert not {"/feed.xml", "/sitemap.xml", "/robots.txt", "/assets/site.js"} & changed


def test_for_a_new_stylesheet_no_page_is_printed_anew(paper, tmp_path, monkeypatch):
    paper.write({"templates/assets/site.css": "body { color: black }\n"})
    monkeypatch.setattr(frame, "page", lambda *_, **__: pytest.fail("a page is printed"))
    report = paper.build(jobs=2)
    pages = {path for path in report.written if path.endswith(".html")}
    assert len(pages) == report.outcome.mended == len(list(paper.output.rglob("*.html")))
    assert set(report.outcome.made) == {f"page {at}" for at in addresses(pages)} | {
        f"file /{path}" for path in report.written if path.startswith("assets/")
    }
    assert set(report.outcome.made.values()) >= {("templates/assets/site.css changed",)}
    monkeypatch.undo()
    assert paper.tree() == paper.clean(tmp_path / "aside")


ODD = {
    "{{ site.icon | upper }}": "/ASSETS/ICON.{}.SVG",
    "{{ href(site.icon) | upper }}": "../../ASSETS/ICON.{}.SVG",
    "{% filter upper %}{{ href(site.icon) }}{% endfilter %}": "../../ASSETS/ICON.{}.SVG",
    "{% set own %}{{ href(site.icon) }}{% endset %}{{ own | upper }}": "../../ASSETS/ICON.{}.SVG",
    "{% set named = site.icon %}{{ named }}": "/assets/icon.{}.svg",
    "{{ site.icon[13:] }}": "{}.svg",
    "{{ 'even' if site.icon[13] in '02468ace' else 'odd' }}": "",
}


@pytest.mark.parametrize(
    "odd", ["".join(f"<p>{each}</p>" for each in ODD), "{% macro href(at) %}{{ at | upper }}{% endmacro %}"]
)
def test_a_template_that_does_more_with_a_name_than_link_to_it_is_given_the_name(paper, tmp_path, odd):
    paper.write({"templates/partials/neighbours.html": odd})
    for drawing in ("<svg/>", "<svg></svg>"):
        paper.write({"templates/assets/icon.svg": drawing})
        report = paper.build()
        mark = next(paper.output.glob("assets/icon.*.svg")).name.split(".")[1]
        page = paper.page("/articles/gale/")
        for said, shown in ODD.items():
            assert said not in odd or shown.format(mark.upper() if shown.isupper() else mark) in page
        assert not any("zqxj" in path.read_text().lower() for path in paper.output.rglob("*.html"))
    assert 0 < report.outcome.mended <= len(report.outcome.made) - len(STORIES)
    assert paper.tree() == paper.clean(tmp_path / "aside")


def test_an_article_may_hold_what_stands_in_for_a_name(paper, tmp_path):
    held = [*(standins.address(name, mark) for name, mark in standins.STANDINS.items()), "zqxjv", "zqxjv00"]
    paper.write({"content/articles/hostile.md": story("Names", f"They are `{' '.join(held)}`.")})
    paper.build()
    paper.write({"templates/assets/site.css": "body { color: black }\n"})
    report = paper.build()
    assert all(words in paper.page("/articles/hostile/") for words in held)
    holding = [path for path in paper.output.rglob("*.html") if "zqxj" in path.read_text()]
    assert report.outcome.mended == len(report.outcome.made) - len(holding) - 1  # the sheet
    assert paper.tree() == paper.clean(tmp_path / "aside")


def test_a_setting_makes_again_only_what_asked_for_it(paper):
    paper.edit("tearsheet.toml", "page_size = 2", 'page_size = 2\ndescription = "News of the port"')
    made = paper.build().outcome.made
    assert not any(key.startswith(("convert", "recognise", "body")) for key in made)


def test_a_setting_prints_again_the_pages_that_asked_for_it(paper):
    paper.edit("tearsheet.toml", "page_size = 2", 'page_size = 2\npanels = ["related"]')
    assert paper.changes() == {f"/articles/{name}/" for name in STORIES}


def test_an_older_article_shows_beside_its_entities_in_newer_ones(paper):
    paper.edit("tearsheet.toml", "page_size = 2", 'page_size = 2\npanels = ["entities"]')
    paper.build()
    write(paper, "calm", "2020-04-20", "Ada Lind", "Port", [])
    changed = {address for address in paper.changes() if address.startswith("/articles/") and "page" not in address}
    assert changed == {
        "/articles/calm/",
        "/articles/mole/",  # its neighbours
        "/articles/rope/",
        "/articles/fog/",  # which is about Ada Lind too, and newer
        "/articles/",
    }


def test_a_picture_is_copied_alone(paper):
    paper.write({"content/articles/chart.svg": "<svg></svg>"})
    assert paper.changes() == {"/articles/chart.svg"}


def test_a_broken_and_mended_file_writes_nothing(paper):
    before = state(paper)
    said = (paper.root / "content/articles/fog.md").read_text()
    paper.write({"content/articles/fog.md": "---\ntitle: [\n---\n"})
    assert len(paper.build().errors) == 1
    paper.write({"content/articles/fog.md": said})
    assert paper.build().errors == ()
    assert state(paper) == before


def test_a_dry_run_writes_nothing_and_lists_what_the_next_build_writes(paper):
    write(paper, "ice", "2020-06-20", "Ada Lind", "City", ["weather"])
    (paper.root / "content/articles/gale.md").unlink()
    before = state(paper)
    dry = paper.build(dry=True)
    assert state(paper) == before
    real = paper.build()
    assert (sorted(dry.written), sorted(dry.removed)) == (sorted(real.written), sorted(real.removed))
    assert "articles/gale/index.html" in dry.removed


def test_a_dry_run_before_any_build_makes_no_output(paper):
    shutil.rmtree(paper.output)
    shutil.rmtree(paper.root / ".tearsheet")
    listed = paper.build(dry=True).written
    assert not paper.output.exists()
    assert sorted(paper.build().written) == sorted(listed)


def test_what_is_printed_does_not_depend_on_the_number_of_workers(paper, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "SMALL", 2)
    assert paper.clean(tmp_path / "four", jobs=4) == paper.tree()


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "C"}, "."),
        ({"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "LANG": "de_DE"}, "/"),
    ],
)
def test_what_is_printed_does_not_depend_on_where_and_how_it_runs(paper, tmp_path, environment, folder):
    config = paper.root / "tearsheet.toml"
    config.write_text(f"cards = false\n{config.read_text()}")  # as `paper` builds
    environment = {**os.environ, **environment, "SOURCE_DATE_EPOCH": str(NOW), "PYTHONPATH": str(REPOSITORY)}
    shutil.rmtree(paper.root / ".tearsheet")
    root = "." if folder == "." else str(paper.root)
    command = [
        sys.executable,
        "-m",
        "generator",
        "build",
        "--root",
        root,
        "--output",
        str(tmp_path / "aside"),
        "--no-search",
    ]
    cwd = paper.root if folder == "." else folder
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(tmp_path / "aside") == paper.tree()
