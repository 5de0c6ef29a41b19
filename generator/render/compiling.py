"""How templates are compiled: as Jinja does, in fewer steps. What is printed is the same, to the byte.

Jinja's own code hands every piece of a page up through each include and block above it, and makes a value of its own
type of every word it escapes. Here what stands together is handed up together, an include comes as one piece, and an
escaped word is a plain string.
"""

import functools
import marshal
from importlib.util import MAGIC_NUMBER
from types import CodeType
from typing import Any

import markupsafe
from jinja2 import BytecodeCache, Environment, Undefined, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.filters import do_urlencode

_escaped = getattr(markupsafe, "_escape_inner", markupsafe.escape)


def written(value: object) -> str:
    """Return a value as it is printed: nothing for what is absent, HTML as it is, everything else escaped."""
    kind = type(value)
    if kind is str:
        return _escaped(value)
    if value is None:
        return ""
    if isinstance(value, markupsafe.Markup):
        return value
    if kind is int:
        return str(value)
    if kind is Undefined:  # of a condition without an `else`
        return ""
    return markupsafe.escape(value)


def urlencode(value: object) -> str:
    """Return a text as a part of a URL, as Jinja's filter of that name does; of ASCII, in one step."""
    return value.translate(_QUOTED) if type(value) is str and value.isascii() else do_urlencode(value)  # type: ignore[arg-type] # what it cannot encode it refuses


_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~/")
_QUOTED = {ord(sign): f"%{ord(sign):02X}" for sign in map(chr, range(128)) if sign not in _SAFE}


class Quicker(Environment):
    """An environment whose templates are compiled in fewer steps."""

    written = staticmethod(written)
    escaped = staticmethod(_escaped)


class Writer(CodeGenerator):
    """Writes the code of a template."""

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Take an include as one piece."""
        fixed = isinstance(node.template, nodes.Const) and isinstance(node.template.value, str)
        if node.ignore_missing or not node.with_context or not fixed:
            super().visit_Include(node, frame)
            return
        self.writeline("template = environment.get_template(", node)
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")
        within = f"template.new_context(context.get_all(), True, {self.dump_local_context(frame)})"
        self.simple_write(f"concat(template.root_render_func({within}))", frame)

    def is_fixed(self, node: nodes.Expr) -> bool:
        """Say whether a piece is the same on every page."""
        return isinstance(node, nodes.TemplateData) or (isinstance(node, nodes.Const) and type(node.value) is str)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Hand up together what stands together."""
        plain = frame.eval_ctx.autoescape and not frame.eval_ctx.volatile
        if frame.buffer is not None or frame.require_output_check or not plain:
            super().visit_Output(node, frame)
            return
        finalize = self._make_finalize()
        self.writeline("yield concat((")
        self.indent()
        for child in node.nodes:
            if self.is_fixed(child):
                constant = self._output_child_to_const(child, frame, finalize)
                self.writeline(f"{self._output_const_repr([constant])},")
            else:
                self.newline(child)
                self.write("environment.written(")
                self.visit(child, frame)
                self.write("),")
        self.outdent()
        self.writeline("))")


Quicker.code_generator_class = Writer


def seal(said: str, checksum: str) -> bytes:
    """Return what tells compiled code from that of another Python, another language or another text.

    Args:
        said: The digest of the phrases that it was compiled for.
        checksum: Jinja's, of the template's text.
    """
    return f"{MAGIC_NUMBER.hex()} {said} {checksum}\n".encode()


def is_of(code: bytes, source: str, said: str) -> bool:
    """Say whether a template was compiled from that very text for those phrases, for this Python."""
    return code.startswith(seal(said, Kept().get_source_checksum(source)))


class Kept(BytecodeCache):
    """Keeps compiled templates from one build of a process to the next: the server builds at every save."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType | None]] = {}

    def get_bucket(self, environment: Any, name: str, filename: str | None, source: str) -> Bucket:
        """Return where a template's code is kept; it may have been compiled before."""
        bucket = super().get_bucket(environment, name, filename, source)
        data = environment.ready(name) if environment.ready and bucket.code is None else None
        sealed = seal(environment.said, bucket.checksum) if data else b""
        if data and data.startswith(sealed):
            bucket.code = marshal.loads(data[len(sealed) :])  # noqa: S302 - the store's digest held: we wrote it
            self.dump_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with the code of that very text."""
        checksum, code = self._codes.get(bucket.key, ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a bucket."""
        self._codes[bucket.key] = (bucket.checksum, bucket.code)


@functools.lru_cache(maxsize=8)
def kept(kind: str, phrases: str, uncertain: frozenset[str]) -> Kept:  # noqa: ARG001 - they tell them apart
    """Return the templates compiled so far by one kind of environment, for one language."""
    return Kept()
