"""Pages that hold several articles, each whole, and pages that hold one with much that looks like another."""

import pytest
from sites import Paper

from generator.convert import html, record
from generator.convert.editor import ReadSettings
from generator.errors import Note
from generator.model import Article, Source

FERRY = """
<p>The council of the island met on Tuesday to hear what the new ferry will cost, and put the question off again.</p>
<p>Islanders have waited for nine years since the last boat was sold to a company on the mainland that scrapped it.</p>
<p>“We can build it, or we can go on talking about it,” said Ines Vidal, who keeps the books of the harbour.</p>
"""
LOAF = """
<p>A loaf with seaweed in it has won the prize of the county fair, to the surprise of the baker who had made it.</p>
<p>The judges said that they had never eaten a loaf that was so much like a walk on the beach in the autumn.</p>
<p>Tom Okafor, who baked it, will sell seaweed loaves on Saturdays until the weed runs out or the people do.</p>
"""
ONE, TWO = "Ferry put off again by the council", "Seaweed loaf wins the prize of the fair"
HEAD = f"""<title>{ONE} | The Quay</title><meta property="og:title" content="{ONE}">
<meta property="og:site_name" content="The Quay"><meta name="description" content="About the ferry.">
<link rel="canonical" href="https://quay.example/ferry">"""


def story(title, text, *, by="Ada Lind", day="2019-05-01", tag="article", level="h1", more=""):
    return (
        f'<{tag} {more}>\n<{level}>{title}</{level}><p class="byline">By {by}</p><time datetime="{day}">{day}</time>'
        f"{text}</{tag}>"
    )


SECOND = {"by": "Jo Marr", "day": "2019-05-02", "more": 'data-url="/loaf"'}


def page(body, head=HEAD):
    body = f"<nav><a href=/>Home</a></nav><main>{body}</main><footer>© The Quay</footer>"
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{body}</body></html>"


def convert(data, **told):
    found = list(html.convert(Source(path="wire/page.html", data=data.encode(), sha256="0" * 64, **told)))
    return [item for item in found if isinstance(item, Article)], [item for item in found if isinstance(item, Note)]


@pytest.mark.parametrize(
    ("tag", "level"), [("article", "h1"), ("article", "h2"), ("div", "h1"), ("section", "h1")]
)  # a division with a lesser heading is a part of a story
def test_each_story_of_a_page_that_goes_on_is_an_article_of_its_own(tag, level):
    one, two = story(ONE, FERRY, tag=tag), story(TWO, LOAF, tag=tag, level=level, **SECOND)
    (first, second), notes = convert(page(f"{one}<div>More stories</div>{two}"))

    assert (first.title, first.byline, first.published.text, first.summary) == (
        ONE, "By Ada Lind", "2019-05-01", "About the ferry.",
    )  # fmt: skip
    assert (second.title, second.byline, second.published.text, second.summary) == (
        TWO, "By Jo Marr", "2019-05-02", None,
    )  # fmt: skip
    assert [hop.url for hop in (first.provenance[0], second.provenance[0])] == [
        "https://quay.example/ferry",
        "https://quay.example/loaf",
    ]
    assert ("loaf" in first.body, "ferry" in second.body) == (False, False)
    assert (first.body.count("\n\n"), second.body.count("\n\n")) == (2, 2)
    assert first.line < second.line
    assert [(note.code, note.severity) for note in notes if note.code != "capture-unsure"] == [
        ("capture-several", "info")
    ]


def test_what_the_page_states_of_a_story_goes_to_that_story():
    stated = "".join(
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{title}", "datePublished": "{day}",'
        f' "articleSection": "{section}"}}</script>'
        for title, day, section in ((ONE, "2019-05-01T08:00:00Z", "Harbour"), (TWO, "2019-05-02T09:00:00Z", "Food"))
    )
    (first, second), _ = convert(page(story(ONE, FERRY) + story(TWO, LOAF), HEAD + stated))

    assert [(each.section, each.published.text) for each in (first, second)] == [
        ("Harbour", "2019-05-01T08:00:00+00:00"),
        ("Food", "2019-05-02T09:00:00+00:00"),
    ]


def test_stories_below_the_name_of_their_site_are_articles_too():
    head = '<title>The Quay Weekly</title><meta property="og:site_name" content="The Quay Weekly">'
    both = story(ONE, FERRY, level="h2") + story(TWO, LOAF, level="h2")
    for above in ("", "<h1>The Quay Weekly</h1>"):
        articles, _ = convert(page(above + both, head))

        assert [(article.title, article.byline) for article in articles][1:] == [(TWO, "By Ada Lind")]
        assert articles[0].body.startswith("The council of the island")
        assert articles[0].title == ONE


