"""Which paths a glob means: ``*``, ``?`` and ``[a-z]`` stay inside a folder, ``**`` crosses folders."""

import functools
import re

_PART = re.compile(
    r"(?P<deep>\*\*/)|(?P<all>\*\*)|(?P<any>\*)|(?P<one>\?)|\[(?P<not>!)?(?P<set>\]?[^\]]*)\]", re.DOTALL
)
_MEANING = {"deep": "(?:.*/)?", "all": ".*", "any": "[^/]*", "one": "[^/]"}
_RANGE = re.compile(r"(.)-(.)|(.)", re.DOTALL)


def matches(path: str, glob: str) -> bool:
    """Say whether `glob` means `path`; both have forward slashes, and `glob` means whole paths."""
    return _compiled(glob).match(path) is not None


@functools.cache
def _compiled(glob: str) -> re.Pattern[str]:
    made, at = "", 0
    for part in _PART.finditer(glob):
        made += re.escape(glob[at : part.start()]) + (_MEANING.get(part.lastgroup or "") or _set(part))
        at = part.end()
    return re.compile(rf"{made}{re.escape(glob[at:])}\Z", re.DOTALL)


def _set(part: re.Match[str]) -> str:
    ranges = (
        re.escape(single) if single else f"{re.escape(first)}-{re.escape(last)}" if first <= last else ""
        for first, last, single in _RANGE.findall(part["set"])
    )
    members = "".join(ranges)
    if part["not"]:
        return f"[^/{members}]"
    return f"(?!/)[{members}]" if members else "(?!)"
