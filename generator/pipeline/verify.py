"""Whether what stands in the output is what a clean build would print: by doing one aside, and comparing."""

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
    notes = []
    for path in sorted(ours.keys() | clean.keys()):
        if ours.get(path) != clean.get(path):
            what = "differs from" if path in ours and path in clean else "is" if path in ours else "is missing, but is"
            notes.append(
                Note(
                    severity="error",
                    what=f"{what} {'in' if path not in ours else 'not in' if path not in clean else ''} a clean build",
                    where=Where(str(job.output / path)),
                    hint="this is a fault in Tearsheet: please report it; deleting .tearsheet mends the site",
                )
            )
    return notes


def _manifest(folder: Path) -> dict[str, str]:
    lines = (folder / MANIFEST).read_text("utf-8").splitlines()
    return {path: mark for mark, _, path in (line.partition("  ") for line in lines)}
