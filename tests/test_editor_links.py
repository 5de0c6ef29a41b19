from pathlib import Path

import pytest

from generator.cli import links
from generator.errors import Note, Where


@pytest.mark.parametrize(
    ("scheme", "link"),
    [
        ("", "file:///press/a%20%26%20b.md"),
        ("vscode", "vscode://file/press/a%20%26%20b.md:3:7"),
        ("VSCode", "vscode://file/press/a%20%26%20b.md:3:7"),
        ("idea", "idea://open?file=/press/a%20%26%20b.md&line=3&column=7"),
        ("mine://{path}@{line}", "mine:///press/a%20%26%20b.md@3"),
    ],
)
def test_a_finding_is_opened_in_the_editor_of_ones_choice(scheme, link):
    note = Note(severity="error", what="no", where=Where("a & b.md", line=3, column=7))
    assert links.to(scheme, Path("/press"), note) == link


def test_a_finding_without_a_file_opens_nothing():
    assert links.to("vscode", Path("/press"), Note(severity="error", what="no")) == ""
