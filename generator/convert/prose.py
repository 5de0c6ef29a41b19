"""HTML, or a part of it, as Markdown that reads back as the same words.

What structure says something is kept: headings, lists, tables, quotations, code, figures, footnotes. What is layout is
not. Headings are moved so that the highest is of level 2, the body's own. A picture's caption becomes its title.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

import msgspec
from lxml import html
from lxml.html import HtmlElement

from generator.convert import caption, numbering, table
from generator.convert.escape import escape
from generator.convert.inline import (
    BLOCKS,
    SILENT,
    Mark,
    Place,
    Run,
    holders,
    marked,
    on_one_line,
    paragraphs,
    picture,
    runs,
)
from generator.convert.notes import footnotes

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_LONGEST_HEADING: Final = 300
_NO_CELL: Final = ("table", "dl", "blockquote", "pre", "figure", *_HEADINGS)
_LANGUAGE: Final = re.compile(
    r"\b(?:lang(?:uage)?-|brush: ?|highlight-source-|highlight-(?!source))([\w+#.-]+)|\bsourceCode ([\w+#.-]+)"
)
_LANGUAGES: Final = ("data-lang", "data-language", "lang-name")
_PLAIN: Final = re.compile(r"[\w+#.-]{1,30}")
_NO_LANGUAGE: Final = frozenset({"none", "plain", "plaintext", "text", "default", "container", "wrapper", "highlight"})
_FRAMES: Final = 5
"""Elements around code in which its lines are numbered and its language is named."""

_FRAME: Final = re.compile(r"highlight|source|code|syntax|listing|prism|shiki")
_GUTTER: Final = re.compile(r"(?:^|[\s_-])(?:gutter|line-?nos?|line-?numbers?|linenodiv)(?:$|[\s_-])")
_BOLD: Final = re.compile(r"\*\*([^*]+)\*\*")
_NUMBER: Final = re.compile(r"^(\d+)\. ", re.MULTILINE)
_LAST_SIGNS: Final = re.compile(r"#(?=#*\Z)")

Marks = tuple[Mark, ...]


class Block(NamedTuple):
    """A block of Markdown as it would stand at the left edge."""

    kind: Literal["paragraph", "heading", "list", "terms", "quotation", "table", "rule", "code"]
    text: str
    """Of code: the code itself, which is fenced at the left edge and indented elsewhere."""

    language: str = ""
    parts: "tuple[Block, ...]" = ()
    """Of terms and their definitions: the same as paragraphs and what else is in them."""


_APART: Final = Block("paragraph", "<!-- -->")
"""Between two lists."""


class _Page(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the whole tree before the first word is written."""

    place: Place
    holders: set[HtmlElement]
    """Elements with a block somewhere inside."""

    notes: dict[HtmlElement, str]
    """Footnotes, by their element, to their labels."""

    shift: int
    """How many levels headings are moved."""


def from_html(fragment: str, *, url: str | None = None) -> str:
    """Return an HTML fragment as Markdown.

    Args:
        fragment: HTML of any origin; broken HTML is read as browsers read it.
        url: The address of the page it is from, as `Place` takes it.
    """
    if not fragment.strip():
        return ""
    return markdown(html.fragment_fromstring(fragment, create_parent="div"), url=url)


def markdown(tree: HtmlElement, *, url: str | None = None) -> str:
    """Return an element and all inside it as Markdown. The tree is read, not changed.

    Args:
        tree: From lxml's HTML parser.
        url: As for `from_html`.
    """
    notes, fragments = footnotes(tree)
    levels = [_HEADINGS.index(node.tag) for node in tree.iter(*_HEADINGS) if node.text_content().strip()]
    page = _Page(
        place=Place(url=url, notes=fragments),
        holders=holders(tree),
        notes=notes,
        shift=2 - min(levels, default=1),
    )
    made = [_at_the_edge(block) for block in _apart(_trimmed(_blocks(tree, page, ())))]
    ends = [_hung(_content(note, page, ()), f"[^{label}]: ") for note, label in notes.items()]
    return "\n\n".join([*made, *ends])


