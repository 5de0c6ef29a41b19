"""What recipes say, which captures they mean, and what becomes of those."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sites import CONFIG, Paper, story

from generator.convert import capture, html, markdown, pattern, recipe, recipe_match
from generator.convert.editor import ReadSettings, source_of, word
from generator.convert.pattern import Patience, Pattern
from generator.convert.read import read
from generator.errors import ContentError, Where
from generator.pipeline.examine import examine

TEXT = """\
https://www.harbour-post.example/city/ferry-20200131
Share

Ferry to run until midnight

By the harbour desk

Posted 2 weeks ago

The last ferry across the bay will leave at midnight from Monday, the operator said, an hour later than it does today.

The ferry has carried more people this winter than in any winter before it, and most of them travel home after ten.

Harbour Post readers save a third on every ticket that they buy at the kiosk before the end of the month of March.

The harbour master welcomed the change, and said that the lights on the pier would be left on for as long as it takes.

Reading on: our guide to the islands

We live by the water and so do our readers, who pay for every word that they find here, and we thank them for it all.
"""
PAGE = """\
<!DOCTYPE html><html><head><title>Ferry to run until midnight | Harbour Post</title>
<link rel="canonical" href="https://www.harbour-post.example/city/ferry-20200131">
<script>var words = "Sign up today";</script></head><body>
<nav><a href="/">Home</a> <a href="/city">City</a></nav>
<div class="top"><h1>Ferry to run until midnight</h1><p class="by">By the harbour desk</p></div>
<div class="story"><p>The last ferry across the bay will leave at midnight from Monday, the operator said, an hour
later than it does <em>today</em>.</p>
<p class="ad">Harbour Post readers save a third on every ticket that they buy at the kiosk before Easter.</p>
<ul><li>Monday</li><li>Tuesday</li></ul>
<p>The harbour master welcomed the change, and said that the lights on the pier would be left on for long.</p>
<p>Sign <b>up</b> today</p></div>
<p>The islands have no ferry at all on Sundays, and that will stay as it is, said those who live there.</p>
<footer>All rights reserved.</footer></body></html>
"""
SITE = ReadSettings(lang="en", timezone="UTC")
CONVERTERS = (markdown, capture, html)


def said(text, **options):
    return recipe.read(text.encode(), path="content/_sources/post.yml", timezone="UTC", **options)


def of(text):
    return said(text, matchless=True).recipe


def reading(text, *recipes, path="wire/ferry.txt", sidecar=None):
    return read(
        path=path,
        data=text.encode(),
        sidecar=sidecar.encode() if sidecar else None,
        site=SITE,
        converters=CONVERTERS,
        recipes=[of(each) for each in recipes],
    )


def article(text, *recipes, **options):
    (found,) = reading(text, *recipes, **options).contents
    return found


def means(match, text=TEXT, path="wire/ferry.txt", sidecar=None):
    editor = word(path=path, data=text.encode(), sidecar=sidecar.encode() if sidecar else None, site=SITE)
    source = source_of(path=path, data=text.encode(), said=editor, site=SITE)
    return bool(recipe_match.of({"post": said(f"match: {match}").recipe.match}, source, editor))


# Patterns


@pytest.mark.parametrize(
    ("written", "line", "found"),
    [
        ("Sign up", "sign  UP", True),
        ("Sign up", "Sign up today", False),
        ("Join * today", "Join the Post today", True),
        ("Join * today", "Join us tomorrow", False),
        ("Price (each)*", "Price (each) 2.50", True),
        ("/^[0-9]+ views$/", "12 views", True),
        ("/VIEWS/", "12 views", False),
        ("/VIEWS/i", "12 views", True),
        ("^Show Comments", "Show Comments (3)", True),
        ("a/b", "a/b", True),
    ],
)
def test_a_pattern_means_a_line(written, line, found):
    assert pattern.check(written) == ""
    assert (Patience().search(Pattern(written, Where("x")), line) is not None) == found


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_pattern_breaks_down_over_any_line(written, line):
    if pattern.check(written) == "":
        Patience().search(Pattern(written, Where("x")), line)


def test_an_expression_that_would_never_end_is_refused_within_its_time(monkeypatch):
    monkeypatch.setattr(pattern, "SECONDS", 0.1)
    with pytest.raises(ContentError) as caught:
        article(TEXT.replace("Posted", "a" * 60 + "!"), "drop: ['/^(a|aa)+$/']")
    assert "(a|aa)+" in caught.value.what


# What a recipe says


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("drop: x\n", "does not say which captures it means", "1:1"),
        ("match: {url: a.example}\ndrop:\n  - fine\n  - '/(/'\n", "no regular expression", "4:5"),
        ("match: {url: a.example}\ndrop: ['  ']\n", "an empty pattern", "2:8"),
        ("match: {url: a.example}\ndrop: '*'\n", "stars alone", "2:1"),
        ("match: {url: a.example}\ndrop_elements: ['p[']\n", "no CSS selector", "2:1"),
        ("match: {url: a.example}\nlicence: {status: mine}\n", "`licence.status` must be", "2:11"),
        ("match: a.example\n", "`match` must be a group of keys", "1:1"),
        ("match: [\n", "no valid YAML", "2:1"),
    ],
)
def test_what_a_recipe_cannot_say_is_told_with_its_place(text, what, place):
    with pytest.raises(ContentError) as caught:
        said(text)
    assert what in caught.value.what
    assert str(caught.value.where) == f"content/_sources/post.yml:{place}"


def test_a_key_that_there_is_not_is_told_with_the_nearest():
    (note,) = said("match: {url: a.example}\nstop_att: Reading on\n").notes
    assert (note.code, note.hint, str(note.where)) == (
        "recipe-key",
        "did you mean `stop_at`?",
        "content/_sources/post.yml:2:1",
    )
    (note,) = said("match: {urls: a.example, file: '*'}\n").notes
    assert note.hint == "did you mean `url`?"
    (note,) = said("match: {url: a.example}\ntitel: x\n").notes
    assert note.hint == "did you mean `title`?"


def test_a_field_of_one_article_is_none_of_a_recipe():
    assert [note.what for note in said("match: {url: a.example}\nid: x\nstatus: draft\n").notes] == [
        "there is no key `id` in a recipe; it does nothing"
    ]


def test_plain_values_make_the_same_recipe_again():
    text = "match: {url: [a.example], text: [1, true]}\ndrop: [12, '/x/i', 'no']\nlang: no\npublisher: {name: Post}\n"
    first = said(text)
    second = recipe.again(first.plain, path="content/_sources/post.yml", timezone="UTC")

    assert [each.text for each in second.match.text] == ["1", "true"]
    assert [each.text for each in second.drop] == ["12", "/x/i", "no"]
    assert second.values == first.recipe.values == {"lang": "no"}


# Which captures it means


@pytest.mark.parametrize(
    ("match", "found"),
    [
        ("{url: harbour-post.example}", True),
        ("{url: post.example}", False),
        ("{url: 'https://www.harbour-post.example/city'}", True),
        ("{url: harbour-post.example/cit}", False),
        ("{url: '/-[0-9]{8}$/'}", True),
        ("{url: '*ferry*'}", True),
        ("{text: [Nothing, 'reading on: our guide to the islands']}", True),
        ("{text: Reading on}", False),
        ("{text: 'Reading on*'}", True),
        ("{file: 'wire/**'}", True),
        ("{file: 'wire/**', url: other.example}", False),
        ("{file: 'city/**', url: harbour-post.example}", False),
        ("{url: other.example, text: Share}", True),
    ],
)
def test_a_recipe_means_captures_by_address_line_and_file(match, found):
    assert means(match) == found


def test_an_address_that_the_editor_states_counts():
    sidecar = "provenance: [{role: publisher, url: 'https://m.bay.example/x'}]"
    assert means("{url: bay.example}", sidecar=sidecar)
    assert not means("{url: bay.example}")


def test_a_saved_page_is_known_by_its_address_and_by_what_it_shows():
    assert means("{url: harbour-post.example}", PAGE, "a.html")
    noted = "<!-- saved from url=(0026)https://bay.example/ferry/ -->" + PAGE
    assert means("{url: bay.example}", noted, "a.html")
    assert means("{text: Sign up today}", PAGE, "a.html")
    assert not means("{text: '*var words*'}", PAGE, "a.html")


# What becomes of a text


def test_what_stands_outside_is_no_body_and_what_is_dropped_is_nowhere():
    found = article(TEXT, "start_after: Share\nstop_at: 'Reading on*'\ndrop: ['Harbour Post readers*', '/^Posted/']")

    assert found.title == "Ferry to run until midnight"
    assert found.body.startswith("The last ferry")
    assert "readers" not in found.body
    assert found.body.rstrip().endswith("for as long as it takes.")
    assert "more people this winter" in found.body


def test_a_line_is_kept_whatever_the_converter_thinks():
    assert "Reading on" in article(TEXT, "keep: 'Reading on*'").body


def test_the_editors_word_on_lines_stands_above_a_recipe():
    at = TEXT.split("\n").index("Reading on: our guide to the islands") + 1
    more = next(number for number, line in enumerate(TEXT.split("\n"), 1) if "more people" in line)
    found = article(
        TEXT, "stop_at: 'Reading on*'\ndrop: 'Reading on*'", sidecar=f"lines: {{keep: [{at}], drop: [{more}]}}"
    )

    assert "Reading on" in found.body
    assert "more people this winter" not in found.body


def test_a_table_of_quotes_below_the_end_is_still_read():
    quotes = "".join(f"{name}\n{value}\n{change}\n" for name, value, change in [("Gold", "1.2", "+0.1%")] * 3)
    found = article(f"{TEXT}\n{quotes}", "stop_at: 'Reading on*'")

    assert [panel.type for panel in found.panels] == ["quotes"]


def test_title_byline_and_dates_are_read_where_the_recipe_says():
    found = article(
        TEXT,
        "title: '/^(Ferry .+) until/'\nbyline: '/^By (the .+)$/'\ndate_from_url: '-(\\d{4})(\\d{2})(\\d{2})$'",
    )

    assert (found.title, found.byline) == ("Ferry to run", "the harbour desk")
    assert (found.published.text, found.published_basis) == ("2020-01-31", "url")
    assert found.missing == ("licence",)
    dated = article(
        TEXT.replace("Posted 2 weeks ago", "Issue of 3/2/2020"),
        "published: '/Issue of (?P<day>\\d+)/(?P<month>\\d+)/(?P<year>\\d+)/'",
    )
    assert (dated.published.text, dated.published_basis) == ("2020-02-03", "stated")
    assert "Issue" not in dated.body


def test_a_recipe_states_whose_it_is_above_the_converter_and_below_the_editor():
    stated = "publisher: {name: Harbour Post, lang: en-GB}\nsection: City\nlicence: {status: granted, holder: Post}\n"
    found = article(TEXT, stated)
    ours = article(TEXT, stated, sidecar="section: Port\nlang: fr")

    assert (found.section, found.lang, found.licence.holder) == ("City", "en-GB", "Post")
    assert (ours.section, ours.lang) == ("Port", "fr")
    publisher, capture_ = found.provenance
    assert (publisher.name, publisher.url) == ("Harbour Post", "https://www.harbour-post.example/city/ferry-20200131")
    assert capture_.missing == found.missing == ("byline",)


def test_of_several_recipes_a_later_one_goes_before():
    found = article(TEXT, "section: A\ntags: [x]\ndrop: Share", "section: B\nstop_at: 'Reading on*'")

    assert (found.section, found.tags) == ("B", ("x",))


# What becomes of a saved page


def test_a_saved_page_is_cut_by_lines_and_by_selectors():
    found = article(PAGE, "drop_elements: [p.ad, ul]\ndrop: Sign up today\nstop_at: 'The islands have*'", path="a.html")

    assert found.title.startswith("Ferry to run until midnight")
    assert [part[:12] for part in found.body.strip().split("\n\n")] == ["The last fer", "The harbour "]
    assert "*today*" in found.body


def test_the_element_that_a_recipe_names_is_taken_whole():
    found = article(
        PAGE, "article: [div.nowhere, div.story]\ndrop_elements: p.ad\nbyline: '/^By (.+)$/'", path="a.html"
    )

    assert "- Monday" in found.body
    assert "Sign **up** today" in found.body
    assert "islands" not in found.body
    assert found.title == "Ferry to run until midnight"


def test_an_element_is_taken_from_a_page_without_anything_like_an_article():
    page = "<html><body><nav>x</nav><form>y</form><footer><p>Six words stand here, or seven.</p></footer></body></html>"
    with pytest.raises(ContentError):
        article(page, path="a.html", sidecar="title: T")

    assert (
        article(page, "article: footer", path="a.html", sidecar="title: T").body.strip()
        == "Six words stand here, or seven."
    )


def test_lines_of_what_is_not_cut_do_nothing_and_that_is_said():
    for path, text in (("a.md", "# A\n\nB"), ("pages/a.html", PAGE)):
        (note,) = [note for note in reading(text, path=path, sidecar="lines: {drop: [1]}").notes if note.code]
        assert (note.code, str(note.where)) == ("lines-unread", f"content/{path}.yml")


# What is converted again


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path / "paper")
    made.write(
        {
            "tearsheet.toml": 'title = "The Ledger"\n',
            "content/wire/ferry.txt": TEXT,
            "content/wire/other.txt": TEXT.replace("harbour-post", "bay").replace("Ferry", "Boat"),
            "content/wire/third.txt": TEXT.replace("harbour-post", "sea").replace("Ferry", "Tram"),
            "content/articles/rain.md": story("Rain"),
            "content/_sources/post.yml": "match: {url: harbour-post.example}\nsection: City\n",
        }
    )
    assert made.build().errors == ()
    return made


def converted(report):
    return sorted(key.removeprefix("convert ") for key in report.outcome.made if key.startswith("convert "))


def test_editing_a_recipe_converts_again_what_it_means_or_meant(paper, tmp_path):
    def edited(text, path="content/_sources/post.yml"):
        paper.write({path: text})
        report = paper.build()
        assert report.errors == ()
        assert paper.tree() == paper.clean(tmp_path / "aside")
        return converted(report)

    assert "City" in paper.page("/articles/ferry/")
    assert edited("match: {url: harbour-post.example}\nsection: Port\n") == ["wire/ferry.txt"]
    assert edited("# A remark.\nmatch: {url: harbour-post.example}\nsection: Port\n") == []
    assert edited("match: {url: bay.example}\nsection: Port\n") == ["wire/ferry.txt", "wire/other.txt"]
    assert edited("match: {text: No such line}\nsection: Port\n") == ["wire/other.txt"]
    assert edited("match: {file: 'wire/t*'}\n", "content/_sources/deep/er.yaml") == ["wire/third.txt"]
    assert edited(None, "content/_sources/deep/er.yaml") == ["wire/third.txt"]
    assert edited(None) == []


def test_a_broken_recipe_leaves_its_last_good_reading_in_place(paper):
    paper.write({"content/_sources/post.yml": "match: {url: harbour-post.example}\nsection: [\n"})
    report = paper.build()

    assert [str(note.where) for note in report.errors] == ["content/_sources/post.yml:3:1"]
    assert "City" in paper.page("/articles/ferry/")
    assert converted(report) == []


def test_a_default_converts_again_only_what_its_glob_means(paper):
    paper.write({"tearsheet.toml": 'title = "The Ledger"\n[[defaults]]\nmatch = "wire/o*"\nsection = "Bay"\n'})

    assert converted(paper.build()) == ["wire/other.txt"]


# What takes a capture's place


def test_a_draft_leaves_the_capture_that_it_names_in_its_place(paper, tmp_path):
    (sha256,) = {each.sha256 for each in [reading(TEXT)]}
    named = {"id": "wire/ferry", "slug": "ferry", "provenance": [{"role": "capture", "sha256": sha256}]}

    def built(**front):
        paper.write({"content/articles/edited.md": story("Edited", "Our own words.", **named, **front)})
        report = paper.build()
        assert report.errors == ()
        assert paper.tree() == paper.clean(tmp_path / "aside")
        return "Our own words." in paper.page("/articles/ferry/")

    assert not built(status="draft")
    assert not built(publish_at="2020-12-01")
    assert built(publish_at="2020-09-01")
    assert built()
    assert not built(status="withdrawn")
    assert "last ferry" not in paper.page("/articles/ferry/")


def test_an_article_that_has_expired_does_not_bring_its_capture_back(paper):
    sha256 = reading(TEXT).sha256
    front = {"provenance": [{"role": "capture", "sha256": sha256}], "expires": "2020-01-01"}
    paper.write({"content/articles/edited.md": story("Edited", "Our own words.", **front)})
    paper.build()

    assert not paper.has("/articles/ferry/")
    assert not paper.has("/articles/edited/")


# What is said again


def test_a_check_names_the_recipes_that_mean_no_capture(paper):
    paper.write({"content/_sources/none.yml": "match: {url: nobody.example}\n"})
    idle = [note for note in examine(paper.job()).notes if note.code == "recipe-idle"]

    assert [str(note.where) for note in idle] == ["content/_sources/none.yml"]


def test_what_is_missing_and_what_is_doubtful_is_said_on_every_build_until_it_is_settled(paper):
    doubtful = (
        "Share\n\nThe ferry sails at ten.\n\nTickets are sold on the pier, by the lamp.\n\nSign up\n\nMore news\n"
    )
    paper.write({"content/wire/doubt.txt": doubtful, "content/wire/doubt.txt.yml": "title: Ferry\n"})

    def said(report):
        return {note.code for note in report.notes if "doubt" in str(note.where)}

    assert said(paper.build()) == {"capture-incomplete", "capture-unsure"}
    again = paper.build()
    assert converted(again) == []
    assert said(again) == {"capture-incomplete", "capture-unsure"}
    paper.write({"content/wire/doubt.txt.yml": "title: Ferry\nlines: {drop: [1]}\npublished: 2020\nbyline: Us\n"})
    assert said(paper.build()) == {"capture-incomplete"}


SAVED = """<html><head><title>Ferry put off by the council</title></head><body><nav><a href=/>Home</a></nav>
<article><h1>Ferry put off by the council</h1><p class=byline>By Ada Lind</p><p>3 May 2019</p><p>Start here</p>
<p>The council of the island met on Tuesday to hear what the new ferry will cost, and put it off.</p>
<p>Islanders have waited for nine years since the last boat was sold to a company on the mainland.</p>
<p>A decision is expected in the autumn, when the books have been read by somebody who can count.</p>
<p>Stop here</p><p>These words come after the end of the article, though nothing says so at all.</p></article>
<aside><p>What stands in this aside is the article's, by the word of the recipe.</p></aside></body></html>"""


def saved(tmp_path, recipe):
    paper = Paper(tmp_path / "paper")
    paper.write({"tearsheet.toml": CONFIG, "content/wire/ferry.html": SAVED})
    paper.write({"content/_sources/quay.yml": f"match: {{file: 'wire/*'}}\n{recipe}\n"})
    job = paper.build()
    return paper.page("/articles/ferry/") if paper.has("/articles/ferry/") else "", job


def test_a_line_of_a_page_is_kept_wherever_it_stands(tmp_path):
    page, _ = saved(tmp_path, "keep: ['*aside*']\ndrop: 'Islanders*'")

    assert "What stands in this aside" in page
    assert "Islanders" not in page


def test_who_wrote_it_and_when_is_read_outside_of_what_a_recipe_says_is_the_article_of_a_page(tmp_path):
    page, _ = saved(tmp_path, "start_after: Start here\nstop_at: Stop here")

    assert "Ada Lind" in page
    assert "2019-05-03" in page
    assert "These words come after" not in page
    assert "Stop here" not in page


def test_a_date_in_an_address_wants_groups(tmp_path):
    _, job = saved(tmp_path, "date_from_url: '-20'")

    assert ["has no group for a year" in error.what for error in job.errors] == [True]
