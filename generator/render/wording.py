"""How a value reads whatever the language: which way a quote's change points, a host's name, a licence's, a script's.

Pure functions of a value; the templates' filters are these. What depends on the language of the interface is in
`phrasebook`.
"""

import functools
import re
from collections.abc import Sequence
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from generator.model import Basis, Row
from generator.render.phrasebook import msgid

Direction = Literal["ltr", "rtl"]
Trend = Literal["up", "down", "flat"]

_RIGHT_TO_LEFT: Final = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset({"adlm", "arab", "hebr", "nkoo", "syrc", "thaa"})
# A sign, a currency of up to three letters or one symbol, a figure: -0.2%, +R1,204.50.
_CHANGE: Final = re.compile(r"([+\-−–]?)\s*([^\d\s+\-−–]{0,3}[\d.,'\u00a0\u202f\u066b\u066c]*\d)")
_BASES: Final[dict[Basis, str]] = {
    "stated": "",
    "metadata": "",
    "editor": msgid("dated by the editor"),
    "url": msgid("date read from the address"),
    "dateline": msgid("date read from the dateline"),
    "inferred": msgid("date inferred"),
    "unknown": "",
}


def text_direction(lang: str) -> Direction:
    """Return the direction of a language tag's script: ``rtl`` for Arabic, Hebrew and their kin."""
    parts = lang.lower().split("-")
    scripts = [part for part in parts[1:] if len(part) == 4]  # noqa: PLR2004 - BCP 47: a script subtag has 4 letters
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if parts[0] in _RIGHT_TO_LEFT else "ltr"


_NO_LANGUAGE: Final = frozenset({"mis", "mul", "und", "zxx"})


@functools.cache
def language(tag: str) -> str:
    """Return a language's own name for itself (CLDR's), its tag where that is not known.

    A script or a region is told where the tag names it: ``português (Brasil)``. Of Chinese it is the script, by which
    readers choose, whichever of the two is named.
    """
    from babel.core import Locale, UnknownLocaleError

    named = {part.lower() for part in tag.split("-")[1:]}
    try:
        known = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return tag
    if tag.lower() in _NO_LANGUAGE:
        return tag
    chinese = known.language == "zh" and bool(named)
    script = known.script_name if chinese or (known.script or "").lower() in named else None
    region = known.territory_name if (known.territory or "").lower() in named and not chinese else None
    more = ", ".join(filter(None, (script, region)))
    return f"{known.language_name} ({more})" if more else known.language_name or tag


def basis(known: Basis) -> str:
    """Return what a reader should know of a date's origin, in English; nothing where the source states it."""
    return _BASES[known]


def trend(change: str | None) -> Trend | None:
    """Return which way a printed change points, None where it is no figure; zero is flat whatever its sign."""
    figure = _CHANGE.match((change or "").strip())
    if figure is None:
        return None
    if not any(digit.isdecimal() and int(digit) for digit in figure[2]):
        return "flat"
    return "down" if figure[1] in tuple("-−–") else "up"


def groups(rows: Sequence[Row]) -> list[tuple[str | None, list[Row]]]:
    """Return the rows of a panel by their group, groups in the order in which each first appears."""
    made: dict[str | None, list[Row]] = {}
    for row in rows:
        made.setdefault(row.group, []).append(row)
    return list(made.items())


def host(url: str) -> str:
    """Return the name of the host of a URL as people say it, without ``www.``; the URL itself where it has none."""
    try:
        name = urlsplit(url).hostname
    except ValueError:
        name = None
    return (name or url).removeprefix("www.")


def licence_name(spdx: str) -> str:
    """Return an SPDX identifier as its publisher writes it: ``CC BY-ND 4.0`` for ``CC-BY-ND-4.0``."""
    parts = spdx.split("-")
    if parts[0] != "CC" or len(parts) < 3:  # noqa: PLR2004 - CC, at least one condition, a version
        return spdx
    return f"CC {'-'.join(parts[1:-1])} {parts[-1]}"


def polyline(history: Sequence[float], *, width: int = 96, height: int = 24) -> str:
    """Return the points of a line through `history`, oldest first, in a box of `width` by `height` units."""
    low, high = min(history), max(history)
    step = (width - 2) / max(len(history) - 1, 1)
    middle = height / 2 if high == low else height - 1
    # Each share is taken before it is enlarged: between figures that hardly differ, a scale would be infinite.
    shares = [(value - low) / (high - low) if high > low else 0.0 for value in history]
    return " ".join(f"{1 + step * i:.1f},{middle - (height - 2) * share:.1f}" for i, share in enumerate(shares))


def letter_to(to: str, *, about: str, address: str, quoted: str = "") -> str:
    """Return where to write about a page: a mail, or an issue of a forge, that names the page; any other URL as it is.

    Args:
        to: A mail address or a URL. GitHub's, GitLab's, Forgejo's and Gitea's `…/issues/new` take a title and a text.
        about: What the letter is about.
        address: The page's.
        quoted: Words of the page to quote, such as its headline.
    """
    letter = f"> {quoted}\n> {address}\n\n" if quoted else f"\n\n{address}"
    subject, body = quote(about, safe=""), quote(letter, safe="")
    if to.startswith(("http://", "https://")):
        fields = ("issue[title]", "issue[description]") if "/-/issues/new" in to else ("title", "body")
        if not to.partition("?")[0].rstrip("/").endswith("/issues/new"):
            return to
        return f"{to}{'&' if '?' in to else '?'}{quote(fields[0])}={subject}&{quote(fields[1])}={body}"
    if "@" not in to:
        return to
    return f"mailto:{to.removeprefix('mailto:')}?subject={subject}&body={body}"
