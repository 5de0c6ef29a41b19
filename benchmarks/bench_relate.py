"""Measure how articles are related: CPU time and bytes an article, and what one new article remakes. Prints tables.

    python benchmarks/bench_relate.py [--sizes 1000 10000 100000] [--built 1000 10000]

The index is timed on invented findings: each article names about twenty entities of as many as a third of the articles,
as often as Zipf's law has it, the first of them most saliently; bodies are invented too. Times are of this process
alone and of one core (`time.process_time`), the least of three runs. What a new article remakes is counted on whole
sites (`benchmarks/corpus.py`), which take a while at 10,000.
"""

import argparse
import gc
import itertools
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent))

import corpus

from generator import config, plugins
from generator.link import related, versions
from generator.model import Found
from generator.pipeline.job import Job
from generator.pipeline.publish import publish

T = TypeVar("T")

NAMED = 22
NOW = 1_600_000_000
RUNS = 3


def findings(size: int) -> dict[str, tuple[Found, ...]]:
    """Return invented findings of `size` articles."""
    rng = random.Random(size)
    keys = [f"entity-{number}" for number in range(max(200, size // 3))]
    weights = list(itertools.accumulate(1 / (number + 1) for number in range(len(keys))))
    made = {}
    for article in range(size):
        named = dict.fromkeys(rng.choices(keys, cum_weights=weights, k=NAMED))
        made[f"a{article:06}"] = tuple(
            Found(key=key, name="", type="person", salience=round(max(0.02, 1 - 0.06 * rank - 0.05 * rng.random()), 4))
            for rank, key in enumerate(named)
        )
    return made


def sketches(size: int) -> list[bytes]:
    """Return the sketches of `size` invented bodies, one in fifty a copy of one before it."""
    rng = random.Random(size)
    pool = [
        versions.sketch(corpus.body(rng, [f"Name{number} Surname{number}" for number in range(6)], 300))
        for _ in range(min(size, 1000))
    ]
    out = []
    for number in range(size):
        marks = bytearray(pool[number % len(pool)])
        if number >= len(pool) and number % 50:
            marks[4:] = rng.randbytes(len(marks) - 4)  # another text, as long: hashes are as good as random
            words = sorted(int.from_bytes(marks[at : at + 4], sys.byteorder) for at in range(4, len(marks), 4))
            marks[4:] = b"".join(word.to_bytes(4, sys.byteorder) for word in words)
        out.append(bytes(marks))
    return out


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the CPU seconds of the fastest of a few runs, and what the last returned."""
    times = []
    for _ in range(RUNS - 1):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    started = time.process_time()
    made = work()
    return min(*times, time.process_time() - started), made


def measure(size: int) -> None:
    """Print one line of the first table."""
    found = findings(size)
    order = list(found)
    gc.freeze()
    indexing, index = timed(lambda: related.index(order, found, dated=size))
    marks = sketches(size)
    known = dict(zip(order, marks, strict=True))
    telling, told = timed(lambda: versions.told(order, known.__getitem__))
    oldest, place = told.stories(), {key: at for at, key in enumerate(order)}
    story = [place[oldest.get(key, key)] for key in order]
    relating, _ = timed(lambda: [related.relate(index, key, found, story=story) for key in order])
    held = sum(sys.getsizeof(places) + sys.getsizeof(weights) for places, weights in index.postings.values())
    held += sum(map(len, marks))
    total = indexing + telling + relating
    print(f"| {size} | {indexing:.2f} | {telling:.2f} | {relating:.2f} | {total:.2f} | ", end="")
    print(f"{1000 * total / size:.3f} | {held / size:.0f} |", flush=True)


def remade(size: int) -> None:
    """Print one line of the second table: what a new article, and then an undated one, make again."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        corpus.make(root, articles=size)
        settings = config.load(root)
        job = Job(root=root, config=settings, plugins=plugins.load(root, ()), output=root / "site", now=NOW, ask=False)
        publish(job)
        body = corpus.body(random.Random(0), [name for _, name, _ in corpus.registry(random.Random(1), 6)], 300)
        for kind, front in (("dated", "published: 2020-08-01\n"), ("undated", "")):
            text = f"---\ntitle: One more, {kind}\nsection: Culture\ntags: [trade]\n{front}---\n\n{body}\n"
            (root / f"content/articles/z-{kind}.md").write_text(text)
            report = publish(job)
            counts = Counter(_kind(key) for key in report.outcome.made)
            told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
            print(
                f"| {size} | {kind} | {sum(counts.values())} of {report.outcome.kept + sum(counts.values())} | ", end=""
            )
            print(f"{counts['article pages']} | {told} |", flush=True)


def _kind(key: str) -> str:
    kind, _, rest = key.partition(" ")
    if kind != "page":
        return kind
    if re.fullmatch(r"/articles/[^/]+/", rest):
        return "article pages"
    return "entity pages" if rest.startswith("/entities/") else "list pages"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 10000, 100000])
    parser.add_argument("--built", type=int, nargs="*", default=[1000])
    asked = parser.parse_args()
    print("| articles | index, s | versions, s | related, s | all, s | ms an article | bytes an article |")
    print("|---|---|---|---|---|---|---|")
    for size in asked.sizes:
        measure(size)
    print("\n| articles | one more | made again | article pages | of which kinds |\n|---|---|---|---|---|")
    for size in asked.built:
        remade(size)


if __name__ == "__main__":
    main()
