"""What a compiled template does without asking: an attribute is read, a function called, a name looked up.

Jinja's code asks at each step what kind of thing it holds: an attribute may be a key, a function may want the context,
a name may not be there. Nearly always none of that is so. Here code is written for what nearly always holds; where it
does not hold an error comes of it, never another page, and whoever prints then takes the careful way. What could print
otherwise without an error is left as Jinja writes it. Pieces of a page are put into a list, not handed up one by one.
"""

import keyword
import re
from collections.abc import Mapping
from typing import Any, Final

import jinja2
from jinja2 import nodes
from jinja2.compiler import Frame, optimizeconst
from jinja2.runtime import Context
from jinja2.utils import missing as _missing

from generator.render.compiling import Quicker, Writer

_NONE: set[str] = set()

_BEGINNING: Final = """\
    out = []
    add, put = out.append, out.extend
    written, escaped = environment.written, environment.escaped
    resolve = context.every().__getitem__
"""
_GENERATOR: Final = "    resolve = context.resolve_or_missing\n"
_PLAIN: Final = re.compile(r"^    if 0: yield None\n", re.MULTILINE)
_ENDS: Final = re.compile(r"\n\n(?=(?:def block_|blocks = ))")
_PARENT: Final = re.compile(r"yield from (parent_template\.root_render_func\(context\))")


class UnsureError(Exception):
    """The template does something that is left to the careful way."""


class _Known(dict[str, Any]):
    """What a template knows by name."""

    def __missing__(self, name: str) -> object:
        return _missing


class _Template(jinja2.Template):
    """A template whose context is made in one step."""

    def new_context(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 - Jinja's name
        shared: bool = False,  # noqa: FBT001, FBT002 - Jinja's
        locals: Mapping[str, Any] | None = None,  # noqa: A002 - Jinja's name
    ) -> Context:
        known = vars or {}
        if not shared:
            known = _Known({**self.environment.globals, **known})
        elif locals:
            known = _Known(known)
            known.update([pair for pair in locals.items() if pair[1] is not _missing])
        return _Context(self.environment, known, self.name, self.blocks)


class _Context(Context):
    """A context that shares what is the same for every template."""

    def __init__(self, environment: Any, parent: dict[str, Any], name: str | None, blocks: Any, **_: Any) -> None:
        self.parent = parent
        self.vars = {}
        self.environment = environment
        self.eval_ctx = environment.settled
        self.exported_vars = set()
        self.name = name
        self.globals_keys = _NONE
        self.blocks = {name: [block] for name, block in blocks.items()} if blocks else {}

    def every(self) -> _Known:
        """Return all that is known, to look names up in."""
        known = self.get_all()
        return known if type(known) is _Known else _Known(known)


