r"""What a page's formulas are kept as: the LaTeX that they were made from where it is there, else their own words.

A formula stands on a page twice and thrice: as MathML for programs, as pictures or letters put in their places for the
eye, as LaTeX for whoever wrote it. Only the last can be read in a line of text.
"""

import itertools
import re
from collections import Counter
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from generator.convert.inline import BLOCKS
from generator.convert.layout import remove

_LATEX: Final = re.compile(r"\b(?:la)?tex\b", re.IGNORECASE)
_SCRIPT: Final = "math/tex"
_SHOWN: Final = re.compile(r"(?:^|\s)(?:katex|mwe-math-element|MathJax(?:_\w+)?|mjx-container)(?:$|\s)")
"""The class of an element in which a formula is shown, with all its forms."""

_AROUND: Final = 5
"""Elements around a formula among which that is looked for."""

_STYLE: Final = re.compile(r"\{\\(?:display|text|script)style\s+(.*)\}", re.DOTALL)
_LONGEST: Final = 2000


def put_right(tree: HtmlElement) -> None:
    """Put code, or words, in the place of a page's formulas."""
    found = list(tree.iter("math", "script"))
    around = {node: list(itertools.islice(node.iterancestors(), _AROUND)) for node in found if node.tag == "math"}
    held = Counter(itertools.chain.from_iterable(around.values()))
    for node in found:
        if node.tag == "math":
            # The outermost element that shows it, and no other.
            frames = (each for each in reversed(around[node]) if held[each] == 1 and _is_shown(each))
            _write(next(frames, node), latex(node), otherwise="".join(_words(node)))
        elif (node.get("type") or "").startswith(_SCRIPT) and (node.text or "").strip():
            # What shows it, and what showed until that was made.
            while (shown := node.getprevious()) is not None and _is_shown(shown):
                remove(shown)
            _write(node, node.text or "")


def latex(node: HtmlElement) -> str:
    """Return the LaTeX that a formula says it was made from; empty where it does not."""
    notes = (each for each in node.iter("annotation") if _LATEX.search(each.get("encoding") or ""))
    said = next(("".join(each.itertext()) for each in notes), "") or node.get("alttext") or ""
    said = " ".join(said.split())
    styled = _STYLE.fullmatch(said)
    return styled[1].strip() if styled else said


def _words(node: HtmlElement) -> list[str]:
    made = [node.text or ""]
    for child in node:
        if child.tag not in ("annotation", "annotation-xml"):
            made += _words(child)
        made.append(child.tail or "")
    return made


def _is_shown(node: HtmlElement) -> bool:
    return node.tag == "mjx-container" or bool(_SHOWN.search(node.get("class") or ""))


def _write(node: HtmlElement, formula: str, *, otherwise: str = "") -> None:
    is_block = node.tag in BLOCKS
    node.clear(keep_tail=True)
    holder = etree.SubElement(node, "code") if is_block else node
    holder.tag = "code" if 0 < len(formula) <= _LONGEST else "span"
    holder.text = " ".join((formula or otherwise).split())
