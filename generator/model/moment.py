"""What a date is: as precise as it was stated, and no more.

A `Moment` keeps the precision of its source (a year, a month, a day, an instant) and the earliest instant it can mean,
so that moments of every precision have one order.
"""

import datetime as dt
import re
import zoneinfo
from typing import Literal

import msgspec

Precision = Literal["year", "month", "day", "instant"]

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z")
_FIRST, _END = -62_135_596_800, 253_402_300_800
"""Of the years 1 to 9999 in UTC, the first second and the one after the last: a feed can state no other."""

_SHAPE = "a year, YYYY-MM, YYYY-MM-DD or an RFC 3339 time such as 2014-10-28T09:30:00+02:00"


class Moment(msgspec.Struct, frozen=True, order=False):
    """A point or a stretch of time, as stated."""

    text: str
    """ISO 8601, at its own precision: ``2014``, ``2014-10``, ``2014-10-28``, ``2014-10-28T09:30:00+02:00``."""

    precision: Precision

    start: int
    """The earliest instant it can mean, in seconds since 1970-01-01T00:00:00Z."""

    @property
    def year(self) -> int:
        """The year, as printed."""
        return int(self.text[:4])

    @property
    def month(self) -> int:
        """The month, 1 to 12; 0 where only a year is known."""
        return int(self.text[5:7]) if self.precision != "year" else 0


def parse(text: str, *, timezone: str) -> Moment:
    """Return the moment that `text` states.

    Args:
        text: A year, a month, a date, or an RFC 3339 time; a time without an offset is read in `timezone`.
        timezone: An IANA name, the site's own.

    Raises:
        ValueError: `text` is none of these, or no such day exists.
    """
    text = text.strip()
    zone = zoneinfo.ZoneInfo(timezone)
    partial = _PARTIAL.match(text)
    if partial:
        year, month, day = partial.groups()
        first = dt.datetime(int(year), int(month or 1), int(day or 1), tzinfo=zone)
        stated = first.date().isoformat()
        if day:
            return Moment(stated, "day", _seconds(first))
        if month:
            return Moment(stated[:7], "month", _seconds(first))
        return Moment(stated[:4], "year", _seconds(first))
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date: write {_SHAPE}") from None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=zone)
    return Moment(instant.isoformat(timespec="seconds"), "instant", _seconds(instant))


def of(value: object, *, timezone: str) -> Moment:
    """Return the moment that a value of YAML or TOML states: text, a number (a year), a date or a datetime.

    Raises:
        ValueError: The value states no moment.
    """
    if isinstance(value, dt.datetime):
        return parse(value.isoformat(), timezone=timezone)
    if isinstance(value, dt.date):
        return parse(value.isoformat(), timezone=timezone)
    if isinstance(value, int) and not isinstance(value, bool):
        return parse(f"{value:04}", timezone=timezone)
    if isinstance(value, str):
        return parse(value, timezone=timezone)
    raise ValueError(f"{value!r} is no date: write {_SHAPE}")


def _seconds(instant: dt.datetime) -> int:
    # Not .timestamp(): years before 1970 and naive arithmetic must agree on every platform.
    seconds = int((instant - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)).total_seconds() // 1)
    if not _FIRST <= seconds < _END:
        raise ValueError(f"{instant.isoformat()} lies outside the years 1 to 9999 in UTC")
    return seconds
