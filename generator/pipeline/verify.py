"""Whether what stands in the output is what a clean build would print: by doing one aside, and comparing the files.

Only where every source can be read: while one fails, its last good state stands in, of which a clean build knows
nothing. And only where no source changed between the two builds: else they were asked different things.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from generator import digest
from generator.build.ground import MANIFEST
from generator.build.store import Store
from generator.config import STATE
from generator.errors import Note, Where
from generator.pipeline.job import Job, Report, now
from generator.pipeline.memory import SOURCES
from generator.pipeline.publish import at_work, publish, publish_alone


def verify(job: Job) -> tuple[Report, list[Note]]:
    """Bring the output up to date, build it anew into a temporary folder, and return each file that differs.

    Both builds have one clock, and nobody else builds in between.

    Raises:
        TearsheetError: A build cannot go on at all.
    """
    job = msgspec.structs.replace(job, now=job.now or now())
    with at_work(job):
        report = publish_alone(job)
        if report.outcome.failed:
            return report, [Note(severity="info", what="not verified: the last good state of what fails stands in")]
        with tempfile.TemporaryDirectory(prefix="tearsheet-verify-") as aside:
            folder = Path(aside)
            publish(
                msgspec.structs.replace(job, output=folder / "site", state=folder / "state", ask=False, progress=None)
            )
            if _sources(job.state or job.root / STATE) != _sources(folder / "state"):
                changed = "not verified: sources changed while it built"
                return report, [Note(severity="warning", what=changed, hint="run it again")]
            return report, _differences(job.output, folder / "site")


def _sources(state: Path) -> dict[str, str]:
    """Return the digest of every source, as a build last read it."""
    with Store(state / SOURCES, writing=False) as store:
        return {path: mark for path, (_, mark) in store.stamps().items()}


def _differences(output: Path, aside: Path) -> list[Note]:
    clean, listed = _manifest(aside), _manifest(output)
    paths = clean.keys() | listed.keys()
    there = {path: digest.of_file((output / path).read_bytes()) for path in paths if (output / path).is_file()}
    return [
        Note(
            severity="error",
            what=said,
            where=Where(str(output / path)),
            hint="this is a fault in Tearsheet: please report it; deleting .tearsheet mends the site",
        )
        for path in sorted(paths)
        if (said := _difference(path, there=there, listed=listed, clean=clean))
    ]


def _difference(path: str, *, there: Mapping[str, str], listed: Mapping[str, str], clean: Mapping[str, str]) -> str:
    """Return what is wrong with a file, of which the folder, its manifest and a clean build's know the digest."""
    if path not in clean:
        return "is not in a clean build"
    if path not in there:
        return "is missing: a clean build has it"
    if there[path] != clean[path]:
        return "differs from a clean build"
    return "" if listed.get(path) == clean[path] else "is listed wrongly in the manifest"


def _manifest(folder: Path) -> dict[str, str]:
    lines = (folder / MANIFEST).read_bytes().decode().removesuffix("\n").split("\n")
    return {path: mark for mark, _, path in (line.partition("  ") for line in lines)}
