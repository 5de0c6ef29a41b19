from array import array

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.link import related, versions
from generator.model import Found

NAMES = [f"who-{number}" for number in range(12)]


def found(**saliences):
    return tuple(Found(key=key, name=key, type="person", salience=value) for key, value in saliences.items())


def answers(who, *, dated=None, both=False):
    order = list(who)
    index = related.index(order, who, dated=len(order) if dated is None else dated)
    return {key: related.relate(index, key, who, both=both) for key in order}


def articles(items):
    return [item.article for item in items]


archives = st.lists(
    st.dictionaries(st.sampled_from(NAMES), st.integers(5, 100).map(lambda value: value / 100), max_size=6),
    min_size=2,
    max_size=30,
)


@given(archives)
def test_the_newest_article_changes_the_answer_of_no_older_one(archive):
    who = {f"a{number:02}": found(**saliences) for number, saliences in enumerate(archive)}
    *older, _newest = who
    before = answers({key: who[key] for key in older})
    after = answers(who)
    assert {key: after[key] for key in older} == before


@given(archives)
def test_what_is_related_is_older_and_shares_what_it_is_said_to(archive):
    who = {f"a{number:02}": found(**saliences) for number, saliences in enumerate(archive)}
    for key, items in answers(who).items():
        assert len(items) <= related.MOST
        for item in items:
            assert item.article < key
            assert item.shared
            assert set(item.shared) <= {one.key for one in who[key]} & {one.key for one in who[item.article]}


@given(archives)
def test_an_article_without_a_date_is_never_related_to_one_with_a_date(archive):
    who = {f"a{number:02}": found(**saliences) for number, saliences in enumerate(archive)}
    dated = len(who) // 2
    order = list(who)
    for key in order[:dated]:
        assert not set(articles(answers(who, dated=dated)[key])) & set(order[dated:])


def test_a_rare_entity_counts_more_than_one_that_everyone_names():
    who = {f"c{number}": found(china=0.8) for number in range(40)}
    who |= {"rare": found(china=0.2, ada=0.8), "both": found(china=0.8, ada=0.8)}
    best = answers(who)["both"]
    assert best[0].article == "rare"
    assert best[0].shared == ("ada", "china")
    assert best[1].shared == ("china",)


def test_of_equals_the_newer_comes_first():
    who = {f"a{number}": found(ada=0.8) for number in range(9)}
    assert articles(answers(who)["a8"]) == ["a7", "a6", "a5", "a4", "a3"]


def test_an_article_without_a_date_keeps_the_oldest_when_a_new_one_comes():
    dated = {f"a{number}": found(ada=0.8) for number in range(8)}
    new = {**dated, "a8": found(ada=0.8)}
    never = {"never": found(ada=0.8)}
    assert articles(answers({**dated, **never}, dated=8)["never"]) == ["a0", "a1", "a2", "a3", "a4"]
    assert answers({**new, **never}, dated=9)["never"] == answers({**dated, **never}, dated=8)["never"]


def test_both_ways_an_article_is_related_to_newer_ones_too():
    who = {"old": found(ada=0.9), "new": found(ada=0.9)}
    assert articles(answers(who)["old"]) == []
    assert articles(answers(who, both=True)["old"]) == ["new"]


def test_a_name_in_passing_relates_nothing():
    who = {"old": found(ada=0.09), "new": found(ada=1.0)}
    assert answers(who)["new"] == ()


def test_of_several_versions_of_a_story_one_is_related_and_of_its_own_none():
    who = {"wire": found(ada=0.8), "copy": found(ada=0.8), "other": found(ada=0.5), "mine": found(ada=0.8)}
    index = related.index(list(who), who, dated=4)
    assert articles(related.relate(index, "mine", who, story=[0, 0, 2, 3])) == ["copy", "other"]
    assert articles(related.relate(index, "mine", who, story=[0, 0, 2, 0])) == ["other"]


STORY = (
    "The harbour board met on the quay for the first time since the winter and said that all the cranes were out of "
    "use. Its chair told the crew that not one ship had put in for ten days and that the ice was now as thick as a man "
    "is tall. She had asked the town for aid but had yet to hear how much it was able to pay. The mayor said the city "
    "had its own bills and was not going to pay for the port. Two men who own the tugs said they may sell the lot. "
)
OTHER = (
    "A film shot on the island will open the festival in May, and the crew are due to fly in for the gala. The man who "
    "wrote it was a cook in the inn by the sea and had not set out to be an actor at all. His son, who is six, has a "
    "part. The two sang for the guests at the end of the day. All the seats had been sold by ten in the morning. "
)


