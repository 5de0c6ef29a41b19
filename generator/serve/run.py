"""The application on a port: which port, when it is up, and how it ends.

A port in use is not an error: the next free one is taken, and said. The server ends within a second, though windows
hold streams open, and leaves no thread and no socket behind.
"""

import asyncio
import contextlib
import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

import uvicorn

from generator.errors import TearsheetError
from generator.serve.app import app
from generator.serve.editing import Editing
from generator.serve.reload import Reload

TRIES = 20
"""How many ports are tried, from the one asked for upwards."""

_LISTENING = "0A"  # TCP_LISTEN
_GRACE = 0.5  # seconds an answer under way may take once the server is told to stop


def bind(host: str, port: int, *, tries: int = TRIES) -> socket.socket:
    """Return a socket listening on `port` or the next free one; port 0 is any.

    Raises:
        TearsheetError: None of them is free, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for number in range(port, min(port + tries, 65536)):
        try:
            return socket.create_server((host, number), family=family)
        except (OSError, UnicodeError) as error:
            if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
                continue
            reason = error.strerror if isinstance(error, OSError) else "not a host name"
            raise TearsheetError(
                f"cannot listen on {host}:{number}: {reason}",
                hint="choose another address with --host and --port; 127.0.0.1 and ports from 1024 always work",
            ) from error
    raise TearsheetError(
        f"ports {port} to {port + tries - 1} of {host} are all in use",
        hint="choose another with --port; --port 0 takes any that is free",
    )


def holder(port: int) -> str:
    """Return who listens on a port, as far as this user may know: " by process 123 (name)", or nothing.

    Source: proc_net(5), proc_pid_fd(5).
    """
    inodes = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in Path("/proc/net", table).read_text("ascii").splitlines()[1:]:
                fields = line.split()
                if int(fields[1].rpartition(":")[2], 16) == port and fields[3] == _LISTENING:
                    inodes.add(f"socket:[{fields[9]}]")
    for number in (path for path in Path("/proc").glob("[0-9]*") if inodes):
        with contextlib.suppress(OSError):
            if any(str(each.readlink()) in inodes for each in (number / "fd").iterdir()):
                return f" by process {number.name} ({(number / 'comm').read_text('utf-8', 'replace').strip()})"
    return ""


class _Uvicorn(uvicorn.Server):
    """One that leaves no window hanging: whoever connects just as it ends is cut off like the rest."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What was accepted and has no transport yet would be listed too late to be closed, or not at all, since none
        # can be made once the server is closed; its socket would stay open, answered by no one.
        with contextlib.suppress(NotImplementedError):  # Windows' own loop has no readers
            for listening in sockets or ():
                asyncio.get_running_loop().remove_reader(listening)
        for _ in range(3):  # turns of the loop: the task that accepts, what it calls, what that calls
            await asyncio.sleep(0)
        await super().shutdown(sockets)


class Server:
    """A folder being served: enter the context and it answers, leave it and it is gone.

    Args:
        folder: What is served.
        reload: What open pages are told; closed when the server ends, so one serves one server.
        editing: Who answers an editor.
        host: The address to listen on.
        port: The port to listen on, or the first to try; 0 is any.
    """

    def __init__(
        self,
        folder: Path,
        *,
        reload: Reload | None = None,
        editing: Editing | None = None,
        host: str = "127.0.0.1",
        port: int = 8000,
    ) -> None:
        self.host = host
        self.port = port
        """The port listened on, once entered."""
        self._folder = folder
        self._reload = reload
        self._editing = editing
        self._ended = threading.Event()

    @property
    def url(self) -> str:
        """The address of the front page."""
        named = "localhost" if self.host in {"", "0.0.0.0", "::"} else self.host  # noqa: S104 compared, not bound
        return f"http://{f'[{named}]' if ':' in named else named}:{self.port}/"

    def __enter__(self) -> Self:
        listening = bind(self.host, self.port)
        self.port = listening.getsockname()[1]
        config = uvicorn.Config(
            app(self._folder, reload=self._reload, editing=self._editing, host=self.host, port=self.port),
            access_log=False,
            lifespan="off",
            log_config=None,
            log_level="critical",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,
            ws="none",
        )
        self._uvicorn = _Uvicorn(config)
        threading.Thread(target=self._answer, args=(listening,), name="tearsheet-serve", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._reload:
            self._reload.close()
        self._uvicorn.should_exit = True
        if not self._ended.wait(_GRACE):
            self._uvicorn.force_exit = True
            self._ended.wait(_GRACE)

    def wait(self, asked: Callable[[], bool] = lambda: False) -> None:
        """Wait until the server ends, which it does of itself only where something is wrong, or is asked to."""
        while not (self._ended.wait(0.1) or asked()):
            pass

    def _answer(self, listening: socket.socket) -> None:
        try:
            self._uvicorn.run(sockets=[listening])
        finally:
            # Not the thread's own join: before Python 3.13 one that Ctrl-C interrupts takes the thread for ended.
            self._ended.set()


@contextlib.contextmanager
def until_stopped() -> Iterator[Callable[[], bool]]:
    """Run a block that the user ends: yield what says whether that was asked for, by Ctrl-C or the signal to end.

    The first signal is only noted. An exception raised wherever the program happens to be may be lost, since what a
    finaliser raises is dropped (https://docs.python.org/3/library/signal.html, "Note on signal handlers and
    exceptions"), and may leave a module half loaded. A second one ends the block wherever it is.

    Only for the main thread, which alone hears signals.
    """
    heard: list[int] = []

    def hear(number: int, frame: FrameType | None) -> None:
        heard.append(number)
        if len(heard) > 1:
            signal.default_int_handler(number, frame)

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield lambda: bool(heard)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run(
    folder: Path,
    *,
    reload: Reload | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    on_start: Callable[[str, int | None], None] = lambda url, busy: None,  # noqa: ARG005 names say what is told
) -> None:
    """Serve `folder` until the user stops it; for the main thread.

    Args:
        folder: What is served.
        reload: What open pages are told.
        host: The address to listen on.
        port: The port to listen on, or the first to try.
        on_start: Called once with the address of the front page, and the port asked for where it was in use.

    Raises:
        TearsheetError: The server cannot listen.
    """
    with until_stopped() as asked, Server(folder, reload=reload, host=host, port=port) as server:
        on_start(server.url, port if port and server.port != port else None)
        server.wait(asked)
