"""Whether what stands in the output is what a clean build would print: by doing one aside, and comparing.

Only where every source can be read: while one fails, its last good state stands in, of which a clean build knows
nothing.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from generator.build.press import MANIFEST
from generator.errors import Note, Where
from generator.pipeline.publish import Job, now, publish


def verify(job: Job) -> list[Note]:
    """Build the site anew into a temporary folder and return each file that differs."""
    moment = job.now or now()
    with tempfile.TemporaryDirectory(prefix="tearsheet-verify-") as aside:
        folder = Path(aside)
        publish(replace(job, output=folder / "site", state=folder / "state", now=moment, ask=False, progress=None))
        ours, clean = _manifest(job.output), _manifest(folder / "site")
    return [
        Note(
            severity="error",
            what=_difference(ours.get(path), clean.get(path)),
            where=Where(str(job.output / path)),
            hint="this is a fault in Tearsheet: please report it; deleting .tearsheet mends the site",
        )
        for path in sorted(ours.keys() | clean.keys())
        if ours.get(path) != clean.get(path)
    ]


def _difference(ours: str | None, clean: str | None) -> str:
    if ours and clean:
        return "differs from a clean build"
    return "is not in a clean build" if ours else "is missing: a clean build has it"


def _manifest(folder: Path) -> dict[str, str]:
    lines = (folder / MANIFEST).read_bytes().decode().removesuffix("\n").split("\n")
    return {path: mark for mark, _, path in (line.partition("  ") for line in lines)}
