"""What pictures cost: looking at one, making its copies, drawing a card; and how many bytes a reader is spared.

The photographs are drawn here: slopes, edges and grain, at the size of a telephone's. Times are the processor's.

Usage: python benchmarks/bench_pictures.py [--pictures N] [--folder FOLDER], the latter with JPEG files of your own.
"""

import argparse
import io
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageFilter

from generator.outputs import darkroom, typeset

WIDTHS = (480, 960, 1600)
SIZE = (4000, 3000)
TITLES = (
    "Rain over the harbour",
    "The harbour board puts off its decision on the third quay",
    "Apple and the harbour board in talks over payments as its chief says he is interested in a partnership",
)


def photograph(seed: int) -> bytes:
    """Return a JPEG with something of everything."""
    chance = random.Random(seed)
    slope = Image.linear_gradient("L").resize(SIZE)
    made = Image.merge("RGB", (slope, slope.rotate(180), slope.point(lambda value: value // 2)))
    for _ in range(60):
        left, top = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        colour = tuple(chance.randrange(256) for _ in range(3))
        made.paste(colour, (left, top, left + chance.randrange(40, 900), top + chance.randrange(40, 700)))
    coarse = Image.frombytes("L", (500, 375), chance.randbytes(500 * 375)).resize(SIZE, Image.Resampling.BICUBIC)
    made = Image.blend(made, coarse.convert("RGB"), 0.2).filter(ImageFilter.GaussianBlur(1.5))
    data = io.BytesIO()
    made.save(data, "JPEG", quality=92)
    return data.getvalue()


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Return the milliseconds of processor that something takes, and what it returns."""
    started = time.process_time()
    made = work()
    return (time.process_time() - started) * 1000, made


def main() -> None:
    """Measure, and print rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.jp*g"))[: options.pictures] if options.folder else []
    pictures = [file.read_bytes() for file in files] or [photograph(seed) for seed in range(options.pictures)]
    darkroom.develop(pictures[0], darkroom.look(pictures[0]), (("WEBP", 480),), quality=80)  # what is loaded once

    print("| what | processor, ms | kB |\n|---|---|---|")
    looks = [timed(lambda data=data: (darkroom.bare(data), darkroom.look(data))) for data in pictures]
    print(f"| look, and take out what the camera wrote | {mean(looks):.1f} | |")
    for kind in ("AVIF", "WEBP", "JPEG"):
        for width in WIDTHS:
            made = [
                timed(lambda d=data, k=kind, w=width: darkroom.develop(d, darkroom.look(d), ((k, w),), quality=80))
                for data in pictures
            ]
            sizes = statistics.mean(len(copy) for _, copies in made for copy in copies.values())
            print(f"| {kind}, {width} pixels wide, unpacked anew | {mean(made):.0f} | {sizes / 1000:.1f} |")
    wanted = (*((kind, width) for kind in ("AVIF", "WEBP") for width in WIDTHS), ("JPEG", WIDTHS[-1]))
    whole = [timed(lambda d=data: darkroom.develop(d, darkroom.look(d), wanted, quality=80)) for data in pictures]
    print(f"| all seven copies, as a build makes them | {mean(whole):.0f} | |")
    for title in TITLES:
        card = typeset.Card(title=title, section="Harbour", site="The Evening Ledger")
        typeset.draw(card)
        drawn = [timed(lambda card=card: typeset.draw(card)) for _ in range(10)]
        kilobytes = len(typeset.draw(card)) / 1000
        print(f"| a card, its headline of {len(title)} letters | {mean(drawn):.1f} | {kilobytes:.1f} |")


def mean(made: list[tuple[float, object]]) -> float:
    """Return the mean of what was timed."""
    return statistics.mean(took for took, _ in made)


if __name__ == "__main__":
    main()
