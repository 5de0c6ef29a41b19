"""What a text states of the things it names: roles people hold, how companies hang together, who bought whom.

Only what stands between two names, or right behind one, is read; what is not one of these few patterns states nothing.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from generator.link.lexicon import COMPANY_CUE, FUNCTION, RELATION, ROLE, ROLE_MODIFIER, Lexicon
from generator.model import Claim, EntityType
from generator.model.mention import Form

_FAR: Final = 110
"""Code points between two names that a claim may join."""
_LONGEST_TITLE: Final = 7
_STOP = re.compile(r"[.!?\n;:“”\"]")
"""One of the signs of which there is one in each end of a sentence: found faster than they are."""

_SENTENCE_END = re.compile(r"[.!?]\s|\n\s*\n|[;:“”\"]")
_OF_ORGANISATION = re.compile(r"'s\s+|\s+")
_BESIDE = re.compile(
    r",\s+(?:the |an? |its |now |who is (?:the |an? )?)?(?P<role>[\w\s-]+?)\s+(?:of|at|for|with|to)\s+(?:the\s+)?\Z"
)
_BEHIND = re.compile(r"'s\s+(?P<role>\w[\w\s-]{1,40})(?=[,.;)])")
_RELATED = re.compile(r",\s+(?:an?|the|its)\s+(?:[\w-]+\s+){0,2}?(?P<relation>[\w-]+)\s+of\s+(?:the\s+)?\Z")
_OWNED = re.compile(r"-(?P<how>owned|backed|controlled|run)\s+(?:[\w-]+\s+){0,2}\Z")
_BOUGHT = re.compile(
    r"\s+(?:(?:has|have|had|also|recently|already|since|just|then|last\s+(?:week|month|year))\s+){0,3}"
    r"(?:acquired|bought|purchased)\s+(?P<what>(?:[\w-]+\s+){0,9})\Z"
)
_SOLD = re.compile(r",?\s+(?:which\s+)?(?:was|were|has\s+been|had\s+been|is)\s+(?:acquired|bought|purchased)\s+by\s+\Z")
_OF = re.compile(r"(?P<words>(?:[\w-]+\s+){1,6})(?:of|at)\s+(?:the\s+)?\Z")
_STATE_OFFICES: Final = frozenset(
    ("president", "minister", "premier", "chancellor", "king", "queen", "ambassador", "emperor")
)


class Mentioned(msgspec.Struct, frozen=True, gc=False):
    """A mention, with who is mentioned."""

    start: int
    end: int
    key: str
    name: str
    type: EntityType
    form: Form = "full"


def claims(text: str, mentions: Sequence[Mentioned], lexicon: Lexicon) -> dict[str, tuple[Claim, ...]]:
    """Return what is stated of each key, in the order of the text, no statement twice."""
    made: dict[str, list[Claim]] = {}
    flat = text.replace("’", "'")
    for key, claim in _read(flat, mentions, lexicon):
        known = made.setdefault(key, [])
        if all(claim.text != one.text for one in known):
            known.append(claim)
    return {key: tuple(found) for key, found in made.items()}


def _read(flat: str, mentions: Sequence[Mentioned], lexicon: Lexicon) -> Iterator[tuple[str, Claim]]:
    for index, left in enumerate(mentions):
        for right in mentions[index + 1 : index + 4]:
            if right.start - left.end > _FAR:
                break
            stated = _between(flat, left, right, lexicon) if left.key != right.key else None
            if stated:
                yield stated
            if right.form != "demonym":
                break


def _between(flat: str, left: Mentioned, right: Mentioned, lexicon: Lexicon) -> tuple[str, Claim] | None:
    """Return what is stated of one of two things, and of which, by what stands between them in one sentence."""
    gap = flat[left.end : right.start]
    if "person" not in (left.type, right.type):
        peoples = "demonym" in (left.form, right.form)
        stated = None if peoples else _related(flat, gap, left, right, lexicon)
        return stated if stated and not _parted(gap) else None
    if left.type == right.type or _parted(gap):
        return None
    if right.type == "person":
        role = _role(_OF_ORGANISATION.sub("", gap, count=1).rstrip(" ,\n"), lexicon) if gap[:1] in " '\n" else ""
        if gap.strip() in ("", ",") and not role:
            role = _role_before(flat[max(0, left.start - _FAR) : left.start], lexicon)
        if role and (left.form != "demonym" or role.rsplit(" ", 1)[-1].casefold() in _STATE_OFFICES):
            return right.key, _claim(role, left, flat[left.start : right.end])
        return None
    if right.type in ("organisation", "place"):
        beside = _BESIDE.match(gap)
        role, last = _role(beside["role"], lexicon) if beside else "", right.end
        if gap.strip() == "," and not role:
            behind = _BEHIND.match(flat, right.end)
            role = _role(behind["role"], lexicon) if behind else ""
            last = behind.end() if behind else right.end
        return (left.key, _claim(role, right, flat[left.start : last])) if role else None
    return None


def _parted(gap: str) -> bool:
    """Say whether a sentence ends between two names."""
    return bool(_STOP.search(gap) and _SENTENCE_END.search(gap))


def _related(flat: str, gap: str, left: Mentioned, right: Mentioned, lexicon: Lexicon) -> tuple[str, Claim] | None:
    """Return what the words between two companies, places or products state of either."""
    quote = flat[left.start : right.end]
    word = gap.replace("'s ", " ").strip()
    if left.type == "organisation" and lexicon.words.get(word, 0) & RELATION:
        return right.key, _claim(word, left, quote)
    if gap[:1] == "-":
        owned = _OWNED.match(gap)
        return (right.key, _claim(owned["how"], left, quote, by=True)) if owned else None
    apposed = _RELATED.match(gap) if gap[:1] == "," else None
    if apposed and lexicon.words.get(apposed["relation"], 0) & RELATION:
        return left.key, _claim(apposed["relation"], right, quote)
    if "acquired" in gap or "bought" in gap or "purchased" in gap:
        able = left.type == "organisation" and right.type in ("organisation", "product")
        bought = _BOUGHT.match(gap) if able else None
        if bought and _leads_to(bought["what"], lexicon):
            return right.key, _claim("acquired", left, quote, by=True)
        if right.type == "organisation" and _SOLD.match(gap):
            return left.key, _claim("acquired", right, quote, by=True)
    return None


def _leads_to(what: str, lexicon: Lexicon) -> bool:
    """Say whether the words after "acquired" only describe what was: "some firms such as online retailer"."""
    words = what.split()
    if not words:
        return True
    if any(word in ("in", "from", "for", "by", "with", "and", "stake", "shares", "rights") for word in words):
        return False
    last = lexicon.words.get(words[-1], 0)
    return bool(last & COMPANY_CUE) or words[-1] in ("as", "including", "like", "the")


def _role_before(words: str, lexicon: Lexicon) -> str:
    """Return the role that leads to a name: "the chief executive of" before Apple."""
    last = words.rsplit(None, 2)[-2:]
    leading = _OF.search(words) if "of" in last or "at" in last else None
    if not leading:
        return ""
    parts = leading["words"].split()
    kept = len(parts)
    while kept and lexicon.words.get(parts[kept - 1].casefold(), 0) & (ROLE | ROLE_MODIFIER):
        kept -= 1
    return _role(" ".join(parts[kept:]), lexicon)


def _role(words: str, lexicon: Lexicon) -> str:
    """Return the words if they name a role and nothing else: "executive chair", "Chief Executive Officer"."""
    parts = words.split()
    while parts and parts[0].casefold() in ("the", "a", "an", "its", "former", "then", "current", "now"):
        if parts[0].casefold() in ("former", "then"):
            break
        parts = parts[1:]
    if not parts or len(parts) > _LONGEST_TITLE:
        return ""
    bits = [lexicon.words.get(part.casefold().strip(","), 0) for part in parts]
    fits = all(
        bit & (ROLE | ROLE_MODIFIER) or part in ("of", "and", "for", "the")
        for bit, part in zip(bits, parts, strict=True)
    )
    if not fits or not bits[-1] & ROLE or (bits[-1] & FUNCTION and len(parts) == 1):
        return ""
    return " ".join(part if part.isupper() else part.casefold() for part in parts)


def _claim(title: str, of: Mentioned, quote: str, *, by: bool = False) -> Claim:
    words = " ".join(quote.split())
    return Claim(text=f"{title} {'by' if by else 'of'} {of.name}", title=title, of=of.key, quote=words)
