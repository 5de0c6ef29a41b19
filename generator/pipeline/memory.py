"""Where builds keep what they remember, and what becomes of a build whose memory breaks."""

import contextlib
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from generator.build.database import Damaged
from generator.build.store import Store
from generator.errors import TearsheetError

T = TypeVar("T")

SOURCES = "sources.db"
"""The memory of what was read, which every output shares; what was printed has one for each output."""

ATTEMPTS = 3
"""How often a build begins anew where a store breaks; the last time without what that one held."""


def remembering(paths: Sequence[Path], work: Callable[..., T]) -> T:
    """Return what `work` does with the stores at `paths`.

    Where one breaks, it is tried once more, for another build may have got in the way, and this time everything is
    looked at; then without what that one store held. The others keep theirs.
    """
    broken: Counter[Path] = Counter()
    for _ in range(ATTEMPTS * len(paths)):
        with contextlib.ExitStack() as opened:
            stores = [opened.enter_context(Store(path)) for path in paths]
            try:
                for store in stores:
                    if broken[store.path] >= ATTEMPTS - 1:
                        store.discard()
                return work(*stores)
            except Damaged as damage:
                broken.update([damage.path] if damage.path else paths)
                for store in stores:
                    store.doubt(None)
    raise TearsheetError("the build's memory keeps breaking", hint="delete the folder `.tearsheet` and check the disk")


def output_name(root: Path, output: Path) -> str:
    """Return the name under which an output's memory is kept."""
    real = os.path.relpath(output.resolve(), root.resolve())
    return f"out-{hashlib.blake2b(os.fsencode(real), digest_size=4).hexdigest()}"
