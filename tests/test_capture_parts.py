import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.convert import attribution, capture, contact, dateline, decode, quotes, reflow
from generator.errors import ContentError, Note
from generator.model import Author, Dateline, Source

REST = "The council met for two hours and agreed on nothing at all, as it had done the week before."


def lines_of(data):
    return decode.text_lines(Source(path="a.txt", data=data, sha256=""))


@pytest.mark.parametrize(
    ("opening", "place", "date", "agency"),
    [
        ("Port Ellery - ", "Port Ellery", None, None),
        ("OSTERVIK, Norland, Sept 3 (Northwire) - ", "OSTERVIK, Norland", "Sept 3", "Northwire"),
        ("OSTERVIK (NW) — ", "OSTERVIK", None, "NW"),
        ("OSTERVIK, Norl. (NW) — ", "OSTERVIK, Norl.", None, "NW"),
        ("OSTERVIK — ", "OSTERVIK", None, None),
        ("OSTERVIK -- ", "OSTERVIK", None, None),
        ("OSTERVIK, Norland (NW) _ ", "OSTERVIK, Norland", None, "NW"),
        ("OSTERVIK/HALDENBURG, March 12, 2019 (Northwire) - ", "OSTERVIK/HALDENBURG", "March 12, 2019", "Northwire"),
        ("Haldenburg, 12. März 2019 – ", "Haldenburg", "12. März 2019", None),
        ("Haldenburg (bote) - ", "Haldenburg", None, "bote"),
        ("(Northwire) — ", None, None, "Northwire"),
        ("Mar del Norte – ", "Mar del Norte", None, None),
    ],
)
def test_a_dateline_is_read(opening, place, date, agency):
    text = opening.rstrip(" -–—_")

    assert dateline.read(opening + REST) == Dateline(text=text, place=place, date=date, agency=agency)


@pytest.mark.parametrize(
    "paragraph",
    [
        REST,
        "The mayor - who had not slept - said nothing.",
        "Well-known Ferry People met on Tuesday.",
        "OSTERVIK _ The ferry sank.",
        "Those who came - Forty in all - went home.",
        "In 2011 - The year of the fire - nothing was built.",
        "Crown (Strong on Monday, 3 May, after the long weekend of the islands and the mainland both, it said) - The",
        "",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(paragraph):
    assert dateline.read(paragraph) is None


def test_a_dash_within_a_word_ends_no_dateline():
    assert dateline.read("Saint-Brieuc-Nord Lines bought a ferry.") is None


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ada Brekke", (Author(name="Ada Brekke"),)),
        ("BY ADA BREKKE", (Author(name="ADA BREKKE"),)),
        (
            "By Ada Brekke, Jon Lund and Siri van der Vang",
            (Author(name="Ada Brekke"), Author(name="Jon Lund"), Author(name="Siri van der Vang")),
        ),
        ("By Ada Brekke, Northwire News", (Author(name="Ada Brekke", affiliation="Northwire News"),)),
        ("By Ada Brekke | 12 May 2019", (Author(name="Ada Brekke"),)),
        ("Por Ada Brekke e Jon Lund", (Author(name="Ada Brekke"), Author(name="Jon Lund"))),
        ("Von Ada Brekke", (Author(name="Ada Brekke"),)),
    ],
)
def test_a_byline_is_read(line, authors):
    at, found = attribution.byline([line])

    assert at == 0
    assert found.authors == authors
    assert found.text == line.split(" |")[0]


def test_a_byline_on_two_lines_is_read():
    at, found = attribution.byline(["Share", "By", "Ada Brekke"])

    assert (at, found.text, found.authors) == (1, "By Ada Brekke", (Author(name="Ada Brekke"),))


