"""Pages from which two stories were copied at once, and pages that only look so."""

import json
import re
import shutil
from pathlib import Path

import pytest
from test_capture import FIXTURES, TWO, fixture, source

from generator.cli import main
from generator.convert import capture, html, markdown
from generator.convert.read import ReadSettings, read
from generator.convert.segment import segment
from generator.errors import Note

VARIANTS = {
    "as it came": lambda text: text,
    "no blank lines": lambda text: "\n".join(line for line in text.split("\n") if line),
    "a blank line between all": lambda text: "\n\n".join(line for line in text.split("\n") if line),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
}
BRIDGE = "Swing bridge at Tolland to stay shut until the autumn"
ORCHARD = "School orchard wins back the prize it lost to a hailstorm"


def articles(text, **facts):
    return [made for made in capture.convert(source(text, **facts)) if not isinstance(made, Note)]


def editions(text, *, sidecar=None):
    found = read(
        path="articles/echo.txt",
        data=text.encode(),
        sidecar=sidecar,
        site=ReadSettings(),
        converters=(markdown, capture, html),
    )
    return list(found.contents)


def number_of(text, opening):
    return next(at for at, line in enumerate(text.split("\n"), 1) if line.startswith(opening))


@pytest.mark.parametrize("vary", VARIANTS.values(), ids=VARIANTS)
def test_two_stories_on_one_page_are_two_articles(vary):
    first, second = articles(vary(fixture("two")))

    assert (first.title, second.title) == (BRIDGE, ORCHARD)
    assert (first.byline, second.byline) == ("By Hannah Druce", "By Tomas Ferrier")
    assert (first.published.text, second.published.text) == ("2019-06-04", "2019-06-06")
    assert first.body.startswith("The swing bridge")
    assert first.body.endswith("will pay a fifth.\n")
    assert second.body.startswith("A school orchard")
    assert second.body.endswith("under nets.\n")


def test_stories_that_are_told_by_signatures_and_by_days_are_told_together():
    signed = ["Harbour bridge opens after nine years", "Ferry workers vote to strike in March"]

    assert [made.title for made in articles(f"{TWO}\n{fixture('two')}")] == [*signed, BRIDGE, ORCHARD]


def test_two_stories_are_told_apart_in_german():
    first, second = articles(fixture("zwei"))

    assert (first.title, second.title) == (
        "Freibad am Mühlteich öffnet erst nach den Ferien",
        "Imker zählen so viele Bienenvölker wie noch nie",
    )
    assert [author.name for article in (first, second) for author in article.authors] == [
        "Greta Saalfeld",
        "Jannik Oltmer",
    ]
    assert first.lang == second.lang == "de"
    assert len(first.body.split("\n\n")) == len(second.body.split("\n\n")) == 4


def test_both_come_from_the_one_capture_and_have_ids_of_their_own():
    text = fixture("two")

    first, second = editions(text)

    assert (first.id, second.id) == ("articles/echo", "articles/echo-2")
    assert first.provenance[-1].sha256 == second.provenance[-1].sha256
    assert first.provenance[-1].file == second.provenance[-1].file == "echo.txt"


def test_the_panels_of_the_page_go_to_the_first():
    quotes = "Copper\n8,912\n+0.4%\nWheat\n211\n-1.2%\nGold\n1,411\n+0.1%\n"

    first, second = articles(fixture("two").replace("Most read\n", quotes + "Most read\n"))

    assert [each.type for each in first.panels] == ["quotes"]
    assert second.panels == ()


def test_the_record_says_with_which_article_a_line_stands():
    text = fixture("two")

    held = {line.number: line.article for line in capture.record(source(text)).lines}

    assert held[number_of(text, "Engineers")] == held[1] == 1
    assert held[number_of(text, ORCHARD)] == held[number_of(text, "Hail is not")] == 2
    assert sorted(held.values()) == [held[number] for number in sorted(held)]


def test_one_article_is_the_first_with_all_its_lines():
    assert {line.article for line in segment(fixture("bakery").split("\n")).lines} == {1}


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: text.replace("By Tomas Ferrier", "By Hannah Druce"),
        lambda text: re.sub(r"(?s)(orchard now|The school will|.We counted).*?\n", "\n", text),
        lambda text: text.replace(ORCHARD, "More news"),
        lambda text: re.sub(r"(By Tomas Ferrier|Published 6 June 2019|Share on \w+|Send by email)\n", "", text),
        lambda text: text.replace(ORCHARD, f"2. {ORCHARD}"),
        lambda text: re.sub(r"By (Hannah Druce|Tomas Ferrier)\nPublished . (June 2019)", r"Updated 10:42, 4 \2", text),
    ],
    ids=["one byline", "a teaser", "a label", "a subhead", "a list", "a live blog"],
)
def test_where_the_text_leaves_a_doubt_there_is_one_article(alter):
    assert len(articles(alter(fixture("two")))) == 1


def test_what_front_matter_says_of_one_article_it_says_of_the_first():
    text = f"---\ntitle: Bridge shut\nslug: bridge\nbyline: By the county desk\nsection: local\n---\n{fixture('two')}"

    first, second = editions(text)

    assert (first.title, first.slug, first.byline) == ("Bridge shut", "bridge", "By the county desk")
    assert (second.title, second.slug, second.byline) == (ORCHARD, None, "By Tomas Ferrier")
    assert first.section == second.section == "local"


def test_a_title_that_is_the_headline_of_the_second_names_it_alone():
    (only,) = editions(f"---\ntitle: {ORCHARD}\n---\n{fixture('two')}")

    assert (only.title, only.byline) == (ORCHARD, "By Tomas Ferrier")
    assert only.body.startswith("A school orchard")


def test_the_editor_joins_them_by_keeping_the_headline_between():
    text = fixture("two")

    (only,) = editions(text, sidecar=f"lines: {{keep: [{number_of(text, ORCHARD)}]}}".encode())

    assert only.title == BRIDGE
    assert ORCHARD in only.body


def test_the_editor_drops_the_second_by_its_lines():
    text = fixture("two")
    last = len(text.split("\n")) - 1

    (only,) = editions(text, sidecar=f"lines: {{drop: [{number_of(text, ORCHARD)}-{last}]}}".encode())

    assert only.title == BRIDGE
    assert "orchard" not in only.body


def test_they_are_converted_into_two_files_and_two_objects(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    capture_ = str(FIXTURES / "two.txt")

    assert main(["convert", capture_, "--into", "out", "--report", "report.jsonl"]) == 0
    made = sorted(Path("out").glob("*.md"))
    capsys.readouterr()
    assert main(["convert", capture_, "--json"]) == 0
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert len(made) == 2
    assert [each["title"] for each in objects] == [BRIDGE, ORCHARD]
    (told,) = [json.loads(line) for line in Path("report.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(told["written"]) == 2
    assert {line.get("article", 1) for line in told["lines"]} == {1, 2}


def test_they_print_as_two_pages(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("tearsheet.toml").write_text('title = "Echo"\n', encoding="utf-8")
    Path("content/articles").mkdir(parents=True)
    shutil.copy(FIXTURES / "two.txt", "content/articles/echo.txt")

    assert main(["build", "--no-search"]) == 0

    headlines = [
        re.search(r"(?s)<h1.*?</h1>", Path("site/articles", name, "index.html").read_text(encoding="utf-8"))[0]
        for name in ("echo", "echo-2")
    ]
    assert BRIDGE in headlines[0]
    assert ORCHARD in headlines[1]
