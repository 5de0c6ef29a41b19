"""Who and what an article names, and how much it is about each: the registry's entities first, then names by rule.

The story: blank the markup, find the capitalised words, cut their runs into names, ask the registry, weigh what each
name is, join short forms to full ones, score, and read what is claimed.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Final

import msgspec

from generator import text as strings
from generator.link import claims, foreign, joining, mask, match, names, phrases, salience, standing, tagged
from generator.link.account import Account
from generator.link.composed import compose, composed
from generator.link.lexicon import GIVEN, SUFFIX, Lexicon
from generator.link.names import Named, best_name
from generator.link.registry import Lookup, Name, first_word
from generator.link.tagged import Tagger
from generator.model import NO_PLACE, Claim, Dateline, Found, Mention, Wishes, place, placed

Identify = Callable[[str], Name | None]

WISHED: Final = "editor"
"""The basis of what a text does not name, and its editor wants."""

_NO_WISHES: Final = Wishes()
_PARAGRAPH: Final = "\n\n"
_POSSESSIVE: Final = ("'s", "’s")
_REMEMBERED: Final = 1 << 14
_DATELINE = re.compile(
    r"\s*[^\W\d_a-z][\w.'’/-]*(?:(?:,\s?|\s|/)[^\W\d_a-z][\w.'’-]*){0,5}(?:,?\s\d{1,2})?(?:\s\([A-Z][\w ]{1,20}\))?"
    r"\s(?:--?|–|—)\s"
)


def recognise(  # noqa: PLR0913 - one parameter a source of evidence
    *,
    title: str,
    body: str,
    lexicon: Lexicon,
    lookup: Lookup,
    wishes: Wishes = _NO_WISHES,
    dateline: Dateline | None = None,
    lang: str = "en",
    identify: Identify | None = None,
    account: Account | None = None,
    tagger: Tagger | None = None,
) -> tuple[Found, ...]:
    """Find the entities of one article.

    Args:
        title: The headline, without markup.
        body: Markdown; mentions are given in its code points.
        lexicon: The packaged word lists.
        lookup: How to ask for the registry's names: once for all words that could begin one.
        wishes: Ids to leave out, and ids to have whether named or not.
        dateline: Where the story was filed: a place it counts for no salience. None: what opens the body like one.
        lang: The language of the text. The rules are those of English; in another, only the registry's names are found,
            and what is a name in any: see `foreign`.
        identify: Registered id to the entity's own name, for those that the editor wants and the text does not name;
            None for the names that `lookup` has. What nothing registers is called by its id: whether another article
            knows it is for the site to say.
        account: Takes down what was decided and why, for who asks.
        tagger: Finds more names, where neither the registry nor a rule found any.

    Returns:
        The most salient first, then in order of first mention; keys are distinct. A key is the registry's id, else the
        slug of the name; countries take theirs from their full name: ``united-states`` for US, U.S. and America.
    """
    if not composed(body):
        plain, offsets = compose(body)
        things = recognise(
            title=title,
            body=plain,
            lexicon=lexicon,
            lookup=lookup,
            wishes=wishes,
            dateline=dateline,
            lang=lang,
            identify=identify,
            account=account,
            tagger=tagger,
        )
        return tuple(msgspec.structs.replace(one, places=_moved(one.mentions, offsets)) for one in things)
    english = foreign.english(lang)
    text = f"{title}{_PARAGRAPH}{mask.plain(body)}"
    start = len(title) + len(_PARAGRAPH)
    reader = phrases.reader(lexicon, english=english)
    found = reader.phrases(text)
    registered = match.match(text, found, lookup, others=lexicon.types)
    types = {entity: name.type for entity, name in registered.names.items()}
    spans = reader.spans(text, found, registered.spans)
    if tagger:
        spans = tagged.added(spans, tagger(text), text, lexicon)
    named = names.gather(standing.settled(spans), text, lexicon, types, english=english)
    ground = standing.ground(text, lexicon)
    if account is not None:
        account.consider(named, ground)
    kept = standing.standing(named, ground, registered.unsettled) if english else named
    entries = joining.join(kept, lexicon, english=english)
    keyed = _keyed(entries, registered, lexicon)
    page = salience.layout(text, body=start, lead=start + _lead(text[start:], dateline))
    places = {key: _places(entry, text) for key, entry in keyed.items()}
    scores = salience.score(places, page)
    if account is not None:
        account.settle(text, registered, keyed, {key: salience.parts(found, page) for key, found in places.items()})
    stated = _claims(keyed, registered, text, start, lexicon) if english else {}
    made = [
        _found(key, entry, registered, scores[key], stated.get(key, ()), text=text, body=start, lexicon=lexicon)
        for key, entry in keyed.items()
    ]
    wanted = _wished(made, wishes, identify or (lambda id_: _by_id(id_, lookup)))
    return tuple(sorted(wanted, key=lambda thing: -thing.salience))


def _moved(mentions: Iterable[Mention], offsets: Sequence[int]) -> msgspec.Raw:
    return placed(Mention(offsets[one.start], offsets[one.end], one.form) for one in mentions)


def _lead(body: str, dateline: Dateline | None) -> int:
    """Return how far the dateline reaches into the body."""
    if dateline is not None:
        opening = body.lstrip()
        return len(body) - len(opening) + len(dateline.text) if opening.startswith(dateline.text) else 0
    opened = _DATELINE.match(body)
    return opened.end() if opened else 0


def _keyed(entries: Iterable[Named], registered: match.Matched, lexicon: Lexicon) -> dict[str, Named]:
    """Give each thing its key; things of one key are one."""
    keyed: dict[str, Named] = {}
    for entry in entries:
        if not entry.entity and entry.name in lexicon.canonical:
            entry.entity = _known_as(entry, registered)
        entry.called = best_name(entry)
        key = entry.entity or _slug(entry.called)
        if key in registered.unsettled.get(entry.name, ()):
            key = f"{key}-unsettled"
        same = keyed.setdefault(key, entry)
        if same is not entry:
            if entry.entity and not same.entity:
                same.entity, same.votes = entry.entity, entry.votes
            same.spans = sorted([*same.spans, *entry.spans], key=attrgetter("start"))
            same.demonyms = [*same.demonyms, *entry.demonyms]
            same.forms = [*same.forms, *(form for form in entry.forms if form not in same.forms)]
    return keyed


@functools.lru_cache(maxsize=_REMEMBERED)
def _slug(name: str) -> str:
    return strings.slug(name)


def _known_as(entry: Named, registered: match.Matched) -> str:
    """Return the registry's id of what the text calls by another of its names: US, American, Fed."""
    names = registered.asked.get(first_word(entry.name), ()) if registered.asked else ()
    able = {one.entity for one in names if one.text == entry.name and one.type == entry.type}
    return able.pop() if len(able) == 1 else ""


