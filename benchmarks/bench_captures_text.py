"""How well, and how fast, the article is cut out of a text capture: Tearsheet beside simple rules, in one run.

    python benchmarks/bench_captures_text.py build/bench [--folds 5]

The folder holds the unpacked sets that `train_captures.py` learns from. Scores are those of the
article-extraction-benchmark: runs of four words, precision and recall as means over the pages, F1 of these means;
behind each F1 its 95 % interval by bootstrap over the pages. Tearsheet's are of pages of sites that the trees did not
see (the sites are dealt into folds), which are grown for that: numpy and lightgbm are needed. Nothing is fetched.
"""

from __future__ import annotations  # what a page is, is known only where trees can be grown

import argparse
import random
import re
import statistics
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from unittest import mock

try:
    import train_captures
except ImportError as error:  # what grows trees is installed by hand
    LACKING = str(error)
else:
    LACKING = ""

from generator.convert import capture, forest, segment
from generator.model import Source

SAMPLES = 1000
WORD = re.compile(r"\w+")
Cutter = Callable[[Sequence[str]], Iterable[str]]
Counts = tuple[float, float, float]
"""Words in both, in the output alone, in the article alone, as shares of all three."""


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words of a text."""
    words = WORD.findall(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


def compare(gold: str, found: str) -> Counts:
    """Return how an output agrees with the article."""
    want, have = shingles(gold), shingles(found)
    both = sum((want & have).values())
    alone, lost = sum(have.values()) - both, sum(want.values()) - both
    whole = both + alone + lost
    return (both / whole, alone / whole, lost / whole) if whole else (0.0, 0.0, 0.0)


def score(counts: Sequence[Counts]) -> tuple[float, float, float]:
    """Return precision, recall and F1."""
    precisions = [both / (both + alone) for both, alone, _ in counts if both + alone]
    precision = statistics.mean(precisions) if precisions else 0.0
    recall = statistics.mean(both / (both + lost) if both + lost else 1.0 for both, _, lost in counts)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def interval(counts: Sequence[Counts]) -> tuple[float, float]:
    """Return the 95 % interval of F1, by bootstrap over the pages."""
    chance = random.Random(1)
    drawn = sorted(score(chance.choices(counts, k=len(counts)))[2] for _ in range(SAMPLES))
    return drawn[int(0.025 * SAMPLES)], drawn[int(0.975 * SAMPLES)]


def all_text(lines: Sequence[str]) -> Iterable[str]:
    """Keep everything."""
    return lines


def long_lines(lines: Sequence[str]) -> Iterable[str]:
    """Keep lines of 100 characters and more."""
    return [line for line in lines if len(line) >= 100]


def single_blocks(lines: Sequence[str]) -> Iterable[str]:
    """Keep lines of 40 characters and more that stand between blank lines."""
    padded = ["", *lines, ""]
    return [
        line
        for above, line, below in zip(padded, padded[1:], padded[2:], strict=False)
        if len(line) >= 40 and not above and not below
    ]


def best_run(lines: Sequence[str]) -> Iterable[str]:
    """Keep the contiguous lines that have most words beyond twelve each, sixty at most."""
    solid = [line for line in lines if line]
    best = (0, 0, 0)
    start = here = 0
    for at, line in enumerate(solid):
        if here <= 0:
            start, here = at, 0
        here += min(len(line.split()), 60) - 12
        best = max(best, (here, start, at + 1))
    return solid[best[1] : best[2]]


def justext_lines(lines: Sequence[str]) -> Iterable[str]:
    """Keep what jusText takes for good, each line a paragraph, in English."""
    from html import escape

    import justext

    page = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    stops = justext.get_stoplist("English")
    return [part.text for part in justext.justext(page, stops) if not part.is_boilerplate]


def ours(lines: Sequence[str]) -> Iterable[str]:
    """Keep what Tearsheet keeps."""
    return [line.text for line in segment.segment(lines).of("body", "subhead")]


def without_blanks(lines: Sequence[str]) -> list[str]:
    """Return a page as it is copied by what drops blank lines."""
    return [line for line in lines if line]


def double_spaced(lines: Sequence[str]) -> list[str]:
    """Return a page as it is copied by what puts a blank line behind every line."""
    return [each for line in lines if line for each in (line, "")]


def report(name: str, counts: Sequence[Counts]) -> None:
    """Print a row of the table."""
    precision, recall, f1 = score(counts)
    low, high = interval(counts)
    figures = f"{precision:.3f} | {recall:.3f} | {f1:.3f} | {low:.3f} to {high:.3f}"
    print(f"| {name} | {figures.replace('0.', '.')} |", flush=True)


def crossed(
    pages: Sequence[train_captures.Page],
    sets: Mapping[str, Sequence[tuple[train_captures.Page, Sequence[str]]]],
    folds: int,
) -> Iterator[tuple[str, list[Counts]]]:
    """Yield of each set what trees make of its pages that saw none of their sites."""
    found: dict[str, list[Counts]] = {name: [] for name in sets}
    for known, unseen in train_captures.folds(pages, folds):
        grown = forest.load(train_captures.fit(known))
        with mock.patch.object(forest, "shipped", lambda grown=grown: grown):
            for name, held in sets.items():
                found[name] += [
                    compare(page.gold, "\n".join(ours(lines))) for page, lines in held if page.site in unseen
                ]
    yield from found.items()


def quickest(work: Callable[[train_captures.Page], object], pages: Sequence[train_captures.Page]) -> float:
    """Return milliseconds of processor time for 10 KB: of each page the quickest of five rounds, as others work too."""
    size = sum(len("\n".join(page.lines).encode()) for page in pages) / 10_000
    work(pages[0])
    best = [float("inf")] * len(pages)
    for _ in range(5):
        for at, page in enumerate(pages):
            started = time.process_time()
            work(page)
            best[at] = min(best[at], time.process_time() - started)
    return 1000 * sum(best) / size


def speed(pages: Sequence[train_captures.Page]) -> None:
    """Print the processor's time for 10 KB, to cut and to convert as a whole, and the most memory that a page takes."""
    sources = {
        page.name: Source(path=f"articles/{page.name}.txt", data="\n".join(page.lines).encode(), sha256="")
        for page in pages
    }
    cut = quickest(lambda page: ours(page.lines), pages)
    whole = quickest(lambda page: list(capture.convert(sources[page.name])), pages)
    tracemalloc.start()
    for page in pages:
        ours(page.lines)
    memory = tracemalloc.get_traced_memory()[1] >> 10
    print(
        f"Processor time for 10 KB of a news page: {cut:.2f} ms to cut, {whole:.2f} ms to convert; {memory} KB at most."
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the archives of captures were unpacked")
    parser.add_argument("--folds", type=int, default=5, help="0 to score rules and time only")
    options = parser.parse_args()
    if LACKING:
        print(f"{LACKING}: pip install numpy lightgbm", file=sys.stderr)
        sys.exit(77)
    news = list(train_captures.read(options.folder, "aeb"))
    chrome = list(train_captures.read(options.folder, "aeb", "chrome"))
    others = list(train_captures.read(options.folder, "wcxb"))
    if not (news and chrome and others):
        sys.exit(f"{options.folder} lacks captures: nothing is measured")
    titles = {
        f"{len(news)} news pages (article-extraction-benchmark)": news,
        f"{len(others)} other pages (web-content-extraction-benchmark)": others,
    }
    sets: dict[str, list[tuple[train_captures.Page, Sequence[str]]]] = {}
    for title, pages in titles.items():
        sets[f"{title}: Tearsheet"] = [(page, page.lines) for page in pages]
        sets[f"{title}: Tearsheet, no blank lines"] = [(page, without_blanks(page.lines)) for page in pages]
        spaced = [(page, double_spaced(page.lines)) for page in pages]
        sets[f"{title}: Tearsheet, a blank line after every line"] = spaced
    sets[f"{next(iter(titles))}: Tearsheet, captured by a browser"] = [(page, page.lines) for page in chrome]
    cut = dict(crossed([*news, *others], sets, options.folds)) if options.folds else {}
    for title, pages in titles.items():
        print(f"| {title} | P | R | F1 | 95 % |\n|---|---|---|---|---|")
        rules: dict[str, Cutter] = {
            "all text": all_text,
            "lines of 100 characters or more": long_lines,
            "one-line blocks of 40 characters or more": single_blocks,
            "best contiguous run": best_run,
            "jusText on lines": justext_lines,
        }
        for label, rule in rules.items():
            report(label, [compare(page.gold, "\n".join(rule(page.lines))) for page in pages])
        for name, counts in cut.items():
            if name.startswith(title):
                report(name.removeprefix(f"{title}: "), counts)
        print()
    speed(news)


if __name__ == "__main__":
    main()
