import asyncio
import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Note, Where
from generator.serve import live
from generator.serve.reload import MOST, REMEMBERED, Problem, Reload, address
from generator.serve.run import Server

SOON = 20
CHANGES = st.none() | st.frozensets(st.sampled_from(["/", "/a/", "/b/", "/style.css"]))


@pytest.fixture
def reload():
    return Reload()


@pytest.fixture(scope="module")
def served():
    return Reload()


@pytest.fixture(scope="module")
def client(tmp_path_factory, served):
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text("<!doctype html><body><h1>Front</h1></body>")
    (folder / "feed.xml").write_text("<feed><body></body></feed>")
    with Server(folder, port=0, reload=served) as server, httpx.Client(base_url=server.url, timeout=SOON) as client:
        yield client


def events(answer):
    """Yield the id and the news of each event of a stream."""
    name = ""
    for line in answer.iter_lines():
        if line.startswith("id: "):
            name = line.removeprefix("id: ")
        if line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


# -- What is told -----------------------------------------------------------------------------------------------------


@given(before=st.lists(CHANGES, max_size=5), after=st.lists(CHANGES, max_size=5))
def test_a_window_is_told_all_that_changed_since_the_build_it_has_seen(before, after):
    reload = Reload()
    for changed in before:
        reload.built(changed)
    seen = reload.build
    for changed in after:
        reload.built(changed)

    expected = None if None in after else tuple(sorted(frozenset().union(*after)))
    assert reload.news(seen).changed == expected
    assert reload.news(reload.build).changed == ()


@pytest.mark.parametrize("since", ["", "7", "-", "0-0", "stranger-1", "{run}-99", "{run}-x", "{run}--1"])
def test_where_the_build_seen_is_not_known_everything_may_have_changed(reload, since):
    reload.built(frozenset({"/"}))

    assert reload.news(since.format(run=reload.build.split("-")[0])).changed is None


def test_a_window_that_slept_too_long_may_have_missed_anything(reload):
    seen = reload.build
    for _ in range(REMEMBERED):
        reload.built(frozenset({"/"}))
    assert reload.news(seen).changed == ("/",)

    reload.built(frozenset({"/"}))
    assert reload.news(seen).changed is None


def test_more_addresses_than_a_page_need_read_are_all(reload):
    seen = reload.build
    reload.built(frozenset(f"/{number}/" for number in range(MOST)))
    assert len(reload.news(seen).changed) == MOST

    reload.built(frozenset({"/one/more/"}))
    assert reload.news(seen).changed is None


def test_two_runs_of_the_server_share_no_build():
    assert Reload().build != Reload().build


@pytest.mark.parametrize("path", ["/a/", "a/index.html", "/a/index.html", "a/"])
def test_a_file_and_the_address_it_is_at_are_one(reload, path):
    seen = reload.build
    reload.built(frozenset({path}), [Problem(what="no title", addresses=(path,))])

    assert reload.news(seen).changed == ("/a/",)
    assert reload.news(seen).problems[0].addresses == ("/a/",)


def test_a_name_that_only_ends_like_an_index_is_its_own_address():
    assert address("a/my-index.html") == "/a/my-index.html"
    assert address("index.html") == "/"


def test_a_problem_is_made_of_a_note():
    note = Note(severity="error", what="no title", where=Where("content/rain.md", 3, 7), hint="add one")

    assert Problem.of(note, excerpt="titel: Rain", addresses=["/articles/rain/"]) == Problem(
        what="no title",
        path="content/rain.md",
        line=3,
        column=7,
        hint="add one",
        excerpt="titel: Rain",
        addresses=("/articles/rain/",),
    )
    assert Problem.of(Note(severity="error", what="no content")).path == ""


# -- How it is told ---------------------------------------------------------------------------------------------------


def test_a_stream_tells_at_once_what_was_missed_and_then_each_build(client, served):
    seen = served.build
    served.built(frozenset({"/a/"}))

    with client.stream("GET", "/__tearsheet__/events", params={"since": seen}) as answer:
        heard = events(answer)
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        name, news = next(heard)
        assert (name, news["since"], news["changed"], news["problems"]) == (served.build, seen, ["/a/"], [])

        served.built(None, [Problem(what="</script>\n<b>", path="a.md", line=1)])
        name, later = next(heard)
        assert (name, later["since"], later["changed"]) == (served.build, news["build"], None)
        assert later["problems"][0]["what"] == "</script>\n<b>"


def test_a_window_that_comes_back_says_what_it_heard_last(client, served):
    opened = served.build
    served.built(frozenset({"/a/"}))
    heard_last = served.build
    served.built(frozenset({"/b/"}))

    with client.stream(
        "GET", "/__tearsheet__/events", params={"since": opened}, headers={"Last-Event-ID": heard_last}
    ) as answer:
        assert next(events(answer))[1]["changed"] == ["/b/"]


def test_a_stream_gives_signs_of_life(client, monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT", 0.01)

    with client.stream("GET", "/__tearsheet__/events") as answer:
        assert next(line for line in answer.iter_lines() if line.startswith(":")) == ": still here"


def test_a_window_that_closes_is_forgotten(reload):
    async def open_and_close():
        window = live.stream(reload, "")
        await anext(window)
        assert len(reload._bells) == 1
        await window.aclose()

    asyncio.run(open_and_close())

    assert not reload._bells


def test_a_build_that_ends_after_the_server_has_no_one_left_to_tell(tmp_path, reload):
    with (
        Server(tmp_path, port=0, reload=reload) as server,
        httpx.stream("GET", f"{server.url}__tearsheet__/events") as answer,
    ):
        heard = events(answer)
        next(heard)
        bells = set(reload._bells)

    assert len(bells) == 1
    for bell in bells:
        bell()


# -- What is put into pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        (b"<body><h1>Rain</h1></body></html>", b"<body><h1>Rain</h1>", b"</body></html>"),
        (b"<p>Rain", b"<p>Rain", b""),
        (b"<body><p>&lt;/body> </body> </BODY>", b"<body><p>&lt;/body> </body> ", b"</BODY>"),
    ],
)
def test_a_page_gets_the_client_before_its_end(page, before, after):
    dressed = live.dress(page, build="1a-7", missing=False)

    assert dressed.startswith(before + b'<link rel="stylesheet" href="/__tearsheet__/client.css">')
    assert dressed.endswith(b'<script src="/__tearsheet__/client.js" data-build="1a-7"></script>' + after)


def test_only_pages_get_the_client_and_those_that_stand_in_say_so(client, served):
    assert f'data-build="{served.build}"></script></body>' in client.get("/").text
    assert f'data-build="{served.build}" data-missing></script></body>' in client.get("/nowhere/").text
    assert client.get("/feed.xml").text == "<feed><body></body></feed>"


def test_the_client_itself_is_served(client):
    assert client.get("/__tearsheet__/client.js").headers["content-type"] == "text/javascript; charset=utf-8"
    assert client.get("/__tearsheet__/client.css").headers["content-type"] == "text/css; charset=utf-8"
    assert client.head("/__tearsheet__/events").status_code == 200
    assert client.post("/__tearsheet__/events").status_code == 405
    assert client.get("/__tearsheet__/reload.py").status_code == 404
