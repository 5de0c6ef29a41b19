"""What must be recognised: one task for each article, over its text and the registry's names that it could hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from generator.build.task import Fetch, Made, Stratum, Task
from generator.link.facts import Body, Names, Read
from generator.link.lexicon import Lexicon
from generator.link.recognise import recognise
from generator.model import Article

FOUND = "found"


def plan(articles: Iterable[Article], *, lexicon: Callable[[], Lexicon]) -> list[Task]:
    """Return the tasks that find who and what articles are about; the word lists are parsed once one must run."""
    return [
        Task(
            key=key(head.id),
            stratum=Stratum.RECOGNISE,
            make=Recognition(head.id, lexicon),
            origin=f"content/{head.path}",
        )
        for head in articles
    ]


def key(article: str) -> str:
    """Return the key of the task that recognises an article's entities."""
    return f"recognise {article}"


@dataclass(frozen=True, slots=True)
class Recognition:
    """Reads one article for its entities."""

    id: str
    lexicon: Callable[[], Lexicon]

    def __call__(self, fetch: Fetch) -> Made:
        """Return what was found."""
        read = fetch(Read(self.id))
        found = recognise(
            title=read.title,
            body=fetch(Body(self.id)),
            lexicon=self.lexicon(),
            lookup=lambda first: fetch(Names(first)),
            wishes=read.wishes,
            dateline=read.dateline,
            lang=read.lang,
        )
        return Made(products={FOUND: found})
