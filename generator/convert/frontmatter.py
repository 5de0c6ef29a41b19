"""Where the editor's word on a file ends and the file begins.

Front matter is YAML between lines of ``---`` or TOML between lines of ``+++``, at the very top. A capture may open with
a ruled line of its own: what stands below it is front matter only if a line below it closes it and it names a field.
A sidecar says the same in a file of its own, and which lines of a capture are wanted.
"""

import re
from collections.abc import Callable

import msgspec
from msgspec import inspect as mi

from generator.config import toml
from generator.config.fit import Node, Rules, fit
from generator.convert.frontmatter_schema import kinds_of
from generator.errors import ContentError, Where

SIDECAR_LIMIT = 1_000_000
"""Bytes; a sidecar is written by hand."""

_BOM = b"\xef\xbb\xbf"
_OPENING = re.compile(rb"(---|\+\+\+)[ \t]*\r?\n")
_CLOSING = {mark: re.compile(rb"^%s[ \t]*\r?(?:\n|\Z)" % re.escape(mark), re.MULTILINE) for mark in (b"---", b"+++")}
_NAME = re.compile(rb"""^\[{0,2}["']?([A-Za-z_][\w-]*)["']?[ \t]*(?:[:=.\]]|$)""", re.MULTILINE)
_BLANK = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\r?\n)*")
_RANGE = re.compile(r"([0-9]{1,9})(?:[ ]*[-–][ ]*([0-9]{1,9}))?\Z")
_MARKDOWN = (".md", ".markdown")


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """A file in two: what its editor says of it, and what it is."""

    fields: dict[str, Node] = {}
    """What front matter states, by name, not yet checked; each knows its line."""

    body: bytes
    """The bytes after the front matter; all of them where there is none."""

    line: int = 1
    """The line of the file on which `body` begins."""


class _Lines(msgspec.Struct, frozen=True):
    first: int
    last: int


class _Wanted(msgspec.Struct, frozen=True, kw_only=True):
    keep: tuple[_Lines, ...] = ()
    drop: tuple[_Lines, ...] = ()


_WANTED = mi.type_info(_Wanted)


def split(data: bytes, *, path: str) -> Matter:
    """Return a file's front matter and the rest.

    Args:
        data: The whole file, as it came.
        path: The file, as the user would type it.

    Raises:
        ContentError: What stands there is meant as front matter and cannot be read.
    """
    start = len(_BOM) if data.startswith(_BOM) else 0
    opening = _OPENING.match(data, start)
    if opening is None:
        return Matter(body=data)
    closing = _CLOSING[opening[1]].search(data, opening.end())
    block = data[opening.end() : closing.start() if closing else opening.end() + SIDECAR_LIMIT]
    if not _is_meant(block, path=path, closed=closing is not None):
        return Matter(body=data)
    if closing is None:
        raise ContentError(
            "the front matter that begins here has no end",
            where=Where(path, 1, 1),
            hint=f"close it with a line of {opening[1].decode()}",
        )
    text = _text(block, path=path, line=2)
    root = _yaml(text, path=path, line=2) if opening[1] == b"---" else _toml(text, path=path)
    return Matter(fields=_table(root), body=data[closing.end() :], line=data.count(b"\n", 0, closing.end()) + 1)


def sidecar(data: bytes, *, path: str) -> dict[str, Node]:
    """Return what a sidecar states, by name, not yet checked.

    Raises:
        ContentError: It is no YAML, or too large.
    """
    if len(data) > SIDECAR_LIMIT:
        raise ContentError(f"is larger than {SIDECAR_LIMIT // 1_000_000} MB", where=Where(path))
    return _table(_yaml(_text(data.removeprefix(_BOM), path=path, line=1), path=path, line=1))


def lines(
    node: Node, *, path: str, last: int, whose: str = "lines of the file"
) -> tuple[frozenset[int], frozenset[int]]:
    """Return the lines that a sidecar's `lines` keeps, and those it drops.

    Args:
        node: What it states: ``{keep: [12-14], drop: [3]}``.
        path: The sidecar, as the user would type it.
        last: The number of lines that the file has.
        whose: What they are: of a saved page its blocks.

    Raises:
        ContentError: No such lines, or one both kept and dropped.
    """

    def read(node: Node, name: str) -> _Lines:
        stated = _RANGE.match(str(node.value)) if isinstance(node.value, int | str) else None
        if stated is None:
            rules.fail(f"`{name}` must be a line or a range of lines, such as 3 or 12-14", node)
        first = int(stated[1])
        found = _Lines(first, int(stated[2] or first))
        if not 1 <= found.first <= found.last <= last:
            rules.fail(f"`{name}` names {whose.partition(' ')[0]} {stated[0]}, but the {whose} are 1 to {last}", node)
        return found

    rules = Rules(path=path, error=ContentError, readers={_Lines: read}, lenient=True)
    wanted = fit(node, _WANTED, rules, "lines")
    assert isinstance(wanted, _Wanted)
    keep, drop = (
        frozenset(line for part in parts for line in range(part.first, part.last + 1))
        for parts in (wanted.keep, wanted.drop)
    )
    if both := keep & drop:
        rules.fail(f"line {min(both)} is both kept and dropped", _naming(min(both), node, read))
    return keep, drop


def _naming(line: int, node: Node, read: Callable[[Node, str], _Lines]) -> Node:
    """Return the item of `drop` that names a line."""
    dropped = node.value["drop"] if isinstance(node.value, dict) else node
    items = dropped.value if isinstance(dropped.value, tuple) else (dropped,)
    spans = ((item, read(item, "lines.drop")) for item in items)
    return next((item for item, span in spans if span.first <= line <= span.last), node)


def _is_meant(block: bytes, *, path: str, closed: bool) -> bool:
    """Say whether what stands below an opening line is front matter, and no text of a capture."""
    at = _BLANK.match(block)
    first = _NAME.match(block, at.end() if at else 0)
    if not closed:
        return first is not None and bool(kinds_of(first[1].decode()))
    if path.lower().endswith(_MARKDOWN) and (first is not None or not block.strip()):
        return True
    return any(kinds_of(name.decode()) for name in _NAME.findall(block))


def _text(data: bytes, *, path: str, line: int) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as reason:
        before = data[: reason.start]
        where = Where(path, before.count(b"\n") + line, len(before) - before.rfind(b"\n"))
        raise ContentError("the front matter is no UTF-8", where=where, hint="save the file as UTF-8") from None


def _yaml(text: str, *, path: str, line: int) -> Node:
    from generator.convert.frontmatter_yaml import read

    return read(text, path=path, line=line)


def _toml(text: str, *, path: str) -> Node:
    return toml.read(text, path=path, error=ContentError, line=2)


def _table(root: Node) -> dict[str, Node]:
    return root.value if isinstance(root.value, dict) else {}
