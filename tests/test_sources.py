import os

import pytest

from generator import digest
from generator.build import sources
from generator.build.sources import SourceFile, scan
from generator.errors import ContentError


@pytest.fixture
def root(tmp_path):
    (tmp_path / "content").mkdir()
    return tmp_path


def put(root, path, text="Rain"):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def rest(*files):
    """Give files times long past, as files have that nobody touches."""
    for file in files:
        os.utime(file, ns=(10**18, 10**18))


@pytest.fixture
def look(root, monkeypatch):
    """Scan as builds do, one after the other, each remembering what the last one saw."""
    known = {}
    # The time of change cannot be set back, so the clock is set forward: every file but the `fresh` has rested.
    monkeypatch.setattr(sources, "TICK_NS", -(10**18))

    def scanned(**options):
        found = scan(root, folders=("content",), wanted=lambda name: not name.startswith("."), known=known, **options)
        known.update(found.stamps)
        for path in found.gone:
            del known[path]
        return found

    return scanned


def opened(monkeypatch):
    """Count the files that are read."""
    count = []
    read = sources.contents
    monkeypatch.setattr(sources, "contents", lambda path: count.append(path.rpartition("/")[2]) or read(path))
    return count


def test_every_file_is_known_by_its_digest_in_the_order_of_paths(root, look):
    put(root, "content/b/z.md", "Sun")
    put(root, "content/a.md", "Rain")
    put(root, "content/b.md", "Snow")
    assert dict(look().sources.paths()) == {
        "content/a.md": digest.of_file(b"Rain"),
        "content/b.md": digest.of_file(b"Snow"),
        "content/b/z.md": digest.of_file(b"Sun"),
    }
    assert list(look().sources.paths()) == ["content/a.md", "content/b.md", "content/b/z.md"]


def test_a_file_that_rests_is_not_read_again(root, look, monkeypatch):
    put(root, "content/a.md")
    look()
    count = opened(monkeypatch)
    assert look().sources.paths()["content/a.md"] == digest.of_file(b"Rain")
    assert count == []


def test_a_file_changed_just_before_it_was_read_is_read_again(root, look, monkeypatch):
    monkeypatch.setattr(sources, "TICK_NS", 10**18)
    put(root, "content/a.md")
    assert look().stamps["content/a.md"][0] == ""
    count = opened(monkeypatch)
    look()
    assert count == ["a.md"]


def test_an_edit_of_the_same_size_in_the_same_second_is_seen(root, look):
    file = put(root, "content/a.md", "Rain")
    look()
    was = file.stat()
    file.write_text("Hail")
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert look().sources.paths()["content/a.md"] == digest.of_file(b"Hail")


def test_a_file_put_back_with_an_older_time_is_seen(root, look):
    file = put(root, "content/a.md", "Rain")
    look()
    file.write_text("Hail")
    rest(file)
    assert look().sources.paths()["content/a.md"] == digest.of_file(b"Hail")


def test_a_file_swapped_for_another_of_its_size_and_time_is_seen(root, look):
    file, other = put(root, "content/a.md", "Rain"), put(root, "spare.md", "Hail")
    rest(file, other)
    look()
    other.rename(file)
    assert look().sources.paths()["content/a.md"] == digest.of_file(b"Hail")


def test_a_touch_is_no_change(root, look):
    file = put(root, "content/a.md")
    before = look().sources.paths()["content/a.md"]
    rest(file)
    assert look().sources.paths()["content/a.md"] == before


def test_a_file_that_went_is_forgotten(root, look):
    file = put(root, "content/a.md")
    look()
    file.unlink()
    found = look()
    assert (dict(found.sources.paths()), found.gone) == ({}, ("content/a.md",))
    assert found.sources.read(SourceFile("content/a.md")) is None


def test_that_a_file_is_absent_has_a_digest_of_its_own(root, look):
    found = look().sources
    assert found.digest(SourceFile("content/a.md")) == sources.mark(None)
    put(root, "content/a.md", "")
    assert look().sources.digest(SourceFile("content/a.md")) == sources.mark(b"") != sources.mark(None)


