import pytest

from generator.convert import html
from generator.errors import ContentError
from generator.model import Author, Correction, Licence, Source, moment

STORY = """
<p>The council of the island met on Tuesday to hear what the new ferry will cost, and put the question off.</p>
<p>Islanders have waited for nine years since the last boat was sold to a company on the mainland that scrapped it.</p>
<p>A decision is expected in the autumn, when the books of the harbour have been read by somebody who can count.</p>
"""


def convert(head="", body=STORY, *, before="", attributes="", encoding="utf-8"):
    page = f"<!DOCTYPE html>{before}<html{attributes}><head>{head}</head><body>{body}</body></html>"
    return read(page.encode(encoding))


def read(data):
    return next(html.convert(Source(path="wire/story.html", data=data, sha256="0" * 64)))


def stated(data):
    return f'<script type="application/ld+json">{data}</script>'


NAMED = '"@type": "NewsArticle", "headline": "Ferry put off", "datePublished": "2011-05-06"'


@pytest.mark.parametrize(
    "data",
    [
        f"{{{NAMED}}}",
        f"[{{{NAMED}}}]",
        f'{{"@graph": [{{"@type": "WebSite"}}, {{{NAMED}}}]}}',
        f'{{"@type": "WebPage", "mainEntity": {{{NAMED}}}}}',
        f'{{"@type": ["Thing", "http://schema.org/NewsArticle"], {NAMED.partition(", ")[2]}}}',
        f"{{{NAMED},}}",
        f'{{{NAMED}, "keywords": ["a", "b",],}};',
        f"<!-- {{{NAMED}}} -->",
        f"//<![CDATA[\n{{{NAMED}}}\n//]]>",
        f"/*<![CDATA[*/ {{{NAMED}}} /*]]>*/",
        f'{{{NAMED}, "description": "over\ntwo lines \\\' and // no comment, ]"}}',
        f'{{"a": 1}} {{{NAMED}}}',
        f"{{/* the story */ {NAMED} // of the day\n}}",
        f"{{{NAMED}}}".replace('"', "&quot;"),
        '{"@type": "WebPage", "datePublished": "2011-05-06", "headline": "Ferry put off"}',
    ],
    ids=range(15),
)
def test_json_ld_is_read_however_it_is_written(data):
    made = convert(stated(data))

    assert (made.title, made.published.text, made.published_basis) == ("Ferry put off", "2011-05-06", "metadata")


def test_of_several_blocks_the_articles_counts():
    organisation = stated('{"@type": "NewsMediaOrganization", "name": "Sheet"}')
    review = stated('{"@type": "Review", "name": "Of a boat", "author": {"name": "A Stranger"}}')
    made = convert(organisation + stated("{broken") + review + stated(f"{{{NAMED}}}"))

    assert (made.title, made.authors) == ("Ferry put off", ())


def test_references_within_the_graph_are_followed():
    made = convert(
        stated(
            f'{{"@graph": [{{{NAMED}, "author": {{"@id": "#ines"}}, "publisher": {{"@id": "#sheet"}}}},'
            '{"@type": "Person", "@id": "#ines", "name": "Ines Vidal", "url": "https://sheet.example/ines",'
            ' "worksFor": {"@id": "#sheet"}}, {"@type": "Organization", "@id": "#sheet", "name": "Island Sheet"}]}'
        )
    )

    assert made.authors == (Author(name="Ines Vidal", affiliation="Island Sheet", url="https://sheet.example/ines"),)
    assert made.provenance[0].name == "Island Sheet"


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        ("<meta name=byl content='By Ines Vidal and Jo Marr'>", "", ("Ines Vidal", "Jo Marr")),
        ("<meta name=dc.creator content='Ines Vidal'>", "", ("Ines Vidal",)),
        ("<meta name=author content='admin'>", "", ()),
        ("<meta name=author content='Analysis by Ines Vidal'>", "", ("Ines Vidal",)),
        ("", "<a rel=author href=https://s.example/i>Ines Vidal</a>", ("Ines Vidal",)),
        ("", "<div class=byline><span class=author> Ines Vidal and Jo Marr </span><b>Staff</b></div>",
         ("Ines Vidal", "Jo Marr")),
        ("", "<div class=byline>By Ines Vidal<br>Monday, 6 May 2011</div>", ("Ines Vidal",)),
        ("", "<p class=byline>Ines Vidal</p><p class=byline>Jo Marr</p>", ()),
        ("", "<p class=author>Follow Us</p>", ()),
        ("", "<div class=related-stories><p class=author>Jo Marr</p></div>", ()),
        ("", "<aside><p class=author>Jo Marr</p></aside>", ()),
        ("", ("<div vocab=http://schema.org/ typeof=NewsArticle><b property=author typeof=Person>"
         "<i property=name>Ines Vidal</i></b></div>"), ("Ines Vidal",)),
    ],
)  # fmt: skip
def test_authors_are_who_is_named_as_this_storys(head, body, authors):
    made = convert(head, f"<h1>Ferry put off</h1>{body}{STORY}")

    assert tuple(author.name for author in made.authors) == authors


