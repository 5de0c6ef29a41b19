"""Measure checks: a first one, one with nothing changed, after one edit. Prints a Markdown table.

    python benchmarks/bench_check.py [--articles 10000 1000]

Processor time is that of whole commands, start-up and workers included (user and system, of this process's children).
"Looked at again" counts texts and pages: what a check after an edit may not exceed.
"""

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import corpus


def check(root: Path) -> tuple[float, float, int]:
    """Run a check and return its wall time, its processor time and how many texts and pages it looked at."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "generator", "check", "--root", str(root)], check=True, capture_output=True, text=True
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    looked = re.search(r"looked at (\d+) ", done.stderr)
    assert looked
    return wall, spent, int(looked[1])


def measure(articles: int) -> None:
    """Print the rows of one corpus."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        corpus.make(root, articles=articles)
        middle = root / f"content/articles/a{articles // 2:06}.md"

        def retitle() -> None:
            middle.write_text(re.sub(r"(?m)^title: .*$", "title: The matter of another title", middle.read_text()))

        kinds: dict[str, Callable[[], object]] = {
            "first": lambda: None,
            "nothing changed": lambda: None,
            "one body edited": lambda: middle.write_text(f"{middle.read_text().rstrip()} There was one more line.\n"),
            "one title edited": retitle,
        }
        for kind, prepare in kinds.items():
            prepare()
            wall, spent, looked = check(root)
            what = " texts and pages" if kind == "first" else ""
            print(f"| {articles:,}: {kind} | {wall:.2f} | {spent:.2f} | {looked:,}{what} |", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[1000])
    asked = parser.parse_args()
    print("| check | seconds | processor seconds | looked at again |\n|---|---|---|---|")
    for articles in asked.articles:
        measure(articles)


if __name__ == "__main__":
    main()
