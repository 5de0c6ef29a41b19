"""The one theorem: after any sequence of edits, an incremental build leaves what a clean build would, byte for byte."""

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sites import NOW, Paper, entity, story

from generator.build import workers
from generator.errors import TearsheetError
from generator.pipeline.examine import examine

EXAMPLES = int(os.environ.get("TEARSHEET_EXAMPLES", "30"))
MONTH = 30 * 86_400

DATES = ["2020-01-05", "2020-01-05T09:30:00+02:00", "2020-02", "2020-03-11", "2019", "2020-10-02", None]
SECTIONS = ["City", "Port", "city", None]
TAGS = [["weather"], ["Weather", "ships"], ["ships"], []]
PEOPLE = ["Ada Lind", "Bo Berg of the Harbour Bank", "Lisbon", "the mayor"]
SETTINGS = {
    "title": ['"The Ledger"', '"The Courier"'],
    "page_size": ["2", "3"],
    "menu": ['[{ title = "City", link = "/sections/city/" }]', "[]"],
    "links": ['"directory"', '"file"'],
    "related": ['"older"', '"both"'],
    "description": ['""', '"News of the port"'],
    "base_url": ['"https://example.org/"', '"https://example.com/paper/"'],
    "permalinks.article": ['"/articles/{slug}/"', '"/{year}/{slug}/"'],
    "entities.page_from": ["2", "1"],
    "panels": ['["entities", "related"]', '["related", "quotes", "entities"]'],
    "defaults": ["[]", '[{ match = "wire/**", section = "Wire" }]'],
    "plugins": ['["plugins/titles.py"]', "[]"],
    "compress": ["false", "true"],
    "twins": ["false", "true"],
}
CAPTURE = """\
Share this story
Ferry runs aground off the mole

The evening ferry ran aground off the mole on Sunday, and Ada Lind was among those who had to wait for the tide.

Nobody was hurt, the harbour master said, and the boat was afloat again before midnight came round.
"""
PLUGIN = """\
from generator.build.task import Made, Stratum, Task
from generator.link.facts import ArticleCard, Lists


def titles(fetch):
    cards = [fetch(ArticleCard(id)) for id in fetch(Lists("articles", "")).ids]
    return Made(files=("{mark} ".join(card.title for card in cards).encode(),))


def plan(site, config):
    yield Task(key="file /titles.txt", stratum=Stratum.PAGE, make=titles, outputs=("titles.txt",))
"""


@dataclass
class Desk:
    """A site on which edits are made, one after the other."""

    paper: Paper
    stories: dict[str, tuple[dict, list[str]]] = field(default_factory=dict)
    people: dict[str, dict] = field(default_factory=dict)
    config: dict[str, str] = field(default_factory=lambda: {key: choices[0] for key, choices in SETTINGS.items()})
    spiked: list[tuple[str, tuple[dict, list[str]]]] = field(default_factory=list)
    history: list[tuple[str, tuple[dict, list[str]]]] = field(default_factory=list)
    """Every version of every story that was filed."""

    now: int = NOW
    slow: bool = False
    """Whether search bundles and cards are printed too."""

    def pick(self, n):
        """Return the path, the front matter and the paragraphs of a story."""
        path = sorted(self.stories)[n % len(self.stories)]
        return path, *self.stories[path]

    def save(self, path):
        front, paragraphs = self.stories[path]
        self.paper.write({path: story(*[front.get("title", "Rain"), *paragraphs], **_without(front, "title"))})

    def file(self, path, front, paragraphs):
        self.stories[path] = (front, paragraphs)
        self.history.append((path, self.stories[path]))
        self.save(path)

    def remove(self, path):
        self.paper.write({path: None})
        return self.stories.pop(path)

    def register(self, name):
        self.paper.write({f"content/entities/{name}.md": entity(name.replace("-", " ").title(), **self.people[name])})

    def reconcile(self):
        """Give everything an address and an id of its own."""
        for number, (path, (front, paragraphs)) in enumerate(sorted(self.stories.items())):
            self.file(path, {**front, "slug": f"place-{number}", "aliases": None, "id": None}, paragraphs)
        for name in self.people:
            self.people[name] = _without(self.people[name], "slug")
            self.register(name)

    def configure(self):
        self.paper.write({"tearsheet.toml": "".join(f"{key} = {value}\n" for key, value in self.config.items())})

    def build(self, **options):
        return self.paper.build(now=self.now, slow=self.slow, **options)


