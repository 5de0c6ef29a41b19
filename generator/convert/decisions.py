"""What ``content/entities/_decisions.yml`` states: a list of decisions, each of one of four kinds."""

from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import inspect as mi

from generator.build.sources import SourceFile
from generator.build.task import Fetch, Made, Stratum, Task
from generator.config.fit import Node, Rules, fit
from generator.errors import ContentError, Where
from generator.model import Decision, EntityType
from generator.text import did_you_mean

FILE: Final = "content/entities/_decisions.yml"
KEY: Final = f"convert {FILE}"
DECISIONS: Final = "decisions"
"""The product that holds them."""

_MANNERS: Final = {
    "phrase": ("means", "unless", "in"),
    "ignore": ("unless", "in"),
    "same": ("unless", "in"),
    "type": ("unless", "in"),
}
"""What may stand beside each kind of decision."""

_SHOWN: Final = "write `- phrase: Apple` with `means: apple`, or one of `ignore:`, `same:` and `type:`"


class _Stated(msgspec.Struct, frozen=True, kw_only=True):
    """One item of the list, as it is written."""

    phrase: str = ""
    means: str = ""
    unless: tuple[str, ...] = ()
    within: str = msgspec.field(default="", name="in")
    ignore: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    types: dict[str, EntityType] = msgspec.field(default={}, name="type")


_TYPE: Final = mi.type_info(_Stated)


def plan() -> Task:
    """Return the task that reads the decisions."""
    return Task(key=KEY, stratum=Stratum.CONVERT, make=_read, origin=FILE)


def _read(fetch: Fetch) -> Made:
    data = fetch(SourceFile(FILE))
    return Made(products={DECISIONS: decisions(data) if data is not None else ()})


def decisions(data: bytes) -> tuple[Decision, ...]:
    """Return what the file's bytes decide.

    Raises:
        ContentError: They are no list of decisions; with line and column.
    """
    from generator.convert import frontmatter_yaml

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError("is no UTF-8", where=Where(FILE), hint="save the file as UTF-8") from error
    root = frontmatter_yaml.read(text, path=FILE, listed=True)
    assert isinstance(root.value, tuple)
    return tuple(_decision(node) for node in root.value)


def _decision(node: Node) -> Decision:
    def unknown(name: str, at: Node, known: Iterable[str]) -> None:
        rules.fail(f"a decision has no key `{name}`", at, did_you_mean(name, known) or _SHOWN)

    rules = Rules(path=FILE, error=ContentError, unknown=unknown, text=_text, lenient=True)
    if not isinstance(node.value, dict):
        rules.fail("is no decision", node, _SHOWN)
    stated = fit(node, _TYPE, rules, "")
    assert isinstance(stated, _Stated)
    said = [key for key, child in node.value.items() if not child.absent]
    kinds = [key for key in said if key in _MANNERS]
    if len(kinds) != 1:
        what = "decides nothing" if not kinds else f"decides several things at once: {', '.join(kinds)}"
        rules.fail(what, node, _SHOWN if not kinds else "begin a new item with `- ` for each")
    for key in said:
        if key != kinds[0] and key not in _MANNERS[kinds[0]]:
            rules.fail(f"`{key}` says nothing beside `{kinds[0]}`", node.value[key], f"leave `{key}` out")
    _check_whole(stated, kinds[0], node, rules)
    return Decision(
        line=node.line,
        column=node.column,
        phrase=stated.phrase,
        means=stated.means,
        unless=stated.unless,
        within=stated.within,
        ignore=stated.ignore,
        same=stated.same,
        types=tuple((" ".join(name.split()), kind) for name, kind in stated.types.items()),
    )


def _check_whole(stated: _Stated, kind: str, node: Node, rules: Rules) -> None:
    if kind == "phrase" and not stated.means:
        rules.fail(f"does not say what `{stated.phrase}` means", node, "add `means:` and the id of an entity")
    if kind == "same" and len(set(stated.same)) < len(("this", "that")):
        rules.fail("`same` needs two names or more", node, "write same: [J. Marsh, Jane Marsh]")


def _text(value: str, _node: Node, _name: str) -> object:
    return " ".join(value.split()) or msgspec.UNSET
