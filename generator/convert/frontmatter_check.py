"""What each field of front matter says, or why it cannot.

Nothing is invented: what no field states is absent. A value of a wrong type fails the file. An address that no page may
carry is dropped, and a field that does not exist is kept under `extra`, each with a warning.
"""

import re
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from functools import partial

import msgspec
from msgspec import UNSET

from generator.config.fit import Node, Rules, fit, found, plain
from generator.convert.frontmatter_schema import ADDRESSES, fields, kinds_of
from generator.errors import ContentError, Note, TearsheetError
from generator.model import Kind, Moment, moment
from generator.text import did_you_mean, slug

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_ENTITY_ID = re.compile(r"[a-z0-9-]+\Z")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}\Z")
_ONE_LINE = frozenset({"title", "name", "subtitle", "section", "id", "byline"})
_DATES = "write a year, YYYY-MM, YYYY-MM-DD, or a time such as 2014-10-28T09:30:00+02:00"
_ID_BYTES = 200

Warn = Callable[[str, Node, str, str], None]
"""Told what is wrong, where, the code of the finding and what to do."""


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """What one piece of front matter states, in the types of the model."""

    values: dict[str, object] = {}
    """By the name of the model's attribute; only what was stated."""

    notes: tuple[Note, ...] = ()


def check(
    stated: Mapping[str, Node], *, kind: Kind, path: str, timezone: str, error: type[TearsheetError] = ContentError
) -> Stated:
    """Return what front matter states of content of one kind.

    Args:
        stated: Field to value, as `frontmatter.split` found them.
        kind: What the content is.
        path: The file that states it, as the user would type it.
        timezone: An IANA name, for dates without an offset.
        error: What to raise.

    Raises:
        TearsheetError: Of the kind `error`: a value of a wrong type, an id or a language that is none.
    """
    if not stated:
        return Stated()
    notes: list[Note] = []
    plainly = Rules(path=path, error=error)
    warn = partial(_warn, notes, plainly)
    rules = Rules(
        path=path,
        error=error,
        unknown=partial(_unknown, warn),
        readers={Moment: partial(_date, timezone=timezone, rules=plainly)},
        text=partial(_text, kind=kind, rules=plainly, warn=warn),
        lenient=True,
    )
    known = fields(kind)
    values: dict[str, object] = {}
    extra: dict[str, object] = {}
    for name, node in stated.items():
        field = known.get(name)
        if field is None:
            extra[name] = plain(node)
            warn(f"there is no field `{name}`; it is kept under `extra`", node, "unknown-field", _elsewhere(name, kind))
        elif not node.absent and (value := fit(node, field.type, rules, name)) is not UNSET:
            values[field.name] = value
    if extra:
        kept = values.get("extra")
        values["extra"] = extra | (kept if isinstance(kept, dict) else {})
    return Stated(values=values, notes=tuple(notes))


def check_id(text: str, *, kind: Kind) -> str:
    """Return what is wrong with an id, or an empty text."""
    if kind == "entity":
        return "" if _ENTITY_ID.match(text) else f"an entity's id has only a to z, 0 to 9 and hyphens, not {text!r}"
    if text.strip("/ ") != text or not text or ".." in text.split("/"):
        return f"{text!r} is no id: it is empty, or begins or ends with a slash or a blank"
    if _UNPRINTABLE.search(text) or len(text.encode("utf-8", "replace")) > _ID_BYTES:
        return f"an id is at most {_ID_BYTES} bytes of printable text"
    return ""


def is_address(text: str) -> bool:
    """Say whether a page may carry an address: http, https, mailto or relative."""
    if _UNPRINTABLE.search(text) or re.search(r"[\\\t\r\n]", text) or text.startswith("//"):
        return False
    scheme = _SCHEME.match(text)
    if scheme is None:
        return True
    try:
        parts = urllib.parse.urlsplit(text)
    except ValueError:
        return False
    whole = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", parts.netloc)
    return whole or (parts.scheme == "mailto" and bool(parts.path))


def _warn(notes: list[Note], rules: Rules, what: str, node: Node, code: str, hint: str) -> None:
    notes.append(Note(severity="warning", what=what, where=rules.where(node), hint=hint, code=code))


def _unknown(warn: Warn, name: str, node: Node, known: Iterable[str]) -> None:
    hint = did_you_mean(name.rpartition(".")[2], known)
    warn(f"there is no field `{name}`; it is left out", node, "unknown-field", hint)


def _elsewhere(name: str, kind: Kind) -> str:
    """Return what a field that `kind` does not have may be meant for."""
    others = kinds_of(name)
    return f"it is a field of {' and '.join(others)}" if others else did_you_mean(name, fields(kind))


def _date(node: Node, name: str, timezone: str, rules: Rules) -> Moment:
    try:
        return moment.of(node.value, timezone=timezone)
    except (ValueError, OverflowError) as reason:
        hint = _DATES if "is no date" in str(reason) else str(reason)
        rules.fail(f"`{name}` must be a date, not {found(node)}", node, hint)


def _text(value: str, node: Node, name: str, kind: Kind, rules: Rules, warn: Warn) -> object:
    """Return a text as its field wants it; UNSET where it says nothing, or nothing that may be printed."""
    last = name.rpartition(".")[2].partition("[")[0]
    value = _UNPRINTABLE.sub("", value)
    if ".rows" in name and last not in ADDRESSES:
        return value
    value = " ".join(value.split()) if last in _ONE_LINE else value.strip()
    if not value:
        return UNSET
    why = check_id(value, kind=kind) if name == "id" else ""
    if name == "lang" and not _LANGUAGE.match(value):
        why = f"`lang` is no language: {value!r}; write a tag such as en or pt-BR"
    if why:
        rules.fail(why, node)
    old = last == "aliases" and kind != "entity"
    odd = _oddity(value, last, old=old)
    if odd is not None:
        what, code, hint = odd
        warn(f"`{name}` is {what}; it is left out", node, code, hint)
        return UNSET
    if last == "slug":
        return slug(value)
    return f"/{value.lstrip('/')}" if old else value.lower() if last == "sha256" else value


def _oddity(value: str, last: str, *, old: bool) -> tuple[str, str, str] | None:
    """Return why a text is left out, the code of the finding and what to do."""
    if old and (_SCHEME.match(value) or not is_address(value) or re.search(r"[?#]", value) or ".." in value.split("/")):
        return "no address below the site's root", "bad-url", "write it as /old/address/"
    if last in ADDRESSES and not is_address(value):
        hint = "an address begins with http:, https: or mailto:, or is relative"
        return "no address that a page may carry", "bad-url", hint
    if last == "sha256" and not _DIGEST.match(value):
        return "no SHA-256", "bad-digest", "it has 64 hexadecimal digits"
    return None
