"""What ``--fix`` may change: Markdown files alone, and nothing that a reader of the text could tell from before.

A capture is evidence: it is never touched.
"""

import re
import unicodedata
from collections.abc import Mapping

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LINK = re.compile(r"(?<=\]\()<?([^\s()<>]+)>?(?=[\s)])")


def normalised(text: str) -> str:
    """Return a text in the composed form of its letters (Unicode Standard Annex 15, NFC)."""
    return unicodedata.normalize("NFC", text)


def relinked(text: str, moved: Mapping[str, str]) -> str:
    """Return Markdown with the targets of its links that are old addresses written anew; the rest stays as it is.

    Args:
        text: The whole file.
        moved: Old address from the site's root to the new one.
    """

    def target(found: re.Match[str]) -> str:
        path, mark, part = found[1].partition("#")
        new = moved.get(path) or moved.get(f"{path}/")
        return f"{new}{mark}{part}" if new else found[0]

    made, fence = [], ""
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        made.append(line if fence or mark else _LINK.sub(target, line))
    return "".join(made)
