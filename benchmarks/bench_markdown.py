"""Time the reading of Markdown against Python-Markdown itself, and look for a document that comes out otherwise.

    python benchmarks/bench_markdown.py [--documents 10000] [--upstream FOLDER] [--captures FOLDER]

Prints processor time per document and the ratio stock/ours, for news prose and for this repository's content, and how
many of these are read directly. Then counts of documents compared, and how many came out otherwise: `content/`, drawn
documents (`tests/markdown_documents.py`), and with `--upstream` the documents of Python-Markdown's own tests and those
tests themselves (the folder of its source, as its sdist unpacks). `--captures` is a folder of captures, whose bodies
are timed as `tearsheet convert` writes them, or of Markdown files.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import markdown
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests")]

import corpus  # noqa: E402 found by the path above
import markdown_documents  # noqa: E402 found by the path above

from generator.config import Markdown  # noqa: E402 found by the path above
from generator.render import body, extensions, sanitise  # noqa: E402 found by the path above
from generator.render.markdown import reader as ours  # noqa: E402 found by the path above

SITE = (*Markdown().extensions, "toc", "codehilite")
TIMED: dict[str, dict[str, Any]] = {
    "plain": {},
    "the site's": {"extensions": SITE, "output_format": "html"},
    "extra, toc, smarty": {"extensions": ["extra", "toc", "smarty"]},
}
COMPARED: dict[str, dict[str, Any]] = TIMED | {
    "extra": {"extensions": ["extra"]},
    "lists": {"extensions": ["sane_lists", "smarty", "admonition", "wikilinks", "toc"]},
    "breaks": {"extensions": ["nl2br", "meta", "attr_list", "abbr", "toc"]},
    "angles": {"extensions": ["smarty"], "extension_configs": {"smarty": {"smart_angled_quotes": True}}},
    "contents": {"extensions": ["toc", "def_list", "tables"], "extension_configs": {"toc": {"permalink": True}}},
}


def texts(files: Iterable[Path]) -> list[str]:
    """Return the bodies of Markdown files, front matter cut."""
    read = (path.read_text(encoding="utf-8", errors="replace") for path in sorted(files))
    return [text.split("\n---\n", 1)[-1] if text.startswith("---\n") else text for text in read]


def converted(folder: Path) -> list[str]:
    """Return the bodies of a folder's captures; of Markdown files, these themselves."""
    if not any(folder.rglob("*.html")):
        return texts(folder.rglob("*.md"))
    with tempfile.TemporaryDirectory() as made:
        command = [sys.executable, "-m", "generator", "convert", str(folder.resolve()), "--into", made]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # a page without an article is no matter
        return texts(Path(made).rglob("*.md"))


def articles(count: int) -> list[str]:
    """Return bodies as `corpus.make` writes them."""
    rng = random.Random(3)
    known = corpus.registry(rng, 100)
    return [corpus.body(rng, [name for _, name, _ in rng.sample(known, 6)], 600) for _ in range(count)]


def paragraphs(count: int) -> list[str]:
    """Return the same without any mark."""
    lines = ([line for line in text.split("\n\n") if line[:1] not in '#"'] for text in articles(count))
    return ["\n\n".join(each).replace("*", "") for each in lines]


def milliseconds(read: Callable[[str], object], documents: Sequence[str]) -> float:
    """Return the least processor time of five passes, per document."""
    least = float("inf")
    for _ in range(5):
        started = time.process_time()
        for document in documents:
            read(document)
        least = min(least, time.process_time() - started)
    return 1000 * least / len(documents)


def forgetting(reader: markdown.Markdown) -> Callable[[str], str]:
    """Return how a reader reads document after document."""
    return lambda source: reader.reset().convert(source)


def whole(source: str) -> object:
    """Return the words of a body that the library reads and our cleaner cleans; nothing is counted."""
    reader = WHOLE.reset()
    return sanitise.plain(sanitise.clean(markdown.Markdown.convert(reader, source), resolve=str))


WHOLE = extensions.reader(Markdown())


