import hashlib
import html
import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.config import Markdown
from generator.convert import capture
from generator.errors import ContentError, Note
from generator.model import Article, Author, Dateline, Source
from generator.render import extensions

FIXTURES = Path(__file__).parent / "fixtures" / "capture"
REAL = Path(__file__).parents[2] / "shared" / "captures" / "000_62d0b92a21c4e94e.txt"

VARIANTS = {
    "as it came": lambda text: text,
    "no blank lines": lambda text: "\n".join(line for line in text.split("\n") if line),
    "a blank line between all": lambda text: "\n\n".join(line for line in text.split("\n") if line),
    "three blank lines for one": lambda text: text.replace("\n\n", "\n\n\n\n"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old Macintosh line ends": lambda text: text.replace("\n", "\r"),
    "trailing spaces": lambda text: text.replace("\n", "   \n"),
    "trailing tabs": lambda text: text.replace("\n", "\t\n"),
    "indented": lambda text: "    " + text.replace("\n", "\n    "),
    "tabs before lines": lambda text: "\t" + text.replace("\n", "\n\t"),
    "tabs for spaces": lambda text: text.replace(" ", "\t"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "no-break spaces on blank lines": lambda text: text.replace("\n\n", "\n\u00a0\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
}


def source(text, *, path="articles/story.txt", **facts):
    data = text.encode() if isinstance(text, str) else text
    return Source(path=path, data=data, sha256=hashlib.sha256(data).hexdigest(), **facts)


def article(text, **facts):
    (converted,) = [made for made in capture.convert(source(text, **facts)) if not isinstance(made, Note)]
    return converted


def fixture(name):
    return (FIXTURES / f"{name}.txt").read_text(encoding="utf-8")


def lines_between(text, first, last):
    """The paragraphs of a capture from the line that starts with `first` to the one that starts with `last`."""
    lines = [line for line in text.split("\n") if line.strip()]
    start, end = (next(at for at, line in enumerate(lines) if line.startswith(mark)) for mark in (first, last))
    return lines[start : end + 1]


def panel(converted, kind):
    (found,) = [each for each in converted.panels if each.type == kind]
    return found


def kinds(text, **facts):
    return {line.number: line.kind for line in capture.record(source(text, **facts)).lines}


def printed_words(body):
    printed = extensions.reader(Markdown()).convert(body)
    return html.unescape(re.sub(r"<[^>]+>", " ", printed)).split()


@pytest.mark.parametrize("vary", VARIANTS.values(), ids=VARIANTS)
def test_the_article_is_the_same_however_the_page_was_copied(vary):
    text = fixture("harbour")

    converted = article(vary(text))

    assert converted.title == "Ferry operator ready to share its piers with river taxis"
    assert converted.body.rstrip("\n").split("\n\n") == lines_between(text, "Port Ellery", "Tidewater has bought")
    assert converted.dateline == Dateline(text="Port Ellery", place="Port Ellery")
    assert [(row.label, row.value, row.change) for row in panel(converted, "quotes").rows] == [
        ("Crown - Dollar", "7.31", "-0.4%"),
        ("Crown - Euro", "8.02", "+0.1%"),
        ("Crown - Franc", "8.44", "-0.0%"),
        ("Copper", "9,412.50", "+1.2%"),
        ("Zinc", "2,688.00", "-0.4%"),
        ("Natural Gas", "2.14", "+0.1%"),
        ("Ellery 30", "4,115", "+0.1%"),
        ("All Share", "18,207", "-0.4%"),
    ]
    assert converted.missing == ("byline", "published", "url", "licence")


@pytest.mark.skipif(not REAL.exists(), reason="the capture is its publisher's and does not travel with the source")
@pytest.mark.parametrize("vary", VARIANTS.values(), ids=VARIANTS)
def test_a_real_capture_is_read_to_the_letter(vary):
    text = REAL.read_text(encoding="utf-8")

    converted = article(vary(text), path="wire/000_62d0b92a21c4e94e.txt")

    lines = text.split("\n")
    quotes = panel(converted, "quotes")
    assert converted.title == lines[2]
    assert converted.body.rstrip("\n").split("\n\n") == lines[4:21:2]
    assert converted.dateline == Dateline(text="Laguna Beach", place="Laguna Beach")
    assert [(row.label, row.value, row.change) for row in quotes.rows] == list(
        zip(lines[29:74:3], lines[30:74:3], lines[31:74:3], strict=True)
    )
    assert [row.group for row in quotes.rows] == ["currencies"] * 5 + ["commodities"] * 5 + ["indices"] * 5
    assert (quotes.delay_minutes, quotes.vendor, quotes.as_of) == (15, "Iress", None)
    assert quotes.note == lines[74].removesuffix(" Iress logo")
    assert panel(converted, "contact").title == lines[76]
    assert converted.missing == ("byline", "published", "url", "licence")


def test_a_table_of_quotes_is_one_panel_whose_disclaimer_is_read():
    quotes = panel(article(fixture("harbour")), "quotes")

    assert [row.group for row in quotes.rows[3:]] == ["commodities"] * 3 + ["indices"] * 2
    assert (quotes.delay_minutes, quotes.vendor, quotes.as_of) == (20, "Quotewell", None)
    assert quotes.note == "All ESX data delayed by at least 20 minutes"


def test_where_to_complain_is_a_panel():
    contact = panel(article(fixture("harbour")), "contact")

    assert contact.title == "Corrections and complaints"
    assert contact.note.startswith("Contact the readers' editor with corrections")
    assert contact.rows == ()


def test_a_capture_is_the_last_hop_of_its_provenance():
    text = fixture("harbour")

    (hop,) = article(text, path="wire/2014/harbour.txt").provenance

    assert (hop.role, hop.file, hop.format) == ("capture", "harbour.txt", "text")
    assert hop.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_the_body_begins_on_a_line_of_the_file():
    text = fixture("harbour")

    assert article(text).line == 5
    assert article(text, line=8).line == 12


def test_every_line_of_a_capture_has_a_class():
    text = fixture("harbour")

    found = kinds(text)

    assert set(found) == {number for number, line in enumerate(text.split("\n"), 1) if line}
    assert found[1] == "interface"
    assert found[3] == "title"
    assert {found[number] for number in range(5, 22, 2)} == {"body"}
    assert found[24] == "pitch"
    assert {found[number] for number in range(26, 30)} == {"interface"}
    assert {found[number] for number in range(30, 55)} == {"quotes"}
    assert {found[number] for number in (56, 58)} == {"contact"}


def test_the_record_says_what_is_kept_and_how_sure_that_is():
    for line in capture.record(source(fixture("bakery"))).lines:
        assert line.kept == (line.kind in {"title", "body", "subhead"})
        assert 0 <= line.confidence <= 1


def test_a_page_whose_article_stands_apart_is_surer_than_one_of_scraps():
    clear = capture.record(source(fixture("harbour")))
    scraps = capture.record(source("Harbour\nThe ferry was late on Monday.\nTides\nIt was early on Tuesday.\nLog in\n"))

    assert 0.9 < clear.confidence <= 1
    assert scraps.confidence < clear.confidence


def test_what_the_editor_decided_is_sure():
    text = fixture("harbour")

    decided = {
        line.number: line for line in capture.record(source(text, keep=frozenset({1}), drop=frozenset({5}))).lines
    }

    assert (decided[1].kind, decided[1].confidence) == ("body", 1)
    assert (decided[5].kind, decided[5].confidence) == ("dropped", 1)


def test_an_article_amid_furniture_is_found_with_its_subheads_and_its_list():
    body = article(fixture("bakery")).body

    blocks = body.rstrip("\n").split("\n\n")
    assert blocks[0].startswith("The oldest bakery in Brackwater has closed")
    assert blocks[-1].startswith("Until then the shop will sell coffee")
    assert "## What the mill made" in blocks
    assert "## What happens next" in blocks
    assert [block.count("\n") for block in blocks if block.startswith("- eleven bakeries")] == [2]
    for furniture in ("cookies", "newsletter", "Related", "Image:", "1962", "About the author", "©"):
        assert furniture not in body


def test_a_byline_and_dates_beside_the_headline_are_read():
    converted = article(fixture("bakery"))

    assert converted.byline == "By Lena Osgood and Piet Varga"
    assert converted.authors == (Author(name="Lena Osgood"), Author(name="Piet Varga"))
    assert (converted.published.text, converted.published_basis) == ("2019-03-14", "stated")
    assert converted.modified.text == "2019-03-15"
    assert converted.missing == ("url", "licence")


def test_where_a_story_first_appeared_is_its_origin():
    origin, _capture = article(fixture("bakery")).provenance

    assert (origin.role, origin.name) == ("origin", "The Canal Courier")


@pytest.mark.parametrize(
    "text",
    [
        "https://lantern.example/2019/piers\n\n" + fixture("harbour"),
        fixture("harbour") + "\n\nSource: https://lantern.example/2019/piers\n",
    ],
)
def test_an_address_that_the_capture_states_is_the_publishers(text):
    converted = article(text)

    publisher, _capture = converted.provenance
    assert (publisher.role, publisher.url) == ("publisher", "https://lantern.example/2019/piers")
    assert converted.missing == ("byline", "published", "licence")
    assert "lantern.example" not in converted.body


def test_addresses_that_contradict_each_other_are_not_stated():
    text = "https://lantern.example/a\n\nhttps://lantern.example/b\n\n" + fixture("harbour")

    assert "url" in article(text).missing


def test_hard_wrapped_lines_are_flowed_into_paragraphs():
    converted = article(fixture("wrapped"))

    blocks = converted.body.rstrip("\n").split("\n\n")
    assert len(blocks) == 5
    assert blocks[2] == (
        '"Fish without salt is a short story," said the head of the cooperative, '
        "Runa Halvorsen, at the gate of the works."
    )


BRIDGE = """\
Harbour bridge opens after nine years

By Ann Carter

Port Ellery - The new harbour bridge opened to traffic on Saturday, nine years after the first pile was driven.

Mayor Ruth Pell cut a ribbon at noon and told a crowd of about 4,000 people that the city had waited long enough.

"We were told it could not be done," she said. "Today my mother walked over it."

The crossing cost 410 million crowns, which is 90 million more than the council first approved.
"""
STRIKE = """\
Ferry workers vote to strike in March

By Tom Field

Port Ellery - Ferry workers at Island Lines voted on Friday to strike for three days in March after talks broke down.

The union said that 312 of its 340 members had voted, and that 290 of them were for the strike over their pay.

"Nobody wants to stand on a quay in March," said Dora Lind, who speaks for the union.

The company said that it would keep two boats running, and that the last word on wages had not been spoken yet.
"""
TWO = f"Home\nNews\nLog in\n\n{BRIDGE}\nShare this\nMore news\n\n{STRIKE}\nPrivacy\nContact us\n"


def articles(text, **facts):
    return [found for found in capture.convert(source(text, **facts)) if isinstance(found, Article)]


@pytest.mark.parametrize("width", [66, 72, 80])
@pytest.mark.parametrize("name", ["bakery", "harbour", "kurse", "two", "zwei"])
def test_a_text_that_was_wrapped_has_the_same_words_as_before(name, width):
    lines = fixture(name).split("\n")
    wrapped = [textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False) for line in lines]

    assert [made.body for made in articles("\n".join(wrapped))] == [made.body for made in articles(fixture(name))]


def test_two_articles_on_one_page_are_two():
    bridge, strike = articles(TWO)

    assert (bridge.title, bridge.byline) == ("Harbour bridge opens after nine years", "By Ann Carter")
    assert (strike.title, strike.byline) == ("Ferry workers vote to strike in March", "By Tom Field")
    assert bridge.body.rstrip("\n").split("\n\n") == BRIDGE.rstrip("\n").split("\n\n")[2:]
    assert strike.body.rstrip("\n").split("\n\n") == STRIKE.rstrip("\n").split("\n\n")[2:]
    assert strike.line == TWO.split("\n").index("By Tom Field") + 3
    (said,) = [note for note in capture.convert(source(TWO)) if getattr(note, "code", "") == capture.SEVERAL]
    assert said.where.line == TWO.split("\n").index(strike.title) + 1
    record = capture.record(source(TWO))
    assert [line.number for line in record.lines] == [at for at, line in enumerate(TWO.split("\n"), 1) if line]


def test_an_editor_who_keeps_the_second_headline_makes_them_one():
    second = TWO.split("\n").index("Ferry workers vote to strike in March") + 1

    (whole,) = articles(TWO, keep=frozenset({second}))

    assert "Ferry workers vote to strike in March" in whole.body


@pytest.mark.parametrize(
    "below",
    [
        "More news\n\nFerry workers vote to strike in March\nBy Tom Field\nIt is about wages.\nRead more",
        BRIDGE,
        "The engineer who walked it first\nBy Audience\n" + "\n".join(STRIKE.split("\n\n")[2:]),
    ],
    ids=["a teaser", "the story again", "no headline and no name"],
)
def test_what_follows_an_article_is_no_second_one_for_a_byline_alone(below):
    assert len(articles(f"{BRIDGE}\n{below}\n")) == 1


def test_an_agency_story_gives_its_dateline_and_its_credit():
    converted = article(fixture("wrapped"))

    assert converted.body.startswith("OSTERVIK, Norland, Sept 3 (Northwire) - The salt works")
    assert converted.dateline == Dateline(
        text="OSTERVIK, Norland, Sept 3 (Northwire)", place="OSTERVIK, Norland", date="Sept 3", agency="Northwire"
    )
    assert converted.byline == "Reporting by Ada Brekke and Jon Lund; Editing by Siri Vang"
    assert converted.authors == (Author(name="Ada Brekke"), Author(name="Jon Lund"))
    assert converted.extra == {"credit": "(Reporting by Ada Brekke and Jon Lund; Editing by Siri Vang)"}
    assert converted.missing == ("published", "url", "licence")


def test_a_page_in_another_language_with_decimal_commas_is_read():
    text = fixture("kurse")

    converted = article(text, lang="de")

    quotes = panel(converted, "quotes")
    assert converted.title == "Seilbahn am Grünhorn fährt wieder, aber nur bis zur Mittelstation"
    assert converted.body.rstrip("\n").split("\n\n") == lines_between(text, "HALDENBURG", "Die Bahn war")
    assert converted.dateline.place == "HALDENBURG"
    assert converted.byline == "Von Jutta Brenneis"
    assert converted.published.text == "2019-03-12"
    assert [row.value for row in quotes.rows] == ["1,0842", "0,9561", "2.313,86", "83,33", "18.002,10"]
    assert [row.change for row in quotes.rows] == ["+0,2 %", "−0,1 %", "-0,4 %", "+0,4 %", "-0,0 %"]
    assert [row.group for row in quotes.rows] == ["currencies"] * 2 + ["commodities"] * 2 + ["indices"]
    assert (quotes.delay_minutes, quotes.note) == (15, "Kurse um mindestens 15 Minuten verzögert")


def test_signs_that_markdown_reacts_to_are_printed_as_they_stood():
    text = fixture("notes")

    converted = article(text, title="Five things")

    wanted = [line for line in text.split("\n")[2:] if line]
    assert printed_words(converted.body) == " ".join(wanted).split()


def test_rows_of_tabs_are_a_table():
    text = fixture("harbour").replace(
        "She added that", "Line\tBoats\tPassengers a day\nTidewater\t14\t9,100\nSkiff | Co\t6\t410\n\nShe added that"
    )

    body = article(text, keep=frozenset({19, 20, 21})).body

    assert "| Line | Boats | Passengers a day |\n| --- | --- | --- |\n| Tidewater | 14 | 9,100 |" in body
    assert "Skiff | Co 6 410" in " ".join(printed_words(body))


def test_a_subhead_keeps_the_hash_at_its_end():
    text = fixture("bakery").replace("What happens next", "Why the town is no fan of C#")

    assert "## Why the town is no fan of C\\#" in article(text).body


def test_an_editor_keeps_and_drops_lines_by_their_number():
    text = fixture("harbour")

    body = article(text, keep=frozenset({25}), drop=frozenset({7})).body

    assert "Join the Lantern today" in body
    assert "Tidewater runs the estuary's largest" not in body
    assert kinds(text, drop=frozenset({7}))[7] == "dropped"


def test_a_line_that_is_kept_is_printed_whatever_it_was_taken_for():
    body = article(fixture("harbour"), keep=frozenset({30, 58})).body

    assert "Crown - Dollar" in body
    assert "Contact the readers' editor" in body


def test_numbers_of_lines_count_from_the_top_of_the_file():
    text = fixture("harbour")

    assert "Join the Lantern today" in article(text, line=4, keep=frozenset({28})).body


def test_the_line_that_says_the_title_of_the_editor_is_not_body():
    text = fixture("harbour")
    headline = text.split("\n")[4]

    assert headline not in article(text, title=headline.upper()).body


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t\n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "the file is no text"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "the file is no text"),
        (b"Share\n", "no article stands in this capture"),
        (b"Home\nNews\nSport\n\nSign in\nSubscribe\n", "no article stands in this capture"),
    ],
)
def test_what_holds_no_article_is_an_error_that_says_so(data, what):
    with pytest.raises(ContentError, match=what) as caught:
        article(data)
    assert caught.value.where.path == "content/articles/story.txt"
    assert caught.value.hint