@pytest.mark.parametrize(
    "line",
    [
        "Ada Brekke",
        "By signing up you agree to our terms",
        "By Continuing you agree",
        "By the end of the week, Ada Brekke had sold the boat.",
        "Bystanders Ran",
        "",
    ],
)
def test_what_names_nobody_after_by_is_no_byline(line):
    assert attribution.byline([line]) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14 March 2019", "2019-03-14"),
        ("March 14, 2019, 12:25 AM ET", "2019-03-14"),
        ("Thu, 14th Mar. 2019", "2019-03-14"),
        ("2019-03-14T09:30:00Z", "2019-03-14"),
        ("14.03.2019", "2019-03-14"),
        ("03/14/2019", "2019-03-14"),
        ("4/4/2019", "2019-04-04"),
        ("14 de março de 2019", "2019-03-14"),
        ("12. März 2019", "2019-03-12"),
        ("03/04/2019", None),
        ("31 February 2019", None),
        ("March 2019", None),
        ("14 Marshal 2019", None),
        ("no date at all", None),
    ],
)
def test_a_date_is_read_only_where_it_is_certain(text, day):
    assert attribution.read_date(text) == day


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_day_is_read_back_from_how_newspapers_write_it(day):
    for shape in ("%d %B %Y", "%B %d, %Y", "%b %d %Y", "%Y-%m-%d"):
        assert attribution.read_date(day.strftime(shape)) == day.isoformat()


@pytest.mark.parametrize(
    ("lines", "published", "modified"),
    [
        (["14 March 2019"], "2019-03-14", None),
        (["Published: 14 March 2019", "Last updated: 2 April 2019"], "2019-03-14", "2019-04-02"),
        (["Last Updated : Mar 14 2019 | 12:04 AM"], None, "2019-03-14"),
        (["14 March 2019", "14 March 2019"], "2019-03-14", None),
        (["14 March 2019", "2 April 2019"], None, None),
        (["Published", "14 March 2019", "Updated", "2 April 2019"], "2019-03-14", "2019-04-02"),
        ([], None, None),
    ],
)
def test_dates_are_told_apart_by_their_labels(lines, published, modified):
    assert attribution.dates(lines) == (published, modified)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("This story first appeared on The Canal Courier.", "The Canal Courier"),
        ("This article was originally published by Northwire", "Northwire"),
        ("This story originally appeared on Northwire and is reproduced here with permission.", "Northwire"),
        ("This article is republished from The Estuary Review under a Creative Commons license.", "The Estuary Review"),
        ("The story first appeared to be a hoax.", None),
        (REST, None),
    ],
)
def test_where_a_story_first_appeared_is_read(line, name):
    assert attribution.origin(line) == name


def test_a_licence_is_read_where_its_code_is_said_of_the_article():
    found = attribution.licence("This article is licensed under CC BY-ND 4.0.")

    assert (found.status, found.id, found.edits) == ("cc", "CC-BY-ND-4.0", "none")
    assert attribution.licence("Photo: Ines Roth, CC BY-SA 4.0") is None


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("Grünhorn".encode(), ["Grünhorn"]),
        ("Grünhorn".encode("utf-8-sig"), ["Grünhorn"]),
        ("Grünhorn\r\nx".encode("utf-16"), ["Grünhorn", "x"]),
        (
            "Seilbahn am Grünhorn fährt „halb“ – für 5 €".encode("cp1252"),
            ["Seilbahn am Grünhorn fährt „halb“ – für 5 €"],
        ),
        ("it\u0092s".encode(), ["it’s"]),
        (b" a  b \t c\x0b\r\n\rd", ["a b\tc", "", "d"]),
        ("20\u00a0000 «\u00a0x\u00a0» y\u00a0z\ufeff\u00ad".encode(), ["20\u00a0000 «\u00a0x\u00a0» y z"]),
    ],
)
def test_bytes_become_lines(data, lines):
    assert lines_of(data) == lines


@pytest.mark.parametrize("data", [b"\x00\x01\x02", b"%PDF-1.4\n\x00\xff\xfe", bytes(range(1, 32)) * 3])
def test_bytes_that_no_text_has_are_no_text(data):
    with pytest.raises(ContentError, match="no text"):
        lines_of(data)


def test_lines_of_a_page_are_its_paragraphs_however_long_they_are():
    lines = ["A headline that is not so short", "", REST, "", REST + " " + REST, "Menu"]

    assert [part.text for part in reflow.paragraphs(lines)] == [line for line in lines if line]