def timed(kinds: dict[str, list[str]]) -> None:
    """Print the table of times."""
    print("| prose | extensions | stock, ms | ours, ms | ratio | read directly |\n|---|---|---|---|---|---|")
    for kind, documents in kinds.items():
        for name, options in TIMED.items():
            stock, quick = markdown.Markdown(**options), ours.Reader(**options)
            slow, fast = milliseconds(forgetting(stock), documents), milliseconds(forgetting(quick), documents)
            direct = sum(quick.reset().reads_directly(document) for document in documents)
            print(
                f"| {kind} | {name} | {slow:.3f} | {fast:.3f} | {slow / fast:.1f} | {direct} of {len(documents)} |",
                flush=True,
            )
        slow = milliseconds(whole, documents)
        fast = milliseconds(lambda source: body.render(source, options=Markdown()), documents)
        print(f"| {kind} | a whole body | {slow:.3f} | {fast:.3f} | {slow / fast:.1f} | |", flush=True)


def outcome(reader: markdown.Markdown, source: str) -> object:
    """Return what a reader makes of a document, an exception included."""
    try:
        printed = reader.reset().convert(source)
    except Exception as error:  # noqa: BLE001 the library's, whatever it is: ours must raise the same
        return repr(error)
    return printed, *(getattr(reader, name, None) for name in ("toc", "toc_tokens", "references"))


class Comparison:
    """Documents compared under every set of extensions."""

    def __init__(self) -> None:
        self.pairs = [(markdown.Markdown(**options), ours.Reader(**options)) for options in COMPARED.values()]
        self.documents = self.direct = self.otherwise = 0

    def add(self, source: str) -> None:
        """Compare one document."""
        self.documents += 1
        for stock, quick in self.pairs:
            same = outcome(stock, source) == outcome(quick, source)
            self.direct += quick.reset().reads_directly(source)
            self.otherwise += not same
            if not same:
                print(f"otherwise: {source!r}", file=sys.stderr)

    def print(self, name: str) -> None:
        """Print a row."""
        made = self.documents * len(self.pairs)
        print(f"| {name} | {self.documents:,} | {made:,} | {self.direct:,} | {self.otherwise:,} |", flush=True)


def drawn(count: int) -> Iterable[str]:
    """Return drawn documents, the same each time."""
    found: list[str] = []

    @settings(
        max_examples=count, database=None, derandomize=True, phases=[Phase.generate], deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.one_of(markdown_documents.documents(), markdown_documents.prose()))
    def draw(source: str) -> None:
        found.append(source)

    draw()
    return found


PATCH = """
import markdown, sys, unittest
from generator.render.markdown.reader import Reader
if sys.argv.pop() == "ours":
    markdown.Markdown = markdown.core.Markdown = Reader
unittest.main(module=None, argv=["", "discover", "-t", ".", "-s", "tests"], verbosity=0)
"""


def upstream(folder: Path) -> None:
    """Run the library's own tests on it and on ours, and print what came of them."""
    told = {}
    for who in ("stock", "ours"):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PATCH, who],
            cwd=folder, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        ran, last = re.search(r"(?m)^Ran (\d+) tests", done.stderr), done.stderr.strip().splitlines()[-1]
        told[who] = (int(ran[1]) if ran else 0, last)
    count, last = told["ours"]
    skipped = re.fullmatch(r"OK(?: \(skipped=(\d+)\))?", last)
    if told["stock"] == told["ours"] and skipped and count:
        less = f" ({skipped[1]} of them skip, on either)" if skipped[1] else ""
        print(f"\nPython-Markdown's own {count:,} tests pass on ours in its place{less}.")
        return
    for who, (count, last) in told.items():
        print(f"\nIts own tests on {who}: {count:,} ran, {last}.")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--upstream", type=Path)
    parser.add_argument("--captures", type=Path)
    asked = parser.parse_args()
    kinds = {"paragraphs": paragraphs(60), "articles": articles(60)}
    if asked.captures:
        kinds["captures"] = converted(asked.captures)
        if not kinds["captures"]:
            sys.exit(f"{asked.captures} holds no captures")
    kinds["`content/`"] = texts((ROOT / "content").rglob("*.md"))
    timed(kinds)
    print("\n| documents | number | readings | direct | came out otherwise |\n|---|---|---|---|---|")
    sets: dict[str, Iterable[str]] = {"`content/`": kinds["`content/`"], "drawn by Hypothesis": drawn(asked.documents)}
    if asked.upstream:
        sets["of Python-Markdown's tests"] = texts(asked.upstream.rglob("tests/**/*.txt"))
        if not sets["of Python-Markdown's tests"]:
            sys.exit(f"{asked.upstream} is not the source of Python-Markdown: it holds no tests")
    for name, documents in sets.items():
        compared = Comparison()
        for document in documents:
            compared.add(document)
        compared.print(name)
    if asked.upstream:
        upstream(asked.upstream)


if __name__ == "__main__":
    main()
