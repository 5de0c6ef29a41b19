"""What an editor may ask and decide from a page of ours, and that nobody else may.

A question or a decision bears the token that only the script of this run's pages holds, comes from a page of this very
server (Host and Origin) and from this machine, and is small. What is told and done is the caller's.
"""

import hmac
import ipaddress
import secrets
from collections.abc import Callable

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from generator.errors import TearsheetError

LARGEST = 4096
"""Bytes of a decision, at most."""

TOKEN = "x-tearsheet-token"  # noqa: S105 the name of a header

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an editor decides of an entity of an article."""

    action: str
    at: str
    entity: str
    read: str = ""
    """What the file to be changed was when it was shown."""


class Editing(msgspec.Struct, frozen=True):
    """Who answers, and the token of this run."""

    view: Callable[[str, str], bytes | None]
    """From an address, and an entity or nothing: what is to be told, as JSON."""

    decide: Callable[[Decision], bytes]
    """Does it, and says what was done, as JSON.

    Raises:
        TearsheetError: It could not be done.
    """

    token: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))


def routes(editing: Editing, base: str) -> list[Route]:
    """Return the addresses of an editor's view."""

    async def view(request: Request) -> Response:
        if refused := _refused(request, editing.token):
            return refused
        asked = request.query_params
        told = await run_in_threadpool(editing.view, asked.get("at", ""), asked.get("entity", ""))
        return _said(told, 200) if told is not None else _said(b"null", 404)

    async def decide(request: Request) -> Response:
        if refused := _refused(request, editing.token):
            return refused
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return _wrong("a decision is JSON", 415)
        try:
            body = await _body(request)
            decision = msgspec.json.decode(body, type=Decision) if body is not None else None
        except msgspec.DecodeError:
            return _wrong("that is no decision", 400)
        if decision is None:
            return _wrong("that is too long for a decision", 413)
        try:
            return _said(await run_in_threadpool(editing.decide, decision), 200)
        except TearsheetError as error:
            return _wrong(str(error), 409)

    return [Route(f"{base}view", view, methods=["GET"]), Route(f"{base}decide", decide, methods=["POST"])]


def _refused(request: Request, token: str) -> Response | None:
    """Return the refusal of whoever is no page of ours on this machine."""
    headers = request.headers
    origin = headers.get("origin", "")
    ours = f"{request.url.scheme}://{headers.get('host', '')}"
    is_ours = origin == ours or (not origin and request.method == "GET")
    if not is_ours or headers.get("sec-fetch-site", "same-origin") != "same-origin" or not _is_here(request):
        return _wrong("only a page of this server, on this machine, may ask that", 403)
    if not hmac.compare_digest(headers.get(TOKEN, "").encode(), token.encode()):
        return _wrong("the page is of another run of the server: load it again", 403)
    return None


def _is_here(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


async def _body(request: Request) -> bytes | None:
    """Return what was sent, None where it is too long."""
    read = b""
    try:
        async for part in request.stream():
            read += part
            if len(read) > LARGEST:
                return None
    except ClientDisconnect:
        return None
    return read


def _said(body: bytes, status: int) -> Response:
    return Response(body, status, _HEADERS, "application/json")


def _wrong(what: str, status: int) -> Response:
    return _said(msgspec.json.encode({"error": what}), status)
