import signal
import subprocess
import sys

import httpx
import pytest

pytestmark = pytest.mark.browser

OVERLAY = "[data-tearsheet-error]"
SOON = 20_000
"""Milliseconds that a browser waits for what should come at once."""

RAIN = """\
---
title: Rain over the harbour
published: 2024-03-01
section: Weather
---

It rained on Monday.
"""
SNOW = RAIN.replace("Rain over", "Snow over").replace("03-01", "03-02").replace("rained", "snowed")


class Desk:
    """A site being edited: its folder, and the server that watches it."""

    def __init__(self, root):
        self.root = root
        self.write("tearsheet.toml", 'title = "The Ledger"\n')
        self.write("content/articles/rain.md", RAIN)
        self.write("content/articles/snow.md", SNOW)
        self.write("content/pages/about.md", "---\ntitle: About us\n---\n\nWe write it down.\n")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def start(self):
        command = [sys.executable, "-m", "generator", "serve", "--watch", "--port", "0", "--root", self.root]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().partition(" ")[0].strip()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=10)
            finally:
                self.process.kill()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.start()
    assert desk.url.startswith("http://127.0.0.1:")
    yield desk
    desk.stop()


@pytest.fixture
def desk(running, page):
    """Return the desk with every file as it was, and a browser that has seen it so."""
    running.write("content/articles/rain.md", RAIN)
    running.write("content/articles/snow.md", SNOW)
    page.set_default_timeout(SOON)
    with page.expect_request(lambda request: "/__tearsheet__/events" in request.url):
        page.goto(f"{running.url}articles/rain/")
    page.wait_for_selector(".body p:text('It rained on Monday')")
    page.wait_for_selector(OVERLAY, state="detached")
    return running


def test_an_edit_appears_in_the_open_page(desk, page):
    desk.write("content/articles/rain.md", RAIN.replace("Monday", "Tuesday"))

    page.wait_for_selector(".body p:text('It rained on Tuesday')")


def test_a_new_headline_appears_on_the_open_front_page(desk, page):
    page.goto(desk.url)
    desk.write("content/articles/rain.md", RAIN.replace("Rain over", "Hail over"))

    page.wait_for_selector("main :text('Hail over the harbour')")


def test_broken_front_matter_is_shown_on_its_page_until_it_is_mended(desk, page, browser):
    desk.write("content/articles/rain.md", RAIN.replace("title: Rain", "title: [Rain"))
    told = page.wait_for_selector(OVERLAY).inner_text()
    assert "content/articles/rain.md:2:" in told or "content/articles/rain.md:3:" in told
    assert "Traceback" not in told
    assert page.locator(".body p:text('It rained on Monday')").count() == 1

    other = browser.new_page()
    other.goto(f"{desk.url}articles/snow/")
    assert other.locator(".body p:text('It snowed on Monday')").is_visible()
    assert other.locator(OVERLAY).count() == 0
    other.close()

    desk.write("content/articles/rain.md", RAIN.replace("Monday", "Friday"))
    page.wait_for_selector(".body p:text('It rained on Friday')")
    page.wait_for_selector(OVERLAY, state="detached")


def test_a_template_error_is_shown_with_its_file_and_line_until_it_is_mended(desk, page):
    desk.write("templates/article.html", "<!doctype html>\n<title>x</title>\n<h1>{{ article.titel }}</h1>\n")
    told = page.wait_for_selector(OVERLAY).inner_text()
    assert "templates/article.html:3" in told
    assert "did you mean `title`" in told

    desk.write("templates/article.html", "<!doctype html>\n<title>x</title>\n<h1>Our {{ article.title }}</h1>\n")
    page.wait_for_selector("h1:text('Our Rain over the harbour')")
    (desk.root / "templates/article.html").unlink()
    page.wait_for_selector("h1:text-is('Rain over the harbour')")


def test_a_setting_that_does_not_exist_is_shown_on_every_page_until_it_is_mended(desk, page):
    desk.write("tearsheet.toml", 'titel = "The Ledger"\n')
    told = page.wait_for_selector(OVERLAY).inner_text()
    assert "tearsheet.toml:1" in told
    assert "did you mean `title`" in told

    desk.write("tearsheet.toml", 'title = "The New Ledger"\n')
    page.wait_for_selector("header :text('The New Ledger')")
    page.wait_for_selector(OVERLAY, state="detached")


def test_what_is_deleted_is_gone_from_its_address_and_from_the_lists(desk, page):
    page.goto(f"{desk.url}articles/")
    assert page.locator("main :text('Rain over the harbour')").count() == 1

    (desk.root / "content/articles/rain.md").unlink()
    page.wait_for_selector("main :text('Rain over the harbour')", state="detached")
    answer = page.goto(f"{desk.url}articles/rain/")
    assert answer.status == 404
    assert page.locator("main :text('Snow over the harbour')").count() == 0

    desk.write("content/articles/rain.md", RAIN)
    page.wait_for_selector(".body p:text('It rained on Monday')")


