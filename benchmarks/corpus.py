"""Make a site of invented articles: about 600 words and six registered entities each, sections, tags, dates.

    python benchmarks/corpus.py FOLDER --articles 1000

The same number gives the same bytes everywhere: nothing is drawn but from a generator with a fixed seed.
"""

import argparse
import datetime as dt
import random
from pathlib import Path

GIVEN = (
    "Ada Bruno Clara Dario Edith Felix Greta Hugo Ines Jonas Karla Lucas Mara Nils Olga Paul Rosa Stefan Tilda Viktor"
)
FAMILY = (
    "Almqvist Berger Castell Dorn Engel Falk Grau Holm Isaksen Jansen Keller Lind Moreau Novak Oster Prado Quist Rask"
)
PLACES = "Ardmoor Brisk Calder Dunmere Eastfold Farrow Glenwick Harrow Ilston Juniper Kestrel Larkhill Marlow Northam"
TRADES = (
    "Freight Power Water Paper Steel Timber Glass Grain Copper Wool Salt Dairy Harbour Rail Print Cable Optics Pumps"
)
FORMS = "Holdings Group Company Works Partners Union Trust Bank"
VERBS = "opened closed bought sold mended measured delayed approved refused extended renewed planned counted moved"
THINGS = "the harbour|a second line|the old mill|its winter timetable|two warehouses|the northern depot|a pension fund"
REASONS = (
    "because demand had fallen|after a long winter|as the council had asked|before the season began|at its own cost"
)
SECTIONS = ("Business", "Places", "People", "Transport", "Culture")
TAGS = ("trade", "weather", "harbours", "money", "work", "schools", "energy", "roads")


def registry(rng: random.Random, size: int) -> list[tuple[str, str, str]]:
    """Return (id, name, type) of invented entities."""
    given, family, places = GIVEN.split(), FAMILY.split(), PLACES.split()
    trades, forms = TRADES.split(), FORMS.split()
    made: dict[str, tuple[str, str, str]] = {}
    while len(made) < size:
        kind = rng.choice(("person", "person", "organisation", "organisation", "place"))
        if kind == "person":
            name = f"{rng.choice(given)} {rng.choice(family)}{rng.choice(('', '-' + rng.choice(family)))}"
        elif kind == "organisation":
            name = f"{rng.choice(places)} {rng.choice(trades)} {rng.choice(forms)}"
        else:
            name = f"{rng.choice(('North', 'South', 'Upper', 'Lower', 'New', 'Port'))} {rng.choice(places)}"
        key = name.lower().replace(" ", "-")
        made.setdefault(key, (key, name, kind))
    return list(made.values())


def body(rng: random.Random, names: list[str], words: int) -> str:
    """Return Markdown of about `words` words that names each of `names` a few times."""
    verbs, things, reasons = VERBS.split(), THINGS.split("|"), REASONS.split("|")
    paragraphs: list[str] = []
    count = 0
    while count < words:
        sentences = []
        for _ in range(rng.randint(3, 5)):
            who, other = rng.choice(names), rng.choice(names)
            sentence = (
                f"{who} {rng.choice(verbs)} {rng.choice(things)} {rng.choice(reasons)}, and {other} was told of it"
            )
            if rng.random() < 0.3:
                sentence += f" in {rng.randint(2, 40)} letters of *{rng.choice(('some', 'great', 'little'))}* length"
            sentences.append(sentence + ".")
        paragraph = " ".join(sentences)
        if rng.random() < 0.15:
            paragraph = f'"{paragraph}" they wrote, [on record](https://example.org/{rng.randint(1, 999)}).'
        if rng.random() < 0.12:
            paragraph = f"## What {rng.choice(names)} did next\n\n{paragraph}"
        paragraphs.append(paragraph)
        count += len(paragraph.split())
    return "\n\n".join(paragraphs)


def make(folder: Path, *, articles: int, entities: int | None = None, words: int = 600, seed: int = 1) -> None:
    """Write the site into `folder`."""
    rng = random.Random(seed)
    known = registry(rng, entities or max(24, min(articles // 10, 600)))
    (folder / "content/articles").mkdir(parents=True, exist_ok=True)
    (folder / "content/entities").mkdir(parents=True, exist_ok=True)
    (folder / "tearsheet.toml").write_text(
        'title = "The Corpus"\nbase_url = "https://example.org/"\nsearch = false\ncards = false\n'
    )
    for key, name, kind in known:
        (folder / f"content/entities/{key}.md").write_text(
            f"---\nname: {name}\ntype: {kind}\n---\n\nAn invented {kind}.\n"
        )
    start, a_day = dt.date(2001, 1, 1), max(3, articles // 8000)  # so that none is of the future
    for number in range(articles):
        names = [name for _, name, _ in rng.sample(known, 6)]
        when = start + dt.timedelta(days=number // a_day)
        matter = (
            f"---\ntitle: {names[0]} and the matter of {number}\nsection: {rng.choice(SECTIONS)}\n"
            f"tags: [{', '.join(rng.sample(TAGS, 2))}]\npublished: {when}\n---\n\n"
        )
        (folder / f"content/articles/a{number:06}.md").write_text(matter + body(rng, names, words) + "\n")


def put_by(old: Path, folder: Path) -> None:
    """Move a file or folder that a run left, if it is there, out of the next one's way, and keep it in a folder.

    A clean build is to find a clean disk. ext4 without a journal, as some virtual machines have it, gives no inode out
    again in the minute after its file was deleted, nor in five while that is not written to the disk
    (`recently_deleted` in Linux's `fs/ext4/ialloc.c`): who makes thousands of files right after as many were deleted
    waits, at each of them, while it looks past those. That cost 3,000 files up to .9 s, by whose turn it was and where
    on the disk.
    """
    if old.exists():
        folder.mkdir(parents=True, exist_ok=True)
        old.rename(folder / f"{sum(1 for _ in folder.iterdir())}-{old.name}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    asked = parser.parse_args()
    make(asked.folder, articles=asked.articles)
