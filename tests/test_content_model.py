"""What is published, where it stands, and what leads to it."""

import hashlib
import re

import pytest
from sites import NOW, entity, story

from generator.errors import CollisionError, ConfigError

DAY = 86_400
SOON = "2020-09-14"  # the day after NOW
CAPTURE = """\
Ferry runs aground off the mole

The evening ferry ran aground off the mole on Sunday, and everyone had to wait for the tide to come back.

Nobody was hurt, the harbour master said, and the boat was afloat again before midnight came round.
"""


def published(paper, said, **options):
    """Build a site with one article and say whether it is there."""
    paper.write({"content/articles/rain.md": said})
    assert paper.build(**options).errors == ()
    return paper.has("/articles/rain/")


def links(page):
    """Return where a page leads to, in its main part."""
    return re.findall(r'href="([^"#]+)"', page.partition("<main")[2].partition("</main>")[0])


def titles(paper, address, names):
    """Return those of some titles that the main part of a page shows, in its order."""
    main = paper.page(address).partition("<main")[2].partition("</main>")[0]
    return sorted((name for name in names if f">{name}<" in main), key=lambda name: main.index(f">{name}<"))


# Status and time


@pytest.mark.parametrize(
    ("front", "there", "as_draft"),
    [
        ({}, True, True),
        ({"status": "published"}, True, True),
        ({"status": "draft"}, False, True),
        ({"publish_at": SOON}, False, True),
        ({"publish_at": "2020-09-12"}, True, True),
        ({"published": SOON}, False, True),
        ({"published": "2020-09-13T12:26:40Z"}, True, True),
        ({"published": "2020-09-13T12:26:41Z"}, False, True),
        ({"published": "2021"}, False, True),
        ({"expires": SOON}, True, True),
        ({"expires": "2020-09-13T12:26:41Z"}, True, True),
        ({"expires": "2020-09-13T12:26:40Z"}, False, False),
        ({"licence": {"status": "denied"}}, False, False),
    ],
    ids=str,
)
def test_what_is_due_is_published(paper, front, there, as_draft):
    assert published(paper, story("Rain", **front)) == there
    assert published(paper, story("Rain", **front), drafts=True) == as_draft


@pytest.mark.parametrize("field", ["publish_at", "published"])
def test_what_is_shown_before_it_is_due_says_so_until_it_is(paper, field):
    assert published(paper, story("Rain", **{field: SOON}), drafts=True)
    notice = paper.page("/articles/rain/").partition('role="note"')[2].partition("</p>")[0]
    assert "Scheduled." in notice
    assert f'datetime="{SOON}"' in notice

    paper.build(drafts=True, now=NOW + DAY)
    assert "Scheduled." not in paper.page("/articles/rain/")


@pytest.mark.parametrize(("field", "before"), [("publish_at", False), ("published", False), ("expires", True)])
def test_time_alone_publishes_and_removes(paper, field, before):
    assert published(paper, story("Rain", **{field: SOON})) == before
    report = paper.build(now=NOW + DAY)
    assert ("articles/rain/index.html" in report.written) != before
    assert ("articles/rain/index.html" in report.removed) == before


def test_a_page_has_a_status_too(paper):
    paper.write({"content/pages/a.md": story("A", status="draft"), "content/pages/b.md": story("B", expires="2020")})
    paper.build()
    assert not paper.has("/a/")
    assert not paper.has("/b/")


def test_a_withdrawn_article_keeps_its_address_and_nothing_else(paper):
    paper.write(
        {
            "content/articles/rain.md": story(
                "Rain",
                "Secret words.",
                status="withdrawn",
                published="2020-01-01",
                section="Port",
                tags=["wet"],
                summary="Secret summary.",
                subtitle="Secret subtitle",
                image={"src": "secret.svg"},
                panels=[{"type": "quotes", "title": "Secret figures", "rows": [{"label": "Secret"}]}],
                comments=[{"author": "Eve", "text": "Secret comment"}],
                corrections=[{"text": "Withdrawn on request."}],
            ),
            "content/articles/secret.svg": "<svg/>",
            "content/articles/sun.md": story("Sun", published="2020-01-02", translations={"fr": "articles/rain"}),
            "content/entities/eve.md": entity("Eve Storm", roles=[{"title": "Chair", "cite": "articles/rain"}]),
        }
    )
    assert paper.build().errors == ()
    page = paper.page("/articles/rain/")
    assert "Withdrawn on request." in page
    assert not any(b"ecret" in data for path, data in paper.tree().items() if path.endswith((".html", ".xml")))
    assert "Rain" in paper.page("/entities/eve/")
    assert 'content="noindex' in page
    for address in ("/", "/articles/", "/archive/2020/01/", "/feed.xml", "/sitemap.xml"):
        assert "rain" not in paper.page(address)
    assert not paper.has("/tags/wet/")
    assert not paper.has("/sections/port/")