def test_what_is_not_wanted_is_not_looked_at(root, look):
    put(root, "content/.git/a.md")
    put(root, "content/.hidden.md")
    (root / "content" / ".loop").symlink_to(".loop")
    found = look()
    assert (dict(found.sources.paths()), found.notes) == ({}, ())


def test_single_files_are_looked_at_too(root, look):
    put(root, "tearsheet.toml", "title = 'A'")
    assert "tearsheet.toml" in look(files=("tearsheet.toml", "pyproject.toml")).sources.paths()


def told(found):
    return [(str(note.where), note.what) for note in found.notes]


def test_a_link_inside_the_folder_is_followed(root, look):
    put(root, "content/a.md", "Rain")
    (root / "content" / "b.md").symlink_to("a.md")
    assert set(look().sources.paths()) == {"content/a.md", "content/b.md"}


def test_a_link_that_leads_out_is_an_error_and_nothing_is_published_through_it(root, look):
    put(root, "secret/a.md")
    (root / "content" / "b.md").symlink_to(root / "secret" / "a.md")
    (root / "content" / "c").symlink_to(root / "secret")
    found = look()
    assert told(found) == [
        ("content/b.md", "this link leads out of the folder"),
        ("content/c", "this link leads out of the folder"),
    ]
    assert dict(found.sources.paths()) == {}


def test_links_that_go_round_in_circles_are_errors(root, look):
    put(root, "content/a/b.md")
    (root / "content" / "a" / "up").symlink_to("..")
    (root / "content" / "self").symlink_to("self")
    (root / "content" / "one").symlink_to("other")
    (root / "content" / "other").symlink_to("one")
    found = look()
    assert told(found) == [
        ("content/a/up", "this link leads back to a folder it lies in"),
        ("content/one", "this link leads back to itself"),
        ("content/other", "this link leads back to itself"),
        ("content/self", "this link leads back to itself"),
    ]
    assert set(found.sources.paths()) == {"content/a/b.md"}


def test_a_link_to_what_is_not_there_is_an_error(root, look):
    (root / "content" / "a.md").symlink_to("gone.md")
    assert told(look()) == [("content/a.md", "this link leads nowhere")]


def test_names_that_no_address_can_carry_are_errors(root, look):
    put(root, "content/a\nb.md")
    (root / "content" / os.fsdecode(b"\xff.md")).touch()
    found = look()
    assert told(found) == [
        ("content/a\\nb.md", "its name holds a line break"),
        ("content/\\udcff.md", "its name is no UTF-8"),
    ]
    assert dict(found.sources.paths()) == {}


def test_a_file_that_cannot_be_read_is_there_all_the_same(root, look, monkeypatch):
    put(root, "content/a.md")
    put(root, "content/b.md")
    read = sources.contents

    def deny(path):
        if path.endswith("/a.md"):
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(sources, "contents", deny)
    found = look()
    assert found.sources.paths()["content/a.md"] == sources.UNREADABLE
    assert "content/b.md" in found.sources.paths()
    with pytest.raises(ContentError, match=r"content/a\.md: cannot be read \(Permission denied\)"):
        found.sources.read(SourceFile("content/a.md"))


def test_what_lies_in_a_folder_that_cannot_be_looked_into_is_there_all_the_same(root, look, monkeypatch):
    put(root, "content/closed/a.md")
    put(root, "content/open/b.md")
    look()
    look_into = os.scandir

    def deny(folder):
        if str(folder).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return look_into(folder)

    monkeypatch.setattr(os, "scandir", deny)
    found = look()
    assert told(found) == [("content/closed", "cannot be read (Permission denied)")]
    assert found.sources.paths()["content/closed/a.md"] == sources.UNREADABLE
    assert found.gone == ()
    monkeypatch.setattr(os, "scandir", look_into)
    assert look().sources.paths()["content/closed/a.md"] == digest.of_file(b"Rain")


def test_what_is_read_later_than_it_was_looked_at_is_known_by_what_was_read(root, look):
    file = put(root, "content/a.md", "Rain")
    found = look().sources
    file.write_text("Hail")
    data = found.read(SourceFile("content/a.md"))
    assert (data, sources.mark(data)) == (b"Hail", digest.of_file(b"Hail"))
    assert found.digest(SourceFile("content/a.md")) == digest.of_file(b"Rain")
