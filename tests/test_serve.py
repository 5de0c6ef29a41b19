import os
import re
import socket

import httpx
import pytest

from generator.serve.app import _is_ours
from generator.serve.files import locate, media_type
from generator.serve.reload import Reload
from generator.serve.run import Server

SOON = 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    above = tmp_path_factory.mktemp("root")
    site = above / "site"
    (site / "articles" / "rain").mkdir(parents=True)
    (site / "index.html").write_text("<!doctype html><body><h1>Front</h1></body>")
    (site / "articles" / "rain" / "index.html").write_text("<!doctype html><body><h1>Rain</h1></body>")
    (site / "404.html").write_text("<!doctype html><body><h1>Lost</h1></body>")
    (site / "feed.xml").write_text("<feed/>")
    (site / ".manifest").write_text("secret")
    (above / "outside.txt").write_text("secret")
    return site


@pytest.fixture(scope="module")
def server(folder):
    with Server(folder, port=0) as server:
        yield server


@pytest.fixture(scope="module")
def client(server):
    with httpx.Client(base_url=server.url) as client:
        yield client


@pytest.fixture(scope="module")
def live(folder):
    with Server(folder, port=0, reload=Reload()) as server, httpx.Client(base_url=server.url) as client:
        yield client


def ask(server, target, *, method="GET", host=None, headers=()):
    """Send a request as no client would, and return the status and the whole answer."""
    lines = [
        f"{method} {target} HTTP/1.1",
        f"Host: {host or f'127.0.0.1:{server.port}'}",
        "Connection: close",
        *headers,
    ]
    with socket.create_connection(("127.0.0.1", server.port), timeout=SOON) as line:
        line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = b"".join(iter(lambda: line.recv(65536), b"")).decode()
    return int(answer.split()[1]), answer


# -- What is answered -------------------------------------------------------------------------------------------------


def test_a_folder_is_answered_with_its_index(client):
    answer = client.get("/articles/rain/")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text == "<!doctype html><body><h1>Rain</h1></body>"


def test_a_folder_without_its_slash_leads_to_the_one_with_it(client):
    answer = client.get("/articles/rain?from=feed")

    assert answer.status_code == 307
    assert answer.headers["location"] == "/articles/rain/?from=feed"


def test_what_is_not_there_is_answered_with_the_page_of_the_folder_that_says_so(client):
    answer = client.get("/articles/snow/")

    assert answer.status_code == 404
    assert "Lost" in answer.text


def test_a_folder_that_is_not_there_yet_is_answered_all_the_same(tmp_path):
    with Server(tmp_path / "later", port=0) as server:
        answer = httpx.get(server.url)
        assert answer.status_code == 404
        assert "Nothing is printed" in answer.text

        (tmp_path / "later").mkdir()
        (tmp_path / "later" / "index.html").write_text("Front")
        assert httpx.get(server.url).text == "Front"


def test_a_head_request_is_answered_without_a_body(client, live):
    for browser in (client, live):
        for address, length in (("/", None), ("/feed.xml", 7), ("/nowhere", None)):
            head, whole = browser.head(address), browser.get(address)
            assert head.content == b""
            assert head.status_code == whole.status_code
            assert int(head.headers["content-length"]) == (length or len(whole.content))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused_naming_the_two(client, method):
    answer = client.request(method, "/")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_a_copy_that_is_still_good_is_not_sent_again(client, folder):
    (folder / "rss.xml").write_text("<rss/>")
    first = client.get("/rss.xml")

    by_tag = client.get("/rss.xml", headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    by_date = client.get("/rss.xml", headers={"If-Modified-Since": first.headers["last-modified"]})
    assert [by_tag.status_code, by_date.status_code] == [304, 304]
    assert by_tag.content == b""
    assert by_tag.headers["etag"] == first.headers["etag"]

    (folder / "rss.xml").write_text("<rss>new</rss>")
    assert client.get("/rss.xml", headers={"If-None-Match": first.headers["etag"]}).text == "<rss>new</rss>"


@pytest.mark.parametrize("date", ["yesterday", "Wed, 21 Oct 1970 07:28:00 GMT", "Wed, 21 Oct 2099 07:28:00 -0000"])
def test_a_date_that_proves_nothing_gets_the_file(client, date):
    assert client.get("/feed.xml", headers={"If-Modified-Since": date}).status_code == 200


def test_a_part_of_a_file_can_be_asked_for(client):
    answer = client.get("/feed.xml", headers={"Range": "bytes=1-4"})

    assert answer.status_code == 206
    assert answer.headers["content-range"] == "bytes 1-4/7"
    assert answer.text == "feed"
    assert client.get("/feed.xml", headers={"Range": "bytes=99-"}).status_code == 416


def test_nothing_is_kept_by_the_browser_without_asking_again(client, live):
    assert client.get("/").headers["cache-control"] == "no-cache"
    assert live.get("/feed.xml").headers["cache-control"] == "no-cache"
    assert live.get("/").headers["cache-control"] == "no-store"
    assert live.get("/").headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("feed.xml", "application/atom+xml; charset=utf-8"),
        ("rss.xml", "application/rss+xml; charset=utf-8"),
        ("sitemap.xml", "application/xml; charset=utf-8"),
        ("feed.json", "application/feed+json"),
        ("data.json", "application/json"),
        ("style.css", "text/css; charset=utf-8"),
        ("search.js", "text/javascript; charset=utf-8"),
        ("robots.txt", "text/plain; charset=utf-8"),
        ("mark.svg", "image/svg+xml; charset=utf-8"),
        ("photo.webp", "image/webp"),
        ("PHOTO.AVIF", "image/avif"),
        ("photo.jpg", "image/jpeg"),
        ("font.woff2", "font/woff2"),
        ("engine.wasm", "application/wasm"),
        ("data.tar.gz", "application/gzip"),
        ("page.html.br", "application/octet-stream"),
        ("CNAME", "application/octet-stream"),
    ],
)
def test_a_media_type_is_told_by_the_name(tmp_path, name, kind):
    assert media_type(tmp_path / name) == kind


