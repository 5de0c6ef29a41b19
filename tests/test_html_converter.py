import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from generator.convert import html
from generator.errors import ContentError
from generator.model import Article, Author, Entity, Image, Licence, Page, Provenance, Source, moment

FIXTURES = Path(__file__).parent / "fixtures" / "html"
STORY = """
<p>The council of the island met on Tuesday to hear what the new ferry will cost, and put the question off.</p>
<p>Islanders have waited for nine years since the last boat was sold to a company on the mainland that scrapped it.</p>
<p>A decision is expected in the autumn, when the books of the harbour have been read by somebody who can count.</p>
"""


def source(data, *, path="wire/story.html", **told):
    data = data if isinstance(data, bytes) else data.encode()
    return Source(path=path, data=data, sha256=hashlib.sha256(data).hexdigest(), **told)


def convert(data, **told):
    made, *notes = html.convert(source(data, **told))
    # Of a few lines without a headline nothing is sure.
    assert {note.code for note in notes} <= {"capture-unsure"}
    return made


def page(head="", body=STORY, *, before="", attributes=""):
    return f"<!DOCTYPE html>{before}<html{attributes}><head>{head}</head><body>{body}</body></html>"


@pytest.fixture(scope="module")
def harbour():
    return convert((FIXTURES / "harbour.html").read_bytes(), path="wire/harbour.html")


def test_the_article_is_cut_out_and_keeps_its_structure(harbour):
    assert isinstance(harbour, Article)
    assert f"{harbour.body}\n" == (FIXTURES / "harbour.md").read_text(encoding="utf-8")
    assert harbour.title == "Tolls on the old bridge to end in spring"
    assert harbour.line == 44


def test_what_a_page_says_of_itself_is_read(harbour):
    assert harbour.byline == "By Ruth Ellery and Tom Okafor"
    assert harbour.authors == (
        Author(name="Ruth Ellery", url="https://courier.example/people/ruth-ellery"),
        Author(name="Tom Okafor"),
    )
    assert harbour.published == moment.parse("2016-03-14T08:05:00+00:00", timezone="UTC")
    assert harbour.published_basis == "metadata"
    assert harbour.modified == moment.parse("2016-03-15T10:00:00+00:00", timezone="UTC")
    assert (harbour.section, harbour.lang) == ("Transport", "en-GB")
    assert harbour.summary == "After forty years the crossing becomes free."
    assert harbour.image == Image(
        src="https://courier.example/img/bridge-large.jpg",
        alt="The old bridge at low tide",
        caption="The bridge opened in 1931.",
        credit="Courier archive",
    )
    assert harbour.dateline.text == "MILLPORT, March 14"
    assert harbour.missing == ("licence",)


def test_where_it_came_from_is_a_chain(harbour):
    data = (FIXTURES / "harbour.html").read_bytes()

    assert harbour.provenance == (
        Provenance(
            role="publisher",
            name="The Estuary Courier",
            url="https://courier.example/news/2016/03/14/bridge-tolls",
            published=harbour.published,
        ),
        Provenance(
            role="capture",
            file="harbour.html",
            sha256=hashlib.sha256(data).hexdigest(),
            format="html",
            confidence=harbour.provenance[-1].confidence,
        ),
    )


def test_a_page_that_says_nothing_of_itself_is_missing_everything():
    made = convert(page())

    assert (made.title, made.byline, made.authors, made.published) == ("", None, (), None)
    assert made.published_basis == "unknown"
    assert made.missing == ("byline", "published", "url", "licence")
    assert [hop.role for hop in made.provenance] == ["capture"]


def test_the_editors_title_stands():
    assert convert(page("<title>Other</title>"), title="Ours").title == "Ours"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Ferry put off again | The Island Sheet</title><meta property=og:site_name content='The Island Sheet'>",
         "", "Ferry put off again"),
        ("<title>Ferry put off | once more</title>", "", "Ferry put off | once more"),
        ("<meta property=og:title content='Ferry put off again - Sheet'>", "<h1>Ferry put off again</h1>",
         "Ferry put off again"),
        ("<meta property=og:title content='Ferry put off again'>", "<h1>The Island Sheet</h1>", "Ferry put off again"),
        ("", "<h1>Ferry put<br>off again</h1>", "Ferry put off again"),
    ],
)  # fmt: skip
def test_the_headline_is_the_one_shown_where_the_page_agrees(head, body, title):
    assert convert(page(head, body.replace("<br>", " ") + STORY)).title == title


