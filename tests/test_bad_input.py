"""Each fails alone, with its place and what to do; everything else is printed, and the last good one stands in."""

import errno
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sites import Paper, entity, looks, story

from generator import cli
from generator.build import sources
from generator.build.press import Press
from generator.convert import read

REPOSITORY = Path(__file__).parent.parent
GOOD = story("Rain", "It rained in Lisbon.", published="2020-01-01")


@pytest.fixture
def build(paper, monkeypatch, capsys):
    """Return what runs a command in the site's folder and returns its status and what it said."""
    paper.write({"content/articles/rain.md": GOOD, "content/articles/other.md": story("Other")})
    monkeypatch.chdir(paper.root)

    def run(*arguments):
        status = cli.main(arguments or ("build",))
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return status, said.err

    return run


def hinted(said):
    """Return each error with its hint."""
    lines = said.splitlines()
    return [
        (line, lines[place + 1].removeprefix("  hint: ") if lines[place + 1 : place + 2] else "")
        for place, line in enumerate(lines)
        if "error: " in line
    ]


def fails_alone(paper, build, files, where, what):
    """A file fails while its last good state stands in; without one it is missing, and all else is there."""
    assert build() == (0, "")
    before = paper.page("/articles/rain/")
    paper.write(files)
    status, said = build()
    ((line, hint),) = hinted(said)
    assert status == 1
    assert line.startswith(f"{where}: error: {what}")
    assert paper.page("/articles/rain/") == before
    assert build() == (1, said)
    shutil.rmtree(paper.root / ".tearsheet")
    shutil.rmtree(paper.output)
    assert build()[0] == 1
    assert paper.has("/articles/other/")
    return hint


BROKEN = {
    "broken YAML": ("---\ntitle: Rain\ntags: [a, b\n---\n\nIt rained.\n", ":3:7", "no valid YAML"),
    "YAML that never ends": (
        "---\ntitle: Rain\n\nIt rained.\n",
        ":1:1",
        "the front matter that begins here has no end",
    ),
    "a list for a text": ("---\ntitle: Rain\nslug: [a, b]\n---\n\nIt rained.\n", ":3:1", "`slug` must be text"),
    "no date": ("---\ntitle: Rain\npublished: soon\n---\n\nIt rained.\n", ":3:1", "`published` must be a date"),
    "broken TOML": ("+++\ntitle = Rain\n+++\n\nIt rained.\n", ":2:9", "no valid TOML"),
    "no title": ("It rained.\n", ":1:1", "has no title"),
    "an empty file": ("", "", "is empty"),
    "bytes that are no text": (b"---\ntitle: Rain\n---\n\xff\xfe\x00\x81\x00", ":4:1", "the file is no text"),
    "an unknown template": (
        "---\ntitle: Rain\ntemplate: articel\n---\n\nIt rained.\n",
        "",
        "no template is called `articel`",
    ),
    "YAML that would multiply": (
        "---\ntitle: Rain\na: &a [x, x]\nextra: {b: [*a, *a]}\n---\n",
        ":4:13",
        "uses an alias",
    ),
    "YAML that names code": (
        "---\ntitle: !!python/name:os.system\n---\n",
        ":2:8",
        "uses a tag, which is not read here",
    ),
    "TOML nested without end": (f"+++\ntitle = {'[' * 5000}\n+++\n", ":2:1", "is nested too deeply"),
    "a number without end": (
        f"+++\ntitle = 'R'\n[extra]\na = 0x{'f' * 9000}\n+++\n",
        ":4:1",
        "no valid TOML: a whole number",
    ),
    "a date before all": (
        "+++\ntitle = 'R'\npublished = 0001-01-01T00:00:00+02:00\n+++\n",
        ":3:1",
        "`published` must be a date",
    ),
    "YAML nested without end": (f"---\ntitle: Rain\nextra: {'[' * 5000}\n---\n", ":3:40", "is nested too deeply"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_fails_alone(paper, build, name):
    said, place, what = BROKEN[name]
    fails_alone(paper, build, {"content/articles/rain.md": said}, f"content/articles/rain.md{place}", what)


def test_an_unknown_template_is_told_with_the_nearest(build, paper):
    paper.write({"content/articles/rain.md": story("Rain", template="articel")})
    assert hinted(build()[1])[0][1] == "did you mean `article`?"


@pytest.mark.parametrize("path", ["content/entities/ada.md", "content/docs/a.md"])
def test_a_template_that_there_is_none_of_is_told_with_the_file_that_names_it(paper, build, path):
    paper.write({path: entity("Ada Lind", title="A", template="fancy")})
    assert hinted(build()[1])[0][0] == f"{path}: error: no template is called `fancy`"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("published: [\n", ":2:1"),
        (f"extra: {'[' * 5000}\n", ":1:40"),
        ("tags: &a [x]\nextra: {b: *a}\n", ":2:12"),
        ("title: !!binary aGE=\n", ":1:8"),
        (f"panels: [{{type: quotes, delay_minutes: {'9' * 30}}}]\n", ":1:25"),
    ],
)
def test_a_broken_sidecar_fails_its_file_alone(paper, build, said, place):
    sidecar = {"content/articles/rain.md.yml": said}
    fails_alone(paper, build, sidecar, f"content/articles/rain.md.yml{place}", "")


