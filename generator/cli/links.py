"""What opens a file in the user's own editor, from a page of the server."""

from pathlib import Path
from urllib.parse import quote

from generator.errors import Note

SCHEMES = {
    "": "file://{path}",
    "vscode": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
    "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
    "emacs": "org-protocol://open-file?file={path}&line={line}",
}
"""The addresses that editors register with the system, by the name the user gives."""


def to(scheme: str, root: Path, note: Note) -> str:
    """Return the link to where a finding is, nothing where it has no file of the site."""
    if note.where is None or not note.where.path:
        return ""
    return to_file(scheme, root / note.where.path, line=note.where.line, column=note.where.column)


def to_file(scheme: str, file: Path, *, line: int = 0, column: int = 0) -> str:
    """Return the link to a place of a file: a name of `SCHEMES`, or an address with {path}, {line} and {column}."""
    pattern = SCHEMES.get(scheme.lower(), scheme)
    path = quote(file.absolute().as_posix())
    rooted = path if path.startswith("/") else f"/{path}"  # C:/… of Windows
    values = {"{path}": rooted, "{line}": str(line or 1), "{column}": str(column or 1)}
    for name, value in values.items():
        pattern = pattern.replace(name, value)
    return pattern
