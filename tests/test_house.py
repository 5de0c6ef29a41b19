"""The laws of the house, each kept by a test; CONTRIBUTING.md says why they are there."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "generator").rglob("*.py"))
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_bytes()) for path in MODULES}
PURE = ("generator/model/", "generator/link/", "generator/render/")

OUTSIDE = {
    "glob",
    "http",
    "io",
    "os",
    "pathlib",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "urllib.request",
}
HARMLESS = {"io.StringIO", "io.BytesIO", "os.PathLike", "pathlib.PurePath", "pathlib.PurePosixPath"}
FILE_CALLS = {"open", "read_bytes", "read_text", "write_bytes", "write_text"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
HEAVY = {
    "dask",
    "jinja2",
    "lxml",
    "markdown",
    "nh3",
    "PIL",
    "pygments",
    "rich",
    "starlette",
    "trafilatura",
    "uvicorn",
    "watchdog",
    "yaml",
}


def imports(tree):
    """Yield the line of each import and the full names it takes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield node.lineno, {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, {f"{node.module}.{alias.name}" for alias in node.names}


def test_every_import_points_down():
    # In a process of its own: the linter silences every logger that was there before it, and so the watcher's.
    lint = "from importlinter import cli; raise SystemExit(cli.lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_longer_than_four_hundred_lines():
    lengths = {name: len((ROOT / name).read_text("utf-8").splitlines()) for name in TREES}

    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_every_module_opens_with_what_it_decides():
    assert [name for name, tree in TREES.items() if len((ast.get_docstring(tree) or "").split()) < 3] == []


def test_no_module_is_named_for_nothing():
    names = re.compile(r"utils?|helpers?|managers?|common|misc|base")

    assert [name for name in TREES if any(names.fullmatch(part) for part in Path(name).with_suffix("").parts)] == []


def test_no_import_is_relative_or_for_the_type_checker_alone():
    relative = [
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert relative == []
    assert [name for name in TREES if "TYPE_CHECKING" in (ROOT / name).read_text("utf-8")] == []


def test_model_link_and_render_neither_read_nor_write():
    found = []
    for name, tree in TREES.items():
        if not name.startswith(PURE):
            continue
        for line, taken in imports(tree):
            outside = {each for each in taken - HARMLESS if any(f"{each}.".startswith(f"{root}.") for root in OUTSIDE)}
            found += [f"{name}:{line} imports {each}" for each in sorted(outside)]
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in FILE_CALLS:
                    found.append(f"{name}:{node.lineno} calls {called}")

    assert found == []


def test_what_is_printed_does_not_ask_the_clock():
    rooms = (*PURE, "generator/convert/", "generator/outputs/", "generator/checks/")
    asked = [
        f"{name}:{node.lineno} calls {ast.unparse(node.func)}"
        for name, tree in TREES.items()
        if name.startswith(rooms)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ".".join(ast.unparse(node.func).split(".")[-2:]) in CLOCKS
    ]

    assert asked == []


def test_no_group_is_repeated_possessively():
    # Python before 3.11.5, Debian 12's among them, goes on past where such a group ended (CPython's issue 106052): an
    # atomic group around it does not. A single character's repetition is sound, and "()" is a class's own.
    repeated = re.compile(r"(?<!\()\)\s*(?:[*+?]|\{[\d,{}]+\})\+")
    wrong = [(name, found[0]) for name in TREES for found in repeated.finditer((ROOT / name).read_text("utf-8"))]
    assert wrong == []


def test_every_exception_from_the_linter_says_why():
    bare = re.compile(r"# (?:noqa: [A-Z0-9, ]+|type: ignore\[[^\]]+\])[\s-]*$")
    unsaid = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("generator", "tests", "benchmarks")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if bare.search(line) or "# noqa\n" in f"{line}\n"
    ]

    assert unsaid == []


def test_every_template_opens_with_what_it_takes():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    opening = re.compile(r"\s*\{#-?\s+(?:(?!#\}).)*\bTakes\b", re.DOTALL)

    assert len(templates) > 10
    assert [path.relative_to(ROOT).as_posix() for path in templates if not opening.match(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_a_command_loads_no_library_it_does_not_need(arguments):
    command = [sys.executable, "-X", "importtime", "-m", "generator", *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in ran.stderr.splitlines() if "|" in line}

    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_what_the_project_needs_is_pinned_to_the_version():
    pins = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [Requirement(each) for each in project["dependencies"] + project["optional-dependencies"]["dev"]]

    assert all(re.fullmatch(r"[\w.-]+==[\w.+!-]+(?: ; .+)?", pin) for pin in pins)
    pinned = {canonicalize_name(Requirement(pin).name): Requirement(pin).specifier for pin in pins}
    (builders,) = set(re.findall(r"\$\(INSTALL\) (\w.*)", (ROOT / "Makefile").read_text("utf-8")))
    needed = closure(wanted) | set(builders.split())
    assert sorted(needed - pinned.keys()) == []
    for requirement in wanted:
        (version,) = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version.version), requirement


def closure(wanted):
    """Return the names of what `wanted` needs, and what that needs in turn, as installed here."""
    needed = {}
    wanted = list(wanted)
    while wanted:
        requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        if needed.get(name, frozenset()) >= requirement.extras and name in needed:
            continue
        needed[name] = needed.get(name, frozenset()) | requirement.extras
        for each in map(Requirement, importlib.metadata.requires(name) or ()):
            if each.marker is None or any(
                each.marker.evaluate({"extra": extra}) for extra in ("", *requirement.extras)
            ):
                wanted.append(each)
    return needed.keys()
