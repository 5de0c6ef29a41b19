import os
import sqlite3
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest
from kernel import Bench, Refined, Word, prints, refines, says, splits

from generator.build import engine, workers
from generator.build.engine import check_collisions
from generator.build.store import Store
from generator.build.task import Answer, Fact, Made, Stratum, Task, World
from generator.build.trace import FAILED, FIRST, LOST, MOVED, TOOLS, TOUCHED
from generator.errors import CollisionError, ContentError, Note, PressError, Where


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path, words={"rain": "RAIN", "sun": "SUN"})


def fails(name, word="rain"):
    """Return a task that cannot print one word."""

    def make(fetch):
        said = fetch(Word(word))
        if said == "HAIL":
            raise ContentError("cannot be said", where=Where(f"{name}.md", 3, 7), hint="say something else")
        return Made(files=((said or "nothing").encode(),))

    return Task(key=f"page {name}", stratum=Stratum.PAGE, make=make, outputs=(f"{name}.txt",), origin=f"{name}.md")


def noted(name, what):
    note = Note(severity="warning", what=what, where=Where(f"{name}.md"))
    return Task(key=f"note {name}", stratum=Stratum.CONVERT, make=lambda _: Made(notes=(note,)))


def test_a_task_is_made_once_and_kept_while_nothing_it_asked_for_changes(bench):
    assert bench.run(says("a", "rain")).made == {"page a": (FIRST,)}
    assert bench.text("a.txt") == "RAIN"
    again = bench.run(says("a", "rain"))
    assert (again.made, again.kept) == ({}, 1)


def test_a_task_is_made_again_because_of_the_fact_that_changed_and_of_no_other(bench):
    bench.run(says("a", "rain", "sun"), says("b", "sun"))
    bench.words["rain"] = "DRIZZLE"
    assert bench.run(says("a", "rain", "sun"), says("b", "sun")).made == {"page a": ("the word `rain` changed",)}
    assert bench.text("a.txt") == "DRIZZLE SUN"


def test_what_changes_and_comes_out_the_same_goes_no_further(bench):
    bench.run(refines("rain"), prints("rain"))
    bench.words["rain"] = "Rain"
    assert bench.run(refines("rain"), prints("rain")).made == {"refine rain": ("the word `rain` changed",)}


def test_a_change_goes_through_the_strata_in_one_run(bench):
    bench.run(prints("rain"), refines("rain"))
    bench.words["rain"] = "HAIL"
    made = bench.run(prints("rain"), refines("rain")).made
    assert made == {"refine rain": ("the word `rain` changed",), "page rain": ("the refined `rain` changed",)}
    assert bench.text("rain.txt") == "hail"


def test_that_something_was_absent_is_remembered(bench):
    bench.run(says("a", "snow"))
    assert bench.text("a.txt") == "nothing"
    bench.words["snow"] = "SNOW"
    assert bench.run(says("a", "snow")).made == {"page a": ("the word `snow` changed",)}
    del bench.words["snow"]
    bench.run(says("a", "snow"))
    assert bench.text("a.txt") == "nothing"


def test_there_and_back_again_is_no_change(bench):
    bench.run(says("a", "rain"))
    bench.words["rain"] = "HAIL"
    bench.words["rain"] = "RAIN"
    assert bench.run(says("a", "rain")).made == {}


def test_each_way_there_and_back_is_made_when_a_build_lies_between(bench):
    for word in ("RAIN", "HAIL", "RAIN", "HAIL"):
        bench.words["rain"] = word
        assert len(bench.run(refines("rain"), prints("rain")).made) == 2
        assert bench.text("rain.txt") == word.lower()


def test_a_task_depends_on_what_it_asked_last_time_and_not_on_what_it_might_have_asked(bench):
    def make(fetch):
        return Made(files=((fetch(Word(fetch(Word("which")))) or "").encode(),))

    task = Task(key="page a", stratum=Stratum.PAGE, make=make, outputs=("a.txt",))
    bench.words["which"] = "rain"
    bench.run(task)
    bench.words["sun"] = "NO SUN"
    assert bench.run(task).made == {}
    bench.words["which"] = "sun"
    assert bench.run(task).made == {"page a": ("the word `which` changed",)}
    bench.words["rain"] = "NO RAIN"
    assert bench.run(task).made == {}


class Lost(Fact[str], frozen=True):
    name: str
    after: ClassVar[int] = 0

    def __str__(self):
        return f"the lost `{self.name}`"