def _blocks(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    """Return the blocks of an element: what its tag asks for, or what is inside."""
    if node in page.notes or node.tag in SILENT or node.get("hidden") is not None:
        return []
    return _WRITERS.get(node.tag, _content)(node, page, marks)


def _content(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    marks = marked(node, page.place, marks)
    made: list[Block] = []
    words = [Run(node.text or "", marks)]
    for child in node:
        if child.tag in BLOCKS or child in page.holders:
            made += _paragraphs(words)
            made += _blocks(child, page, marks)
            words = []
        else:
            words += runs(child, page.place, marks)
        words.append(Run(child.tail or "", marks))
    return made + _paragraphs(words)


def _paragraphs(words: Sequence[Run]) -> list[Block]:
    if not any(run.text.strip() for run in words):
        return []
    return [Block("paragraph", text) for text in paragraphs(words)]


def _heading(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    words = [
        Run(text, tuple(mark for mark in held if mark.kind != "strong")) for text, held in runs(node, page.place, marks)
    ]
    text = on_one_line(words)
    if len(text) > _LONGEST_HEADING or text.startswith("!["):
        return _content(node, page, marks)
    level = min(6, _HEADINGS.index(node.tag) + page.shift)
    return [Block("heading", f"{'#' * level} " + _LAST_SIGNS.sub(r"\#", text))] if text else []


def _list(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    items: list[list[Block]] = []
    heads: list[HtmlElement | None] = []
    for child, blocks in _parts_of_list(node, page, marks):
        # A list right inside a list is part of the item above it, as browsers show it; and so are words in no item.
        if items and (child is None or child.tag in ("ul", "ol")):
            items[-1] += blocks
        elif blocks:
            items.append(blocks)
            heads.append(child)
    if any(item[0].kind != "paragraph" for item in items):
        return [block for item in items for block in item]
    made: list[Block] = []
    counter = numbering.counter(node) if node.tag == "ol" else None
    if counter:
        # Markdown counts in figures alone, and "see point (b)" would mean nothing.
        left = iter(items)
        for at in itertools.chain.from_iterable(numbering.stretches(node, heads)):
            first, *others = next(left)
            made += [Block("paragraph", f"{counter(at)}. {first.text}"), *others]
        return made if items else []
    items = [_readable(item) for item in items]
    tight = all(map(_is_tight, items))
    left = iter(items)
    for numbers in numbering.stretches(node, heads) if node.tag == "ol" else [range(len(items))]:
        hung = [_hung(next(left), f"{at}. " if node.tag == "ol" else "- ", tight=tight) for at in numbers]
        # Two lists side by side would be one that counts on.
        made += [_APART] * bool(made)
        made.append(Block("list", ("\n" if tight else "\n\n").join(hung)))
    return made if items else []


def _parts_of_list(node: HtmlElement, page: _Page, marks: Marks) -> Iterator[tuple[HtmlElement | None, list[Block]]]:
    """Yield what stands in a list: its items and lists with their elements, and words that are in none."""
    words = [Run(node.text or "", marks)]
    for child in node:
        if child.tag in BLOCKS or child in page.holders:
            yield None, _paragraphs(words)
            yield child, _item(child, page, marks)
            words = []
        else:
            words += runs(child, page.place, marks)
        words.append(Run(child.tail or "", marks))
    yield None, _paragraphs(words)


def _is_tight(item: Sequence[Block]) -> bool:
    """Say whether an item is a paragraph and a list below it, or several that may be one."""
    lists = [block.text for block in item[1:] if block.kind == "list"]
    return len(lists) == len(item) - 1 and (len(lists) <= 1 or all(text.startswith("- ") for text in lists))


def _readable(item: Sequence[Block]) -> list[Block]:
    """Return an item without definitions of several blocks: there Markdown takes all but the first for code."""
    if not any(block.kind == "terms" and "\n\n" in block.text for block in item):
        return list(item)
    return _readable([part for block in item for part in block.parts or (block,)])


def _item(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    made = _blocks(node, page, marks)
    return [_as_strong(block) if block.kind == "heading" else block for block in made if block.kind != "rule"]


def _as_strong(heading: Block) -> Block:
    text = heading.text.partition(" ")[2]
    # Stars beside stars are told apart only where a person would.
    met = text.startswith("*") or text.endswith("*")
    return Block("paragraph", f"<strong>{text}</strong>" if met else f"**{text}**")


def _terms(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    parts = node.xpath("./dt|./dd|./div/dt|./div/dd")
    if sum(map(_letters, parts)) < _letters(node):
        return _content(node, page, marks)
    made: list[Block] = []
    terms: list[str] = []
    defined = False  # whether what was made last is the definition of a term
    for child in parts:
        blocks = _content(child, page, marks)
        if child.tag == "dt" and len(blocks) == 1 and blocks[0].kind == "paragraph" and "\n" not in blocks[0].text:
            terms.append(blocks[0].text)
        elif (terms or defined) and child.tag == "dd" and blocks and blocks[0].kind == "paragraph":
            # Definitions of one term stand below each other, parted where one has several paragraphs.
            before = Block("terms", "\n".join(terms), parts=tuple(Block("paragraph", term) for term in terms))
            before = before if terms else made.pop()
            parted = "\n\n" if not terms and (len(blocks) > 1 or "\n\n" in before.text) else "\n"
            text = f"{before.text}{parted}{_hung(blocks, ':   ')}"
            made.append(Block("terms", text, parts=(*before.parts, *blocks)))
            terms, defined = [], True
            continue
        else:
            made += [*(Block("paragraph", term) for term in terms), *blocks]
            terms = []
        defined = False
    return made + [Block("paragraph", term) for term in terms]


def _letters(node: HtmlElement) -> int:
    return len("".join(node.text_content().split()))


def _quotation(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    text = "\n\n".join(_indentable(_trimmed(_content(node, page, marks))))
    return [Block("quotation", re.sub(r"^", "> ", text, flags=re.MULTILINE).replace("> \n", ">\n"))] if text else []


def _code(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    del page, marks
    text = caption.words(node).strip("\n").rstrip()
    around = [node, *itertools.islice(node.iterancestors(), _FRAMES)]
    if any(_GUTTER.search(each.get("class") or "") for each in around) or not text.strip():
        return []
    frames = [each for each in around[1:] if _FRAME.search(each.get("class") or "")]
    stated = (each.get(name) or "" for each in (node, *node.iter("code"), *frames) for name in _LANGUAGES)
    classes = " ".join([each.get("class") or "" for each in (node, *node.iter("code"), *frames)])
    found = (found[1] or found[2] for found in _LANGUAGE.finditer(classes))
    language = next((name for name in (*stated, *found) if _PLAIN.fullmatch(name) and name not in _NO_LANGUAGE), "")
    return [Block("code", text, language.lower())]


def _figure(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    captions = [part for part in node.iter("figcaption", "p", "div", "span") if caption.is_one(part)]
    several = len([each for each in node.iterdescendants("figure") if _holds(each, ("img",))]) > 1
    if several or _holds(node, ("table", "blockquote", "pre")) or not (captions or _holds(node, ("img",))):
        return _content(node, page, marks)
    inner = {below for part in captions for below in part.iterdescendants()}
    outer = [part for part in captions if part not in inner]
    told = dict.fromkeys(map(caption.read, outer)) if captions else [caption.read(node)]
    said = " ".join(filter(None, told))
    if captions and sum(map(caption.extent, outer)) < caption.extent(node):
        return _content(node, page, marks)
    # A picture loaded late stands twice: once for readers without scripts.
    for images in (node.xpath(".//img[not(ancestor::noscript)]"), node.xpath(".//noscript//img")):
        made = [
            text for image in images if (text := picture(image, page.place, "" if image is not images[0] else said))
        ]
        if made:
            return [Block("paragraph", text) for text in dict.fromkeys(made)]
    return [] if _holds(node, ("img",)) else _content(node, page, marks)


def _holds(node: HtmlElement, tags: Sequence[str]) -> bool:
    return next(node.iterdescendants(*tags), None) is not None


def _table(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    rows = [row for row in node.xpath("./tr|./thead/tr|./tbody/tr|./tfoot/tr") if len(row)]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    widest = max(map(len, cells), default=0)
    # A list in a cell of data is as many lines of it.
    barred = _NO_CELL if _holds(node, ("th",)) else (*_NO_CELL, "ul", "ol")
    layout = node.get("role") in ("presentation", "none") or _holds(node, barred)
    titles = list(node.iterchildren("caption"))
    told = sum(caption.extent(part) for part in itertools.chain(titles, *cells))
    if layout or not 1 < widest <= table.WIDEST or told < caption.extent(node):
        return _content(node, page, marks)
    grid = table.grid(cells, page.place, marks)
    if not grid:
        return _content(node, page, marks)
    width = max(map(len, grid))
    bold = [_BOLD.fullmatch(cell) for cell in grid[0]]
    if all(bold):
        grid[0] = [found[1] for found in bold if found]
    headed = all(bold) or all(cell.tag == "th" for cell in cells[0]) or rows[0].getparent().tag == "thead"
    lines = [grid[0] if headed else [], ["---"] * width, *grid[headed:]]
    text = "\n".join(f"| {' | '.join([*line, *[''] * (width - len(line))])} |" for line in lines)
    return [*(block for title in titles for block in _content(title, page, marks)), Block("table", text)]


def _rule(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    del node, page, marks
    return [Block("rule", "---")]


def _summary(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    return _content(node, page, (*marks, Mark("strong")))


def _division(node: HtmlElement, page: _Page, marks: Marks) -> list[Block]:
    return (_figure if "wp-caption" in (node.get("class") or "").split() else _content)(node, page, marks)


_WRITERS: Final[dict[str, Callable[[HtmlElement, _Page, Marks], list[Block]]]] = {
    **dict.fromkeys(_HEADINGS, _heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), _list),
    "blockquote": _quotation,
    "div": _division,
    "dl": _terms,
    "figure": _figure,
    "hr": _rule,
    "pre": _code,
    "summary": _summary,
    "table": _table,
}


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Return blocks without rules at either end, and without one rule after another."""
    kept = [
        block
        for at, block in enumerate(blocks)
        if block.kind != "rule" or (at and blocks[at - 1].kind != "rule" and at < len(blocks) - 1)
    ]
    return kept[:-1] if kept and kept[-1].kind == "rule" else kept


def _apart(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks with a mark between ordered lists of which the next does not count on: they would be one."""
    for before, block in zip((None, *blocks), blocks, strict=False):
        if before is not None and before.kind == block.kind == "list":
            last, first = _NUMBER.findall(before.text)[-1:], _NUMBER.match(block.text)
            if last and first and int(first[1]) != int(last[0]) + 1:
                yield _APART
        yield block


def _at_the_edge(block: Block) -> str:
    if block.kind != "code":
        return block.text
    fence = "`" * max(3, 1 + max((len(ticks) for ticks in re.findall(r"`+", block.text)), default=0))
    return f"{fence}{block.language}\n{block.text}\n{fence}"


def _indentable(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield blocks as they can stand inside another, where fences are not read."""
    parted = list(_apart(blocks))
    for before, block in zip((None, *parted), parted, strict=False):
        if block.kind != "code":
            yield block.text
        elif before is None or before.kind not in ("list", "terms"):
            yield re.sub(r"^(?=.)", "    ", block.text, flags=re.MULTILINE)
        else:  # indented, it would be the last item's
            yield "  \n".join(f"<code>{escape(line)}</code>" for line in block.text.split("\n") if line.strip())


def _hung(blocks: Sequence[Block], marker: str, *, tight: bool = False) -> str:
    """Return blocks as an item: the marker before the first line, the others indented."""
    text = ("\n" if tight else "\n\n").join(_indentable(blocks))
    first, *others = text.split("\n")
    return "\n".join([marker + first, *(f"    {line}" if line else "" for line in others)])
