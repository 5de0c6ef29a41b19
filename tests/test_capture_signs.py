import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.convert import attribution, byline, capture, dateline, days, quotes, read, sidebar, signs
from generator.convert import markdown as markdown_converter
from generator.errors import Note
from generator.model import Dateline, Source

P = "The council met for two hours and agreed on nothing at all, as it had done in each of the weeks before it."
PAGE = ["Share", "Council agrees on nothing, and will meet again", "", P, "", f"{P} The mayor was not there."]


def convert(lines, **facts):
    source = Source(path="articles/a.txt", data="\n".join(lines).encode(), sha256="", **facts)
    made = list(capture.convert(source))
    (article,) = [each for each in made if not isinstance(each, Note)]
    return article, [each for each in made if isinstance(each, Note)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 3 mars 2024", "2024-03-03"),
        ("1er mars 2024", "2024-03-01"),
        ("Sonntag, 3. März 2024", "2024-03-03"),
        ("3 de marzo de 2024", "2024-03-03"),
        ("3 de março de 2024", "2024-03-03"),
        ("٣ مارس ٢٠٢٤", "2024-03-03"),
        ("٣ آذار ٢٠٢٤", "2024-03-03"),
        ("3 במרץ 2024", "2024-03-03"),
        ("2024年3月3日", "2024-03-03"),
        ("二〇二四年三月十三日", "2024-03-13"),
        ("令和6年3月3日", "2024-03-03"),
        ("2024년 3월 3일", "2024-03-03"),
        ("3 марта 2024 г.", "2024-03-03"),
        ("3 Maart 2024", "2024-03-03"),
        ("12 stycznia 2024", "2024-01-12"),
        ("25/03/2024", "2024-03-25"),
        ("03/04/2024", None),
        ("3. listopada 2024", None),
        ("3 listopada 2024", "2024-11-03"),
        ("1402/12/13", None),
        ("3 Marches 2024", None),
        ("34 March 2024", None),
    ],
)
def test_a_day_is_read_as_each_language_writes_it(text, day):
    assert days.read(text) == day


@given(st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_every_day_is_read_back_in_other_scripts(day):
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    russian = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября"]
    russian += ["октября", "ноября", "декабря"]

    assert days.read(f"{day.year}年{day.month}月{day.day}日") == day.isoformat()
    assert days.read(f"{day.day} {russian[day.month - 1]} {day.year} г.") == day.isoformat()
    assert days.read(f"{day.year}/{day.month}/{day.day}".translate(digits)) == day.isoformat()


def test_the_order_of_figures_is_settled_by_the_language_or_by_another_date():
    assert days.read("03/04/2024", order=days.order_of("de")) == "2024-04-03"
    assert days.order_of("en") is None
    assert days.order_seen(["03/04/2024", "25/03/2024"]) == "day first"
    assert days.order_seen(["03/04/2024", "03/25/2024"]) == "month first"
    assert days.order_seen(["25/03/2024", "03/25/2024"]) is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.example/news/ferry-sails-20141028", "2014-10-28"),
        ("https://x.example/2024/03/03/ferry.html", "2024-03-03"),
        ("https://x.example/2024/mar/03/ferry", "2024-03-03"),
        ("https://x.example/a-2024-03-03", "2024-03-03"),
        ("https://x.example/a?d=2024-03-03", None),
        ("https://x.example/2024/03/ferry", None),
        ("https://x.example/id-20241399", None),
        ("https://x.example/2024/03/03/was-2023-01-01", None),
    ],
)
def test_a_day_in_an_address_is_read_where_it_is_one(url, day):
    assert days.in_url(url) == day


def test_a_day_of_two_readings_is_left_open_and_reported():
    lines = [*PAGE[:2], "By Ada Brekke", "Published: 03/04/2024", *PAGE[2:]]

    article, notes = convert(lines)
    later, none = convert([*lines[:4], "Updated: 25/04/2024", *lines[4:]])

    assert (article.published, article.missing) == (None, ("published", "url", "licence"))
    assert [note.code for note in notes if note.code == "date-ambiguous"] == ["date-ambiguous"]
    assert (later.published.text, later.modified.text, none) == ("2024-04-03", "2024-04-25", [])


