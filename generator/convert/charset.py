"""Which characters the bytes of a text are that is not marked, or not well-formed, as Unicode.

A text of Unicode that is damaged in places is mended there. UTF-16 and UTF-32 without a mark are known by where their
zero bytes, or blanks, stand. Of the older encodings those of several bytes a letter are told by charset-normalizer;
those of one byte by what language they make: its letters, its function words, its punctuation where punctuation stands.
"""

import math
import re
from typing import Final, NamedTuple

from generator.convert import language
from generator.text import pattern

_SAMPLE: Final = 32_768
"""Bytes that are looked at, at most: of the lines that are not ASCII."""

_SINGLE: Final = (
    *("cp1252", "iso8859_15", "cp1250", "cp1251", "koi8_r", "mac_roman", "cp1256", "cp1255", "cp1253", "cp1254"),
    *("iso8859_2", "cp1257", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "koi8_u", "cp866", "mac_cyrillic"),
    *("mac_latin2", "iso8859_9", "cp850", "cp852", "cp437", "cp874"),
)
"""Encodings of one byte a character; the first of equals is taken."""

_MANY: Final = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
_EAST: Final = pattern(r"[\u3041-\u30fe\u3400-\u9fff\uac00-\ud7a3]")
_COMMON: Final = pattern(
    "[\u3041-\u3096\u30a1-\u30fc"
    "的一是不了在人有我他这個个們们中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過发發后後作里裡用道行所然家种種"
    "事成方多经經去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想日月市新区區长長第公"
    "이다는을의에가고하지로기사도를한리은어인시자나아서대정있그것으해라일전주장적수부보년과들제원동안국만성상구여면]"
)
_USUAL: Final = 0.18
"""Share of the commonest characters in Chinese, Japanese and Korean, at least; in what is none, next to none are."""

_LETTERS: Final = {
    "en": "éèêëïöüñçáíóôâàäåøæœ",
    "fr": "éèêëàâçîïôùûüœæÿñ",
    "de": "äöüßéèàâç",
    "es": "áéíóúüñªº",
    "pt": "áâãàçéêíóôõúüªº",
    "it": "àèéìòùîç",
    "nl": "éëèïöüóêáç",
    "af": "êëéèôûîïáíóúö",
    "sv": "åäöéüà",
    "da": "æøåéöäü",
    "nb": "æøåéòôöäü",
    "fi": "äöåéšž",
    "pl": "ąćęłńóśźżé",
    "cs": "áčďéěíňóřšťúůýžľĺŕôä",
    "hu": "áéíóöőúüű",
    "ro": "ăâîșțşţé",
    "tr": "çğıöşüâîû",
}
_ANY: Final = "éèêëàâäáãåæçíìîïñóòôõöøúùûüßœ"
"""Letters of Western Europe, for a text whose language its words leave open."""

_SIGNS: Final = frozenset("“”‘’„‚«»‹›–—…€£§°·•©®™¿¡\u00a0")
_SIGNS_THERE: Final = _SIGNS | frozenset("\u200e\u200f،؛؟ـ№״׳")
"""Punctuation of Latin letters, and beyond them."""

_LEGIBLE: Final = 0.97
_BLANK: Final = 0.01
"""Shares of usual characters and of blanks in a text of two or four bytes a character, at least."""

_LONGEST_LETTER: Final = 4
"""Bytes of a character in UTF-8, at most."""

_POOR: Final = -0.5
_RUN: Final = 2.2
"""Letters of a word beyond ASCII, on average, from which a text is in another script than Latin."""

_TELLING: Final = 0.05
"""Share of a text's words that are function words of one language, from which that is what it is in."""

