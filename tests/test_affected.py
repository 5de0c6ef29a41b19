"""Whom an edit can relate to others: all whom it does, and few."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.link import related
from generator.link.affected import FEW, affected
from generator.model import Found

NAMES = [f"who-{number}" for number in range(4)]


def entities(chance):
    """Return what an article names: few names, so that many share one, and now and then one that it is all about."""
    return tuple(
        Found(key=key, name=key, type="person", salience=chance.choice((0.05, 0.2, 0.2, 0.2, 0.21, 0.9)))
        for key in chance.sample(NAMES, chance.choice((0, 1, 1, 2, 2, 3)))
    )


class Archive:
    """Articles by their date, those without one last."""

    def __init__(self, who, dates):
        self.who, self.dates = who, dates
        self.order = sorted(who, key=lambda key: (dates[key] is None, dates[key] or 0, key))
        self.undated = sum(date is None for date in dates.values())
        self.index = related.index(self.order, who, dated=len(self.order) - self.undated)

    def answers(self):
        return {key: related.relate(self.index, key, self.who) for key in self.order}

    def named(self, name):
        keys = [key for key in self.order if any(item.key == name for item in self.who[key])]
        return keys, sum(self.dates[key] is None for key in keys)


def archive(chance, size, undated):
    who = {f"a{number:03}": entities(chance) for number in range(size)}
    return Archive(who, {key: None if chance.random() < undated else chance.randint(1, 10**6) for key in who})


def edited(chance, before, kinds):
    """Return the archive after edits, and which articles say something else of themselves."""
    who, dates, said = dict(before.who), dict(before.dates), set()
    for number, kind in enumerate(kinds):
        key = f"b{number}" if kind == "add" else chance.choice(sorted(who))
        if kind == "undate" and chance.random() < 0.5:  # of the newest the place in the order stays
            key = max(who, key=lambda each: (dates[each] or 0, each))
        said.add(key)
        if kind == "remove" and len(who) > 1:
            del who[key], dates[key]
            continue
        if kind in ("add", "turn"):
            who[key] = entities(chance)
        if kind in ("add", "move"):
            dates[key] = chance.randint(1, 10**6)
        if kind == "undate":
            dates[key] = None
    return Archive(who, dates), said


def met(before, after, said):
    lasting = before.who.keys() & after.who.keys()
    turned = {key for key in lasting if before.who[key] != after.who[key]}
    named = {name for name in NAMES if before.named(name) != after.named(name)}
    return affected(
        after.index,
        before.order,
        undated=before.undated,
        said=said,
        turned=turned,
        about=lambda keys: named | {item.key for key in keys for item in after.who[key]},
    )


@settings(max_examples=400)
@given(
    st.integers(),
    st.integers(1, 140),
    st.sampled_from((0, 0.05, 0.5, 1)),
    st.lists(st.sampled_from(("add", "remove", "turn", "move", "undate", "say")), min_size=1, max_size=4),
)
def test_whoever_is_related_to_others_after_an_edit_is_among_those_it_can_affect(seed, size, undated, kinds):
    chance = random.Random(seed)
    before = archive(chance, size, undated)
    after, said = edited(chance, before, kinds)
    earlier, later = before.answers(), after.answers()

    assert {key for key in later if later[key] != earlier.get(key)} <= met(before, after, said)


def test_an_article_put_between_others_affects_few_of_them():
    chance = random.Random(1)
    before = archive(chance, 2_000, 0)
    after, said = edited(chance, before, ("add",))

    assert 0 < len(met(before, after, said)) < 250
    assert met(before, before, {"a001"}) == set()


def test_it_is_not_told_who_is_affected_where_much_changed():
    chance = random.Random(2)
    before = archive(chance, 100, 0)
    many, said = edited(chance, before, ("turn",) * 4 * FEW)
    assert met(before, many, said) is None

    turned_over = Archive(before.who, {key: 10**6 - date for key, date in before.dates.items()})
    assert met(before, turned_over, set()) is None
