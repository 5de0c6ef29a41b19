import pytest

from generator.serve.reload import Problem, Reload
from generator.serve.run import Server

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'"
PROBLEM = Problem(
    what='a title is missing <img src="/x.png" onerror="alert(1)">',
    path="content/rain & snow.md",
    line=3,
    column=7,
    hint="write `title: …` in its front matter",
    excerpt="2 | ---\n3 | titel: <b>Rain</b>",
    addresses=("/articles/rain/",),
)
OVERLAY = "[data-tearsheet-error]"
BADGE = "[data-tearsheet-problems]"


class Site:
    """A folder of pages, printed and told of by hand."""

    def __init__(self, folder):
        self.folder = folder
        self.reload = Reload()

    def write(self, name, text):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def print(self, address, text):
        self.write(
            f"{address.strip('/')}/index.html".lstrip("/"),
            f'<!doctype html><html lang="en"><head><title>{text}</title>'
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            f'<link rel="stylesheet" href="/style.css"><link rel="alternate" href="/feed.xml"></head>'
            f'<body><h1>{text}</h1><a href="/">Front</a></body></html>',
        )


@pytest.fixture(scope="module")
def serving(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    with Server(site.folder, port=0, reload=site.reload) as server:
        yield site, server


@pytest.fixture
def site(serving):
    site, _ = serving
    site.write("style.css", "@import 'colours.css'; h1 { font-size: 20px }")
    site.write("colours.css", "h1 { color: rgb(1, 2, 3) }")
    site.print("/", "Front")
    site.print("/articles/rain/", "Rain")
    site.reload.built(None)
    return site


@pytest.fixture
def server(serving):
    return serving[1]


@pytest.fixture
def open_page(server, page):
    refused = []
    page.on("console", lambda message: refused.append(message.text) if "Security Policy" in message.text else None)

    def go(address):
        with page.expect_request(lambda request: "/__tearsheet__/events" in request.url):
            page.goto(server.url + address.lstrip("/"))
        page.evaluate("window.sameAsBefore = true")
        return page

    yield go
    assert refused == []


def is_same(page):
    return page.evaluate("window.sameAsBefore === true")


def wait_for_style(page, name, value):
    page.wait_for_function(
        "([name, value]) => getComputedStyle(document.querySelector('h1'))[name] === value", arg=[name, value]
    )


# -- The page anew ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", [frozenset({"/articles/rain/"}), frozenset({"articles/rain/index.html"}), None])
def test_a_page_printed_anew_is_shown_anew(site, open_page, changed):
    page = open_page("/articles/rain/")
    site.print("/articles/rain/", "Snow")

    site.reload.built(changed)

    page.wait_for_selector("h1:text('Snow')")
    assert page.title() == "Snow"
    assert is_same(page) == (changed is not None)


LONG = """<main><h1>Rain</h1><details><summary>More</summary><p>Within.</p></details>
<input name="q"><textarea name="t"></textarea>{first}
<p id="chosen">It rained on {day} over the harbour.</p>{paragraphs}</main>"""


def long(site, *, day="Monday", first="", head="", number=40):
    paragraphs = "".join(f"<p>Paragraph {each} of the rain.</p>" for each in range(number))
    body = LONG.format(day=day, first=first, paragraphs=paragraphs)
    site.write(
        "long/index.html",
        f'<!doctype html><html lang="en"><head><title>Rain</title><link rel="stylesheet" href="/style.css">{head}'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"></head><body>{body}</body></html>',
    )


def test_words_change_in_place_and_what_the_reader_did_stays(site, open_page):
    long(site)
    page = open_page("/long/")
    page.click("summary")
    page.fill("input", "half a query")
    page.fill("textarea", "a draft")
    page.focus("textarea")
    page.evaluate("""() => {
        const text = document.querySelector("#chosen").firstChild;
        getSelection().setBaseAndExtent(text, text.data.indexOf("over"), text, text.data.indexOf("harbour"));
        scrollTo(0, 600);
        window.chosen = document.querySelector("#chosen");
    }""")
    at = page.evaluate("scrollY")

    long(site, day="a grey Tuesday", first="<p>One more, above.</p>", number=41)
    site.reload.built(frozenset({"/long/"}))

    page.wait_for_selector("p:text('Paragraph 40 of')")
    assert page.locator("#chosen").inner_text() == "It rained on a grey Tuesday over the harbour."
    assert page.locator("main > p").first.inner_text() == "One more, above."
    assert page.locator("main > p").count() == 43
    assert is_same(page)
    assert page.evaluate("window.chosen === document.querySelector('#chosen')")
    assert page.evaluate("getSelection().toString()") == "over the "
    assert page.locator("details").get_attribute("open") == ""
    assert page.input_value("input") == "half a query"
    assert page.input_value("textarea") == "a draft"
    assert abs(page.evaluate("scrollY") - at) < 100

    long(site)
    site.reload.built(frozenset({"/long/"}))
    page.wait_for_selector("p:text('One more')", state="detached")
    assert page.locator("main > p").count() == 41
    assert is_same(page)


def test_what_a_script_put_into_the_page_stays(site, open_page):
    long(site)
    page = open_page("/long/")
    page.evaluate("""() => {
        document.documentElement.dataset.theme = "dark";
        document.querySelector("main").append(Object.assign(document.createElement("button"), { id: "made" }));
    }""")

    long(site, day="Friday")
    site.reload.built(frozenset({"/long/"}))

    page.wait_for_selector("#chosen:has-text('Friday')")
    assert page.locator("#made").count() == 1
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_page_with_another_script_is_loaded_anew(site, open_page):
    long(site)
    page = open_page("/long/")

    site.write("new.js", "window.scriptRan = true")
    long(site, day="Friday", head='<script defer src="/new.js"></script>')
    site.reload.built(frozenset({"/long/"}))

    page.wait_for_function("() => window.scriptRan")
    assert not is_same(page)


def test_a_style_under_a_new_name_takes_the_old_ones_place(site, open_page):
    long(site)
    page = open_page("/long/")
    site.write("style.2.css", "h1 { font-size: 33px }")
    page_file = site.folder / "long/index.html"
    page_file.write_text(page_file.read_text().replace("/style.css", "/style.2.css"))

    site.reload.built(frozenset({"/long/", "/style.2.css", "/style.css"}))

    wait_for_style(page, "fontSize", "33px")
    page.wait_for_function("() => document.querySelectorAll('link[href*=style]').length === 1")
    assert is_same(page)


@pytest.mark.parametrize("to", ["/articles/snow/", ""])
def test_a_page_that_was_moved_or_taken_away_says_so(site, open_page, to):
    site.print("/gone/", "Here yet")
    page = open_page("/gone/")
    (site.folder / "gone/index.html").unlink()

    site.reload.built(frozenset({"/gone/", "/articles/snow/"}), moved={"/gone/": to})

    told = page.wait_for_selector("[data-tearsheet-moved]")
    assert (to in told.inner_text()) if to else ("taken away" in told.inner_text())
    site.print("/gone/", "Back again")
    site.reload.built(frozenset({"/gone/"}))
    page.wait_for_selector("h1:text('Back again')")
    page.wait_for_selector("[data-tearsheet-moved]", state="detached")


def test_a_page_that_did_not_change_is_left_alone(site, open_page):
    page = open_page("/articles/rain/")

    site.reload.built(frozenset({"/", "/articles/snow/", "/feed.xml"}))
    site.reload.built(frozenset(), [PROBLEM])  # heard after it

    page.wait_for_selector(OVERLAY)
    assert is_same(page)


def test_a_changed_style_is_taken_in_without_a_reload(site, open_page):
    page = open_page("/articles/rain/")

    site.write("style.css", "@import 'colours.css'; h1 { font-size: 30px }")
    site.reload.built(frozenset({"/style.css"}))
    wait_for_style(page, "fontSize", "30px")
    site.write("colours.css", "h1 { color: rgb(4, 5, 6) }")
    site.reload.built(frozenset({"/colours.css", "/feed.xml"}))
    wait_for_style(page, "color", "rgb(4, 5, 6)")

    page.wait_for_function("() => document.querySelectorAll('link[href*=style]').length === 1")
    assert is_same(page)


def test_a_style_that_changes_with_its_page_comes_with_it(site, open_page):
    page = open_page("/articles/rain/")

    site.print("/articles/rain/", "Snow")
    site.write("style.css", "h1 { font-size: 30px }")
    site.reload.built(frozenset({"/style.css", "/articles/rain/"}))

    page.wait_for_selector("h1:text('Snow')")
    wait_for_style(page, "fontSize", "30px")


def test_a_page_that_was_not_there_comes_when_it_is_printed(site, open_page):
    page = open_page("/articles/été/")

    site.print("/articles/été/", "Été")
    site.reload.built(frozenset({"/articles/été/"}))

    page.wait_for_selector("h1:text('Été')")


def test_a_build_between_the_page_and_its_stream_is_not_missed(site, server, page):
    def build(route):
        site.print("/", "Later")
        site.reload.built(frozenset({"/"}))
        route.continue_()

    page.route("**/__tearsheet__/client.js", build, times=1)  # the page has been read by then, and is not heard of yet

    page.goto(server.url)

    page.wait_for_selector("h1:text('Later')")


def test_a_window_outlives_the_server_and_hears_the_next(site, page):
    with Server(site.folder, port=0, reload=Reload()) as server:
        page.goto(server.url)
    site.print("/", "Later")

    with Server(site.folder, port=server.port, reload=Reload()) as again:
        assert again.port == server.port
        page.wait_for_selector("h1:text('Later')")


@pytest.mark.parametrize("locks", [True, False], ids=["a window hears for all", "a worker does"])
def test_more_windows_than_a_browser_has_connections_are_all_told(site, server, page, locks):
    if not locks:  # as over plain http from another machine
        page.context.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', {value: undefined})")
    windows = [page] + [page.context.new_page() for _ in range(6)]
    for window in windows:
        window.goto(server.url)
    site.print("/", "Later")

    site.reload.built(frozenset({"/"}))

    for window in windows:
        window.wait_for_selector("h1:text('Later')")


def test_the_window_that_hears_for_all_may_close(site, server, page):
    page.goto(server.url)
    other = page.context.new_page()
    other.goto(server.url)
    page.close()
    site.print("/", "Later")

    site.reload.built(frozenset({"/"}))

    other.wait_for_selector("h1:text('Later')")


# -- What is wrong ----------------------------------------------------------------------------------------------------


def test_a_problem_is_shown_on_its_page_as_text_and_goes_when_it_is_mended(site, open_page):
    page = open_page("/articles/rain/")

    site.reload.built(frozenset(), [PROBLEM])
    overlay = page.wait_for_selector(OVERLAY)
    told = overlay.inner_text()
    assert "content/rain & snow.md:3:7" in told
    assert PROBLEM.what in told
    assert PROBLEM.hint in told
    assert "titel: <b>Rain</b>" in told
    assert page.locator(f"{OVERLAY} :is(img, b)").count() == 0
    assert page.locator("h1").count() == 1

    site.reload.built(frozenset())
    page.wait_for_selector(OVERLAY, state="detached")
    page.wait_for_selector(BADGE, state="detached")
    assert is_same(page)


def test_a_problem_is_shown_when_its_page_is_opened_later(site, open_page):
    site.reload.built(frozenset(), [PROBLEM])

    page = open_page("/articles/rain/index.html")

    assert page.wait_for_selector(OVERLAY, state="visible")


def test_a_problem_is_read_out_and_closed_by_the_keyboard_alone(site, open_page):
    page = open_page("/articles/rain/")
    page.focus("a")

    site.reload.built(frozenset(), [PROBLEM])
    page.get_by_role("alertdialog", name="One problem").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Close"
    page.keyboard.press("Escape")
    page.wait_for_selector(OVERLAY, state="detached")
    assert page.evaluate("document.activeElement.textContent") == "Front"

    badge = page.get_by_role("status").get_by_role("button", name="1 problem")
    badge.press("Enter")
    page.get_by_role("alertdialog").get_by_role("button", name="Close").press("Enter")
    page.wait_for_selector(OVERLAY, state="detached")


def test_a_problem_that_was_closed_stays_closed_until_there_is_another(site, open_page):
    page = open_page("/articles/rain/")
    site.reload.built(frozenset(), [PROBLEM])
    page.wait_for_selector(OVERLAY)
    page.keyboard.press("Escape")
    page.wait_for_selector(OVERLAY, state="detached")

    site.reload.built(frozenset(), [PROBLEM, Problem(what="elsewhere", addresses=("/",))])
    page.wait_for_selector(f"{BADGE}:has-text('2 problems')")
    assert page.locator(OVERLAY).count() == 0

    site.reload.built(frozenset(), [Problem(what="no date", addresses=("/articles/rain/",))])
    assert "no date" in page.wait_for_selector(OVERLAY).inner_text()


def test_on_other_pages_a_badge_counts_the_problems_and_opens_the_list(site, open_page):
    page = open_page("/")

    site.reload.built(frozenset(), [PROBLEM, Problem(what="no date", path="b.md", addresses=("/b/",))])
    badge = page.wait_for_selector(BADGE)
    assert badge.inner_text() == "2 problems"
    assert page.locator(OVERLAY).count() == 0

    page.click(f"{BADGE} button")
    assert page.locator(f"{OVERLAY} li").all_inner_texts()[1].split() == ["b.md", "no", "date"]
    site.reload.built(frozenset(), [PROBLEM])
    page.wait_for_selector(f"{OVERLAY}:has-text('One problem')")
    site.reload.built(frozenset())
    page.wait_for_selector(OVERLAY, state="detached")


@pytest.mark.parametrize("address", ["/", "/nowhere/"])
def test_a_problem_of_no_page_in_particular_is_shown_on_every_page(site, open_page, address):
    page = open_page(address)

    site.reload.built(frozenset(), [Problem(what="`titel` is no key", path="tearsheet.toml")])

    assert "tearsheet.toml" in page.wait_for_selector(OVERLAY).inner_text()


def test_where_nothing_is_printed_any_problem_may_be_why(site, open_page):
    site.reload.built(frozenset(), [PROBLEM])

    page = open_page("/articles/never-converted/")

    assert "content/rain & snow.md:3:7" in page.wait_for_selector(OVERLAY).inner_text()