# Captures and licences


def test_an_article_that_names_a_capture_replaces_it(paper):
    digest = hashlib.sha256(CAPTURE.encode()).hexdigest()
    article = story("Aground", provenance=[{"role": "capture", "file": "ferry.txt", "sha256": digest}])
    paper.write({"content/articles/ferry.txt": CAPTURE})
    paper.build()
    assert paper.has("/articles/ferry/")
    paper.write({"content/articles/aground.md": article})
    paper.build()
    assert not paper.has("/articles/ferry/")
    assert paper.has("/articles/aground/")


def test_an_article_may_replace_a_capture_of_its_own_name(paper):
    digest = hashlib.sha256(CAPTURE.encode()).hexdigest()
    article = story("Aground", provenance=[{"role": "capture", "file": "ferry.txt", "sha256": digest}])
    paper.write({"content/articles/ferry.txt": CAPTURE, "content/articles/ferry.md": article})
    assert paper.build().errors == ()
    assert "Aground" in paper.page("/articles/ferry/")
    paper.write({"content/articles/ferry.md": None})
    paper.build()
    assert "Ferry runs aground" in paper.page("/articles/ferry/")


OTHERS = {"provenance": [{"role": "publisher", "name": "The Wire", "url": "https://example.net/rain"}]}


@pytest.mark.parametrize(
    ("front", "indexed", "canonical"),
    [
        ({}, True, "https://example.org/articles/rain/"),
        (OTHERS, False, "https://example.net/rain"),
        ({**OTHERS, "licence": {"status": "granted"}}, False, "https://example.net/rain"),
        ({**OTHERS, "licence": {"status": "granted"}, "canonical": "self"}, True, "https://example.org/articles/rain/"),
        ({**OTHERS, "licence": {"status": "cc"}, "canonical": "self"}, True, "https://example.org/articles/rain/"),
        ({**OTHERS, "licence": {"status": "unknown"}, "index": "true"}, True, "https://example.net/rain"),
        ({"index": "false"}, False, "https://example.org/articles/rain/"),
        ({"canonical": "https://example.com/other"}, True, "https://example.com/other"),
    ],
    ids=str,
)
def test_whose_words_they_are_decides_what_search_engines_are_told(paper, front, indexed, canonical):
    assert published(paper, story("Rain", **front))
    page = paper.page("/articles/rain/")
    assert ('content="noindex' not in page) == indexed
    assert ("/articles/rain/" in paper.page("/sitemap.xml")) == indexed
    assert f'<link rel="canonical" href="{canonical}">' in page


# Addresses


@pytest.mark.parametrize(
    ("path", "front", "address"),
    [
        ("articles/rain.md", {}, "/articles/rain/"),
        ("articles/2020/Rain over Lisbon!.md", {}, "/articles/rain-over-lisbon/"),
        ("articles/rain/index.md", {}, "/articles/rain/"),
        ("wire/rain.md", {}, "/articles/rain/"),
        ("articles/rain.md", {"slug": "Wet Day"}, "/articles/wet-day/"),
        ("pages/about.md", {}, "/about/"),
        ("pages/us/index.md", {}, "/us/"),
        ("docs/how-to/publish.md", {}, "/docs/how-to/publish/"),
        ("docs/index.md", {}, "/docs/"),
        ("help/faq.md", {"kind": "page"}, "/help/faq/"),
        ("docs/news.md", {"kind": "article"}, "/articles/news/"),
    ],
)
def test_everything_has_its_address(paper, path, front, address):
    paper.write({f"content/{path}": story("Words", **front)})
    assert paper.build().errors == ()
    assert paper.has(address)


