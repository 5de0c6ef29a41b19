"""What a body is once it is printed: its HTML, its contents, its words; apart from the printing, which loads slowly."""

import msgspec


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """One heading of a body."""

    level: int
    id: str
    """The anchor, unique in the body."""

    text: str


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A body as it is printed, and what templates ask of it."""

    html: str
    contents: tuple[Heading, ...] = ()
    words: int = 0
    """Words of the body, its footnotes included."""

    first: str = ""
    """The first paragraph as plain text, for a summary."""

    opens_with: str = ""
    """The first 240 characters of plain text: whether a dateline stands there, templates can see."""

    unread: tuple[str, ...] = ()
    """Formulas that could not be read and stand as they were written."""
