from pathlib import Path

import pytest

from generator.cli import manual

CONTENT = Path(__file__).parents[1] / "content"


@pytest.mark.parametrize("path", manual.pages())
def test_the_manual_says_what_the_types_say(path):
    on_disk = (CONTENT / path).read_text(encoding="utf-8")

    assert on_disk == manual.pages()[path], "run: python -m generator.cli.manual"


def test_the_generated_files_are_written_below_the_content(tmp_path):
    manual.write(tmp_path)

    written = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert written == set(manual.pages())


def test_no_row_of_a_table_breaks_it():
    for path, text in manual.pages().items():
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert {row.count("|") for row in rows} <= {5}, path