def test_an_article_without_a_headline_is_an_error_until_the_editor_gives_one():
    paragraphs = "\n\n".join(lines_between(fixture("harbour"), "Port Ellery", "Tidewater has bought"))

    with pytest.raises(ContentError, match="no headline"):
        article(paragraphs)
    converted = article(paragraphs, title="Room for two")
    assert converted.title == "Room for two"
    assert converted.body.startswith("Port Ellery - Tidewater Lines")


@pytest.mark.parametrize(("path", "score"), [("a.txt", 10), ("b/A.TEXT", 10), ("a.md", 0), ("txt", 0)])
def test_files_are_accepted_by_their_suffix(path, score):
    assert capture.accepts(source("x", path=path)) == score


WORDS = """
        the a of and council said ferry on Tuesday 12 1. # > - * ** _x_ __ <b> &amp; & [x] (y) {: .c} `c` | \\ !!!
        [TOC] [^1] *[ab]: : :: == --- +1 $2 “so” it was, not. over-the-hill don't é 日本
"""
PARAGRAPH = st.lists(st.sampled_from(WORDS.split()), min_size=12, max_size=60).map(
    lambda words: " ".join(words) + " and that was all of it, the council said."
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PARAGRAPH, min_size=1, max_size=5), st.sampled_from(["\n", "\n\n", "\r\n\r\n"]))
@example(["- a - b " * 8 + "said.", "1. c d " * 9 + "said."], "\n\n")
def test_the_words_printed_are_words_of_the_capture_in_order(paragraphs, between):
    text = between.join(["Share", "Ferry council to meet on Tuesday", *paragraphs, "Show Comments ()", "Menu"])

    converted = article(text, title="Ferry council to meet on Tuesday")

    printed, words = printed_words(converted.body), iter(text.split())
    assert printed
    assert all(word in words for word in printed)


LINES = st.lists(
    st.one_of(st.text(max_size=120), PARAGRAPH, st.sampled_from(fixture("bakery").split("\n"))), max_size=25
)


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.binary(max_size=300), LINES.map(lambda lines: "\n".join(lines).encode("utf-8", "surrogatepass"))))
def test_any_file_is_an_article_or_a_content_error(data):
    try:
        converted = article(data)
    except ContentError:
        return
    assert converted.title
    assert converted.body.strip()
    assert converted.line >= 1


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_every_line_with_text_is_in_the_record_once(lines):
    text = "\n".join(" ".join(line.split()) for line in lines)
    try:
        found = capture.record(source(text)).lines
    except ContentError:
        return
    covered = [number for line in found for number in range(line.number, line.end + 1)]

    assert covered == sorted(set(covered))
    assert all(line.text for line in found)
