"""How a list of articles is cut into pages: so that a new one changes the newest page, and no other."""

from collections.abc import Iterable, Mapping, Sequence

from generator.link.facts import Lines


def lines(
    keys: Sequence[str], *, title: str, number: int, size: int, pictures: Mapping[str, str] | None = None
) -> Lines:
    """Return one page of a list.

    Full pages are numbered from the oldest and never change their articles; the list's own address (number 0) shows
    the newest, between one and two pages of them.

    Args:
        keys: Articles, oldest first.
        title: Of the list.
        number: From 1; 0 is the list's own address.
        size: Articles on a numbered page.
        pictures: Article to the picture above it, where the list is one that shows them.
    """
    full = max(0, len(keys) // size - 1)
    part = keys[(number - 1) * size : number * size] if number else keys[full * size :]
    ids = tuple(reversed(part))
    return Lines(
        title=title,
        ids=ids,
        total=0 if number else len(keys),
        number=number or None,
        older=(number - 1 if number else full) or None,
        newer=number + 1 if 0 < number < full else None,
        count=0 if number else full,
        pictures=above(ids, pictures or {}),
    )


def above(ids: Iterable[str], pictures: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return those of some articles that have a picture above them, each with its picture."""
    return tuple([(key, pictures[key]) for key in ids if key in pictures]) if pictures else ()


def numbers(total: int, *, size: int) -> range:
    """Return the numbers of a list's pages, its own address (0) first."""
    return range(max(0, total // size - 1) + 1)