@pytest.mark.parametrize(
    ("patterns", "address"),
    [
        ('article = "/{year}/{month}/{slug}/"', "/2020/02/rain/"),
        ('article = "/news/{section}/{slug}/"', "/news/old-port/rain/"),
        ('article = "/{path}/"', "/articles/rain/"),
        ('article = "/x/{id}"', "/x/articles/rain/"),
        ('article = "/{slug}.html"', "/rain.html"),
        ('sections = { old-port = "/port/{slug}/" }', "/port/rain/"),
        ('sections = { city = "/city/{slug}/" }', "/articles/rain/"),
    ],
)
def test_patterns_change_the_addresses_of_articles(paper, patterns, address):
    paper.write({"tearsheet.toml": f"[permalinks]\n{patterns}\n"})
    paper.write({"content/articles/rain.md": story("Rain", published="2020-02-03", section="Old Port")})
    assert paper.build().errors == ()
    assert paper.has(address)


def test_patterns_change_the_addresses_of_pages_and_entities(paper):
    paper.write({"tearsheet.toml": '[permalinks]\npage = "/manual/{slug}/"\nentity = "/who/{slug}/"\n'})
    paper.write({"content/docs/a/b.md": story("B"), "content/entities/ada-lind.md": entity("Ada Lind")})
    assert paper.build().errors == ()
    assert paper.has("/manual/b/")
    assert paper.has("/who/ada-lind/")


def test_an_undated_article_has_an_address_under_a_pattern_of_dates(paper):
    paper.write({"tearsheet.toml": '[permalinks]\narticle = "/{year}/{month}/{slug}/"\n'})
    paper.write({"content/articles/rain.md": story("Rain")})
    assert paper.build().errors == ()
    assert paper.has("/undated/00/rain/")


def test_a_pattern_with_a_field_that_there_is_none_of_is_refused(paper):
    paper.write({"tearsheet.toml": '[permalinks]\narticle = "/{yaer}/{slug}/"\n'})
    with pytest.raises(ConfigError, match="yaer"):
        paper.build()


@pytest.mark.parametrize(
    "files",
    [
        {"articles/a.md": story("A", slug="x"), "articles/b.md": story("B", slug="x")},
        {"articles/a.md": story("A"), "pages/articles/a.md": story("A")},
        {"pages/sections/city.md": story("A"), "articles/b.md": story("B", section="City")},
        {"pages/a.md": story("A"), "articles/b.md": story("B", aliases=["/a/"])},
        {"pages/a.md": story("A"), "a/index.txt.pdf": "x", "static/a/index.html": "x"},
        {"pages/a.md": story("A"), "static/a": "x"},
        {"entities/a.md": entity("A", slug="x"), "entities/b.md": entity("B", slug="x")},
        {"static/feed.xml": "mine"},
    ],
    ids=" ".join,
)
def test_one_address_for_two_is_refused_and_both_are_named(paper, files):
    paper.write({f"content/{path}": said for path, said in files.items()})
    with pytest.raises(CollisionError) as caught:
        paper.build()
    assert len(caught.value.claimants) == 2
    assert any(f"content/{path}" in caught.value.claimants for path in files)
    assert not any(paper.output.rglob("*.html"))


def test_a_file_of_the_sites_own_stands_in_place_of_the_generated_robots(paper):
    paper.write({"content/static/robots.txt": "User-agent: nobody\n"})
    assert paper.build().errors == ()
    assert paper.page("/robots.txt") == "User-agent: nobody\n"


def test_an_automatic_entity_never_claims_an_address_that_is_taken(paper):
    paper.write(
        {
            **{f"content/articles/{n}.md": story(f"Story {n}", "Mayor Eva Storm met Bo Berg.") for n in "ab"},
            "content/entities/harbour.md": entity("The Harbour", "place", slug="eva-storm"),
            "content/entities/crane.md": entity("The Crane", "product", slug="eva-storm-person"),
            "content/entities/old.md": entity("Old One", merged_into="harbour", slug="bo-berg"),
        }
    )
    assert paper.build().errors == ()
    assert "The Harbour" in paper.page("/entities/eva-storm/")
    assert "The Crane" in paper.page("/entities/eva-storm-person/")
    assert "Eva Storm" in paper.page("/entities/eva-storm-person-person/")
    assert "Bo Berg" in paper.page("/entities/bo-berg-person/")


# Lists


def number_stories(paper, count, **front):
    paper.write(
        {
            f"content/articles/s{n:02}.md": story(f"Story {n:02}", published=f"2020-01-{n:02}", **front)
            for n in range(1, count + 1)
        }
    )