def test_a_moment_with_its_offset_is_kept_to_the_minute():
    article, _ = convert([*PAGE[:2], "By Ada Brekke", "2019-03-14T09:30:00+02:00", *PAGE[2:]])

    assert article.published.text == "2019-03-14T09:30:00+02:00"


@pytest.mark.parametrize(
    ("lines", "text", "basis"),
    [
        (["https://x.example/2024/03/03/council", *PAGE], "2024-03-03", "url"),
        ([*PAGE[:3], f"OSTERVIK, March 12, 2019 (Northwire) - {P}", *PAGE[4:]], "2019-03-12", "dateline"),
    ],
)
def test_a_day_may_stand_in_the_address_or_the_dateline(lines, text, basis):
    article, _ = convert(lines)

    assert (article.published.text, article.published_basis) == (text, basis)
    assert "published" not in article.missing


@pytest.mark.parametrize(
    "line",
    [
        "Ada Brekke and Jonas Lind contributed to this report.",
        "(Northwire writer Ada Brekke in Ostervik contributed reporting from the islands.)",
        "Ada Brekke hat zu diesem Bericht beigetragen.",
        "Ada Brekke et Jonas Lind ont contribué à cet article.",
        "Ada Brekke contribuyó a este reportaje.",
        "Ada Brekke colaborou com esta reportagem",
        "Ada Brekke het tot hierdie berig bygedra.",
        "Additional reporting was contributed by Ada Brekke",
    ],
)
def test_who_contributed_to_a_report_is_credited_and_is_not_in_its_body(line):
    article, _ = convert([*PAGE, line])

    assert (article.extra["credit"], "Brekke" in article.body) == (line, False)


@pytest.mark.parametrize(
    "line", ["Heavy rain contributed to this year's losses.", "The rains contributed to the report of the committee."]
)
def test_what_contributed_to_something_else_is_of_the_story(line):
    assert attribution.credit(line) is None


def test_an_address_that_the_editor_states_dates_an_undated_capture():
    reading = read.read(
        path="articles/a.txt",
        data="\n".join(PAGE).replace("met for", "met yesterday for").encode(),
        sidecar=b"provenance:\n  - {role: publisher, url: 'https://x.example/2024/03/03/council'}\n",
        site=read.ReadSettings(lang="en", timezone="UTC"),
        converters=(capture,),
    )
    (article,) = reading.contents

    assert (article.published.text, article.published_basis) == ("2024-03-03", "url")
    assert "published" not in article.missing
    assert [note.code for note in reading.notes if note.code == "relative-time"] == []


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By The Associated Press", ["Associated Press"]),
        ("By ADA BREKKE Associated Press", ["ADA BREKKE"]),
        ("By Dr. Ada Brekke, University of Ellery", ["Ada Brekke"]),
        ("Por José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Von Jutta Brenneis, dpa", ["Jutta Brenneis"]),
        ("Par Clémence Vautrin avec AFP", ["Clémence Vautrin"]),
        ("Deur Marietjie van Rensburg en Kobus Adonis", ["Marietjie van Rensburg", "Kobus Adonis"]),
        ("Por Redacción", []),
        ("本报记者 李雷 韩梅梅", ["李雷", "韩梅梅"]),
        ("文/王小明", ["王小明"]),
        ("홍길동 기자", ["홍길동"]),
    ],
)
def test_a_byline_is_read_as_its_language_writes_it(line, authors):
    at, found = byline.find([line])

    assert at == 0
    assert [author.name for author in found.authors] == authors


@pytest.mark.parametrize("line", ["文化中心", "文学之夜", "Von Wegen", "Di Sera", "Text Messages", "作者不明"])
def test_a_word_that_a_byline_begins_with_is_none_by_itself(line):
    assert byline.find([line]) is None


def test_an_agency_below_the_headline_is_the_byline_and_one_in_a_menu_is_none():
    article, _ = convert(["Reuters", *PAGE[:2], "AFP/Reuters", *PAGE[2:]])
    menu, _ = convert(["Reuters", *PAGE])

    assert (article.byline, [author.name for author in article.authors]) == ("AFP/Reuters", ["AFP", "Reuters"])
    assert menu.byline is None


def test_the_employer_is_told_apart_where_it_is_sure():
    _, by = byline.find(["By Ada Brekke for Northwire"])
    _, agency = byline.find(["Von Jutta Brenneis, dpa"])

    assert [author.affiliation for author in by.authors + agency.authors] == ["Northwire", "dpa"]


