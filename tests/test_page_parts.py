"""What stands around an article: a company's profile, where to write, comments kept elsewhere, what was changed."""

import json
import re
from pathlib import Path

import lxml.html
import pytest
from sites import CONFIG, entity, story

from generator.outputs import sitemaps
from generator.render import discussion, wording

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'"
)
ABOUT = (
    "Northwind Lines sails again. Northwind Lines said so.",
    "Shares of Northwind Lines rose, said Northwind Lines.",
)
NORTHWIND = {
    "summary": "A shipping company of Port Ellery.",
    "symbols": [{"exchange": "NYSE", "symbol": "NWL"}],
    "relations": [{"type": "owner_of", "to": "ellery-docks"}],
    "same_as": ["https://www.wikidata.org/wiki/Q1"],
}
CAPTURED = {"role": "capture", "captured_at": "2019-03-02", "file": "ferry.html"}


@pytest.fixture
def town(paper):
    paper.write(
        {
            "content/entities/northwind.md": entity("Northwind Lines", "organisation", **NORTHWIND),
            "content/entities/ellery-docks.md": entity("Ellery Docks", "organisation"),
            "content/articles/ferry.md": story(
                "Northwind Lines sails",
                *ABOUT,
                published="2019-03-01",
                section="Harbour",
                authors=[{"name": "Ada Lind", "affiliation": "Courier", "url": "https://example.org/ada/"}],
                provenance=[{"role": "origin", "name": "Courier", "url": "https://example.org/f/"}, CAPTURED],
                licence={"status": "granted", "holder": "Courier", "edits": "free"},
                comments=[{"author": "Bo", "at": "2019-03-02", "text": "I was aboard."}],
                corrections=[{"at": "2019-03-03", "kind": "correction", "text": "Two decks."}],
            ),
        }
    )
    return paper


def shown(paper, address="/articles/ferry/", **settings):
    """Build, and return a page."""
    told = "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
    paper.write({"tearsheet.toml": f"{CONFIG}{told}"})
    report = paper.build()
    assert report.errors == ()
    return lxml.html.fromstring(paper.page(address))


def texts(page, path):
    return [" ".join(each.text_content().split()) for each in page.xpath(path)]


def policy(page):
    return page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]


def test_the_company_that_an_article_is_about_has_its_profile_beside_it(town):
    (panel,) = shown(town).xpath("//aside//section[@data-panel='snapshot']")
    assert panel.xpath("h2/a/@href") == ["../../entities/northwind/"]
    assert texts(panel, ".//dd") == ["NYSE: NWL", "Ellery Docks", "wikidata.org"]
    assert "A shipping company of Port Ellery." in panel.text_content()


def test_a_captured_snapshot_goes_before_the_profile_and_no_panel_is_shown_unasked(town):
    town.edit(
        "content/articles/ferry.md", "title:", 'panels: [{type: snapshot, rows: [{label: Ships, value: "3"}]}]\ntitle:'
    )
    assert texts(shown(town), "//section[@data-panel='snapshot']//dd") == ["3"]
    assert shown(town, panels=["entities"]).xpath("//section[@data-panel='snapshot']") == []


def test_a_profile_is_renewed_with_the_entitys_file(town):
    shown(town)
    town.edit("content/entities/northwind.md", "A shipping company", "A ferry company")
    assert "/articles/ferry/" in town.changes()
    assert "A ferry company" in town.page("/articles/ferry/")


@pytest.mark.parametrize(
    ("to", "begins"),
    [
        (
            "desk@example.org",
            "mailto:desk@example.org?subject=Error%20in%3A%20Northwind%20Lines%20sails&body=%3E%20North",
        ),
        ("https://github.com/a/b/issues/new", "https://github.com/a/b/issues/new?title=Error%20in%3A%20Northwind"),
        ("https://gitlab.com/a/b/-/issues/new", "https://gitlab.com/a/b/-/issues/new?issue%5Btitle%5D=Error%20in"),
        ("https://example.org/write", "https://example.org/write"),
    ],
)
def test_an_error_is_reported_in_a_letter_that_quotes_the_article(town, to, begins):
    links = shown(town, report_errors_to=to).xpath("//section[@data-panel='contact']//a/@href")
    assert links[0].startswith(begins)


