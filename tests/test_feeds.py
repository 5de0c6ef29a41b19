import json
import re
from datetime import datetime

import pytest
from lxml import etree

from generator.cli import main

BASE = "https://example.org/paper/"
ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
HOSTILE = "</title><script>alert(1)</script> & ]]> \"quoted\" 'rain' \U0001f327 é"
QUOTED = json.dumps(HOSTILE, ensure_ascii=False)
SOURCES = {
    "articles/rain.md": """\
        title: Rain over the harbour
        summary: It rained, and it stopped.
        section: Weather
        tags: [rain, "wind & <waves>"]
        published: 2024-03-01
        authors: [Ana Sousa, {name: "<b>Bo</b> & Co", url: "https://example.net/"}]
        licence: {status: own, notice: "© Harbour <Press> & sons"}""",
    "articles/hostile.md": f"title: {QUOTED}\npublished: 2024-03-02T10:00:00+02:00\nsection: Weather",
    "articles/control.md": 'title: "Bell\\a and \\x1b[31mred \\x00nil\\uFFFE"\nsummary: "A\\x08b"\npublished: 2024-02',
    "articles/corrected.md": """\
        title: A year ago
        published: 2023
        corrections: [{at: 2024-04-05, kind: correction, text: It was not.}]""",
    "articles/copied.md": """\
        title: From elsewhere
        published: 2024-01-05
        provenance: [{role: publisher, name: Courier, url: "https://courier.example/a?b=1&c=2"}]""",
    "articles/undated.md": "title: Nobody knows when",
    "articles/withdrawn.md": "title: Taken back\npublished: 2024-03-05\nstatus: withdrawn",
    "articles/draft.md": "title: Not yet\npublished: 2024-03-05\nstatus: draft",
    "articles/tomorrow.md": "title: Tomorrow\npublished: 2099-01-01",
    "articles/yesterday.md": "title: Over\npublished: 2024-01-01\nexpires: 2024-01-02",
    "articles/denied.md": "title: Forbidden\npublished: 2024-01-01\nlicence: {status: denied}",
    "entities/harbour-bank.md": "name: Harbour & Sons\ntype: organisation",
}


def write(root, files):
    for name, matter in files.items():
        path = root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "\n".join(line.strip() for line in matter.splitlines())
        path.write_text(f"---\n{lines}\n---\n\nHarbour & Sons told everyone about it.\n", "utf-8")


