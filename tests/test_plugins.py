"""One example for each door, as a site's own file and as an installed one."""

from importlib import metadata

import pytest
from sites import story

from generator import plugins
from generator.build.trace import TOOLS
from generator.errors import PluginError
from generator.pipeline.examine import examine

CONVERTER = """\
from generator.model import Article

SUFFIXES = (".toy",)


def accepts(source):
    return 1 if source.suffix in SUFFIXES else 0


def convert(source):
    title, _, body = source.data.decode().partition("|")
    yield Article(id="", path=source.path, title=title, body=body)
"""
OUTPUT = """\
from generator.build.task import Made, Stratum, Task
from generator.link.facts import ArticleCard, Lists


def titles(fetch):
    cards = [fetch(ArticleCard(key)) for key in fetch(Lists("articles", "")).ids]
    return Made(files=("\\n".join(card.title for card in cards).encode(),))


def plan(site, config):
    yield Task(key="file /titles.txt", stratum=Stratum.PAGE, make=titles, outputs=("titles.txt",))
"""
CHECK = """\
from generator.errors import Note, Where


def check(site):
    for head in site.articles.values():
        if "!" in head.title:
            where = Where(f"content/{head.path}")
            yield Note(severity="warning", what="shouts", where=where, code="shouting", hint="calm down")
"""


def plug(paper, **files):
    """Give a site plugins of its own: name to source."""
    paths = [f"plugins/{name}.py" for name in files]
    paper.write(dict(zip(paths, files.values(), strict=True)))
    paper.write({"tearsheet.toml": f'title = "The Ledger"\nplugins = {paths}\n'.replace("'", '"')})


def test_a_converter_reads_a_format_of_its_own(paper):
    plug(paper, toy=CONVERTER)
    paper.write({"content/articles/ball.toy": "A ball|It is *round*."})
    assert paper.build().errors == ()
    assert '<h1 class="p-name">A ball</h1>' in paper.page("/articles/ball/")
    assert "<em>round</em>" in paper.page("/articles/ball/")


def test_without_its_converter_a_file_is_copied_as_it_is(paper):
    paper.write({"content/articles/ball.toy": "A ball|It is round."})
    paper.build()
    assert paper.page("/articles/ball.toy") == "A ball|It is round."


def test_front_matter_and_sidecars_work_for_every_converter(paper):
    plug(paper, toy=CONVERTER)
    paper.write(
        {
            "content/articles/ball.toy": "---\nslug: sphere\n---\nA ball|It is round.",
            "content/articles/ball.toy.yml": "section: Toys\n",
        }
    )
    assert paper.build().errors == ()
    assert "Toys" in paper.page("/articles/sphere/")


def test_an_output_prints_a_page_of_its_own_and_keeps_it_up_to_date(paper):
    plug(paper, titles=OUTPUT)
    paper.write({"content/articles/rain.md": story("Rain", published="2020-01-01")})
    paper.build()
    assert paper.page("/titles.txt") == "Rain"
    paper.write({"content/articles/sun.md": story("Sun", published="2020-01-02")})
    assert paper.build().outcome.made["file /titles.txt"] == ("the list of articles changed",)
    assert paper.page("/titles.txt") == "Sun\nRain"
    plug(paper)
    assert "titles.txt" in paper.build().removed


def test_a_check_has_its_say(paper):
    plug(paper, loud=CHECK)
    paper.write({"content/articles/rain.md": story("Rain!", published="2020-01-01")})
    assert [str(note) for note in examine(paper.job()).notes if note.code == "shouting"] == [
        "content/articles/rain.md: shouts"
    ]


def test_one_file_may_come_through_every_door(paper):
    plug(paper, all=CONVERTER + OUTPUT + CHECK)
    made = paper.job().plugins
    for door in (made.converters, made.outputs, made.checks):
        assert [plugin.__name__ for plugin in door].count("plugins/all.py") == 1


def test_two_converters_that_claim_one_file_alike_are_an_error_of_that_file(paper):
    plug(paper, one=CONVERTER, two=CONVERTER)
    paper.write({"content/articles/ball.toy": "A ball|It is round.", "content/articles/rain.md": story("Rain")})
    (error,) = paper.build().errors
    assert str(error) == "content/articles/ball.toy: plugins/one.py and plugins/two.py both claim this file"
    assert paper.has("/articles/rain/")


