import gzip
import re
import sys

import cbor2
import pytest
from sites import CONFIG, Paper, entity, story

from generator.cli import main
from generator.errors import TearsheetError
from generator.model import Page
from generator.outputs import pagefind, search
from generator.serve.run import Server

MARK = b"pagefind_dcd"
TEXTS = {
    f"/a{n}/": f'<html><body><meta data-pagefind-filter="year[content]" content="{n % 9}">'
    f'<meta data-pagefind-filter="section[content]" content="{n % 5}">'
    f"<main data-pagefind-body><h1>Rain {n}</h1><p>It rained {n} times.</p></main></body></html>"
    for n in range(30)
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    paper = Paper(tmp_path_factory.mktemp("search") / "paper")
    paper.write(
        {
            "tearsheet.toml": CONFIG,
            "content/articles/rain.md": story("Rain", "Ada Lind saw the harbour.", section="Weather", published="2020"),
            "content/articles/gale.md": story(
                "Gale", "The &lt;harbour&gt; & the pier.", section="Ports", published="2019"
            ),
            "content/articles/fog.md": story("Fog", "Ada Lind stayed in.", published="2019-02"),
            "content/articles/gone.md": story("Gone", "The harbour.", status="withdrawn"),
            "content/articles/draft.md": story("Draft", "The harbour.", status="draft"),
            "content/pages/about.md": story("About", "Of the harbour, and of us."),
            "content/entities/ada-lind.md": entity("Ada Lind", summary="A captain."),
        }
    )
    assert paper.build(slow=True).errors == ()
    return paper


def bundles(paper):
    return sorted(path.name for path in (paper.output / "pagefind").iterdir())


def test_the_same_texts_make_the_same_bytes_whatever_order_the_program_chose():
    first, again = (pagefind.index(TEXTS, lang="en", with_script=True) for _ in range(2))
    assert first == again
    assert {"pagefind.js", "pagefind-entry.json", "wasm.en.pagefind"} <= set(first)
    assert not any("ui" in path or path.endswith(".css") for path in first)


def test_a_bundle_names_its_files_by_what_is_in_them():
    files = pagefind.index(TEXTS, lang="en-GB", with_script=False)
    assert "pagefind.js" not in files
    meta = next(path for path in files if path.endswith(".pf_meta"))
    assert meta.removeprefix("pagefind.").removesuffix(".pf_meta").encode() in files["pagefind-entry.json"]
    told = cbor2.loads(gzip.decompress(files[meta]).removeprefix(MARK))
    assert [name for name, _ in told[3]] == ["section", "year"]
    for _, mark in told[3]:
        values = cbor2.loads(gzip.decompress(files[f"filter/{mark}.pf_filter"]).removeprefix(MARK))[1]
        assert values == sorted(values)


def test_a_missing_program_is_said_with_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    with pytest.raises(TearsheetError, match="Pagefind is not installed") as caught:
        pagefind.index(TEXTS, lang="en", with_script=True)
    assert "--no-search" in caught.value.hint


def test_an_index_is_what_a_clean_build_would_make_and_goes_when_it_is_not_wanted(built, tmp_path):
    assert bundles(built) == ["articles", "others"]
    assert built.tree() == built.clean(tmp_path / "aside", slow=True)
    assert built.build(slow=True).written == []
    built.edit("content/articles/rain.md", "saw the harbour", "saw the pier")
    report = built.build(slow=True)
    assert "search articles" in report.outcome.made
    assert "search others" not in report.outcome.made
    assert any(path.startswith("pagefind/") for path in report.removed)
    assert built.tree() == built.clean(tmp_path / "aside", slow=True)
    built.edit("content/articles/rain.md", "saw the pier", "saw the harbour")
    built.build()
    assert not (built.output / "pagefind").exists()
    assert "data-search" not in built.page("/search/")
    built.build(slow=True)


def test_old_articles_have_bundles_that_new_ones_leave_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "BUNDLE", 2)
    paper = Paper(tmp_path)
    paper.write({"tearsheet.toml": CONFIG})
    paper.write({f"content/articles/a{n}.md": story(f"A {n}", published=f"2020-01-{n + 1:02}") for n in range(5)})
    paper.build(slow=True)
    assert bundles(paper) == ["articles", "articles-1"]
    paper.write({"content/articles/b.md": story("B", published="2020-02-01")})
    made = [key for key in paper.build(slow=True).outcome.made if key.startswith("search ")]
    assert sorted(made) == ["search articles", "search articles-2"]


def test_the_command_leaves_the_index_out_where_it_is_told_to(tmp_path):
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "content/articles/a.md").write_text(story("A"), "utf-8")
    assert main(["build", "--root", str(tmp_path), "--no-search"]) == 0
    assert not (tmp_path / "site/pagefind").exists()
    assert main(["build", "--root", str(tmp_path)]) == 0
    assert (tmp_path / "site/pagefind/articles/pagefind.js").is_file()


def test_a_hostile_text_is_only_text_to_the_indexer():
    page = Page(id="a", path="a.md", title="</title><script>x</script>", body="")
    made = search.written(page, "", filters=[("section", '"><b>')], meta={"summary": "<i>"})
    assert "<script>" not in made
    assert '"><b>' not in made


@pytest.mark.browser
def test_a_reader_finds_by_word_narrows_by_keyboard_and_shares_what_was_found(built, page):
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    with Server(built.output, host="127.0.0.1", port=0) as server:
        page.goto(f"{server.url}search/")
        page.fill("#search-words", "harbour")
        page.wait_for_selector(".found li:nth-child(3):last-child")
        assert page.inner_text("form [role=status]") == "3 results"
        assert {link.inner_text() for link in page.query_selector_all(".found a")} == {"Rain", "Gale", "About"}
        assert "The <harbour> & the pier" in page.inner_text(".found")
        page.focus("[data-filter=section] summary")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.wait_for_selector(".found li:only-child")
        assert re.search(r"\?q=harbour&section=(Ports|Weather)$", page.url)
        shared = page.url
        page.goto(server.url)
        page.goto(shared)
        page.wait_for_selector(".found li:only-child")
        assert page.is_checked("[data-filter=section] input")
        page.click(".found a")
        assert page.url in {f"{server.url}articles/rain/", f"{server.url}articles/gale/"}
        page.goto(f"{server.url}search/?q=nowhere")
        page.wait_for_selector("form [role=status]:text('Nothing found for “nowhere”.')")
    assert refused == []
