"""What others take away from a site: its data, its articles to republish, its twins for machines."""

import csv
import gzip
import io
import json
import re

import brotli
import pytest
from lxml import html
from PIL import Image
from sites import CONFIG, NOW, Paper, entity, story

from generator.link import paging
from generator.outputs import data
from generator.render.plain import plain

SHARED = {"status": "cc", "id": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
SOURCE = [{"role": "publisher", "name": "Courier", "url": "https://courier.example/rain"}]
BODY = ("Ada Lind, captain of the Gull, came ashore.", "- one\n- two", "See [the tide](tide.md#high).")


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    made = Paper(tmp_path_factory.mktemp("away") / "paper")
    asked = "compress = true\ntwins = true\nllms = true\nhost_files = true\nnews_sitemap = true\n"
    made.write(
        {
            "tearsheet.toml": CONFIG + asked,
            "content/articles/rain.md": story(
                "Rain", *BODY, published="2020-03-01", byline="By Ana Sousa", licence=SHARED, provenance=SOURCE
            ),
            "content/articles/tide.md": story("Tide", "It rose.", "## High", published="2020-02-01", aliases=["/old/"]),
            "content/articles/sums.md": story("=SUM(A1)", tags=["a; b"], published="2020-09-12"),
            "content/articles/gone.md": story("Gone", status="withdrawn", published="2020-09-12"),
            "content/articles/granted.md": story("Granted", licence={"status": "granted"}, provenance=SOURCE),
            "content/entities/ada-lind.md": entity("Ada Lind", aliases=["Captain Lind"]),
        }
    )
    assert made.build().errors == ()
    return made


def rows(paper, address):
    return {row["id"]: row for row in csv.DictReader(io.StringIO((paper.output / address).read_bytes().decode()))}


@pytest.fixture(scope="module")
def articles(paper):
    return {row["id"]: row for row in json.loads(paper.page("/data/articles.json"))["articles"]}


def test_the_data_hold_every_listed_article_with_its_date_source_licence_and_entities(articles):
    assert set(articles) == {f"articles/{name}" for name in ("rain", "tide", "sums", "granted")}
    rain = articles["articles/rain"]
    assert (rain["url"], rain["published"]) == ("https://example.org/articles/rain/", "2020-03-01")
    assert rain["provenance"] == SOURCE
    assert rain["licence"]["id"] == "CC-BY-4.0"
    assert rain["entities"][0]["id"] == "ada-lind"


def test_what_is_unknown_is_left_out_of_the_data(articles):
    assert "published" not in articles["articles/granted"]
    assert "byline" not in articles["articles/tide"]


def test_the_tables_hold_the_same_rows(paper, articles):
    table = rows(paper, "data/articles.csv")
    assert set(table) == set(articles)
    assert table["articles/rain"]["source_url"] == "https://courier.example/rain"
    assert rows(paper, "data/entities.csv")["ada-lind"]["aliases"] == "Captain Lind"


def test_a_cell_that_a_spreadsheet_would_compute_is_text(paper, articles):
    assert rows(paper, "data/articles.csv")["articles/sums"]["title"] == "'=SUM(A1)"
    assert articles["articles/sums"]["title"] == "=SUM(A1)"


def test_full_parts_of_the_data_rest_when_an_article_is_added(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "PART", 2)
    paper = Paper(tmp_path)
    paper.write({"tearsheet.toml": CONFIG})
    paper.write({f"content/articles/a{n}.md": story(f"A {n}", published=f"2020-01-{n + 1:02}") for n in range(5)})
    paper.build()
    newest = json.loads(paper.page("/data/articles.json"))
    assert newest["parts"] == ["articles-1.json"]
    assert newest["total"] == 5
    paper.write({"content/articles/b.md": story("B", published="2020-02-01")})
    assert {each for each in paper.changes() if each.startswith("/data/")} == {
        "/data/articles.json",
        "/data/articles.csv",
        "/data/articles-2.json",
        "/data/articles-2.csv",
    }
    held = [json.loads(paper.page(f"/data/articles{name}.json"))["articles"] for name in ("-1", "-2", "")]
    assert [row["id"][-2:] for part in held for row in part] == ["a0", "a1", "a2", "a3", "a4", "/b"]
    assert list(paging.numbers(6, size=2)) == [0, 1, 2]


def test_an_article_may_be_taken_where_its_licence_lets_anyone(paper):
    there = {path.parent.parent.name for path in paper.output.rglob("republish/index.html")}
    assert there == {"rain"}
    assert 'href="republish/"' in paper.page("/articles/rain/")
    assert "republish/" not in paper.page("/articles/granted/")


def test_what_is_taken_names_title_author_source_and_licence_in_every_form(paper):
    page = paper.page("/articles/rain/republish/")
    forms = re.findall(r"<textarea.*?>\n(.*?)</textarea>", page, re.DOTALL)
    assert len(forms) == 3
    for form in forms:
        for words in ("Rain", "Ana Sousa", "Courier", "https://courier.example/rain", "CC BY 4.0"):
            assert words in form
        assert "captain of the Gull" in form
    html, markdown, _ = forms
    assert "https://example.org/articles/tide/#high" in html
    assert "https://example.org/articles/tide/#high" in markdown
    assert 'content="noindex' in page


def test_a_twin_holds_the_head_and_the_words_of_its_page(paper):
    twin = paper.page("/articles/rain/index.md")
    assert twin.startswith("---\ntitle: Rain\n")
    assert "Ada Lind, captain of the Gull, came ashore." in twin
    assert "[the tide](../tide/#high)" in twin
    assert not paper.has("/articles/gone/index.md")


def test_formulas_are_taken_away_as_they_were_written(tmp_path):
    paper = Paper(tmp_path)
    text = "It took $t_1 < 2$ and \ue0f07\ue0f1.\n\n$$\n\\frac{a}{b}\n$$"
    paper.write(
        {
            "tearsheet.toml": f"{CONFIG}twins = true\n[markdown]\nmath = true\n[feeds]\nfull_text = true\n",
            "content/articles/tide.md": story("Tide", text, published="2020", licence={"id": "CC0-1.0"}),
        }
    )
    assert paper.build().errors == ()
    written = ("It took $t_1 < 2$ and", "$$\\frac{a}{b}$$")

    assert all(each in paper.page("/articles/tide/index.md") for each in written)
    taken = html.fromstring(paper.page("/articles/tide/republish/")).xpath("//textarea/text()")
    assert "<math" in taken[0]
    assert all(each in area for each in written for area in taken[1:])
    told = json.loads(paper.page("/feed.json"))["items"][0]["content_html"]
    assert "<code>t_1 &lt; 2</code>" in told
    assert "<math" not in told


@pytest.mark.parametrize(
    ("front", "src"),
    [
        ({}, "../pics/quay.png"),
        ({"provenance": SOURCE}, "https://courier.example/rain"),
        ({"image": {"src": "https://wire.example/quay.png", "alt": "A quay"}}, "https://wire.example/quay.png"),
        ({"image": {"src": "gone.png", "alt": "A quay"}}, None),
    ],
)
def test_a_twin_names_the_picture_of_its_page_where_it_can_be_seen(tmp_path, front, src):
    paper = Paper(tmp_path)
    said = {"image": {"src": "pics/quay.png", "alt": "A quay"}} | front
    file = io.BytesIO()
    Image.new("RGB", (90, 60)).save(file, "PNG")
    paper.write(
        {
            "tearsheet.toml": f"{CONFIG}twins = true\n",
            "content/articles/rain.md": story("Rain", "![In the text](pics/quay.png)", **said),
            "content/articles/pics/quay.png": file.getvalue(),
        }
    )
    assert paper.build().errors == ()
    twin = paper.page("/articles/rain/index.md")

    assert f"\n  src: {src}\n" in twin if src else "image:" not in twin
    if src and src.startswith("../"):
        assert "![In the text](../pics/quay.png)" in twin
        assert (paper.output / "articles/pics/quay.png").is_file()


def test_the_list_for_language_models_leads_to_the_twins(paper):
    said = paper.page("/llms.txt")
    assert said.startswith("# The Ledger\n")
    assert "- [Rain](https://example.org/articles/rain/index.md)" in said


def test_hosts_are_told_of_old_addresses_and_of_the_policy(paper):
    assert paper.page("/_redirects") == "/old/ /articles/tide/ 301!\n"
    assert "frame-ancestors 'none'" in paper.page("/_headers")


def test_a_host_is_told_of_addresses_as_a_browser_asks_for_them(tmp_path):
    under = Paper(tmp_path)
    said = 'title = "The Ledger"\nbase_url = "https://example.org/paper/"\nhost_files = true\n'
    under.write({"tearsheet.toml": said, "content/articles/tide.md": story("Tide", aliases=["/old/"])})
    assert under.build().errors == ()
    assert under.page("/_redirects") == "/paper/old/ /paper/articles/tide/ 301!\n"
    assert re.findall("(?m)^/.*", under.page("/_headers")) == ["/paper/*", "/paper/assets/*"]


def test_the_news_sitemap_holds_what_appeared_in_the_last_two_days(paper):
    said = paper.page("/sitemap-news.xml")
    assert NOW == 1_600_000_000
    assert re.findall(r"<news:title>(.*?)</news:title>", said) == ["=SUM(A1)"]
    assert "<news:publication_date>2020-09-12</news:publication_date>" in said
    assert "Sitemap: https://example.org/sitemap-news.xml" in paper.page("/robots.txt")


def test_each_printed_text_has_its_compressed_copies(paper):
    for address in ("index.html", "feed.xml", "articles/rain/index.html", "data/articles.csv"):
        data_ = (paper.output / address).read_bytes()
        assert gzip.decompress((paper.output / f"{address}.gz").read_bytes()) == data_
        assert brotli.decompress((paper.output / f"{address}.br").read_bytes()) == data_
    assert not paper.has("/index.html.gz.gz")


def test_copies_follow_what_they_copy(paper, tmp_path):
    paper.write({"content/articles/late.md": story("Late", published="2020-05-01")})
    changed = paper.changes()
    assert {"/articles/late/", "/articles/late/index.html.gz", "/articles/late/index.html.br"} <= changed
    assert paper.tree() == paper.clean(tmp_path / "aside")
    paper.write({"content/articles/late.md": None})
    assert "/articles/late/index.html.gz" in paper.changes()
    assert not paper.has("/articles/late/index.html.gz")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One <em>and</em>\ntwo.</p><p>Three.</p>", "One and two.\n\nThree."),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n1. c"),
        ("<pre><code>a  b\n  c</code></pre>", "a  b\nc"),
        ("<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"),
        ("<p>a<br>b &amp; c</p>", "a\nb & c"),
        (
            '<p>1871.<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> <a href="/x">x</a></p>',
            "1871.[1] x",
        ),
        ("", ""),
    ],
)
def test_plain_text_keeps_the_words_in_order(markup, text):
    assert plain(markup) == text
