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
    numbers: Mapping[str, int]
    """Who counted → what came out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many numbers were compared and which of them differ."""

    compared: int
    differences: tuple[Difference, ...]


Sums = Mapping[Key, Counts]


def compare(grain: str, columns: Sequence[str], sides: Mapping[str, Sums]) -> Agreement:
    """A row that a side lacks counts as zeros there."""
    keys = sorted({key for sums in sides.values() for key in sums})
    found = []
    for key in keys:
        for column in columns:
            numbers = {
                side: sums.get(key, {}).get(column, 0) for side, sums in sides.items()
            }
            if len(set(numbers.values())) > 1:
                name = "/".join(key) or "total"
                found.append(
                    Difference(grain=grain, key=name, column=column, numbers=numbers)
                )
    return Agreement(compared=len(keys) * len(columns), differences=tuple(found))


def together(parts: Sequence[Agreement]) -> Agreement:
    return Agreement(
        compared=sum(part.compared for part in parts),
        differences=tuple(each for part in parts for each in part.differences),
    )
