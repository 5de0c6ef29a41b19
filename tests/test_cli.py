import hashlib
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import click
import pytest
from sites import Paper, entity, story

from generator import cli
from generator.build import lock
from generator.build.press import Press
from generator.config import STATE
from generator.pipeline.memory import output_name

REPOSITORY = Path(__file__).parent.parent
CAPTURE = """\
Share this story
Ferry runs aground off the mole

The evening ferry ran aground off the mole on Sunday, and Ada Lind was among those who had to wait for the tide.

Nobody was hurt, the harbour master said, and the boat was afloat again before midnight came round.
"""


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return what runs a command in a folder and returns its status, its results and its findings."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments):
        status = cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err

    return ran


@pytest.fixture
def built(paper, run, monkeypatch):
    """Return the runner, in the folder of a site that has been built."""
    paper.write(
        {
            "content/articles/rain.md": story("Rain", "Ada Lind saw it rain.", published="2020-01-01"),
            "content/articles/sun.md": story("Sun", "Ada Lind saw the sun.", published="2020-01-02"),
            "content/entities/ada-lind.md": entity("Ada Lind"),
        }
    )
    monkeypatch.chdir(paper.root)
    assert run("build")[0] == 0
    return run


def lines(text):
    return [json.loads(line) for line in text.split("\n") if line]


# Help and misuse


def every():
    for name, command in cli.commands():
        yield name.split()[1:]
        assert isinstance(command, click.Command)


@pytest.mark.parametrize("command", list(every()), ids=" ".join)
def test_every_command_has_help_with_an_example(run, command):
    status, out, _ = run(*command, "--help")
    assert status == 0
    assert " ".join(out.split()).count(f"Example: tearsheet {command[0]}") == 1


def test_the_help_lists_every_command_and_loads_none():
    script = (
        "import sys; from generator import cli; status = cli.main(['--help'])\n"
        "print([name for name in sys.modules if name.startswith('generator.cli.')], status)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert all(name in done.stdout and text in done.stdout for name, text in cli.COMMANDS.items())
    assert done.stdout.splitlines()[-1] == "[] 0"


def test_the_version_is_told(run):
    assert run("--version")[:2] == (0, f"tearsheet, version {cli.__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-option"],
        ["build", "--no-such-option"],
        ["build", "--jobs", "0"],
        ["build", "--jobs", "many"],
        ["build", "too", "much"],
        ["build", "--root", "nowhere"],
        ["serve", "--port", "70000"],
        ["convert"],
        ["why"],
        ["new", "entity", "Ada Lind"],
        ["new", "entity", "Ada Lind", "--type", "dragon"],
        ["entities", "accept"],
    ],
    ids=" ".join,
)
def test_misuse_is_said_and_has_a_status_of_its_own(run, arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "Error: " in err


def test_a_misspelt_command_is_told_with_the_nearest(run):
    status, _, err = run("biuld")
    assert status == 2
    assert "No such command 'biuld'. did you mean `build`?" in err


def test_a_reader_that_went_away_ends_a_command_quietly(paper):
    paper.write({f"content/articles/{number}.md": story(f"Story {number}") for number in range(60)})
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "generator", "build", "--dry-run", "--root", str(paper.root)]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


# new


@pytest.mark.parametrize("name", ["paper", "The “Ledger”", 'a "quoted" name', "back\\slash", "{{ title }}", "été"])
def test_a_new_site_builds_at_once(run, tmp_path, name):
    assert run("new", "site", name)[0] == 0
    status, out, err = run("build", "--root", name)
    assert status == 0
    assert "error" not in err
    assert out.startswith("wrote ")
    assert Paper(tmp_path / name).has("/articles/welcome/")


def test_a_new_site_has_the_name_of_its_folder_and_ignores_what_is_made(run, tmp_path):
    run("new", "site", 'a "quoted" name')
    run("build", "--root", 'a "quoted" name')
    assert "<title>a &#34;quoted&#34; name</title>" in Paper(tmp_path / 'a "quoted" name').page("/")
    assert (tmp_path / 'a "quoted" name' / ".gitignore").read_text().split() == ["site/", ".tearsheet/"]


