"""The editor's word on the blocks of a saved page, by the numbers that `--explain` and `--report` tell."""

import json
import re

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sites import Paper

from generator.cli import main
from generator.convert import capture, html, markdown, recipe, record
from generator.convert.read import ReadSettings, read
from generator.errors import ContentError

SITE = ReadSettings()
HEAD = """<!DOCTYPE html><html><head><title>Lock gates to be mended</title></head><body>
<nav><a href="/">Home</a> <a href="/city">City</a></nav>
<div class="story"><h1>Lock gates to be mended</h1><p class="byline">By Ada Lind</p>
"""
PAGE = f"""{HEAD}
<p>The gates of the upper lock will be taken out in May, the canal company said, and hung again by the autumn.</p>
<p>Boats will be carried round the lock on rollers meanwhile, as they were when the gates were last mended.</p>
Words that stand in no paragraph of their own.
<div hidden>Nobody sees this.</div><p>The company has put aside enough to pay for it, and expects the work to cost less
than the last time it was done.</p>And some more of them.</div>
<aside><h2>More</h2><figure><img src="/boat.jpg" alt="Boat"><figcaption>A boat on rollers</figcaption></figure>
<p>A reader remembers how it was.</p><ul><li>Gate</li><li>Lock</li></ul></aside>
<footer>All rights reserved.</footer></body></html>"""
LEFT_OUT = "drop_elements: [aside, footer]\ndrop: 'The company has put aside*'"
ELEMENT = "article: .story"


def recipes(*texts):
    return [recipe.read(text.encode(), path="r.yml", timezone="UTC", matchless=True).recipe for text in texts]


def reading(page, *told, lines=""):
    return read(
        path="wire/lock.html",
        data=page.encode(),
        sidecar=f"lines: {lines}".encode() if lines else None,
        site=SITE,
        converters=(markdown, capture, html),
        recipes=recipes(*told),
    )


def body(page, *told, lines=""):
    (made,) = reading(page, *told, lines=lines).contents
    return made.body


def account(page, *told, lines=""):
    sidecar = f"lines: {lines}".encode() if lines else None
    return record.of(path="wire/lock.html", data=page.encode(), sidecar=sidecar, site=SITE, recipes=recipes(*told))


def number(text, page=PAGE):
    (found,) = [block.number for block in account(page).blocks if text in block.text]
    return found


def words(text):
    return re.sub(r"[\W_]+", " ", re.sub(r"\]\([^)]*\)", "", text))


@pytest.mark.parametrize("told", [(), (LEFT_OUT,), (ELEMENT,), (LEFT_OUT, ELEMENT)])
def test_blocks_keep_their_numbers_whatever_recipes_and_editors_say(told):
    plain = [(block.number, block.path, block.text) for block in account(PAGE).blocks]

    assert [at for at, _, _ in plain] == list(range(1, len(plain) + 1))
    assert "Nobody sees this." not in [text for _, _, text in plain]
    for lines in ("", "{drop: [4], keep: [9]}", "{keep: [1-3]}", "{drop: [5-7]}"):
        assert [(block.number, block.path, block.text) for block in account(PAGE, *told, lines=lines).blocks] == plain


@pytest.mark.parametrize("told", [(), (LEFT_OUT,), (ELEMENT,), (LEFT_OUT, ELEMENT)])
@pytest.mark.parametrize(
    "text",
    ["Home", "By Ada Lind", "Words that stand", "enough to pay", "some more of them", "A reader", "rollers", "rights"],
)
def test_a_block_that_the_editor_keeps_is_the_articles_and_one_that_he_drops_is_not(told, text):
    (place, whole) = [(block.number, block.text) for block in account(PAGE).blocks if text in block.text][-1]

    assert words(whole) in words(body(PAGE, *told, lines=f"{{keep: [{place}]}}"))
    assert words(whole) not in words(body(PAGE, *told, lines=f"{{drop: [{place}]}}"))
    for said, kept in (("keep", True), ("drop", False)):
        block = account(PAGE, *told, lines=f"{{{said}: [{place}]}}").blocks[place - 1]
        assert (block.kept, block.why, block.by) == (kept, "kept" if kept else "dropped", "editor")