def test_microdata_of_other_stories_is_not_this_ones():
    item = '<div itemscope itemtype="https://schema.org/Article"><h2 itemprop=headline>{}</h2>'
    item += "<i itemprop=author>{}</i>{}</div>"
    made = convert(body=item.format("Ferry", "Ines Vidal", STORY) + item.format("Other", "Jo Marr", ""))

    assert made.authors == (Author(name="Ines Vidal"),)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Ferry put off - sheet.example</title><link rel=canonical href=https://www.sheet.example/a>",
         "Ferry put off"),
        ("<title>Ferry put off – Island</title><link rel=canonical href=https://island.example/a>", "Ferry put off"),
        ("<title>Ferry put off – Island</title><link rel=canonical href=https://sheet.example/a>",
         "Ferry put off – Island"),
        ("<meta name=dc.title content='Ferry put off'>", "Ferry put off"),
    ],
)  # fmt: skip
def test_a_sites_name_is_taken_off_a_title_only_where_it_certainly_is_one(head, title):
    assert convert(head).title == title


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        ("<meta property=article:tag content=Ferries><meta property=article:tag content='Islands, small'>",
         ("Ferries", "Islands, small")),
        ("<meta name=keywords content='Ferries, islands; Ferries,  ,p:7,@river,2011'>", ("Ferries", "islands")),
        (stated(f'{{{NAMED}, "keywords": ["Ferries", "Tom &amp; Co"]}}'), ("Ferries", "Tom & Co")),
        (stated(f'{{{NAMED}, "keywords": "Ferries, Islands"}}'), ("Ferries", "Islands")),
        ("<meta name=news_keywords content='Ferries,Islands'><meta name=keywords content='junk'>",
         ("Ferries", "Islands")),
        ("", ()),
    ],
)  # fmt: skip
def test_tags_are_those_of_the_most_exact_source(head, tags):
    assert convert(head).tags == tags


def test_links_to_tags_are_tags_where_they_stand_at_the_article():
    made = convert(body=f"<nav><a rel=tag href=/w>World</a></nav>{STORY}<p><a rel=tag href=/f>Ferries</a></p>")

    assert made.tags == ("Ferries",)


@pytest.mark.parametrize(
    ("above", "published", "basis"),
    [
        ("<p>Thursday, 9 June 2022</p><h1>Ferry put off</h1><p>6 May 2011</p>", "2011-05-06", "stated"),
        (("<h1>Ferry put off</h1><figure><img src=a.jpg><figcaption>The boat on 1 April 1999.</figcaption></figure>"
         "<p>Published 6 May 2011</p>"), "2011-05-06", "stated"),
        ("<time class='entry-date published' datetime=2011-05-06>x</time><time datetime=2010-01-01>y</time>",
         "2011-05-06", "metadata"),
        ("<time datetime=2011-05-06>x</time><time datetime=2010-01-01>y</time>", None, "unknown"),
    ],
)  # fmt: skip
def test_the_date_nearest_to_the_article_is_its_own(above, published, basis):
    made = convert("<title>Ferry put off</title>", above + STORY)

    assert (made.published and made.published.text, made.published_basis) == (published, basis)


