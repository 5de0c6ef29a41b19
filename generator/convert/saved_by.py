"""Where and when a page was saved, as the program that saved it noted: a browser, an extension, a web archive.

SingleFile, Internet Explorer and Chrome ("saved from url"), HTTrack and the Wayback Machine leave comments. What the
headers of a page that was saved as a mail (MHTML) say, `mail` has made one of, too.
"""

import datetime as dt
import email.utils
import re
from typing import Final, NamedTuple
from urllib.parse import unquote

from lxml import etree
from lxml.html import HtmlElement

from generator.convert.mail import NOTE
from generator.convert.stated import absolute
from generator.model import Moment, moment

_HTTRACK: Final = re.compile(
    r"Mirrored from (?P<url>\S+) by HTTrack.*?,\s*(?P<date>\w{3}, \d+ \w{3} \d{4} [\d:]+ \S+)?"
)
"""It leaves the scheme out."""

_NOTES: Final = (
    re.compile(r"Page saved with SingleFile\s+url:\s*(?P<url>\S+)(?:\s+saved date:\s*(?P<date>[^\n(]+))?"),
    _HTTRACK,
    re.compile(rf"{NOTE}\s+url:[ \t]*(?P<url>\S*)\s+date:[ \t]*(?P<date>[^\n]*)"),
    re.compile(r"saved from url=\(\d+\)\s*(?P<url>\S+)"),
    re.compile(r"FILE ARCHIVED ON (?P<time>\d\d:\d\d:\d\d) (?P<day>[A-Z][a-z]{2} \d\d, \d{4})"),
)
_SINGLE_FILE: Final = "%a %b %d %Y %H:%M:%S GMT%z"
_WAYBACK: Final = "%H:%M:%S %b %d, %Y %z"
_ARCHIVED: Final = re.compile(r"https?://web\.archive\.org/web/(?P<at>\d{14})(?:[a-z]{2}_)?/")


class Note(NamedTuple):
    """What is noted of a copy; None for what is not."""

    url: str | None = None
    at: Moment | None = None


def saved_by(tree: HtmlElement, *, timezone: str) -> Note:
    """Return where a page was saved from, and when, by the first comment that says so.

    Args:
        tree: The whole page.
        timezone: In which a time without one is read.
    """
    url, at = None, None
    root = tree.getroottree().getroot()
    # Not by XPath, which takes the cube of the number of those around the root.
    before = [*root.itersiblings(etree.Comment, preceding=True)]
    for comment in (*reversed(before), *root.iter(etree.Comment), *root.itersiblings(etree.Comment)):
        words = comment.text or ""
        found = next(filter(None, (note.search(words) for note in _NOTES)), None)
        if found is None:
            continue
        told = found.groupdict()
        noted = _whole(told.get("url") or "")
        url = url or absolute(noted if "//" in noted or found.re is not _HTTRACK else f"http://{noted}", None) or None
        at = at or _at(told, timezone)
    return Note(url, at)


def _whole(url: str) -> str:
    """Return an address that was noted with all of its signs encoded as it is."""
    return unquote(url) if url.lower().startswith(("http%3a", "https%3a")) else url


def _at(told: dict[str, str | None], timezone: str) -> Moment | None:
    if told.get("time"):
        return _read(f"{told['time']} {told['day']} +0000", _WAYBACK, timezone)
    value = (told.get("date") or "").strip()
    return _read(value, _SINGLE_FILE, timezone) if value else None


def _read(value: str, pattern: str, timezone: str) -> Moment | None:
    for read in (
        lambda: dt.datetime.strptime(value, pattern),  # noqa: DTZ007 the pattern has a zone
        lambda: email.utils.parsedate_to_datetime(value),
        lambda: value,
    ):
        try:
            return moment.of(read(), timezone=timezone)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