@pytest.mark.parametrize(
    ("head", "published", "basis"),
    [
        (
            "<meta property=article:published_time content=2011-05-06T07:08:09Z>",
            "2011-05-06T07:08:09+00:00",
            "metadata",
        ),
        ("<meta name=pubdate content='Fri, 06 May 2011 07:08:09 GMT'>", "2011-05-06T07:08:09+00:00", "metadata"),
        ("<meta name=date content='6 May 2011'>", "2011-05-06", "metadata"),
        ("<meta name=date content='0001-01-01T00:00:00'><meta name=dc.date content=2011-05>", "2011-05", "metadata"),
        ("<link rel=canonical href=https://sheet.example/2011/05/06/ferry>", "2011-05-06", "url"),
        ("<link rel=canonical href=https://sheet.example/ferry-20110506>", "2011-05-06", "url"),
        ("<link rel=canonical href=https://sheet.example/2011/15/36/ferry>", None, "unknown"),
    ],
)
def test_a_date_is_as_precise_as_stated_and_its_basis_is_kept(head, published, basis):
    made = convert(page(head))

    assert (made.published.text if made.published else None, made.published_basis) == (published, basis)


def test_a_date_without_a_zone_is_read_in_the_sites_own():
    head = "<meta property=article:published_time content=2011-05-06T07:08:09>"

    assert convert(page(head), timezone="Africa/Nairobi").published.text == "2011-05-06T07:08:09+03:00"


def test_microdata_and_what_the_reader_sees_will_do():
    body = f"""<article itemscope itemtype="https://schema.org/NewsArticle"><h1>Ferry put off again</h1>
    <p class="byline">By <span itemprop="author"><b itemprop="name">Ines Vidal</b></span></p>
    <time itemprop="datePublished" datetime="2012-01-02">2 January</time>{STORY}</article>"""
    made = convert(page(body=body))

    assert made.authors == (Author(name="Ines Vidal"),)
    assert made.byline == "By Ines Vidal"
    assert made.published.text == "2012-01-02"
    assert made.body.startswith("The council of the island")


@pytest.mark.parametrize(
    ("stated", "authors"),
    [
        ("By Ines Vidal", ("Ines Vidal",)),
        ("Ines Vidal and Jo Marr", ("Ines Vidal", "Jo Marr")),
        ("https://social.example/ines", ()),
        ("desk@sheet.example", ()),
        ("x" * 200, ()),
    ],
)
def test_authors_are_names(stated, authors):
    made = convert(page(f"<meta name=author content='{stated}'>"))

    assert tuple(author.name for author in made.authors) == authors
    assert ("byline" in made.missing) == (not authors)


@pytest.mark.parametrize(
    ("link", "licence"),
    [
        ("https://creativecommons.org/licenses/by-nd/4.0/", Licence(status="cc", id="CC-BY-ND-4.0", edits="none")),
        ("http://creativecommons.org/licenses/by/3.0/us/", Licence(status="cc", id="CC-BY-3.0")),
        ("https://creativecommons.org/publicdomain/zero/1.0/", Licence(status="public-domain", id="CC0-1.0")),
        ("https://sheet.example/terms", None),
    ],
)
def test_a_licence_that_is_linked_as_one_is_kept(link, licence):
    made = convert(page(f"<link rel=license href='{link}'>"))

    assert (made.licence and (made.licence.status, made.licence.id, made.licence.edits)) == (
        licence and (licence.status, licence.id, licence.edits)
    )
    assert ("licence" in made.missing) == (licence is None)