_WORDS_OF_ONE: Final = frozenset("àéèóáåöøæıúíêôòäâ")
_ALONE: Final = pattern(r"(?<![^\s(])[^\x00-\x7f\W\d_](?!\S)")
_ODD_CASE: Final = pattern(r"[a-zß-öø-ÿа-яё][A-ZÀ-ÖØ-ÞĂ-ŽА-ЯЁ]")
_ALPHABETS: Final = {
    "ru": "а-яА-ЯёЁ",
    "bg": "а-ъьюяА-ЪЬЮЯ",
    "uk": "а-щьюяєіїґА-ЩЬЮЯЄІЇҐ",
    "sr": "а-ижлц-шђјљњћџА-ИК-ПР-ФХЦ-ШЂЈЉЊЋЏк-пр-фх",
    "ar": "\u0621-\u0652",
    "fa": "\u0621-\u0652پچژگیک",
    "ur": "\u0621-\u0652\u0679-\u06d3",
    "he": "א-ת\u05b0-\u05c2",
    "el": "\u0386-\u03ce",
    "th": "\u0e01-\u0e5b",
}
_WRITTEN_IN: Final = {name: pattern(f"[{letters}]") for name, letters in _ALPHABETS.items()}
"""Letters of languages beyond Latin."""

_BLANKS: Final = pattern(r"[ \n\r\t\u3000、。，！？「」“”：]")
_PLAIN: Final = pattern(
    r"[\n\r\t -~\u00a0-\u02af\u0370-\u052f\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u2010-\u2027\u2030-\u205e\u20ac"
    r"\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef\ufeff]"
)


class Guess(NamedTuple):
    """What a text's bytes were taken for."""

    text: str
    encoding: str
    mended: tuple[int, ...] = ()
    """Where in the text bytes stand that were no Unicode."""


def characters(data: bytes) -> Guess | None:
    """Return the characters of bytes that are no well-formed UTF-8, None where they are no text."""
    if b"\x00" in data or not _likely_bytes(data):
        return _wide(data)
    damaged = _damaged(data)
    if damaged:
        return damaged
    sample = _sample(data)
    encoding = _eastern(sample) or _single(sample) or _other(sample) or "cp1252"
    return Guess(data.decode(encoding, errors="replace"), encoding)


def _likely_bytes(data: bytes) -> bool:
    """Say whether lines or blanks stand among the bytes as they do in a text of one or several bytes a letter."""
    return len(data) % 2 == 1 or b"\n\x00" not in data[:_SAMPLE]