@pytest.mark.parametrize(
    ("line", "standfirst"),
    [
        ("<p class=standfirst>Nine years on, there still is no boat.</p>", "Nine years on, there still is no boat."),
        (
            "<h2 class=article__dek>Nine years on, there still is no boat.</h2>",
            "Nine years on, there still is no boat.",
        ),
        ("<p>Nine years on there is no boat!</p>", None),
        ("<p class=dek>By Ines Vidal</p>", None),
        ("<p class=dek><a href=/x>Nine years on, there still is no boat.</a></p>", None),
    ],
)
def test_what_sums_the_story_up_below_its_headline_is_the_standfirst(line, standfirst):
    made = convert(body=f"<h1>Ferry put off again</h1><div>{line}</div><div>{STORY * 3}</div><nav>x</nav>")

    assert made.subtitle == standfirst


def test_corrections_stand_in_json_ld_or_beside_the_article():
    told = stated(
        f'{{{NAMED}, "correction": [{{"@type": "CorrectionComment", "text": "It was nine &amp; not ten years.",'
        ' "datePublished": "2011-05-08"}, "https://sheet.example/corrections"]}'
    )
    shown = "<div class=note><p>Clarification (May 9, 2011): The company is not on the mainland.</p></div>"
    made = convert(told, f"<div class=story-text>{STORY}</div><aside>{shown}</aside>")

    assert made.corrections == (
        Correction(at=moment.parse("2011-05-08", timezone="UTC"), text="It was nine & not ten years."),
        Correction(
            at=moment.parse("2011-05-09", timezone="UTC"),
            kind="clarification",
            text="The company is not on the mainland.",
        ),
    )


@pytest.mark.parametrize(
    ("head", "body", "licence"),
    [
        (stated(f'{{{NAMED}, "license": {{"url": "https://creativecommons.org/licenses/by-sa/4.0/deed.en"}}}}'), "",
         ("cc", "CC-BY-SA-4.0")),
        ("<meta name=dcterms.license content=https://creativecommons.org/publicdomain/mark/1.0/>", "",
         ("public-domain", "CC-PDM-1.0")),
        ("", "<a rel=license href=https://creativecommons.org/licenses/by/4.0/>CC</a>", ("cc", "CC-BY-4.0")),
        ("", "<figure><img src=a.jpg><a rel=license href=https://creativecommons.org/licenses/by/4.0/>CC</a></figure>",
         None),
        (stated(f'{{{NAMED}, "copyrightHolder": {{"name": "Sheet"}}}}'), "", ("unknown", None)),
    ],
)  # fmt: skip
def test_a_licence_is_the_articles_own_and_no_pictures(head, body, licence):
    made = convert(head, STORY + body)

    assert (made.licence and (made.licence.status, made.licence.id)) == licence
    assert ("licence" in made.missing) == (licence is None or licence[0] == "unknown")


def test_a_holder_of_rights_is_kept_without_a_licence():
    made = convert(stated(f'{{{NAMED}, "copyrightHolder": {{"name": "Sheet"}}}}'))

    assert made.licence == Licence(status="unknown", holder="Sheet")


def test_what_an_article_is_based_on_is_its_origin():
    made = convert(
        stated(f'{{{NAMED}, "isBasedOn": "https://wire.example/ferry"}}')
        + "<meta name=syndication-source content=https://first.example/ferry>"
        + "<link rel=canonical href=https://sheet.example/ferry>"
    )

    assert [(hop.role, hop.url) for hop in made.provenance[:3]] == [
        ("origin", "https://wire.example/ferry"),
        ("origin", "https://first.example/ferry"),
        ("publisher", "https://sheet.example/ferry"),
    ]


