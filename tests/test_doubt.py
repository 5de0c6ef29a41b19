"""How sure it is that a saved page's article is cut well, what is said where it is not, and pages that have none."""

import json

import pytest
from sites import NOW, Paper

from generator import cli
from generator.convert import html
from generator.errors import ContentError, Note
from generator.model import Article, Source
from generator.pipeline.linking import link
from generator.pipeline.memory import remembering
from generator.pipeline.overview import overview

NAV = "<nav><ul><li><a href=/n>News</a></li><li><a href=/s>Sport</a></li><li><a href=/w>Weather</a></li></ul></nav>"
FOOT = "<footer><p>© 2021 The Quay Ltd. All rights reserved. Registered on the island.</p><a href=/t>Terms</a></footer>"
STORY = """
<p>The council of the island met on Tuesday to hear what the new ferry will cost, and put the question off again.</p>
<p>Islanders have waited for nine years since the last boat was sold to a company on the mainland that scrapped it.</p>
<p>“We can build it, or we can go on talking about it,” said Ines Vidal, who keeps the books of the harbour.</p>
<p>A decision is expected in the autumn, when those books have been read by somebody who can count.</p>
"""
TEASERS = "".join(
    f"<li><h3><a href=/{number}>{title}</a></h3><p>{text}</p><span>{number} May 2021</span></li>"
    for number, (title, text) in enumerate(
        [
            ("Ferry put off again", "The council met on Tuesday to hear what the new ferry will cost, and put it off."),
            ("Bridge tolls to end", "Drivers will no longer pay to cross the old bridge once its debt has been paid."),
            ("Baker wins prize", "A loaf with seaweed in it has won the prize of the fair, to the baker's surprise."),
            ("Tide takes pier", "The oldest pier was carried off by the tide on Sunday, and found on the far shore."),
            (
                "School gets roof",
                "After nine years with buckets in the corridors the school has got a new roof.",
            ),
        ],
        1,
    )
)


def page(title, body, head=""):
    return f"<html><head><title>{title}</title>{head}</head><body>{NAV}<main>{body}</main>{FOOT}</body></html>"


def convert(data, **told):
    return list(html.convert(Source(path="wire/page.html", data=data.encode(), sha256="0" * 64, **told)))


def confidence(data):
    """Return that of the article; 0 where none is found."""
    try:
        made = next(item for item in convert(data) if isinstance(item, Article))
    except ContentError:
        return 0.0
    return made.provenance[-1].confidence


def linked(**told):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **told})}</script>'


def test_an_article_under_its_headline_is_surer_than_words_that_have_nothing_to_do_with_it():
    clear = page("Council puts the island's ferry off", f"<h1>Council puts the island's ferry off</h1>{STORY}")
    other = page("The council and nine beetroot soups", f"<h1>Soups</h1>{STORY}")

    assert 0.7 < confidence(clear) <= 1
    assert 0 <= confidence(other) < confidence(clear) - 0.2


def test_what_a_page_states_of_its_article_is_believed():
    title = "Beetroot soup for nine guests"
    text = " ".join(STORY.replace("<p>", "").split("</p>"))
    body = f"<h1>{title}</h1>{STORY}"
    alone = confidence(page(title, body))

    assert confidence(page(title, body, linked(headline=title, articleBody=text))) > alone
    assert confidence(page(title, body, linked(headline=title, wordCount=85))) > alone
    clear = "Council puts the island's ferry off"
    assert confidence(page(clear, STORY, linked(headline=clear, wordCount=900))) < 0.2
    for paid in (False, "False", "http://schema.org/False"):
        assert confidence(page(clear, STORY, linked(headline=clear, isAccessibleForFree=paid))) < 0.7
    assert confidence(page(clear, STORY * 3, linked(headline=clear, isAccessibleForFree=False))) > 0.7
    for count in (-1, 0, "many", 1e400, "9" * 5_000, [], True):
        assert confidence(page(clear, STORY, linked(headline=clear, wordCount=count))) > 0.7


