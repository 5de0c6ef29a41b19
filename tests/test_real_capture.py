"""What must hold of the real capture, built alone; and of our own, so that the tests mean something without it."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import html

from generator.cli import main

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared/captures/000_62d0b92a21c4e94e.txt"
OURS = ROOT / "content/articles/alibaba-apple-payments.txt"

NAMED = {
    "person": {"Jack Ma", "Tim Cook"},
    "organisation": {"Alibaba", "Apple", "Amazon.com", "eBay", "11Main"},
    "product": {"Alipay", "Apple Pay", "iPhone 6"},
    "event": {"Wall Street Journal Digital Live"},
}
AT_WILL = {"Laguna Beach", "Europe"}
"""The dateline's own place, and one that only an adjective names."""


@dataclass(frozen=True)
class Capture:
    """A capture, and what its surroundings are; its words are read from the file itself."""

    path: Path
    delay: int
    vendor: str
    furniture: tuple[str, ...]
    places: frozenset[str]

    def lines(self):
        return self.path.read_text("utf-8").splitlines()

    def story(self):
        """Return the headline and the nine paragraphs: what stands between the share bar and the pitch."""
        head, *rest = [line for line in self.lines() if line][1:11]
        return head, rest

    def quotes(self):
        """Return the fifteen quotes: the lines between the comments and the note on the delay, by threes."""
        lines = self.lines()
        first = lines.index("Show Comments ()") + 1
        return [tuple(lines[place : place + 3]) for place in range(first, first + 45, 3)]


CAPTURES = [
    Capture(
        path=REAL,
        delay=15,
        vendor="Iress",
        furniture=("News24", "South Africa", "Rand", "JSE", "Iress", "Government", "Platinum"),
        places=frozenset({"China", "United States", "Hollywood"}),
    ),
    Capture(
        path=OURS,
        delay=20,
        vendor="Tidemark",
        furniture=("Harbour", "Tidemark", "Rand", "Platinum", "Copper"),
        places=frozenset({"China", "United States", "Hollywood", "New York"}),
    ),
]

SAVED = {
    "without-blank-lines": lambda text: "\n".join(filter(None, text.splitlines())),
    "with-a-blank-line-after-every-line": lambda text: "\n\n".join(filter(None, text.splitlines())),
    "with-windows-line-ends": lambda text: text.replace("\n", "\r\n"),
    "with-old-mac-line-ends": lambda text: text.replace("\n", "\r"),
    "with-a-byte-order-mark": lambda text: f"\ufeff{text}",
    "with-hard-spaces": lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
    "with-tabs-before-every-line": lambda text: re.sub("(?m)^(?=.)", "\t", text),
    "with-spaces-after-every-line": lambda text: re.sub("(?m)$", "   ", text),
    "as-utf-16": lambda text: text,
}
"""Ways in which the same page comes to be saved."""


@pytest.fixture(scope="module", params=CAPTURES, ids=["the real capture", "our own"])
def capture(request):
    if not request.param.path.is_file():
        pytest.skip(f"{request.param.path.name} is not here: it is no file of this repository")
    return request.param


def build(root, files):
    """Build a site of nothing but captures, and return each one's page."""
    (root / "content").mkdir()
    for name, data in files.items():
        (root / "content" / f"{name}.txt").write_bytes(data)
    assert main(["build", "--root", str(root), "--jobs", "1"]) == 0
    return {name: html.fromstring((root / f"site/articles/{name}/index.html").read_bytes()) for name in files}


@pytest.fixture(scope="module")
def built(capture, tmp_path_factory):
    root = tmp_path_factory.mktemp("empty")
    return root, build(root, {"page": capture.path.read_bytes()})["page"]


@pytest.fixture(scope="module")
def saved(capture, tmp_path_factory):
    text = capture.path.read_text("utf-8")
    ways = {name: way(text).encode("utf-16" if name == "as-utf-16" else "utf-8") for name, way in SAVED.items()}
    return build(tmp_path_factory.mktemp("saved"), ways)


@pytest.fixture
def page(built):
    return built[1]


NAME = ".//*[contains(@class, 'entity-name')]"


def words(node):
    return " ".join(node.text_content().split())


def paragraphs(page):
    return [node.text_content() for node in page.xpath("//main//article//*[contains(@class, 'body')]/*")]


def shown(page):
    """Return the sidebar's entities: type to names, in order."""
    found = {}
    for item in page.xpath("//aside[@class='sidebar']//section[@data-panel='entities']//*[@data-entity]"):
        found.setdefault(item.get("data-type"), []).append(words(item.xpath(NAME)[0]))
    return found


def quotes(page):
    rows = page.xpath("//section[@data-panel='quotes']//tbody/tr")
    return [tuple(words(cell) for cell in row) for row in rows]


# -- The story --------------------------------------------------------------------------------------------------------


