"""Measure what of saved pages is taken for the article, beside the extractors that others use, in one run.

The data is a folder of pages, and of each the text of its article (`data/aeb/html/dev/<id>.html` and
`data/aeb/gold/dev/<id>.json`). The measure is that of the article-extraction-benchmark: precision and recall of
shingles of four words, averaged over pages. Each tool is also run on the pages stripped of classes and ids, of
metadata, of elements that say what they are for, and of all three: it shows what an extractor leans on.

Each tool runs in a process of its own, of bounded time and memory. Others take part where they are installed:
pip install readability-lxml newspaper4k justext resiliparse

    python benchmarks/bench_captures_html.py build/bench [--all]
"""

import argparse
import importlib.metadata
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lxml import html
from lxml.html import HtmlElement

Extract = Callable[[bytes], str]
Share = tuple[float, float, float]
"""Right, wrong and missing shingles of a page, as shares of all."""

WORD = re.compile(r"\w+")
SHINGLE = 4
ROUNDS = 2000
BEST_OF = 2
"""Runs of a page, the quickest of which counts."""

SECONDS = 240
MEMORY = 4_000_000_000
"""What the process of one tool may take, in seconds of the processor and bytes; one that wants more is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A saved page, and the text of its article."""

    data: bytes
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a tool did, page by page."""

    shares: Sequence[Share]
    exact: Sequence[bool]
    seconds: Sequence[float]
    """Of the processor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a tool did with all variants of the pages, the pages as they were saved first."""

    variants: Sequence[Result]
    peak: float
    """The most memory of its process over the pages as saved, in MB."""


def tearsheet() -> Extract:
    """Return our own: what would be printed, without its markup."""
    from markdown_it import MarkdownIt

    from generator.convert import html as converter
    from generator.errors import ContentError
    from generator.model import Article, Source

    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])

    def extract(data: bytes) -> str:
        source = Source(path="page.html", data=data, sha256="0" * 64)
        try:
            return next(item.body for item in converter.convert(source) if isinstance(item, Article))
        except ContentError:
            return ""

    def words(markdown: str) -> str:
        parts = []
        for token in reader.parse(markdown):
            if token.type == "inline":
                shown = ("text", "code_inline", "text_special")
                parts += ["".join(c.content if c.type in shown else "\n" for c in token.children or ())]
            elif token.type in ("fence", "code_block"):
                parts.append(token.content)
        return "\n".join(parts)

    extract.words = words  # type: ignore[attr-defined] # not part of what is timed
    return extract


def trafilatura(**options: bool) -> Callable[[], Extract]:
    """Return a maker of trafilatura in one of its modes."""

    def make() -> Extract:
        from trafilatura import extract

        return lambda data: extract(data, include_comments=False, **options) or ""

    return make


def readability() -> Extract:
    """Return readability-lxml, whose result is HTML."""
    from readability import Document

    blocks = (
        "blockquote",
        "br",
        "dd",
        "div",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "p",
        "pre",
        "td",
        "th",
        "tr",
    )

    def extract(data: bytes) -> str:
        tree = html.fromstring(Document(data.decode("utf-8", "replace")).summary())
        for node in tree.iter(*blocks):
            node.text, node.tail = f"\n{node.text or ''}", f"\n{node.tail or ''}"
        return str(tree.text_content())

    return extract


def newspaper() -> Extract:
    """Return newspaper4k, told not to ask the network for pictures."""
    from newspaper import Article

    def extract(data: bytes) -> str:
        article = Article("https://page.example/", fetch_images=False)
        article.download(input_html=data.decode("utf-8", "replace"))
        article.parse()
        return str(article.text)

    return extract


def justext() -> Extract:
    """Return jusText with the stop words of all its languages."""
    import justext as library

    words = frozenset(word for language in library.get_stoplists() for word in library.get_stoplist(language))
    return lambda data: "\n".join(each.text for each in library.justext(data, words) if not each.is_boilerplate)


def resiliparse() -> Extract:
    """Return Resiliparse."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda data: extract_plain_text(data.decode("utf-8", "replace"), main_content=True, comments=False)


TOOLS: Mapping[str, tuple[str, Callable[[], Extract]]] = {
    "Tearsheet": ("tearsheet", tearsheet),
    "trafilatura": ("trafilatura", trafilatura()),
    "trafilatura, precision": ("trafilatura", trafilatura(favor_precision=True)),
    "trafilatura, fast": ("trafilatura", trafilatura(fast=True)),
    "readability-lxml": ("readability-lxml", readability),
    "newspaper4k": ("newspaper4k", newspaper),
    "jusText": ("justext", justext),
    "Resiliparse": ("resiliparse", resiliparse),
}


