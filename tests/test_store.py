import os
import shutil
import sqlite3
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel import Bench, prints, refines, says

from generator import digest
from generator.build import observations, segments
from generator.build.database import Damaged
from generator.build.numbers import Numbers
from generator.build.observations import Ledger
from generator.build.store import Store
from generator.build.trace import File, Trace
from generator.errors import Note, PressError, Where

WORDS = {"rain": "RAIN", "sun": "SUN", "snow": "SNOW"}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "store.db"


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path, words=dict(WORDS))


def kept(store, key="page a", *, observed=None, products=None):
    """Keep a trace as the engine does."""
    data = {name: digest.encode(value) for name, value in (products or {}).items()}
    marks = {name: digest.of_bytes(value) for name, value in data.items()}
    ledger = Ledger()
    numbers, news = ledger.take(seen(observed or {})), ledger.news()
    store.keep([(key, Trace(stamp="tools", products=marks), numbers, data)], news=news)


def seen(observed):
    """Return observations, fact to digest, as a task sees them."""
    return {observations.number_of(*pair): pair for pair in observed.items()}


def sql(path, *statements):
    db = sqlite3.connect(path)
    with db:
        for statement in statements:
            db.execute(statement)
    db.close()


def test_what_is_kept_is_there_the_next_time(path):
    trace = Trace(
        stamp="tools",
        files=(File("a.txt", "0" * 64, 4, 10**18, 10**18 + 1),),
        products={"lower": digest.of_bytes(digest.encode("rain"))},
        notes=(Note(severity="warning", what="is odd", where=Where("a.md", 1, 2), hint="mend it", code="odd"),),
        reasons=("it rained",),
    )
    with Store(path) as store:
        ledger = Ledger()
        numbers, news = ledger.take(seen({"one": "1", "two": "2"})), ledger.news()
        store.keep([("page a", trace, numbers, {"lower": digest.encode("rain")})], news=news)
        before = store.trace("page a")
    with Store(path) as store:
        assert store.trace("page a") == before
        assert msgspec.structs.replace(before, observed=b"") == trace
        assert [store.observations().get(number) for number in before.numbers] == [("one", "1"), ("two", "2")]
        assert store.product("page a", "lower") == digest.encode("rain")
        assert store.holds("page a", "lower")
        assert store.notice == ""


def test_what_was_never_kept_is_absent(path):
    with Store(path) as store:
        assert store.trace("page a") is None
        assert store.product("page a", "lower") is None
        assert store.mark("page a", "lower") == ""
        assert store.observations().get(7) is None
        assert not store.holds("page a", "lower")


def test_a_task_kept_again_has_only_its_last_products(path):
    with Store(path) as store:
        kept(store, products={"one": 1, "two": 2})
        kept(store, products={"two": 22})
        assert store.product("page a", "one") is None
        assert store.product("page a", "two") == digest.encode(22)
    assert rows(path, "product") == 1


