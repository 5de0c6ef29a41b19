"""The build that a command asks for."""

import gc
from pathlib import Path

from generator import plugins
from generator.cli.site import Chosen
from generator.pipeline.job import Job

GARBAGE = (100_000, 20, 50)
"""How much comes and goes before Python looks for cycles, once it does."""


def keep_all() -> None:
    """Look for no cycles until there is work that leaves some (`build.workers`): what is read and linked stays.

    To look through that again and again is a tenth of what a build takes after an edit of ten thousand articles.
    """
    gc.set_threshold(*GARBAGE)
    gc.disable()


def job(chosen: Chosen, *, output: Path | None = None, **options: object) -> Job:
    """Return the build of a site.

    Raises:
        PluginError: A plugin cannot be loaded.
    """
    return Job(
        root=chosen.root,
        config=chosen.config,
        plugins=plugins.load(chosen.root, chosen.config.plugins),
        output=output or chosen.root / chosen.config.output,
        **options,  # type: ignore[arg-type] # the fields of Job, checked by its constructor
    )
