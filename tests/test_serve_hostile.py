"""What a stranger, or a broken program, may send to the server, by hand: it refuses, goes on, and ends when told to."""

import contextlib
import socket
import struct
import threading
from time import monotonic

import httpx
import pytest

from generator.serve.reload import Reload
from generator.serve.run import Server

SOON, MANY = 20, 60


@pytest.fixture
def reload():
    return Reload()


@pytest.fixture
def server(tmp_path, reload):
    (tmp_path / "index.html").write_text("<!doctype html><body><h1>Front</h1></body>")
    with Server(tmp_path, port=0, reload=reload) as server:
        yield server


@pytest.fixture
def dial(server):
    """Return what opens a line to the server; every line is closed in the end."""
    with contextlib.ExitStack() as lines:
        yield lambda: lines.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=SOON))


def answer(line, said):
    """Return all that is answered until the line is closed; what is broken off counts as closed."""
    with contextlib.suppress(OSError):
        line.sendall(said)
    with contextlib.suppress(OSError):
        return b"".join(iter(lambda: line.recv(65536), b""))
    return b""


def is_well(server):
    return "Front" in httpx.get(server.url, timeout=SOON).text


def request(server, *headers, target="/"):
    lines = (f"GET {target} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", *headers, "", "")
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 600,  # a browser that speaks TLS
        b"\x00\xff" * 5000,
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 300_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 50_000 + b"\r\n",
        b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=[
        "tls",
        "noise",
        "version",
        "no target",
        "two hosts",
        "long header",
        "many",
        "long address",
        "length",
        "chunks",
    ],
)
def test_what_is_no_request_is_refused_and_the_next_is_answered(server, dial, said):
    told = answer(dial(), said)

    assert told == b"" or told.split()[1] in (b"400", b"421", b"431")
    assert is_well(server)


def test_a_web_socket_is_not_opened_and_its_noise_is_no_request(server, dial):
    line = dial()
    upgrade = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAA")
    line.sendall(request(server, *upgrade))
    assert b" 101 " not in line.recv(65536).split(b"\r\n")[0]

    answer(line, b"\x81\xfe\xff\xff" * 20_000)
    assert is_well(server)


def test_many_that_never_finish_what_they_say_hold_up_nobody_and_not_the_end(tmp_path, reload):
    (tmp_path / "index.html").write_text("<h1>Front</h1>")
    with contextlib.ExitStack() as lines:
        with Server(tmp_path, port=0, reload=reload) as server:
            for _ in range(MANY):
                line = lines.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=SOON))
                line.sendall(request(server)[:-7])
            assert is_well(server)
        for thread in threading.enumerate():
            assert thread.name != "tearsheet-serve" or not thread.is_alive()


def test_windows_that_break_off_are_forgotten(server, reload, dial):
    lines = [dial() for _ in range(MANY)]
    for line in lines:
        line.sendall(request(server, target="/__tearsheet__/events"))
    for line in lines:
        assert b"200" in line.recv(200)
    for line in lines:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # gone, without a word
        line.close()

    ends = monotonic() + SOON
    gone = threading.Event()
    while reload._bells:
        assert monotonic() < ends
        reload.built(frozenset({"/"}))
        gone.wait(0.05)
    assert is_well(server)


@pytest.mark.parametrize("header", ["Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site"])
@pytest.mark.parametrize("target", ["/__tearsheet__/view?at=/", "/__tearsheet__/decide"])
def test_a_page_of_a_stranger_reads_no_more_than_any_page_may(server, dial, header, target):
    told = answer(dial(), request(server, header, "Connection: close", target=target))

    assert b"access-control-allow-origin" not in told.lower()
    assert told.split()[1] in (b"403", b"404", b"405")
