"""How words with emphasis, links and pictures, tangled in tags, are written as lines of Markdown.

Works on runs: words, each with the marks that hold on them. White space is put outside the marks, as Markdown wants
it, and every mark that is opened is closed on its own line.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import urljoin

import msgspec
from lxml.html import HtmlElement

from generator.convert.escape import escape, opening

BREAK: Final = "\n"
"""The text of a run that is a line end the page asks for."""

_BLOCKS = """
    address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot
    th thead tr ul
"""
BLOCKS: Final = frozenset(_BLOCKS.split())
"""Elements that begin and end a line."""

_SILENT = """
    applet area audio base button canvas colgroup datalist dialog embed frame frameset head iframe input link map math
    meta noscript object option param rp script select source style svg template textarea title track video
"""
SILENT: Final = frozenset(_SILENT.split())
"""Elements whose text, where they have any, is none of the page's words."""


def holders(tree: HtmlElement) -> set[HtmlElement]:
    """Return the elements of a tree that have a block somewhere inside, and those above it."""
    found: set[HtmlElement] = set()
    for node in tree.iter(*BLOCKS):
        above = node.getparent()
        while above is not None and above not in found:
            found.add(above)
            above = above.getparent()
    return found


_KINDS: Final = {
    tag: tag for tag in ("a", "code", "del", "em", "ins", "kbd", "mark", "rt", "ruby", "strong", "sub", "sup")
} | {
    "b": "strong",
    "cite": "em",
    "dfn": "em",
    "i": "em",
    "var": "em",
    "s": "del",
    "samp": "code",
    "strike": "del",
    "tt": "code",
}
_TOLD: Final = {"abbr": "title", "bdo": "dir", "bdi": "dir"}
"""Elements that are kept for what one attribute says of their words."""

_STYLES: Final = (
    (re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE), "strong"),
    (re.compile(r"font-style:\s*(?:italic|oblique)", re.IGNORECASE), "em"),
)
_DELIMITERS: Final = {"strong": "**", "em": "*"}
_MEETING: Final = "***"
_AROUND: Final = {"q": ("“", "”")}
_SPACES: Final = re.compile(r"[ \t\n\r\f\v]+")
_UNSEEN: Final = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF])
_PLAIN_CODE: Final = re.compile(r"[^`&<|\\]+")
_DEFINITION: Final = re.compile(r"\A(\[\^\d+\]):")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NOT_READ: Final = dict.fromkeys(map(ord, "\t\n\r"))
_BLANK: Final = "".join(map(chr, range(0x21)))
_ALLOWED: Final = ("http:", "https:", "mailto:")
_ENCODED: Final = {ord(letter): f"%{ord(letter):02X}" for letter in " \"'()<>[]\\`{}|^\t\n\r"}
_REACTED_TO: Final = re.compile(r"[^\w .,;'()-]|_")
_ENTITY: Final = re.compile(r"&(?=#|\w+;)")
SOURCES: Final = (
    *("data-src", "data-original", "data-lazy-src", "data-lazy", "data-full-src", "data-hi-res-src", "data-image"),
    *("src", "data-srcset", "data-lazy-srcset", "srcset"),
)
"""Attributes in which a picture's address may stand, those of a picture that is loaded late first."""

_SIZE: Final = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)([wx])")
_CANDIDATES: Final = 50
"""Sources of one picture that are looked at."""

_DENSE: Final = 1000
"""Pixels of width that one for screens twice as dense is taken to have, halved."""

_LETTER: Final = re.compile(r"(?:^|[\s_-])(?:emoji|smiley)(?:$|[\s_-])", re.IGNORECASE)
_EMOJI: Final = 12
_TRACKERS: Final = ("0", "1", "2")


class Mark(NamedTuple):
    """What holds on a run of words."""

    kind: str
    """As HTML names it: ``strong``, ``em``, ``a``, ``code``, ``sub`` …; ``raw`` is text that already is Markdown."""

    target: str = ""
    """Where an ``a`` leads; of what is kept for an attribute, its value; of emphasis, whether it is to be a tag."""


