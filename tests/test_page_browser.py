import shutil
from pathlib import Path

import pytest

from generator.cli import main
from generator.serve.run import Server

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
UNDER = "papers/reader/"
STORY = "articles/alibaba-apple-payments/"
ATTACK = "articles/attack/"
PAGES = ("", STORY, "entities/alibaba/", "entities/", "articles/", "archive/", "404.html")
HOSTILE = """\
---
title: "</title></script><script>document.body.dataset.ran = 'title'</script> \\"><img src=# onerror=alert(1)>"
subtitle: "<svg onload=alert(1)>"
byline: "<b onclick=alert(1)>Bo</b>"
section: "</a><script>alert(1)</script>"
tags: ["<img src=# onerror=alert(1)>"]
image: {src: "javascript:alert(1)", alt: "x\\" onerror=\\"alert(1)"}
summary: "</script><script>alert(1)</script>"
published: 2024-01-01
provenance: [{role: publisher, name: "<i>Courier</i>", url: "https://courier.example/"}]
panels:
  - type: quotes
    title: "<script>alert(1)</script>"
    rows: [{label: "<b>", value: "<script>", change: "x", url: "javascript:alert(1)"}]
  - {type: "../../x", rows: [{label: "<script>alert(1)</script>", value: "1"}]}
---

<script>document.body.dataset.ran = "body"</script>

<p onclick="alert(1)" style="position: fixed">Raw</p> <img src="#" onerror="alert(1)"> <iframe src="https://evil.example/"></iframe>

[A link](javascript:alert(1)), [another](<java&#x73;cript:alert(1)>),
[a third](data:text/html,<script>alert(1)</script>),
[a reference][r], <javascript:alert(1)>, ![a picture](https://evil.example/pixel.png)

[r]: vbscript:alert(1)

## <img src=# onerror=alert(1)> { onclick="alert(1)" style="color: red" }

<svg><a xlink:href="javascript:alert(1)"><text>Click</text></a></svg>
<form action="https://evil.example/"><input name="q"></form>
<math><mtext><table><mglyph><style><img src=# onerror=alert(1)></style></mglyph></table></mtext></math>
"""