def without_names(tree: HtmlElement) -> None:
    """Take classes and ids off a page."""
    for node in tree.iter():
        if isinstance(node.tag, str):
            node.attrib.pop("class", None)
            node.attrib.pop("id", None)


def without_metadata(tree: HtmlElement) -> None:
    """Take scripts and meta tags out of a page."""
    for node in list(tree.iter("script", "meta")):
        node.drop_tree()


def without_meaning(tree: HtmlElement) -> None:
    """Make the elements that say what they are for into those that do not."""
    for node in tree.iter(
        "article", "aside", "figcaption", "figure", "footer", "header", "main", "nav", "section", "time"
    ):
        node.tag = "div"
    for node in tree.iter():
        if isinstance(node.tag, str):
            for name in ("role", "itemprop", "itemscope", "itemtype"):
                node.attrib.pop(name, None)


def without_all(tree: HtmlElement) -> None:
    """Strip a page of all three."""
    without_names(tree)
    without_metadata(tree)
    without_meaning(tree)


VARIANTS: Mapping[str, Callable[[HtmlElement], None] | None] = {
    "as saved": None,
    "no class, no id": without_names,
    "no metadata": without_metadata,
    "no semantic elements": without_meaning,
    "none of these": without_all,
}


def read(folder: Path) -> Iterator[Page]:
    """Yield the pages of the folder."""
    for known in sorted((folder / "data" / "aeb" / "gold" / "dev").glob("*.json")):
        page = folder / "data" / "aeb" / "html" / "dev" / f"{known.stem}.html"
        if page.exists():
            yield Page(data=page.read_bytes(), body=json.loads(known.read_text(encoding="utf-8"))["body"])


def stripped(pages: Iterable[Page], strip: Callable[[HtmlElement], None] | None) -> list[Page]:
    """Return pages stripped of something."""
    if strip is None:
        return list(pages)
    made = []
    for page in pages:
        tree = html.document_fromstring(page.data, parser=html.HTMLParser(encoding="utf-8"))
        strip(tree)
        made.append(Page(data=html.tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>"), body=page.body))
    return made


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return runs of four words with their counts."""
    words = WORD.findall(text)
    count = max(1, len(words) - SHINGLE + 1) if words else 0
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(count))


def share(gold: str, found: str) -> Share:
    """Return what of a page is right, wrong and missing."""
    ours, theirs = shingles(gold), shingles(found)
    right = sum((ours & theirs).values())
    counts = (right, theirs.total() - right, ours.total() - right)
    return tuple(count / max(1, sum(counts)) for count in counts)  # type: ignore[return-value] # three they are


def scores(shares: Sequence[Share]) -> tuple[float, float, float]:
    """Return precision, recall and F1, as the article-extraction-benchmark averages them."""
    precision = statistics.fmean([right / (right + wrong) for right, wrong, _ in shares if right + wrong] or [0])
    recall = statistics.fmean([right / (right + missing) for right, _, missing in shares if right + missing] or [0])
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def run(extract: Extract, pages: Sequence[Page], *, timed: bool) -> Result:
    """Run a tool over pages; one that fails on a page finds nothing there."""
    words = getattr(extract, "words", str)
    shares, exact, seconds = [], [], []
    for page in pages:
        took = []
        found = ""
        for _ in range(BEST_OF if timed else 1):
            start = time.process_time()
            try:
                found = extract(page.data)
            except Exception:  # noqa: BLE001 code of others, and hostile pages
                found = ""
            took.append(time.process_time() - start)
        found = words(found)
        shares.append(share(page.body, found))
        exact.append(WORD.findall(page.body) == WORD.findall(found))
        seconds.append(min(took))
    return Result(shares=shares, exact=exact, seconds=seconds)


def interval(values: Callable[[Sequence[int]], float], count: int) -> tuple[float, float]:
    """Return the 95 % interval of a figure of `count` pages, by bootstrap."""
    chance = random.Random(1)
    drawn = sorted(values([chance.randrange(count) for _ in range(count)]) for _ in range(ROUNDS))
    return drawn[int(0.025 * ROUNDS)], drawn[int(0.975 * ROUNDS)]


def measure(folder: Path, name: str) -> Figures | None:
    """Return what a process of one tool measures of the pages in a folder; None, aloud, for one that broke down."""
    asked = [sys.executable, __file__, str(folder), "--only", name]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, check=True)
    except subprocess.CalledProcessError as error:
        why = error.stderr.strip().splitlines() or [f"it ended with status {error.returncode}"]
        print(f"{name} is left out: {why[-1]}", file=sys.stderr)
        return None
    made = json.loads(told.stdout.splitlines()[-1])
    return Figures(variants=[Result(**each) for each in made["variants"]], peak=made["peak"])


def only(folder: Path, name: str) -> None:
    """Measure one tool, and print its figures as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    extract = TOOLS[name][1]()
    golds = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    made: list[Result] = []
    most = 0.0
    for place, _ in enumerate(VARIANTS):
        pages = [
            Page(data=(folder / f"{place}" / f"{at}.html").read_bytes(), body=gold) for at, gold in enumerate(golds)
        ]
        made.append(run(extract, pages, timed=not made))
        most = most or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"variants": [asdict(each) for each in made], "peak": most}))


