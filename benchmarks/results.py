"""Make the tables of `RESULTS.md` anew: `make bench`. Each stands between two marks; the first names what made it.

    python benchmarks/results.py [WORD ...] [--list]

    <!-- made by: python benchmarks/bench_build.py --articles 10 -->
    …
    <!-- end: 2026-11-27, 2 cores of …, CPython 3.11.2, 0.1 cores busy with other work; sha256 0123456789abcdef -->

Commands run in turn, with a minute's rest between them, from the project's folder, and what one prints is put between
its marks as it is; with words, only the commands that hold them all. Where several blocks are made by one command
(`made by: the same` means that of the block before), it runs once, and its output is dealt out at empty lines, the rest
to the last. The end mark is told when and on what that was, how much other work went on, and a digest by which a test
sees a table that was changed by hand. After each command the document is read again, and put in place whole, so that an
interruption loses nothing that was made, and nothing that was written meanwhile. What is outside of marks stays, byte
for byte.

A command that fails, or prints nothing, leaves its tables; that is said, and the exit status is 1. An argument below
`build/` is data that one has to bring: without it the tables are left too, and that is said; so they are where a script
ends with status 77, as one does that lacks a library.
"""

import argparse
import datetime as dt
import hashlib
import os
import re
import resource
import shlex
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import machine

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "benchmarks/RESULTS.md"
MARK = re.compile(r"<!-- (?:made by: (?P<command>.*)|end(?:: (?P<told>.*))?) -->")
LIKE_A_MARK = re.compile(r"\s*<!--\s*(?:made by|end)\b")
COMMAND = re.compile(r"python benchmarks/\w+\.py(?: .*)?")
DIGEST = re.compile(r"; sha256 (?P<digest>[0-9a-f]{16})$")
DATA = "build/"
LACKING = 77
SAME = "the same"
REST = 65.0
"""Seconds between two commands, after what is to be written was: `corpus.put_by` says why a minute."""


class MarksError(Exception):
    """The marks of a document do not pair, or name no command."""


class NotMadeError(Exception):
    """A command made no tables."""


class LackingError(NotMadeError):
    """It could not, for want of what one has to bring."""


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two marks."""

    command: str
    first: int
    """The number of its first line, from 0; that of the end mark if it is empty."""

    end: int
    """The number of the line that holds the end mark."""

    told: str
    """What the end mark tells."""


def blocks(text: str) -> list[Block]:
    """Return the blocks of a document, in order.

    Raises:
        MarksError: A mark has no other, or names no script of ours.
    """
    found: list[Block] = []
    command, first = "", -1
    for number, line in enumerate(text.split("\n")):
        mark = MARK.fullmatch(line)
        if not mark:
            if LIKE_A_MARK.match(line):
                raise MarksError(f"{number + 1}: looks like a mark, and is none: {line.strip()}")
            continue
        opened = mark["command"] is not None
        if opened == (first >= 0):
            raise MarksError(f"{number + 1}: {'a block begins within another' if opened else 'no block ends here'}")
        if opened:
            same = mark["command"] == SAME and found
            command, first = found[-1].command if same else mark["command"], number + 1
            if not COMMAND.fullmatch(command) or not split(command):
                raise MarksError(f"{number + 1}: only `python benchmarks/….py` is run, not `{command}`")
        else:
            found.append(Block(command=command, first=first, end=number, told=mark["told"] or ""))
            first = -1
    if first >= 0:
        raise MarksError(f"{first}: this block has no end")
    return found


def split(command: str) -> list[str]:
    """Return the words of a command; none if quotes are open, or if it would begin all this anew."""
    try:
        words = shlex.split(command)
    except ValueError:
        return []
    return [] if Path(words[1]).name == Path(__file__).name else words


def replaced(text: str, command: str, printed: str, told: str) -> str:
    """Return a document with what a command printed between its marks; all else is as it was.

    Raises:
        MarksError: The document's marks are wrong, or none name the command.
        NotMadeError: There is too little for the blocks that name the command, or it would be taken for marks.
    """
    ours = [block for block in blocks(text) if block.command == command]
    if not ours:
        raise MarksError("no block names it any more")
    if not printed.strip():
        raise NotMadeError("it printed nothing")
    held, more = printed.strip("\n"), len(ours) - 1
    parts = re.split(r"\n(?:[ \t]*\n)+", held, maxsplit=more) if more else [held]
    if len(parts) < len(ours):
        raise NotMadeError(f"it printed {len(parts)} parts for {len(ours)} blocks")
    if any(LIKE_A_MARK.match(line) for line in printed.split("\n")):
        raise NotMadeError("it printed what looks like a mark")
    lines = text.split("\n")
    for block, part in reversed([*zip(ours, parts, strict=True)]):
        made = part.split("\n")
        lines[block.first : block.end + 1] = [*made, f"<!-- end: {told}; sha256 {digest(made)} -->"]
    return "\n".join(lines)


def digest(lines: Sequence[str]) -> str:
    """Return what tells a table changed by hand from one that was made."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def by_hand(text: str) -> list[str]:
    """Return the commands of blocks that are not as they were made; a block whose end tells no digest is none."""
    lines = text.split("\n")
    stamped = [(block, mark) for block in blocks(text) if (mark := DIGEST.search(block.told))]
    return [block.command for block, mark in stamped if digest(lines[block.first : block.end]) != mark["digest"]]


