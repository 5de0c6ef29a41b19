"""How sure it is that what was chosen of a saved page is its article, all of it and nothing else.

Two questions, each answered by a logistic function of a few signs: is there an article on the page at all (then its
headline and summary come back in it, and it is long, connected, and made of sentences), and how well is it cut (then
ways of cutting that know nothing of each other agree, and few gaps are left)? No word of a page counts for what it
says. What the page states of the article's own length and text is believed above both.

`benchmarks/bench_confidence.py` makes the weights and measures what they are worth.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from lxml.html import HtmlElement

from generator.convert.chosen import Chosen
from generator.convert.layout import Segment

_ENDS: Final = tuple(".!?…。！？؟।\"”’»」)'")
_LINE: Final = 12
"""Words that hardly are a label."""

_SHORT: Final = 8
_MENU: Final = 12
"""Words that a line needs to be worth a place in a run of prose."""

_PARAGRAPH: Final = 60
_SENTENCE: Final = 10
_LINKED: Final = 0.5
_STEM: Final = 5
"""Letters by which words are compared: what follows bends with the grammar."""

_DENSE: Final = "\u2e80"
"""From here on are the scripts whose words are not parted."""

_DENSER: Final = re.compile(rf"[{_DENSE}-\U0010ffff]")

_WORD: Final = re.compile(r"\w+")
_LONGER: Final = re.compile(rf"[^\W{_DENSE}-\U0010ffff]{{4,}}")
_PAIRED: Final = re.compile(rf"[^\W\x00-{_DENSE}]{{2,}}")

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt"})
"""Elements whose words may be few."""

_UNCUT: Final = 0.9
"""Where nothing was left out, nothing was cut wrongly; there may still be no article."""

_AGREES: Final = 0.9
_CONTRADICTS: Final = 0.5
_WHOLE: Final = 0.6
"""Share of the kept words that a text stated of the article must have to be more than its beginning."""

_BEGINNING: Final = 150
_TEASED: Final = 0.5
"""Words of what may be the beginning alone, where an article is said to be paid for; and how well it is then cut."""

_FEWEST: Final = 60
"""Words of a stated text that says something."""

THERE: Final = (-15.80, 5.81, 4.39, 2.46, -2.67, 1.11, 1.30, -8.40, 1.06)
CUT: Final = (1.25, -0.33, 1.14, 0.67, -0.05, 0.93, 0.31)
"""Weights, that of what is always so first; from the script named above."""


DOUBTFUL: Final = 0.7
"""How sure the article must be for nothing to be said: two of the 92 development pages are below it."""


class Doubt(NamedTuple):
    """What speaks for an article that was found. All from 0 to 1."""

    there: float
    """How likely it is that the page has an article."""

    cut: float
    """How well it is cut if it has one: the expected F1 of its words."""

    echo: float
    """The share of its headline's words that come back in it; one half where it has none."""

    confidence: float
    """How well the words kept are expected to agree with the article's."""


class Stated(NamedTuple):
    """What a page says of its article, empty where it does not."""

    title: str = ""
    summary: str = ""
    text: str = ""
    """The article itself, or its beginning."""

    words: int = 0
    """How many it has."""

    paid: bool = False
    """Whether it is said to be for subscribers only."""


def weigh(found: Chosen, stated: Stated) -> Doubt:
    """Return how sure it is that the segments kept, one at least, are the article."""
    seen = signs(found, stated)
    there, cut = _logistic(THERE, seen[0]), _logistic(CUT, seen[1])
    agreement = _agreement(found, stated)
    if agreement is not None and agreement >= _AGREES:
        there, cut = 1 - (1 - there) / 4, 1 - (1 - cut) / 2
    elif agreement is not None and agreement < _CONTRADICTS:
        cut = min(cut, agreement)
    if stated.paid and agreement is None and math.exp(seen[0][2]) < _BEGINNING:
        cut = min(cut, _TEASED)
    return Doubt(there, cut, seen[0][0], max(there * cut, _UNCUT if found.whole else 0.0))


