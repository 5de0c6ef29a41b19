import asyncio
import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest
import uvicorn

from generator.errors import TearsheetError
from generator.serve.reload import Reload
from generator.serve.run import Server, bind, run

SOON = 20
SERVING = """
import sys
from pathlib import Path
from generator.serve.reload import Reload
from generator.serve.run import run

run(Path(sys.argv[1]), reload=Reload(), port=0, on_start=lambda url, busy: print(url, busy, flush=True))
print("over")
"""
DROPPING = """
import os, signal, sys
from pathlib import Path
from generator.serve.run import run

class Dropped:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(1000):  # the signal is heard here, where whatever is raised is dropped
            pass

def drop(url, busy):
    Dropped()

run(Path(sys.argv[1]), port=0, on_start=drop)
print("over")
"""


@pytest.fixture
def taken():
    with contextlib.ExitStack() as stack:
        yield stack


def is_free(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionRefusedError:
        return True
    return False


def test_a_port_in_use_gives_way_to_the_next_free_one():
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]

        with bind("127.0.0.1", port) as other:
            assert port < other.getsockname()[1] < port + 20


def test_where_no_port_is_free_it_says_so():
    with bind("127.0.0.1", 0) as taken, pytest.raises(TearsheetError, match="in use") as refusal:
        bind("127.0.0.1", taken.getsockname()[1], tries=1)

    assert "--port" in refusal.value.hint


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host.invalid", "a" * 64])
def test_an_address_that_is_not_this_machines_is_refused_with_a_hint(host):
    with pytest.raises(TearsheetError, match="cannot listen") as refusal:
        bind(host, 0)

    assert "--host" in refusal.value.hint


def test_the_last_port_has_no_next(taken):
    with contextlib.suppress(OSError):  # where someone else holds it, so much the better
        taken.enter_context(socket.create_server(("127.0.0.1", 65535)))

    with pytest.raises(TearsheetError, match="in use"):
        bind("127.0.0.1", 65535)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://localhost:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("::", "http://localhost:8000/"),
    ],
)
def test_the_address_told_is_one_a_browser_can_open(tmp_path, host, url):
    assert Server(tmp_path, host=host, port=8000).url == url


def test_the_end_leaves_no_thread_and_no_socket_though_streams_are_open(tmp_path):
    before = set(threading.enumerate())

    with Server(tmp_path, port=0, reload=Reload()) as server:
        streams = [httpx.stream("GET", f"{server.url}__tearsheet__/events", timeout=SOON) for _ in range(3)]
        answers = [stream.__enter__() for stream in streams]
        heard = [answer.iter_lines() for answer in answers]
        for lines in heard:
            assert next(lines).startswith("retry")

    assert is_free(server.port)
    for stream, lines in zip(streams, heard, strict=True):
        list(lines)  # ended by the server, not broken off
        stream.__exit__(None, None, None)
    for thread in set(threading.enumerate()) - before:
        thread.join(SOON)  # workers that read files; they end when idle
        assert not thread.is_alive()


def test_the_port_asked_for_is_told_where_it_was_in_use(tmp_path):
    told = queue.Queue()

    def stop(url, busy):
        told.put((url, busy))
        raise KeyboardInterrupt

    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        run(tmp_path, port=port, on_start=stop)

    url, busy = told.get_nowait()
    assert busy == port
    assert url != f"http://127.0.0.1:{port}/"


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_quietly_though_a_stream_is_open(tmp_path, name):
    command = [sys.executable, "-c", SERVING, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        url, busy = process.stdout.readline().split()
        with httpx.stream("GET", f"{url}__tearsheet__/events", timeout=SOON) as answer:
            lines = answer.iter_lines()
            next(lines)
            os.kill(process.pid, name)
            list(lines)
        out, err = process.communicate(timeout=SOON)

    assert busy == "None"
    assert (process.returncode, out, err) == (0, "over\n", "")


def test_a_signal_is_not_lost_where_an_exception_would_be(tmp_path):
    command = [sys.executable, "-c", DROPPING, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SOON, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, "over\n", "")


def test_who_connects_while_it_ends_is_cut_off_and_not_left_unanswered(tmp_path, monkeypatch):
    inner, knocking = uvicorn.Server.main_loop, []

    async def main_loop(self):
        await inner(self)
        knocking.append(socket.create_connection(("127.0.0.1", server.port), timeout=SOON))
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # accepted by now, and listed nowhere

    monkeypatch.setattr(uvicorn.Server, "main_loop", main_loop)
    with Server(tmp_path, port=0) as server:
        httpx.get(server.url)

    with knocking.pop() as knocked:
        assert knocked.recv(1) == b""
