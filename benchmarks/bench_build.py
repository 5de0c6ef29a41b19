"""Time whole builds: clean, unchanged, after one edit; and what starting costs. Prints a Markdown table and a line.

    python benchmarks/bench_build.py [--articles 1000] [--runs 3]

Each figure is the median wall time of whole commands, start-up included, on a corpus of invented articles
(`benchmarks/corpus.py`), beside the ratio to the clean build of the same run; the last column is what the command
said. The first build of an installation compiles templates, and is not among them. The line tells the least of five
times of `tearsheet --help`.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import corpus


def build(root: Path, *more: str) -> tuple[float, str]:
    """Run a build and return its wall time in seconds, and its last line."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "generator", "build", "--root", str(root), *more],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""},
    )
    return time.perf_counter() - started, done.stdout.strip().splitlines()[-1]


def start_up() -> float:
    """Return the wall time of the command that does least, in seconds."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "generator", "--help"], check=True, capture_output=True)
    return time.perf_counter() - begun


def add_line(path: Path, run: int) -> None:
    """Lengthen the last paragraph of an article."""
    path.write_text(f"{path.read_text().rstrip()} There was one more line, the {run}th.\n")


def retitle(path: Path, run: int) -> None:
    """Give an article another title."""
    path.write_text(re.sub(r"(?m)^title: .*$", f"title: The matter of the {run}th title", path.read_text(), count=1))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root, old = Path(folder, "site"), Path(folder, "put-by")
        corpus.make(root, articles=asked.articles)
        middle = root / f"content/articles/a{asked.articles // 2:06}.md"
        kinds: dict[str, Callable[[int], None]] = {
            "clean": lambda _: corpus.put_by(root / ".tearsheet", old),
            "nothing changed": lambda _: None,
            "one body edited": lambda run: add_line(middle, run),
            "one title edited": lambda run: retitle(middle, run),
            "one article added": lambda run: shutil.copy(middle, middle.with_name(f"z{run}.md")),
        }
        build(root)
        print("| build | seconds | ratio to clean | |\n|---|---|---|---|")
        clean = 0.0
        for kind, prepare in kinds.items():
            times, said = [], ""
            for run in range(asked.runs):
                prepare(run)
                if kind == "clean":
                    corpus.put_by(root / "site", old)
                seconds, said = build(root)
                times.append(seconds)
            median = statistics.median(times)
            clean = clean or median
            print(f"| {kind} | {median:.2f} | {median / clean:.3f} | {said} |", flush=True)
    print(f"\n`tearsheet --help`: {min(start_up() for _ in range(5)):.2f} s.")


if __name__ == "__main__":
    main()
