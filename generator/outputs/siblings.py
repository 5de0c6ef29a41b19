"""Which printed files get a compressed copy beside them, on request: those of text, for servers that send such copies.

They are made of what was printed, so they come last. The same bytes make the same copies: no time, no name inside.
"""

import gzip
from collections.abc import Iterable, Iterator

import msgspec

from generator.build.task import Fetch, Made, Stratum, Task
from generator.config import Config
from generator.errors import ContentError, Where
from generator.outputs.frame import PrintedFile

TEXTS = (".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".csv", ".md", ".map")


def derive(tasks: Iterable[Task], config: Config) -> Iterator[Task]:
    """Plan the copies of what other tasks print."""
    if not config.compress:
        return
    for task in tasks:
        for path in task.outputs:
            if path.endswith(TEXTS):
                yield Task(
                    key=f"compressed {path}",
                    stratum=Stratum.DERIVED,
                    make=Copies(path),
                    outputs=(f"{path}.gz", f"{path}.br"),
                    recipe=path,
                    origin=task.origin,
                )


class Copies(msgspec.Struct, frozen=True):
    """Compresses one file."""

    path: str

    def __call__(self, fetch: Fetch) -> Made:
        """Return its copies."""
        import brotli

        data = fetch(PrintedFile(self.path))
        if data is None:
            raise ContentError("was not printed, so it has no compressed copy", where=Where(self.path))
        return Made(files=(gzip.compress(data, 9, mtime=0), brotli.compress(data, quality=9)))
