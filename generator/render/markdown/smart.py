"""How straight quotes, dashes and dots become typographic ones: the rules of the extension `smarty`, one by one.

The library tries each rule on every text. A rule that needs a quote has nothing to do where there is none.
"""

import re

import msgspec

_NEAR = 32
"""More characters than any rule looks at."""

_KEPT = re.compile("\x02;([0-9]+)\x03")


class Rule(msgspec.Struct, frozen=True):
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
        if rule.needs in text:
            text = _replaced(text, rule, kept)
    return text


def _replaced(text: str, rule: Rule, kept: list[str]) -> str:
    """Return a text after one rule.

    The library writes the text anew at every match, so that the rule sees ETX before what follows. Here that is shown
    to it for the one place where it matters, and the text is gone over once.
    """
    written: list[str] = []
    end = 0
    found = rule.pattern.search(text)
    start, stop = found.span() if found else (0, 0)
    while found:
        kept.append("".join(part if isinstance(part, str) else found[part] for part in rule.parts))
        written += (text[end:start], f"\x02;{len(kept) - 1}\x03")
        end = stop
        found = rule.pattern.match(f"\x03{text[end : end + _NEAR]}", 1)
        if found:
            start, stop = end, end + found.end() - 1
        else:
            found = rule.pattern.search(text, end + 1)
            start, stop = found.span() if found else (0, 0)
    return "".join([*written, text[end:]])


def restore(text: str, kept: list[str]) -> str:
    """Return a text with what was put aside in its place."""
    return _KEPT.sub(lambda found: kept[int(found[1])], text)