def test_pages_are_numbered_from_the_oldest_and_stay_as_they_are(paper):
    names = [f"Story {n:02}" for n in range(1, 10)]
    shown = {}
    for count in range(1, 10):
        number_stories(paper, count)
        paper.build()
        shown[count] = {
            address: titles(paper, f"/articles/{address}", names)
            for address in ("", "page/1/", "page/2/", "page/3/", "page/4/")
            if paper.has(f"/articles/{address}")
        }
    newest = [names[:n][::-1] for n in range(10)]
    assert shown[1] == {"": newest[1]}
    assert shown[3] == {"": newest[3]}
    assert shown[4] == {"page/1/": ["Story 02", "Story 01"], "": ["Story 04", "Story 03"]}
    assert shown[9] == {
        "page/1/": ["Story 02", "Story 01"],
        "page/2/": ["Story 04", "Story 03"],
        "page/3/": ["Story 06", "Story 05"],
        "": ["Story 09", "Story 08", "Story 07"],
    }


def test_the_pages_of_a_list_lead_to_each_other(paper):
    number_stories(paper, 7)
    paper.build()
    assert {"../../../articles/", "../2/"} & set(links(paper.page("/articles/page/1/")))
    assert "page/2/" in " ".join(links(paper.page("/articles/")))
    assert any(link in ("../../", "../../../articles/") for link in links(paper.page("/articles/page/2/")))


def test_undated_articles_come_last_and_stay_out_of_feeds(paper):
    number_stories(paper, 2)
    paper.write({f"content/articles/{name}.md": story(name.title()) for name in ("whenever", "never")})
    paper.write({"tearsheet.toml": 'base_url = "https://example.org/"'})
    paper.build()
    names = ["Story 02", "Story 01", "Never", "Whenever"]
    assert titles(paper, "/articles/", names) == names
    assert "Never" not in paper.page("/feed.xml")
    assert "Story 02" in paper.page("/feed.xml")


def test_what_has_no_date_stands_neither_before_nor_after_anything(paper):
    number_stories(paper, 2)
    paper.write({"content/articles/never.md": story("Never")})
    paper.build()
    assert "Never" not in paper.page("/articles/s01/") + paper.page("/articles/s02/")
    assert "neighbours" not in paper.page("/articles/never/")
    assert "Story 01" in paper.page("/articles/s02/")


def test_a_date_without_a_day_comes_before_the_days_in_it(paper):
    dates = {"Day": "2020-02-01T00:00:01Z", "Month": "2020-02", "Year": "2020", "Later": "2020-02-02"}
    paper.write({f"content/articles/{name}.md": story(name, published=date) for name, date in dates.items()})
    paper.write({"tearsheet.toml": ""})
    paper.build()
    assert titles(paper, "/articles/", dates) == ["Later", "Day", "Month", "Year"]
    assert titles(paper, "/archive/2020/02/", dates) == ["Later", "Day", "Month"]


def test_at_one_moment_the_id_decides(paper):
    for name in ("b", "c", "a"):
        paper.write({f"content/articles/{name}.md": story(name.upper(), published="2020-01-01")})
    paper.build()
    assert titles(paper, "/articles/", "ABC") == ["C", "B", "A"]


def test_sections_of_one_slug_are_one_section_under_its_commonest_name(paper):
    for name, section in {"a": "old port", "b": "Old Port", "c": "Old port!", "d": "Old Port"}.items():
        paper.write({f"content/articles/{name}.md": story(name.upper(), section=section)})
    paper.write({"tearsheet.toml": ""})
    paper.build()
    assert "<h1>Old Port</h1>" in re.sub(r"<h1[^>]*>", "<h1>", paper.page("/sections/old-port/"))
    assert len(titles(paper, "/sections/old-port/", "ABCD")) == 4


def test_an_article_is_listed_once_however_often_it_is_tagged(paper):
    assert published(paper, story("Rain", tags=["Wet", "wet", "WET!"]))
    assert titles(paper, "/tags/wet/", ["Rain"]) == ["Rain"]
    assert paper.page("/articles/rain/").count("/tags/wet/") == 1


# What leads to it


def test_an_old_address_leads_to_the_new_one(paper):
    assert published(paper, story("Rain", aliases=["/2014/rain.html", "old/über uns", "/old//place"]))
    for old in ("/2014/rain.html", "/old/über uns/", "/old/place/"):
        assert "https://example.org/articles/rain/" in paper.page(old)
        assert 'content="noindex' in paper.page(old)


