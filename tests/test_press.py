import errno
import os
import subprocess
from pathlib import Path

import msgspec
import pytest
from sites import looks

from generator import digest
from generator.build.ground import MANIFEST, SWEPT
from generator.build.press import Press
from generator.errors import Note, PressError, Where


@pytest.fixture
def out(tmp_path):
    return tmp_path / "site"


def mark(text):
    return digest.of_file(text.encode())


def build(out, files, *, ask=True, sources=(), dry=False):
    """Print files, path to text, as the engine does; return the press."""
    press = Press(out, sources=list(sources), dry=dry)
    press.prune(files, ask=ask)
    press.journal((path, mark(text)) for path, text in files.items())
    for path, text in files.items():
        press.write(path, text.encode(), sha256=mark(text))
    press.close({path: mark(text) for path, text in files.items()})
    return press


def tree(out):
    return {path.relative_to(out).as_posix(): path.read_text() for path in sorted(out.rglob("*")) if path.is_file()}


def site(out):
    return {path: text for path, text in tree(out).items() if path != MANIFEST}


def told(press):
    return [str(note) for note in press.notes]


# Writing


def test_equal_bytes_are_not_written_again(out):
    build(out, {"a/index.html": "Rain", "b.txt": "Sun"})
    before = {path: looks(out / path) for path in ("a/index.html", "b.txt", MANIFEST)}
    press = build(out, {"a/index.html": "Rain", "b.txt": "Moon"})
    assert press.written == ["b.txt"]
    assert looks(out / "a/index.html") == before["a/index.html"]
    assert looks(out / "b.txt") != before["b.txt"]
    assert looks(out / MANIFEST) != before[MANIFEST]


def test_a_build_that_changes_nothing_touches_nothing(out):
    build(out, {"a/index.html": "Rain"})
    before = {path: looks(path) for path in (out, *out.rglob("*"))}
    press = build(out, {"a/index.html": "Rain"})
    assert (press.written, press.removed, press.notes) == ([], [], [])
    assert {path: looks(path) for path in (out, *out.rglob("*"))} == before


def test_the_manifest_is_what_sha256sum_reads(out):
    build(out, {"a/index.html": "Rain", "über uns/ö.html": "Sun", "empty": "", "back\\slash": "Moon"})
    done = subprocess.run(["sha256sum", "-c", MANIFEST], cwd=out, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count(": OK")) == (0, 4)
    assert (out / MANIFEST).read_text().splitlines() == sorted(
        (out / MANIFEST).read_text().splitlines(), key=lambda line: line[66:]
    )


def test_an_address_is_journalled_before_it_is_written(out, monkeypatch):
    seen = []
    monkeypatch.setattr(os, "replace", lambda *_: seen.append((out / MANIFEST).read_text()))
    press = Press(out, sources=[])
    press.journal([("a.txt", mark("Rain"))])
    with pytest.raises(PressError):
        press.write("a.txt", b"Rain", sha256=mark("Rain"))
    assert seen == [f"{mark('Rain')}  a.txt\n"]


def test_nothing_of_ours_is_taken_for_anothers_after_a_kill(out):
    press = Press(out, sources=[])
    press.journal([("a.txt", mark("Rain")), ("b.txt", mark("Sun"))])
    press.write("a.txt", b"Rain", sha256=mark("Rain"))
    # Killed here: no close, and the next build plans neither.
    assert build(out, {"c.txt": "Moon"}).removed == ["a.txt"]
    assert site(out) == {"c.txt": "Moon"}


def test_while_a_build_runs_either_of_two_digests_is_ours(out):
    build(out, {"a.txt": "Rain"})
    press = Press(out, sources=[])
    press.journal([("a.txt", mark("Hail"))])
    for standing in ("Rain", "Hail"):
        (out / "a.txt").write_text(standing)
        assert told(build(out, {"a.txt": "Snow"})) == []
        press.journal([("a.txt", mark("Rain")), ("a.txt", mark("Hail"))])


def test_a_line_of_the_journal_that_a_kill_cut_off_claims_nothing(out):
    build(out, {"a.txt": "Rain"})
    (out / "CNAME").write_text("example.org")
    with (out / MANIFEST).open("a") as manifest:
        manifest.write(f"{mark('Sun')}  CNAME")  # of CNAMES.html
    build(out, {"a.txt": "Rain", "b.txt": "Moon"})
    assert site(out) == {"a.txt": "Rain", "b.txt": "Moon", "CNAME": "example.org"}
    assert "CNAME" not in (out / MANIFEST).read_text()


