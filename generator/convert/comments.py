"""Readers' comments that are kept in files of their own: ``content/_comments/<id>.yml``, a list like `comments`."""

import msgspec

from generator.convert.frontmatter_check import check
from generator.errors import ContentError, Note, Where
from generator.model import Article

FOLDER = "content/_comments"


def file(article: str) -> str:
    """Return where an article's comments are kept, below the root."""
    return f"{FOLDER}/{article}.yml"


def add(article: Article, data: bytes | None, *, timezone: str) -> tuple[Article, tuple[Note, ...]]:
    """Return an article with the comments of its file after its own, and what there is to say about them.

    Raises:
        ContentError: The file is no list of comments.
    """
    if data is None:
        return article, ()
    from generator.convert import frontmatter_yaml

    path = file(article.id)
    try:
        read = frontmatter_yaml.read(data.decode("utf-8-sig"), path=path, listed=True)
    except UnicodeDecodeError as error:
        raise ContentError("is no UTF-8", where=Where(path), hint="save the file as UTF-8") from error
    stated = check({"comments": read}, kind="article", path=path, timezone=timezone)
    comments = stated.values.get("comments", ())
    assert isinstance(comments, tuple)
    return msgspec.structs.replace(article, comments=(*article.comments, *comments)), stated.notes