def test_a_file_beyond_all_measure_fails_alone(paper, build):
    assert build() == (0, "")
    before = paper.page("/articles/rain/")
    with (paper.root / "content/articles/rain.md").open("wb") as file:
        file.truncate(50_000_000)
    status, said = build()
    assert status == 1
    assert f"content/articles/rain.md: error: is larger than the {read.LIMIT // 1_000_000} MB" in said
    assert paper.page("/articles/rain/") == before


@pytest.mark.parametrize(
    "said",
    [
        "> " * 5_000 + "deep\n",
        "".join(f"{'  ' * depth}- item\n" for depth in range(200)),
        "*" * 20_000 + "\n",
        "[" * 1_000 + "a" + "]" * 1_000 + "\n",
        "<div>" * 3_000 + "\n",
        "- " * 3_000 + "a\n",
    ],
    ids=["quotes", "lists", "stars", "brackets", "tags", "dashes"],
)
def test_nesting_without_end_is_printed_or_fails_alone(paper, build, said):
    paper.write({"content/articles/deep.md": f"---\ntitle: Deep\n---\n\n{said}"})
    status, err = build()
    assert status in (0, 1)
    assert all(line.startswith("content/articles/deep.md") for line, _ in hinted(err))
    assert paper.has("/articles/rain/")
    assert paper.has("/articles/deep/") == (status == 0)


def test_a_file_that_fails_midway_leaves_no_trace_in_the_next(paper, build, tmp_path):
    clean = paper.clean(tmp_path / "aside", slow=True)
    paper.write({"content/articles/deep.md": story("Deep", "- " * 3_000 + "a")})
    assert build()[0] == 1
    paper.write({"content/articles/deep.md": None})
    shutil.rmtree(paper.root / ".tearsheet")
    assert build() == (0, "")
    assert paper.tree() == clean