def test_a_new_site_overwrites_nothing(run, tmp_path):
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "mine").touch()
    status, _, err = run("new", "site", "paper")
    assert status == 1
    assert "paper is not empty" in err
    assert [path.name for path in (tmp_path / "paper").iterdir()] == ["mine"]


def test_a_new_site_has_nothing_to_find_fault_with(run, tmp_path):
    run("new", "site", "paper")
    assert run("check", "--strict", "--root", "paper")[:2] == (0, "")
    assert run("build", "--strict", "--root", "paper")[0] == 0
    page = Paper(tmp_path / "paper").page("/articles/captured/")
    assert "The lamps along the harbour wall now dim themselves" in page
    for furniture in ("Skip to content", "Sign up for our newsletter", "All rights reserved"):
        assert furniture not in page


def test_a_new_site_goes_beside_what_is_there_if_it_may(run, tmp_path):
    run("new", "site", "paper")
    mine = tmp_path / "old" / "content" / "articles" / "welcome.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("# Mine\n")
    status, _, err = run("new", "site", "old", "--existing")
    assert status == 0
    assert "welcome.md is there already, and stays as it is" in err
    assert mine.read_text() == "# Mine\n"
    assert (tmp_path / "old" / "tearsheet.toml").is_file()
    status, _, err = run("new", "site", "old", "--existing")
    assert (status, "is a site already" in err) == (1, True)


@pytest.mark.parametrize(
    "title",
    ["Storm", "???", "é" * 400, "a/b\\c", "../../etc", "{title} {{ x }} {0}", "two\nlines", "x: [y", "con", '"""', "#"],
)
def test_a_new_article_of_any_title_builds(built, paper, title):
    status, out, _ = built("new", "article", title, "--section", "It's: {new}")
    assert status == 0
    assert (paper.root / out.strip()).parent == paper.root / "content/articles"
    assert built("build", "--drafts", "--strict")[0] == 0


@pytest.mark.parametrize("title", ["", "   ", "\n"])
def test_a_new_article_without_a_title_is_misuse(built, title):
    assert built("new", "article", title)[0] == 2
    assert built("new", "entity", title, "--type", "person")[0] == 2


@pytest.mark.parametrize("name", ["Eva Lind", "馬雲", "Ωμέγα", "O'Brien & Sons", "!!!", "Ä" * 300])
def test_a_new_entity_of_any_name_builds(built, paper, name):
    status, out, _ = built("new", "entity", name, "--type", "organisation")
    assert (status, (paper.root / out.strip()).is_file()) == (0, True)
    assert built("build", "--strict")[0] == 0


def test_a_new_article_is_a_draft_and_overwrites_nothing(built, paper):
    assert built("new", "article", 'The "Rain": part 2') == (0, "content/articles/the-rain-part-2.md\n", "")
    assert built("build")[0] == 0
    assert not paper.has("/articles/the-rain-part-2/")
    assert built("build", "--drafts")[0] == 0
    assert "The &#34;Rain&#34;: part 2" in paper.page("/articles/the-rain-part-2/")
    status, _, err = built("new", "article", "The Rain, part 2")
    assert (status, err.splitlines()[0]) == (1, "error: content/articles/the-rain-part-2.md is there already")


def test_a_new_entity_is_registered_at_once(built, paper):
    assert built("new", "entity", "Bo Berg", "--type", "person")[:2] == (0, "content/entities/bo-berg.md\n")
    assert built("build")[0] == 0
    assert "Bo Berg" in paper.page("/entities/bo-berg/")


# build


def test_a_build_says_in_one_line_what_became_of_it(built, paper):
    paper.edit("content/articles/rain.md", "saw it rain", "saw it pour")
    status, out, err = built("build")
    assert (status, err) == (0, "")
    assert out.startswith("wrote ")
    assert ", made " in out


def test_a_build_as_json_is_lines_of_json(built, paper):
    paper.edit("content/articles/rain.md", "Rain", "Rains")
    paper.write({"content/articles/bad.md": "---\ntitle: [\n---\n"})
    status, out, err = built("build", "--json")
    note, result = lines(out)
    assert (status, err) == (1, "")
    assert note["note"]["where"]["path"] == "content/articles/bad.md"
    assert note["note"]["severity"] == "error"
    assert "articles/rain/index.html" in result["written"]
    assert result["failed"] == ["convert articles/bad.md"]
    assert result["made"]["convert articles/rain.md"] == ["content/articles/rain.md changed"]
    assert all(path.startswith("pagefind/") for path in result["removed"])  # a text has its index by its bytes


