"""Tell what the figures are measured on and with: the machine, its system, and the versions. Prints a Markdown table.

    python benchmarks/machine.py [--installed]

The other generators are those of `.venv/others`, installed where they are not there yet (`others.py`), or with
`--installed` those on the path.
"""

import argparse
import importlib.metadata
import os
import platform
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import others

LIBRARIES = ("Jinja2", "Markdown", "Pygments", "PyYAML", "msgspec", "lxml", "Pillow")
"""Whose versions weigh most in our times."""


def processor() -> str:
    """Return the number of cores that this process may use, and of what."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    told = re.search(r"(?m)^model name\s*: (.+)$", _read("/proc/cpuinfo"))
    model = re.sub(r"\s+", " ", re.sub(r"\((?:R|TM|C)\)", "", told[1])).strip() if told else platform.processor()
    return f"{cores} core{'s' * (cores != 1)} of {model or platform.machine()} ({platform.machine()})"


def memory() -> str:
    """Return how much memory there is."""
    told = re.search(r"(?m)^MemTotal:\s*(\d+) kB", _read("/proc/meminfo"))
    return f"{int(told[1]) / 2**20:.0f} GiB" if told else "unknown"


def system() -> str:
    """Return the distribution, and the kernel's version."""
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        name = ""
    kernel = re.match(r"[\d.]*\d", platform.release())
    return ", ".join(filter(None, (name, f"{platform.system()} {kernel[0] if kernel else platform.release()}")))


def python() -> str:
    """Return which Python this is."""
    return f"{platform.python_implementation()} {platform.python_version()}"


def libraries() -> str:
    """Return the versions of what our times lean on."""
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return ", ".join(found)


def generators(path: str | None) -> str:
    """Return the versions of the other generators on a PATH, and who is not there."""
    found = {title: others.version(command, path) for command, (title, _) in others.ASKED.items()}
    lacking = [title for title, number in found.items() if not number]
    told = [f"{title} {number}" for title, number in found.items() if number]
    return ", ".join(told) + (f"{'; ' * bool(told)}not there: {', '.join(lacking)}" if lacking else "")


def busy() -> float:
    """Return the processor seconds that all work of this machine has taken since it started; 0 if it does not say.

    Source: proc(5), `/proc/stat`; time stolen by other guests counts, idle time and waiting for disks do not.
    """
    told = re.match(r"cpu +(\d+) (\d+) (\d+) \d+ \d+ (\d+) (\d+) (\d+)", _read("/proc/stat"))
    return sum(map(int, told.groups())) / os.sysconf("SC_CLK_TCK") if told else 0.0


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8", "replace")
    except OSError:
        return ""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--installed", action="store_true", help="tell of the others on the path, and install nothing")
    asked = parser.parse_args()
    if not asked.installed:
        for lacking in others.install(others.ASKED):
            print(lacking, file=sys.stderr)
    rows = {
        "processor": processor(),
        "memory": memory(),
        "system": system(),
        "Python": f"{python()}, made by {platform.python_compiler()}",
        "libraries": libraries(),
        "other generators": generators(None if asked.installed else others.places()),
    }
    print("| measured on | |\n|---|---|")
    print("\n".join(f"| {what} | {told} |" for what, told in rows.items()))


if __name__ == "__main__":
    main()
