import ctypes
import errno
import importlib
import logging
import queue
import shutil
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.serve import observe, watch
from generator.serve.observe import remote_type
from generator.serve.watch import LONGEST_WRITE, Watcher, patience

SOON = 20  # seconds after which something that must happen has not


class Calls:
    def __init__(self) -> None:
        self.told: queue.Queue[frozenset[Path]] = queue.Queue()
        self.errors: queue.Queue[Exception] = queue.Queue()
        self.notices = []
        self.count = 0

    def __call__(self, paths: frozenset[Path]) -> None:
        self.count += 1
        self.told.put(paths)

    def until(self, *wanted: Path) -> set[Path]:
        # A folder told stands for all that is in it.
        seen: set[Path] = set()
        while not all(seen & {path, *path.parents} for path in wanted):
            seen |= self.told.get(timeout=SOON)
        return seen


@pytest.fixture
def calls():
    return Calls()


@pytest.fixture
def content(tmp_path):
    made = tmp_path / "content"
    made.mkdir()
    return made


def watching(paths, calls, **options):
    options.setdefault("on_error", calls.errors.put)
    return Watcher(paths, calls, on_notice=calls.notices.append, **options)


def test_a_save_is_told(content, calls):
    page = content / "rain.md"
    page.write_text("Rain")

    with watching([content], calls):
        page.write_text("Rain again")

        assert calls.until(page) == {page}


def test_an_atomic_save_is_told_by_the_name_it_ends_with(content, calls):
    page = content / "rain.md"
    page.write_text("Rain")

    with watching([content], calls, ignore=lambda path: path.suffix == ".tmp"):
        (content / "rain.tmp").write_text("Rain again")
        (content / "rain.tmp").replace(page)

        assert calls.until(page) == {page}


def test_a_deleted_file_is_told(content, calls):
    page = content / "rain.md"
    page.write_text("Rain")

    with watching([content], calls):
        page.unlink()

        assert page in calls.until(page)


def test_a_file_in_a_folder_made_since_is_told(content, calls):
    page = content / "2014" / "10" / "rain.md"

    with watching([content], calls):
        page.parent.mkdir(parents=True)
        page.write_text("Rain")
        calls.until(page)
        late = page.with_name("snow.md")
        late.write_text("Snow")

        assert late in calls.until(late)


def test_a_permission_mended_is_told(content, calls):
    page = content / "rain.md"
    page.write_text("Rain")

    with watching([content], calls):
        page.chmod(0o600)

        assert calls.until(page) == {page}


def test_reading_is_not_told(content, calls):
    page, other = content / "rain.md", content / "snow.md"
    page.write_text("Rain")

    with watching([content], calls):
        page.read_text()
        list(content.iterdir())
        other.write_text("Snow")

        assert page not in calls.until(other)


def test_a_single_file_is_watched_and_not_what_stands_beside_it(tmp_path, content, calls):
    config = tmp_path / "tearsheet.toml"

    with watching([config, content], calls):
        (tmp_path / "notes.txt").write_text("mine")
        config.write_text("title = 'The Post'")

        assert calls.until(config) == {config}


def test_what_is_ignored_is_not_told(content, calls):
    page, swap = content / "rain.md", content / ".rain.swp"

    with watching([content], calls, ignore=lambda path: path.name.startswith(".")):
        swap.write_text("half a line")
        page.write_text("Rain")

        assert calls.until(page) == {page}


def test_a_folder_that_is_not_there_yet_is_watched_once_it_is(tmp_path, content, calls):
    theme = tmp_path / "templates"

    with watching([content, theme], calls):
        theme.mkdir()
        assert theme in calls.until(theme)
        (theme / "base.html").write_text("<main>")

        assert theme / "base.html" in calls.until(theme / "base.html")


@pytest.mark.parametrize("leave", [shutil.rmtree, lambda folder: folder.rename(folder.with_name("aside"))])
def test_a_folder_that_goes_and_comes_back_is_watched_again(content, calls, leave):
    with watching([content], calls):
        for _ in range(2):
            leave(content)
            content.mkdir()
            assert content in calls.until(content)
            page = content / "rain.md"
            page.write_text("Rain")
            assert page in calls.until(page)
            shutil.rmtree(content.with_name("aside"), ignore_errors=True)


def test_a_folder_behind_a_link_is_told_by_the_name_it_was_given(tmp_path, content, calls):
    linked = tmp_path / "linked"
    linked.symlink_to(content)

    with watching([linked], calls):
        (content / "rain.md").write_text("Rain")

        assert calls.until(linked / "rain.md") == {linked / "rain.md"}


def test_what_happens_during_a_call_is_told_in_one_further_call(content, calls):
    begun, go_on = threading.Event(), threading.Event()

    def build(paths):
        calls(paths)
        begun.set()
        assert go_on.wait(SOON)

    with Watcher([content], build, on_error=calls.errors.put):
        (content / "first.md").write_text("")
        assert begun.wait(SOON)
        calls.told.get(timeout=SOON)
        later = [content / f"{number}.md" for number in range(5)]
        for page in later:
            page.write_text("")
        go_on.set()

        assert calls.until(*later) >= set(later)
    assert calls.count == 2


def test_a_storm_of_ten_thousand_files_makes_at_most_two_calls(content, calls):
    pages = [content / f"{number}.md" for number in range(10_000)]
    written = threading.Event()

    def build(paths):
        calls(paths)
        assert written.wait(60)

    with Watcher([content], build, on_error=calls.errors.put):
        for page in pages:
            page.touch()
        written.set()
        calls.until(*pages)

    assert calls.count <= 2


