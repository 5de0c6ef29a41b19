"""Whether a template does more with the addresses of the theme's files than print links to them.

A page can be printed with other letters in the place of some letters of an address, and these be put right later,
where its templates hand the address on whole: ``href(address)``, printed as it is, or a question whether there is one.
One that puts it into capitals, measures or compares it gets the address itself. What cannot be told is taken for that.

Links are counted as they are made too: where a page holds more of them, or fewer, somebody wrote them otherwise.
"""

import functools
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

import jinja2
import msgspec
from jinja2 import nodes
from msgspec.structs import replace

ONE: Final = frozenset({"code_stylesheet", "icon"})
MANY: Final = frozenset({"stylesheets", "scripts", "early_scripts", "search_scripts"})
"""Attributes of a `SiteView`."""

_LINKS: Final = frozenset({"href", "absolute"})
_OURS: Final = frozenset({"site", *_LINKS})
_PLAIN_LOOP: Final = frozenset({"first", "last", "index", "index0", "length", "revindex", "revindex0"})
_THERE: Final = frozenset({"defined", "undefined", "none"})

_OPENING: Final = re.compile(r"\A(?:\s*\{#.*?#\})+", re.DOTALL)
_SUSPECT: Final = re.compile(
    rf"\b(?:{'|'.join(sorted(ONE | MANY))})\b"
    r"|\bsite\b(?!\.[a-z])"
    r"|(?:\b(?:set|with|macro|for|as|import)\b|[,(])\s*(?:href|absolute)\b"
    r"|\bend(?:set|filter|call|macro)\b|\bsuper\b|\bself\b(?!')"
)
"""What a template holds that does anything of what this module is about."""


class Links:
    """Counts the links that a template makes to some addresses."""

    __slots__ = ("addresses", "count")

    def __init__(self, addresses: Iterable[str]) -> None:
        self.addresses = frozenset(addresses)
        self.count = 0

    def met(self) -> None:
        """Count one."""
        self.count += 1

    def counted(self, make: Callable[[str], Any]) -> Callable[[str], Any]:
        """Return what makes links as `make` does, and counts them."""
        addresses = self.addresses
        if not addresses:
            return make

        def made(address: str) -> Any:
            if address in addresses:
                self.count += 1
            return make(address)

        return made


UNCOUNTED: Final = Links(())


def hands_on(names: Iterable[str], find: Callable[[str], str | None]) -> bool:
    """Say whether printing by some templates, all that one reaches, does no more with addresses than link to them.

    Args:
        names: The templates.
        find: Answers with a template's text.
    """
    return all(_hands_on(text) for name in names if (text := find(name)) is not None)


@functools.lru_cache(maxsize=1024)
def _hands_on(text: str) -> bool:
    if not _SUSPECT.search(_OPENING.sub("", text)):
        return True
    parser = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True, extensions=["jinja2.ext.i18n"])
    try:
        return _fine(parser.parse(text), _Within())
    except jinja2.TemplateSyntaxError:
        return False


class _Within(msgspec.Struct, frozen=True):
    """Where in a template something stands."""

    is_printed: bool = False
    """What it makes is printed as it is."""

    is_asked: bool = False
    """It is asked only whether it is there."""

    is_caught: bool = False
    """What is printed is taken up by something around it."""

    items: frozenset[str] = frozenset()
    """Names of a loop over addresses."""


def _fine(node: nodes.Node, at: _Within) -> bool:
    """Say whether a part of a template does no more with addresses than link to them."""
    for rule in (_fine_loop, _fine_link, _fine_question, _fine_catching, _fine_naming, _fine_name):
        said = rule(node, at)
        if said is not None:
            return said
    if isinstance(node, nodes.Output):
        return all(_fine(part, replace(at, is_printed=True)) for part in node.nodes)
    return _all(node.iter_child_nodes(), at)


def _fine_link(node: nodes.Node, at: _Within) -> bool | None:
    """Judge what makes a link, or hands up what may hold one; None for anything else, as of all these rules."""
    match node:
        case nodes.Call(node=nodes.Name(name=name), args=[one], kwargs=[], dyn_args=None, dyn_kwargs=None) if (
            name in _LINKS and _is_address(one, at)
        ):
            return at.is_printed and not at.is_caught
        case nodes.Call(node=nodes.Name(name="super")) | nodes.Call(node=nodes.Getattr(node=nodes.Name(name="self"))):
            return at.is_printed and not at.is_caught
    return None


