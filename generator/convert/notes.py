"""Which parts of a page are footnotes: what a number in the text links to, and what links back to that number.

They stand below the article, among what is furniture there, and belong to it all the same.
"""

from collections.abc import Sequence
from typing import Final

from lxml.html import HtmlElement

from generator.convert.inline import REFERENCE
from generator.convert.layout import Segment

_NOTE: Final = ("li", "p", "div", "dd", "aside")


def footnotes(tree: HtmlElement) -> tuple[dict[HtmlElement, str], dict[str, str]]:
    """Return footnotes to labels, and the fragments that lead to them (and back) to labels (and to nothing)."""
    notes: dict[HtmlElement, str] = {}
    fragments: dict[str, str] = {}
    links = [link for link in tree.iter("a") if "#" in (link.get("href") or "")]
    if not links:
        return notes, fragments
    named = {name: node for node in tree.iter() for name in (node.get("id"), node.get("name")) if name}
    for link in links:
        fragment = (link.get("href") or "").rpartition("#")[2]
        there = named.get(fragment)
        if there is None or fragment in fragments or not REFERENCE.fullmatch(link.text_content()):
            continue
        note = next((node for node in (there, *there.iterancestors()) if node.tag in _NOTE), there)
        ours = {name for node in (link, link.getparent()) for name in (node.get("id"), node.get("name")) if name}
        back = {(other.get("href") or "").rpartition("#")[2] for other in note.iter("a")} & ours
        if back and note not in link.iterancestors() and note.text_content().strip():
            fragments[fragment] = notes.setdefault(note, str(len(notes) + 1))
            fragments.update(dict.fromkeys(back, ""))
    return notes, fragments


def referred(tree: HtmlElement, parts: Sequence[Segment], kept: set[int]) -> set[int]:
    """Return which segments are footnotes that those kept refer to."""
    links = {piece.node for at in kept for piece in parts[at].pieces if piece.node.tag == "a"}
    fragments = {
        (link.get("href") or "").rpartition("#")[2]
        for link in links
        if "#" in (link.get("href") or "") and REFERENCE.fullmatch(link.text_content())
    }
    if not fragments:
        return set()
    notes, labels = footnotes(tree)
    ours = {note for note, label in notes.items() if any(labels.get(fragment) == label for fragment in fragments)}
    return {
        at
        for at, part in enumerate(parts)
        if at not in kept and any(node in ours for node in (part.holder, *part.holder.iterancestors()))
    }
