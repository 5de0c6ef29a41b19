"""Time clean builds beside those of other generators, of the same articles. Prints Markdown tables.

    python benchmarks/bench_generators.py [--articles 1000 2000] [--runs 3] [--only tearsheet hugo]
        [--up-to 2000 nikola] [--edits] [--memory] [--plot FILE.svg] [--installed]

The others are installed into `.venv/others` at the first run, as `others/requirements.txt` and `others/package.json`
pin them (`others.py`; Eleventy where npm is there), or with `--installed` taken from the path. Whoever is not to be had
is said and left out. `--only` picks rows, else all but those of search and cards are measured; `--up-to` leaves some
out of more articles than that.

Seconds are the median wall time of whole commands, in turn, on one corpus of invented articles (`corpus.py`);
processor seconds are the least of user and system time of all processes, which says more where a machine is shared.
What an earlier run printed is put by and not deleted between runs (`corpus.put_by` says why): that takes some
gigabytes of disk of 10,000 articles.
Tearsheet recognises names, and prints sidebars, related articles, entity pages, feeds in three formats, data and a
sitemap; search and cards are off, and cost what two rows of their own tell. Hugo is told the six entities of each
article in its front matter, since it cannot find them, and prints what it can of the same: the article with its
entities and related articles, lists of fifty a page for sections, tags and entities, an RSS feed of each, a sitemap;
`hugo-metadata` prints besides what every page of ours tells machines, by the partials that Hugo brings for that (Open
Graph, Twitter cards, Schema.org). Pelican prints articles, sections, tags, archives and one feed of each; so does
Nikola, with its plainest theme. MkDocs prints articles alone, Eleventy articles and one list of them, fifty a page.
What is not like for like is all to Tearsheet's cost. What each is given is in `recipes.py` and `others/`.

With `--edits`, a second table tells what Tearsheet's later builds take, beside Hugo's clean one: Hugo prints all again
after every edit. With `--memory`, a last column tells the most memory of all processes at a time (their proportional
set sizes, twenty times a second), in a run that is not timed. With `--plot`, seconds and memory over the number of
articles are drawn, both scales logarithmic; what the drawing that stands there tells of other rows and numbers is kept.
"""

import argparse
import contextlib
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import corpus
import others
import plot
from recipes import RECIPES


def timed(command: list[str], aside: Path) -> tuple[float, float]:
    """Return the wall time of one clean build, and the processor time of all its processes, in seconds."""
    cleared(aside)
    return run(command, aside)


def cleared(aside: Path) -> None:
    """Put what an earlier build printed and remembers by, to be deleted once all is measured."""
    for old in ("public", ".tearsheet", "resources", ".hugo_build.lock", "cache", *aside.glob(".doit.db*")):
        corpus.put_by(aside / old, aside.with_name("put-by"))


def run(command: list[str], aside: Path) -> tuple[float, float]:
    """Return the wall time of a command, and the processor time of all its processes, in seconds."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, text=True, errors="replace", cwd=aside)
    took, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def most(command: list[str], aside: Path) -> float:
    """Return the most memory that the processes of one clean build have together, in MB."""
    cleared(aside)
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True, cwd=aside) as run:
        peak = 0
        while run.poll() is None:
            peak = max(peak, sum(map(held, within(run.pid))))
            time.sleep(0.05)
    return peak / 1000


def within(session: int) -> list[Path]:
    """Return the processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[3]) == session:
                found.append(stat.parent)
    return found


def held(process: Path) -> int:
    """Return the proportional set size of a process, in kB."""
    with contextlib.suppress(OSError):
        found = re.search(r"Pss:\s+(\d+)", (process / "smaps_rollup").read_text())
        return int(found[1]) if found else 0
    return 0