def rows(path, table):
    db = sqlite3.connect(path)
    (count,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    db.close()
    return count


def test_what_is_forgotten_leaves_nothing(path):
    with Store(path) as store:
        kept(store, "page a", products={"one": 1})
        kept(store, "page b", products={"one": 1})
        store.forget(["page a", "never kept"])
        assert list(store.traces()) == ["page b"]
        assert store.product("page a", "one") is None
    assert rows(path, "product") == 1
    with Store(path) as store:
        assert list(store.traces()) == ["page b"]


def test_observations_that_no_trace_holds_are_swept_once_they_are_many(path):
    with Store(path) as store:
        kept(store, "page a", observed={"kept": "1"})
        for number in range(5):
            kept(store, "page b", observed={f"fact {number} {part}": "1" for part in range(500)})
        store.sweep()
        (number,) = store.trace("page a").numbers
        assert store.observations().get(number) == ("kept", "1")
        assert len(store.observations()) == 501
    with Store(path) as store:
        assert store.observations().get(number) == ("kept", "1")


def test_source_stamps_are_remembered_and_forgotten(path):
    with Store(path) as store:
        store.keep_stamps({"a.md": ("stamp", "digest"), "b.md": ("", "digest")}, gone=())
        store.keep_stamps({"a.md": ("later", "digest")}, gone=["b.md"])
    with Store(path) as store:
        assert store.stamps() == {"a.md": ("later", "digest")}


def test_an_observation_is_numbered_alike_by_every_process(path, tmp_path):
    with Store(path) as one, Store(tmp_path / "other.db") as other:
        kept(one, observed={"a": "1", "b": "2"})
        kept(other, observed={"c": "3"})
        kept(other, observed={"b": "2", "a": "1"})
        assert set(one.trace("page a").numbers) == set(other.trace("page a").numbers)


def test_two_builds_may_keep_their_work_in_one_store(path):
    with Store(path) as one, Store(path) as other:
        kept(one, "page a", observed={"fact": "1"}, products={"p": 1})
        kept(other, "page b", observed={"fact": "1", "other": "2"}, products={"p": 2})
        one.forget(["page b"])
        kept(other, "page c", observed={"fact": "1"})
    with Store(path) as store:
        assert list(store.traces()) == ["page a", "page c"]
        assert {store.observations().get(number) for number in store.trace("page c").numbers} == {("fact", "1")}


def test_a_product_that_another_build_replaced_is_damage_to_the_first(path):
    with Store(path) as one, Store(path) as other:
        kept(one, products={"p": 1})
        kept(other, products={"p": 2})
        with pytest.raises(Damaged):
            one.product("page a", "p")
        assert other.product("page a", "p") == digest.encode(2)


BOTH = """
import sys
from pathlib import Path
from generator.build.numbers import Numbers
from generator.build.observations import Ledger
from generator.build.store import Store
sys.stdin.read(1)
with Store(Path(sys.argv[1])) as store:
    print(store.notice or "well")
"""


def test_builds_that_begin_at_once_make_one_store(path):
    command = [sys.executable, "-c", BOTH, str(path)]
    begun = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for process in begun:
        process.stdin.write("x")
        process.stdin.flush()
    assert [process.communicate()[0] for process in begun] == ["well\n"] * 3


def test_two_observations_of_one_number_make_their_task_again_each_time(bench, monkeypatch):
    monkeypatch.setattr(observations, "number_of", lambda _fact, _mark: 7)
    bench.run(says("a", "rain", "sun"))
    bench.words["sun"] = "MOON"
    assert bench.run(says("a", "rain", "sun")).made.keys() == {"page a"}
    assert bench.text("a.txt") == "RAIN MOON"
    assert bench.run(says("a", "rain", "sun")).made.keys() == {"page a"}


def test_a_worker_reads_through_a_connection_of_its_own(path):
    with Store(path) as store:
        kept(store, products={"p": "rain"})
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            same = store._reader() is store._db
            os.write(writer, b"same" if same else store.product("page a", "p"))
            os._exit(0)
        os.waitpid(child, 0)
        assert os.read(reader, 100) == digest.encode("rain")
        os.close(reader)
        os.close(writer)


# Damage


def plan():
    return [*map(refines, WORDS), *map(prints, WORDS), says("all", *WORDS, "hail")]


def assert_mends(bench):
    """After a build with whatever memory there is left, everything stands as a clean build would have it."""
    for _ in range(3):
        try:
            bench.run(*plan())
            break
        except Damaged:
            with Store(bench.db) as store:
                store.discard()
    said = dict(bench.words)
    assert {path: bench.text(path) for path in bench.files()} == {
        **{f"{name}.txt": said.get(name, "nothing").lower() for name in WORDS},
        "all.txt": " ".join(said.get(name, "nothing") for name in (*WORDS, "hail")),
    }


def test_a_store_of_another_version_is_discarded_and_said(path):
    with Store(path) as store:
        kept(store)
    sql(path, "UPDATE meta SET value = 'another'")
    with Store(path) as store:
        assert store.notice == "store.db is of another version: everything is made anew"
        assert store.traces() == {}
    with Store(path) as store:
        assert store.notice == ""


@pytest.mark.parametrize("data", [b"", b"\0" * 5000, b"no database", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_file_that_is_no_store_is_discarded(path, data):
    path.parent.mkdir()
    path.write_bytes(data)
    with Store(path) as store:
        assert store.notice == ("store.db is damaged: everything is made anew" if data else "")
        kept(store)
    with Store(path) as store:
        assert list(store.traces()) == ["page a"]


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE trace",
        "DROP TABLE product",
        "DROP TABLE observation",
        "DELETE FROM meta",
        "DELETE FROM observation",
        "DELETE FROM product",
        "DELETE FROM trace",
        "DELETE FROM trace WHERE id = (SELECT max(id) FROM trace)",
        "DELETE FROM meta WHERE key = 'traces'",
        "UPDATE meta SET value = '1 1' WHERE key = 'traces'",
        "UPDATE meta SET value = 'text' WHERE key = 'traces'",
        "UPDATE observation SET facts = NULL",
        "UPDATE observation SET facts = 'text'",
        "UPDATE observation SET facts = CAST(replace(CAST(facts AS TEXT), 'rain', 'snow') AS BLOB)",
        "UPDATE observation SET numbers = substr(numbers, 9)",
        "UPDATE observation SET kind = 'Other'",
        "UPDATE observation SET seal = 'broken'",
        "DELETE FROM observation WHERE kind = 'Word'",
        "UPDATE trace SET data = NULL",
        "UPDATE trace SET data = 17",
        "UPDATE trace SET data = 'text'",
        "UPDATE trace SET data = x''",
        "UPDATE trace SET data = substr(data, 9)",
        "UPDATE trace SET data = x'c0'",
        "UPDATE trace SET seal = 'broken'",
        "UPDATE trace SET id = 100 - id",
        "UPDATE product SET data = x''",
        "UPDATE product SET data = NULL",
        "UPDATE product SET data = (SELECT data FROM product WHERE key = 'refine sun')",
        "UPDATE product SET digest = 'other'",
        "UPDATE product SET seal = seal + 1",
        "UPDATE product SET key = 'refine other' WHERE key = 'refine rain'",
    ],
)
def test_whatever_a_store_lost_the_next_build_makes_again(bench, harm):
    bench.run(*plan())
    sql(bench.db, harm)
    bench.words |= {"rain": "DRIZZLE", "hail": "HAIL"}
    assert_mends(bench)


def test_a_seal_that_another_row_has_is_no_seal(path):
    with Store(path) as store:
        kept(store, "page a", observed={"fact": "1"})
        kept(store, "page b", observed={"fact": "2"})
        store.keep_stamps({"a.md": ("1", "x"), "b.md": ("2", "y")}, gone=())
    sql(
        path,
        "UPDATE trace SET (data, seal) = (SELECT data, seal FROM trace WHERE id = 1)",
        "UPDATE source SET (stamp, digest, seal) = (SELECT stamp, digest, seal FROM source WHERE path = 'a.md')",
    )
    with Store(path) as store:
        assert list(store.traces()) == ["page a"]
        assert list(store.stamps()) == ["a.md"]


@pytest.mark.parametrize("harm", ["DROP TABLE source", "UPDATE source SET stamp = NULL"])
def test_stamps_that_are_damaged_are_damage(path, harm):
    with Store(path) as store:
        store.keep_stamps({"a.md": ("1", "x")}, gone=())
    sql(path, harm)
    with Store(path) as store, pytest.raises(Damaged):
        store.stamps()


@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_whichever_bytes_of_a_store_are_harmed_the_next_build_makes_it_right(tmp_path_factory, data):
    bench = Bench(tmp_path_factory.mktemp("harmed"), words=dict(WORDS))
    whole = tmp_path_factory.getbasetemp() / "whole.db"
    if not whole.exists():
        bench.run(*plan())
        shutil.copy(bench.db, whole)
    else:
        shutil.copy(whole, bench.db)
    harmed = bytearray(bench.db.read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(harmed) - 1), max_size=40), label="flipped"):
        harmed[place] ^= 1 << data.draw(st.integers(0, 7), label="bit")
    bench.db.write_bytes(harmed[: data.draw(st.integers(0, len(harmed)) | st.just(len(harmed)), label="length")])
    bench.words |= data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys([*WORDS, "hail"], st.just("CHANGED"))))
    assert_mends(bench)
    bench.words |= {"hail": "HAILSTONES", "rain": "DRIZZLE"}
    assert_mends(bench)