def test_it_ends_at_once_when_it_is_told_to_and_leaves_the_published_site_alone(tmp_path, page):
    desk = Desk(tmp_path)
    desk.write("site/index.html", "built before")
    desk.start()
    page.goto(desk.url)

    desk.process.send_signal(signal.SIGINT)
    status = desk.process.wait(timeout=10)

    assert status == 0
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["index.html"]
    assert (tmp_path / "site/index.html").read_text() == "built before"
    with pytest.raises(httpx.ConnectError):
        httpx.get(desk.url)
    desk.stop()


# -- Whatever wrote the file -------------------------------------------------------------------------------------------


def in_place(file, text):
    file.write_text(text)


def rename_over(file, text):
    aside = file.with_name("sedQx7f1")
    aside.write_text(text)
    aside.rename(file)


def backup_and_new(file, text):
    file.rename(file.with_name(f"{file.name}~"))
    file.write_text(text)
    file.with_name(f"{file.name}~").unlink()


def swap_files(file, text):
    swap, probe = file.with_name(f".{file.name}.swp"), file.with_name("4913")
    swap.write_text("swap")
    probe.touch()
    probe.unlink()
    backup_and_new(file, text)
    swap.unlink()


def empty_first(file, text):
    file.write_text("")
    file.write_text(text)


def piece_by_piece(file, text):
    with file.open("w") as open_file:
        for letter in text:
            open_file.write(letter)
            open_file.flush()


def gone_first(file, text):
    file.unlink()
    file.write_text(text)


@pytest.mark.parametrize(
    "save", [in_place, rename_over, backup_and_new, swap_files, empty_first, piece_by_piece, gone_first]
)
def test_a_save_is_shown_however_it_is_written_and_half_of_it_never(desk, page, save):
    page.evaluate("""() => {
        window.bad = [];
        new MutationObserver(() => {
            const body = document.querySelector(".body");
            if (!body || !body.textContent.trim()) window.bad.push("empty");
            if (document.querySelector("[data-tearsheet-error]")) window.bad.push("error");
        }).observe(document, { subtree: true, childList: true, characterData: true });
    }""")

    save(desk.root / "content/articles/rain.md", RAIN.replace("Monday", "Sunday the first"))

    page.wait_for_selector(".body p:text('Sunday the first')")
    assert page.evaluate("() => window.bad") == []


# -- The editor's view ------------------------------------------------------------------------------------------------

VIEW = "[data-tearsheet-view]"


def test_an_editor_is_shown_who_is_named_and_takes_one_out_by_the_keyboard(desk, page):
    refused = []
    page.on("console", lambda message: refused.append(message.text) if "Security Policy" in message.text else None)
    named = "Ada Lind of Calder Water Works met Ada Lind's brother. <b>Ada Lind</b> said so."
    desk.write("content/articles/rain.md", RAIN.replace("It rained on Monday.", f"{named}\n\n{named}"))
    item = page.locator(f"{VIEW} li[data-entity]", has_text="Ada Lind").first
    item.wait_for(state="attached")

    page.focus(f"{VIEW} summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{VIEW} dd:has-text('content/articles/rain.md')")
    item.get_by_role("button", name="Why").press("Enter")
    page.wait_for_selector(f"{VIEW} [role=status]:has-text('Found by')")
    assert page.locator(f"{VIEW} b").count() == 0
    item.get_by_role("button", name="Exclude").press("Enter")

    page.locator(f"{VIEW} li[data-entity]", has_text="Ada Lind").first.wait_for(state="detached")
    page.wait_for_function("() => !document.querySelector('aside.sidebar')?.textContent.includes('Ada Lind')")
    assert "entities: {exclude: [ada-lind]}" in (desk.root / "content/articles/rain.md").read_text()
    assert refused == []


def test_a_suggestion_is_accepted_into_the_registry(desk, page):
    named = "Bo Quist of Brisk spoke. Bo Quist left."
    desk.write("content/articles/rain.md", RAIN.replace("It rained on Monday.", named))
    item = page.locator(f"{VIEW} li[data-entity='bo-quist']")
    item.wait_for(state="attached")

    page.click(f"{VIEW} summary")
    item.get_by_role("button", name="Accept").click()

    page.locator(f"{VIEW} li[data-entity='bo-quist']:has-text('registered')").wait_for()
    file = desk.root / "content/entities/bo-quist.md"
    assert "name: " in file.read_text()
    file.unlink()


def test_nothing_of_the_editors_view_is_in_what_is_printed(desk):
    printed = (desk.root / ".tearsheet/serve/articles/rain/index.html").read_text()
    assert "__tearsheet__" not in printed
    assert "data-tearsheet" not in printed
