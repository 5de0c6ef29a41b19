"""Learn the trees by which `generator.convert.forest` tells the lines of an article from those around it.

The data is a folder of captured pages as text, and beside each the text of its article. What is learned of each line is
whether it is body, from features that hold no words of the pages (`generator.convert.shape`, `.surroundings`). To hold
where data is thin, pages are also learned without their blank lines, and altered: with furniture moved into the body,
cut short, stripped of most furniture, and with another site's furniture around them.

Needs numpy and lightgbm. Learned on: scrapinghub/article-extraction-benchmark (MIT) and
Murrough-Foley/web-content-extraction-benchmark (CC BY 4.0), development halves. A run with the same data and versions
writes the same file; it takes about a minute of one processor. What the trees are worth on sites that they have not
seen, `bench_captures_text.py` says.

    python benchmarks/train_captures.py build/bench
"""

import argparse
import base64
import functools
import itertools
import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import add
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lightgbm
import numpy as np
from numpy.typing import NDArray

from generator.convert import forest, reflow, segment, surroundings, verdict
from generator.convert.measured import Shapes
from generator.convert.prior import prior
from generator.convert.verdict import soften

TREES = Path(forest.__file__).with_name("forest.json")
OPTIONS = {
    "objective": "binary",
    "learning_rate": 0.17,
    "num_leaves": 4,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": forest.VALUES - 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 1,
    "verbose": -1,
}
ROUNDS = 128
NEWS = 2.0
"""How much a page of a news site counts beside any other."""

LENGTHY = 0.7
"""To which power of their words pages lose weight: 1 would have all count the same, 0 all words."""

FOLDS = 5
ALTERED = 0.6
LONGEST = 80
"""Words beyond which a line counts no more."""


@dataclass(frozen=True, slots=True)
class Split:
    """A question to a line: whether a feature passes a bound; on the left is what follows if not."""

    feature: int
    bound: int
    left: "Node"
    right: "Node"


