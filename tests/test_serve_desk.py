"""The builds of one run of the server, and what open pages are told of them."""

import pytest
from sites import CONFIG, Paper

from generator.build import engine
from generator.cli.desk import PATIENCE, Desk
from generator.serve.reload import Reload, address

STORY = "---\ntitle: {name}\npublished: 2020-03-{day:02}\nsection: Weather\n---\nIt rained on {name}.\n"
NAMES = ("Ardmoor", "Brisk", "Calder", "Dunmere", "Eastfold")


class Hands:
    """A watcher that sees what it is told to see."""

    def __init__(self):
        self.touched = set()
        self.idles = []
        self.asked = 0
        self.after = None

    @property
    def restless(self):
        self.asked += 1
        return bool(self.touched) or (self.after is not None and self.asked > self.after)

    def idle(self, seconds):
        self.idles.append(seconds)
        return not self.touched

    def touch(self, paths):
        self.touched |= set(paths)

    def also(self, paths):
        pass


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path)
    stories = {
        f"content/articles/{name.lower()}.md": STORY.format(name=name, day=day) for day, name in enumerate(NAMES, 1)
    }
    made.write({"tearsheet.toml": CONFIG, **stories})
    return made


@pytest.fixture
def desk(paper):
    made = Desk(root=paper.root, folder=paper.root / ".tearsheet/serve", drafts=False, reload=Reload(), noted=True)
    made.watcher = Hands()
    made.catch_up()
    yield made
    made.close()


def printed(desk):
    files = (path for path in desk.folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {address(path.relative_to(desk.folder).as_posix()): path.read_bytes() for path in files}


def changed(before, after):
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_whatever_stands_anew_is_told_wherever_a_save_stops_the_build_that_prints_it(desk, paper, monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 2)
    title, file = "Brisk", paper.root / "content/articles/brisk.md"
    stopped, half = 0, 0
    while desk._session.whole:
        before, seen = printed(desk), desk.reload.build
        paper.edit("content/articles/brisk.md", f"title: {title}", f"title: {title} again")
        title = f"{title} again"
        desk.watcher.asked, desk.watcher.after = 0, 2 * stopped

        desk.changed(frozenset({file}))
        overtaken = not desk._session.whole
        told = set(desk.reload.news(seen).changed)
        assert told == changed(before, printed(desk))
        half += overtaken and len(told) > 1

        desk.watcher.after = None
        desk.changed(frozenset({file}))
        assert set(desk.reload.news(seen).changed) == changed(before, printed(desk)) > {"/", "/articles/brisk/"}
        stopped += 1
        if not overtaken:
            break

    assert half > 1


def test_what_a_stopped_build_took_away_is_told(desk, paper):
    seen = desk.reload.build
    paper.write({"content/articles/brisk.md": None})
    desk.watcher.after = desk.watcher.asked + 40

    desk.changed(frozenset({paper.root / "content/articles/brisk.md"}))

    assert not desk._session.whole
    assert not (desk.folder / "articles/brisk/index.html").exists()
    assert "/articles/brisk/" in desk.reload.news(seen).changed


def test_where_a_glance_breaks_down_a_whole_build_shows_the_save(desk, paper, monkeypatch):
    seen = desk.reload.build

    def broken(*_arguments, **_options):
        raise LookupError("no such thing")

    monkeypatch.setattr(type(desk._session), "glance", broken)
    paper.edit("content/articles/brisk.md", "It rained", "It poured")
    desk.changed(frozenset({paper.root / "content/articles/brisk.md"}))

    assert "/articles/brisk/" in desk.reload.news(seen).changed
    assert desk.reload.problems == ()


def test_saves_without_end_do_not_keep_the_site_from_being_whole(desk, paper):
    desk.watcher.after = 0
    file = paper.root / "content/articles/brisk.md"
    for number in range(PATIENCE + 1):
        assert desk._session.whole == (number == 0)
        paper.edit("content/articles/brisk.md", "It rained", "It rained and rained")
        desk.changed(frozenset({file}))

    assert desk._session.whole
