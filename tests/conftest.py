"""What several test files share: a browser, a site."""

import os
import shutil

import pytest
from hypothesis import settings
from sites import CONFIG, Paper

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


# How long an example takes is the machine's: nothing here fails by the clock.
settings.register_profile("without a clock", deadline=None)
settings.load_profile("without a clock")


# For a module, not for the session: while it lives, no event loop of a test's own can run in this thread.
@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        refuse = pytest.fail if os.environ.get("TEARSHEET_REQUIRE_BROWSER") else pytest.skip
        refuse("no chromium, chromium-browser or google-chrome on the path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Without a sandbox, since a container's user may be root; without /dev/shm, which there is small.
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    context = browser.new_context()
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108 the library marks what it is given
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path / "paper")
    made.write({"tearsheet.toml": CONFIG, "content/articles/.keep": ""})
    return made
