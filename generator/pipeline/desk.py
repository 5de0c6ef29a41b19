"""What the editor's desk shows: names worth a file, the file each would become, and why a text names whom it names."""

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import TypeVar

import msgspec

from generator import text as strings
from generator.build.store import Store
from generator.build.task import World
from generator.config import STATE
from generator.link import account as accounts
from generator.link import registry
from generator.link.account import Account, Vote
from generator.link.facts import Body
from generator.link.plan import recognised
from generator.link.resolve import Known
from generator.link.site import Site
from generator.model import Claim, EntityType, Found
from generator.pipeline.job import Job
from generator.pipeline.linking import Linked, link, word_lists
from generator.pipeline.memory import SOURCES, remembering

EXAMPLES = 3
"""Articles that a suggestion quotes."""

S = TypeVar("S", bound=str)

_ID = re.compile(r"[a-z0-9-]+\Z")
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+|\n\s*\n|\n#+ ")
_LONGEST_QUOTE = 240


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One article that names it."""

    article: str
    title: str
    path: str
    line: int
    """Of the Markdown source; 0 where the headline alone names it, or the source is no Markdown."""

    quote: str
    salience: float


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """What an article states of it."""

    article: str
    claim: Claim


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A name that no file registers, with the evidence for it."""

    id: str
    """What its file would be called, and its id then."""

    key: str
    """What it goes by until then."""

    name: str
    type: EntityType
    articles: int
    salience: float
    """The sum over its articles."""

    basis: dict[str, int]
    """The rules that found it, and in how many articles each."""

    types: dict[EntityType, int]
    """What it was taken for, and in how many articles."""

    forms: dict[str, int]
    """As it is written, and in how many articles."""

    taken: tuple[str, ...] = ()
    """Forms that a registered entity holds already: they are left out of the file."""

    votes: tuple[Vote, ...] = ()
    """What voted for its type in the first example."""

    examples: tuple[Example, ...] = ()
    stated: tuple[Stated, ...] = ()
    address: str | None = None
    """Of its page now; its file keeps it there."""

    slug: str
    file: str
    """Below the root."""


def suggestions(
    job: Job, *, least: int, types: Collection[str] = (), limit: int = 0, only: Callable[[Known], bool] | None = None
) -> list[Suggestion]:
    """Return names worth a file: those that most articles name first, then the most salient.

    Args:
        job: The site.
        least: How many articles must name one.
        types: The types wanted; all where empty.
        limit: At most so many; 0 for all.
        only: Says of an entity whether it is wanted.
    """
    state = job.state or job.root / STATE
    return remembering([state / SOURCES], functools.partial(_suggest, job, least, frozenset(types), limit, only))


def _suggest(
    job: Job,
    least: int,
    types: frozenset[str],
    limit: int,
    only: Callable[[Known], bool] | None,
    read: Store,
) -> list[Suggestion]:
    return suggested(link(job, read), least=least, types=types, limit=limit, only=only)


def suggested(
    linked: Linked,
    *,
    least: int,
    types: Collection[str] = (),
    limit: int = 0,
    only: Callable[[Known], bool] | None = None,
) -> list[Suggestion]:
    """Return what `suggestions` does, of a site in hand."""
    site = linked.site
    held = _held(site)
    named: dict[str, list[tuple[str, Found]]] = defaultdict(list)
    for key in site.order:
        for item in site.found[key]:
            if not item.registered and not item.candidates:
                named[item.key].append((key, item))
    wanted = [
        known
        for key, known in site.entities.items()
        if known.registered is None
        and len(named[key]) >= least
        and (not types or known.type in types)
        and (only is None or only(known))
    ]
    ranked = sorted(wanted, key=lambda known: (-known.articles, -_salience(named[known.id]), known.id))
    return [_suggestion(known, named[known.id], linked, held) for known in (ranked[:limit] if limit else ranked)]


def _salience(named: Iterable[tuple[str, Found]]) -> float:
    return round(sum(item.salience for _, item in named), 4)


def _held(site: Site) -> dict[str, str]:
    """Return the names that the registry holds: to the id of who holds each."""
    held: dict[str, str] = {}
    for entry in site.registry.values():
        for name in (entry.name, *entry.aliases, *entry.short, *entry.demonyms):
            held.setdefault(registry.straighten(name), entry.id)
    return held


def _suggestion(known: Known, named: list[tuple[str, Found]], linked: Linked, held: dict[str, str]) -> Suggestion:
    site, world = linked.site, linked.engine.world
    best = sorted(named, key=lambda pair: (-pair[1].salience, pair[0]))
    forms: Counter[str] = Counter()
    basis: Counter[str] = Counter()
    types: Counter[EntityType] = Counter()
    for _, item in named:
        forms.update(set(item.forms) | {item.name})
        basis[item.basis] += 1
        types[item.type] += 1
    account = Account()
    found(world, best[0][0], account)
    id_ = known.id if _ID.match(known.id) else strings.identifier(known.id)
    claims = [Stated(article=key, claim=claim) for key, item in best for claim in item.claims]
    return Suggestion(
        id=id_,
        key=known.id,
        name=known.name,
        type=known.type,
        articles=len(named),
        salience=_salience(named),
        basis=_counted(basis),
        types=_counted(types),
        forms=_counted(forms),
        taken=tuple(sorted(form for form in forms if registry.straighten(form) in held)),
        votes=tuple(accounts.votes(account, known.id)),
        examples=tuple(_example(site, world, key, item) for key, item in best[:EXAMPLES]),
        stated=tuple({one.claim.text: one for one in reversed(claims)}.values())[::-1],
        address=site.addresses.get(f"entity {known.id}"),
        slug=known.slug,
        file=f"content/entities/{id_}.md",
    )


def _counted(counts: Counter[S]) -> dict[S, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _example(site: Site, world: World, article: str, item: Found) -> Example:
    head = site.articles[article]
    place = next((mention for mention in item.mentions if mention.form != "demonym"), None)
    body = world.answer(Body(article))[0] if place else ""
    markdown = head.path.endswith((".md", ".markdown"))
    return Example(
        article=article,
        title=head.title,
        path=f"content/{head.path}",
        line=line_of(body, place.start, head.line) if place and markdown else 0,
        quote=sentence(body, place.start, place.end) if place else head.title,
        salience=item.salience,
    )


def line_of(body: str, at: int, first: int) -> int:
    """Return the line of the source that holds a place of the body."""
    return first + body.count("\n", 0, at)


def sentence(body: str, start: int, end: int) -> str:
    """Return the sentence around a place, flat, and cut where it is long."""
    first = max((found.end() for found in _SENTENCE.finditer(body, 0, start)), default=0)
    behind = _SENTENCE.search(body, end)
    last = behind.start() if behind else len(body)
    if last - first > _LONGEST_QUOTE:
        first, last = max(first, start - _LONGEST_QUOTE // 2), min(last, end + _LONGEST_QUOTE // 2)
    return " ".join(body[first:last].split())


def found(world: World, article: str, account: Account | None = None) -> tuple[Found, ...]:
    """Return what recognition finds in an article, as a build would, and take down why."""
    return recognised(lambda fact: world.answer(fact)[0], article, lexicon=word_lists(), account=account)