def _wide(data: bytes) -> Guess | None:
    """Return a text of two or four bytes a character that has no mark at its head."""
    best: tuple[float, str] | None = None
    for encoding, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        if len(data) % width:
            continue
        text = data[: _SAMPLE // 4 * 4].decode(encoding, errors="replace")
        plain = len(_PLAIN.findall(text)) / (len(text) or 1)
        blank = len(_BLANKS.findall(text)) / (len(text) or 1)
        if plain > _LEGIBLE and blank > _BLANK and (best is None or plain + blank > best[0]):
            best = (plain + blank, encoding)
    return Guess(data.decode(best[1], errors="replace"), best[1]) if best else None


def _damaged(data: bytes) -> Guess | None:
    """Return a text of UTF-8 with some bytes in it that are not, each read as Windows-1252; None where it is none."""
    loose = data.decode("utf-8", errors="surrogateescape")
    strange = [at for at, sign in enumerate(loose) if "\udc80" <= sign <= "\udcff"]
    sound = sum(sign > "\x7f" for sign in loose) - len(strange)
    # Where the bytes of some other encoding happen to be UTF-8, most are not.
    cut = len(strange) < _LONGEST_LETTER and strange == list(range(len(loose) - len(strange), len(loose)))
    if not strange or sound < 4 * len(strange):
        return Guess(loose[: strange[0]], "utf-8", ()) if strange and cut and sound else None
    if cut:
        return Guess(loose[: strange[0]], "utf-8", (strange[0] - 1,))
    # Half of a pair of UTF-16 that somebody wrote as three bytes (CESU-8) is a pair again, or nothing.
    paired = re.sub(r"\udced([\udca0-\udcbf])([\udc80-\udcbf])", _half, loose)
    paired = paired.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    text = re.sub(r"[\udc80-\udcff]", lambda found: _western(ord(found[0]) - 0xDC00), paired)
    return Guess(re.sub(r"[\ud800-\udfff]", "\ufffd", text), "utf-8", tuple(strange))


def _half(found: re.Match[str]) -> str:
    high, low = ord(found[1]) - 0xDC00, ord(found[2]) - 0xDC00
    code = 0xD000 | (high & 0x3F) << 6 | (low & 0x3F)
    return chr(code)


def _western(byte: int) -> str:
    return bytes([byte]).decode("cp1252", errors="replace")


def _sample(data: bytes) -> bytes:
    """Return the lines that are not ASCII, up to a limit, whole."""
    taken, size = [], 0
    for line in re.finditer(rb"[^\r\n]*[\x80-\xff\x1b][^\r\n]*", data):
        taken.append(line[0][:_SAMPLE])
        size += len(taken[-1]) + 1
        if size > _SAMPLE:
            break
    return b"\n".join(taken)


def _eastern(sample: bytes) -> str | None:
    """Return in which encoding of several bytes a letter a text is full of the commonest characters, if in any."""
    best: tuple[float, str] | None = None
    for encoding in _MANY:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = sum(sign > "\x7f" for sign in text)
        usual = len(_COMMON.findall(text)) / (strange or 1)
        if usual > _USUAL and len(_EAST.findall(text)) > strange // 2 and (best is None or usual > best[0]):
            best = (usual, encoding)
    return best[1] if best else None


def _other(sample: bytes) -> str | None:
    """Return what charset-normalizer takes a text for that reads well in no encoding that is known here."""
    import charset_normalizer

    match = charset_normalizer.from_bytes(sample).best()
    return match.encoding if match else None


def _single(sample: bytes) -> str | None:
    # In a script of its own whole words are strange; in Latin one letter here and there is, and a sign between words.
    runs = re.findall(rb"[\x80-\xff]+", sample)
    foreign = sum(map(len, runs)) > _RUN * len(runs)
    best: tuple[float, str | None] = (_POOR, None)
    for encoding in _SINGLE:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        worth = _foreign(text) if foreign else _latin(text)
        if worth > best[0]:
            best = (worth, encoding)
    return best[1]


def _foreign(text: str) -> float:
    """Return how well a text reads in a script of its own: in the letters of one language, and in its words."""
    strange = [sign for sign in text if sign > "\x7f"]
    if not strange:
        return -math.inf
    share, name = language.likeliest(text)
    if name not in _WRITTEN_IN:
        share, name = 0.0, max(_WRITTEN_IN, key=lambda name: len(_WRITTEN_IN[name].findall(text)))
    inside = len(_WRITTEN_IN[name].findall(text)) + sum(sign in _SIGNS_THERE for sign in strange)
    return (3 * inside / len(strange) - 2) * (1 + 4 * share) - _odd(text, strange)


def _latin(text: str) -> float:
    """Return how well a text reads in Latin letters: the strange ones are those of its language, or signs."""
    strange = [sign for sign in text if sign > "\x7f"]
    if not strange:
        return -math.inf
    share, name = language.likeliest(text)
    letters = _LETTERS.get(name, _ANY) if share > _TELLING else _ANY
    good = sum(sign in letters or sign.lower() in letters or sign in _SIGNS for sign in strange)
    alone = sum(found[0].lower() not in _WORDS_OF_ONE for found in _ALONE.finditer(text))
    return (2 * good - 2 * alone - len(strange)) / len(strange) - _odd(text, strange)


def _odd(text: str, strange: list[str]) -> float:
    """Return how often a capital follows a small letter in one word, to each strange character."""
    return len(_ODD_CASE.findall(text)) / len(strange)


def escaped(data: bytes) -> Guess | None:
    """Return a text of ISO 2022, whose bytes are all ASCII: escapes say which letters follow."""
    for encoding in ("iso2022_kr",) if b"\x1b$)C" in data else ("iso2022_jp_2", "iso2022_jp_ext"):
        try:
            return Guess(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    return None
