import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from generator.build import lock
from generator.errors import LockError, PressError

HOLD = """
import sys, time
from pathlib import Path
from generator.build import lock
with lock.held(Path(sys.argv[1]), doing="build"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state" / "out.lock"


@pytest.fixture
def holder(path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_to_come_is_told_who_holds_the_lock(path, holder):
    with pytest.raises(LockError) as caught, lock.held(path, doing="serve"):
        pass
    assert f"`build`, process {holder.pid} on " in caught.value.what
    assert caught.value.hint == "wait for it to end, or run with --wait"


def test_a_killed_holder_lets_go(path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with lock.held(path, doing="serve"):
        assert json.loads(path.read_text())["doing"] == "serve"


def test_one_that_waits_goes_on_once_the_holder_ends(path, holder):
    began = threading.Event()
    done = []

    def wait():
        began.set()
        with lock.held(path, doing="build", wait=True):
            done.append(json.loads(path.read_text())["pid"])

    waiting = threading.Thread(target=wait)
    waiting.start()
    began.wait()
    time.sleep(0.02)
    assert done == []
    holder.kill()
    holder.wait()
    waiting.join(timeout=20)
    assert done == [os.getpid()]


def test_the_lock_is_let_go_when_its_body_ends_or_fails(path):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), lock.held(path, doing="build"):
            raise ZeroDivisionError
    assert path.read_text() == ""


def test_within_one_process_too_only_one_holds_it(path):
    with lock.held(path, doing="serve"), pytest.raises(LockError), lock.held(path, doing="build"):
        pass


def test_a_holder_that_said_nothing_is_still_a_holder(path):
    with lock.held(path, doing="build"):
        for said in ("", "[]", "{}", "\0"):
            path.write_text(said)
            with pytest.raises(LockError, match="it has not said who it is"), lock.held(path, doing="build"):
                pass


def test_a_lock_whose_file_was_deleted_locks_nobody_out(path):
    with lock.held(path, doing="build"):
        path.unlink()
        with lock.held(path, doing="serve"), pytest.raises(LockError, match="`serve`"), lock.held(path, doing="build"):
            pass


def test_one_that_waited_for_a_file_since_deleted_takes_the_new_one(path, monkeypatch):
    path.parent.mkdir()
    stale = path.open("w")
    replaced = path.with_name("new")
    replaced.touch()
    take = lock._take
    handles = []

    def swap(handle):
        if not handles:
            replaced.rename(path)
        handles.append(os.fstat(handle).st_ino)
        return take(handle)

    monkeypatch.setattr(lock, "_take", swap)
    with lock.held(path, doing="build"):
        assert handles == [os.fstat(stale.fileno()).st_ino, path.stat().st_ino]
    stale.close()


def test_a_state_folder_that_cannot_be_made_is_an_error_that_says_so(tmp_path):
    (tmp_path / "state").write_text("a file")
    with (
        pytest.raises(PressError, match="cannot keep the build's state"),
        lock.held(tmp_path / "state" / "x", doing="b"),
    ):
        pass
