"""The Jinja environment: what a template may use, what printing it can read, and how its mistakes are told.

A template says what it says in English, `_("Search")`; where the words are fixed they are translated once, when it is
compiled for the site's language, and cost a page nothing.

Templates are handed in by `find`, so that the caller knows, and records, what was read. Nothing in the environment
knows the time, draws lots or opens files: the same view gives the same page.
"""

import contextlib
import functools
import marshal
import re
import traceback
from collections.abc import Callable, Iterator
from typing import Any, Final, cast

import jinja2
from jinja2 import nodes
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from generator import digest, text
from generator.errors import TearsheetError, TemplateError, Where
from generator.render import links, untranslated, wording
from generator.render.compiling import Kept, Quicker, kept, seal, urlencode
from generator.render.direct import Direct
from generator.render.handed import UNCOUNTED, Links
from generator.render.inlining import Find, TemplateSource, whole
from generator.render.phrasebook import ENGLISH, Phrasebook
from generator.render.views import VARIABLES, Head, SiteView, View

_MARK = "template:"  # before a template's path in a traceback, so that its frames are told from Python's
_REMEMBERED = 4096
_EVERY = ("absolute", "href", "site", "head", *VARIABLES.values())


Ready = Callable[[str], bytes | None]
"""Answers a template's name: what `compiled` made of it, None where nothing did."""


def environment(
    find: Find, *, names: frozenset[str] = frozenset(), phrases: Phrasebook = ENGLISH, ready: Ready | None = None
) -> jinja2.Environment:
    """Return the environment in which templates are printed.

    Args:
        find: Where templates come from.
        names: Those there are, to suggest one for a misspelt name.
        phrases: What the interface says in the site's language.
        ready: Templates that are compiled already, for these phrases or others, from this text or another.
    """
    loader = _Loader(find, names)
    made: _Environment = _furnished(_Environment, loader, phrases)
    within = _Loader(lambda name: whole(name, find), names)
    made.direct = lambda uncertain: _furnished(_Direct, within, phrases, uncertain, None if uncertain else ready)
    return made


def compiled(name: str, source: TemplateSource, phrases: Phrasebook) -> bytes | None:
    """Return a template, as `whole` gives it, ready to print; None for one that must be printed the careful way."""
    made = _furnished(_Direct, _Loader(lambda _: None, frozenset()), phrases)
    try:
        code = made.compile(source.text, name, _MARK + source.path)
    except Exception:  # noqa: BLE001 - who prints it says what is wrong with it
        return None
    checksum = Kept().get_source_checksum(source.text)
    return seal(made.said, checksum) + marshal.dumps(code)


def _furnished(
    kind: "type[_Furnished]",
    loader: "_Loader",
    phrases: Phrasebook,
    uncertain: frozenset[str] = frozenset(),
    ready: Ready | None = None,
) -> Any:
    """Return an environment of a kind with all that our templates use."""
    said = digest.of_value(phrases)
    made: Any = kind(
        loader=loader,
        autoescape=True,
        undefined=_Missing,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=kept(kind.__name__, said, uncertain),
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.phrases, made.said, made.uncertain, made.ready = phrases, said, uncertain, ready
    del made.filters["random"], made.globals["lipsum"]
    made.globals |= {
        "_": phrases.gettext,
        "forms": phrases.forms,
        "gettext": phrases.gettext,
        "ngettext": phrases.ngettext,
        "spoken": _spoken,
        "unsaid": untranslated.attributes(phrases),
        untranslated.FUNCTION: untranslated.in_english,
    }
    made.filters |= {
        "basis": lambda known: phrases.gettext(wording.basis(known)),
        "day": phrases.day,
        "groups": wording.groups,
        "host": wording.host,
        "instant": phrases.instant,
        "language": wording.language,
        "letter_to": wording.letter_to,
        "licence_name": wording.licence_name,
        "listed": phrases.listed,
        "number": phrases.number,
        "polyline": wording.polyline,
        "slug": text.slug,
        "trend": wording.trend,
        "urlencode": urlencode,
    }
    if kind is _Direct:
        made.wanting = frozenset(name for name, value in made.globals.items() if hasattr(value, "jinja_pass_arg"))
        # Their arguments can be remembered by; what could not be goes the careful way.
        remembered = functools.lru_cache(maxsize=_REMEMBERED, typed=True)
        made.globals["ngettext"] = remembered(phrases.ngettext)
        made.filters |= {name: remembered(made.filters[name]) for name in ("day", "instant", "number")}
    return made


def render(
    made: jinja2.Environment, name: str, *, site: SiteView, head: Head, view: View, counted: Links = UNCOUNTED
) -> str:
    """Return the page that the template `name` makes of `view`; `counted` counts some links it prints.

    Raises:
        TemplateError: No such template, or it cannot be read or printed; says its file and line.
    """
    variables = {
        "site": site,
        "head": head,
        "href": _links(head, site, counted),
        "absolute": counted.counted(functools.partial(_absolute, site.base_url)),
        VARIABLES[type(view)]: view,
    }
    quickly = _directly(made, name, variables, counted)
    if quickly is not None:
        return quickly
    counted.count = 0
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


def _directly(made: jinja2.Environment, name: str, variables: dict[str, Any], counted: Links) -> str | None:
    """Return the page as templates that ask for nothing print it; None where they cannot."""
    if not isinstance(made, _Environment) or name in made.careful:
        return None
    while made.direct:
        counted.count = 0
        if made.quick is None:
            made.quick = made.direct(frozenset())
        try:
            template = made.quick.get_template(name)
            return "".join(template.root_render_func(template.new_context(variables)))
        except AttributeError as error:
            # A key of a mapping, or nothing: from now on it is asked for as Jinja does.
            if not error.name or error.name in made.quick.uncertain:
                break
            made.quick = made.direct(made.quick.uncertain | {error.name})
        except Exception:  # noqa: BLE001 - whatever it is, the careful way says it properly, or does better
            break
    made.careful.add(name)
    return None


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


_NAMING: Final = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\b.*?%\}", re.DOTALL)
"""Statements that name another template."""


