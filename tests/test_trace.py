from collections import Counter

import msgspec
import pytest
from kernel import Word, says

from generator.build.observations import TAKEN, Observations, kind_of
from generator.build.task import Answer, World
from generator.build.trace import (
    FAILED,
    FIRST,
    LOST,
    MOST_REASONS,
    MOVED,
    TOOLS,
    TOUCHED,
    Changes,
    File,
    Trace,
    reasons,
)
from generator.errors import ContentError, Note

FILE = File("a.txt", "0" * 64, 4, 1, 1)
PRINTED = Trace(stamp="tools", observed=(1, 2), files=(FILE,), products={"lower": "abc"})


class Remembered(Observations):
    """Observations by numbers of our choice."""

    def __init__(self, pairs):
        super().__init__(lambda _: None)
        self._held = dict.fromkeys(pairs, 0)
        self._pairs = dict(pairs)
        for number, (key, _) in pairs.items():
            self._kinds[kind_of(key)].append(number)


@pytest.fixture
def world():
    return {"rain": "RAIN", "sun": "SUN"}


def changes(world, seen=None):
    made = World({Word: Answer(lambda fact: world[fact.name])})
    then = World({Word: Answer(lambda fact: {"rain": "RAIN", "sun": "SUN"}.get(fact.name))})
    facts = {1: Word("rain"), 2: Word("sun")}
    remembered = {number: (fact.key(), then.digest(fact)) for number, fact in facts.items()}
    if seen is not None:
        made.digest = lambda fact: seen.update([fact.name]) or then.digest(fact)
    return Changes(made, Remembered(remembered))


def why(world, trace=PRINTED, *, task=None, intact=True, stored=True):
    return reasons(
        task or says("a", "rain", "sun"),
        trace=trace,
        stamp="tools",
        changes=changes(world),
        intact=lambda _: intact,
        stored=lambda _key, _name: stored,
    )


def test_what_still_stands_needs_no_reason(world):
    assert why(world) == ()


def test_what_was_never_made_has_one_reason(world):
    assert why(world, None) == (FIRST,)


def test_a_failure_is_reason_enough_whatever_else_changed(world):
    world["rain"] = "HAIL"
    failed = msgspec.structs.replace(PRINTED, error=Note(severity="error", what="broke"))
    assert why(world, failed, intact=False) == (FAILED,)


def test_other_tools_are_reason_enough_whatever_else_changed(world):
    world["rain"] = "HAIL"
    assert why(world, msgspec.structs.replace(PRINTED, stamp="older tools")) == (TOOLS,)


def test_every_fact_that_changed_is_a_reason(world):
    world |= {"rain": "HAIL", "sun": "MOON"}
    assert why(world) == ("the word `rain` changed", "the word `sun` changed")


def test_what_cannot_be_asked_any_more_is_a_reason(world):
    del world["rain"]
    assert why(world) == ("the word `rain` cannot be had",)


def test_a_fact_that_cannot_be_read_is_a_reason(world):
    def unreadable(fact):
        raise ContentError("cannot be read")

    broken = Changes(World({Word: Answer(unreadable)}), Remembered({1: (Word("rain").key(), "x")}))
    assert broken.of((1,)) == ["the word `rain` cannot be had"]


def test_an_observation_that_the_store_forgot_is_a_reason(world):
    assert changes(world).of((1, 99)) == [LOST]


@pytest.mark.parametrize("key", ["", "no JSON", "[]", "[1]", '["Word"]', '["Word","a","b"]', '["Nobody","a"]', "{}"])
def test_a_key_that_means_nothing_is_a_reason_and_no_fault(world, key):
    damaged = Changes(World({Word: Answer(lambda fact: world[fact.name])}), Remembered({1: (key, "x")}))
    assert damaged.of((1,)) == [f"{key} is asked no more"]


def test_reasons_beyond_eight_are_counted():
    names = [f"w{number:02}" for number in range(MOST_REASONS + 3)]
    remembered = {number: (Word(name).key(), "then") for number, name in enumerate(names)}
    many = Changes(World({Word: Answer(lambda _: "now")}), Remembered(remembered))
    told = reasons(
        says("a"),
        trace=msgspec.structs.replace(PRINTED, observed=tuple(remembered)),
        stamp="tools",
        changes=many,
        intact=lambda _: True,
        stored=lambda _key, _name: True,
    )
    assert told == (*(f"the word `{name}` changed" for name in names[:MOST_REASONS]), "and 3 more facts changed")


def test_each_observation_is_judged_once_however_many_tasks_made_it(world):
    seen = Counter()
    judged = changes(world, seen)
    assert [judged.of((1, 2)), judged.of((2, 1))] == [[], []]
    assert seen == {"rain": 1, "sun": 1}


def test_what_must_last_is_looked_at_only_where_no_fact_changed(world):
    assert why(world, intact=False) == (TOUCHED,)
    assert why(world, stored=False) == (LOST,)
    moved = msgspec.structs.replace(says("a", "rain", "sun"), outputs=("b.txt",))
    assert why(world, task=moved) == (MOVED,)
    assert why(world, task=moved, intact=False, stored=False) == (MOVED, LOST, TOUCHED)


def test_an_observation_whose_number_another_has_never_holds_though_all_are_known(world):
    made = Changes(changes(world)._world, Remembered({}), doubt={}, whole=True)
    assert made.of((TAKEN,)) == [LOST]
    assert made.of((1, 2)) == []
