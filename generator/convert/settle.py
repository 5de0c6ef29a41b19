"""How the editor's word and what a converter found become one.

Configuration gives way to the converter, the converter to front matter, front matter to the sidecar. A field is stated
as a whole; only `extra` is joined key by key, and a capture stays in the provenance whatever else is said of it.
"""

import functools
from collections.abc import Callable, Mapping

import msgspec

from generator.convert.converter import UNTYPED
from generator.model import Article, Basis, Entity, Kind, Licence, Page, Provenance, settle_licence

Content = Article | Page | Entity

_OF_ONE = frozenset({"id", "title", "slug", "aliases"})
"""Fields that name one article: of several in a file, they mean the first."""

_OF_EACH = frozenset(
    {"subtitle", "summary", "byline", "authors", "dateline", "published", "published_basis", "modified", "image"}
    | {"corrections"}
)
"""Fields that say of several articles in a file what a further one may say otherwise: what it says itself stands."""

_SIGNED = frozenset({"byline", "authors"})

_SUPPLIED: dict[str, Callable[[Article], bool]] = {
    "byline": lambda article: bool(article.byline or article.authors),
    "published": lambda article: article.published is not None,
    "url": lambda article: any(hop.url for hop in article.provenance),
    "licence": lambda article: article.licence is not None and article.licence.status != "unknown",
}
"""When something is no longer missing from a capture."""


def join(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """Return what two layers state together: where both state a field, what `above` says."""
    joined = {**below, **above}
    if "extra" in below and "extra" in above:
        joined["extra"] = _merged(below["extra"], above["extra"])
    return joined


def become(content: Content, kind: Kind) -> Content:
    """Return an article as the kind that its file is said to be; anything else stays what its converter made it."""
    if not isinstance(content, Article) or kind == "article":
        return content
    if kind == "page":
        return Page(**{name: getattr(content, name) for name in Page.__struct_fields__ if hasattr(content, name)})
    return Entity(
        id=content.id,
        path=content.path,
        name=content.title,
        type=UNTYPED,
        body=content.body,
        line=content.line,
        lang=content.lang,
    )


def apply(
    content: Content,
    *,
    stated: Mapping[str, object],
    filling: Mapping[str, object],
    basis: Basis,
    first: bool = True,
) -> Content:
    """Return what a converter found with the editor's word on it.

    Args:
        content: What the converter found.
        stated: Attribute to value: what front matter and the sidecar state.
        filling: Attribute to value: what the configuration has for what both leave open.
        basis: How a date of publication is known that the editor states without saying how.
        first: Whether `content` is the first of its file, which the fields that name one article mean.
    """
    own = {name: value for name, value in stated.items() if _applies(content, name) and (first or name not in _OF_ONE)}
    if not first:
        own = {name: value for name, value in own.items() if name not in _OF_EACH or _left_open(content, name)}
    values = {name: value for name, value in filling.items() if _applies(content, name) and _absent(content, name)}
    values |= own
    values["extra"] = _merged(_merged(filling.get("extra"), content.extra), own.get("extra"))
    if not isinstance(content, Article):
        return msgspec.structs.replace(content, **values)
    if "published" in values:
        values.setdefault("published_basis", basis)
    if "provenance" in values:
        values["provenance"] = _chain(values["provenance"], content.provenance)
    found, said = content.licence, values.get("licence")
    if found is not None and found.pixel and isinstance(said, Licence) and said.pixel is None:
        values["licence"] = msgspec.structs.replace(said, pixel=found.pixel)
    article = msgspec.structs.replace(content, **values)
    # An article in a capture's place is still asked for what the capture did not say, until somebody supplies it.
    told = article.missing or tuple(name for hop in article.provenance for name in hop.missing)
    missing = tuple(name for name in dict.fromkeys(told) if not _SUPPLIED.get(name, _never)(article))
    return msgspec.structs.replace(article, missing=missing, licence=settle_licence(article))


def _applies(content: Content, name: str) -> bool:
    return name in content.__struct_fields__


def _absent(content: Content, name: str) -> bool:
    """Say whether a converter left a field open: it has its default, or nothing but the capture itself."""
    value: object = getattr(content, name)
    if name == "provenance" and isinstance(content, Article):
        return all(hop.role == "capture" for hop in content.provenance)
    return not value or value == _defaults(type(content)).get(name)


def _left_open(content: Content, name: str) -> bool:
    """Say whether a further article says nothing of what a field is about: a byline names its authors, and so on."""
    alike = _SIGNED if name in _SIGNED else {"published"} if name == "published_basis" else {name}
    return all(_absent(content, other) for other in alike)


@functools.cache
def _defaults(kind: type[Content]) -> dict[str, object]:
    return {field.name: field.default for field in msgspec.structs.fields(kind)}


def _chain(stated: object, found: tuple[Provenance, ...]) -> tuple[Provenance, ...]:
    """Return the provenance as stated, the capture that the converter read at its end."""
    hops = stated if isinstance(stated, tuple) else ()
    if any(hop.role == "capture" for hop in hops):
        return hops
    return (*hops, *(hop for hop in found if hop.role == "capture"))


def _merged(below: object, above: object) -> dict[str, object]:
    return {**(below if isinstance(below, dict) else {}), **(above if isinstance(above, dict) else {})}


def _never(_article: Article) -> bool:
    return False
