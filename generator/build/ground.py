"""What a folder must be so that a site can be printed into it, and what is made of it first.

It is or holds no source, and what the press keeps in it for itself is the press's.
"""

import os
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path

from generator.errors import PressError

MANIFEST = ".manifest"
SWEPT = ".press"
"""Where temporary files live, inside the output so that a rename never crosses file systems."""


def clear(folder: Path) -> None:
    """Sweep what a killed build left, and links where the press keeps its own: it would write through them.

    Raises:
        OSError: A link cannot be removed.
    """
    for name in (MANIFEST, SWEPT):
        if (folder / name).is_symlink():
            (folder / name).unlink()
    shutil.rmtree(folder / SWEPT, ignore_errors=True)


def refuse(folder: Path, sources: Sequence[Path]) -> None:
    """Refuse an output folder that holds or is a source, that nobody can mean, or that has no room for the press.

    Raises:
        PressError: It says why, and nothing was touched.
    """
    real = folder.resolve()
    if real in (Path(real.anchor), Path(os.path.expanduser("~")).resolve()):  # noqa: PTH111 - never fails
        raise PressError(f"{folder} cannot be an output folder", hint="choose a folder of its own, such as `site`")
    for source in sources:
        there = source.resolve()
        if there == real or there.is_relative_to(real):
            raise PressError(
                f"the output folder {folder} is or holds a source ({source})",
                hint="choose a folder of its own, such as `site`: what is in an output folder gets replaced",
            )
        if source.is_dir() and real.is_relative_to(there):
            raise PressError(
                f"the output folder {folder} lies in a source folder ({source})",
                hint="choose a folder beside it, such as `site`: a site must not be its own source",
            )
    for name, what, fits in ((MANIFEST, "file", stat.S_ISREG), (SWEPT, "folder", stat.S_ISDIR)):
        try:
            mode = os.lstat(folder / name).st_mode
        except OSError:
            continue  # it is not there; whether it can be is seen when it is made
        if not fits(mode) and not stat.S_ISLNK(mode):
            raise PressError(
                f"{folder / name} is no {what}: Tearsheet keeps its own there", hint="move it away, and build again"
            )
