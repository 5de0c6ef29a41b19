"""The statistical tagger a site asks for: a spaCy pipeline, loaded here and nowhere else, once a process.

Nothing is ever downloaded: `entities.spacy` names what the user has installed, or a folder that holds a pipeline.
"""

import functools
import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from generator import digest
from generator.build import installed
from generator.errors import ConfigError
from generator.link.tagged import Tag, Tagger

_NO_NAMES: Final = frozenset(
    ("tagger", "parser", "lemmatizer", "trainable_lemmatizer", "attribute_ruler", "morphologizer")
)
"""Parts of a pipeline that name nothing, and take most of its time."""


def require(name: str) -> None:
    """Say at once, and once, that a pipeline is not there; loading it takes a second, and waits for work.

    Raises:
        ConfigError: spaCy or the pipeline is not installed.
    """
    if name and importlib.util.find_spec("spacy") is None:
        raise ConfigError(
            f"`entities.spacy` asks for the pipeline `{name}`, and spaCy is not installed",
            hint='install it: pip install "tearsheet[spacy]"',
        )
    if name and not Path(name).is_dir() and not (name.isidentifier() and importlib.util.find_spec(name)):
        raise ConfigError(
            f"`entities.spacy` asks for the pipeline `{name}`, which is not installed",
            hint=f"install it: python -m spacy download {name}",
        )


@functools.cache
def tagger(name: str) -> Tagger:
    """Load a pipeline.

    Raises:
        ConfigError: spaCy or the pipeline is not installed.
    """
    require(name)
    import spacy

    try:
        pipeline = spacy.load(name)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"`entities.spacy` asks for `{name}`, which spaCy cannot load: {str(error).splitlines()[0]}",
            hint="a pipeline must be of the version of spaCy that is installed",
        ) from error
    pipeline.disable_pipes(*(part for part in pipeline.pipe_names if part in _NO_NAMES))
    return functools.partial(_tags, pipeline)


def _tags(pipeline: Any, text: str) -> Iterable[Tag]:
    pipeline.max_length = max(pipeline.max_length, len(text))
    return [Tag(entity.start_char, entity.end_char, entity.label_) for entity in pipeline(text).ents]


def version(name: str) -> str:
    """Return what tells one state of a pipeline from another, without loading it; empty for no pipeline."""
    if not name:
        return ""
    folder = Path(name)
    if folder.is_dir():
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        state = [(path.as_posix(), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
        return f"{name} {_installed('spacy')} {digest.of_value(state)}"
    return f"{name} {_installed('spacy')} {_installed(name)}"


def _installed(package: str) -> str:
    return installed.versions([package])[0]