def test_a_block_that_is_kept_brings_nothing_with_it():
    plain, more = words(body(PAGE)), words(body(PAGE, lines=f"{{keep: [{number('rights')}]}}"))

    assert len(more) == len(plain) + len(" All rights reserved")
    assert "boat.jpg" not in body(PAGE, lines=f"{{keep: [{number('rights')}]}}")


def test_a_caption_that_is_kept_is_words_of_the_article_and_no_picture_s():
    made = body(PAGE, lines=f"{{keep: [{number('A boat on')}]}}")

    assert "A boat on rollers" in made.split("\n\n")


def test_the_record_says_what_a_recipe_decided():
    made = {block.text[:12]: (block.kept, block.why, block.by) for block in account(PAGE, LEFT_OUT).blocks}
    assert made["The company "] == (False, "dropped", "recipe")
    assert made["A reader rem"] == (False, "dropped", "recipe")
    assert made["The gates of"] == (True, "article", "converter")

    made = {block.text[:12]: (block.kept, block.why, block.by) for block in account(PAGE, "keep: Gate").blocks}
    assert made["Gate"] == (True, "kept", "recipe")

    made = {block.text[:12]: (block.kept, block.why, block.by) for block in account(PAGE, ELEMENT).blocks}
    assert made["By Ada Lind"] == (True, "kept", "recipe")
    assert made["All rights r"] == (False, "dropped", "recipe")


def test_lines_settle_a_doubt_and_make_an_article_where_none_was_found():
    page = (
        "<html><body><nav>Home</nav><form>Go</form><p>Two words</p><footer>Six words stand here.</footer></body></html>"
    )
    with pytest.raises(ContentError, match="no article"):
        reading(page.replace("<body>", "<head><title>T</title></head><body>"))

    made = reading(page.replace("<body>", "<head><title>T</title></head><body>"), lines="{keep: [3]}")
    assert made.contents[0].body == "Two words"
    assert "capture-unsure" not in {note.code for note in made.notes}


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ("{keep: [99]}", "names blocks 99, but the blocks of the page are 1 to 14"),
        ("{drop: [0]}", "1 to 14"),
        ("{keep: [1-99999]}", "1 to 14"),
        ("{keep: [3], drop: [2-4]}", "both kept and dropped"),
    ],
)
def test_a_block_that_there_is_not_is_an_error_with_its_place(lines, what):
    with pytest.raises(ContentError, match=re.escape(what)) as caught:
        reading(PAGE, lines=lines)
    assert re.match(r"content/wire/lock\.html\.yml:1:\d+", str(caught.value))


def test_a_page_cannot_number_itself():
    forged = PAGE.replace("<html>", '<html data-tearsheet-numbered="x">').replace(
        "<p>", '<p data-tearsheet-blocks="x 1">'
    )

    assert body(forged) == body(PAGE)
    assert words("A reader remembers") in words(body(forged, lines=f"{{keep: [{number('A reader')}]}}"))


@pytest.mark.parametrize(
    "inside",
    [
        "<li hidden></li><ul></ul><i>kept</i> words",
        "<font>lost<br><br>kept words</font>",
        "lost<p class=promo>promo</p><b>kept</b> words",
        "lost<div class=promo>promo</div>kept words",
        "<button class=promo>promo</button><i>kept</i> words",
    ],
)
def test_a_block_that_is_kept_stays_apart_from_what_stood_beside_it(inside):
    page = (
        f"{HEAD}{'<p>The canal was dug by hand, and by nobody else, in the years of the peace.</p>' * 3}{inside}</div>"
    )
    place = number("kept words", page)

    for told in ((), ("drop_elements: .promo",)):
        made = body(page, *told, lines=f"{{keep: [{place}]}}")
        assert "kept words" in words(made)
        assert "lost" not in made


