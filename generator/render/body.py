"""What a body looks like: Markdown becomes safe HTML, with its contents and its first words.

Nothing is read or written here, and nothing but the arguments decides the result: the links a document makes are
settled by the function the caller hands in.
"""

import html
import re
import threading

import msgspec

from generator import errors, text
from generator.config import Markdown
from generator.render import extensions, formulas, sanitise
from generator.render.markdown import limits
from generator.render.markdown.reader import Reader
from generator.render.rendered import Heading, Rendered

_OPENING = 240
"""How many characters of the start of a body are kept: longer than any dateline."""

_SEARCHED = 40
"""How many characters of a refused text are looked for, to name its line."""

_PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.+?)</p>", re.DOTALL)
_MARK = re.compile(r'<sup id="fnref[^"]*">.*?</sup>|<a [^>]*class="footnote-backref"[^>]*>.*?</a>', re.DOTALL)
_LEVEL_ONE = re.compile(r"(</?)h1(?=[ >])")
# Level 1 is the headline's: a body that says otherwise, by raw HTML for instance, is put right.
_TASK = re.compile(r"^[ \t>]*(?:[-*+]|\d+[.)])[ \t]+\[[ xX]\][ \t]", re.MULTILINE)
_BOX = re.compile(r"\[[ xX]\][ \t]")
_TASK_ITEM = re.compile(r"<li>(\s*(?:<p>)?)\[([ xX])\] ")
# A list of things to do, as GitHub writes one; brackets that were escaped are brackets.
_FOOTNOTES = '<div class="footnote">'


def render(
    source: str, *, options: Markdown, resolve: sanitise.Resolve = str, show: sanitise.Show | None = None
) -> Rendered:
    """Return a body's Markdown as HTML.

    Args:
        source: Markdown; its headings keep their levels.
        options: The configuration's table `markdown`.
        resolve: From a relative target as written, anchor included, to the one to print. Anchors alone (`#x`) and
            absolute URLs are kept as they are. Whatever it raises passes through.
        show: Prints a picture whose target is relative; None prints its element, the target resolved.

    Raises:
        ContentError: An extension failed on this document, it nests deeper than the reader goes, or reading it would
            take minutes. Where `where` has no path, its line is one of `source`.
        ConfigError: An extension cannot be loaded.
    """
    key = msgspec.json.encode(options, order="deterministic")
    reader = _reader(key)
    reader.reset()
    try:
        printed = reader.convert(source)
    except Exception as error:
        # It stopped midway, and what it remembers of this document would show in the next.
        _readers().pop(key)
        if isinstance(error, errors.ContentError):
            raise
        if isinstance(error, limits.TooMuchError):
            first = error.text.strip()[:_SEARCHED].split("\n", 1)[0]
            raise limits.refusal(source, source.find(first), error.what) from error
        if isinstance(error, RecursionError):
            hint = "flatten its lists and quotations"
            raise errors.ContentError("the Markdown nests too deeply", hint=hint) from error
        raise errors.ContentError(
            f"the Markdown cannot be read: {type(error).__name__}: {error}",
            hint="an attribute list or an extension of `markdown.extensions` may be at fault",
        ) from error
    safe = sanitise.clean(printed, resolve=resolve, show=show)
    if "h1" in safe:
        safe = _LEVEL_ONE.sub(r"\1h2", safe)
    if _BOX.search(source) and _TASK.search(source):
        safe = _TASK_ITEM.sub(lambda found: f'<li class="task">{found[1]}{"☐" if found[2] == " " else "☑"} ', safe)
    unmarked = _MARK.sub("", safe) if '"fnref' in safe or "footnote-backref" in safe else safe
    words = sanitise.plain(unmarked)
    paragraphs = (sanitise.plain(found[1]).split() for found in _PARAGRAPH.finditer(unmarked.partition(_FOOTNOTES)[0]))
    made = formulas.typeset(safe) if options.math else safe
    return Rendered(
        html=made,
        unread=formulas.unread(made) if options.math else (),
        contents=tuple(_headings(getattr(reader, "toc_tokens", []))),
        words=text.count_words(words),
        first=" ".join(next(filter(None, paragraphs), ())),
        opens_with=" ".join(words[: 2 * _OPENING].split())[:_OPENING],
    )


def _headings(tokens: list[dict[str, object]]) -> list[Heading]:
    found: list[Heading] = []
    for token in tokens:
        level, anchor, name, children = (token[key] for key in ("level", "id", "name", "children"))
        assert isinstance(level, int)
        assert isinstance(children, list)
        found.append(Heading(level=max(level, 2), id=str(anchor), text=html.unescape(str(name))))
        found += _headings(children)
    return found


_here = threading.local()


def _readers() -> dict[bytes, Reader]:
    """Return the readers of this thread: one remembers a document while it reads it."""
    if not hasattr(_here, "readers"):
        _here.readers = {}
    known: dict[bytes, Reader] = _here.readers
    return known


def _reader(options: bytes) -> Reader:
    """Return this thread's reader for these options: making one costs a dozen times what reading an article does."""
    known = _readers()
    if options not in known:
        known[options] = extensions.reader(msgspec.json.decode(options, type=Markdown))
    return known[options]