def test_a_file_that_cannot_be_read_fails_alone(paper, build, monkeypatch):
    assert build() == (0, "")
    before = paper.page("/articles/rain/")
    os.utime(paper.root / "content/articles/rain.md")
    look = sources.contents

    def deny(path):
        if path.endswith("/rain.md"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return look(path)

    monkeypatch.setattr(sources, "contents", deny)
    status, said = build()
    assert (status, hinted(said)) == (
        1,
        [
            (
                "content/articles/rain.md: error: cannot be read (Permission denied)",
                "make it readable, or delete it",
            )
        ],
    )
    assert paper.page("/articles/rain/") == before


# Templates


def test_an_error_in_a_template_is_told_with_the_templates_line(paper, build):
    page = '{# Ours. #}\n{% extends "base.html" %}\n{% block content %}\n{{ article.titel }}\n{% endblock %}\n'
    assert build() == (0, "")
    before = paper.page("/articles/rain/")
    paper.write({"templates/article.html": page})
    status, said = build()
    assert status == 1
    assert "templates/article.html:4:1: error: ArticleView has no `titel`: did you mean `title`?" in said
    assert paper.page("/articles/rain/") == before
    paper.write({"templates/article.html": page.replace("titel", "title")})
    assert build() == (0, "")
    assert paper.page("/articles/rain/") != before


def test_a_template_that_cannot_be_parsed_is_told_with_its_line(paper, build):
    assert build() == (0, "")
    before = paper.page("/articles/rain/")
    paper.write({"templates/partials/byline.html": "{# Ours. #}\n{% if %}\n"})
    status, said = build()
    assert status == 1
    assert "templates/partials/byline.html:2:1: error: " in said
    assert paper.page("/articles/rain/") == before


def test_a_template_that_is_no_text_is_an_error(paper, build):
    paper.write({"templates/article.html": b"\xff\xfe\x00"})
    status, said = build()
    assert status == 1
    assert "templates/article.html" in said
    assert "UTF-8" in said


# Files that are no files


def test_links_out_and_in_circles_are_errors_and_publish_nothing(paper, build):
    (paper.root / "secret.md").write_text(story("Secret"))
    folder = paper.root / "content" / "articles"
    (folder / "out.md").symlink_to(paper.root / "secret.md")
    (folder / "loop").symlink_to(folder)
    status, said = build()
    assert status == 1
    assert hinted(said) == [
        (
            "content/articles/loop: error: this link leads back to a folder it lies in",
            "delete the link",
        ),
        (
            "content/articles/out.md: error: this link leads out of the folder",
            "copy the file here: what lies outside is never published",
        ),
    ]
    assert paper.has("/articles/rain/")
    assert not paper.has("/articles/out/")


# What stops everything, before anything is written


def stops(paper, build, *said):
    """A command fails, and leaves the output as it was."""
    before = paper.tree() if paper.output.exists() else {}
    status, err = build()
    assert status == 1
    for part in said:
        assert part in err
    assert (paper.tree() if paper.output.exists() else {}) == before


@pytest.mark.parametrize("built", [False, True])
def test_two_files_at_one_address_stop_everything(paper, build, built):
    if built:
        assert build() == (0, "")
    paper.write({"content/articles/new.md": story("New"), "content/articles/other.md": story("Other", slug="rain")})
    stops(
        paper,
        build,
        "2 sources claim /articles/rain/: ",
        "content/articles/rain.md",
        "content/articles/other.md",
        "hint: state another `slug`",
    )


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"content/articles/rain.txt.md": story("B", id="articles/rain")}, "the article id `articles/rain`"),
        ({"content/docs/a.md": story("A", id="x"), "content/docs/b.md": story("B", id="x")}, "the page id `x`"),
        ({"content/entities/a.md": entity("A"), "content/people/a.md": entity("A", kind_="x")}, ""),
    ],
)
def test_two_files_of_one_id_stop_everything_naming_both(paper, build, files, what):
    if not what:
        files["content/people/a.md"] = files["content/people/a.md"].replace("kind_", "kind").replace('"x"', "entity")
        what = "the entity id `a`"
    paper.write(files)
    stops(paper, build, f"2 sources claim {what}: ", "hint: state another `id`")


def test_an_old_address_that_two_claim_stops_everything(paper, build):
    paper.write({f"content/articles/{name}.md": story(name, aliases=["/old/"]) for name in ("one", "two")})
    stops(paper, build, "2 sources claim /old/: content/articles/one.md, content/articles/two.md")


@pytest.mark.parametrize("output", ["content", ".", "content/articles/site", "templates"])
def test_an_output_that_is_or_holds_a_source_stops_everything(paper, build, output):
    paper.write({"templates/partials/byline.html": "<p>Ours</p>"})
    before = {path: looks(path) for path in paper.root.rglob("*") if ".tearsheet" not in path.parts}
    status, said = build("build", "--output", output)
    assert status == 1
    assert "a source" in said
    assert {path: looks(path) for path in paper.root.rglob("*") if ".tearsheet" not in path.parts} == before


def test_a_configuration_that_is_no_toml_stops_everything(paper, build):
    paper.write({"tearsheet.toml": 'title = "The Ledger\nbase_url = 1\n'})
    stops(paper, build, "tearsheet.toml:1:", "error: ")


def test_an_unknown_setting_stops_everything_with_the_nearest(paper, build):
    paper.write({"tearsheet.toml": 'titel = "The Ledger"\n'})
    stops(paper, build, "tearsheet.toml:1:1: error: ", "did you mean `title`?")


def test_a_site_without_content_says_what_to_do(paper, build):
    assert build() == (0, "")
    shutil.rmtree(paper.root / "content")
    stops(paper, build, "there is no content here", "tearsheet new site")


# Plugins


def test_a_plugin_that_is_no_python_is_told_with_its_line(paper, build):
    paper.write({"tearsheet.toml": 'plugins = ["ours.py"]\n', "ours.py": "def plan(site, config):\n    return (\n"})
    stops(paper, build, "ours.py:2:12: error: is no Python: ")


def test_a_plugin_that_breaks_when_it_is_loaded_is_named(paper, build):
    paper.write({"tearsheet.toml": 'plugins = ["ours.py"]\n', "ours.py": "import no_such_module_anywhere\n"})
    stops(paper, build, "ours.py: error: cannot be loaded: ModuleNotFoundError")