def test_a_profile_says_where_the_time_went(built, paper):
    paper.edit("content/articles/rain.md", "saw it rain", "saw it pour")
    _, out, _ = built("build", "--profile")
    for phase in ("look", "read", "recognise", "link", "plan", "print"):
        assert phase in out.split()


def test_a_dry_run_lists_what_would_be_written_and_removed(built, paper):
    paper.edit("content/articles/rain.md", "saw it rain", "saw it pour")
    (paper.root / "content/articles/sun.md").unlink()
    _, out, _ = built("build", "--dry-run")
    assert "write  articles/rain/index.html\n" in out
    assert "remove  articles/sun/index.html\n" in out
    assert "would write " in out
    assert paper.has("/articles/sun/")


def test_a_verified_build_is_compared_with_a_clean_one(built, paper):
    assert built("build", "--verify")[0] == 0
    paper.edit("content/articles/rain.md", "saw it rain", "saw it pour")
    assert built("build", "--verify")[0] == 0


def test_a_build_that_is_not_what_a_clean_one_prints_fails_its_verification(built, paper, monkeypatch):
    close = Press.close

    def forge(press, files):
        wrong = {"404.html": "0" * 64, "more.html": "0" * 64} if press.folder == Path("site") else {}
        close(press, {path: mark for path, mark in {**files, **wrong}.items() if not wrong or path != "robots.txt"})

    monkeypatch.setattr(Press, "close", forge)
    paper.edit("content/articles/rain.md", "saw it rain", "saw it pour")
    status, _, err = built("build", "--verify")
    assert status == 1
    assert [line for line in err.splitlines() if "error: " in line] == [
        "site/404.html: error: is listed wrongly in the manifest",
        "site/more.html: error: is not in a clean build",
        "site/robots.txt: error: is listed wrongly in the manifest",
    ]


def test_what_fails_is_not_held_against_the_verification(built, paper):
    paper.write({"content/articles/rain.md": "---\ntitle: [\n---\n"})
    status, _, err = built("build", "--verify")
    assert status == 1
    assert "a clean build" not in err
    assert err.count("error: ") == 1


def test_warnings_fail_a_strict_build(built, paper):
    paper.write({"content/articles/wire.md": story("Wire", sectoin="City")})
    assert built("build")[0] == 0
    assert built("build", "--strict")[0] == 1


def test_without_a_base_url_one_line_says_what_is_missing(built, paper):
    paper.write({"tearsheet.toml": 'title = "The Ledger"\n'})
    status, _, err = built("build")
    assert status == 0
    assert err.count("without `base_url` there are no canonical links, sitemap or feeds") == 1
    assert not paper.has("/feed.xml")
    built("build", "--base-url", "https://example.org/paper")
    assert "https://example.org/paper/" in paper.page("/feed.xml")


def test_a_base_url_that_is_none_is_refused(built):
    status, _, err = built("build", "--base-url", "example.org")
    assert status == 1
    assert "base_url" in err


def test_a_large_removal_must_be_allowed(built, paper):
    paper.write({f"content/articles/{number}.md": story(f"Story {number}") for number in range(60)})
    built("build")
    for number in range(60):
        (paper.root / f"content/articles/{number}.md").unlink()
    before = paper.tree()
    status, _, err = built("build")
    assert status == 1
    assert "this build would remove" in err
    assert paper.tree() == before
    assert built("build", "--prune")[0] == 0
    assert not paper.has("/articles/7/")


def test_a_second_build_fails_at_once_and_names_the_first(built, paper):
    held = paper.root / STATE / f"{output_name(Path(), Path('site'))}.lock"
    with lock.held(held, doing="serve"):
        status, _, err = built("build")
    assert status == 1
    assert f"another build is at work: `serve`, process {os.getpid()}" in err


def test_a_site_is_found_from_any_folder_in_it(built, paper, monkeypatch):
    monkeypatch.chdir(paper.root / "content" / "articles")
    assert built("build")[0] == 0
    assert not (paper.root / "content" / "articles" / "site").exists()


# check, why, clean


