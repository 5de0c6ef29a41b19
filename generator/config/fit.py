"""What a value written in a file must be to become what a type asks for.

Configuration and front matter are checked here alike: a tree of `Node`, each with its place, is fitted to a type.
Nothing is guessed: a scalar whose notation leaves its type open (`loose`) becomes what the type asks for, so
``lang: no`` is Norwegian and ``value: 2.10`` keeps its nought.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn

import msgspec
from msgspec import UNSET
from msgspec import inspect as mi

from generator.errors import TearsheetError, Where
from generator.text import did_you_mean

Scalar = str | int | float | bool | dt.date | dt.time | None

WHOLE = range(-(2**63), 2**63)
"""Whole numbers, as TOML has them: nothing that is kept or printed has longer ones."""

_WHOLE = re.compile(r"[-+]?[0-9]+\Z")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_SHOWN = 40
_DIGITS = 40


class Node(msgspec.Struct, frozen=True):
    """A value as a file states it, and where: that of its key, where it has one."""

    value: "Scalar | tuple[Node, ...] | dict[str, Node]"
    line: int = 0
    column: int = 0
    loose: bool = False
    """A scalar as it was written, in a notation that leaves its type open: an unquoted word of YAML."""

    @property
    def absent(self) -> bool:
        """Whether a key with this value says nothing."""
        return self.value is None or (self.loose and self.value in _NOTHING)


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """How strangers' values are met in one file."""

    path: str
    """The file, as the user would type it."""

    error: type[TearsheetError]

    unknown: Callable[[str, Node, Iterable[str]], None] | None = None
    """Told the dotted name of a key that no type has, and the names there are; None means an error."""

    readers: Mapping[type, Callable[[Node, str], object]] = {}
    """For types with a notation of their own: from a node and its dotted name."""

    text: Callable[[str, Node, str], object] | None = None
    """Has the last word on a text, its node and its dotted name; UNSET drops it."""

    lenient: bool = False
    """Take one text for a list of one or a group that needs only a text, and a number for a text."""

    def where(self, node: Node) -> Where:
        """Return the place of a node."""
        return Where(self.path, node.line, node.column)

    def fail(self, what: str, node: Node, hint: str = "") -> NoReturn:
        """Raise this file's error at a node."""
        raise self.error(what, where=self.where(node), hint=hint)


def of(value: object) -> Node:
    """Return a plain value as a node without a place."""
    match value:
        case dict():
            return Node({str(key): of(item) for key, item in value.items()})
        case list() | tuple():
            return Node(tuple(of(item) for item in value))
        case str() | int() | float() | dt.date() | dt.time() | None:
            return Node(value)
    raise TypeError(f"{type(value).__name__} is no value of a file")


def plain(node: Node) -> object:
    """Return what a node says where no type asks: a number stays text if printing it would change it."""
    match node.value:
        case dict() as table:
            return {key: plain(item) for key, item in table.items()}
        case tuple() as items:
            return [plain(item) for item in items]
        case str() as text if node.loose:
            return None if node.absent else _guess(text)
        case dt.date() | dt.time() as moment:
            return moment.isoformat()
    return node.value


def fit(node: Node, kind: mi.Type, rules: Rules, name: str) -> object:
    """Return what `node` states as a value of `kind`.

    Args:
        node: The value, with its place.
        kind: What is asked for, as `msgspec.inspect.type_info` describes it.
        rules: How to meet what does not fit.
        name: The dotted name of the value, for messages.

    Returns:
        The value; UNSET where `rules.text` dropped it, or a part it cannot do without.

    Raises:
        TearsheetError: Of the kind `rules` names, at the node.
    """
    if isinstance(kind, mi.UnionType):
        return fit(node, _stated(kind), rules, name)
    if isinstance(kind, mi.StructType) and kind.cls in rules.readers:
        return rules.readers[kind.cls](node, name)
    return _FITTERS[type(kind)](node, kind, rules, name)


