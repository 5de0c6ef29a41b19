"""How straight quotes, dashes and dots become typographic ones: the rules of the extension `smarty`, one by one.

The library tries each rule on every text. A rule that needs a quote has nothing to do where there is none.
"""

import re
from dataclasses import dataclass

_KEPT = re.compile("\x02;([0-9]+)\x03")


@dataclass(frozen=True, slots=True)
class Rule:
    """One substitution: what it looks for, and the parts it puts there."""

    pattern: re.Pattern[str]
    needs: str
    """Text without which the pattern matches nothing."""

    parts: tuple[int | str, ...]
    """HTML, and numbers of groups of the match, which are words."""


def educate(text: str, rules: tuple[Rule, ...], kept: list[str]) -> str:
    """Return a text with what the rules replace put aside in `kept`.

    What is put aside looks to the rules that follow as it does in the library: between STX and ETX.
    """
    for rule in rules:
        if rule.needs not in text:
            continue
        start = 0
        while found := rule.pattern.search(text, start):
            kept.append("".join(part if isinstance(part, str) else found[part] for part in rule.parts))
            head = f"{text[: found.start()]}\x02;{len(kept) - 1}\x03"
            text = head + text[found.end() :]
            start = len(head)
    return text


def restore(text: str, kept: list[str]) -> str:
    """Return a text with what was put aside in its place."""
    return _KEPT.sub(lambda found: kept[int(found[1])], text)