def test_a_check_says_what_a_reader_would_stumble_over_and_prints_nothing(built, paper):
    paper.write({"content/articles/undated.md": story("Undated")})
    before = paper.tree()
    status, out, _ = built("check")
    assert status == 0
    assert "content/articles/undated.md: warning: has no date  [date-unknown]\n" in out
    assert built("check", "--strict")[0] == 1
    (note,) = [note for note in lines(built("check", "--json")[1]) if note["code"] == "date-unknown"]
    assert note["where"]["path"] == "content/articles/undated.md"
    assert paper.tree() == before


def test_why_says_what_a_page_is_made_from_and_why(built, paper):
    status, out, _ = built("why", "/articles/rain/")
    assert status == 0
    assert out.startswith("page /articles/rain/\n  last made because it had never been made\n  made from ")
    assert "ArticleHead articles/rain" in out
    paper.edit("content/articles/rain.md", "saw it rain", "saw it pour")
    built("build")
    assert "last made because the text of articles/rain changed" in built("why", "/articles/rain/")[1]


@pytest.mark.parametrize("address", ["/articles/rain/", "articles/rain/", "/articles/rain", "articles/rain/index.html"])
def test_an_address_may_be_written_in_several_ways(built, address):
    assert built("why", address)[1].startswith("page /articles/rain/\n")


def test_why_says_that_a_page_fails(built, paper):
    paper.write({"templates/partials/byline.html": "{# Ours. #}{{ nothing }}"})
    built("build")
    error = "templates/partials/byline.html:1:1: `nothing` is nothing this template knows"
    assert f"  it fails now: {error}" in built("why", "/articles/rain/")[1]


def test_why_not_has_an_answer_too(built, paper):
    status, _, err = built("why", "/articles/rian/")
    assert status == 1
    assert "no page of this site stands at /articles/rian/" in err
    assert "did you mean `/articles/rain/`?" in err
    paper.write({"other/tearsheet.toml": ""})
    assert "nothing has been built yet" in built("why", "/", "--root", "other")[2]


def test_clean_removes_what_builds_made_and_nothing_else(built, paper):
    paper.write({"site/.gitignore": "*\n", "site/articles/mine.txt": "mine"})
    sources = {path for path in (paper.root / "content").rglob("*") if path.is_file()}
    status, out, _ = built("clean")
    assert status == 0
    assert "and the build's memory" in out
    assert paper.tree() == {".gitignore": b"*\n", "articles/mine.txt": b"mine"}
    assert not (paper.root / STATE).exists()
    assert {path for path in (paper.root / "content").rglob("*") if path.is_file()} == sources
    assert built("clean")[0] == 0
    assert built("build")[0] == 0
    assert paper.has("/articles/rain/")


def test_clean_waits_for_nobody_and_disturbs_nobody(built, paper):
    held = paper.root / STATE / f"{output_name(Path(), Path('site'))}.lock"
    with lock.held(held, doing="build"):
        status, _, err = built("clean")
    assert status == 1
    assert "another build is at work" in err
    assert paper.has("/articles/rain/")


# convert


@pytest.fixture
def ferry(tmp_path):
    (tmp_path / "ferry.txt").write_text(CAPTURE)
    return tmp_path / "ferry.txt"


def test_a_capture_becomes_markdown(run, ferry):
    status, out, err = run("convert", "ferry.txt")
    assert status == 0
    assert out.startswith("---\ntitle: Ferry runs aground off the mole\n")
    assert "Share this story" not in out
    assert "ran aground off the mole on Sunday" in out
    assert "Traceback" not in err
    assert run("convert", "--stdout", "ferry.txt")[1] == out


def test_a_capture_becomes_one_json_object(run, ferry):
    (made,) = lines(run("convert", "--json", "ferry.txt")[1])
    assert list(made) == [
        "path",
        "title",
        "body",
        "byline",
        "dateline",
        "published",
        "panels",
        "provenance",
        "missing",
        "warnings",
    ]
    assert (made["path"], made["title"], made["published"]) == ("ferry.txt", "Ferry runs aground off the mole", None)
    assert made["provenance"][-1]["sha256"] == hashlib.sha256(CAPTURE.encode()).hexdigest()
    assert "byline" in made["missing"]