def test_the_converter_that_is_more_specific_wins(paper):
    special = CONVERTER.replace("return 1 ", "return 2 ").replace("title=title", 'title=f"{title}, specially"')
    plug(paper, one=CONVERTER, two=special)
    paper.write({"content/articles/ball.toy": "A ball|It is round."})
    assert paper.build().errors == ()
    assert "A ball, specially" in paper.page("/articles/ball/")


def test_a_plugin_may_read_a_built_in_format_in_its_own_way(paper):
    plug(paper, md=CONVERTER.replace(".toy", ".md").replace("return 1 ", "return 99 "))
    paper.write({"content/articles/rain.md": "Rain|It *rained*."})
    assert paper.build().errors == ()
    assert "<em>rained</em>" in paper.page("/articles/rain/")


def test_an_edit_of_a_plugin_makes_everything_again(paper):
    plug(paper, toy=CONVERTER)
    paper.write({"content/articles/ball.toy": "A ball|It is round.", "content/articles/rain.md": story("Rain")})
    paper.build()
    assert paper.build().outcome.made == {}
    paper.edit("plugins/toy.py", 'partition("|")', 'replace("ball", "cube").partition("|")')
    report = paper.build()
    assert set(report.outcome.made.values()) == {(TOOLS,)}
    assert report.outcome.kept == 0
    assert "A cube" in paper.page("/articles/ball/")
    assert "404.html" not in report.written


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """Return what installs a module with an entry point."""
    monkeypatch.syspath_prepend(tmp_path)
    points = []
    found = plugins.installed.points
    monkeypatch.setattr(
        plugins.installed,
        "points",
        lambda groups: [*found(groups), *(each for each in points if each.group in groups)],
    )

    def install(door, value, source=""):
        (tmp_path / f"{value.partition(':')[0]}.py").write_text(source)
        points.append(metadata.EntryPoint(name=value, value=value, group=door))

    return install


def test_an_installed_plugin_comes_through_the_same_door(paper, installed):
    installed("tearsheet.converters", "toy_of_tests", CONVERTER)
    paper.write({"content/articles/ball.toy": "A ball|It is round."})
    assert paper.build().errors == ()
    assert "A ball" in paper.page("/articles/ball/")


def test_an_installed_plugin_is_part_of_every_key(paper, installed):
    before = paper.job().plugins.digest
    installed("tearsheet.outputs", "titles_of_tests", OUTPUT)
    assert paper.job().plugins.digest != before


@pytest.mark.parametrize(
    ("door", "value", "source", "what"),
    [
        ("tearsheet.outputs", "broken_of_tests", "1 // 0", "cannot be loaded: ZeroDivisionError"),
        ("tearsheet.converters", "lacking_of_tests", "SUFFIXES = ()", "without `accepts`, `convert`"),
        ("tearsheet.checks", "thing_of_tests:thing", "thing = 7", "is no module"),
    ],
)
def test_an_installed_plugin_that_is_none_is_named(paper, installed, door, value, source, what):
    installed(door, value, source)
    with pytest.raises(PluginError) as caught:
        paper.job()
    assert value in caught.value.what
    assert what in caught.value.what


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("", "comes through no door"),
        ("SUFFIXES = ('.toy',)", "comes through no door"),
        (CONVERTER.replace('(".toy",)', '".toy"'), "`SUFFIXES` must hold suffixes"),
        (CONVERTER.replace('".toy"', '"toy"'), "`SUFFIXES` must hold suffixes"),
        (CONVERTER.replace('".toy"', '".TOY"'), "`SUFFIXES` must hold suffixes"),
    ],
)
def test_a_file_that_is_no_plugin_is_told_what_it_lacks(paper, source, what):
    plug(paper, ours=source)
    with pytest.raises(PluginError, match=what) as caught:
        paper.job()
    assert str(caught.value).startswith("plugins/ours.py: ")


def test_the_built_in_ones_come_through_the_same_doors():
    for door, names in plugins.BUILT_IN.items():
        for name in names:
            module = __import__(name, fromlist=["_"])
            plugins._require(module, door, name)
