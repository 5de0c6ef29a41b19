"""What each generator is given of the corpus: its settings and templates (`others/`), the articles as it reads them.

A recipe gets the corpus and a folder that is not there yet, makes a site of its generator's in it, printed into
`public`, and returns the command that builds it. What each prints, and is spared, `bench_generators.py` says.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

OTHERS = Path(__file__).resolve().parent / "others"
METADATA = '{{ partial "opengraph.html" . }}{{ partial "twitter_cards.html" . }}{{ partial "schema.html" . }}</head>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A row of the table."""

    title: str
    command: str
    """What must be installed; nothing for ours."""

    ready: Callable[[Path, Path], list[str]]


def told(root: Path) -> dict[str, tuple[dict[str, str], str]]:
    """Return each article's front matter and body, by its file name."""
    made = {}
    for path in sorted((root / "content/articles").glob("*.md")):
        _, matter, body = path.read_text().split("---\n", 2)
        made[path.name] = (dict(re.findall(r"(?m)^(\w+): (.*)$", matter)), body)
    return made


def hugo(root: Path, aside: Path) -> list[str]:
    """Write Hugo's site; each article is told whom it names."""
    names = [re.search(r"(?m)^name: (.*)$", path.read_text())[1] for path in (root / "content/entities").glob("*.md")]
    shutil.copytree(OTHERS / "hugo", aside)
    (aside / "content/articles").mkdir(parents=True)
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
    base = aside / "layouts/_default/baseof.html"
    base.write_text(base.read_text().replace("</head>", METADATA))
    return command


def pelican(root: Path, aside: Path) -> list[str]:
    """Write Pelican's site."""
    shutil.copytree(OTHERS / "pelican", aside)
    (aside / "content").mkdir()
    for name, (matter, body) in told(root).items():
        (aside / "content" / name).write_text(
            f"Title: {matter['title']}\nCategory: {matter['section']}\nTags: {matter['tags'].strip('[]')}\n"
            f"Date: {matter['published']}\nSlug: {name.removesuffix('.md')}\n\n{body}"
        )
    return ["pelican", str(aside / "content"), "-o", str(aside / "public"), "-s", str(aside / "pelicanconf.py"), "-q"]


def mkdocs(root: Path, aside: Path) -> list[str]:
    """Write MkDocs's site."""
    shutil.copytree(OTHERS / "mkdocs", aside)
    for name, (matter, body) in told(root).items():
        (aside / "docs" / name).write_text(f"---\ntitle: {matter['title']}\ndate: {matter['published']}\n---\n{body}")
    return ["mkdocs", "build", "-q", "-f", str(aside / "mkdocs.yml"), "-d", str(aside / "public")]


def nikola(root: Path, aside: Path) -> list[str]:
    """Write Nikola's site: what it begins one with, and more settings."""
    subprocess.run(["nikola", "init", "-q", str(aside)], check=True, capture_output=True, text=True)
    (aside / "conf.py").write_text((aside / "conf.py").read_text() + (OTHERS / "nikola/more.py").read_text())
    for name, (matter, body) in told(root).items():
        (aside / "posts" / name).write_text(
            f"<!--\n.. title: {matter['title']}\n.. slug: {name.removesuffix('.md')}\n"
            f".. date: {matter['published']} 00:00:00 UTC\n.. category: {matter['section']}\n"
            f".. tags: {matter['tags'].strip('[]')}\n-->\n{body}"
        )
    return ["nikola", "build", "-q"]


def eleventy(root: Path, aside: Path) -> list[str]:
    """Write Eleventy's site."""
    shutil.copytree(OTHERS / "eleventy", aside)
    (aside / "content/articles").mkdir()
    for name, (matter, body) in told(root).items():
        (aside / "content/articles" / name).write_text(
            f"---\ntitle: {matter['title']}\nlayout: article.njk\ndate: {matter['published']}\n"
            f"section: {matter['section']}\ntags: [articles]\n---\n{body}"
        )
    return ["eleventy", "--quiet"]


def tearsheet(root: Path, aside: Path) -> list[str]:
    """Copy the corpus, which ours reads as it is."""
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


RECIPES = {
    "tearsheet": Recipe(title="Tearsheet", command="", ready=tearsheet),
    "tearsheet-search": Recipe(title="Tearsheet, with search", command="", ready=tearsheet_with("search")),
    "tearsheet-cards": Recipe(title="Tearsheet, with cards", command="", ready=tearsheet_with("cards")),
    "hugo": Recipe(title="Hugo", command="hugo", ready=hugo),
    "hugo-metadata": Recipe(title="Hugo, with metadata", command="hugo", ready=hugo_with_metadata),
    "pelican": Recipe(title="Pelican", command="pelican", ready=pelican),
    "mkdocs": Recipe(title="MkDocs", command="mkdocs", ready=mkdocs),
    "nikola": Recipe(title="Nikola", command="nikola", ready=nikola),
    "eleventy": Recipe(title="Eleventy", command="eleventy", ready=eleventy),
}
