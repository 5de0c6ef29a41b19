"""Learn the weights by which `generator.convert.sequence` tells the lines of an article from those around it.

The data is a folder of captured pages as text, and beside each the text of its article. A
chain of four states (before, body, gap, after) is fitted as a conditional random field, by L-BFGS, with a margin for
words lost or wrongly kept. To hold where data is thin, each page is also learned without its blank lines, and once more
altered: with furniture moved into the body, cut short, or stripped of most furniture.

Needs numpy and scipy. Learned on: scrapinghub/article-extraction-benchmark (MIT) and
Murrough-Foley/web-content-extraction-benchmark (CC BY 4.0), development halves. Features hold no words of the pages.

    python benchmarks/train_captures.py build/bench                  # cross-validate by site, then write the weights
"""

import argparse
import json
import random
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from generator.convert import quotes, segment, shape, surroundings
from generator.convert.prior import prior
from generator.convert.shape import Shape

WEIGHTS = Path(__file__).parents[1] / "generator" / "convert" / "sequence.json"
BEFORE, BODY, GAP, AFTER = range(4)
NEVER = -1e4
MAY_FOLLOW = np.array([[1, 1, 0, 0], [0, 1, 1, 1], [0, 1, 1, 0], [0, 0, 0, 1]], dtype=bool)
MAY_START = np.array([1, 1, 0, 0], dtype=bool)
MAY_END = np.array([0, 1, 0, 1], dtype=bool)
RAREST = 8
"""A feature of fewer lines is not learned."""

RIDGE = 6.0
MARGIN = 0.5
ROUNDS = 50
NEWS = 2.0
"""How much a page of a news site counts beside any other."""

ALTERED = 0.5
BATCH = 64

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page whose body is known; lines without text are left out."""

    site: str
    news: bool
    shapes: tuple[Shape, ...]
    gaps: tuple[bool, ...]
    body: tuple[bool, ...]
    gold: str
    blanks: bool = True
    altered: bool = False

    def features(self) -> list[list[str]]:
        """Return the features of its lines."""
        return surroundings.features(self.shapes, self.gaps if self.blanks else None)

    def states(self) -> list[int]:
        """Return the state of each line."""
        inside = [at for at, body in enumerate(self.body) if body]
        first, last = inside[0], inside[-1]
        return [
            BEFORE if at < first else AFTER if at > last else BODY if body else GAP for at, body in enumerate(self.body)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights: of each feature for each state, of each step between states, of the first and the last state."""

    vocabulary: Mapping[str, int]
    emit: Floats
    step: Floats
    start: Floats
    end: Floats


def read(folder: Path) -> Iterator[Page]:
    """Yield the pages with a body, news pages first."""
    for name in ("aeb", "wcxb"):
        for path in sorted((folder / "data" / name / "gold" / "dev").glob("*.json")):
            known = json.loads(path.read_text(encoding="utf-8"))
            text = (folder / "data" / name / "text" / "dev" / f"{path.stem}.txt").read_text(encoding="utf-8")
            page = _page(text.split("\n"), known, news=name == "aeb")
            if any(page.body):
                yield page


def _page(lines: Sequence[str], known: Mapping[str, object], *, news: bool) -> Page:
    labels = known["lines"]["text"]  # type: ignore[index] # JSON, as the scorer wrote it
    stripped = [line.strip() for line in lines]
    at = [number for number, line in enumerate(stripped) if line]
    gaps = (True, *(below - above > 1 for above, below in pairwise(at)), True)
    share = sum(gaps[1:-1]) / max(1, len(gaps) - 2)
    return Page(
        site=urlsplit(str(known["url"])).netloc.removeprefix("www."),
        news=news,
        shapes=tuple(shape.measure(stripped[number]) for number in at),
        gaps=gaps,
        body=tuple(bool(labels[number]) for number in at),
        gold=str(known["body"]),
        blanks=segment.SPARSE < share < segment.DENSE,
    )