def _without(front, name):
    return {key: value for key, value in front.items() if key != name and value is not None}


def opening(paper):
    """Return the desk of a small paper."""
    desk = Desk(paper)
    desk.configure()
    for n in range(6):
        front = {
            "title": f"Story {n}",
            "published": DATES[n % 5],
            "section": SECTIONS[n % 3],
            "tags": TAGS[(0, 1, 0, 2, 0, 3)[n]],
        }
        said = f"{PEOPLE[n % 4]} was seen on the quay where {PEOPLE[(n + 1) % 4]} waits."
        desk.file(f"content/articles/story-{n}.md", front, [said, "It rained, and nobody minded."])
    desk.people = {"ada-lind": {"aliases": ["Captain Lind"]}, "bo-berg": {"merged_into": None}}
    for name in desk.people:
        desk.people[name] = _without(desk.people[name], "")
        desk.register(name)
    paper.write(
        {
            "content/wire/ferry.txt": CAPTURE,
            "content/docs/index.md": story(
                "Manual", "See [the other page](other.md) and [a story](../articles/story-0.md)."
            ),
            "content/docs/other.md": story("Other", "## Part\n\nWords.", order=2),
            "content/pages/about.md": story("About", "Who we are.", aliases=["/old-about/"]),
            "content/articles/chart.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "content/static/CNAME": "example.org\n",
            "templates/partials/share.html": "{# Ours. #}\n<p>Tell a friend</p>\n",
            "plugins/titles.py": PLUGIN.replace("{mark}", ","),
        }
    )
    return desk


Edit = Callable[[Desk, int], object]
EDITS: list[Edit] = []
LOUD: list[Edit] = []
"""After these almost everything is made again, and an edit that went unseen before would not show."""


def edit(function: Edit) -> Edit:
    EDITS.append(function)
    return function


def loud(function: Edit) -> Edit:
    LOUD.append(function)
    return function