class Direct(Quicker):
    """An environment whose templates do without asking."""

    template_class = _Template
    context_class = _Context
    uncertain: frozenset[str] = frozenset()
    """Attributes that were found to be keys, or absent: they are asked for as Jinja does."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.settled = nodes.EvalContext(self)
        self.wanting: frozenset[str] = frozenset()
        """Global functions that want the context."""

        self._chosen: dict[object, jinja2.Template] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> jinja2.Template:  # noqa: A002 - Jinja's name
        """Return a template; one that was found is not looked for again."""
        made = self._chosen.get(name)
        if made is None:
            made = self._chosen[name] = super().get_template(name, parent, globals)
        return made

    def select_template(self, names: Any, parent: str | None = None, globals: Any = None) -> jinja2.Template:  # noqa: A002 - Jinja's name
        """Return the first of several templates that there is."""
        key = tuple(names)
        made = self._chosen.get(key)
        if made is None:
            made = self._chosen[key] = super().select_template(key, parent, globals)
        return made

    def _generate(self, source: nodes.Template, *rest: Any, **more: Any) -> str:
        code = super()._generate(source, *rest, **more).replace(_GENERATOR, _BEGINNING)
        return _ENDS.sub("\n    return out\n\n", _PARENT.sub(r"put(\1)", _PLAIN.sub("", code)))


class _Writer(Writer):
    """Writes the code of a template."""

    environment: Direct

    def start_write(self, frame: Frame, node: nodes.Node | None = None) -> None:
        """Put a piece down."""
        self.writeline("add(" if frame.buffer is None else f"{frame.buffer}.append(", node)

    def end_write(self, frame: Frame) -> None:  # noqa: ARG002 - Jinja's
        """End what `start_write` began."""
        self.write(")")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Put down together what stands together."""
        if frame.buffer is not None:
            super().visit_Output(node, frame)
            return
        if frame.require_output_check:
            if self.has_known_extends:
                return
            self.writeline("if parent_template is None:")
            self.indent()
        finalize = self._make_finalize()
        self.writeline("add(" if len(node.nodes) == 1 else "put((")
        for child in node.nodes:
            if self.is_fixed(child):
                self.write(self._output_const_repr([self._output_child_to_const(child, frame, finalize)]))
            else:
                self.write("escaped(held) if (held := ")
                self.visit(child, frame)
                self.write(").__class__ is str else written(held)")
            if len(node.nodes) > 1:
                self.write(", ")
        self.write(")" if len(node.nodes) == 1 else "))")
        if frame.require_output_check:
            self.outdent()

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Put down all that another template makes."""
        if node.ignore_missing:
            self.writeline("try:")
            self.indent()
        fixed = isinstance(node.template, nodes.Const) and isinstance(node.template.value, str)
        listed = not fixed and isinstance(node.template, nodes.Const | nodes.List | nodes.Tuple)
        find = "get_template" if fixed else "select_template" if listed else "get_or_select_template"
        self.writeline(f"template = environment.{find}(", node)
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")
        if node.ignore_missing:
            self.outdent()
            self.writeline("except TemplateNotFound: pass")
            self.writeline("else:")
            self.indent()
        self.writeline("put(" if frame.buffer is None else f"{frame.buffer}.extend(")
        if node.with_context:
            local = self.dump_local_context(frame)
            self.write(f"template.root_render_func(template.new_context(context.get_all(), True, {local})))")
        else:
            self.write("template._get_default_module()._body_stream)")
        if node.ignore_missing:
            self.outdent()

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Put down all that a block makes."""
        level = 0
        if frame.toplevel:
            if self.has_known_extends:
                return
            if self.extends_so_far > 0:
                self.writeline("if parent_template is None:")
                self.indent()
                level = 1
        if node.required:
            raise UnsureError("a block must be filled")
        within = self.derive_context(frame) if node.scoped else self.get_context_ref()
        self.writeline("put(" if frame.buffer is None else f"{frame.buffer}.extend(", node)
        self.write(f"context.blocks[{node.name!r}][0]({within}))")
        self.outdent(level)

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's name
        """Read an attribute."""
        name = node.attr
        if not name.isidentifier() or keyword.iskeyword(name) or name[0] == "_" or name in self.environment.uncertain:
            super().visit_Getattr(node, frame)
            return
        self._present(node.node, frame)
        self.write(f".{name}")

    @optimizeconst
    def visit_Call(  # noqa: N802 - Jinja's name
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002 - Jinja's
    ) -> None:
        """Call a function."""
        odd = node.dyn_args or node.dyn_kwargs or any(keyword.iskeyword(each.key) for each in node.kwargs)
        if odd or (isinstance(node.node, nodes.Name) and node.node.name in self.environment.wanting):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self._present(node.node, frame)
        self.write("(")
        for each in (*node.args, *node.kwargs):
            self.visit(each, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def visit_EvalContextModifier(self, node: nodes.EvalContextModifier, frame: Frame) -> None:  # noqa: N802, ARG002 - Jinja's
        """Leave what says itself what is escaped to the careful way."""
        raise UnsureError

    def visit_ScopedEvalContextModifier(  # noqa: N802 - Jinja's name
        self,
        node: nodes.ScopedEvalContextModifier,  # noqa: ARG002 - Jinja's
        frame: Frame,  # noqa: ARG002 - Jinja's
    ) -> None:
        """Leave it too."""
        raise UnsureError

    def _present(self, node: nodes.Expr, frame: Frame) -> None:
        """Write what must be there: of what is not, an attribute or a call is an error anyway."""
        if isinstance(node, nodes.Name):
            self.write(frame.symbols.ref(node.name))
        elif isinstance(node, nodes.Const | nodes.BinExpr | nodes.UnaryExpr):
            self.write("(")
            self.visit(node, frame)
            self.write(")")
        else:
            self.visit(node, frame)


Direct.code_generator_class = _Writer
