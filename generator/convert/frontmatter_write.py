"""How content is written down again: Markdown with front matter that reads back as the same content."""

from typing import Any, Final

import msgspec

from generator.model import Article, Page
from generator.model.moment import Moment

_DERIVED: Final = frozenset({"id", "path", "body", "line", "missing", "extra"})
"""Fields that reading settles again, or that are written apart."""


def markdown(content: Article | Page, *, lang: str | None = None, id_: str | None = None) -> str:
    """Return content as a Markdown file: front matter of what is not a default, then the body.

    Args:
        content: What is written.
        lang: The language of the site that will read it, which need not be said; None where that is not known.
        id_: The id that the content is to keep, where its file's path does not give it.
    """
    fields = {
        key: _plain(value)
        for key, value in _stated(content).items()
        if key not in _DERIVED and not (key == "published_basis" and value == "unknown")
    }
    if content.lang != lang:
        fields["lang"] = content.lang
    else:
        fields.pop("lang", None)
    if id_ is not None:
        fields = {"id": id_, **fields}
    if isinstance(content, Page):
        fields = {"kind": "page", **fields}
    if content.extra:
        fields["extra"] = _plain(content.extra)
    matter = _dumped(fields)
    return f"---\n{matter}---\n\n{content.body.rstrip()}\n"


def _dumped(fields: dict[str, Any]) -> str:
    """Return fields as YAML."""
    import yaml

    how: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 1_000_000}
    text: str = yaml.dump(fields, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), **how)
    # The library in C is ten times as fast, and writes an emoji as a number.
    return yaml.safe_dump(fields, **how) if "\\U000" in text else text


def _stated(value: msgspec.Struct) -> dict[str, Any]:
    """Return the fields of a struct that are not at their defaults."""
    made: dict[str, Any] = {}
    for field in msgspec.structs.fields(value):
        here = getattr(value, field.name)
        default = field.default_factory() if callable(field.default_factory) else field.default
        if here != default:
            made[field.encode_name] = here
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, Moment):
        return value.text
    if isinstance(value, msgspec.Struct):
        return {key: _plain(item) for key, item in _stated(value).items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
