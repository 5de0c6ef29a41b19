"""The edit of texts alone: nothing is linked for it, and what comes of it is what comes of doing everything."""

import hashlib
import sqlite3
from collections.abc import Mapping

import msgspec
import pytest
from sites import CONFIG, Paper, entity, story
from test_killed import killed_at
from test_theorem import opening

from generator.build.store import Store
from generator.config import STATE
from generator.pipeline import examine as examining
from generator.pipeline import publish, recalled, settled
from generator.pipeline.examine import examine
from generator.pipeline.memory import output_name
from generator.pipeline.recalled import Reader
from generator.pipeline.session import Session

WORDS = "It rained on the quay, and nobody who had to stay there for the night minded that very much at all."
WIRE = " ".join(f"The {n} boat and her crew saw the tide turn for the last time on day {n}." for n in range(12))


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path / "paper")
    made.write(
        {
            "tearsheet.toml": CONFIG + "compress = true\ntwins = true\n[feeds]\nfull_text = true\n",
            "content/entities/ada-lind.md": entity("Ada Lind", summary="Known on the quay."),
            "content/pages/about.md": story("About", "## Who\n\nWe are.", "See [a story](../articles/s1.md)."),
            "content/wire/ferry.txt": f"Share this story\nFerry aground\n\n{WORDS}\n\n{WORDS} Nobody was hurt.\n",
            "content/articles/wire.md": story("Wire", WIRE, published="2020-01-01"),
        }
    )
    for n in range(6):
        front = {"published": f"2020-01-0{n + 1}" if n else None, "section": "City", "tags": ["ships"]}
        front = {key: value for key, value in front.items() if value}
        made.write(
            {f"content/articles/s{n}.md": story(f"Story {n}", WORDS, f"Ada Lind and Bo Berg met {n} times.", **front)}
        )
    made.build()
    examine(made.job())
    return made


@pytest.fixture
def unlinked(monkeypatch):
    """Fail where a site is linked."""
    for module in (publish, examining):
        monkeypatch.setattr(module, "link", lambda *_, **__: pytest.fail("the site is linked"))
    return monkeypatch


def found(paper, **options):
    """Return what a check says."""
    said = examine(paper.job(**options))
    return sorted(map(repr, said.notes)), said.moved


EDITS = {
    "content/articles/s1.md": ("met 1 times", "met [here](nowhere.md), on the long quay"),
    "content/articles/s0.md": ("met 0 times", "met\n\n## On a quay\n\nA [word](#on-a-quay)"),
    "content/articles/s4.md": ("met 4 times.", "met.\n\nThat was all.\n\n#### Odd\n\n[So](/articles/s0/#on-a-quay)."),
    "content/articles/s3.md": ("Ada Lind and Bo Berg met 3", "It hailed.\n\nOn that day Ada Lind and Bo Berg met 3"),
    "content/pages/about.md": ("We are.", "We are many, and [this](/articles/s0/#gone) is not there."),
    "content/entities/ada-lind.md": ("Who Ada", "This is who Ada"),
    "content/articles/s5.md": ("met 5 times", "met, and [s1](s1.md) tells more"),
}


def test_for_other_texts_no_site_is_linked(paper, unlinked, tmp_path):
    for path, (old, new) in EDITS.items():
        paper.edit(path, old, new)
        report = paper.build()
        assert report.errors == ()
        assert "page /articles/s2/" not in report.outcome.made
        assert report.outcome.kept + len(report.outcome.made) == paper.build().outcome.kept
        assert examine(paper.job()).looked <= 4
    notes, checked = paper.build().notes, found(paper)
    unlinked.undo()
    assert paper.tree() == paper.clean(tmp_path / "aside")
    assert checked == found(paper, state=tmp_path / "anew")
    assert sorted(map(repr, notes)) == sorted(map(repr, paper.build(output=tmp_path / "o", state=tmp_path / "s").notes))


