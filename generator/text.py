"""What a string becomes: slugs, near names, excerpts. Pure functions over text."""

import difflib
import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import cast
from urllib.parse import quote, urlsplit

SLUG_BYTES = 80
"""The longest slug; DESIGN fixes it so that a path stays under every host's limit."""

TYPESET = "’“”—–‘…"
"""Signs that part words, in texts whose words are ASCII otherwise."""

_PLAIN = bytes([*b"\n", *range(0x20, 0x7F)])
_UNSAFE = re.compile(r"[^\w]+|_+")
_PLAIN_URI = re.compile(r"(?:[\w.~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")
_LOOSE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
# Letters that NFKD leaves whole, with the spelling that passports and libraries use (ALA-LC).
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "ø": "o",
        "œ": "oe",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "ŋ": "n",
        "þ": "th",
    }
)


class _Pattern:
    """Compiles a pattern when it is first asked for something; from then on it answers as the compiled one does."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        made = re.compile(self._source, self._flags)
        vars(self).update({each: getattr(made, each) for each in dir(made) if not each.startswith("_")})
        return getattr(made, name)


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that costs nothing until it is used: a site without captures needs none of theirs.

    A mistake in it is reported at its first use.
    """
    return cast("re.Pattern[str]", _Pattern(source, flags))


def marks(text: str | bytes) -> frozenset[str]:
    """Return the characters of a text but for ASCII that is printed and line feeds: few, in Latin letters.

    Of its bytes in UTF-8, where they are at hand, they are had sooner.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return frozenset(data.translate(None, _PLAIN).decode("utf-8", "surrogatepass"))


@functools.lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Return `text` as one path segment: NFKC, lower case, ASCII where it can be, at most 80 bytes.

    A longer one is cut at a hyphen and gets a digest suffix; an empty one becomes ``x-<digest>``.
    Scripts without an ASCII form keep their letters.
    """
    plain = text.lower().replace("'", "") if text.isascii() else _folded(text)
    made = _UNSAFE.sub("-", plain).strip("-")
    if not made:
        return f"x-{_tag(text)}"
    if len(made.encode()) <= SLUG_BYTES:
        return made
    suffix = _tag(text)
    head = made.encode()[: SLUG_BYTES - len(suffix) - 1].decode(errors="ignore")
    return f"{head.rsplit('-', 1)[0] if '-' in head[40:] else head}-{suffix}".replace("--", "-")


def identifier(text: str) -> str:
    """Return `text` as an id of a to z, digits and hyphens: its slug, or ``x-<digest>`` where it has others."""
    made = slug(text)
    return made if made.isascii() else f"x-{_tag(text)}"


def _folded(text: str) -> str:
    """Return what is lower case and without apostrophes and marks for any script; ASCII needs less."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", folded.replace("'", "").replace("’", ""))
        if not unicodedata.combining(letter) or not _latin(letter)
    )
    return unicodedata.normalize("NFC", plain)


def _latin(mark: str) -> bool:
    """Say whether a combining mark is of the Latin, Greek or Cyrillic kind, which slugs drop."""
    return "\u0300" <= mark <= "\u036f"


def _tag(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def uri(url: str) -> str:
    """Return an absolute URL in ASCII, as RFC 3986 has it: a host by IDNA, all else that it lacks escaped."""
    if url.isascii() and _PLAIN_URI.fullmatch(url):
        return url
    plain = url
    try:
        host = urlsplit(url).hostname or ""
        if not host.isascii():
            plain = re.sub(re.escape(host), host.encode("idna").decode(), url, count=1, flags=re.IGNORECASE)
    except ValueError:
        pass  # no name that a resolver knows: it is escaped as all else is
    return quote(_LOOSE_PERCENT.sub("%25", plain), safe="%:/?#[]@!$&'()*+,;=~", errors="replace")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known name nearest to a misspelt one, or an empty string."""
    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint such as ``did you mean `title`?``, or an empty string."""
    found = nearest(word, known)
    return f"did you mean `{found}`?" if found else ""


def excerpt(text: str, *, limit: int = 160) -> str:
    """Return the first whole sentences of `text` within `limit` characters, else whole words and an ellipsis."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    cut = flat[: limit + 1]
    for end in (". ", "? ", "! ", "。"):
        place = cut.rfind(end)
        if place > limit // 2:
            return cut[: place + 1]
    return cut.rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"


class _Counted(dict[str, int]):
    """How many words stand in a piece of text without white space; most pieces are met again and again."""

    def __missing__(self, piece: str) -> int:
        count = len(_WORD.findall(piece))
        if len(piece) <= _SHORT:
            if len(self) >= _KEPT:
                self.clear()
            self[piece] = count
        return count


_SHORT = 40
_KEPT = 20_000
_counted = _Counted()


def count_words(text: str) -> int:
    """Return the number of words, apostrophes and hyphens inside a word not counted as breaks."""
    return sum(map(_counted.__getitem__, text.split()))


def level(text: str) -> str:
    """Return a text, letter for letter, with straight apostrophes, and spaces for line breaks, tabs and fixed spaces.

    In a few searches: `str.translate` looks each letter up, and takes a hundred times as long where one is not ASCII.
    """
    text = text.replace("\n", " ").replace("\t", " ")
    return text if text.isascii() else text.replace("’", "'").replace("‘", "'").replace("\u00a0", " ")