def test_singlefile_notes_where_and_when_it_saved_a_page():
    note = """<!--
 Page saved with SingleFile
 url: https://sheet.example/ferry
 saved date: Tue Mar 05 2019 18:04:11 GMT+0200 (Eastern European Standard Time)
-->"""
    made = convert(page("<link rel=canonical href=https://wire.example/island-ferry>", before=note))

    assert [(hop.role, hop.name, hop.url) for hop in made.provenance[:2]] == [
        ("origin", "wire.example", "https://wire.example/island-ferry"),
        ("publisher", "sheet.example", "https://sheet.example/ferry"),
    ]
    assert made.provenance[-1].captured_at == moment.parse("2019-03-05T18:04:11+02:00", timezone="UTC")


@pytest.mark.parametrize(
    "note",
    [
        "<!-- saved from url=(0028)https://sheet.example/ferry -->",
        "<!--\n Page saved with SingleFile\n url: https://sheet.example/ferry\n saved date: sometime\n-->",
    ],
)
def test_a_browsers_note_gives_the_address(note):
    made = convert(page(before=note))

    assert made.provenance[0] == Provenance(role="publisher", name="sheet.example", url="https://sheet.example/ferry")
    assert "url" not in made.missing


def test_an_archives_copy_is_the_originals():
    made = convert(
        page(
            "<link rel=canonical href=https://web.archive.org/web/20190305160411/https://sheet.example/ferry>",
            body=f"{STORY}<!-- FILE ARCHIVED ON 16:04:11 Mar 05, 2019 AND RETRIEVED FROM THE ARCHIVE -->",
        )
    )

    assert made.provenance[0].url == "https://sheet.example/ferry"
    assert made.provenance[-1].captured_at == moment.parse("2019-03-05T16:04:11+00:00", timezone="UTC")


def test_a_credit_below_the_article_names_its_reporter():
    made = convert(page(body=f"{STORY}<p>(Reporting by Ines Vidal; Editing by Jo Marr)</p>"))

    assert made.body.endswith("somebody who can count.")
    assert made.authors == (Author(name="Ines Vidal"),)
    assert made.extra == {"credit": "(Reporting by Ines Vidal; Editing by Jo Marr)"}


def test_where_a_story_first_appeared_is_an_origin():
    made = convert(page(body=f"{STORY}<p>This story first appeared in the Island Sheet.</p>"))

    assert made.provenance[0].role == "origin"
    assert "Island Sheet" in made.provenance[0].name


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>Related: <a href=/x>The last boat was sold for very little money indeed</a></p>",
        "<p>READ MORE</p><p><a href=/x>The last boat was sold for very little money indeed</a></p>",
        "<p>Sign up to our newsletter and get the best of the week in your inbox.</p>",
        "<p>Copyright 2011 The Island Sheet. All rights reserved.</p>",
        "<h3>You may also like:</h3>",
        "<p>Email Ines Vidal at ines@sheet.example or follow her @ines.</p>",
        "<p>Jo Marr contributed to this report.</p>",
        "<ul><li><a href=/x>The last boat was sold</a></li><li><a href=/y>What ferries cost now</a></li></ul>",
        "<p>Tags: ferry, island</p>",
        "<p>Comments</p>",
    ],
)
def test_furniture_below_an_article_goes(furniture):
    assert convert(page(body=f"<div class=story-text>{STORY}{furniture}</div>")).body == convert(page()).body


@pytest.mark.parametrize(
    "furniture",
    [
        "<h1>Ferry put off again</h1>",
        "<h1>Ferry put off again</h1><p>By Ines Vidal</p><p>6 May 2011</p>",
        "<p>3 min read</p>",
        "<div><h2>A line above the story that sums it up</h2></div>",
    ],
)
def test_what_stands_above_the_first_paragraph_is_none_of_the_body(furniture):
    assert convert(page(body=f"<div>{furniture}<div>{STORY}</div></div>")).body == convert(page()).body


def test_what_a_browser_does_not_show_is_not_read():
    hidden = (
        "<p hidden>unseen words of the page</p><p style='display: none'>unseen words of the page</p>"
        "<p class='visually-hidden'>unseen words of the page</p>"
    )

    assert convert(page(body=STORY.replace("</p>", f"</p>{hidden}", 1))).body == convert(page()).body