@functools.lru_cache(maxsize=1024)
def _references(name: str, source: TemplateSource) -> tuple[str, ...]:
    """Return the names that a template extends, imports or includes; perhaps one that stands in a comment too.

    Only the statements that name another are parsed where that can be done: to find them is a fraction of the work.
    """
    naming = "".join(_NAMING.findall(source.text))
    if not naming:
        return ()
    with contextlib.suppress(jinja2.TemplateSyntaxError):
        return _named(name, naming, source.path)
    try:
        return _named(name, source.text, source.path)
    except jinja2.TemplateSyntaxError as error:
        raise _syntax_error(error) from error


def _named(name: str, text: str, path: str) -> tuple[str, ...]:
    parser = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True, extensions=["jinja2.ext.i18n"])
    tree = parser.parse(text, name, _MARK + path)
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


class _Furnished(jinja2.Environment):
    """Translates what a template says in fixed words when it is compiled."""

    phrases: Phrasebook = ENGLISH
    said: str = ""
    """The digest of the phrases."""

    ready: Ready | None = None

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002 - Jinja's
    ) -> str:
        source = untranslated.marked(source, self.phrases)
        return super()._generate(_Translated(self.phrases).visit(source), name, filename, defer_init)


class _Direct(_Furnished, Direct):
    """Prints by templates that ask for nothing, or fails."""


class _Environment(_Furnished, Quicker):
    """Prints whatever can be printed, and says what cannot."""

    direct: Callable[[frozenset[str]], _Direct] | None = None
    """Makes what prints quickly, but for these attributes, which may be keys."""

    quick: _Direct | None = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.careful: set[str] = set()
        """Templates that cannot be printed quickly."""


class _Translated(NodeTransformer):
    """Puts the words of a language in the place of calls that ask for them."""

    def __init__(self, phrases: Phrasebook) -> None:
        self._phrases = phrases

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's
        """Translate ``_("words")``; what takes values waits for them."""
        match node:
            case nodes.Call(
                node=nodes.Name(name="_" | "gettext"),
                args=[nodes.Const(value=str(words))],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ):
                return nodes.Const(self._phrases.gettext(words), lineno=node.lineno)
        return self.generic_visit(node)


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


def _links(head: Head, site: SiteView, counted: Links) -> Callable[[str], str]:
    """Return what writes the links of a page."""
    if head.relocated:
        return counted.counted(functools.partial(links.absolute, base_url=site.base_url))
    return links.writer(head.address, links=site.links, apart=counted.addresses, met=counted.met)


def _absolute(base_url: str | None, address: str) -> str | None:
    return links.absolute(address, base_url=base_url) if base_url else None


@functools.lru_cache(maxsize=1024)
def _spoken(lang: str | None) -> Markup:
    """Return the attributes of a part in a language other than the one around it; nothing for None."""
    if not lang:
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(lang, wording.text_direction(lang))


def _syntax_error(error: jinja2.TemplateSyntaxError) -> TemplateError:
    path = (error.filename or error.name or "a template").removeprefix(_MARK)
    return TemplateError(error.message or "cannot be parsed", where=Where(path, error.lineno))


def _place(error: BaseException) -> Where | None:
    """Return the innermost line of a template that an error passed through."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        if frame.f_code.co_filename.startswith(_MARK):
            return Where(frame.f_code.co_filename.removeprefix(_MARK), line)
    return None
