"""Measure what the confidence of saved pages is worth, and make its weights (`generator/convert/doubt.py`).

The pages are those of `bench_captures_html.py`: as saved, stripped of what extractors lean on, with all elements that
mean something made plain, and with their article taken out, when nothing right is left to find. The lines of the text
captures beside them, each a paragraph of a bare page, are learned from too, at a third of the weight.

Confidence is measured on pages that it was not made from (ten folds by page): how often a page cut well has a higher
one than a page that is not (AUC), how much of what is printed is wrong when only the surest pages are, and whether it
means what it says.

    python benchmarks/bench_confidence.py build/bench
"""

import argparse
import html
import json
import math
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import bench_captures_html as bench
from lxml import html as trees
from lxml.html import HtmlElement

from generator.convert import doubt, metadata
from generator.convert.chosen import Chosen, choose
from generator.convert.doubt import Stated
from generator.convert.layout import unhide
from generator.convert.markup import parsed
from generator.model import Source

FOLDS = 10
RIDGE = 1.0
BARE = 0.3
"""Weight of a page that is nothing but lines."""

GOOD = 0.9
"""F1 from which a page is cut well."""

LARGEST_STEP = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page, and how well it was cut."""

    page: str
    variant: str
    f1: float
    there: tuple[float, ...]
    cut: tuple[float, ...]

    @property
    def empty(self) -> bool:
        """Say whether the page has no article."""
        return self.variant.startswith("without")

    @property
    def bare(self) -> bool:
        """Say whether the page is nothing but lines."""
        return self.variant.startswith("lines")


def plain(tree: HtmlElement) -> None:
    """Make every element of a page that means something into one that does not."""
    bench.without_all(tree)
    for node in tree.iter("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "li", "ul", "ol", "table", "tr", "td"):
        node.tag = "div"


VARIANTS = {**bench.VARIANTS, "nothing but div": plain}
EMPTIED = ("as saved", "no class, no id", "none of these", "nothing but div")


def looked_at(data: bytes) -> tuple[Chosen, Stated, HtmlElement]:
    """Return what is chosen of a page, what the page states, and its tree."""
    tree = parsed(Source(path="page.html", data=data, sha256="0" * 64))
    about = metadata.read(tree, timezone="UTC")
    unhide(tree)
    return choose(tree, title=about.title), about.stated, tree


def without_article(data: bytes, body: str) -> bytes:
    """Return a page from which every segment is taken that has words of the article."""
    found, _, tree = looked_at(data)
    ours = bench.shingles(body)
    for part in found.parts:
        mine = bench.shingles(part.text)
        if 2 * (mine & ours).total() > mine.total() or (len(part.text.split()) < bench.SHINGLE and part.text in body):
            for piece in part.pieces:
                setattr(piece.node, "tail" if piece.is_tail else "text", None)
    return bytes(trees.tostring(tree.getroottree(), encoding="utf-8"))


def cases(folder: Path) -> Iterator[Case]:
    """Yield all pages on which something is found."""
    extract = bench.tearsheet()
    words: Callable[[str], str] = extract.words  # type: ignore[attr-defined] # as that script has it
    pages = list(bench.read(folder))

    def case(page: str, variant: str, data: bytes, body: str | None) -> Iterator[Case]:
        found, stated, _ = looked_at(data)
        if found.kept:
            f1 = bench.scores([bench.share(body, words(extract(data)))])[2] if body is not None else 0.0
            there, cut = doubt.signs(found, stated)
            yield Case(page=page, variant=variant, f1=f1, there=there, cut=cut)

    for variant, strip in VARIANTS.items():
        for number, page in enumerate(bench.stripped(pages, strip)):
            yield from case(f"{number}", variant, page.data, page.body)
            if variant in EMPTIED:
                yield from case(f"{number}", f"without article, {variant}", without_article(page.data, page.body), None)
    for name in ("aeb", "wcxb"):
        for number, known in enumerate(sorted((folder / "data" / name / "gold" / "dev").glob("*.json"))):
            copied = folder / "data" / name / "text" / "dev" / f"{known.stem}.txt"
            if copied.exists():
                lines = filter(str.strip, copied.read_text(encoding="utf-8").splitlines())
                data = "".join(f"<p>{html.escape(line)}</p>" for line in lines).encode()
                body = json.loads(known.read_text(encoding="utf-8"))["body"]
                yield from case(f"{number}" if name == "aeb" else f"{name} {number}", f"lines of {name}", data, body)


def fit(rows: Sequence[Sequence[float]], wanted: Sequence[float], counts: Sequence[float]) -> list[float]:
    """Return the weights of a logistic function, that of what is always so first; by Newton's method, with a ridge.

    Args:
        rows: The signs of each case.
        wanted: What the function should say of it, 0 to 1.
        counts: How much each counts.
    """
    middle = [statistics.fmean(column) for column in zip(*rows, strict=True)]
    spread = [statistics.pstdev(column) or 1.0 for column in zip(*rows, strict=True)]
    scaled = [[1.0, *((v - m) / s for v, m, s in zip(row, middle, spread, strict=True))] for row in rows]
    size = len(scaled[0])
    weights = [0.0] * size
    for _ in range(50):
        slope = [0.0] + [RIDGE * weight for weight in weights[1:]]
        bend = [[RIDGE if a == b and a else 0.0 for b in range(size)] for a in range(size)]
        for row, goal, count in zip(scaled, wanted, counts, strict=True):
            said = 1 / (1 + math.exp(-sum(w * v for w, v in zip(weights, row, strict=True))))
            off, sure = count * (said - goal), count * said * (1 - said)
            for a in range(size):
                slope[a] += off * row[a]
                for b in range(size):
                    bend[a][b] += sure * row[a] * row[b]
        step = solved(bend, slope)
        weights = [weight - change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < LARGEST_STEP:
            break
    own = [weight / s for weight, s in zip(weights[1:], spread, strict=True)]
    return [weights[0] - sum(w * m for w, m in zip(own, middle, strict=True)), *own]


def solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Return the solution of a system of linear equations, by elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(len(rows)):
        best = max(range(at, len(rows)), key=lambda row, at=at: abs(rows[row][at]))  # type: ignore[misc] # of a default for a loop's name
        rows[at], rows[best] = rows[best], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other, row in enumerate(rows):
            if other != at and row[at]:
                rows[other] = [a - row[at] * b for a, b in zip(row, rows[at], strict=True)]
    return [row[-1] for row in rows]


def trained(made: Sequence[Case]) -> tuple[list[float], list[float]]:
    """Return the weights that cases teach."""
    paged = [case for case in made if not case.bare]
    there = fit([case.there for case in paged], [float(not case.empty) for case in paged], [1.0] * len(paged))
    full = [case for case in made if not case.empty]
    cut = fit([case.cut for case in full], [case.f1 for case in full], [BARE if case.bare else 1.0 for case in full])
    return there, cut


def said(weights: Sequence[float], signs: Sequence[float]) -> float:
    """Return what a logistic function says."""
    return 1 / (1 + math.exp(-weights[0] - sum(w * v for w, v in zip(weights[1:], signs, strict=True))))


def auc(good: Sequence[float], bad: Sequence[float]) -> float:
    """Return how often a good one has the higher figure than a bad one."""
    if not good or not bad:
        return float("nan")
    return statistics.fmean((a > b) + (a == b) / 2 for a in good for b in bad)


def main() -> None:
    """Print the tables; and the weights, which belong into the module, to the screen alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("build/bench"))
    made = list(cases(parser.parse_args().folder))
    if not made:
        sys.exit("no pages there: nothing is measured")
    for name, weights in zip(("THERE", "CUT"), trained(made), strict=True):
        print(f"{name}: Final = ({', '.join(f'{weight:.2f}' for weight in weights)})", file=sys.stderr)
    places = {page: place for place, page in enumerate(dict.fromkeys(case.page for case in made))}
    sure: dict[int, tuple[float, float]] = {}
    for fold in range(FOLDS):
        there, cut = trained([case for case in made if places[case.page] % FOLDS != fold])
        for at, case in enumerate(made):
            if places[case.page] % FOLDS == fold:
                sure[at] = said(there, case.there), said(cut, case.cut)
    report(made, sure)