def test_a_question_whose_subject_is_gone_makes_its_task_run_again(bench):
    known = {"rain": "RAIN"}
    task = Task(
        key="page a",
        stratum=Stratum.PAGE,
        make=lambda fetch: Made(products={"p": fetch(Lost("rain")) if known else ""}),
    )
    answers = {Lost: Answer(lambda fact: known[fact.name])}
    with Store(bench.db) as store:
        for reason in (FIRST, "the lost `rain` cannot be had"):
            run = engine.Engine(world=World(answers), store=store, toolchain="").run([task])
            assert run.made == {"page a": (reason,)}
            known.clear()


def test_a_question_that_nobody_answers_any_more_makes_its_task_run_again(bench):
    asked = Task(key="page a", stratum=Stratum.PAGE, make=lambda fetch: Made(products={"p": fetch(Lost("rain"))}))
    with Store(bench.db) as store:
        engine.Engine(world=World({Lost: Answer(lambda _: "RAIN")}), store=store, toolchain="").run([asked])
        silent = msgspec.structs.replace(asked, make=lambda _: Made())
        made = engine.Engine(world=World({}), store=store, toolchain="").run([silent]).made
    assert made == {"page a": ('["Lost","rain"] is asked no more',)}


def test_while_a_task_fails_what_it_made_last_stands_in(bench):
    bench.run(fails("a"), says("b", "sun"))
    bench.words["rain"] = "HAIL"
    outcome = bench.run(fails("a"), says("b", "sun"))
    assert str(outcome.failed["page a"]) == "a.md:3:7: cannot be said"
    assert outcome.made == {}
    assert bench.text("a.txt") == "RAIN"
    assert set(outcome.files) == {"a.txt", "b.txt"}


def test_a_failure_is_told_and_tried_again_on_every_build_until_it_is_mended(bench):
    bench.run(fails("a"))
    bench.words["rain"] = "HAIL"
    for _ in range(3):
        assert [note.what for note in bench.run(fails("a")).notes] == ["cannot be said"]
    bench.words["rain"] = "SLEET"
    mended = bench.run(fails("a"))
    assert (mended.made, mended.notes) == ({"page a": (FAILED,)}, [])
    assert bench.text("a.txt") == "SLEET"
    assert bench.run(fails("a")).made == {}


def test_mended_by_going_back_the_task_is_made_once_more(bench):
    bench.run(fails("a"))
    bench.words["rain"] = "HAIL"
    bench.run(fails("a"))
    bench.words["rain"] = "RAIN"
    assert bench.run(fails("a")).made == {"page a": (FAILED,)}
    assert bench.press.written == []


def test_what_never_could_be_made_leaves_nothing_and_holds_nobody_up(bench):
    bench.words["rain"] = "HAIL"
    outcome = bench.run(fails("a"), says("b", "sun"))
    assert set(outcome.failed) == {"page a"}
    assert bench.files() == {"b.txt"}


def test_the_last_good_product_stands_in_for_those_above(bench):
    def make(fetch):
        word = fetch(Word("rain"))
        if word == "HAIL":
            raise ContentError("cannot be refined")
        return Made(products={"lower": word.lower()})

    refine = Task(key="refine rain", stratum=Stratum.CONVERT, make=make)
    bench.run(refine, prints("rain"))
    bench.words["rain"] = "HAIL"
    outcome = bench.run(refine, prints("rain"))
    assert set(outcome.failed) == {"refine rain"}
    assert bench.text("rain.txt") == "rain"
    (bench.out / "rain.txt").unlink()
    bench.run(refine, prints("rain"))
    assert bench.text("rain.txt") == "rain"


