"""The build that a command asks for."""

from pathlib import Path

from generator import plugins
from generator.cli.site import Chosen
from generator.pipeline.job import Job

GARBAGE = (100_000, 20, 50)
"""How much comes and goes before Python looks for cycles: a build keeps nearly all that it makes until it ends."""


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
