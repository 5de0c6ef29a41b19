"""Articles that say less than a reader may expect, or more than they may."""

from collections import defaultdict
from collections.abc import Iterator

from generator.errors import Note, Where
from generator.link.site import Site
from generator.model import Article

OTHERS = ("unknown", "denied")


def check(site: Site) -> Iterator[Note]:
    """Yield a finding for each doubtful article.

    Codes: `date-unknown`, `date-after-capture`, `licence-unknown`, `image-alt`, `title-twice`.
    """
    titles: dict[str, list[Article]] = defaultdict(list)
    for head in site.articles.values():
        titles[head.title.casefold()].append(head)
        yield from _of(head)
    for heads in titles.values():
        for head in heads[1:]:
            yield _note(
                head, "title-twice", f"has the title of content/{heads[0].path}", "give one of them another `title`"
            )


def _of(head: Article) -> Iterator[Note]:
    if head.published is None:
        yield _note(head, "date-unknown", "has no date", "add `published` to its front matter or sidecar")
    captured = [hop.captured_at for hop in head.provenance if hop.captured_at]
    if head.published and captured and head.published.start > captured[0].start + 86_400:
        yield _note(head, "date-after-capture", "is dated after it was captured", "mend `published`, or `captured_at`")
    if head.licence and head.licence.status in OTHERS:
        yield _note(
            head,
            "licence-unknown",
            "is others' words under no licence we know of: it is printed with `noindex`",
            "add `licence: {status: …}`, for a whole folder in [[defaults]]",
        )
    if head.image and not head.image.alt:
        yield _note(head, "image-alt", "has a picture without words for those who cannot see it", "add `image.alt`")


def _note(head: Article, code: str, what: str, hint: str) -> Note:
    return Note(severity="warning", what=what, where=Where(f"content/{head.path}"), hint=hint, code=code)
