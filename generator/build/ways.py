"""Whether a link is on the way to a folder of the output: it may lead anywhere, and nothing is written through it."""

import os
from collections.abc import Iterator
from pathlib import Path

MANY = 16
"""Where so many folders of one are asked about, all in it are looked at in one go."""


class Ways:
    """What is known of the folders below one, by their paths from it with forward slashes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, bool] = {"": True}
        self._asked: dict[str, int] = {}

    def forget(self) -> None:
        """Look at everything anew."""
        self._known, self._asked = {"": True}, {}

    def straight(self, folder: str) -> bool:
        """Say whether no link is on the way to a folder, and it is none itself."""
        known = self._known.get(folder)
        if known is not None:
            return known
        above = folder.rpartition("/")[0]
        if not self.straight(above):
            return False
        asked = self._asked[above] = self._asked.get(above, 0) + 1
        if asked == MANY:
            self._known.update(self._within(above))
        known = self._known.get(folder)
        if known is None:
            known = self._known[folder] = not os.path.islink(f"{self._folder}/{folder}")  # noqa: PTH114 - often
        return known

    def may_be(self, folder: str) -> bool:
        """Say whether nothing else is known of a folder, so far, than that no link leads there."""
        return self._known.get(folder, True)

    def made(self, folder: str) -> None:
        """Know a folder that was just made."""
        self._known[folder] = True

    def _within(self, above: str) -> Iterator[tuple[str, bool]]:
        path = f"{above}/" if above else ""
        try:
            with os.scandir(f"{self._folder}/{above}") as entries:
                yield from [(f"{path}{entry.name}", not entry.is_symlink()) for entry in entries if _is_way(entry)]
        except OSError:
            return  # each is looked at by itself


def _is_way(entry: "os.DirEntry[str]") -> bool:
    return entry.is_symlink() or entry.is_dir(follow_symlinks=False)
