"""What a file quotes is put anew where it alone changed; whatever else changed, the task runs."""

import msgspec
import pytest
from kernel import Bench, Word

from generator.build import workers
from generator.build.press import Press
from generator.build.store import Store
from generator.build.task import Made, Quote, Stratum, Task
from generator.errors import Note, Where

COLOURS = {"red": "RED!", "blue": "BLUE", "sun": "SUN"}


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path, words=dict(COLOURS))


@pytest.fixture
def ran():
    return []


def quotes(name, ran, *words, also="sun"):
    """Return a task that prints another word in small letters, then quotes words, each twice."""

    def make(fetch):
        ran.append(name)
        page, quoted = (fetch(Word(also)) or "").lower(), []
        for word in words:
            said = fetch(Word(word))
            places = len(f"{page} ".encode()), len(f"{page} {said} ".encode())
            page = f"{page} {said} {said}"
            quoted.append(Quote(Word(word).key(), said, places))
        note = Note(severity="warning", what=f"{name} is odd", where=Where(f"{name}.md"))
        return Made(files=(page.encode(),), quotes=tuple(quoted), notes=(note,))

    return Task(key=f"page {name}", stratum=Stratum.PAGE, make=make, outputs=(f"{name}.txt",), origin=f"{name}.md")


def test_a_file_is_mended_where_its_quotes_alone_changed_and_its_task_does_not_run(bench, ran):
    first = bench.run(quotes("a", ran, "red", "blue"))
    bench.words["red"] = "ROSE"
    outcome = bench.run(quotes("a", ran, "red", "blue"))
    assert (ran, outcome.mended, bench.press.written) == (["a"], 1, ["a.txt"])
    assert bench.text("a.txt") == "sun ROSE ROSE BLUE BLUE"
    assert outcome.made == {"page a": ("the word `red` changed",)}
    assert outcome.notes == first.notes
    assert bench.run(quotes("a", ran, "red", "blue")).made == {}


def test_it_is_mended_again_and_again_and_back(bench, ran):
    for red in ("RED!", "ROSE", "RUST", "RED!", "ROSE"):
        bench.words["red"] = red
        bench.run(quotes("a", ran, "red"))
        assert bench.text("a.txt") == f"sun {red} {red}"
    assert ran == ["a"]


@pytest.mark.parametrize("words", [{"sun": "MOON"}, {"sun": "MOON", "red": "ROSE"}, {"red": "CRIMSON"}])
def test_a_task_runs_where_something_else_changed_or_an_answer_is_longer(bench, ran, words):
    bench.run(quotes("a", ran, "red"))
    bench.words |= words
    outcome = bench.run(quotes("a", ran, "red"))
    assert (ran, outcome.mended) == (["a", "a"], 0)
    red = bench.words["red"]
    assert bench.text("a.txt") == f"{bench.words['sun'].lower()} {red} {red}"


def test_what_a_mended_file_was_made_of_is_still_known(bench, ran):
    bench.run(quotes("a", ran, "red"))
    bench.words["red"] = "ROSE"
    bench.run(quotes("a", ran, "red"))
    bench.words["sun"] = "MOON"
    assert bench.run(quotes("a", ran, "red")).made == {"page a": ("the word `sun` changed",)}
    assert (ran, bench.text("a.txt")) == (["a", "a"], "moon ROSE ROSE")


def test_a_file_that_somebody_changed_is_not_mended_but_made_and_that_is_said(bench, ran):
    bench.run(quotes("a", ran, "red"))
    bench.words["red"] = "ROSE"
    (bench.out / "a.txt").write_text("sun REDD REDD")
    assert bench.run(quotes("a", ran, "red")).mended == 0
    assert (ran, bench.text("a.txt")) == (["a", "a"], "sun ROSE ROSE")
    assert [note.code for note in bench.press.notes] == ["output-changed"]


def test_a_file_that_is_damaged_and_does_not_look_it_is_made(bench, ran, monkeypatch):
    bench.run(quotes("a", ran, "red"))
    bench.words["red"] = "ROSE"
    (bench.out / "a.txt").write_text("sAn RED! RED!")
    monkeypatch.setattr(Press, "intact", lambda *_: True)
    assert bench.run(quotes("a", ran, "red")).mended == 0
    assert bench.text("a.txt") == "sun ROSE ROSE"


def test_a_file_whose_task_moved_or_was_made_by_other_tools_is_made(bench, ran):
    bench.run(quotes("a", ran, "red"))
    bench.words["red"] = "ROSE"
    moved = msgspec.structs.replace(quotes("a", ran, "red"), outputs=("b.txt",))
    assert (bench.run(moved).mended, bench.text("b.txt")) == (0, "sun ROSE ROSE")
    bench.words["red"], bench.toolchain = "RUST", "others"
    assert (bench.run(moved).mended, bench.text("b.txt")) == (0, "sun RUST RUST")


def test_a_dry_run_says_what_would_be_written_and_mends_nothing(bench, ran):
    bench.run(quotes("a", ran, "red"))
    bench.words["red"], bench.dry = "ROSE", True
    bench.run(quotes("a", ran, "red"))
    assert (bench.press.written, bench.text("a.txt")) == (["a.txt"], "sun RED! RED!")
    bench.dry = False
    bench.run(quotes("a", ran, "red"))
    assert bench.text("a.txt") == "sun ROSE ROSE"


def test_a_build_that_ends_between_a_file_and_its_trace_is_finished_by_the_next(bench, ran, monkeypatch):
    bench.run(quotes("a", ran, "red"))
    bench.words["red"] = "ROSE"
    with monkeypatch.context() as broken:
        broken.setattr(Store, "keep", lambda *_, **__: pytest.exit("the machine is switched off"))
        with pytest.raises(pytest.exit.Exception):
            bench.run(quotes("a", ran, "red"))
    bench.run(quotes("a", ran, "red"))
    assert bench.press.notes == []
    bench.words["red"] = "RUST"
    assert bench.run(quotes("a", ran, "red")).mended == 1
    assert bench.text("a.txt") == "sun RUST RUST"


def test_several_processes_mend_as_one_does(bench, ran):
    tasks = [quotes(f"t{n}", ran, *(["red"] if n % 9 else [])) for n in range(2 * workers.SMALL)]
    bench.run(*tasks)
    bench.words["red"], bench.jobs = "ROSE", 2
    outcome = bench.run(*tasks)
    assert outcome.mended == len(outcome.made) == sum(bool(n % 9) for n in range(len(tasks)))
    assert {bench.text(f"t{n}.txt") for n in range(len(tasks))} == {"sun", "sun ROSE ROSE"}
    assert bench.files() == {f"t{n}.txt" for n in range(len(tasks))}
    assert bench.run(*tasks).made == {}