def expected(kind: mi.Type) -> str:
    """Return what a type asks for, in words: ``a whole number``."""
    match kind:
        case mi.UnionType():
            return expected(_stated(kind))
        case mi.LiteralType(values=values):
            return _alternatives(values)
        case mi.VarTupleType(item_type=mi.StructType()):
            return "a list of groups of keys"
        case mi.VarTupleType(item_type=item):
            return f"a list of {expected(item).removeprefix('a ')}s"
    return _WORDS[type(kind)]


def found(node: Node) -> str:
    """Return what a node is, in words: ``the text "high"``."""
    if node.absent:
        return "nothing"
    match node.value:
        case bool() as truth:
            return str(truth).lower()
        case int() | float() as number:
            return f"the number {_shorten(str(number))}"
        case str() as text:
            return f'the text "{_shorten(text)}"'
        case dt.date() | dt.time() as moment:
            return f"the date {moment.isoformat()}"
    return "a list" if isinstance(node.value, tuple) else "a group of keys"


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _guess(text: str) -> object:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    number = _read(text, _FLOAT)
    return number if str(number) == text else text


def _stated(kind: mi.UnionType) -> mi.Type:
    """Return the one member of a union that is not None: the only unions that files are fitted to."""
    return next(member for member in kind.types if not isinstance(member, mi.NoneType))


def _alternatives(values: Iterable[object]) -> str:
    *most, last = (f"`{value}`" for value in values)
    return f"{', '.join(most)} or {last}" if most else last


def _wrong(node: Node, kind: mi.Type, rules: Rules, name: str, hint: str = "") -> NoReturn:
    rules.fail(f"`{name}` must be {expected(kind)}, not {found(node)}", node, hint)


def _group(node: Node, kind: mi.StructType, rules: Rules, name: str) -> object:
    known, needed = _fields(kind)
    stated = node.value
    if not isinstance(stated, dict):
        only = next(iter(needed.values())) if len(needed) == 1 else None
        if not rules.lenient or isinstance(stated, tuple) or only is None or not isinstance(only.type, mi.StrType):
            _wrong(node, kind, rules, name, f"its keys are {_alternatives(field.encode_name for field in kind.fields)}")
        stated = {only.encode_name: node}
    made: dict[str, object] = {}
    for key, child in stated.items():
        inner = f"{name}.{key}" if name else key
        field = known.get(key)
        if field is None:
            _unknown(inner, child, known, rules)
        elif not child.absent:
            value = fit(child, field.type, rules, inner)
            if value is not UNSET:
                made[field.name] = value
            elif field.required:
                return UNSET
    for key, field in needed.items():
        if field.name not in made:
            rules.fail(f"`{name}` needs `{key}`: {expected(field.type)}", node)
    return kind.cls(**made)


def _fields(kind: mi.StructType) -> tuple[Mapping[str, mi.Field], Mapping[str, mi.Field]]:
    """Return the fields of a group by their names in a file, and those that it cannot do without."""
    known = _groups.get(id(kind))
    if known is None or known[0] is not kind:
        fields = {field.encode_name: field for field in kind.fields}
        known = kind, fields, {key: field for key, field in fields.items() if field.required}
        _groups[id(kind)] = known
    return known[1:]


_groups: dict[int, tuple[mi.StructType, Mapping[str, mi.Field], Mapping[str, mi.Field]]] = {}
"""Groups stay as long as the types they describe: to compare two of them takes longer than to look at one."""


def _unknown(name: str, node: Node, known: Iterable[str], rules: Rules) -> None:
    if rules.unknown is not None:
        rules.unknown(name, node, known)
        return
    hint = did_you_mean(name.rpartition(".")[2], known)
    rules.fail(f"there is no setting `{name}`", node, hint or f"the settings here are {_alternatives(known)}")


def _table(node: Node, kind: mi.DictType, rules: Rules, name: str) -> object:
    if not isinstance(node.value, dict):
        _wrong(node, kind, rules, name)
    stated = {key: child for key, child in node.value.items() if not child.absent}
    read = {key: fit(child, kind.value_type, rules, f"{name}.{key}") for key, child in stated.items()}
    return {key: value for key, value in read.items() if value is not UNSET}


