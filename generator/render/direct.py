"""What a compiled template does without asking: an attribute is read, a function called, a name looked up but once.

Jinja's code asks at each step what kind of thing it holds: an attribute may be a key, a function may want the context,
a name may not be there. Nearly always none of that is so. Here the code that Jinja wrote is rewritten to what nearly
always holds; where it does not hold an error comes of it, never another page, and whoever prints then takes the
careful way. What could print otherwise without an error is not rewritten.
"""

import ast
import keyword
from collections.abc import Iterable, Mapping
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.runtime import Context
from jinja2.utils import missing as _missing

from generator.render.compiling import Quicker

_NONE: set[str] = set()
_PASSED = ("_loop_vars", "_block_vars")
"""What Jinja hands to every call, for functions that want the context."""


class UnsureError(Exception):
    """The template does something that is left to the careful way."""


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
            known = {**self.environment.globals, **known}
        elif locals:
            known = {**known, **{name: value for name, value in locals.items() if value is not _missing}}
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


class Direct(Quicker):
    """An environment whose templates do without asking."""

    template_class = _Template
    context_class = _Context
    uncertain: frozenset[str] = frozenset()
    """Attributes that were found to be keys, or absent: they are asked for as Jinja does."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.settled = nodes.EvalContext(self)
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

    def _compile(self, source: str, filename: str) -> CodeType:
        if "context.eval_ctx.autoescape = " in source or "context.eval_ctx.volatile = " in source:
            raise UnsureError("it says itself what is escaped")
        wanting = {name for name, value in self.globals.items() if hasattr(value, "jinja_pass_arg")}
        tree = _Module(self.uncertain, wanting).visit(ast.parse(source))
        return compile(ast.fix_missing_locations(tree), filename, "exec")


class _Module(ast.NodeTransformer):
    """Rewrites the functions of a template: its root, and its blocks."""

    def __init__(self, uncertain: frozenset[str], wanting: Iterable[str]) -> None:
        self._uncertain = uncertain
        self._wanting = frozenset(wanting)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Make a list of what a generator would hand up, piece by piece."""
        # What a template knows changes as its root is printed, not within a block.
        rewriting = _Function(self._uncertain, self._wanting, lasting=node.name.startswith("block_"))
        body = rewriting.visit(ast.Module(node.body, [])).body
        names = sorted(rewriting.resolved)
        before = "out = []\nadd, put = out.append, out.extend\n"
        before += "written, escaped = environment.written, environment.escaped\n"
        if names or rewriting.lasting:
            before += "every = context.get_all()\nknown = every.get\n"
            before += "".join(f"r_{x} = known({x!r}, missing)\n" for x in names)
        node.body = [*ast.parse(before).body, *body, *ast.parse("out").body]
        node.body[-1] = ast.Return(ast.Name("out", ast.Load()))
        if not any(
            isinstance(each, ast.Name) and each.id in _PASSED and isinstance(each.ctx, ast.Load)
            for each in ast.walk(node)
        ):
            _Unused().visit(node)
        return node


class _Unused(ast.NodeTransformer):
    """Drops what nobody is handed."""

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        match node:
            case ast.Assign(targets=[ast.Name(id="_loop_vars" | "_block_vars")], value=ast.Dict(keys=[])):
                return ast.Pass()
        return node


class _Function(ast.NodeTransformer):
    """Rewrites one function."""

    def __init__(self, uncertain: frozenset[str], wanting: frozenset[str], *, lasting: bool) -> None:
        self._uncertain = uncertain
        self._wanting = wanting
        self.lasting = lasting
        self._within = 0
        self.resolved: set[str] = set()
        """Names that are looked up once, before anything else."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Leave the lookups of a macro, and of a loop's condition, where they are: they may come later."""
        self._within += 1
        self.generic_visit(node)
        self._within -= 1
        return node

    def visit_If(self, node: ast.If) -> ast.stmt | None:
        """Drop what makes a generator of a function."""
        if isinstance(node.test, ast.Constant) and node.test.value == 0:
            return None
        self.generic_visit(node)
        return node

    def visit_Try(self, node: ast.Try) -> ast.stmt | list[ast.stmt]:
        """Close nothing: what is included, or a block, hands over a list."""
        self.generic_visit(node)
        match node:
            case ast.Try(
                body=[ast.For(iter=ast.Name(id="gen"))],
                handlers=[],
                finalbody=[ast.Expr(ast.Call(ast.Attribute(attr="close")))],
            ):
                return node.body
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        """Put down what is handed up; what is within hands up to its own loop."""
        match node.value:
            case _ if self._within:
                pass
            case ast.YieldFrom(value=pieces):
                return _put("put", self.visit(pieces))
            case ast.Yield(value=ast.Call(func=ast.Name(id="concat"), args=[ast.Tuple(elts=[only])])):
                return _put("add", self.visit(only))
            case ast.Yield(value=ast.Call(func=ast.Name(id="concat"), args=[pieces])):
                return _put("put", self.visit(pieces))
            case ast.Yield(value=ast.expr() as piece):
                return _put("add", self.visit(piece))
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Read an attribute, call a function, look a name up."""
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="environment"), attr="getattr"),
                args=[thing, ast.Constant(value=str(name))],
            ) if self._plain(name):
                return ast.Attribute(self.visit(_present(thing)), name, ast.Load())
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="context"), attr="call"), args=[function, *given], keywords=named
            ) if all(each.arg for each in named) and _name(function) not in self._wanting:
                return ast.Call(
                    self.visit(_present(function)),
                    [self.visit(each) for each in given],
                    [ast.keyword(each.arg, self.visit(each.value)) for each in named if each.arg not in _PASSED],
                )
            case ast.Call(func=ast.Attribute(value=ast.Name(id="environment"), attr="written"), args=[value]):
                held = ast.Name("held", ast.Load())
                return ast.IfExp(
                    ast.Compare(
                        ast.Attribute(
                            ast.NamedExpr(ast.Name("held", ast.Store()), self.visit(value)), "__class__", ast.Load()
                        ),
                        [ast.Is()],
                        [ast.Name("str", ast.Load())],
                    ),
                    ast.Call(ast.Name("escaped", ast.Load()), [held], []),
                    ast.Call(ast.Name("written", ast.Load()), [held], []),
                )
            case ast.Call(func=ast.Attribute(value=ast.Name(id="context"), attr="get_all")) if self.lasting:
                return ast.Name("every", ast.Load())
            case ast.Call(func=ast.Name(id="resolve"), args=[ast.Constant(value=str(name))]) if not self._within:
                self.resolved.add(name)
                return ast.Name(f"r_{name}", ast.Load())
        self.generic_visit(node)
        return node

    def _plain(self, name: str) -> bool:
        return name.isidentifier() and not keyword.iskeyword(name) and name[0] != "_" and name not in self._uncertain


def _put(how: str, value: ast.expr) -> ast.Expr:
    return ast.Expr(ast.Call(ast.Name(how, ast.Load()), [value], []))


def _present(value: ast.expr) -> ast.expr:
    """Return what a name holds where its absence is an error anyway: it has no attribute and cannot be called."""
    match value:
        case ast.IfExp(
            test=ast.Compare(left=ast.Name(), ops=[ast.Is()], comparators=[ast.Name(id="missing")]),
            orelse=ast.Name() as held,
        ):
            return held
    return value


def _name(function: ast.expr) -> str | None:
    """Return the name by which a template calls a function."""
    match function:
        case ast.IfExp(
            body=ast.Call(func=ast.Name(id="undefined"), keywords=[ast.keyword(value=ast.Constant(value=str(name)))])
        ):
            return name
    return None
