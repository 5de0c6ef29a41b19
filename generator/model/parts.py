"""What an article is made of: its provenance, licence, panels and other parts. Names are front matter's own."""

from typing import Literal

import msgspec

from generator.model.moment import Moment

Basis = Literal["stated", "metadata", "url", "dateline", "inferred", "editor", "unknown"]
"""How the date of publication is known."""


class Author(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One author: the name alone, without "By", titles or publisher."""

    name: str
    affiliation: str | None = None
    url: str | None = None


class Dateline(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where (and when, and by which agency) a story was filed."""

    text: str
    """As printed, without the dash that ends it."""

    place: str | None = None
    date: str | None = None
    agency: str | None = None


class Image(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A picture beside the article."""

    src: str
    alt: str = ""
    caption: str | None = None
    credit: str | None = None
    licence: str | None = None
    """Of the picture, where it is another than the words'."""


class Provenance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One hop of the chain from the origin to us, oldest first."""

    role: Literal["origin", "publisher", "capture"]
    name: str | None = None
    url: str | None = None
    published: Moment | None = None
    captured_at: Moment | None = None
    file: str | None = None
    sha256: str | None = None
    format: str | None = None
    converter: str | None = None
    """What read a capture, with its version."""

    missing: tuple[str, ...] = ()
    """What a capture should say and does not."""

    confidence: float | None = None
    """How well the article was expected to be cut out of a capture, 0 to 1."""

    dropped: int = 0
    """Lines of a capture that its editor took out, whatever the converter thought."""

    kept: int = 0
    """Lines of a capture that its editor put in."""


class Licence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What we may do with the words."""

    status: Literal["own", "granted", "cc", "public-domain", "unknown", "denied"] = "own"
    id: str | None = None
    """SPDX or Creative Commons, such as ``CC-BY-ND-4.0``."""

    url: str | None = None
    holder: str | None = None
    notice: str | None = None
    edits: Literal["none", "style", "free"] = "free"
    pictures: bool | None = None
    """Whether it covers the pictures; None means that it does for what is our own, and for nothing else."""

    pixel: str | None = None
    """The counting picture that the licensor wants on the page. It is kept and reported; no page of ours loads it."""


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A published correction, dated."""

    at: Moment | None = None
    kind: Literal["correction", "clarification", "update", "note", "retraction"] = "correction"
    text: str


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A reader's comment, kept as a static text."""

    author: str
    text: str
    at: Moment | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a panel, strings verbatim. Quotes use label, value, change, group; links use label, url, note."""

    label: str
    value: str | None = None
    change: str | None = None
    group: str | None = None
    url: str | None = None
    note: str | None = None
    history: tuple[float, ...] = ()


class Panel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Structured furniture worth keeping, shown in the sidebar."""

    type: str
    """``quotes``, ``snapshot``, ``contact``, ``links``, ``subscribe``, or a type that the site's templates know."""

    title: str | None = None
    as_of: Moment | None = None
    """The moment the figures were true; None means unknown, and is shown as such."""

    delay_minutes: int | None = None
    vendor: str | None = None
    note: str | None = None
    rows: tuple[Row, ...] = ()


class Wishes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The editor's word on an article's entities: ids to show always, never, or in addition."""

    pin: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