def altered(page: Page, chance: random.Random) -> Page | None:
    """Return the page with furniture moved into its body, cut short, or nearly without furniture."""
    inside = [at for at, body in enumerate(page.body) if body]
    if len(inside) < 3:
        return None
    first, last = inside[0], inside[-1]
    rows = list(zip(page.shapes, page.gaps, page.body, strict=False))
    before, body, after = rows[:first], rows[first : last + 1], rows[last + 1 :]
    match chance.choice(("bare", "mixed", "mixed", "short")):
        case "bare":
            rows = [*rows[max(0, first - chance.choice((0, 1, 1, 2, 3))) : first], *body]
            rows += after[: chance.choice((0, 0, 2, 5))]
        case "short":
            cut = inside[chance.randint(1, min(len(inside) - 1, 8)) - 1]
            rows = [*rows[: cut + 1], *after]
        case _:
            furniture = after if first < 5 or chance.random() < 0.7 else before
            if len(furniture) < 3:
                return None
            for _ in range(chance.randint(1, 3)):
                count = chance.randint(1, 5)
                start = chance.randint(0, max(0, len(furniture) - count))
                moved = [(here, gap, False) for here, gap, _ in furniture[start : start + count]]
                moved[0] = (moved[0][0], chance.random() < 0.8, False)
                place = chance.randint(1, len(body) - 1)
                body = [*body[:place], *moved, *body[place:]]
            rows = [*before, *body, *after]
    shapes, gaps, labels = zip(*rows, strict=True)
    return replace(page, shapes=shapes, gaps=(*gaps, True), body=labels, altered=True)


def lessons(pages: Sequence[Page]) -> list[Page]:
    """Return what is learned from the pages: themselves, without blank lines, and altered."""
    chance = random.Random(3)
    changed = (altered(page, chance) for page in pages)
    return [*pages, *(replace(page, blanks=False) for page in pages), *(page for page in changed if page)]


def matrix(features: Sequence[Sequence[str]], vocabulary: Mapping[str, int]) -> csr_matrix:
    """Return which features each line has: N lines by F features, ones and zeros."""
    indices: list[int] = []
    ends = [0]
    for names in features:
        indices.extend({vocabulary[name] for name in names if name in vocabulary})
        ends.append(len(indices))
    return csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(ends) - 1, len(vocabulary)))