def _places(entry: Named, text: str) -> list[salience.Place]:
    places = [
        salience.Place(span.start, span.end, span.form, text[span.end : span.end + 2] in _POSSESSIVE)
        for span in entry.spans
    ]
    if entry.demonyms:
        places += [salience.Place(span.start, span.end, "demonym") for span in entry.demonyms]
    return places


def _claims(
    keyed: Mapping[str, Named], registered: match.Matched, text: str, start: int, lexicon: Lexicon
) -> dict[str, tuple[Claim, ...]]:
    mentioned = []
    for key, entry in keyed.items():
        name, kind = _called(entry, registered), entry.type
        mentioned += [
            claims.Mentioned(span.start, span.end, key, name, kind, span.form)
            for span in entry.spans
            if span.start >= start
        ]
        mentioned += [
            claims.Mentioned(span.start, span.end, key, name, kind, "demonym")
            for span in entry.demonyms
            if span.start >= start
        ]
    mentioned.sort(key=attrgetter("start"))
    return claims.claims(text, mentioned, lexicon)


def _called(entry: Named, registered: match.Matched) -> str:
    known = registered.names.get(entry.entity) if entry.entity else None
    return known.text if known else entry.called


def _found(
    key: str,
    entry: Named,
    registered: match.Matched,
    score: float,
    stated: tuple[Claim, ...],
    *,
    text: str,
    body: int,
    lexicon: Lexicon,
) -> Found:
    spans = [span for span in entry.spans if span.start >= body]
    mentions = [Mention(span.start - body, span.end - body, span.form) for span in spans]
    if entry.demonyms:
        peoples = [span for span in entry.demonyms if span.start >= body]
        mentions += [Mention(span.start - body, span.end - body, "demonym") for span in peoples]
        mentions.sort(key=attrgetter("start"))
    first = place(text, spans[0].start, spans[0].end, least=body) if spans else NO_PLACE
    shared = registered.unsettled.get(entry.name)
    forms = sorted(entry.forms, key=lambda form: (-len(form), form)) if len(entry.forms) > 1 else entry.forms
    weight = entry.weight
    return Found(
        key=key,
        name=_called(entry, registered),
        type=entry.type,
        registered=bool(entry.entity),
        salience=score,
        places=placed(mentions, first),
        forms=tuple(forms),
        claims=stated,
        candidates=shared or (),
        basis=f"ambiguous: {', '.join(shared)}" if shared else _basis(entry, lexicon),
        confidence=0.0 if shared else 1.0 if entry.entity else round(weight / (weight + 2.0), 2),
    )


def _basis(entry: Named, lexicon: Lexicon) -> str:
    """Name the strongest rule that speaks for an entry."""
    words = entry.words
    if entry.entity or not entry.spans:
        return "registry" if entry.entity else "demonym"
    if entry.spans[0].cut.tagged and all(span.cut.tagged for span in entry.spans):
        return tagged.BASIS
    if entry.name in lexicon.types or entry.name in lexicon.cities:
        return "list"
    if any(span.cut.title for span in entry.spans):
        return "title"
    if words[-1].bits & SUFFIX:
        return "legal form"
    return "first name" if words[0].bits & GIVEN and entry.type == "person" else "capitals"


def _by_id(key: str, lookup: Lookup) -> Name | None:
    """Return an entity's own name, where the name begins with the first word of the id."""
    first = key.split("-", 1)[0]
    names = lookup.names((first,)).get(first, ())
    return next((name for name in names if name.entity == key and name.canonical), None)


def _wished(things: Iterable[Found], wishes: Wishes, identify: Identify) -> list[Found]:
    """Leave out what the editor refuses, and add what the editor wants: named or not, it shows in the sidebar."""
    wanted = dict.fromkeys((*wishes.pin, *wishes.add))
    kept = {thing.key: thing for thing in things if thing.key not in wishes.exclude}
    for key in wanted:
        if key in wishes.exclude:
            continue
        thing = kept.get(key)
        if thing is None:
            name = identify(key)
            thing = Found(
                key=key,
                name=name.text if name else key,
                type=name.type if name else "organisation",
                registered=name is not None,
                basis=WISHED,
            )
        kept[key] = msgspec.structs.replace(thing, salience=max(thing.salience, salience.FLOOR))
    return list(kept.values())
