"""Time the conversion of an archive: invented captures, by one process and by two, whole and resumed.

    python benchmarks/bench_convert.py [--captures 1000 10000] [--jobs 1 2] [--pages] [--kills 5]

Each figure is one whole command, start-up included; the last two are runs that find half or all of it done. Memory is
the largest of the processes, as the kernel counts it. A capture is an invented article (`benchmarks/corpus.py`) with
furniture of our own around it, about 5 KB; with `--pages`, every second one is a saved page. With `--kills`, the run is
killed so often (SIGKILL, to all its processes), each time begun again, and must end with the same files.
"""

import argparse
import contextlib
import html
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import corpus

ABOVE = ("Skip to content", "Menu", "Sign in", "Share", "Save", "Print")
BELOW = (
    "Share this story",
    "Sign up for our morning letter, in which the editors say what matters and why, every day before breakfast.",
    "Most read",
    "The harbour at night, in twelve pictures",
    "Why the mill will not open again",
    "All rights reserved. Nothing on this page may be used without the written consent of its publisher.",
)
QUOTES = (("Copper", "9,412.50", "+0.4%"), ("Wheat", "212.75", "-1.1%"), ("Timber", "88.10", "0.0%"))


def page(title: str, by: str, body: str) -> str:
    """Return a saved page."""
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in body.split("\n\n"))
    above = "".join(f"<li><a href='/{n}'>{label}</a></li>" for n, label in enumerate(ABOVE))
    below = "".join(f"<div class='teaser'><a href='/s/{n}'>{label}</a></div>" for n, label in enumerate(BELOW))
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{html.escape(title)}</title></head><body>"
        f"<nav><ul>{above}</ul></nav><article><h1>{html.escape(title)}</h1>"
        f"<p class=byline>By {by}</p><time datetime=2015-03-01>1 March</time>"
        f"{paragraphs}</article><aside>{below}</aside></body></html>"
    )


def make(folder: Path, count: int, *, pages: bool) -> None:
    """Write captures; the same number gives the same bytes everywhere."""
    rng = random.Random(7)
    names = [name for _, name, _ in corpus.registry(rng, 200)]
    folder.mkdir()
    for number in range(count):
        about = rng.sample(names, 4)
        title = f"{about[0]} speaks of the matter of the {number}th day"
        quotes = [line for row in QUOTES for line in row] if number % 3 == 0 else []
        body = corpus.body(rng, about, 600)
        if pages and number % 2:
            (folder / f"{number:06}.html").write_text(page(title, about[1], body), "utf-8")
            continue
        lines = [*ABOVE, "", title, "", f"By {about[1]}", "", body, "", *BELOW, *quotes]
        (folder / f"{number:06}.txt").write_text("\n".join(lines), "utf-8")


def convert(source: Path, target: Path, jobs: int) -> tuple[float, float, float]:
    """Convert a folder; return wall and processor time in seconds, and the memory of its largest process in MB."""
    watched = (
        "import resource, subprocess, sys\n"
        "status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_maxrss, used.ru_utime + used.ru_stime)\n"
        "sys.exit(status)"
    )
    command = [sys.executable, "-m", "generator", "convert", str(source), "--into", str(target), "--jobs", str(jobs)]
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", watched, *command],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""},
    )
    seconds = time.perf_counter() - started
    memory, used = done.stdout.split()[-2:]
    return seconds, float(used), int(memory) / 1024


def killed(source: Path, target: Path, jobs: int, kills: int, seconds: float) -> float:
    """Convert a folder, killed again and again within its time; return the seconds of the last run, which ends."""
    command = [sys.executable, "-m", "generator", "convert", str(source), "--into", str(target), "--jobs", str(jobs)]
    there = Path(__file__).parent.parent
    rng = random.Random(11)
    for _ in range(kills):
        run = subprocess.Popen(
            command, cwd=there, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(rng.uniform(0.1, 0.9) * seconds / kills)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    return convert(source, target, jobs)[0]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captures", type=int, nargs="+", default=[1000])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--kills", type=int, default=0)
    asked = parser.parse_args()
    killings: list[str] = []
    print("| captures | processes | articles a second | wall | processor | memory of one | half there | all there |")
    print("|---|---|---|---|---|---|---|---|")
    for count in asked.captures:
        for jobs in asked.jobs:
            with tempfile.TemporaryDirectory() as folder:
                source, target = Path(folder, "in"), Path(folder, "out")
                make(source, count, pages=asked.pages)
                seconds, used, memory = convert(source, target, jobs)
                made = sorted(target.iterdir())
                assert len(made) == count, f"{len(made)} of {count}"
                again, *_ = convert(source, target, jobs)
                for path in made[::2]:
                    path.unlink()
                half, *_ = convert(source, target, jobs)
                assert sorted(target.iterdir()) == made
                if asked.kills:
                    other = Path(folder, "killed")
                    last = killed(source, other, jobs, asked.kills, seconds)
                    ours, theirs = ({path.name: path.read_bytes() for path in at.iterdir()} for at in (target, other))
                    assert ours == theirs
                    killings.append(
                        f"Killed {asked.kills} times, {count:,} captures by {jobs} took {last:.1f} s more "
                        f"to the same {len(ours):,} files, byte for byte."
                    )
            whole = f"{count / seconds:.0f} | {seconds:.1f} s | {used:.1f} s | {memory:.0f} MB"
            print(f"| {count:,} | {jobs} | {whole} | {half:.1f} s | {again:.1f} s |", flush=True)
    if killings:
        print("\n" + " ".join(killings))


if __name__ == "__main__":
    main()
