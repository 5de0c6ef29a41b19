"""What a build need not look at, because nothing of it can have changed; and that it looks at whatever may have."""

import msgspec
import pytest
from sites import CONFIG, NOW, Paper, entity, story, tree
from test_killed import killed_at

from generator import digest
from generator.build.store import Store
from generator.build.task import World
from generator.build.trace import Changes, File
from generator.errors import CollisionError
from generator.pipeline import publish, settled
from generator.pipeline.session import Session

DAY = 24 * 60 * 60


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path / "paper")
    made.write({"tearsheet.toml": CONFIG, "content/entities/ada-lind.md": entity("Ada Lind")})
    for n in range(6):
        text = story(
            f"Story {n}", f"Ada Lind was on the quay {n} times.", published=f"2020-01-0{n + 1}", section="City"
        )
        made.write({f"content/articles/s{n}.md": text})
    made.build()
    return made


@pytest.fixture
def asked(monkeypatch):
    """Return the facts whose answers a build asked about in order to know what is stale."""
    facts = []
    judge = Changes._judge

    def judged(changes, key, mark):
        facts.append(key)
        return judge(changes, key, mark)

    monkeypatch.setattr(Changes, "_judge", judged)
    return facts


def test_where_nothing_changed_no_trace_is_read(paper, monkeypatch):
    before = paper.tree()
    kept = paper.build().outcome.kept
    monkeypatch.setattr(Store, "load", lambda _: pytest.fail("a trace is read"))
    report = paper.build()
    assert (report.outcome.made, report.outcome.kept, report.written, report.removed) == ({}, kept, [], [])
    assert paper.tree() == before


def test_what_there_was_to_say_is_said_again(paper):
    paper.edit("content/articles/s1.md", "on the quay", "at [the quay](nowhere.md)")
    first = paper.build().notes
    assert [note.code for note in first] == ["link-broken"]
    assert paper.build().notes == first


def test_after_the_edit_of_a_body_no_fact_of_another_article_is_asked_about(paper, asked):
    paper.edit("content/articles/s1.md", "on the quay", "on the old quay")
    paper.build()
    others = [key for key in asked if '"ArticleHead"' in key or '"ArticleCard"' in key or '"Told"' in key]
    assert not [key for key in others if "s1" not in key]
    assert not [key for key in asked if '"Body"' in key and "s1" not in key]


def test_after_the_newest_article_came_no_fact_of_an_older_one_is_asked_about_but_who_stands_beside_it(
    paper, asked, tmp_path
):
    paper.write({"content/articles/s9.md": story("Story 9", "Ada Lind swam.", published="2020-02-01", section="City")})
    paper.build()
    narrow = ("ArticleHead", "ArticleCard", "Shown", "Told", "Beside", "Linkable", "RelatedTo", "Neighbours")
    of_others = [key for key in asked if key.split('"')[1] in narrow and "s9" not in key]
    assert of_others == ['["Neighbours","articles/s5"]']
    assert paper.tree() == paper.clean(tmp_path / "aside")


def test_a_file_of_the_output_that_is_not_as_it_was_is_seen_though_nothing_else_changed(paper):
    before = paper.tree()
    page = paper.output / "articles/s1/index.html"
    page.write_bytes(page.read_bytes().replace(b"quay", b"pier"))
    assert paper.build().written == ["articles/s1/index.html"]
    page.unlink()
    assert paper.build().written == ["articles/s1/index.html"]
    assert paper.tree() == before


def test_a_folder_of_the_output_that_became_a_link_is_seen(paper, tmp_path):
    folder = paper.output / "articles/s1"
    folder.rename(tmp_path / "aside")
    folder.symlink_to(tmp_path / "aside")
    assert [note.what for note in paper.build().errors]


