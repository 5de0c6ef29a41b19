"""Learn the tables by which `generator.convert.additive` tells the lines of an article from those around it.

The data is a folder of captured pages as text, and beside each the text of its article. What is learned of each line is
whether it is body, from features that hold no words of the pages (`generator.convert.shape`, `.surroundings`). To hold
where data is thin, pages are also learned without their blank lines, and altered: with furniture moved into the body,
cut short, stripped of most furniture, and with another site's furniture around them.

Boosted trees learn it, each of one feature, or of two that were found to say more together; so they add up to tables.

Needs numpy and lightgbm. Learned on: scrapinghub/article-extraction-benchmark (MIT) and
Murrough-Foley/web-content-extraction-benchmark (CC BY 4.0), development halves. A run with the same data and versions
writes the same file; it takes about a minute of one processor. What the tables are worth on sites that they have not
seen, `bench_captures_text.py` says.

    python benchmarks/train_captures.py build/bench
"""

import argparse
import itertools
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lightgbm
import numpy as np
from numpy.typing import NDArray

from generator.convert import additive, segment, surroundings
from generator.convert.measured import Shapes

TABLES = Path(additive.__file__).with_name("additive.json")
OPTIONS = {
    "objective": "binary",
    "learning_rate": 0.12,
    "num_leaves": 4,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": additive.VALUES - 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 7,
    "verbose": -1,
}
ROUNDS = 250
PAIRS = 24
"""Pairs of features that have a table together."""

SEARCHED = 150
"""Trees of three leaves among whose features the pairs are found."""

LEVELS = 15
NEWS = 2.0
"""How much a page of a news site counts beside any other."""

LENGTHY = 0.7
"""To which power of their words pages lose weight: 1 would have all count the same, 0 all words."""

ALTERED = 0.6
LONGEST = 80
"""Words beyond which a line counts no more."""

Row = tuple[str, bool, bool]
"""A line, whether a blank line stands before it, whether it is body."""

Split = tuple[int, int, bool]
"""A feature, a threshold, and whether it is not passed."""

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page whose body is known; lines without text are left out."""

    name: str
    site: str
    news: bool
    lines: tuple[str, ...]
    """As captured, blank ones too."""

    rows: tuple[Row, ...]
    gold: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What is learned of a page: of each line near prose its features, whether it is body, and its weight."""

    features: Bytes
    body: NDArray[np.bool_]
    weights: Floats


def read(folder: Path, name: str, corpus: str = "text") -> Iterator[Page]:
    """Yield the pages of a set that have a body."""
    for path in sorted((folder / "data" / name / "gold" / "dev").glob("*.json")):
        known = json.loads(path.read_text(encoding="utf-8"))
        text = (folder / "data" / name / corpus / "dev" / f"{path.stem}.txt").read_text(encoding="utf-8")
        lines = tuple(line.strip() for line in text.split("\n"))
        at = [number for number, line in enumerate(lines) if line]
        gaps = (True, *(below - above > 1 for above, below in pairwise(at)))
        labels = known["lines"][corpus]
        rows = tuple((lines[number], gap, bool(labels[number])) for number, gap in zip(at, gaps, strict=True))
        if any(body for *_, body in rows):
            yield Page(
                name=path.stem,
                site=urlsplit(str(known["url"])).netloc.removeprefix("www."),
                news=name == "aeb",
                lines=lines,
                rows=rows,
                gold=str(known["body"]),
            )


def lesson(page: Page, rows: Sequence[Row], *, blanks: bool = True, worth: float = 1.0) -> Lesson:
    """Return what is learned of a page, with its blank lines or without."""
    gaps = segment.telling([gap for _, gap, _ in rows]) if blanks else None
    near = surroundings.survey(Shapes([text for text, *_ in rows]), gaps)
    words = np.array([0.3 + min(here.extent, LONGEST) / 20 for here in near.shapes])
    weights = words * words.sum() ** -LENGTHY * worth * (NEWS if page.news else 1.0)
    return Lesson(
        features=np.array([np.frombuffer(column, np.uint8) for column in near.columns]).T,
        body=np.array([rows[at][-1] for at in near.places]),
        weights=weights,
    )


