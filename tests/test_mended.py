"""Whatever is lost, broken or changed behind a build's back, the next one leaves what a clean build would."""

import errno
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sites import CONFIG, NOW, Paper, entity, looks, story, tree

from generator import console, plugins
from generator.build import imports, lock, workers
from generator.build.database import Damaged
from generator.build.ground import MANIFEST
from generator.build.press import Press
from generator.build.store import Store
from generator.build.task import Stratum
from generator.cli import main
from generator.config import STATE
from generator.errors import TearsheetError
from generator.pipeline import memory, publish, toolchain, verify
from generator.pipeline.memory import SOURCES, output_name

BROKEN = '{# Ours. #}{{ article.nothing_of_that_name }}{% extends "base.html" %}'


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path / "paper")
    made.write(
        {
            "tearsheet.toml": CONFIG,
            "content/articles/rain.md": story("Rain", "Ada Lind saw it rain.", published="2020-01-01"),
            "content/articles/sun.md": story("Sun", "Ada Lind saw the sun.", published="2020-01-02"),
            "content/entities/ada-lind.md": entity("Ada Lind"),
        }
    )
    made.build()
    return made


def stores(paper):
    return paper.root / STATE / SOURCES, paper.root / STATE / f"{output_name(paper.root, paper.output)}.db"


def forget(paper):
    shutil.rmtree(paper.root / STATE)


def listed(paper):
    return {line.partition("  ")[2] for line in (paper.output / MANIFEST).read_text().splitlines()}


# Failures


def test_a_page_that_fails_stays_ours_though_the_memory_was_deleted(paper, tmp_path):
    before = listed(paper)
    page = paper.page("/articles/rain/")
    paper.write({"templates/article.html": BROKEN})
    forget(paper)
    report = paper.build()
    assert len(report.outcome.failed) == 2
    assert report.removed == []
    assert paper.page("/articles/rain/") == page
    assert listed(paper) == before
    paper.write({"content/articles/rain.md": None})
    assert "articles/rain/index.html" in paper.build().removed
    paper.write({"templates/article.html": None})
    assert paper.build().notes == []
    assert paper.tree() == paper.clean(tmp_path / "aside")


def test_a_page_that_fails_and_was_changed_by_hand_is_still_known_to_be_ours(paper, tmp_path):
    (paper.output / "articles/rain/index.html").write_text("graffiti")
    paper.write({"templates/article.html": BROKEN})
    forget(paper)
    assert paper.build().outcome.failed
    assert "articles/rain/index.html" in listed(paper)
    paper.write({"templates/article.html": None})
    assert [note.what for note in paper.build().notes] == ["was changed by hand: it is printed again"]
    assert paper.tree() == paper.clean(tmp_path / "aside")


def test_a_page_that_fails_and_was_deleted_is_not_listed(paper):
    (paper.output / "articles/rain/index.html").unlink()
    paper.write({"templates/article.html": BROKEN})
    forget(paper)
    paper.build()
    assert "articles/rain/index.html" not in listed(paper)
    assert "articles/sun/index.html" in listed(paper)


# The memory


def harm(path):
    """Spoil every product of a store, so that whatever asks for one finds it broken."""
    db = sqlite3.connect(path)
    db.execute("UPDATE product SET data = x'00'")
    db.commit()
    db.close()


def test_of_two_stores_the_one_that_broke_is_discarded_and_the_other_kept(paper, tmp_path):
    sources, printed = stores(paper)
    harm(printed)
    paper.write({"templates/article.html": '{# Ours. #}{% extends "base.html" %}'})
    report = paper.build()
    assert [note.what for note in report.notes] == [f"{printed.name} is damaged: everything is made anew"]
    assert not any(key.startswith("convert ") for key in report.outcome.made)
    assert paper.tree() == paper.clean(tmp_path / "aside")
    harm(sources)
    paper.write({"content/table.csv": "a file beside them"})
    report = paper.build()
    assert [note.what for note in report.notes] == [f"{SOURCES} is damaged: everything is made anew"]
    assert not any(key.startswith("page ") for key in report.outcome.made)
    assert paper.tree() == paper.clean(tmp_path / "aside")


