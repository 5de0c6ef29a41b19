"""Real files, changed as programs change them, under the eyes of the real watcher: in the end the whole is shown.

Half of the ways to save are played in a browser, in `test_serve_journey.py`; here are those that touch many files, or
folders.
"""

import contextlib
import gc
import shutil
import subprocess
import threading
from itertools import pairwise
from time import monotonic

import pytest
from sites import CONFIG, Paper, story

from generator.cli import desk as desk_module
from generator.cli.desk import Desk, first
from generator.cli.telling import Telling
from generator.serve import reload
from generator.serve.reload import Reload
from generator.serve.watch import Watcher

SOON = 60
LEFT = 20  # objects in forty saves: half of one a save
NAMES = ("Ardmoor", "Brisk", "Calder", "Dunmere", "Eastfold", "Farrow")


class Live:
    """A site being edited: its folder, the watcher, and the builds."""

    def __init__(self, paper):
        self.paper = paper
        self.folder = paper.root / ".tearsheet/serve"
        self.rung = threading.Event()
        self.errors = []
        self.reload = Reload()
        self.desk = Desk(
            root=paper.root,
            folder=self.folder,
            drafts=False,
            telling=Telling(paper.root, self.reload, noted=True),
        )

    @contextlib.contextmanager
    def begun(self):
        first(self.paper.root, self.folder, drafts=False, telling=Telling(self.paper.root, None, noted=True))
        watcher = Watcher(self.desk.watched(), self.desk.changed, on_error=self.errors.append, ignore=self.desk.ignores)
        self.desk.watcher = watcher
        with self.reload.listening(self.rung.set), watcher:
            self.desk.begin()
            self.until(lambda: self.desk._session.whole)
            yield self
        self.desk.close()
        assert self.errors == []

    def until(self, shown):
        """Wait until something is so, looked at whenever pages are told."""
        ends = monotonic() + SOON
        while not shown():
            assert monotonic() < ends, sorted(self.text)
            self.rung.wait(0.1)
            self.rung.clear()

    def has(self, address, words=""):
        """Say whether words stand on the page at an address."""
        file = self.folder / address.strip("/") / "index.html"
        try:
            return words in file.read_text()
        except FileNotFoundError:
            return False

    @property
    def text(self):
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }

    def is_whole(self):
        desk = self.desk
        return desk._session.whole and not desk._wish and not self.desk.watcher.restless and not desk._lent

    def is_clean(self):
        """Say whether what stands is what a server prints that remembers nothing."""
        self.until(self.is_whole)
        aside = self.paper.root.parent / "aside"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(self.paper.root, aside, ignore=shutil.ignore_patterns(".tearsheet", ".git"), symlinks=True)
        first(aside, aside / ".tearsheet/serve", drafts=False, telling=Telling(aside, None, noted=True))
        other = Live(Paper(aside))
        return other.text == self.text


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path / "root")
    stories = {f"content/articles/old/{name.lower()}.md": story(name, f"It rained on {name}.") for name in NAMES}
    made.write({"tearsheet.toml": CONFIG, **stories})
    return made


@pytest.fixture
def live(paper, monkeypatch):
    monkeypatch.setattr(desk_module, "REST", 0.05)
    with Live(paper).begun() as made:
        yield made


def test_a_new_folder_with_articles_in_it_is_shown(live):
    live.paper.write({f"content/articles/new/deep/{n}.md": story(f"New {n}", "It snowed.") for n in range(12)})

    live.until(lambda: all(live.has(f"/articles/{n}/", "It snowed.") for n in range(12)))

    assert live.is_clean()


def test_a_folder_that_is_moved_and_one_that_is_deleted_take_their_pages_along(live):
    folder = live.paper.root / "content/articles"
    live.paper.write({"content/pages/old/about.md": story("About", "We write it down.")})
    live.until(lambda: live.has("/old/about/"))

    (live.paper.root / "content/pages/old").rename(live.paper.root / "content/pages/new")
    live.until(lambda: live.has("/new/about/", "We write") and not live.has("/old/about/"))
    live.until(live.is_whole)
    assert dict(live.reload.news("").moved)["/old/about/"] == ""

    shutil.rmtree(folder / "old")
    live.until(lambda: not live.has("/articles/brisk/"))
    live.paper.write({"content/articles/old/snow.md": story("Snow", "It snowed.")})
    live.until(lambda: live.has("/articles/snow/"))
    assert live.is_clean()


def test_a_file_that_is_renamed_is_shown_at_its_new_address_alone(live):
    file = live.paper.root / "content/articles/old/brisk.md"
    file.rename(file.with_name("gale.md"))

    live.until(lambda: live.has("/articles/gale/", "Brisk") and not live.has("/articles/brisk/"))

    assert live.is_clean()


def test_what_a_copying_program_writes_beside_and_renames_is_shown_and_its_own_files_never(live):
    folder = live.paper.root / "content/articles/old"
    seen = set()
    built = live.reload.built
    live.reload.built = lambda changed, *rest, **more: (seen.update(changed or ()), built(changed, *rest, **more))
    for name in NAMES:  # as rsync does
        aside = folder / f".{name.lower()}.md.Xy1Zq9"
        aside.write_text(story(name, f"It hailed on {name}."))
        aside.rename(folder / f"{name.lower()}.md")

    live.until(lambda: all(live.has(f"/articles/{name.lower()}/", "It hailed") for name in NAMES))

    assert live.is_clean()
    assert not [path for path in seen if "Xy1Zq9" in path]


