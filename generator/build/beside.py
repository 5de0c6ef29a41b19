"""What is worked out of the package's own files, and kept where Python keeps their bytecode; else nowhere.

Whoever may write there may change our code as well, so what is found there is trusted as that is. It is told from what
another version wrote by a stamp, and from what was damaged by a seal.
"""

import contextlib
import importlib.util
import os
import sys
import tempfile
from pathlib import Path

import generator
from generator import digest


def read(name: str, *, stamp: str) -> bytes | None:
    """Return what was kept under a name and a stamp, None where nothing whole is."""
    try:
        sealed = _file(name).read_bytes()
    except (OSError, NotImplementedError):
        return None
    seal, _, data = sealed.partition(b"\n")
    return data if seal == _seal(data, stamp) else None


def may_keep() -> bool:
    """Say whether Python may keep bytecode: what it may not, we may not either."""
    return not sys.dont_write_bytecode


def keep(name: str, data: bytes, *, stamp: str) -> None:
    """Keep data under a name, in place of what was, where that can be done."""
    if not may_keep():
        return
    with contextlib.suppress(OSError, NotImplementedError):
        path = _file(name)
        path.parent.mkdir(exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - it is open already
                file.write(_seal(data, stamp) + b"\n" + data)
            os.chmod(temporary, path.parent.stat().st_mode & 0o666)  # noqa: PTH101 - of one's own, as bytecode is not
            os.replace(temporary, path)  # noqa: PTH105 - the call that is atomic, by its name
        except BaseException:
            os.unlink(temporary)  # noqa: PTH108 - likewise
            raise


def _file(name: str) -> Path:
    """Return where Python would keep the bytecode of a module of that name.

    Raises:
        NotImplementedError: This Python keeps none.
    """
    module = Path(generator.__file__).with_name(f"{name}.py")
    return Path(importlib.util.cache_from_source(str(module))).with_suffix(".kept")


def _seal(data: bytes, stamp: str) -> bytes:
    return f"{stamp} {digest.of_file(data)}".encode()