def test_a_fault_in_a_task_is_told_with_its_source_and_holds_nobody_up(bench):
    broken = Task(key="page a", stratum=Stratum.PAGE, make=lambda _: 1 // 0, outputs=("a.txt",), origin="a.md")
    outcome = bench.run(broken, says("b", "sun"))
    assert str(outcome.failed["page a"]).startswith("a.md: cannot make it: ZeroDivisionError")
    assert bench.files() == {"b.txt"}


def test_nesting_too_deep_is_told_as_such(bench):
    def deeper(fetch):
        return deeper(fetch)

    task = Task(key="page a", stratum=Stratum.PAGE, make=deeper, outputs=("a.txt",), origin="a.md")
    assert str(bench.run(task).failed["page a"]) == "a.md: is nested too deeply"


def test_a_task_may_not_ask_for_a_product_of_its_own_stratum(bench):
    asks = Task(
        key="refine twice", stratum=Stratum.CONVERT, make=lambda fetch: Made(products={"p": fetch(Refined("rain"))})
    )
    assert "it is settled too late" in bench.run(refines("rain"), asks).failed["refine twice"].what


def test_a_task_that_makes_more_files_than_it_claims_fails(bench):
    generous = Task(key="page a", stratum=Stratum.PAGE, make=lambda _: Made(files=(b"1", b"2")), outputs=("a.txt",))
    assert "2 files for 1 outputs" in bench.run(generous).failed["page a"].what
    assert bench.files() == set()


@pytest.mark.parametrize(
    ("plan", "address", "claimants"),
    [
        (
            lambda: [says("a", "sun"), msgspec.structs.replace(says("b", "rain"), outputs=("a.txt",))],
            "/a.txt",
            "a.md, b.md",
        ),
        (
            lambda: [
                msgspec.structs.replace(says("a", "sun"), outputs=("x/index.html",)),
                msgspec.structs.replace(says("b", "sun"), outputs=("x/index.html",)),
            ],
            "/x/",
            "a.md, b.md",
        ),
        (
            lambda: [says("a", "sun"), msgspec.structs.replace(says("b", "sun"), outputs=("a.txt/c",))],
            "/a.txt",
            "a.md, b.md",
        ),
        (
            lambda: [says("a", "sun"), msgspec.structs.replace(says("a", "sun"), outputs=("c.txt",), origin="c.md")],
            "page a",
            "a.md, c.md",
        ),
        (lambda: [splits("a"), msgspec.structs.replace(says("b", "sun"), outputs=("a/s.txt",))], "/a", "a.md, b.md"),
        (
            lambda: [splits("a"), msgspec.structs.replace(splits("b"), folder="a/")],
            "/a/",
            "a.md, b.md",
        ),
    ],
    ids=["one output", "one address", "a file where a folder must be", "one key", "in a folder", "one folder"],
)
def test_two_that_claim_one_thing_stop_everything_before_anything_is_made(bench, plan, address, claimants):
    with pytest.raises(CollisionError, match="2 sources claim") as caught:
        bench.run(says("z", "rain"), *plan())
    assert caught.value.address == address
    assert ", ".join(caught.value.claimants) == claimants
    assert bench.files() == set()
    with Store(bench.db) as store:
        assert store.traces() == {}


@pytest.mark.parametrize("path", ["../a", "/a", "a//b", "", "a/./b", ".manifest", ".press/1", "a\nb", "a\r"])
def test_an_output_that_is_no_place_for_a_file_stops_everything(path):
    with pytest.raises(PressError, match="no place for a file of the site"):
        check_collisions([msgspec.structs.replace(says("a", "sun"), outputs=(path,))])


def test_a_task_with_a_folder_of_its_own_tells_which_files_it_holds(bench):
    bench.prune = True
    bench.words["a"] = "sun"
    bench.run(splits("a"))
    assert bench.files() == {"a/s.txt", "a/u.txt", "a/n.txt"}
    assert bench.run(splits("a")).kept == 1
    bench.words["a"] = "us"
    bench.run(splits("a"))
    assert bench.files() == {"a/s.txt", "a/u.txt"}


def test_files_of_a_folder_go_though_the_store_forgot_them(bench):
    bench.prune = True
    bench.words["a"] = "sun"
    bench.run(splits("a"))
    bench.db.unlink()
    bench.words["a"] = "us"
    bench.run(splits("a"))
    assert bench.files() == {"a/s.txt", "a/u.txt"}


def test_a_folder_whose_task_is_not_planned_any_more_goes(bench):
    bench.prune = True
    bench.words["a"] = "sun"
    bench.run(splits("a"), says("b", "a"))
    bench.run(says("b", "a"))
    assert bench.files() == {"b.txt"}


def test_a_file_of_a_folder_that_was_touched_is_put_right(bench):
    bench.prune = True
    bench.words["a"] = "sun"
    bench.run(splits("a"))
    (bench.out / "a/s.txt").write_text("x")
    (bench.out / "a/u.txt").unlink()
    assert bench.run(splits("a")).made
    assert (bench.text("a/s.txt"), bench.text("a/u.txt")) == ("s", "u")


def test_while_a_folders_task_fails_its_files_stand(bench):
    bench.prune = True
    bench.words["a"] = "sun"
    bench.run(splits("a"))

    def broken(fetch):
        raise ContentError(f"cannot split {fetch(Word('a'))}", where=Where("a.md"))

    bench.words["a"] = "moon"
    assert bench.run(msgspec.structs.replace(splits("a"), make=broken)).failed
    assert bench.files() == {"a/s.txt", "a/u.txt", "a/n.txt"}


def test_new_tools_make_everything_anew_and_write_nothing_that_is_equal(bench):
    bench.run(refines("rain"), prints("rain"))
    before = (bench.out / "rain.txt").stat().st_mtime_ns
    bench.toolchain = "better tools"
    assert bench.run(refines("rain"), prints("rain")).made == {"refine rain": (TOOLS,), "page rain": (TOOLS,)}
    assert bench.press.written == []
    assert (bench.out / "rain.txt").stat().st_mtime_ns == before


def test_another_recipe_makes_its_task_anew(bench):
    bench.run(says("a", "rain"))
    assert bench.run(msgspec.structs.replace(says("a", "rain"), recipe="louder")).made == {"page a": (TOOLS,)}


def test_a_task_that_moves_is_made_at_its_new_place(bench):
    bench.run(says("a", "rain"))
    moved = msgspec.structs.replace(says("a", "rain"), outputs=("elsewhere/a.txt",))
    assert bench.run(moved).made == {"page a": (MOVED,)}
    assert bench.text("elsewhere/a.txt") == "RAIN"


def test_what_was_touched_in_the_output_is_put_right(bench):
    bench.run(says("a", "rain"), says("b", "sun"))
    (bench.out / "a.txt").write_text("graffiti")
    (bench.out / "b.txt").unlink()
    assert bench.run(says("a", "rain"), says("b", "sun")).made == {"page a": (TOUCHED,), "page b": (TOUCHED,)}
    assert (bench.text("a.txt"), bench.text("b.txt")) == ("RAIN", "SUN")


def test_what_was_touched_and_holds_the_same_bytes_is_kept(bench):
    bench.run(says("a", "rain"))
    (bench.out / "a.txt").write_text("RAIN")
    assert bench.run(says("a", "rain")).made == {}


def test_what_was_read_to_be_recognised_is_not_read_again(bench, monkeypatch):
    bench.run(says("a", "rain"))
    os.utime(bench.out / "a.txt", ns=(1, 1))
    assert bench.run(says("a", "rain")).made == {}
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("it was read") if path.suffix == ".txt" else b"")
    assert bench.run(says("a", "rain")).made == {}


