"""One capture or ten thousand: what `convert` reads, writes, skips, and leaves behind when it is stopped."""

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sites import Paper

from generator import cli

REPOSITORY = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures" / "capture"
CAPTURE = """\
Share this story
{title}

The evening {boat} ran aground off the mole on Sunday, and Ada Lind was among those who had to wait for the tide.

Nobody was hurt, the harbour master said, and the boat was afloat again before midnight came round.
"""
PAGE = """\
<html><head><title>Ferry runs aground</title></head><body><nav><a href="/">Home</a></nav><h1>Ferry runs aground</h1>
<p>The evening ferry ran aground off the mole on Sunday, and Ada Lind was among those who waited.</p>
<p>Nobody was hurt, the harbour master said, and the boat was afloat again before midnight came round.</p>
<footer><p>All rights reserved.</p></footer></body></html>
"""


def capture(number=0, title=None):
    return CAPTURE.format(title=title or f"Ferry {number} runs aground off the mole", boat=f"ferry number {number}")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return what runs a command in a folder and returns its status, its results and its findings."""
    monkeypatch.chdir(tmp_path)

    def ran(*arguments):
        status = cli.main(["convert", *map(str, arguments)])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err

    return ran


def captures(folder, count, **more):
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:05}.txt").write_text(capture(number))
    for name, said in more.items():
        (folder / name).write_bytes(said)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


# What is meant


def test_a_folder_stands_for_the_captures_in_it(run, tmp_path):
    captures(tmp_path / "in/deep", 2)
    for name in ("note.md", "_draft.txt", ".hidden.txt", "data.csv", "x.txt~", "_drafts/a.txt", ".git/a.txt"):
        (tmp_path / "in" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text(capture())
    (tmp_path / "in/page.html").write_text(PAGE)
    (tmp_path / "in/page.html.yml").write_text("section: Port\n")

    status, out, _ = run("--json", "in")

    assert status == 0
    assert [json.loads(line)["path"] for line in out.splitlines()] == [
        "in/page.html",
        "in/deep/00000.txt",
        "in/deep/00001.txt",
    ]


def test_a_folder_without_captures_is_told_and_a_file_named_twice_is_converted_once(run, tmp_path):
    captures(tmp_path / "in", 1)
    (tmp_path / "page.html").mkdir()

    status, out, said = run("--json", "in", "in/../in/00000.txt", tmp_path / "in", "page.html")

    assert status == 0
    assert [json.loads(line)["path"] for line in out.splitlines()] == ["in/00000.txt"]
    assert "page.html: warning: no captures stand in this folder" in said


def test_what_is_no_capture_fails_alone_whatever_it_is(run, tmp_path):
    text = capture().encode()
    good = {
        "plain.txt": text,
        "line\nend.txt": text,
        "-dash.txt": text,
        "bare16.txt": capture(1).encode("utf-16-le"),
        "other16.txt": capture(2).encode("utf-16-be"),
        "mac.txt": capture(3).replace("\n", "\r").encode(),
        "page.html": PAGE.encode(),
        "table.html": PAGE.replace("<nav>", "<table>" + "<tr><td>cell" * 2000).encode(),
    }
    bad = {
        "zero.txt": b"",
        "blank.html": b" \n\t",
        "bytes.txt": bytes(range(256)) * 40,
        "bytes.html": bytes(range(256)) * 40,
        "nul.txt": text.replace(b"e", b"\0e"),
        "deep.html": b"<div>" * 5000 + PAGE.encode(),
        "large.txt": text * 100_000,
        "mail.mhtml": b"Content-Type: message/rfc822\n\n" * 500,
        "zip.html": b"PK\x03\x04" + bytes(range(256)),
        "matter.txt": b"---\ntitle: [\n---\n" + text,
    }
    (tmp_path / "in").mkdir()
    for name, data in (good | bad).items():
        (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "in/nowhere.txt").symlink_to("gone")
    os.mkfifo(tmp_path / "in/pipe.txt")

    status, _, said = run("in", "--into", "out", "--report", "report.jsonl")

    assert status == 1
    failed = {line.split(":")[0] for line in said.splitlines() if ": error: " in line}
    assert failed == {f"in/{name}" for name in (*bad, "nowhere.txt", "pipe.txt")}
    told = [json.loads(line) for line in (tmp_path / "report.jsonl").read_text(encoding="utf-8").split("\n") if line]
    assert len(told) == len(good) + len(bad) + 2
    # Two have the same bytes as a third.
    assert len(names(tmp_path / "out")) == len(good) - 2


def test_the_standard_input_is_read_as_what_it_looks_like():
    def piped(text, *options):
        command = [sys.executable, "-m", "generator", "convert", "-", "--json", *options]
        return subprocess.run(command, cwd=REPOSITORY, input=text, capture_output=True, text=True, check=False)

    for text in (capture(), PAGE):
        made = json.loads(piped(text).stdout)
        assert (made["path"], made["title"][:5]) == ("-", "Ferry")
    assert piped("").returncode == 1


def test_a_link_is_followed_where_it_leads_to_a_file_and_no_folder_is_walked_twice(run, tmp_path):
    captures(tmp_path / "in", 1)
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/link.txt").symlink_to(tmp_path / "in/00000.txt")
    (tmp_path / "in/dead.txt").symlink_to(tmp_path / "nowhere")

    status, out, err = run("--json", "in")

    assert [json.loads(line)["path"] for line in out.splitlines()] == ["in/00000.txt", "in/link.txt"]
    assert (status, "in/dead.txt: error: cannot be read" in err) == (1, True)


def test_what_is_no_file_is_refused_and_not_waited_for(run, tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")

    status, _, err = run("pipe.txt")

    assert status == 1
    assert "pipe.txt: error: is no file" in err


@pytest.mark.parametrize("name", ["a\nb.txt", os.fsdecode(b"\xff\xfe.txt"), "x" * 240 + ".txt", "été 😀.txt", "-.txt"])
def test_a_file_may_have_any_name(run, tmp_path, name):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text(capture())

    for options in (("--json",), ("--into", "out"), ("--explain",), ("--report", "r.jsonl")):
        status, out, _ = run("in", *options)
        assert status == 0, options
    assert len(out.splitlines()) > 5
    assert names(tmp_path / "out") == ["ferry-0-runs-aground-off-the-mole.md"]


def test_results_come_in_the_order_of_the_files_whatever_the_number_of_processes(run, tmp_path, monkeypatch):
    monkeypatch.setattr("generator.build.workers.SMALL", 4)
    captures(tmp_path / "in", 30, **{"00007.txt": b"\x00\x01", "00012.txt": b""})

    alone, together = (run("--json", "in", "--jobs", jobs) for jobs in ("1", "2"))

    assert alone == together
    assert alone[0] == 1
    assert len(alone[1].splitlines()) == 28
    assert alone[2].count("error: ") == 2


@pytest.mark.parametrize("options", [("--json", "--into", "out"), ("--stdout", "--json"), ("--explain", "--json")])
def test_one_result_has_one_place(run, tmp_path, options):
    captures(tmp_path / "in", 1)
    assert run("in", *options)[0] == 2


def test_a_file_that_kills_its_process_fails_alone(tmp_path):
    killer = (
        "import os\nSUFFIXES = ('.toy',)\ndef accepts(source):\n    return 1\ndef convert(source):\n    os._exit(9)\n"
    )
    (tmp_path / "killer.py").write_text(killer)
    (tmp_path / "tearsheet.toml").write_text('plugins = ["killer.py"]\n')
    captures(tmp_path / "in", 120, **{"00005x.toy": b"bang", "00050x.toy": b"bang"})
    command = [sys.executable, "-m", "generator", "convert", "in", "--into", "out", "--jobs", "2"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if "error: " in line] == [
        "in/00005x.toy: error: its conversion was killed",
        "in/00050x.toy: error: its conversion was killed",
    ]
    assert len(names(tmp_path / "out")) == 120


# Where results go


def test_what_was_written_is_not_converted_again_wherever_its_editor_put_it(run, tmp_path):
    captures(tmp_path / "in", 3)
    assert run("in", "--into", "out")[0] == 0
    edited, moved, deleted = (tmp_path / "out" / name for name in names(tmp_path / "out"))
    edited.write_text(edited.read_text() + "\nOur own words.\n")
    (tmp_path / "out/2020").mkdir()
    moved.rename(tmp_path / "out/2020/renamed.md")
    deleted.unlink()

    status, out, err = run("in", "--into", "out")

    assert status == 0
    assert out.splitlines() == [
        f"in/00000.txt: out/{edited.name} is there already",
        "in/00001.txt: out/2020/renamed.md is there already",
        f"in/00002.txt -> out/{deleted.name}",
    ]
    assert err.splitlines()[-1] == "wrote 1 of 3, 2 were there already"
    assert "Our own words." in edited.read_text()


def test_a_name_that_is_taken_gets_a_number_and_the_same_bytes_are_written_once(run, tmp_path):
    (tmp_path / "in").mkdir()
    for name, number in (("a", 1), ("b", 2), ("c", 1)):
        (tmp_path / "in" / f"{name}.txt").write_text(capture(number, title="Ferry runs aground off the mole"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out/ferry-runs-aground-off-the-mole.md").write_text("Ours.")

    status, out, _ = run("in", "--into", "out")

    assert status == 0
    assert out.splitlines() == [
        "in/a.txt -> out/ferry-runs-aground-off-the-mole-2.md",
        "in/b.txt -> out/ferry-runs-aground-off-the-mole-3.md",
        "in/c.txt: out/ferry-runs-aground-off-the-mole-2.md is there already",
    ]
    assert (tmp_path / "out/ferry-runs-aground-off-the-mole.md").read_text() == "Ours."


def test_what_a_killed_run_left_is_swept_and_what_a_living_one_needs_is_not(run, tmp_path):
    captures(tmp_path / "in", 1)
    (tmp_path / "out").mkdir()
    dead = subprocess.run(["true"], check=True)
    process = subprocess.Popen(["true"])
    process.wait()
    (tmp_path / f"out/.tearsheet-{process.pid}-1.tmp").write_text("half")
    (tmp_path / f"out/.tearsheet-{os.getppid()}-1.tmp").write_text("half")

    run("in", "--into", "out")

    assert dead.returncode == 0
    assert names(tmp_path / "out") == [f".tearsheet-{os.getppid()}-1.tmp", "ferry-0-runs-aground-off-the-mole.md"]


def test_a_full_disk_stops_the_run_and_leaves_no_half_file(tmp_path):
    captures(tmp_path / "in", 3)
    more = (f"Tide {n} went out while the {n + 3} hands of the ferry looked on from the quay.\n\n" for n in range(80))
    (tmp_path / "in/00001.txt").write_text(capture(1) + "\n" + "".join(more))

    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    command = [sys.executable, "-m", "generator", "convert", str(tmp_path / "in"), "--into", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, preexec_fn=little)

    assert done.returncode == 1
    assert "cannot be written (File too large)" in done.stderr
    assert "stopped: wrote 1 of 3; run it again to go on" in done.stderr
    assert names(tmp_path / "out") == ["ferry-0-runs-aground-off-the-mole.md"]


def test_an_interrupt_stops_the_run_which_can_then_be_gone_on_with(run, tmp_path, monkeypatch, capsys):
    captures(tmp_path / "in", 5)
    from generator.pipeline import shelf

    put, written = shelf.Shelf.put, []

    def interrupted(self, *arguments, **more):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(put(self, *arguments, **more))
        return written[-1]

    monkeypatch.setattr(shelf.Shelf, "put", interrupted)
    status, _, err = run("in", "--into", "out", "--report", "report.jsonl")
    assert (status, err.splitlines()[-1]) == (1, "stopped: wrote 2 of 5; run it again to go on")
    assert len((tmp_path / "report.jsonl").read_text().splitlines()) == 2
    assert len(names(tmp_path / "out")) == 2
    monkeypatch.setattr(shelf.Shelf, "put", put)
    stopped = run("in", "--into", "out")
    captures(tmp_path / "in", 5)
    run("in", "--into", "whole")

    assert (stopped[0], stopped[2].splitlines()[-1]) == (0, "wrote 3 of 5, 2 were there already")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {
        path.name: path.read_bytes() for path in (tmp_path / "whole").iterdir()
    }


def killed_at(step, call):
    """Run something in a process that is killed after its nth write; say whether it got there."""
    child = os.fork()
    if not child:
        count = 0

        def watched(function):
            def ran(*arguments, **more):
                nonlocal count
                made = function(*arguments, **more)
                count += 1
                if count == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return made

            return ran

        try:
            for owner, name in ((Path, "write_bytes"), (Path, "unlink"), (os, "link"), (os, "replace")):
                setattr(owner, name, watched(getattr(owner, name)))
            call()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_capture_of_several_articles_is_there_whole_or_not_at_all_wherever_a_run_is_killed(run, tmp_path):
    story, later = (FIXTURES / "two.txt").read_text(), capture(9)
    captures(tmp_path / "in", 1, **{"two.txt": story.encode(), "z.txt": later.encode()})
    run("in", "--into", "whole")
    wanted = {path.name: path.read_bytes() for path in (tmp_path / "whole").iterdir()}
    step = 0
    while True:
        step += 1
        out = tmp_path / f"out{step}"
        if not killed_at(step, lambda out=out: cli.main(["convert", "in", "--into", str(out), "--jobs", "1"])):
            break
        status, _, err = run("in", "--into", out)
        assert status == 0, err
        assert {path.name: path.read_bytes() for path in out.iterdir()} == wanted, step

    assert len(wanted) == 4
    assert step > 12


def test_a_run_that_goes_on_with_a_killed_one_may_be_killed_too(run, tmp_path):
    captures(tmp_path / "in", 0, **{"two.txt": (FIXTURES / "two.txt").read_bytes()})
    run("in", "--into", "whole")
    wanted = {path.name: path.read_bytes() for path in (tmp_path / "whole").iterdir()}
    for first in (4, 5, 6):
        for second in (1, 2, 3):
            out = tmp_path / f"out{first}{second}"
            for step in (first, second):
                killed_at(step, lambda out=out: cli.main(["convert", "in", "--into", str(out), "--jobs", "1"]))
            run("in", "--into", out)

            assert {path.name: path.read_bytes() for path in out.iterdir()} == wanted, (first, second)


def test_two_runs_into_one_folder_lose_nothing(tmp_path):
    captures(tmp_path / "in", 40)
    for number in range(40):
        (tmp_path / "in" / f"{number:05}.txt").write_text(capture(number, title="Ferry runs aground off the mole"))
    command = [sys.executable, "-m", "generator", "convert", str(tmp_path / "in"), "--into", str(tmp_path / "out")]
    running = [
        subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in "ab"
    ]

    assert [process.wait() for process in running] == [0, 0]
    made = [path.read_text() for path in (tmp_path / "out").iterdir()]
    assert {text.split("ferry number ")[1].split()[0] for text in made} == {str(number) for number in range(40)}
    assert all(text.endswith("came round.\n") for text in made)


# The record


def test_the_report_says_of_every_file_what_became_of_it(run, tmp_path):
    captures(tmp_path / "in", 1, **{"empty.txt": b"", "few.txt": b"Sign up\n\nLog in\n"})
    (tmp_path / "in/page.html").write_text(PAGE)
    (tmp_path / "in/00000.txt.yml").write_text("lines: {drop: [6]}\n")
    (tmp_path / "recipe.yml").write_text("drop: Share*\n")

    status, _, _ = run("in", "--into", "out", "--report", "report.jsonl", "--recipe", "recipe.yml")

    assert status == 1
    first, empty, few, page = map(json.loads, (tmp_path / "report.jsonl").read_text().splitlines())
    sha256 = hashlib.sha256((tmp_path / "in/00000.txt").read_bytes()).hexdigest()
    assert (first["path"], first["sha256"], first["format"]) == ("in/00000.txt", sha256, "text")
    assert first["written"] == ["out/ferry-0-runs-aground-off-the-mole.md"]
    assert [(line["number"], line["kind"], line["kept"], line["by"]) for line in first["lines"]] == [
        (1, "dropped", False, "recipe"),
        (2, "title", True, "converter"),
        (4, "body", True, "converter"),
        (6, "dropped", False, "editor"),
    ]
    assert all(0 <= line["confidence"] <= 1 for line in first["lines"])
    assert empty["notes"] == ["in/empty.txt: is empty"]
    assert [line["text"] for line in few["lines"]] == ["Sign up", "Log in"]
    assert {block["text"]: block["kept"] for block in page["blocks"]} == {
        "Home": False,
        "Ferry runs aground": False,
        "The evening ferry ran aground off the mole on Sunday, and Ada Lind was among those who waited.": True,
        "Nobody was hurt, the harbour master said, and the boat was afloat again before midnight came round.": True,
        "All rights reserved.": False,
    }
    assert all(block["path"].startswith("/html/body") and block["why"] for block in page["blocks"])


def test_a_report_is_not_written_over_what_is_to_be_converted(run, tmp_path):
    captures(tmp_path / "in", 1)
    assert run("in", "--report", "in/00000.txt")[0] == 2
    assert (tmp_path / "in/00000.txt").read_text() == capture()


def test_an_explanation_has_colour_only_on_a_terminal(run, tmp_path, monkeypatch):
    captures(tmp_path / "in", 1)
    _, out, _ = run("in", "--explain")
    assert "\x1b" not in out
    assert out.splitlines()[0].startswith("in/00000.txt (text, ")


def test_an_explanation_of_a_page_tells_its_blocks(run, tmp_path):
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "r.yml").write_text("drop_elements: footer\n")
    _, out, _ = run("page.html", "--explain", "--recipe", "r.yml")

    assert [line.split()[1:3] for line in out.splitlines() if "rights reserved" in line] == [["dropped", "-"]]
    assert [line.split()[1:3] for line in out.splitlines() if "Nobody was hurt" in line] == [["article", "+"]]


# In a site


@pytest.fixture
def paper(tmp_path, monkeypatch):
    made = Paper(tmp_path / "paper")
    made.write(
        {
            "tearsheet.toml": 'title = "Post"\nlang = "en-GB"\n[[defaults]]\nmatch = "wire/**"\nsection = "Wire"\n',
            "content/wire/ferry.txt": capture(),
            "content/wire/ferry.txt.yml": "published: 2020-02-02\n",
            "content/wire/boat.html": PAGE,
            "content/_sources/wire.yml": "match: {file: 'wire/**'}\npublisher: {name: The Wire}\n",
        }
    )
    monkeypatch.chdir(made.root)
    return made


def test_what_is_converted_takes_the_captures_place_with_its_words_and_address(paper, run, monkeypatch):
    monkeypatch.chdir(paper.root)
    paper.build()
    before = {name: paper.page(f"/articles/{name}/") for name in ("ferry", "boat")}
    whole = paper.tree()
    assert run("content/wire", "--into", "content/articles")[0] == 0
    assert names(paper.root / "content/articles") == ["boat.md", "ferry.md"]
    assert paper.build().errors == ()

    assert {name: paper.page(f"/articles/{name}/") for name in before} == before
    assert paper.tree() == whole
    assert (
        run("content/wire", "--into", "content/elsewhere")[2].splitlines()[-1] == "wrote 0 of 2, 2 were there already"
    )
    text = (paper.root / "content/articles/ferry.md").read_text()
    assert "id: wire/ferry\n" in text
    assert "section: Wire\n" in text
    assert "name: The Wire\n" in text


def test_links_to_files_beside_a_capture_lead_to_them_from_elsewhere(paper, run, monkeypatch):
    monkeypatch.chdir(paper.root)
    picture = '<p><img src="boat_files/a%20b.png" alt="A boat"> and <a href="plan.pdf#p2">the plan</a> of it all.</p>'
    paper.write(
        {
            "content/wire/boat.html": PAGE.replace("<p>Nobody", f"{picture}<p>Nobody"),
            "content/wire/boat_files/a b.png": b"x",
            "content/wire/plan.pdf": b"x",
            "content/wire/boat.html.yml": "image: {src: boat_files/a b.png, alt: A boat}\n",
        }
    )
    run("content/wire/boat.html", "--into", "content/articles/2020")
    text = (paper.root / "content/articles/2020/boat.md").read_text()

    assert "](../../wire/boat_files/a%20b.png" in text
    assert "](../../wire/plan.pdf#p2" in text
    assert "src: ../../wire/boat_files/a%20b.png" in text
    assert [note for note in paper.build().notes if "nowhere" in note.what] == []


def test_a_broken_recipe_of_the_site_is_told_and_the_rest_goes_on(paper, run, monkeypatch):
    monkeypatch.chdir(paper.root)
    paper.write({"content/_sources/wire.yml": "match: {\n"})
    status, out, err = run("content/wire/ferry.txt", "--json")

    assert (status, len(out.splitlines())) == (1, 1)
    assert "content/_sources/wire.yml:2:1: error: no valid YAML" in err


def test_warnings_fail_a_strict_run(run, tmp_path):
    captures(tmp_path / "in", 1)
    assert run("in", "--json")[0] == 0
    assert run("in", "--json", "--strict")[0] == 1
