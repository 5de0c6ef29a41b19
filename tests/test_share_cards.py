"""Card images: the pictures that other sites show beside a link to an article."""

import io
import re

import pytest
from PIL import Image
from sites import CONFIG, Paper, story

from generator.outputs import typeset
from generator.outputs.typeset import Card, broken, contrast, draw, set_in_lines, settable, shortened, width

BARE = CONFIG + "search = false\n"
ROOM = typeset.WIDTH - 160
LONG = "The harbour board met again on Monday and decided, after nine hours, that nothing can be decided " * 6


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path)
    made.write({"tearsheet.toml": BARE})
    return made


def opened(data):
    return Image.open(io.BytesIO(data))


def test_an_article_without_a_picture_gets_a_card_that_its_page_names(paper):
    paper.write({"content/articles/rain.md": story("Rain over the harbour", section="Weather")})
    assert paper.build(slow=True).errors == ()
    page = paper.page("/articles/rain/")
    assert '<meta property="og:image" content="https://example.org/articles/rain/card.png">' in page
    assert '<meta property="og:image:width" content="1200">' in page
    assert '<meta property="og:image:height" content="630">' in page
    assert '<meta property="og:image:alt" content="Rain over the harbour (The Ledger)">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    card = opened((paper.output / "articles/rain/card.png").read_bytes())
    assert (card.format, card.size) == ("PNG", (1200, 630))


def test_no_card_is_drawn_that_nobody_would_be_shown(paper, tmp_path):
    quay = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(quay, "JPEG")
    paper.write(
        {
            "content/articles/own.md": story("Own picture", image={"src": "quay.jpg", "alt": "A quay"}),
            "content/articles/quay.jpg": quay.getvalue(),
            "content/articles/chart.md": story("A chart", image={"src": "chart.svg", "alt": "A chart"}),
            "content/articles/chart.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "content/articles/gone.md": story("Gone", status="withdrawn"),
            "content/articles/deep.md": story("港の雨"),
            "content/articles/late.md": story("أمطار على الميناء", lang="ar"),
            "content/articles/mine.md": story("Mine"),
            "content/articles/mine/card.png": quay.getvalue(),
        }
    )
    assert paper.build(slow=True).errors == ()
    drawn = sorted(path for path in paper.tree() if path.endswith("card.png"))
    assert drawn == ["articles/chart/card.png", "articles/mine/card.png"]
    assert 'og:image" content="https://example.org/articles/quay.jpg"' in paper.page("/articles/own/")
    assert 'og:image" content="https://example.org/articles/chart/card.png"' in paper.page("/articles/chart/")
    assert "og:image" not in paper.page("/articles/deep/")
    assert opened((paper.output / "articles/mine/card.png").read_bytes()).size == (300, 200)
    assert '<meta property="og:image:width" content="300">' in paper.page("/articles/mine/")

    paper.write({"tearsheet.toml": 'title = "The Ledger"\nsearch = false\n'})
    paper.build(slow=True)
    assert not [path for path in paper.tree() if path == "articles/chart/card.png"]


def test_builds_one_after_the_other_draw_what_a_clean_one_would(paper, tmp_path):
    paper.write({"content/articles/rain.md": story("Rain", section="Weather"), "content/articles/sun.md": story("Sun")})
    paper.build(slow=True)
    assert paper.changes(slow=True) == set()
    for edit in (
        {"content/articles/rain.md": story("Rain and hail", section="Weather")},
        {"tearsheet.toml": BARE + '[theme]\naccent = "#004488"\n'},
        {"content/articles/rain.md": story("Rain and hail", section="Storms")},
        {"tearsheet.toml": BARE + "cards = false\n"},
        {"tearsheet.toml": BARE.replace("Ledger", "Herald")},
    ):
        paper.write(edit)
        paper.build(slow=True)
        assert paper.tree() == paper.clean(tmp_path / "aside", slow=True)


def test_an_edit_of_a_text_draws_no_card_again(paper):
    paper.write({"content/articles/rain.md": story("Rain", "It rained.")})
    paper.build(slow=True)
    paper.edit("content/articles/rain.md", "It rained.", "It poured.")
    assert "file /articles/rain/card.png" not in paper.build(slow=True).outcome.made


