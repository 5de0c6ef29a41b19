import json
import shlex
import shutil
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from lxml import html
from PIL import Image

from generator.cli import main

CAPTURE = Path(__file__).parent.parent / "content/articles/alibaba-apple-payments.txt"
STORY = "---\ntitle: {title}\npublished: {day}\n---\n\n{text}\n"
RAIN = "Ada Lind, the mayor of Ostrava Bay, spoke at the Harbour Hall. Mayor Lind thanked the Northwind Ferry Company."


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return what types a command into the terminal of a folder: its arguments to its status, output and complaints."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        jobs = ("--jobs", "1") if arguments[0] == "build" else ()
        status = main([*arguments, *jobs])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def write(path, *, title="Rain over the harbour", day="2024-03-01", text=RAIN):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(STORY.format(title=title, day=day, text=text), "utf-8")


def shot(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def read(path):
    return html.fromstring(path.read_bytes())


def test_a_new_site_builds_at_once_and_the_second_build_writes_nothing(run, tmp_path, monkeypatch):
    assert run("new", "site", "paper")[0] == 0
    monkeypatch.chdir(tmp_path / "paper")

    status, told, complaints = run("build")
    assert (status, "error" in complaints, "warning" in complaints) == (0, False, False)
    assert "wrote" in told
    before = shot(tmp_path / "paper/site")
    status, told, _ = run("build")

    assert status == 0
    assert "wrote 0 files, made 0," in told
    assert shot(tmp_path / "paper/site") == before
    assert run("check")[0] == 0
    assert run("build", "--verify")[0] == 0


@pytest.mark.parametrize("name", ['a"b\\c $x', "été 😀", "it's #1", "%41"])
def test_a_site_may_have_any_name(run, tmp_path, monkeypatch, name):
    _, told, _ = run("new", "site", name)
    assert f"cd {shlex.quote(name)} &&" in told
    monkeypatch.chdir(tmp_path / name)

    status, _, complaints = run("build")

    assert (status, "error" in complaints) == (0, False)
    assert read(tmp_path / name / "site/index.html").xpath("string(//title)") == name


def test_a_check_lists_the_links_that_lead_nowhere_and_spares_the_build_the_search(run, tmp_path):
    write(
        tmp_path / "content/rain.md", text="[Snow](snow.md), [a place here](#there), [elsewhere](https://example.org/)"
    )

    status, told, _ = run("check")
    assert status == 0
    assert "warning: the link to `snow.md` leads nowhere" in told
    assert not (tmp_path / "site").exists()
    assert run("check", "--strict")[0] == 1
    status, _, complaints = run("build")

    assert status == 0
    assert "the link to `snow.md` leads nowhere" in complaints


def test_files_of_any_name_are_published_and_linked(run, tmp_path):
    names = ["a b.md", "50%.md", "#x.md", "q?.md", "été.md", "深い/層.md"]
    for name in names:
        write(tmp_path / "content" / name, title=json.dumps(name))
    Image.new("RGB", (200, 100)).save(tmp_path / "content/p i#c%41.png")
    links = " ".join(f"[{name}](<{quote(name)}>)" for name in [*names, "p i#c%41.png"])
    write(tmp_path / "content/all.md", title="All of them", text=links)
    (tmp_path / "tearsheet.toml").write_text('[permalinks]\narticle = "/50% of/{slug}/"\n')

    status, _, complaints = run("build")

    assert (status, "warning" in complaints) == (0, False)
    page = tmp_path / "site/50% of/all/index.html"
    hrefs = read(page).xpath("//*[contains(@class, 'body')]//a/@href")
    assert len(hrefs) == len(names) + 1
    for href in hrefs:
        target = page.parent / unquote(href)
        assert (target / "index.html" if href.endswith("/") else target).is_file(), href


def test_a_site_is_found_from_any_folder_below_it_and_printed_into_the_same_place(run, tmp_path, monkeypatch):
    run("new", "site", "paper")
    below = tmp_path / "paper/content/articles"
    monkeypatch.chdir(below)

    assert run("build")[0] == 0
    monkeypatch.chdir(tmp_path)
    status, told, _ = run("build", "--root", "paper")

    assert status == 0
    assert "wrote 0 files, made 0," in told
    assert (tmp_path / "paper/site/index.html").is_file()
    assert {path.name for path in below.iterdir()} == {"captured.txt", "captured.txt.yml", "welcome.md"}


def test_a_converted_capture_takes_the_captures_place(run, tmp_path):
    articles = tmp_path / "content/articles"
    articles.mkdir(parents=True)
    shutil.copy(CAPTURE, articles / "page.txt")
    run("build", "--no-search")
    captured = read(tmp_path / "site/articles/page/index.html")

    status, told, _ = run("convert", "content/articles/page.txt", "--into", "content/articles")
    assert status == 0
    (made,) = articles.glob("*.md")
    assert told.strip() == f"content/articles/page.txt -> {made.relative_to(tmp_path)}"
    status, told, _ = run("build", "--no-search")

    assert status == 0
    assert "removed" not in told
    assert [path.name for path in (tmp_path / "site/articles").glob("*/")] == ["page"]
    printed = read(tmp_path / "site/articles/page/index.html")
    for part in (
        "//h1",
        "//*[contains(@class, 'body')]",
        "//*[@data-panel='quotes']//tbody",
        "//*[@data-panel='entities']",
    ):
        assert [node.text_content().split() for node in printed.xpath(part)] == [
            node.text_content().split() for node in captured.xpath(part)
        ]
    assert len(read(tmp_path / "site/articles/index.html").xpath("//main//h3 | //main//h2")) == 1


def test_what_cannot_be_written_is_told_without_a_traceback(run, tmp_path):
    shutil.copy(CAPTURE, tmp_path / "page.txt")
    (tmp_path / "file").write_text("in the way")

    for where in (("--into", "file/below"), ("--report", "file/report.jsonl"), ("--report", "no/such/folder/r.jsonl")):
        status, _, complaints = run("convert", "page.txt", *where)
        assert status == 1
        assert complaints.startswith(f"{where[1]}: error: ")


def test_an_accepted_entity_gets_a_page_and_every_article_leads_to_it(run, tmp_path):
    write(tmp_path / "content/rain.md")
    run("build")
    page = tmp_path / "site/entities/ada-lind/index.html"
    assert not page.exists()
    _, told, _ = run("entities", "suggest", "--min-articles", "1", "--json")
    assert "ada-lind" in {json.loads(line)["id"] for line in told.splitlines()}

    status, told, _ = run("entities", "accept", "Ada Lind")
    assert (status, told.strip()) == (0, "content/entities/ada-lind.md")
    status, _, complaints = run("build")

    assert (status, "error" in complaints) == (0, False)
    assert read(page).xpath("string(//h1)") == "Ada Lind"
    assert read(page).xpath("//main//a[@href='../../articles/rain/']")
    (link,) = read(tmp_path / "site/articles/rain/index.html").xpath("//*[@data-entity='ada-lind']//a/@href")
    assert link == "../../entities/ada-lind/"
    assert run("entities", "accept", "Ada Lind")[0] == 1


def test_an_entity_that_two_articles_name_has_a_page_until_one_of_them_goes(run, tmp_path):
    write(tmp_path / "content/rain.md")
    write(tmp_path / "content/snow.md", title="Snow", day="2024-03-02")
    run("build")
    page = tmp_path / "site/entities/ada-lind/index.html"
    assert len(read(page).xpath("//main//h3/a | //main//h2/a")) == 2

    (tmp_path / "content/snow.md").unlink()
    run("build")

    assert not page.exists()
    assert read(tmp_path / "site/articles/rain/index.html").xpath("//*[@data-entity='ada-lind']//a") == []


def test_a_draft_is_begun_shown_and_published(run, tmp_path):
    (tmp_path / "content").mkdir()
    _, told, _ = run("new", "article", 'He said "rain" & left: #1')
    path = tmp_path / told.strip()
    page = tmp_path / "site/articles" / path.stem / "index.html"

    run("build")
    assert not page.exists()
    run("build", "--drafts")
    assert read(page).xpath("string(//h1)") == 'He said "rain" & left: #1'
    path.write_text(path.read_text("utf-8").replace("status: draft", "status: published"), "utf-8")
    run("build")

    assert page.is_file()
    assert "Draft" not in page.read_text("utf-8")


def test_a_renamed_article_leaves_a_way_from_its_old_address(run, tmp_path):
    write(tmp_path / "content/rain.md")
    run("build")
    (tmp_path / "content/rain.md").unlink()
    write(tmp_path / "content/wet.md", day="2024-03-01\naliases: [/articles/rain/]")
    run("build")

    moved = read(tmp_path / "site/articles/rain/index.html")
    assert moved.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=../wet/"]
    assert moved.xpath("//main//a/@href") == ["../wet/"]


def test_one_is_told_what_a_page_was_made_from_and_everything_can_be_taken_away_again(run, tmp_path):
    write(tmp_path / "content/rain.md")
    run("build")
    (tmp_path / "site/CNAME").write_text("ours")
    write(tmp_path / "content/rain.md", text="It rained.")
    run("build")

    status, told, _ = run("why", "/articles/rain/")
    assert status == 0
    assert "the text of rain" in told
    status, told, _ = run("clean")

    assert status == 0
    assert [path.name for path in (tmp_path / "site").rglob("*") if path.is_file()] == ["CNAME"]
    assert not (tmp_path / ".tearsheet").exists()
    assert (tmp_path / "content/rain.md").is_file()