Node = Split | int


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree, its bounds by feature, and how far apart its scores are."""

    root: Node
    bounds: Mapping[int, set[int]]
    extent: int


Row = tuple[str, bool, bool]
"""A line, whether a blank line stands before it, whether it is body."""

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
    near = surroundings.survey(Shapes(reflow.spaced([text for text, *_ in rows])), gaps)
    words = np.array([0.3 + min(extent, LONGEST) / 20 for extent in near.lines.extents])
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
    """Return the trees that tell the body of the pages best, as `forest.load` takes them."""
    known = list(lessons(pages))
    return grow(
        np.concatenate([each.features for each in known]),
        np.concatenate([each.body for each in known]),
        np.concatenate([each.weights for each in known]),
    )


def grow(features: Bytes, body: NDArray[np.bool_], weights: Floats) -> dict[str, object]:
    """Return the trees that tell best which lines are body; `forest.load` says what they are."""
    data = lightgbm.Dataset(features, body, weight=weights)
    grown = lightgbm.train(OPTIONS, data, ROUNDS).dump_model()["tree_info"]
    trees = [_tree(each["tree_structure"]) for each in grown]
    return {"features": list(surroundings.NAMES), "groups": [_stored(group) for group in grouped(trees)]}


def _tree(root: Mapping[str, Any]) -> Tree:
    """Return a tree with its scores in steps."""
    bounds: dict[int, set[int]] = {}
    leaves: list[int] = []

    def walk(node: Mapping[str, Any]) -> Node:
        if "leaf_value" in node:
            leaves.append(round(forest.STEPS * float(node["leaf_value"])))
            return leaves[-1]
        feature, bound = int(node["split_feature"]), int(node["threshold"])
        bounds.setdefault(feature, set()).add(bound)
        return Split(feature, bound, walk(node["left_child"]), walk(node["right_child"]))

    return Tree(walk(root), bounds, max(leaves) - min(leaves))


def grouped(trees: Sequence[Tree]) -> list[list[Tree]]:
    """Return trees in groups that each ask for few features together: the two that share most are joined, over again.

    What makes a page slow is how often a group asks for a feature, not how many answers it tells apart.
    """
    groups = [([tree], tree.bounds, tree.extent) for tree in trees]
    while True:
        best, found = -math.inf, None
        for one, other in itertools.combinations(groups, 2):
            asked = joined(one[1], other[1])
            answers = _answers(asked)
            if answers > forest.ANSWERS or one[2] + other[2] >= forest.ANSWERS:
                continue
            grown = math.log2(answers / max(_answers(one[1]), _answers(other[1])))
            worth = len(one[1]) + len(other[1]) - len(asked) - grown / 2
            if worth > best:
                best, found = worth, (one, other, ([*one[0], *other[0]], asked, one[2] + other[2]))
        if found is None:
            return [group for group, *_ in groups]
        groups = [*(group for group in groups if group is not found[0] and group is not found[1]), found[2]]


def joined(one: Mapping[int, set[int]], other: Mapping[int, set[int]]) -> dict[int, set[int]]:
    """Return what two groups ask together."""
    return {feature: one.get(feature, set()) | other.get(feature, set()) for feature in {**one, **other}}


def _answers(bounds: Mapping[int, set[int]]) -> int:
    return math.prod(len(each) + 1 for each in bounds.values())


def _stored(group: Sequence[Tree]) -> dict[str, Any]:
    """Return a group as `forest.load` takes it: its scores for each answer."""
    asked = functools.reduce(joined, (tree.bounds for tree in group))
    asks = [(feature, sorted(bounds)) for feature, bounds in sorted(asked.items())]
    # Of each digit a value that stands for all that have it.
    values = [[(feature, value) for value in (*bounds, bounds[-1] + 1)] for feature, bounds in asks]
    scores = [
        sum(_walked(tree.root, dict(answer)) for tree in group)
        for answer in (each[::-1] for each in itertools.product(*values[::-1]))
    ]
    least = min(scores)
    above = bytes([score - least for score in scores])
    return {"asks": asks, "least": least, "scores": base64.b64encode(above).decode()}


def _walked(node: Node, line: Mapping[int, int]) -> int:
    while isinstance(node, Split):
        node = node.left if line[node.feature] <= node.bound else node.right
    return node


def folds(pages: Sequence[Page], count: int) -> Iterator[tuple[list[Page], set[str]]]:
    """Yield pages to learn from, and the sites that none of them is of, until every site was left out once."""
    sites = sorted({page.site for page in pages})
    random.Random(1).shuffle(sites)
    for held in range(count):
        unseen = set(sites[held::count])
        yield [page for page in pages if page.site not in unseen], unseen


def sureness(pages: Sequence[Page]) -> float:
    """Return what a nat of a verdict is worth (`verdict.soften`), so that pages are on average as good as they say.

    Of every page the verdict is that of trees which saw no page of its site.
    """
    found = []
    for known, unseen in folds(pages, FOLDS):
        trees = forest.load(fit(known))
        found += [_judged(page, trees) for page in pages if page.site in unseen]
    good = np.mean([f1 for *_, f1 in found])

    def told(sure: float) -> float:
        softer = ((np.array(soften(odds, sure)), *rest) for odds, *rest in found)
        expected = [2 * chances[keeps] @ words[keeps] / (words[keeps].sum() + chances @ words)
                    for chances, keeps, words, _ in softer]  # fmt: skip
        return float(np.mean(expected))

    return min((each / 100 for each in range(50, 121)), key=lambda sure: abs(told(sure) - float(good)))


def _judged(page: Page, trees: forest.Forest) -> tuple[list[float], NDArray[np.bool_], Floats, float]:
    """Return of lines near prose the odds of each to be body, whether it is kept, and its length; and the F1."""
    from bench_captures_text import compare

    gaps = segment.telling([gap for _, gap, _ in page.rows])
    near = surroundings.survey(Shapes(reflow.spaced([text for text, *_ in page.rows])), gaps)
    scores = [*map(add, forest.judge(near.columns, trees), prior(near.lines, ()))]
    found = verdict.cut(scores, near.lines.extents)
    both, alone, lost = compare(page.gold, "\n".join(itertools.compress(near.lines.texts, found.kept)))
    words = np.array([len(text) for text in near.lines.texts], dtype=np.float64)
    odds = [(chance / (1.0 - chance)) ** (1 / verdict.SURE) for chance in found.likely]
    return odds, np.array(found.kept), words, 2 * both / (2 * both + alone + lost)


def write(trees: Mapping[str, Any], path: Path) -> None:
    """Write the trees as `generator.convert.forest` reads them."""
    each = ",\n".join(json.dumps(group, separators=(",", ":")) for group in trees["groups"])
    # One group a line: a change can be read.
    path.write_text(f'{{"features": {json.dumps(trees["features"])},\n"groups": [\n{each}\n]}}\n', encoding="utf-8")


def main() -> None:
    """Learn from all pages and write the trees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the archives of captures were unpacked")
    parser.add_argument("--sure", action="store_true", help="find what a nat of a verdict is worth (verdict.SURE)")
    options = parser.parse_args()
    pages = [*read(options.folder, "aeb"), *read(options.folder, "wcxb")]
    if options.sure:
        print(f"a nat of a verdict is worth {sureness(pages):.2f}")
    else:
        write(fit(pages), TREES)


if __name__ == "__main__":
    main()
