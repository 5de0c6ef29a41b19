"""How an editor's word against a suggestion is put into a file: that one line changed, and the rest as it stood.

Only what was read is written over: a file that is another by now is left alone, and so is one whose `entities` stand
in a way that could not be put back as it was.
"""

import contextlib
import os
import re
import shutil
from pathlib import Path

import yaml

from generator import digest
from generator.build.sources import ABSENT
from generator.convert.plan import SIDECAR
from generator.errors import TearsheetError, Where
from generator.model import Wishes

_FRONT = re.compile(r"\A(\ufeff?---[ \t]*\r?\n)(.*?)(^---[ \t]*\r?$)", re.MULTILINE | re.DOTALL)
_ENTITIES = re.compile(r"^entities[ \t]*:[^\n]*\n?(?:(?:[ \t]+[^\n]*|[ \t]*-[^\n]*|[ \t]*)(?:\n|\Z))*", re.MULTILINE)


def target(root: Path, path: str) -> str:
    """Return the file, below the root, that holds an editor's word on an article: its own front matter or a sidecar."""
    own = f"content/{path}"
    sidecar = f"{own}{SIDECAR}"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if not (root / sidecar).exists() and _FRONT.match((root / own).read_bytes().decode("utf-8")):
            return own
    return sidecar


def state(file: Path) -> str:
    """Return the digest of a file, or the mark of its absence."""
    try:
        return digest.of_file(file.read_bytes())
    except FileNotFoundError:
        return ABSENT


def exclude(root: Path, path: str, entity: str, *, wishes: Wishes, read: str) -> str:
    """Write that an article is not about an entity, and return the file that says so.

    Args:
        root: The site's.
        path: The article's, below ``content/``.
        entity: Its id or key.
        wishes: What the article says of its entities now.
        read: The digest of `target`, as it was shown to the editor.

    Raises:
        TearsheetError: The file is another by now, or cannot be changed without losing something.
    """
    name = target(root, path)
    file = root / name
    if state(file) != read:
        raise TearsheetError("was changed since it was shown", where=Where(name), hint="look again, and decide again")
    stated = {
        "pin": [one for one in wishes.pin if one != entity],
        "exclude": [*(one for one in wishes.exclude if one != entity), entity],
        "add": [one for one in wishes.add if one != entity],
    }
    line = "entities: " + yaml.safe_dump(
        {key: value for key, value in stated.items() if value},
        default_flow_style=True,
        width=10_000,
        allow_unicode=True,
    )
    text = file.read_bytes().decode("utf-8") if read != ABSENT else ""
    made = _put(text, line, fenced=not name.endswith(SIDECAR))
    if made is None:
        what = f"its `entities` cannot be changed without losing what stands around them; add {entity} to `exclude`"
        raise TearsheetError(what, where=Where(name))
    _write(file, made.encode("utf-8"))
    return name


def _put(text: str, line: str, *, fenced: bool) -> str | None:
    """Return a text whose `entities` are as `line` says, or None where something else would change with it."""
    front = _FRONT.match(text) if fenced else None
    if fenced and front is None:
        return None
    start, end = front.span(2) if front else (0, len(text))
    stated = text[start:end]
    if "\r\n" in stated:
        line = line.replace("\n", "\r\n")
    there = _ENTITIES.search(stated)
    if there and "#" in there[0]:
        return None
    if there:
        made = stated[: there.start()] + line + stated[there.end() :]
    else:
        made = stated + ("" if not stated or stated.endswith("\n") else "\n") + line
    try:
        before, after = yaml.safe_load(stated) or {}, yaml.safe_load(made)
        if "entities" in before and not there:
            return None  # spelt as nobody does
        wanted = {**before, **yaml.safe_load(line)}
    except (yaml.YAMLError, TypeError):
        return None
    return text[:start] + made + text[end:] if after == wanted else None


def _write(file: Path, data: bytes) -> None:
    aside = file.with_name(f".{file.name}.tearsheet-{os.getpid()}.tmp")
    try:
        with aside.open("xb") as made:
            made.write(data)
        if file.exists():
            shutil.copymode(file, aside)
        os.replace(aside, file)  # noqa: PTH105 - the call that is atomic, by its name
    except OSError as error:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise TearsheetError(f"cannot be written ({error.strerror or error})", where=Where(str(file))) from error
