"""Time `tearsheet serve --watch`: from the command to the first answer, and from a save to what an editor sees.

    python benchmarks/bench_serve.py [--articles 10 1000] [--saves 50] [--keep FOLDER]
    python benchmarks/bench_serve.py --memory 2000 [--articles 100]

Chromium shows an article; its file is saved with one more line, as an editor would save it; the page itself takes down
when that line is in it. Between two saves lie 0.3 to 1.5 seconds, from a generator with a fixed seed: some saves come
while the last one's rest is still being built. All but the last line is about one save: milliseconds, median and worst.
The processor time is the server's own, all builds between the saves included. A site that stands in the folder to keep
is used as it is, and was built before: there is no cold start to time.

`--memory` saves so often, without a browser, in this very process, a whole build after every twentieth, and says what
is held after each hundred: by the interpreter's account, and as the system sees it.
"""

import argparse
import gc
import http.client
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import corpus
from playwright.sync_api import Page, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")

NOTE = """
window.seen = {};
new MutationObserver(() => {
  for (const [mark] of document.body.textContent.matchAll(/mark-\\d+-\\d+-end/g))
    window.seen[mark] ??= performance.timeOrigin + performance.now();
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


def start(root: Path) -> tuple["subprocess.Popen[str]", str, float]:
    """Start the server and return it, its address, and the seconds until the address answered."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "generator", "serve", "--watch", "--port", "0", "--root", str(root)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout
    url = server.stdout.readline().partition(" ")[0].strip()
    link = http.client.HTTPConnection(url.removeprefix("http://").rstrip("/"))
    link.request("GET", "/")
    link.getresponse().read()
    return server, url, time.perf_counter() - began


def stop(server: "subprocess.Popen[str]") -> None:
    """End the server as Ctrl-C does."""
    server.send_signal(signal.SIGINT)
    server.wait(30)


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has used. Source: proc(5)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def save(page: Page, file: Path, run: int, number: int) -> float:
    """Save a file with one more line; return the milliseconds until the page showed it."""
    mark = f"mark-{run}-{number}-end"
    text = f"{file.read_text().rstrip()}\n\nThere was one more line, {mark}.\n"
    began = time.time()
    file.write_text(text)
    shown: float = page.wait_for_function("mark => window.seen?.[mark]", arg=mark, polling=20).json_value()
    return shown - began * 1000


def measure(root: Path, articles: int, saves: int) -> str:
    """Return one row of the table."""
    cold_told = ""
    if not (root / "content").is_dir():
        corpus.make(root, articles=articles)
        cold, _, cold_seconds = start(root)
        stop(cold)
        cold_told = f"{cold_seconds:.2f}"
    server, url, warm_seconds = start(root)
    file = root / f"content/articles/a{articles // 2:06}.md"
    rng = random.Random(1)
    run = int(time.time())  # marks of an earlier run stand in the file
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=next(filter(None, map(shutil.which, CHROMIUM)), None), args=["--no-sandbox"]
            )
            page = browser.new_page()
            page.set_default_timeout(120_000)
            page.add_init_script(NOTE)
            page.goto(f"{url}articles/{file.stem}/")
            save(page, file, run, 0)  # the first build after the start may still be on its way
            used = processor_seconds(server.pid)
            times = []
            for number in range(1, saves + 1):
                time.sleep(rng.uniform(0.3, 1.5))
                times.append(save(page, file, run, number))
            used = processor_seconds(server.pid) - used
            browser.close()
    finally:
        stop(server)
    return (
        f"| {articles:,} | {cold_told} | {warm_seconds:.2f} | {statistics.median(times):.0f} "
        f"| {max(times):.0f} | {1000 * used / saves:.0f} |"
    )


def remember(root: Path, articles: int, saves: int) -> None:
    """Print what is held after each hundred of saves."""
    from generator.cli.desk import Desk
    from generator.cli.telling import Telling
    from generator.serve.reload import Reload

    corpus.make(root, articles=articles)
    desk = Desk(root=root, folder=root / ".tearsheet/serve", drafts=False, telling=Telling(root, Reload(), noted=True))
    desk.want("now")
    desk.catch_up()
    file = root / f"content/articles/a{articles // 2:06}.md"
    text = file.read_text().rstrip()
    tracemalloc.start()
    print("| saves | held (kB) | resident (MB) |\n|---|---|---|")
    for number in range(1, saves + 1):
        file.write_text(f"{text}\n\nThere was one more line, the {number % 997}th of {number % 991}.\n")
        desk.changed(frozenset({file}))
        if number % 20 == 0:
            desk.catch_up()
        if number % 100 == 0:
            gc.collect()
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            resident = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
            print(f"| {number:,} | {tracemalloc.get_traced_memory()[0] / 1e3:,.0f} | {resident:.0f} |", flush=True)
    desk.close()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="*", default=[10, 1000])
    parser.add_argument("--saves", type=int, default=50)
    parser.add_argument("--keep", type=Path, help="make the sites here, and leave them")
    parser.add_argument("--memory", type=int, default=0, help="how many saves to look at the memory of")
    asked = parser.parse_args()
    if asked.memory:
        with tempfile.TemporaryDirectory() as folder:
            remember(Path(folder), asked.articles[0], asked.memory)
        return
    print(
        "| articles | first answer, cold (s) | warm (s) | save to screen, median (ms) | worst | processor a save (ms) |"
    )
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for articles in asked.articles:
            root = (asked.keep or Path(folder)) / str(articles)
            print(measure(root, articles, asked.saves), flush=True)


if __name__ == "__main__":
    main()
