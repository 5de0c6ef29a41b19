"""Check the printed page as a browser, a validator and an auditor see it: `make check-page`.

The repository's own site, and one article that holds everything an article may hold, are built under a sub-path and
served on loopback. Then, on one page of each kind, light and dark, 390 and 1280 pixels wide:

- axe-core finds no violation; the console is silent (so the page's own policy is kept); nothing is asked of any other
  host; nothing scrolls sideways; without JavaScript the same text stands there and no button that would do nothing.
- The Nu checker finds no error in any printed page (it needs Java; without it that is said and left out).
- Lighthouse gives 100 in its four categories, light and dark, on a phone and on a desk; what a page that is not to be
  indexed does for search engines is not asked (it needs Node and takes ten minutes or more).

    python benchmarks/check_page.py [--only axe,nu,lighthouse] [--shots FOLDER]

axe-core comes with the development requirements; `make check-page` installs the rest, as `page/package.json` pins it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import resources
from itertools import product
from pathlib import Path
from typing import Any

from generator.cli import main
from generator.serve.run import Server

HERE = Path(__file__).parent
ROOT = HERE.parent
TOOLS = ROOT / ".venv/page/node_modules"
UNDER = "papers/reader/"
AUDITED = {
    "front": "",
    "article": "articles/alibaba-new-york-listing/",
    "everything": "articles/everything/",
    "entity": "entities/alibaba/",
    "listing": "articles/",
    "index": "entities/",
    "search": "search/",
    "manual": "docs/how-to/publish/",
}
"""Pages that Lighthouse looks at too."""

PAGES = AUDITED | {
    "capture": "articles/alibaba-apple-payments/",
    "section": "sections/business/",
    "archive": "archive/",
    "tags": "tags/",
    "corrections": "corrections/",
    "withdrawn": "articles/apple-pay-fees/",
    "republish": "articles/everything/republish/",
    "about": "about/",
    "lost": "404.html",
}
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
FORMS = {
    "phone": ["--screenEmulation.width=390", "--screenEmulation.height=844"],
    "desk": ["--preset=desktop", "--screenEmulation.width=1280", "--screenEmulation.height=900"],
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TRIES = 3
"""Lighthouse measures the clock: a busy machine may need a second look."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


def build(root: Path, output: Path, base: str) -> None:
    """Print the site that is looked at."""
    shutil.copytree(ROOT / "content", root / "content")
    shutil.copy(HERE / "page/everything.md", root / "content/articles/everything.md")
    settings = (ROOT / "tearsheet.toml").read_text("utf-8")
    head = 'report_errors_to = "editor@example.org"\ncompress = false\n'
    extra = '\n[markdown]\nmath = true\n[comments]\nwrite_to = "letters@example.org"\n'
    (root / "tearsheet.toml").write_text(head + settings + extra, "utf-8")
    if main(["build", "--root", str(root), "--output", str(output), "--base-url", base, "--jobs", "1"]):
        raise SystemExit("the site could not be built")


def browse(base: str, shots: Path | None) -> Iterator[str]:
    """Yield what is wrong with the pages in a browser."""
    from playwright.sync_api import sync_playwright

    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for scheme in SCHEMES:
            for width in WIDTHS:
                context = browser.new_context(
                    viewport={"width": width, "height": 844 if width < 600 else 900},
                    color_scheme="light" if scheme == "light" else "dark",
                    bypass_csp=False,
                )
                for name, address in PAGES.items():
                    where = f"{name}, {scheme}, {width}"
                    yield from (f"{where}: {fault}" for fault in look(context, base, address, axe))
                    if shots:
                        page = context.new_page()
                        page.goto(base + address)
                        page.screenshot(path=shots / f"{name}-{scheme}-{width}.png", full_page=True)
                        if scheme == "light" and width > 600:
                            page.pdf(path=shots / f"{name}.pdf", format="A4")
                        page.close()
                context.close()
        context = browser.new_context(java_script_enabled=False)
        for name, address in PAGES.items():
            yield from (f"{name}, no script: {fault}" for fault in unscripted(context, base + address))
        browser.close()