def prepare(pages: Sequence[Page], folder: Path) -> None:
    """Write the pages into a folder, in all variants, and what is known of them."""
    (folder / "gold.json").write_text(json.dumps([page.body for page in pages]), encoding="utf-8")
    for place, strip in enumerate(VARIANTS.values()):
        (folder / f"{place}").mkdir()
        for at, page in enumerate(stripped(pages, strip)):
            (folder / f"{place}" / f"{at}.html").write_bytes(page.data)


def row(name: str, figures: Figures) -> str:
    """Return the line of a tool in the table."""
    result = figures.variants[0]
    count = len(result.shares)
    precision, recall, both = scores(result.shares)
    low, high = interval(lambda at: scores([result.shares[each] for each in at])[2], count)
    exact = statistics.fmean(result.exact)
    least, most = interval(lambda at: statistics.fmean(result.exact[each] for each in at), count)
    mean = 1000 * statistics.fmean(result.seconds)
    return (
        f"| {name} | {short(precision)} | {short(recall)} | {short(both)} | {short(low)} to {short(high)} "
        f"| {short(exact)} | {short(least)} to {short(most)} | {mean:.1f} | {figures.peak:.0f} |"
    )


def short(share: float) -> str:
    """Return a share as a table tells it: three digits, and none before the point where it is nothing."""
    return f"{share:.3f}".removeprefix("0")


def compare(name: str, ours: Result, theirs: Result) -> str:
    """Return how far ahead we are of another tool on the same pages."""
    ahead = scores(ours.shares)[2] - scores(theirs.shares)[2]
    low, high = interval(
        lambda at: scores([ours.shares[e] for e in at])[2] - scores([theirs.shares[e] for e in at])[2],
        len(ours.shares),
    )
    return (
        f"F1 is {short(ahead)} above that of {name}, the best of the others, "
        f"with a 95 % interval of {short(low)}\nto {short(high)} by paired bootstrap."
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("build/bench"))
    parser.add_argument("--all", action="store_true", help="measure nothing where a tool is not installed")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only:
        only(asked.folder, asked.only)
        return
    pages = list(read(asked.folder))
    if not pages:
        sys.exit(f"no pages below {asked.folder}: nothing is measured")
    packages = {name: package for name, (package, _) in TOOLS.items()}
    lacking = sorted({each for each in packages.values() if not _installed(each)})
    if lacking and asked.all:
        print(f"not installed: {', '.join(lacking)}; pip install {' '.join(lacking)}", file=sys.stderr)
        sys.exit(77)
    for package in lacking:
        print(f"{package} is left out: it is not installed", file=sys.stderr)
    here = {name: package for name, package in packages.items() if _installed(package)}
    told = ", ".join(f"{each} {importlib.metadata.version(each)}" for each in dict.fromkeys(here.values()))
    print(f"{told}; {len(pages)} pages", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        prepare(pages, Path(folder))
        measured = {name: measure(Path(folder), name) for name in here}
    all_figures = {name: figures for name, figures in measured.items() if figures}
    print("| saved HTML | precision | recall | F1 | 95 % | exact | 95 % | ms a page | peak MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, figures in all_figures.items():
        print(row(name, figures), flush=True)
    results = {name: figures.variants[0] for name, figures in all_figures.items()}
    ours = results.pop("Tearsheet")
    best = max(results, key=lambda name: scores(results[name].shares)[2])
    print(f"\n{compare(best, ours, results[best])}")
    if "trafilatura" in results:
        pairs = zip(ours.seconds, results["trafilatura"].seconds, strict=True)
        ratio = statistics.median(mine / theirs for mine, theirs in pairs)
        print(
            f"Our time, all of it (metadata, Markdown and notes included), is {ratio:.2f} times "
            "that of trafilatura\non the same page in the median."
        )
    titles = (name.removeprefix("trafilatura, ") for name in all_figures)
    print(f"\n| | {' | '.join(titles)} |\n|---|{'---|' * len(all_figures)}")
    for at, variant in enumerate(VARIANTS):
        told = " | ".join(short(scores(figures.variants[at].shares)[2]) for figures in all_figures.values())
        print(f"| {variant} | {told} |")


def _installed(package: str) -> bool:
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


if __name__ == "__main__":
    main()