def fit(pages: Sequence[Page]) -> Model:
    """Return the weights that tell the body of the pages best."""
    pages = sorted(pages, key=lambda page: len(page.shapes))
    features = [page.features() for page in pages]
    counts = Counter(name for lines in features for names in lines for name in set(names))
    vocabulary = {name: at for at, name in enumerate(sorted(name for name, n in counts.items() if n >= RAREST))}
    known = matrix([names for lines in features for names in lines], vocabulary)
    gold = np.array([state for page in pages for state in page.states()])
    ends = np.cumsum([0, *(len(page.shapes) for page in pages)])
    batches = list(_batches(ends))
    importance = np.array(
        [len(page.shapes) ** -0.5 * (NEWS if page.news else 1) * (ALTERED if page.altered else 1) for page in pages]
    )
    importance /= importance.mean()
    margins = _margins(pages, gold)
    size = len(vocabulary)

    def loss(flat: Floats) -> tuple[float, Floats]:
        model = _unpack(flat, vocabulary)
        emitted = known @ model.emit + margins
        slope = np.zeros_like(emitted)
        rest = [np.zeros((4, 4)), np.zeros(4), np.zeros(4)]
        total = 0.0
        for start, end in batches:
            lengths = np.diff(ends[start : end + 1])
            here = slice(ends[start], ends[end])
            value, slope[here] = _batch(model, emitted[here], gold[here], lengths, importance[start:end], rest)
            total += value
        gradient = np.concatenate([np.asarray(known.T @ slope).ravel(), *(part.ravel() for part in rest)])
        return total + RIDGE / 2 * float(flat @ flat), gradient + RIDGE * flat

    found = minimize(loss, np.zeros(4 * size + 24), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return _unpack(found.x, vocabulary)


def _batches(ends: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield runs of pages of about one length; they are computed together."""
    lengths = np.diff(ends)
    start = 0
    while start < len(lengths):
        end = start + 1
        while end < len(lengths) and end - start < BATCH and lengths[end] <= max(40, 1.3 * lengths[start]):
            end += 1
        yield start, end
        start = end


def _margins(pages: Sequence[Page], gold: NDArray[np.int64]) -> Floats:
    """Return by how much a wrong verdict on a line is to lose: the more words it has, the more."""
    words = np.array([min(here.extent, 80) for page in pages for here in page.shapes])
    cost = MARGIN * np.minimum(3, 0.3 + words / 20)
    margins = np.zeros((len(gold), 4))
    body = gold == BODY
    margins[body] = cost[body, None]
    margins[body, BODY] = 0
    margins[~body, BODY] = cost[~body]
    return margins


def _unpack(flat: Floats, vocabulary: Mapping[str, int]) -> Model:
    size = 4 * len(vocabulary)
    return Model(
        vocabulary=vocabulary,
        emit=flat[:size].reshape(-1, 4),
        step=np.where(MAY_FOLLOW, flat[size : size + 16].reshape(4, 4), NEVER),
        start=np.where(MAY_START, flat[size + 16 : size + 20], NEVER),
        end=np.where(MAY_END, flat[size + 20 :], NEVER),
    )


def _batch(
    model: Model,
    emitted: Floats,
    gold: NDArray[np.int64],
    lengths: NDArray[np.int64],
    importance: Floats,
    rest: Sequence[Floats],
) -> tuple[float, Floats]:
    """Return the loss of some pages and its slope in each emission; add the slopes of the other weights to `rest`."""
    pages, longest = len(lengths), int(lengths.max())
    inside = np.arange(longest)[:, None] < lengths[None, :]
    # Line by page by state; time runs down the first axis.
    score = np.zeros((longest, pages, 4))
    state = np.zeros((longest, pages), dtype=int)
    score.transpose(1, 0, 2)[inside.T] = emitted
    state.T[inside.T] = gold
    each, last = np.arange(pages), lengths - 1
    ahead = np.empty_like(score)
    ahead[0] = model.start + score[0]
    for at in range(1, longest):
        ahead[at] = np.logaddexp.reduce(ahead[at - 1][:, :, None] + model.step, axis=1) + score[at]
    behind = np.empty_like(score)
    behind[-1] = model.end
    for at in range(longest - 2, -1, -1):
        onward = np.logaddexp.reduce(model.step[None] + (score[at + 1] + behind[at + 1])[:, None, :], axis=2)
        behind[at] = np.where((last == at)[:, None], model.end, onward)
    whole = np.logaddexp.reduce(ahead[last, each] + model.end, axis=1)
    likely = np.exp(ahead + behind - whole[None, :, None]) * inside[:, :, None]
    true = np.eye(4)[state] * inside[:, :, None]
    path = (score * true).sum((0, 2)) + model.start[state[0]] + model.end[state[last, each]]
    path += (model.step[state[:-1], state[1:]] * inside[1:]).sum(0)
    weighted = (likely - true) * importance[None, :, None]
    pairs = np.exp(
        ahead[:-1, :, :, None] + model.step + (score[1:] + behind[1:])[:, :, None, :] - whole[None, :, None, None]
    )
    rest[0] += (pairs * (inside[1:] * importance)[:, :, None, None]).sum((0, 1))
    steps = inside[1:]
    np.add.at(rest[0], (state[:-1][steps], state[1:][steps]), -np.broadcast_to(importance, steps.shape)[steps])
    rest[1] += weighted[0].sum(0)
    rest[2] += weighted[last, each].sum(0)
    return float((importance * (whole - path)).sum()), weighted.transpose(1, 0, 2)[inside.T]


def kept(model: Model, page: Page) -> list[bool]:
    """Return which lines of a page the model and the rules take for its body."""
    emitted = np.asarray(matrix(page.features(), model.vocabulary) @ model.emit)
    texts = [" ".join(here.text.split()) for here in page.shapes]
    quoted = [at for table in quotes.find(texts) for at in range(table.start, table.end)]
    emitted[:, BODY] += prior(page.shapes, texts, quoted)
    reached = model.start + emitted[0]
    backward = []
    for line in emitted[1:]:
        ways = reached[:, None] + model.step
        backward.append(ways.argmax(0))
        reached = ways.max(0) + line
    state = int((reached + model.end).argmax())
    path = [state]
    for came_from in reversed(backward):
        state = int(came_from[state])
        path.append(state)
    return [state == BODY for state in reversed(path)]


def agreement(page: Page, chosen: Sequence[bool]) -> tuple[float, float]:
    """Return precision and recall of runs of four words, as the article-extraction-benchmark counts them."""
    text = "\n".join(here.text for here, keep in zip(page.shapes, chosen, strict=True) if keep)
    gold, found = _runs(page.gold), _runs(text)
    both = sum((gold & found).values())
    return both / (sum(found.values()) or 1), both / (sum(gold.values()) or 1)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def cross_validate(pages: Sequence[Page], folds: int) -> None:
    """Print what models make of pages of sites that they have not seen."""
    sites = sorted({page.site for page in pages})
    random.Random(1).shuffle(sites)
    fold = {site: at % folds for at, site in enumerate(sites)}
    measured: dict[tuple[bool, bool], list[tuple[float, float]]] = {}
    for held in range(folds):
        model = fit(lessons([page for page in pages if fold[page.site] != held]))
        for page in pages:
            if fold[page.site] == held:
                for blanks in (page.blanks, False):
                    seen = replace(page, blanks=blanks)
                    measured.setdefault((page.news, blanks), []).append(agreement(page, kept(model, seen)))
    for (news, blanks), pairs in sorted(measured.items(), reverse=True):
        precision, recall = (statistics.mean(values) for values in zip(*pairs, strict=True))
        name = f"{'news' if news else 'other'}, {'blank lines' if blanks else 'no blank lines'}"
        print(f"{name:24} P {precision:.3f}  R {recall:.3f}  F1 {2 * precision * recall / (precision + recall):.3f}")


def write(model: Model, path: Path) -> None:
    """Write the weights as `generator.convert.sequence` reads them; those of no weight are left out."""
    rows = {name: [round(float(value), 2) + 0.0 for value in model.emit[at]] for name, at in model.vocabulary.items()}
    weighty = {name: row for name, row in rows.items() if any(row)}
    head = {
        "start": _rounded(model.start),
        "end": _rounded(model.end),
        "steps": [_rounded(row) for row in model.step],
    }
    parts = [f"{json.dumps(name)}: {json.dumps(value)}," for name, value in head.items()]
    lines = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in sorted(weighty.items())]
    # One feature a line: a change of weights can be read.
    text = "\n".join(["{", *parts, '"features": {', ",\n".join(lines), "}", "}"])
    path.write_text(f"{text}\n", encoding="utf-8")


def _rounded(values: Floats) -> list[float | None]:
    return [round(float(value), 3) if value > NEVER else None for value in values]


def main() -> None:
    """Cross-validate, learn from all pages, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the archives of captures were unpacked")
    parser.add_argument("--folds", type=int, default=5, help="0 to write the weights without cross-validation")
    parser.add_argument("--no-write", action="store_true", help="cross-validate only")
    options = parser.parse_args()
    pages = list(read(options.folder))
    if options.folds:
        cross_validate(pages, options.folds)
    if not options.no_write:
        write(fit(lessons(pages)), WEIGHTS)


if __name__ == "__main__":
    main()
