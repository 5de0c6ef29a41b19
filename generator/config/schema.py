"""What the types of a file's keys say to people and to editors: rows of a reference page, and a JSON Schema."""

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator, Mapping

import msgspec
from msgspec import NODEFAULT
from msgspec import inspect as mi

from generator.config.fit import expected
from generator.config.settings import Config, Default

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_KINDS = {mi.StrType: "string", mi.BoolType: "boolean", mi.IntType: "integer", mi.FloatType: "number"}


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a reference page."""

    name: str
    """Dotted; ``[]`` stands after a list of groups: ``menu[].title``."""

    type: str
    """In words."""

    default: str
    """As JSON; empty for nothing."""

    description: str


class Notation(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says otherwise than its types alone would have it."""

    words: Mapping[type, str] = {}
    """What a type with a notation of its own is called."""

    schemas: Mapping[type, Mapping[str, object]] = {}
    """What a type with a notation of its own may be, as JSON Schema."""

    lenient: bool = False
    """As `fit.Rules`: one item stands for a list of one, a number for a text."""


_CONFIG = Notation(
    words={Default: "a list of groups of keys"},
    schemas={
        Default: {
            "type": "object",
            "required": ["match"],
            "properties": {"match": {"type": "string", "minLength": 1}},
        },
    },
)


def reference() -> tuple[Key, ...]:
    """Return every setting, in the order of the manual."""
    return tuple(rows(mi.type_info(Config), meanings=meanings(Config), notation=_CONFIG))


def schema() -> dict[str, object]:
    """Return the JSON Schema of `tearsheet.toml`."""
    made = json_schema(mi.type_info(Config), meanings=meanings(Config), notation=_CONFIG)
    return {"$schema": DRAFT, "title": "Configuration of a Tearsheet site"} | made


def meanings(cls: type, prefix: str = "") -> dict[str, str]:
    """Return what the strings below a type's attributes say, by dotted name; a nested type speaks for itself."""
    lines = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    assert isinstance(lines, ast.ClassDef)
    found: dict[str, str] = {}
    name = ""
    for line in lines.body:
        match line:
            case ast.AnnAssign(target=ast.Name(id=attribute)):
                name = f"{prefix}{attribute}"
            case ast.Expr(value=ast.Constant(value=str(text))) if name:
                found[name] = " ".join(text.split())
    for field in _fields(mi.type_info(cls)):
        inner = _inner(field.type)
        if inner is not None:
            found.setdefault(f"{prefix}{field.name}", inspect.cleandoc(inner.cls.__doc__ or ""))
            found |= meanings(inner.cls, f"{prefix}{field.name}.")
    return found


def rows(kind: mi.Type, *, meanings: Mapping[str, str], notation: Notation, prefix: str = "") -> Iterator[Key]:
    """Yield a row for each key of a group, each followed by those of the groups in it.

    Args:
        kind: The type of the group.
        meanings: Dotted name, without ``[]``, to description.
        notation: What the file says otherwise.
        prefix: What stands before each name.
    """
    for field in _fields(kind):
        name = f"{prefix}{field.encode_name}"
        inner = _inner(field.type)
        named = notation.words.get(inner.cls) if inner else None
        yield Key(
            name=name,
            type=named or expected(field.type),
            default=_shown(field.default),
            description=meanings[name.replace("[]", "")],
        )
        if inner is not None and inner.cls not in notation.words:
            many = "[]" if isinstance(field.type, mi.VarTupleType) else ""
            yield from rows(inner, meanings=meanings, notation=notation, prefix=f"{name}{many}.")


def json_schema(kind: mi.Type, *, meanings: Mapping[str, str], notation: Notation, name: str = "") -> dict[str, object]:
    """Return the JSON Schema of a type, nested types written out.

    Args:
        kind: The type.
        meanings: Dotted name to description.
        notation: What the file says otherwise.
        name: The dotted name of the value.
    """

    def part(of: mi.Type, named: str) -> dict[str, object]:
        return json_schema(of, meanings=meanings, notation=notation, name=named)

    made: dict[str, object]
    match kind:
        case mi.UnionType(types=members):
            return part(next(member for member in members if not isinstance(member, mi.NoneType)), name)
        case mi.StructType(cls=cls) if cls in notation.schemas:
            made = dict(notation.schemas[cls])
        case mi.StructType(fields=fields):
            named = [(field, f"{name}.{field.encode_name}".lstrip(".")) for field in fields]
            made = {
                "type": "object",
                "additionalProperties": False,
                "properties": {field.encode_name: part(field.type, inner) for field, inner in named},
            }
            if needed := [field.encode_name for field in fields if field.required]:
                made["required"] = needed
        case mi.DictType(value_type=value):
            made = {"type": "object", "additionalProperties": part(value, "")}
        case mi.VarTupleType(item_type=item):
            one = {key: value for key, value in part(item, name).items() if key != "description"}
            made = {"type": "array", "items": one}
            if notation.lenient or isinstance(item, mi.StrType):
                made = {"anyOf": [one, made]}
        case mi.LiteralType(values=values):
            truths = [True, False] if notation.lenient and "true" in values else []
            made = {"enum": [*values, *truths]}
        case _:
            made = _scalar(kind, lenient=notation.lenient)
    return made | ({"description": meanings[name]} if name in meanings else {})


def _scalar(kind: mi.Type, *, lenient: bool) -> dict[str, object]:
    word = _KINDS.get(type(kind))
    if word is None:
        return {}
    limits = {"minimum": getattr(kind, "ge", None), "maximum": getattr(kind, "le", None)}
    made: dict[str, object] = {"type": ["string", "number"] if lenient and word == "string" else word}
    return made | {key: limit for key, limit in limits.items() if limit is not None}


def _fields(kind: mi.Type) -> tuple[mi.Field, ...]:
    return kind.fields if isinstance(kind, mi.StructType) else ()


def _inner(kind: mi.Type) -> mi.StructType | None:
    """Return the group that a field holds, alone, in a list or optionally."""
    match kind:
        case mi.StructType():
            return kind
        case mi.VarTupleType(item_type=item):
            return _inner(item)
        case mi.UnionType(types=members):
            return next((found for found in map(_inner, members) if found), None)
    return None


def _shown(default: object) -> str:
    if default is None or default is NODEFAULT or isinstance(default, msgspec.Struct):
        return ""
    return json.dumps(default, ensure_ascii=False)
