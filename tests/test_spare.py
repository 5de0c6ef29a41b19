"""What a build holds of a large site while it prints, and that it prints the same for it."""

import gc
from collections import Counter

import pytest
from sites import Paper, entity, story, tree

from generator.build import task, workers
from generator.link.packed import Asked, pack
from generator.model import Article, Found, Outline
from generator.pipeline import answers
from generator.pipeline.publish import publish

ARTICLES = 12
PEOPLE = ("Ada Lind", "Bo Berg", "Cy Holm", "Di Marsh")


@pytest.fixture
def paper(tmp_path):
    paper = Paper(tmp_path / "paper")
    paper.write({"tearsheet.toml": 'title = "The Ledger"\nbase_url = "https://example.org/"\npage_size = 3\n'})
    for number in range(ARTICLES):
        one, other = PEOPLE[number % 3], PEOPLE[number % 4]
        words = [f"{one} sold the boat on day {number}, and {other} was told of it.", f"{one} was CEO of the port."]
        front = {"published": f"2020-01-{number + 1:02}"} if number % 5 else {}
        front |= {"section": "Port", "tags": ["trade"], "translations": {}}
        paper.write({f"content/articles/s{number}.md": story(f"Story {number}", *words, **front)})
    paper.write({f"content/entities/{name.lower().replace(' ', '-')}.md": entity(name) for name in PEOPLE[:2]})
    paper.write({"content/entities/di-marsh.md": entity("Di Marsh", hidden=True)})
    paper.write({"content/entities/cy-holm.md": entity("Cy Holm", merged_into="bo-berg")})
    return paper


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_that_holds_little_prints_what_one_prints_that_holds_all(paper, tmp_path, monkeypatch, jobs):
    paper.build()
    whole = tree(paper.output)
    monkeypatch.setattr(answers, "LARGE", 2)
    monkeypatch.setattr(task, "KEPT", 3)
    monkeypatch.setattr(task, "NUMBERED", 8)
    monkeypatch.setattr(workers, "SMALL", 2)
    monkeypatch.setattr(workers, "BATCH", 2)
    spared = paper.build(output=tmp_path / "spared", state=tmp_path / "state", jobs=jobs)
    assert isinstance(spared.site.found, Asked)
    assert tree(tmp_path / "spared") == whole
    assert paper.build(output=tmp_path / "spared", state=tmp_path / "state").outcome.made == {}


def test_of_a_large_site_no_article_and_no_finding_is_held_while_it_is_printed(paper, monkeypatch):
    monkeypatch.setattr(answers, "LARGE", 2)
    monkeypatch.setattr(task, "KEPT", 2)
    seen = []

    def held():
        return Counter(type(each) for each in gc.get_objects() if isinstance(each, (Article, Found, Outline)))

    gc.collect()  # what other tests left
    before = held()
    publish(paper.job(heard=lambda _: seen.append((held() - before).total())))
    assert seen
    assert max(seen) < ARTICLES


def test_what_is_packed_is_as_it_was():
    values = {"b": ("one", "two"), "a": (), "c": ("æ",)}
    packed = pack(values.items(), tuple[str, ...])
    assert dict(packed) == values
    assert list(packed) == list(values)
    assert (len(packed), "a" in packed, "d" in packed, packed.get("d")) == (3, True, False, None)


def test_who_is_asked_answers_for_its_keys_alone():
    asked = Asked(str.upper, {"a": 0, "b": 1}, known={"b": "other"})
    assert dict(asked) == {"a": "A", "b": "other"}
    with pytest.raises(KeyError):
        asked["c"]