# A machine that cannot


def test_a_full_disk_is_an_error_that_says_so_and_no_damage(path):
    with Store(path) as store:
        kept(store, "page a")
        store._db.execute("PRAGMA max_page_count = 1")
        with pytest.raises(PressError, match=r"cannot keep the build's memory in .*full") as caught:
            kept(store, "page b", products={"p": "x" * 100_000})
        assert caught.value.hint == "free some disk space, or make the folder writable"
    with Store(path) as store:
        assert store.notice == ""
        assert list(store.traces()) == ["page a"]


def test_a_store_that_cannot_be_made_is_an_error_that_says_so(path):
    path.mkdir(parents=True)
    with pytest.raises(PressError, match="cannot keep the build's memory"):
        Store(path)


def test_a_failed_transaction_leaves_what_was_there(path):
    with Store(path) as store:
        kept(store, "page a", products={"p": 1})
        trace = Trace(stamp="", products={"p": "x"})
        with pytest.raises(TypeError):
            store.keep([("page a", trace, b"", {"p": b"2"}), ("page b", trace, b"", {"p": object()})])
    with Store(path) as store:
        assert list(store.traces()) == ["page a"]
        assert store.product("page a", "p") == digest.encode(1)


def test_observations_are_whole_from_one_moment_to_the_next_and_not_where_some_are_gone(path):
    with Store(path) as store:
        kept(store, observed={'["Word","rain"]': "1", '["Line","sun"]': "2"})
        assert not store.whole()
        store.settle(b"moment")
    with Store(path) as store:
        assert store.whole()
        kept(store, "page b", observed={'["Word","snow"]': "3"})
    with Store(path) as store:
        assert store.whole()  # so it is where a build that did not come to its end kept more
    sql(path, "DELETE FROM observation WHERE kind = 'Word'")
    with Store(path) as store:
        assert not store.whole()


