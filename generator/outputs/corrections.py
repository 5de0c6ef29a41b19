"""The page of corrections: what was published wrongly, and put right; the latest first. It is there once one is."""

from collections.abc import Iterator

from generator.build.task import Fetch, Made, Task
from generator.config import Config
from generator.link import facts
from generator.link.site import Site
from generator.model import Correction
from generator.outputs import cards
from generator.outputs.frame import CORRECTIONS, OpenFrame, page
from generator.outputs.interface import Interface
from generator.outputs.tasks import printing
from generator.render import structured
from generator.render.cards import CorrectionView
from generator.render.views import CorrectionsView


def plan(site: Site, config: Config) -> Iterator[Task]:  # noqa: ARG001 - the door's signature
    """Plan the page."""
    if site.corrected:
        yield printing(CORRECTIONS, corrections, origin="the page of corrections")


def corrections(fetch: Fetch) -> Made:
    """Print the page."""
    made: list[tuple[tuple[int, str, int], CorrectionView]] = []
    for key in fetch(facts.Corrected()):
        card = cards.card(fetch, key)
        if card is None:
            continue
        stated = fetch(facts.ArticleHead(key)).corrections
        made += [
            (_latest_first(each, key, place), CorrectionView(card=card, correction=each))
            for place, each in enumerate(stated)
        ]
    title = fetch(Interface()).gettext("Corrections")
    ordered = tuple(item for _, item in sorted(made, key=lambda pair: pair[0]))
    head = structured.head(title, address=CORRECTIONS, site=fetch(OpenFrame()), kind="CollectionPage")
    return page(fetch, CorrectionsView(title=title, made=ordered), head=head)


def _latest_first(correction: Correction, article: str, place: int) -> tuple[int, str, int]:
    return -correction.at.start if correction.at else 1, article, place
