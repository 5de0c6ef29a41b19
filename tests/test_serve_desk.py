"""The builds of one run of the server, and what open pages are told of them."""

import contextlib
import json
import shutil
import threading

import pytest
from sites import CONFIG, Paper

from generator.build import engine
from generator.cli import desk as desk_module
from generator.cli.desk import Desk, first
from generator.cli.telling import Telling
from generator.serve.reload import Reload, address

STORY = "---\ntitle: {name}\npublished: 2020-03-{day:02}\nsection: Weather\n---\nIt rained on {name}.\n"
SOON, MANY = 20, 5
NAMES = ("Ardmoor", "Brisk", "Calder", "Dunmere", "Eastfold")


class Hands:
    """A watcher that sees what it is told to see."""

    def idle(self, _seconds):
        return True

    def touch(self, _paths):
        raise AssertionError

    def also(self, _paths):
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
    made = Desk(
        root=paper.root,
        folder=paper.root / ".tearsheet/serve",
        drafts=False,
        telling=Telling(paper.root, Reload(), noted=True),
        watcher=Hands(),
    )
    made.want("now")
    made.catch_up()
    yield made
    made.close()


@pytest.fixture
def overtaken(monkeypatch):
    """Let a build see a save once it has looked for one so often."""

    def after(times):
        left = iter([False] * times)
        monkeypatch.setattr(Desk, "_is_overtaken", lambda _: next(left, True))

    return after


def printed(folder):
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {address(path.relative_to(folder).as_posix()): path.read_bytes() for path in files}


def clean(paper):
    """Return what a server prints that remembers nothing."""
    aside = paper.root.parent / "aside"
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(paper.root, aside, ignore=shutil.ignore_patterns(".tearsheet"))
    folder = aside / ".tearsheet/serve"
    first(aside, folder, drafts=False, telling=Telling(aside, None, noted=True))
    return printed(folder)


def changed(before, after):
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_whatever_stands_anew_is_told_wherever_a_save_stops_the_build_that_prints_it(
    desk, paper, overtaken, monkeypatch
):
    monkeypatch.setattr(engine, "BATCH", 2)
    title, news = "Brisk", desk.telling.reload.news
    half = 0
    for times in range(1000):
        before, seen = printed(desk.folder), desk.telling.reload.build
        paper.edit("content/articles/brisk.md", f"title: {title}", f"title: {title} again")
        title = f"{title} again"
        desk.changed(frozenset({paper.root / "content/articles/brisk.md"}))
        overtaken(times)

        desk.catch_up()
        stopped = not desk._session.whole
        told = set(news(seen).changed)
        assert told == changed(before, printed(desk.folder))
        half += stopped and len(told) > 1

        overtaken(1000)
        desk.catch_up()
        assert set(news(seen).changed) == changed(before, printed(desk.folder)) > {"/", "/articles/brisk/"}
        assert desk._session.whole
        if not stopped:
            break

    assert half  # one at least told of some pages and not of all


def test_what_a_stopped_build_took_away_is_told(desk, paper, overtaken):
    seen = desk.telling.reload.build
    paper.write({"content/articles/brisk.md": None})
    desk.changed(frozenset({paper.root / "content/articles/brisk.md"}))
    times = 0
    while (desk.folder / "articles/brisk/index.html").exists():
        overtaken(times)
        desk.catch_up()
        times += 5

    assert not desk._session.whole
    assert "/articles/brisk/" in desk.telling.reload.news(seen).changed


def test_where_a_glance_breaks_down_a_whole_build_shows_the_save(desk, paper, monkeypatch):
    seen = desk.telling.reload.build

    def broken(*_arguments, **_options):
        raise LookupError("no such thing")

    monkeypatch.setattr(type(desk._session), "glance", broken)
    paper.edit("content/articles/brisk.md", "It rained", "It poured")
    desk.changed(frozenset({paper.root / "content/articles/brisk.md"}))
    desk.catch_up()

    assert "/articles/brisk/" in desk.telling.reload.news(seen).changed
    assert desk.telling.reload.problems == ()


def test_saves_without_end_do_not_keep_the_site_from_being_whole(desk, paper, overtaken, monkeypatch):
    monkeypatch.setattr(desk_module, "PATIENCE", -1.0)
    paper.edit("content/articles/brisk.md", "It rained", "It rained and rained")
    desk.changed(frozenset({paper.root / "content/articles/brisk.md"}))
    overtaken(0)

    desk.catch_up()
    assert not desk._session.whole
    desk.catch_up()
    assert desk._session.whole


@pytest.mark.parametrize("zone", range(10))
def test_a_save_is_shown_while_a_whole_build_reads_which_is_then_begun_again(desk, paper, monkeypatch, zone):
    """Whatever the build reads then, the save is printed before it goes on, and is not printed over."""
    page = desk.folder / "articles/calder/index.html"
    files = [paper.root / f"content/articles/{name}.md" for name in ("brisk", "calder")]
    entered, aside = [], Desk._aside

    @contextlib.contextmanager
    def save_within(self):
        with aside(self):
            entered.append(None)
            if len(entered) == zone + 1:
                paper.edit("content/articles/calder.md", "It rained", "It poured")
                saver = threading.Thread(target=desk.changed, args=(frozenset({files[1]}),))
                saver.start()
                saver.join(SOON)
                assert not saver.is_alive()
                assert b"It poured" in page.read_bytes()
            yield

    monkeypatch.setattr(Desk, "_aside", save_within)
    paper.edit("content/articles/brisk.md", "title: Brisk", "title: Brisk again")
    desk.changed(frozenset({files[0]}))
    desk.catch_up()
    if len(entered) <= zone:
        assert zone > MANY, "it reads as often at least"
        return

    assert not desk._session.whole
    assert b"It poured" in page.read_bytes()
    desk.catch_up()
    assert desk._session.whole
    assert printed(desk.folder) == clean(paper)