def altered(page: Page, others: Sequence[Page], chance: random.Random) -> list[Row]:
    """Return the lines of a page with furniture moved into its body, cut short, or with little or other furniture."""
    inside = [at for at, (*_, body) in enumerate(page.rows) if body]
    first, last = inside[0], inside[-1]
    before, body, after = page.rows[:first], list(page.rows[first : last + 1]), page.rows[last + 1 :]
    match chance.choice(("bare", "short", "mixed", "swapped", "swapped")):
        case "bare":
            above = before[max(0, first - chance.choice((0, 1, 1, 2, 3))) :]
            return [*above, *body, *after[: chance.choice((0, 0, 2, 5))]]
        case "short":
            return [*page.rows[: inside[chance.randint(1, min(len(inside), 8)) - 1] + 1], *after]
        case "swapped":
            other = chance.choice(others)
            around = [at for at, (*_, known) in enumerate(other.rows) if known]
            return [*other.rows[: max(0, around[0] - 3)], *before[-3:], *body, *other.rows[around[-1] + 1 :]]
    furniture = after if first < 5 or chance.random() < 0.7 else before
    for _ in range(chance.randint(1, 3) if len(furniture) > 2 and len(body) > 1 else 0):
        count = chance.randint(1, 5)
        start = chance.randint(0, max(0, len(furniture) - count))
        moved = [(text, gap, False) for text, gap, _ in furniture[start : start + count]]
        moved[0] = (moved[0][0], chance.random() < 0.8, False)
        place = chance.randint(1, len(body) - 1)
        body[place:place] = moved
    return [*before, *body, *after]


def lessons(pages: Sequence[Page]) -> Iterator[Lesson]:
    """Yield what is learned from pages: themselves, without blank lines, and altered."""
    chance = random.Random(3)
    for page in pages:
        yield lesson(page, page.rows)
        if page.news or chance.random() < 1 / 3:
            yield lesson(page, page.rows, blanks=False)
        rows = altered(page, pages, chance)
        if len(rows) > 2:
            yield lesson(page, rows, blanks=chance.random() < 0.7, worth=ALTERED)


def fit(pages: Sequence[Page]) -> dict[str, object]:
    """Return the tables that tell the body of the pages best, as `additive.load` takes them."""
    known = list(lessons(pages))
    return learn(
        np.concatenate([each.features for each in known]),
        np.concatenate([each.body for each in known]),
        np.concatenate([each.weights for each in known]),
    )


def learn(features: Bytes, body: NDArray[np.bool_], weights: Floats) -> dict[str, object]:
    """Return the tables that tell best which lines are body; `additive.load` says what they are."""
    count = features.shape[1]
    levels = np.array([coarse(features[:, feature]) for feature in range(count)])
    rough = np.array([levels[feature][features[:, feature]] for feature in range(count)]).T
    pairs = telling_pairs(rough, body, weights)
    paired = sorted({feature for pair in pairs for feature in pair})
    # Behind all features stand, roughly, those that are of a pair.
    owner = [*range(count), *paired]
    place = {feature: count + at for at, feature in enumerate(paired)}
    groups = [[feature] for feature in range(count)] + [[place[one], place[other]] for one, other in pairs]
    data = np.concatenate([features, rough[:, paired]], axis=1)
    grown = lightgbm.train(
        {**OPTIONS, "interaction_constraints": groups}, lightgbm.Dataset(data, body, weight=weights), ROUNDS
    ).dump_model()["tree_info"]
    single = np.zeros((count, additive.VALUES))
    both = {pair: np.zeros((LEVELS, LEVELS)) for pair in pairs}
    base = 0.0
    for path, score in itertools.chain.from_iterable(leaves(each["tree_structure"], []) for each in grown):
        asked = sorted({owner[split] for split, *_ in path})
        if not path:
            base += score
        elif any(split >= count for split, *_ in path):
            pair = next(pair for pair in pairs if set(asked) <= set(pair))
            cells = np.ones((LEVELS, LEVELS), dtype=bool)
            for split, threshold, below in path:
                side = (np.arange(LEVELS) <= threshold) == below
                cells &= side[:, None] if owner[split] == pair[0] else side[None, :]
            both[pair] += score * cells
        else:
            values = np.ones(additive.VALUES, dtype=bool)
            for _, threshold, below in path:
                values &= (np.arange(additive.VALUES) <= threshold) == below
            single[asked[0]] += score * values
    return {
        "features": list(surroundings.NAMES),
        "base": stepped(np.array(base)),
        "single": [stepped(scores) for scores in single],
        "levels": levels.tolist(),
        "pairs": [[*pair, stepped(both[pair][: levels[pair[0]][-1] + 1, : levels[pair[1]][-1] + 1])] for pair in pairs],
    }