def test_what_came_back_to_an_old_address_is_not_led_away_from_it(paper):
    assert published(paper, story("Rain", aliases=["/articles/rain/", "/articles/rain"]))
    assert '<h1 class="p-name">Rain</h1>' in paper.page("/articles/rain/")


def test_an_old_address_with_braces_is_an_address_like_any_other(paper):
    assert published(paper, story("Rain", aliases=["/old/{slug}/"]))
    assert paper.has("/old/{slug}/")


def test_a_merged_entity_leads_to_the_one_it_was_merged_into(paper):
    paper.write(
        {
            "content/entities/en.md": entity("Energy Now", "organisation"),
            "content/entities/energy-old.md": entity("Energy Old", "organisation", merged_into="middle"),
            "content/entities/middle.md": entity("Middle", "organisation", merged_into="en"),
            "content/articles/a.md": story("A", "Energy Old was merged."),
        }
    )
    assert paper.build().errors == ()
    for old in ("/entities/energy-old/", "/entities/middle/"):
        assert "https://example.org/entities/en/" in paper.page(old)
    assert titles(paper, "/entities/en/", "A") == ["A"]


def test_entities_merged_in_a_circle_are_no_fault(paper):
    paper.write(
        {
            "content/entities/a.md": entity("Anna Alm", merged_into="b"),
            "content/entities/b.md": entity("Bea Alm", merged_into="a"),
            "content/articles/a.md": story("A", "Anna Alm met Bea Alm."),
        }
    )
    assert paper.build().errors == ()


def test_an_entity_merged_into_one_of_its_own_slug_is_led_nowhere(paper):
    paper.write(
        {
            "content/entities/a.md": entity("Anna Alm", slug="alm"),
            "content/entities/b.md": entity("Bea Alm", slug="alm", merged_into="a"),
        }
    )
    assert paper.build().errors == ()
    assert "Anna Alm" in paper.page("/entities/alm/")


def test_a_link_to_a_content_file_leads_to_its_page(paper):
    paper.write(
        {
            "content/docs/a.md": story("A", "[B](sub/b.md#part), [rain](../articles/rain.md), [chart](chart.svg)."),
            "content/docs/sub/b.md": story("B", "## Part"),
            "content/docs/chart.svg": "<svg/>",
            "content/articles/rain.md": story("Rain", slug="wet"),
        }
    )
    report = paper.build()
    assert [note for note in report.notes if note.code == "link-broken"] == []
    page = paper.page("/docs/a/")
    for target in ("../sub/b/#part", "../../articles/wet/", "../chart.svg"):
        assert f'href="{target}"' in page


def test_a_link_to_what_is_not_published_is_a_warning_until_it_is(paper):
    paper.write({"content/docs/a.md": story("A", "[B](b.md)")})
    for _ in range(2):
        (note,) = [note for note in paper.build().notes if note.code == "link-broken"]
        assert (note.severity, str(note.where)) == ("warning", "content/docs/a.md:5:5")
    paper.write({"content/docs/b.md": story("B")})
    assert [note for note in paper.build().notes if note.code == "link-broken"] == []
    assert 'href="../b/"' in paper.page("/docs/a/")


# What is no content


def test_what_is_neither_content_nor_to_be_ignored_is_copied(paper):
    paper.write(
        {
            "content/articles/chart.svg": "<svg/>",
            "content/articles/with blank.pdf": "%PDF",
            "content/static/deep/CNAME": "example.org",
            "content/articles/rain.md": story("Rain"),
            "content/articles/rain.md.yml": "section: City\n",
            **{f"content/articles/{name}": "x" for name in ("_draft.md", ".hidden", "a.tmp", "b~", ".#c.md", "4913")},
            "content/_private/a.md": story("A"),
        }
    )
    assert paper.build().errors == ()
    made = (".html", ".xml", "feed.json")
    found = {path for path in paper.tree() if not path.endswith(made) and not path.startswith(("assets/", "data/"))}
    assert found == {
        ".manifest",
        ".nojekyll",
        "articles/chart.svg",
        "articles/with blank.pdf",
        "deep/CNAME",
        "robots.txt",
    }
    assert paper.has("/sections/city/")