def told(*texts):
    sketches = {str(number): versions.sketch(text) for number, text in enumerate(texts)}
    oldest = versions.told(sketches, sketches.__getitem__).stories()
    return [int(oldest.get(key, key)) for key in sketches]


def test_a_copy_an_update_and_a_cut_are_versions_of_one_story():
    copy = STORY.replace("ten days", "eleven days").replace("The mayor", "MAYOR Storm")
    update = (
        f"{STORY}\n\nOn Friday the board said that it had got a loan and that the cranes may be up by the end of June."
    )
    cut = STORY[: len(STORY) // 2]
    assert told(STORY, OTHER, copy, update, cut) == [0, 1, 0, 0, 0]


def test_two_stories_that_share_a_sentence_are_no_versions_of_one():
    shared = "The harbour board met on the quay for the first time since the winter."
    assert told(f"{STORY}", f"{OTHER} {shared}") == [0, 1]


def test_boilerplate_at_the_end_of_many_stories_makes_them_no_versions():
    foot = "Read the rest in the paper, out now for one euro and ten cents at all the shops in the old town."
    texts = [
        " ".join(f"The {word}{number} and the {word}{number + 1} did not see who had {word}." for word in WORDS)
        for number in range(40)
    ]
    assert told(*(f"{text} {foot}" for text in texts)) == list(range(40))


WORDS = ["crane", "barge", "ferry", "pilot", "gale", "winch", "cargo", "buoy", "lamp", "reef", "shoal", "tide"]


def test_a_text_in_a_script_without_spaces_has_versions_too():
    port = "港口委员会周一在码头开会并表示所有起重机都已停用冰层现在和人一样高市长说城市有自己的账单要付"
    film = "电影将在五月的电影节上开幕剧组将飞来参加晚会写这部电影的人曾是海边旅馆的厨师他的儿子今年六岁"
    assert told(port, film, f"{port}完") == [0, 1, 0]


def test_a_text_of_a_few_words_is_a_version_of_nothing():
    assert told("Ferry late.", "Ferry late.", "", "") == [0, 1, 2, 3]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # what it sets is the same for all
@given(st.data())
def test_what_versions_there_are_after_an_edit_is_found_as_if_all_were_looked_at(monkeypatch, data):
    # Sketches over few hashes, so that most texts share some; 16 sequences and more count.
    sketch = st.lists(st.integers(1, 40), min_size=4, max_size=24, unique=True).map(
        lambda marks: array("I", [len(marks) + 8, *sorted(marks)]).tobytes()
    )
    texts = data.draw(st.dictionaries(st.integers(0, 30).map(str), sketch, max_size=20))
    monkeypatch.setattr(versions, "_CROWD", 2)
    before, then = versions.told(texts, texts.__getitem__), dict(texts)
    for key in data.draw(st.lists(st.sampled_from(sorted(texts)), max_size=3, unique=True)) if texts else ():
        if data.draw(st.booleans()):
            texts[key] = data.draw(sketch)
        else:
            del texts[key]
    fresh = data.draw(st.dictionaries(st.integers(31, 40).map(str), sketch, max_size=3))
    looking = data.draw(st.sampled_from([[*texts, *fresh], [*fresh, *texts], [*reversed(texts), *fresh]]))
    texts |= fresh
    asked = []

    def look(key):
        asked.append(key)
        return texts[key]

    changed = {key for key in texts if key in then and texts[key] != then[key]}
    whole = versions.told(looking, texts.__getitem__)
    assert versions.told(looking, look, before=before, changed=changed) == whole
    if not changed and not fresh and texts.keys() == then.keys() and looking == list(texts):
        assert asked == []


def test_a_sketch_is_small_and_does_not_depend_on_marks_or_case():
    assert len(versions.sketch(STORY * 20)) <= 4 * (versions.SIZE + 1)
    assert versions.sketch(STORY) == versions.sketch(STORY.upper().replace(",", " –"))