RAW: Final = Mark("raw")

REFERENCE: Final = re.compile(r"\W*(?:\d{1,3}|[a-z*†‡§]{1,2})\W*")
"""What stands in a text for a footnote."""


class Run(NamedTuple):
    """Words under the same marks, the outermost mark first."""

    text: str
    marks: tuple[Mark, ...] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where the words come from."""

    url: str | None = None
    """The page's own, by which relative targets are made absolute; None keeps them as they are. Empty where it is not
    known: then a path from the root of the site leads nowhere."""

    notes: dict[str, str] = {}
    """From a fragment that leads to a footnote to its label, and from one that leads back from it to nothing."""


def runs(node: HtmlElement, place: Place, marks: tuple[Mark, ...] = ()) -> Iterator[Run]:
    """Yield the words of an element and of all inside it, its own mark included, what follows it not."""
    tag = node.tag
    if not isinstance(tag, str) or tag in SILENT or node.get("hidden") is not None:
        return
    if tag == "br":
        yield Run(BREAK)
    elif tag == "img":
        letters = _letters(node)
        yield Run(letters, marks) if letters else Run(picture(node, place), (*marks, RAW))
    elif (label := _note(node, place)) is not None:
        yield Run(f"[^{label}]" if label else "", (RAW,))
    else:
        marks = marked(node, place, marks)
        before, after = (BREAK, BREAK) if tag in BLOCKS else _AROUND.get(tag, ("", ""))
        yield Run(before)
        yield Run(node.text or "", marks)
        for child in node:
            yield from runs(child, place, marks)
            yield Run(child.tail or "", marks)
        yield Run(after)


def marked(node: HtmlElement, place: Place, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Return the marks that hold inside an element."""
    for mark in _named(node):
        if not any(held.kind in (mark.kind, "code") for held in marks):
            marks = (*marks, mark)
    if node.tag != "a" or any(held.kind in ("a", "code") for held in marks):
        return marks
    stated = node.get("href") or ""
    address = target(stated, Place() if is_beside(stated) else place)
    # A link to a place on the page itself would lead nowhere: the page is not what will be printed.
    own = address.startswith(("#", f"{place.url.partition('#')[0]}#" if place.url else "#"))
    return (*marks, Mark("a", address)) if address and not own else marks


def _named(node: HtmlElement) -> Iterator[Mark]:
    """Yield the marks that an element is, by its tag or by its style, but for a link."""
    kind = _KINDS.get(node.tag)
    if kind and kind != "a":
        yield Mark(kind)
    elif node.tag == "span":
        style = node.get("style")
        yield from (Mark(kind) for pattern, kind in _STYLES if style and pattern.search(style))
    elif node.tag in _TOLD:
        said = " ".join((node.get(_TOLD[node.tag]) or "").split())
        if said and (node.tag == "abbr" or said in ("ltr", "rtl", "auto")):
            yield Mark(node.tag, said)


def paragraphs(words: Iterable[Run]) -> list[str]:
    """Return runs as paragraphs of Markdown; two breaks in a row part one from the next."""
    made: list[list[str]] = [[]]
    for line in _lines(words):
        # A reference before a colon would be the footnote's definition.
        text = opening(_DEFINITION.sub(r"\1&#58;", _written(line)))
        if text:
            made[-1].append(text)
        elif made[-1]:
            made.append([])
    return ["  \n".join(lines) for lines in made if lines]


def on_one_line(words: Iterable[Run], *, breaks: str = " ") -> str:
    """Return runs as one line of Markdown, for a heading or a cell; what stands at its start is not defused."""
    return breaks.join(filter(None, map(_written, _lines(words))))