def test_temporary_files_are_swept(out):
    (out / SWEPT).mkdir(parents=True)
    (out / SWEPT / "17").write_text("left by a kill")
    build(out, {"a.txt": "Rain"})
    assert not (out / SWEPT).exists()


def test_a_file_that_is_put_back_as_it_was_leaves_no_temporary_folder(out):
    build(out, {"a.txt": "Rain"})
    (out / "a.txt").unlink()
    build(out, {"a.txt": "Rain"})
    assert site(out) == {"a.txt": "Rain"}
    assert not (out / SWEPT).exists()


def test_a_failed_build_leaves_no_temporary_files_and_keeps_its_journal(out, monkeypatch):
    press = Press(out, sources=[])
    press.journal([("a.txt", mark("Rain"))])

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(PressError, match="the disk is full: cannot write"):
        press.write("a.txt", b"Rain", sha256=mark("Rain"))
    press.abandon()
    assert tree(out) == {MANIFEST: f"{mark('Rain')}  a.txt\n"}
    assert not (out / SWEPT).exists()


def test_a_dry_run_touches_nothing(out, tmp_path):
    press = build(out, {"a.txt": "Rain"}, dry=True)
    assert press.written == ["a.txt"]
    assert not out.exists()
    build(out, {"a.txt": "Rain", "b.txt": "Sun"})
    before = {path: looks(path) for path in (out, *out.rglob("*"))}
    press = build(out, {"a.txt": "Hail"}, dry=True)
    assert (press.written, press.removed) == (["a.txt"], ["b.txt"])
    assert {path: looks(path) for path in (out, *out.rglob("*"))} == before


# What is not ours


def test_a_foreign_file_survives(out):
    out.mkdir()
    (out / ".gitignore").write_text("*\n")
    (out / "a").mkdir()
    (out / "a" / "notes.txt").write_text("mine")
    build(out, {"a/index.html": "Rain"})
    build(out, {"b.txt": "Sun"})
    assert site(out) == {".gitignore": "*\n", "a/notes.txt": "mine", "b.txt": "Sun"}


def test_a_foreign_file_at_an_address_of_ours_is_replaced_and_named(out):
    out.mkdir()
    (out / "a.txt").write_text("mine")
    press = build(out, {"a.txt": "Rain"})
    assert told(press) == [f"{out / 'a.txt'}: was there already and is not Tearsheet's: it is replaced"]
    assert site(out) == {"a.txt": "Rain"}


def test_a_foreign_file_that_holds_our_bytes_becomes_ours_without_a_word(out):
    out.mkdir()
    (out / "a.txt").write_text("Rain")
    assert build(out, {"a.txt": "Rain"}).notes == []
    assert build(out, {}).removed == ["a.txt"]


def test_a_file_changed_by_hand_is_printed_again_and_said(out):
    build(out, {"a.txt": "Rain"})
    (out / "a.txt").write_text("Mine")
    press = build(out, {"a.txt": "Rain"})
    assert told(press) == [f"{out / 'a.txt'}: was changed by hand: it is printed again"]
    assert site(out) == {"a.txt": "Rain"}


def test_an_empty_folder_where_a_file_must_be_makes_room(out):
    (out / ".nojekyll").mkdir(parents=True)
    build(out, {".nojekyll": ""})
    assert (out / ".nojekyll").is_file()


def test_a_full_folder_where_a_file_must_be_is_an_error(out):
    (out / "a.txt").mkdir(parents=True)
    (out / "a.txt" / "mine").touch()
    with pytest.raises(PressError, match="cannot write"):
        build(out, {"a.txt": "Rain"})


def test_a_file_where_a_folder_must_be_is_an_error(out):
    out.mkdir()
    (out / "a").write_text("mine")
    with pytest.raises(PressError, match="cannot write"):
        build(out, {"a/index.html": "Rain"})
    assert (out / "a").read_text() == "mine"


def test_a_file_of_ours_makes_room_for_a_folder_and_a_folder_for_a_file(out):
    build(out, {"a": "Rain", "b/c": "Sun"})
    build(out, {"a/c": "Rain", "b": "Sun"})
    assert site(out) == {"a/c": "Rain", "b": "Sun"}