def test_for_several_texts_at_once_checked_and_not_built_no_site_is_linked(paper, unlinked, tmp_path):
    for path, (old, new) in EDITS.items():
        paper.edit(path, old, new)
        assert examine(paper.job()).looked <= 4
    assert paper.build().written
    for path, (old, new) in EDITS.items():
        paper.edit(path, new, old)
    assert paper.build().written
    checked = found(paper)
    unlinked.undo()
    assert paper.tree() == paper.clean(tmp_path / "aside")
    assert checked == found(paper, state=tmp_path / "anew")


def test_what_a_first_check_made_of_a_text_is_printed_with_the_next_one(paper, unlinked, tmp_path):
    unlinked.undo()
    (paper.root / STATE / examining.CHECKS).unlink()
    paper.edit("content/pages/about.md", *EDITS["content/pages/about.md"])
    examine(paper.job())
    unlinked.setattr(publish, "link", lambda *_, **__: pytest.fail("the site is linked"))
    paper.edit("content/articles/s2.md", "met 2 times", "met on the long quay")
    assert "page /about/" in paper.build().outcome.made
    unlinked.undo()
    assert paper.tree() == paper.clean(tmp_path / "aside")


def test_what_serve_made_of_a_save_is_seen_by_the_build_of_another_text(paper, tmp_path):
    was = (paper.root / "content/articles/s3.md").read_text()
    session = Session()
    try:
        session.build(paper.job())
        paper.edit("content/articles/s3.md", "met 3 times", "met on the pier")
        assert session.glance(paper.job(), [paper.root / "content/articles/s3.md"], pages=["/articles/s3/"])
    finally:
        session.close()
    (paper.root / "content/articles/s3.md").write_text(was)
    paper.edit("content/articles/s1.md", "met 1 times", "met on the long quay")
    paper.build()
    assert paper.tree() == paper.clean(tmp_path / "aside")


def test_a_capture_that_comes_to_be_the_one_that_an_article_names_is_replaced(paper, tmp_path):
    words = f"Share this story\nFerry aground\n\n{WORDS}\n\n{WORDS} Somebody was hurt.\n"
    hop = {"role": "capture", "sha256": hashlib.sha256(words.encode()).hexdigest()}
    paper.write({"content/articles/s9.md": story("Ferry", WORDS, provenance=[hop], licence={"status": "own"})})
    paper.build()
    assert paper.has("/articles/ferry/")
    paper.write({"content/wire/ferry.txt": words})
    paper.build()
    assert not paper.has("/articles/ferry/")
    assert paper.tree() == paper.clean(tmp_path / "aside")


def test_a_sidecar_is_read_with_its_capture(paper, monkeypatch, tmp_path):
    paper.write({"content/wire/ferry.txt.yml": "title: The ferry\n"})
    paper.build()
    monkeypatch.setattr(publish, "link", lambda *_, **__: pytest.fail("the site is linked"))
    paper.write({"content/wire/ferry.txt.yml": "title: The ferry  # that of the evening\n"})
    assert list(paper.build().outcome.made) == ["convert wire/ferry.txt"]
    monkeypatch.undo()
    paper.write({"content/wire/ferry.txt.yml": "title: The boat\n"})
    paper.build()
    assert paper.tree() == paper.clean(tmp_path / "aside")


MORE = {
    "a title": ("content/articles/s2.md", "Story 2", "Another story"),
    "what a card shows": ("content/articles/s2.md", "It rained on", "It poured on"),
    "a name more": ("content/articles/s2.md", "met 2 times", "met Cyd Holm in Lisbon"),
    "a name less": ("content/articles/s2.md", "Ada Lind and Bo Berg", "Bo Berg"),
    "what is stated of somebody": ("content/articles/s2.md", "Ada Lind and", "Ada Lind, CEO of Apple, and"),
    "the same as another tells": ("content/articles/s2.md", "met 2 times.", f"met.\n\n{WIRE}"),
    "an entry's name": ("content/entities/ada-lind.md", 'name: "Ada Lind"', 'name: "Bo Berg"'),
    "a setting": ("tearsheet.toml", "page_size = 2", "page_size = 3"),
    "an error": ("content/articles/s2.md", "title:", "title: ["),
}