# Traces, many to a row


def test_the_last_trace_of_a_task_counts(path):
    with Store(path) as store:
        kept(store, "page a", observed={"fact": "1"})
        kept(store, "page b", observed={"fact": "1"})
        kept(store, "page a", observed={"fact": "2"})
        store.forget(["page b"])
        last = store.trace("page a")
    with Store(path) as store:
        assert store.traces() == {"page a": last}
        assert store.sound()


@pytest.mark.parametrize("row", [1, 2, 3, 4])
def test_a_store_that_lost_a_row_of_traces_is_not_sound_until_all_was_looked_at(path, row):
    with Store(path) as store:
        kept(store, "page a", observed={"fact": "1"})
        kept(store, "page a", observed={"fact": "2"})
        kept(store, "page b")
        store.forget(["page b"])
        store.settle(b"moment")
    sql(path, f"DELETE FROM trace WHERE id = {row}")
    with Store(path) as store:
        assert not store.sound()
        kept(store, "page c")
        assert not store.sound()
    with Store(path) as store:
        assert not store.sound()
        store.settle(b"moment")
        assert store.sound()
    with Store(path) as store:
        assert store.sound()


def test_an_earlier_trace_that_comes_back_is_taken_for_nothing_but_what_it_still_holds_of(bench):
    bench.run(*plan())
    bench.words["rain"] = "DRIZZLE"
    bench.run(*plan(), doubt={"Word": frozenset({'["Word","rain"]'})})
    sql(bench.db, "DELETE FROM trace WHERE id = (SELECT max(id) FROM trace)")
    bench.words["sun"] = "MOON"
    bench.run(*plan(), doubt={})  # who says so knows of no row that was lost
    assert bench.text("sun.txt") == "moon"
    assert_mends(bench)


def test_small_rows_of_traces_are_put_together_and_say_the_same(path):
    with Store(path) as store:
        for number in range(segments.MANY + 10):
            kept(store, f"page {number % 40}", observed={"fact": f"{number}"})
        store.forget(["page 7"])
        before = dict(store.traces())
        assert rows(path, "trace") == segments.MANY + 11
        store.settle(b"moment")
        assert rows(path, "trace") == 1
    with Store(path) as store:
        assert store.traces() == before
        assert store.sound()
        kept(store, "page 7")
    with Store(path) as store:
        assert store.traces().keys() == {*before, "page 7"}
        assert store.sound()