# Links


@pytest.fixture
def beyond(tmp_path):
    """Return a folder outside the output."""
    folder = tmp_path / "beyond"
    folder.mkdir()
    (folder / "index.html").write_text("Rain")
    return folder


def test_nothing_is_written_through_a_link(out, beyond):
    out.mkdir()
    (out / "a").symlink_to(beyond)
    for path in ("a/index.html", "a/b/index.html"):
        with pytest.raises(PressError, match="lies behind a link"):
            build(out, {path: "Sun"})
    assert tree(beyond) == {"index.html": "Rain"}


def test_nothing_is_removed_through_a_link(out, beyond):
    build(out, {"a/index.html": "Rain", "b.txt": "Sun"})
    (out / "a" / "index.html").unlink()
    (out / "a").rmdir()
    (out / "a").symlink_to(beyond)
    assert build(out, {"b.txt": "Sun"}).removed == []
    assert tree(beyond) == {"index.html": "Rain"}


def test_a_file_behind_a_link_is_not_the_one_we_wrote(out, beyond):
    press = Press(out, sources=[])
    file = press.write("a/index.html", b"Rain", sha256=mark("Rain"))
    assert press.intact(file)
    (out / "a" / "index.html").unlink()
    (out / "a").rmdir()
    (out / "a").symlink_to(beyond)
    assert not Press(out, sources=[]).intact(file)


def test_a_link_at_an_address_of_ours_is_replaced_and_what_it_leads_to_stays(out, beyond):
    out.mkdir()
    (out / "index.html").symlink_to(beyond / "index.html")
    press = build(out, {"index.html": "Rain"})
    assert "is not Tearsheet's" in told(press)[0]
    assert not (out / "index.html").is_symlink()
    assert tree(beyond) == {"index.html": "Rain"}


@pytest.mark.parametrize("name", [MANIFEST, SWEPT])
def test_a_link_where_the_press_keeps_its_own_is_not_followed(out, beyond, name):
    out.mkdir()
    (out / name).symlink_to(beyond / "index.html" if name == MANIFEST else beyond)
    build(out, {"a.txt": "Sun"})
    assert site(out) == {"a.txt": "Sun"}
    assert tree(beyond) == {"index.html": "Rain"}


def test_the_output_folder_itself_may_be_a_link(out, beyond):
    out.symlink_to(beyond)
    build(out, {"a.txt": "Sun"})
    assert (beyond / "a.txt").read_text() == "Sun"


# Recognising


def test_a_file_is_recognised_by_its_stamp_without_being_read(out, monkeypatch):
    press = Press(out, sources=[])
    file = press.write("a.txt", b"Rain", sha256=mark("Rain"))
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    assert press.intact(file)


def test_a_file_whose_stamp_changed_is_recognised_by_its_bytes(out):
    press = Press(out, sources=[])
    file = press.write("a.txt", b"Rain", sha256=mark("Rain"))
    os.utime(out / "a.txt", ns=(1, 1))
    assert press.intact(file)
    assert press.seen["a.txt"].mtime_ns == 1
    (out / "a.txt").write_text("Hail")
    os.utime(out / "a.txt", ns=(file.mtime_ns, file.mtime_ns))
    assert not press.intact(file)


# Pruning


def test_what_no_task_plans_any_more_goes_with_the_folders_it_leaves_empty(out):
    build(out, {"a/b/c/index.html": "Rain", "a/index.html": "Sun"})
    assert build(out, {"a/index.html": "Sun"}).removed == ["a/b/c/index.html"]
    assert not (out / "a" / "b").exists()


def test_what_is_gone_already_is_not_said_to_be_removed(out):
    build(out, {"a/index.html": "Rain", "b.txt": "Sun"})
    (out / "a" / "index.html").unlink()
    assert build(out, {"b.txt": "Sun"}).removed == []


@pytest.mark.parametrize(
    ("had", "gone", "stops"), [(60, 50, False), (60, 51, True), (2000, 100, False), (2000, 101, True)]
)
def test_a_large_removal_must_be_allowed(out, had, gone, stops):
    files = {f"{number}.txt": "Rain" for number in range(had)}
    out.mkdir()
    (out / MANIFEST).write_text("".join(f"{mark('Rain')}  {path}\n" for path in files))
    rest = dict(list(files.items())[gone:])
    press = Press(out, sources=[])
    if stops:
        with pytest.raises(PressError, match=f"would remove {gone} of {had} files") as caught:
            press.prune(rest, ask=True)
        assert "--prune" in caught.value.hint
        press.prune(rest, ask=False)
    else:
        press.prune(rest, ask=True)