@pytest.mark.parametrize(
    "title",
    [
        "Rain",
        "Rain over the harbour",
        "Apple and the harbour board in talks over payments as its chief says he is “very interested” in a partnership",
        LONG,
        "x" * 400,
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenproduktionsgesellschaft",
        "Long-distance-train-and-ferry-connections-between-Hamburg-and-Copenhagen-and-further",
        "W" * 30 + " " + "i" * 300,
        "Дождь над гаванью: порт закрыт до понедельника",
        "Βροχή πάνω από το λιμάνι",
        "Mưa trên bến cảng",
        "«¿Quién?» – “No,” said £5.30 — 12 °C…",
    ],
)
def test_a_headline_of_any_length_keeps_to_its_card(title):
    size, lines = set_in_lines(title)
    assert lines
    assert all(width(line, size) <= ROOM for line in lines)
    assert size * typeset._LEADING * len(lines) <= typeset._FOOT - typeset._TOP
    said = "".join(lines).replace(" ", "")
    assert title.replace(" ", "").startswith(said.removesuffix("…") if said.endswith("…") else said)
    card = opened(draw(Card(title=title, section=title, site=title))).convert("RGB")
    assert card.size == (1200, 630)
    paper = card.getpixel((0, 629))
    edges = [(0, 20, 70, 630), (1130, 20, 1200, 630), (0, 604, 1200, 630)]
    assert {colour for box in edges for _, colour in card.crop(box).getcolors()} == {paper}


def test_a_headline_is_as_large_as_fits_and_its_lines_are_alike():
    sizes = [set_in_lines("rain " * times)[0] for times in range(1, 60)]
    assert sizes[0] == typeset.SIZES[0]
    assert sizes == sorted(sizes, reverse=True)
    size, lines = set_in_lines("The harbour board puts off its decision on the third quay")
    assert len(lines) > 1
    assert min(width(line, size) for line in lines) > 0.6 * max(width(line, size) for line in lines)
    assert broken(["a", "b"], size) == ("a b",)


def test_words_are_cut_between_two_of_them_and_marked():
    cut = shortened(LONG.strip(), 34)
    assert re.fullmatch(r".*\w…", cut)
    assert LONG.startswith(cut.removesuffix("…") + " ")
    assert shortened("Rain", 34) == "Rain"


@pytest.mark.parametrize(
    ("words", "sets"),
    [
        ("Rain", True),
        ("Cafe\u0301 au lait", True),  # composed, it is one letter
        ("A\u200fB\u00ad", True),  # marks that nobody sees
        ("Ἀθῆναι", False),
        ("x\u0308y", False),  # a mark that no letter has taken up
        ("港", False),
        ("שלום", False),
        ("سلام", False),
        ("हिन्दी", False),
        ("Rain 🌧", False),
        ("", False),
        (" \u200b ", False),
    ],
)
def test_words_that_the_font_lacks_are_not_set(words, sets):
    assert settable(words) is sets


def test_every_character_that_is_said_to_be_there_is_drawn():
    blank = {" ", "\u00a0", "\u2002", "\u2009", "\u200b", "\u00ad"}
    font = typeset._font(44)
    missing = font.getmask("\ufffe").getbbox(), font.getlength("\ufffe")
    shapes = {each: (font.getmask(each).getbbox(), font.getlength(each)) for each in typeset._characters() - blank}
    assert not [each for each, shape in shapes.items() if shape == missing or shape[0] is None]


def test_small_words_in_an_accent_too_light_to_read_are_black():
    light = opened(draw(Card(title="Rain", section="Weather", accent="#ffee00"))).convert("RGB")
    assert contrast((255, 238, 0), (253, 252, 249)) < 4.5
    section = {colour for _, colour in light.crop((80, 70, 400, 125)).getcolors()}
    assert (27, 25, 23) in section
    assert (255, 238, 0) not in section
    assert (255, 238, 0) in {colour for _, colour in light.crop((0, 0, 1200, 10)).getcolors()}


def test_a_card_is_small():
    assert len(draw(Card(title="Rain over the harbour", section="Weather", site="The Ledger"))) < 15_000
    assert opened(draw(Card(title="Rain"))).mode == "P"