def test_subheads_and_posts_between_paragraphs_are_taken_back():
    subhead = '<div class="x_subhead">What it costs</div>'
    post = '<blockquote class="social-post"><p>No boat, no island.</p>— A. Islander (@islander)</blockquote>'
    first, second, third = STORY.strip().splitlines()
    made = convert(page(body=f"<div class=story-text>{first}<h2>What it costs</h2>{second}{post}{third}</div>"))

    assert "## What it costs" in made.body
    assert "> No boat, no island.\n>\n> — A. Islander (@islander)" in made.body
    assert "What it costs" in convert(page(body=f"<div>{first}{subhead}{second}{third}</div>")).body


def test_bytes_are_read_as_the_page_says():
    body = STORY.replace("island", "île")
    declared = page("<meta charset=windows-1252>", body)

    assert "île" in convert(declared.encode("cp1252")).body
    assert convert(declared.replace("windows-1252", "no-such-code").encode("cp1252")).body
    assert "île" in convert(b"\xef\xbb\xbf" + page(body=body).encode()).body


@pytest.mark.parametrize(
    ("said", "written"), [("utf-8", "cp1252"), ("windows-1252", "utf-8"), ("iso-8859-1", "cp1252")]
)
@pytest.mark.parametrize("how", ["<meta charset={}>", "<meta http-equiv=Content-Type content='text/html; charset={}'>"])
def test_a_page_that_says_the_wrong_encoding_is_read_by_its_bytes(how, said, written):
    body = STORY.replace("island", "île").replace("of the harbour", "“of Saint-Aubrac” – à côté – 5 €")

    made = convert(page(how.format(said), body).encode(written))

    assert "The council of the île met" in made.body
    assert "“of Saint-Aubrac” – à côté – 5 €" in made.body


def test_xhtml_with_a_prologue_is_read():
    prologue = '<?xml version="1.0" encoding="utf-8"?>'

    assert convert(prologue + page(attributes=' xmlns="http://www.w3.org/1999/xhtml"')).body == convert(page()).body


def test_a_page_without_an_article_says_so():
    menu = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in ("news", "sport", "weather", "tides"))

    with pytest.raises(ContentError, match="no article stands on this page") as caught:
        convert(page(body=f"<nav><ul>{menu}</ul></nav><form><input></form>"), line=3)
    assert str(caught.value.where) == "content/wire/story.html:3:1"
    assert "kind: page" in caught.value.hint


QUOTES = '\\\\"\\\\' * 100_000
ENTITIES = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};&l{n - 1};">' for n in range(1, 60))


@pytest.mark.parametrize(
    "data",
    [
        "<div>" * 100_000 + STORY,
        "<ul><li>" * 50_000 + STORY,
        "<blockquote>" * 200 + STORY,
        "\x00" + STORY,
        STORY + "<p " + " ".join(f"a{number}=1" for number in range(20_000)) + ">words</p>",
        STORY + "<table>" + "<tr><td colspan=99999999 rowspan=99999999>x</td></tr>" * 50 + "</table>",
        STORY + "<span>x</span>" * 40_000,
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{ENTITIES}]>{STORY}<p>&l59;</p>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY s SYSTEM "file:///etc/hostname">]>' + STORY + "<p>&s;</p>",
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + STORY,
        "<!--" * 10_000,
        "",
    ],
    ids=lambda data: data[:24],
)
def test_a_hostile_page_is_read_or_refused(data):
    try:
        made = convert(data)
    except ContentError as error:
        assert error.hint  # noqa: PT017 either outcome will do; an error must say what to do
    else:
        assert len(made.body) < 10 * len(STORY)


