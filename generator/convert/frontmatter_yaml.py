"""What a YAML text states, every value with its place and as it was written.

Only as much of YAML as front matter needs: one document of mappings, lists and text. A tag could name code and an alias
could multiply a text without end, so neither is read; a key stands once. Which plain word is a number or a truth is not
decided here: ``no``, ``2.10`` and ``12:30`` stay as they were written until a field says what it asks for.

Source: YAML 1.2.2, https://yaml.org/spec/1.2.2/
"""

from collections.abc import Callable, Iterator
from typing import NoReturn

import yaml

from generator.config.fit import Node
from generator.errors import ContentError, Where

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEPTH = 32
_Events = Callable[[], yaml.Event]
"""Returns the next event."""

_HINTS = {
    "mapping values are not allowed": 'a text with a colon in it wants quotes, as in title: "Rain: more to come"',
    "cannot start any token": "indent with spaces; a text that begins with a sign such as @ or % wants quotes",
    "alphabetic or numeric character": "a text that begins with * or & wants quotes",
    "unexpected end of stream": "close the quotation mark",
    "unknown escape character": "between double quotes write \\\\ for a backslash, or use single quotes",
    "expected ',' or": "close the bracket",
    "expected node content": "close the bracket",
    "could not find expected ':'": "each line is `key: value`",
    "expected key": "a text with quotation marks inside wants quotes around all of it",
}


def read(text: str, *, path: str, line: int = 1, listed: bool = False) -> Node:
    """Return the mapping that a YAML text states; an empty text states an empty one.

    Args:
        text: The whole text.
        path: The file, as the user would type it.
        line: The line of the file on which `text` begins.
        listed: A list is wanted, and no mapping.

    Raises:
        ContentError: The text is no YAML, no mapping, or uses what is not read here.
    """
    reader = _Reader(path, line, listed=listed)
    try:
        return reader.document(_LOADER(text).get_event)
    except yaml.MarkedYAMLError as reason:
        what, context = reason.problem or "", reason.context or ""
        opened = "flow" in context or "end of stream" in what
        mark = (opened and reason.context_mark) or reason.problem_mark or reason.context_mark
        where = Where(path, mark.line + line, mark.column + 1) if mark else Where(path, line)
        hint = next((hint for sign, hint in _HINTS.items() if sign in what), "")
        raise ContentError(f"no valid YAML: {what}", where=where, hint=hint) from None
    except yaml.reader.ReaderError as reason:
        before = text[: text.find(chr(reason.character))]
        where = Where(path, before.count("\n") + line, len(before) - before.rfind("\n"))
        raise ContentError(
            f"no valid YAML: {reason.reason}", where=where, hint="delete the invisible character"
        ) from None


class _Reader:
    """A walk over the events of one document."""

    def __init__(self, path: str, first: int, *, listed: bool) -> None:
        self.path = path
        self.wanted = tuple if listed else dict
        self.first = first

    def document(self, events: _Events) -> Node:
        events()
        start = events()
        if isinstance(start, yaml.StreamEndEvent):
            return Node(self.wanted(), self.first, 1)
        root = self.node(events(), events, 0)
        events()
        end = events()
        if not isinstance(end, yaml.StreamEndEvent):
            self.fail("holds more than one document", end, "delete the line `---` between them")
        if root.absent:
            return Node(self.wanted(), self.first, 1)
        if not isinstance(root.value, self.wanted):
            what, hint = ("list", "each item begins with `- `") if self.wanted is tuple else ("front matter", "")
            where = Where(self.path, root.line, root.column)
            raise ContentError(f"is no {what}", where=where, hint=hint or "each line is `key: value`")
        return root

    def node(self, event: yaml.Event, events: _Events, depth: int, at: tuple[int, int] | None = None) -> Node:
        line, column = at or self.place(event)
        if depth > _DEPTH:
            self.fail("is nested too deeply", event)
        if isinstance(event, yaml.ScalarEvent) and event.tag is None:
            return Node(event.value, line, column, loose=not event.style)
        if isinstance(event, yaml.AliasEvent):
            self.fail("uses an alias, which is not read here", event, "a text that begins with * wants quotes")
        if getattr(event, "tag", None) is not None:
            self.fail("uses a tag, which is not read here", event, "a text that begins with ! wants quotes")
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(tuple(self.items(events, depth)), line, column)
        return Node(self.pairs(events, depth), line, column)

    def items(self, events: _Events, depth: int) -> Iterator[Node]:
        while not isinstance(event := events(), yaml.SequenceEndEvent):
            yield self.node(event, events, depth + 1)

    def pairs(self, events: _Events, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        while not isinstance(event := events(), yaml.MappingEndEvent):
            key = self.node(event, events, depth + 1)
            if not isinstance(key.value, str):
                self.fail("has a key that is no text", event)
            if key.value in found:
                self.fail(f"states `{key.value}` twice, first on line {found[key.value].line}", event)
            found[key.value] = self.node(events(), events, depth + 1, (key.line, key.column))
        return found

    def place(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.start_mark
        return (mark.line + self.first, mark.column + 1) if mark else (self.first, 1)

    def fail(self, what: str, event: yaml.Event, hint: str = "") -> NoReturn:
        raise ContentError(what, where=Where(self.path, *self.place(event)), hint=hint)
