"""Files that are copied as they are and are too heavy, and addresses that some hosts cannot tell apart."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from generator.build.task import Task
from generator.checks.rule import Rule
from generator.errors import Note

IMAGE_HEAVY: Final = Rule(
    code="image-heavy",
    what="A picture of which no smaller copies are made is larger than `check.image_kb`.",
    why="It is copied as it is, and readers on slow lines wait for it.",
    example="content/articles/harbour.gif: warning: has 4210 kB, more than 1000",
    cure="save a smaller one (a film is far smaller than a GIF); turn on `images.resize`; or raise `check.image_kb`",
)
ADDRESS_ALIKE: Final = Rule(
    code="address-alike",
    what="Two addresses differ in nothing but capitals.",
    why="Windows and macOS keep one file for both, and some hosts serve one for both.",
    example="content/static/Logo.svg: warning: /Logo.svg and /logo.svg differ in capitals alone",
    cure="rename one of the files, or give one another `slug`",
)
ADDRESS_TWICE: Final = Rule(
    code="address-twice",
    severity="error",
    what="Two sources claim one address or one id.",
    why="Only one of them could be printed, so nothing is.",
    example="error: 2 sources claim /articles/rain/: content/articles/rain.md, content/wire/rain.txt",
    cure="state another `slug`, `id` or alias in all but one of them",
)
RULES: Final = (IMAGE_HEAVY, ADDRESS_ALIKE, ADDRESS_TWICE)

PICTURES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tif", ".tiff")
_KILO: Final = 1000


def check(tasks: Iterable[Task], *, sizes: Mapping[str, int], limit: int) -> Iterator[Note]:
    """Yield a finding for each file that is too heavy, and for addresses that are alike.

    Args:
        tasks: Everything that a build prints.
        sizes: Pictures below ``content/`` to their bytes.
        limit: For a picture, in thousands of bytes.
    """
    for path, size in sorted(sizes.items()):
        if size > limit * _KILO:
            yield IMAGE_HEAVY.at(f"content/{path}", f"has {size // _KILO} kB, more than {limit}")
    alike: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for task in tasks:
        for output in task.outputs:
            alike[output.casefold()].append((output, task.origin or task.key))
    for claims in alike.values():
        for output, origin in sorted(claims)[1:]:
            yield ADDRESS_ALIKE.at(origin, f"/{min(claims)[0]} and /{output} differ in capitals alone")
