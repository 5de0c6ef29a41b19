"""What the interface says in the site's language: the packaged catalogue, and the site's own over it.

A catalogue is a gettext file named by a language tag: `fr.po` in the package, `templates/locale/fr.po` in a site, where
single entries replace ours and the rest stays. `fr-CA` adds to `fr`. It is read once, with what CLDR knows of the
language, and kept as a product of the kernel: a build in which no catalogue changed reads none.

Sources: GNU gettext (the format, the plural rule of its header); Unicode CLDR by way of Babel.
"""

import datetime as dt
import gettext
import re
from importlib.resources import files
from io import BytesIO
from typing import Any, ClassVar, Final

import msgspec

from generator.build.sources import Setting
from generator.build.task import Fact, Fetch, Made, Stratum, Task
from generator.errors import Note, TemplateError, Where
from generator.outputs.theme import LOCALE, Theme, ThemeFile
from generator.render.phrasebook import ENGLISH, GERMANIC, Enumeration, Phrasebook

KEY = "interface"
PHRASES = "phrases"

_TRADITIONAL: Final = {"tw", "hk", "mo"}
_PLAIN: Final = {"en", "en-gb", "en-001"}
_FIRST: Final = {"fr": "1er"}
"""CLDR leaves the first of a month a cardinal number; good French does not."""

_PLACE: Final = re.compile(r"%\((\w+)\)s")
_SAMPLED: Final = 200
"""Numbers among which every plural category of a language is met, but for those of millions."""


class Interface(Fact[Phrasebook], frozen=True):
    """How the site's language says what the interface says."""

    after: ClassVar[int] = Stratum.CONVERT

    def __str__(self) -> str:
        return "the words of the interface"


def plan(theme: Theme) -> Task:
    """Return the task that reads the catalogues."""
    return Task(key=KEY, stratum=Stratum.CONVERT, make=Reading(theme), origin=f"{theme.folder}/{LOCALE}".rstrip("/"))


def read(product: bytes | None) -> Phrasebook:
    """Return what the task of `plan` made; English where it made nothing."""
    return msgspec.msgpack.decode(product, type=Phrasebook) if product else ENGLISH


class Reading(msgspec.Struct, frozen=True):
    """Reads the catalogues of the site's language."""

    theme: Theme

    def __call__(self, fetch: Fetch) -> Made:
        """Return the phrasebook.

        Raises:
            TemplateError: The site's own catalogue cannot be read; says its line.
        """
        lang = fetch(Setting("lang"))
        words: dict[str, tuple[str, ...]] = {}
        rule = GERMANIC
        for tag in chain(lang):
            own = dict.fromkeys((f"{LOCALE}{tag}.po", f"{LOCALE}{tag.replace('-', '_')}.po"))
            given = [(packaged(tag), f"{tag}.po of the package")]
            given += [(fetch(ThemeFile(name)), f"{self.theme.folder}/{name}") for name in own]
            for data, path in given:
                if data is not None:
                    rule, found = catalogue(data, path=path, tag=tag)
                    words |= found
        made = msgspec.structs.replace(conventions(lang), words=words, plural=rule)
        return Made(products={PHRASES: made}, notes=() if words or chain(lang)[0] == "en" else (self._unsaid(lang),))

    def _unsaid(self, lang: str) -> Note:
        return Note(
            severity="info",
            what=f"there is no catalogue for `{lang}`: what pages say around the articles is English",
            hint=f"write {self.theme.folder}/{LOCALE}{chain(lang)[0]}.po",
        )


def chain(lang: str) -> list[str]:
    """Return the tags under which catalogues for a language may stand, from the most general: ``fr``, ``fr-CA``."""
    parts = [part for part in lang.replace("_", "-").split("-") if part]
    made = [parts[0].lower() if parts else "en"]
    for part in parts[1:]:
        shaped = part.title() if len(part) == len("Hant") and part.isalpha() else part
        made.append(f"{made[-1]}-{part.upper() if len(part) == len('FR') else shaped}")
    if made[0] == "zh" and made[1:] and made[1].lower().removeprefix("zh-") in _TRADITIONAL:
        made.insert(1, "zh-Hant")
    return made


def packaged(tag: str) -> bytes | None:
    """Return our own catalogue of that very tag, None where there is none."""
    file = files("generator") / "locale" / f"{tag}.po"
    return file.read_bytes() if file.is_file() else None


