r"""What a page's formulas are kept as: the LaTeX that they were made from where it is there, else their own words.

A formula stands on a page twice and thrice: as MathML for programs, as pictures or letters put in their places for the
eye, as LaTeX for whoever wrote it. Only the last can be read in a line of text.
"""

import itertools
import re
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
    for node in list(tree.iter("math", "script")):
        if node.tag == "math":
            _write(_frame(node), latex(node), otherwise="".join(_words(node)))
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


def _frame(node: HtmlElement) -> HtmlElement:
    """Return the outermost element that shows a formula, and nothing else."""
    frame, around = node, node
    for _ in range(_AROUND):
        parent = around.getparent()
        if parent is None:
            break
        around = parent
        if _is_shown(around) and len(list(itertools.islice(around.iter("math"), 2))) == 1:
            frame = around
    return frame


def _is_shown(node: HtmlElement) -> bool:
    return node.tag == "mjx-container" or bool(_SHOWN.search(node.get("class") or ""))


def _write(node: HtmlElement, formula: str, *, otherwise: str = "") -> None:
    is_block = node.tag in BLOCKS
    node.clear(keep_tail=True)
    holder = etree.SubElement(node, "code") if is_block else node
    holder.tag = "code" if 0 < len(formula) <= _LONGEST else "span"
    holder.text = " ".join((formula or otherwise).split())