HOSTILE = {
    "endless spans": "<table>" + "<tr><td colspan=9999999999 rowspan=9999999999>x</td></tr>" * 5_000 + "</table>",
    "long spans": "<table>" + "<tr><td colspan=99 rowspan=99>x</td></tr>" * 1_000 + "</table>",
    "quotes in linked data": f'<script type="application/ld+json">{{"a": "{QUOTES}</script>',
    "linked data on and on": '<script type="application/ld+json">' + '{"@id": "a", "author": [' * 20_000 + "</script>",
    "notes of programs": "</body></html>" + "<!-- saved from url=(0)https://sheet.example/ -->" * 5_000,
    "sources of one picture": "<img srcset='" + " ," * 9_000 + "'>" + "<img srcset='" + "a 1w, " * 3_000 + "'>",
    "stories": "<article><h2>What it costs them</h2><p class=byline>By Ada Lind</p></article>" * 5_000,
    "comments that never end": "<!-- Page saved with SingleFile url:" + " " * 200_000 + "-->",
    **{
        f"a flood of {what}": text * 2_500
        for what, text in {
            "pixels": "<img src='https://count.example/a.gif' width=1 height=1>",
            "posts": "<blockquote class=twitter-tweet><p>x</p><a href='https://twitter.com/a/status/1'>y</a></blockquote>",
            "bylines": "<p class=byline>By Ines Vidal and Jo Marr</p>",
            "headings": "<h2>What it costs</h2>",
            "lists": "<ul><li>One of the things that it costs</li></ul>",
            "spans": "<span>Ferry </span><em>or</em> ",
            "keywords": "<meta name=keywords content='ferry, island'>",
            "figures": "<figure><img src=/a.jpg><figcaption>What it shows</figcaption></figure>",
        }.items()
    },
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_page_has_far_too_much_of_keeps_nobody_busy(name):
    """Each was read in time that grew with its square, or could be; then this would take minutes."""
    first, *others = STORY.strip().splitlines()

    made = next(item for item in html.convert(source(page(body="\n".join([first, HOSTILE[name], *others])))))

    assert made.body.startswith("The council of the island")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ("<br>" * 200_001, "more than 200,000 tags"),
        (STORY + "<i>x</i>" * 30_001, "more than 30,000 are not searched"),
        (f"{STORY}<p>{'word ' * 50_000}</p>", "a paragraph of 249,999 characters"),
        (STORY + ("<p>" + "word " * 39_999 + "</p>") * 30, "an article of more than 5,000,000 characters"),
        ("<div>" * 90_000 + STORY, "nests its elements without end"),
    ],
)
def test_an_endless_page_is_refused_with_its_measure(data, what):
    with pytest.raises(ContentError, match=what) as caught:
        convert(data)
    assert caught.value.hint


def test_a_page_of_the_sites_own_is_read_whole():
    made = convert(
        page(
            "<title>About us - Sheet</title><meta name=description content='Who we are'>",
            "<main><h1>About us</h1><p>We print <a href='../docs/style.md'>what we know</a>.</p>"
            "<nav><ul><li>kept</li></ul></nav></main>",
            attributes=" lang=fr",
        ),
        kind="page",
        path="pages/about.html",
    )

    assert made == Page(
        id="",
        path="pages/about.html",
        title="About us",
        body="We print [what we know](../docs/style.md).\n\n- kept",
        summary="Who we are",
        lang="fr",
    )


def test_an_entity_is_read_whole():
    made = convert("<h1>Ada Whitlock</h1><p>An engineer.</p>", kind="entity", path="entities/ada.html")

    assert isinstance(made, Entity)
    assert (made.name, made.body) == ("Ada Whitlock", "An engineer.")


def test_a_short_article_written_by_hand_is_read():
    made = convert("<title>Note</title><h1>Note</h1><p>The library is shut on Friday.</p>")

    assert (made.title, made.body) == ("Note", "The library is shut on Friday.")


@pytest.mark.parametrize(
    ("path", "specific"), [("a.html", 10), ("b/c.HTM", 10), ("d.xhtml", 10), ("e.txt", 0), ("html", 0)]
)
def test_files_are_accepted_by_their_suffix(path, specific):
    assert html.accepts(source("", path=path)) == specific


def test_heavy_libraries_wait_for_the_first_page():
    code = "import sys, generator.convert.html; print({'lxml', 'trafilatura'} & set(sys.modules))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