# -- What is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/..%2foutside.txt",
        "/articles/../../outside.txt",
        "/..%5coutside.txt",
        "/articles/..\\..\\outside.txt",
        "/%252e%252e/outside.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/articles//rain/",
        "/.manifest",
        "/%2emanifest",
        "/articles/rain/%00",
        "/feed.xml%00.html",
        "/feed.xml/",
        "/%ff",
        "/" + "long" * 200,
    ],
)
def test_no_spelling_leads_out_of_the_folder_or_to_what_is_hidden(server, target):
    status, answer = ask(server, target)

    assert status == 404
    assert "secret" not in answer


def test_no_link_leads_out_of_the_folder_or_to_what_is_hidden(folder):
    (folder / "out.txt").symlink_to(folder.parent / "outside.txt")
    (folder / "up").symlink_to(folder.parent)
    (folder / "shown.txt").symlink_to(folder / ".manifest")
    (folder / "circle").symlink_to(folder / "circle")
    (folder / "latest").symlink_to(folder / "articles")
    os.mkfifo(folder / "pipe")

    for refused in ("/out.txt", "/up/outside.txt", "/shown.txt", "/circle", "/pipe"):
        assert locate(folder, refused) is None
    assert locate(folder, "/latest/rain/") == (folder / "articles" / "rain" / "index.html").resolve()


def test_a_redirect_stays_on_this_server(folder, server):
    (folder / "evil.example").mkdir()
    (folder / "evil.example" / "index.html").write_text("")

    assert ask(server, "//evil.example")[0] == 404
    assert re.search("location: /evil.example/\r\n", ask(server, "/evil.example")[1])


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "localhost", "a@localhost:{port}"]
)
def test_a_host_that_is_not_ours_is_refused(server, host):
    status, answer = ask(server, "/", host=host.format(port=server.port))

    assert status == 421
    assert "Front" not in answer


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}"])
def test_a_host_of_this_machine_is_answered(server, host):
    assert ask(server, "/", host=host.format(port=server.port))[0] == 200


@pytest.mark.parametrize(
    ("asked", "host", "ours"),
    [
        ("192.168.1.7:8000", "192.168.1.7", True),
        ("192.168.1.8:8000", "192.168.1.7", False),
        ("192.168.1.8:8000", "0.0.0.0", True),
        ("[fe80::1]:8000", "::", True),
        (f"{socket.gethostname()}:8000", "0.0.0.0", True),
        ("rebound.example:8000", "0.0.0.0", False),
        ("localhost:8000/evil", "127.0.0.1", False),
        ("localhost:port", "127.0.0.1", False),
        ("[::1:8000", "127.0.0.1", False),
        ("", "0.0.0.0", False),
    ],
)
def test_only_a_literal_address_or_this_machine_is_answered_where_all_are_listened_on(asked, host, ours):
    assert _is_ours(asked, host=host, port=8000) is ours