def test_a_capture_becomes_a_file_and_overwrites_none(run, ferry, tmp_path):
    status, out, _ = run("convert", "--into", "articles", "ferry.txt")
    assert (status, out) == (0, "ferry.txt -> articles/ferry-runs-aground-off-the-mole.md\n")
    before = (tmp_path / "articles" / "ferry-runs-aground-off-the-mole.md").read_bytes()
    status, out, _ = run("convert", "--into", "articles", "ferry.txt")
    assert status == 0
    assert "is there already" in out
    assert (tmp_path / "articles" / "ferry-runs-aground-off-the-mole.md").read_bytes() == before


def test_what_was_converted_replaces_its_capture(paper, run, monkeypatch):
    paper.write({"content/articles/ferry.txt": CAPTURE})
    monkeypatch.chdir(paper.root)
    run("build")
    assert paper.has("/articles/ferry/")
    assert run("convert", "--into", "content/articles", "content/articles/ferry.txt")[0] == 0
    paper.edit("content/articles/ferry.md", "Nobody was hurt", "No one was hurt")
    assert run("build")[0] == 0
    assert "No one was hurt" in paper.page("/articles/ferry/")
    assert not paper.has("/articles/ferry-runs-aground-off-the-mole/")


def test_a_capture_is_explained_line_by_line(run, ferry):
    status, out, _ = run("convert", "--explain", "ferry.txt")
    assert status == 0
    assert [line.split()[2] for line in out.splitlines() if "Share this story" in line] == ["-"]
    assert [line.split()[2] for line in out.splitlines() if "ran aground off the mole on" in line] == ["+"]


def test_the_record_of_lines_is_kept_in_a_file(run, ferry, tmp_path):
    assert run("convert", "--json", "--report", "report.jsonl", "ferry.txt")[0] == 0
    (record,) = lines((tmp_path / "report.jsonl").read_text())
    assert record["path"] == "ferry.txt"
    assert [line["text"] for line in record["lines"] if line["kept"]][-1].startswith("Nobody was hurt")


def test_one_bad_file_holds_up_no_other(run, ferry, tmp_path):
    (tmp_path / "empty.txt").touch()
    status, out, err = run("convert", "--json", "empty.txt", "missing.txt", "ferry.txt")
    assert status == 1
    assert [made["path"] for made in lines(out)] == ["ferry.txt"]
    assert "empty.txt: error: is empty" in err
    assert "missing.txt: error: cannot be read (No such file or directory)" in err


@pytest.mark.parametrize("option", ["--into", "--report"])
def test_where_nothing_can_be_written_is_an_error(run, ferry, tmp_path, option):
    (tmp_path / "file").touch()
    status, _, err = run("convert", option, "file/below", "ferry.txt")
    assert status == 1
    assert "error: " in err


# entities


def test_names_are_found_in_plain_prose_with_their_offsets(run, tmp_path):
    text = "É raining in Lisbon.\n\nLisbon is wet, said Ada Lind.\n"
    (tmp_path / "story.txt").write_text(text)
    (found,) = lines(run("entities", "find", "--json", "story.txt")[1])
    assert found["path"] == "story.txt"
    (lisbon,) = [each for each in found["entities"] if each["name"] == "Lisbon"]
    assert set(lisbon) == {"id", "name", "type", "salience", "spans", "basis"}
    assert (lisbon["id"], lisbon["type"]) == ("lisbon", "place")
    assert [text[start:end] for start, end in lisbon["spans"]] == ["Lisbon", "Lisbon"]


def test_the_registry_of_a_site_is_known(built, tmp_path, paper):
    paper.write({"content/entities/mayor.md": entity("Eva Storm", aliases=["the old mayor of the port"])})
    (paper.root / "story.txt").write_text("Then the old mayor of the port spoke.")
    (found,) = lines(built("entities", "find", "--json", "story.txt")[1])
    (mayor,) = [each for each in found["entities"] if each["id"] == "mayor"]
    assert (mayor["name"], mayor["spans"]) == ("Eva Storm", [[5, 30]])


def test_a_text_that_cannot_be_read_holds_up_no_other(run, tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "good.txt").write_text("Lisbon.")
    status, out, err = run("entities", "find", "--json", "bad.txt", "good.txt")
    assert status == 1
    assert [made["path"] for made in lines(out)] == ["good.txt"]
    assert "bad.txt:1:1: error: is no UTF-8 text" in err


