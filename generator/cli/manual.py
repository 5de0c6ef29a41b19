"""What the generated pages of the manual say: every setting and every field, from the types that check them.

Run as a module at the root of the repository, it writes them below ``content/``.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from generator import cli, config
from generator.checks import catalogue
from generator.config import Key
from generator.convert import frontmatter_schema

_CONFIGURATION: Final = """\
---
title: Configuration
summary: Every setting of a site, with its type, its default and its meaning.
order: 31
---

A site is configured by `tearsheet.toml` in its folder, or by the table `[tool.tearsheet]` of a `pyproject.toml`. Both \
are optional: every setting has a default. A setting that does not exist, or has a value of a wrong type, stops the \
build with its file, line and column.

```toml
title = "The Evening Ledger"
base_url = "https://example.org/"
timezone = "Europe/Lisbon"

[entities]
page_from = 3

[[defaults]]
match = "wire/**"
section = "Wire"
licence = {status = "granted", holder = "Example Wire"}
```

An editor that knows JSON Schema checks the file while you type: point it at [configuration.schema.json]\
(configuration.schema.json), for example with `#:schema` in the first line.

"""

_FRONT_MATTER: Final = """\
---
title: Front matter
summary: Every field of an article, a page and an entity, with its type, its default and its meaning.
order: 32
---

Front matter says what a file cannot say by itself. It stands at the very top, as YAML between two lines of `---` or \
as TOML between two lines of `+++`. A title is all that a build needs.

```yaml
---
title: Rain over the harbour
published: 2014-10
tags: [weather, shipping]
panels:
  - type: quotes
    title: Freight
    rows:
      - {label: Index, value: 18.50, change: +0.2%}
---
```

What stands there is taken as it was written. `18.50` keeps its nought where a text is asked for, `lang: no` is \
Norwegian, and `2014-10` is a month of which no day is known. One text stands for a list of one, and for a group of \
keys that needs only a text: `authors: Ana Sousa`. A field without a value says nothing.

A value of a wrong type fails its file, with line and column. A field that does not exist is kept under `extra`, and \
an address that no page may carry is left out, each with a warning. Aliases and tags of YAML (`*name`, `!name`) are \
not read.

Any file may have a sidecar: `<file>.yml` beside it holds the same fields, and goes before the front matter. For a \
capture it may also say which lines belong to the body, numbered from 1; of a saved page, which blocks, by the numbers \
that `tearsheet convert FILE --explain` tells:

```yaml
lines: {keep: [12-14], drop: [3]}
```

An editor that knows JSON Schema checks a sidecar while you type: point it at [front-matter.schema.json]\
(front-matter.schema.json), for example with `# yaml-language-server: $schema=` in the first line.

"""

_COMMANDS: Final = """\
---
title: Commands
summary: Every command of `tearsheet`, with its options and an example.
order: 33
---

A command works on the nearest folder upwards that holds a configuration; `--root` names another. Findings go to \
stderr as `file:line:col: what`, with a hint; results go to stdout. The exit status is 0 when all is done, 1 when the \
content or the site has errors, 2 when the command was misused.

"""

_CHECKS: Final = """\
---
title: Checks
summary: "Every finding of `tearsheet check` and of a build, by its code: what it means, why it matters, and the cure."
order: 34
---

A finding has a code that does not change. `tearsheet check` prints it in brackets; `[check]` in the configuration \
raises, lowers or silences it by that code. [Check before it goes out](../how-to/checking.md) says how.

"""

_WIDE: Final = 96

_KINDS: Final = {"article": "Articles", "page": "Pages", "entity": "Entities"}


def pages() -> dict[str, str]:
    """Return the generated files of the manual: path below ``content/`` to text."""
    folder = "docs/reference"
    return {
        f"{folder}/checks.md": _CHECKS + "\n".join(_checks()),
        f"{folder}/commands.md": _COMMANDS + "\n".join(_commands()),
        f"{folder}/configuration.md": _CONFIGURATION + _settings(),
        f"{folder}/configuration.schema.json": _json(config.schema()),
        f"{folder}/front-matter.md": _FRONT_MATTER + _fields(),
        f"{folder}/front-matter.schema.json": _json(frontmatter_schema.schema()),
    }


def write(content: Path) -> None:
    """Write the generated files below the folder `content`."""
    for path, text in pages().items():
        file = content / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def _checks() -> Iterator[str]:
    """Yield a section for each rule, by group."""
    for title, rules in catalogue.GROUPS.items():
        yield f"## {title}\n"
        for rule in sorted(rules, key=lambda rule: rule.code):
            fixed = f"\n\n`--fix` {rule.fix}." if rule.fix else ""
            yield (
                f"### `{rule.code}`\n\n{rule.what} {rule.why}\n\n```text\n{rule.example}\n```\n\n"
                f"**Cure:** {rule.cure}.{fixed} Severity: {rule.severity}.\n"
            )


def _commands() -> Iterator[str]:
    """Yield a section for each command, and for those within it."""
    for name, command in cli.commands():
        told = click.Context(command, info_name=name, terminal_width=_WIDE, max_content_width=_WIDE)
        # Lines that hold nothing but a newline keep the text one block of code.
        text = "\n".join(line.rstrip() for line in command.get_help(told).splitlines())
        yield f"## `{name}`\n\n```text\n{text}\n```\n"


def _settings() -> str:
    return "\n".join(_sections(config.reference(), level=2, first="Settings"))


def _fields() -> str:
    return "\n".join(
        part
        for kind in frontmatter_schema.KINDS
        for part in _sections(frontmatter_schema.reference(kind), level=2, first=_KINDS[kind], below=3)
    )


def _sections(rows: Sequence[Key], *, level: int, first: str, below: int = 2) -> Iterator[str]:
    """Yield a section for the keys of the file, and one for those of each group."""
    groups: dict[str, list[Key]] = {}
    for key in rows:
        groups.setdefault(key.name.rpartition(".")[0], []).append(key)
    meanings = {key.name: key.description for key in rows}
    for group, keys in groups.items():
        name = group.removesuffix("[]")
        yield f"{'#' * below} `{name.replace('[]', '')}`\n\n{meanings[name]}\n" if group else f"{'#' * level} {first}\n"
        yield "| name | type | default | meaning |\n|---|---|---|---|"
        yield "".join(f"{_line(key)}\n" for key in keys)


def _line(key: Key) -> str:
    name, default = key.name.rpartition(".")[2], f"`{key.default}`" if key.default else ""
    return f"| `{name}` | {key.type} | {default} | {key.description} |"


def _json(schema: Mapping[str, object]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    write(Path("content"))
