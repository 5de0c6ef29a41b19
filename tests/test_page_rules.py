"""Every kind of page against rules that others wrote: axe-core's, and the names of microformats and schema.org."""

import json
import shutil
from importlib import resources
from pathlib import Path

import pytest

from generator.cli import main
from generator.serve.run import Server

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent
UNDER = "papers/reader/"
PAGES = {
    "front": "",
    "article": "articles/alibaba-apple-payments/",
    "everything": "articles/everything/",
    "entity": "entities/alibaba/",
    "listing": "articles/",
    "index": "entities/",
    "search": "search/",
    "manual": "docs/how-to/publish/",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """Serve the repository's own site, and an article that holds everything, from a folder deep in its host."""
    root, host = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("host")
    shutil.copytree(ROOT / "content", root / "content")
    shutil.copy(ROOT / "benchmarks/page/everything.md", root / "content/articles")
    shutil.copy(ROOT / "tearsheet.toml", root)
    with Server(host, port=0) as server:
        url = f"{server.url}{UNDER}"
        told = ["--base-url", url, "--jobs", "1", "--no-search"]
        assert main(["build", "--root", str(root), "--output", str(host / UNDER), *told]) == 0
        yield url


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(browser, base, name, scheme, width):
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    with browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(base + PAGES[name])
        found = page.evaluate(f"{axe}; axe.run(document, {{runOnly: {json.dumps(RULES)}}})")
    assert found["passes"]
    assert [(each["id"], node["html"]) for each in found["violations"] for node in each["nodes"]] == []