def test_the_headline_is_the_one_heading(capture, page):
    headline, _ = capture.story()

    assert [words(node) for node in page.xpath("//h1")] == [headline]
    assert headline in page.xpath("string(//title)")


def test_the_nine_paragraphs_are_there_to_the_letter_and_nothing_else(capture, page):
    _, story = capture.story()

    assert len(story) == 9
    assert paragraphs(page) == story


def test_the_dateline_stays_where_it_stood(page):
    assert paragraphs(page)[0].startswith("Laguna Beach - ")
    assert page.xpath("//*[contains(@class, 'dateline')]") == []
    assert '"dateline":"Laguna Beach"' in page.xpath("string(//script[@type='application/ld+json'])")


def test_no_furniture_is_in_the_article(capture, page):
    article = words(page.xpath("//main//article")[0])

    for each in (*capture.furniture, "Subscribe", "subscriber", "LEARN MORE", "Show Comments", "tender", "heading"):
        assert each not in article


def test_what_the_page_does_not_say_is_reported_and_not_made_up(built, capsys):
    root, page = built
    status = main(["build", "--root", str(root), "--jobs", "1"])
    told = capsys.readouterr().err

    assert status == 0
    assert "content/page.txt: warning: the capture does not say: byline, published, url, licence" in told
    assert "Date unknown" in words(page.xpath("//main")[0])
    assert page.xpath("//main//time") == []
    document = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
    assert {"author", "datePublished", "license", "isBasedOn"} & document.keys() == set()


def test_it_is_not_listed_by_search_engines(page):
    assert "noindex" in page.xpath("string(//meta[@name='robots']/@content)")


# -- The quotes -------------------------------------------------------------------------------------------------------


def test_the_fifteen_quotes_are_kept_as_they_stood(capture, page):
    kept = quotes(page)

    assert [row[:2] for row in kept] == [quote[:2] for quote in capture.quotes()]
    assert [row[2].split()[0] for row in kept] == [quote[2] for quote in capture.quotes()]
    assert len(kept) == 15


def test_quotes_are_grouped_by_what_they_price(capture, page):
    groups = page.xpath("//section[@data-panel='quotes']//tbody")

    assert [(group.get("data-group"), len(group)) for group in groups] == [
        ("Currencies", 5),
        ("Commodities", 5),
        ("Indices", 5),
    ]


def test_quotes_say_when_and_whose_they_are(capture, page):
    panel = words(page.xpath("//section[@data-panel='quotes']")[0])

    assert "As captured, time unknown" in panel
    assert f"{capture.delay} minutes" in panel
    assert capture.vendor in panel


def test_the_converted_panel_holds_the_strings_of_the_page(capture, capsys):
    assert main(["convert", "--json", str(capture.path)]) == 0
    converted = json.loads(capsys.readouterr().out)
    (panel,) = [panel for panel in converted["panels"] if panel["type"] == "quotes"]

    assert [(row["label"], row["value"], row["change"]) for row in panel["rows"]] == capture.quotes()
    assert (panel["delay_minutes"], panel["vendor"], panel["as_of"]) == (capture.delay, capture.vendor, None)


# -- Whom it is about -------------------------------------------------------------------------------------------------


def test_the_sidebar_names_whom_and_what_the_article_names_and_nothing_more(capture, page):
    found = {kind: set(names) - AT_WILL for kind, names in shown(page).items()}

    assert found == {**NAMED, "place": capture.places}


def test_nothing_of_the_furniture_is_taken_for_somebody(capture, page):
    names = [name for kind in shown(page).values() for name in kind]

    assert [name for name in names for word in capture.furniture if word in name] == []


def test_the_sidebar_says_what_the_article_says_of_each(page):
    roles = {
        words(item.xpath(NAME)[0]): words(item.xpath(".//p[@class='role']")[0])
        for item in page.xpath("//*[@data-entity][.//p[@class='role']]")
    }

    assert roles["Tim Cook"] == "CEO of Apple"
    assert roles["Alipay"] == "affiliate of Alibaba"


def test_those_whom_it_is_about_lead_their_groups(page):
    assert shown(page)["person"] == ["Jack Ma", "Tim Cook"]
    assert set(shown(page)["organisation"][:2]) == {"Alibaba", "Apple"}
    assert list(shown(page)) == ["person", "organisation", "place", "product", "event"]


# -- The same page, saved another way ---------------------------------------------------------------------------------


@pytest.mark.parametrize("way", SAVED)
def test_the_same_page_saved_another_way_is_the_same_article(page, saved, way):
    other = saved[way]

    assert words(other.xpath("//h1")[0]) == words(page.xpath("//h1")[0])
    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in paragraphs(other)] == paragraphs(page)
    assert quotes(other) == quotes(page)
    assert shown(other) == shown(page)
