"""Pages that run from right to left, as a browser lays them out."""

import pytest
from sites import Paper, entity, story

from generator.serve.run import Server

pytestmark = pytest.mark.browser

PAGES = ("", "articles/", "articles/a/", "articles/en/", "entities/hadad/", "search/", "archive/", "corrections/")
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    made = Paper(tmp_path_factory.mktemp("ar"))
    made.write({
        "tearsheet.toml": 'title = "صحيفة الميناء"\nlang = "ar"\n',
        "content/entities/hadad.md": entity("ليلى حداد", summary="عمدة المدينة."),
        "content/a.md": story(
            "الميناء يفتح أبوابه",
            "قالت ليلى حداد إن الرصيف سيفتح.",
            "## الكلفة\n\n> سنفتح في الموعد.\n\n## الموعد\n\n*نص* مع كلمة English.\n\n## الرأي\n\nنص.",
            published="2014-10-28T09:30:00+02:00",
            section="المدينة",
            authors=[{"name": "سامي منصور"}, {"name": "Ada Lind"}],
            corrections=[{"at": "2014-10-29", "text": "كان الشهر خطأ."}],
            translations={"en": "en"},
            panels=[{"type": "quotes", "rows": [{"label": "برنت", "value": "86.2", "change": "-0.8%"}]}],
        ),
        "content/en.md": story("Coal quay opens", "It opens.", lang="en", published="2014-10-27", section="المدينة"),
    })  # fmt: skip
    assert made.build().errors == ()
    with Server(made.output) as server:
        yield server.url


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_from_right_to_left_scrolls_sideways(base, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(base + path)
        assert page.evaluate(WIDE) == 0, path


def test_the_layout_is_mirrored_and_a_figure_is_not(base, page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{base}articles/a/")

    assert page.evaluate("document.documentElement.dir") == "rtl"
    aside, text = page.locator("aside.sidebar").bounding_box(), page.locator(".body").bounding_box()
    assert aside["x"] + aside["width"] <= text["x"]
    assert page.locator(".wordmark").first.bounding_box()["x"] > 600
    assert page.locator(".change bdi").first.inner_text() == "-0.8%"
    assert page.locator(".change bdi").first.get_attribute("dir") == "ltr"


def test_what_is_in_another_language_stands_where_its_neighbours_do(base, page):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{base}articles/")
    ends = {
        title.get_attribute("href"): round(box["x"] + box["width"])
        for title in page.locator(".card-title a").all()
        if (box := title.bounding_box())
    }

    assert len(ends) == 2
    assert len(set(ends.values())) == 1, ends


def test_a_script_that_knows_no_italics_is_not_slanted(base, page):
    page.goto(f"{base}articles/a/")

    assert page.evaluate("getComputedStyle(document.querySelector('.body blockquote')).fontStyle") == "normal"
    assert page.evaluate("getComputedStyle(document.querySelector('.body em')).fontStyle") == "normal"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") in ("normal", "0px")


def test_the_switch_of_colours_speaks_the_pages_language(base, page):
    page.goto(base)
    switch = page.locator("[data-theme-toggle]")
    said = [switch.inner_text()]
    for _ in range(2):
        switch.click()
        said.append(switch.inner_text())

    assert said == ["المظهر: تلقائي", "المظهر: فاتح", "المظهر: داكن"]
