import pytest
import yaml

from generator.errors import TearsheetError
from generator.model import Wishes
from generator.pipeline import overrule


def excluded(root, path, entity="ada-lind", *, wishes=None, read=None):
    file = root / overrule.target(root, path)
    read = overrule.state(file) if read is None else read
    return overrule.exclude(root, path, entity, wishes=wishes or Wishes(), read=read)


def put(root, name, text):
    file = root / "content" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntitle: Rain\n---\nIt rained.\n", "---\ntitle: Rain\nentities: {exclude: [ada-lind]}\n---\nIt rained.\n"),
        (
            "---\r\ntitle: Rain\r\n---\r\n",
            "---\r\ntitle: Rain\r\nentities: {exclude: [ada-lind]}\r\n---\r\n",
        ),
        (
            "---\ntitle: Rain # wet\nentities: {exclude: [bo]}\ntags: [a]\n---\nIt.\n",
            "---\ntitle: Rain # wet\nentities: {exclude: [bo, ada-lind]}\ntags: [a]\n---\nIt.\n",
        ),
        (
            "---\nentities:\n  exclude:\n  - bo\ntitle: Rain\n---\n",
            "---\nentities: {exclude: [bo, ada-lind]}\ntitle: Rain\n---\n",
        ),
    ],
)
def test_front_matter_gains_one_line_and_keeps_the_rest(tmp_path, before, after):
    file = put(tmp_path, "rain.md", before)
    wishes = Wishes(exclude=("bo",)) if "bo" in before else Wishes()

    assert excluded(tmp_path, "rain.md", wishes=wishes) == "content/rain.md"

    assert file.read_bytes().decode() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '+++\ntitle = "Rain" # wet\n[licence]\nstatus = "own" # ours\n+++\n',
            '+++\ntitle = "Rain" # wet\nentities = {exclude = ["ada-lind"]}\n\n[licence]\nstatus = "own" # ours\n+++\n',
        ),
        (
            '+++\r\ntitle = "Rain"\r\n+++\r\n',
            '+++\r\ntitle = "Rain"\r\nentities = {exclude = ["ada-lind"]}\r\n+++\r\n',
        ),
        (
            '+++\n[entities] # who\npin = ["ada-lind"]\nexclude = [\n  "bo", # not him\n]\n+++\n',
            '+++\n[entities] # who\npin = []\nexclude = [\n  "bo", # not him\n  "ada-lind",\n]\n+++\n',
        ),
        ("+++\n+++\n", '+++\nentities = {exclude = ["ada-lind"]}\n+++\n'),
    ],
)
def test_front_matter_in_toml_is_changed_where_it_stands_and_keeps_its_comments(tmp_path, before, after):
    file = put(tmp_path, "rain.md", before)
    wishes = Wishes(exclude=("bo",), pin=("ada-lind",)) if "bo" in before else Wishes()

    assert excluded(tmp_path, "rain.md", wishes=wishes) == "content/rain.md"

    assert file.read_bytes().decode() == after


@pytest.mark.parametrize("front", ['entities = ["x"]', "entities = 7", "title = ", "[[entities]]"])
def test_toml_that_says_something_else_is_left_alone(tmp_path, front):
    file = put(tmp_path, "rain.md", f"+++\n{front}\n+++\n")

    with pytest.raises(TearsheetError):
        excluded(tmp_path, "rain.md")
    assert file.read_text() == f"+++\n{front}\n+++\n"


def test_a_capture_gets_a_sidecar_and_keeps_one_it_has(tmp_path):
    put(tmp_path, "rain.txt", "Rain\n\nIt rained.\n")
    assert excluded(tmp_path, "rain.txt") == "content/rain.txt.yml"
    put(tmp_path, "snow.txt", "Snow\n")
    side = put(tmp_path, "snow.txt.yml", "title: Snow # white\nlines: {drop: [3]}")

    excluded(tmp_path, "snow.txt", wishes=Wishes(pin=("ada-lind", "bo")))

    assert side.read_text() == "title: Snow # white\nlines: {drop: [3]}\nentities: {exclude: [ada-lind], pin: [bo]}\n"
    assert yaml.safe_load((tmp_path / "content/rain.txt.yml").read_text()) == {"entities": {"exclude": ["ada-lind"]}}


def test_a_file_that_changed_since_it_was_shown_is_left_alone(tmp_path):
    file = put(tmp_path, "rain.md", "---\ntitle: Rain\n---\n")
    read = overrule.state(file)
    file.write_text("---\ntitle: Drizzle\n---\n")

    with pytest.raises(TearsheetError, match="was changed since"):
        excluded(tmp_path, "rain.md", read=read)

    assert file.read_text() == "---\ntitle: Drizzle\n---\n"


@pytest.mark.parametrize(
    "text",
    [
        "---\nentities:\n  exclude: [bo] # he is another\n---\n",
        "---\ntitle: [\n---\n",
        "---\n- a\n- b\n---\n",
        "---\n{title: Rain}\n---\n",
        '---\n"entities": {exclude: [bo]}\n---\n',
    ],
)
def test_what_could_not_be_put_back_as_it_stood_is_left_alone(tmp_path, text):
    file = put(tmp_path, "rain.md", text)

    with pytest.raises(TearsheetError, match="without losing"):
        excluded(tmp_path, "rain.md", wishes=Wishes(pin=("x",)))

    assert file.read_text() == text
    assert [path.name for path in file.parent.iterdir()] == ["rain.md"]