@pytest.mark.parametrize(
    ("title", "story"),
    [
        (
            "Рада острова відклала рішення про пором",
            "Рада острова у вівторок відклала рішення про новий пором на осінь.",
        ),
        (
            "島の議会がフェリーの決定を延期",
            "島の議会は火曜日に新しいフェリーの費用について話し合い、決定を秋まで延期した。",
        ),
        ("مجلس الجزيرة يؤجل قرار العبارة", "أجل مجلس الجزيرة يوم الثلاثاء قرار شراء العبارة الجديدة حتى الخريف."),
    ],
)
def test_a_page_in_any_script_can_be_sure(title, story):
    body = "".join(f"<p>{story} {number}。</p>" for number in range(6))

    assert confidence(page(title, f"<h1>{title}</h1>{body}")) > 0.7
    assert confidence(page("Beetroot soup for nine guests", body)) < 0.7


def test_nothing_is_cut_wrongly_of_a_page_that_is_nothing_but_its_article():
    made, *notes = convert("<title>Note</title><h1>Note</h1><p>The library is shut on Friday, and on Monday too.</p>")

    assert made.provenance[-1].confidence >= 0.9
    assert notes == []


NO_ARTICLE = {
    "not found": ("Page not found | The Quay", "<h1>Sorry, that is not here</h1>", "something was not found"),
    "nicht gefunden": ("Seite nicht gefunden", "<h1>Seite nicht gefunden</h1>", "something was not found"),
    "log in": ("Log in | The Quay", "<h1>Log in to your account</h1><form><input></form>", "asks its reader"),
    "check": ("The Quay", "<h1>Just a moment...</h1>", "asks its reader"),
    "pay": ("Subscribe to The Quay", "<h1>Subscribe to The Quay</h1>", "asks its reader"),
    "登录": ("登录 - 码头报", "<h1>登录</h1>", "asks its reader"),
    "search": ("Search results for: ferry", f"<h1>Search results for “ferry”</h1><ul>{TEASERS}</ul>", "searched for"),
    "front": ("Harbour | The Quay", f"<h1>Harbour</h1><ul>{TEASERS}</ul>", "announces what stands on others"),
    "contact": (
        "Letters and visits to our newsroom",
        "<h1>Letters and visits to our newsroom</h1>",
        "little to do with its headline",
    ),
}
ASKING = """
<p>If you think that this should not have come about, you can write to us, or look at the address once more.</p>
<p>Please go back to where you came from, or try it again in a few minutes, when we may be able to help you.</p>
"""


@pytest.mark.parametrize("name", NO_ARTICLE)
def test_a_page_without_an_article_says_how_one_can_tell(name):
    title, body, why = NO_ARTICLE[name]

    with pytest.raises(
        ContentError, match=f"no article stands on this page: it .*{why}|what it says has {why}"
    ) as told:
        convert(page(title, body + ("" if "<li>" in body else ASKING)))
    assert "`title` in the sidecar" in told.value.hint


@pytest.mark.parametrize(
    "title", ["Search for a new ferry goes on", "404 islanders wait for a ferry", "Log in the ferry's way put it off"]
)
def test_a_headline_that_begins_like_such_a_page_is_one(title):
    made = convert(page(title, f"<h1>{title}</h1>{STORY}"))

    assert made[0].title == title


def test_a_short_story_may_have_a_short_headline_that_plays_with_words():
    brief = "".join(STORY.partition("</p>")[:2])

    made, *_ = convert(page("Splash!", f"<h1>Splash!</h1>{brief}<p>Nobody was hurt, and the boat is afloat again.</p>"))
    assert "Nobody was hurt" in made.body


def test_an_editor_who_states_the_headline_has_the_last_word():
    title = "Letters and visits to our newsroom"
    made, *_ = convert(page(title, f"<h1>{title}</h1>{ASKING}"), title="How to reach us")

    assert (made.title, "write to us" in made.body) == ("How to reach us", True)