def _fine_question(node: nodes.Node, at: _Within) -> bool | None:
    match node:
        case nodes.If():
            asked = _fine(node.test, replace(at, is_asked=True))
            return asked and _all([*node.body, *node.elif_, *node.else_], at)
        case nodes.CondExpr():
            ends = [end for end in (node.expr1, node.expr2) if end]
            asked = _fine(node.test, replace(at, is_asked=True, is_printed=False))
            return asked and all(_fine(end, at) for end in ends)
        case nodes.And() | nodes.Or() | nodes.Not() if at.is_asked:
            return all(_fine(part, at) for part in node.iter_child_nodes())
        case nodes.Test(node=one, name=name, args=[]) if name in _THERE and (_is_address(one, at) or _is_list(one)):
            return True
    return None


def _fine_catching(node: nodes.Node, at: _Within) -> bool | None:
    match node:
        case nodes.Macro() | nodes.CallBlock() | nodes.FilterBlock() | nodes.AssignBlock():
            return getattr(node, "name", "") not in _OURS and _all(node.iter_child_nodes(), replace(at, is_caught=True))
        case nodes.Include() | nodes.Block() if at.is_caught:
            return False
    return None


def _fine_naming(node: nodes.Node, at: _Within) -> bool | None:  # noqa: ARG001 - as the others
    match node:
        case nodes.Import(target=name) if name in _OURS:
            return False
        case nodes.FromImport(names=names) if any(_alias(each) in _OURS for each in names):
            return False
    return None


def _fine_name(node: nodes.Node, at: _Within) -> bool | None:
    match node:
        case nodes.Getattr(node=nodes.Name(name="site", ctx="load"), attr=attr):
            return attr not in ONE | MANY or at.is_asked
        case nodes.Name(name=name, ctx="load"):
            return name not in {"site", "self", "super"} and (name not in at.items or at.is_asked)
        case nodes.Name(name=name):
            return name not in _OURS | at.items
    return None


def _alias(name: str | tuple[str, str]) -> str:
    return name if isinstance(name, str) else name[1]


def _all(parts: Iterable[nodes.Node], at: _Within) -> bool:
    return all(_fine(part, replace(at, is_printed=False, is_asked=False)) for part in parts)


def _fine_loop(node: nodes.Node, at: _Within) -> bool | None:
    """Judge a loop over addresses, which no other template may see."""
    if not isinstance(node, nodes.For) or not _is_list(node.iter):
        return None
    target = node.target.name if isinstance(node.target, nodes.Name) else ""
    if node.recursive or node.test is not None or target in _OURS | at.items | {"loop", ""}:
        return False
    inside = [each for part in node.body for each in (part, *part.find_all(nodes.Node))]
    plain = {id(each.node) for each in inside if isinstance(each, nodes.Getattr) and each.attr in _PLAIN_LOOP}
    if any(
        isinstance(each, _ELSEWHERE) or (isinstance(each, nodes.Name) and each.name == "loop" and id(each) not in plain)
        for each in inside
    ):
        return False
    return _all(node.body, replace(at, items=at.items | {target})) and _all(node.else_, at)


def _is_address(node: nodes.Node, at: _Within) -> bool:
    match node:
        case nodes.Getattr(node=nodes.Name(name="site"), attr=attr):
            return attr in ONE
        case nodes.Name(name=name):
            return name in at.items
        case nodes.Getitem(node=whole, arg=nodes.Const(value=int())):
            return _is_list(whole)
        case nodes.Filter(node=whole, name="first" | "last", args=[], kwargs=[], dyn_args=None, dyn_kwargs=None):
            return whole is not None and _is_list(whole)
    return False


def _is_list(node: nodes.Node) -> bool:
    match node:
        case nodes.Getattr(node=nodes.Name(name="site"), attr=attr):
            return attr in MANY
    return False


_ELSEWHERE: Final = (nodes.Include, nodes.Block, nodes.Macro, nodes.CallBlock, nodes.Import, nodes.FromImport)