@pytest.mark.parametrize(
    ("opening", "filed"),
    [
        ("PARIS, le 3 mars (AFP) – ", ("PARIS", "3 mars", "AFP")),
        ("PARIS, 1er mars (AFP) - ", ("PARIS", "1er mars", "AFP")),
        ("BEIJING, March 3 (Xinhua) -- ", ("BEIJING", "March 3", "Xinhua")),
        ("МОСКВА, 3 марта. /ТАСС/. ", ("МОСКВА", "3 марта", "ТАСС")),
        ("新华社北京3月3日电 ", ("北京", "3月3日", "新华社")),
        ("【北京＝共同】", ("北京", None, "共同")),
        ("القاهرة (رويترز) - ", ("القاهرة", None, "رويترز")),
    ],
)
def test_a_dateline_is_read_as_agencies_write_it(opening, filed):
    place, date, agency = filed
    found = dateline.read(f"{opening}The council met, and it agreed on nothing.")

    assert found == Dateline(text=found.text, place=place, date=date, agency=agency)
    assert opening.startswith(found.text)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Dieser Artikel erschien zuerst im Kanalboten.", "Kanalboten"),
        ("Cet article a d'abord été publié dans Le Courrier du Canal.", "Le Courrier du Canal"),
        ("Este artículo fue publicado originalmente en El Faro del Sur.", "El Faro del Sur"),
        ("Este texto foi publicado originalmente no Correio da Maré.", "Correio da Maré"),
        ("Hierdie berig het eers in Kusnuus verskyn.", "Kusnuus"),
        ("本文首发于河口邮报。", "河口邮报"),
        ("Originally published by The Canal Courier.", "The Canal Courier"),
        ("Cet article a fait grand bruit dans la ville.", None),
    ],
)
def test_where_a_story_first_appeared_is_read_in_its_language(line, name):
    assert attribution.origin(line) == name


@pytest.mark.parametrize(
    ("line", "id_", "edits"),
    [
        ("This article is licensed under CC BY-ND 4.0.", "CC-BY-ND-4.0", "none"),
        ("Licensed: https://creativecommons.org/licenses/by-nc-nd/4.0/", "CC-BY-NC-ND-4.0", "none"),
        ("This article is under a Creative Commons Attribution-NoDerivatives licence 4.0.", "CC-BY-ND-4.0", "none"),
        ("This article is republished from The Estuary under a Creative Commons license.", None, "none"),
    ],
)
def test_a_licence_is_what_its_code_its_address_or_its_name_says(line, id_, edits):
    found = attribution.licence(line)

    assert (found.status, found.id, found.edits) == ("cc", id_, edits)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Correction: The mayor is Ada Lund.", "correction", "The mayor is Ada Lund."),
        ("CORRECTION (3 May): The mayor is Ada Lund.", "correction", "The mayor is Ada Lund."),
        ("Clarification: The mayor was not at the meeting.", "clarification", "The mayor was not at the meeting."),
        ("(An earlier version of this story misnamed her.)", "correction", None),
        (
            "Editor's note: This story was updated to name the mayor.",
            "note",
            "This story was updated to name the mayor.",
        ),
        ("Update: 3 pm", None, None),
        ("Editor's note: The writer is a fisherman.", None, None),
        ("Corrections officers met on Tuesday to talk about pay.", None, None),
        ("Note that the mayor was away.", None, None),
    ],
)
def test_a_correction_is_known_by_how_it_opens(text, kind, said):
    found = signs.correction(text)

    assert (found.kind if found else None) == kind
    if said:
        assert found.text == said


