"""What a check mends by itself in the sources: Markdown files alone, each replaced whole or not at all."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.checks.fix import normalised, relinked
from generator.checks.links import LINK_REDIRECTED
from generator.checks.prose import NOT_NORMAL
from generator.errors import Note, TearsheetError, Where

_MARKDOWN = (".md", ".markdown")


def mend(root: Path, notes: Iterable[Note], *, moved: Mapping[str, str]) -> list[str]:
    """Mend what findings say of Markdown files, and return the files that were written.

    Args:
        root: The site's folder.
        notes: The findings of a check.
        moved: Old address to the new one.

    Raises:
        TearsheetError: A file cannot be written.
    """
    wanted: dict[str, set[str]] = {}
    for note in notes:
        if note.where and note.where.path.startswith("content/") and note.where.path.endswith(_MARKDOWN):
            wanted.setdefault(note.where.path, set()).add(note.code)
    written = []
    for path, codes in sorted(wanted.items()):
        if codes & {NOT_NORMAL.code, LINK_REDIRECTED.code} and _mend(root / path, codes, moved):
            written.append(path)
    return written


def _mend(file: Path, codes: set[str], moved: Mapping[str, str]) -> bool:
    try:
        before = file.read_bytes()
        text = before.decode("utf-8")
        if NOT_NORMAL.code in codes:
            text = normalised(text)
        if LINK_REDIRECTED.code in codes:
            text = relinked(text, moved)
        if text.encode("utf-8") == before:
            return False
        _replace(file, text.encode("utf-8"))
    except UnicodeDecodeError:
        return False  # its own finding says so
    except OSError as error:
        raise TearsheetError(f"cannot be mended: {error.strerror or error}", where=Where(str(file))) from error
    return True


def _replace(file: Path, data: bytes) -> None:
    handle, aside = tempfile.mkstemp(dir=file.parent, prefix=".tearsheet-")
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(data)
        Path(aside).chmod(file.stat().st_mode & 0o777)
        Path(aside).replace(file)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
