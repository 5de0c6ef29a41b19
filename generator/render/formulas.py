r"""How formulas are typeset: LaTeX between dollar signs becomes MathML, which browsers show without a script.

`$…$` stands in a line, `$$…$$` on lines of its own. Markdown leaves both as code of a class (`extensions.Formulas`);
what the sanitiser let pass is then typeset here, element by element from an allow-list, so that no formula brings in
what a body may not hold. What the library cannot read stays code: the reader sees what was written.

Source: MathML Core, https://www.w3.org/TR/mathml-core/.
"""

import html
import re
import xml.etree.ElementTree as ET

MOST = 2000
"""Characters of a formula; a longer one stays code."""

_CODE = re.compile(r'<code class="math-(inline|block)">([^<]*)</code>')
_MATHML = re.compile(r'<math display="(block|inline)" alttext="([^"]*)">.*?</math>', re.DOTALL)
_MARKS = "\ue0f0", "\ue0f1"
"""Characters for private use around the number of a formula."""

_MARKED = re.compile("\ue0f0(\\d+)\ue0f1")
_TAGS = frozenset(
    """
    math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
    """.split()  # noqa: SIM905 a list of words
)
_ATTRIBUTES = frozenset(
    """
    accent accentunder columnalign columnlines columnspacing depth displaystyle fence form height largeop linethickness
    lspace mathsize mathvariant maxsize minsize movablelimits notation rowlines rowspacing rspace scriptlevel separator
    stretchy symmetric voffset width
    """.split()  # noqa: SIM905 a list of words
)
_VALUE = re.compile(r"[\w.+\-% ]*\Z")


def typeset(safe: str) -> str:
    """Return sanitised HTML with its formulas as MathML."""
    return _CODE.sub(lambda found: _typeset(html.unescape(found[2]), kind=found[1]) or found[0], safe)


def unread(printed: str) -> tuple[str, ...]:
    """Return the formulas that `typeset` could not read, as they were written."""
    return tuple(html.unescape(found[2]) for found in _CODE.finditer(printed))


def as_code(printed: str) -> str:
    """Return HTML with its formulas as they were written: for readers that know HTML of another day."""
    return _MATHML.sub(r"<code>\2</code>", printed)


def set_aside(printed: str) -> tuple[str, tuple[str, ...]]:
    """Return HTML with a mark for each formula, and the formulas between their dollars: `put_back` joins them again.

    What makes Markdown or plain text of HTML would drop a formula, or take its underscores for emphasis.
    """
    written: list[str] = []

    def keep(found: re.Match[str]) -> str:
        dollars = "$$" if found[1] == "block" else "$"
        written.append(f"{dollars}{html.unescape(found[2])}{dollars}")
        return f"{_MARKS[0]}{len(written) - 1}{_MARKS[1]}"

    return _MATHML.sub(keep, printed), tuple(written)


def put_back(words: str, written: tuple[str, ...]) -> str:
    """Return words with the formulas that `set_aside` took from them."""

    def back(found: re.Match[str]) -> str:
        number = int(found[1][:6])
        return written[number] if number < len(written) else found[0]

    return _MARKED.sub(back, words) if written else words


def _typeset(latex: str, *, kind: str) -> str:
    """Return a formula as MathML, empty where it cannot be read."""
    from latex2mathml.converter import convert_to_element

    if not latex.strip() or len(latex) > MOST:
        return ""
    try:
        made = convert_to_element(latex)
        inside = "".join(_written(part) for part in made)
    except Exception:  # noqa: BLE001 the library raises whatever it trips over, recursion included
        return ""
    words = html.escape(latex, quote=True)
    return f'<math display="{kind}" alttext="{words}">{inside}</math>' if inside else ""


def _written(part: ET.Element) -> str:
    text = html.escape(html.unescape(part.text or ""), quote=False)
    inside = text + "".join(_written(each) for each in part)
    if part.tag not in _TAGS:
        return f"<mrow>{inside}</mrow>" if len(part) else f"<mtext>{inside}</mtext>"
    said = "".join(
        f' {name}="{value}"' for name, value in part.attrib.items() if name in _ATTRIBUTES and _VALUE.match(value)
    )
    return f"<{part.tag}{said}>{inside}</{part.tag}>"