def front_edit(name, choices):
    def change(desk, n):
        path, front, paragraphs = desk.pick(n)
        desk.file(path, {**front, name: choices[n // 7 % len(choices)]}, paragraphs)

    change.__name__ = f"edit_{name}"
    EDITS.append(change)


for field_name, field_choices in {
    "title": ["Story 0", "Rain over Lisbon", "Ada Lind resigns", "Story & <b>more</b>"],
    "published": DATES,
    "slug": ["harbour", "story-1", None, None],
    "section": SECTIONS,
    "tags": TAGS,
    "status": ["draft", "withdrawn", "published"],
    "publish_at": ["2020-09-20", "2020-09-01", None],
    "expires": ["2020-09-20", "2020-09-01", None],
    "summary": ["In short.", None],
    "aliases": [["/old/story/"], ["/articles/story-2/"], []],
    "related": [["articles/story-3", "articles/nobody"], []],
    "entities": [{"pin": ["bo-berg"]}, {"exclude": ["ada-lind"]}, None],
    "template": ["article", None, None],
    "image": [{"src": "chart.svg", "alt": "A chart"}, None],
    "provenance": [[{"role": "publisher", "name": "The Wire", "url": "https://example.net/x"}], None],
    "licence": [{"status": "denied"}, {"status": "granted", "holder": "The Wire"}, None],
    "translations": [{"fr": "articles/story-4"}, None],
    "id": ["articles/renamed", None, None],
}.items():
    front_edit(field_name, field_choices)


DECISIONS = [
    "- {phrase: Lisbon, means: ada-lind}\n",
    "- {phrase: Ada Lind, means: bo-berg, unless: [quay]}\n- ignore: [Lisbon]\n",
    "- {phrase: Captain Lind, means: nobody}\n- {same: [Bo Berg, B. Berg], in: content/**}\n",
    "- type: {Lisbon: product, Harbour Bank: place}\n",
    "- same: [Lisbon, Harbour Bank]\n",
    "- {phrase: Ada Lind, means: bo-berg, in: articles/story-1*}\n",
    "# none\n",
    "",
]


@edit
def decide(desk, n):
    """Settle what a name means, or take it back."""
    desk.paper.write({"content/entities/_decisions.yml": DECISIONS[n % len(DECISIONS)]})


@edit
def edit_body(desk, n):
    path, front, paragraphs = desk.pick(n)
    desk.file(path, front, [*paragraphs[:2], f"{PEOPLE[n % 4]} said {n} words."])


@edit
def edit_first_paragraph(desk, n):
    path, front, paragraphs = desk.pick(n)
    desk.file(path, front, [f"{PEOPLE[n // 7 % 4]} came first, then {PEOPLE[n // 3 % 4]}.", *paragraphs[1:]])


@edit
def reword(desk, n):
    """Say it in other words, under other headings or with other links, and name nobody else."""
    path, front, paragraphs = desk.pick(n)
    more = ["It hailed.", "## Later", "[So it was](story-2.md#later).", "![](chart.svg)", "[Gone](nobody.md)", "$x^2$"]
    said = [part for part in paragraphs if part not in more]
    desk.file(path, front, [said[0], more[n // 7 % 6], *said[1:], more[n // 3 % 6]])


WIRES = [
    " ".join(f"{part} {number} boats lay at the {part} quay before it rained" for number, part in enumerate(parts))
    for parts in (("first", "outer", "long", "north"), ("second", "inner", "short", "south"))
]


@edit
def edit_into_a_version(desk, n):
    """Let an article tell what another tells, or what none does: it joins a story of several versions, or leaves it."""
    path, front, paragraphs = desk.pick(n)
    desk.file(path, front, [*paragraphs[:1], PEOPLE[n // 5 % 4], *([WIRES[n // 7 % 2]] if n % 5 else [])])


@edit
def edit_alike(desk, n):
    """Change one letter, and put the time back."""
    file = desk.paper.root / desk.pick(n)[0]
    looked = file.stat()
    text = file.read_text()
    file.write_text(text.replace("rained", "hailed") if "rained" in text else text.replace("hailed", "rained"))
    assert file.stat().st_size == looked.st_size
    os.utime(file, ns=(looked.st_atime_ns, looked.st_mtime_ns))
    path, front, paragraphs = desk.pick(n)
    desk.stories[path] = (front, [part.replace("rained", "hailed") for part in paragraphs])


@edit
def touch(desk, n):
    desk.save(desk.pick(n)[0])


@edit
def add(desk, n):
    front = {"title": f"New {n % 5}", "published": DATES[n % 7], "section": SECTIONS[n % 4], "tags": TAGS[n % 3]}
    desk.file(f"content/articles/new-{n % 5}.md", front, [f"{PEOPLE[n % 4]} again, beside {PEOPLE[n // 4 % 4]}."])


@edit
def delete(desk, n):
    if len(desk.stories) > 1:
        path = desk.pick(n)[0]
        desk.spiked.append((path, desk.remove(path)))


@edit
def put_back(desk, n):
    if desk.spiked:
        desk.file(desk.spiked[n % len(desk.spiked)][0], *desk.spiked[n % len(desk.spiked)][1])


@edit
def restore(desk, n):
    """Bring back an earlier version, with a time long past, as version control and backups do."""
    if desk.history:
        path, (front, paragraphs) = desk.history[n % len(desk.history)]
        desk.file(path, front, paragraphs)
        os.utime(desk.paper.root / path, ns=(0, (n % 3) * 86_400 * 10**9))


@edit
def rename(desk, n):
    path = desk.pick(n)[0]
    desk.file(f"content/articles/moved-{n % 3}.md", *desk.remove(path))


@edit
def move_folder(desk, n):
    here, there = ("articles", "city") if n % 2 else ("city", "articles")
    for path in sorted(desk.stories):
        if path.startswith(f"content/{here}/"):
            desk.file(path.replace(f"/{here}/", f"/{there}/", 1), *desk.remove(path))


@edit
def edit_entry(desk, n):
    name = sorted(desk.people)[n % len(desk.people)]
    changed = [{"aliases": ["Captain Lind", "the mayor"]}, {"summary": "Known on the quay."}, {"slug": "someone"}, {}]
    changed += [{"merged_into": "bo-berg"}, {"hidden": True}, {"link": False}, {"not": ["Ada Lind resigns"]}]
    desk.people[name] = changed[n // 3 % len(changed)]
    desk.register(name)


@edit
def add_entry(desk, n):
    name = ["lisbon", "story-1", "harbour-bank"][n % 3]
    desk.people[name] = {"aliases": ["the mayor"]} if n % 2 else {}
    desk.register(name)


@edit
def delete_entry(desk, n):
    if len(desk.people) > 1:
        name = sorted(desk.people)[n % len(desk.people)]
        del desk.people[name]
        desk.paper.write({f"content/entities/{name}.md": None})


def toggle(path, *choices, among=EDITS):
    """Add the edit that gives a file other bytes, or none."""

    def change(desk, n):
        said = choices[n % len(choices)]
        if said is not None or (desk.paper.root / path).exists():
            desk.paper.write({path: said})

    change.__name__ = f"edit {path}"
    among.append(change)


toggle("content/docs/other.md", story("Other", "Words.", order=0), story("Another", "Other words."), None)
toggle("content/pages/about.md", story("About", "Us."), None)
toggle("content/wire/ferry.txt", CAPTURE, CAPTURE.replace("Sunday", "Monday"), None)
toggle("content/wire/ferry.txt.yml", "published: 2020-02-02\n", "title: Aground\nlicence: {status: granted}\n", None)
toggle(
    "content/_sources/wire.yml",
    "match: {text: Share this story}\nsection: Wire\n",
    "match: {file: 'wire/**'}\nstop_at: 'Nobody*'\npublisher: {name: The Wire}\n",
    "match: {url: wire.example}\n",
    "# Nothing of theirs.\nmatch: {text: 'Ferry runs*'}\nsection: Port\ndrop: 'Share*'\n",
    None,
)
toggle("content/_sources/deep/all.yaml", "match: {file: '**'}\ntags: [wire]\n", None)
NAMED = f"provenance: [{{role: capture, sha256: {hashlib.sha256(CAPTURE.encode()).hexdigest()}}}]\n---\n\nAshore.\n"
toggle(
    "content/articles/aground.md",
    f"---\ntitle: Aground\nstatus: draft\n{NAMED}",
    f"---\ntitle: Aground\n{NAMED}",
    None,
)
toggle("content/articles/chart.svg", "<svg/>", None)
toggle("content/static/CNAME", "example.net\n", None)
toggle("content/static/robots.txt", "User-agent: *\n", None)
toggle("content/_comments/articles/story-0.yml", "- {author: Eve, text: Quite so.}\n", None)
toggle("templates/partials/share.html", "{# Ours. #}\n<p>Tell nobody</p>\n", "{# O #}<p>Tell all</p>\n", None)
toggle("templates/partials/byline.html", "{# Ours. #}\n<p>By hand</p>\n", None)
toggle(
    "templates/article.html",
    '{# Ours. #}{% extends "base.html" %}{% block content %}{{ article.title }}{% endblock %}',
    None,
)
toggle("templates/assets/site.css", "body { color: black }\n", "body { color: red }\n", None, among=LOUD)
toggle("templates/assets/extra.js", "1;\n", None)
toggle("templates/assets/own.css", "p { color: black }\n", "p { color: red }\n", None)
toggle("templates/redirect.html", "{{ href(site.stylesheets[0]) }}", "{{ site.stylesheets[0] | upper }}", None)
toggle("plugins/titles.py", PLUGIN.replace("{mark}", ";"), PLUGIN.replace("{mark}", ","), PLUGIN, among=LOUD)


@loud
def configure(desk, n):
    key = sorted(SETTINGS)[n % len(SETTINGS)]
    desk.config[key] = SETTINGS[key][n // len(SETTINGS) % 2]
    desk.configure()


@edit
def build(desk, n):
    desk.build(jobs=4 if n % 5 == 4 else 1)


@edit
def build_something_else(desk, n):
    """Builds of other kinds, which must leave the next one no wrong idea."""
    aside = desk.paper.root / ".tearsheet" / "serve"
    kinds = [{"drafts": True}, {"dry": True}, {"output": aside}, {"output": aside, "drafts": True}]
    desk.build(**kinds[n % len(kinds)])


@edit
def break_build_mend(desk, n):
    path = desk.pick(n)[0]
    desk.paper.write({path: "---\ntitle: [\n---\n"})
    desk.build()
    desk.save(path)


@edit
def time_passes(desk, n):
    desk.now += (n % 3 - 1) * MONTH


@loud
def forget(desk, _n):
    shutil.rmtree(desk.paper.root / ".tearsheet", ignore_errors=True)


@edit
def tamper(desk, n):
    files = sorted(desk.paper.output.rglob("*.html"))
    if files:
        file = files[n % len(files)]
        file.unlink() if n % 2 else file.write_text("graffiti")


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Return a desk whose paper has been printed once; each example works on a copy."""
    desk = opening(Paper(tmp_path_factory.mktemp("first") / "paper"))
    assert desk.build().errors == ()
    return desk


def examples(few=EXAMPLES):
    """Return how a property is tried: on a few examples, the same each time, or on as many as are asked for."""
    return settings(
        max_examples=EXAMPLES if "TEARSHEET_EXAMPLES" in os.environ else few,
        deadline=None,
        derandomize="TEARSHEET_EXAMPLES" not in os.environ,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@given(edits=st.lists(st.tuples(st.sampled_from(10 * EDITS + LOUD), st.integers(0, 1000)), min_size=1, max_size=6))
@examples()
def test_an_incremental_build_leaves_what_a_clean_build_would(printed, tmp_path_factory, edits):
    prove(printed, tmp_path_factory.mktemp("edited"), edits)


@pytest.mark.slow
@given(edits=st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 1000)), min_size=3, max_size=5))
@examples(4)
def test_so_it_does_with_search_bundles_cards_and_compressed_copies(printed, tmp_path_factory, edits):
    prove(printed, tmp_path_factory.mktemp("edited"), edits, whole=True)


TEXTS = [edit_body, edit_into_a_version, edit_alike, reword, reword, reword, edit_first_paragraph]
"""For most of these no site is linked."""


@given(edits=st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 1000)), min_size=3, max_size=6))
@examples(3)
def test_so_they_do_one_after_the_other_where_texts_alone_are_edited_and_so_does_a_check(
    printed, tmp_path_factory, edits
):
    folder = tmp_path_factory.mktemp("reworded")
    shutil.copytree(printed.paper.root, folder / "paper")
    desk = Desk(Paper(folder / "paper"), dict(printed.stories), dict(printed.people), dict(printed.config))
    desk.config["plugins"] = "[]"
    desk.configure()
    desk.build()
    for change, n in edits:
        change(desk, n)
        if n % 3:
            desk.build()
        if n % 3 != 1:
            examine(desk.paper.job())
    desk.build()
    assert desk.paper.tree() == desk.paper.clean(folder / "aside")
    found, anew = examine(desk.paper.job()), examine(desk.paper.job(state=folder / "anew"))
    assert sorted(map(repr, found.notes)) == sorted(map(repr, anew.notes))
    shutil.rmtree(folder)


def prove(printed, folder, edits, *, whole=False):
    """Make edits on a copy of what was printed, and compare; `whole` with what takes long."""
    shutil.copytree(printed.paper.root, folder / "paper")
    desk = Desk(Paper(folder / "paper"), dict(printed.stories), dict(printed.people), dict(printed.config))
    desk.slow = whole
    if whole:
        desk.config["compress"] = "true"
        desk.configure()
        desk.build()
    for change, n in edits:
        try:
            change(desk, n)
        except TearsheetError:
            continue  # a build that was refused: two claimed one address
    if refused(desk.build):
        assert refused(desk.paper.clean, folder / "aside", now=desk.now, slow=whole) == refused(desk.build)
        desk.reconcile()
    assert desk.build().errors == ()
    assert desk.paper.tree() == desk.paper.clean(folder / "aside", now=desk.now, slow=whole)
    assert desk.build().written == []
    shutil.rmtree(folder)


def refused(build, *args, **options):
    """Return why a build is refused, or nothing."""
    try:
        build(*args, **options)
    except TearsheetError as refusal:
        return str(refusal)
    return ""


def test_all_edits_one_after_the_other_leave_what_a_clean_build_would(printed, tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "SMALL", 8)
    shutil.copytree(printed.paper.root, tmp_path / "paper")
    desk = Desk(Paper(tmp_path / "paper"), dict(printed.stories), dict(printed.people), dict(printed.config))
    for n, change in enumerate(EDITS + LOUD):
        change(desk, n)
    report = desk.build(jobs=4)
    assert report.errors == ()
    assert desk.paper.tree() == desk.paper.clean(tmp_path / "aside", now=desk.now)