@given(
    paths=st.integers(1, 100_000),
    waited=st.floats(0, 60),
    follows=st.booleans(),
    before=st.integers(0, 100_000),
)
def test_no_gathering_is_longer_than_its_limit_and_a_save_is_over_first(paths, waited, follows, before):
    left = patience(paths, waited=waited, follows=follows, before=before)

    assert waited + max(left, 0) <= max(waited, watch.STORM_LONGEST if follows else watch.LONGEST)
    assert left <= watch.STORM_LULL
    if paths + before <= watch.STORM:
        assert left <= watch.QUIET


@given(paths=st.integers(watch.STORM + 1, 100_000), more=st.integers(1, 100_000))
def test_the_greater_a_storm_is_the_longer_a_lull_in_it_may_be(paths, more):
    lull = patience(paths, waited=0, follows=True)

    assert watch.QUIET < lull <= patience(paths + more, waited=0, follows=True) <= watch.STORM_LULL
    assert patience(1, waited=0, follows=True, before=paths) >= lull
    assert patience(1, waited=0, follows=False, before=paths) == watch.QUIET


def test_an_error_in_the_call_is_handed_on_and_the_watching_goes_on(content, calls):
    def build(paths):
        calls(paths)
        if calls.count == 1:
            raise ValueError("a template is missing")

    with Watcher([content], build, on_error=calls.errors.put):
        (content / "rain.md").write_text("Rain")
        assert str(calls.errors.get(timeout=SOON)) == "a template is missing"
        (content / "snow.md").write_text("Snow")

        calls.until(content / "snow.md")


def test_without_events_everything_is_looked_at(tmp_path, content, calls, monkeypatch):
    monkeypatch.setattr(observe, "POLL", 0.05)
    monkeypatch.setattr(observe, "Observer", None)  # not to be asked

    with watching([content, tmp_path / "tearsheet.toml"], calls, poll=True):
        (content / "new").mkdir()
        page = content / "new" / "rain.md"
        page.write_text("Rain")
        calls.until(page)
        (tmp_path / "tearsheet.toml").write_text("")
        calls.until(tmp_path / "tearsheet.toml")
        page.unlink()
        calls.until(page)
    assert calls.notices == []


@pytest.mark.parametrize("limit", [errno.ENOSPC, errno.EMFILE])
def test_at_the_limit_of_the_system_it_falls_back_to_looking_and_says_so(content, calls, monkeypatch, limit):
    def refuse():
        raise OSError(limit, "limit reached")

    monkeypatch.setattr(observe, "POLL", 0.05)
    monkeypatch.setattr(observe, "Observer", refuse)

    with watching([content], calls):
        page = content / "rain.md"
        page.write_text("Rain")
        calls.until(page)

    (notice,) = calls.notices
    assert "limit reached" in notice.what
    assert "sysctl fs.inotify" in notice.hint


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
@pytest.mark.parametrize("when", ["at the start", "later"])
def test_a_folder_left_out_at_the_limit_is_noticed(content, calls, monkeypatch, when):
    inotify_c = importlib.import_module("watchdog.observers.inotify_c")  # there on Linux only
    real, left = inotify_c.inotify_add_watch, [4 if when == "at the start" else 6]

    def counted(descriptor, path, mask):
        left[0] -= 1
        if left[0] < 0:
            ctypes.set_errno(errno.ENOSPC)
            return -1
        return real(descriptor, path, mask)

    monkeypatch.setattr(observe, "POLL", 0.05)
    monkeypatch.setattr(inotify_c, "inotify_add_watch", counted)
    folders = [content / str(number) for number in range(8)]
    if when == "at the start":
        for folder in folders:
            folder.mkdir()

    with watching([content], calls):
        for folder in folders:
            folder.mkdir(exist_ok=True)
            (folder / "rain.md").write_text("Rain")
        calls.until(*(folder / "rain.md" for folder in folders))
        while not calls.notices:
            calls.told.get(timeout=SOON)

    assert "sysctl fs.inotify.max_user_watches" in calls.notices[0].hint


def test_where_events_were_lost_the_whole_is_told(content, calls):
    with watching([content], calls):
        logging.getLogger("watchdog.observers.inotify_c").warning("events were lost")

        assert calls.until(content) == {content}


def test_stopping_leaves_no_thread_and_does_not_wait_for_a_call_under_way(content, calls):
    before = set(threading.enumerate())
    begun, go_on = threading.Event(), threading.Event()

    def build(paths):
        begun.set()
        assert go_on.wait(SOON)

    watcher = Watcher([content], build, on_error=calls.errors.put)
    with watcher:
        (content / "rain.md").write_text("Rain")
        assert begun.wait(SOON)
    go_on.set()

    for thread in set(threading.enumerate()) - before:
        thread.join(SOON)
        assert not thread.is_alive()
    assert calls.errors.empty()


# -- What is waited for, and what is not ------------------------------------------------------------------------------


def test_a_file_that_is_still_being_written_is_waited_for():
    assert patience(1, waited=0.1, follows=False, writing=True) > 1
    assert patience(1, waited=LONGEST_WRITE, follows=False, writing=True) <= 0


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /home/ada/the\\040press rw - fuse.sshfs ada@far:/ rw
31 22 0:41 / /mnt rw - 9p drvfs rw
32 31 0:42 / /mnt/local rw - ext4 /dev/sdb1 rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/site/content", ""),
        ("/home/ada/the press/content", "fuse.sshfs"),
        ("/home/ada/the pressing/content", ""),
        ("/mnt", "9p"),
        ("/mnt/c/site", "9p"),
        ("/mnt/local/site", ""),
    ],
)
def test_a_folder_that_others_may_write_to_unheard_is_known_by_its_mount(path, kind):
    assert remote_type(path, MOUNTS) == kind


def test_where_nothing_tells_of_mounts_nothing_is_taken_for_remote():
    assert remote_type("/srv/site", "") == ""