PICTURED = """\
---
title: A quay
section: Harbour
published: 2023-01-01
image: {src: quay.svg, alt: A quay}
---

Nothing happened there.
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 60"><path d="M0 30h90v30H0z"/></svg>'


def build(root, output, *options, settings=""):
    (root / "tearsheet.toml").write_text(f'title = "Reader"\n{settings}', "utf-8")
    assert main(["build", "--root", str(root), "--output", str(output), "--jobs", "1", *options]) == 0


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    root = tmp_path_factory.mktemp("sources")
    (root / "content/articles").mkdir(parents=True)
    for path in (ROOT / "content/articles").glob("alibaba-apple-payments.txt*"):
        shutil.copy(path, root / "content/articles")
    shutil.copytree(ROOT / "content/entities", root / "content/entities")
    (root / "content/articles/attack.md").write_text(HOSTILE, "utf-8")
    (root / "content/articles/quay.md").write_text(PICTURED, "utf-8")
    (root / "content/articles/quay.svg").write_text(DRAWING, "utf-8")
    return root


@pytest.fixture(scope="module")
def base(sources, tmp_path_factory):
    """Serve a site from a folder deep in its host, and return where it stands."""
    host = tmp_path_factory.mktemp("host")
    with Server(host, port=0) as server:
        build(sources, host / UNDER, "--base-url", f"{server.url}{UNDER}")
        yield f"{server.url}{UNDER}"


@pytest.fixture(scope="module")
def disk(sources, tmp_path_factory):
    folder = tmp_path_factory.mktemp("disk") / "site"
    build(sources, folder, settings='links = "file"\n')
    return folder


@pytest.fixture
def told(page, base):
    """Return what the browser complained of, and what it asked of any other place."""
    heard = []
    page.on("console", lambda message: heard.append(message.text) if message.type in ("error", "warning") else None)
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: heard.append(request.url) if not request.url.startswith(base) else None)
    page.on("response", lambda answer: heard.append(answer.url) if answer.status >= 400 else None)
    return heard


def box(page, selector):
    return page.locator(selector).first.bounding_box()


def test_no_page_breaks_its_policy_or_asks_anything_of_anyone_else(page, base, told):
    for address in PAGES:
        page.goto(f"{base}{address}", wait_until="load")
        assert told == [], address


def test_the_stylesheet_that_readers_get_means_what_its_source_says(page, base):
    source = (ROOT / "templates/assets/site.css").read_text("utf-8")
    page.goto(base)
    address = page.locator("link[rel=stylesheet][href*=site]").get_attribute("href")
    printed = page.request.get(f"{base}{address}").text()
    rules = """css => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        return [...sheet.cssRules].map(rule => rule.cssText.replace(/([,:])\\s+/g, "$1"));
    }"""

    assert len(printed) < len(source) * 0.9
    assert page.evaluate(rules, printed) == page.evaluate(rules, source)


def test_the_hooks_of_an_article_are_there(page, base):
    page.goto(f"{base}{STORY}")

    assert page.locator("h1").count() == 1
    assert page.locator("main article .body > p").count() == 9
    for panel in ("entities", "related", "quotes"):
        assert page.locator(f"aside.sidebar section[data-panel={panel}]").count() == (panel != "related"), panel
    assert page.locator("aside.sidebar [data-panel=quotes] table tbody tr").count() == 15
    assert page.locator("[data-panel=entities] [data-entity=jack-ma][data-type=person]").count() == 1
    assert page.locator("[data-panel=entities] [data-entity=alibaba] a").get_attribute("href") == (
        "../../entities/alibaba/"
    )


def test_one_goes_from_the_front_to_the_article_to_whom_it_names_and_back(page, base, told):
    page.goto(base)
    page.click("main a:has-text('Jack Ma leaves the door open')")
    page.click("aside a:has-text('Tim Cook')")
    assert page.locator("h1").inner_text() == "Tim Cook"
    page.click("main a:has-text('Jack Ma leaves the door open')")
    page.click("header a:has-text('Reader')")

    assert page.url == base
    assert told == []


@pytest.mark.parametrize("address", ["", "articles/"])
def test_a_press_on_the_picture_of_a_card_leads_where_its_headline_does(page, base, told, address):
    page.goto(f"{base}{address}")
    picture = page.locator(".card .thumbnail img")
    picture.scroll_into_view_if_needed()
    around = picture.bounding_box()
    assert around["width"] / around["height"] == pytest.approx(1.5, abs=0.01)
    page.mouse.click(around["x"] + around["width"] / 2, around["y"] + around["height"] / 2)
    page.wait_for_url(f"{base}articles/quay/")

    page.goto(f"{base}{address}")
    page.click(".card:has(.thumbnail) a:has-text('Harbour')")
    page.wait_for_url(f"{base}sections/harbour/")
    assert told == []


def test_everything_is_there_without_scripts(browser, base):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{base}{STORY}")

        assert page.locator("main article .body > p").first.is_visible()
        assert page.locator("[data-entity=tim-cook] a").is_visible()
        assert page.locator("[data-panel=quotes] tbody tr").last.is_visible()
        assert page.locator("button:visible").count() == 0
        page.click("[data-entity=tim-cook] a")
        assert page.locator("h1").inner_text() == "Tim Cook"


def test_the_sidebar_stands_below_the_article_on_a_phone_and_beside_it_on_a_desk(page, base):
    panel = "aside.sidebar [data-panel=entities]"
    page.goto(f"{base}{STORY}")
    page.set_viewport_size({"width": 390, "height": 844})
    article, entities = box(page, "main article"), box(page, panel)
    assert entities["y"] >= article["y"] + article["height"]
    assert entities["width"] > 300

    page.set_viewport_size({"width": 1280, "height": 800})
    article, entities = box(page, "main article"), box(page, panel)
    assert entities["x"] >= article["x"] + article["width"]
    assert entities["y"] < article["y"] + 200


def test_no_page_scrolls_sideways_on_the_narrowest_phone(page, base):
    page.set_viewport_size({"width": 320, "height": 640})
    for address in (*PAGES, ATTACK):
        page.goto(f"{base}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_the_system_chooses_dark_and_the_reader_may_choose_otherwise(page, base):
    def ground():
        return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")

    page.emulate_media(color_scheme="light")
    page.goto(f"{base}{STORY}")
    light = ground()
    page.emulate_media(color_scheme="dark")
    dark = ground()
    assert dark != light

    button = page.locator("[data-theme-toggle]")
    seen = []
    for _ in range(3):
        button.press("Enter")
        seen.append((button.inner_text(), ground()))
    assert [name.partition(": ")[2] for name, _ in seen] == ["light", "dark", "auto"]
    assert [colour for _, colour in seen] == [light, dark, dark]


def test_the_first_key_leads_past_the_masthead(page, base):
    page.goto(f"{base}{STORY}")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#main"
    assert skip.is_visible()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_nothing_in_a_hostile_article_runs(page, base, told):
    page.goto(f"{base}{ATTACK}")
    page.wait_for_load_state("load")

    assert page.title().startswith("</title></script><script>")
    assert page.locator("h1").inner_text().startswith("</title>")
    assert page.evaluate("document.body.dataset.ran") is None
    assert (
        page.locator("main script, aside script, main svg:not(.spark), main form, main iframe, main style").count() == 0
    )
    assert page.locator("[onclick], [onerror], [onload], [style], img[src^=http]").count() == 0
    links = page.evaluate("Array.from(document.links, link => link.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    for link in page.locator("main a[href*=unsafe], main a[href^='#']").all():
        link.click()
    assert told == []


def test_the_lists_that_name_a_hostile_article_run_nothing_either(page, base, told):
    for address in ("", "articles/", "tags/", "archive/2024/"):
        page.goto(f"{base}{address}")
        assert page.locator("main :text('</title>'), main :text('<img')").count() > 0, address
        assert page.locator("[onclick], [onerror], [onload], [style]").count() == 0

    assert told == []


def test_a_site_for_the_disk_opens_from_it(page, disk):
    page.goto(f"{disk.as_uri()}/index.html")
    page.click("main a:has-text('Jack Ma leaves the door open')")
    page.wait_for_load_state()  # the address is there before the page is
    assert page.locator("main article .body > p").count() == 9
    assert page.evaluate("getComputedStyle(document.querySelector('aside.sidebar')).fontFamily") != "Times New Roman"
    page.click("aside a:has-text('Tim Cook')")

    assert page.locator("h1").inner_text() == "Tim Cook"
    assert page.url == f"{disk.as_uri()}/entities/tim-cook/index.html"