def test_a_plugin_that_is_not_there_is_named(paper, build):
    paper.write({"tearsheet.toml": 'plugins = ["ours.py"]\n'})
    stops(paper, build, "ours.py: error: this plugin is not there")


def test_a_plugin_that_breaks_down_over_a_plan_is_named(paper, build):
    plugin = "def plan(site, config):\n    return [1 // 0]\n"
    paper.write({"tearsheet.toml": 'plugins = ["ours.py"]\n', "ours.py": plugin})
    stops(paper, build, "ours.py: error: ", "broke down", "ZeroDivisionError")


def test_a_plugin_that_plans_what_is_no_task_is_named(paper, build):
    plugin = "def plan(site, config):\n    return ['a page']\n"
    paper.write({"tearsheet.toml": 'plugins = ["ours.py"]\n', "ours.py": plugin})
    stops(paper, build, "ours.py: error: ", "a str, which is no task")


def test_a_plugin_that_would_print_outside_the_output_is_stopped(paper, build):
    plugin = (
        "from generator.build.task import Made, Stratum, Task\n"
        "def plan(site, config):\n"
        "    yield Task(key='x', stratum=Stratum.PAGE, make=lambda _: Made(files=(b'x',)), outputs=('../x.txt',))\n"
    )
    paper.write({"tearsheet.toml": 'plugins = ["ours.py"]\n', "ours.py": plugin})
    stops(paper, build, "would print to `../x.txt`")
    assert not (paper.root / "x.txt").exists()


def test_a_converter_that_breaks_down_fails_its_file_alone(paper, build):
    converter = "SUFFIXES = ('.toy',)\ndef accepts(source):\n    return 1\ndef convert(source):\n    yield 1 // 0\n"
    paper.write({"tearsheet.toml": 'plugins = ["ours.py"]\n', "ours.py": converter, "content/articles/a.toy": "Words."})
    status, said = build()
    assert status == 1
    assert "content/articles/a.toy: error: " in said
    assert "broke down over this file: ZeroDivisionError" in said
    assert paper.has("/articles/rain/")


def test_a_check_that_breaks_down_is_named(paper, build):
    paper.write({"tearsheet.toml": 'plugins = ["ours.py"]\n', "ours.py": "def check(site):\n    yield 1 // 0\n"})
    status, said = build("check")
    assert status == 1
    assert "ours.py: error: " in said
    assert "ZeroDivisionError" in said


# A machine that cannot


def test_a_file_where_a_folder_must_be_is_an_error_and_survives(paper, build):
    paper.write({"site/articles": "mine"})
    status, said = build()
    assert status == 1
    assert "cannot write site/articles/" in said
    assert (paper.output / "articles").read_text() == "mine"


def test_an_output_that_is_a_file_is_an_error(paper, build):
    paper.write({"site": "mine"})
    status, said = build()
    assert status == 1
    assert "cannot write site" in said
    assert paper.output.read_text() == "mine"


def test_a_folder_for_memory_that_cannot_be_made_is_an_error(paper, build):
    paper.write({".tearsheet": "mine"})
    for command in ("build", "check"):
        status, said = build(command)
        assert status == 1
        assert ".tearsheet" in said


def test_a_full_disk_stops_the_build_and_the_next_one_finishes_it(paper, build, monkeypatch, tmp_path):
    replace = Press._replace
    written = []

    def full(press, target, data):
        if len(written) == 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(target)
        replace(press, target, data)

    with monkeypatch.context() as patch:
        patch.setattr(Press, "_replace", full)
        status, said = build()
    assert status == 1
    assert "the disk is full: cannot write site/" in said
    assert "hint: free some space and build again; nothing is lost" in said
    assert not (paper.output / ".press").exists()
    assert build() == (0, "")
    assert paper.tree() == paper.clean(tmp_path / "aside", slow=True)


@pytest.mark.parametrize("limit", [0, 3_000, 60_000, 300_000])
def test_a_disk_that_is_full_at_any_moment_is_an_error_and_no_traceback(paper, tmp_path, limit):
    paper.write({"content/articles/rain.md": GOOD})

    def cap():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "generator", "build", "--root", str(paper.root)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, preexec_fn=cap, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1)
    assert (done.returncode == 0) == ("error: " not in done.stderr)
    assert Paper(paper.root).build().errors == ()
    assert paper.tree() == paper.clean(tmp_path / "aside")
