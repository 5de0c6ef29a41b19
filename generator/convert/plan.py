"""What must be converted: one task for each content file, whatever its format."""

from collections.abc import Sequence

import msgspec

from generator.build.sources import Setting, SourceFile
from generator.build.task import Fetch, Made, Stratum, Task
from generator.convert import comments, markdown
from generator.convert.lead import lead, pictures
from generator.convert.read import Converter, read
from generator.convert.recipe_plan import recipes_for, settings
from generator.errors import ContentError, Note, Where
from generator.model import Article, Entity, Heads, Page, settle_licence

HEADS = "heads"
"""The product that holds what a file became, without bodies; each body is a product of its own (`body_name`)."""

SIDECAR = ".yml"


def plan(paths: Sequence[str], *, converters: Sequence[Converter]) -> list[Task]:
    """Return the tasks that convert the content files at `paths`, which are below ``content/``."""
    return [
        Task(
            key=key(path),
            stratum=Stratum.CONVERT,
            make=Conversion(path, tuple(converters)),
            origin=f"content/{path}",
        )
        for path in paths
    ]


def key(path: str) -> str:
    """Return the key of the task that converts a file."""
    return f"convert {path}"


def body_name(kind: str, id_: str) -> str:
    """Return the name of the product that holds a body."""
    return f"{kind} {id_}"


class Conversion(msgspec.Struct, frozen=True):
    """Reads one file by the most specific converter that accepts it."""

    path: str
    converters: tuple[Converter, ...]

    def __call__(self, fetch: Fetch) -> Made:
        """Return the heads and bodies that the file becomes."""
        data = fetch(SourceFile(f"content/{self.path}"))
        if data is None:
            raise ContentError("is gone", where=Where(f"content/{self.path}"), hint="it was deleted during the build")
        reading = read(
            path=self.path,
            data=data,
            sidecar=fetch(SourceFile(f"content/{self.path}{SIDECAR}")),
            site=settings(self.path, fetch),
            converters=self.converters,
            recipes=recipes_for(self.path, fetch),
        )
        notes = list(reading.notes)
        products: dict[str, object] = {}
        articles: list[Article] = []
        pages: list[Page] = []
        entities: list[Entity] = []
        leads: dict[str, str] = {}
        shown: dict[str, tuple[str, ...]] = {}
        for content in reading.contents:
            if targets := pictures(content.body):
                shown[content.id] = (*shown.get(content.id, ()), *targets)
            match content:
                case Article():
                    said = fetch(SourceFile(comments.file(content.id)))
                    article, more = comments.add(content, said, timezone=fetch(Setting("timezone")))
                    notes += (*more, *unsaid(article))
                    products[body_name("article", article.id)] = article.body
                    leads[article.id] = lead(article.body)
                    articles.append(msgspec.structs.replace(article, body=""))
                case Page():
                    products[body_name("page", content.id)] = content.body
                    pages.append(msgspec.structs.replace(content, body=""))
                case Entity():
                    products[body_name("entity", content.id)] = content.body
                    entities.append(msgspec.structs.replace(content, body=""))
        products[HEADS] = Heads(
            articles=tuple(articles),
            pages=tuple(pages),
            entities=tuple(entities),
            leads=leads,
            pictures=shown,
        )
        return Made(products=products, notes=tuple(notes))


def unsaid(article: Article) -> list[Note]:
    """Return what the editor should know that a capture does not say: nothing of it is invented."""
    if not article.missing:
        return []
    licence = settle_licence(article)
    kept = " (printed with `noindex`)" if "licence" in article.missing and licence.status == "unknown" else ""
    return [
        Note(
            severity="warning",
            what=f"the capture does not say: {', '.join(article.missing)}{kept}",
            where=Where(f"content/{article.path}"),
            hint="state it in its front matter, or take it from `missing` in its provenance"
            if article.path.lower().endswith(markdown.SUFFIXES)
            else f"add it in content/{article.path}{SIDECAR}, or for a whole folder in [[defaults]]",
            code="capture-incomplete",
        )
    ]