@pytest.mark.parametrize("setting", ["news_sitemap = true\n", ""])
def test_what_the_clock_brings_and_takes_is_printed_though_no_file_changed(paper, tmp_path, setting):
    paper.write(
        {
            "tearsheet.toml": CONFIG + setting,
            "content/articles/soon.md": story("Soon", "Ada Lind was late.", published="2020-09-14"),
            "content/articles/gone.md": story("Gone", "Ada Lind left.", published="2020-01-01", expires="2020-09-16"),
        }
    )
    paper.build()
    assert not paper.has("/articles/soon/")
    for day in range(1, 6):
        paper.build(now=NOW + day * DAY)
        assert paper.tree() == paper.clean(tmp_path / "aside", now=NOW + day * DAY)
    assert paper.has("/articles/soon/")
    assert not paper.has("/articles/gone/")


@pytest.mark.parametrize("step", [3, 9, 16, 25])
def test_what_a_killed_build_made_of_other_sources_is_looked_at_once_they_are_back(paper, step):
    before = paper.tree()
    was = (paper.root / "content/articles/s3.md").read_text()
    paper.edit("content/articles/s3.md", "Story 3", "A stranger title")
    killed_at(step, paper.build)
    (paper.root / "content/articles/s3.md").write_text(was)
    paper.build()
    assert paper.tree() == before
    assert paper.build().written == []


def test_what_a_glance_made_of_a_save_is_looked_at_once_the_save_is_taken_back(paper):
    before = paper.tree()
    session, page = Session(), paper.root / "content/articles/s3.md"
    try:
        session.build(paper.job())
        was = page.read_text()
        paper.edit("content/articles/s3.md", "on the quay", "on the pier with Ada Lind")
        glance = session.glance(paper.job(), [page], pages=["/articles/s3/", "/articles/s4/"])
        assert "articles/s3/index.html" in glance.written
        page.write_text(was)
        session.build(paper.job())
    finally:
        session.close()
    assert paper.tree() == before


def test_a_fact_of_a_type_that_nobody_spoke_of_is_in_doubt(paper, asked, monkeypatch):
    kinds = World.kinds
    monkeypatch.setattr(World, "kinds", lambda world: [*kinds(world), "Stranger"])
    paper.edit("content/articles/s1.md", "on the quay", "on the old quay")
    seen = []
    settle = Changes.settle
    monkeypatch.setattr(Changes, "settle", lambda changes, at: (seen.append(changes._doubt), settle(changes, at))[1])
    paper.build()
    assert seen
    assert all(doubt["Stranger"] is None for doubt in seen)


# Files of the theme

SHEET = "templates/assets/site.css"
ODD = "templates/assets/fonts/the licence (für alle) 100%"


@pytest.fixture
def restyled(paper):
    """A site whose stylesheet is its own, so that it can be edited."""
    paper.write({SHEET: "p { color: black }\n", "templates/assets/own.css": "", ODD: "Anyone may use this."})
    paper.build()
    return paper


def test_for_a_new_stylesheet_no_article_is_read_and_nothing_is_linked(restyled, monkeypatch, tmp_path):
    restyled.edit("content/articles/s1.md", "on the quay", "at [the quay](nowhere.md)")
    restyled.write({"templates/assets/site.js": "1;"})
    notes = restyled.build().notes
    monkeypatch.setattr(publish, "link", lambda *_, **__: pytest.fail("the site is linked"))
    for colour in ("red", "blue", "black", "red"):
        restyled.write({SHEET: f"p {{ color: {colour} }}\n", ODD: colour})
        report = restyled.build()
        assert report.outcome.mended == len(list(restyled.output.rglob("*.html")))
        assert sum(path.startswith("assets/") for path in report.written) == len(report.removed) == 2
        assert (report.notes, report.outcome.failed) == (notes, {})
        assert restyled.build().written == []
    script, font = "templates/assets/site.js", "templates/assets/press.woff2"
    for files in ({script: None}, {script: "2;", font: "wOF2"}, {font: None}):
        restyled.write(files)
        report = restyled.build()
        assert report.outcome.mended == len(list(restyled.output.rglob("*.html"))) * (script in files)
    monkeypatch.undo()
    assert restyled.tree() == restyled.clean(tmp_path / "aside")
    assert restyled.build().outcome.made == {}


def another_icon(paper):
    paper.write({"templates/assets/icon.svg": "<svg/>"})  # feeds show it too