def _list(node: Node, kind: mi.VarTupleType, rules: Rules, name: str) -> object:
    stated, item = node.value, kind.item_type
    if not isinstance(stated, tuple):
        text = isinstance(item, mi.StrType) and isinstance(stated, Scalar if rules.lenient else str)
        if not text and not (isinstance(item, mi.StructType) and rules.lenient):
            _wrong(node, kind, rules, name, "write its items between [ and ]")
        stated = (node,)
    read = (fit(child, item, rules, f"{name}[{place}]") for place, child in enumerate(stated))
    return tuple(value for value in read if value is not UNSET)


def _choice(node: Node, kind: mi.LiteralType, rules: Rules, name: str) -> object:
    value = node.value
    stated = str(value).lower() if isinstance(value, bool) else value
    if stated not in kind.values:
        hint = did_you_mean(stated, map(str, kind.values)) if isinstance(stated, str) else ""
        _wrong(node, kind, rules, name, hint)
    return stated


def _text(node: Node, kind: mi.StrType, rules: Rules, name: str) -> object:
    value = node.value
    if rules.lenient and isinstance(value, int | float | dt.date) and not isinstance(value, bool):
        value = value.isoformat() if isinstance(value, dt.date) else str(value)
    if not isinstance(value, str) or (node.loose and (value in ("", "~") or not rules.lenient)):
        figure = isinstance(value, int | float | str) and not isinstance(value, bool) and value not in ("", "~")
        _wrong(node, kind, rules, name, f'put it in quotes: "{value}"' if figure else "")
    return value if rules.text is None else rules.text(value, node, name)


def _truth(node: Node, kind: mi.BoolType, rules: Rules, name: str) -> bool:
    value = node.value
    if node.loose and isinstance(value, str):
        value = _TRUTHS.get(value.lower())
    if not isinstance(value, bool):
        _wrong(node, kind, rules, name)
    return value


def _number(node: Node, kind: mi.IntType | mi.FloatType, rules: Rules, name: str) -> int | float:
    value = _read(node.value, kind) if node.loose and isinstance(node.value, str) else node.value
    if isinstance(value, int) and not isinstance(value, bool) and isinstance(kind, mi.FloatType):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, float if isinstance(kind, mi.FloatType) else int):
        _wrong(node, kind, rules, name)
    if kind.ge is not None and value < kind.ge:
        rules.fail(f"`{name}` must be {kind.ge} or more, not {value}", node)
    if kind.le is not None and value > kind.le:
        rules.fail(f"`{name}` must be {kind.le} or less, not {value}", node)
    return value


def _read(text: str, kind: mi.IntType | mi.FloatType) -> int | float | None:
    """Return a loose scalar as a number, or None where it is none that `kind` has."""
    if len(text) > _DIGITS or not _NUMBER.match(text):
        return None
    if _WHOLE.match(text):
        return whole if (whole := int(text)) in WHOLE else None
    number = float(text)
    return number if isinstance(kind, mi.FloatType) and math.isfinite(number) else None


def _anything(node: Node, _kind: mi.Type, _rules: Rules, _name: str) -> object:
    return plain(node)


_FLOAT = mi.FloatType()
_FITTERS: dict[type[mi.Type], Callable[..., object]] = {
    mi.AnyType: _anything,
    mi.CustomType: _anything,
    mi.StructType: _group,
    mi.DictType: _table,
    mi.VarTupleType: _list,
    mi.LiteralType: _choice,
    mi.StrType: _text,
    mi.BoolType: _truth,
    mi.IntType: _number,
    mi.FloatType: _number,
}
_WORDS: dict[type[mi.Type], str] = {
    mi.AnyType: "anything",
    mi.CustomType: "anything",
    mi.StructType: "a group of keys",
    mi.DictType: "a group of keys",
    mi.StrType: "text",
    mi.BoolType: "true or false",
    mi.IntType: "a whole number",
    mi.FloatType: "a number",
}