@pytest.mark.parametrize(
    ("note", "url", "at"),
    [
        ("<!-- saved from url=(0028)https://sheet.example/ferry -->", "https://sheet.example/ferry", None),
        ("<!-- saved from url=(0014)about:internet -->", None, None),
        ("<!-- Mirrored from sheet.example/ferry by HTTrack Website Copier/3.x, Tue, 05 Mar 2019 16:04:11 GMT -->",
         "http://sheet.example/ferry", "2019-03-05T16:04:11+00:00"),
        ("<!--\n Page saved with SingleFile \n url: https://sheet.example/ferry \n-->",
         "https://sheet.example/ferry", None),
    ],
)  # fmt: skip
def test_programs_note_where_they_saved_a_page(note, url, at):
    made = convert(before=note)

    assert next((hop.url for hop in made.provenance if hop.url), None) == url
    assert (made.provenance[-1].captured_at and made.provenance[-1].captured_at.text) == at


ACCENTED = STORY.replace("island", "île").replace("books", "“livres”")


@pytest.mark.parametrize(
    ("declared", "encoding", "text", "word"),
    [
        ("<meta charset=iso-8859-1>", "cp1252", ACCENTED, "“livres”"),
        ("<meta http-equiv=Content-Type content='text/html; charset=windows-1252'>", "cp1252", ACCENTED, "“livres”"),
        ("<meta charset=windows-1252>", "utf-8", ACCENTED, "“livres”"),
        ("<meta charset=gb2312>", "gb18030", STORY.replace("ferry", "渡轮䶮"), "渡轮䶮"),
        ("<meta charset=shift_jis>", "cp932", STORY.replace("ferry", "連絡船①"), "連絡船①"),
        ("<meta charset=iso-2022-jp>", "iso2022_jp", STORY.replace("ferry", "連絡船"), "連絡船"),
        ("<meta charset=x-sjis>", "cp932", STORY.replace("ferry", "連絡船"), "連絡船"),
        ("<meta charset=utf-16>", "utf-16", ACCENTED, "“livres”"),
        ("<meta charset=utf-8>", "utf-16", ACCENTED, "“livres”"),
        ("<meta charset=nonsense>", "utf-8-sig", ACCENTED, "“livres”"),
    ],
)  # fmt: skip
def test_bytes_are_the_characters_that_a_browser_shows(declared, encoding, text, word):
    assert word in convert(declared, text, encoding=encoding).body


def test_a_page_of_utf_8_with_a_broken_byte_is_read_as_that():
    page = f"<meta charset=utf-8>{ACCENTED * 40}".encode()

    assert "île" in read(page.replace("île".encode(), b"\xc3\xaele\xff", 1)).body


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(ContentError):
        read(bytes(range(256)) * 100)


def test_a_page_that_names_no_picture_has_none():
    made = convert("<link rel=canonical href=https://sheet.example/ferry><meta property=og:image content=' '>")

    assert made.image is None


def test_an_address_without_its_scheme_is_read_as_browsers_do():
    assert convert("<meta property=og:image content=//cdn.sheet.example/a.jpg>").image.src == (
        "https://cdn.sheet.example/a.jpg"
    )
    told = stated(f'{{{NAMED}, "author": {{"name": "Ines Vidal", "url": "/people/vidal"}}}}')
    made = convert(f"{told}<link rel=canonical href=https://sheet.example/ferry>")
    assert made.authors == (Author(name="Ines Vidal", url="https://sheet.example/people/vidal"),)
    hostile = stated(f'{{{NAMED}, "author": {{"name": "Ines Vidal", "url": "javascript:alert(1)"}}}}')
    assert convert(hostile).authors == (Author(name="Ines Vidal"),)


@pytest.mark.parametrize(
    ("creator", "names"),
    [
        ("Vidal, Ines", ["Ines Vidal"]),
        ("Vidal, Ines M.", ["Ines M. Vidal"]),
        ("Ines Vidal and Jo Marr", ["Ines Vidal", "Jo Marr"]),
        ("Ines Vidal", ["Ines Vidal"]),
    ],
)
def test_a_name_as_catalogues_have_it_is_turned(creator, names):
    made = convert(f"<meta name=DC.creator content='{creator}'>")

    assert [author.name for author in made.authors] == names