FULL = [
    "The harbour office was closed on all the days of the week but one in May.",
    "It was a Tuesday, which the town had chosen by lot in a year in which now",
    "nobody living was born, as the books say.",
    "People brought chairs and newspapers and tea, and a few of them had dogs,",
    "and a child of nine had a boat.",
    "The clerk came at ten, as he had done for all of his life, and nobody was",
    "glad but the child.",
    "Nothing was said of what the office was for, and nobody asked about it in",
    "all of the years.",
    "That is how it was, the clerk said, when a stranger asked him in the inn.",
    "He came to measure the bridge, and left by the next ferry, as one does at",
    "the end of a summer.",
]


def test_a_paragraph_that_fills_its_last_line_ends_where_paragraphs_are_sentences():
    more = "and rain. It fell on the pier. It fell on the mole. It fell on the boats."

    starts = [part.start for part in reflow.paragraphs(FULL)]
    joined = [part.start for part in reflow.paragraphs([*FULL, *[more] * 3, "It fell."])]
    parted = [part.start for part in reflow.paragraphs([line for each in FULL for line in (each, "")][:-1])]

    assert starts == [0, 1, 3, 5, 7, 9, 10]
    assert {1, 10}.isdisjoint(joined)
    assert parted == list(range(0, 24, 2))


def test_a_list_stays_a_list_in_a_wrapped_text():
    lines = [
        "the harbour office was closed on all the",
        "days of the week but one, which the town",
        "had chosen by lot in a year in which now",
        "nobody living was born, and it was to be",
        "- open on Tuesday, since on that day few",
        "- closed on Monday, as one may have seen",
        "almost anywhere else",
    ]

    assert [(part.start, part.end) for part in reflow.paragraphs(lines)] == [(0, 4), (4, 5), (5, 7)]


def test_lines_of_a_script_without_blanks_are_flowed_without_any():
    wrapped = [
        "港口办公室一周只有一天开门，全镇的人用抽签的",
        "办法选出了这一天，那是在一个现在没有人出生的",
        "年份。从那以后，每个星期二上午十点，门前都会",
        "排起长队。队伍里的人带着椅子、报纸和茶，有时",
        "候也带着3只狗。",
    ]
    lines = ["港口办公室的星期二", "记者 林晓梅", "", *wrapped, "", "相关阅读", "更多新闻", "登录", "订阅", "联系我们"]

    found = [part.text for part in reflow.paragraphs(lines)]
    assert found[:3] == ["港口办公室的星期二", "记者 林晓梅", "".join(wrapped)]
    assert found[3:] == ["相关阅读", "更多新闻", "登录", "订阅", "联系我们"]


def test_titles_of_one_length_in_a_script_without_blanks_stay_titles():
    titles = ["港口办公室一周只有一天开门", "议会星期四通过了这项计划书", "天鹅十一年后回到了老运河里"] * 4

    assert [part.text for part in reflow.paragraphs(titles)] == titles


def test_a_table_beside_it_does_not_hide_that_a_text_is_wrapped():
    wrapped = [
        "the harbour office was closed on all the",
        "days of the week but one, which the town",
        "had chosen by lot in a year in which now",
        "nobody living was born, and it was to be",
        "open from ten until noon.",
    ]
    lines = ["A headline that is longer than the lines", "", *wrapped, *["Gold", "1,204.10", "-0.4%"] * 15]

    assert reflow.paragraphs(["An address of the page that is in one piece", "", *lines])[2].text == " ".join(wrapped)
    assert len(reflow.paragraphs(lines)) == 1 + 1 + 45


def test_quotes_on_one_line_each_are_found():
    (table,) = quotes.find(["Markets", "Gold 1,204.10 -0.4%", "Ellery 30\t4,115\t+0.1%", "Crown 7.31 0.0%", "More"])

    assert (table.start, table.end) == (1, 4)
    assert [(row.label, row.value, row.change) for row in table.panel.rows] == [
        ("Gold", "1,204.10", "-0.4%"),
        ("Ellery 30", "4,115", "+0.1%"),
        ("Crown", "7.31", "0.0%"),
    ]