def test_a_correction_leaves_the_body_and_is_printed_as_one():
    article, _ = convert([*PAGE, "", "Correction: An earlier version of this article misnamed the mayor."])

    assert "misnamed" not in article.body
    assert [each.text for each in article.corrections] == ["An earlier version of this article misnamed the mayor."]


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Ines Roth",
        "Foto: Ines Roth/bna",
        "Crédit photo : Ines Roth",
        "(Photo by Ines Roth/Getty Images)",
        "Ines Roth / AFP",
        "图片来源：海岸社",
        "The mayor at the gate of the works on Monday. Photo: Ines Roth",
        "The old harbour on the morning after the flood (Image: INES ROTH )",
        "Image 2 of 5",
        "Advertisement",
    ],
)
def test_the_credit_of_a_picture_is_no_paragraph(line):
    article, _ = convert([*PAGE[:4], "", line, "", *PAGE[5:]])

    assert line not in article.body
    assert article.body.count(P) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Photos of the flood were shown to the council, which had asked for them in the autumn of last year.",
        "The photo: a man, a boat and a dog. Nobody in the town could say which of the three was older.",
        "“Sign up to what?” she asked. “I have never in my life signed up to anything, and I am not going to.”",
    ],
)
def test_a_sentence_about_pictures_or_papers_stays(line):
    article, _ = convert([*PAGE[:4], "", line, "", *PAGE[5:]])

    assert line.split()[0] in article.body


def test_what_says_which_picture_counts_readers_is_lifted_to_the_licence():
    tag = '<img src="https://counter.estuary.example/content/1/count.gif?x=pixel" width="1" height="1">'

    article, notes = convert([*PAGE, "", tag])

    assert "counter" not in article.body
    assert article.licence.pixel == "https://counter.estuary.example/content/1/count.gif?x=pixel"
    assert article.licence.status == "unknown"
    assert [note.code for note in notes if note.severity == "warning"] == ["licence-pixel"]


def test_a_pixel_in_markdown_is_lifted_and_another_picture_is_not():
    source = Source(
        path="a.md",
        data=b"# T\n\nWords.\n\n![](https://p.example/pixel.gif)\n\n![A boat](https://p.example/boat.png)\n",
        sha256="",
    )

    article, note = markdown_converter.convert(source)

    assert article.licence.pixel == "https://p.example/pixel.gif"
    assert "pixel" not in article.body
    assert "boat.png" in article.body
    assert note.code == "licence-pixel"


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (["Gold", "1\u202f204,10 €", "▲ 0,4 %"], ("Gold", "1\u202f204,10 €", "▲ 0,4 %")),
        (["Brent US$83.20 +0.1%"], ("Brent", "US$83.20", "+0.1%")),
        (["Rand - Dollar R18.52 %-0,2"], ("Rand - Dollar", "R18.52", "%-0,2")),
        (["DAX", "18.002,10", "-72,30", "-0,40 %"], ("DAX", "18.002,10", "-72,30 -0,40 %")),
        (["Top 40 75,123.10 +12.3 (+0.4%)"], ("Top 40", "75,123.10", "+12.3 (+0.4%)")),
    ],
)
def test_quotes_are_read_in_any_currency_and_form(lines, row):
    (table,) = quotes.find(lines * 3)

    assert [(each.label, each.value, each.change) for each in table.panel.rows] == [row] * 3


def test_facts_on_a_company_are_a_panel_and_their_heading_alone_is_none():
    facts = ["Company Snapshot", "Market cap: R12bn", "P/E", "12.4", "Sector: Retail"]

    article, _ = convert([*PAGE, "", *facts, "", "Menu"])

    (panel,) = article.panels
    assert (panel.type, panel.title) == ("snapshot", "Company Snapshot")
    assert [(row.label, row.value) for row in panel.rows] == [
        ("Market cap", "R12bn"),
        ("P/E", "12.4"),
        ("Sector", "Retail"),
    ]
    assert sidebar.snapshots(["Company Snapshot", "Editorial feedback and complaints", "Contact"]) == []


def test_links_that_are_written_out_below_an_article_are_a_panel():
    links = ["The minutes: https://council.example/minutes", "The plan: https://council.example/plan"]

    article, _ = convert([*PAGE, "", "Documents", *links])

    (panel,) = article.panels
    assert [(row.label, row.url) for row in panel.rows] == [
        ("The minutes", "https://council.example/minutes"),
        ("The plan", "https://council.example/plan"),
    ]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("12 comments", 12),
        ("Show Comments (3)", 3),
        ("Kommentare (12)", 12),
        ("٨ تعليقات", 8),
        ("コメント8件", 8),
        ("Read 7 comments", 7),
        ("Show Comments ()", None),
        ("12 comments were made", None),
    ],
)
def test_how_many_comments_there_are_is_read_where_a_line_says_nothing_else(line, count):
    assert sidebar.comments([line]) == count
