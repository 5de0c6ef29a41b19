"""What must be recognised: one task for each article, over its text and the registry's names that it could hold."""

from collections.abc import Callable, Iterable

import msgspec

from generator.build.task import Fetch, Made, Stratum, Task
from generator.link import versions
from generator.link.account import Account
from generator.link.decisions import decided
from generator.link.facts import Body, Identity, Names, QuietWords, Read
from generator.link.lexicon import Lexicon
from generator.link.recognise import recognise
from generator.link.registry import Lookup
from generator.link.tagged import Tagger
from generator.model import Article, Found

FOUND = "found"
SKETCH = "sketch"


def plan(
    articles: Iterable[Article],
    *,
    lexicon: Callable[[], Lexicon],
    tagger: Callable[[], Tagger] | None = None,
    version: str = "",
) -> list[Task]:
    """Return the tasks that find who and what articles are about.

    Args:
        articles: Without their bodies.
        lexicon: The word lists, parsed once a task must run.
        tagger: What finds more names, loaded likewise.
        version: What tells one state of the tagger from another.
    """
    return [
        Task(
            key=key(head.id),
            stratum=Stratum.RECOGNISE,
            make=Recognition(head.id, lexicon, tagger),
            recipe=version,
            origin=f"content/{head.path}",
        )
        for head in articles
    ]


def key(article: str) -> str:
    """Return the key of the task that recognises an article's entities."""
    return f"recognise {article}"


class Recognition(msgspec.Struct, frozen=True):
    """Reads one article for its entities."""

    id: str
    lexicon: Callable[[], Lexicon]
    tagger: Callable[[], Tagger] | None = None

    def __call__(self, fetch: Fetch) -> Made:
        """Return what was found."""
        tagger = self.tagger() if self.tagger else None
        body = fetch(Body(self.id))
        found = recognised(fetch, self.id, lexicon=self.lexicon(), tagger=tagger, body=body)
        return Made(products={FOUND: found, SKETCH: versions.sketch(body)})


def recognised(
    fetch: Fetch,
    article: str,
    *,
    lexicon: Lexicon,
    account: Account | None = None,
    tagger: Tagger | None = None,
    body: str | None = None,
) -> tuple[Found, ...]:
    """Return what an article names, under the editor's decisions; `account` takes down why.

    Args:
        fetch: The task's.
        article: Its id.
        lexicon: The word lists.
        account: Takes down what was decided and why, for who asks.
        tagger: Finds more names.
        body: Its text, where that is at hand.
    """
    read = fetch(Read(article))
    if body is None:
        body = fetch(Body(article))

    def recognition(lookup: Lookup) -> tuple[Found, ...]:
        return recognise(
            title=read.title,
            body=body,
            lexicon=lexicon,
            lookup=lookup,
            wishes=read.wishes,
            dateline=read.dateline,
            lang=read.lang,
            identify=lambda key: fetch(Identity(key)),
            account=account,
            tagger=tagger,
        )

    text = f"{read.title}\n{body}"
    lookup = Lookup(lambda words: fetch(Names(" ".join(words))), lambda: fetch(QuietWords()))
    return decided(recognition, lookup=lookup, path=read.path, text=text)
