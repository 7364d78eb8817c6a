"""Decision tables as DMN 1.3, the form that other tools draw them in.

Read are one decision with one table: inputs that are named as our columns are, the outputs
`kind` and `holder`, and the annotations `zh` and `en` that say why a rule is so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from xml.etree import ElementTree as Tree

from yingda.journey.workorders.adapters import xml
from yingda.journey.workorders.core.overlaps import overlapping
from yingda.journey.workorders.errors import (
    CellHoldsNothing,
    CellOfOtherKind,
    CellUnreadable,
    NotOneTable,
    RowLacksCells,
    RulesOverlap,
    RuleTwice,
    TableUnreadable,
    UnknownInTable,
)
from yingda.journey.workorders.limits.cells import (
    ANY,
    CellUnlike,
    Why,
    literal,
    quoted,
    read,
)
from yingda.journey.workorders.limits.dispatch import (
    HOLDER_KINDS,
    Column,
    Dispatch,
    Hit,
    Rule,
    kind_of,
)
from yingda.journey.workorders.ports import TableRead
from yingda.kernel.name import Name
from yingda.kernel.refusal import Refusal

SPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
OURS = "https://yingda.example/dispatch"
OUTPUTS = ("kind", "holder")
LANGUAGES = ("zh", "en")

T = TypeVar("T")


class DmnTables:
    """Answers the port Tables."""

    def read(self, data: bytes) -> TableRead:
        """Everything that is wrong with the file, or the table if nothing is."""
        try:
            decision = _decision(data)
            head = _head(decision)
        except Refusal as refusal:
            return TableRead(table=None, problems=(refusal,))
        rows = list(_rows(head))
        problems = [one for one in rows if isinstance(one, Refusal)]
        if problems:
            return TableRead(table=None, problems=tuple(problems))
        table = Dispatch(
            table=head.table,
            hit=head.hit,
            rules=tuple(one for one in rows if isinstance(one, Rule)),
        )
        overlaps = tuple(
            RulesOverlap(table.table, row, other) for row, other in overlapping(table)
        )
        return TableRead(table=None if overlaps else table, problems=overlaps)

    def written(self, table: Dispatch) -> bytes:
        """Read again it is the same table."""
        Tree.register_namespace("", SPACE)
        root = Tree.Element(
            _tag("definitions"), id="definitions", name=table.table, namespace=OURS
        )
        decision = _below(root, "decision", id=table.table, name=table.table)
        body = _below(
            decision, "decisionTable", id=f"{table.table}-table", hitPolicy=table.hit
        )
        for column in Column:
            asked = _below(body, "input", id=f"in-{column}", label=column)
            expression = _below(
                asked,
                "inputExpression",
                typeRef="string" if kind_of(column) == "text" else "number",
            )
            _below(expression, "text").text = column
        for name in OUTPUTS:
            _below(body, "output", id=f"out-{name}", name=name, typeRef="string")
        for language in LANGUAGES:
            _below(body, "annotation", name=language)
        for rule in table.rules:
            _write_rule(body, rule)
        Tree.indent(root)
        text: bytes = Tree.tostring(root, "utf-8", xml_declaration=True)
        return text + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What the columns are, before any row is read."""

    table: str
    hit: Hit
    columns: Sequence[Column]
    outputs: Sequence[str]
    annotations: Sequence[str]
    rows: Sequence[Tree.Element]


def _decision(data: bytes) -> Tree.Element:
    try:
        root = xml.read(data)
    except xml.NotXml as error:
        raise TableUnreadable(str(error)) from error
    if root.tag != _tag("definitions"):
        raise TableUnreadable("not-dmn-1.3")
    tables = [
        one
        for one in root.findall(_tag("decision"))
        if one.find(_tag("decisionTable")) is not None
    ]
    if len(tables) != 1:
        raise NotOneTable(len(tables))
    return tables[0]


def _head(decision: Tree.Element) -> _Head:
    """Raises the first refusal: without columns no row can be read."""
    body = decision.find(_tag("decisionTable"))
    assert body is not None
    table = (decision.get("id") or "dispatch")[:100]
    hit = body.get("hitPolicy", "UNIQUE")
    if hit not in set(Hit):
        raise UnknownInTable(table, 0, "hitPolicy", hit, tuple(Hit))
    columns = [_text(one, "inputExpression") for one in body.findall(_tag("input"))]
    outputs = [one.get("name", "") for one in body.findall(_tag("output"))]
    _once(table, "input", columns, tuple(Column))
    _once(table, "output", outputs, OUTPUTS)
    if missing := [name for name in OUTPUTS if name not in outputs]:
        raise UnknownInTable(table, 0, "output", "-", tuple(missing))
    return _Head(
        table=table,
        hit=Hit(hit),
        columns=[Column(one) for one in columns],
        outputs=outputs,
        annotations=[one.get("name", "") for one in body.findall(_tag("annotation"))],
        rows=body.findall(_tag("rule")),
    )


def _once(
    table: str, where: str, found: Sequence[str], allowed: tuple[str, ...]
) -> None:
    left = list(allowed)
    for one in found:
        if one not in left:
            raise UnknownInTable(table, 0, where, one, tuple(left))
        left.remove(one)


def _rows(head: _Head) -> Iterator[Rule | Refusal]:
    known = set[str]()
    for place, row in enumerate(head.rows, 1):
        rule_id = (row.get("id") or f"row-{place}")[:100]
        if rule_id in known:
            yield RuleTwice(head.table, place, rule_id)
        known.add(rule_id)
        asked = [_text(one) or ANY for one in row.findall(_tag("inputEntry"))]
        given = [_text(one) for one in row.findall(_tag("outputEntry"))]
        expected = len(head.columns) + len(head.outputs)
        if (len(asked), len(given)) != (len(head.columns), len(head.outputs)):
            found = len(asked) + len(given)
            yield RowLacksCells(head.table, place, found, expected)
            continue
        yield from _rule(head, place, rule_id, row, asked, given)


def _rule(
    head: _Head,
    place: int,
    rule_id: str,
    row: Tree.Element,
    asked: Sequence[str],
    given: Sequence[str],
) -> Iterator[Rule | Refusal]:
    said = dict(zip(head.outputs, given, strict=True))
    problems: list[Refusal] = []

    def taken(column: str, cell: str, reading: Callable[[], T]) -> T | None:
        try:
            return reading()
        except CellUnlike as error:
            problems.append(_WRONG[error.why](head.table, place, column, cell))
            return None

    when = dict(zip(head.columns, asked, strict=True))
    for column, cell in when.items():
        taken(column, cell, partial(read, cell, kind_of(column)))
    kind = taken("kind", said["kind"], partial(literal, said["kind"]))
    holder = taken("holder", said["holder"], partial(literal, said["holder"]))
    known = next((one for one in HOLDER_KINDS if one == kind), None)
    if kind is not None and known is None:
        problems.append(UnknownInTable(head.table, place, "kind", kind, HOLDER_KINDS))
    if not problems and not holder:
        problems.append(CellUnreadable(head.table, place, "holder", said["holder"]))
    if problems or known is None or holder is None:
        yield from problems
        return
    yield Rule(
        id=rule_id,
        when={column: cell for column, cell in when.items() if cell != ANY},
        kind=known,
        holder=holder,
        note=_note(head, row),
    )


_WRONG: Mapping[Why, Callable[[str, int, str, str], Refusal]] = {
    "unreadable": CellUnreadable,
    "other-kind": CellOfOtherKind,
    "holds-nothing": CellHoldsNothing,
}


def _note(head: _Head, row: Tree.Element) -> Name:
    texts = [_text(one) for one in row.findall(_tag("annotationEntry"))]
    said = dict(zip(head.annotations, texts, strict=False))
    return Name(said.get("zh", ""), said.get("en", ""))


def _write_rule(body: Tree.Element, rule: Rule) -> None:
    row = _below(body, "rule", id=rule.id)
    for column in Column:
        _cell(row, "inputEntry", rule.when.get(column, ANY))
    for text in (rule.kind, rule.holder):
        _cell(row, "outputEntry", quoted(text))
    for text in (rule.note.zh, rule.note.en):
        _cell(row, "annotationEntry", text)


def _cell(row: Tree.Element, tag: str, text: str) -> None:
    _below(_below(row, tag), "text").text = text


def _below(parent: Tree.Element, tag: str, **attributes: str) -> Tree.Element:
    return Tree.SubElement(parent, _tag(tag), attributes)


def _text(element: Tree.Element, *way: str) -> str:
    """What stands in its `text`, by that way."""
    found = element.find("/".join(map(_tag, (*way, "text"))))
    return "" if found is None else (found.text or "").strip()


def _tag(name: str) -> str:
    return f"{{{SPACE}}}{name}"