def picture(node: HtmlElement, place: Place, caption: str = "") -> str:
    """Return a picture as Markdown, its caption as its title; empty for a tracker and for one that is not there."""
    if any((node.get(side) or "").removesuffix("px").strip() in _TRACKERS for side in ("width", "height")):
        return ""
    named = (_largest(node.get(name) or "", several="srcset" in name) for name in SOURCES)
    address = next((value for value in named if value and "data:" not in value[:5]), "")
    address = target(address, Place() if is_beside(address) else place)
    if not address or address.startswith("mailto:"):
        return ""
    alt, title = (escape(" ".join(text.split())) for text in (node.get("alt") or "", caption))
    quoted = title.replace('"', "&quot;")
    return f'![{alt}]({address} "{quoted}")' if quoted else f"![{alt}]({address})"


def _letters(node: HtmlElement) -> str:
    """Return the letters that a small picture stands for, such as an emoji's; empty for a picture."""
    alt = node.get("alt") or ""
    return alt if 0 < len(alt) <= _EMOJI and _LETTER.search(node.get("class") or "") else ""


def _largest(value: str, *, several: bool) -> str:
    """Return the address in a source, of several the one of the largest picture; those in the page itself are none."""
    if not several:
        return next(iter(value.split()), "")
    best, most = "", -1.0
    left = value.split()[: 2 * _CANDIDATES][::-1]
    while left:
        url = left.pop()
        size = behind = ""
        while left and not url.endswith(","):
            said, comma, behind = left.pop().partition(",")
            size = size or said
            if comma:
                break
        if behind:
            left.append(behind)
        found = _SIZE.fullmatch(size)
        wide = (float(found[1]) * (1 if found[2] == "w" else _DENSE)) if found else float(_DENSE)
        url = url.strip(",")
        if url and wide > most and not url.startswith("data:"):
            best, most = url, wide
    return best


def target(address: str, place: Place) -> str:
    """Return a target as it can stand in Markdown, empty where it leads nowhere that is allowed."""
    # As browsers read it: without line ends and tabs anywhere, and without control signs at either end.
    address = address.translate(_NOT_READ).strip(_BLANK)
    if not address or address.startswith("#"):
        return address
    if place.url == "" and address.startswith("/") and not address.startswith("//"):
        return ""
    try:
        address = urljoin(place.url or "", address)
    except ValueError:
        return ""
    if address.startswith("//"):
        address = f"https:{address}"
    scheme = _SCHEME.match(address)
    if scheme and scheme[0].lower() not in _ALLOWED:
        return ""
    return _ENTITY.sub("&amp;", address.translate(_ENCODED))


def is_beside(address: str) -> bool:
    """Say whether an address is that of a folder beside the page, into which a browser saved what it shows."""
    return "_files/" in address and not address.startswith("/") and ":" not in address.partition("/")[0]


def _note(node: HtmlElement, place: Place) -> str | None:
    """Return the label of the footnote that an element refers to, if that is all it does."""
    if not place.notes or node.tag not in ("a", "sup"):
        return None
    link = node if node.tag == "a" else node.find(".//a")
    if link is None or "".join(node.itertext()).strip() != "".join(link.itertext()).strip():
        return None
    label = place.notes.get((link.get("href") or "").rpartition("#")[2])
    return None if label and not REFERENCE.fullmatch(link.text_content()) else label


def _lines(words: Iterable[Run]) -> Iterator[list[Run]]:
    """Yield the runs of each line, white space as a browser shows it, neighbours under the same marks made one."""
    line: list[Run] = []
    for text, marks in (*words, Run(BREAK)):
        if text == BREAK:
            yield _spaced_out(line)
            line = []
            continue
        flat = text if RAW in marks else _SPACES.sub(" ", text.translate(_UNSEEN))
        if not flat:
            continue
        if line and line[-1].marks == marks and RAW not in marks:
            # Both have single spaces, so that two can meet at the seam alone; reading them again would take the square.
            before = line[-1].text
            line[-1] = Run(before + (flat[1:] if before[-1] == flat[0] == " " else flat), marks)
        else:
            line.append(Run(flat, marks))