def coarse(values: Bytes) -> Bytes:
    """Return for each value of a feature its level: one each where it has few, else such as lines spread over."""
    counts = np.bincount(values, minlength=additive.VALUES).astype(float)
    if np.count_nonzero(counts) <= LEVELS:
        return (np.cumsum(counts > 0) - 1).clip(0).astype(np.uint8)
    spread = np.sqrt(counts)
    levels = ((np.cumsum(spread) - spread / 2) / spread.sum() * LEVELS).astype(int).clip(0, LEVELS - 1)
    return np.searchsorted(np.unique(levels), levels).astype(np.uint8)


def telling_pairs(rough: Bytes, body: NDArray[np.bool_], weights: Floats) -> list[tuple[int, int]]:
    """Return the pairs of features that say most beyond what each says alone: by the gain of trees of two splits."""
    options = {**OPTIONS, "num_leaves": 3, "learning_rate": 0.1, "seed": 5}
    gains: Counter[tuple[int, int]] = Counter()
    grown = lightgbm.train(options, lightgbm.Dataset(rough, body, weight=weights), SEARCHED)
    for each in grown.dump_model()["tree_info"]:
        root = each["tree_structure"]
        for below in (root.get("left_child", {}), root.get("right_child", {})):
            if "split_feature" in below and below["split_feature"] != root["split_feature"]:
                one, other = sorted((root["split_feature"], below["split_feature"]))
                gains[one, other] += below["split_gain"]
    return [pair for pair, _ in gains.most_common(PAIRS)]


def leaves(node: Mapping[str, Any], path: list[Split]) -> Iterator[tuple[list[Split], float]]:
    """Yield the leaves of a tree: the splits that lead there, each by feature, threshold and side, and the score."""
    if "leaf_value" in node:
        yield path, float(node["leaf_value"])
        return
    split, threshold = int(node["split_feature"]), int(node["threshold"])
    yield from leaves(node["left_child"], [*path, (split, threshold, True)])
    yield from leaves(node["right_child"], [*path, (split, threshold, False)])


def stepped(scores: Floats) -> Any:
    """Return scores in the steps of the tables, as JSON has them."""
    return np.rint(scores * additive.STEPS).astype(int).tolist()


def folds(pages: Sequence[Page], count: int) -> Iterator[tuple[list[Page], set[str]]]:
    """Yield pages to learn from, and the sites that none of them is of, until every site was left out once."""
    sites = sorted({page.site for page in pages})
    random.Random(1).shuffle(sites)
    for held in range(count):
        unseen = set(sites[held::count])
        yield [page for page in pages if page.site not in unseen], unseen


def write(tables: Mapping[str, Any], path: Path) -> None:
    """Write the tables as `generator.convert.additive` reads them."""
    # One table a line: a change can be read.
    parts = [
        f'"{name}": '
        + (
            "[\n" + ",\n".join(json.dumps(each, separators=(",", ":")) for each in value) + "\n]"
            if name in ("single", "levels", "pairs")
            else json.dumps(value)
        )
        for name, value in tables.items()
    ]
    path.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")


def main() -> None:
    """Learn from all pages and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the archives of captures were unpacked")
    options = parser.parse_args()
    write(fit([*read(options.folder, "aeb"), *read(options.folder, "wcxb")]), TABLES)


if __name__ == "__main__":
    main()