def test_both_stores_may_break_at_once(paper, tmp_path):
    for path in stores(paper):
        harm(path)
    paper.write({"templates/article.html": '{# Ours. #}{% extends "base.html" %}'})
    assert len(paper.build().notes) == 2
    assert paper.tree() == paper.clean(tmp_path / "aside")


def test_a_store_that_breaks_whatever_is_done_ends_the_build(tmp_path):
    def work(store):
        raise Damaged("again", store.path)

    with pytest.raises(TearsheetError, match="keeps breaking"):
        memory.remembering([tmp_path / "a.db"], work)


ROWS = 24
"""How many rows of each table are deleted or spoiled, one after the other; SLOW asks for every one."""


@pytest.mark.parametrize("table", ["observation", "trace", "product", "source", "meta", "settled"])
def test_any_row_may_be_deleted_or_spoiled(paper, tmp_path, table):
    paper.write({"content/articles/gale.md": story("Gale", "Ada Lind.", published="2020-01-03")})
    wanted = paper.clean(tmp_path / "aside")
    paper.write({"content/articles/gale.md": None})
    paper.build()
    shutil.copytree(paper.root, tmp_path / "before")
    for nth in range(4 if "TEARSHEET_EXAMPLES" not in os.environ else ROWS):
        for store in stores(paper):
            shutil.rmtree(paper.root)
            shutil.copytree(tmp_path / "before", paper.root)
            spoil(store, table, 7 * nth)
            paper.write({"content/articles/gale.md": story("Gale", "Ada Lind.", published="2020-01-03")})
            assert paper.build().errors == ()
            assert paper.tree() == wanted
            assert paper.build().written == []


def spoil(store, table, nth):
    db = sqlite3.connect(store)
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    key = columns[0]
    chosen = f"{key} = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {nth})"
    if nth % 2:
        db.execute(f"DELETE FROM {table} WHERE {chosen}")
    else:
        db.execute(f"UPDATE OR REPLACE {table} SET {columns[-1]} = substr({columns[-1]}, 2) WHERE {chosen}")
    db.commit()
    db.close()


def test_what_only_reads_a_store_changes_nothing(paper, monkeypatch, capsys):
    _, printed = stores(paper)
    monkeypatch.chdir(paper.root)
    before = looks(printed)
    assert main(["why", "/articles/rain/"]) == 0
    assert looks(printed) == before
    printed.write_bytes(b"no database at all" * 100)
    before = looks(printed)
    assert main(["why", "/articles/rain/"]) == 1
    assert looks(printed) == before
    assert "the build's memory cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meta SET value = 'another'",
        "DROP TABLE trace",
        "UPDATE trace SET data = x'c0'",
        "UPDATE trace SET data = 17",
    ],
)
def test_a_store_that_cannot_be_used_is_left_as_it_is_by_who_only_reads(paper, statement):
    _, printed = stores(paper)
    db = sqlite3.connect(printed)
    db.execute(statement)
    db.commit()
    db.close()
    if "c0" in statement:
        with Store(printed, writing=False) as store:
            assert store.traces() == {}
    else:
        with pytest.raises(Damaged):
            Store(printed, writing=False)
    assert printed.exists()


# Verification


def test_a_file_that_was_printed_wrongly_is_found_though_the_manifest_says_nothing(paper, monkeypatch):
    write = Press.write

    def forge(press, path, data, *, sha256, **more):
        wrong = path == "404.html" and press.folder == paper.output
        file = write(press, path, data, sha256=sha256, **more)
        if wrong:
            (press.folder / path).write_bytes(b"x" * len(data))
        return file

    monkeypatch.setattr(Press, "write", forge)
    shutil.rmtree(paper.output)
    _, differences = verify.verify(paper.job())
    assert [str(note) for note in differences] == [f"{paper.output / '404.html'}: differs from a clean build"]


def test_nobody_builds_while_a_build_is_verified_and_both_have_one_clock(paper, monkeypatch):
    seen = []
    inner = publish._publish

    def watch(job, read, printed):
        seen.append(job.now)
        with (
            pytest.raises(TearsheetError, match="another build is at work"),
            lock.held(paper.root / STATE / f"{output_name(paper.root, paper.output)}.lock", doing="build"),
        ):
            pass
        return inner(job, read, printed)

    monkeypatch.setattr(publish, "_publish", watch)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert verify.verify(paper.job(now=0))[1] == []
    assert seen == [1_700_000_000] * 2