def _spaced_out(line: list[Run]) -> list[Run]:
    """Return runs whose words begin and end with no space: spaces are runs of their own, under the marks they share."""
    made: list[Run] = []
    space = ""
    for text, marks in line:
        words = text if RAW in marks else text.strip()
        if words:
            before = space or text[: len(text) - len(text.lstrip())]
            if made and before:
                made.append(Run(before[0], _shared(made[-1].marks, marks)))
            made.append(Run(words, marks))
            space = text[len(text.rstrip()) :]
        else:
            space = space or text
    return made


def _written(line: list[Run]) -> str:
    out = _with_marks(line)
    return _with_marks(list(_told_apart(line))) if _MEETING in out else out


def _with_marks(line: list[Run]) -> str:
    out = ""
    held: list[Mark] = []
    for text, marks in line:
        wanted = [mark for mark in marks if mark.kind not in ("raw", "code")]
        shared = len(_shared(tuple(held), tuple(wanted)))
        while len(held) > shared:
            out += _closing(held.pop())
        for mark in wanted[shared:]:
            if mark.kind == "a" and out.endswith("!"):
                out = f"{out[:-1]}\\!"  # else a picture
            out += _opening(mark)
            held.append(mark)
        out += text if RAW in marks else _code(text) if len(wanted) < len(marks) else escape(text)
    while held:
        out += _closing(held.pop())
    return out


def _told_apart(line: list[Run]) -> Iterator[Run]:
    """Yield runs with tags for emphasis inside emphasis, where Markdown cannot tell which of several stars are whose.

    It can where one stands in one, with nothing emphasised right beside them.
    """
    for emphasised, stretch in itertools.groupby(line, lambda run: bool(_emphases(run))):
        group = list(stretch)
        outer, inner = (
            sum(1 for start, _ in itertools.groupby(_down_to(run, depth) for run in group) if start) for depth in (0, 1)
        )
        if not emphasised or not inner or outer == inner == 1:
            yield from group
            continue
        for text, marks in group:
            inside = set(_emphases(Run(text, marks))[1:])
            yield Run(text, tuple(Mark(mark.kind, "tag") if at in inside else mark for at, mark in enumerate(marks)))


def _emphases(run: Run) -> list[int]:
    return [at for at, mark in enumerate(run.marks) if mark.kind in _DELIMITERS]


def _down_to(run: Run, depth: int) -> tuple[Mark, ...]:
    """Return the marks of a run as far as its first or second emphasis; none where it has no such."""
    places = _emphases(run)
    return run.marks[: places[depth] + 1] if len(places) > depth else ()


def _opening(mark: Mark) -> str:
    if mark.kind == "a":
        return "["
    if mark.kind in _TOLD:
        # Whatever Markdown reacts to is written so that it does not.
        value = _REACTED_TO.sub(lambda found: f"&#{ord(found[0])};", mark.target)
        return f'<{mark.kind} {_TOLD[mark.kind]}="{value}">'
    return f"<{mark.kind}>" if mark.target else _DELIMITERS.get(mark.kind, f"<{mark.kind}>")


def _closing(mark: Mark) -> str:
    if mark.kind == "a":
        return f"]({mark.target})"
    return f"</{mark.kind}>" if mark.target else _DELIMITERS.get(mark.kind, f"</{mark.kind}>")


def _code(text: str) -> str:
    return f"`{text}`" if _PLAIN_CODE.fullmatch(text) else f"<code>{escape(text)}</code>"


def _shared(ours: tuple[Mark, ...], theirs: tuple[Mark, ...]) -> tuple[Mark, ...]:
    count = 0
    for our, their in zip(ours, theirs, strict=False):
        if our != their:
            break
        count += 1
    return ours[:count]
