"""What is kept beside Python's bytecode: nobody may see that it is, or that it is not."""

import importlib
import shutil
from importlib import metadata
from pathlib import Path

import pytest

from generator.build import beside, installed
from generator.outputs import precompiled
from generator.render.markdown.reader import _OWN

RAIN = {"content/articles/rain.md": "---\ntitle: Rain\n---\nIt rained.\n"}


@pytest.fixture
def shelf(monkeypatch, tmp_path):
    """Return the folder in which bytecode is kept, which nothing is in."""
    folder = tmp_path / "package" / "__pycache__"
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr(beside, "_file", lambda name: folder / f"{name}.kept")
    folder.parent.mkdir()
    return folder


def compiled(monkeypatch, paper, **options):
    """Build a site anew, and return what it printed and how many templates were compiled for it."""
    from generator.render import templates

    count = []
    compile_ = templates.compiled
    monkeypatch.setattr(templates, "compiled", lambda *args: count.append(1) or compile_(*args))
    precompiled._compiled.cache_clear()
    precompiled._shelf.cache_clear()
    for folder in (paper.output, paper.root / ".tearsheet"):
        shutil.rmtree(folder, ignore_errors=True)
    paper.build(**options)
    return {path: path.read_bytes() for path in paper.output.rglob("*.html")}, len(count)


def test_it_is_kept_where_python_keeps_the_bytecode_of_the_package():
    assert beside._file("words").parent.name == "__pycache__"
    assert beside._file("words").parent.parent == Path(beside.generator.__file__).parent


def test_what_is_kept_is_found_by_its_stamp_alone(shelf):
    assert beside.read("words", stamp="ours") is None
    beside.keep("words", b"rain\nsnow", stamp="ours")
    assert beside.read("words", stamp="ours") == b"rain\nsnow"
    assert beside.read("words", stamp="theirs") is None
    assert [path.name.partition(".")[0] for path in shelf.iterdir()] == ["words"]


@pytest.mark.parametrize("harm", [lambda data: data[:-1], lambda data: data[:-1] + b"x", lambda _: b""])
def test_what_was_damaged_is_as_good_as_absent(shelf, harm):
    beside.keep("words", b"rain", stamp="ours")
    (file,) = shelf.iterdir()
    file.write_bytes(harm(file.read_bytes()))
    assert beside.read("words", stamp="ours") is None


def test_where_nothing_can_be_kept_nothing_is(monkeypatch, shelf):
    shelf.write_text("no folder")
    beside.keep("words", b"rain", stamp="ours")
    assert beside.read("words", stamp="ours") is None
    shelf.unlink()
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    beside.keep("words", b"rain", stamp="ours")
    assert not shelf.exists()


def test_the_next_site_compiles_no_template_of_the_theme_and_prints_the_same(monkeypatch, paper, shelf):
    paper.write(RAIN)
    pages, count = compiled(monkeypatch, paper)
    assert count > 10
    assert compiled(monkeypatch, paper) == (pages, 0)
    for file in shelf.iterdir():
        file.write_bytes(file.read_bytes()[:-100])
    assert compiled(monkeypatch, paper) == (pages, count)


def test_a_site_compiles_its_own_templates_and_words(monkeypatch, paper, shelf):
    paper.write(RAIN)
    _, count = compiled(monkeypatch, paper)
    paper.write({"templates/article.html": "<title>{{ article.title }}</title><h1>Mine</h1>"})
    pages, own = compiled(monkeypatch, paper)
    assert own == 1
    assert b"<h1>Mine</h1>" in pages[paper.output / "articles/rain/index.html"]
    paper.write({"templates/article.html": None, "tearsheet.toml": 'title = "Blatt"\nlang = "de"\n'})
    german, all_ = compiled(monkeypatch, paper)
    assert (all_, compiled(monkeypatch, paper)) == (count, (german, 0))


def test_what_templates_reach_is_found_out_once_of_the_themes_own_alone(monkeypatch, paper, shelf):
    from generator.render import templates

    asked = []
    closure = templates.closure
    monkeypatch.setattr(templates, "closure", lambda *args, **more: asked.append(args[0]) or closure(*args, **more))
    paper.write(RAIN)
    pages, _ = compiled(monkeypatch, paper)
    first = len(asked)
    assert (compiled(monkeypatch, paper)[0], len(asked)) == (pages, first)
    paper.write({"templates/partials/kind.html": "<i>mine</i>"})
    for _ in range(2):
        compiled(monkeypatch, paper)
    assert len(asked) == 3 * first
    paper.write({"templates/partials/kind.html": None})
    assert (compiled(monkeypatch, paper)[0], len(asked)) == (pages, 3 * first)


def test_packages_are_known_by_their_folders_as_importlib_knows_them():
    names = ["jinja2", "PyYAML", "charset-normalizer", "lxml_html_clean", "no-such-package"]
    assert installed.versions(names) == [metadata.version(name) for name in names[:-1]] + ["absent"]
    assert installed._listed() is not None
    groups = ["markdown.extensions", "console_scripts"]
    points = installed.points(groups)
    assert sorted(points) == sorted(point for group in groups for point in metadata.entry_points(group=group))
    assert installed.points(["no.such.door"]) == []


@pytest.mark.parametrize("name", ["old-1.egg-info", "old.egg", "old.egg-link", "unnumbered.dist-info"])
def test_packages_of_another_kind_are_asked_for_as_ever(monkeypatch, tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: old\nVersion: 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert installed._listed() is None
    assert installed.versions(["jinja2", "no-such-package"]) == [metadata.version("jinja2"), "absent"]


def test_a_package_that_is_installed_comes_through_its_door(monkeypatch, tmp_path):
    folder = tmp_path / "rain-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: rain\nVersion: 1\n")
    (folder / "entry_points.txt").write_text("[tearsheet.outputs]\nrain = rain_of_tests\n")
    monkeypatch.syspath_prepend(tmp_path)
    doors = ["tearsheet.converters", "tearsheet.outputs"]
    assert [(point.group, point.value) for point in installed.points(doors)] == [("tearsheet.outputs", "rain_of_tests")]


def test_the_librarys_own_markdown_extensions_are_those_of_their_names():
    own = metadata.distribution("markdown").entry_points.select(group="markdown.extensions")
    assert {point.name for point in own} == _OWN
    for point in own:
        made = importlib.import_module(f"markdown.extensions.{point.name}").makeExtension()
        assert type(made) is point.load()