def doubtful(tmp_path, recipe=""):
    paper = Paper(tmp_path / "paper")
    said = page(
        "Beetroot soup", f"<h1>Beetroot soup</h1><div id=story>{STORY}</div>", linked(wordCount=900, headline="x")
    )
    paper.write({"tearsheet.toml": 'title = "Post"\n', "content/wire/soup.html": said})
    if recipe:
        paper.write({"content/_sources/quay.yml": f"match: {{file: 'wire/**'}}\n{recipe}\n"})
    return paper


def test_a_build_says_of_a_saved_page_that_it_is_unsure_until_a_recipe_settles_it(tmp_path):
    notes = doubtful(tmp_path / "a").build().notes
    unsure = [note for note in notes if note.code == "capture-unsure"]
    assert [(note.severity, note.where.path) for note in unsure] == [("warning", "content/wire/soup.html")]
    assert "may be cut wrongly" in unsure[0].what
    assert "recipe" in unsure[0].hint

    for place, recipe in enumerate(("article: '#story'", "start_at: 'The council*'", "keep: 'A decision*'")):
        notes = doubtful(tmp_path / f"c{place}", recipe).build().notes
        assert [note for note in notes if note.code == "capture-unsure"] == []


def test_confidence_is_told_wherever_decisions_are(tmp_path, monkeypatch, capsys):
    (tmp_path / "page.html").write_text(
        page("Council puts the ferry off", f"<h1>Council puts the ferry off</h1>{STORY}")
    )
    monkeypatch.chdir(tmp_path)

    cli.main(["convert", "page.html", "--json", "--report", "record.jsonl"])
    made = json.loads(capsys.readouterr().out)
    told = json.loads((tmp_path / "record.jsonl").read_text())
    cli.main(["convert", "page.html", "--explain"])
    shown = capsys.readouterr().out.splitlines()[0]

    assert made["provenance"][-1]["confidence"] == round(told["confidence"], 2)
    assert shown == f"page.html (html, {told['confidence']:.0%} sure)"


def test_confidence_of_a_text_stands_in_its_provenance_too(tmp_path, monkeypatch, capsys):
    text = "Home\n\nCouncil puts the ferry off\n\n" + STORY.replace("<p>", "").replace("</p>", "\n")
    (tmp_path / "page.txt").write_text(text)
    monkeypatch.chdir(tmp_path)
    cli.main(["convert", "page.txt", "--json"])

    assert 0 < json.loads(capsys.readouterr().out)["provenance"][-1]["confidence"] <= 1


def test_strict_makes_an_error_of_doubt(tmp_path, monkeypatch, capsys):
    paper = doubtful(tmp_path)
    monkeypatch.chdir(paper.root)

    assert (cli.main(["convert", "content/wire/soup.html", "--json"]), cli.main(["build"])) == (0, 0)
    capsys.readouterr()
    assert (cli.main(["convert", "content/wire/soup.html", "--json", "--strict"]), cli.main(["build", "--strict"])) == (
        1,
        1,
    )
    assert "may be cut wrongly" in capsys.readouterr().err


def test_a_note_of_doubt_stands_where_the_article_begins():
    made = convert(f"\n\n{page('The council’s soup', f'<h1>Soup</h1>{STORY}', linked(headline='x', wordCount=900))}")
    (note,) = (item for item in made if isinstance(item, Note))

    assert note.where.line == next(item for item in made if isinstance(item, Article)).line


def test_an_editor_at_work_is_shown_how_sure_the_cut_is_recipes_included(tmp_path):
    def seen(paper):
        job = paper.job()
        made = remembering(
            [tmp_path / f"{paper.root.parent.name}.db"],
            lambda read: overview(link(job, read), paper.root, "/articles/soup/", now=NOW),
        )
        return made.confidence, {(each.text, each.why) for each in made.dropped}

    confidence, dropped = seen(doubtful(tmp_path / "a"))
    assert confidence < 0.7
    assert ("News", "furniture") in dropped
    confidence, dropped = seen(doubtful(tmp_path / "b", "article: '#story'"))
    assert confidence is None
    assert ("News", "dropped") in dropped