def test_a_product_that_the_store_lost_is_made_again(bench):
    bench.run(refines("rain"))
    with sqlite3.connect(bench.db) as db:
        db.execute("DELETE FROM product")
    db.close()
    assert bench.run(refines("rain")).made == {"refine rain": (LOST,)}


def test_findings_are_told_on_every_build(bench):
    for _ in range(2):
        assert [note.what for note in bench.run(noted("a", "is odd")).notes] == ["is odd"]


def test_a_file_is_written_before_the_store_says_so(bench, monkeypatch):
    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "keep", killed)
        with pytest.raises(KeyboardInterrupt):
            bench.run(says("a", "rain"))
    written = (bench.out / "a.txt").stat().st_mtime_ns
    assert bench.run(says("a", "rain")).made == {"page a": (FIRST,)}
    assert (bench.out / "a.txt").stat().st_mtime_ns == written


def test_the_store_is_told_of_each_batch_so_that_little_is_lost(bench, monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 2)
    tasks = [says(str(number), "rain") for number in range(5)]
    reached = []

    def stop(stratum, done, total):
        reached.append((stratum, done, total))
        if done == 4:
            raise KeyboardInterrupt

    with Store(bench.db) as store:
        kernel = engine.Engine(world=bench.world(store), store=store, toolchain=bench.toolchain, progress=stop)
        with pytest.raises(KeyboardInterrupt):
            kernel.run(tasks)
    assert reached == [(Stratum.PAGE, 2, 5), (Stratum.PAGE, 4, 5)]
    with Store(bench.db) as store:
        assert len(store.traces()) == 4


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(bench):
    bench.run(says("a", "rain"))
    bench.words["rain"] = "HAIL"
    bench.dry = True
    assert bench.run(says("a", "rain"), says("b", "sun")).made.keys() == {"page a", "page b"}
    assert bench.press.written == ["a.txt", "b.txt"]
    assert (bench.files(), bench.text("a.txt")) == ({"a.txt"}, "RAIN")
    bench.dry = False
    assert bench.run(says("a", "rain"), says("b", "sun")).made.keys() == {"page a", "page b"}
    assert bench.files() == {"a.txt", "b.txt"}


def test_what_is_made_does_not_depend_on_who_makes_it(bench, monkeypatch, tmp_path):
    monkeypatch.setattr(workers, "SMALL", 1)
    names = [f"w{number}" for number in range(20)]
    made = []
    for jobs in (1, 2):
        other = Bench(tmp_path / str(jobs), words={name: name.upper() for name in names}, jobs=jobs)
        outcome = other.run(*map(refines, names), *map(prints, names))
        other.words["w7"] = "SEVEN"
        again = other.run(*map(refines, names), *map(prints, names))
        made.append(
            (outcome.made, again.made, outcome.files, again.files, {name: other.text(name) for name in other.files()})
        )
    assert made[0] == made[1]
    assert made[0][1].keys() == {"refine w7", "page w7"}


def test_what_no_task_plans_is_not_made(bench):
    outcome = bench.run()
    assert (outcome.made, outcome.kept, outcome.files) == ({}, 0, {})
    assert Path(bench.out).is_dir()
