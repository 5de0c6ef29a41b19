"""One folder over HTTP, as a static host would show it, and safely: what is asked for, by whom, and what is answered.

A page of a stranger can make a browser ask this server (and by DNS rebinding read the answer), so the host asked for
must be ours. Only GET and HEAD are answered, and only with files of the folder.
"""

import ipaddress
import socket
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from generator.serve import live
from generator.serve.editing import Editing
from generator.serve.editing import routes as editing_routes
from generator.serve.files import locate, media_type
from generator.serve.reload import Reload

_NOTHING = (
    b'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Not found</title>\n'
    b"<body>\n<h1>Nothing is printed at this address</h1>\n</body>\n</html>\n"
)
_KEPT = ("cache-control", "etag", "last-modified", "x-content-type-options")


def app(
    folder: Path,
    *,
    reload: Reload | None = None,
    editing: Editing | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
) -> ASGIApp:
    """Return the application that shows `folder`.

    Args:
        folder: What is served; it may be empty, or not yet there.
        reload: What open pages are told; without it they are served as they are.
        editing: Who answers an editor, on pages that are told.
        host: The address the server is bound to; with an unspecified one (`0.0.0.0`, `::`) any literal address of this
            machine and its own name are answered too.
        port: The port that the browser must name.
    """

    def answer(request: Request) -> Response:
        return _answer(request, folder=folder, reload=reload, token=editing.token if editing else "")

    theirs = editing_routes(editing, live.BASE) if reload and editing else ()
    routes = [*theirs, *(live.routes(reload) if reload else ()), Route("/{address:path}", answer)]
    return _guarded(Starlette(routes=routes), host=host.lower(), port=port)


def _answer(request: Request, *, folder: Path, reload: Reload | None, token: str) -> Response:
    """Return the file asked for, the way to it, or the folder's own word that nothing is there."""
    address: str = request.scope["path"]
    build = reload.build if reload else ""  # asked before the file is read: a page may be newer than it says, not older
    file = locate(folder, address)
    if reload and file is None:
        reload.ask(address)
    if file is None and not address.endswith("/") and locate(folder, f"{address}/"):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{quote(address)}/{query}", headers={"Cache-Control": "no-cache"})
    try:
        if file is None:
            standing_in = locate(folder, "/404.html")
            page = standing_in.read_bytes() if standing_in else _NOTHING
            return _page(request, page, build=build, token=token, status=404)
        if reload and media_type(file).startswith("text/html"):
            reload.ask(address)
            return _page(request, file.read_bytes(), build=build, token=token, status=200)
        return _file(request, file)
    except OSError:  # gone since, or not ours to read
        return _page(request, _NOTHING, build=build, token=token, status=404)


def _page(request: Request, page: bytes, *, build: str, token: str, status: int) -> Response:
    """Return a page from memory, with the client in it where there are builds to hear of."""
    body = live.dress(page, build=build, token=token, missing=status != 200) if build else page  # noqa: PLR2004 HTTP's own number
    headers = {
        "Cache-Control": "no-store" if build else "no-cache",
        "Content-Length": str(len(body)),
        "X-Content-Type-Options": "nosniff",
    }
    return Response(b"" if request.method == "HEAD" else body, status, headers, "text/html")


def _file(request: Request, file: Path) -> Response:
    """Return a file, whole or the ranges asked for, or the word that the browser's copy is good."""
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    response = FileResponse(file, headers=headers, media_type=media_type(file), stat_result=file.stat())
    if _is_known(request.headers, response.headers):
        return Response(status_code=304, headers={name: response.headers[name] for name in _KEPT})
    return response


def _is_known(asked: Headers, answered: MutableHeaders) -> bool:
    """Say whether the browser holds this version. Source: RFC 9110, section 13.2.2."""
    if tags := asked.get("if-none-match"):
        return tags.strip() == "*" or answered["etag"] in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    try:
        held = parsedate_to_datetime(asked["if-modified-since"])
        return held >= parsedate_to_datetime(answered["last-modified"])
    except (KeyError, ValueError, TypeError):  # not asked, not a date, a date without a zone
        return False


def _guarded(inner: ASGIApp, *, host: str, port: int) -> ASGIApp:
    """Return `inner`, answering only requests for a host that is ours."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_ours(Headers(scope=scope).get("host", ""), host=host, port=port):
            await inner(scope, receive, send)
            return
        refusal = PlainTextResponse(f"This server answers for localhost:{port} and {host}:{port} only.\n", 421)
        await refusal(scope, receive, send)

    return guarded


def _is_ours(asked: str, *, host: str, port: int) -> bool:
    """Say whether a `Host` header names this server.

    A rebound name is a name: literal addresses are safe wherever the server listens on all of them.
    """
    try:
        parts = urlsplit(f"//{asked}")
        name, number = parts.hostname, parts.port or 80
    except ValueError:
        return False
    if name is None or number != port or parts.netloc != asked or "@" in asked:
        return False
    if name in {"localhost", "127.0.0.1", "::1", host}:
        return True
    machine = socket.gethostname().lower()
    return _is_everywhere(host) and (_is_literal(name) or name in {machine, f"{machine}.local"})


def _is_everywhere(host: str) -> bool:
    return not host or (_is_literal(host) and ipaddress.ip_address(host).is_unspecified)


def _is_literal(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