@pytest.mark.parametrize("more", MORE)
def test_where_more_than_a_text_is_other_all_of_it_is_done(paper, tmp_path, more):
    paper.edit(*MORE[more])
    paper.edit("content/articles/s1.md", "met 1 times", "met on the quay")
    paper.build()
    paper.edit("content/articles/s1.md", "on the quay.", "on the long quay.")
    report = paper.build()
    if more == "an error":
        assert [note.where.path for note in report.errors] == ["content/articles/s2.md"]
        assert "long quay" in paper.page("/articles/s1/")
        paper.edit("content/articles/s2.md", "title: [", "title:")
        paper.build()
    assert paper.tree() == paper.clean(tmp_path / "aside")
    assert found(paper) == found(paper, state=tmp_path / "anew")
    assert paper.build().outcome.made == {}


def test_a_picture_of_a_site_that_is_damaged_is_not_looked_at(paper, tmp_path):
    store = paper.root / STATE / f"{output_name(paper.root, paper.output)}.db"
    for data in (b"\xff" * 9, None):
        with sqlite3.connect(store) as db:
            if data is None:
                db.execute("DELETE FROM settled WHERE part = 'aside'")
            else:
                db.execute("UPDATE settled SET data = ? WHERE part = 'aside'", (data,))
        db.close()
        paper.edit("content/articles/s1.md", "met", "met, and met")
        assert paper.build().errors == ()
        assert paper.tree() == paper.clean(tmp_path / "aside")
    assert paper.build().outcome.made == {}


def test_a_picture_of_another_site_is_not_looked_at(paper, tmp_path):
    store = paper.root / STATE / f"{output_name(paper.root, paper.output)}.db"
    with Store(store) as held:
        state, old = settled.known(held, settled.PrintState)[0], held.aside()
    paper.edit("content/articles/s2.md", "City", "Port")
    paper.build()
    with Store(store) as held:
        now = settled.known(held, settled.PrintState)[0]
        settled.settle(held, now, old)
    assert now.image != state.image
    paper.edit("content/articles/s3.md", "met", "met, and met")
    paper.build()
    assert paper.tree() == paper.clean(tmp_path / "aside")


@pytest.mark.parametrize("step", [1, 3, 8])
def test_a_build_of_a_text_that_is_killed_is_finished_by_the_next(paper, tmp_path, step):
    paper.edit("content/articles/s1.md", "met 1 times", "met on the long quay")
    killed_at(step, paper.build)
    paper.edit("content/articles/s3.md", "met 3 times", "met on the short quay")
    killed_at(step, paper.build)
    paper.edit("content/articles/s1.md", "met on the long quay", "met 1 times")
    assert paper.build().errors == ()
    assert paper.tree() == paper.clean(tmp_path / "aside")
    assert found(paper) == found(paper, state=tmp_path / "anew")


def test_the_site_that_is_recalled_is_the_one_that_was_linked(tmp_path):
    desk = opening(Paper(tmp_path / "paper"))
    desk.config["plugins"] = "[]"
    desk.configure()
    desk.paper.edit("content/articles/story-3.md", "title:", "translations: {fr: articles/story-4}\ntitle:")
    desk.paper.edit("content/articles/story-2.md", "title:", "status: withdrawn\ntitle:")
    desk.register("ada-lind")
    desk.paper.write({"content/entities/lind.md": entity("Ada Lind", "organisation")})
    job = desk.paper.job(drafts=True)
    site = desk.build(drafts=True).site
    with (
        Store(job.root / STATE / f"{output_name(job.root, job.output)}.db") as printed,
        Store(job.root / STATE / "sources.db") as read,
    ):
        state = settled.known(printed, settled.PrintState)[0]
        image = recalled.image(printed.aside(), state.image)
        reader = Reader(state.said.heads, read)
        made = recalled.site(image, reader, config=site.config, store=read, theme=site.theme)
        for name in msgspec.structs.fields(site):
            mine, other = getattr(made, name.name), getattr(site, name.name)
            if isinstance(other, Mapping):
                assert list(mine) == list(other), name.name
                mine, other = dict(mine), dict(other)
            assert mine == other, name.name
    assert set(state.snapshot.shifted)
