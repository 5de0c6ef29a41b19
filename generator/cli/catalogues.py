"""Which words the catalogues translate: what templates and views say in English, as a gettext template.

Run as a module at the root of the repository, it writes ``generator/locale/tearsheet.pot`` and brings each catalogue
beside it up to date: what is new stands in it untranslated, what is gone is gone.
"""

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import generator

TEMPLATE: Final = "tearsheet.pot"
_KEYWORDS: Final[dict[str, Any]] = {"_": None, "forms": (1, 2), "gettext": None, "msgid": None, "ngettext": (1, 2)}
_IDLE: Final = (b'"Generated-By', b'"Language-Team', b'"Last-Translator', b'"PO-Rev', b'"POT-Cre', b'"Report-Msgid')
"""Lines of a header that say nothing of the words."""

_EPOCH: Final = dt.datetime(2014, 10, 28, tzinfo=dt.UTC)
"""No catalogue holds the moment of its making."""


def folder() -> Path:
    """Return where our own catalogues are."""
    return Path(generator.__file__).parent / "locale"


def extracted(root: Path) -> Any:
    """Return a catalogue of every message that templates and views of the repository at `root` print."""
    from babel.messages.catalog import Catalog

    made = Catalog(
        project="Tearsheet", version="0", charset="utf-8", creation_date=_EPOCH, revision_date=_EPOCH, fuzzy=False
    )
    made.header_comment = "# What Tearsheet's pages say. Words in the places %(name)s stay as they are."
    for path, message in sorted(_messages(root), key=lambda pair: (pair[0], str(pair[1]))):
        made.add(message, locations=[(path, 1)])
    return made


def written(catalogue: Any) -> bytes:
    """Return a catalogue as a file."""
    from babel.messages.pofile import write_po

    made = BytesIO()
    write_po(made, catalogue, width=0, sort_output=True, omit_header=False, ignore_obsolete=True, include_lineno=False)
    lines = made.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_IDLE))


def _messages(root: Path) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Yield the file that says a message, and the message: a text, or a pair of singular and plural."""
    from babel.messages.extract import extract

    sources = [*sorted((root / "templates").rglob("*.html")), *sorted((root / "generator").rglob("*.py"))]
    for path in sources:
        html = path.suffix == ".html"
        if not html and not {"outputs", "render"} & set(path.relative_to(root).parts):
            continue
        how = "jinja2.ext:babel_extract" if html else "python"
        options = {"silent": "false", "trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"} if html else {}
        with path.open("rb") as file:
            for _, message, _, _ in extract(how, file, keywords=_KEYWORDS, options=options):
                if message and message != ("", ""):
                    yield path.relative_to(root).as_posix(), message


def write(root: Path) -> None:
    """Write the template, and what it changes in every catalogue."""
    from babel.messages.pofile import read_po

    template = extracted(root)
    (folder() / TEMPLATE).write_bytes(written(template))
    for path in sorted(folder().glob("*.po")):
        known = read_po(BytesIO(path.read_bytes()))
        known.update(template, no_fuzzy_matching=True)
        known.creation_date = known.revision_date = _EPOCH
        path.write_bytes(written(known))


if __name__ == "__main__":
    write(Path.cwd())
