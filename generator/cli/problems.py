"""What open pages show of a finding: the lines around it, what opens its file, and the pages that it concerns."""

from collections.abc import Sequence
from pathlib import Path

from generator.cli import links
from generator.errors import Note
from generator.link import addresses
from generator.link.site import Site
from generator.model import Article
from generator.serve.reload import Problem

AROUND = 2
"""Lines of a file shown before and after an error."""


def problem(note: Note, *, root: Path, scheme: str, at: Sequence[str] = ()) -> Problem:
    """Return a finding as open pages show it.

    Args:
        note: The finding.
        root: The site's root.
        scheme: What a file's link opens, as the user said it.
        at: The pages it concerns; none means all.
    """
    return Problem.of(note, excerpt=excerpt(root, note), link=links.to(scheme, root, note), addresses=at)


def concerned(key: str, site: Site | None) -> tuple[str, ...]:
    """Return the pages that the failure of a task concerns; none means all."""
    kind, _, rest = key.partition(" ")
    if kind == "page":
        return (rest,)
    if site is None:
        return ()
    if kind == "body":
        return tuple(at for place, at in site.addresses.items() if place == rest)
    if kind == "convert":
        own = [head for head in site.articles.values() if head.path == rest]
        heads = own or [Article(id=rest, path=rest, title="", body="")]
        patterns = site.config.permalinks
        return tuple(
            site.addresses.get(f"article {head.id}") or addresses.article(head, patterns=patterns) for head in heads
        )
    return ()


def excerpt(root: Path, note: Note) -> str:
    """Return the lines around a finding, with their numbers; nothing where there is no line."""
    if note.where is None or not note.where.line:
        return ""
    try:
        lines = (root / note.where.path).read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    first = max(0, note.where.line - 1 - AROUND)
    shown = enumerate(lines[first : note.where.line + AROUND], first + 1)
    return "\n".join(f"{'>' if number == note.where.line else ' '} {number:>4}  {line}" for number, line in shown)
