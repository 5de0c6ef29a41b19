import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from array import array

import msgspec
import pytest
from kernel import Word, says
from sites import tree

from generator import console
from generator.build import lock, workers
from generator.build.database import Damaged
from generator.build.meanwhile import Meanwhile
from generator.build.staged import Stage
from generator.build.store import Store
from generator.build.task import Answer, Made, Stratum, Task, World
from generator.errors import ContentError, TearsheetError, Where
from generator.pipeline import answers, settled
from generator.pipeline.memory import output_name

WORLD = World({Word: Answer(lambda fact: fact.name.upper())})


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(workers, "SMALL", 2)


def task(name, make):
    return Task(key=name, stratum=Stratum.PAGE, make=make, outputs=(), origin=f"{name}.md")


def pid(_):
    return Made(products={"pid": os.getpid(), "name": multiprocessing.current_process().name})


def pids(tasks, jobs):
    return {result.products["pid"] for _, result in workers.work(tasks, world=WORLD, jobs=jobs)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_tasks(jobs):
    tasks = [says(str(number), f"w{number}") for number in range(100)]
    done = list(workers.work(tasks, world=WORLD, jobs=jobs))
    assert [each for each, _ in done] == tasks
    assert [result.files for _, result in done] == [(f"W{number}".encode(),) for number in range(100)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_result_says_what_was_asked_and_what_was_made(jobs):
    done = [result for _, result in workers.work([says("a", "rain")] * 4, world=WORLD, jobs=jobs)]
    result, news = done[0], [each for one in done for each in one.news]
    ((number, pair),) = {each for told in news for each in told.pairs()}
    assert pair == (Word("rain").key(), WORLD.digest(Word("rain")))
    assert {told.kind for told in news} == {"Word"}
    assert {one.observed for one in done} == {array("q", [number]).tobytes()}
    assert done[0].news
    assert len([one for one in done if one.news]) <= jobs
    assert [len(mark) for mark in result.sha256] == [64]


@pytest.mark.parametrize("heavy", [False, True])
@pytest.mark.parametrize(("count", "jobs"), [(0, 2), (1, 2), (97, 2), (1000, 1), (1000, 4)])
def test_all_tasks_are_shared_out_in_order_and_the_last_few_by_few(count, jobs, heavy):
    tasks = [says(str(number), "rain") for number in range(count)]
    if heavy and tasks:
        tasks[count // 2] = msgspec.structs.replace(tasks[0], heavy=True)
    spans = list(workers._spans(tasks, jobs))
    assert [place for span in spans for place in range(*span)] == list(range(count))
    sizes = [end - start for start, end in spans]
    assert max(sizes, default=0) <= workers.BATCH
    assert sizes[-1:] in ([], [1])
    assert not heavy or not tasks or (count // 2, count // 2 + 1) in spans


def test_several_processes_work_where_there_is_enough_to_do():
    made = pids([task(str(number), pid) for number in range(40)], 2)
    assert pids([task("a", pid)], 1).isdisjoint(made)


def test_this_process_works_alone_where_there_is_little_to_do_or_one_is_asked_for():
    one = pids([task("a", pid)], 2) | pids([task(str(number), pid) for number in range(40)], 1)
    assert len(one) == 1


def test_a_process_that_runs_threads_is_never_forked():
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        made = pids([task(str(number), pid) for number in range(40)], 2)
    finally:
        ended.set()
        thread.join()
    assert made == pids([task("a", pid)], 1)


def test_the_progress_bar_runs_no_thread_for_then_no_process_could_be_forked(monkeypatch):
    times = iter([0.0, 1.0, 1.0, 1.0])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    bar = console.Progress(clock=lambda: next(times))
    try:
        bar(Stratum.PAGE, 1, 2)
        assert threading.active_count() == 1
    finally:
        bar.stop()


def test_work_under_way_is_bounded_so_that_results_do_not_pile_up(monkeypatch):
    started = []

    class Counting(workers.Serial):
        def submit(self, run, /, *args):
            started.append(args)
            return super().submit(run, *args)

    monkeypatch.setattr(workers, "Serial", Counting)
    results = workers.work([says(str(number), "a") for number in range(40)], world=WORLD, jobs=1)
    next(results)
    assert len(started) == 1
    results.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_a_task_is_its_result(jobs):
    def broken(_):
        raise ContentError("is broken", where=Where("a.md", 2), hint="mend it")

    (_, result), *_ = workers.work([task("a", broken)] * 4, world=WORLD, jobs=jobs)
    assert result.error == ContentError("is broken", where=Where("a.md", 2), hint="mend it").note()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_damaged_store_stops_the_work(jobs):
    def damaged(_):
        raise Damaged("a row")

    with pytest.raises(Damaged):
        list(workers.work([task(str(number), damaged) for number in range(4)], world=WORLD, jobs=jobs))


def test_a_killed_worker_ends_the_build_with_an_error_that_says_so():
    def killed(_):
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(TearsheetError, match="a process of this build was killed") as caught:
        list(workers.work([task(str(number), killed) for number in range(4)], world=WORLD, jobs=2))
    assert "--jobs 1" in caught.value.hint


def test_the_fault_of_a_task_can_be_seen_where_it_is_asked_for(monkeypatch):
    monkeypatch.setenv("TEARSHEET_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        workers.perform(task("a", lambda _: 1 // 0), WORLD)


ORPHANS = """
import os, sys, time
from pathlib import Path
from generator.build import lock, workers
from generator.build.task import Made, Stratum, Task, World

def slow(fetch):
    os.write(1, f"{os.getpid()}\\n".encode())
    time.sleep(60)
    return Made()

workers.SMALL = 1
tasks = [Task(key=str(number), stratum=Stratum.PAGE, make=slow) for number in range(8)]
with lock.held(Path(sys.argv[1]), doing="build"):
    list(workers.work(tasks, world=World({}), jobs=2))
"""


def test_workers_end_with_a_killed_builder_and_let_go_of_its_lock(tmp_path):
    command = [sys.executable, "-c", ORPHANS, str(tmp_path / "lock")]
    builder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    orphans = [int(builder.stdout.readline()) for _ in range(2)]
    builder.kill()
    builder.wait()
    # The pipe ends once every process that inherited it has.
    assert builder.stdout.read() == ""
    builder.stdout.close()
    assert len(set(orphans)) == 2
    with lock.held(tmp_path / "lock", doing="build", wait=True):
        pass


def test_workers_put_files_down_and_hand_over_where(tmp_path):
    stage = Stage(str(tmp_path / "put"))
    tasks = [says(str(number), "rain") for number in range(20)]
    done = [result for _, result in workers.work(tasks, world=WORLD, jobs=2, stage=stage)]
    assert {result.files for result in done} == {()}
    assert [file.read() for result in done for file in result.staged] == [b"RAIN"] * 20
    assert len({file.path for result in done for file in result.staged}) == 20


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name is text")
def test_files_are_put_down_in_a_folder_whose_name_is_no_utf_8(paper, tmp_path):
    paper.write({f"content/articles/s{number}.md": f"---\ntitle: Story {number}\n---\nRain.\n" for number in range(6)})
    wanted = paper.clean(tmp_path / "aside")
    output = tmp_path / os.fsdecode(b"caf\xe9")
    paper.build(jobs=2, output=output)
    assert tree(output) == wanted


def test_a_file_that_cannot_be_put_down_is_handed_over(tmp_path):
    (tmp_path / "put").write_text("no folder")
    tasks = [says(str(number), "rain") for number in range(20)]
    done = [result for _, result in workers.work(tasks, world=WORLD, jobs=2, stage=Stage(str(tmp_path / "put")))]
    assert {(result.files, result.staged) for result in done} == {((b"RAIN",), ())}


def test_what_an_earlier_process_of_the_same_number_left_is_left(tmp_path):
    stage = Stage(str(tmp_path))
    left = tmp_path / f"of-{os.getpid()}" / "1"
    left.parent.mkdir()
    left.write_text("left")
    (made,) = stage.put([b"rain"])
    assert (made.read(), left.read_text()) == (b"rain", "left")


def test_a_first_build_of_several_processes_treats_what_is_there_as_any_build_does(paper, tmp_path):
    paper.write({f"content/articles/s{number}.md": f"---\ntitle: Story {number}\n---\nRain.\n" for number in range(6)})
    wanted = paper.clean(tmp_path / "aside")
    same, other = "articles/s1/index.html", "articles/s2/index.html"
    theirs = {f"site/{same}": wanted[same], f"site/{other}": "theirs", "site/mine.txt": "mine"}
    paper.write(theirs)
    report = paper.build(jobs=2)
    assert paper.tree() == {**wanted, "mine.txt": b"mine"}
    assert same not in report.written
    assert [note.where.path for note in report.notes if note.code == "output-changed"] == [str(paper.output / other)]
    assert not (paper.output / ".press").exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_folder_at_one_address_stops_that_page_alone(paper, tmp_path, jobs):
    paper.write({f"content/articles/s{number}.md": f"---\ntitle: Story {number}\n---\nRain.\n" for number in range(6)})
    wanted, output = paper.clean(tmp_path / "aside"), tmp_path / "other"
    (output / "articles/s1/index.html/theirs").mkdir(parents=True)
    report = paper.build(jobs=jobs, output=output)
    assert list(report.outcome.failed) == ["page /articles/s1/"]
    assert "articles/s1/index.html" not in report.written
    assert tree(output).keys() == wanted.keys() - {"articles/s1/index.html"}


def test_no_connection_to_a_store_crosses_a_fork(paper, monkeypatch):
    def own(store):
        assert os.getpid() == store._pid
        return vars(store)["_db"]

    monkeypatch.setattr(Store, "_db", property(own, lambda store, db: vars(store).update(_db=db)), raising=False)
    paper.write({f"content/articles/s{number}.md": f"---\ntitle: Story {number}\n---\nRain.\n" for number in range(6)})
    assert paper.build(jobs=2).errors == ()


def test_cycles_are_looked_for_once_there_is_work_and_not_before():
    world = World({Word: Answer(lambda fact: fact.name.upper())})
    gc.disable()
    try:
        list(workers.work([says("a", "rain")], world=world, jobs=1))
        assert not gc.isenabled()
        list(workers.work([says(f"t{number}", "rain") for number in range(200)], world=world, jobs=1))
        assert gc.isenabled()
    finally:
        gc.enable()


def whereabouts():
    """Return what says by whom it was worked out."""
    return Meanwhile(lambda: str(os.getpid()).encode(), int)


def test_one_of_several_processes_works_out_what_can_wait():
    later = whereabouts()
    made = workers.work([task(f"t{number}", pid) for number in range(200)], world=WORLD, jobs=2, meanwhile=later)
    there = {msgspec.msgpack.decode(result.products["pid"]) for _, result in made}
    assert not later.is_due
    assert later.value() != os.getpid()
    assert later.value() in there


def test_what_can_wait_is_worked_out_here_where_this_process_works_alone():
    later = whereabouts()
    list(workers.work([task("t", pid)], world=WORLD, jobs=1, meanwhile=later))
    assert later.is_due
    assert later.value() == os.getpid()


def test_what_was_worked_out_is_not_worked_out_again():
    later = whereabouts()
    later.take(b"7")
    list(workers.work([task(f"t{number}", pid) for number in range(200)], world=WORLD, jobs=2, meanwhile=later))
    assert later.value() == 7


def test_what_fails_in_working_out_what_can_wait_ends_the_work():
    def fails():
        raise TearsheetError("no rain")

    later = Meanwhile(fails, int)
    with pytest.raises(TearsheetError, match="no rain"):
        list(workers.work([task(f"t{number}", pid) for number in range(200)], world=WORLD, jobs=2, meanwhile=later))


@pytest.mark.parametrize("large", [25_000, 2])
def test_a_first_build_remembers_the_same_whoever_works_it_out(paper, tmp_path, monkeypatch, large):
    monkeypatch.setattr(answers, "LARGE", large)
    paper.write({f"content/articles/s{number}.md": f"---\ntitle: Story {number}\n---\nRain.\n" for number in range(6)})
    held = []
    for jobs in (1, 2):
        paper.build(jobs=jobs, output=tmp_path / f"site{jobs}", state=tmp_path / f"state{jobs}")
        with Store(tmp_path / f"state{jobs}/{output_name(paper.root, tmp_path / f'site{jobs}')}.db") as store:
            state, doubts = settled.known(store, settled.PrintState)
            held.append((msgspec.structs.replace(state, files=(), manifest=""), doubts, store.aside()))
    assert held[0] == held[1]
    assert held[0][0].snapshot.looking