def test_a_second_story_has_no_address_but_its_own():
    (_, second), _ = convert(page(story(ONE, FERRY) + story(TWO, LOAF)))

    assert [hop.url for hop in second.provenance] == [None, None]
    assert "url" in second.missing


TEASER = story("Baker wins the prize of the fair", "<p>A loaf with seaweed in it has won the prize.</p>", level="h2")
ALIKE = {
    "one story": story(ONE, FERRY),
    "teasers": story(ONE, FERRY) + TEASER * 4,
    "a box in the story": story(ONE, FERRY + story(TWO, LOAF, level="h2")),
    "a live blog": f"<h1>{ONE}</h1>" + story("11.30: They sit down", FERRY, level="h2") + story(TWO, LOAF, level="h2"),
    "comments": story(ONE, FERRY) + story(TWO, LOAF, level="h2", more='class="comment"'),
    "an aside": story(ONE, FERRY) + f"<aside>{story(TWO, LOAF, level='h2')}</aside>",
    "a part of its own": f"<article><h1>{ONE}</h1><time>2019-05-01</time>{FERRY}<h2>{TWO}</h2>{LOAF}</article>",
    "unsigned": story(ONE, FERRY) + f"<article><h2>{TWO}</h2>{LOAF}</article>",
    "the same again": story(ONE, FERRY) * 2,
}


@pytest.mark.parametrize("name", ALIKE)
def test_one_article_is_never_split(name):
    articles, notes = convert(page(ALIKE[name]))

    assert [article.title for article in articles] == [ONE]
    assert [note for note in notes if note.code == "capture-several"] == []


def test_an_entry_of_what_is_said_to_be_a_live_blog_is_no_article():
    live = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Ferry"}</script>'

    assert len(convert(page(story(ONE, FERRY) + story(TWO, LOAF), HEAD + live))[0]) == 1


def test_an_editor_takes_one_of_them_by_its_headline(tmp_path):
    (only,), notes = convert(page(story(ONE, FERRY) + story(TWO, LOAF, **SECOND)), title=TWO)
    assert (only.title, only.byline, "loaf" in only.body) == (TWO, "By Jo Marr", True)
    assert [note for note in notes if note.code == "capture-several"] == []

    paper = Paper(tmp_path / "paper")
    both = page(story(ONE, FERRY, more="id=a") + story(TWO, LOAF, more="id=b"))
    paper.write({"tearsheet.toml": 'title = "Post"\n', "content/wire/page.html": both})
    paper.build()
    assert [(paper.output / "articles" / name).is_dir() for name in ("page", "page-2")] == [True, True]
    recipe = "match: {file: 'wire/*'}\narticle: '#a'\n"
    paper.write({"content/_sources/quay.yml": recipe})
    notes = paper.build().notes
    assert [(paper.output / "articles" / name).is_dir() for name in ("page", "page-2")] == [True, False]
    assert [note for note in notes if note.code == "capture-several"] == []


def test_the_record_tells_which_story_a_block_stands_with():
    data = page(story(ONE, FERRY) + story(TWO, LOAF)).encode()
    told = record.of(path="wire/page.html", data=data, sidecar=None, site=ReadSettings())
    kept = [(block.article, block.path.split("/p")[0]) for block in told.blocks if block.kept]

    assert kept == [(1, "/html/body/main/article[1]")] * 3 + [(2, "/html/body/main/article[2]")] * 3
    texts = [block.text for block in told.blocks]
    assert texts.index("Home") < texts.index(ONE) < texts.index(TWO) < texts.index("© The Quay")
    assert texts.index(ONE) < texts.index("By Ada Lind") < texts.index("2019-05-01")
    assert 0 < told.confidence <= 1


def test_a_headline_that_is_kept_is_none_of_another_story_and_a_story_that_is_dropped_is_not_there():
    data = page(story(ONE, FERRY) + story(TWO, LOAF, **SECOND))
    blocks = record.of(path="wire/page.html", data=data.encode(), sidecar=None, site=ReadSettings()).blocks
    numbers = [block.number for block in blocks if block.path.startswith("/html/body/main/article[2]")]
    head = next(block.number for block in blocks if block.text == TWO)

    ((joined,), notes) = convert(data, keep=frozenset([head]))
    assert TWO in joined.body
    assert [note.code for note in notes] == []
    ((alone,), _) = convert(data, drop=frozenset(numbers))
    assert "seaweed" not in alone.body
