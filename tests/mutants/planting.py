"""The small faults that can be planted in a module, and the module with one of them.

A fault is found again by the number of its node and the number of its change, so that a list of them is plain data.
Left alone is what no test of behaviour should hold: annotations, docstrings, and sentences that are read by people.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

COMPARED: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
RECKONED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
UNREAD: Final = {"annotation", "returns", "decorator_list", "bases"}
"""Fields of which nothing is changed: they say what things are, and do nothing."""


@dataclass(frozen=True)
class Mutant:
    """One fault. `node`: the number of what is changed, as `_places` counts; `change`: of the change to it."""

    module: str
    line: int
    kind: str
    before: str
    after: str
    node: int
    change: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.kind}: {self.before} -> {self.after}"


@dataclass(frozen=True)
class _Place:
    """A node and where it hangs: in `field` of `parent`, as the item `index` of it where that is a list."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def mutants_of(module: str, source: str) -> list[Mutant]:
    """Every fault that can be planted in the source of a module, in the order of its lines."""
    found = [
        Mutant(module, _line(place), kind, _shown(place.node), _shown(after), number, change)
        for number, place in enumerate(_places(ast.parse(source)))
        for change, (kind, after) in enumerate(_changes(place))
    ]
    return sorted(found, key=lambda mutant: mutant.line)


def planted(mutant: Mutant, source: str) -> ast.Module:
    """The module with the fault. `source`: of which the mutant was made."""
    module = ast.parse(source)
    place = list(_places(module))[mutant.node]
    place.put(ast.copy_location(list(_changes(place))[mutant.change][1], place.node))
    return ast.fix_missing_locations(module)


def _places(parent: ast.AST) -> Iterator[_Place]:
    for field, value in ast.iter_fields(parent):
        if field in UNREAD or (field == "keywords" and isinstance(parent, ast.ClassDef)):
            continue
        for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(node, ast.AST) and not _is_for_people(node):
                yield _Place(parent, field, index, node)
                yield from _places(node)


def _is_for_people(node: ast.AST) -> bool:
    """Docstrings, and words with spaces or values among them."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.JoinedStr():
            return True
        case ast.Constant(value=str(words)):
            return " " in words.strip()
    return False


def _line(place: _Place) -> int:
    node = place.node
    return node.lineno if isinstance(node, ast.expr | ast.stmt) else getattr(place.parent, "lineno", 1)


def _shown(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _changes(place: _Place) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(place.node, ast.stmt):
        yield from _changed_statement(place.node)
        return
    yield from _changed_expression(place.node)
    if place.field in ("test", "ifs") and isinstance(place.node, ast.expr):
        yield from _changed_condition(place.node)


def _changed_statement(node: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield "return", ast.Return(ast.Constant(None))
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Delete() | ast.Continue() | ast.Break():
            yield "deletion", ast.Pass()
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            yield "deletion", ast.Pass()
        case ast.If(body=[ast.Return()], orelse=[]):
            yield "deletion", ast.Pass()


def _changed_expression(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare():
            for i, one in enumerate(node.ops):
                for other in COMPARED[type(one)]:
                    yield "comparison", _with(node, ops=[*node.ops[:i], other(), *node.ops[i + 1 :]])
        case ast.BinOp() if type(node.op) in RECKONED:
            yield "arithmetic", _with(node, op=RECKONED[type(node.op)]())
        case ast.BoolOp():
            yield "boolean", _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not", copy.deepcopy(operand)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield "arithmetic", copy.deepcopy(operand)
        case ast.Constant(value=bool(value)):
            yield "constant", ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield "constant", ast.Constant(value + 1)
        case ast.Constant(value=str(value)):
            yield "constant", ast.Constant(value + "~")


def _changed_condition(node: ast.expr) -> Iterator[tuple[str, ast.AST]]:
    """The contrary, where no other change makes it already."""
    if not isinstance(node, ast.Compare | ast.UnaryOp):
        yield "not", ast.UnaryOp(ast.Not(), copy.deepcopy(node))


def _with(node: ast.expr, **fields: object) -> ast.AST:
    changed = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed
