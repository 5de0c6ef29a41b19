"""Which words of a page are English because no catalogue has them, and say so to whoever reads them aloud (WCAG 3.1.2).

A site in a language without a catalogue speaks English around its articles. What a template says there is put into an
element that names its language, when the template is compiled; a page whose words are all translated pays nothing.
Where no element can stand (inside a tag, a title, a script, a macro that may be used in one) words stay as they are.
"""

import re
from collections.abc import Callable
from typing import Final

from jinja2 import nodes
from markupsafe import Markup

from generator.render.phrasebook import Phrasebook

ENGLISH: Final = Markup('<span lang="en" dir="ltr">{}</span>')
FUNCTION: Final = "in_english"
"""What templates call, compiled, for words that are known when a page is printed."""

_TOKEN: Final = re.compile(r"<(/?)(title|textarea|script|style|option)?\b|<|>|\"|'", re.IGNORECASE)
_SAYS: Final = ("_", "gettext", "ngettext")


def in_english(words: str) -> Markup:
    """Return words with their language."""
    return ENGLISH.format(words)


def attributes(phrases: Phrasebook) -> Markup:
    """Return what an element takes that holds nothing but words of views, such as a group's title; often nothing."""
    return Markup("") if phrases.words or _english(phrases) else Markup(' lang="en" dir="ltr"')


def _english(phrases: Phrasebook) -> bool:
    return phrases.lang.split("-")[0].lower() == "en"


def marked(tree: nodes.Template, phrases: Phrasebook) -> nodes.Template:
    """Return a template in which what it says in English, on a site that is not, says so."""
    if not _english(phrases):
        _Marker(phrases.words.__contains__).walk(tree)
    return tree


class _Marker:
    """Goes through a template in the order of its text, and knows what part of a page it is in."""

    def __init__(self, translated: Callable[[str], bool]) -> None:
        self._translated = translated
        self._tag = False
        self._quote = ""
        self._raw = ""

    def walk(self, node: nodes.Node) -> None:
        """Mark what is said in a node and within it."""
        if isinstance(node, nodes.Macro | nodes.CallBlock | nodes.AssignBlock | nodes.FilterBlock):
            return
        if isinstance(node, nodes.Block) and node.name == "title":
            return
        if isinstance(node, nodes.Output):
            node.nodes = [self._said(each) for each in node.nodes]
            return
        for child in node.iter_child_nodes():
            self.walk(child)

    def _said(self, node: nodes.Expr) -> nodes.Expr:
        if isinstance(node, nodes.TemplateData):
            self._read(node.data)
            return node
        return node if self._tag or self._raw else self._worded(node)

    def _read(self, text: str) -> None:
        """Follow a piece of HTML: whether it ends inside a tag, or inside an element that holds no other."""
        for found in _TOKEN.finditer(text):
            mark, name = found[0], (found[2] or "").lower()
            if self._tag:
                self._in_tag(mark)
            elif self._raw:
                if found[1] and name == self._raw:
                    self._raw, self._tag = "", True
            elif mark.startswith("<"):
                self._tag, self._raw = True, "" if found[1] else name

    def _in_tag(self, mark: str) -> None:
        if self._quote:
            self._quote = "" if mark == self._quote else self._quote
        elif mark in ('"', "'"):
            self._quote = mark
        elif mark == ">":
            self._tag = False

    def _worded(self, node: nodes.Expr) -> nodes.Expr:
        """Return what prints the words of a node with their language, where they are English."""
        match node:
            case nodes.Or(right=right):
                node.right = self._worded(right)
                return node
            case nodes.CondExpr(expr1=one, expr2=other):
                node.expr1 = self._worded(one)
                node.expr2 = self._worded(other) if other is not None else None
                return node
            case nodes.Filter() | nodes.Concat():
                return node
        calls = [node, *node.find_all(nodes.Call)] if isinstance(node, nodes.Call) else list(node.find_all(nodes.Call))
        if any(map(self._is_english, calls)):
            return nodes.Call(nodes.Name(FUNCTION, "load"), [node], [], None, None, lineno=node.lineno)
        return node

    def _is_english(self, call: nodes.Node) -> bool:
        match call:
            case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=str(words)), *_]) if name in _SAYS:
                return not self._translated(words) and any(map(str.isalpha, words))
        return False