def lacking(command: str, root: Path = ROOT) -> list[str]:
    """Return what data a command needs that is not there."""
    words = (word.rpartition("=")[2] if word.startswith("-") else word for word in split(command))
    return [word for word in words if word.startswith(DATA) and not (root / word).exists()]


def ran(command: str, root: Path = ROOT) -> str:
    """Run a command and return what it printed, which is shown as it comes.

    Raises:
        NotMadeError: It failed.
        LackingError: It says that it lacks something.
    """
    _, *rest = split(command)
    env = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    lines = []
    with subprocess.Popen(
        [sys.executable, *rest], cwd=root, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=env
    ) as run:
        assert run.stdout
        try:
            for line in run.stdout:
                print(line, end="", flush=True)
                lines.append(line)
        except BaseException:
            run.terminate()
            raise
    if run.returncode == LACKING:
        raise LackingError("it lacks what it says above")
    if run.returncode:
        raise NotMadeError(f"it ended with status {run.returncode}")
    return "".join(lines)


def spent() -> float:
    """Return the processor seconds of all processes that this one started and that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def remake(document: Path, command: str, root: Path = ROOT) -> None:
    """Run a command and put what it prints into the document, as that is by then.

    Raises:
        MarksError: The document's marks are wrong by then.
        NotMadeError: There is nothing to put in.
    """
    started, before = time.monotonic(), machine.busy() - spent()
    printed = ran(command, root)
    beside = max(0.0, machine.busy() - spent() - before) / (time.monotonic() - started)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    told = f"{today}, {machine.processor()}, {machine.python()}, {beside:.1f} cores busy with other work"
    text = document.read_bytes().decode()
    made = replaced(text, command, printed, told)
    if made.count("\n") < text.count("\n"):
        fewer = text.count("\n") - made.count("\n")
        print(f"{command}: {fewer} line{'s' * (fewer > 1)} less than before", file=sys.stderr)
    aside = document.with_name(f".{document.name}.new")
    aside.write_bytes(made.encode())
    aside.chmod(document.stat().st_mode & 0o777)
    aside.replace(document)


def rested(seconds: float) -> None:
    """Have what is to be written written, and wait so long; not at all for no seconds."""
    if seconds:
        os.sync()
        time.sleep(seconds)


def main(
    arguments: Sequence[str] | None = None, document: Path = DOCUMENT, root: Path = ROOT, *, rest: float = 0.0
) -> int:
    """Make the tables, with a rest of so many seconds between two commands; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", metavar="WORD", help="what a command must hold to be run")
    parser.add_argument("--list", action="store_true", help="say what would be run, and run nothing")
    asked = parser.parse_args(arguments)
    try:
        known = list(dict.fromkeys(block.command for block in blocks(document.read_bytes().decode())))
    except (MarksError, OSError, UnicodeDecodeError) as error:
        print(f"{document.name}:{error}", file=sys.stderr)
        return 1
    picked = [command for command in known if all(word in command for word in asked.words)]
    if not picked:
        print(f"no command of {document.name} holds {' '.join(asked.words)}; these are there:", file=sys.stderr)
        print("\n".join(known), file=sys.stderr)
        return 2
    failed, left, pause = [], [], 0.0
    for command in picked:
        if without := lacking(command, root):
            left.append(f"{command}: {', '.join(without)} is not there")
            continue
        print(command, file=sys.stderr if not asked.list else sys.stdout, flush=True)
        if asked.list:
            continue
        try:
            rested(pause)
            remake(document, command, root)
        except LackingError as error:
            left.append(f"{command}: {error}")
        except (MarksError, NotMadeError, OSError, UnicodeDecodeError) as error:
            failed.append(f"{command}: {error}")
            print(f"{failed[-1]}; its tables are left as they are", file=sys.stderr, flush=True)
        pause = rest
    for said in left:
        print(f"left as it is: {said}", file=sys.stderr)
    for said in failed:
        print(f"failed: {said}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    try:
        sys.exit(main(rest=REST))
    except KeyboardInterrupt:
        print("interrupted: what was made until now is in place", file=sys.stderr)
        sys.exit(130)
