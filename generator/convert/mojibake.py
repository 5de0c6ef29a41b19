"""Which words of a text were read in a wrong encoding before it came to us, such as ``cafÃ©``, and what they were.

Repaired only where it is certain: a whole line, taken back to the bytes it was read from, is well-formed UTF-8, ftfy
finds the same, and the letters are those of living languages. A line that is only partly so is left and reported.

Source of the method: R. Speer, ftfy, https://ftfy.readthedocs.io/
"""

from typing import Final, NamedTuple

from generator.text import marks, pattern

_AFTER: Final = "\x80-\x9f¡-ª¬-º¼-¿€‚ƒ„†‡ˆ‰Š‹ŒŽ‘•˜™š›œžŸ"
_SUSPECT: Final = pattern(
    # What it may begin with comes first, and then what must follow which: so a text is gone through quickly.
    r"[ÃÂâð√‚├ΓРСÄ-ï](?:(?<=[ÃÂ])"
    rf"[{_AFTER}\u00a0«»…’“”–—]|(?<=Ã)(?=\s[a-z])|(?<=â)[€\x80-\x9f„‚]|(?<=ð)Ÿ|(?<=[Ä-ï])[{_AFTER}]"
    r"|(?<=√)[©®†°§≠™∫ºª]|(?<=‚)Ä|(?<=├)[^\s─-╬]|(?<=Γ)Ç"
    r"|(?<=[РС])[\u00a0-\u00bf\u0402-\u040f\u0452-\u045f\u0490\u0491Ђ-Џ°-џ‚„…†‡€‰‹‘’“”•–—™›]"
    r"(?:[РС][\u00a0-\u00bf\u0402-\u040f\u0452-\u045f\u0490\u0491Ђ-Џ°-џ‚„…†‡€‰‹‘’“”•–—™›]){2})"
)
_LEADS: Final = frozenset("ÃÂâð√‚├ΓРС")
_LEAD: Final = pattern("[ÃÂâð√‚├ΓРСÄ-ï]")
_OPENS: Final = pattern("[Ä-ï]")
_FOLLOWS: Final = pattern(f"[{_AFTER}]")
"""What a misread letter begins with; the last two make one only together."""

_LIVING: Final = pattern(
    r"[\x00-\x7f\u00a0-\u017f\u0218-\u021b\u02c6\u02dc\u0384-\u045f\u0490\u0491\u05d0-\u05ea\u05f3\u05f4\u060c-\u06d4"
    r"\u0900-\u097f\u0e01-\u0e5b\u1e00-\u1eff\u200b-\u200f\u2010-\u2044\u20a0-\u20bf\u2100-\u2122\u2190-\u21ff"
    r"\u2500-\u27bf\u2b00-\u2bff\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\ufe0f\ufeff\uff00-\uffef\U0001f000-\U0001faff]*"
)
_UNSURE: Final = frozenset({"decode_inconsistent_utf8", "replace_lossy_sequences", "fix_c1_controls"})
_LONGEST: Final = 20_000
"""Characters of a line, at most, that is looked at."""


class Mended(NamedTuple):
    """The lines of a text, and which of them were repaired or only suspected, counted from 0."""

    lines: list[str]
    repaired: tuple[int, ...]
    suspected: tuple[int, ...]


def mend(lines: list[str]) -> Mended | None:
    """Return the lines with what is certain repaired; None where there is nothing to say, as nearly always."""
    text = "\n".join(lines)
    found = marks(text)
    if not (may_be(found) and is_suspect(text, found)):
        return None
    made = list(lines)
    repaired: set[int] = set()
    suspected: set[int] = set()
    through: set[str] = set()
    for at, line in enumerate(lines):
        if len(line) > _LONGEST or not _SUSPECT.search(line):
            continue
        read, codecs = _was(line)
        if read:
            made[at] = read
            repaired.add(at)
            through |= codecs
        elif read is None:
            suspected.add(at)
    if len(through) == 1:
        # What one line went through, all did: those too that are too short to tell by themselves.
        codec = through.pop()
        for at, line in enumerate(lines):
            read = None if at in repaired or line.isascii() else _back(line, codec)
            if read:
                made[at] = read
                repaired.add(at)
                suspected.discard(at)
    if not (repaired or suspected):
        return None
    return Mended(made, tuple(sorted(repaired)), tuple(sorted(suspected)))


def may_be(found: frozenset[str]) -> bool:
    """Say by the signs of a text (`marks`) whether it may have misread letters."""
    signs = "".join(found)
    return not found.isdisjoint(_LEADS) or bool(_OPENS.search(signs) and _FOLLOWS.search(signs))


def is_suspect(text: str, found: frozenset[str]) -> bool:
    """Say whether a text, of whose signs it may be (`marks`), has what a misread letter looks like."""
    for lead in filter(_LEAD.match, found):
        at = text.find(lead)
        while at >= 0:
            if _SUSPECT.match(text, at):
                return True
            at = text.find(lead, at + 1)
    return False


def _was(line: str) -> tuple[str | None, set[str]]:
    """Return what a line was before it was misread, and through what; empty where it was not, None where it is open."""
    import ftfy

    read, steps = ftfy.fix_encoding_and_explain(line)
    if read == line:
        return "", set()
    if not _UNSURE.isdisjoint(step.parameter for step in steps or ()) or not _LIVING.fullmatch(read):
        return None, set()
    return read, {step.parameter for step in steps or () if step.action == "encode"}


def _back(line: str, codec: str) -> str | None:
    try:
        read = line.encode(codec).decode()
    except UnicodeError:
        return None
    return read if _LIVING.fullmatch(read) else None
