"""The language of conditions: facts compared with values, `and`, `or`, `not`.

    outcome == "done" and visit in ("county", "provider")

Nothing can be called, reached into or repeated. A condition is a Python expression of a
few words, so that every editor and the engine's evaluator read it the same way.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yingda.journey.workorders.model.flows import ASKED

LONGEST = 200
"""Characters of a condition."""

_CODE = (
    ast.Call,
    ast.Attribute,
    ast.Subscript,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.NamedExpr,
    ast.Await,
    ast.Yield,
    ast.YieldFrom,
    ast.JoinedStr,
    ast.Starred,
)
_COMPARES = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)


@dataclass(eq=False)
class RunsCode(Exception):
    """It would do something instead of asking."""

    what: str


@dataclass(eq=False)
class Unreadable(Exception):
    """It is none of this language."""

    why: str


def asks(condition: str) -> Mapping[str, frozenset[str]]:
    """The facts that a condition asks about, and the values with which it compares each.
    Raises RunsCode or Unreadable."""
    tree = _parsed(condition)
    for part in ast.walk(tree):
        if isinstance(part, _CODE):
            raise RunsCode(ast.unparse(part))
    found: dict[str, frozenset[str]] = {}
    for fact, values in _compared(tree.body):
        found[fact] = found.get(fact, frozenset()) | values
    return found


def _parsed(condition: str) -> ast.Expression:
    if len(condition) > LONGEST:
        raise Unreadable(f"longer than {LONGEST} characters")
    try:
        return ast.parse(condition.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unreadable("no expression") from error


def _compared(part: ast.expr) -> Iterator[tuple[str, frozenset[str]]]:
    match part:
        case ast.BoolOp(values=values):
            for value in values:
                yield from _compared(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _compared(operand)
        case ast.Name(id=fact) if isinstance(_fact(fact), bool):
            yield fact, frozenset()
        case ast.Compare(left=ast.Name(id=fact), ops=[op], comparators=[right]):
            yield fact, _values(fact, op, right)
        case _:
            raise Unreadable(ast.unparse(part))


def _fact(name: str) -> str | bool:
    if name not in ASKED:
        raise Unreadable(f"{name} is not one of {', '.join(ASKED)}")
    return ASKED[name]


def _values(fact: str, op: ast.cmpop, right: ast.expr) -> frozenset[str]:
    """Those of a text's; a yes or no is asked by its name alone."""
    if not isinstance(_fact(fact), str) or not isinstance(op, _COMPARES):
        raise Unreadable(f"{fact} cannot be compared like this")
    match right:
        case ast.Constant(value=str(value)) if isinstance(op, ast.Eq | ast.NotEq):
            return frozenset((value,))
        case ast.Tuple(elts=parts) | ast.List(elts=parts) if isinstance(
            op, ast.In | ast.NotIn
        ):
            return frozenset(map(_text, parts))
        case _:
            raise Unreadable(ast.unparse(right))


def _text(part: ast.expr) -> str:
    match part:
        case ast.Constant(value=str(value)):
            return value
        case _:
            raise Unreadable(ast.unparse(part))
