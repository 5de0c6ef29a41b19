"""Which Markdown this is: Python-Markdown's extensions, how they are set, and what they may not print.

The configuration names extensions, those of others too, and their options. What the page needs whatever the
configuration says is added here: anchors of headings, classes instead of styles, the highlighter.
"""

import importlib.util
import re
import xml.etree.ElementTree as ET

import markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from generator import errors, text
from generator.config import Markdown
from generator.render.markdown.reader import Reader

_BLOCK = r"\$\$(?=[^$])(.+?)(?<=[^$])\$\$"
_INLINE = r"(?<![\\$\w])\$(?=[^\s$])([^$\n]*?)(?<=[^\s\\$])\$(?![$\w])"


def _anchor(words: str, _separator: str) -> str:
    return text.slug(words)


_SETTINGS: dict[str, dict[str, object]] = {
    # Guessing a language is slow, and a guess may change with the version of Pygments.
    "codehilite": {"guess_lang": False, "css_class": "highlight"},
    # Numbered as the text refers to them.
    "footnotes": {"USE_DEFINITION_ORDER": False},
    # The attribute, which `Alignment` turns into a class; the alternative is a style.
    "tables": {"use_align_attribute": True},
    "toc": {"slugify": _anchor},
}


def reader(options: Markdown) -> Reader:
    """Return a reader of Markdown, set as the site's options say.

    Raises:
        ConfigError: An extension cannot be loaded, or does not know an option.
    """
    names = [*options.extensions, "toc"]
    names += ["codehilite"] * options.highlight + ["smarty"] * options.smart_punctuation
    formulas_too = (Formulas(),) if options.math else ()
    try:
        return Reader(
            extensions=[*dict.fromkeys(names), Alignment(), Figures(), *formulas_too],
            extension_configs={name: _SETTINGS.get(name, {}) | options.options.get(name, {}) for name in names},
            output_format="html",
            harmless=(_anchor, _AlignmentClasses, _FigureElements),
            figures=True,
            bounded=True,
        )
    except errors.ConfigError:
        raise
    except Exception as error:
        # Extensions are code of others: anything may come out of loading one.
        raise errors.ConfigError(
            f"a Markdown extension cannot be loaded: {error}",
            hint="look at `extensions` and `options` in the configuration's table `markdown`",
        ) from error


class Alignment(Extension):
    """Print the alignment of table cells as classes: `align-left`, `align-center`, `align-right`."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 the name is Python-Markdown's
        """Run after attribute lists, which may align a cell or class it."""
        md.treeprocessors.register(_AlignmentClasses(md), "alignment", 6)


class _AlignmentClasses(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        for cell in root.iter():
            side = cell.attrib.pop("align", None) if cell.tag in ("td", "th") else None
            if side in ("left", "center", "right"):
                cell.set("class", f"{cell.get('class', '')} align-{side}".strip())


class Figures(Extension):
    """Print a paragraph that is a picture with a title as a figure, the title as its caption."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 the name is Python-Markdown's
        """Run after attribute lists, which may give a picture its title."""
        md.treeprocessors.register(_FigureElements(md), "figures", 6.5)


class _FigureElements(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        for paragraph in root.iter("p"):
            if len(paragraph) != 1 or (paragraph.text or "").strip() or (paragraph[0].tail or "").strip():
                continue
            picture = paragraph[0].find("img") if paragraph[0].tag == "a" else paragraph[0]
            if picture is not None and picture.tag == "img" and picture.get("title"):
                paragraph.tag = "figure"
                ET.SubElement(paragraph, "figcaption").text = picture.attrib.pop("title")


class Formulas(Extension):
    """Keep what stands between dollar signs from Markdown: as code of the class `math-inline` or `math-block`."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 the name is Python-Markdown's
        """Run after code, in which a dollar is a dollar, and before escapes, which LaTeX needs for itself."""
        if importlib.util.find_spec("latex2mathml") is None:
            raise errors.ConfigError(
                "`markdown.math` asks for formulas, and latex2mathml is not installed",
                hint='install it: pip install "tearsheet[math]"',
            )
        md.ESCAPED_CHARS.append("$")
        md.inlinePatterns.register(_Formula(_BLOCK, md, "block"), "math-block", 186)
        md.inlinePatterns.register(_Formula(_INLINE, md, "inline"), "math-inline", 185)


class _Formula(InlineProcessor):
    def __init__(self, pattern: str, md: markdown.Markdown, kind: str) -> None:
        super().__init__(pattern, md)
        self._kind = kind

    def handleMatch(  # type: ignore[override] # noqa: N802 the name is Python-Markdown's
        self,
        m: re.Match[str],
        data: str,  # noqa: ARG002 as the library calls it
    ) -> tuple[ET.Element, int, int]:
        made = ET.Element("code", {"class": f"math-{self._kind}"})
        made.text = AtomicString(m[1].strip())
        return made, m.start(0), m.end(0)