def edits(root: Path) -> dict[str, Callable[[int], object]]:
    """Return ways to edit a corpus, by what they are."""
    articles = sorted((root / "content/articles").glob("*.md"))
    middle = articles[len(articles) // 2]
    newest = max(re.search(r"(?m)^published: (.*)$", path.read_text())[1] for path in articles)
    entity = min((root / "content/entities").glob("*.md"))
    sheet = root / "templates/assets/site.css"
    theme = Path(__file__).parent.parent / "templates/assets/site.css"

    def add(path: Path, words: str) -> None:
        path.write_text(f"{path.read_text().rstrip()} {words}\n")

    def restyle(run: int) -> None:
        sheet.parent.mkdir(parents=True, exist_ok=True)
        sheet.write_text(f"{theme.read_text()}\n.run{run} {{ color: red }}\n")

    return {
        "nothing changed": lambda _: None,
        "one body edited": lambda run: add(middle, f"There was one more line, the {run}th."),
        "one title edited": lambda run: middle.write_text(
            re.sub(r"(?m)^title: .*$", f"title: The matter of the {run}th title", middle.read_text(), count=1)
        ),
        "one article added, the newest": lambda run: middle.with_name(f"y{run}.md").write_text(
            re.sub(r"(?m)^published: .*$", f"published: {newest}", articles[run].read_text())
        ),
        "one article added, as old as most": lambda run: shutil.copy(middle, middle.with_name(f"z{run}.md")),
        "one alias added": lambda run: entity.write_text(
            entity.read_text().replace("---\n", f"---\naliases: [The {run}th Alias]\n", 1)
            if "aliases:" not in entity.read_text()
            else re.sub(r"(?m)^aliases: .*$", f"aliases: [The {run}th Alias]", entity.read_text())
        ),
        "the stylesheet edited": restyle,
    }


def after_edits(command: list[str], site: Path, runs: int, *, ours: float, hugos: float) -> Iterator[str]:
    """Yield a row of the second table for each way to edit a site that was built."""
    run(command, site)
    for kind, edit in edits(site).items():
        spent = []
        for number in range(runs):
            edit(number)
            spent.append(run(command, site))
        median, least = statistics.median(wall for wall, _ in spent), min(cpu for _, cpu in spent)
        ratio = f"{median / hugos:.3f}" if hugos else ""
        yield f"{kind} | {median:.2f} | {least:.2f} | {median / ours:.3f} | {ratio} |"


def there(names: list[str], *, installed: bool) -> list[str]:
    """Return whose command there is, of some rows, once what lacks is installed; say who is left out."""
    wanted = {RECIPES[name].command for name in names}
    path = os.environ["PATH"]
    if not installed:
        for lacking in others.install(wanted):
            print(lacking, file=sys.stderr)
        path = others.places()
        os.environ["PATH"] = f"{path}:{os.environ['PATH']}"
    found = {command for command in wanted if not command or shutil.which(command, path=path)}
    if installed:
        for command in sorted(wanted - found):
            print(f"{command}: not on the path, and left out", file=sys.stderr)
    return [name for name in names if RECIPES[name].command in found]


class Measures:
    """The tables and the drawing, as they come about."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.asked = asked
        self.later: list[str] = []
        self.points: dict[str, plot.Lines] = {"seconds": {}, "MB": {}}

    def add(self, size: int, names: list[str], folder: Path) -> None:
        """Measure some generators on so many articles, and print their rows."""
        corpus.make(folder / "corpus", articles=size)
        commands = {name: RECIPES[name].ready(folder / "corpus", folder / name) for name in names}
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(self.asked.runs):
            for name, words in commands.items():
                times[name].append(timed(words, folder / name))
        medians = {name: statistics.median(wall for wall, _ in took) for name, took in times.items()}
        ours, hugos = medians.get("tearsheet", 0.0), medians.get("hugo", 0.0)
        for name, median in medians.items():
            title, least = RECIPES[name].title, min(spent for _, spent in times[name])
            files = sum(path.is_file() for path in (folder / name / "public").rglob("*"))
            self.points["seconds"].setdefault(title, []).append((size, median))
            memory = ""
            if self.asked.memory:
                peak = most(commands[name], folder / name)
                self.points["MB"].setdefault(title, []).append((size, peak))
                memory = f" {peak:.0f} |"
            ratio = f"{median / ours:.2f}" if ours else ""
            print(f"| {size:,} | {title} | {median:.2f} | {ratio} | {least:.2f} | {files:,} |{memory}", flush=True)
        if self.asked.edits and ours:
            rows = after_edits(commands["tearsheet"], folder / "tearsheet", self.asked.runs, ours=ours, hugos=hugos)
            self.later += [f"| {size:,} | {row}" for row in rows]


ROWS = [name for name in RECIPES if not name.startswith("tearsheet-")]
"""What is measured where nothing else is asked for."""


def arguments() -> argparse.Namespace:
    """Return what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[1000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=RECIPES, default=ROWS, metavar="ROW", help=", ".join(RECIPES))
    parser.add_argument("--up-to", nargs="+", default=["0"], metavar=("ARTICLES", "ROW"))
    parser.add_argument("--installed", action="store_true", help="take the others from the path, and install nothing")
    parser.add_argument("--edits", action="store_true")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--plot", type=Path)
    asked = parser.parse_args()
    limit, *some = asked.up_to
    if not limit.isdecimal() or not set(some) <= RECIPES.keys():
        parser.error(f"--up-to takes a number, then rows: {', '.join(RECIPES)}")
    if min(asked.articles) < 1 or asked.runs < 1:
        parser.error("at least one article is needed, and one run")
    asked.up_to = dict.fromkeys(some, int(limit))
    return asked


def main() -> None:
    """Print the tables."""
    asked = arguments()
    names = there(asked.only, installed=asked.installed)
    if not names:
        sys.exit("no generator is left to measure")
    memory = " memory, MB |" if asked.memory else ""
    print(
        f"| articles | generator | seconds | ratio to Tearsheet | processor seconds | files |{memory}\n"
        f"|---|---|---|---|---|---|{'---|' * bool(memory)}"
    )
    made = Measures(asked)
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.articles:
            here = [name for name in names if size <= asked.up_to.get(name, size)]
            try:
                made.add(size, here, Path(folder) / f"{size}")
            except subprocess.CalledProcessError as error:
                said = (error.stderr or error.stdout or "").strip().splitlines() or [f"status {error.returncode}"]
                sys.exit(f"{Path(error.cmd[0]).name} failed with {size:,} articles: {said[-1]}")
            except OSError as error:
                sys.exit(f"{size:,} articles cannot be measured: {error}")
    if made.later:
        print("\n| articles | edit | seconds | processor seconds | ratio to clean | ratio to Hugo's clean build |")
        print("\n".join(["|---|---|---|---|---|---|", *made.later]))
    if asked.plot:
        plot.add(asked.plot, made.points)


if __name__ == "__main__":
    main()
