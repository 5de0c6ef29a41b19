"""Why an article is taken to name an entity, or is not: recognition's own account of it, in one value."""

import functools
from collections.abc import Iterable, Sequence

import msgspec

from generator import text as strings
from generator.build.store import Store
from generator.config import STATE
from generator.errors import TearsheetError
from generator.link import account as accounts
from generator.link import addresses, registry
from generator.link.account import Account, Vote
from generator.link.registry import Name
from generator.link.salience import Parts
from generator.link.site import Site
from generator.model import Article, Claim, Found
from generator.pipeline.desk import found, line_of, sentence
from generator.pipeline.job import Job
from generator.pipeline.linking import Linked, link
from generator.pipeline.memory import SOURCES, remembering


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A place of the text: in the headline, or on a line of the article's file."""

    line: int
    """0 in the headline; of a capture, a line of its body."""

    phrase: str
    form: str = "full"
    quote: str = ""
    why: str = ""
    """Why this is not the entity, where it is not."""


class Reasons(msgspec.Struct, frozen=True, kw_only=True):
    """Why one article is taken to name one entity, or is not."""

    asked: str
    article: str
    path: str
    found: bool
    id: str = ""
    name: str = ""
    type: str = ""
    basis: str = ""
    confidence: float = 0.0
    salience: float = 0.0
    parts: Parts | None = None
    """What makes the salience, before it is set against that of the most salient entity."""

    greatest: str = ""
    """The most salient entity, and the sum of its parts."""

    places: tuple[Spot, ...] = ()
    votes: tuple[Vote, ...] = ()
    claims: tuple[Claim, ...] = ()
    page: str = ""
    """Whether it has a page, and why."""

    rejected: tuple[Spot, ...] = ()
    """Phrases that might have been meant, and why they are not it."""


def reasons(job: Job, *, name: str, article: str) -> Reasons:
    """Return why `article`, an id, an address or a path, is taken to name `name`, an id or a name, or is not.

    Raises:
        TearsheetError: There is no such article.
    """
    state = job.state or job.root / STATE
    return remembering([state / SOURCES], functools.partial(_reasons, job, name, article))


def _reasons(job: Job, name: str, article: str, read: Store) -> Reasons:
    return told(link(job, read), name, article)


def told(linked: Linked, name: str, article: str) -> Reasons:
    """Return what `reasons` does, of a site in hand."""
    site, world = linked.site, linked.engine.world
    head = which(site, article)
    account = Account()
    items = found(world, head.id, account)
    ids = _ids(site, name)
    item = next((one for one in items if one.key in ids or _called(one, name)), None)
    body = account.text
    start = len(head.title) + 2
    names = _names(site, {*ids, *([item.key] if item else [])})

    def spot(place: accounts.Place, why: str = "") -> Spot:
        within = place.start >= start
        line = line_of(body[start:], place.start - start, head.line) if within else 0
        quote = sentence(body[start:], place.start - start, place.end - start) if within else head.title
        return Spot(line=line, phrase=place.phrase, form=place.form, quote=quote, why=why)

    rejected = accounts.rejected(account, name, names=names, keys=[item.key] if item else [])
    missed = tuple(spot(one.place, one.why) for one in rejected)
    if item is None:
        excluded = sorted(ids & set(head.entities.exclude))
        note = f"the article's front matter excludes {excluded[0]}" if excluded else _page(site, next(iter(ids), ""))
        return Reasons(
            asked=name, article=head.id, path=f"content/{head.path}", found=False, page=note, rejected=missed
        )
    top = max(account.parts, key=lambda key: account.parts[key].total, default="")
    return Reasons(
        asked=name,
        article=head.id,
        path=f"content/{head.path}",
        found=True,
        id=item.key,
        name=item.name,
        type=item.type,
        basis=item.basis,
        confidence=item.confidence,
        salience=item.salience,
        parts=account.parts.get(item.key),
        greatest=f"{top}, {account.parts[top].total:.2f}" if top else "",
        places=tuple(spot(place) for place in accounts.places(account, item.key)),
        votes=tuple(accounts.votes(account, item.key)),
        claims=item.claims,
        page=_page(site, item.key),
        rejected=missed,
    )


def which(site: Site, asked: str) -> Article:
    """Return the article of an id, an address or a path.

    Raises:
        TearsheetError: There is none.
    """
    path = asked.removeprefix("./").removeprefix("content/")
    address = f"/{asked.strip('/')}/"
    for key, head in site.articles.items():
        if asked == key or path == head.path or site.addresses[f"article {key}"] in (asked, address):
            return head
    known = {*site.articles, *(f"content/{head.path}" for head in site.articles.values())}
    raise TearsheetError(
        f"there is no article `{asked}`",
        hint=strings.did_you_mean(asked, known) or "name one by its id, its path or its address",
    )


def _called(item: Found, name: str) -> bool:
    wanted = registry.straighten(name).casefold()
    return wanted in {item.key, item.name.casefold(), *(form.casefold() for form in item.forms)}


def _ids(site: Site, name: str) -> set[str]:
    """Return the ids that are meant: the id itself, and who bears the name."""
    wanted = registry.straighten(name).casefold()
    found = {name} & site.entities.keys()
    for entry in site.registry.values():
        spelt = (entry.name, *entry.aliases, *entry.short, *entry.demonyms)
        if wanted in {registry.straighten(one).casefold() for one in spelt}:
            found.add(entry.merged_into or entry.id)
    return found | {key for key, known in site.entities.items() if known.name.casefold() == wanted}


def _names(site: Site, ids: Iterable[str]) -> Sequence[Name]:
    entries = [entry for key in sorted(ids) if (entry := site.registry.get(key))]
    return [name for names in registry.names(entries).values() for name in names]


def _page(site: Site, key: str) -> str:
    """Return whether an entity has a page, and why."""
    known = site.entities.get(key)
    if known is None:
        return ""
    count = f"{known.articles} article{'s name' if known.articles != 1 else ' names'} it"
    if known.page:
        address = addresses.entity(known.slug, patterns=site.config.permalinks)
        return f"it has a page, {address}: {'it is registered' if known.registered else count}"
    if known.registered:
        return f"it has no page: its file says `{'hidden' if known.hidden else 'link'}`"
    least = site.config.entities.page_from
    return f"it has no page: {count}, and `entities.page_from` is {least}; `tearsheet entities accept` registers it"
