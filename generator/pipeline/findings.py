"""What a check found, put together: what sources, texts and pages say, and what links between pages say."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from generator import digest
from generator.build.store import Store
from generator.checks import links, pages
from generator.checks.markup import Outline
from generator.errors import Note
from generator.pipeline import settled


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found, and what it cost."""

    notes: tuple[Note, ...]
    moved: dict[str, str]
    """Old address to the new one."""

    looked: int = 0
    """Texts and pages that were looked at now."""

    kept: int = 0
    """Texts and pages of which an earlier look still holds."""


def linked(
    looked: Store,
    *,
    files: Collection[str],
    folders: Collection[str],
    moved: Mapping[str, str],
    shown: Iterable[Note],
) -> tuple[str, tuple[Note, ...]]:
    """Return what is wrong with links, and the digest of all that it depends on: while that lasts, so does this.

    Args:
        looked: The memory of what was looked at.
        files: Every file that the build prints, in order.
        folders: Folders of whose files only making them tells, in order.
        moved: Old address to the new one.
        shown: What printing the texts found.
    """
    told = _told(shown)
    marks = sorted(looked.marks(pages.OUTLINE).items())
    mark = digest.of_value((files, folders, marks, moved, told))
    before = settled.known(looked, settled.CheckState)
    if before and before[0].linked[0] == mark:
        return mark, before[0].linked[1]
    found = links.check(
        outlines(looked), files=frozenset(files), folders=frozenset(folders), redirects=moved, told=told
    )
    return mark, tuple(found)


def outlines(looked: Store) -> Iterator[Outline]:
    """Yield the outline of every page, in the order of their files."""
    decode = msgspec.msgpack.Decoder(Outline).decode
    held = dict(looked.products(pages.OUTLINE))
    return (decode(held[key]) for key in sorted(held))


def _told(notes: Iterable[Note]) -> dict[str, list[str]]:
    """Return what was found of links already: source to findings."""
    told: dict[str, list[str]] = defaultdict(list)
    for note in notes:
        if note.code == links.LINK_BROKEN.code and note.where:
            told[note.where.path].append(note.what)
    return {path: sorted(said) for path, said in told.items()}


def ordered(shown: Iterable[Note], seen: Iterable[Note], *others: Iterable[Note]) -> list[Note]:
    """Return findings in the order of their places, each once.

    Args:
        shown: What printing texts found.
        seen: What looking at texts and pages found: of those that cannot be made, printing said it already.
        others: What else there is.
    """

    def place(note: Note) -> tuple[str, int, int, str, str]:
        where = note.where
        return (
            (where.path, where.line, where.column, note.code, note.what) if where else ("", 0, 0, note.code, note.what)
        )

    shown = list(shown)
    said = set(shown)
    fresh = [note for note in seen if note not in said]
    return sorted(dict.fromkeys([*shown, *fresh, *(note for each in others for note in each)]), key=place)