def another_sheet(paper):
    paper.write({"templates/assets/own.css": None})


def another_article(paper):
    paper.write({"content/articles/more.md": story("More", published="2020-02-01")})


def a_page_by_hand(paper):
    page = paper.output / "articles/s2/index.html"
    page.write_text(page.read_text().replace("quay", "pier"))


def a_damaged_page(paper):
    page = paper.output / "articles/s2/index.html"
    page.write_text(page.read_text().replace("quay", "pier"))
    looked = page.stat()
    with Store(next((paper.root / ".tearsheet").glob("out-*.db"))) as store:
        trace = store.trace("page /articles/s2/")
        file = File(trace.files[0].path, trace.files[0].sha256, looked.st_size, looked.st_mtime_ns, looked.st_ctime_ns)
        store.keep_traces({"page /articles/s2/": msgspec.structs.replace(trace, files=(file,))})
        state = settled.known(store, settled.PrintState)[0]
        files = tuple(file if each.path == file.path else each for each in state.files)
        settled.settle(store, msgspec.structs.replace(state, files=files))


def a_template(paper):
    paper.write({"templates/partials/footer.html": "<footer>{{ site.stylesheets[0] | upper }}</footer>"})


def copies(paper):
    paper.edit("tearsheet.toml", 'title = "The Ledger"', 'title = "The Ledger"\ncompress = true')


PLUGIN = """
from generator.build.task import Made, Stratum, Task
from generator.outputs.frame import Frame

def plan(site, config):
    def made(fetch):
        return Made(files=(fetch(Frame()).stylesheets[0].encode(),))
    yield Task(key="sheet", stratum=Stratum.PAGE, make=made, outputs=("sheet.txt",))
"""


def a_plugin(paper):
    paper.write({"plugins/sheet.py": PLUGIN})
    paper.edit("tearsheet.toml", 'title = "The Ledger"', 'title = "The Ledger"\nplugins = ["plugins/sheet.py"]')


def a_file_at_its_place(paper):
    paper.write({f"content/assets/site.{digest.of_file(NEW.encode())[:8]}.css/x.bin": "x"})


NEW = "p { color: green }\n"


@pytest.mark.parametrize(
    "change",
    [another_icon, another_sheet, another_article, a_page_by_hand, a_damaged_page, a_template, copies, a_plugin],
)
@pytest.mark.parametrize("before", [False, True], ids=["at once", "before"])
def test_where_more_than_a_stylesheet_is_other_all_of_it_is_built(restyled, tmp_path, change, before):
    change(restyled)
    if before and change not in (a_page_by_hand, a_damaged_page):
        restyled.build()
    restyled.write({SHEET: NEW})
    report = restyled.build()
    assert report.errors == ()
    assert restyled.tree() == restyled.clean(tmp_path / "aside")
    assert restyled.build().outcome.made == {}


def test_a_place_that_is_taken_is_no_place_for_a_stylesheet(restyled):
    a_file_at_its_place(restyled)
    restyled.build()
    restyled.write({SHEET: NEW})
    with pytest.raises(CollisionError):
        restyled.build()


@pytest.mark.parametrize("step", [1, 8, 20])
def test_a_build_for_a_stylesheet_that_is_killed_is_finished_by_the_next(restyled, tmp_path, step):
    restyled.write({SHEET: NEW})
    assert killed_at(step, restyled.build)
    assert restyled.build().notes == []
    assert restyled.tree() == restyled.clean(tmp_path / "aside")
    restyled.write({SHEET: "p { color: red }\n"})
    killed_at(step, restyled.build)
    restyled.write({SHEET: NEW})
    assert restyled.build().notes == []
    assert restyled.tree() == tree(tmp_path / "aside" / "site")


def test_a_dry_run_for_a_stylesheet_names_every_page_and_writes_nothing(restyled):
    restyled.write({SHEET: NEW})
    before = restyled.tree()
    would = restyled.build(dry=True)
    assert restyled.tree() == before
    done = restyled.build()
    assert (sorted(would.written), would.removed) == (sorted(done.written), done.removed)
