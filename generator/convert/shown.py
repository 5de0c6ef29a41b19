"""What stands around an article on a saved page: its standfirst, its corrections, the lines to look in for the rest."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from generator.convert import attribution
from generator.convert.layout import Segment, squeezed
from generator.model import Correction, moment

_BESIDE: Final = 12
"""Segments above and below an article in which dates, bylines and credits are looked for."""

_ENDS: Final = 3
"""Paragraphs at the end of an article that may say where it first appeared and who wrote it."""

_STANDFIRST: Final = re.compile(
    r"(?:^|[\s_-])(?:standfirst|stand-first|dek|deck|sub-?title|sub-?headline|sub-?heading|strapline|lead-?in|kicker-text"
    r"|excerpt|chapo|vorspann|bajada|summary)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FEWEST, _MOST = 5, 70
"""Words of a standfirst."""

_SIGNED: Final = re.compile(r"\A(?:[Bb]y|BY|Written|Posted|Published|Updated|Reviewed|Medically)\b")

_CORRECTION: Final = re.compile(
    r"\W{0,3}(?:editor.s note\W{1,3})?(?P<kind>correction|clarification|retraction|erratum|corrigendum)s?\b"
    r"(?:\s*(?:to|appended|from the)\b[^:]{0,40})?\W{0,3}(?P<when>[^:]{0,40}?)\s*[:—–-]\s*(?P<text>.{15,})",
    re.IGNORECASE | re.DOTALL,
)

Kind = Literal["correction", "clarification", "update", "note", "retraction"]
_KINDS: Final[dict[str, Kind]] = {"clarification": "clarification", "retraction": "retraction"}


class Surroundings(NamedTuple):
    """The lines around an article."""

    above: Sequence[str]
    """Before its first word, the nearest few."""

    between: Sequence[str]
    """Those of them that stand below the headline; none where the page shows no headline."""

    below: Sequence[str]
    """Its last paragraphs, which often are no longer its own, and what follows them."""

    outside: Sequence[Segment]
    """What of all that is not the article's."""


def surrounding(parts: Sequence[Segment], kept: set[int], captions: Collection[int], *, title: str) -> Surroundings:
    """Return what stands around an article.

    Args:
        parts: The page's segments, in order.
        kept: Those that are the article's.
        captions: Those that say what a picture shows: their dates and names are the picture's.
        title: The headline, empty where none is known.
    """
    first, last = min(kept), max(kept)
    # What stands beside the picture of an author may be the byline.
    pictured = {at for at in captions if not _SIGNED.search(parts[at].text)}
    near = [at for at in range(max(0, first - _BESIDE), first) if at not in pictured]
    heads = [at for at in near if _is_headline(parts[at], title)]
    between = [at for at in near if heads and at > heads[-1]]
    after = [at for at in range(last + 1, min(len(parts), last + 1 + _BESIDE)) if at not in pictured]
    return Surroundings(
        above=[parts[at].text for at in near],
        between=[parts[at].text for at in between],
        below=[parts[at].text for at in (*sorted(kept)[-_ENDS:], *after)],
        outside=[parts[at] for at in (*(between if heads else near), *after)],
    )


def _is_headline(part: Segment, title: str) -> bool:
    if part.holder.tag == "h1" or next(part.holder.iterancestors("h1"), None) is not None:
        return True
    return bool(title) and squeezed(part.text).lower() == squeezed(title).lower()


def standfirst(around: Surroundings, summary: str | None) -> str | None:
    """Return what stands between headline and article to sum it up: styled as that, or the page's own summary."""
    told = squeezed(summary or "").lower()
    for part in around.outside:
        if part.text not in around.between or not _FEWEST <= part.text.count(" ") + 1 <= _MOST or part.linked:
            continue
        styled = any(
            _STANDFIRST.search(node.get("class") or "")
            for node in (part.holder, part.holder.getparent())
            if node is not None
        )
        if (styled or (told and squeezed(part.text).lower() == told)) and attribution.byline([part.text]) is None:
            return part.text
    return None


def corrections(around: Surroundings) -> Iterator[Correction]:
    """Yield the corrections that stand around the article, and not in it."""
    for part in around.outside:
        found = _CORRECTION.fullmatch(part.text)
        if found:
            day = attribution.read_date(found["when"])
            yield Correction(
                at=moment.of(dt.date.fromisoformat(day), timezone="UTC") if day else None,
                kind=_KINDS.get(found["kind"].lower(), "correction"),
                text=found["text"].strip(),
            )