_INLINE = st.sampled_from([
    *("salt", "<b>tar</b>", "<i hidden>gone</i>", "<br>", "<br><br>", "rope <a href='/x'>oar</a>", "&amp;"),
    *("<span class=promo>ink</span>", "<span class=promo><br><br></span>"),
])  # fmt: skip
_BLOCK = st.recursive(
    st.lists(_INLINE, max_size=4).map(" ".join),
    lambda inner: st.builds(
        "<{0}{1}>{2}</{0}>".format,
        st.sampled_from(["p", "div", "ul", "li", "span", "aside", "figure", "blockquote", "button", "td"]),
        st.sampled_from(["", " hidden", " class=promo"]),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=12,
)


_TOLD = (
    (),
    ("drop_elements: .promo",),
    ("drop_elements: [b, br, .promo, button]",),
    ("drop_elements: [aside, span]\ndrop: [rope*, salt*]",),
    ("drop_elements: .promo\nstart_after: rope*",),
    ("article: aside\ndrop_elements: .promo",),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blocks=st.lists(_BLOCK, max_size=6), at=st.integers(0, 30), by=st.sampled_from(_TOLD))
@example(["salt salt", "<p class=promo>salt<aside hidden>salt</aside>salt</p>"], 7, ("drop_elements: .promo",))
@example(["salt", "<p class=promo></p>", "<p hidden></p>", "salt"], 7, ("drop_elements: .promo",))
@example(["<p class=promo>salt <br><br> <i hidden>gone</i> salt</p>"], 7, ("drop_elements: .promo",))
@example(["salt", "<p class=promo>salt <br><i hidden>gone</i> <br> salt</p>"], 8, ("drop_elements: .promo",))
@example(["salt<span class=promo><br><br></span>tar"], 7, ("drop_elements: .promo",))
def test_every_number_can_be_kept_and_be_dropped(blocks, at, by):
    page = f"{HEAD}{'<p>The canal was dug by hand, and by nobody else, in the years of the long peace.</p>' * 3}"
    page += f"{''.join(blocks)}</div></body></html>"
    plain = account(page).blocks
    chosen = plain[at % len(plain)]

    kept = account(page, *by, lines=f"{{keep: [{chosen.number}]}}")
    dropped = account(page, *by, lines=f"{{drop: [{chosen.number}]}}")
    assert [(b.number, b.text) for b in kept.blocks] == [(b.number, b.text) for b in dropped.blocks]
    assert [(b.number, b.text) for b in kept.blocks] == [(b.number, b.text) for b in plain]
    assert (kept.blocks[chosen.number - 1].kept, dropped.blocks[chosen.number - 1].kept) == (True, False)
    (article,) = reading(page, *by, lines=f"{{keep: [{chosen.number}]}}").contents
    made = f"{article.title} {article.body}"
    assert "".join(words(chosen.text).split()) in "".join(words(made.replace("\\", "").replace("&amp;", "")).split())


def test_what_the_page_hides_inside_an_element_that_is_the_article_is_not_printed():
    told = "The lock gates are to be mended by the autumn, the canal company said."
    page = f"{HEAD}<p>{told} <span class=sr-only>Listen to this</span></p></div></body></html>"

    assert body(page, ELEMENT) == f"By Ada Lind\n\n{told}"
    unseen = f"<div class=full style='display:none'><p>{told}</p><p>Listen to this</p></div>"
    assert body(PAGE.replace("<aside>", f"{unseen}<aside>"), "article: .full\ndrop: Listen*") == told


def test_a_build_holds_to_lines_of_a_page_and_an_edit_of_them_shows(tmp_path):
    paper = Paper(tmp_path / "paper")
    paper.write({"tearsheet.toml": "title = 'Lock'\n", "content/wire/lock.html": PAGE})
    paper.write({"content/wire/lock.html.yml": f"lines: {{keep: [{number('A reader')}], drop: [{number('Boats')}]}}\n"})
    assert not [note for note in paper.build().notes if note.severity == "error"]

    page = paper.page("/articles/lock/")
    assert "A reader remembers" in page
    assert "carried round" not in page
    paper.write({"content/wire/lock.html.yml": "title: Lock\n"})
    paper.build()
    assert "carried round" in paper.page("/articles/lock/")


def test_explain_and_report_tell_the_numbers(tmp_path, monkeypatch, capsys):
    (tmp_path / "lock.html").write_text(PAGE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    main(["convert", "lock.html", "--explain", "--report", "record.jsonl"])

    told = json.loads((tmp_path / "record.jsonl").read_text(encoding="utf-8"))["blocks"]
    assert [block["number"] for block in told] == list(range(1, len(told) + 1))
    place = number("A reader")
    assert f"{place:>5} furniture    - A reader remembers how it was." in capsys.readouterr().out
