"""How an editor's word against a suggestion is put into a file: `entities` changed, and the rest as it stood.

Only what was read is written over: a file that is another by now is left alone, and so is one whose `entities` stand
in a way that could not be put back as it was.
"""

import contextlib
import os
import re
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from generator import digest
from generator.build.sources import ABSENT
from generator.convert.plan import SIDECAR
from generator.errors import TearsheetError, Where
from generator.model import Wishes

_FRONT = re.compile(r"\A(\ufeff?---[ \t]*\r?\n)(.*?)(^---[ \t]*\r?$)", re.MULTILINE | re.DOTALL)
_TOML = re.compile(r"\A(\ufeff?\+\+\+[ \t]*\r?\n)(.*?)(^\+\+\+[ \t]*\r?$)", re.MULTILINE | re.DOTALL)
_ENTITIES = re.compile(r"^entities[ \t]*:[^\n]*\n?(?:(?:[ \t]+[^\n]*|[ \t]*-[^\n]*|[ \t]*)(?:\n|\Z))*", re.MULTILINE)


def target(root: Path, path: str) -> str:
    """Return the file, below the root, that holds an editor's word on an article: its own front matter or a sidecar."""
    own = f"content/{path}"
    sidecar = f"{own}{SIDECAR}"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        text = "" if (root / sidecar).exists() else (root / own).read_bytes().decode("utf-8")
        if _FRONT.match(text) or _TOML.match(text):
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
    text = file.read_bytes().decode("utf-8") if read != ABSENT else ""
    wanted = {key: value for key, value in stated.items() if value}
    fenced = not name.endswith(SIDECAR)
    made = _put_toml(text, wanted) if fenced and _TOML.match(text) else _put(text, wanted, fenced=fenced)
    if made is None:
        what = f"its `entities` cannot be changed without losing what stands around them; add {entity} to `exclude`"
        raise TearsheetError(what, where=Where(name))
    _write(file, made.encode("utf-8"))
    return name


def _put(text: str, stated_now: Mapping[str, Sequence[str]], *, fenced: bool) -> str | None:
    """Return a text whose `entities` are as stated, or None where something else would change with it."""
    line = "entities: " + yaml.safe_dump(stated_now, default_flow_style=True, width=10_000, allow_unicode=True)
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


def _put_toml(text: str, entities: Mapping[str, Sequence[str]]) -> str | None:
    """Return a text whose front matter is TOML and says so of `entities`, or None where something else would change."""
    import tomlkit  # keeps comments and the order of things; met by those alone who write TOML

    front = _TOML.match(text)
    if front is None:
        return None
    start, end = front.span(2)
    stated = text[start:end]
    try:
        before = tomllib.loads(stated)
        document = tomlkit.parse(stated)
        there = document.setdefault("entities", tomlkit.inline_table())
        for key in ("pin", "exclude", "add"):
            wanted, listed = list(entities.get(key, ())), there.get(key, [])
            for value in [one for one in listed if one not in wanted]:
                listed.remove(value)
            if key in there:
                listed.extend(one for one in wanted if one not in listed)
            elif wanted:
                there[key] = wanted
        made = tomlkit.dumps(document)
        if front[1].endswith("\r\n") and stated.count("\n") == stated.count("\r\n"):
            made = re.sub(r"\r?\n", "\r\n", made)
        after = tomllib.loads(made)
        said = {key: value for key, value in after["entities"].items() if value}
    except (ValueError, TypeError, AttributeError, KeyError):
        return None  # not TOML, or spelt as nobody does
    rest = before.pop("entities", {}).keys() | {"pin", "exclude", "add"}
    is_kept = said == entities and after.pop("entities").keys() <= rest and after == before
    return text[:start] + made + text[end:] if is_kept else None


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
