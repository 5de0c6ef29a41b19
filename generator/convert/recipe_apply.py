"""What recipes say of an article that was found: above what its converter guessed, below what its editor states."""

import re
from typing import Final
from urllib.parse import urlsplit

import msgspec

from generator.convert import attribution, byline, days
from generator.convert.pattern import Patience
from generator.convert.recipe import Recipe
from generator.convert.recipe_cut import Prepared, date
from generator.convert.settle import join
from generator.model import Article, Moment, Provenance, moment

_ISO: Final = re.compile(r"\d{4}(?:-\d\d?){0,2}(?:[T ]\d\d:\d\d\S*)?\Z")


def apply(
    article: Article, recipe: Recipe, prepared: Prepared, *, urls: tuple[str, ...], patience: Patience
) -> Article:
    """Return an article with the word of its recipes on it.

    Args:
        article: What the converter found.
        recipe: The recipe, or several merged.
        prepared: What they found in the capture.
        urls: The addresses that the editor states for it, which are surer than those found.
        patience: What is left for expressions.

    Raises:
        ContentError: A pattern takes too long.
    """
    values: dict[str, object] = join({"extra": article.extra}, recipe.values)
    if prepared.article is not None:
        values["body"] = prepared.article
        values["provenance"] = tuple(msgspec.structs.replace(hop, confidence=None) for hop in article.provenance)
    if prepared.title:
        values["title"] = prepared.title
    if prepared.byline:
        values["byline"] = prepared.byline
        by = byline.find([prepared.byline])
        values["authors"] = by[1].authors if by else ()
    timezone = prepared.source.timezone
    addresses = (*urls, *(hop.url for hop in reversed(article.provenance) if hop.url))
    stated = _moment(prepared.published, timezone)
    named = next(filter(None, (_of_url(url, recipe, timezone, patience) for url in addresses)), None)
    if stated or named:
        values |= {"published": stated or named, "published_basis": "stated" if stated else "url"}
    if recipe.publisher is not None:
        hops = msgspec.structs.replace(article, **values).provenance
        values["provenance"] = _published_by(hops, recipe.publisher.name)
    return msgspec.structs.replace(article, **values)


def _moment(text: str | None, timezone: str) -> Moment | None:
    if not text:
        return None
    iso = text if _ISO.match(text) else attribution.dates([text]).published or days.read(text)
    try:
        return moment.parse(iso, timezone=timezone) if iso else None
    except (ValueError, OverflowError):
        return None


def _of_url(url: str, recipe: Recipe, timezone: str, patience: Patience) -> Moment | None:
    """Return the date that an address states: in its path, which the expression may anchor at its end."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    bare = f"{parts.scheme}://{parts.netloc}{parts.path}"
    for pattern in recipe.date_from_url:
        for text in (bare, url):
            found = _moment(date(pattern, text, patience), timezone)
            if found:
                return found
    return None


def _published_by(hops: tuple[Provenance, ...], name: str) -> tuple[Provenance, ...]:
    """Return a chain whose last publisher has a name; one is put in before the capture where there is none."""
    places = [at for at, hop in enumerate(hops) if hop.role == "publisher"]
    if places:
        at = places[-1]
        return (*hops[:at], msgspec.structs.replace(hops[at], name=name), *hops[at + 1 :])
    at = next((at for at, hop in enumerate(hops) if hop.role == "capture"), len(hops))
    return (*hops[:at], Provenance(role="publisher", name=name), *hops[at:])