def signs(found: Chosen, stated: Stated) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the signs that `THERE` and `CUT` weigh."""
    parts, kept = found.parts, found.kept
    words = [part.extent for part in parts]
    order = sorted(kept)
    first, last = order[0], order[-1]
    whole = sum(words[at] for at in order) or 1
    runs = math.log1p(sum(at - 1 not in kept and at - 1 not in found.captions for at in order))
    ends = sum(parts[at].text.endswith(_ENDS) for at in order) / len(order)
    short = sum(words[at] for at in order if words[at] < _SHORT and parts[at].holder.tag not in _HEADINGS) / whole
    said = stems(" ".join([parts[at].text for at in order]))
    there = (
        _share(stems(stated.title), said),
        _share(stems(stated.summary), said),
        math.log(whole),
        runs,
        short,
        ends,
        sum(parts[at].linked * words[at] for at in order) / whole,
        whole / (sum(words) or 1),
    )
    apart = sum(at not in kept and at not in found.captions for at in range(first, last))
    cut = (
        math.log1p(apart),
        _alike(_run(parts, words) - found.captions.keys(), kept, words),
        float(words[first] >= _LINE),
        runs,
        ends,
        _alike(_home(found, words), kept, words),
    )
    return there, cut


def stems(text: str) -> set[str]:
    """Return the beginnings of a text's longer words; of scripts that do not part them, pairs of letters."""
    found = {word[:_STEM] for word in _LONGER.findall(text.lower())}
    if not text.isascii() and _DENSER.search(text):
        for word in _PAIRED.findall(text):
            found.update([word[at : at + 2] for at in range(len(word) - 1)])
    return found


def _share(told: set[str], said: set[str]) -> float:
    """Return which share of what is told is said; one half where nothing is told."""
    return len(told & said) / len(told) if told else 0.5


def _alike(ours: Iterable[int], kept: set[int], words: Sequence[int]) -> float:
    """Return the F1 of two choices of segments, by words."""
    ours = set(ours)
    both = sum(words[at] for at in ours & kept)
    all_ = sum(words[at] for at in ours) + sum(words[at] for at in kept)
    return 2 * both / all_ if all_ else 0.0


def _run(parts: Sequence[Segment], words: Sequence[int]) -> set[int]:
    """Return the contiguous run of segments that holds most prose, whatever it stands in."""
    most, best = 0.0, range(0)
    here, start = 0.0, 0
    for at, part in enumerate(parts):
        if here <= 0:
            here, start = 0.0, at
        broken = 0 if part.text.endswith(_ENDS) else min(6, words[at] // 2)
        here += min(words[at], _PARAGRAPH) * (1 - part.linked) - broken - _MENU
        if here > most:
            most, best = here, range(start, at + 1)
    return set(best)


def _home(found: Chosen, words: Sequence[int]) -> list[int]:
    """Return the segments inside the element with most prose for its own, half that of its children counted in."""
    scores: Counter[HtmlElement] = Counter()
    for at, part in enumerate(found.parts):
        home = part.holder.getparent()
        if words[at] >= _SENTENCE and at not in found.captions and home is not None:
            score = (1 + part.text.count(",") + min(3, len(part.text) // 100)) * (1 - part.linked)
            scores[home] += score  # type: ignore[assignment] # fractions count, too
            above = home.getparent()
            if above is not None:
                scores[above] += score / 2  # type: ignore[assignment] # as above
    if not scores:
        return []
    inside = set(max(scores, key=lambda node: scores[node]).iter())
    return [
        at
        for at, part in enumerate(found.parts)
        if part.linked < _LINKED and words[at] > 3 and at not in found.captions and part.holder in inside  # noqa: PLR2004 fewer are a label
    ]


def _agreement(found: Chosen, stated: Stated) -> float | None:
    """Return how far the kept words agree with what the page states of its article; None where it states too little."""
    if stated.text:
        kept = Counter(_WORD.findall(" ".join([found.parts[at].text for at in found.kept]).lower()))
        told = Counter(_WORD.findall(stated.text.lower()))
        if told.total() >= max(_FEWEST, _WHOLE * kept.total()):
            return 2 * (kept & told).total() / (kept.total() + told.total())
    if stated.words >= _FEWEST:
        count = sum(found.parts[at].extent for at in found.kept)
        return min(count, stated.words) / max(count, stated.words)
    return None


def _logistic(weights: Sequence[float], values: Sequence[float]) -> float:
    always, *others = weights
    nats = always + sum(weight * value for weight, value in zip(others, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, nats))))