def test_what_a_site_is_about_is_listed_suggested_and_accepted(built, paper):
    paper.write({f"content/articles/{name}.md": story(name, f"Bo Berg met Ada Lind in {name}.") for name in ("A", "B")})
    listed = {row["id"]: row for row in lines(built("entities", "list", "--json")[1])}
    assert (listed["ada-lind"]["registered"], listed["ada-lind"]["articles"]) == (True, 4)
    assert (listed["bo-berg"]["registered"], listed["bo-berg"]["articles"]) == (False, 2)
    assert "bo-berg" in [row["id"] for row in lines(built("entities", "suggest", "--json")[1])]
    assert built("entities", "accept", "Bo Berg")[:2] == (0, "content/entities/bo-berg.md\n")
    assert "bo-berg" not in [row["id"] for row in lines(built("entities", "suggest", "--json")[1])]
    status, _, err = built("entities", "accept", "Nobody Known")
    assert (status, err.splitlines()[0]) == (1, "error: nothing suggests Nobody Known")


def test_the_account_of_a_capture_follows_the_editors_word(tmp_path, capsys):
    capture = tmp_path / "harbour.txt"
    capture.write_text(
        "---\ntitle: The ferry is late\n---\nShare\n\n"
        "The ferry from the north left an hour late on Monday, because fog lay over the harbour until noon.\n\n"
        "Nobody aboard complained, said the captain, who had handed out tea and told stories of worse days.\n\n"
        "Sign up\n"
    )
    capture.with_name("harbour.txt.yml").write_text("lines: {drop: [8]}\n")

    assert cli.main(["convert", "--explain", str(capture)]) == 0

    told = capsys.readouterr().out
    assert "title:" not in told
    assert [line.split()[:3] for line in told.splitlines() if "Nobody aboard" in line] == [["8", "dropped", "-"]]


@pytest.mark.parametrize("name", ["a#b", "a?b", "a%41"])
def test_several_processes_build_in_a_folder_of_any_name(tmp_path, monkeypatch, name):
    monkeypatch.setattr("generator.build.workers.SMALL", 2)
    articles = tmp_path / name / "content/articles"
    articles.mkdir(parents=True)
    for number in range(4):
        (articles / f"{number}.md").write_text(f"---\ntitle: Number {number}\n---\n\nThe ferry was late.\n")

    assert cli.main(["build", "--root", str(tmp_path / name), "--jobs", "2"]) == 0
    assert len(list((tmp_path / name / "site/articles").glob("*/index.html"))) == 4


def test_a_clock_that_is_no_number_is_refused(tmp_path, monkeypatch, capsys):
    (tmp_path / "content").mkdir()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "²")

    assert cli.main(["build", "--root", str(tmp_path)]) == 1
    assert "SOURCE_DATE_EPOCH" in capsys.readouterr().err


def test_an_old_address_with_a_null_is_an_error_and_no_traceback(tmp_path, capsys):
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text('---\ntitle: A\naliases: ["/a%00b/"]\n---\n\nThe ferry was late.\n')

    assert cli.main(["build", "--root", str(tmp_path)]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_find_tells_offsets_of_the_file_as_it_is(run):
    plain = "😀 We met Maria Quandle.\n\nThen Quandle left for Kraków."
    texts = {
        "unix": plain,
        "windows": plain.replace("\n", "\r\n"),
        "marked": f"\ufeff{plain}",
        "apart": unicodedata.normalize("NFD", plain).replace("\n", "\r\n"),
    }
    for name, text in texts.items():
        Path(f"{name}.txt").write_bytes(text.encode())

    status, out, _ = run("entities", "find", "--json", *(f"{name}.txt" for name in texts))

    assert status == 0
    rows = [json.loads(line) for line in out.split("\n") if line]
    assert [Path(row["path"]).stem for row in rows] == list(texts)
    for row, text in zip(rows, texts.values(), strict=True):
        told = {thing["id"]: [text[start:end] for start, end in thing["spans"]] for thing in row["entities"]}
        assert told["maria-quandle"] == ["Maria Quandle", "Quandle"]
        assert [unicodedata.normalize("NFC", place) for place in told["krakow"]] == ["Kraków"]
