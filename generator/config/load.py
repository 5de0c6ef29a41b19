"""Which file configures a site, and whether what it says can be used."""

import re
import string
import tomllib
import urllib.parse
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import inspect as mi

from generator.config.fit import Node, Rules, fit, plain
from generator.config.settings import Config, Default, Permalinks
from generator.config.toml import read
from generator.errors import ConfigError
from generator.text import did_you_mean, uri

FILE = "tearsheet.toml"
STATE = ".tearsheet"
"""The folder below the root that holds what builds remember: always safe to delete."""

PLACEHOLDERS = {
    "article": ("slug", "path", "section", "year", "month", "id"),
    "entity": ("slug", "id"),
    "page": ("slug", "path", "id"),
}
"""What an address pattern of each kind may ask for."""

Fault = tuple[str, str, str]
"""The dotted name of a setting, what is wrong with it, and what to do."""

_PYPROJECT = "pyproject.toml"
_TELLING = frozenset({"slug", "path", "id"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
_MAIL = re.compile(r"[^@:\s]+@[^@\s]+\Z")
_TYPE = mi.type_info(Config)


def find_root(start: Path) -> Path | None:
    """Return the nearest folder from `start` upwards that holds a configuration, or None."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if _source(folder) is not None), None)


def load(root: Path) -> Config:
    """Return the configuration of the site in `root`; without a file, every default.

    Raises:
        ConfigError: With file, line and column: no TOML, an unknown key, a wrong type, a value that cannot be used.
    """
    source = _source(root) or (root / FILE, "")
    return parse(source[1], path=source[0].name, folder=root.resolve().name)


def parse(text: str, *, path: str = FILE, folder: str = "") -> Config:
    """Return the configuration that a TOML text states.

    Args:
        text: The whole of `tearsheet.toml`, or of a `pyproject.toml`.
        path: The file, as the user would type it.
        folder: The name of the site's folder: the title of a site without one.

    Raises:
        ConfigError: As `load`.
    """
    tree = read(text, path=path, error=ConfigError)
    if path == _PYPROJECT:
        tree = _within(_within(tree, "tool"), "tearsheet")
    rules = Rules(path=path, error=ConfigError, readers={Default: lambda node, name: _default(node, name, rules)})
    config = fit(tree, _TYPE, rules, "")
    assert isinstance(config, Config)
    for name, why, hint in _faults(config):
        rules.fail(f"`{name}` {why}", _at(tree, name), hint)
    return _finish(msgspec.structs.replace(config, title=config.title or folder))


def check(config: Config) -> Config:
    """Return a configuration that can be used: its base URL ends in a slash.

    Raises:
        ConfigError: A value has the right type and cannot be used; without a place, for values of the command line.
    """
    for name, why, hint in _faults(config):
        raise ConfigError(f"`{name}` {why}", hint=hint)
    return _finish(config)


def is_url(text: str) -> bool:
    """Say whether a text is a whole http or https URL."""
    try:
        parts = urllib.parse.urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)


def _finish(config: Config) -> Config:
    if config.base_url is None:
        return config
    return msgspec.structs.replace(config, base_url=f"{uri(config.base_url).rstrip('/')}/")


def _source(folder: Path) -> tuple[Path, str] | None:
    """Return the file that configures the site in `folder`, and its text."""
    own, project = folder / FILE, folder / _PYPROJECT
    if own.is_file():
        return own, _text(own)
    if project.is_file() and _speaks(text := _text(project)):
        return project, text
    return None


def _speaks(project: str) -> bool:
    """Say whether a `pyproject.toml` configures a site."""
    if "tearsheet" not in project:
        return False
    try:
        tool = tomllib.loads(project).get("tool")
    except ValueError:
        return "[tool.tearsheet" in project
    return isinstance(tool, dict) and "tearsheet" in tool


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{file.name} is no text", hint="save it as UTF-8") from None
    except OSError as reason:
        raise ConfigError(f"{file.name} cannot be read: {reason.strerror}") from None


def _within(tree: Node, key: str) -> Node:
    return tree.value.get(key, Node({})) if isinstance(tree.value, dict) else tree


def _at(tree: Node, name: str) -> Node:
    """Return the node of a setting, or the last one on the way to it."""
    for part in re.findall(r"[^.\[\]]+", name):
        match tree.value:
            case dict() as table if part in table:
                tree = table[part]
            case tuple() as items if part.isdecimal():
                tree = items[int(part)]
    return tree


def _default(node: Node, name: str, rules: Rules) -> Default:
    """Read front matter that stands beside the glob it is for."""
    if not isinstance(node.value, dict):
        rules.fail(f"`{name}` must be a group of keys: `match`, and front matter", node)
    match = node.value.get("match")
    if match is None or not isinstance(match.value, str) or not match.value:
        rules.fail(f"`{name}` needs `match`: a glob over the path below content/", match or node, 'match = "wire/**"')
    return Default(match.value, {key: plain(value) for key, value in node.value.items() if key != "match"})


def _faults(config: Config) -> Iterator[Fault]:
    """Yield what has the right type and cannot be used."""
    if not _LANGUAGE.match(config.lang):
        yield "lang", f"is no language: {config.lang!r}", 'write a BCP 47 tag such as "en" or "pt-BR"'
    if not _is_zone(config.timezone):
        near = did_you_mean(config.timezone, zoneinfo.available_timezones())
        yield "timezone", f"is no time zone: {config.timezone!r}", near or 'write an IANA name such as "Europe/Lisbon"'
    if config.base_url is not None and (not is_url(config.base_url) or re.search(r"[?#]", config.base_url)):
        yield "base_url", f"is no place for a site: {config.base_url!r}", 'write a URL such as "https://example.org/"'
    for name in ("output", "templates"):
        if not config.value(name) or "\0" in str(config.value(name)):
            yield name, "must name a folder", ""
    if config.theme.accent is not None and not _COLOUR.match(config.theme.accent):
        yield "theme.accent", f"is no colour: {config.theme.accent!r}", 'write it as "#0b57d0"'
    yield from _link_faults(config)
    yield from _address_faults(config.permalinks)


def _link_faults(config: Config) -> Iterator[Fault]:
    for name in ("report_errors_to", "comments.write_to"):
        to = config.value(name)
        if isinstance(to, str) and not (_MAIL.match(to.removeprefix("mailto:")) or is_url(to)):
            yield name, f"is neither an e-mail address nor a URL: {to!r}", ""
    for place, item in enumerate(config.menu):
        if ":" in item.link.split("/")[0] and not (is_url(item.link) or item.link.startswith("mailto:")):
            yield f"menu[{place}].link", f"is neither an address of the site nor a URL: {item.link!r}", ""


def _address_faults(permalinks: Permalinks) -> Iterator[Fault]:
    patterns = [(kind, kind, getattr(permalinks, kind)) for kind in PLACEHOLDERS]
    patterns += [(f"sections.{section}", "article", pattern) for section, pattern in permalinks.sections.items()]
    for name, kind, pattern in patterns:
        why, hint = _pattern_fault(pattern, PLACEHOLDERS[kind])
        if why:
            yield f"permalinks.{name}", why, hint


def _pattern_fault(pattern: str, known: tuple[str, ...]) -> tuple[str, str]:
    """Return what is wrong with an address pattern, and what to do; empty texts for nothing."""
    try:
        names = {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}
    except ValueError:
        return f"has a brace without its other: {pattern!r}", ""
    for name in sorted(names.difference(known)):
        return f"knows no {{{name}}}", did_you_mean(name, known) or f"it knows {', '.join(known)}"
    if not pattern.startswith("/"):
        return f"must begin with a slash: {pattern!r}", ""
    if not names & _TELLING:
        return f"gives every one the same address: {pattern!r}", "name {slug}, {path} or {id} in it"
    return "", ""


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True
