"""Board, report and recomputation beside each other: they agree to the unit, or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yingda.journey.analytics.model import Counts, Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One number that is not the same in two ways of counting it."""

    grain: str
    key: str
    column: str
    board: int
    report: int
    recomputation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many numbers were compared and which of them differ."""

    compared: int
    differences: tuple[Difference, ...]


Sums = Mapping[Key, Counts]


def compare(
    grain: str,
    columns: Sequence[str],
    *,
    board: Sums,
    report: Sums,
    recomputation: Sums,
) -> Agreement:
    """A row that one of them lacks counts as zeros."""
    keys = sorted({*board, *report, *recomputation})
    found = []
    for key in keys:
        for column in columns:
            numbers = [
                sums.get(key, {}).get(column, 0)
                for sums in (board, report, recomputation)
            ]
            if len(set(numbers)) > 1:
                found.append(
                    Difference(
                        grain=grain,
                        key="/".join(key) or "total",
                        column=column,
                        board=numbers[0],
                        report=numbers[1],
                        recomputation=numbers[2],
                    )
                )
    return Agreement(compared=len(keys) * len(columns), differences=tuple(found))


def together(parts: Sequence[Agreement]) -> Agreement:
    return Agreement(
        compared=sum(part.compared for part in parts),
        differences=tuple(each for part in parts for each in part.differences),
    )
