"""Which paths a glob means: ``*`` and ``?`` stay inside a folder, ``**`` crosses folders."""

import functools
import re

_PART = re.compile(r"(?P<deep>\*\*/)|(?P<all>\*\*)|(?P<any>\*)|(?P<one>\?)|(?P<set>\[!?\]?[^\]]*\])")
_MEANING = {"deep": "(?:.*/)?", "all": ".*", "any": "[^/]*", "one": "[^/]"}


def matches(path: str, glob: str) -> bool:
    """Say whether `glob` means `path`; both have forward slashes, and `glob` means whole paths."""
    return _compiled(glob).match(path) is not None


@functools.cache
def _compiled(glob: str) -> re.Pattern[str]:
    made, at = "", 0
    for part in _PART.finditer(glob):
        kind = part.lastgroup or ""
        inside = part[0][1:-1].replace("\\", r"\\").replace("[", r"\[")
        meaning = _MEANING.get(kind) or f"[{'^/' if inside[:1] == '!' else ''}{inside.removeprefix('!')}]"
        made += re.escape(glob[at : part.start()]) + meaning
        at = part.end()
    try:
        return re.compile(rf"{made}{re.escape(glob[at:])}\Z", re.DOTALL)
    except re.error:
        # A set such as [z-a] means nothing but itself.
        return re.compile(rf"{re.escape(glob)}\Z")
