"""Conditions, evaluated: facts by their names, and nothing that could do anything."""

import ast
from operator import eq, ne, not_

from simpleeval import SimpleEval

from yingda.journey.workorders.core.conditions import asks
from yingda.journey.workorders.model.flows import Facts


class Conditions:
    """Each is read and judged once; what is not of the language is never evaluated."""

    def __init__(self) -> None:
        self._read: dict[str, ast.expr] = {}
        evaluator = SimpleEval(
            operators={
                ast.Eq: eq,
                ast.NotEq: ne,
                ast.In: lambda fact, values: fact in values,
                ast.NotIn: lambda fact, values: fact not in values,
                ast.Not: not_,
            },
            functions={},
            names={},
        )
        keeps = (ast.Constant, ast.Name, ast.Compare, ast.BoolOp, ast.UnaryOp)
        evaluator.nodes = {kind: evaluator.nodes[kind] for kind in keeps}
        evaluator.nodes[ast.Tuple] = evaluator.nodes[ast.List] = _texts
        self._evaluator = evaluator

    def hold(self, condition: str, facts: Facts) -> bool:
        """Raises RunsCode or Unreadable for what is none."""
        tree = self._read.get(condition)
        if tree is None:
            asks(condition)
            tree = ast.parse(condition.strip(), mode="eval").body
            self._read[condition] = tree
        self._evaluator.names = facts
        return bool(self._evaluator.eval(condition, previously_parsed=tree))


def _texts(node: ast.Tuple | ast.List) -> tuple[object, ...]:
    return tuple(part.value for part in node.elts if isinstance(part, ast.Constant))
