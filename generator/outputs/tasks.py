"""What a task that prints looks like: its key says the kind and the address, its output follows from that."""

from collections.abc import Callable, Sequence

from generator.build.task import Fetch, Made, Stratum, Task
from generator.link import addresses


def printing(
    address: str,
    make: Callable[[Fetch], Made],
    *,
    origin: str,
    recipe: str = "",
    kind: str = "page",
    also: Sequence[str] = (),
) -> Task:
    """Return the task that prints the file at `address`.

    Args:
        address: Where the file stands on the site.
        make: What prints it: a function of `fetch`, or a frozen value that is one.
        origin: The source a person would blame.
        recipe: What shapes the file beside what `make` fetches.
        kind: What the key calls it: ``page``, ``feed`` or ``file``.
        also: Where further files of the same making stand.
    """
    return Task(
        key=f"{kind} {address}",
        stratum=Stratum.PAGE,
        make=make,
        outputs=tuple(map(addresses.output, (address, *also))),
        recipe=recipe,
        origin=origin,
    )
