"""The other two formats of a feed; `test_feeds` has what all three share."""

import json
import re
from email.utils import parsedate_to_datetime

import pytest
from lxml import etree
from sites import CONFIG, Paper, story

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
SELF = "{http://www.w3.org/2005/Atom}link"
SHARED = {"status": "cc", "id": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
LOCKED = {"status": "cc", "id": "CC-BY-NC-ND-4.0"}


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    made = Paper(tmp_path_factory.mktemp("feeds") / "paper")
    copied = [{"role": "publisher", "name": "Courier", "url": "https://courier.example/rain"}]
    made.write(
        {
            "tearsheet.toml": f"{CONFIG}\n[feeds]\nentries = 3\nfull_text = true\n",
            "content/articles/rain.md": story(
                "Rain & wind", "See [the tide](tide.md).", published="2020-03-01", authors=["Ana Sousa"], tags=["sea"]
            ),
            "content/articles/tide.md": story("Tide", published="2020-02-01", licence=SHARED, provenance=copied),
            "content/articles/gale.md": story("Gale", published="2020-04-01", licence=LOCKED, provenance=copied),
            "content/articles/old.md": story("Old", published="2019-01-01"),
            "content/articles/never.md": story("Never"),
        }
    )
    assert made.build().errors == ()
    return made


@pytest.fixture(scope="module")
def items(paper):
    return {item["title"]: item for item in json.loads(paper.page("/feed.json"))["items"]}


@pytest.fixture(scope="module")
def channel(paper):
    return etree.fromstring(paper.page("/rss.xml").encode()).find("channel")


def test_each_format_names_the_same_articles_by_the_same_ids(paper, items, channel):
    atom = re.findall(r"<entry.*?<id>(.*?)</id>", paper.page("/feed.xml"), re.DOTALL)
    assert len(atom) == 3
    assert atom == [item["id"] for item in items.values()] == [each.text for each in channel.iterfind("item/guid")]
    assert {each.get("isPermaLink") for each in channel.iterfind("item/guid")} == {"false"}


def test_a_json_feed_has_the_members_its_specification_requires(paper, items):
    feed = json.loads(paper.page("/feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "The Ledger"
    assert feed["feed_url"] == "https://example.org/feed.json"
    for item in items.values():
        assert isinstance(item["id"], str)
        assert ("content_html" in item) != ("content_text" in item)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item["date_published"])
    assert items["Rain & wind"]["authors"] == [{"name": "Ana Sousa"}]
    assert items["Tide"]["external_url"] == "https://courier.example/rain"


def test_an_rss_feed_has_the_elements_its_specification_requires(channel):
    assert [channel.findtext(name) for name in ("title", "link")] == ["The Ledger", "https://example.org/"]
    assert channel.findtext("description")
    assert channel.find(SELF).get("href") == "https://example.org/rss.xml"
    for item in channel.iterfind("item"):
        assert item.findtext("title")
        assert item.findtext("link").startswith("https://example.org/articles/")
        assert parsedate_to_datetime(item.findtext("pubDate")).year == 2020
    assert channel.findtext(f"item[title='Rain & wind']/{CREATOR}") == "Ana Sousa"


def test_a_whole_text_goes_only_where_its_licence_lets_anyone_have_it(items, channel):
    whole = {title for title, item in items.items() if "content_html" in item}
    assert whole == {"Rain & wind", "Tide"}
    assert {each.findtext("title") for each in channel.iterfind("item") if each.find(CONTENT) is not None} == whole


def test_links_of_a_whole_text_lead_there_from_anywhere(items):
    assert 'href="https://example.org/articles/tide/"' in items["Rain & wind"]["content_html"]


def test_a_feed_holds_as_many_articles_as_the_editor_says(items):
    assert set(items) == {"Gale", "Rain & wind", "Tide"}


def test_without_being_asked_for_whole_texts_a_feed_stays_as_it_is_when_a_body_changes(tmp_path):
    shorter = Paper(tmp_path)
    shorter.write(
        {"tearsheet.toml": CONFIG, "content/articles/rain.md": story("Rain", "One.", "Two.", published="2020")}
    )
    shorter.build()
    shorter.edit("content/articles/rain.md", "Two.", "Three.")
    assert shorter.changes() == {"/articles/rain/"}