def test_a_source_that_changes_while_it_is_verified_is_no_fault_of_the_build(paper, monkeypatch):
    inner = verify.publish

    def edited(job):
        paper.edit("content/articles/rain.md", "saw it rain", "saw it pour")
        return inner(job)

    monkeypatch.setattr(verify, "publish", edited)
    _, (note,) = verify.verify(paper.job())
    assert (note.severity, note.what) == ("warning", "not verified: sources changed while it built")


# Clean


SERVE = """
import sys
from generator.cli import main
sys.exit(main(["serve", "--port", "0", "--watch"]))
"""


def test_clean_leaves_a_running_server_its_folder(paper, monkeypatch, capsys):
    monkeypatch.chdir(paper.root)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert "Ctrl-C ends" in server.stdout.readline()
        assert main(["clean"]) == 1
        assert "`serve`, process" in capsys.readouterr().err
        assert (paper.root / STATE / "serve/index.html").is_file()
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        finally:
            server.kill()
            server.stdout.close()
    assert main(["clean"]) == 0
    assert not (paper.root / STATE).exists()


def test_clean_waits_for_no_build_into_another_folder(paper, monkeypatch, capsys):
    monkeypatch.chdir(paper.root)
    other = paper.root / STATE / f"{output_name(paper.root, paper.root / 'elsewhere')}.lock"
    with lock.held(other, doing="build"):
        assert main(["clean"]) == 1
    assert "`tearsheet clean` again" in capsys.readouterr().err
    assert (paper.output / "index.html").is_file()


# Code


PLUGIN = """\
import sys, os
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from words_of_ours import said
from generator.build.task import Made, Stratum, Task


def plan(site, config):
    yield Task(key="file /x.txt", stratum=Stratum.PAGE, make=lambda _: Made(files=(said(),)), outputs=("x.txt",))
"""


