"""Measure checks: a first one, one with nothing changed, after one edit. Prints a Markdown table.

    python benchmarks/bench_check.py [--articles 1000]

Processor time is that of whole commands, start-up and workers included (user and system, of this process's children).
"Looked at" counts texts and pages that were looked at again: what a check after an edit may not exceed.
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


def check(root: Path) -> tuple[float, float, str]:
    """Run a check and return its wall time, its processor time and its last line."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "generator", "check", "--root", str(root)], check=True, capture_output=True, text=True
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, spent, done.stderr.strip().splitlines()[-1]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        corpus.make(root, articles=asked.articles)
        middle = root / f"content/articles/a{asked.articles // 2:06}.md"

        def retitle() -> None:
            middle.write_text(re.sub(r"(?m)^title: .*$", "title: The matter of another title", middle.read_text()))

        kinds: dict[str, Callable[[], object]] = {
            "first": lambda: None,
            "nothing changed": lambda: None,
            "one body edited": lambda: middle.write_text(f"{middle.read_text().rstrip()} There was one more line.\n"),
            "one title edited": retitle,
        }
        print(f"{asked.articles} articles\n")
        print("| check | seconds | processor seconds | |\n|---|---|---|---|")
        for kind, prepare in kinds.items():
            prepare()
            wall, spent, said = check(root)
            print(f"| {kind} | {wall:.2f} | {spent:.2f} | {said} |", flush=True)


if __name__ == "__main__":
    main()
