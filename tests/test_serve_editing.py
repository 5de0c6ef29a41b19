import asyncio
import json

import httpx
import pytest

from generator.errors import TearsheetError
from generator.serve.app import app
from generator.serve.editing import LARGEST, Decision, Editing
from generator.serve.reload import Reload

ORIGIN = "http://127.0.0.1:8000"
DECISION = {"action": "exclude", "at": "/a/", "entity": "ada", "read": "x"}


class Browser:
    """Asks an application, as from a machine of some address."""

    def __init__(self, served, machine="127.0.0.1"):
        self.transport = httpx.ASGITransport(served, client=(machine, 5000))

    def request(self, method, path, **sent):
        async def ask():
            async with httpx.AsyncClient(transport=self.transport, base_url=ORIGIN) as client:
                return await client.request(method, path, **sent)

        return asyncio.run(ask())

    def get(self, path, **sent):
        return self.request("GET", path, **sent)

    def post(self, path, **sent):
        return self.request("POST", path, **sent)


class Bench:
    def __init__(self):
        self.decided = []

    def view(self, at, entity):
        return json.dumps([at, entity]).encode() if at == "/a/" else None

    def decide(self, decision):
        if decision.entity == "nobody":
            raise TearsheetError("nobody of that name")
        self.decided.append(decision)
        return b'{"file": "content/a.md"}'


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def editing(bench):
    return Editing(bench.view, bench.decide)


@pytest.fixture
def client(tmp_path, editing):
    (tmp_path / "index.html").write_text("<body>Front</body>")
    served = app(tmp_path, reload=Reload(), editing=editing)
    return Browser(served)


@pytest.fixture
def headers(editing):
    return {"Origin": ORIGIN, "X-Tearsheet-Token": editing.token, "Content-Type": "application/json"}


def decide(client, headers, said=DECISION):
    content = said if isinstance(said, bytes) else json.dumps(said).encode()
    return client.post("/__tearsheet__/decide", content=content, headers=headers)


def test_a_page_of_this_run_may_ask_and_decide(client, headers, bench):
    assert client.get("/__tearsheet__/view?at=/a/&entity=ada", headers=headers).json() == ["/a/", "ada"]
    assert client.get("/__tearsheet__/view?at=/b/", headers=headers).status_code == 404
    assert decide(client, headers).json() == {"file": "content/a.md"}
    assert bench.decided == [Decision(**DECISION)]


@pytest.mark.parametrize(
    "lie",
    [
        {"X-Tearsheet-Token": ""},
        {"X-Tearsheet-Token": "guess"},
        {"X-Tearsheet-Token": "\u00e9".encode().decode("latin-1")},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "null"},
        {"Origin": f"{ORIGIN}.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_nobody_else_may_decide(client, headers, bench, lie):
    sent = {name: value.encode("latin-1") for name, value in (headers | lie).items()}
    assert decide(client, sent).status_code == 403
    assert not bench.decided


def test_a_decision_without_an_origin_is_nobodys(client, headers, bench):
    del headers["Origin"]
    assert decide(client, headers).status_code == 403
    assert not bench.decided


def test_a_stranger_host_is_refused_before_anything(client, headers, bench):
    assert decide(client, headers | {"Host": "evil.example"}).status_code == 421
    assert not bench.decided


def test_another_machine_may_read_and_not_decide(tmp_path, editing, headers, bench):
    served = app(tmp_path, reload=Reload(), editing=editing, host="0.0.0.0")
    far = Browser(served, "192.0.2.7")
    assert decide(far, headers).status_code == 403
    assert not bench.decided


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        ({**DECISION, "path": "/etc/passwd"}, 400),
        ({**DECISION, "entity": 3}, 400),
        (b" " * (LARGEST + 1), 413),
        ({**DECISION, "entity": "nobody"}, 409),
    ],
)
def test_what_is_no_decision_is_refused_in_words(client, headers, bench, said, status):
    answer = decide(client, headers, said)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert not bench.decided


def test_a_form_of_a_strangers_page_is_no_decision(client, headers, bench):
    assert decide(client, headers | {"Content-Type": "text/plain"}).status_code == 415
    assert client.get("/__tearsheet__/decide", headers=headers).status_code in {404, 405}
    assert not bench.decided


def test_the_token_is_in_pages_and_in_no_run_twice(client, editing):
    assert editing.token in client.get("/").text
    assert len({Editing(editing.view, editing.decide).token for _ in range(3)}) == 3


def test_without_live_reload_there_is_no_editors_view(tmp_path, editing, headers):
    (tmp_path / "index.html").write_text("<body>Front</body>")
    plain = Browser(app(tmp_path, editing=editing))
    assert plain.get("/").text == "<body>Front</body>"
    assert decide(plain, headers).status_code in {404, 405}
