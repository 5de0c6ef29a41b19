"""The other generators: installs what `others/` pins into `.venv/others`, and says where a command is and its version.

Python's come by pip into a virtual environment of their own, Node's by npm beside it; both are made anew when their
pins or the Python change, told by a stamp. What cannot be had is said in a line, and whoever asked goes on without it.
"""

import contextlib
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINS = HERE / "others"
FOLDER = HERE.parent / ".venv/others"
SECONDS = 900
"""How long an installation may take."""

ASKED = {
    "hugo": ("Hugo", ("hugo", "version")),
    "pelican": ("Pelican", ("pelican", "--version")),
    "mkdocs": ("MkDocs", ("mkdocs", "--version")),
    "nikola": ("Nikola", ("nikola", "version")),
    "eleventy": ("Eleventy", ("eleventy", "--version")),
}
"""What each command's generator is called, and how it is asked for its version."""

ON_NODE = frozenset({"eleventy"})


def places(folder: Path = FOLDER) -> str:
    """Return where the commands of what was installed are, as PATH has it."""
    return f"{folder / 'bin'}:{folder / 'node_modules/.bin'}"


def install(commands: Iterable[str], folder: Path = FOLDER, pins: Path = PINS) -> Iterator[str]:
    """Install what some commands need and is not there yet; yield a line for each kind that cannot be had."""
    wanted = frozenset(commands) & ASKED.keys()
    for some, fill in ((wanted - ON_NODE, _by_pip), (wanted & ON_NODE, _by_npm)):
        if some:
            try:
                fill(folder, pins)
            except (OSError, subprocess.SubprocessError) as error:
                names = ", ".join(ASKED[each][0] for each in sorted(some))
                yield f"{names}: not installed, and left out: {_why(error)}"


def version(command: str, path: str | None = None) -> str:
    """Return the version of a generator that is found on a PATH, or nothing."""
    first, *rest = ASKED[command][1]
    found = shutil.which(first, path=path)
    if not found:
        return ""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run([found, *rest], capture_output=True, text=True, check=True, timeout=60).stdout
        if number := re.search(r"\d+(?:\.\d+)+", told):
            return number[0]
    return ""


def _by_pip(folder: Path, pins: Path) -> None:
    wanted = pins / "requirements.txt"
    stamp, mark = folder / "installed-python", _mark(wanted, sys.version, sys.base_prefix)
    if _read(stamp) != mark:
        _run(sys.executable, "-m", "venv", "--clear", str(folder))
        pip = (str(folder / "bin/python"), "-m", "pip", "--disable-pip-version-check", "--retries", "1")
        _run(*pip, "install", "--quiet", "--requirement", str(wanted))
        stamp.write_text(mark)


def _by_npm(folder: Path, pins: Path) -> None:
    npm = shutil.which("npm")
    if not npm:
        raise FileNotFoundError("npm is not on the path")
    wanted = pins / "package.json"
    stamp, mark = folder / "installed-node", _mark(wanted)
    if _read(stamp) != mark:
        stamp.unlink(missing_ok=True)
        shutil.rmtree(folder / "node_modules", ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(wanted, folder)
        quiet = ("--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel", "error")
        _run(npm, "install", "--prefix", str(folder), *quiet)
        stamp.write_text(mark)


def _mark(pins: Path, *more: str) -> str:
    return hashlib.sha256("\n".join((pins.read_text("utf-8"), *more)).encode()).hexdigest()


def _read(stamp: Path) -> str:
    return stamp.read_text("utf-8") if stamp.exists() else ""


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)


def _why(error: OSError | subprocess.SubprocessError) -> str:
    """Return the line that tells most: of what names an error in a tool's output the first sentence, else the last."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took more than {SECONDS} seconds"
    if not isinstance(error, subprocess.CalledProcessError):
        return str(error)
    lines = [line.strip() for line in f"{error.stdout or ''}\n{error.stderr or ''}".splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(?i)(?:npm )?err", line)]
    sentences = [line for line in errors if line.count(" ") > 4]
    told = sentences[:1] or errors or lines or [f"status {error.returncode}"]
    return told[-1]