def test_a_refused_removal_removes_nothing(out):
    build(out, {f"{number}.txt": "Rain" for number in range(60)})
    before = tree(out)
    with pytest.raises(PressError):
        build(out, {})
    assert tree(out) == before


@pytest.mark.parametrize("path", ["../beyond/index.html", "/etc/hostname", "a/../../beyond/index.html", "."])
def test_a_manifest_that_names_files_elsewhere_removes_none_of_them(out, beyond, path):
    out.mkdir()
    (out / MANIFEST).write_text(f"{mark('Rain')}  {path}\n")
    assert build(out, {}).removed == []
    assert tree(beyond) == {"index.html": "Rain"}


def test_a_manifest_that_is_no_manifest_claims_nothing(out):
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    (out / MANIFEST).write_bytes(b"\xff\xfe\0\nmine.txt\n\n  \nx  \n")
    build(out, {"a.txt": "Rain"})
    assert site(out) == {"mine.txt": "mine", "a.txt": "Rain"}


def test_what_is_said_of_a_file_whose_name_is_no_utf_8_can_be_written():
    name = os.fsdecode(b"caf\xe9/a.txt")
    said = PressError(f"cannot write {name}", where=Where(name)).note()
    assert str(msgspec.json.decode(msgspec.json.encode(said), type=Note)) == (
        r"caf\udce9/a.txt: cannot write caf\udce9/a.txt"
    )


# Where the output may be


def test_an_output_that_is_a_source_is_refused(tmp_path):
    (tmp_path / "content").mkdir()
    with pytest.raises(PressError, match="is or holds a source"):
        Press(tmp_path / "content", sources=[tmp_path / "content"])


def test_an_output_that_holds_a_source_is_refused(tmp_path):
    (tmp_path / "content").mkdir()
    with pytest.raises(PressError, match="is or holds a source"):
        Press(tmp_path, sources=[tmp_path / "content"])
    with pytest.raises(PressError, match="is or holds a source"):
        Press(tmp_path, sources=[tmp_path / "tearsheet.toml"])


def test_an_output_that_lies_in_a_source_is_refused(tmp_path):
    (tmp_path / "content").mkdir()
    with pytest.raises(PressError, match="lies in a source folder"):
        Press(tmp_path / "content" / "site", sources=[tmp_path / "content"])


def test_an_output_that_leads_to_a_source_by_a_link_is_refused(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "content")
    with pytest.raises(PressError, match="is or holds a source"):
        Press(tmp_path / "site", sources=[tmp_path / "content"])


@pytest.mark.parametrize("folder", [Path("/"), Path.home()])
def test_an_output_that_nobody_can_mean_is_refused(folder):
    with pytest.raises(PressError, match="cannot be an output folder"):
        Press(folder, sources=[])


def test_a_user_without_a_home_may_build(out, monkeypatch):
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", lambda _: {}[0])
    build(out, {"a.txt": "Rain"})


@pytest.mark.parametrize("dry", [False, True])
@pytest.mark.parametrize(
    ("name", "make"), [(SWEPT, Path.touch), (SWEPT, os.mkfifo), (MANIFEST, Path.mkdir), (MANIFEST, os.mkfifo)]
)
def test_an_output_in_which_something_else_stands_where_the_press_keeps_its_own_is_refused(out, name, make, dry):
    out.mkdir()
    make(out / name)
    with pytest.raises(PressError, match=f"{name} is no f.*: Tearsheet keeps its own there"):
        Press(out, sources=[], dry=dry)
    assert [path.name for path in out.iterdir()] == [name]


def test_a_refused_output_is_left_as_it_was(tmp_path):
    (tmp_path / "content").mkdir()
    with pytest.raises(PressError):
        Press(tmp_path / "content" / "site", sources=[tmp_path / "content"])
    assert list((tmp_path / "content").iterdir()) == []


def test_an_output_that_is_a_file_is_an_error(out):
    out.write_text("mine")
    with pytest.raises(PressError, match="cannot write"):
        Press(out, sources=[])
    assert out.read_text() == "mine"
