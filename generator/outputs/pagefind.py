"""How a search index is made: Pagefind's program reads a folder of documents and writes a bundle of files.

The program orders filters as its hash tables do, anew on each run. That order is settled here, so that the same texts
make the same bytes: a filter's values and the list of filters are sorted, and the files that name each other by digest
are named anew.

Source: Pagefind 1.x, https://pagefind.app; its files are gzip over a mark and CBOR (RFC 8949).
"""

import gzip
import hashlib
import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from generator.errors import TearsheetError
from generator.link import addresses

SCRIPTS = ("pagefind.js", "pagefind-worker.js")
"""Files of the bundle that run in a browser: one bundle's read all the others."""

_MARK = b"pagefind_dcd"
_DIGITS = 10
_LONGEST = 600
"""Seconds after which the program has failed."""


def index(documents: Mapping[str, str], *, lang: str, with_script: bool) -> dict[str, bytes]:
    """Return the bundle of an index.

    Args:
        documents: Address to HTML.
        lang: The language in which words are stemmed, whatever a document says: a reader searches in one.
        with_script: Whether the bundle holds Pagefind's own script.

    Raises:
        TearsheetError: The program is missing, or failed.
    """
    with tempfile.TemporaryDirectory(prefix="tearsheet-search-") as folder:
        texts, bundle = Path(folder) / "texts", Path(folder) / "bundle"
        for address, html in documents.items():
            path = texts / addresses.output(address)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(html, "utf-8", "replace")
        _run(texts, bundle, lang=lang.partition("-")[0].lower())
        made = {path.relative_to(bundle).as_posix(): path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
    return settled({path: data for path, data in made.items() if _wanted(path, with_script=with_script)})


def _run(texts: Path, bundle: Path, *, lang: str) -> None:
    try:
        from pagefind_bin import get_executable
    except ImportError as error:
        raise TearsheetError(
            "there is no search index: Pagefind is not installed",
            hint="pip install pagefind_bin; or leave the index out, with `search = false` or --no-search",
        ) from error
    words = ["--site", str(texts), "--output-path", str(bundle), "--force-language", lang, "--silent"]
    try:
        done = subprocess.run(  # noqa: S603 - the program of a package we depend on, with arguments of our own
            [str(get_executable()), *words], capture_output=True, timeout=_LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TearsheetError(f"Pagefind could not run: {error}", hint="--no-search leaves the index out") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise TearsheetError(
            f"Pagefind failed: {said[-1] if said else f'status {done.returncode}'}",
            hint="--no-search leaves the index out",
        )


def _wanted(path: str, *, with_script: bool) -> bool:
    """Say whether a file is used: not the ready-made interfaces, nor the reader of unknown languages."""
    if path in SCRIPTS:
        return with_script
    return not path.endswith((".js", ".css")) and path != "wasm.unknown.pagefind"


def settled(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a bundle whose bytes do not depend on the run that made it."""
    made = dict(files)
    named: dict[str, str] = {}
    for path in sorted(files):
        if path.endswith(".pf_filter"):
            _rename(made, path, _values, named)
    for path in sorted(files):
        if path.endswith(".pf_meta"):
            _rename(made, path, lambda meta: _filters(meta, named), named)
    entry = json.loads(made["pagefind-entry.json"])
    for known in entry.get("languages", {}).values():
        known["hash"] = named.get(known["hash"], known["hash"])
    made["pagefind-entry.json"] = json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()
    return made


def _rename(made: dict[str, bytes], path: str, settle: Callable[[Any], Any], named: dict[str, str]) -> None:
    """Put what `settle` makes of a file in its place, under the name that follows from it."""
    import cbor2

    packed = gzip.decompress(made.pop(path))
    assert packed.startswith(_MARK), path
    told = _MARK + cbor2.dumps(settle(cbor2.loads(packed[len(_MARK) :])))
    folder, _, file = path.rpartition("/")
    stem, _, suffix = file.rpartition(".")
    front, _, old = stem.rpartition("_")
    mark = hashlib.sha256(told).hexdigest()[:_DIGITS]
    key = f"{front.rpartition('.')[2]}_{old}"
    named[key] = f"{front.rpartition('.')[2]}_{mark}"
    made[f"{folder}/{front}_{mark}.{suffix}".lstrip("/")] = gzip.compress(told, 9, mtime=0)


def _values(told: Any) -> Any:
    """Return a filter, `[name, [[value, pages], …]]`, its values in order."""
    name, values = told
    return [name, sorted(values)]


def _filters(meta: Any, named: Mapping[str, str]) -> Any:
    """Return what a bundle says of itself, its filters in order and under their new names."""
    version, pages, chunks, filters, *rest = meta
    return [version, pages, chunks, sorted([name, named.get(mark, mark)] for name, mark in filters), *rest]