def build(root, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    (root / "tearsheet.toml").write_text(f'title = "The Ledger\\uFFFE & <Co>"\nbase_url = "{BASE}"\nlang = "en-GB"\n')
    return main(["build", "--root", str(root), "--jobs", "1"])


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    root = tmp_path_factory.mktemp("site")
    write(root, SOURCES)
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert build(root, monkeypatch) == 0
    return root / "site"


@pytest.fixture(scope="module")
def feeds(printed):
    names = [path.relative_to(printed).as_posix() for path in printed.rglob("feed.xml")]
    return {name: etree.fromstring((printed / name).read_bytes()) for name in sorted(names)}


@pytest.fixture
def feed(feeds):
    return feeds["feed.xml"]


def text(node, name):
    return node.findtext(f"{ATOM}{name}")


def entries(feed):
    return {text(entry, "title"): entry for entry in feed.iter(f"{ATOM}entry")}


def test_the_site_each_section_and_each_entity_has_a_feed(feeds):
    assert set(feeds) == {"feed.xml", "sections/weather/feed.xml", "entities/harbour-bank/feed.xml"}
    assert len(entries(feeds["sections/weather/feed.xml"])) == 2
    assert entries(feeds["entities/harbour-bank/feed.xml"]).keys() == entries(feeds["feed.xml"]).keys()


def test_what_rfc_4287_requires_is_there_exactly_once(feeds):
    for name, feed in feeds.items():
        assert feed.tag == f"{ATOM}feed"
        for part in (feed, *feed.iter(f"{ATOM}entry")):
            for required in ("id", "title", "updated"):
                assert len(part.findall(f"{ATOM}{required}")) == 1, name
                assert text(part, required), name
            for moment in (*part.findall(f"{ATOM}updated"), *part.findall(f"{ATOM}published")):
                assert RFC_3339.fullmatch(moment.text)
                datetime.fromisoformat(moment.text)
        assert [link.get("href") for link in feed.findall(f"{ATOM}link[@rel='self']")] == [BASE + name]
        assert [link.get("href") for link in feed.findall(f"{ATOM}link[@rel='alternate']")] == [
            BASE + name.removesuffix("feed.xml")
        ]


def test_someone_has_written_every_entry(feeds):
    for feed in feeds.values():
        assert feed.findtext(f"{ATOM}author/{ATOM}name") == "The Ledger & <Co>"
        assert all(each.text for each in feed.iter(f"{ATOM}name"))
    people = entries(feeds["feed.xml"])["Rain over the harbour"].findall(f"{ATOM}author")
    assert [text(person, "name") for person in people] == ["Ana Sousa", "<b>Bo</b> & Co"]


def test_ids_are_unique_and_absolute(feeds):
    for feed in feeds.values():
        ids = [node.text for node in feed.iter(f"{ATOM}id")]
        assert len(set(ids)) == len(ids)
        assert all(id_.startswith(BASE) for id_ in ids)
    assert len({text(feed, "id") for feed in feeds.values()}) == len(feeds)


def test_an_entry_keeps_its_id_when_its_address_changes(tmp_path, monkeypatch):
    write(tmp_path, {"articles/rain.md": "title: Rain\npublished: 2024-03-01\nslug: wet"})
    build(tmp_path, monkeypatch)
    before = etree.fromstring((tmp_path / "site/feed.xml").read_bytes()).find(f"{ATOM}entry")
    write(tmp_path, {"articles/rain.md": "title: Rain\npublished: 2024-03-01\nslug: dry"})
    build(tmp_path, monkeypatch)
    after = etree.fromstring((tmp_path / "site/feed.xml").read_bytes()).find(f"{ATOM}entry")

    assert text(before, "id") == text(after, "id")
    assert before.find(f"{ATOM}link").get("href") == f"{BASE}articles/wet/"
    assert after.find(f"{ATOM}link").get("href") == f"{BASE}articles/dry/"


def test_the_newest_come_first_and_what_was_corrected_is_new(feed):
    moments = [text(entry, "updated") for entry in feed.iter(f"{ATOM}entry")]

    assert moments == sorted(moments, reverse=True)
    assert text(feed, "updated") == moments[0] == "2024-04-05T00:00:00Z"
    assert text(entries(feed)["A year ago"], "published") == "2023-01-01T00:00:00Z"
    assert text(next(entry for title, entry in entries(feed).items() if "alert" in title), "published") == (
        "2024-03-02T08:00:00Z"
    )


def test_what_is_undated_withdrawn_not_due_or_forbidden_is_absent(printed, feeds):
    absent = ("Nobody knows when", "Taken back", "Not yet", "Tomorrow", "Over", "Forbidden")

    for name in feeds:
        raw = (printed / name).read_text("utf-8")
        assert [title for title in absent if title in raw] == []


def test_hostile_words_stay_words(printed, feed):
    assert HOSTILE in entries(feed)
    assert "<script" not in (printed / "feed.xml").read_text("utf-8")
    rain = entries(feed)["Rain over the harbour"]
    assert [each.get("term") for each in rain.iter(f"{ATOM}category")] == ["rain", "wind & <waves>"]
    assert text(rain, "rights") == "© Harbour <Press> & sons"
    assert text(feed, "title") == "The Ledger & <Co>"


def test_characters_that_xml_knows_none_of_are_dropped(feed):
    controlled = next(entry for title, entry in entries(feed).items() if title.startswith("Bell"))

    assert text(controlled, "title") == "Bell and [31mred nil"
    assert text(controlled, "summary") == "Ab"


def test_an_entry_of_words_from_elsewhere_names_where(feed):
    (via,) = entries(feed)["From elsewhere"].findall(f"{ATOM}link[@rel='via']")

    assert via.get("href") == "https://courier.example/a?b=1&c=2"


def test_no_feed_is_told_of_where_it_would_stand_is_not_known(tmp_path, monkeypatch):
    write(tmp_path, {"articles/rain.md": "title: Rain\npublished: 2024-03-01\nsection: Weather"})
    (tmp_path / "tearsheet.toml").write_text('title = "The Ledger"\n')
    main(["build", "--root", str(tmp_path), "--jobs", "1"])

    assert list((tmp_path / "site").rglob("*.xml")) == []
    assert all("feed.xml" not in path.read_text("utf-8") for path in (tmp_path / "site").rglob("*.html"))
