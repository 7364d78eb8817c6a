"""Rules of a table in which one only may fit, but two do."""

from collections.abc import Iterator
from itertools import combinations

from yingda.journey.workorders.limits.cells import Cell, Numbers, Texts
from yingda.journey.workorders.limits.dispatch import Column, Dispatch, Hit, Rule

_CALENDAR = frozenset(("open", "closed"))


def overlapping(table: Dispatch) -> Iterator[tuple[int, int]]:
    """Which rows, counted from 1, fit the same order; none in a table where the first
    that fits is it."""
    if table.hit is Hit.FIRST:
        return
    rows = [(rule, _cells(rule)) for rule in table.rules]
    for (place, one), (other_place, other) in combinations(enumerate(rows, 1), 2):
        if _meet(one, other):
            yield place, other_place


def _cells(rule: Rule) -> dict[Column, Cell]:
    return {column: rule.cell(column) for column in rule.when}


def _meet(
    one: tuple[Rule, dict[Column, Cell]], other: tuple[Rule, dict[Column, Cell]]
) -> bool:
    (rule, cells), (other_rule, others) = one, other
    holders = {(each.kind, each.holder) for each in (rule, other_rule)}
    for column in cells.keys() & others.keys():
        match cells[column], others[column]:
            case Texts() as these, Texts() as those:
                if not _share(column, these, those):
                    return False
            case Numbers() as these, Numbers() as those:
                # The load is that of the rule's own holder: two have one each.
                if len(holders) == 1 and not _cross(these, those):
                    return False
            case _:
                continue
    return True


def _cross(one: Numbers, other: Numbers) -> bool:
    return any(
        low <= last and first <= high
        for low, high in one.spans
        for first, last in other.spans
    )


def _share(column: Column, one: Texts, other: Texts) -> bool:
    """Is there a value that both take?"""
    if column is Column.CALENDAR:
        return bool(_open_or_closed(one) & _open_or_closed(other))
    if one.is_not and other.is_not:
        return True
    if one.is_not or other.is_not:
        those, these = (one, other) if one.is_not else (other, one)
        return any(not _is_among(column, text, those) for text in these.texts)
    return any(_is_among(column, text, other) for text in one.texts) or any(
        _is_among(column, text, one) for text in other.texts
    )


def _is_among(column: Column, text: str, cell: Texts) -> bool:
    if column is not Column.REGION:
        return text in cell.texts
    return any(text == one or text.startswith(f"{one}.") for one in cell.texts)


def _open_or_closed(cell: Texts) -> frozenset[str]:
    return _CALENDAR - cell.texts if cell.is_not else _CALENDAR & cell.texts
