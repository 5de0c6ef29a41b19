"""The Jinja environment: what a template may use, what printing it can read, and how its mistakes are told.

Templates are handed in by `find`, so that the caller knows, and records, what was read. Nothing in the environment
knows the time, draws lots or opens files: the same view gives the same page.
"""

import functools
import traceback
from collections.abc import Callable, Iterator
from types import CodeType
from typing import cast

import jinja2
import msgspec
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from jinja2.utils import missing

from generator import text
from generator.errors import TearsheetError, TemplateError, Where
from generator.model import Moment
from generator.render import links, wording
from generator.render.views import VARIABLES, Head, SiteView, View

_MARK = "template:"  # before a template's path in a traceback, so that its frames are told from Python's
_EVERY = ("absolute", "href", "site", "head", *VARIABLES.values())


class TemplateSource(msgspec.Struct, frozen=True):
    """A template as it was found."""

    text: str
    path: str
    """As the user would type it, for errors."""


Find = Callable[[str], TemplateSource | None]
"""Answers a name such as ``partials/card.html``: the site's own template, else the theme's, else None."""


def environment(find: Find, *, names: frozenset[str] = frozenset()) -> jinja2.Environment:
    """Return the environment in which templates are printed.

    Args:
        find: Where templates come from.
        names: Those there are, to suggest one for a misspelt name.
    """
    made = jinja2.Environment(
        loader=_Loader(find, names),
        autoescape=True,
        undefined=_Missing,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_compiled(),
    )
    del made.filters["random"], made.globals["lipsum"]
    made.globals |= {"href": _href, "absolute": _absolute}
    made.filters |= {
        "basis": wording.basis,
        "counted": wording.counted,
        "day": _day,
        "groups": wording.groups,
        "host": wording.host,
        "instant": _instant,
        "language": wording.language,
        "letter_to": wording.letter_to,
        "licence_name": wording.licence_name,
        "polyline": wording.polyline,
        "slug": text.slug,
        "trend": wording.trend,
    }
    return made


def render(made: jinja2.Environment, name: str, *, site: SiteView, head: Head, view: View) -> str:
    """Return the page that the template `name` makes of `view`.

    Raises:
        TemplateError: No such template, or it cannot be read or printed; says its file and line.
    """
    variables = {"site": site, "head": head, VARIABLES[type(view)]: view}
    try:
        return made.get_template(name).render(variables)
    except TearsheetError:
        raise
    except jinja2.TemplateSyntaxError as error:
        raise _syntax_error(error) from error
    except jinja2.TemplateNotFound as error:
        wanted = str(error.name or name)
        raise TemplateError(
            f"no template is called `{wanted}`",
            where=_place(error),
            hint=text.did_you_mean(wanted, made.list_templates()),
        ) from error
    except Exception as error:  # whatever a template's expression raises is the template's mistake
        what = str(error) if isinstance(error, jinja2.TemplateError) else f"{type(error).__name__}: {error}"
        raise TemplateError(
            what, where=_place(error), hint=f"the first comment of {name} says what it takes"
        ) from error


def closure(name: str, find: Find, *, names: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return every template that printing `name` can read, itself included.

    A name that `find` does not know is among them: should it appear one day, the page changes. A reference known only
    by its beginning is an entry that ends in ``*``, such as ``partials/panels/*``; one not known at all is ``*``. What
    of `names` such an entry covers is followed too.

    Raises:
        TemplateError: One of them cannot be parsed.
    """
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        wanted = ahead.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        if wanted.endswith("*"):
            ahead += [other for other in names if other.startswith(wanted[:-1])]
        elif source := find(wanted):
            ahead += _references(wanted, source)
    return frozenset(seen)


@functools.lru_cache(maxsize=1024)
def _references(name: str, source: TemplateSource) -> tuple[str, ...]:
    """Return the names that a template extends, imports or includes."""
    parser = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
    try:
        tree = parser.parse(source.text, name, _MARK + source.path)
    except jinja2.TemplateSyntaxError as error:
        raise _syntax_error(error) from error
    found = tree.find_all((nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include))
    return tuple(other for node in found for other in _referred(cast("nodes.Include", node).template))


def _referred(expression: nodes.Node) -> Iterator[str]:
    """Yield the names that the expression of an include can have."""
    match expression:
        case nodes.Const(value=str(name)):
            yield name
        case nodes.List(items=items) | nodes.Tuple(items=items):
            for item in items:
                yield from _referred(item)
        case nodes.CondExpr(expr1=one, expr2=other):
            yield from _referred(one)
            if other is not None:
                yield from _referred(other)
        case nodes.Concat(nodes=[nodes.Const(value=str(start)), *_]) | nodes.Add(left=nodes.Const(value=str(start))):
            yield f"{start}*"
        case _:
            yield "*"


class _Loader(jinja2.BaseLoader):
    """Hands Jinja what `find` answers."""

    def __init__(self, find: Find, names: frozenset[str]) -> None:
        self._find = find
        self._names = names

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, None]:  # noqa: ARG002 - Jinja's
        # A panel's type is a stranger's word and part of a name: it must not climb.
        source = None if ".." in template.split("/") else self._find(template)
        if source is None:
            raise jinja2.TemplateNotFound(template)
        return source.text, _MARK + source.path, None

    def list_templates(self) -> list[str]:
        return sorted(self._names)


class _Compiled(jinja2.BytecodeCache):
    """Keeps compiled templates from one build of a process to the next: the server builds at every save."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._codes.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = (bucket.checksum, bucket.code)


_compiled = functools.cache(_Compiled)


class _Missing(jinja2.StrictUndefined):
    """Says which name is unknown, and which one was likely meant."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        name = str(self._undefined_name)
        if self._undefined_obj is missing:
            what, known = f"`{name}` is nothing this template knows", list(_EVERY)
        else:
            kind = type(self._undefined_obj)
            what, known = f"{kind.__name__} has no `{name}`", [each for each in dir(kind) if not each.startswith("_")]
        nearest = text.did_you_mean(name, known)
        return f"{what}: {nearest}" if nearest else what


def _shown(value: object) -> object:
    """Print nothing for what is absent."""
    return "" if value is None else value


@jinja2.pass_context
def _href(context: Context, address: str) -> str:
    head, site = context["head"], context["site"]
    if head.relocated:
        return links.absolute(address, base_url=site.base_url)
    return links.relative(address, page=head.address, links=site.links)


@jinja2.pass_context
def _absolute(context: Context, address: str) -> str | None:
    base_url = context["site"].base_url
    return links.absolute(address, base_url=base_url) if base_url else None


@jinja2.pass_context
def _day(context: Context, moment: Moment) -> str:
    return wording.day(moment, lang=context["site"].lang)


@jinja2.pass_context
def _instant(context: Context, moment: Moment) -> str:
    return wording.instant(moment, lang=context["site"].lang)


def _syntax_error(error: jinja2.TemplateSyntaxError) -> TemplateError:
    path = (error.filename or error.name or "a template").removeprefix(_MARK)
    return TemplateError(error.message or "cannot be parsed", where=Where(path, error.lineno))


def _place(error: BaseException) -> Where | None:
    """Return the innermost line of a template that an error passed through."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        if frame.f_code.co_filename.startswith(_MARK):
            return Where(frame.f_code.co_filename.removeprefix(_MARK), line)
    return None