def catalogue(data: bytes, *, path: str, tag: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Return a catalogue's plural rule, and its entries: English to its forms. Fuzzy and empty ones are left out.

    Args:
        data: The file, UTF-8.
        path: As the user would type it, for errors.
        tag: The language's.

    Raises:
        TemplateError: The file is no catalogue, or an entry does not fit what it translates.
    """
    from babel.messages.pofile import PoFileError, read_po

    try:
        data.decode("utf-8-sig")
        read = read_po(BytesIO(data.removeprefix(b"\xef\xbb\xbf")), locale=None, abort_invalid=True)
        rule = str(read.plural_expr) if data.find(b"Plural-Forms") >= 0 else _rule_of(tag)
        choose = gettext.c2py(rule)
    except UnicodeDecodeError as error:
        raise TemplateError(f"{path} is no UTF-8 text", where=Where(path), hint="save it as UTF-8") from error
    except PoFileError as error:
        raise TemplateError(f"cannot be read: {error.args[0]}", where=Where(path, (error.lineno or 0) + 1)) from error
    except (ValueError, LookupError, TypeError) as error:
        raise TemplateError(
            f"cannot be read: {error}",
            where=Where(path),
            hint="a catalogue is a gettext file, such as an editor for them writes",
        ) from error
    needed = max(choose(number) for number in range(_SAMPLED)) + 1
    made = {}
    for message in read:
        source = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        forms = tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)
        if not source[0] or message.fuzzy or not all(forms):
            continue
        at = Where(path, message.lineno or 1)
        if len(source) > 1 and len(forms) != needed:
            raise TemplateError(
                f"“{source[0]}” has {len(forms)} forms, the plural rule tells {needed} apart",
                where=at,
                hint="give one msgstr[…] for each",
            )
        _fits(source, forms, at)
        made[str(source[0])] = tuple(map(str, forms))
    return rule, made


def _fits(source: tuple[str, ...], forms: tuple[str, ...], at: Where) -> None:
    """Refuse a translation that names a place which its English does not have: printing would fail there."""
    places = {name for words in source for name in _PLACE.findall(words)}
    if not places:
        return
    for form in forms:
        try:
            form % dict.fromkeys(places, "")
        except (KeyError, TypeError, ValueError) as error:
            named = ", ".join(f"%({name})s" for name in sorted(places))
            raise TemplateError(
                f"“{form}” does not fit “{source[0]}”",
                where=at,
                hint=f"its places are {named}; a % alone is written %%",
            ) from error


def conventions(lang: str) -> Phrasebook:
    """Return a phrasebook without words: what CLDR knows of a language's dates, numbers and enumerations.

    Of a language that CLDR does not know, dates are as ISO 8601 writes them, which is at least never wrong.
    """
    tag = "-".join(chain(lang)[-1:])
    if tag.lower() in _PLAIN:
        return msgspec.structs.replace(ENGLISH, lang=lang)
    locale = _locale(lang)
    if locale is None:
        return msgspec.structs.replace(ENGLISH, lang=lang, days=(), months=())
    from babel.dates import match_skeleton

    def shape(skeleton: str) -> Any:
        known = locale.datetime_skeletons
        return known.get(skeleton) or known[match_skeleton(skeleton, known)]

    whole, partial, year = locale.date_formats["long"], shape("yMMMM"), shape("y")
    choose = locale.plural_form
    samples: dict[str, int] = {}
    for number in range(_SAMPLED):
        samples.setdefault(choose(number), number)
    samples.setdefault("other", 0)
    grouping = locale.decimal_formats[None].grouping
    return Phrasebook(
        lang=lang,
        samples=samples,
        days=tuple(_worded(whole, month, locale) for month in range(1, 13)),
        months=tuple(_worded(partial, month, locale) for month in range(1, 13)),
        year=_worded(year, 1, locale),
        first=_FIRST.get(locale.language, ""),
        timed=str(locale.datetime_formats["medium"]).replace("'", ""),
        group=locale.number_symbols["latn"]["group"],
        groups=(grouping[0], grouping[1]),
        both=_enumeration(locale, "standard"),
        either=_enumeration(locale, "or"),
    )


def _rule_of(tag: str) -> str:
    """Return a language's plural rule as gettext writes it: what a catalogue without one in its header means."""
    from babel.messages.plurals import get_plural

    known = _locale(tag)
    return str(get_plural(known).plural_expr) if known else GERMANIC


def _locale(lang: str) -> Any:
    """Return Babel's locale of a tag, or of the nearest more general one; None where it knows neither."""
    from babel.core import Locale, UnknownLocaleError

    for tag in reversed(chain(lang)):
        try:
            return Locale.parse("en-001" if tag == "en" else tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _worded(pattern: Any, month: int, locale: Any) -> str:
    """Return a date pattern for one month, with places for the day's number and the year."""
    from babel.dates import DateTimeFormat, parse_pattern

    class Fields(dict[str, str]):
        def __missing__(self, name: str) -> str:
            return str(formatted[name])

    formatted = DateTimeFormat(dt.date(2014, month, 28), locale)
    places = Fields({"d": "{d}", "dd": "{d:02}", "y": "{y}", "yyyy": "{y:04}"})
    return str(str(parse_pattern(pattern).format) % places)


def _enumeration(locale: Any, kind: str) -> Enumeration:
    known = locale.list_patterns.get(kind) or locale.list_patterns["standard"]
    return Enumeration(two=known["2"], start=known["start"], middle=known["middle"], end=known["end"])
