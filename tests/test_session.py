import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sites import CONFIG, Paper

from generator.link import phrases
from generator.pipeline import session as session_module
from generator.pipeline.linking import word_lists
from generator.pipeline.session import Newer, Session

RAIN = (
    "---\ntitle: Rain\npublished: 2020-03-01\nsection: Weather\ntags: [wet]\n---\nAda Lind watched it rain on Brisk.\n"
)
SNOW = RAIN.replace("Rain", "Snow").replace("03-01", "03-02").replace("rain", "snow")
ADA = "---\nname: Ada Lind\ntype: person\n---\nShe keeps the gauge.\n"
FILES = {
    "tearsheet.toml": CONFIG,
    "content/articles/rain.md": RAIN,
    "content/articles/snow.md": SNOW,
    "content/entities/ada-lind.md": ADA,
    "content/pages/about.md": "---\ntitle: About us\n---\nWe write it down.\n",
}


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path)
    made.write(FILES)
    return made


@pytest.fixture
def session():
    made = Session()
    yield made
    made.close()


def printed(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".manifest"
    }


def clean(paper, tmp_path_factory):
    aside = tmp_path_factory.mktemp("clean")
    paper.build(output=aside / "site", state=aside / "state")
    return printed(aside / "site")


def glance(session, paper, *names, pages=()):
    return session.glance(paper.job(), [(paper.root / name).absolute() for name in names], pages=pages)


def test_a_save_prints_the_page_of_what_was_saved_and_nothing_else(paper, session):
    session.build(paper.job())
    paper.edit("content/articles/rain.md", "watched it", "heard it")

    made = glance(session, paper, "content/articles/rain.md")

    assert made.written == ("articles/rain/index.html",)
    assert made.made == 4  # its conversion, its recognition, its body, its page
    assert b"heard it" in (paper.output / "articles/rain/index.html").read_bytes()


def test_a_glance_at_a_file_that_was_only_touched_makes_nothing(paper, session):
    session.build(paper.job())
    (paper.root / "content/articles/rain.md").touch()

    made = glance(session, paper, "content/articles/rain.md", "content/articles/.rain.md.swp", "content/4913")

    assert (made.made, made.files, made.written) == (0, 0, ())
    assert session.whole


def test_the_page_that_is_looked_at_follows_a_title_at_once(paper, session):
    session.build(paper.job())
    paper.edit("content/articles/rain.md", "title: Rain", "title: Drizzle")

    made = glance(session, paper, "content/articles/rain.md", pages=["/", "/articles/snow/"])

    assert "index.html" in made.written
    assert b"Drizzle" in (paper.output / "index.html").read_bytes()


@pytest.mark.parametrize(
    "edit",
    [
        {"content/articles/hail.md": RAIN.replace("Rain", "Hail")},
        {"content/articles/rain.md": None},
        {"content/articles/rain.md": RAIN.replace("title:", "slug: wet\ntitle:")},
        {"content/articles/rain.md": RAIN.replace("title:", "status: draft\ntitle:")},
        {"content/entities/ada-lind.md": ADA.replace("name: Ada Lind", "name: Ada Lund")},
        {"tearsheet.toml": CONFIG.replace("Ledger", "Post")},
        {"content/entities/_decisions.yml": "[]\n"},
        {"templates/article.html": "{{ article.title }}"},
    ],
)
def test_what_stirs_more_than_a_page_is_left_to_a_whole_build(paper, session, edit):
    session.build(paper.job())
    paper.write(edit)

    assert glance(session, paper, *edit) is None


def test_a_sidecar_is_a_save_of_its_article(paper, session):
    session.build(paper.job())
    paper.write({"content/articles/rain.md.yml": "subtitle: All of it\n"})

    made = glance(session, paper, "content/articles/rain.md.yml")

    assert made.written == ("articles/rain/index.html",)


def test_a_broken_file_is_told_with_the_next_glance_and_forgotten_once_mended(paper, session):
    session.build(paper.job())
    good = (paper.output / "articles/rain/index.html").read_bytes()
    paper.write({"content/articles/rain.md": RAIN.replace("title: Rain", "title: [Rain")})

    broken = glance(session, paper, "content/articles/rain.md")
    paper.write({"content/articles/snow.md": SNOW + "More.\n"})
    other = glance(session, paper, "content/articles/snow.md")
    assert [note.where.path for note in broken.notes if note.severity == "error"] == ["content/articles/rain.md"]
    assert [note.where.path for note in other.notes if note.severity == "error"] == ["content/articles/rain.md"]
    assert (paper.output / "articles/rain/index.html").read_bytes() == good

    paper.write({"content/articles/rain.md": RAIN})
    mended = glance(session, paper, "content/articles/rain.md")
    assert not [note for note in mended.notes if note.severity == "error"]