def test_a_save_before_there_is_a_site_is_shown_first_once_there_is(paper):
    made = Desk(
        root=paper.root,
        folder=paper.root / ".tearsheet/serve",
        drafts=False,
        telling=Telling(paper.root, Reload(), noted=True),
    )
    made.changed(frozenset({paper.root / "content/articles/brisk.md"}))
    made.catch_up()
    assert not made._session.whole
    made.catch_up()
    assert made._session.whole
    made.close()


def test_an_editors_question_is_answered_between_two_tasks_of_a_build(desk, paper, monkeypatch):
    told = []
    asked, pause = threading.Event(), Desk._pause

    def ask():
        with desk.bench().turn():
            told.append(desk._session.whole)

    def look(self):
        if not self._lent and not asked.is_set():
            asked.set()
            asker = threading.Thread(target=ask)
            asker.start()
            while not self._asking:
                pass
            pause(self)
            asker.join(SOON)
            assert told == [False]
        pause(self)

    monkeypatch.setattr(Desk, "_pause", look)
    paper.edit("content/articles/brisk.md", "title: Brisk", "title: Brisk again")
    desk.changed(frozenset({paper.root / "content/articles/brisk.md"}))
    desk.catch_up()

    assert told == [False]
    assert desk._session.whole


def test_what_is_rehearsed_is_not_taken_for_made(desk, paper):
    """The page looked at shows the article as it was saved, though nobody glanced at it before the whole was built."""
    paper.edit("content/articles/brisk.md", "It rained on Brisk.", "It rained on Brisk.\n\nThen it was dry.")
    desk.want("now")
    desk.catch_up()
    desk.telling.reload.ask("/articles/brisk/")
    paper.edit("content/articles/brisk.md", "Then it was dry", "Then it was wet")
    desk.want("now")
    desk.catch_up()

    assert b"Then it was wet" in (desk.folder / "articles/brisk/index.html").read_bytes()
    assert printed(desk.folder) == clean(paper)


def test_a_page_opened_while_all_are_printed_is_printed_next_and_told_at_once(desk, paper, monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 2)
    reload, hear, heard = desk.telling.reload, Telling.hear, []

    def open_page(self, path):
        if not heard:
            reload.ask("/articles/eastfold/")
        heard.append(path)
        hear(self, path)

    seen, told = reload.build, []
    monkeypatch.setattr(Telling, "hear", open_page)
    monkeypatch.setattr(Reload, "built", lambda _, changed, *_rest, **_more: told.append(changed))
    paper.write({"templates/partials/footer.html": "<p>Another foot</p>"})
    desk.want("now")
    desk.catch_up()

    assert len(heard) > 15
    assert "articles/eastfold/index.html" in heard[:4]
    assert seen == reload.build
    assert "articles/eastfold/index.html" in told[0]


def test_a_page_whose_address_is_in_another_script_is_looked_at_and_told_of_like_any(desk, paper):
    reload = desk.telling.reload
    paper.write({"content/articles/雨.md": STORY.format(name="雨", day=9)})
    desk.want("now")
    desk.catch_up()
    assert (desk.folder / "articles/雨/index.html").is_file()
    assert desk.bench().view("/articles/雨/", "") is not None

    reload.ask("/articles/雨/")
    assert desk.telling.looked_at == ("/articles/%E9%9B%A8/",)
    paper.edit("content/articles/雨.md", "title: 雨", "title: [雨")
    desk.want("now")
    desk.catch_up()
    assert [problem.addresses for problem in reload.problems] == [("/articles/雨/",)]

    seen = reload.build
    paper.write({"content/articles/雨.md": None})
    desk.want("now")
    desk.catch_up()
    assert ("/articles/雨/", "") in reload.news(seen).moved


def test_an_editors_view_marks_a_draft_and_what_is_not_due_whether_article_or_page(paper):
    fronts = {"draft": "status: draft", "later": "publish_at: 2100-01-01", "out": "summary: It is out."}
    folders = ("articles", "pages")
    paper.write(
        {
            f"content/{folder}/{name}.md": f"---\ntitle: {name}\n{front}\n---\nIt rained.\n"
            for folder in folders
            for name, front in fronts.items()
        }
    )
    made = Desk(
        root=paper.root,
        folder=paper.root / ".tearsheet/serve",
        drafts=True,
        telling=Telling(paper.root, Reload(), noted=True),
    )
    made.want("now")
    made.catch_up()

    for above in ("/articles", ""):
        views = {name: json.loads(made.bench().view(f"{above}/{name}/", "")) for name in fronts}
        assert {name: (view["status"], view["due"]) for name, view in views.items()} == {
            "draft": ("draft", ""),
            "later": ("published", "2100-01-01"),
            "out": ("published", ""),
        }
    assert made.bench().view("/out/", "ada") is None
    assert made.bench().view("/nowhere/", "") is None
    made.close()
