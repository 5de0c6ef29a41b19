"""Why recognition decided as it did: what it takes down while it works, and how that reads as reasons.

Nothing is decided here. The candidates, the refusals, the votes and the salience are those of recognition's own
functions, kept on the way or asked again with the same arguments.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from generator.link import context, standing
from generator.link.evidence import TYPES
from generator.link.lexicon import Lexicon
from generator.link.match import Matched
from generator.link.names import TELLING, Named
from generator.link.phrases import Span
from generator.link.registry import WORD, Name
from generator.link.salience import Parts
from generator.link.standing import Ground

_BESIDE = 28
"""Code points shown on either side of a mention."""


class Candidate(msgspec.Struct, frozen=True):
    """A name under consideration as it stood before short forms were joined."""

    named: Named
    refusal: str


class Account:
    """What recognition took down of one text."""

    def __init__(self) -> None:
        self.candidates: tuple[Candidate, ...] = ()
        self.text = ""
        """Headline and body, as they were read."""

        self.lexicon: Lexicon | None = None
        self.matched: Matched = Matched((), {}, {}, {})
        self.keyed: Mapping[str, Named] = {}
        self.parts: Mapping[str, Parts] = {}

    def consider(self, named: Iterable[Named], ground: Ground) -> None:
        """Keep the candidates, and why some are no names."""
        self.lexicon = ground.lexicon
        self.candidates = tuple(Candidate(_copy(one), standing.refusal(one, ground)) for one in named)

    def settle(self, text: str, matched: Matched, keyed: Mapping[str, Named], parts: Mapping[str, Parts]) -> None:
        """Keep what came of them."""
        self.text, self.matched, self.keyed, self.parts = text, matched, keyed, parts


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for or against a type."""

    what: str
    """The name itself, or the words around one mention."""

    start: int | None = None
    """Where the mention is in the text that was read, None for the name itself."""

    votes: dict[str, float]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the text."""

    start: int
    end: int
    phrase: str
    form: str = "full"


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """A phrase that was considered and is not the entity."""

    place: Place
    why: str


def votes(account: Account, key: str) -> list[Vote]:
    """Return what voted for the type of a thing that was found, its short forms' votes with it."""
    entry = account.keyed.get(key)
    if entry is None or account.lexicon is None:
        return []
    made = []
    ours = {(span.start, span.end) for span in entry.spans}
    for candidate in account.candidates:
        named = candidate.named
        if named.entity or not ours & {(span.start, span.end) for span in named.spans}:
            continue
        made += _votes(named, account.text, account.lexicon)
    return made


def _votes(named: Named, text: str, lexicon: Lexicon) -> list[Vote]:
    made = []
    cut = named.spans[0].cut
    if cut.words and (itself := _said(cut.votes)):
        made.append(Vote(what=f"the name “{named.name}”", votes=itself))
    for span in () if cut.sure else named.spans[:TELLING]:  # more of them were not asked
        beside = [0.0] * len(TYPES)
        if span.cut.words:
            context.weigh(text, span, beside, lexicon)
        if said := _said(beside):
            made.append(Vote(what=_quoted(text, span), start=span.start, votes=said))
    return made


def places(account: Account, key: str) -> list[Place]:
    """Return where a thing that was found is named, in order."""
    entry = account.keyed.get(key)
    if entry is None:
        return []
    spans = [(span, span.form) for span in entry.spans] + [(span, "demonym") for span in entry.demonyms]
    return [_place(account.text, span, form) for span, form in sorted(spans, key=lambda pair: pair[0].start)]


def rejected(account: Account, phrase: str, *, names: Sequence[Name] = (), keys: Iterable[str] = ()) -> list[Rejected]:
    """Return the places that could have been meant by `phrase` and are not what was found under `keys`, and why.

    Args:
        account: Of the text.
        phrase: What was asked for.
        names: The registry's names of the entity that was asked for.
        keys: What was found of it.
    """
    wanted = {word.casefold() for text in (phrase, *(name.text for name in names)) for word in WORD.findall(text)}
    found = {(span.start, span.end) for key in keys if (entry := account.keyed.get(key)) for span in entry.spans}
    holders = {(span.start, span.end): key for key, entry in account.keyed.items() for span in entry.spans}
    made = []
    for candidate in account.candidates:
        if not wanted & {word.casefold() for word in WORD.findall(candidate.named.name)}:
            continue
        for span in candidate.named.spans:
            if (span.start, span.end) not in found:
                why = _why(candidate, holders.get((span.start, span.end), ""), account, names)
                made.append(Rejected(place=_place(account.text, span, span.form), why=why))
    return sorted(made, key=lambda one: one.place.start)


def _why(candidate: Candidate, holder: str, account: Account, names: Sequence[Name]) -> str:
    if candidate.refusal and not holder:
        return candidate.refusal
    if shared := account.matched.unsettled.get(candidate.named.name):
        return f"several entities share the name, and nothing in the text settles which: {', '.join(shared)}"
    if not holder:
        return "it can only be a short form, and no full name for it stands in the text"
    text = candidate.named.name
    return next((f"{why}; it was taken for {holder}" for why in _refused(text, names)), f"it was taken for {holder}")


def _refused(text: str, names: Sequence[Name]) -> Iterator[str]:
    """Yield why the registry's names of an entity do not match a phrase."""
    for name in names:
        if name.text == text and name.form == "short":
            yield "a short form counts only after a full one, and none stands before it"
        elif any(name.text in phrase and phrase in text for phrase in name.refused):
            yield "the entity's file refuses it under `not`"
        elif name.text != text and name.text in text:
            yield f"“{name.text}” stands inside a longer name"


def _copy(one: Named) -> Named:
    return msgspec.structs.replace(one, spans=list(one.spans), votes=list(one.votes), demonyms=list(one.demonyms))


def _said(votes: Iterable[float]) -> dict[str, float]:
    return {kind: round(vote, 2) for kind, vote in zip(TYPES, votes, strict=True) if vote}


def _place(text: str, span: Span, form: str) -> Place:
    return Place(start=span.start, end=span.end, phrase=text[span.start : span.end], form=form)


def _quoted(text: str, span: Span) -> str:
    before, after = text[max(0, span.start - _BESIDE) : span.start], text[span.end : span.end + _BESIDE]
    before = before.rpartition("\n\n")[2]
    after = after.partition("\n\n")[0]
    return " ".join(f"…{before}{text[span.start : span.end]}{after}…".split())
