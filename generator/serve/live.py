"""How open pages are told: a stream of server-sent events, and the script and style put into each page to hear it.

Source: Server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from importlib import resources

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from generator.serve.reload import Reload

BASE = "/__tearsheet__/"
HEARTBEAT = 15.0
"""Seconds between two signs of life, so that nothing between server and window takes the stream for dead."""

_RETRY = 500  # milliseconds until a window whose stream broke tries again
_CLIENT = {
    "client.css": "text/css",
    "client.js": "text/javascript",
    "morph.js": "text/javascript",
    "stream.js": "text/javascript",
    "view.js": "text/javascript",
}


def dress(page: bytes, *, build: str, missing: bool, token: str = "") -> bytes:
    """Return a page with the client in it.

    Args:
        page: HTML.
        build: The build that printed the page or a later one; the page is told of those since.
        token: What lets the page ask as an editor; without it there is no editor's view.
        missing: Whether the page stands in for one that is not there; it then shows every problem.
    """
    flag = " data-missing" if missing else ""
    view = f'<script src="{BASE}view.js" data-token="{token}"></script>' if token and not missing else ""
    tags = (
        f'<link rel="stylesheet" href="{BASE}client.css">'
        f'<script src="{BASE}morph.js"></script>'
        f'<script src="{BASE}client.js" data-build="{build}"{flag}></script>{view}'
    ).encode()
    end = page.lower().rfind(b"</body>")
    return page + tags if end < 0 else page[:end] + tags + page[end:]


async def stream(reload: Reload, since: str) -> AsyncIterator[bytes]:
    """Yield events: at once what changed since the build `since`, then each build as it comes, to the server's end."""
    loop = asyncio.get_running_loop()
    rung = asyncio.Event()

    def bell() -> None:
        with contextlib.suppress(RuntimeError):  # a build that ends after the server has no one left to tell
            loop.call_soon_threadsafe(rung.set)

    with reload.listening(bell):
        yield f"retry: {_RETRY}\n\n".encode()
        told = ""
        while not reload.closed:
            rung.clear()
            if reload.build != told:
                news = reload.news(told or since)
                told = news.build
                yield b"id: %s\ndata: %s\n\n" % (told.encode(), msgspec.json.encode(news))
            try:
                await asyncio.wait_for(rung.wait(), HEARTBEAT)
            except TimeoutError:
                yield b": still here\n\n"


def routes(reload: Reload) -> list[Route]:
    """Return the addresses of the stream and of the client's own files."""
    files = {name: (resources.files("generator.serve") / name).read_bytes() for name in _CLIENT}

    async def events(request: Request) -> Response:
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        if request.method == "HEAD":
            return Response(headers=headers, media_type="text/event-stream")
        since = request.headers.get("last-event-id") or request.query_params.get("since", "")
        return StreamingResponse(stream(reload, since), headers=headers, media_type="text/event-stream")

    async def client(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in files:
            return Response(status_code=404)
        body = b"" if request.method == "HEAD" else files[name]
        return Response(body, headers={"Cache-Control": "no-store"}, media_type=_CLIENT[name])

    return [Route(f"{BASE}events", events), Route(f"{BASE}{{name}}", client)]
