"""How one language says what the interface says: its words and plurals, dates, numbers and enumerations.

A value made once from a catalogue and from CLDR (by Babel, in `outputs.interface`) and kept, so that printing loads
neither. Words are looked up by their English, which is what a reader gets where a catalogue has none. Dates keep their
own precision. Pure functions of what they are given.
"""

import functools
import gettext
import re
from collections.abc import Callable, Sequence
from typing import Final, Literal

import msgspec
from markupsafe import Markup

from generator.model import Moment

GERMANIC: Final = "n != 1"
"""English's own plural rule, as a catalogue writes it."""

_CLOCK: Final = re.compile(r"T(\d\d:\d\d)(?::\d\d)?(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))?\Z")
_MONTHS: Final = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - read as a line
)


def msgid(words: str) -> str:
    """Return `words`, which a catalogue translates where they are printed; this marks them for it."""
    return words


class Enumeration(msgspec.Struct, frozen=True, kw_only=True):
    """How names are listed, as CLDR's list patterns say: ``{0}, {1}``."""

    two: str = "{0} and {1}"
    start: str = "{0}, {1}"
    middle: str = "{0}, {1}"
    end: str = "{0} and {1}"

    def of(self, items: Sequence[str]) -> str:
        """Return the items as a phrase; markup where one of them is."""
        if len(items) < 2:  # noqa: PLR2004 - nothing to join
            return items[0] if items else ""
        if len(items) == 2:  # noqa: PLR2004 - a pair has its own pattern
            return _filled(self.two, *items)
        made = _filled(self.end, items[-2], items[-1])
        for place, item in enumerate(reversed(items[:-2]), start=3):
            made = _filled(self.start if place == len(items) else self.middle, item, made)
        return made


class Phrasebook(msgspec.Struct, frozen=True, kw_only=True):
    """What templates and views are worded by. The default is English as most of the world writes it."""

    lang: str = "en"
    """The language of dates and numbers: the site's."""

    words: dict[str, tuple[str, ...]] = {}
    """From English to the forms of a catalogue: one, or as many as its plural rule tells apart."""

    plural: str = GERMANIC
    """Which form goes with the number ``n``, as the header of a catalogue says."""

    samples: dict[str, int] = msgspec.field(default_factory=lambda: {"one": 1, "other": 2})
    """A number for each of CLDR's plural categories that the language has: scripts choose by category."""

    days: tuple[str, ...] = tuple(f"{{d}} {month} {{y}}" for month in _MONTHS)
    """A day of each month, with places for its number and the year."""

    months: tuple[str, ...] = tuple(f"{month} {{y}}" for month in _MONTHS)
    year: str = "{y}"
    first: str = ""
    """How the first day of a month is numbered, where not by a 1."""

    timed: str = "{1}, {0}"
    """A time ``{0}`` on a day ``{1}``."""

    group: str = ","
    """What stands between groups of digits."""

    groups: tuple[int, int] = (3, 3)
    """How long the last group is, and those before it."""

    both: Enumeration = Enumeration()
    either: Enumeration = Enumeration(two="{0} or {1}", end="{0} or {1}")

    def gettext(self, message: str, **values: object) -> str:
        """Return what English says as `message`, with values in the places ``%(name)s``."""
        said = self.words.get(message, (message,))[0]
        return said % values if values else said

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """Return the form that goes with `number`, which stands in the place ``%(n)s``."""
        forms = self.words.get(one)
        if forms is None or len(forms) < 2:  # noqa: PLR2004 - Chinese has one form for every number
            said = forms[0] if forms and _rule(self.plural)(number) == 0 else one if number == 1 else many
        else:
            said = forms[_rule(self.plural)(number)]
        return said % {"n": self.number(number), **values}

    def forms(self, one: str, many: str, **values: object) -> dict[str, str]:
        """Return the form of each plural category, with ``{}`` in the number's place: for a script to choose."""
        return {
            category: self.ngettext(one, many, number, **values, n="{}") for category, number in self.samples.items()
        }

    def number(self, number: int) -> str:
        """Return a whole number with its digits in groups: ``1,204``."""
        digits = str(abs(number))
        last, others = self.groups
        parts = [digits[-last:]]
        rest = digits[:-last]
        while rest:
            parts.append(rest[-others:])
            rest = rest[:-others]
        return ("−" if number < 0 else "") + self.group.join(reversed(parts))

    def day(self, moment: Moment) -> str:
        """Return the date as it is known and no more: ``28 October 2014``, ``October 2014``, ``2014``."""
        if not self.days:
            return moment.text[:10]
        if moment.precision == "year":
            return self.year.format(y=moment.year)
        if moment.precision == "month":
            return self.months[moment.month - 1].format(y=moment.year)
        number = int(moment.text[8:10])
        return self.days[moment.month - 1].format(d=self.first if self.first and number == 1 else number, y=moment.year)

    def instant(self, moment: Moment) -> str:
        """Return the date, and the time with its zone where that is known: ``28 October 2014, 09:30 UTC+2``."""
        clock = _CLOCK.search(moment.text)
        if not clock:
            return self.day(moment)
        time, sign, hours, minutes = clock.groups()
        zone = "UTC"
        if sign and (hours, minutes) != ("00", "00"):
            zone += f"{'−' if sign == '-' else '+'}{int(hours)}{'' if minutes == '00' else f':{minutes}'}"
        return self.timed.replace("{1}", self.day(moment)).replace("{0}", f"{time} {zone}")

    def listed(self, items: Sequence[str], kind: Literal["and", "or"] = "and") -> str:
        """Return the items as an enumeration: ``Ada, Ben and Cleo``; markup where one of them is."""
        return (self.both if kind == "and" else self.either).of(items)


ENGLISH: Final = Phrasebook()


def _filled(pattern: str, one: str, other: str) -> str:
    before, _, rest = pattern.partition("{0}")
    between, _, after = rest.partition("{1}")
    if isinstance(one, Markup) or isinstance(other, Markup):
        return Markup(before) + one + between + other + after  # noqa: S704 - CLDR's own pattern
    return f"{before}{one}{between}{other}{after}"


@functools.cache
def _rule(plural: str) -> Callable[[int], int]:
    return gettext.c2py(plural)