def test_a_file_that_is_cut_to_nothing_and_written_later_is_waited_for(live, monkeypatch):
    """The writer goes on while the desk waits; till then the page stands as it was, and nothing is said to be wrong."""
    file = live.paper.root / "content/articles/old/brisk.md"
    shown, waited = [], []
    built, idle = live.reload.built, live.desk.watcher.idle

    def look(changed, problems=(), **more):
        shown.append((live.has("/articles/brisk/", "on Brisk."), [*problems]))
        built(changed, problems, **more)

    def write_meanwhile(seconds):
        waited.append(seconds)
        file.write_text(story("Brisk", "It poured on Brisk."))
        return idle(seconds)

    monkeypatch.setattr(live.reload, "built", look)
    monkeypatch.setattr(live.desk.watcher, "idle", write_meanwhile)
    file.write_text("")

    live.until(lambda: live.has("/articles/brisk/", "It poured"))
    live.until(live.is_whole)
    assert waited[0] == desk_module.LONG
    assert {(has, *problems) for has, problems in shown} == {(True,)}


def test_content_behind_a_link_is_watched_where_it_lies(paper, tmp_path, monkeypatch):
    monkeypatch.setattr(desk_module, "REST", 0.05)
    real = tmp_path / "elsewhere"
    (paper.root / "content").rename(real)
    (paper.root / "content").symlink_to(real)
    (real / "_shared").mkdir()
    (real / "_shared/gale.md").write_text(story("Gale", "It blew."))
    (real / "articles/linked").symlink_to(real / "_shared")
    with Live(paper).begun() as live:
        file = real / "articles/old/brisk.md"
        file.write_text(file.read_text().replace("It rained", "It poured"))

        live.until(lambda: live.has("/articles/brisk/", "It poured"))
        (real / "_shared/gale.md").write_text(story("Gale", "It blew hard."))
        live.until(lambda: live.has("/articles/gale/", "It blew hard."))


def test_a_configuration_that_cannot_be_read_keeps_the_last_good_site_which_can_still_be_edited(live):
    good = live.text
    (live.paper.root / "tearsheet.toml").write_text("title = \n")
    live.until(lambda: live.reload.problems)
    assert live.reload.problems[0].path == "tearsheet.toml"
    assert live.text == good

    live.paper.edit("content/articles/old/brisk.md", "It rained", "It poured")
    live.until(lambda: live.has("/articles/brisk/", "It poured"))
    live.until(lambda: live.reload.problems)

    (live.paper.root / "tearsheet.toml").write_text(CONFIG)
    live.until(lambda: not live.reload.problems)
    assert live.is_clean()


def test_our_own_output_and_another_builds_make_no_build(live, monkeypatch):
    built, build = [], Desk.build
    monkeypatch.setattr(Desk, "build", lambda self, **options: (built.append(options), build(self, **options))[1])
    live.paper.build(output=live.paper.root / "site")
    (live.folder / "stray.txt").write_text("by hand")
    live.paper.edit("content/articles/old/brisk.md", "title: ", "slug: gale\ntitle: ")

    live.until(lambda: live.has("/articles/gale/"))
    live.until(live.is_whole)

    assert len(built) == 1


@pytest.mark.slow
def test_a_checkout_of_five_hundred_files_is_shown_by_two_builds_at_most(paper, monkeypatch):
    def git(*words):
        named = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        subprocess.run(["git", "-C", str(paper.root), *named, *words], check=True, capture_output=True)

    built, build = [], Desk.build
    monkeypatch.setattr(Desk, "build", lambda self, **options: (built.append(options), build(self, **options))[1])
    (paper.root / ".gitignore").write_text(".tearsheet/\n")
    paper.write({f"content/articles/many/{n}.md": story(f"Story {n}", "It was dry.") for n in range(500)})
    git("init", "-q", "-b", "dry")
    git("add", ".")
    git("commit", "-qm", "dry")
    git("checkout", "-qb", "wet")
    paper.write({f"content/articles/many/{n}.md": story(f"Story {n}", "It was wet.") for n in range(400)})
    for n in range(400, 450):
        (paper.root / f"content/articles/many/{n}.md").unlink()
    paper.write({f"content/articles/many/x{n}.md": story(f"Other {n}", "It was wet.") for n in range(50)})
    git("add", ".")
    git("commit", "-qm", "wet")
    git("checkout", "-q", "dry")
    with Live(paper).begun() as live:
        built.clear()
        git("checkout", "-q", "wet")

        live.until(lambda: live.has("/articles/399/", "It was wet.") and not live.has("/articles/449/"))
        live.until(live.is_whole)

        assert len(built) <= 2
        assert live.is_clean()


def test_saves_and_whole_builds_leave_nothing_behind(paper, monkeypatch):
    """Every object that can hold others is counted; what else grows, `benchmarks/bench_serve.py --memory` measures."""
    monkeypatch.setattr(reload, "REMEMBERED", 8)
    desk = Desk(
        root=paper.root,
        folder=paper.root / ".tearsheet/serve",
        drafts=False,
        telling=Telling(paper.root, Reload(), noted=True),
    )
    desk.want("now")
    desk.catch_up()
    file = paper.root / "content/articles/old/brisk.md"

    def held_after(saves):
        for number in saves:
            file.write_text(
                story("Brisk", f"It rained for the {number}th time on Brisk.", f"So it was, {number} times.")
            )
            desk.changed(frozenset({file}))
            if number % 10 == 0:
                desk.catch_up()
        gc.collect()
        return len(gc.get_objects())

    held = [held_after(range(first, first + 40)) for first in (1, 41, 81, 121)]
    desk.close()

    # What is learned once, of a library or for speed, may come in one of the rounds; what each save leaves, in all.
    assert min(after - before for before, after in pairwise(held)) < LEFT
