"""Whether what pages link to elsewhere still answers. The only part of Tearsheet that asks the network.

Politely: HEAD first and GET only where HEAD is refused, one request a host at a time with a pause between, a name by
which we can be told from others, and no question asked twice within the age of the last answer. Pages are hostile: an
address on the local network is not asked unless the configuration allows it, nor is one that a redirect leads to.
"""

import ipaddress
import socket
import ssl
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import quote, urlsplit

import msgspec

from generator import __version__
from generator.checks.links import EXTERNAL_BROKEN, EXTERNAL_UNSURE
from generator.checks.markup import Outline
from generator.config import External
from generator.errors import Note

AGENT: Final = f"Tearsheet/{__version__} (link check; asks HEAD, one request at a time)"
_REFUSES: Final = frozenset({401, 402, 403, 405, 406, 407, 418, 429, 451, 501, 503, 999})
_HEADLESS: Final = frozenset({400, 403, 404, 405, 406, 410, 500, 501})
"""What servers answer to HEAD that would answer GET otherwise."""

_OK: Final = range(200, 400)
_SHOWN: Final = 3


class Verdict(msgspec.Struct, frozen=True, array_like=True):
    """What an address answered, and when."""

    status: int
    """Of HTTP; 0 where there was no answer, -1 where it was not asked."""

    why: str
    at: int
    """Seconds since 1970."""


class Refused(Exception):  # noqa: N818 - it never leaves this module
    """An address that must not be asked."""


def gather(outlines: Iterable[Outline], settings: External) -> dict[str, list[str]]:
    """Return the addresses that pages link to elsewhere: each to the sources of those pages."""
    found: dict[str, list[str]] = defaultdict(list)
    for outline in outlines:
        for link in outline.outgoing:
            url = f"https:{link}" if link.startswith("//") else link
            url = url.partition("#")[0]
            if not any(url.startswith(each) for each in settings.ignore) and outline.origin not in found[url]:
                found[url].append(outline.origin)
    return {url: origins for url, origins in found.items() if origins}


def ask(
    urls: Iterable[str],
    *,
    known: Mapping[str, Verdict],
    settings: External,
    now: int,
    sleep: Callable[[float], None],
) -> dict[str, Verdict]:
    """Return what each address answers, by the last answer where that is young enough.

    Args:
        urls: http and https addresses.
        known: Earlier answers.
        settings: Pauses, ages, limits.
        now: In seconds since 1970.
        sleep: Waits for so many seconds.
    """
    hosts: dict[str, list[str]] = defaultdict(list)
    made: dict[str, Verdict] = {}
    for url in dict.fromkeys(urls):
        last = known.get(url)
        days = settings.days if last and last.status in _OK else 1
        if last and now - days * 86_400 < last.at <= now:
            made[url] = last
        else:
            hosts[_host(url)].append(url)

    def one_host(mine: Sequence[str]) -> list[tuple[str, Verdict]]:
        answers = []
        for place, url in enumerate(mine):
            if place:
                sleep(settings.pause)
            answers.append((url, _asked(url, settings, now)))
        return answers

    with ThreadPoolExecutor(max_workers=settings.at_once) as crew:
        for answers in crew.map(one_host, hosts.values()):
            made.update(answers)
    return made


def findings(verdicts: Mapping[str, Verdict], linked: Mapping[str, Sequence[str]]) -> list[Note]:
    """Return a finding for each source that links to what does not answer."""
    notes = []
    for url, verdict in sorted(verdicts.items()):
        if verdict.status in _OK:
            continue
        rule = EXTERNAL_UNSURE if verdict.status < 0 or verdict.status in _REFUSES else EXTERNAL_BROKEN
        said = f"answers {verdict.status}" if verdict.status > 0 else verdict.why
        notes += [rule.at(origin, f"{url} {said}") for origin in linked.get(url, ())[:_SHOWN]]
    return notes


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.casefold()
    except ValueError:
        return ""


def _asked(url: str, settings: External, now: int) -> Verdict:
    try:
        status, why = _request(url, "HEAD", settings)
        if status in _HEADLESS:
            status, why = _request(url, "GET", settings)
    except Refused as reason:
        return Verdict(-1, str(reason), now)
    return Verdict(status, why, now)


def _request(url: str, method: str, settings: External) -> tuple[int, str]:
    """Return the status of an answer, 0 and the reason where there is none."""
    opener = urllib.request.build_opener(_Redirects(private=settings.private))
    try:
        parts = urlsplit(url)
        _check_public(parts.hostname or "", private=settings.private)
        plain = quote(url, safe="%/:=&?~#+!$,;'@()*[]")
        headers = {"User-Agent": AGENT, "Accept": "*/*"}
        request = urllib.request.Request(plain, method=method, headers=headers)  # noqa: S310 - http and https alone
        with opener.open(request, timeout=settings.timeout) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as error:
        error.close()
        return error.code, ""
    except urllib.error.URLError as error:
        return 0, f"does not answer: {_reason(error.reason)}"
    except (OSError, HTTPException, ValueError, UnicodeError) as error:
        return 0, f"does not answer: {_reason(error)}"


def _reason(error: object) -> str:
    if isinstance(error, TimeoutError):
        return "it takes too long"
    if isinstance(error, socket.gaierror):
        return "there is no such host"
    if isinstance(error, ssl.SSLError):
        return f"its certificate does not hold ({error.reason or error})"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _check_public(host: str, *, private: bool) -> None:
    """Refuse a host on this machine or the local network.

    Raises:
        Refused: It is one.
    """
    if private:
        return
    for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM):
        address = ipaddress.ip_address(str(found[4][0]).partition("%")[0])
        if not address.is_global:
            raise Refused("is on this machine or the local network, and was not asked")


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects with the same method, to public hosts alone."""

    def __init__(self, *, private: bool) -> None:
        self._private = private

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Return the next request."""
        parts = urlsplit(newurl)
        if parts.scheme not in ("http", "https"):
            raise Refused(f"leads to a {parts.scheme} address, and was not asked")
        _check_public(parts.hostname or "", private=self._private)
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following is not None:
            following.method = req.get_method()
        return following