def test_a_letter_quotes_the_headline_and_names_the_address():
    made = wording.letter_to("a@b.example", about="x", address="/p/", quoted="Rain & snow")
    assert made == "mailto:a@b.example?subject=x&body=%3E%20Rain%20%26%20snow%0A%3E%20%2Fp%2F%0A%0A"


def test_a_panel_of_the_sites_own_type_has_the_sites_own_template(town):
    town.write(
        {"templates/partials/panels/tides.html": '<section data-panel="tides">{{ panel.rows[0].value }}</section>'}
    )
    town.edit(
        "content/articles/ferry.md", "title:", 'panels: [{type: tides, rows: [{label: High, value: "06:12"}]}]\ntitle:'
    )
    assert texts(shown(town), "//aside//section[@data-panel='tides']") == ["06:12"]


def test_a_reader_is_told_what_was_changed(town):
    assert "Its text was taken over by hand, and may have been edited." in shown(town).text_content()
    town.write(
        {
            "content/articles/tide.txt": "The tide is late\n\n"
            + "\n\n".join(f"The tide came in late on day {n}, the harbour master said on Monday." for n in range(4))
            + "\n\nA line that its editor does not want, said nobody at all.\n",
            "content/articles/tide.txt.yml": "lines: {drop: [11]}\nlicence: {status: granted, edits: none}\n",
        }
    )
    (told,) = texts(shown(town, "/articles/tide/"), "//*[@class='changed']")
    assert "its words are as they were captured" in told
    assert "Our editor took out 1 more line." in told
    assert "Read by tearsheet" in told
    assert "Links on names" not in told


def test_comments_kept_elsewhere_are_off_and_the_policy_is_narrow(town):
    page = shown(town)
    assert policy(page) == POLICY
    assert not page.xpath("//script[contains(@src, '//')]")


@pytest.mark.parametrize(
    ("settings", "widened", "script"),
    [
        (
            {"isso": "https://talk.example.org/isso/"},
            {f"{kind}-src": "https://talk.example.org" for kind in ("img", "style", "script", "connect")},
            "https://talk.example.org/isso/js/embed.min.js",
        ),
        (
            {"giscus": {"repo": "a/b", "repo_id": "R1", "category": "News", "category_id": "C1"}},
            {"style-src": "https://giscus.app", "script-src": "https://giscus.app", "frame-src": "https://giscus.app"},
            "https://giscus.app/client.js",
        ),
    ],
)
def test_comments_kept_elsewhere_widen_the_policy_of_articles_by_their_host_alone(town, settings, widened, script):
    told = "".join(
        f"[comments.{key}]\n{''.join(f'{k} = {json.dumps(v)}{chr(10)}' for k, v in value.items())}"
        if isinstance(value, dict)
        else f"[comments]\n{key} = {json.dumps(value)}\n"
        for key, value in settings.items()
    )
    town.write({"tearsheet.toml": f"{CONFIG}host_files = true\n{told}"})
    assert town.build().errors == ()
    page = lxml.html.fromstring(town.page("/articles/ferry/"))

    def parts(said):
        return {directive.split()[0]: directive.split()[1:] for directive in said.split("; ")}

    narrow, wide = parts(POLICY), parts(policy(page))
    assert {key: wide[key] for key in wide if wide[key] != narrow.get(key)} == {
        key: [*narrow.get(key, []), origin] for key, origin in widened.items()
    }
    assert page.xpath("//script[contains(@src, '//')]/@src") == [script]
    # A browser heeds the header too, where the host sends one: it may not forbid what the page allows.
    (sent,) = re.findall("Content-Security-Policy: (.*)", town.page("/_headers"))
    assert all(set(wide[key]) <= set(parts(sent)[key]) for key in wide)
    assert policy(lxml.html.fromstring(town.page("/"))) == POLICY