def test_equal_figures_are_not_taken_for_duplicates():
    (table,) = quotes.find(["Gold", "1.00", "+0.2%"] * 4)

    assert len(table.panel.rows) == 4


@pytest.mark.parametrize(
    "lines",
    [
        ["Turnout", "71", "+2%", "Then the count began, and it went on for long."],
        ["Gold", "1,204.10", "up a little", "Silver", "19.20", "down a little", "Tin", "9", "flat"],
        ["1", "2", "3%", "4", "5", "6%", "7", "8", "9%"],
        [],
    ],
)
def test_figures_that_are_no_table_of_quotes_are_left_alone(lines):
    assert quotes.find(lines) == []


@pytest.mark.parametrize(
    ("notice", "delay", "vendor", "note"),
    [
        ("Quotes delayed 20 minutes", 20, None, "Quotes delayed 20 minutes"),
        ("Data delayed by 15 min. Quotewell Data logo", 15, "Quotewell Data", "Data delayed by 15 min."),
        ("Prices supplied by Quotewell", None, "Quotewell", "Prices supplied by Quotewell"),
        ("The ferry was delayed", None, None, "The ferry was delayed"),
        ("Company news", None, None, None),
    ],
)
def test_the_disclaimer_of_a_table_is_read(notice, delay, vendor, note):
    (table,) = quotes.find([*["Gold", "1.00", "+0.2%"] * 3, notice])

    assert (table.panel.delay_minutes, table.panel.vendor, table.panel.note) == (delay, vendor, note)


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("Crown - Aus dollar", "currencies"),
        ("US Dollar", "currencies"),
        ("USD/ZAR", "currencies"),
        ("Euro", "currencies"),
        ("Brent Crude", "commodities"),
        ("Gold (oz)", "commodities"),
        ("Ellery 30", "indices"),
        ("Euro Stoxx 50", "indices"),
        ("Gold Fields", None),
        ("Tidewater Lines", None),
    ],
)
def test_quotes_are_grouped_by_what_their_labels_name(label, group):
    (table,) = quotes.find([label, "1.00", "+0.2%"] * 3)

    assert {row.group for row in table.panel.rows} == {group}


def test_a_mailbox_that_is_written_out_is_a_link():
    found = contact.find(["Mistakes", "Please e-mail the news desk about errors at desk@lantern.example."], 0)

    assert (found.start, found.panel.title) == (0, "Mistakes")
    assert [(row.label, row.url) for row in found.panel.rows] == [
        ("desk@lantern.example", "mailto:desk@lantern.example")
    ]


def test_a_sentence_of_a_story_about_complaints_is_no_contact():
    assert contact.find([REST, "The editor had queries about the feedback, she said."], 0) is None


STORY = "\n\n".join(
    f"The council of {name} met for two hours on the ferry and agreed on nothing at all, as it had the week before."
    for name in ("Millport", "Ellery", "Saint-Aubrac", "Brekke")
)


@pytest.mark.parametrize(
    ("above", "published"),
    [
        ("By Ines Vidal\n\nMarch 2019", "2019-03"),
        ("marzo de 2019", "2019-03"),
        ("2019年3月", "2019-03"),
        ("March 2019\n\n14 March 2019", "2019-03-14"),
        ("March 2019\n\nApril 2019", None),
        ("The best of March 2019", None),
        ("Marshal 2019", None),
        ("2019年13月", None),
    ],
)
def test_a_month_that_stands_where_a_date_stands_is_the_date_as_precise_as_it_is(above, published):
    data = f"Ferry put off once again by the council\n\n{above}\n\n{STORY}\n".encode()

    article = next(
        made for made in capture.convert(Source(path="a.txt", data=data, sha256="")) if not isinstance(made, Note)
    )

    assert (article.published and article.published.text) == published
    assert article.published_basis == ("stated" if published else "unknown")
    assert "2019" not in article.body or published is None


def test_a_month_in_a_text_is_no_date_of_it():
    data = f"Ferry put off once again by the council\n\n{STORY}\n\nMarch 2019\n".encode()

    article = next(
        made for made in capture.convert(Source(path="a.txt", data=data, sha256="")) if not isinstance(made, Note)
    )

    assert article.published is None