def test_a_build_that_is_overtaken_is_taken_up_where_it_stood(paper, session, tmp_path_factory):
    asked = []

    def pause():
        asked.append(True)
        if session.ready and len(asked) > 60:
            raise Newer

    with pytest.raises(Newer):
        session.build(msgspec.structs.replace(paper.job(), pause=pause))
    assert not session.whole

    report = session.build(paper.job())

    assert report.outcome.kept
    assert printed(paper.output) == clean(paper, tmp_path_factory)


def test_pages_that_are_looked_at_are_printed_and_told_of_before_the_others(paper, session):
    told = []
    session.build(
        paper.job(),
        ahead=["/articles/snow/"],
        shown=lambda written: told.append((written, (paper.output / "articles/rain/index.html").exists())),
    )

    assert told == [(("articles/snow/index.html",), False)]


def test_a_build_of_another_process_is_seen(paper, session, tmp_path_factory):
    session.build(paper.job())
    paper.edit("content/articles/rain.md", "watched it", "heard it")
    paper.build()
    paper.edit("content/articles/rain.md", "heard it", "smelt it")

    glance(session, paper, "content/articles/rain.md")
    session.build(paper.job())

    assert printed(paper.output) == clean(paper, tmp_path_factory)


WORDS = st.sampled_from(["Ada Lind", "Brisk", "Snow", "a [link](snow.md)", "## More", "Bo Quist of Calder Water"])
EDITS = st.one_of(
    st.tuples(st.just("body"), st.sampled_from(["rain", "snow"]), WORDS),
    st.tuples(st.just("title"), st.sampled_from(["rain", "snow"]), WORDS),
    st.tuples(st.just("exclude"), st.sampled_from(["rain", "snow"]), st.just("ada-lind")),
    st.tuples(st.just("profile"), st.just("ada-lind"), WORDS),
    st.tuples(st.just("build"), st.just(""), st.just("")),
)


def apply(paper, kind, name, said):
    folder = "entities" if kind == "profile" else "articles"
    path = f"content/{folder}/{name}.md"
    file = paper.root / path
    match kind:
        case "body" | "profile":
            paper.write({path: f"{file.read_text()}\n{said} came by.\n"})
        case "title":
            lines = file.read_text().split("\n")
            paper.write({path: "\n".join([lines[0], f"title: {said.strip('#[] ')!r}", *lines[2:]])})
        case "exclude":
            path = f"{path}.yml"
            paper.write({path: f"entities: {{exclude: [{said}]}}\n"})
    return path


@settings(max_examples=4, deadline=None)
@given(edits=st.lists(EDITS, min_size=1, max_size=5))
def test_after_any_saves_the_folder_is_what_a_clean_build_would_print(edits, tmp_path_factory):
    paper = Paper(tmp_path_factory.mktemp("paper"))
    paper.write(FILES)
    session = Session()
    try:
        session.build(paper.job())
        for kind, name, said in edits:
            if kind == "build":
                session.build(paper.job())
            else:
                glance(session, paper, apply(paper, kind, name, said), pages=["/", "/entities/ada-lind/"])
        session.build(paper.job())
    finally:
        session.close()

    assert printed(paper.output) == clean(paper, tmp_path_factory)


def test_what_was_learned_for_speed_alone_is_forgotten_from_time_to_time(paper, session, monkeypatch):
    """Each text brings words that no other has, and a desk is open for days."""
    monkeypatch.setattr(session_module, "OFTEN", 2)
    session.build(paper.job())
    readers = []
    for word in ("poured", "hailed", "thawed"):
        paper.write({"content/articles/rain.md": RAIN.replace("watched it rain", f"said it {word}")})
        assert session.glance(paper.job(), [paper.root / "content/articles/rain.md"], pages=())
        readers.append(phrases.reader(word_lists()))

    assert readers[0] is not readers[1]
    assert readers[1] is readers[2]


def test_pages_that_are_printed_first_leave_the_others_to_be_printed(paper, session, tmp_path_factory):
    session.build(paper.job())
    paper.write({"content/articles/rain.md": f"{RAIN}\nIt stopped at noon.\n"})
    report = session.build(paper.job(), ahead=["/articles/snow/"])
    assert report.written == ["articles/rain/index.html"]
    assert printed(paper.output) == clean(paper, tmp_path_factory)