@pytest.mark.parametrize(
    ("lang", "spoken"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("pt-BR", "pt"),
        ("zh", "zh-CN"),
        ("zh-Hant", "zh-TW"),
        ("zh-Hant-HK", "zh-HK"),
        ("zh-tw", "zh-TW"),
        ("el", "gr"),
        ("sr-Latn-RS", "hbs"),
        ("sw", "en"),
    ],
)
def test_giscus_is_asked_for_a_language_that_it_speaks(lang, spoken):
    made = discussion.giscus(repo="a/b", repo_id="1", category="c", category_id="2", thread="articles/x", lang=lang)
    assert dict(made.attributes)["data-lang"] == spoken


def test_an_isso_thread_is_a_path_whose_letters_lead_to_the_article():
    made = discussion.isso("https://talk.example.org/isso", thread="articles/x", title="X", lang="en-GB")
    assert dict(made.place)["data-isso-id"] == "/articles/x"
    assert dict(made.attributes)["data-isso-avatar"] == "false"
    assert made.policy["script-src"] == "https://talk.example.org"


def test_a_page_names_the_service_that_receives_webmentions(town):
    town.write({"tearsheet.toml": f'{CONFIG}[comments]\nwebmention = "https://mention.example/x"\n'})
    assert town.build().errors == ()
    assert '<link rel="webmention" href="https://mention.example/x">' in town.page("/articles/ferry/")


def test_an_article_is_an_entry_to_those_who_read_microformats(town):
    (entry,) = shown(town).xpath("//article[contains(@class, 'h-entry')]")

    def named(name):
        return entry.xpath(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]")

    assert [each.text for each in named("p-name")][0] == "Northwind Lines sails"  # noqa: RUF015 of several
    for name in ("p-author", "h-card", "dt-published", "e-content", "u-url", "u-repost-of", "u-comment", "h-cite"):
        assert named(name), name
    assert named("u-repost-of")[0].get("href") == "https://example.org/f/"


def test_an_article_tells_machines_whom_it_is_about_and_where_else_they_are_known(town):
    (said,) = shown(town).xpath("//script[@type='application/ld+json']/text()")
    told = json.loads(said)
    who = {each["name"]: each.get("sameAs") for each in told.get("about", []) + told.get("mentions", [])}
    assert who["Northwind Lines"] == ["https://www.wikidata.org/wiki/Q1"]
    assert told["isBasedOn"] == "https://example.org/f/"
    assert told["correction"][0]["text"] == "Two decks."


def test_more_pages_than_a_sitemap_may_have_are_told_in_several(town, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_OTHERS", 3)
    shown(town)
    index = town.page("/sitemap.xml")
    names = [f"sitemap-pages{number}.xml" for number in ("", "-2")]
    assert "<sitemapindex" in index
    assert all(name in index and town.page(f"/{name}").count("<loc>") in (1, 2, 3) for name in names)
    assert "/articles/ferry/" not in town.page("/sitemap-pages.xml")


def test_the_worked_example_of_the_manual_makes_a_site_ones_own(paper):
    manual = (Path(__file__).parent.parent / "content/docs/how-to/make-it-yours.md").read_text("utf-8")
    blocks = re.findall(r"`([\w./-]+)`:\n\n```[\w+]+\n(.*?)\n```", manual, re.DOTALL)
    files = {}
    for path, text in blocks:
        files[path] = f"{files.get(path, '')}{text}\n"
    assert len(files) == 5
    files["tearsheet.toml"] = 'base_url = "https://example.org/"\n' + files["tearsheet.toml"]
    paper.write({**files, "content/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    report = paper.build()
    assert report.errors == ()
    page = lxml.html.fromstring(paper.page("/articles/ferry/"))
    sheets = [sheet.rpartition("/")[2].split(".")[0] for sheet in page.xpath("//link[@rel='stylesheet']/@href")]
    assert sheets[:3] == ["site", "accent", "own"]
    assert page.find(".//title").text == "The ferry waits for the tide | The Courier"
    assert page.find("body").get("class") == "sheet courier"
    assert texts(page, "//section[@data-panel='tides']//dt") == ["High water", "Low water"]
    assert texts(page, "//nav[@class='sections']//a")[:2] == ["Harbour", "Who and what"]
    assert page.xpath("//img[@class='logo']")