def report(made: Sequence[Case], sure: dict[int, tuple[float, float]]) -> None:
    """Print what the confidence of each case is worth."""
    both = {at: there * cut for at, (there, cut) in sure.items()}
    print(f"| pages | found | mean F1 | below {GOOD} | AUC, cut | AUC, confidence |\n|---|---|---|---|---|---|")
    for variant in dict.fromkeys(case.variant for case in made):
        here = [at for at, case in enumerate(made) if case.variant == variant]
        good = [at for at in here if made[at].f1 >= GOOD]
        bad = [at for at in here if made[at].f1 < GOOD]
        figures = (
            auc([sure[at][1] for at in good], [sure[at][1] for at in bad]),
            auc([both[at] for at in good], [both[at] for at in bad]),
        )
        told = ["" if math.isnan(figure) else f"{figure:.3f}" for figure in figures]
        mean = statistics.fmean(made[at].f1 for at in here)
        print(f"| {variant} | {len(here)} | {mean:.3f} | {len(bad)} | {told[0]} | {told[1]} |")
    paged = [at for at, case in enumerate(made) if not case.bare]
    full = [at for at in paged if not made[at].empty]
    empty = [at for at in paged if made[at].empty]
    aucs = {}
    for name, some in (("pages with an article", full), ("all pages", paged)):
        good, bad = ([at for at in some if (made[at].f1 >= GOOD) is wanted] for wanted in (True, False))
        aucs[name] = auc([both[at] for at in good], [both[at] for at in bad])
    aucs["whether there is an article"] = auc([sure[at][0] for at in full], [sure[at][0] for at in empty])
    print("\n" + "  \n".join(f"AUC, {name}: {figure:.3f}" for name, figure in aucs.items()))
    print("\n| surest | mean F1 | wrong |\n|---|---|---|")
    ranked = sorted(paged, key=lambda at: -both[at])
    for share in (0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        some = ranked[: round(share * len(ranked))]
        bad_ = statistics.fmean(made[at].f1 < GOOD for at in some)
        print(f"| {share:.0%} | {statistics.fmean(made[at].f1 for at in some):.3f} | {bad_:.3f} |")
    print("\n| confidence | pages | mean confidence | mean F1 |\n|---|---|---|---|")
    off = 0.0
    for low, high in ((0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.01)):
        some = [at for at in paged if low <= both[at] < high]
        if some:
            mean, right = (statistics.fmean(of(at) for at in some) for of in (both.__getitem__, lambda at: made[at].f1))
            off += len(some) / len(paged) * abs(mean - right)
            print(f"| {low:.2f} to {min(high, 1):.2f} | {len(some)} | {mean:.3f} | {right:.3f} |")
    print(f"\nExpected calibration error: {off:.3f}.")


if __name__ == "__main__":
    main()
