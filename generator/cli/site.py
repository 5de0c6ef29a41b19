"""What commands share: which site is meant, and how it is configured."""

from pathlib import Path

import click
import msgspec

from generator import config as configuration
from generator.config import Config

root_option = click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The site's folder. [default: the nearest one upwards with a configuration, else this one]",
)


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A site, and its configuration."""

    root: Path
    config: Config


def choose(root: Path | None, *, base_url: str | None = None) -> Chosen:
    """Return the site that a command means, as the user would type its path.

    Raises:
        ConfigError: Its configuration cannot be used.
    """
    here = Path()
    found = root or configuration.find_root(Path.cwd()) or here
    if found.resolve() == here.resolve():
        found = here
    config = configuration.load(found)
    if base_url is not None:
        config = configuration.check(msgspec.structs.replace(config, base_url=base_url))
    return Chosen(root=found, config=config)