def test_traces_that_were_replaced_go_once_they_are_most(path, monkeypatch):
    monkeypatch.setattr(segments, "SPARE", 5)
    monkeypatch.setattr(segments, "FULL", 3)
    with Store(path) as store:
        for number in range(9):
            traces = {f"page {each}": Trace(stamp=f"{number}") for each in range(4)}
            store.keep_traces(traces)
        assert rows(path, "trace") == 9
        store.settle(b"moment")
        assert rows(path, "trace") == 2
    with Store(path) as store:
        assert store.traces() == traces
        assert store.sound()


def test_nothing_is_put_together_over_what_another_build_kept_meanwhile(path):
    with Store(path) as one, Store(path) as other:
        for number in range(segments.MANY + 10):
            kept(one, "page a", observed={"fact": f"{number}"})
        kept(other, "page a", observed={"fact": "other"})
        one.settle(b"moment")
    with Store(path) as store:
        assert store.traces() == {"page a": other.trace("page a")}
        assert store.sound()


def test_a_full_segment_is_read_from_where_it_lies_and_says_what_a_store_opened_anew_says(path):
    ledger, made = Ledger(), []
    for number in range(segments.FULL):
        data = {"lower": digest.encode(f"word {number}")} if number % 3 else {}
        marks = {name: digest.of_bytes(value) for name, value in data.items()}
        file = File(f"{number}.txt", "0" * 64, 4, 1, 2)
        observed = ledger.take(seen({f'["Word","{number}"]': "1", '["Word","all"]': "2"}))
        made.append((f"page {number}", Trace(stamp="tools", products=marks, files=(file,)), observed, data))

    def told(store):
        numbers = store.trace("page 7").numbers
        return (
            store.traces(),
            list(map(store.files, store.keys())),
            store.marks("lower"),
            {store.observations().get(number) for number in numbers},
            [number in store.observations() for number in (*numbers, 7)],
            store.product("page 7", "lower"),
            len(store.observations()),
        )

    with Store(path) as store:
        store.keep(made, news=ledger.news())
        store.settle(b"state")
        at_once = told(store)
        kept(store, "page 7", observed={'["Word","7"]': "3"}, products={"lower": "other"})
        with Store(path) as other:
            assert told(store) == told(other)
        store.forget(["page 8"])
        assert store.trace("page 8") is None
        assert store.mark("page 8", "lower") == ""
    assert at_once[3] == {('["Word","7"]', "1"), ('["Word","all"]', "2")}
    assert at_once[4] == [True, True, False]


def test_segments_that_were_full_are_put_together_with_what_replaced_them(path):
    with Store(path) as store:
        many = [(f"page {number}", Trace(stamp="tools"), b"", {}) for number in range(segments.FULL)]
        for turn in range(3 + segments.SPARE // segments.FULL):
            store.keep(
                [(key, msgspec.structs.replace(trace, stamp=f"tools {turn}"), *rest) for key, trace, *rest in many]
            )
        store.settle(b"state")
        assert rows(path, "trace") == 1
        now = store.traces()
    with Store(path) as store:
        assert store.traces() == now
        assert {trace.stamp for trace in now.values()} == {f"tools {turn}"}


@pytest.mark.parametrize("many", [0, 2, 250_000])
@given(
    st.lists(st.lists(st.tuples(st.sampled_from([0, 1, 2**51, 2**51 + 1, 2**63 - 1, -1]), st.integers(0, 2**32 - 1))))
)
def test_numbers_are_known_with_the_check_that_came_first(many, batches):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("generator.build.numbers.MANY", many)
        numbers, first = Numbers(), {}
        for pairs in batches:
            new = []
            for number, check in pairs:
                new.append(number not in first)
                first.setdefault(number, check)
            assert list(numbers.add(iter(pairs))) == new
    assert {number: numbers.check(number) for number in first} == first
    assert (len(numbers), numbers.sum(), 5 in numbers) == (len(first), sum(first), False)