def test_an_edit_of_a_module_that_a_plugin_imports_is_seen_at_once(paper, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    helper = "plugins/words_of_ours.py"
    paper.write(
        {
            "tearsheet.toml": f'{CONFIG}plugins = ["plugins/x.py"]\n',
            "plugins/x.py": PLUGIN,
            helper: "import deeper_of_ours\n\n\ndef said():\n    return deeper_of_ours.SAID\n",
            "plugins/deeper_of_ours.py": "SAID = b'rain'\n",
        }
    )
    paper.build()
    assert paper.page("/x.txt") == "rain"
    assert paper.build().outcome.made == {}
    looked = (paper.root / "plugins/deeper_of_ours.py").stat()
    paper.write({"plugins/deeper_of_ours.py": "SAID = b'hail'\n"})
    os.utime(paper.root / "plugins/deeper_of_ours.py", ns=(looked.st_atime_ns, looked.st_mtime_ns))
    paper.build()
    assert paper.page("/x.txt") == "hail"
    assert paper.tree() == paper.clean(tmp_path / "aside")
    assert [path.name for path in plugins.helpers(paper.root, ["plugins/x.py"])] == [
        "deeper_of_ours.py",
        "words_of_ours.py",
    ]
    assert not list((paper.root / "plugins").rglob("*.pyc"))


def test_an_edit_of_a_markdown_extension_in_a_file_makes_everything_again(paper, tmp_path):
    folder = tmp_path / "path"
    folder.mkdir()
    extension = """\
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor


class Shout(Postprocessor):
    def run(self, text):
        return text.replace("rain", "RAIN")


class Loud(Extension):
    def extendMarkdown(self, md):
        md.postprocessors.register(Shout(md), "shout", 1)


def makeExtension(**options):
    return Loud(**options)
"""
    (folder / "loud_of_ours.py").write_text(extension)
    paper.write({"tearsheet.toml": f'{CONFIG}markdown.extensions = ["tables", "loud_of_ours"]\n'})
    environment = {**os.environ, "PYTHONPATH": f"{Path(__file__).parent.parent}{os.pathsep}{folder}"}
    command = [sys.executable, "-m", "generator", "build", "--no-search", "--root", str(paper.root)]

    def built():
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return paper.page("/articles/rain/")

    assert "saw it RAIN" in built()
    assert not (folder / "__pycache__").exists()  # by which an edit of the same second and size would go unseen
    (folder / "loud_of_ours.py").write_text(extension.replace("RAIN", "POUR"))
    assert "saw it POUR" in built()


def test_the_code_of_a_module_is_what_it_imports_and_never_runs_it(tmp_path):
    for path, text in {
        "a.py": "import json, b.c\nfrom . import d\nfrom nowhere_at_all import x\nimport markdown\n",
        "b/__init__.py": "",
        "b/c.py": "from .e import f\nimport a\n",
        "b/e.py": "raise SystemExit('never run')\n",
        "d.py": "this is ( no Python",
        "f.py": "not imported",
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    code = imports.of_file(tmp_path / "a.py", root=tmp_path)
    found = {path.relative_to(tmp_path.resolve()).as_posix() for path in code.files}
    assert found == {"a.py", "b/__init__.py", "b/c.py", "b/e.py", "d.py"}
    assert code.libraries.keys() == {"nowhere_at_all", "markdown"}
    assert code.libraries["nowhere_at_all"] == "absent"
    before = code.digest()
    (tmp_path / "b/e.py").write_text("raise SystemExit('Never run')\n")
    assert imports.of_file(tmp_path / "a.py", root=tmp_path).digest() != before


def test_our_own_code_is_read_once_for_what_changes_later_does_not_run(paper, monkeypatch):
    before = toolchain.toolchain("", config=paper.job().config, root=paper.root)
    monkeypatch.setattr(Path, "rglob", lambda *_: pytest.fail("the package is read again"))
    assert toolchain.toolchain("", config=paper.job().config, root=paper.root) == before


def test_another_version_of_a_library_makes_everything_again(paper, tmp_path, monkeypatch):
    monkeypatch.setattr(toolchain.installed, "versions", lambda names: ["of tomorrow"] * len(names))
    toolchain.own.cache_clear()
    try:
        report = paper.build()
        assert report.outcome.kept == 0
        assert report.written == []
        assert paper.tree() == paper.clean(tmp_path / "aside")
    finally:
        toolchain.own.cache_clear()


# What is said


def whole(paper, **settings):
    """Set the site to print everything that is made of other printed files too."""
    said = {"compress": "true", "twins": "true", "news_sitemap": "true", **settings}
    paper.write({"tearsheet.toml": CONFIG + "".join(f"{name} = {value}\n" for name, value in said.items())})


def test_a_dry_run_lists_copies_and_search_bundles_too(paper):
    whole(paper)
    paper.build(slow=True)
    paper.edit("content/articles/rain.md", "saw it rain", "saw it pour")
    paper.write({"content/articles/sun.md": None, "content/articles/gale.md": story("Gale", published="2020-02-01")})
    before = paper.tree()
    dry = paper.build(slow=True, dry=True)
    assert paper.tree() == before
    real = paper.build(slow=True)
    assert sorted(dry.written) == sorted(real.written)
    assert sorted(dry.removed) == sorted(real.removed)
    assert {"articles/rain/index.html.gz", "articles/gale/index.html.br"} <= set(dry.written)
    assert any(path.startswith("pagefind/articles/") for path in dry.written)
    assert any(path.startswith("pagefind/articles/") for path in dry.removed)


def test_a_deleted_article_leaves_no_line_behind(paper, tmp_path):
    whole(paper)
    paper.write(
        {
            "content/articles/flood.md": story(
                "Unheard-of", "Ada Lind waded.", published="2020-09-12", section="Floods", tags=["wet"]
            )
        }
    )
    paper.build(slow=True)
    named = {path for path, data in paper.tree().items() if b"Unheard-of" in data or b"flood" in data}
    for path in ("feed.xml", "rss.xml", "feed.json", "sitemap.xml", "sitemap-news.xml", "data/articles.json"):
        assert path in named, path
    lists = {"articles/index.html", "entities/ada-lind/index.html", "data/articles.csv"}
    assert lists | {"articles/rain/index.html"} <= named
    paper.write({"content/articles/flood.md": None})
    paper.build(slow=True)
    left = {path for path, data in paper.tree().items() if b"Unheard-of" in data or b"flood" in data}
    assert left == set()
    assert not any("flood" in path or "wet" in path for path in paper.tree())
    assert paper.tree() == paper.clean(tmp_path / "aside", slow=True)


def test_an_old_address_leads_on_only_where_that_was_asked_for(paper):
    paper.write({"content/articles/sun.md": None})
    paper.build()
    assert not paper.has("/articles/sun/")
    paper.write({"content/articles/rain.md": story("Rain", published="2020-01-01", aliases=["/articles/sun/"])})
    paper.build()
    assert "../rain/" in paper.page("/articles/sun/")


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/feed.xml", "feed /feed.xml"),
        ("/articles/rain/index.html.gz", "compressed articles/rain/index.html"),
        ("/pagefind/articles/", "search articles"),
        ("/pagefind/articles/pagefind-entry.json", "search articles"),
        ("/sitemap.xml", ""),
        ("/data/articles.csv", ""),
        ("/404.html", ""),
        ("/CNAME", ""),
    ],
)
def test_why_explains_whatever_was_printed(paper, monkeypatch, capsys, address, key):
    whole(paper)
    paper.write({"content/static/CNAME": "example.org\n"})
    paper.build(slow=True)
    monkeypatch.chdir(paper.root)
    assert main(["why", address]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{key}\n" if key else "")
    assert "last made because it had never been made" in said


def test_why_explains_a_page_that_could_never_be_made(paper, monkeypatch, capsys):
    paper.write({"templates/article.html": BROKEN, "content/articles/gale.md": story("Gale", published="2020-01-03")})
    assert paper.build().outcome.failed
    monkeypatch.chdir(paper.root)
    assert main(["why", "/articles/gale/"]) == 0
    assert "  it fails now: templates/article.html:1" in capsys.readouterr().out


def test_a_profile_counts_every_task_once_under_its_template_or_its_kind(paper):
    forget(paper)
    report = paper.build(profile=True)
    counted = {cost.name: cost.tasks for cost in report.costs}
    assert sum(counted.values()) == len(report.outcome.made)
    assert counted["article.html"] == 2
    assert counted["recognise"] == 2
    assert all(cost.seconds > 0 for cost in report.costs)
    assert [cost.seconds for cost in report.costs] == sorted((cost.seconds for cost in report.costs), reverse=True)
    assert paper.build().costs == ()


def test_a_profile_is_data_too(paper, monkeypatch, capsys):
    monkeypatch.chdir(paper.root)
    assert main(["build", "--no-search", "--profile", "--json"]) == 0
    (result,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "written" in line]
    assert result["profile"].keys() == {"phases", "strata", "costs"}
    assert main(["build", "--no-search", "--profile", "--output", "other"]) == 0
    assert re.search(r"^ +article\.html +\d+ ms  2 made, ", capsys.readouterr().out, re.MULTILINE)


def test_a_build_that_cannot_go_on_says_so_in_json_too(paper, monkeypatch, capsys):
    monkeypatch.chdir(paper.root)
    paper.write({"content/articles/sun.md": story("Sun", slug="rain", published="2020-01-02")})
    assert main(["build", "--json"]) == 1
    (note,) = [json.loads(line)["note"] for line in capsys.readouterr().out.splitlines()]
    assert note["severity"] == "error"
    assert "content/articles/rain.md" in note["what"] + str(note["where"])


def test_every_failure_is_counted_and_none_hides_another(paper, capsys, monkeypatch):
    monkeypatch.chdir(paper.root)
    paper.write({f"content/articles/bad-{n}.md": "---\ntitle: [\n---\n" for n in range(console.ALIKE + 7)})
    paper.write({"content/articles/odd.md": "---\ntitle: Odd\npublished: [1]\n---\n"})
    assert main(["build"]) == 1
    said = capsys.readouterr()
    assert said.err.count("content/articles/bad-") == console.ALIKE
    assert "… and 7 more errors of these words: " in said.err
    assert "content/articles/odd.md" in said.err
    assert f"failed {console.ALIKE + 8}, in " in said.out


def test_progress_tells_rate_and_time_left(monkeypatch):
    times = iter([0.0, 0.2, 0.4, 2.4, 4.4])
    written = io.StringIO()
    written.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    bar = console.Progress(clock=lambda: next(times))
    bar(Stratum.CONVERT, 5, 5)
    bar(Stratum.PAGE, 10, 1000)
    assert written.getvalue() == ""
    bar(Stratum.PAGE, 220, 1000)
    assert "page" in written.getvalue()
    assert "100/s" in written.getvalue()
    assert "0:08 left" in written.getvalue()
    bar(Stratum.PAGE, 1000, 1000)
    bar.stop()


# Faults


WRITES = [(Path, "open"), (Path, "mkdir"), (os, "replace"), (Store, "keep")]


def starved(monkeypatch, nth, paper):
    """Let the nth write of a build find the disk full, and every one after it; return the count of writes."""
    count = [0]

    def guard(function):
        def call(first, *args, **options):
            path = first.path if isinstance(first, Store) else Path(first)
            mode = str(args[0]) if args else "r"
            if paper.root in path.parents and (function.__name__ != "open" or set(mode) & set("wax")):
                count[0] += 1
                if count[0] >= nth:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            return function(first, *args, **options)

        return call

    for owner, name in WRITES:
        monkeypatch.setattr(owner, name, guard(getattr(owner, name)))
    return count


@pytest.mark.parametrize("nth", [1, 2, 3, 4, 6, 9, 14, 20])
def test_a_disk_that_is_full_at_any_write_harms_nothing(paper, tmp_path, monkeypatch, nth):
    whole(paper)
    paper.build()
    paper.edit("content/articles/rain.md", "Rain", "Rains")
    paper.write({"content/articles/sun.md": None, "content/articles/gale.md": story("Gale", published="2020-02-01")})
    wanted = paper.clean(tmp_path / "aside")
    with monkeypatch.context() as patched:
        starved(patched, nth, paper)
        with pytest.raises((TearsheetError, OSError), match=r"full|No space"):
            paper.build()
    assert paper.build().errors == ()
    assert paper.tree() == wanted
    assert paper.build().written == []


def test_two_builds_into_two_folders_at_once_each_leave_what_a_clean_one_would(paper):
    paper.edit("content/articles/rain.md", "Rain", "Rains")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "SOURCE_DATE_EPOCH": str(NOW)}
    outputs = [paper.output, paper.root / STATE / "serve"]
    begun = [
        subprocess.Popen(
            [sys.executable, "-m", "generator", "build", "--no-search", "--root", paper.root, "--output", output],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for output in outputs
    ]
    assert [process.communicate()[1] for process in begun] == ["", ""]
    trees = [tree(output) for output in outputs]
    assert trees[0] == trees[1]
    assert b"Rains" in trees[0]["articles/rain/index.html"]


@pytest.mark.parametrize("jobs", [1, 4])
def test_from_a_to_b_to_a_and_back_in_time_nothing_is_forgotten(paper, tmp_path, monkeypatch, jobs):
    """As version control restores files: other bytes, an older time, often of the same second and size."""
    monkeypatch.setattr(workers, "SMALL", 2)
    whole(paper)
    paper.build(jobs=jobs)
    first = paper.tree()
    article = paper.root / "content/articles/rain.md"
    then, looked = article.read_bytes(), article.stat()
    paper.edit("content/articles/rain.md", "saw it rain", "saw it hail")
    os.utime(article, ns=(looked.st_atime_ns, looked.st_mtime_ns))
    paper.build(jobs=jobs)
    assert "saw it hail" in paper.page("/articles/rain/")
    assert paper.tree() == paper.clean(tmp_path / "aside")
    article.write_bytes(then)
    os.utime(article, ns=(0, 86_400 * 10**9))
    paper.build(jobs=jobs)
    assert paper.tree() == first
    report = paper.build(jobs=jobs, now=NOW - 400 * 86_400)
    assert report.written
    assert paper.tree() == paper.clean(tmp_path / "aside", now=NOW - 400 * 86_400)
    paper.build(jobs=jobs)
    assert paper.tree() == first
