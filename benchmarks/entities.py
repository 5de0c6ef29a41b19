"""The entity benchmark's door: prose in, entities with their spans out, with an empty registry and no headline.

    python SCORER --split dev --path benchmarks --module entities:find

Demonyms are left out: the benchmark's gold holds no mentions of them. Run as a script with text files, it tells how
long recognition takes.
"""

import sys
import time
from pathlib import Path

from generator.link import lexicon, registry
from generator.link.recognise import recognise

WORDS = Path(__file__).resolve().parent.parent / "generator" / "link" / "words"


def _load() -> tuple[lexicon.Lexicon, float]:
    files = {name: (WORDS / name).read_bytes() for name in lexicon.FILES}
    began = time.perf_counter()
    return lexicon.parse(files), time.perf_counter() - began


LEXICON, SECONDS = _load()


def find(text: str) -> list[dict[str, object]]:
    """Return the entities of plain prose: name, type, and spans in code points."""
    found = recognise(title="", body=text, lexicon=LEXICON, lookup=registry.lookup({}))
    return [
        {"name": thing.name, "type": thing.type, "spans": spans}
        for thing in found
        if (spans := [[place.start, place.end] for place in thing.mentions if place.form != "demonym"])
    ]


def main() -> None:
    """Tell how long the lists take to read and the files to be recognised."""
    texts = [Path(name).read_text("utf-8") for name in sys.argv[1:]]
    words = sum(len(text.split()) for text in texts)
    best = min(_timed(texts) for _ in range(5))
    print(
        f"lists {1000 * SECONDS:.1f} ms; {words} words in {1000 * best:.1f} ms: {1e6 * best / words:.2f} ms per 1,000"
    )


def _timed(texts: list[str]) -> float:
    began = time.perf_counter()
    for text in texts:
        find(text)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
