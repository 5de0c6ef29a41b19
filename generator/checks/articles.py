"""Articles that say less than a reader may expect, or more than they may."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from generator.checks.rule import Rule
from generator.errors import Note, Where
from generator.link.site import Site
from generator.model import Article

_OTHERS: Final = ("unknown", "denied")
_DAY: Final = 86_400
_TIMELY: Final = ("quotes", "snapshot")

DATE_UNKNOWN: Final = Rule(
    code="date-unknown",
    what="An article has no date.",
    why="It comes last in every list, and stays out of the feeds and the news sitemap.",
    example="content/wire/ferry.txt: warning: has no date",
    cure="add `published` to its front matter or sidecar; a year is enough",
)
DATE_AFTER_CAPTURE: Final = Rule(
    code="date-after-capture",
    what="An article is dated more than a day after its page was captured.",
    why="One of the two dates is wrong, and readers trust both.",
    example="content/wire/ferry.md: warning: is dated 2020-03-11, and was captured 2020-03-01",
    cure="mend `published`, or `captured_at` in its provenance",
)
LICENCE_UNKNOWN: Final = Rule(
    code="licence-unknown",
    what="An article of others is printed under no licence that is known.",
    why="It is printed with `noindex`, and its holder may object.",
    example="content/wire/ferry.txt: warning: is others' words under no licence we know of",
    cure="add `licence: {status: …}`, for a whole folder in [[defaults]]",
)
EDITS_FORBIDDEN: Final = Rule(
    code="edits-forbidden",
    what="A licence that allows no derivatives stands beside a permission to edit.",
    why="With `edits: style` or `free` the text gets links and other changes that the licence forbids.",
    example="content/wire/ferry.md: warning: is under CC-BY-ND-4.0, which allows no edits, and says `edits: free`",
    cure="state `edits: none` in its `licence`",
)
IMAGE_ALT: Final = Rule(
    code="image-alt",
    what="The picture of an article has no words for those who cannot see it.",
    why="A screen reader reads out the name of the file, or nothing (WCAG 2.2, 1.1.1).",
    example="content/articles/rain.md: warning: has a picture without words for those who cannot see it",
    cure="add `image.alt`: what the picture shows",
)
PANEL_UNDATED: Final = Rule(
    code="panel-undated",
    what="A panel of figures says no moment, and its article is older than its capture or of unknown capture.",
    why="Quotes beside an article are those of the day of capture; a reader takes them for those of the article.",
    example="content/wire/ferry.md: warning: its panel “Freight” has no `as_of`, and the article is of 2014-10-28",
    cure="add `as_of` to the panel, or drop the panel",
)
TITLE_TWICE: Final = Rule(
    code="title-twice",
    what="Two articles have one title.",
    why="Lists, search results and feeds cannot tell them apart; often one file was imported twice.",
    example="content/articles/b.md: warning: has the title of content/articles/a.md",
    cure="give one of them another `title`, or delete it",
)
NEAR_DUPLICATE: Final = Rule(
    code="near-duplicate",
    severity="info",
    what="Two articles are versions of one text.",
    why="A reader meets the story twice; often one is a wire copy, an update or a second import of the other.",
    example="content/articles/b.md: is a version of content/articles/a.md",
    cure="delete one, or keep both: each page shows the other under “other versions”",
)
RULES: Final = (
    DATE_UNKNOWN,
    DATE_AFTER_CAPTURE,
    LICENCE_UNKNOWN,
    EDITS_FORBIDDEN,
    IMAGE_ALT,
    PANEL_UNDATED,
    TITLE_TWICE,
    NEAR_DUPLICATE,
)


def check(site: Site) -> Iterator[Note]:
    """Yield a finding for each doubtful article."""
    titles: dict[str, list[Article]] = defaultdict(list)
    for head in site.articles.values():
        titles[head.title.casefold()].append(head)
        yield from _of(head)
    for heads in titles.values():
        heads.sort(key=lambda head: head.path)
        for head in heads[1:]:
            yield TITLE_TWICE.at(_where(head), f"has the title of content/{heads[0].path}")


def versions(site: Site, stories: Mapping[str, str]) -> Iterator[Note]:
    """Yield a finding for each article that is a version of an older one.

    Args:
        site: The site.
        stories: Article to the oldest version of its story, where there are several.
    """
    for key in site.looking:
        oldest = stories.get(key, key)
        if oldest != key and oldest not in site.articles[key].related:
            yield NEAR_DUPLICATE.at(_where(site.articles[key]), f"is a version of content/{site.articles[oldest].path}")


def _of(head: Article) -> Iterator[Note]:
    if head.published is None:
        yield DATE_UNKNOWN.at(_where(head), "has no date")
    captured = [hop.captured_at for hop in head.provenance if hop.captured_at]
    if head.published and captured and head.published.start > captured[0].start + _DAY:
        what = f"is dated {head.published.text}, and was captured {captured[0].text}"
        yield DATE_AFTER_CAPTURE.at(_where(head), what)
    if head.licence and head.licence.status in _OTHERS:
        what = "is others' words under no licence we know of: it is printed with `noindex`"
        yield LICENCE_UNKNOWN.at(_where(head), what)
    if head.licence and head.licence.id and head.licence.edits != "none" and _no_derivatives(head.licence.id):
        what = f"is under {head.licence.id}, which allows no edits, and says `edits: {head.licence.edits}`"
        yield EDITS_FORBIDDEN.at(_where(head), what)
    if head.image and not head.image.alt:
        yield IMAGE_ALT.at(_where(head), "has a picture without words for those who cannot see it")
    if head.published and not (captured and captured[0].start < head.published.start + _DAY):
        for panel in head.panels:
            if panel.type in _TIMELY and panel.as_of is None:
                called = f"“{panel.title}”" if panel.title else f"of {panel.type}"
                what = f"its panel {called} has no `as_of`, and the article is of {head.published.text}"
                yield PANEL_UNDATED.at(_where(head), what)


def _no_derivatives(licence: str) -> bool:
    """Say whether a licence's id has the part by which Creative Commons forbids derivatives."""
    return "nd" in licence.casefold().replace("_", "-").replace(" ", "-").split("-")


def _where(head: Article) -> Where:
    return Where(f"content/{head.path}")