def look(context: Any, base: str, address: str, axe: str) -> Iterator[str]:
    """Yield the faults of one page at one width in one scheme."""
    heard: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    page.on("request", lambda asked: None if asked.url.startswith(base) else heard.append(f"asks {asked.url}"))
    page.on("response", lambda answer: heard.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.goto(base + address, wait_until="load")
    yield from heard
    aside = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if aside > 0:
        yield f"scrolls sideways by {aside} pixels"
    # The debugger's own door: the page's policy, rightly, lets no such script in.
    found = page.evaluate(f"{axe}; axe.run(document, {{runOnly: {json.dumps(RULES)}}})")
    for violation in found["violations"]:
        for node in violation["nodes"]:
            yield f"axe {violation['id']}: {violation['help']}: {node['html'][:200]}"
    page.close()


def unscripted(context: Any, url: str) -> Iterator[str]:
    """Yield what a reader without JavaScript misses."""
    page = context.new_page()
    page.goto(url)
    if page.locator("h1:visible").count() != 1:
        yield "no headline"
    if page.locator("main").inner_text().strip() == "":
        yield "no text"
    for button in page.locator("button:visible, form:visible").all_inner_texts():
        yield f"a button that does nothing: {button}"
    page.close()


def validate(folder: Path) -> Iterator[str]:
    """Yield the Nu checker's errors, of every page."""
    jar = TOOLS / "vnu-jar/build/dist/vnu.jar"
    if not jar.is_file() or not shutil.which("java"):
        print("left out: the Nu checker, which needs Java and `make check-page`")
        return
    told = subprocess.run(
        ["java", "-Xss4m", "-jar", str(jar), "--errors-only", "--format", "json", "--skip-non-html", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    ).stderr
    for message in json.loads(told)["messages"]:
        path = message.get("url", "").partition(UNDER)[2]
        yield f"Nu: {path}:{message.get('lastLine', 0)}: {message['message']}: {message.get('extract', '')!r}"


def audit(base: str, folder: Path, work: Path) -> Iterator[str]:
    """Yield the categories in which Lighthouse gives a page less than 100."""
    program = TOOLS / "lighthouse/cli/index.js"
    if not program.is_file() or not shutil.which("node"):
        print("left out: Lighthouse, which needs Node and `make check-page`")
        return
    for name, address in AUDITED.items():
        for form, scheme in product(FORMS, SCHEMES):
            where = f"{name}, {form}, {scheme}"
            best: dict[str, float] = {}
            said: dict[str, str] = {}
            hidden = b'name="robots" content="noindex' in (folder / address / "index.html").read_bytes()
            for _ in range(TRIES):
                report = lighthouse(program, base + address, form=form, scheme=scheme, into=work / "report.json")
                for key, category in report["categories"].items():
                    if key == "seo" and hidden:
                        continue
                    score = category["score"] or 0
                    if score > best.get(key, -1):
                        best[key] = score
                        said[key] = "; ".join(
                            f"{audit['id']} {audit.get('displayValue', '')}"
                            for each in category["auditRefs"]
                            if each["weight"] and (audit := report["audits"][each["id"]])["score"] not in (None, 1)
                        )
                if min(best.values()) == 1:
                    break
            print(
                f"lighthouse {where}:",
                *(f"{key} {100 * best[key]:.0f}" for key in CATEGORIES if key in best),
                flush=True,
            )
            yield from (
                f"{where}: Lighthouse {key} {100 * score:.0f}: {said[key]}" for key, score in best.items() if score < 1
            )


def lighthouse(program: Path, url: str, *, form: str, scheme: str, into: Path) -> dict[str, Any]:
    """Return Lighthouse's report of a page on one kind of machine in one scheme."""
    flags = [*ARGUMENTS, "--headless=new", *(["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else [])]
    subprocess.run(
        [
            "node",
            str(program),
            url,
            "--quiet",
            "--output=json",
            f"--output-path={into}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={' '.join(flags)}",
            "--no-enable-error-reporting",
            *FORMS[form],
        ],
        env={**os.environ, "CHROME_PATH": CHROMIUM or ""},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    made: dict[str, Any] = json.loads(into.read_text("utf-8"))
    return made


def check(only: set[str], shots: Path | None) -> list[str]:
    """Return everything that is wrong."""
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as work, Server(Path(work, "host"), port=0) as server:
        base = f"{server.url}{UNDER}"
        output = Path(work, "host", UNDER)
        Path(work, "sources").mkdir()
        build(Path(work, "sources"), output, base)
        if "axe" in only:
            faults += browse(base, shots)
        if "nu" in only:
            faults += validate(output)
        if "lighthouse" in only:
            faults += audit(base, output, Path(work))
    return faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="axe,nu,lighthouse", help="which of axe, nu, lighthouse")
    parser.add_argument("--shots", type=Path, help="a folder for pictures of the pages")
    asked = parser.parse_args()
    if CHROMIUM is None:
        sys.exit("no chromium, chromium-browser or google-chrome on the path")
    if asked.shots:
        asked.shots.mkdir(parents=True, exist_ok=True)
    wrong = check(set(asked.only.split(",")), asked.shots)
    print(*wrong, sep="\n")
    sys.exit(f"{len(wrong)} faults" if wrong else 0)
